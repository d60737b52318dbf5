//! The compliance score of what a commit holds, for the rule `re-score-gate` (blueprint-model §9).
//!
//! Checks, weights and arithmetic are those of the contract's §H.1: what passes adds its weight, what fails stays in the
//! denominator, what does not apply is dropped. Only what the committed files can show is checked. There is no policy
//! engine behind it: this is the simulated cluster's own measure, and says so.

use super::carry::VALUES;
use super::lenient::map_in;
use super::manifests::Files;
use super::overlay::Overlay;
use super::parameters;
use super::replicas::replica_counts;
use crate::catalog::Blueprint;
use serde_json::{Map, Value};

/// The files that it is measured by.
pub(crate) const MEASURED: [&str; 3] = [VALUES, RELEASE, KUSTOMIZATION];
const RELEASE: &str = "helmrelease.yaml";
const KUSTOMIZATION: &str = "kustomization.yaml";
/// The check that only production has to pass.
const OF_PRODUCTION: &str = "multi-replica";
/// Copies that an interruption needs to go unnoticed.
const ENOUGH_REPLICAS: usize = 2;

/// Every check that applies, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    checks: Vec<Check>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Check {
    name: &'static str,
    weight: u32,
    /// What is missing; `None` when it passed.
    failure: Option<String>,
}

impl Score {
    /// The score for an Environment that is none of production.
    pub(crate) fn outside_production(mut self) -> Self {
        self.checks.retain(|check| check.name != OF_PRODUCTION);
        self
    }

    /// 0 to 100; `None` when no check applies.
    pub(crate) fn total(&self) -> Option<u8> {
        let sum = |checks: &mut dyn Iterator<Item = &Check>| checks.map(|check| check.weight).sum::<u32>();
        let passed = sum(&mut self.checks.iter().filter(|check| check.failure.is_none()));
        let all = sum(&mut self.checks.iter());
        u8::try_from((passed * 100).checked_div(all)?).ok()
    }

    /// Whether it is as high as asked for.
    pub(crate) fn reaches(&self, asked: u8) -> bool {
        self.total().is_some_and(|total| total >= asked)
    }

    /// The score and each check, in one sentence after the other.
    pub(crate) fn told(&self, asked: u8) -> String {
        let total = match self.total() {
            Some(total) => format!("{total} of {asked} asked for"),
            None => format!("not scored, and {asked} are asked for"),
        };
        let passed: Vec<String> = self.of(|check| check.failure.is_none().then(|| check.name.to_owned()));
        let failed: Vec<String> = self.of(|check| {
            let failure = check.failure.as_ref()?;
            Some(format!("{} (weight {}): {failure}", check.name, check.weight))
        });
        let mut told = format!("{total}, by the simulated cluster's own measure.");
        if !failed.is_empty() {
            told.push_str(&format!(" Failed: {}.", failed.join("; ")));
        }
        if !passed.is_empty() {
            told.push_str(&format!(" Passed: {}.", passed.join(", ")));
        }
        told
    }

    fn of(&self, pick: impl Fn(&Check) -> Option<String>) -> Vec<String> {
        self.checks.iter().filter_map(pick).collect()
    }

    fn note(&mut self, name: &'static str, weight: u32, failure: Option<String>) {
        self.checks.push(Check { name, weight, failure });
    }
}

/// Measures [`MEASURED`] files of a commit and the values of the Environment at `overlay`, by what production asks.
pub(crate) fn measure(files: &Files, overlay: &str, blueprint: Option<&Blueprint>) -> Score {
    let schema = blueprint.and_then(Blueprint::config_schema);
    let base = map_in(files, VALUES);
    let particular = map_in(files, overlay);
    let plain = [(VALUES, &base), (overlay, &particular)];
    let plain = plain.into_iter().find_map(|(path, values)| plain_secret(path, values));
    let overrides = Overlay::from(particular.clone()).over(&base, schema);
    let settings = match blueprint {
        Some(blueprint) => parameters::effective(blueprint, &overrides),
        None => Value::Object(overrides),
    };
    let release = Value::Object(map_in(files, RELEASE));
    let mut score = Score::default();
    score.note(OF_PRODUCTION, 15, too_few_replicas(&settings));
    score.note("flux-managed", 10, not_managed(files, &release));
    // The contract names no weight for this one; it is one of the security slice.
    score.note("secret-not-in-env", 10, plain);
    let unlimited = unlimited(&settings);
    // Kubernetes takes a limit for the request where none is said.
    let unrequested = unlimited.clone().filter(|_| !has_resource(&settings, "requests"));
    score.note("requests", 8, unrequested);
    score.note("probes", 5, unprobed(blueprint, &settings));
    score.note("image-pinned", 5, unpinned(&release, &settings));
    if let Some(exposes_metrics) = blueprint.and_then(Blueprint::exposes_metrics) {
        let silent = (!exposes_metrics).then(|| "the Blueprint exposes no metrics".to_owned());
        score.note("scrape", 5, silent);
    }
    score.note("limits", 4, unlimited);
    score
}

