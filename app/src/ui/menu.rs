//! Drop-down menus of links and buttons. Built on `<details>`, so that they open before WebAssembly arrives.

use super::focus::focus_on;
use super::icon::Icon;
use super::window::on_window;
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Node};

/// A menu. Closes on Escape, on a click elsewhere and when something in it was chosen; arrow keys move in it.
#[component]
pub fn Menu(
    /// Accessible name of the trigger; without it the trigger's text is the name.
    #[prop(optional, into)]
    label: Option<String>,
    /// What the trigger shows.
    #[prop(into)]
    trigger: ViewFn,
    /// Classes of the trigger.
    #[prop(default = "btn btn-ghost btn-sm")]
    class: &'static str,
    /// Opens towards the start of the line, for menus at the end of a bar.
    #[prop(optional)]
    end: bool,
    /// `<li>` elements, such as [`MenuLink`].
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(element) = element.get_untracked() {
            element.set_open(false);
        }
    };
    on_window(ev::click, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = element
            .get_untracked()
            .is_some_and(|element| element.contains(target.as_ref()));
        let chosen = target
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| matches!(target.closest("a[href]"), Ok(Some(_))));
        if !inside || chosen {
            close();
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(element) = element.get_untracked() else { return };
        match event.key().as_str() {
            "Escape" if element.open() => {
                event.stop_propagation();
                close();
                focus_on(element.query_selector("summary").ok().flatten());
            }
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                element.set_open(true);
                move_focus(&element, event.key() == "ArrowDown");
            }
            _ => {}
        }
    };
    let align = if end { "dropdown dropdown-end" } else { "dropdown" };
    view! {
        <details node_ref=element class=align on:keydown=on_key>
            <summary class=class aria-label=label>{trigger.run()}</summary>
            <ul class="menu dropdown-content z-40 mt-2 max-h-[70vh] w-max min-w-52 max-w-[90vw] flex-nowrap overflow-y-auto rounded-box border border-base-300 bg-base-100 p-2 shadow-lg">
                {children()}
            </ul>
        </details>
    }
}

fn move_focus(menu: &Element, down: bool) {
    let Ok(items) = menu.query_selector_all("ul a[href], ul button, ul input") else {
        return;
    };
    let active = document().active_element();
    let position = (0..items.length()).find(|index| items.get(*index).as_ref() == active.as_deref().map(AsRef::as_ref));
    let next = match (position, down) {
        (None, true) => 0,
        (None, false) => items.length().saturating_sub(1),
        (Some(index), true) => (index + 1) % items.length(),
        (Some(index), false) => (index + items.length() - 1) % items.length(),
    };
    focus_on(items.get(next).and_then(|node| node.dyn_into().ok()));
}

/// A link in a menu.
#[component]
pub fn MenuLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// It is what is chosen now.
    #[prop(optional)]
    current: bool,
    /// Text.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <a href=href class:menu-active=current aria-current=current.then_some("true")>
                {icon.map(|icon| view! { <Icon name=icon /> })}
                {children()}
            </a>
        </li>
    }
}
