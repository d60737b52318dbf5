//! Sidebar, top bar and the page between them.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The frame around every page of a signed-in User.
#[component]
pub fn Frame() -> impl IntoView {
    crate::live::provide_live();
    view! { <main id="main"><Outlet /></main> }
}
