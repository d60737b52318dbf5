//! The files of an Application's repository, rendered from its record. Preview and commit use this same renderer.

use super::parameters::Accepted;
use super::record::{ApplicationRecord, EnvironmentRecord, OrganizationRecord};
use super::secrets;
use contract::application::labels;
use contract::gitea::{overlay_folder, overlay_values};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Files by path, as one tree.
pub(crate) type Files = BTreeMap<String, String>;

/// The namespace prefix of everything rendered as a Kubernetes object.
const API_VERSION: &str = "apps.openova.io/v1";

/// Renders the whole repository.
pub(crate) fn render(
    record: &ApplicationRecord,
    parameters: &Accepted,
    organization: &OrganizationRecord,
    environment: &EnvironmentRecord,
) -> Files {
    let context = Context {
        record,
        parameters,
        organization,
        environment,
    };
    let overlay = overlay_folder(&environment.env_type);
    let mut files = Files::from([
        ("CODEOWNERS".to_owned(), context.codeowners()),
        ("application.yaml".to_owned(), yaml(&application(record))),
        ("helmrelease.yaml".to_owned(), yaml(&context.helm_release())),
        ("kustomization.yaml".to_owned(), yaml(&context.base())),
        ("values.yaml".to_owned(), context.values()),
        (format!("{overlay}/kustomization.yaml"), yaml(&context.overlay())),
        (overlay_values(&environment.env_type), context.overlay_values()),
    ]);
    if !parameters.secrets.is_empty() {
        files.insert(context.secret_path(), yaml(&context.secret_reference()));
    }
    files
}

/// The Application object as it is committed: what is wanted, without status.
pub(crate) fn application(record: &ApplicationRecord) -> Value {
    let mut annotations = Map::new();
    if let Some(name) = &record.display_name {
        annotations.insert(labels::DISPLAY_NAME.to_owned(), json!(name));
    }
    if let Some(consumer) = &record.backs {
        annotations.insert(labels::BACKS.to_owned(), json!(consumer));
    }
    json!({
        "apiVersion": API_VERSION,
        "kind": "Application",
        "metadata": {
            "name": record.name,
            "namespace": record.namespace,
            "labels": {
                labels::ORGANIZATION: record.organization,
                labels::ENVIRONMENT: record.environment,
                labels::APPLICATION: record.name,
                labels::BLUEPRINT: record.blueprint.name,
            },
            "annotations": annotations,
        },
        "spec": {
            "blueprintRef": record.blueprint,
            "environmentRef": record.environment,
            "regions": record.regions(),
            "placement": {"mode": record.mode, "targets": record.targets},
            "dependsOn": record.depends_on,
        },
    })
}

struct Context<'a> {
    record: &'a ApplicationRecord,
    parameters: &'a Accepted,
    organization: &'a OrganizationRecord,
    environment: &'a EnvironmentRecord,
}

