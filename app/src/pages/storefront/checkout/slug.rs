//! The slug of a new Organization: its form, and whether it can be had.

use crate::api::Api;
use contract::tenant::{CheckSlug, ListOrganizations, OrganizationStatus};
use contract::{ApiError, NameError, OrganizationSlug};
use serde::{Deserialize, Serialize};

/// The service refuses longer ones (tenant contract §D.1).
pub(super) const LONGEST: usize = 31;

/// Whether a slug can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Availability {
    /// It is not asked for: nothing, or nothing well-formed, was typed.
    NotAsked,
    /// Nobody has it.
    Free,
    /// Somebody has it.
    Taken,
    /// The customer's own, waiting for this very order.
    Own,
    /// The customer's own, and paid.
    Settled,
}

/// Checks the form of a slug that a person typed: the tighter of both rules (tenant contract §D.1).
///
/// # Errors
/// The first rule that it breaks.
pub(super) fn check(text: &str) -> Result<(), NameError> {
    if text.len() > LONGEST {
        return Err(NameError::TooLong { max: LONGEST });
    }
    OrganizationSlug::parse(text).map(drop)
}

/// Asks whether it can be had.
///
/// # Errors
/// When that cannot be found out.
pub(super) async fn availability(api: Api, slug: String, signed_in: bool) -> Result<Availability, ApiError> {
    if check(&slug).is_err() {
        return Ok(Availability::NotAsked);
    }
    if api.call(CheckSlug { slug: slug.clone() }).await?.available {
        return Ok(Availability::Free);
    }
    if !signed_in {
        return Ok(Availability::Taken);
    }
    let own = api.call(ListOrganizations).await?;
    Ok(match own.into_iter().find(|own| own.slug == slug) {
        Some(own) if own.status == OrganizationStatus::PendingPayment => Availability::Own,
        Some(_) => Availability::Settled,
        None => Availability::Taken,
    })
}

/// A slug for a name; empty when the name has no letters that a slug may have.
pub(super) fn suggest(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let slug: String = slug.chars().take(LONGEST).collect();
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_suggests_a_slug_that_may_be_used() {
        for (name, slug) in [
            ("Noor & Sons", "noor-sons"),
            ("  2nd Hand Shop! ", "nd-hand-shop"),
            ("متجر نور", ""),
            (
                "A very long name for a very small shop",
                "a-very-long-name-for-a-very-sma",
            ),
        ] {
            assert_eq!(suggest(name), slug, "{name}");
            assert!(slug.is_empty() || check(slug).is_ok(), "{slug}");
        }
    }

    #[test]
    fn the_tighter_of_both_rules_counts() {
        assert!(check("noor").is_ok());
        assert_eq!(check("no"), Err(NameError::TooShort { min: 3 }));
        assert_eq!(check("flux"), Err(NameError::Reserved));
        assert_eq!(check("1shop"), Err(NameError::Shape));
        assert_eq!(check(&"a".repeat(32)), Err(NameError::TooLong { max: 31 }));
    }
}
