//! The form.

use super::clash::Clash;
use super::draft::{Draft, Field, MOST};
use super::issuing::Issuing;
use crate::i18n::*;
use crate::paths;
use crate::ui;
use crate::ui::time::use_hydrated;
use crate::ui::{Alert, Button, ConfirmDialog, LinkButton, TextInput, Toggle, Tone, Variant, follow};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The form.
#[component]
pub(super) fn VoucherForm() -> impl IntoView {
    let locale = use_locale();
    let issuing = Issuing::new();
    // Before WebAssembly arrives the browser would send the form nowhere.
    let hydrated = use_hydrated();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        issuing.submit();
    };
    view! {
        // Where scripts run, the parser reads the content of this element as text: it must not be walked.
        <noscript class="alert alert-info" inner_html=td_string!(locale, bss.issue.no_script)></noscript>
        <form method="post" on:submit=submit novalidate>
            <fieldset class="flex flex-col gap-5" disabled=move || !hydrated.get()>
                <CodeField issuing />
                <Text
                    issuing
                    field=Some(Field::Credit)
                    label=td_string!(locale, bss.issue.credit)
                    hint=td_string!(locale, bss.issue.credit_hint).to_owned()
                    of=|draft| &mut draft.credit
                    required=true
                />
                <Text
                    issuing
                    field=None
                    label=td_string!(locale, bss.vouchers.description)
                    hint=td_string!(locale, bss.issue.description_hint).to_owned()
                    of=|draft| &mut draft.description
                />
                <Text
                    issuing
                    field=Some(Field::Limit)
                    label=td_string!(locale, bss.issue.limit)
                    hint=td_string!(locale, bss.issue.limit_hint).to_owned()
                    of=|draft| &mut draft.limit
                />
                <Text
                    issuing
                    field=Some(Field::Count)
                    label=td_string!(locale, bss.issue.count)
                    hint=say!(locale, bss.issue.count_hint, most = MOST)
                    of=|draft| &mut draft.count
                />
                <Toggle
                    checked=Signal::derive(move || issuing.draft.with(|draft| draft.active))
                    on_change=move |on| issuing.type_in(None, |draft| draft.active = on)
                    hint=td_string!(locale, bss.issue.active_hint)
                >
                    {td_string!(locale, bss.issue.active)}
                </Toggle>
                <Outcome issuing />
                <div class="flex flex-wrap gap-2">
                    <Button variant=Variant::Primary icon="ticket" submit=true busy=issuing.busy>
                        {td_string!(locale, bss.issue.submit)}
                    </Button>
                    <LinkButton href=paths::vouchers(None)>{td_string!(locale, common.cancel)}</LinkButton>
                </div>
            </fieldset>
        </form>
        <Question issuing />
    }
}

#[component]
fn CodeField(issuing: Issuing) -> impl IntoView {
    let locale = use_locale();
    let code = Signal::derive(move || issuing.draft.with(|draft| draft.code.clone()));
    let typed = move |text: String| issuing.type_in(Some(Field::Code), |draft| draft.code = text);
    view! {
        <ui::Field
            id=Field::Code.id()
            label=td_string!(locale, bss.code)
            hint=td_string!(locale, bss.issue.code_hint)
            error=issuing.error(Some(Field::Code))
        >
            <div class="flex flex-wrap gap-2 sm:flex-nowrap">
                <TextInput value=code on_input=typed dir="ltr" />
                <Button icon="refresh-cw" on_click=move |_| issuing.generate()>
                    {td_string!(locale, bss.issue.generate)}
                </Button>
            </div>
        </ui::Field>
    }
}

/// A field of one line.
#[component]
fn Text(
    issuing: Issuing,
    /// `None` for one that cannot be wrong: the description.
    field: Option<Field>,
    label: &'static str,
    hint: String,
    /// Where its text is.
    of: fn(&mut Draft) -> &mut String,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let value = Signal::derive(move || issuing.draft.with(|draft| of(&mut draft.clone()).clone()));
    let typed = move |text: String| issuing.type_in(field, |draft| *of(draft) = text);
    let error = match field {
        Some(_) => issuing.error(field),
        None => Signal::stored(None),
    };
    view! {
        <ui::Field id=field.map_or("description", Field::id) label hint error required>
            <TextInput value on_input=typed />
        </ui::Field>
    }
}

/// How far it is, and what went wrong on the way.
#[component]
fn Outcome(issuing: Issuing) -> impl IntoView {
    let locale = use_locale();
    let done = move || {
        let total = issuing.total.get();
        let done = total.saturating_sub(issuing.waiting.with(Vec::len));
        (total > 1).then(|| say!(locale, bss.issue.progress, done = done, total = total))
    };
    let problem = follow(move || {
        let error = issuing.error(None).get()?;
        let waiting = issuing.waiting.with(Vec::len);
        let is_interrupted = waiting > 0 && waiting < issuing.total.get();
        let rest = move || {
            is_interrupted.then(|| {
                let text = say!(locale, bss.issue.rest, count = waiting);
                view! { <Button on_click=move |_| issuing.go_on()>{text}</Button> }
            })
        };
        let title = if is_interrupted {
            td_string!(locale, bss.issue.interrupted)
        } else {
            td_string!(locale, bss.issue.failed)
        };
        Some(view! { <Alert tone=Tone::Error title=title actions=rest><bdi>{error}</bdi></Alert> })
    });
    view! {
        <p role="status" class="text-sm tabular-nums empty:hidden">{done}</p>
        {problem}
    }
}

/// Asked before an issue changes a voucher that is there.
#[component]
fn Question(issuing: Issuing) -> impl IntoView {
    let locale = use_locale();
    let text = follow(move || {
        let (clash, code) = issuing.question.get()?;
        Some(match clash {
            Clash::Overwrites => say!(locale, bss.issue.overwrites, code = code),
            Clash::Revives => say!(locale, bss.issue.revives, code = code),
        })
    });
    view! {
        <ConfirmDialog
            id="issue-again"
            open=issuing.is_asking
            title=td_string!(locale, bss.issue.again_title)
            action=td_string!(locale, bss.issue.again)
            busy=issuing.busy
            on_confirm=move |()| issuing.go_on()
        >
            <p class="wrap-anywhere">{text.clone()}</p>
        </ConfirmDialog>
    }
}
