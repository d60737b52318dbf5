//! `GET /live`, and the control plane's own stream paths: both are read through the hub.

use super::fanout::{Fanout, Form, Membership};
use super::feed::Bell;
use super::follower::Follower;
use super::frame::FrameId;
use super::hub::{Denied, Hub};
use super::review::refused;
use super::topic::Topic;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{accepts_events, end_of, toward_browser, unbuffered};
use crate::session::Session;
use crate::state::Console;
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    response::Response,
};
use futures::{FutureExt, future::join_all};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use serde::Serialize;

/// The most topics of one connection.
pub const TOPICS: usize = 32;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// One topic of a connection, and the id after which it is wanted.
struct Wanted {
    topic: Topic,
    after: Option<FrameId>,
}

/// What the first frame says of one topic.
#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Joined { feed: u32, resumed: bool },
    Refused { status: u16 },
}

/// `GET /live?topic=<path>[&after=<id>]&topic=…`: many streams in one connection.
///
/// `after` belongs to the topic before it; `Last-Event-ID`, which browsers send when they reconnect by themselves,
/// counts for every topic.
///
/// # Errors
/// When a topic cannot be one, or the control plane answers for none of them.
pub async fn live(
    State(console): State<Console>,
    Extension(session): Extension<Session>,
    Extension(client): Extension<ClientAddress>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let wanted = wanted(uri.query().unwrap_or_default(), last_event_id(&headers)).ok_or(Refusal::BadTopics)?;
    let follower = Follower::new(session, client);
    let bell = Bell::default();
    let joined = join_all(
        wanted
            .iter()
            .map(|wanted| Hub::join(&console, &wanted.topic, &follower, &bell)),
    )
    .await;
    if let Some(refusal) = joined
        .iter()
        .map(out_of_reach)
        .collect::<Option<Vec<_>>>()
        .and_then(|all| all.into_iter().next())
    {
        return Err(refusal);
    }

    let mut outcomes = Vec::new();
    let mut memberships = Vec::new();
    let mut resumptions = Vec::new();
    for (wanted, joined) in wanted.iter().zip(joined) {
        match joined {
            Ok(membership) => {
                let after = resumable(&console, &membership, wanted.after);
                outcomes.push(Outcome::Joined {
                    feed: membership.feed.number,
                    resumed: after.is_some(),
                });
                resumptions.push((after, wanted.after.is_some()));
                memberships.push(membership);
            }
            Err(denied) => outcomes.push(Outcome::Refused {
                status: denied.status().as_u16(),
            }),
        }
    }
    let topics = serde_json::to_string(&outcomes).map_err(|_| Refusal::Internal)?;
    let mut fanout = fanout(&console, memberships, Form::Multiplexed, bell, &follower);
    fanout
        .head
        .push_back(format!("event: topics\ndata: {topics}\n\n").into());
    begin(&mut fanout, &resumptions);
    let position = fanout.memberships.iter().map(|membership| membership.position).max();
    if let Some(position) = position {
        let id = console.live.sequence.id(position);
        fanout
            .head
            .push_back(format!("id: {id}\nevent: caught-up\ndata: {id}\n\n").into());
    }
    Ok(respond(fanout))
}

/// One of the control plane's own stream paths, read through the hub; the control plane's answer if it is no stream.
///
/// # Errors
/// When no answer comes.
pub(crate) async fn direct(
    console: Console,
    session: Session,
    client: ClientAddress,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let topic = Topic::parse(&uri.to_string()).ok_or(Refusal::NotFound)?;
    let follower = Follower::new(session, client);
    let bell = Bell::default();
    match Hub::join(&console, &topic, &follower, &bell).await {
        Ok(membership) => {
            let asked = last_event_id(&headers);
            let after = resumable(&console, &membership, asked);
            let mut fanout = fanout(&console, vec![membership], Form::Plain, bell, &follower);
            begin(&mut fanout, &[(after, asked.is_some())]);
            Ok(respond(fanout))
        }
        Err(Denied::Answered(mut answer)) => {
            toward_browser(answer.headers_mut());
            Ok(answer)
        }
        Err(denied) => Err(refusal_of(&denied)),
    }
}

