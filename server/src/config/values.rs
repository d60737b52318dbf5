//! Values of flags: each parser says what is wrong and shows what would be right.

use crate::observe::LogFormat;
use crate::public_url::PublicUrl;
use crate::secret::Secret;
use http::Uri;
use ipnet::IpNet;
use openidconnect::IssuerUrl;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};
use tracing_subscriber::EnvFilter;

/// Content of a new data directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// Organizations, Environments and Applications to look at.
    Demo,
    /// Nothing.
    Empty,
}

/// Where sessions are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStore {
    /// In this process.
    Memory,
    /// In a file of this machine.
    Sqlite,
    /// On a Redis or Valkey server at this URL, which may hold a password.
    Redis(Secret),
    /// The same, over TLS.
    RedisOverTls(Secret),
}

/// A factor on the simulator's clock: finite and above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(f64);

impl Speed {
    /// The factor.
    #[must_use]
    pub fn factor(self) -> f64 {
        self.0
    }
}

/// Host name base of a Sovereign: lower-case DNS labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fqdn(String);

impl Fqdn {
    /// The host name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fqdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

type Parsed<T> = Result<T, String>;

pub(super) fn address(text: &str) -> Parsed<SocketAddr> {
    let wrong = "must be an IP address and a port, for example 127.0.0.1:3000";
    text.parse().map_err(|_| wrong.to_owned())
}

pub(super) fn public_url(text: &str) -> Parsed<PublicUrl> {
    text.parse()
        .map_err(|reason| format!("{reason}, for example https://console.t01.omani.works"))
}

pub(super) fn control_plane(text: &str) -> Parsed<Uri> {
    origin(text, "for example http://127.0.0.1:8080")
}

pub(super) fn collector(text: &str) -> Parsed<Uri> {
    origin(text, "for example http://otel-collector:4318")
}

fn origin(text: &str, example: &str) -> Parsed<Uri> {
    let url: PublicUrl = text.parse().map_err(|reason| format!("{reason}, {example}"))?;
    url.origin().parse().map_err(|reason| format!("{reason}, {example}"))
}

pub(super) fn network(text: &str) -> Parsed<IpNet> {
    let one_address = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse().or_else(|_| one_address());
    network.map_err(|_| "must be a network or an IP address, for example 10.42.0.0/16".to_owned())
}

pub(super) fn issuer(text: &str) -> Parsed<IssuerUrl> {
    let example = "for example https://auth.t01.omani.works/realms/sovereign";
    let issuer = IssuerUrl::new(text.to_owned()).map_err(|reason| format!("{reason}, {example}"))?;
    let url = issuer.url();
    let is_plain = url.has_host() && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        "https" | "http" if is_plain => Ok(issuer),
        _ => Err(format!("must be https:// with a host and no query, {example}")),
    }
}

pub(super) fn seed(text: &str) -> Parsed<Seed> {
    match text {
        "demo" => Ok(Seed::Demo),
        "empty" => Ok(Seed::Empty),
        _ => Err("must be demo or empty, for example --seed demo".to_owned()),
    }
}

pub(super) fn session_store(text: &str) -> Parsed<SessionStore> {
    match text {
        "memory" => Ok(SessionStore::Memory),
        "sqlite" => Ok(SessionStore::Sqlite),
        // A fragment would switch the check of certificates off.
        url => match redis::parse_redis_url(url).filter(|url| url.has_host() && url.fragment().is_none()) {
            Some(parsed) if parsed.scheme() == "redis" => Ok(SessionStore::Redis(Secret::new(url))),
            Some(parsed) if parsed.scheme() == "rediss" => Ok(SessionStore::RedisOverTls(Secret::new(url))),
            _ => Err("must be memory, sqlite, redis://… or rediss://…, for example --session-store sqlite".to_owned()),
        },
    }
}

pub(super) fn speed(text: &str) -> Parsed<Speed> {
    match text.parse::<f64>() {
        Ok(factor) if factor.is_finite() && factor > 0.0 => Ok(Speed(factor)),
        _ => Err("must be a number above 0, for example 10 for ten times real time".to_owned()),
    }
}

pub(super) fn log(text: &str) -> Parsed<LogFormat> {
    text.parse()
        .map_err(|reason: &str| format!("{reason}, for example --log json"))
}

pub(super) fn filter(text: &str) -> Parsed<String> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("must be tracing directives, for example info or warn,server=debug".to_owned()),
    }
}

pub(super) fn fqdn(text: &str) -> Parsed<Fqdn> {
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        let allowed = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        (1..=63).contains(&bytes.len()) && bytes.iter().all(allowed) && !label.starts_with('-') && !label.ends_with('-')
    };
    if text.len() <= 253 && text.contains('.') && text.split('.').all(is_label) {
        Ok(Fqdn(text.to_owned()))
    } else {
        Err("must be a lower-case host name with a dot, for example t01.omani.works".to_owned())
    }
}
