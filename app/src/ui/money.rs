//! Amounts of money.

use crate::ui::follow;
use leptos::prelude::*;

/// An amount, as the User's language writes it. Server and first paint: the plain decimal with its ISO code.
#[component]
pub fn MoneyText(
    /// Plain decimal such as `5.500`; exact, with all digits of the currency.
    #[prop(into)]
    decimal: Signal<String>,
    /// ISO 4217 code.
    #[prop(into)]
    currency: Signal<String>,
) -> impl IntoView {
    let hydrated = super::time::use_hydrated();
    let text = follow(move || {
        let (decimal, currency) = (decimal.get(), currency.get());
        let formatted = hydrated.get().then(|| localized(&decimal, &currency)).flatten();
        formatted.unwrap_or_else(|| format!("{decimal} {currency}"))
    });
    view! { <bdi class="tabular-nums whitespace-nowrap">{text}</bdi> }
}

/// Through the browser's `Intl`; `None` where that refuses (an unknown currency).
fn localized(decimal: &str, currency: &str) -> Option<String> {
    use js_sys::{Array, Function, Intl::NumberFormat, Object, Reflect};
    use leptos::wasm_bindgen::{JsCast, JsValue};
    // The constructor throws on a malformed code.
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let options = Object::new();
    Reflect::set(&options, &"style".into(), &"currency".into()).ok()?;
    Reflect::set(&options, &"currency".into(), &currency.into()).ok()?;
    let format: Function = NumberFormat::new(&Array::of1(&super::time::language().into()), &options).format();
    format
        .call1(&JsValue::UNDEFINED, &decimal.into())
        .ok()?
        .dyn_into::<js_sys::JsString>()
        .ok()
        .map(String::from)
}
