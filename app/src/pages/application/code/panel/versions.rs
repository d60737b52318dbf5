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
    reader: StoredValue<Reader>,
}

impl Past {
    pub(super) fn new(editing: Editing) -> Self {
        Self {
            editing,
            reader: StoredValue::new(Reader {
                api: Api::from_context(),
                branch: editing.branch.get_value(),
                file: editing.on_branch.get_value(),
                versions: ArcStoredValue::new(None),
                texts: ArcRwSignal::new(BTreeMap::new()),
            }),
        }
    }

    /// Asks with the blob that the text begins with, and again whenever it begins with another one.
    pub(super) fn asked<T, F>(self, ask: impl Fn(Reader, String) -> F + Send + Sync + 'static) -> Asked<T>
    where
        T: Clone + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let (base, reader) = (self.editing.base, self.reader());
        Asked::new(
            move || base.with(|base| base.sha.clone()),
            move |base| ask(reader.clone(), base),
        )
    }

    pub(super) fn reader(self) -> Reader {
        self.reader.get_value()
    }

    /// Whether a commit is known to say this text.
    pub(super) fn says(self, commit: &str, text: &str) -> bool {
        let texts = self.reader.with_value(|reader| reader.texts.clone());
        texts.with(|texts| texts.get(commit).is_some_and(|known| known == text))
    }
}

/// Asks, and remembers the answers. It may outlive the page that asked.
#[derive(Clone)]
pub(super) struct Reader {
    api: Api,
    branch: Branch,
    /// Path on the branch; `None` for a file that is new.
    file: Option<String>,
    /// The answer, and the blob that the text began with when it was asked for.
    versions: ArcStoredValue<Option<(String, Versions)>>,
    /// Texts by commit. A commit never says something else.
    texts: ArcRwSignal<BTreeMap<String, String>>,
}

impl Reader {
    /// Which versions there are, when the text begins with the blob `base`.
    pub(super) async fn versions(self, base: String) -> Result<Versions, ApiError> {
        let known = self.versions.get_value().filter(|(of, _)| *of == base);
        if let Some((_, versions)) = known {
            return Ok(versions);
        }
        let Some(file) = self.file else {
            return Ok(Versions {
                commits: Vec::new(),
                more: false,
            });
        };
        let list = ListCommits {
            repository: self.branch.repository,
            sha: Some(self.branch.name),
            file: Some(file),
            page: 1,
            limit: MOST + 1,
        };
        let mut commits = self.api.call(list).await?;
        let more = commits.len() > MOST as usize;
        commits.truncate(MOST as usize);
        let versions = Versions { commits, more };
        self.versions.set_value(Some((base, versions.clone())));
        Ok(versions)
    }

    /// What the file says at a commit; nothing where that took it away.
    pub(super) async fn text(&self, commit: &Commit) -> Result<String, ApiError> {
        let id = commit.sha.to_string();
        if let Some(text) = self.texts.with_untracked(|texts| texts.get(&id).cloned()) {
            return Ok(text);
        }
        let Some(file) = self.file.clone() else {
            return Ok(String::new());
        };
        let touched = commit.files.iter().find(|touched| touched.filename == file);
        let text = match touched.map(|touched| &touched.status) {
            Some(FileStatus::Removed) => String::new(),
            _ => {
                let asked = GetRawFile {
                    repository: self.branch.repository.clone(),
                    file,
                    at: id.clone(),
                };
                self.api.call(asked).await?
            }
        };
        self.texts.update(|texts| drop(texts.insert(id, text.clone())));
        Ok(text)
    }
}
