//! Git on one's own machine: what to clone, and the access tokens that stand for a password.

mod tokens;

use crate::i18n::*;
use crate::pages::application::model::snapshot::Snapshot;
use crate::session::use_session;
use crate::ui::{CodeBlock, When, chunk, later};
use leptos::html;
use leptos::prelude::*;

chunk! {
    fn access_tokens() -> AnyView {
        view! { <tokens::Tokens /> }.into_any()
    }
}

/// A section that opens. The tokens are asked for when it does.
#[component]
pub(super) fn Access(current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let origin = use_session().bootstrap().origin;
    let command = Signal::derive(move || {
        let repository = current.with(Snapshot::repository);
        let path = repository.map(|repository| repository.clone_path()).unwrap_or_default();
        format!("git clone {origin}{path}")
    });
    let (element, open) = (NodeRef::<html::Details>::new(), RwSignal::new(false));
    let look = move || open.set(element.get().is_some_and(|details| details.has_attribute("open")));
    // It may have been opened before there was anybody to notice.
    Effect::new(move |_| look());
    view! {
        <details node_ref=element class="rounded-box border border-base-300" on:toggle=move |_| look()>
            <summary class="cursor-pointer p-4 font-medium">{td_string!(locale, application.access.title)}</summary>
            <div class="flex flex-col gap-4 border-t border-base-300 p-4">
                <p class="text-sm text-base-content/70">{td_string!(locale, application.access.text)}</p>
                <CodeBlock label=td_string!(locale, application.access.clone) code=command />
                <When holds=open>
                    {later(td_string!(locale, application.panel.loading), access_tokens)}
                </When>
            </div>
        </details>
    }
}
