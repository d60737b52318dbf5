//! Which Organization and Environment the User is looking at.

use crate::api::Api;
use crate::asked::Asked;
use crate::bootstrap::ENVIRONMENT_COOKIE;
use crate::session::use_session;
use contract::EnvironmentName;
use contract::environment::Environment;
use contract::kubernetes::ListObjects;
use contract::organization::{ListOrganizations, Organization};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Canonical kind of an Environment.
const KIND: &str = "environment";
/// How long the browser remembers the Environment looked at last, in seconds.
const REMEMBERED: u32 = 365 * 24 * 60 * 60;

/// The Environments and Organizations of the Sovereign, and those chosen now.
#[derive(Clone, Copy)]
pub struct Scope {
    /// Every Environment the User may see, in name order.
    pub environments: Asked<Vec<Environment>>,
    /// Every Organization the User may see.
    pub organizations: Asked<Vec<Organization>>,
    in_url: Memo<Option<EnvironmentName>>,
    last: StoredValue<Option<EnvironmentName>>,
}

impl Scope {
    /// The Environment that the URL names, whether or not it exists.
    #[must_use]
    pub fn named(&self) -> Option<EnvironmentName> {
        self.in_url.get()
    }

    /// The current Environment: of the URL, else the one looked at last, else the first. Read it inside a `Loaded`, a
    /// `Suspense` or an `Effect`; `None` while the list is on its way and when there is no Environment.
    #[must_use]
    pub fn current(&self) -> Option<Environment> {
        let environments = self.environments.get()?.ok()?;
        let (in_url, last) = (self.in_url.get(), self.last.get_value());
        choose(&environments, in_url.as_ref(), last.as_ref()).cloned()
    }
}

/// Loads the Environments and Organizations for everything below, and remembers the Environment that the URL names.
pub(super) fn provide_scope() -> Scope {
    let session = use_session();
    let location = use_location();
    let (pathname, query) = (location.pathname, location.query);
    let in_url = Memo::new(move |_| {
        let of_query = || query.with(|query| query.get("environment"));
        pathname
            .with(|path| of_path(path).map(str::to_owned))
            .or_else(of_query)
            .map(EnvironmentName::from_wire)
    });
    let api = Api::from_context();
    let organizations_api = api.clone();
    let sovereign = session.sovereign();
    let environments = Asked::new(
        || (),
        move |()| {
            let listing = api.call(ListObjects {
                sovereign: sovereign.clone(),
                kind: KIND.to_owned(),
                namespace: None,
                label_selector: None,
            });
            async move {
                let mut environments: Vec<_> = listing.await?.items.iter().filter_map(Environment::read).collect();
                environments.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
                Ok(environments)
            }
        },
    );
    let organizations = Asked::new(
        || (),
        move |()| {
            let listing = organizations_api.call(ListOrganizations);
            async move { Ok(listing.await?.items) }
        },
    );
    Effect::new(move |_| {
        if let Some(name) = in_url.get() {
            remember(&name);
        }
    });
    let scope = Scope {
        environments,
        organizations,
        in_url,
        last: StoredValue::new(session.bootstrap().last_environment),
    };
    provide_context(scope);
    scope
}

/// The scope of this page.
#[must_use]
pub fn use_scope() -> Scope {
    use_context().unwrap_or_else(provide_scope)
}

/// `/environments/{name}/…`
fn of_path(path: &str) -> Option<&str> {
    let name = path.strip_prefix("/environments/")?.split('/').next()?;
    (!name.is_empty()).then_some(name)
}

fn choose<'a>(
    environments: &'a [Environment],
    in_url: Option<&EnvironmentName>,
    last: Option<&EnvironmentName>,
) -> Option<&'a Environment> {
    let find = |name: &EnvironmentName| environments.iter().find(|environment| environment.name == *name);
    match in_url {
        // A wrong name is not silently another Environment.
        Some(name) => find(name),
        None => last.and_then(find).or_else(|| environments.first()),
    }
}

/// Only a name that cannot be read as anything else is written into a cookie.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn remember(name: &EnvironmentName) {
    use leptos::wasm_bindgen::JsCast;
    if is_plain(name.as_str())
        && let Ok(document) = document().dyn_into::<leptos::web_sys::HtmlDocument>()
    {
        let secure = if window().location().protocol().as_deref() == Ok("https:") {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!("{ENVIRONMENT_COOKIE}={name}; Path=/; SameSite=Lax; Max-Age={REMEMBERED}{secure}");
        // A browser without cookies only forgets.
        drop(document.set_cookie(&cookie));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn environments() -> Vec<Environment> {
        let named = |name: &str| {
            Environment::read(
                &json!({"metadata": {"name": name}, "spec": {"organizationRef": "acme", "envType": "dev"}}),
            )
        };
        ["acme-dev", "acme-prod"].into_iter().filter_map(named).collect()
    }

    fn chosen(in_url: Option<&str>, last: Option<&str>) -> Option<String> {
        let name = |name: &str| EnvironmentName::from_wire(name);
        let environments = environments();
        let chosen = choose(&environments, in_url.map(name).as_ref(), last.map(name).as_ref());
        chosen.map(|environment| environment.name.to_string())
    }

    #[test]
    fn the_url_wins_over_the_cookie_and_the_cookie_over_the_first() {
        assert_eq!(
            chosen(Some("acme-prod"), Some("acme-dev")).as_deref(),
            Some("acme-prod")
        );
        assert_eq!(chosen(None, Some("acme-prod")).as_deref(), Some("acme-prod"));
        assert_eq!(chosen(None, None).as_deref(), Some("acme-dev"));
    }

    #[test]
    fn an_environment_that_is_gone_is_forgotten_but_a_wrong_url_is_not_another_environment() {
        assert_eq!(chosen(None, Some("gone")).as_deref(), Some("acme-dev"));
        assert_eq!(chosen(Some("gone"), Some("acme-dev")), None);
    }

    #[test]
    fn names_are_read_from_paths() {
        assert_eq!(of_path("/environments/acme-dev/applications/blog"), Some("acme-dev"));
        assert_eq!(of_path("/environments/"), None);
        assert_eq!(of_path("/marketplace"), None);
    }

    #[test]
    fn nothing_but_a_name_reaches_a_cookie() {
        assert!(is_plain("acme-dev"));
        for hostile in ["", "a; Path=/x", "a=b", "A", "a b", "ä"] {
            assert!(!is_plain(hostile), "{hostile}");
        }
    }
}
