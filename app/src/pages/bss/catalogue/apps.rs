//! The apps, and the switch that offers each of them to customers.

use crate::api::Api;
use crate::i18n::*;
use crate::search::fold;
use crate::ui::time::use_hydrated;
use crate::ui::toast::Toasts;
use crate::ui::{Badge, Column, EmptyState, Table, Toggle, use_toast};
use contract::storefront::{PublishApp, StoreApp};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// An app with its switch, which outlives being sorted to another place.
#[derive(Clone)]
struct Row {
    app: StoreApp,
    title: String,
    switch: Switch,
}

/// The apps of the catalogue. They are Blueprints: only who sees them is decided here.
#[component]
pub(super) fn AppList(apps: Vec<StoreApp>) -> impl IntoView {
    let locale = use_locale();
    if apps.is_empty() {
        return view! { <EmptyState icon="package" title=td_string!(locale, bss.catalogue.empty) /> }.into_any();
    }
    let rows: Vec<_> = apps
        .into_iter()
        .map(|app| {
            let title = app.title(locale.as_str()).to_owned();
            let switch = Switch::new(&app);
            Row { app, title, switch }
        })
        .collect();
    let columns = vec![
        Column::new(td_string!(locale, common.name), move |row: &Row| {
            let soon =
                (!row.app.deployable).then(|| view! { <Badge>{td_string!(locale, storefront.apps.soon)}</Badge> });
            view! {
                <span class="flex flex-wrap items-center gap-2">
                    <bdi class="font-medium wrap-anywhere">{row.title.clone()}</bdi>
                    {soon}
                </span>
            }
            .into_any()
        })
        .class("min-w-40")
        .sorted_by(|one, other| fold(&one.title).cmp(&fold(&other.title))),
        Column::new(td_string!(locale, bss.catalogue.slug), |row: &Row| {
            view! { <bdi dir="ltr" class="font-mono text-xs">{row.app.slug.clone()}</bdi> }.into_any()
        }),
        Column::new(td_string!(locale, bss.catalogue.category), |row: &Row| {
            view! { <bdi>{row.app.category.clone()}</bdi> }.into_any()
        })
        .sorted_by(|one, other| one.app.category.cmp(&other.app.category)),
        Column::new(td_string!(locale, bss.catalogue.apps.offered), |row: &Row| {
            view! { <Offered row=row.clone() /> }.into_any()
        }),
    ];
    let rows = RwSignal::new(rows);
    view! {
        <noscript class="alert alert-info" inner_html=td_string!(locale, bss.catalogue.no_script)></noscript>
        <Table id="apps" caption=td_string!(locale, common.applications) columns rows />
    }
    .into_any()
}

#[component]
fn Offered(row: Row) -> impl IntoView {
    let locale = use_locale();
    let Row { app, title, switch } = row;
    if app.system {
        let text = td_string!(locale, bss.catalogue.apps.system);
        return view! { <span class="text-sm text-base-content/70">{text}</span> }.into_any();
    }
    let (hydrated, toasts) = (use_hydrated(), use_toast());
    let api = StoredValue::new(Api::from_context());
    let name = title.clone();
    let change = move |published| switch.change(published, api.get_value(), toasts, locale, title.clone());
    view! {
        <Toggle checked=switch.shown on_change=change disabled=Signal::derive(move || !hydrated.get())>
            {td_string!(locale, bss.catalogue.apps.offered)}
            <span class="sr-only">" "<bdi>{name}</bdi></span>
        </Toggle>
    }
    .into_any()
}

/// A switch that moves at once, and goes back when the service refuses (tenant contract §G.6).
#[derive(Clone, Copy)]
struct Switch {
    slug: StoredValue<String>,
    shown: RwSignal<bool>,
    /// What the service holds, as far as it has answered.
    held: StoredValue<bool>,
    under_way: StoredValue<bool>,
}

impl Switch {
    fn new(app: &StoreApp) -> Self {
        Self {
            slug: StoredValue::new(app.slug.clone()),
            shown: RwSignal::new(app.published),
            held: StoredValue::new(app.published),
            under_way: StoredValue::new(false),
        }
    }

    /// Shows the wish, and tells the service. Wishes that come while it is being told wait for its answer.
    fn change(self, published: bool, api: Api, toasts: Toasts, locale: Locale, title: String) {
        self.shown.set(published);
        if self.under_way.get_value() {
            return;
        }
        self.under_way.set_value(true);
        spawn_local(async move {
            while let Some(call) = self.next() {
                let wish = call.value;
                match api.call(call).await {
                    Ok(()) => {
                        self.held.try_set_value(wish);
                        toasts.success(match wish {
                            true => say!(locale, bss.catalogue.apps.published, name = title.as_str()),
                            false => say!(locale, bss.catalogue.apps.unpublished, name = title.as_str()),
                        });
                    }
                    Err(error) => {
                        if let Some(held) = self.held.try_get_value() {
                            self.shown.try_set(held);
                        }
                        toasts.error(say!(
                            locale,
                            bss.catalogue.apps.failed,
                            name = title.as_str(),
                            reason = error.message
                        ));
                    }
                }
            }
            self.under_way.try_set_value(false);
        });
    }

    /// What is still to be told; `None` when the service holds what is shown, or the page is gone.
    fn next(self) -> Option<PublishApp> {
        let value = self.shown.try_get_untracked()?;
        let slug = self.slug.try_get_value()?;
        (value != self.held.try_get_value()?).then_some(PublishApp { slug, value })
    }
}
