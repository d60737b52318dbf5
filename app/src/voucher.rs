//! The voucher that waits for an order. A cookie keeps it, so that it is there after signing up, in another tab and after
//! the browser was closed; the server reads it with every page.

use crate::bootstrap::VOUCHER_COOKIE;
use contract::billing::VoucherCode;

/// 90 days, in seconds.
const LIFE: u32 = 90 * 24 * 60 * 60;
/// Longer texts are no codes.
const LENGTH: usize = 64;

/// The code in the value of the cookie; `None` for what cannot be one.
#[must_use]
pub fn from_cookie(value: &str) -> Option<VoucherCode> {
    let code = VoucherCode::new(value);
    is_plain(&code).then_some(code)
}

/// Keeps a code for the order that follows. Server: with the page that is being rendered.
pub fn keep(code: &VoucherCode) {
    if is_plain(code) {
        set(code.as_str(), LIFE);
    }
}

/// Forgets the code: it was redeemed, or is not good.
pub fn forget() {
    set("", 0);
}

/// Codes are letters, digits and hyphens (tenant contract §B.2); anything else would have to be escaped in a cookie.
fn is_plain(code: &VoucherCode) -> bool {
    let text = code.as_str();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= LENGTH && text.bytes().all(plain)
}

fn set(value: &str, life: u32) {
    let cookie = format!("{VOUCHER_COOKIE}={value}; Path=/; SameSite=Lax; Max-Age={life}");
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(cookie)) = (
        leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
        http::HeaderValue::from_str(&cookie),
    ) {
        response.append_header(http::header::SET_COOKIE, cookie);
    }
    #[cfg(not(feature = "ssr"))]
    {
        use wasm_bindgen::JsCast;
        let document = leptos::prelude::document();
        if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
            // A browser that keeps no cookies keeps the code in the address only.
            drop(document.set_cookie(&cookie));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_come_out_of_a_cookie() {
        assert_eq!(
            from_cookie("t42-demo-100").map(|code| code.to_string()).as_deref(),
            Some("T42-DEMO-100")
        );
        for value in ["", " ", "a;b", "a b", "é", &"A".repeat(65)] {
            assert_eq!(from_cookie(value), None, "{value:?}");
        }
    }
}
