//! The form's state, and the call that it makes.

use crate::api::Api;
use crate::i18n::*;
use crate::pages::bss::catalogue::fields::{Draft, Field};
use crate::paths;
use crate::ui::toast::Toasts;
use crate::ui::{focus, use_toast};
use contract::ApiError;
use contract::storefront::{CreateOffer, UpdateOffer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

/// The form's signals. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    pub(super) draft: RwSignal<Draft>,
    /// What is wrong, by field; `None` for the whole form.
    wrong: RwSignal<Vec<(Option<Field>, String)>>,
    pub(super) busy: RwSignal<bool>,
    /// The row to replace; `None` for a new one.
    id: StoredValue<Option<String>>,
    api: StoredValue<Api>,
    leave: StoredValue<Callback<String>>,
    toasts: Toasts,
    locale: Locale,
}

impl Saving {
    /// The form of a draft. Call it while rendering.
    pub(super) fn new(draft: Draft, id: Option<String>) -> Self {
        let navigate = use_navigate();
        let leave = Callback::new(move |path: String| navigate(&path, NavigateOptions::default()));
        Self {
            draft: RwSignal::new(draft),
            wrong: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            id: StoredValue::new(id),
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
    pub(super) fn type_in(self, field: Field, text: String) {
        self.draft.update(|draft| drop(draft.values.insert(field, text)));
        self.wrong
            .update(|wrong| wrong.retain(|(of, _)| of.is_some() && *of != Some(field)));
    }

    /// Sends what was typed, if it is good.
    pub(super) fn submit(self) {
        if self.busy.get_untracked() {
            return;
        }
        match self.draft.with_untracked(Draft::read) {
            Ok(row) => self.send(row),
            Err(fields) => self.refuse(fields.into_iter().map(|field| self.complaint(field)).collect()),
        }
    }

    fn send(self, request: Value) {
        self.wrong.set(Vec::new());
        self.busy.set(true);
        let kind = self.draft.with_untracked(|draft| draft.kind);
        let (api, leave) = (self.api.get_value(), self.leave.get_value());
        let id = self.id.get_value();
        spawn_local(async move {
            let saved = match id {
                Some(id) => api.call(UpdateOffer { kind, id, request }).await,
                None => api.call(CreateOffer { kind, request }).await,
            };
            match saved {
                Ok(_) => {
                    self.toasts
                        .success(td_string!(self.locale, bss.catalogue.saved).to_owned());
                    leave.run(paths::catalogue(kind));
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn fail(self, error: ApiError) {
        self.busy.try_set(false);
        if let Some(kind) = self.draft.try_with_untracked(|draft| draft.kind) {
            self.refuse(vec![(Field::of_refusal(kind, &error.message), error.message)]);
        }
    }

    fn complaint(self, field: Field) -> (Option<Field>, String) {
        let text = match field {
            Field::Price => td_string!(self.locale, bss.catalogue.price_wrong),
            Field::Order | Field::Discount => td_string!(self.locale, bss.catalogue.whole_wrong),
            _ => td_string!(self.locale, bss.catalogue.missing),
        };
        (Some(field), text.to_owned())
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
