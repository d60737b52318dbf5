//! What can be followed, and how each stream of the contract behaves (§0.8).

use crate::proxy::{is_open, without_token_in_query};
use http::{Method, Uri, uri::PathAndQuery};
use std::time::Duration;

/// Streams that ping are broken when they are silent for longer than this.
const PINGED: Duration = Duration::from_secs(60);

/// One stream of the control plane: path and query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Topic {
    uri: Uri,
}

/// How a stream begins, and so what newcomers and those who were away need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// The whole history on every connection.
    History,
    /// Every Kubernetes object, then changes (§D.3).
    Objects,
    /// The whole state in every frame.
    State,
    /// Nothing: what was missed is lost.
    Nothing,
}

/// Who gets the same frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody who is let in.
    Everybody,
    /// Rows depend on who asks (§D.2): one feed a person.
    OnePerson,
}

/// What is known about a kind of stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behaviour {
    pub(super) beginning: Beginning,
    pub(super) audience: Audience,
    /// The longest silence of a healthy stream.
    pub(super) silence: Option<Duration>,
    /// Two readers would each get a part: nobody may be let in by opening it once more (§B.5).
    pub(super) exclusive: bool,
    /// Whatever a query says, the stream is the same.
    pub(super) asks_nothing: bool,
    /// Types after which the stream is over.
    pub(super) last: &'static [&'static str],
    /// Types that are no part of the history.
    pub(super) passing: &'static [&'static str],
}

const UNKNOWN: Behaviour = Behaviour {
    beginning: Beginning::Nothing,
    audience: Audience::OnePerson,
    silence: None,
    exclusive: false,
    asks_nothing: false,
    last: &[],
    passing: &[],
};

impl Topic {
    /// Reads a path and query that a browser sent; `None` for what no browser may reach.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut uri: Uri = text.parse().ok()?;
        without_token_in_query(&mut uri);
        let of_control_plane = [
            "/api/v1/",
            "/catalyst/v1/",
            "/gitea/api/v1/",
            "/api/provisioning/tenant/",
            "/api/tenant/orgs/",
            "/api/billing/balance/",
        ]
        .iter()
        .any(|prefix| uri.path().starts_with(prefix));
        let plain = uri.scheme().is_none() && uri.authority().is_none();
        if !plain || !of_control_plane || !is_open(&Method::GET, uri.path()) {
            return None;
        }
        let topic = Self { uri };
        match topic.behaviour().asks_nothing && topic.uri.query().is_some() {
            // Spelt differently it would be another stream, with a reader of its own.
            true => topic.path().parse().ok().map(|uri| Self { uri }),
            false => Some(topic),
        }
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(super) fn path_and_query(&self) -> &str {
        self.uri.path_and_query().map_or("", PathAndQuery::as_str)
    }

    /// Where a User is let in or refused without opening the stream itself.
    pub(super) fn gate(&self) -> Uri {
        let deployment = self.path().strip_suffix("/logs").filter(|_| self.behaviour().exclusive);
        let deployment = deployment.and_then(|deployment| deployment.parse().ok());
        deployment.unwrap_or_else(|| self.uri.clone())
    }

    /// The document that the stream repeats whenever it changes, for control planes that have only the document
    /// (tenant contract §E.3).
    pub(super) fn document(&self) -> Option<&str> {
        let path: Vec<&str> = self.path().split('/').skip(1).collect();
        match path.as_slice() {
            ["api", "billing", "balance", "stream"]
            | ["api", "provisioning", "tenant", _, "stream"]
            | ["api", "tenant", "orgs", _, "stream"] => self.path().strip_suffix("/stream"),
            _ => None,
        }
    }

    /// A stream that is known by its path, whatever the request asks for.
    pub(super) fn is_known(&self) -> bool {
        self.known().is_some()
    }

    pub(super) fn behaviour(&self) -> Behaviour {
        self.known().unwrap_or(UNKNOWN)
    }

    fn path(&self) -> &str {
        self.uri.path()
    }

