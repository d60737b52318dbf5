//! The console's interface, rendered on the server and taken over in the browser.
//!
//! This file is the document shell and the providers; [`routes`] is the map of the product.

pub mod account;
pub mod amount;
pub mod api;
pub mod asked;
pub mod bootstrap;
pub mod cart;
pub mod change;
pub mod form;
pub mod i18n;
pub mod interop;
pub mod kept;
pub mod layout;
pub mod live;
pub mod offers;
pub mod pages;
pub mod paths;
pub mod questions;
pub mod routes;
pub mod search;
pub mod session;
mod sign_in;
pub mod sum;
pub mod terms;
pub mod ui;
pub mod voucher;
pub mod wallet;

use bootstrap::Bootstrap;
use interop::monaco::EditorFolder;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_i18n::Locale as _;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use live::LiveWorker;
use ui::icon::IconSprite;

/// The HTML document around [`App`]. Server only.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = use_context::<Bootstrap>().unwrap_or_default().theme;
    let locale = i18n::of_page();
    let stylesheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    provide_context(IconSprite(format!("/{}/icons.svg", options.site_pkg_dir)));
    provide_context(EditorFolder(format!("/{}/editor", options.site_pkg_dir)));
    provide_context(LiveWorker(format!("/{}/live.js", options.site_pkg_dir)));
    view! {
        <!DOCTYPE html>
        <html lang=locale.as_str() dir=locale.direction().as_str() data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=stylesheet />
                <HydrationScripts options=options.clone() />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The whole interface below `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let bootstrap = Bootstrap::shared();
    provide_context(bootstrap.clone());
    provide_context(SharedValue::new(|| use_context::<IconSprite>().unwrap_or_default()).into_inner());
    provide_context(SharedValue::new(|| use_context::<EditorFolder>().unwrap_or_default()).into_inner());
    provide_context(SharedValue::new(LiveWorker::of_page).into_inner());
    view! {
        <layout::Language>
            <session::SessionProvider bootstrap>
                <ui::toast::ToastProvider>
                    <Router>
                        <routes::AppRoutes />
                    </Router>
                </ui::toast::ToastProvider>
            </session::SessionProvider>
        </layout::Language>
        // The last node is taken over after everything before it, the page's own chunk included.
        {mark_hydrated}
    }
}

/// Sets `data-hydrated` on the document: controls respond. Server: does nothing.
fn mark_hydrated() {
    if cfg!(feature = "ssr") {
        return;
    }
    if let Some(root) = document().document_element() {
        drop(root.set_attribute("data-hydrated", "true"));
    }
}
