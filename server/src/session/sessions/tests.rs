use super::*;
use crate::session::store::{InProcess, StoreFuture};
use futures::FutureExt;
use std::sync::Mutex;

/// A clock that moves when told to.
#[derive(Default)]
struct Hand(Mutex<i64>);

impl Hand {
    fn advance(&self, time: Duration) {
        *self.0.lock().unwrap() += i64::try_from(time.as_millis()).unwrap();
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(1_800_000_000_000 + *self.0.lock().unwrap()).unwrap()
    }
}

const MOMENT: Duration = Duration::from_secs(1);

fn sign_in() -> NewSession {
    NewSession {
        subject: "amal".to_owned(),
        device: None,
        provider_session: None,
        tokens: Tokens::of_bearer(Secret::new("token")),
    }
}

async fn opened() -> (Sessions, Arc<Hand>, Session) {
    let clock = Arc::new(Hand::default());
    let sessions = Sessions::new(Box::new(InProcess::default()), clock.clone());
    let session = sessions.open(sign_in()).await.unwrap();
    (sessions, clock, session)
}

async fn is_found(sessions: &Sessions, session: &Session) -> bool {
    sessions.find(session.id.expose()).await.unwrap().is_some()
}

#[tokio::test]
async fn an_idle_session_ends() {
    let (sessions, clock, session) = opened().await;
    clock.advance(IDLE_LIFE - MOMENT);
    assert!(is_found(&sessions, &session).await);
    clock.advance(IDLE_LIFE);
    assert!(!is_found(&sessions, &session).await);
}

#[tokio::test]
async fn use_does_not_extend_a_session_for_ever() {
    let (sessions, clock, session) = opened().await;
    for _ in 0..24 {
        assert!(is_found(&sessions, &session).await);
        clock.advance(Duration::from_secs(60 * 60));
    }
    assert!(!is_found(&sessions, &session).await);
}

#[tokio::test]
async fn a_clock_that_is_set_back_ends_nothing() {
    let (sessions, clock, session) = opened().await;
    *clock.0.lock().unwrap() -= 60 * 60 * 1000;
    assert!(is_found(&sessions, &session).await);
}

#[tokio::test]
async fn closing_ends_what_was_opened_under_the_session() {
    let (sessions, _, session) = opened().await;
    let again = sessions.find(session.id.expose()).await.unwrap().unwrap();
    let mut ended = [session.ended, again.ended].map(|ended| Box::pin(ended.happened()));
    assert!(ended.iter_mut().all(|ended| ended.as_mut().now_or_never().is_none()));
    sessions.close(session.key).await.unwrap();
    assert!(ended.into_iter().all(|ended| ended.now_or_never().is_some()));
}

#[tokio::test]
async fn reaching_the_idle_limit_ends_what_was_opened_too() {
    let (sessions, clock, session) = opened().await;
    clock.advance(IDLE_LIFE);
    assert!(!is_found(&sessions, &session).await);
    assert!(session.ended.happened().now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn streams_end_at_the_absolute_limit() {
    let (sessions, clock, session) = opened().await;
    clock.advance(Duration::from_secs(60 * 60));
    let later = sessions.find(session.id.expose()).await.unwrap().unwrap();
    let begun = Instant::now();
    later.ended.happened().await;
    assert_eq!(begun.elapsed(), ABSOLUTE_LIFE - Duration::from_secs(60 * 60));
}

#[tokio::test]
async fn only_live_sessions_are_listed() {
    let (sessions, clock, old) = opened().await;
    clock.advance(IDLE_LIFE - MOMENT);
    let new = sessions.open(sign_in()).await.unwrap();
    let of_amal = || sessions.select(Selector::Subject("amal".to_owned()));
    let keys = |found: Vec<(Key, Record)>| found.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(keys(of_amal().await.unwrap()), [new.key, old.key]);
    clock.advance(MOMENT);
    assert_eq!(keys(of_amal().await.unwrap()), [new.key]);
}

#[tokio::test(start_paused = true)]
async fn what_is_open_under_a_session_knows_its_new_id_for_as_long_as_it_is_open() {
    let (sessions, _, before) = opened().await;
    for bearer in ["second", "third"] {
        let now = sessions.look_again(&before).await.unwrap().unwrap();
        let tokens = Tokens::of_bearer(Secret::new(bearer));
        let renewed = sessions.renew(&now, tokens, true).await.unwrap().unwrap();
        // Longer than a request that names the old id may be under way.
        tokio::time::advance(Duration::from_secs(60 * 60)).await;
        assert!(!is_found(&sessions, &before).await);
        let again = sessions.look_again(&before).await.unwrap().unwrap();
        assert_eq!((again.key, again.bearer.expose()), (renewed.key, bearer));
    }
}

/// A store in which a session ends in the moment in which it is about to get another id.
#[derive(Default)]
struct EndsMeanwhile {
    kept: InProcess,
    ending: Mutex<Option<Key>>,
}

impl Store for Arc<EndsMeanwhile> {
    fn insert(&self, key: Key, record: Record) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let ending = self.ending.lock().unwrap().take();
            if let Some(ending) = ending {
                self.kept.remove(ending).await?;
            }
            self.kept.insert(key, record).await
        })
    }

    fn find(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        self.kept.find(key)
    }

    fn touch(&self, key: Key, at: Timestamp) -> StoreFuture<'_, ()> {
        self.kept.touch(key, at)
    }

    fn renew(&self, key: Key, tokens: Tokens) -> StoreFuture<'_, bool> {
        self.kept.renew(key, tokens)
    }

    fn remove(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        self.kept.remove(key)
    }

    fn select(&self, selector: Selector) -> StoreFuture<'_, Vec<(Key, Record)>> {
        self.kept.select(selector)
    }

    fn sweep(&self, used_before: Timestamp, created_before: Timestamp) -> StoreFuture<'_, ()> {
        self.kept.sweep(used_before, created_before)
    }
}

#[tokio::test]
async fn a_session_that_ends_while_it_gets_another_id_is_over() {
    let store = Arc::new(EndsMeanwhile::default());
    let sessions = Sessions::new(Box::new(store.clone()), Arc::new(Hand::default()));
    let session = sessions.open(sign_in()).await.unwrap();
    *store.ending.lock().unwrap() = Some(session.key);
    let tokens = Tokens::of_bearer(Secret::new("next"));
    assert!(sessions.renew(&session, tokens, true).await.unwrap().is_none());
    let left = sessions.select(Selector::Subject("amal".to_owned())).await.unwrap();
    assert_eq!(left.len(), 0);
}

#[tokio::test]
async fn whoever_signs_out_with_an_old_id_ends_the_session_that_it_became() {
    let (sessions, _, before) = opened().await;
    let tokens = Tokens::of_bearer(Secret::new("next"));
    let renewed = sessions.renew(&before, tokens, true).await.unwrap().unwrap();
    assert_eq!(sessions.key_of(before.id.expose()), renewed.key);
    assert_eq!(sessions.key_of("unknown"), Key::of("unknown"));
}
