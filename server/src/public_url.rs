//! Where browsers reach the console: decides cookie flags, HSTS and what counts as same origin.

use crate::auth::oidc::RealmHost;
use http::Uri;
use std::{fmt, net::SocketAddr, str::FromStr};

/// Scheme and authority of the console, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    authority_start: usize,
}

/// Why a text is no public URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be http:// or https:// with a host and no path")]
pub struct NotAnOrigin;

impl PublicUrl {
    /// The address itself, for a console that only this machine uses.
    #[must_use]
    pub fn of_listener(address: SocketAddr) -> Self {
        Self::from_parts("http", &address.to_string())
    }

    /// The same for a listener with a certificate.
    #[must_use]
    pub fn of_tls_listener(address: SocketAddr) -> Self {
        Self::from_parts("https", &address.to_string())
    }

    /// The origin as browsers send it in `Origin`, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host, and port unless it is the default one.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.origin[self.authority_start..]
    }

    /// Browsers reach the console over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_https() { "https" } else { "http" }
    }

    /// The same console at the host of an Organization's: same scheme, same port.
    #[must_use]
    pub fn at_host(&self, host: &RealmHost) -> Self {
        let port = self.authority().rsplit_once(':').map(|(_, port)| port);
        let port = port.filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Self::from_parts(self.scheme(), &format!("{}{port}", host.as_str()))
    }

    fn from_parts(scheme: &str, authority: &str) -> Self {
        Self {
            origin: format!("{scheme}://{authority}"),
            authority_start: scheme.len() + "://".len(),
        }
    }
}

impl FromStr for PublicUrl {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let uri: Uri = text.parse().map_err(|_| NotAnOrigin)?;
        let (scheme, authority) = (uri.scheme_str(), uri.authority());
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (scheme, authority) else {
            return Err(NotAnOrigin);
        };
        let has_path = uri.path_and_query().is_some_and(|path| path.as_str() != "/");
        if has_path || authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(NotAnOrigin);
        }
        let authority = authority.as_str().to_ascii_lowercase();
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        Ok(Self::from_parts(
            scheme,
            authority.strip_suffix(default_port).unwrap_or(&authority),
        ))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_normalised_as_browsers_do() {
        let url: PublicUrl = "https://Console.t01.omani.works:443/".parse().unwrap();
        assert_eq!(url.origin(), "https://console.t01.omani.works");
        assert_eq!(url.authority(), "console.t01.omani.works");
        assert!(url.is_https());
    }

    #[test]
    fn anything_but_an_origin_is_refused() {
        for text in [
            "",
            "console",
            "ftp://host",
            "http://host/path",
            "http://user@host",
            "http://host/?q",
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(NotAnOrigin), "{text}");
        }
    }
}
