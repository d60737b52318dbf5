//! Logs, request ids and metrics. No query, cookie, token or body is ever written.

use crate::error::{Refusal, Trouble, plain_page};
use crate::state::Console;
use app::i18n::of_request;
use axum::{extract::Request, response::Response};
use futures::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use metrics::{counter, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::{
    io::{self, IsTerminal},
    panic::AssertUnwindSafe,
    str::FromStr,
};
use tokio::time::Instant;
use tracing_subscriber::EnvFilter;

/// Ties together the log lines of the browser's proxy, the console and the control plane.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids from outside are replaced.
const REQUEST_ID_LENGTH: usize = 64;

/// Upper bounds of the duration histogram, in seconds.
const DURATION_BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0];

/// Form of the log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("must be json or text"),
        }
    }
}

/// Sends log lines to standard error. `filter` is tracing's syntax, such as `info,server=debug`.
pub fn start_log(format: LogFormat, filter: EnvFilter) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).init(),
        LogFormat::Text => log
            .compact()
            .with_target(false)
            .with_ansi(io::stderr().is_terminal())
            .init(),
    }
}

/// Starts counting for the whole process.
///
/// # Errors
/// When it was started before.
pub fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&DURATION_BUCKETS)?
        .install_recorder()
}

/// Names a request, has it answered, notes how that went, and turns a panic into a page.
pub async fn observe<A>(console: &Console, mut request: Request, answer: impl FnOnce(Request) -> A) -> Response
where
    A: Future<Output = Response>,
{
    let begun = Instant::now();
    let id = request_id(request.headers());
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let kind = Kind::of(&path);
    let locale = of_request(request.headers());
    let traces = console.traces.as_ref().filter(|_| kind.is_traced());
    let span = traces.map(|traces| traces.begin(&mut request, id.to_str().unwrap_or_default()));

    let outcome = AssertUnwindSafe(answer(request)).catch_unwind().await;
    let mut response = outcome.unwrap_or_else(|_| {
        // The panic hook has already written where and why.
        tracing::error!(
            request.id = id.to_str().unwrap_or_default(),
            path,
            "the handler panicked"
        );
        match kind {
            Kind::Call => Refusal::Internal.answer_in(locale),
            _ => plain_page(console, locale, Trouble::Internal, ""),
        }
    });

    let elapsed = begun.elapsed();
    if let Some(span) = span {
        span.end(response.status());
    }
    let status = response.status().as_u16();
    response.headers_mut().insert(REQUEST_ID, id.clone());
    counter!(
        "catalyst_console_requests_total",
        "kind" => kind.label(), "method" => method_label(&method), "status" => status.to_string(),
    )
    .increment(1);
    histogram!("catalyst_console_request_duration_seconds", "kind" => kind.label()).record(elapsed);
    tracing::info!(
        request.id = id.to_str().unwrap_or_default(),
        request.kind = kind.label(),
        status,
        duration_ms = elapsed.as_secs_f64() * 1000.0,
        "{method} {path}"
    );
    response
}

/// What a request is about, as a metric's label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Call,
    Asset,
    Auth,
    Health,
    Page,
}

impl Kind {
    fn of(path: &str) -> Self {
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
        if begins(&["/api/", "/catalyst/v1/", "/gitea/"]) || path == "/live" {
            Self::Call
        } else if begins(&["/pkg/"]) {
            Self::Asset
        } else if begins(&["/auth/", "/preferences"]) {
            Self::Auth
        } else if matches!(path, "/healthz" | "/readyz" | "/metrics") {
            Self::Health
        } else {
            Self::Page
        }
    }

    /// Probes and files are many and tell nothing.
    fn is_traced(self) -> bool {
        matches!(self, Self::Call | Self::Auth | Self::Page)
    }

    fn label(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Asset => "asset",
            Self::Auth => "auth",
            Self::Health => "health",
            Self::Page => "page",
        }
    }
}

/// Methods are the sender's choice, and labels must be few.
fn method_label(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

/// The sender's id when it is harmless in a log, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_harmless = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (1..=REQUEST_ID_LENGTH).contains(&bytes.len()) && bytes.iter().all(allowed)
    };
    if let Some(id) = headers.get(REQUEST_ID).filter(is_harmless) {
        return id.clone();
    }
    // An id has to be another one each time, not to be secret.
    let id = format!("{:024x}", fastrand::u128(..) >> 32);
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(sent: &'static str) -> HeaderValue {
        request_id(&HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static(sent))]))
    }

    #[test]
    fn a_harmless_id_is_kept_and_any_other_replaced() {
        assert_eq!(id_for("a-1.b_2"), "a-1.b_2");
        assert_eq!(id_for("forged\" status=200").len(), 24);
        assert_eq!(id_for("").len(), 24);
        assert_ne!(id_for(""), id_for(""));
    }
}
