//! One call, passed on.

use super::{Unreachable, Upstream, admit, guard, headers, socket, sse};
use crate::caller::{Caller, Learnt};
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::live;
use crate::session::Session;
use crate::state::Console;
use crate::storefront;
use axum::{
    Extension,
    body::{Body, HttpBody},
    extract::{Request, State},
    response::Response,
};
use contract::gitea::LARGEST_CHANGE;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{LengthLimitError, Limited};
use std::{error::Error, time::Duration};
use tower_http::timeout::TimeoutBody;

/// The first segments of every path that is passed on.
pub const ORIGINS_OF_CALLS: [&str; 10] = [
    "/api/v1/{*rest}",
    "/catalyst/v1/{*rest}",
    "/gitea/api/v1/{*rest}",
    "/api/auth/{*rest}",
    "/api/billing/{*rest}",
    "/api/catalog/{*rest}",
    "/api/domain/{*rest}",
    "/api/organizations/{*rest}",
    "/api/provisioning/{*rest}",
    "/api/tenant/{*rest}",
];

/// The most bytes of a request body. The control plane takes 64 KiB in most places (§0.6).
pub const BODY_LIMIT: usize = 1 << 20;

/// What a call may take.
#[derive(Clone, Copy)]
struct Limits {
    /// The most bytes that it carries.
    body: usize,
    /// It must begin to be answered within this time, with all that is asked before it is passed on.
    answer: Duration,
}

const USUAL: Limits = Limits {
    body: BODY_LIMIT,
    answer: Duration::from_secs(30),
};

/// The answer to a call that brings files follows the whole upload, over whatever connection.
const WITH_FILES: Limits = Limits {
    body: LARGEST_CHANGE,
    answer: Duration::from_secs(10 * 60),
};

impl Limits {
    /// Whole files come with a commit, and with its preview.
    fn of(path: &str) -> Self {
        let is_commit = path.starts_with("/gitea/api/v1/repos/") && path.ends_with("/contents");
        let is_preview = path.starts_with("/api/v1/sovereigns/") && path.ends_with("/files/preview");
        if is_commit || is_preview { WITH_FILES } else { USUAL }
    }
}

/// A turn ends after this time, whatever has become of the call.
const LONGEST_TURN: Duration = Duration::from_secs(5 * 60);

/// An answer that is no event stream may pause this long.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(30);

/// Passes a call on: a signed-in User's with the session's token, a stranger's without one.
///
/// # Errors
/// When the path is not open to browsers, the body is too large, or no answer comes.
pub async fn forward(
    State(console): State<Console>,
    session: Option<Extension<Session>>,
    Extension(client): Extension<ClientAddress>,
    request: Request,
) -> Result<Response, Refusal> {
    let session = session.map(|Extension(session)| session);
    let limits = Limits::of(request.uri().path());
    within(limits.answer, pass_on(console, session, client, request)).await
}

