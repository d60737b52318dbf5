//! A framed part of a page.

use leptos::prelude::*;

/// A card, with an optional heading and actions beside it.
#[component]
pub fn Card(
    /// Heading, a level-two one.
    #[prop(optional, into)]
    title: Option<String>,
    /// Buttons or links at the end of the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// More classes.
    #[prop(default = "")]
    class: &'static str,
    /// Content.
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || actions.is_some()).then(|| {
        view! {
            <div class="flex flex-wrap items-center gap-2">
                {title.map(|title| view! { <h2 class="card-title grow">{title}</h2> })}
                {actions.map(|actions| actions.run())}
            </div>
        }
    });
    view! {
        <section class=format!("card card-border bg-base-100 {class}")>
            <div class="card-body">{head} {children()}</div>
        </section>
    }
}
