//! Cookies: reading the request's, writing the session's.

use crate::public_url::PublicUrl;
use crate::secret::Secret;
use http::{HeaderMap, header};

/// Name of the session cookie. Under TLS the prefix makes browsers refuse it from anywhere but this very host.
#[must_use]
pub fn session_cookie_name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() {
        "__Host-catalyst_console"
    } else {
        "catalyst_console"
    }
}

/// `Set-Cookie` of a new session. No `Max-Age`: it ends with the browser or with the server's limits.
#[must_use]
pub fn session_cookie(public_url: &PublicUrl, id: &Secret) -> String {
    let name = session_cookie_name(public_url);
    format!(
        "{name}={}; Path=/; HttpOnly; SameSite=Lax{}",
        id.expose(),
        secure(public_url)
    )
}

/// `Set-Cookie` that removes the session cookie.
#[must_use]
pub fn end_cookie(public_url: &PublicUrl) -> String {
    let name = session_cookie_name(public_url);
    format!(
        "{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}",
        secure(public_url)
    )
}

/// `; Secure` where browsers come over TLS.
pub(crate) fn secure(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "; Secure" } else { "" }
}

/// The first cookie of this name.
#[must_use]
pub fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_tls_the_cookie_is_bound_to_the_host() {
        let url = "https://console.t01.omani.works".parse().unwrap();
        assert_eq!(
            session_cookie(&url, &Secret::new("abc")),
            "__Host-catalyst_console=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others_and_in_a_second_header() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; bb=2".parse().unwrap());
        headers.append(header::COOKIE, "b=3".parse().unwrap());
        assert_eq!(read_cookie(&headers, "b"), Some("3"));
        assert_eq!(read_cookie(&headers, "c"), None);
    }
}