async fn pass_on(
    console: Console,
    session: Option<Session>,
    client: ClientAddress,
    request: Request,
) -> Result<Response, Refusal> {
    let call = guard::Call::of(request.method(), request.uri());
    let call = call.filter(guard::Call::is_open).ok_or(Refusal::NotFound)?;
    let limit = Limits::of(request.uri().path()).body;
    let caller = Caller {
        session: session.as_ref(),
        client: Some(client),
        learnt: &Learnt::default(),
    };
    // What few calls need is boxed: the future of every call would carry room for it.
    let is_socket = socket::is_handshake(request.headers());
    if !is_socket && live::is_event_stream_request(&request) {
        let (parts, _) = request.into_parts();
        let session = session.ok_or(Refusal::Unauthenticated)?;
        return Box::pin(live::direct(console, session, client, parts.uri, parts.headers)).await;
    }
    let mut turn = admit(&console, caller, &call).await?;
    if is_socket {
        return Box::pin(socket::relay(
            console,
            session.ok_or(Refusal::Unauthenticated)?,
            request,
        ))
        .await;
    }
    if declared_length(request.headers()).is_some_and(|length| length > limit as u64) {
        return Err(Refusal::TooLarge { limit });
    }
    // Only orders take turns.
    let request = match &mut turn {
        Some(turn) => Box::pin(storefront::check_order(&console, caller, turn, request)).await?,
        None => request,
    };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut request = request.map(|body| Body::new(Limited::new(body, limit)));
    headers::toward_control_plane(&mut request, &console.public_url, session.as_ref())?;

    let mut response = match turn {
        Some(turn) => Box::pin(in_turn(&console, turn, request)).await?,
        None => answer(&console, request).await?,
    };
    if response.status() == StatusCode::FORBIDDEN {
        let subject = session.as_ref().map(|session| session.subject.as_str());
        tracing::warn!(target: "audit", subject, %client, %method, path = uri.path(), "refused by the control plane");
    }
    headers::toward_browser(response.headers_mut());
    if let Some(session) = session
        && sse::is_event_stream(response.headers())
    {
        let end = sse::end_of(session.ended, console.shutdown.clone());
        Ok(sse::with_heartbeat(response, end))
    } else {
        Ok(response.map(|body| Body::new(TimeoutBody::new(PAUSE_TIMEOUT, body))))
    }
}

/// The answer to a call that takes turns: the turn lasts until the control plane has answered, whoever still waits for it.
async fn in_turn(console: &Console, turn: storefront::Turn, request: Request) -> Result<Response, Refusal> {
    let console = console.clone();
    let answered = tokio::spawn(async move {
        let answer = within(LONGEST_TURN, answer(&console, request)).await;
        drop(turn);
        answer
    });
    answered.await.unwrap_or(Err(Refusal::Internal))
}

/// An answer, if it begins within this time.
pub(super) async fn within(
    limit: Duration,
    answer: impl Future<Output = Result<Response, Refusal>>,
) -> Result<Response, Refusal> {
    let seconds = limit.as_secs();
    let answer = tokio::time::timeout(limit, answer).await;
    answer.unwrap_or(Err(Refusal::ControlPlaneTimeout { seconds }))
}

/// The control plane's answer, whenever it begins.
pub(super) async fn answer(console: &Console, request: Request) -> Result<Response, Refusal> {
    let most = Limits::of(request.uri().path()).body;
    let answer = send(&console.upstream, request).await;
    answer.map_err(|unreachable| refused(unreachable, most))
}

/// Sends once; a read without a body once more if the connection failed, for example because it was an old one.
async fn send(upstream: &Upstream, request: Request) -> Result<Response, Unreachable> {
    let again = repeatable(&request);
    match (upstream.send(request).await, again) {
        (Err(Unreachable::Unconnected(_) | Unreachable::Broken(_)), Some(again)) => {
            metrics::counter!("catalyst_console_upstream_retries_total").increment(1);
            Box::pin(upstream.send(again)).await
        }
        (answer, _) => answer,
    }
}

/// The same request once more, if repeating it changes nothing (RFC 9110 §9.2.2).
fn repeatable(request: &Request) -> Option<Request> {
    if !request.method().is_safe() || !request.body().is_end_stream() {
        return None;
    }
    let mut again = Request::new(Body::empty());
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    Some(again)
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A client error may be our own limit, met while the body was being sent.
fn refused(unreachable: Unreachable, limit: usize) -> Refusal {
    let mut cause: Option<&dyn Error> = Some(&unreachable);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Refusal::TooLarge { limit };
        }
        cause = error.source();
    }
    tracing::warn!(error = %unreachable, "no answer from the control plane");
    metrics::counter!("catalyst_console_upstream_failures_total").increment(1);
    match unreachable {
        Unreachable::NotTried => Refusal::ControlPlaneDown,
        _ => Refusal::ControlPlaneUnreachable(unreachable.to_string()),
    }
}
