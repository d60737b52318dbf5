//! What an app has to know before it can run, asked with the form that its schema generates.

use crate::form::{Form, FormEditor, FormState};
use crate::i18n::*;
use contract::storefront::StoreApp;
use leptos::html::Details;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// The form of one app.
#[derive(Clone)]
pub struct AppForm {
    /// The app.
    pub slug: String,
    /// Its name in the reader's language.
    pub title: String,
    /// What is answered so far.
    pub state: FormState,
    /// Something must be answered.
    must_answer: bool,
    element: NodeRef<Details>,
}

impl AppForm {
    /// A form without answers; `None` for an app that asks nothing. `app` is one of `GetApp`: lists carry no schema.
    #[must_use]
    pub fn of(app: &StoreApp, locale: Locale) -> Option<Self> {
        let schema = app.parameters.as_ref()?;
        let required = schema.get("required").and_then(Value::as_array);
        Some(Self {
            slug: app.slug.clone(),
            title: app.title(locale.as_str()).to_owned(),
            state: FormState::new(&format!("app-{}", app.slug), Form::compile(schema), Map::new(), locale),
            must_answer: required.is_some_and(|required| !required.is_empty()),
            element: NodeRef::new(),
        })
    }

    /// Whether nothing is missing or wrong; otherwise points out what is.
    #[must_use]
    pub fn submit(&self) -> bool {
        if !self.state.is_valid()
            && let Some(element) = self.element.get_untracked()
        {
            // What is folded away cannot have the focus.
            element.set_open(true);
        }
        self.state.submit()
    }
}

/// The questions of one app, folded away when none of them must be answered.
#[component]
pub fn AppQuestions(form: AppForm) -> impl IntoView {
    view! {
        <details class="collapse collapse-arrow border border-base-300" node_ref=form.element open=form.must_answer>
            <summary class="collapse-title font-semibold"><bdi>{form.title}</bdi></summary>
            <div class="collapse-content"><FormEditor state=form.state form_only=true /></div>
        </details>
    }
}