    fn known(&self) -> Option<Behaviour> {
        let path: Vec<&str> = self.path().split('/').skip(1).collect();
        let pinged = Behaviour {
            audience: Audience::Everybody,
            silence: Some(PINGED),
            ..UNKNOWN
        };
        Some(match path.as_slice() {
            ["api", "v1", "deployments", _, "logs"] => Behaviour {
                beginning: Beginning::History,
                audience: Audience::Everybody,
                exclusive: true,
                asks_nothing: true,
                last: &["done"],
                ..UNKNOWN
            },
            ["api", "v1", "sovereign", "cutover", "events"] => Behaviour {
                beginning: Beginning::History,
                audience: Audience::Everybody,
                asks_nothing: true,
                last: &["cutover-completed", "cutover-step-failed"],
                passing: &["cutover-status"],
                ..UNKNOWN
            },
            ["api", "v1", "flows", _, "stream"] => Behaviour {
                beginning: Beginning::History,
                passing: &["heartbeat"],
                ..pinged
            },
            ["api", "v1", "sovereigns", _, "k8s", "stream"] => Behaviour {
                beginning: if self.asks_for_objects() {
                    Beginning::Objects
                } else {
                    Beginning::Nothing
                },
                audience: Audience::OnePerson,
                ..pinged
            },
            ["api", "v1", "sovereigns", _, "applications" | "continuum", _, "stream"] => Behaviour {
                beginning: Beginning::State,
                ..pinged
            },
            ["api", "provisioning", "tenant", _, "stream"] | ["api", "tenant", "orgs", _, "stream"] => Behaviour {
                beginning: Beginning::State,
                asks_nothing: true,
                ..pinged
            },
            ["api", "billing", "balance", "stream"] => Behaviour {
                beginning: Beginning::State,
                audience: Audience::OnePerson,
                asks_nothing: true,
                ..pinged
            },
            ["api", "v1", "sovereigns", _, "compliance", "stream"]
            | ["api", "v1", "sovereigns", _, "audit", _, "stream"] => pinged,
            _ => return None,
        })
    }

    fn asks_for_objects(&self) -> bool {
        self.uri
            .query()
            .unwrap_or_default()
            .split('&')
            .any(|pair| pair == "initialState=1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str) -> Topic {
        Topic::parse(text).unwrap()
    }

    #[test]
    fn only_open_paths_of_the_control_plane_can_be_followed() {
        for text in [
            "/auth/link",
            "/api/v1/internal/x",
            "//evil.example/api/v1/x",
            "http://evil.example/api/v1/x",
            "api/v1/x",
            "/api/v1/x/%2e%2e/y",
            "/api/billing/balance",
            "",
        ] {
            assert_eq!(Topic::parse(text), None, "{text}");
        }
        assert_eq!(topic("/api/v1/x?access_token=a&b=1").path_and_query(), "/api/v1/x?b=1");
    }

    #[test]
    fn a_stream_is_the_same_however_it_is_spelt_unless_its_query_asks_for_something() {
        for path in [
            "/api/v1/deployments/d1/logs",
            "/api/v1/sovereign/cutover/events",
            "/api/provisioning/tenant/o/stream",
            "/api/tenant/orgs/o/stream",
            "/api/billing/balance/stream",
        ] {
            assert_eq!(topic(&format!("{path}?x=1")), topic(path), "{path}");
        }
        let applications = "/api/v1/sovereigns/s/applications/a/stream";
        assert_ne!(topic(&format!("{applications}?namespace=n")), topic(applications));
    }

    #[test]
    fn a_stream_that_can_be_polled_names_its_document() {
        let document = |text: &str| topic(text).document().map(str::to_owned);
        for path in [
            "/api/billing/balance",
            "/api/provisioning/tenant/o",
            "/api/tenant/orgs/o",
        ] {
            assert_eq!(document(&format!("{path}/stream")).as_deref(), Some(path));
        }
        assert_eq!(document("/api/v1/flows/f/stream"), None);
    }

    #[test]
    fn a_deployment_lets_in_by_its_state_because_its_log_has_one_reader() {
        let logs = topic("/api/v1/deployments/d1/logs");
        assert!(logs.behaviour().exclusive);
        assert_eq!(logs.gate(), "/api/v1/deployments/d1");
        let watch = topic("/api/v1/sovereigns/s/k8s/stream?kinds=pod&initialState=1");
        assert_eq!(watch.gate(), *watch.uri());
        assert_eq!(watch.behaviour().beginning, Beginning::Objects);
    }
}
