//! A search field whose text lives in the URL.

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use std::time::Duration;

/// Name of the text in the query.
pub const QUERY: &str = "q";
/// The URL follows after this long without a key.
const SETTLE: Duration = Duration::from_millis(250);

/// The text of a search field.
#[derive(Clone, Copy)]
pub struct TypedSearch {
    /// As it is in the field now.
    pub text: Signal<String>,
    /// To be called with every change.
    pub on_input: Callback<String>,
}

/// Ties a search field to `?q=`. `href` is the page's address with a text.
///
/// The text changes at once; the URL follows when typing pauses, so that going back does not replay every key.
pub fn use_typed_search(href: impl Fn(String) -> String + Send + Sync + 'static) -> TypedSearch {
    let query = use_query_map();
    let from_url = Memo::new(move |_| query.with(|query| query.get(QUERY)).unwrap_or_default());
    let text = RwSignal::new(from_url.get_untracked());
    let written = StoredValue::new(text.get_untracked());
    // Going back, or a link that clears the filter: the field follows the URL. Our own writing comes back unchanged.
    Effect::new(move |_| {
        let arrived = from_url.get();
        if written.with_value(|written| *written != arrived) {
            written.set_value(arrived.clone());
            text.set(arrived);
        }
    });
    let (href, navigate) = (StoredValue::new(href), StoredValue::new(use_navigate()));
    let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let stop_waiting = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop_waiting);
    // A link was followed while the text settled: this page stays until the next one has loaded, and must not call back.
    let pathname = use_location().pathname;
    let here = pathname.get_untracked();
    Effect::new(move |_| {
        if pathname.with(|path| *path != here) {
            stop_waiting();
        }
    });
    let write = move || {
        let text = text.get_untracked();
        written.set_value(text.clone());
        let address = href.with_value(|href| href(text));
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate.with_value(|navigate| navigate(&address, options));
    };
    let on_input = Callback::new(move |typed: String| {
        text.set(typed);
        stop_waiting();
        waiting.set_value(set_timeout_with_handle(write, SETTLE).ok());
    });
    TypedSearch {
        text: text.into(),
        on_input,
    }
}
