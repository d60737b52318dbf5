//! Points in time.

mod calendar;

use crate::ui::follow;
use leptos::prelude::*;
use std::time::Duration;

/// How often "3 minutes ago" is looked at again.
const TICK: Duration = Duration::from_secs(20);

/// The time of day in the browser, in milliseconds since the Unix epoch; `None` on the server and while hydrating.
#[derive(Clone, Copy)]
struct Clock(RwSignal<Option<i64>>);

impl Clock {
    fn start() -> Self {
        let now = RwSignal::new(None);
        Effect::new(move |_| {
            now.set(Some(millis_now()));
            let tick = move || {
                now.try_set(Some(millis_now()));
            };
            let ticking = set_interval_with_handle(tick, TICK);
            on_cleanup(move || {
                if let Ok(ticking) = ticking {
                    ticking.clear();
                }
            });
        });
        Self(now)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
fn millis_now() -> i64 {
    js_sys::Date::now() as i64
}

/// Lets every [`RelativeTime`] below share one timer.
pub fn provide_clock() {
    provide_context(Clock::start());
}

/// Turns true once the browser has taken over the calling component. Until then its text must be what the server wrote;
/// each component asks for itself, because a page's chunk may be taken over later than the frame around it.
#[must_use]
pub fn use_hydrated() -> Signal<bool> {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    hydrated.into()
}

/// Language of the document, as a BCP 47 tag. Browser only.
#[must_use]
pub fn language() -> String {
    let language = document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"));
    language.unwrap_or_else(|| "en".to_owned())
}

/// "3 minutes ago", with the exact time on hover. Server and first paint: the date and time in UTC.
#[component]
pub fn RelativeTime(
    /// Milliseconds since the Unix epoch.
    #[prop(into)]
    at: Signal<i64>,
) -> impl IntoView {
    let clock = use_context::<Clock>().unwrap_or_else(Clock::start);
    let hydrated = use_hydrated();
    let text = follow(move || match clock.0.get().filter(|_| hydrated.get()) {
        Some(now) => relative(at.get() - now),
        None => calendar::absolute(at.get()),
    });
    view! {
        <time datetime=move || calendar::iso(at.get()) title=move || calendar::absolute(at.get()) class="whitespace-nowrap">
            {text}
        </time>
    }
}

/// A day, as the User's language writes it. Server and first paint: the date and time in UTC.
#[component]
pub fn Day(
    /// Milliseconds since the Unix epoch.
    at: i64,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let text = follow(move || match hydrated.get() {
        true => day(at),
        false => calendar::absolute(at),
    });
    view! { <time datetime=calendar::iso(at) title=calendar::absolute(at) class="whitespace-nowrap">{text}</time> }
}

fn day(at: i64) -> String {
    use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
    let options = Object::new();
    drop(Reflect::set(&options, &"dateStyle".into(), &"medium".into()));
    let format = DateTimeFormat::new(&Array::of1(&language().into()), &options).format();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date fit")]
    let date = Date::new(&(at as f64).into());
    let text = format.call1(&wasm_bindgen::JsValue::UNDEFINED, &date).ok();
    text.and_then(|text| text.as_string())
        .unwrap_or_else(|| calendar::absolute(at))
}

fn relative(distance: i64) -> String {
    use js_sys::{Array, Intl::RelativeTimeFormat, Object, Reflect};
    let (amount, unit) = calendar::in_unit(distance);
    let options = Object::new();
    drop(Reflect::set(&options, &"numeric".into(), &"auto".into()));
    let format = RelativeTimeFormat::new(&Array::of1(&language().into()), &options);
    #[expect(clippy::cast_precision_loss, reason = "a count of minutes or years")]
    let amount = amount as f64;
    format.format(amount, unit).into()
}
