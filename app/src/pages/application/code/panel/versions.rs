//! The versions of one file on its branch: which there are is one question, and what each says is another, asked when
//! somebody wants to know and only once.

use crate::api::Api;
use crate::asked::Asked;
use crate::pages::application::code::Branch;
use crate::pages::application::code::editing::Editing;
use contract::ApiError;
use contract::gitea::{Commit, FileStatus, GetRawFile, ListCommits};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Versions that are looked at, at most.
pub(super) const MOST: u32 = 20;

/// The newest commits that touch the file, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Versions {
    pub(super) commits: Vec<Commit>,
    /// There are older ones.
    pub(super) more: bool,
}

/// What is known of the file's past, shared by every part that shows some of it. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Past {
    editing: Editing,
    api: StoredValue<Api>,
    /// The answer, and the blob that the text began with when it was asked for.
    versions: StoredValue<Option<(String, Versions)>>,
    /// Texts by commit. A commit never says something else.
    texts: RwSignal<BTreeMap<String, String>>,
}

impl Past {
    pub(super) fn new(editing: Editing) -> Self {
        Self {
            editing,
            api: StoredValue::new(Api::from_context()),
            versions: StoredValue::new(None),
            texts: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Asks with what the text begins with, and again whenever it begins with another version.
    pub(super) fn asked<T, F>(self, ask: impl Fn(Self) -> F + Send + Sync + 'static) -> Asked<T>
    where
        T: Clone + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let base = self.editing.base;
        Asked::new(move || base.with(|base| base.sha.clone()), move |_| ask(self))
    }

    /// Which versions there are.
    pub(super) async fn versions(self) -> Result<Versions, ApiError> {
        let base = self.editing.base.with_untracked(|base| base.sha.clone());
        let known = self.versions.get_value().filter(|(of, _)| *of == base);
        if let Some((_, versions)) = known {
            return Ok(versions);
        }
        let Some(file) = self.editing.on_branch.get_value() else {
            return Ok(Versions {
                commits: Vec::new(),
                more: false,
            });
        };
        let Branch { repository, name } = self.editing.branch.get_value();
        let list = ListCommits {
            repository,
            sha: Some(name),
            file: Some(file),
            page: 1,
            limit: MOST + 1,
        };
        let asked = self.api.with_value(|api| api.call(list));
        let mut commits = asked.await?;
        let more = commits.len() > MOST as usize;
        commits.truncate(MOST as usize);
        let versions = Versions { commits, more };
        self.versions.try_set_value(Some((base, versions.clone())));
        Ok(versions)
    }

    /// What the file says at a commit; nothing where that took it away.
    pub(super) async fn text(self, commit: Commit) -> Result<String, ApiError> {
        let id = commit.sha.to_string();
        if let Some(text) = self.texts.with_untracked(|texts| texts.get(&id).cloned()) {
            return Ok(text);
        }
        let Some(file) = self.editing.on_branch.get_value() else {
            return Ok(String::new());
        };
        let touched = commit.files.iter().find(|touched| touched.filename == file);
        let text = match touched.map(|touched| &touched.status) {
            Some(FileStatus::Removed) => String::new(),
            _ => {
                let repository = self.editing.branch.with_value(|branch| branch.repository.clone());
                let at = id.clone();
                let asked = GetRawFile { repository, file, at };
                let asked = self.api.with_value(|api| api.call(asked));
                asked.await?
            }
        };
        self.texts.try_update(|texts| texts.insert(id, text.clone()));
        Ok(text)
    }

    /// Whether a commit is known to say this text.
    pub(super) fn says(self, commit: &str, text: &str) -> bool {
        self.texts
            .with(|texts| texts.get(commit).is_some_and(|known| known == text))
    }
}
