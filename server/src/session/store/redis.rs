//! Sessions in Redis or Valkey, for several replicas of the console: what one ends, all end.
//!
//! A session is a hash that expires by itself; sets name the sessions of a User and of a session at the provider. Tokens
//! are sealed, bound to the key of their session, so that the store alone is worth nothing.

use super::{Ends, Selector, Store, StoreError, StoreFuture};
use crate::secret::{Secret, hexadecimal};
use crate::session::record::{Key, Record, Tokens};
use crate::session::sessions::ABSOLUTE_LIFE;
use crate::vault::Vault;
use ::redis::{
    AsyncCommands, Client, IntoConnectionInfo, Pipeline, RedisError, Script, TlsCertificates,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use contract::Timestamp;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// A server that does not answer within this time is down, as far as a request is concerned.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Ends are told of here.
const ENDED: &str = "catalyst:session-ended";
/// Nobody renews a session for longer than this; whoever died at it loses the turn.
const TURN: Duration = Duration::from_secs(30);
/// A turn that another replica has is asked for again after this time.
const TURN_PAUSE: Duration = Duration::from_millis(25);

/// Changes a session that is there. One that is gone stays gone: HSET alone would bring it back.
const CHANGE: &str = "
    if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
    return 1";
/// Gives up a turn that is still one's own.
const GIVE_UP: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
    return 0";

/// A store on a server that replicas share.
pub struct Redis {
    client: Client,
    connection: ConnectionManager,
    vault: Arc<Vault>,
}

impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        Self(error.to_string())
    }
}

impl Redis {
    /// Connects when first used, and again whenever the connection breaks. Needs a running tokio runtime.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: impl IntoConnectionInfo, vault: Arc<Vault>) -> Result<Self, StoreError> {
        Self::of(Client::open(url)?, vault)
    }

    /// The same over TLS. The server is trusted by these authorities (PEM), or by those of the system.
    ///
    /// # Errors
    /// When the URL is none of `rediss://`, or the authorities cannot be read.
    pub fn over_tls(
        url: impl IntoConnectionInfo,
        authorities: Option<Vec<u8>>,
        vault: Arc<Vault>,
    ) -> Result<Self, StoreError> {
        let certificates = TlsCertificates {
            client_tls: None,
            root_cert: authorities,
        };
        Self::of(Client::build_with_tls(url, certificates)?, vault)
    }

    fn of(client: Client, vault: Arc<Vault>) -> Result<Self, StoreError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let connection = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        Ok(Self {
            client,
            connection,
            vault,
        })
    }

    async fn run<T: ::redis::FromRedisValue>(&self, commands: &Pipeline) -> Result<T, StoreError> {
        Ok(commands.query_async(&mut self.connection.clone()).await?)
    }

    async fn change(&self, key: Key, field: &str, value: impl ::redis::ToRedisArgs) -> Result<bool, StoreError> {
        let script = Script::new(CHANGE);
        let mut call = script.key(name(key));
        call.arg(field).arg(value);
        Ok(call.invoke_async(&mut self.connection.clone()).await?)
    }

    fn sealed(&self, key: Key, tokens: &Tokens) -> Result<Vec<u8>, StoreError> {
        let sealed = self.vault.seal(&purpose(key), &tokens.to_plain());
        sealed.map_err(|error| StoreError(error.to_string()))
    }

    /// A session from its hash; `None` for an empty one, and for one that was sealed with another key.
    fn record(&self, key: Key, fields: &HashMap<String, Vec<u8>>) -> Option<Record> {
        let text = |field: &str| String::from_utf8(fields.get(field)?.clone()).ok();
        let time = |field: &str| Timestamp::from_unix_millis(text(field)?.parse().ok()?);
        let tokens = self.vault.open(&purpose(key), fields.get("tokens")?)?;
        Some(Record {
            subject: text("subject")?,
            device: text("device"),
            created: time("created")?,
            last_used: time("last_used")?,
            provider_session: text("provider_session"),
            tokens: Tokens::from_plain(&tokens)?,
        })
    }
}

fn name(key: Key) -> String {
    format!("catalyst:session:{key}")
}

fn turn_name(key: Key) -> String {
    format!("catalyst:session-turn:{key}")
}

fn purpose(key: Key) -> String {
    format!("session {key}")
}

/// Names a set of sessions without telling whose they are.
fn index(selector: &Selector) -> String {
    let (kind, text) = match selector {
        Selector::Subject(subject) => ("subject", subject),
        Selector::ProviderSession(sid) => ("provider-session", sid),
    };
    format!("catalyst:sessions:{kind}:{}", hexadecimal(&Sha256::digest(text)))
}

