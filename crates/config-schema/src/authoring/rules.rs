//! The authoring rules, one after the other.

use super::{Finding, Rule, is_blueprint_name};
use crate::{Document, Form, Pointer, Problem};
use serde_json::Value;

/// The tokens of a host name (blueprint-model §6).
const TOKENS: [&str; 4] = ["SovereignFQDN", "OrgSlug", "AppName", "OrgDomain"];
/// Hints under which a value is not shown.
const HIDING_HINTS: [&str; 2] = ["password", "secret-ref"];
/// The deepest that a schema is walked.
const DEEPEST: usize = 32;

/// The rules about everything but the install form.
pub(super) fn document(document: &Value, findings: &mut Vec<Finding>) {
    let text = |at: &str| document.pointer(at).and_then(Value::as_str);
    let mut find = |at: &str, rule| findings.extend(Pointer::parse(at).map(|pointer| Finding { pointer, rule }));
    let name = text("/metadata/name").unwrap_or_default();
    if !name.is_empty() && !is_blueprint_name(name) {
        find("/metadata/name", Rule::Name);
    }
    if document.pointer("/metadata/version").is_some() {
        find("/metadata/version", Rule::MisplacedVersion);
    }
    let has_words = |field: &&str| text(&format!("/spec/card/{field}")).is_some_and(|words| !words.trim().is_empty());
    if !["tagline", "summary", "description"].iter().any(has_words) {
        find("/spec/card", Rule::NoOneLiner);
    }
    if document.pointer("/spec/visibility").is_none() {
        find("/spec", Rule::NoVisibility);
    }
    if text("/spec/manifests/source/kind") == Some("OAM") {
        find("/spec/manifests/source/kind", Rule::Oam);
    }
    let modes = document
        .pointer("/spec/placementSchema/modes")
        .and_then(Value::as_array);
    if let (Some(modes), Some(default)) = (modes, document.pointer("/spec/placementSchema/default"))
        && !modes.contains(default)
    {
        find("/spec/placementSchema/default", Rule::DefaultMode);
    }
    let regions = |which: &str| document.pointer(&format!("/spec/placementSchema/{which}"))?.as_u64();
    if let (Some(least), Some(most)) = (regions("minRegions"), regions("maxRegions"))
        && least > most
    {
        find("/spec/placementSchema/minRegions", Rule::Regions);
    }
    for (index, entry) in list(document, "/spec/depends").iter().enumerate() {
        dependency(name, entry, &format!("/spec/depends/{index}"), &mut find);
    }
    for (index, endpoint) in list(document, "/spec/endpoints").iter().enumerate() {
        let template = endpoint.get("hostnameTemplate").and_then(Value::as_str);
        for token in unknown_tokens(template.unwrap_or_default()) {
            find(
                &format!("/spec/endpoints/{index}/hostnameTemplate"),
                Rule::HostnameToken(token),
            );
        }
    }
}

fn list<'a>(document: &'a Value, at: &str) -> &'a [Value] {
    let list = document.pointer(at).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

fn dependency(own: &str, entry: &Value, at: &str, find: &mut impl FnMut(&str, Rule)) {
    let needed = entry
        .as_str()
        .or_else(|| entry.get("blueprint").and_then(Value::as_str));
    let short = |name: &str| name.strip_prefix("bp-").unwrap_or(name).to_owned();
    match needed {
        Some(needed) if short(needed) == short(own) => find(at, Rule::NeedsItself),
        Some(needed) if is_blueprint_name(&format!("bp-{}", short(needed))) => {
            if entry.get("version").and_then(Value::as_str).is_none() {
                find(at, Rule::OpenDependency);
            }
        }
        _ => find(at, Rule::DependencyName),
    }
}

fn unknown_tokens(template: &str) -> Vec<String> {
    let tokens = template.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    tokens
        .map(|(token, _)| token.trim().trim_start_matches('.').to_owned())
        .filter(|token| !TOKENS.contains(&token.as_str()))
        .collect()
}

