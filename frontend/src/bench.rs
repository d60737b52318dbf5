//! The measured parts, each alone on a page: no server, no routes. The pages are in `frontend/bench`.

mod form;
mod table;

use std::any::Any;
use std::cell::RefCell;

thread_local! {
    static SHOWN: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Replaces what the page shows.
fn show(mount: impl FnOnce() -> Box<dyn Any>) {
    // What was there is taken away first, so that ids stay unique.
    SHOWN.with_borrow_mut(Option::take);
    let handle = mount();
    SHOWN.with_borrow_mut(|shown| *shown = Some(handle));
}

/// Readies the page.
#[wasm_bindgen::prelude::wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}
