//! How often one address may try: to sign in, above all.

use crate::client_address::ClientAddress;
use crate::error::{Trouble, plain_page};
use crate::state::Console;
use app::i18n::of_request;
use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

/// Steps of a sign-in that an address may make at once; one more each second. A sign-in takes two.
pub const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);
/// Keys that are remembered before those at rest are forgotten.
const REMEMBERED: usize = 10_000;

/// Tries, by address.
#[derive(Debug)]
pub struct Throttle(Pace<IpAddr>);

/// How often each of many may do something.
#[derive(Debug)]
pub struct Pace<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Pace<K> {
    /// This quota, for each of them.
    #[must_use]
    pub fn of(quota: Quota) -> Self {
        Self(RateLimiter::keyed(quota))
    }

    /// Whether this one may now; counts as a try.
    #[must_use]
    pub fn allows(&self, key: &K) -> bool {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        self.0.check_key(key).is_ok()
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::of(Quota::per_second(NonZeroU32::MIN).allow_burst(BURST))
    }
}

impl Throttle {
    /// Tries within this quota, for each address.
    #[must_use]
    pub fn of(quota: Quota) -> Self {
        Self(Pace::of(quota))
    }

    /// Whether this address may try now; counts as a try.
    #[must_use]
    pub fn allows(&self, ClientAddress(address): ClientAddress) -> bool {
        self.0.allows(&household(address))
    }
}

/// Whoever has one IPv6 address has 2⁶⁴ of them.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

/// Middleware of every step of signing in.
pub async fn throttle(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    request: Request,
    next: Next,
) -> Response {
    if console.throttle.allows(client) {
        return next.run(request).await;
    }
    tracing::warn!(target: "audit", %client, "an address tries to sign in too often");
    metrics::counter!("catalyst_console_sign_ins_throttled_total").increment(1);
    plain_page(&console, of_request(request.headers()), Trouble::TooManyTries, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> ClientAddress {
        ClientAddress(text.parse().unwrap())
    }

    #[test]
    fn one_address_does_not_use_up_anothers_tries() {
        let throttle = Throttle::default();
        let tries = (0..=BURST.get() * 2).take_while(|_| throttle.allows(client("192.0.2.1")));
        assert!(tries.count() < BURST.get() as usize * 2);
        assert!(throttle.allows(client("192.0.2.2")));
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        assert_eq!(
            household("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            "2001:db8:1:2::".parse::<IpAddr>().unwrap()
        );
    }
}
