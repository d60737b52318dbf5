//! The part of the Git server's REST API that an Application's repository needs. Section E.4.

mod branches;
mod files;
mod pulls;
mod smart_http;
mod tokens;

pub(super) use files::not_committed;

use super::body::{self, Raw};
use super::error::{FAILED, Refused};
use super::{Mount, Shared};
use crate::domain::refusal::Refusal;
use crate::git::{self, GitError, Repositories};
use crate::plane::Failure;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::gitea::{GetCommitDiff, GetRawFile, ListCommits};
use http::{HeaderName, HeaderValue, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Whether there is another page.
const HAS_MORE: HeaderName = HeaderName::from_static("x-hasmore");
/// Rows in all.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");
/// Rows a page, when the request does not say, and at most.
const PAGE: (usize, usize) = (30, 50);

pub(super) fn mount(mount: &mut Mount) {
    files::mount(mount);
    branches::mount(mount);
    pulls::mount(mount);
    tokens::mount(mount);
    smart_http::mount(mount);
    mount.call::<ListCommits, _>(commits);
    mount.call::<GetCommitDiff, _>(diff);
    mount.call::<GetRawFile, _>(raw);
}

/// The 0-based page and its rows, of the 1-based one that is asked for.
fn page(page: Option<usize>, limit: Option<usize>) -> (usize, usize) {
    (
        page.unwrap_or(1).saturating_sub(1),
        limit.unwrap_or(PAGE.0).clamp(1, PAGE.1),
    )
}

/// The repository of an Application that is recorded, and the branch it lives on. Nothing else has a path on disk.
fn repository(plane: &Shared, owner: &str, name: &str) -> Result<(String, String), Refused> {
    let world = plane.world();
    match world.of_repository(owner, name) {
        Some(record) => Ok((record.repository(), record.branch.clone())),
        None => Err(not_found(format!("there is no repository {owner}/{name}"))),
    }
}

/// Reads the repository of an Application. One that is removed meanwhile is not found, rather than unreadable.
async fn read<T: Send + 'static>(
    plane: &Shared,
    repository: &str,
    read: impl FnOnce(&Repositories, &str) -> Result<T, GitError> + Send + 'static,
) -> Result<T, Refused> {
    let name = repository.to_owned();
    let done = plane.blocking(move |plane| Ok(read(&plane.repositories, &name)?));
    done.await.map_err(|error| unreadable_at(plane, repository, error))
}

/// Gitea answers `{message, url}`; `error` is added so that the console's one decoder finds a code.
fn not_found(message: String) -> Refused {
    Refused::catalog(404, "not_found", message)
}

/// Decodes a body. Gitea answers 422 for what it cannot read.
fn decode<T: DeserializeOwned>(raw: &Raw) -> Result<T, Refused> {
    let bytes = body::bytes(raw).map_err(|refused| match refused.status() {
        400 => Refused::catalog(422, "invalid-body", "a JSON body is required"),
        _ => refused,
    })?;
    serde_json::from_slice(bytes).map_err(|error| Refused::catalog(422, "invalid-body", error))
}

fn unreadable_at(plane: &Shared, repository: &str, error: Failure) -> Refused {
    match plane.unless_gone(repository, error) {
        Failure::Refused(Refusal::NotFound(_)) => not_found(format!("there is no repository {repository}")),
        error => unreadable(error),
    }
}

fn unreadable(error: Failure) -> Refused {
    tracing::error!(%error, "A repository cannot be read");
    Refused::catalog(500, "repository_unreadable", FAILED)
}

#[derive(Debug, Deserialize)]
struct CommitsQuery {
    sha: Option<String>,
    path: Option<String>,
    page: Option<usize>,
    limit: Option<usize>,
}

async fn commits(
    plane: Shared,
    Path((owner, name)): Path<(String, String)>,
    Query(query): Query<CommitsQuery>,
) -> Result<Response, Refused> {
    let (repository, branch) = repository(&plane, &owner, &name)?;
    let start = query.sha.filter(|sha| !sha.is_empty()).unwrap_or(branch);
    let file = query.path.filter(|path| !path.is_empty());
    let (page, limit) = page(query.page, query.limit);
    let (from, rows) = (start.clone(), git::Rows { page, limit });
    let found = read(&plane, &repository, move |repositories, name| {
        git::commits(repositories, name, &from, file.as_deref(), rows)
    });
    let found = found.await?;
    let found = found.ok_or_else(|| not_found(format!("{start} is no branch or commit of {repository}")))?;
    let git::Page {
        commits,
        has_more,
        total,
    } = found;
    let more = HeaderValue::from_static(if has_more { "true" } else { "false" });
    let mut response = ([(HAS_MORE, more)], Json(commits)).into_response();
    if let Some(total) = total {
        response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(total));
    }
    Ok(response)
}

async fn diff(plane: Shared, Path((owner, name, file)): Path<(String, String, String)>) -> Result<Response, Refused> {
    let (repository, _) = repository(&plane, &owner, &name)?;
    let absent = || not_found(format!("{file} is no commit of {repository}"));
    let sha = file.strip_suffix(".diff").ok_or_else(absent)?.to_owned();
    let text = read(&plane, &repository, move |repositories, name| {
        git::commit_diff(repositories, name, &sha)
    });
    let text = text.await?.ok_or_else(absent)?;
    Ok(plain(text.into_bytes()))
}

#[derive(Debug, Deserialize)]
struct RawQuery {
    #[serde(rename = "ref")]
    at: Option<String>,
}

async fn raw(
    plane: Shared,
    Path((owner, name, path)): Path<(String, String, String)>,
    Query(query): Query<RawQuery>,
) -> Result<Response, Refused> {
    let (repository, branch) = repository(&plane, &owner, &name)?;
    let at = query.at.filter(|at| !at.is_empty()).unwrap_or(branch);
    let wanted = (at.clone(), path.clone());
    let bytes = read(&plane, &repository, move |repositories, name| {
        git::raw(repositories, name, &wanted.0, &wanted.1)
    });
    let bytes = bytes.await?;
    bytes
        .map(plain)
        .ok_or_else(|| not_found(format!("there is no {path} at {at} in {repository}")))
}

/// Text that no browser takes for a page.
fn plain(bytes: Vec<u8>) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, bytes).into_response()
}
