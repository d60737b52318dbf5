//! Branches against each other, what protects them, and how their gates stand.

use super::pulls::asked;
use super::{not_found, read, repository};
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use crate::git;
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::gitea::{CompareBranches, Comparison, DeleteBranch, GetCombinedStatus, ListBranchProtections};
use http::StatusCode;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<CompareBranches, _>(compare);
    mount.call::<DeleteBranch, _>(delete);
    mount.call::<ListBranchProtections, _>(protections);
    mount.call::<GetCombinedStatus, _>(status);
}

async fn compare(
    plane: Shared,
    Path((owner, name, range)): Path<(String, String, String)>,
) -> Result<Response, Refused> {
    let (repository, _) = repository(&plane, &owner, &name)?;
    let absent = || not_found(format!("{range} are no two branches or commits of {repository}"));
    let (base, head) = range.split_once("...").ok_or_else(absent)?;
    let wanted = (base.to_owned(), head.to_owned());
    let ahead = read(&plane, &repository, move |repositories, name| {
        git::ahead(repositories, name, &wanted.0, &wanted.1)
    });
    let ahead = ahead.await?.ok_or_else(absent)?;
    let comparison = Comparison {
        total_commits: ahead.total as u64,
        commits: ahead.commits,
    };
    Ok(Json(comparison).into_response())
}

async fn delete(
    plane: Shared,
    Path((owner, name, branch)): Path<(String, String, String)>,
) -> Result<StatusCode, Refused> {
    asked(plane, (owner, name), move |plane, repository| {
        plane.delete_branch(repository, &branch)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn protections(plane: Shared, Path((owner, name)): Path<(String, String)>) -> Result<Response, Refused> {
    let protections = asked(plane, (owner, name), move |plane, repository| {
        plane.branch_protections(repository)
    });
    Ok(Json(protections.await?).into_response())
}

async fn status(plane: Shared, Path((owner, name, at)): Path<(String, String, String)>) -> Result<Response, Refused> {
    let status = asked(plane, (owner, name), move |plane, repository| {
        plane.combined_status(repository, &at)
    });
    Ok(Json(status.await?).into_response())
}
