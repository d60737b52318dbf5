//! The versions of one file on its branch.

use super::About;
use crate::api::Api;
use crate::asked::Asked;
use crate::pages::application::code::Branch;
use crate::pages::application::code::editing::Editing;
use contract::ApiError;
use contract::gitea::{Commit, FileStatus, GetRawFile, ListCommits};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Versions that are looked at, at most: each is a question of its own.
pub(super) const MOST: u32 = 20;

/// One version of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FileVersion {
    pub(super) commit: Commit,
    /// Empty where the commit took the file away.
    pub(super) text: String,
}

/// The newest versions of the file, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Versions {
    pub(super) versions: Vec<FileVersion>,
    /// There are older ones.
    pub(super) more: bool,
}

/// Asks for the versions, and again whenever the text begins with another one.
pub(super) fn versions(about: About) -> Asked<Versions> {
    let api = Api::from_context();
    let editing = about.editing;
    Asked::new(
        move || editing.base.with(|base| base.sha.clone()),
        move |_| {
            let api = api.clone();
            async move { read(api, editing).await }
        },
    )
}

async fn read(api: Api, editing: Editing) -> Result<Versions, ApiError> {
    let Branch { repository, name } = editing.branch.get_value();
    let mut found = Versions {
        versions: Vec::new(),
        more: false,
    };
    let Some(file) = editing.on_branch.get_value() else {
        return Ok(found);
    };
    let list = ListCommits {
        repository: repository.clone(),
        sha: Some(name),
        file: Some(file.clone()),
        page: 1,
        limit: MOST + 1,
    };
    let mut commits = api.call(list).await?;
    found.more = commits.len() > MOST as usize;
    commits.truncate(MOST as usize);
    for commit in commits {
        let is_gone = |status: &FileStatus| *status == FileStatus::Removed;
        let text = match commit.files.iter().find(|touched| touched.filename == file) {
            Some(touched) if is_gone(&touched.status) => String::new(),
            _ => {
                let asked = GetRawFile {
                    repository: repository.clone(),
                    file: file.clone(),
                    at: commit.sha.to_string(),
                };
                api.call(asked).await?
            }
        };
        found.versions.push(FileVersion { commit, text });
    }
    Ok(found)
}
