//! The form.

use super::saving::Saving;
use crate::i18n::*;
use crate::pages::bss::catalogue::fields::{Field, fields, switch};
use crate::paths;
use crate::ui;
use crate::ui::time::use_hydrated;
use crate::ui::{Alert, Button, LinkButton, TextArea, TextInput, Toggle, Tone, Variant, follow};
use contract::storefront::OfferKind;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

#[component]
pub(super) fn OfferForm(saving: Saving) -> impl IntoView {
    let locale = use_locale();
    let kind = saving.draft.with_untracked(|draft| draft.kind);
    // Before WebAssembly arrives the browser would send the form nowhere.
    let hydrated = use_hydrated();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        saving.submit();
    };
    let inputs = fields(kind)
        .iter()
        .map(|(field, _)| view! { <Input saving kind field=*field /> });
    let problem = follow(move || {
        let error = saving.error(None).get()?;
        let title = td_string!(locale, bss.catalogue.not_saved);
        Some(view! { <Alert tone=Tone::Error title=title><bdi>{error}</bdi></Alert> })
    });
    view! {
        <noscript class="alert alert-info" inner_html=td_string!(locale, bss.catalogue.no_script)></noscript>
        <form method="post" on:submit=submit novalidate>
            <fieldset class="flex flex-col gap-5" disabled=move || !hydrated.get()>
                {inputs.collect_view()}
                {switch(kind).map(|_| view! { <Switch saving kind /> })}
                {problem}
                <div class="flex flex-wrap gap-2">
                    <Button variant=Variant::Primary submit=true busy=saving.busy>{td_string!(locale, common.save)}</Button>
                    <LinkButton href=paths::catalogue(kind)>{td_string!(locale, common.cancel)}</LinkButton>
                </div>
            </fieldset>
        </form>
    }
}

#[component]
fn Input(saving: Saving, kind: OfferKind, field: Field) -> impl IntoView {
    let (label, hint) = words(use_locale(), kind, field);
    let value = Signal::derive(move || saving.draft.with(|draft| draft.value(field)));
    let typed = move |text: String| saving.type_in(field, text);
    let control = move || match field {
        Field::Lines => view! { <TextArea value on_input=typed rows=5 /> }.into_any(),
        Field::ArabicName | Field::ArabicText => view! { <TextInput value on_input=typed dir="rtl" /> }.into_any(),
        Field::Slug | Field::Price | Field::Size => view! { <TextInput value on_input=typed dir="ltr" /> }.into_any(),
        _ => view! { <TextInput value on_input=typed /> }.into_any(),
    };
    let error = saving.error(Some(field));
    let required = field.is_required(kind);
    let id = field.id();
    match hint {
        Some(hint) => view! { <ui::Field id label hint error required>{control()}</ui::Field> }.into_any(),
        None => view! { <ui::Field id label error required>{control()}</ui::Field> }.into_any(),
    }
}

#[component]
fn Switch(saving: Saving, kind: OfferKind) -> impl IntoView {
    let locale = use_locale();
    let text = match kind {
        OfferKind::Plans => td_string!(locale, bss.catalogue.popular),
        _ => td_string!(locale, bss.catalogue.included),
    };
    view! {
        <Toggle
            checked=Signal::derive(move || saving.draft.with(|draft| draft.on))
            on_change=move |on| saving.draft.update(|draft| draft.on = on)
        >
            {text}
        </Toggle>
    }
}

/// What a field is called, and what helps to fill it in.
fn words(locale: Locale, kind: OfferKind, field: Field) -> (&'static str, Option<&'static str>) {
    match field {
        Field::Name => (td_string!(locale, common.name), None),
        Field::Slug => (
            td_string!(locale, bss.catalogue.slug),
            Some(td_string!(locale, bss.catalogue.slug_hint)),
        ),
        Field::Text => (td_string!(locale, bss.vouchers.description), None),
        Field::Price => (
            td_string!(locale, bss.catalogue.price_omr),
            Some(td_string!(locale, bss.catalogue.price_hint)),
        ),
        Field::Cpu => (td_string!(locale, storefront.plans.cpu), None),
        Field::Memory => (td_string!(locale, storefront.plans.memory), None),
        Field::Storage => (td_string!(locale, storefront.plans.storage), None),
        Field::Lines if kind == OfferKind::Plans => (
            td_string!(locale, bss.catalogue.features),
            Some(td_string!(locale, bss.catalogue.lines_hint)),
        ),
        Field::Lines => (
            td_string!(locale, common.applications),
            Some(td_string!(locale, bss.catalogue.apps_hint)),
        ),
        Field::ArabicName => (
            td_string!(locale, bss.catalogue.arabic_name),
            Some(td_string!(locale, bss.catalogue.arabic_hint)),
        ),
        Field::ArabicText => (td_string!(locale, bss.catalogue.arabic_text), None),
        Field::Category => (td_string!(locale, bss.catalogue.category), None),
        Field::Size => (
            td_string!(locale, bss.catalogue.size),
            Some(td_string!(locale, bss.catalogue.size_hint)),
        ),
        Field::Emoji => (td_string!(locale, bss.catalogue.emoji), None),
        Field::Discount => (td_string!(locale, bss.catalogue.discount), None),
        Field::Order => (
            td_string!(locale, bss.catalogue.order),
            Some(td_string!(locale, bss.catalogue.order_hint)),
        ),
    }
}
