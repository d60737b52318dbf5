//! A change of a protected branch: it goes to a branch of its own, and a pull request asks for it.

use crate::api::Api;
use crate::pages::application::model::promotion::PROPOSAL;
use contract::ApiError;
use contract::gitea::{ChangeFiles, CreatePull, FilesChange, NewPull, Repository};

/// Commits to the branch that the change names.
pub(super) async fn commit(api: Api, repository: Repository, change: FilesChange) -> Result<(), ApiError> {
    api.call(ChangeFiles { repository, change }).await.map(drop)
}

/// Commits to a new branch beside the one that the change names, and opens a pull request. Answers its number.
pub(super) async fn propose(api: Api, repository: Repository, change: FilesChange) -> Result<u64, ApiError> {
    let head = format!("{PROPOSAL}{}", js_sys::Date::now());
    let (base, title) = (change.branch.clone(), subject(&change.message));
    let change = FilesChange {
        new_branch: Some(head.clone()),
        ..change
    };
    commit(api.clone(), repository.clone(), change).await?;
    let pull = NewPull {
        head,
        base,
        title,
        body: String::new(),
    };
    api.call(CreatePull { repository, pull }).await.map(|pull| pull.number)
}

/// The first line of a message, as far as a title may be long.
fn subject(message: &str) -> String {
    let line = message.trim().lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(255).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(subject("  Three replicas\n\nFor the sale"), "Three replicas");
        assert_eq!(subject(&"x".repeat(300)).len(), 255);
    }
}
