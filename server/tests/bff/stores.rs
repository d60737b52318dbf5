//! One suite for every store, and what is particular to one.

use crate::redis_server::{RedisServer, TlsRedisServer};
use contract::Timestamp;
use server::{
    auth::oidc::RealmHost,
    secret::Secret,
    session::{
        Issuer, Key, Record, Selector, Store, Tokens,
        store::{InProcess, OpenStoreError, Redis, Sqlite},
    },
    vault::Vault,
};
use std::{path::Path, sync::Arc};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_unix_millis(minute * 60_000).unwrap()
}

fn record(subject: &str, minute: i64) -> Record {
    Record {
        subject: subject.to_owned(),
        device: Some("Firefox · Linux".to_owned()),
        created: at(minute),
        last_used: at(minute),
        provider_session: Some(format!("sid-{minute}")),
        tokens: Tokens {
            issuer: Issuer::Provider,
            realm: RealmHost::of("console.noor.omani.shop"),
            bearer: Secret::new(format!("bearer-{minute}")),
            expires: Some(at(minute + 15)),
            refresh: Some(Secret::new("refresh")),
            id_token: None,
        },
    }
}

async fn keeps_finds_and_forgets(store: &dyn Store) {
    let [one, two, other] = ["one", "two", "other"].map(Key::of);
    store.insert(one, record("amal", 1)).await.unwrap();
    store.insert(two, record("amal", 2)).await.unwrap();
    store.insert(other, record("badr", 3)).await.unwrap();
    assert_eq!(store.find(one).await.unwrap(), Some(record("amal", 1)));
    assert_eq!(store.find(Key::of("none")).await.unwrap(), None);

    let keys = |selected: Vec<(Key, Record)>| selected.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    let of_amal = store.select(Selector::Subject("amal".to_owned())).await.unwrap();
    assert_eq!(keys(of_amal), [two, one], "newest first");
    let of_sid = store
        .select(Selector::ProviderSession("sid-3".to_owned()))
        .await
        .unwrap();
    assert_eq!(keys(of_sid), [other]);

    let next = Tokens::of_bearer(Secret::new("next"));
    assert!(store.renew(one, next.clone()).await.unwrap());
    assert_eq!(store.find(one).await.unwrap().unwrap().tokens, next);
    store.touch(one, at(9)).await.unwrap();
    assert_eq!(store.find(one).await.unwrap().unwrap().last_used, at(9));

    assert!(store.remove(one).await.unwrap().is_some());
    assert!(store.remove(one).await.unwrap().is_none());
    store.touch(one, at(10)).await.unwrap();
    assert!(
        !store.renew(one, next).await.unwrap(),
        "a session that is gone stays gone"
    );
    assert_eq!(store.find(one).await.unwrap(), None);
    let of_amal = store.select(Selector::Subject("amal".to_owned())).await.unwrap();
    assert_eq!(keys(of_amal), [two]);
}

async fn sweeps(store: &dyn Store) {
    let [two, other] = ["two", "other"].map(Key::of);
    store.insert(two, record("amal", 2)).await.unwrap();
    store.insert(other, record("badr", 3)).await.unwrap();
    store.sweep(at(3), at(0)).await.unwrap();
    assert_eq!(store.find(two).await.unwrap(), None, "unused for too long");
    store.sweep(at(0), at(4)).await.unwrap();
    assert_eq!(store.find(other).await.unwrap(), None, "opened too long ago");
}

fn sqlite(folder: &Path, vault: &Arc<Vault>) -> Sqlite {
    Sqlite::open(&folder.join("sessions.sqlite"), Arc::clone(vault)).unwrap()
}

fn ephemeral() -> Arc<Vault> {
    Arc::new(Vault::ephemeral().unwrap())
}

#[tokio::test]
async fn memory_keeps_finds_and_forgets() {
    keeps_finds_and_forgets(&InProcess::default()).await;
    sweeps(&InProcess::default()).await;
}

#[tokio::test]
async fn sqlite_keeps_finds_and_forgets() {
    let folder = tempfile::tempdir().unwrap();
    let store = sqlite(folder.path(), &ephemeral());
    keeps_finds_and_forgets(&store).await;
    store.remove(Key::of("two")).await.unwrap();
    store.remove(Key::of("other")).await.unwrap();
    sweeps(&store).await;
}

