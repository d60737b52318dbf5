//! The form, and sending it.

use super::clash::{Clash, clash};
use super::code::made_up;
use super::draft::{Draft, Field};
use crate::api::Api;
use crate::i18n::*;
use crate::paths;
use crate::ui;
use crate::ui::time::use_hydrated;
use crate::ui::toast::Toasts;
use crate::ui::{Alert, Button, ConfirmDialog, LinkButton, TextInput, Toggle, Tone, Variant, follow, use_toast};
use contract::ApiError;
use contract::billing::{IssueVoucher, ListVouchers, NewVoucher};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The form's signals. Copy it freely.
#[derive(Clone, Copy)]
struct Issuing {
    draft: RwSignal<Draft>,
    /// What is wrong, by field; `None` for the whole form.
    wrong: RwSignal<Vec<(Option<Field>, String)>>,
    /// What waits for a yes.
    pending: RwSignal<Option<(Clash, NewVoucher)>>,
    is_asking: RwSignal<bool>,
    busy: RwSignal<bool>,
    api: StoredValue<Api>,
    leave: StoredValue<Callback<()>>,
    toasts: Toasts,
    locale: Locale,
}

impl Issuing {
    fn new() -> Self {
        let navigate = use_navigate();
        let leave = Callback::new(move |()| navigate(&paths::vouchers(), NavigateOptions::default()));
        Self {
            draft: RwSignal::new(Draft::default()),
            wrong: RwSignal::new(Vec::new()),
            pending: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            api: StoredValue::new(Api::from_context()),
            leave: StoredValue::new(leave),
            toasts: use_toast(),
            locale: use_locale(),
        }
    }

