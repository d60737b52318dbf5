//! What an author of a Blueprint is told: the Blueprint's own schema, and the authoring rules (blueprint-model §2-§6).
//!
//! The same findings mark the text while it is typed and refuse a publication, so neither can surprise the other.

mod rules;

use crate::{Document, Form, Pointer};
use serde_json::Value;

/// JSON Schema of `blueprint.yaml`, as text.
pub const BLUEPRINT_SCHEMA: &str = include_str!("authoring/blueprint.schema.json");

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It will not be published.
    Error,
    /// It will, and somebody will miss something.
    Warning,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The document is not what the schema of Blueprints asks for.
    #[error("{0}")]
    Schema(String),
    /// The name is not `bp-<name>`.
    #[error("the name must be bp- followed by lower-case letters, digits and dashes")]
    Name,
    /// The version stands in `metadata.version`, where nothing reads it.
    #[error("nothing reads this; the version belongs in spec.version")]
    MisplacedVersion,
    /// The card says in no spelling what the Blueprint is for.
    #[error("the card has no one-liner: add a tagline or a summary")]
    NoOneLiner,
    /// Who sees the card is not said.
    #[error("say who sees the card; without this it is listed")]
    NoVisibility,
    /// `manifests.source.kind: OAM` is reserved.
    #[error("OAM is reserved and cannot be installed")]
    Oam,
    /// A default placement that is not one of the modes.
    #[error("the default is not one of the modes")]
    DefaultMode,
    /// More regions at least than at most.
    #[error("minRegions is greater than maxRegions")]
    Regions,
    /// A dependency without a version range.
    #[error("this dependency has no version range, such as ^1.0")]
    OpenDependency,
    /// A dependency without a usable name.
    #[error("a dependency names a Blueprint: bp-<name>")]
    DependencyName,
    /// A Blueprint that needs itself.
    #[error("a Blueprint cannot need itself")]
    NeedsItself,
    /// A token that nothing fills.
    #[error("nothing fills the token {{{{.{0}}}}}")]
    HostnameToken(String),
    /// A part of the install form's schema that is not read as written.
    #[error("{0}")]
    Config(String),
    /// A default that the schema itself refuses.
    #[error("the default is refused by the schema itself: {0}")]
    BadDefault(String),
    /// Words in an enum that an older reader takes for true and false.
    #[error("true and false stand among words here; quote Off, On, yes and no")]
    BooleanAmongWords,
    /// A setting that people will not understand.
    #[error("this setting has neither a title nor a description")]
    Undescribed,
    /// A secret that is shown while it is typed.
    #[error("this looks like a secret: give it x-catalyst-ui-hint: password or secret-ref")]
    ShownSecret,
    /// A secret that everybody can read in the Blueprint.
    #[error("a secret must not have a default: everybody can read it here")]
    PlaintextSecret,
    /// An observability toggle that is on by default.
    #[error("observability is off by default, so that it needs no operator that is not there")]
    ObservabilityOn,
}

impl Rule {
    /// A stable name.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Name => "name",
            Self::MisplacedVersion => "misplaced-version",
            Self::NoOneLiner => "no-one-liner",
            Self::NoVisibility => "no-visibility",
            Self::Oam => "oam",
            Self::DefaultMode => "default-mode",
            Self::Regions => "regions",
            Self::OpenDependency => "open-dependency",
            Self::DependencyName => "dependency-name",
            Self::NeedsItself => "needs-itself",
            Self::HostnameToken(_) => "hostname-token",
            Self::Config(_) => "config",
            Self::BadDefault(_) => "bad-default",
            Self::BooleanAmongWords => "boolean-among-words",
            Self::Undescribed => "undescribed",
            Self::ShownSecret => "shown-secret",
            Self::PlaintextSecret => "plaintext-secret",
            Self::ObservabilityOn => "observability-on",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Schema(_)
            | Self::Name
            | Self::Oam
            | Self::DefaultMode
            | Self::Regions
            | Self::DependencyName
            | Self::NeedsItself
            | Self::BadDefault(_)
            | Self::PlaintextSecret => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

/// One thing that an author is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where in the document.
    pub pointer: Pointer,
    /// What is wrong there.
    pub rule: Rule,
}

impl Finding {
    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

/// Everything that is wrong with a Blueprint, errors first.
#[must_use]
pub fn lint(document: &Value) -> Vec<Finding> {
    let mut findings = against_schema(document);
    rules::document(document, &mut findings);
    if let Some(schema) = document
        .pointer("/spec/configSchema")
        .filter(|schema| schema.is_object())
    {
        rules::config(schema, &mut findings);
    }
    findings.sort_by_key(Finding::severity);
    findings
}

fn against_schema(document: &Value) -> Vec<Finding> {
    let schema: Value = serde_json::from_str(BLUEPRINT_SCHEMA).unwrap_or_default();
    let document = Document::with_overrides(Form::compile(&schema), document.clone());
    let issues = document.issues().map(|issue| Finding {
        pointer: issue.pointer.clone(),
        rule: Rule::Schema(issue.message.clone()),
    });
    issues.collect()
}

/// Whether a name is `bp-<name>` (blueprint-model §5).
#[must_use]
pub fn is_blueprint_name(name: &str) -> bool {
    let Some(short) = name.strip_prefix("bp-") else {
        return false;
    };
    (2..=63).contains(&short.len())
        && short.starts_with(|first: char| first.is_ascii_lowercase())
        && short
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
