//! Pull requests and their reviews.

use super::{TOTAL_COUNT, decode, files, page};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::gate::Caller;
use crate::api::{Mount, Shared};
use crate::plane::applications::{NotCommitted, NotPulled};
use crate::plane::{Failure, Plane};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::gitea::{
    CreatePull, CreateReview, EditPull, GetPull, ListPullCommits, ListPullFiles, ListPulls, ListReviews, MergePull,
    NewPull, NewReview, PullEdit, PullFilter, PullMerge,
};
use http::{HeaderValue, StatusCode};
use serde::Deserialize;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListPulls, _>(list);
    mount.call::<GetPull, _>(get);
    mount.call::<CreatePull, _>(create);
    mount.call::<EditPull, _>(edit);
    mount.call::<ListPullCommits, _>(commits);
    mount.call::<ListPullFiles, _>(changed_files);
    mount.call::<ListReviews, _>(reviews);
    mount.call::<CreateReview, _>(review);
    mount.call::<MergePull, _>(merge);
}

/// `{owner}`, `{repo}`.
type Repository = Path<(String, String)>;
/// `{owner}`, `{repo}`, `{index}`.
type Index = Path<(String, String, u64)>;

/// Runs work that reads or writes a repository.
pub(super) async fn asked<T: Send + 'static>(
    plane: Shared,
    (owner, name): (String, String),
    work: impl FnOnce(&Plane, (&str, &str)) -> Result<T, NotPulled> + Send + 'static,
) -> Result<T, Refused> {
    let repository = format!("{owner}/{name}");
    let done = plane.blocking(move |plane| Ok::<_, Failure>(work(plane, (&owner, &name))));
    done.await.map_err(super::unreadable)?.map_err(|error| match error {
        NotPulled::Commit(NotCommitted::Failed(error)) => super::unreadable_at(&plane, &repository, error),
        error => refused(error),
    })
}

/// Gitea answers `{message}`; `error` is the code that the console's decoder finds.
fn refused(error: NotPulled) -> Refused {
    match error {
        NotPulled::Exists(message) => Refused::catalog(409, "pull_request_exists", message),
        NotPulled::Over(message) => Refused::catalog(412, "pull_request_over", message),
        NotPulled::Blocked(message) => Refused::catalog(405, "gate_closed", message),
        NotPulled::Conflict(message) => Refused::catalog(409, "merge_conflict", message),
        // As when the branch refuses a push.
        NotPulled::Unmergeable(error) => files::not_committed(error).at(409),
        NotPulled::Commit(error) => files::not_committed(error),
    }
}

#[derive(Debug, Deserialize)]
struct PullsQuery {
    state: Option<String>,
    page: Option<usize>,
    limit: Option<usize>,
}

async fn list(
    plane: Shared,
    Path((owner, name)): Repository,
    Query(query): Query<PullsQuery>,
) -> Result<Response, Refused> {
    let filter = PullFilter::from(query.state.as_deref().unwrap_or("open"));
    let page = page(query.page, query.limit);
    let (pulls, total) = asked(plane, (owner, name), move |plane, repository| {
        plane.pulls(repository, &filter, page)
    })
    .await?;
    Ok(([(TOTAL_COUNT, HeaderValue::from(total))], Json(pulls)).into_response())
}

async fn get(plane: Shared, Path((owner, name, index)): Index) -> Result<Response, Refused> {
    let pull = asked(plane, (owner, name), move |plane, repository| {
        plane.pull(repository, index)
    })
    .await?;
    Ok(Json(pull).into_response())
}

async fn create(
    plane: Shared,
    Path((owner, name)): Repository,
    caller: Caller,
    body: Raw,
) -> Result<Response, Refused> {
    let new: NewPull = decode(&body)?;
    let pull = asked(plane, (owner, name), move |plane, repository| {
        plane.open_pull(repository, &new, &caller.email)
    });
    Ok((StatusCode::CREATED, Json(pull.await?)).into_response())
}

async fn edit(plane: Shared, Path((owner, name, index)): Index, body: Raw) -> Result<Response, Refused> {
    let edit: PullEdit = decode(&body)?;
    let pull = asked(plane, (owner, name), move |plane, repository| {
        plane.edit_pull(repository, index, &edit)
    });
    Ok((StatusCode::CREATED, Json(pull.await?)).into_response())
}

async fn commits(plane: Shared, Path((owner, name, index)): Index) -> Result<Response, Refused> {
    let commits = asked(plane, (owner, name), move |plane, repository| {
        plane.pull_commits(repository, index)
    });
    Ok(Json(commits.await?).into_response())
}

async fn changed_files(plane: Shared, Path((owner, name, index)): Index) -> Result<Response, Refused> {
    let files = asked(plane, (owner, name), move |plane, repository| {
        plane.pull_files(repository, index)
    });
    Ok(Json(files.await?).into_response())
}

async fn reviews(plane: Shared, Path((owner, name, index)): Index) -> Result<Response, Refused> {
    let reviews = asked(plane, (owner, name), move |plane, repository| {
        plane.reviews(repository, index)
    });
    Ok(Json(reviews.await?).into_response())
}

async fn review(
    plane: Shared,
    Path((owner, name, index)): Index,
    caller: Caller,
    body: Raw,
) -> Result<Response, Refused> {
    let new: NewReview = decode(&body)?;
    let review = asked(plane, (owner, name), move |plane, repository| {
        plane.review_pull(repository, index, &new, &caller.email)
    });
    Ok(Json(review.await?).into_response())
}

async fn merge(
    plane: Shared,
    Path((owner, name, index)): Index,
    caller: Caller,
    body: Raw,
) -> Result<StatusCode, Refused> {
    let asked_for: PullMerge = decode(&body)?;
    let merged = asked(plane, (owner, name), move |plane, repository| {
        plane.merge_pull(repository, index, &asked_for, &caller.email)
    });
    merged.await?;
    Ok(StatusCode::OK)
}
