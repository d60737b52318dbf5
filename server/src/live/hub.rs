//! Every feed, and who may join one.

use super::fanout::Membership;
use super::feed::{Bell, Feed, LINGER, Sequence};
use super::follower::Follower;
use super::polled;
use super::topic::{Audience, Topic};
use super::upstream;
use crate::error::Refusal;
use crate::proxy::{Unreachable, event_request, is_event_stream};
use crate::state::Console;
use axum::body::Body;
use http::{Response, StatusCode, Uri};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// The most feeds at once; each is a connection to the control plane.
const FEEDS: usize = 8_192;
/// The most of them that one session has opened: nobody may take all.
const FEEDS_OF_SESSION: usize = 256;
/// Letting in, or refusing, must not take longer than this.
const GATE_TIMEOUT: Duration = Duration::from_secs(10);

/// Every upstream subscription of this process.
#[derive(Debug)]
pub struct Hub {
    pub(super) sequence: Arc<Sequence>,
    feeds: Mutex<HashMap<Key, Arc<Feed>>>,
    numbers: AtomicU32,
}

/// A topic, and whom its frames are for: empty for everybody.
type Key = (Topic, String);

/// Why nobody joins.
pub(super) enum Denied {
    /// The guards that every call passes, or a token that cannot be sent.
    Refused(Refusal),
    /// The control plane's own answer, a refusal or no stream.
    Answered(Response<Body>),
    /// No answer.
    Unreachable(Unreachable),
    /// No answer in time.
    Timeout,
    /// Too many feeds are open.
    Full,
}

impl Denied {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => refusal.status(),
            // A 2xx that is no event stream cannot be followed.
            Self::Answered(answer) if answer.status().is_success() => StatusCode::NOT_ACCEPTABLE,
            Self::Answered(answer) => answer.status(),
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Full => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Default for Hub {
    fn default() -> Self {
        let mut name = [0; 4];
        // Without randomness an old id might be taken for one of ours; a page would then reload too little.
        let _ = getrandom::fill(&mut name);
        Self {
            sequence: Arc::new(Sequence::new(u32::from_be_bytes(name))),
            feeds: Mutex::default(),
            numbers: AtomicU32::new(0),
        }
    }
}

impl Hub {
    /// Asks whether this User may follow the topic, and joins its feed.
    pub(super) async fn join(
        console: &Console,
        topic: &Topic,
        follower: &Follower,
        bell: &Bell,
    ) -> Result<Membership, Denied> {
        let joined = tokio::time::timeout(GATE_TIMEOUT, Self::ask_and_join(console, topic, follower, bell)).await;
        joined.unwrap_or(Err(Denied::Timeout))
    }

    async fn ask_and_join(
        console: &Console,
        topic: &Topic,
        follower: &Follower,
        bell: &Bell,
    ) -> Result<Membership, Denied> {
        let gate = knock(console, topic, follower).await?;
        if !gate.status().is_success() {
            return Err(Denied::Answered(gate));
        }
        let behaviour = topic.behaviour();
        let audience = match behaviour.audience {
            Audience::Everybody => String::new(),
            Audience::OnePerson => person(console, follower).await?,
        };
        // What let this User in is the subscription itself, if it is the first; else it is let go.
        let opened = if behaviour.exclusive {
            None
        } else if is_event_stream(gate.headers()) {
            Some(gate)
        } else {
            return Err(Denied::Answered(gate));
        };
        let hub = &console.live;
        let mut feeds = hub.feeds();
        let key = (topic.clone(), audience);
        if let Some(feed) = feeds.get(&key) {
            return Ok(Membership::new(feed.clone(), bell.clone(), follower.clone()));
        }
        let opener = follower.session.key;
        let theirs = feeds.values().filter(|feed| feed.opener == opener).count();
        if feeds.len() >= FEEDS || theirs >= FEEDS_OF_SESSION {
            return Err(Denied::Full);
        }
        let number = hub.numbers.fetch_add(1, Ordering::Relaxed) + 1;
        let feed = Arc::new(Feed::new(number, topic.clone(), opener, hub.sequence.clone()));
        let membership = Membership::new(feed.clone(), bell.clone(), follower.clone());
        feeds.insert(key.clone(), feed.clone());
        drop(feeds);
        tokio::spawn(follow(console.clone(), key, feed, opened));
        Ok(membership)
    }

    /// Whether this User, who has joined the topic's feed, would not be let in any more.
    pub(super) async fn refuses(console: &Console, topic: &Topic, follower: &Follower) -> bool {
        let status = match tokio::time::timeout(GATE_TIMEOUT, knock(console, topic, follower)).await {
            Ok(Ok(answer)) => answer.status(),
            Ok(Err(denied)) => denied.status(),
            Err(_) => return false,
        };
        let refusals = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
        refusals.contains(&status)
    }

    /// Forgets the feed unless somebody reads it.
    fn forget_unused(&self, key: &Key, feed: &Feed) -> bool {
        let mut feeds = self.feeds();
        let unused = feed.is_unused();
        if unused {
            feeds.remove(key);
        }
        unused
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<Key, Arc<Feed>>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the upstream until it ends or nobody has been reading for a while.
async fn follow(console: Console, key: Key, feed: Arc<Feed>, opened: Option<Response<Body>>) {
    metrics::gauge!("catalyst_console_feeds_open").increment(1.0);
    let unused = async {
        loop {
            let changed = feed.members_changed.notified();
            if !feed.is_unused() {
                changed.await;
            } else if tokio::time::timeout(LINGER, changed).await.is_err() && console.live.forget_unused(&key, &feed) {
                return;
            }
        }
    };
    tokio::select! {
        last = upstream::read(&console, &feed, opened) => {
            // In this order: whoever joins hears the last word, or begins anew.
            console.live.feeds().remove(&key);
            feed.notify(last);
        }
        () = unused => {}
        () = console.shutdown.clone().begun() => {}
    }
    metrics::gauge!("catalyst_console_feeds_open").decrement(1.0);
}

/// Who asks, in a word that stays the same over their sessions and tokens.
async fn person(console: &Console, follower: &Follower) -> Result<String, Denied> {
    match follower.caller().whoami(console).await {
        Ok(whoami) => Ok(format!(
            "person {} {:?} {:?}",
            whoami.sub, whoami.tier, whoami.realm_access
        )),
        Err(error) if error.is_unauthenticated() => Err(Denied::Refused(Refusal::Unauthenticated)),
        // A person without a name shares with nobody; whether they may follow is asked next.
        Err(_) => Ok(format!("session {}", follower.session.id.expose())),
    }
}

/// What the control plane answers this User about the topic, after our own guards.
async fn knock(console: &Console, topic: &Topic, follower: &Follower) -> Result<Response<Body>, Denied> {
    follower.admit(console, topic.uri()).await.map_err(Denied::Refused)?;
    let gate = ask(console, &topic.gate(), follower).await?;
    if polled::is_missing(gate.status()) && topic.document().is_some() {
        return polled::open(console, topic, follower).await.ok_or(Denied::Timeout);
    }
    Ok(gate)
}

async fn ask(console: &Console, uri: &Uri, follower: &Follower) -> Result<Response<Body>, Denied> {
    let request = event_request(uri, &console.public_url, follower.name());
    let request = request.map_err(|unusable| Denied::Refused(unusable.into()))?;
    console.upstream.send(request).await.map_err(Denied::Unreachable)
}
