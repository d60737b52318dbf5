//! Sidebar, top bar and the page between them.

use super::outdated::tell_when_outdated;
use super::page::{PageFacts, PageSlot, document_title};
use super::palette::{Palette, PaletteSwitch};
use super::scope::provide_scope;
use super::session_ended::SessionEndedDialog;
use super::sidebar::Sidebar;
use super::top_bar::TopBar;
use crate::i18n::*;
use crate::ui::time::{provide_clock, use_hydrated};
use crate::ui::{Alert, Breadcrumbs, Tone, follow};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// Id of the check box that opens the sidebar on narrow screens, without a script.
pub(super) const SIDEBAR_SWITCH: &str = "sidebar-switch";

/// The frame around every page of a signed-in User.
#[component]
pub fn Frame() -> impl IntoView {
    let locale = use_locale();
    // Applications are wanted everywhere: by the palette, and to know how fresh the page is.
    crate::live::provide_live().watch(&["application"]);
    provide_clock();
    tell_when_outdated();
    provide_scope();
    let facts = RwSignal::new(PageFacts::default());
    provide_context(PageSlot(facts));
    let palette = PaletteSwitch::provide();
    let main = NodeRef::<html::Main>::new();
    let switch = NodeRef::<html::Input>::new();
    let announcement = follow_navigation(main, switch, facts);
    let narrow = RwSignal::new(false);
    let crumbs = Signal::derive(move || facts.with(|facts| facts.crumbs.clone()));
    let title = document_title(locale, facts);
    // The server writes the frame before it knows the page, so the way to it appears when the browser takes over.
    let hydrated = use_hydrated();
    let breadcrumbs = follow(move || {
        (hydrated.get() && crumbs.with(Vec::len) > 1)
            .then(|| view! { <Breadcrumbs label=td_string!(locale, layout.breadcrumbs) crumbs /> })
    });
    view! {
        <Title text=title />
        <a href="#main" class="btn btn-primary sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-50">
            {td_string!(locale, layout.skip)}
        </a>
        <div class="drawer" class=("lg:drawer-open", move || !narrow.get())>
            <input
                id=SIDEBAR_SWITCH
                node_ref=switch
                type="checkbox"
                class="drawer-toggle"
                aria-label=td_string!(locale, layout.toggle_sidebar)
            />
            <div class="drawer-side z-40 print:hidden">
                <label for=SIDEBAR_SWITCH class="drawer-overlay">
                    <span class="sr-only">{td_string!(locale, layout.close_sidebar)}</span>
                </label>
                <Sidebar narrow />
            </div>
            <div class="drawer-content flex min-h-dvh min-w-0 flex-col">
                <TopBar narrow palette />
                <div class="min-h-9 px-4 pt-1 sm:px-6 print:hidden">{breadcrumbs}</div>
                <main id="main" node_ref=main tabindex="-1" class="grow p-4 outline-none sm:p-6">
                    <Guarded><Outlet /></Guarded>
                </main>
            </div>
        </div>
        <div class="sr-only" role="status">{move || announcement.get()}</div>
        <SessionEndedDialog />
        <Palette switch=palette />
    }
}

/// An error of a page takes down that page, not the frame around it.
#[component]
fn Guarded(children: Children) -> impl IntoView {
    let locale = use_locale();
    let fallback = move |errors: ArcRwSignal<Errors>| {
        let texts = follow(move || {
            errors
                .get()
                .into_iter()
                .map(|(_, error)| view! { <p>{error.to_string()}</p> })
                .collect_view()
        });
        view! { <Alert tone=Tone::Error title=td_string!(locale, layout.broken_title)>{texts}</Alert> }
    };
    view! { <ErrorBoundary fallback>{children()}</ErrorBoundary> }
}

/// After a navigation: closes the sidebar of narrow screens, moves focus to the page and says its title.
fn follow_navigation(
    main: NodeRef<html::Main>,
    switch: NodeRef<html::Input>,
    facts: RwSignal<PageFacts>,
) -> RwSignal<String> {
    let announcement = RwSignal::new(String::new());
    let pathname = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = pathname.get();
        if before.is_some_and(|before| before != path) {
            if let Some(switch) = switch.get_untracked() {
                switch.set_checked(false);
            }
            if let Some(main) = main.get_untracked() {
                drop(main.focus());
            }
        }
        path
    });
    Effect::new(move |before: Option<String>| {
        let title = facts.with(|facts| facts.title.clone());
        if before.is_some_and(|before| before != title) {
            announcement.set(title.clone());
        }
        title
    });
    announcement
}