impl Context<'_> {
    fn secret_name(&self) -> String {
        format!("{}-parameters", self.record.name)
    }

    fn secret_path(&self) -> String {
        format!("secrets/{}.yaml", self.secret_name())
    }

    fn codeowners(&self) -> String {
        format!(
            "# Who is asked to review changes of {}.\n* {}\n",
            self.record.name, self.organization.admin_email
        )
    }

    fn values(&self) -> String {
        let overrides = secrets::without(&self.record.parameters, &self.parameters.secrets);
        let header = format!(
            "# Settings of {} that differ from the defaults of {}.\n# Secrets are not here: see secrets/.\n",
            self.record.name, self.record.blueprint.name
        );
        match overrides.is_empty() {
            // `{}` would have to go before a key could be added by hand.
            true => header,
            false => header + &yaml(&Value::Object(overrides)),
        }
    }

    fn overlay_values(&self) -> String {
        let header = format!("# What is particular to {}.\n", self.environment.name);
        header
            + &yaml(&json!({
                "global": {
                    "environment": self.environment.name,
                    "placement": {"mode": self.record.mode, "regions": self.record.regions()},
                }
            }))
    }

    fn base(&self) -> Value {
        let mut resources = vec![json!("application.yaml"), json!("helmrelease.yaml")];
        if !self.parameters.secrets.is_empty() {
            resources.push(json!(self.secret_path()));
        }
        json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": resources,
            "configMapGenerator": [{"name": format!("{}-values", self.record.name), "files": ["values.yaml"]}],
        })
    }

    fn overlay(&self) -> Value {
        json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "namespace": self.environment.workload_namespace(),
            "resources": ["../.."],
            "configMapGenerator": [{
                "name": format!("{}-environment-values", self.record.name),
                "files": ["values.yaml"],
            }],
        })
    }

    fn helm_release(&self) -> Value {
        let name = &self.record.name;
        let mut values_from = vec![
            json!({"kind": "ConfigMap", "name": format!("{name}-values"), "valuesKey": "values.yaml"}),
            json!({"kind": "ConfigMap", "name": format!("{name}-environment-values"), "valuesKey": "values.yaml"}),
        ];
        values_from.extend(self.parameters.secrets.keys().map(|pointer| {
            json!({
                "kind": "Secret",
                "name": self.secret_name(),
                "valuesKey": key(pointer),
                "targetPath": pointer.trim_start_matches('/').replace('/', "."),
            })
        }));
        let depends_on: Vec<Value> = self
            .record
            .depends_on
            .iter()
            .map(|dependency| json!({"name": dependency.name}))
            .collect();
        json!({
            "apiVersion": "helm.toolkit.fluxcd.io/v2",
            "kind": "HelmRelease",
            "metadata": {"name": name},
            "spec": {
                "interval": "10m",
                "releaseName": name,
                "chart": {"spec": {
                    "chart": self.record.blueprint.name,
                    "version": self.record.blueprint.version,
                    "sourceRef": {"kind": "HelmRepository", "name": "blueprints", "namespace": "catalyst"},
                }},
                "dependsOn": depends_on,
                "valuesFrom": values_from,
            },
        })
    }

    fn secret_reference(&self) -> Value {
        let path = format!(
            "org/{}/env/{}/{}",
            self.record.organization, self.environment.env_type, self.record.name
        );
        let data: Vec<Value> = self
            .parameters
            .secrets
            .keys()
            .map(|pointer| json!({"secretKey": key(pointer), "remoteRef": {"key": path, "property": key(pointer)}}))
            .collect();
        json!({
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {
                "name": self.secret_name(),
                "annotations": {"catalyst.openova.io/secret-version": self.record.secret_version.to_string()},
            },
            "spec": {
                "refreshInterval": "1h",
                "secretStoreRef": {"kind": "ClusterSecretStore", "name": "openbao"},
                "target": {"name": self.secret_name()},
                "data": data,
            },
        })
    }
}

/// The key of a secret inside its Kubernetes Secret.
fn key(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace(['/', '~'], "-")
}

/// JSON written as YAML 1.2 that a YAML 1.1 reader understands the same way.
pub(crate) fn yaml(value: &Value) -> String {
    if value.as_object().is_some_and(Map::is_empty) {
        return "{}\n".to_owned();
    }
    // Only maps with keys that are no scalars cannot be written, and JSON has none.
    serde_saphyr::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value that changed its type on the way to Git would change what runs.
    #[test]
    fn awkward_strings_come_back_as_they_were() {
        for text in [
            "Off",
            "no",
            "yes",
            "on",
            "null",
            "~",
            "true",
            "1.0",
            "1e3",
            "0x1f",
            "017",
            "1_000",
            "-all",
            "~all",
            "- a",
            "a: b",
            "# c",
            "a #b",
            "*x",
            "&y",
            "!t",
            "'q'",
            "\"",
            " lead",
            "trail ",
            "",
            "two\nlines\n",
            "\ttab",
            "2026-01-01",
            "é",
            "{{ .x }}",
            "[a]",
            "%a",
            "@a",
            "`a`",
            "|",
            ">",
            "\\n",
            "\u{85}",
            "\u{7}",
            "12:30:45",
            ".inf",
            "<<",
            "=",
        ] {
            let document = json!({"value": text, "list": [text], text: 1});
            let written = yaml(&document);
            let options = serde_saphyr::options! { strict_booleans: true };
            let read: Value = serde_saphyr::from_str_with_options(&written, options).unwrap();
            assert_eq!(read, document, "{written}");
        }
    }

    #[test]
    fn words_that_older_readers_take_for_booleans_are_quoted() {
        for word in ["Off", "no", "yes", "on", "y", "N"] {
            let written = yaml(&json!({"value": word}));
            assert!(written.contains(['"', '\'']), "{written}");
        }
    }
}
