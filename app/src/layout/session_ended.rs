//! Says that the session is over, without taking away what is on the screen.

use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Dialog, LinkButton, Variant};
use contract::endpoint::with_query;
use leptos::prelude::*;

/// Address of the sign-in page that leads back to the page shown.
pub(super) fn sign_in_again() -> Signal<String> {
    let here = super::preferences::here();
    Signal::derive(move || {
        with_query(
            paths::sign_in(),
            &[("reason", Some("session-ended")), ("next", Some(&here.get()))],
        )
    })
}

/// Opens by itself when any call finds that the session is over. Can be closed, to copy what was typed.
#[component]
pub(super) fn SessionEndedDialog() -> impl IntoView {
    let locale = use_locale();
    let ended = use_session().ended;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if ended.get() {
            open.set(true);
        }
    });
    let href = sign_in_again();
    let actions = move || {
        view! { <LinkButton href variant=Variant::Primary icon="key-round">{td_string!(locale, layout.sign_in_again)}</LinkButton> }
    };
    view! {
        <Dialog id="session-ended" open title=td_string!(locale, layout.ended_title) actions>
            <p>{td_string!(locale, layout.ended_text)}</p>
        </Dialog>
    }
}
