//! The start page: sends on to the Environment looked at last.

use leptos::prelude::*;

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <h1>"Home"</h1> <Counter /> }
}

#[component]
fn Counter() -> impl IntoView {
    let n = RwSignal::new(0);
    view! { <button class="btn" on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
}
