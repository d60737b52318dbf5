//! The voucher that waits for the order.

use crate::i18n::*;
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Tone};
use leptos::prelude::*;

/// Which voucher will be used, if there is one.
#[component]
pub(super) fn VoucherNote() -> impl IntoView {
    let locale = use_locale();
    use_session().bootstrap().voucher.map(|code| {
        let text = say!(locale, storefront.voucher_waits, code = code);
        view! {
            <div class="mb-6">
                <Alert tone=Tone::Success>
                    <p>
                        {text} " "
                        <a href=paths::redeem(None) rel="external" class="link">{td_string!(locale, storefront.other_voucher)}</a>
                    </p>
                </Alert>
            </div>
        }
    })
}