/// Whether the hub answers this request: known streams, and whatever is asked for as a stream.
pub(crate) fn is_event_stream_request(request: &Request) -> bool {
    let known = || Topic::parse(&request.uri().to_string()).is_some_and(|topic| topic.is_known());
    request.method() == Method::GET && (accepts_events(request.headers()) || known())
}

fn wanted(query: &str, last_event_id: Option<FrameId>) -> Option<Vec<Wanted>> {
    let mut all: Vec<Wanted> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "topic" => all.push(Wanted {
                topic: Topic::parse(&value)?,
                after: None,
            }),
            // An id that cannot be read is one that nothing can be resumed from.
            "after" => all.last_mut()?.after = Some(FrameId::parse(&value).unwrap_or(FrameId { hub: 0, sequence: 0 })),
            _ => {}
        }
    }
    if let Some(id) = last_event_id {
        for wanted in &mut all {
            wanted.after = Some(id);
        }
    }
    (1..=TOPICS).contains(&all.len()).then_some(all)
}

fn last_event_id(headers: &HeaderMap) -> Option<FrameId> {
    let text = headers.get(LAST_EVENT_ID)?.to_str().ok()?;
    (!text.is_empty()).then(|| FrameId::parse(text).unwrap_or(FrameId { hub: 0, sequence: 0 }))
}

fn resumable(console: &Console, membership: &Membership, after: Option<FrameId>) -> Option<u64> {
    let id = after.filter(|id| console.live.sequence.owns(*id))?;
    membership.feed.can_resume(id.sequence).then_some(id.sequence)
}

/// Puts what each topic begins with at the head, and every membership at the same place.
fn begin(fanout: &mut Fanout, resumptions: &[(Option<u64>, bool)]) {
    // With one topic, the place in it is the place of the connection.
    let with_id = fanout.memberships.len() == 1;
    for (index, (after, asked)) in resumptions.iter().enumerate() {
        let feed = fanout.memberships[index].feed.clone();
        let form = fanout.form;
        let notice = |name: &str, detail: &str| match form {
            Form::Multiplexed => format!("event: {name}\ndata: {} {detail}\n\n", feed.number).into(),
            Form::Plain => format!("event: {name}\ndata: {detail}\n\n").into(),
        };
        let (frames, position) = match after {
            Some(after) => (Vec::new(), *after),
            None => feed.beginning(),
        };
        if after.is_none() && *asked {
            fanout.head.push_back(notice("reset", "lost"));
        }
        fanout
            .head
            .extend(frames.iter().map(|frame| form.write(frame, with_id)));
        if feed.is_stale() {
            fanout.head.push_back(notice("stale", ""));
        }
        fanout.memberships[index].position = position;
    }
    if let Some(furthest) = fanout.memberships.iter().map(|membership| membership.position).max() {
        fanout.fill_head(furthest, with_id);
    }
}

fn fanout(console: &Console, memberships: Vec<Membership>, form: Form, bell: Bell, follower: &Follower) -> Fanout {
    let over = end_of(follower.session.ended.clone(), console.shutdown.clone());
    let feeds = memberships.iter().map(|membership| membership.feed.clone()).collect();
    let refused = refused(console.clone(), follower.clone(), feeds);
    let end = async move {
        tokio::select! {
            () = over => {}
            () = refused => {}
        }
    };
    Fanout::new(console.live.sequence.clone(), memberships, form, bell, end.boxed())
}

fn respond(fanout: Fanout) -> Response {
    let mut response = Response::new(Body::new(fanout));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    unbuffered(headers);
    response
}

/// The failure of a topic that another try may mend.
fn out_of_reach(joined: &Result<Membership, Denied>) -> Option<Refusal> {
    match joined {
        Err(denied) if denied.status().is_server_error() => Some(refusal_of(denied)),
        _ => None,
    }
}

fn refusal_of(denied: &Denied) -> Refusal {
    match denied {
        Denied::Refused(refusal) => refusal.clone(),
        Denied::Unreachable(error) => Refusal::ControlPlaneUnreachable(error.to_string()),
        Denied::Timeout => Refusal::ControlPlaneTimeout { seconds: 10 },
        Denied::Full => Refusal::Busy,
        Denied::Answered(answer) => {
            Refusal::ControlPlaneUnreachable(format!("The control plane answered {}.", answer.status()))
        }
    }
}
