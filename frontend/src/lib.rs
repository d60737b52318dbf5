//! The browser's entry: takes over the server-rendered page, or mounts the whole console in the client-only loop.

#[cfg(feature = "bench")]
mod bench;

#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}

#[cfg(all(feature = "csr", not(feature = "bench")))]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    leptos::task::spawn_local(async {
        let bootstrap = app::bootstrap::Bootstrap::fetch().await;
        leptos::mount::mount_to_body(move || {
            provide_context(bootstrap.clone());
            view! { <app::App /> }
        });
    });
}
