//! What authors are told about their Blueprints.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use config_schema::authoring::{Finding, Severity, lint};
use config_schema::yaml::Text;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(documents(&path)),
            false if path.ends_with("blueprint.yaml") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn ids(document: &Value) -> Vec<(String, &'static str)> {
    let place = |finding: &Finding| (finding.pointer.as_str().to_owned(), finding.rule.id());
    lint(document).iter().map(place).collect()
}

fn blueprint() -> Value {
    json!({
        "apiVersion": "catalyst.openova.io/v1",
        "kind": "Blueprint",
        "metadata": {"name": "bp-shop"},
        "spec": {
            "version": "1.0.0",
            "visibility": "private",
            "card": {"title": "Shop", "tagline": "Sells"},
            "configSchema": {"type": "object", "properties": {"size": {"type": "string", "title": "Size", "default": "1Gi"}}},
        },
    })
}

fn with(at: &str, value: Value) -> Value {
    let mut document = blueprint();
    let (parent, key) = at.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap()[key] = value;
    document
}

#[test]
fn the_starter_catalogue_has_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let all = documents(&folder);
    assert!(all.len() > 20);
    let mut found = Vec::new();
    for path in all {
        let text = Text::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for finding in lint(text.value()) {
            if finding.severity() == Severity::Error {
                found.push(format!(
                    "{} {}: {}",
                    path.display(),
                    finding.pointer.as_str(),
                    finding.rule
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_good_blueprint_has_no_findings() {
    assert_eq!(ids(&blueprint()), []);
}

#[test]
fn each_rule_finds_its_place() {
    let config = |property: Value| with("/spec/configSchema/properties/size", property);
    let cases = [
        (with("/metadata/name", json!("shop")), "/metadata/name", "name"),
        (
            with("/metadata/version", json!("1.0.0")),
            "/metadata/version",
            "misplaced-version",
        ),
        (with("/spec/version", json!("one")), "/spec/version", "schema"),
        (with("/spec/card/tagline", json!(" ")), "/spec/card", "no-one-liner"),
        (
            with("/spec/manifests", json!({"source": {"kind": "OAM", "ref": "x"}})),
            "/spec/manifests/source/kind",
            "oam",
        ),
        (
            with(
                "/spec/placementSchema",
                json!({"modes": ["single-region"], "default": "active-active"}),
            ),
            "/spec/placementSchema/default",
            "default-mode",
        ),
        (
            with("/spec/placementSchema", json!({"minRegions": 3, "maxRegions": 1})),
            "/spec/placementSchema/minRegions",
            "regions",
        ),
        (
            with("/spec/depends", json!(["bp-postgres"])),
            "/spec/depends/0",
            "open-dependency",
        ),
        (
            with("/spec/depends", json!([{"blueprint": "No Name"}])),
            "/spec/depends/0",
            "dependency-name",
        ),
        (
            with("/spec/depends", json!([{"blueprint": "shop", "version": "^1"}])),
            "/spec/depends/0",
            "needs-itself",
        ),
        (
            with(
                "/spec/endpoints",
                json!([{"name": "web", "hostnameTemplate": "{{.Nope}}.x"}]),
            ),
            "/spec/endpoints/0/hostnameTemplate",
            "hostname-token",
        ),
        (
            config(json!({"type": "integer", "title": "Size", "default": 9, "maximum": 5})),
            "/spec/configSchema/properties/size/default",
            "bad-default",
        ),
        (
            config(json!({"type": "string"})),
            "/spec/configSchema/properties/size",
            "undescribed",
        ),
        (
            config(json!({"title": "Mode", "enum": [false, "Auto"]})),
            "/spec/configSchema/properties/size/enum",
            "boolean-among-words",
        ),
        (
            with(
                "/spec/configSchema/properties/adminPassword",
                json!({"type": "string", "title": "P"}),
            ),
            "/spec/configSchema/properties/adminPassword",
            "shown-secret",
        ),
        (
            with(
                "/spec/configSchema/properties/adminPassword",
                json!({"type": "string", "title": "P", "x-catalyst-ui-hint": "password", "default": "hunter2"}),
            ),
            "/spec/configSchema/properties/adminPassword/default",
            "plaintext-secret",
        ),
        (
            with(
                "/spec/configSchema/properties/metrics",
                json!({"type": "boolean", "title": "M", "default": true}),
            ),
            "/spec/configSchema/properties/metrics/default",
            "observability-on",
        ),
    ];
    for (document, place, id) in cases {
        assert!(
            ids(&document).contains(&(place.to_owned(), id)),
            "{id}: {:?}",
            ids(&document)
        );
    }
}

#[test]
fn nothing_is_too_hostile_to_be_looked_at() {
    for document in [
        json!(null),
        json!([]),
        json!("x"),
        json!({"spec": 1}),
        json!({"spec": {"configSchema": {"properties": {"a": true}}}}),
    ] {
        assert!(
            lint(&document)
                .iter()
                .any(|finding| finding.severity() == Severity::Error),
            "{document}"
        );
    }
}
