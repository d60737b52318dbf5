//! What is not committed survives a reload, a crash and a new sign-in.

use super::Branch;
use crate::pages::application::model::pending::Pending;
use leptos::prelude::window;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::marker::PhantomData;

/// A text that is not committed, and what it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft {
    /// Blob id of the file that it began with; empty for a new file.
    pub(super) base_sha: String,
    /// Text of the file that it began with.
    pub(super) base: String,
    /// The text now.
    pub(super) text: String,
}

/// Where the draft of one User for one file of a branch lives.
pub(super) type DraftPlace = Kept<Draft>;

/// A place in the browser that keeps one value.
#[derive(Clone, Debug)]
pub(super) struct Kept<T> {
    key: String,
    of: PhantomData<fn() -> T>,
}

impl Kept<Draft> {
    pub(super) fn of_file(user: &str, branch: &Branch, file: &str) -> Self {
        Self::at(format!("catalyst.code-draft.{user}.{}.{file}", place(branch)))
    }
}

impl Kept<Pending> {
    /// Where the changes of the list of files live.
    pub(super) fn of_branch(user: &str, branch: &Branch) -> Self {
        Self::at(format!("catalyst.code-files.{user}.{}", place(branch)))
    }
}

impl Kept<bool> {
    /// Where it is kept whether saving a text commits it.
    pub(super) fn commit_on_save() -> Self {
        Self::at("catalyst.commit-on-save".to_owned())
    }
}

fn place(branch: &Branch) -> String {
    let Branch { repository, name } = branch;
    format!("{}/{}.{name}", repository.owner, repository.name)
}

impl<T: Serialize + DeserializeOwned> Kept<T> {
    fn at(key: String) -> Self {
        Self { key, of: PhantomData }
    }

    pub(super) fn read(&self) -> Option<T> {
        let text = storage()?.get_item(&self.key).ok()??;
        T::deserialize(serde_json::from_str::<Value>(&text).ok()?).ok()
    }

    /// Keeps a value. A browser that stores nothing only forgets.
    pub(super) fn write(&self, value: &T) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(value)) {
            drop(storage.set_item(&self.key, &text));
        }
    }

    pub(super) fn clear(&self) {
        if let Some(storage) = storage() {
            drop(storage.remove_item(&self.key));
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
