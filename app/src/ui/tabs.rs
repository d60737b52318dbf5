//! Tabs that are links, so that each has an address.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// It is the page shown.
    pub current: bool,
    /// It leads to a document of its own, which the browser loads anew.
    pub reload: bool,
}

/// A row of tabs.
#[component]
pub fn Tabs(
    /// Name of the row, for assistive technology.
    #[prop(into)]
    label: String,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    let tabs = move || {
        tabs.get()
            .into_iter()
            .map(|tab| {
                view! {
                    <a
                        href=tab.href
                        class=if tab.current { "tab tab-active whitespace-nowrap" } else { "tab whitespace-nowrap" }
                        aria-current=tab.current.then_some("page")
                        rel=tab.reload.then_some("external")
                    >
                        {tab.label}
                    </a>
                }
            })
            .collect_view()
    };
    view! { <nav aria-label=label class="tabs tabs-border overflow-x-auto flex-nowrap">{tabs}</nav> }
}
