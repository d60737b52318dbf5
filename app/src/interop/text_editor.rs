//! The editor on a page.

use super::monaco::{Editor, EditorFolder};
use leptos::prelude::*;

/// From so many bytes on, a browser needs longer to lay a text out than the editor needs to come.
const LARGE: usize = 100_000;

/// The script and style sheet of editors, once for a page with any.
#[component]
pub fn EditorAssets() -> impl IntoView {
    let EditorFolder(folder) = use_context().unwrap_or_default();
    let style = format!("{folder}/editor.css");
    let kept = style.clone();
    Effect::new(move |_| keep_style(&kept));
    view! {
        <link rel="stylesheet" href=style />
        <script type="module" src=format!("{folder}/editor.js")></script>
    }
}

/// Keeps the style sheet in the document when this page is left: whoever comes back has the editor at once.
fn keep_style(href: &str) {
    const ID: &str = "catalyst-editor-style";
    if cfg!(feature = "ssr") || document().get_element_by_id(ID).is_some() {
        return;
    }
    let (Some(head), Ok(link)) = (document().head(), document().create_element("link")) else {
        return;
    };
    for (name, value) in [("id", ID), ("rel", "stylesheet"), ("href", href)] {
        drop(link.set_attribute(name, value));
    }
    drop(head.append_child(&link));
}

/// A text to edit: a plain textarea until the editor has loaded, and when it never does. The page needs
/// [`EditorAssets`].
#[component]
pub fn TextEditor(
    editor: Editor,
    /// The file, whose name tells the language.
    #[prop(into)]
    path: String,
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// What the text is at first.
    text: String,
    /// Lines that are seen before the editor is there.
    rows: usize,
    /// Id of what explains the editor.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// The page works: what was typed last time can be brought back. Nobody can type before.
    #[prop(into)]
    on_start: Callback<()>,
    /// The editor is there, some time after the start: it can be told text, marks and schema.
    #[prop(into)]
    on_ready: Callback<()>,
    #[prop(into)] on_input: Callback<String>,
    /// Somebody saves by the keyboard.
    #[prop(optional, into)]
    on_save: Option<Callback<()>>,
) -> impl IntoView {
    let started = RwSignal::new(false);
    Effect::new(move |_| {
        // Until the next frame, the view that this one replaces is still in the page, under the same id.
        request_animation_frame(move || {
            if started.is_disposed() {
                return;
            }
            on_start.run(());
            started.set(true);
            if editor.is_there() {
                on_ready.run(());
            }
        });
    });
    let ready = move |_: web_sys::Event| {
        // The script may come before the page works, and when another text is shown already.
        if started.try_get_untracked() == Some(true) {
            on_ready.try_run(());
        }
    };
    // The element outlives what it was made for by a moment, in which it tells what was typed last.
    let save = move |_: web_sys::Event| {
        if let Some(on_save) = on_save {
            on_save.try_run(());
        }
    };
    let typed = move |event| {
        on_input.try_run(event_target_value(&event));
    };
    let is_large = text.len() >= LARGE;
    let (value, label_of_text) = (text.clone(), label.clone());
    view! {
        <catalyst-editor
            id=editor.id()
            path=path
            label=label
            readonly=move || !started.get()
            on:ready=ready
            on:save=save
        >
            <textarea
                class="textarea w-full font-mono text-sm"
                data-large=is_large
                dir="ltr"
                rows=rows.to_string()
                spellcheck="false"
                autocomplete="off"
                aria-label=label_of_text
                aria-describedby=described_by
                prop:value=value
                readonly=move || !started.get()
                on:input=typed
            >
                {text}
            </textarea>
        </catalyst-editor>
    }
}
