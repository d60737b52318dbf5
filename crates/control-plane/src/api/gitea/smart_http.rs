//! Repositories over Git's smart HTTP protocol (`gitprotocol-http`), at the paths of Gitea: clone, fetch and push.
//!
//! Git signs in with a personal token as the password; there is no session. What Git shows to people is the plain text
//! of a refusal of `info/refs`, and the report of a push.

mod body;
mod refused;
mod sign_in;
mod target;

use crate::api::{Mount, Shared};
use crate::git::Quarantine;
use crate::git::program::{self, Dialect, ProgramError};
use crate::git::protocol::{self, PushRequest, RefUpdate, Verdict};
use crate::plane::applications::NotCommitted;
use crate::plane::{Failure, Plane};
use axum::body::Body;
use axum::extract::{Path, Query, Request};
use axum::response::{IntoResponse, Response};
use contract::Access;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use refused::NotServed;
use serde::Deserialize;
use sign_in::Right;
use std::sync::Arc;
use target::Target;

/// The most bytes of what a fetch asks for, uncompressed.
const FETCH_LIMIT: u64 = 8 << 20;
/// The most bytes of a push.
const PUSH_LIMIT: u64 = 64 << 20;
/// Which version of the protocol the client speaks.
const GIT_PROTOCOL: HeaderName = HeaderName::from_static("git-protocol");

pub(super) fn mount(mount: &mut Mount) {
    // Open at the gate: sessions do not count here, and `sign_in` asks for a token.
    let (get, post) = (Method::GET, Method::POST);
    mount.route(get, "/gitea/{owner}/{repository}/info/refs", Access::Public, info_refs);
    mount.route(
        post.clone(),
        "/gitea/{owner}/{repository}/git-upload-pack",
        Access::Public,
        fetch,
    );
    mount.route(
        post,
        "/gitea/{owner}/{repository}/git-receive-pack",
        Access::Public,
        push,
    );
}

#[derive(Debug, Deserialize)]
struct InfoQuery {
    service: Option<String>,
}

async fn info_refs(
    plane: Shared,
    Path(path): Path<(String, String)>,
    Query(query): Query<InfoQuery>,
    headers: HeaderMap,
) -> Result<Response, NotServed> {
    let service = query.service.unwrap_or_default();
    let right = match service.as_str() {
        "git-upload-pack" => Right::Fetch,
        "git-receive-pack" => Right::Push,
        _ => return Err(NotServed::DumbProtocol),
    };
    sign_in::holder(&plane, &headers, right).await?;
    let target = Target::find(&plane, path, right)?;
    let dialect = dialect(&headers);
    let told = match right {
        Right::Fetch => program::advertise(&target.folder, dialect).await?,
        Right::Push => {
            program::check().await?;
            protocol::advertise_branches(&target.branches)
        }
    };
    // In version 2 the capabilities come first; pushes stay with the first version.
    let is_newer = right == Right::Fetch && dialect.version == Some("version=2");
    let line = if is_newer {
        Vec::new()
    } else {
        protocol::service_line(&service)
    };
    Ok(answer(
        &format!("application/x-{service}-advertisement"),
        [line, told].concat(),
    ))
}

async fn fetch(plane: Shared, Path(path): Path<(String, String)>, request: Request) -> Result<Response, NotServed> {
    sign_in::holder(&plane, request.headers(), Right::Fetch).await?;
    let target = Target::find(&plane, path, Right::Fetch)?;
    body::check_type(request.headers(), "application/x-git-upload-pack-request")?;
    let headers = request.headers().clone();
    let asked = body::reader(request, FETCH_LIMIT)?;
    let told = program::fetch(&target.folder, dialect(&headers), asked)?;
    Ok(answer("application/x-git-upload-pack-result", Body::from_stream(told)))
}

async fn push(plane: Shared, Path(path): Path<(String, String)>, request: Request) -> Result<Response, NotServed> {
    let holder = sign_in::holder(&plane, request.headers(), Right::Push).await?;
    let target = Target::find(&plane, path, Right::Push)?;
    body::check_type(request.headers(), "application/x-git-receive-pack-request")?;
    let mut pack = body::reader(request, PUSH_LIMIT)?;
    let push = PushRequest::read(&mut pack).await?;
    let answered = |report| Ok(answer("application/x-git-receive-pack-result", report));
    // Git finds out in this way whether its token is taken before it sends much.
    if push.updates.is_empty() {
        return answered(Vec::new());
    }
    let name = target.name.clone();
    let quarantine = plane.blocking(move |plane| Ok(plane.repositories.quarantine(&name)?));
    let quarantine = quarantine.await?;
    if push.has_pack()
        && let Err(reason) = unpacked(&quarantine, pack).await?
    {
        let verdicts: Vec<_> = push.updates.iter().map(|_| refusal("unpacker error")).collect();
        return answered(push.report(Err(&reason), &verdicts));
    }
    let updates = push.updates.clone();
    let verdicts = judged(&plane, target, updates, quarantine, holder.email).await?;
    answered(push.report(Ok(()), &verdicts))
}

/// Takes the pack into quarantine, or says why not.
async fn unpacked(quarantine: &Quarantine, mut pack: body::Reader) -> Result<Result<(), String>, NotServed> {
    let received = quarantine.receive(&mut pack).await;
    let reason = match received {
        _ if pack.limit() == 0 => format!("the push is larger than {} MiB", PUSH_LIMIT >> 20),
        Ok(()) => return Ok(Ok(())),
        Err(ProgramError::Refused(reason)) => reason,
        Err(error) => return Err(error.into()),
    };
    body::read_out(pack).await?;
    Ok(Err(reason))
}

/// One verdict an update, each decided on its own.
async fn judged(
    plane: &Arc<Plane>,
    target: Target,
    updates: Vec<RefUpdate>,
    quarantine: Quarantine,
    pusher: String,
) -> Result<Vec<Verdict>, Failure> {
    let judge = move |plane: &Plane| {
        let repository = (target.owner.as_str(), target.repository.as_str());
        let take = |update| match plane.take_push(repository, update, &quarantine, &pusher) {
            Ok(_) => Ok(Verdict::Moved),
            Err(error) => verdict(error),
        };
        updates.iter().map(take).collect()
    };
    plane.blocking(judge).await
}

fn verdict(error: NotCommitted) -> Result<Verdict, Failure> {
    let reason = error.to_string();
    match error {
        NotCommitted::Failed(failure) => Err(failure),
        NotCommitted::Values { file, fields } => Ok(Verdict::Refused {
            reason,
            details: fields
                .iter()
                .map(|field| format!("{file} {}: {}", field.pointer, field.message))
                .collect(),
        }),
        _ => Ok(refusal(&reason)),
    }
}

fn refusal(reason: &str) -> Verdict {
    Verdict::Refused {
        reason: reason.to_owned(),
        details: Vec::new(),
    }
}

/// The version that the client asks for, when it is one.
fn dialect(headers: &HeaderMap) -> Dialect<'_> {
    let version = headers.get(GIT_PROTOCOL).and_then(|value| value.to_str().ok());
    Dialect {
        version: version.filter(|version| matches!(*version, "version=1" | "version=2")),
    }
}

fn answer(content_type: &str, body: impl Into<Body>) -> Response {
    let content_type = HeaderValue::from_str(content_type);
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            header::CONTENT_TYPE,
            content_type.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
    ];
    (headers, body.into()).into_response()
}