    /// Why a field is wrong.
    fn error(self, field: Option<Field>) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| {
                let own = wrong.iter().find(|(of, _)| *of == field);
                own.map(|(_, text)| text.clone())
            })
        })
    }

    /// Takes what was typed.
    fn type_in(self, field: Option<Field>, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.wrong
            .update(|wrong| wrong.retain(|(of, _)| of.is_some() && *of != field));
    }

    fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        match self.draft.with_untracked(Draft::read) {
            Ok(request) => self.check(request),
            Err(fields) => self.refuse(
                fields
                    .into_iter()
                    .map(|field| (Some(field), self.word(field)))
                    .collect(),
            ),
        }
    }

    fn word(self, field: Field) -> String {
        let word = match field {
            Field::Code => td_string!(self.locale, bss.issue.no_random),
            Field::Credit => td_string!(self.locale, bss.issue.credit_wrong),
            Field::Limit => td_string!(self.locale, bss.issue.limit_wrong),
        };
        word.to_owned()
    }

    /// Looks whether the code is there already, and asks then.
    fn check(self, request: NewVoucher) {
        self.busy.set(true);
        let listing = self.api.get_value().call(ListVouchers { include_revoked: true });
        spawn_local(async move {
            match listing.await.map(|vouchers| clash(&request.code, &vouchers)) {
                Ok(None) => self.issue(request).await,
                Ok(Some(clash)) => {
                    self.busy.set(false);
                    self.pending.set(Some((clash, request)));
                    self.is_asking.set(true);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    /// The answer to the question was yes.
    fn confirm(self) {
        if let Some((_, request)) = self.pending.get_untracked() {
            self.busy.set(true);
            spawn_local(self.issue(request));
        }
    }

    async fn issue(self, request: NewVoucher) {
        let issuing = self.api.get_value().call(IssueVoucher { request });
        match issuing.await {
            Ok(voucher) => {
                self.is_asking.set(false);
                self.toasts
                    .success(say!(self.locale, bss.issue.issued, code = voucher.code));
                self.leave.get_value().run(());
            }
            Err(error) => self.fail(error),
        }
    }

    fn fail(self, error: ApiError) {
        self.busy.set(false);
        self.is_asking.set(false);
        self.refuse(vec![(Field::of_refusal(&error.message), error.message)]);
    }

    /// Says what is wrong, and goes to the first field that is.
    fn refuse(self, wrong: Vec<(Option<Field>, String)>) {
        let first = wrong.iter().find_map(|(field, _)| *field);
        self.wrong.set(wrong);
        if let Some(field) = first {
            request_animation_frame(move || focus(field.id()));
        }
    }
}

/// The form.
#[component]
pub(super) fn VoucherForm() -> impl IntoView {
    let locale = use_locale();
    let issuing = Issuing::new();
    // Before WebAssembly arrives the browser would send the form nowhere.
    let hydrated = use_hydrated();
    let problem = follow(move || {
        let error = issuing.error(None).get();
        error.map(|error| view! { <Alert tone=Tone::Error title=td_string!(locale, bss.issue.failed)><bdi>{error}</bdi></Alert> })
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        issuing.submit();
    };
    view! {
        // Where scripts run, the parser reads the content of this element as text: it must not be walked.
        <noscript class="alert alert-info" inner_html=td_string!(locale, bss.issue.no_script)></noscript>
        <form method="post" on:submit=submit novalidate>
            <fieldset class="flex flex-col gap-5" disabled=move || !hydrated.get()>
                {problem}
                <CodeField issuing />
                <OtherFields issuing />
                <div class="flex flex-wrap gap-2">
                    <Button variant=Variant::Primary icon="ticket" submit=true busy=issuing.busy>
                        {td_string!(locale, bss.issue.submit)}
                    </Button>
                    <LinkButton href=paths::vouchers()>{td_string!(locale, common.cancel)}</LinkButton>
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
    let generate = move |_| match made_up() {
        Some(code) => issuing.type_in(Some(Field::Code), |draft| draft.code = code.to_string()),
        None => issuing.refuse(vec![(Some(Field::Code), issuing.word(Field::Code))]),
    };
    view! {
        <ui::Field
            id=Field::Code.id()
            label=td_string!(locale, bss.code)
            hint=td_string!(locale, bss.issue.code_hint)
            error=issuing.error(Some(Field::Code))
        >
            <div class="flex flex-wrap gap-2 sm:flex-nowrap">
                <TextInput value=code on_input=typed dir="ltr" />
                <Button icon="refresh-cw" on_click=generate>{td_string!(locale, bss.issue.generate)}</Button>
            </div>
        </ui::Field>
    }
}

#[component]
fn OtherFields(issuing: Issuing) -> impl IntoView {
    let locale = use_locale();
    let of = move |read: fn(&Draft) -> &String| Signal::derive(move || issuing.draft.with(|draft| read(draft).clone()));
    let active = Signal::derive(move || issuing.draft.with(|draft| draft.active));
    view! {
        <ui::Field
            id=Field::Credit.id()
            label=td_string!(locale, bss.issue.credit)
            hint=td_string!(locale, bss.issue.credit_hint)
            error=issuing.error(Some(Field::Credit))
            required=true
        >
            <TextInput
                value=of(|draft| &draft.credit)
                on_input=move |text| issuing.type_in(Some(Field::Credit), |draft| draft.credit = text)
            />
        </ui::Field>
        <ui::Field
            id="description"
            label=td_string!(locale, bss.vouchers.description)
            hint=td_string!(locale, bss.issue.description_hint)
        >
            <TextInput
                value=of(|draft| &draft.description)
                on_input=move |text| issuing.type_in(None, |draft| draft.description = text)
            />
        </ui::Field>
        <ui::Field
            id=Field::Limit.id()
            label=td_string!(locale, bss.issue.limit)
            hint=td_string!(locale, bss.issue.limit_hint)
            error=issuing.error(Some(Field::Limit))
        >
            <TextInput
                value=of(|draft| &draft.limit)
                on_input=move |text| issuing.type_in(Some(Field::Limit), |draft| draft.limit = text)
            />
        </ui::Field>
        <Toggle
            checked=active
            on_change=move |on| issuing.type_in(None, |draft| draft.active = on)
            hint=td_string!(locale, bss.issue.active_hint)
        >
            {td_string!(locale, bss.issue.active)}
        </Toggle>
    }
}

/// Asked before an issue changes a voucher that is there.
#[component]
fn Question(issuing: Issuing) -> impl IntoView {
    let locale = use_locale();
    let text = follow(move || {
        let (clash, request) = issuing.pending.get()?;
        Some(match clash {
            Clash::Overwrites => say!(locale, bss.issue.overwrites, code = request.code),
            Clash::Revives => say!(locale, bss.issue.revives, code = request.code),
        })
    });
    view! {
        <ConfirmDialog
            id="issue-again"
            open=issuing.is_asking
            title=td_string!(locale, bss.issue.again_title)
            action=td_string!(locale, bss.issue.again)
            busy=issuing.busy
            on_confirm=move |()| issuing.confirm()
        >
            <p class="wrap-anywhere">{text.clone()}</p>
        </ConfirmDialog>
    }
}

fn focus(id: &str) {
    use leptos::wasm_bindgen::JsCast;
    let control = document().get_element_by_id(id);
    if let Some(control) = control.and_then(|control| control.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        drop(control.focus());
    }
}
