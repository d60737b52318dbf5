//! Identifiers as types. A name from the wire is kept as it is; a name from a person is checked with `parse`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a name typed by a person is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was typed.
    #[error("a name is required")]
    Empty,
    /// Longer than the rule allows.
    #[error("a name may have at most {max} characters")]
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// Shorter than the rule allows.
    #[error("a name needs at least {min} characters")]
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// A character or position that the rule forbids.
    #[error("use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit")]
    Shape,
    /// A word the platform keeps for itself (glossary §5).
    #[error("this name is reserved by the platform")]
    Reserved,
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a value as the wire sent it, unchecked.
            pub fn from_wire(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the identifier.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A deployment or cluster id under `/sovereigns/{id}` (§0.2).
    SovereignId
);
id!(
    /// A Blueprint's name. The rule is `bp-<name>`, but real documents omit the prefix (blueprint-model §2).
    BlueprintName
);
id!(
    /// An exact Blueprint version, such as `1.4.0`.
    BlueprintVersion
);
id!(
    /// An Application's name: an RFC 1123 label, unique within its Organization's namespace (§E.5).
    ApplicationName
);
id!(
    /// Kubernetes `metadata.uid` of an Application, as `/catalyst/v1` uses it.
    ApplicationUid
);
id!(
    /// An Organization's slug: `^[a-z][a-z0-9-]{2,31}$`, reserved words refused (glossary §5).
    OrganizationSlug
);
id!(
    /// `{org}-{env_type}` (glossary §5).
    EnvironmentName
);
id!(
    /// A Kubernetes namespace.
    Namespace
);
id!(
    /// A region code such as `fsn` or the placeholder `primary`.
    RegionName
);
id!(
    /// A Git commit id, 40 hexadecimal digits.
    CommitId
);
id!(
    /// A User of the tenant services (tenant-side §A).
    UserId
);
id!(
    /// An Organization of the tenant services: `tenant_id` on their wire (tenant-side §D).
    OrganizationId
);
id!(
    /// A domain of an Organization (tenant-side §D.6).
    DomainId
);
id!(
    /// A plan of the marketplace; not its slug (tenant-side §C.1).
    PlanId
);
id!(
    /// An add-on of the marketplace; not its slug (tenant-side §C.1).
    AddOnId
);
id!(
    /// An app of the marketplace; not its slug (tenant-side §C.1).
    StoreAppId
);
id!(
    /// An order (tenant-side §B.3).
    OrderId
);

/// Slugs the platform keeps for itself, beside `kube-*` and the provider, region, block and env codes (glossary §5).
const RESERVED_SLUGS: &[&str] = &[
    "system",
    "flux",
    "crossplane",
    "catalyst",
    "gitea",
    "catalog",
    "catalog-sovereign",
];

impl ApplicationName {
    /// RFC 1123 labels have at most this many characters.
    pub const MAX_LENGTH: usize = 63;

    /// Checks a name that a person typed.
    ///
    /// # Errors
    /// The first rule that the name breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check_label(text, 1, Self::MAX_LENGTH)?;
        Ok(Self(text.to_owned()))
    }
}

impl OrganizationSlug {
    /// Checks a slug that a person typed.
    ///
    /// # Errors
    /// The first rule that the slug breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check_label(text, 3, 32)?;
        if RESERVED_SLUGS.contains(&text) || text.starts_with("kube-") {
            return Err(NameError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

fn check_label(text: &str, min: usize, max: usize) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !text.chars().all(allowed) || !text.starts_with(|c: char| c.is_ascii_lowercase()) || text.ends_with('-') {
        return Err(NameError::Shape);
    }
    match text.len() {
        length if length < min => Err(NameError::TooShort { min }),
        length if length > max => Err(NameError::TooLong { max }),
        _ => Ok(()),
    }
}

impl BlueprintName {
    /// The name without the `bp-` prefix, as people say it.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.strip_prefix("bp-").unwrap_or(&self.0)
    }
}

impl EnvironmentName {
    /// The Environment of an Organization for an env type such as `prod`.
    #[must_use]
    pub fn of(organization: &OrganizationSlug, env_type: &crate::environment::EnvType) -> Self {
        Self(format!("{organization}-{env_type}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn application_names_follow_rfc_1123() {
        assert!(ApplicationName::parse("marketing-site").is_ok());
        assert_eq!(ApplicationName::parse(""), Err(NameError::Empty));
        assert_eq!(ApplicationName::parse("Blog"), Err(NameError::Shape));
        assert_eq!(ApplicationName::parse("9lives"), Err(NameError::Shape));
        assert_eq!(ApplicationName::parse("blog-"), Err(NameError::Shape));
        assert_eq!(
            ApplicationName::parse(&"a".repeat(64)),
            Err(NameError::TooLong { max: 63 })
        );
    }

    #[test]
    fn organization_slugs_refuse_reserved_words() {
        assert_eq!(OrganizationSlug::parse("flux"), Err(NameError::Reserved));
        assert_eq!(OrganizationSlug::parse("kube-system"), Err(NameError::Reserved));
        assert_eq!(OrganizationSlug::parse("ab"), Err(NameError::TooShort { min: 3 }));
        assert!(OrganizationSlug::parse("acme").is_ok());
    }
}
