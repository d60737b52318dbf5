//! The form on the page: depth, summary and fields.

use leptos::prelude::*;

use super::events;
use super::filling::Depth;
use super::html::Html;
use super::state::FormState;
use super::suggestions::Suggestions;
use super::summary::IssueSummary;
use crate::i18n::*;

/// Shows a form. Put it inside a `<form novalidate>` and call [`FormState::submit`] before sending.
///
/// Server: the fields are readable but disabled until the browser takes over.
#[component]
pub fn FormEditor(
    /// The form.
    state: FormState,
    /// What the surroundings offer to fields with a hint.
    #[prop(optional, into)]
    suggestions: Signal<Suggestions>,
    /// Shows the form alone, for people to whom a schema's other views mean nothing.
    #[prop(optional)]
    form_only: bool,
) -> impl IntoView {
    let locale = use_locale();
    Effect::new(move |_| state.set_suggestions(suggestions.get()));
    let as_text = Memo::new(move |_| state.depth().get() == Depth::Yaml);
    view! {
        <div class="flex flex-col gap-4">
            {(!form_only).then(|| view! { <DepthTabs state /> })}
            // Where scripts run, the parser reads the content of this element as text: it must not be walked.
            <noscript inner_html=move || without_scripts(td_string!(locale, form.javascript_needed))></noscript>
            <IssueSummary state />
            {move || match as_text.get() {
                true => super::code::view(state),
                false => Fields(FieldsProps { state }).into_any(),
            }}
        </div>
    }
}

fn without_scripts(text: &str) -> String {
    let mut html = Html::default();
    html.leaf("p", "alert alert-info", text);
    html.finish()
}

/// All fields: one piece of markup and one set of listeners.
#[component]
fn Fields(state: FormState) -> impl IntoView {
    let taking_over = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let ready = RwSignal::new(!taking_over && !cfg!(feature = "ssr"));
    Effect::new(move |_| ready.set(true));
    view! {
        <fieldset class="contents" disabled=move || !ready.get()>
            <div
                id=state.root_id()
                class="form-fields"
                inner_html=state.draw()
                on:input=move |event| events::input(state, &event)
                on:change=move |event| events::change(state, &event)
                on:focusout=move |event| events::focusout(state, &event)
                on:click=move |event| events::click(state, &event)
                on:keydown=move |event| events::keydown(state, &event)
            ></div>
        </fieldset>
    }
}

/// Form, Advanced, YAML.
#[component]
fn DepthTabs(state: FormState) -> impl IntoView {
    let locale = use_locale();
    let tab = move |depth: Depth, label: &'static str| {
        let chosen = move || state.depth().get() == depth;
        view! {
            <label class="tab" class=("tab-active", chosen)>
                <input
                    type="radio"
                    name=state.id(&config_schema::Pointer::ROOT, super::address::Part::Options)
                    class="form-tab-input"
                    prop:checked=chosen
                    checked=depth == Depth::Form
                    on:change=move |_| state.show(depth)
                />
                {label}
            </label>
        }
        .into_any()
    };
    view! {
        <div role="radiogroup" aria-label=td_string!(locale, form.depth) class="tabs tabs-box self-start">
            {tab(Depth::Form, td_string!(locale, form.depth_form))}
            {tab(Depth::Advanced, td_string!(locale, form.depth_advanced))}
            {tab(Depth::Yaml, td_string!(locale, form.depth_yaml))}
        </div>
    }
}
