//! Modal dialogs on the native element, which keeps focus inside, closes on Escape and gives focus back.

mod confirm;

pub use confirm::ConfirmDialog;

use super::{icon::Icon, words::use_words};
use crate::ui::follow;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlDialogElement;

/// A modal dialog. Its content exists only while it is open.
#[component]
pub fn Dialog(
    /// Id of the element.
    #[prop(into)]
    id: String,
    /// Opens and closes it; turns false when the User closes it.
    open: RwSignal<bool>,
    /// Heading, which names the dialog.
    #[prop(into)]
    title: Signal<String>,
    /// Wide, for reviews and diffs.
    #[prop(optional)]
    wide: bool,
    /// Buttons at the bottom.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Content.
    children: ChildrenFn,
) -> impl IntoView {
    let words = use_words();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        match (open.get(), element.open()) {
            (true, false) => show(element, open),
            (false, true) => element.close(),
            _ => {}
        }
    });
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    let content = follow(move || {
        open.get().then(|| {
            let actions = actions.clone();
            view! {
                <div class="text-sm">{children()}</div>
                {actions.map(|actions| view! { <div class="modal-action">{actions.run()}</div> })}
            }
        })
    });
    view! {
        <dialog
            id=id
            node_ref=element
            class="modal"
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
        >
            <div class=if wide { "modal-box max-w-5xl" } else { "modal-box" }>
                <div class="mb-4 flex items-start gap-2">
                    <h2 id=title_id class="grow text-lg font-semibold">{move || title.get()}</h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-sm btn-circle"
                        aria-label=words.close
                        on:click=move |_| open.set(false)
                    >
                        <Icon name="x" />
                    </button>
                </div>
                {content}
            </div>
            <form method="dialog" class="modal-backdrop">
                <button tabindex="-1" aria-hidden="true">{words.close}</button>
            </form>
        </dialog>
    }
}

/// Shows a dialog that may not be part of the document yet, as when it comes late and is wanted open.
fn show(element: HtmlDialogElement, open: RwSignal<bool>) {
    if element.is_connected() {
        // It refuses only what is open already.
        return drop(element.show_modal());
    }
    request_animation_frame(move || {
        if open.try_get_untracked() == Some(true) {
            show(element, open);
        }
    });
}
