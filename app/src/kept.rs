//! What this browser keeps until the next visit, each value under a key of its own. Browser only.

use leptos::prelude::window;
use leptos::web_sys::Storage;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::marker::PhantomData;

/// A place that keeps one text.
#[derive(Clone, Debug)]
pub struct KeptText {
    key: String,
}

impl KeptText {
    /// The place with this key.
    #[must_use]
    pub fn at(key: String) -> Self {
        Self { key }
    }

    /// The text, if one is kept.
    #[must_use]
    pub fn read(&self) -> Option<String> {
        storage()?.get_item(&self.key).ok()?
    }

    /// Keeps a text. A browser that stores nothing only forgets.
    pub fn write(&self, text: &str) {
        if let Some(storage) = storage() {
            drop(storage.set_item(&self.key, text));
        }
    }

    /// Forgets the text.
    pub fn clear(&self) {
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.key));
        }
    }
}

/// A place that keeps one value, as JSON.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    text: KeptText,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    /// The place with this key.
    #[must_use]
    pub fn at(key: String) -> Self {
        Self {
            text: KeptText::at(key),
            of: PhantomData,
        }
    }

    /// The value, if one is kept that can still be read.
    #[must_use]
    pub fn read(&self) -> Option<T> {
        let text = self.text.read()?;
        T::deserialize(serde_json::from_str::<Value>(&text).ok()?).ok()
    }

    /// Keeps a value. A browser that stores nothing only forgets.
    pub fn write(&self, value: &T) {
        if let Ok(text) = serde_json::to_string(value) {
            self.text.write(&text);
        }
    }

    /// Forgets the value.
    pub fn clear(&self) {
        self.text.clear();
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