#[tokio::test]
async fn sqlite_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let vault = ephemeral();
    let [kept, renewed, ended] = ["kept", "renewed", "ended"].map(Key::of);
    let store = sqlite(folder.path(), &vault);
    for key in [kept, renewed, ended] {
        store.insert(key, record("amal", 1)).await.unwrap();
    }
    let next = Tokens::of_bearer(Secret::new("next"));
    store.renew(renewed, next.clone()).await.unwrap();
    store.remove(ended).await.unwrap();
    drop(store);

    let store = sqlite(folder.path(), &vault);
    assert_eq!(store.find(kept).await.unwrap(), Some(record("amal", 1)));
    assert_eq!(store.find(renewed).await.unwrap().unwrap().tokens, next);
    assert_eq!(store.find(ended).await.unwrap(), None);
}

#[tokio::test]
async fn tokens_and_ids_are_not_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = sqlite(folder.path(), &ephemeral());
    store.insert(Key::of("the-id"), record("amal", 1)).await.unwrap();
    drop(store);
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds("bearer-1") && !holds("refresh") && !holds("the-id"));
        seen += usize::from(holds("amal"));
    }
    assert!(seen > 0, "the session itself is in the file");
}

#[tokio::test]
async fn sessions_of_another_key_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let store = sqlite(folder.path(), &ephemeral());
    store.insert(Key::of("id"), record("amal", 1)).await.unwrap();
    drop(store);
    let store = sqlite(folder.path(), &ephemeral());
    assert_eq!(store.find(Key::of("id")).await.unwrap(), None);
    store.insert(Key::of("id"), record("amal", 2)).await.unwrap();
}

#[tokio::test]
async fn one_process_owns_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let vault = ephemeral();
    let _owner = sqlite(folder.path(), &vault);
    let second = Sqlite::open(&folder.path().join("sessions.sqlite"), vault);
    assert!(matches!(second, Err(OpenStoreError::Database(_))));
}

#[tokio::test]
async fn redis_keeps_finds_and_forgets() {
    let Some(server) = RedisServer::start() else { return };
    let store = Redis::new(server.url(), ephemeral()).unwrap();
    keeps_finds_and_forgets(&store).await;
}

#[tokio::test]
async fn redis_holds_no_token_no_id_and_nothing_for_ever() {
    let Some(server) = RedisServer::start() else { return };
    let store = Redis::new(server.url(), ephemeral()).unwrap();
    store.insert(Key::of("the-id"), record("amal", 1)).await.unwrap();
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in keys {
        assert!(!key.contains("the-id") && !key.contains("amal"));
        let left: i64 = redis::cmd("TTL").arg(&key).query(&mut connection).unwrap();
        assert!((1..=24 * 60 * 60).contains(&left), "{key} {left}");
        let dump: Vec<u8> = redis::cmd("DUMP").arg(&key).query(&mut connection).unwrap();
        let holds = |text: &str| dump.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds("bearer-1") && !holds("refresh") && !holds("the-id"));
    }
}

#[tokio::test]
async fn redis_sessions_of_another_key_are_nobodys() {
    let Some(server) = RedisServer::start() else { return };
    let store = Redis::new(server.url(), ephemeral()).unwrap();
    store.insert(Key::of("id"), record("amal", 1)).await.unwrap();
    let other = Redis::new(server.url(), ephemeral()).unwrap();
    assert_eq!(other.find(Key::of("id")).await.unwrap(), None);
}

#[tokio::test]
async fn redis_over_tls_is_believed_by_its_authority_alone() {
    let Some(server) = TlsRedisServer::start() else { return };
    let url = server.url.as_str();
    let trusting = Redis::over_tls(url, Some(server.authority.clone()), ephemeral()).unwrap();
    keeps_finds_and_forgets(&trusting).await;

    // The system knows nothing of this authority, and another one did not sign the certificate.
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    for authority in [None, Some(other.cert.pem().into_bytes())] {
        let refusing = Redis::over_tls(url, authority, ephemeral()).unwrap();
        assert!(refusing.find(Key::of("one")).await.is_err());
    }
}

#[tokio::test]
async fn redis_over_tls_needs_a_url_that_says_so() {
    assert!(Redis::over_tls("redis://localhost:1", None, ephemeral()).is_err());
    let nonsense = Some(b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----".to_vec());
    assert!(Redis::over_tls("rediss://localhost:1", nonsense, ephemeral()).is_err());
}
