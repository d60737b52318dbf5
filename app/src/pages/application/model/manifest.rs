//! Which kind of Kubernetes, Kustomize or Flux file a text is, by the words at its top level.

use super::files::{is_yaml, parts};

/// `apiVersion`, `kind`, and the name of the schema among the public files.
const SCHEMAS: [(&str, &str, &str); 26] = [
    ("apps.openova.io/v1", "Application", "application"),
    ("v1", "ConfigMap", "configmap"),
    ("batch/v1", "CronJob", "cronjob"),
    ("apps/v1", "DaemonSet", "daemonset"),
    ("apps/v1", "Deployment", "deployment"),
    ("external-secrets.io/v1", "ExternalSecret", "externalsecret"),
    ("external-secrets.io/v1beta1", "ExternalSecret", "externalsecret"),
    ("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-kustomization"),
    ("source.toolkit.fluxcd.io/v1", "GitRepository", "gitrepository"),
    ("helm.toolkit.fluxcd.io/v2", "HelmRelease", "helmrelease"),
    ("source.toolkit.fluxcd.io/v1", "HelmRepository", "helmrepository"),
    ("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscaler"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproute"),
    ("networking.k8s.io/v1", "Ingress", "ingress"),
    ("batch/v1", "Job", "job"),
    ("kustomize.config.k8s.io/v1beta1", "Kustomization", "kustomization"),
    ("kustomize.config.k8s.io/v1", "Kustomization", "kustomization"),
    ("v1", "Namespace", "namespace"),
    ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicy"),
    ("source.toolkit.fluxcd.io/v1", "OCIRepository", "ocirepository"),
    ("v1", "PersistentVolumeClaim", "persistentvolumeclaim"),
    ("policy/v1", "PodDisruptionBudget", "poddisruptionbudget"),
    ("v1", "Secret", "secret"),
    ("v1", "Service", "service"),
    ("v1", "ServiceAccount", "serviceaccount"),
    ("apps/v1", "StatefulSet", "statefulset"),
];

/// What a file says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Manifest {
    /// No manifest.
    #[default]
    Other,
    /// Several documents in one file, which no schema is held against.
    Several,
    /// A kind that no schema is known of.
    Unknown(String),
    /// A kind with a schema.
    Known {
        /// The kind.
        kind: &'static str,
        /// Name of its schema.
        schema: &'static str,
    },
}

/// Looks at the lines that begin at the margin only: a text is recognised while the rest of it is still being typed.
#[must_use]
pub fn recognise(path: &str, text: &str) -> Manifest {
    if !is_yaml(path) {
        return Manifest::Other;
    }
    if is_several(text) {
        return Manifest::Several;
    }
    let (api_version, kind) = (top_level(text, "apiVersion"), top_level(text, "kind"));
    let says = |known: &&(&str, &str, &str)| api_version == Some(known.0) && kind == Some(known.1);
    // Kustomize asks for neither word in a file of this name.
    let by_name = matches!(parts(path).1, "kustomization.yaml" | "kustomization.yml");
    let named = |known: &&(&str, &str, &str)| by_name && api_version.is_none() && known.2 == "kustomization";
    match (SCHEMAS.iter().find(says).or_else(|| SCHEMAS.iter().find(named)), kind) {
        (Some((_, kind, schema)), _) => Manifest::Known { kind, schema },
        (None, Some(kind)) if api_version.is_some() => Manifest::Unknown(kind.to_owned()),
        _ => Manifest::Other,
    }
}

/// The plain value of a key at the margin.
fn top_level<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = value.split_once(" #").map_or(value, |(value, _)| value);
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

/// Whether something stands on both sides of a mark between documents.
fn is_several(text: &str) -> bool {
    let is_mark = |line: &str| line == "---" || line.starts_with("--- ");
    let says_something = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    };
    let mut documents = 0;
    let mut empty = true;
    for line in text.lines() {
        if is_mark(line) {
            empty = true;
        } else if empty && says_something(line) {
            documents += 1;
            empty = false;
        }
    }
    documents > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::path::Path;

    #[test]
    fn every_schema_that_is_shipped_is_found_by_what_it_says_of_itself() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/schemas");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let schema: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let says = |key: &str| schema["properties"][key]["enum"].as_array().unwrap().clone();
            let kind = says("kind")[0].as_str().unwrap().to_owned();
            let versions = says("apiVersion");
            let rows = versions
                .iter()
                .map(|version| (version.as_str().unwrap().to_owned(), kind.clone(), name.clone()));
            found.extend(rows);
        }
        let owned = |row: &(&str, &str, &str)| (row.0.to_owned(), row.1.to_owned(), row.2.to_owned());
        let mut known: Vec<_> = SCHEMAS.iter().map(owned).collect();
        found.sort();
        known.sort();
        assert_eq!(known, found);
    }

    fn schema(path: &str, text: &str) -> Option<&'static str> {
        match recognise(path, text) {
            Manifest::Known { schema, .. } => Some(schema),
            _ => None,
        }
    }

    #[test]
    fn a_kind_is_known_by_both_words() {
        assert_eq!(
            schema("a.yaml", "apiVersion: apps/v1 # a\nkind: \"Deployment\"\nspec: ["),
            Some("deployment")
        );
        let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
        assert_eq!(schema("kustomization.yaml", flux), Some("flux-kustomization"));
        assert_eq!(
            schema("overlays/prod/kustomization.yaml", "resources: []\n"),
            Some("kustomization")
        );
        assert_eq!(schema("a.json", "apiVersion: v1\nkind: Service\n"), None);
        assert_eq!(schema("a.yaml", "spec:\n  apiVersion: v1\n  kind: Service\n"), None);
        let unknown = recognise("a.yaml", "apiVersion: example.org/v1\nkind: Teapot\n");
        assert_eq!(unknown, Manifest::Unknown("Teapot".to_owned()));
        assert_eq!(recognise("values.yaml", "replicas: 2\n"), Manifest::Other);
    }

    #[test]
    fn several_documents_are_said_to_be_several() {
        let one = "apiVersion: v1\nkind: Service\n";
        assert_eq!(recognise("a.yaml", &format!("{one}---\n{one}")), Manifest::Several);
        assert_eq!(schema("a.yaml", &format!("# ours\n---\n{one}---\n")), Some("service"));
    }
}
