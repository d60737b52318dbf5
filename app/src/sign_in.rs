//! The way to sign in with the Sovereign's identity provider, for customers: beside the code by e-mail, where there is one.

use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::Icon;
use leptos::prelude::*;

/// Leads to the provider and back to `next`. Nothing where there is no provider, or for whoever is signed in.
#[component]
pub fn ContinueWithProvider(
    /// Where to go once signed in.
    #[prop(into)]
    next: String,
) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let name = session.bootstrap().provider.filter(|_| session.whoami().is_none())?;
    Some(view! {
        // `external`: not a page of the interface, so its router must let go of it.
        <a href=paths::sign_in_with_provider(&next) rel="external" class="btn max-w-full">
            <Icon name="key-round" />
            <span class="truncate">{say!(locale, storefront.sign_in.with_provider, name = name)}</span>
        </a>
    })
}
