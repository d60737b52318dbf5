//! What the apps of an order have to know before they can run, asked with the forms that their schemas generate.

use crate::api::Api;
use crate::asked::Asked;
use crate::cart::Cart;
use crate::i18n::*;
use crate::kept::Kept;
use crate::layout::Loaded;
use crate::questions::{self, AppForm};
use crate::ui::{Card, CardSkeleton};
use config_schema::without_secrets;
use contract::storefront::{GetApp, ListApps, StoreApp};
use contract::tenant::AppAnswers;
use contract::{ApiError, StoreAppId};
use leptos::prelude::*;
use serde_json::Value;

/// The forms of an order. Copy it freely; it lives as long as the page that made it.
#[derive(Clone, Copy)]
pub(super) struct Answers(RwSignal<Option<Vec<AppForm>>>);

impl Answers {
    /// For a cart. Apps are asked about once it is known what they ask.
    pub(super) fn new(cart: &Cart) -> Self {
        Self(RwSignal::new(cart.apps.is_empty().then(Vec::new)))
    }

    /// Whether every question is on the page. Tracks.
    pub(super) fn are_asked(self) -> bool {
        self.0.with(Option::is_some)
    }

    /// The answers, when none is missing or wrong; otherwise points out what is.
    pub(super) fn submit(self) -> Option<AppAnswers> {
        let forms = self.0.get_untracked()?;
        // From the last to the first, so that the first problem has the focus in the end.
        let refused = forms.iter().rev().filter(|form| !form.submit()).count();
        let answered = forms.iter().map(|form| (form.slug.clone(), form.state.overrides()));
        (refused == 0).then(|| answered.filter(|(_, answers)| !answers.is_empty()).collect())
    }
}

async fn questions(api: Api, chosen: Vec<StoreAppId>) -> Result<Vec<StoreApp>, ApiError> {
    let apps = api.call(ListApps).await?;
    let mut asked = Vec::new();
    for app in apps.into_iter().filter(|app| chosen.contains(&app.id)) {
        asked.push(api.call(GetApp { slug: app.slug }).await?);
    }
    asked.retain(|app| app.parameters.is_some());
    Ok(asked)
}

/// One form for each app that asks something.
#[component]
pub(super) fn AppQuestions(cart: Cart, answers: Answers) -> impl IntoView {
    let api = Api::from_context();
    let chosen = cart.apps;
    let asked = Asked::new(|| (), move |()| questions(api.clone(), chosen.clone()));
    let draft = StoredValue::new(Draft::of_order(&cart.slug));
    view! {
        <Loaded
            asked
            skeleton=|| view! { <CardSkeleton /> }
            view=move |apps| view! { <Forms apps answers draft=draft.get_value() /> }.into_any()
        />
    }
}

#[component]
fn Forms(apps: Vec<StoreApp>, answers: Answers, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let forms: Vec<AppForm> = apps.iter().filter_map(|app| AppForm::of(app, locale)).collect();
    let handles = forms.clone();
    follow(draft, handles.clone());
    // Not while rendering: the button that waits for it may be drawn already.
    Effect::new(move |_| answers.0.set(Some(handles.clone())));
    if forms.is_empty() {
        return ().into_any();
    }
    let sections = forms.into_iter().map(|form| view! { <questions::AppQuestions form /> });
    view! {
        <Card title=td_string!(locale, storefront.answers.title)>
            <p class="text-sm text-base-content/70">{td_string!(locale, storefront.answers.text)}</p>
            {sections.collect_view()}
        </Card>
    }
    .into_any()
}

/// Where answers wait until the order is paid: one place for each Organization, never with secrets.
pub(super) type Draft = Kept<AppAnswers>;

impl Draft {
    pub(super) fn of_order(slug: &str) -> Self {
        Self::at(format!("catalyst.answers.{slug}"))
    }
}

/// Brings back what was kept, and keeps every change from now on. Server: does nothing.
fn follow(draft: Draft, forms: Vec<AppForm>) {
    Effect::new(move |before: Option<()>| {
        for form in &forms {
            form.state.track();
        }
        match before {
            None => restore(&forms, draft.read().unwrap_or_default()),
            Some(()) => draft.write(&to_keep(&forms)),
        }
    });
}

fn restore(forms: &[AppForm], kept: AppAnswers) {
    for (slug, answers) in kept {
        if let Some(form) = forms.iter().find(|form| form.slug == slug) {
            form.state.replace_overrides(Value::Object(answers));
        }
    }
}

fn to_keep(forms: &[AppForm]) -> AppAnswers {
    let kept = |form: &AppForm| {
        let overrides = form.state.overrides();
        let safe = form
            .state
            .with_document(|document| without_secrets(document.form(), &overrides));
        (form.slug.clone(), safe)
    };
    forms.iter().map(kept).collect()
}
