//! Files: the tree, one file, and a commit of several changes.

use super::{decode, not_found, read, repository, unreadable};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::gate::Caller;
use crate::api::{Mount, Shared};
use crate::git;
use crate::plane::applications::NotCommitted;
use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::handler::Handler;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::gitea::{
    ChangeFiles, CommitRef, Contents, FileOperation, FilesChange, FilesChanged, GetContents, GetTree, LARGEST_CHANGE,
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<GetTree, _>(tree);
    mount.call::<GetContents, _>(contents);
    mount.call::<ChangeFiles, _>(change.layer(DefaultBodyLimit::max(LARGEST_CHANGE)));
}

#[derive(Debug, Deserialize)]
struct TreeQuery {
    recursive: Option<String>,
}

async fn tree(
    plane: Shared,
    Path((owner, name, at)): Path<(String, String, String)>,
    Query(query): Query<TreeQuery>,
) -> Result<Response, Refused> {
    let (repository, _) = repository(&plane, &owner, &name)?;
    let recursive = query
        .recursive
        .is_some_and(|text| matches!(text.as_str(), "true" | "1"));
    let wanted = at.clone();
    let tree = read(&plane, &repository, move |repositories, name| {
        git::tree(repositories, name, &wanted, recursive)
    });
    let tree = tree
        .await?
        .ok_or_else(|| not_found(format!("{at} is no branch or commit of {repository}")))?;
    Ok(Json(tree).into_response())
}

#[derive(Debug, Deserialize)]
struct ContentsQuery {
    #[serde(rename = "ref")]
    at: Option<String>,
}

async fn contents(
    plane: Shared,
    Path((owner, name, path)): Path<(String, String, String)>,
    Query(query): Query<ContentsQuery>,
) -> Result<Response, Refused> {
    let (repository, branch) = repository(&plane, &owner, &name)?;
    let at = query.at.filter(|at| !at.is_empty()).unwrap_or(branch);
    let wanted = (at.clone(), path.clone());
    let blob = read(&plane, &repository, move |repositories, name| {
        git::blob(repositories, name, &wanted.0, &wanted.1)
    });
    let blob = blob
        .await?
        .ok_or_else(|| not_found(format!("there is no {path} at {at} in {repository}")))?;
    Ok(Json(shown(&path, blob)).into_response())
}

fn shown(path: &str, blob: git::Blob) -> Contents {
    Contents {
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        path: path.to_owned(),
        sha: blob.id,
        kind: "file".to_owned(),
        size: blob.bytes.len() as u64,
        encoding: Some("base64".to_owned()),
        content: Some(STANDARD.encode(blob.bytes)),
        last_commit_sha: None,
    }
}

async fn change(
    plane: Shared,
    Path((owner, name)): Path<(String, String)>,
    caller: Caller,
    body: Raw,
) -> Result<Response, Refused> {
    let change: FilesChange = decode(&body)?;
    let author = caller.email.clone();
    let done = plane.blocking(move |plane| {
        Ok(plane
            .commit_files(&owner, &name, &change, &author)
            .and_then(|committed| {
                let record = committed.record;
                let written = change.files.iter().map(|file| match file.operation {
                    FileOperation::Delete => Ok(None),
                    _ => {
                        let commit = committed.commit.as_str();
                        let blob = git::blob(&plane.repositories, &record.repository(), commit, &file.path)?;
                        Ok(blob.map(|blob| shown(&file.path, blob)))
                    }
                });
                Ok(FilesChanged {
                    files: written.collect::<Result<_, git::GitError>>()?,
                    commit: CommitRef {
                        sha: committed.commit.clone(),
                    },
                })
            }))
    });
    match done.await.map_err(unreadable)? {
        Ok(changed) => Ok((StatusCode::CREATED, Json(changed)).into_response()),
        Err(error) => Err(not_committed(error)),
    }
}

/// Gitea answers `{message}`; the fields are added, so that the console shows each where it belongs.
pub(in crate::api) fn not_committed(error: NotCommitted) -> Refused {
    let text = error.to_string();
    match error {
        NotCommitted::Absent(message) => not_found(message),
        NotCommitted::Protected(message) => Refused::catalog(403, "pr-required", message),
        NotCommitted::Unacceptable(message) => Refused::catalog(422, "unacceptable_change", message),
        NotCommitted::Values { fields, .. } => Refused::object(
            422,
            json!({"error": "invalid-parameters", "message": text, "errors": fields}),
        ),
        NotCommitted::Failed(failure) => unreadable(failure),
    }
}
