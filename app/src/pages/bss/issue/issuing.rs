//! The form's state, and the calls it makes: look whether a code is there already, ask, issue one after the other.

use super::batch::{self, requests};
use super::clash::{Clash, clash};
use super::code::letters;
use super::draft::{Draft, Field, MOST};
use crate::api::Api;
use crate::i18n::*;
use crate::paths;
use crate::ui::toast::Toasts;
use crate::ui::{focus, use_toast};
use contract::ApiError;
use contract::billing::{IssueVoucher, ListVouchers, NewVoucher, VoucherCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The form's signals. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Issuing {
    pub(super) draft: RwSignal<Draft>,
    /// What is wrong, by field; `None` for the whole form.
    wrong: RwSignal<Vec<(Option<Field>, String)>>,
    /// What the question is about, while it waits for a yes.
    pub(super) question: RwSignal<Option<(Clash, VoucherCode)>>,
    pub(super) is_asking: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    /// What is still to be issued.
    pub(super) waiting: RwSignal<Vec<NewVoucher>>,
    /// How many there were to issue.
    pub(super) total: RwSignal<usize>,
    api: StoredValue<Api>,
    leave: StoredValue<Callback<String>>,
    toasts: Toasts,
    locale: Locale,
}

impl Issuing {
    /// An empty form. Call it while rendering.
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        let leave = Callback::new(move |path: String| navigate(&path, NavigateOptions::default()));
        Self {
            draft: RwSignal::new(Draft::default()),
            wrong: RwSignal::new(Vec::new()),
            question: RwSignal::new(None),
            is_asking: RwSignal::new(false),
            busy: RwSignal::new(false),
            waiting: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            api: StoredValue::new(Api::from_context()),
            leave: StoredValue::new(leave),
            toasts: use_toast(),
            locale: use_locale(),
        }
    }

    /// Why a field, or the whole form, was refused.
    pub(super) fn error(self, field: Option<Field>) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| {
                let own = wrong.iter().find(|(of, _)| *of == field);
                own.map(|(_, text)| text.clone())
            })
        })
    }

    /// Takes what was typed.
    pub(super) fn type_in(self, field: Option<Field>, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.wrong
            .update(|wrong| wrong.retain(|(of, _)| of.is_some() && *of != field));
    }

    /// Writes a code that nobody can guess into its field.
    pub(super) fn generate(self) {
        match letters() {
            Some(letters) => {
                let code = batch::code(&VoucherCode::default(), &letters);
                self.type_in(Some(Field::Code), |draft| draft.code = code.to_string());
            }
            None => self.refuse(vec![self.complaint(Field::Code)]),
        }
    }

    /// Sends what was typed, if it is good.
    pub(super) fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        match self.draft.with_untracked(Draft::read) {
            Ok(wanted) => match requests(&wanted, letters) {
                Some(requests) => self.begin(requests),
                None => self.refuse(vec![self.complaint(Field::Code)]),
            },
            Err(fields) => self.refuse(fields.into_iter().map(|field| self.complaint(field)).collect()),
        }
    }

    /// Goes on after a yes, or after a call that failed.
    pub(super) fn go_on(self) {
        self.wrong.set(Vec::new());
        self.busy.set(true);
        spawn_local(self.send(self.api.get_value(), self.leave.get_value()));
    }

    /// Looks whether a code is there already, and asks then.
    fn begin(self, requests: Vec<NewVoucher>) {
        self.wrong.set(Vec::new());
        self.busy.set(true);
        self.total.set(requests.len());
        self.waiting.set(requests.clone());
        let (api, leave) = (self.api.get_value(), self.leave.get_value());
        let listing = api.call(ListVouchers { include_revoked: true });
        spawn_local(async move {
            let known = match listing.await {
                Ok(known) => known,
                Err(error) => return self.fail(error),
            };
            let clashes = |request: &NewVoucher| Some((clash(&request.code, &known)?, request.code.clone()));
            match requests.iter().find_map(clashes) {
                None => self.send(api, leave).await,
                question => {
                    self.busy.set(false);
                    self.question.set(question);
                    self.is_asking.set(true);
                }
            }
        });
    }

    /// Issues what waits, and ends when the form is left: what is issued by then is in the list.
    async fn send(self, api: Api, leave: Callback<String>) {
        let next = || self.waiting.try_with_untracked(|waiting| waiting.first().cloned());
        let mut last = None;
        while let Some(Some(request)) = next() {
            match api.call(IssueVoucher { request }).await {
                Ok(voucher) => {
                    self.waiting.try_update(|waiting| drop(waiting.remove(0)));
                    last = Some(voucher.code);
                }
                Err(error) => return self.fail(error),
            }
        }
        let (Some(total), Some(campaign)) = (self.total.try_get_untracked(), self.draft.try_get_untracked()) else {
            return;
        };
        self.is_asking.set(false);
        if total == 1 {
            self.toasts
                .success(say!(self.locale, bss.issue.issued, code = last.unwrap_or_default()));
            leave.run(paths::vouchers(None));
        } else {
            self.toasts
                .success(say!(self.locale, bss.issue.issued_all, count = total));
            let campaign = batch::code(&VoucherCode::new(&campaign.code), "");
            leave.run(paths::vouchers(Some(campaign.as_str())));
        }
    }

    fn fail(self, error: ApiError) {
        self.busy.set(false);
        self.is_asking.set(false);
        self.refuse(vec![(Field::of_refusal(&error.message), error.message)]);
    }

    fn complaint(self, field: Field) -> (Option<Field>, String) {
        let text = match field {
            Field::Code => td_string!(self.locale, bss.issue.no_random).to_owned(),
            Field::Credit => td_string!(self.locale, bss.issue.credit_wrong).to_owned(),
            Field::Limit => td_string!(self.locale, bss.issue.limit_wrong).to_owned(),
            Field::Count => say!(self.locale, bss.issue.count_wrong, most = MOST),
        };
        (Some(field), text)
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
