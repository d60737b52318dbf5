//! Parts of a view that follow signals.
//!
//! Leptos makes code for every type of view: about two kilobytes of WebAssembly for each closure, [`Show`] or `For`.
//! What is written with these has one type, whatever it shows.

use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// A part that is drawn again when a signal in it changes.
pub type Followed = Arc<Mutex<dyn FnMut() -> AnyView + Send>>;

/// `let total = follow(move || lines.with(Vec::len).to_string());` and then `{total}`.
pub fn follow<V: IntoAny>(mut draw: impl FnMut() -> V + Send + 'static) -> Followed {
    Arc::new(Mutex::new(move || draw().into_any()))
}

/// Shows its children while a condition holds. They are made anew each time it comes to hold, and only then.
#[component]
pub fn When(
    /// The condition.
    #[prop(into)]
    holds: Signal<bool>,
    /// What is shown.
    children: ChildrenFn,
    /// What is shown instead while it does not hold.
    #[prop(optional, into)]
    otherwise: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| holds.get());
    follow(move || if holds.get() { children() } else { otherwise.run() })
}

/// A view for each item. Items come, go and move by their keys; the views of those that stay are left as they are.
pub fn each<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: fn(&T) -> String,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    let part = move |item: T| {
        let (key, draw) = (key(&item), Arc::clone(&draw));
        Part {
            key,
            draw: Box::new(move || draw(item)),
        }
    };
    keyed(Arc::new(move || items().into_iter().map(&part).collect()))
}

struct Part {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

fn keyed(parts: Arc<dyn Fn() -> Vec<Part> + Send + Sync>) -> AnyView {
    view! { <For each=move || parts() key=|part| part.key.clone() children=|part| (part.draw)() /> }.into_any()
}
