//! A text that is not published survives a reload.

use leptos::prelude::*;

/// Where the draft of one User lives; one for each Blueprint that they began with.
#[derive(Clone, Debug)]
pub(super) struct Draft(String);

impl Draft {
    pub(super) fn of(user: &str, began_with: &str) -> Self {
        Self(format!("catalyst.blueprint-draft.{user}.{began_with}"))
    }

    pub(super) fn read(&self) -> Option<String> {
        storage()?.get_item(&self.0).ok()?
    }

    /// Keeps a text. A browser that stores nothing only forgets.
    pub(super) fn write(&self, text: &str) {
        if let Some(storage) = storage() {
            drop(storage.set_item(&self.0, text));
        }
    }

    pub(super) fn clear(&self) {
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.0));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