/// The rules about the schema of the install form.
pub(super) fn config(schema: &Value, findings: &mut Vec<Finding>) {
    let Some(root) = Pointer::parse("/spec/configSchema") else {
        return;
    };
    let form = Form::compile(schema);
    for diagnostic in form.diagnostics() {
        let rule = match &diagnostic.problem {
            Problem::NotASchema | Problem::UnknownReference { .. } | Problem::BadPattern { .. } => {
                Rule::Schema(diagnostic.problem.to_string())
            }
            problem => Rule::Config(problem.to_string()),
        };
        let pointer = diagnostic.schema.rebase(&Pointer::ROOT, &root);
        let pointer = pointer.unwrap_or_else(|| root.clone());
        findings.push(Finding { pointer, rule });
    }
    // A form that nobody has touched: what is wrong with it was written by the author.
    let untouched = Document::new(form);
    for issue in untouched.issues() {
        let is_missing = issue.pointer.get(untouched.effective()).is_none();
        if is_missing {
            continue;
        }
        let place = in_schema(schema, &issue.pointer).and_then(|at| at.child("default").rebase(&Pointer::ROOT, &root));
        findings.push(Finding {
            pointer: place.unwrap_or_else(|| root.clone()),
            rule: Rule::BadDefault(issue.message.clone()),
        });
    }
    settings(schema, &root, DEEPEST, findings);
}

/// Where the schema describes a value; `None` behind references and alternatives.
fn in_schema(schema: &Value, value: &Pointer) -> Option<Pointer> {
    let mut at = Pointer::ROOT;
    for segment in value.segments() {
        let property = at.child("properties").child(&segment);
        at = match property.get(schema).is_some() {
            true => property,
            false => at.child("items"),
        };
        at.get(schema)?;
    }
    Some(at)
}

fn settings(schema: &Value, at: &Pointer, depth: usize, findings: &mut Vec<Finding>) {
    if depth == 0 {
        return;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (key, property) in properties.into_iter().flatten() {
        let at = at.child("properties").child(key);
        setting(key, property, &at, findings);
        settings(property, &at, depth - 1, findings);
    }
    if let Some(items) = schema.get("items") {
        settings(items, &at.child("items"), depth - 1, findings);
    }
}

fn setting(key: &str, property: &Value, at: &Pointer, findings: &mut Vec<Finding>) {
    let mut find = |at: Pointer, rule| findings.push(Finding { pointer: at, rule });
    let text = |field: &str| property.get(field).and_then(Value::as_str).unwrap_or_default();
    let is_group = property.get("properties").is_some();
    if !is_group && property.is_object() && text("title").is_empty() && text("description").is_empty() {
        find(at.clone(), Rule::Undescribed);
    }
    if let Some(Value::Array(choices)) = property.get("enum")
        && choices.iter().any(Value::is_boolean)
        && choices.iter().any(Value::is_string)
    {
        find(at.child("enum"), Rule::BooleanAmongWords);
    }
    let hides = HIDING_HINTS.contains(&text("x-catalyst-ui-hint")) || text("format") == "password";
    if text("type") == "string" && (hides || is_secret(key)) {
        if text("x-catalyst-ui-hint") != "secret-ref" && !text("default").is_empty() {
            find(at.child("default"), Rule::PlaintextSecret);
        }
        if !hides {
            find(at.clone(), Rule::ShownSecret);
        }
    }
    if is_observability(key) {
        let toggle = property.pointer("/properties/enabled/default");
        for (place, value) in [
            (at.child("default"), property.get("default")),
            (at.child("properties").child("enabled").child("default"), toggle),
        ] {
            if value == Some(&Value::Bool(true)) {
                find(place, Rule::ObservabilityOn);
            }
        }
    }
}

/// Names that hold a secret, and not the name or the place of one.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "apikey", "secretkey", "privatekey", "clientsecret"]
        .iter()
        .any(|ending| key.ends_with(ending))
        || key == "token"
        || key == "secret"
}

fn is_observability(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["metrics", "tracing", "servicemonitor", "podmonitor", "observability"].contains(&key.as_str())
}
