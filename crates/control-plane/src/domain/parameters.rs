//! Validation of parameters against the Blueprint version that was chosen.

use super::defaults;
use super::overlay::Overlay;
use super::refusal::Refusal;
use super::secrets::{self, Split};
use super::world::SecretValues;
use crate::catalog::Blueprint;
use contract::FieldError;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

/// Parameters that the Blueprint accepts.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// Overrides, secrets masked: what is recorded.
    pub(crate) masked: Map<String, Value>,
    pub(crate) secrets: SecretValues,
    /// What runs: the overlay over the overrides over the defaults, secrets masked. Predicates read it.
    pub(crate) effective: Value,
    /// What fits without the overlay, and not with it.
    pub(crate) of_overlay: Vec<FieldError>,
}

/// Checks `overrides` over the defaults of `blueprint`, with the `overlay` of the Environment over both; `stored` holds
/// the secrets that a mask keeps.
pub(crate) fn accept(
    blueprint: &Blueprint,
    overrides: &Map<String, Value>,
    overlay: &Overlay,
    stored: &SecretValues,
) -> Result<Accepted, Refusal> {
    if let Some(reason) = &blueprint.error {
        return Err(Refusal::Broken {
            blueprint: blueprint.id(),
            reason: reason.clone(),
        });
    }
    let schema = blueprint.config_schema();
    let Split {
        revealed,
        masked,
        values,
    } = secrets::split(schema, overrides, stored);
    // The HelmRelease sets secrets after both files: an overlay cannot reach them.
    let overlay = Overlay::from(secrets::without(overlay.values(), &values));
    let merged = errors(blueprint, &overlay.over(&revealed, schema));
    let alone = match merged.is_empty() || overlay.values().is_empty() {
        true => merged.clone(),
        false => errors(blueprint, &revealed),
    };
    let (fields, of_overlay): (Vec<_>, Vec<_>) = merged.into_iter().partition(|error| alone.contains(error));
    if !fields.is_empty() {
        return Err(Refusal::Parameters {
            blueprint: blueprint.id(),
            fields,
        });
    }
    Ok(Accepted {
        effective: effective(blueprint, &overlay.over(&masked, schema)),
        masked,
        secrets: values,
        of_overlay,
    })
}

/// Where settings over the defaults do not fit.
fn errors(blueprint: &Blueprint, settings: &Map<String, Value>) -> Vec<FieldError> {
    let (Some(form), Some(validator)) = (blueprint.form(), blueprint.validator()) else {
        return Vec::new();
    };
    let document = defaults::effective(form, settings);
    let errors = validator.iter_errors(&document);
    errors.flat_map(|error| fields(&error)).collect()
}

/// The overrides over the defaults.
pub(crate) fn effective(blueprint: &Blueprint, overrides: &Map<String, Value>) -> Value {
    match blueprint.form() {
        Some(form) => defaults::effective(form, overrides),
        None => Value::Object(overrides.clone()),
    }
}

/// One error, on the field a person would look at.
fn fields(error: &ValidationError<'_>) -> Vec<FieldError> {
    let at = error.instance_path().as_str();
    let one = |pointer: String, message: String| FieldError {
        pointer,
        keyword: error.kind().keyword().to_owned(),
        message,
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![one(
                format!("{at}/{}", secrets::escape(name)),
                format!("{name} is required"),
            )]
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                one(
                    format!("{at}/{}", secrets::escape(name)),
                    format!("{name} is not known here"),
                )
            })
            .collect(),
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            match chosen(context) {
                Some(errors) => errors.iter().flat_map(fields).collect(),
                None => vec![one(at.to_owned(), error.to_string())],
            }
        }
        _ => vec![one(at.to_owned(), message(error))],
    }
}

/// The branch a person meant: the only one that no constant rules out.
fn chosen<'a, 'b>(branches: &'a [Vec<ValidationError<'b>>]) -> Option<&'a [ValidationError<'b>]> {
    let ruled_out = |errors: &[ValidationError<'_>]| {
        errors.iter().any(|error| {
            matches!(
                error.kind(),
                ValidationErrorKind::Constant { .. } | ValidationErrorKind::Type { .. }
            )
        })
    };
    let mut candidates = branches
        .iter()
        .filter(|errors| !errors.is_empty() && !ruled_out(errors));
    let first = candidates.next()?;
    candidates.next().is_none().then_some(first)
}

/// Never repeats the value: it may be a secret.
fn message(error: &ValidationError<'_>) -> String {
    error.masked_with("this value").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors(schema: Value, document: Value) -> Vec<(String, String)> {
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let mut found: Vec<_> = validator
            .iter_errors(&document)
            .flat_map(|error| fields(&error))
            .map(|field| (field.pointer, field.keyword))
            .collect();
        found.sort();
        found
    }

    fn pair(pointer: &str, keyword: &str) -> (String, String) {
        (pointer.to_owned(), keyword.to_owned())
    }

    #[test]
    fn missing_and_unknown_fields_are_pointed_at_themselves() {
        let schema = json!({"required": ["a/b"], "additionalProperties": false, "properties": {"a/b": {}}});
        assert_eq!(
            errors(schema, json!({"x": 1})),
            [pair("/a~1b", "required"), pair("/x", "additionalProperties")]
        );
    }

    #[test]
    fn errors_come_from_the_chosen_branch() {
        let schema = json!({"oneOf": [
            {"properties": {"mode": {"const": "in"}}, "additionalProperties": false},
            {"properties": {"mode": {"const": "out"}, "port": {"maximum": 9}}, "required": ["host"]},
        ]});
        let found = errors(schema, json!({"mode": "out", "port": 10}));
        assert_eq!(found, [pair("/host", "required"), pair("/port", "maximum")]);
    }

    #[test]
    fn messages_do_not_repeat_values() {
        let schema = json!({"minLength": 20});
        let validator = jsonschema::validator_for(&schema).unwrap();
        let secret = json!("hunter2");
        let error = validator.validate(&secret).unwrap_err();
        assert!(!message(&error).contains("hunter2"));
    }
}
