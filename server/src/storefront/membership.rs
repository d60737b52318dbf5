//! Only members read what belongs to an Organization: these services do not check that themselves (tenant contract Z9).

use crate::caller::Caller;
use crate::error::Refusal;
use crate::state::Console;
use http::Uri;

/// The Organization that a query names.
pub(super) fn named_in_query(uri: &Uri) -> Option<String> {
    let query = uri.query()?.as_bytes();
    let mut named = form_urlencoded::parse(query).filter(|(name, _)| name == "tenant_id");
    match (named.next(), named.next()) {
        (Some((_, id)), None) => Some(id.into_owned()),
        // Servers disagree on which of two counts.
        _ => None,
    }
}

/// Lets members of an Organization pass.
///
/// # Errors
/// [`Refusal::NotMember`], or why that cannot be found out.
pub(super) async fn require(console: &Console, caller: Caller<'_>, organization: &str) -> Result<(), Refusal> {
    let session = caller.session()?;
    let own = caller
        .organizations(console)
        .await
        .map_err(|error| match error.status {
            403 => Refusal::NotMember,
            _ => Refusal::of_guard(error),
        })?;
    if own.iter().any(|own| own.id.as_str() == organization) {
        Ok(())
    } else {
        tracing::info!(target: "audit", subject = session.subject, "asked for somebody else's Organization");
        Err(Refusal::NotMember)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_is_named_once_or_not_at_all() {
        let named = |uri: &'static str| named_in_query(&Uri::from_static(uri));
        assert_eq!(
            named("/api/provisioning/jobs?limit=2&tenant_id=a"),
            Some("a".to_owned())
        );
        assert_eq!(named("/api/provisioning/jobs?tenant_id=a&tenant%5Fid=b"), None);
        assert_eq!(named("/api/provisioning/jobs"), None);
    }
}