fn too_few_replicas(settings: &Value) -> Option<String> {
    let counts = replica_counts(settings);
    let few = counts.iter().find(|(_, replicas)| *replicas < ENOUGH_REPLICAS);
    let (component, replicas) = few?;
    let of = match component.as_str() {
        "" => String::new(),
        component => format!(" of {component}"),
    };
    Some(format!(
        "{replicas} replica{of} where production needs {ENOUGH_REPLICAS}"
    ))
}

fn not_managed(files: &Files, release: &Value) -> Option<String> {
    let is_release = release.get("kind").and_then(Value::as_str) == Some("HelmRelease");
    let listed = map_in(files, KUSTOMIZATION);
    let listed = listed.get("resources").and_then(Value::as_array);
    let is_listed = listed.is_some_and(|listed| listed.iter().any(|file| file == RELEASE));
    (!is_release || !is_listed).then(|| "no HelmRelease is part of the Kustomization".to_owned())
}

fn plain_secret(path: &str, values: &Map<String, Value>) -> Option<String> {
    let secret = find(values, &mut |name, value| is_secret_name(name) && is_plain_text(value))?;
    Some(format!("{path} has {secret} in plain text"))
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // Names of Secrets of the cluster: they tell where a secret is, not what it is.
    let references = ["existingsecret", "tlssecret", "pullsecret", "secretname", "secretref"];
    if references.iter().any(|reference| name.ends_with(reference)) {
        return false;
    }
    let words = [
        "password",
        "passwd",
        "secret",
        "token",
        "apikey",
        "privatekey",
        "credential",
    ];
    words.iter().any(|word| name.ends_with(word))
}

fn is_plain_text(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| !text.is_empty() && text != super::secrets::MASK)
}

fn unlimited(settings: &Value) -> Option<String> {
    let bounds = |name: &str, value: &Value| {
        let name = name.to_ascii_lowercase();
        let measures = [
            "",
            "megabytes",
            "gigabytes",
            "mb",
            "mi",
            "gb",
            "gi",
            "s",
            "cores",
            "millicores",
            "limit",
        ];
        let rest = ["memory", "cpu"].iter().find_map(|word| name.strip_prefix(word));
        rest.is_some_and(|rest| measures.contains(&rest)) && (value.is_number() || is_plain_text(value))
    };
    let is_bounded = has_resource(settings, "limits")
        || settings
            .as_object()
            .is_some_and(|settings| find(settings, &mut |name, value| bounds(name, value)).is_some());
    (!is_bounded).then(|| "no setting bounds its memory or CPU".to_owned())
}

/// Whether `resources.limits` or `resources.requests` is filled anywhere.
fn has_resource(settings: &Value, which: &str) -> bool {
    let filled = |name: &str, value: &Value| {
        let of = value.get(which).and_then(Value::as_object);
        name == "resources" && of.is_some_and(|of| !of.is_empty())
    };
    settings
        .as_object()
        .is_some_and(|settings| find(settings, &mut |name, value| filled(name, value)).is_some())
}

fn unprobed(blueprint: Option<&Blueprint>, settings: &Value) -> Option<String> {
    let has_port =
        blueprint.is_some_and(|blueprint| blueprint.endpoints.iter().any(|endpoint| endpoint.port.is_some()));
    let has_probe = settings
        .as_object()
        .is_some_and(|settings| find(settings, &mut |name, _| name.ends_with("Probe")).is_some());
    (!has_port && !has_probe).then(|| "there is no port to ask whether it is ready".to_owned())
}

fn unpinned(release: &Value, settings: &Value) -> Option<String> {
    let chart = release
        .pointer("/spec/chart/spec/version")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if semver::Version::parse(chart).is_err() {
        return Some(format!("the chart's version is {chart:?} and not an exact one"));
    }
    let floats = |name: &str, value: &Value| {
        let text = value.as_str().unwrap_or_default();
        match name {
            "tag" | "imageTag" => text == "latest",
            "image" => text.ends_with(":latest"),
            _ => false,
        }
    };
    let floating = find(settings.as_object()?, &mut |name, value| floats(name, value))?;
    Some(format!("{floating} is latest"))
}

