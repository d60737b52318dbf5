//! The changes of one commit, with the contents that have to be read first.

use super::Branch;
use crate::api::Api;
use crate::pages::application::model::batch::Part;
use contract::ApiError;
use contract::gitea::{FileChange, GetContents};

/// Reads what renamed files hold. A file that moved on since then is refused by its blob id.
pub(super) async fn complete(api: Api, branch: Branch, parts: Vec<Part>) -> Result<Vec<FileChange>, ApiError> {
    let mut changes = Vec::with_capacity(parts.len());
    for part in parts {
        changes.push(match part {
            Part::Ready(change) => change,
            Part::Move { from, path } => {
                let asked = GetContents {
                    repository: branch.repository.clone(),
                    file: from.path.clone(),
                    at: branch.name.clone(),
                };
                let content = api.call(asked).await?.content;
                // Without its content the renamed file would be an empty one.
                let content =
                    content.ok_or_else(|| ApiError::malformed(200, format!("{} has no content", from.path)))?;
                let content = content.split_ascii_whitespace().collect();
                FileChange::rename(from.path, path, from.sha, content)
            }
        });
    }
    Ok(changes)
}
