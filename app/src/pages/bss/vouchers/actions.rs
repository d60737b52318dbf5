//! What can be done with one voucher: pass its link on, switch it, revoke it.

use super::change::{NotChanged, revoke, switch};
use super::table::row_id;
use crate::api::Api;
use crate::i18n::*;
use crate::paths;
use crate::ui::{Button, ConfirmDialog, CopyButton, Size, Variant, focus_on, follow, use_toast};
use contract::billing::{Voucher, VoucherCode, VoucherState};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something to do with a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Switch(VoucherCode, bool),
    Revoke(VoucherCode),
}

/// What rows report to.
#[derive(Clone, Copy)]
pub(super) struct Changes {
    make: Callback<Change>,
    /// The voucher whose revocation is being confirmed.
    revoking: RwSignal<Option<VoucherCode>>,
    is_asking: RwSignal<bool>,
    busy: RwSignal<bool>,
}

/// Where changes go, and the question before a revocation.
pub(super) fn use_changes(rows: RwSignal<Vec<Voucher>>) -> (Changes, AnyView) {
    let locale = use_locale();
    let api = Api::from_context();
    let toasts = use_toast();
    let busy = RwSignal::new(false);
    let is_asking = RwSignal::new(false);
    let make = Callback::new(move |change: Change| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let api = api.clone();
        spawn_local(async move {
            let (code, done, made) = match change {
                Change::Switch(code, active) => {
                    let done = if active {
                        say!(locale, bss.vouchers.activated, code = code)
                    } else {
                        say!(locale, bss.vouchers.deactivated, code = code)
                    };
                    let made = switch(&api, &code, active).await;
                    (code, done, made)
                }
                Change::Revoke(code) => {
                    let made = revoke(&api, &code).await;
                    let done = say!(locale, bss.vouchers.revoked, code = code);
                    (code, done, made)
                }
            };
            busy.set(false);
            is_asking.set(false);
            match made {
                Ok(vouchers) => {
                    rows.set(vouchers);
                    toasts.success(done);
                    request_animation_frame(move || focus_row(&code));
                }
                Err(NotChanged::Revoked) => toasts.error(say!(locale, bss.vouchers.gone, code = code)),
                Err(NotChanged::Failed(error)) => {
                    toasts.error(say!(
                        locale,
                        bss.vouchers.not_changed,
                        code = code,
                        reason = error.message
                    ));
                }
            }
        });
    });
    let changes = Changes {
        make,
        revoking: RwSignal::new(None),
        is_asking,
        busy,
    };
    (changes, view! { <Confirmation changes /> }.into_any())
}

#[component]
fn Confirmation(changes: Changes) -> impl IntoView {
    let locale = use_locale();
    let confirm = move |()| {
        if let Some(code) = changes.revoking.get_untracked() {
            changes.make.run(Change::Revoke(code));
        }
    };
    let question = follow(move || {
        let code = changes.revoking.get()?;
        Some(say!(locale, bss.vouchers.revoke_text, code = code))
    });
    view! {
        <ConfirmDialog
            id="revoke"
            open=changes.is_asking
            title=td_string!(locale, bss.vouchers.revoke_title)
            action=td_string!(locale, bss.vouchers.revoke)
            busy=changes.busy
            on_confirm=confirm
        >
            <p class="wrap-anywhere">{question.clone()}</p>
        </ConfirmDialog>
    }
}

/// The controls of one row.
#[component]
pub(super) fn RowActions(
    /// The row's voucher.
    voucher: Voucher,
    /// Where they report to.
    changes: Changes,
) -> impl IntoView {
    let locale = use_locale();
    let state = voucher.state();
    let code = voucher.code.clone();
    if state == VoucherState::Revoked {
        return ().into_any();
    }
    let link = Signal::derive({
        let code = code.clone();
        move || public_link(&code)
    });
    let (verb, named) = if voucher.active {
        (
            td_string!(locale, bss.vouchers.deactivate),
            say!(locale, bss.vouchers.deactivate_named, code = code),
        )
    } else {
        (
            td_string!(locale, bss.vouchers.activate),
            say!(locale, bss.vouchers.activate_named, code = code),
        )
    };
    let copy = say!(locale, bss.vouchers.copy_link, code = code);
    let revoke = say!(locale, bss.vouchers.revoke_named, code = code);
    let switched = Change::Switch(code.clone(), !voucher.active);
    view! {
        <div class="flex items-center gap-1">
            <CopyButton text=link label=copy />
            <Button size=Size::Small label=named on_click=move |_| changes.make.run(switched.clone())>{verb}</Button>
            <Button
                variant=Variant::Ghost
                size=Size::Small
                label=revoke
                on_click=move |_| {
                    changes.revoking.set(Some(code.clone()));
                    changes.is_asking.set(true);
                }
            >
                {td_string!(locale, bss.vouchers.revoke)}
            </Button>
        </div>
    }
    .into_any()
}

/// The address to pass on. Browser only.
fn public_link(code: &VoucherCode) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{}", paths::redeem(Some(code)))
}

/// A changed row is drawn anew, and what had the focus in it is gone.
fn focus_row(code: &VoucherCode) {
    let cell = document().get_element_by_id(&row_id(code.as_str()));
    focus_on(cell.and_then(|cell| cell.closest("tr").ok().flatten()));
}