/// The sets that name a session.
fn indexes(record: &Record) -> Vec<String> {
    let by_sid = record.provider_session.clone().map(Selector::ProviderSession);
    [Some(Selector::Subject(record.subject.clone())), by_sid]
        .iter()
        .flatten()
        .map(index)
        .collect()
}

impl Store for Redis {
    fn insert(&self, key: Key, record: Record) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut fields = vec![
                ("subject", record.subject.clone().into_bytes()),
                ("created", record.created.unix_millis().to_string().into_bytes()),
                ("last_used", record.last_used.unix_millis().to_string().into_bytes()),
                ("tokens", self.sealed(key, &record.tokens)?),
            ];
            let optional = [
                ("device", &record.device),
                ("provider_session", &record.provider_session),
            ];
            for (field, value) in optional {
                fields.extend(value.clone().map(|value| (field, value.into_bytes())));
            }
            let life = i64::try_from(ABSOLUTE_LIFE.as_secs()).unwrap_or(i64::MAX);
            let mut commands = ::redis::pipe();
            commands.atomic().hset_multiple(name(key), &fields).ignore();
            commands.expire(name(key), life).ignore();
            for index in indexes(&record) {
                commands.sadd(&index, key.to_string()).ignore();
                commands.expire(&index, life).ignore();
            }
            self.run(&commands).await
        })
    }

    fn find(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        Box::pin(async move {
            let fields = self.connection.clone().hgetall(name(key)).await?;
            Ok(self.record(key, &fields))
        })
    }

    fn touch(&self, key: Key, at: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.change(key, "last_used", at.unix_millis()).await?;
            Ok(())
        })
    }

    fn renew(&self, key: Key, tokens: Tokens) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let sealed = self.sealed(key, &tokens)?;
            self.change(key, "tokens", sealed).await
        })
    }

    fn remove(&self, key: Key) -> StoreFuture<'_, Option<Record>> {
        Box::pin(async move {
            let found = self.find(key).await?;
            let mut commands = ::redis::pipe();
            commands.atomic().del(name(key));
            for index in found.iter().flat_map(indexes) {
                commands.srem(index, key.to_string()).ignore();
            }
            commands.publish(ENDED, key.to_string()).ignore();
            let (removed,): (u32,) = self.run(&commands).await?;
            Ok(found.filter(|_| removed > 0))
        })
    }

    fn select(&self, selector: Selector) -> StoreFuture<'_, Vec<(Key, Record)>> {
        Box::pin(async move {
            let index = index(&selector);
            let members: Vec<String> = self.connection.clone().smembers(&index).await?;
            let mut selected = Vec::new();
            for member in members {
                let key = member.parse::<Key>().ok();
                let found = match key {
                    Some(key) => self.find(key).await?.map(|record| (key, record)),
                    None => None,
                };
                match found {
                    Some(found) => selected.push(found),
                    // It expired by itself.
                    None => self.connection.clone().srem(&index, member).await?,
                }
            }
            selected.sort_by_key(|(key, record)| (std::cmp::Reverse(record.created), *key));
            Ok(selected)
        })
    }

    /// Sessions expire by themselves, at their absolute limit at the latest.
    fn sweep(&self, _used_before: Timestamp, _created_before: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn take_turn(&self, key: Key) -> StoreFuture<'_, Secret> {
        Box::pin(async move {
            let token = Secret::random().map_err(|error| StoreError(error.to_string()))?;
            let life = u64::try_from(TURN.as_millis()).unwrap_or(u64::MAX);
            let mut command = ::redis::cmd("SET");
            command
                .arg(turn_name(key))
                .arg(token.expose())
                .arg("NX")
                .arg("PX")
                .arg(life);
            loop {
                let taken: Option<String> = command.query_async(&mut self.connection.clone()).await?;
                if taken.is_some() {
                    return Ok(token);
                }
                tokio::time::sleep(TURN_PAUSE).await;
            }
        })
    }

    fn give_up_turn(&self, key: Key, token: Secret) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let script = Script::new(GIVE_UP);
            let mut call = script.key(turn_name(key));
            call.arg(token.expose());
            Ok(call.invoke_async(&mut self.connection.clone()).await?)
        })
    }

    fn ends(&self) -> StoreFuture<'_, Ends> {
        Box::pin(async move {
            let mut listening = self.client.get_async_pubsub().await?;
            listening.subscribe(ENDED).await?;
            let keys = listening.into_on_message().filter_map(|message| {
                let key = message.get_payload::<String>().ok();
                std::future::ready(key.and_then(|key| key.parse().ok()))
            });
            Ok(keys.boxed())
        })
    }
}