/// The dotted path of the first setting that is meant.
fn find(settings: &Map<String, Value>, is_meant: &mut dyn FnMut(&str, &Value) -> bool) -> Option<String> {
    for (name, value) in settings {
        if is_meant(name, value) {
            return Some(name.clone());
        }
        let inner = value.as_object().and_then(|inner| find(inner, is_meant));
        if let Some(inner) = inner {
            return Some(format!("{name}.{inner}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLAY: &str = "overlays/prod/values.yaml";
    const MANAGED: &str = "kind: HelmRelease\nspec: {chart: {spec: {version: 1.2.3}}}\n";

    fn files(values: &str, release: &str) -> Files {
        Files::from([
            ("values.yaml".to_owned(), values.to_owned()),
            ("helmrelease.yaml".to_owned(), release.to_owned()),
            (
                "kustomization.yaml".to_owned(),
                "resources: [helmrelease.yaml]\n".to_owned(),
            ),
        ])
    }

    fn failed(values: &str, release: &str, is_production: bool) -> Vec<&'static str> {
        let score = measure(&files(values, release), OVERLAY, None);
        let score = match is_production {
            true => score,
            false => score.outside_production(),
        };
        let failed = score.checks.iter().filter(|check| check.failure.is_some());
        failed.map(|check| check.name).collect()
    }

    #[test]
    fn each_check_reads_the_files() {
        let good = "replicas: 2\nresources: {limits: {memory: 1Gi}}\nreadinessProbe: {path: /}\n";
        assert_eq!(failed(good, MANAGED, true), [""; 0]);
        assert_eq!(
            failed(&good.replace("replicas: 2", "replicas: 1"), MANAGED, true),
            ["multi-replica"]
        );
        assert_eq!(
            failed(&good.replace("replicas: 2", "replicas: 1"), MANAGED, false),
            [""; 0]
        );
        let secret = format!("{good}smtp: {{password: hunter2}}\n");
        assert_eq!(failed(&secret, MANAGED, true), ["secret-not-in-env"]);
        for name in [
            "existingSecret",
            "tlsSecret",
            "dbSecretName",
            "dbSecretRef",
            "imagePullSecret",
        ] {
            let reference = format!("{good}auth: {{{name}: shop-credentials}}\n");
            assert_eq!(failed(&reference, MANAGED, true), [""; 0], "{name}");
        }
        let secret = format!("{good}oidc: {{clientSecret: hunter2}}\n");
        assert_eq!(failed(&secret, MANAGED, true), ["secret-not-in-env"]);
        let unbound = "replicas: 2\nreadinessProbe: {path: /}\nmemoryWatermark: 0.4\n";
        assert_eq!(failed(unbound, MANAGED, true), ["requests", "limits"]);
        assert_eq!(failed(&format!("{unbound}memoryGi: 2\n"), MANAGED, true), [""; 0]);
        assert_eq!(failed(good, &MANAGED.replace("1.2.3", "1.x"), true), ["image-pinned"]);
        assert_eq!(
            failed(&format!("{good}image: a:latest\n"), MANAGED, true),
            ["image-pinned"]
        );
        assert_eq!(failed(good, "", true), ["flux-managed", "image-pinned"]);
        assert_eq!(failed("replicas: 2\nmemoryGi: 1\n", MANAGED, true), ["probes"]);
    }

    #[test]
    fn what_an_environment_is_set_to_counts() {
        let measured = |overlay: &str| {
            let mut files = files("replicas: 1\n", MANAGED);
            files.insert(OVERLAY.to_owned(), overlay.to_owned());
            measure(&files, OVERLAY, None).told(0)
        };
        assert!(measured("").contains("1 replica where production needs 2"));
        assert!(measured("replicas: 3\n").contains("Passed: multi-replica"));
        let told = measured("smtp: {password: hunter2}\n");
        assert!(
            told.contains("overlays/prod/values.yaml has smtp.password in plain text"),
            "{told}"
        );
    }

    #[test]
    fn what_fails_stays_in_the_denominator_and_each_check_is_told() {
        let mut score = Score::default();
        assert_eq!(score.total(), None);
        assert!(!score.reaches(1));
        assert!(score.told(80).starts_with("not scored, and 80 are asked for"));
        score.note("flux-managed", 10, None);
        score.note("probes", 5, Some("no port".to_owned()));
        assert_eq!(score.total(), Some(66));
        assert!(score.reaches(66) && !score.reaches(67));
        assert_eq!(
            score.told(80),
            "66 of 80 asked for, by the simulated cluster's own measure. Failed: probes (weight 5): no port. Passed: \
             flux-managed."
        );
    }
}
