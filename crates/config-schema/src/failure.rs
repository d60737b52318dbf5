//! One failed assertion, cheap to find and only put into words when somebody asks.

use serde_json::{Number, Value};

use crate::{Format, Issue, Pointer, schema::TypeSet};

/// A failed assertion about one value, borrowing the rule from the schema.
#[derive(Debug, Clone)]
pub(crate) enum Failure<'s> {
    Forbidden { keyword: &'static str },
    Type(TypeSet),
    Enum(&'s [Value]),
    Const(&'s Value),
    Minimum(&'s Number),
    Maximum(&'s Number),
    ExclusiveMinimum(&'s Number),
    ExclusiveMaximum(&'s Number),
    MultipleOf(&'s Number),
    MinLength(u64),
    MaxLength(u64),
    Pattern(&'s str),
    Format(Format),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    MinProperties(u64),
    MaxProperties(u64),
}

impl Failure<'_> {
    pub(crate) fn at(self, pointer: &Pointer) -> Issue {
        let issue = |keyword, message: String| Issue::new(pointer.clone(), keyword, message);
        match self {
            Self::Forbidden {
                keyword: "additionalProperties",
            } => issue("additionalProperties", "This key is not known here.".to_owned()),
            Self::Forbidden { keyword } => issue(keyword, "Nothing is allowed here.".to_owned()),
            Self::Type(types) => {
                let names: Vec<&str> = types.names().collect();
                issue(
                    "type",
                    format!(
                        "Must be {}.",
                        one_of(&names.iter().map(|name| with_article(name)).collect::<Vec<_>>())
                    ),
                )
                .with("expected", names)
            }
            Self::Enum(allowed) => {
                let labels: Vec<String> = allowed.iter().map(crate::field::readable).collect();
                issue("enum", format!("Must be {}.", one_of(&labels))).with("allowed", allowed.to_vec())
            }
            Self::Const(value) => {
                issue("const", format!("Must be {}.", crate::field::readable(value))).with("expected", value.clone())
            }
            Self::Minimum(limit) => limited(issue("minimum", format!("Must be at least {limit}.")), limit),
            Self::Maximum(limit) => limited(issue("maximum", format!("Must be at most {limit}.")), limit),
            Self::ExclusiveMinimum(limit) => limited(
                issue("exclusiveMinimum", format!("Must be greater than {limit}.")),
                limit,
            ),
            Self::ExclusiveMaximum(limit) => {
                limited(issue("exclusiveMaximum", format!("Must be less than {limit}.")), limit)
            }
            Self::MultipleOf(step) => limited(issue("multipleOf", format!("Must be a multiple of {step}.")), step),
            Self::MinLength(limit) => counted(pointer, "minLength", "at least", limit, "character"),
            Self::MaxLength(limit) => counted(pointer, "maxLength", "at most", limit, "character"),
            Self::Pattern(source) => {
                issue("pattern", format!("Must match the pattern {source}")).with("pattern", source)
            }
            Self::Format(format) => {
                issue("format", format!("Must be {}.", described(format))).with("format", format.name())
            }
            Self::MinItems(limit) => counted(pointer, "minItems", "at least", limit, "item"),
            Self::MaxItems(limit) => counted(pointer, "maxItems", "at most", limit, "item"),
            Self::UniqueItems => issue("uniqueItems", "Each item may appear only once.".to_owned()),
            Self::MinProperties(limit) => counted(pointer, "minProperties", "at least", limit, "key"),
            Self::MaxProperties(limit) => counted(pointer, "maxProperties", "at most", limit, "key"),
        }
    }
}

/// The issue of a property that must be there; it is shown on the property.
pub(crate) fn missing(parent: &Pointer, key: &str) -> Issue {
    Issue::new(parent.child(key), "required", "This is required.").with("property", key)
}

fn limited(issue: Issue, limit: &Number) -> Issue {
    issue.with("limit", Value::Number(limit.clone()))
}

fn counted(pointer: &Pointer, keyword: &'static str, bound: &str, limit: u64, what: &str) -> Issue {
    let plural = if limit == 1 { "" } else { "s" };
    Issue::new(
        pointer.clone(),
        keyword,
        format!("Must have {bound} {limit} {what}{plural}."),
    )
    .with("limit", limit)
}

fn with_article(name: &str) -> String {
    match name {
        "null" => "empty".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" => "a whole number".to_owned(),
        "string" => "text".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "an object".to_owned(),
        other => format!("a {other}"),
    }
}

fn one_of(options: &[String]) -> String {
    match options {
        [] => "absent".to_owned(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

fn described(format: Format) -> &'static str {
    match format {
        Format::Date => "a date such as 2026-11-20",
        Format::DateTime => "a date and time such as 2026-11-20T08:30:00Z",
        Format::Time => "a time such as 08:30:00Z",
        Format::Duration => "a duration such as P1DT12H",
        Format::Email => "an email address",
        Format::Hostname => "a host name such as shop.example.org",
        Format::Ipv4 => "an IPv4 address",
        Format::Ipv6 => "an IPv6 address",
        Format::Uri | Format::Iri => "a complete address such as https://example.org/path",
        Format::UriReference | Format::IriReference => "an address or a path",
        Format::UriTemplate => "an address template",
        Format::Uuid => "a UUID",
        Format::JsonPointer => "a JSON Pointer",
        Format::RelativeJsonPointer => "a relative JSON Pointer",
        Format::Regex => "a regular expression",
    }
}
