//! The browser's entry: takes over the server-rendered page, or mounts the whole console in the client-only loop.

#[cfg(feature = "bench")]
mod bench;

#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}
