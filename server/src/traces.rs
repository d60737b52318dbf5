//! Traces of requests for a collector, by OTLP over HTTP; off unless an endpoint is named.
//!
//! A request joins the trace that its W3C context names, or begins one, and what is asked of the control plane for it
//! belongs to its span. Spans tell routes, never what fills them: addresses and codes stand in paths too.

use crate::https::HttpsClient;
use crate::proxy;
use axum::extract::{MatchedPath, Request};
use http::{HeaderMap, StatusCode, Uri};
use opentelemetry::{
    Context, KeyValue,
    propagation::TextMapPropagator,
    trace::{SpanKind, Status, TraceContextExt, Tracer, TracerProvider},
};
use opentelemetry_http::{Bytes, HeaderExtractor, HeaderInjector, HttpClient, HttpError};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracer, SdkTracerProvider},
};
use std::{fmt, future::Future, pin::Pin};
use tokio::runtime::Handle;

/// Sends spans in batches, from a thread of its own.
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// Traces for the collector at this origin, such as `http://otel-collector:4318`. Needs a running tokio runtime.
    ///
    /// # Errors
    /// When no exporter can be made for it.
    pub fn to(collector: &Uri, http: HttpsClient) -> Result<Self, ExporterBuildError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Sender {
                http,
                runtime: Handle::current(),
            })
            .with_endpoint(format!("{}/v1/traces", collector.to_string().trim_end_matches('/')))
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(
                Resource::builder_empty()
                    .with_service_name("catalyst-console")
                    .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
                    .build(),
            )
            .build();
        let tracer = provider.tracer("catalyst-console");
        Ok(Self { provider, tracer })
    }

    /// Begins the span of a request, which names it to the control plane from now on.
    pub(crate) fn begin(&self, request: &mut Request, id: &str) -> RequestSpan {
        let propagator = TraceContextPropagator::new();
        let parent = propagator.extract_with_context(&Context::new(), &HeaderExtractor(request.headers()));
        let method = request.method().as_str().to_owned();
        let route = route_of(request);
        let name = route.map_or_else(|| method.clone(), |route| format!("{method} {route}"));
        let mut attributes = vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("request.id", id.to_owned()),
        ];
        attributes.extend(route.map(|route| KeyValue::new("http.route", route.to_owned())));
        let span = self.tracer.span_builder(name).with_kind(SpanKind::Server);
        let span = span
            .with_attributes(attributes)
            .start_with_context(&self.tracer, &parent);
        let context = parent.with_span(span);
        leave(&propagator, &context, request.headers_mut());
        RequestSpan(context)
    }

    /// Sends what waits. Blocks.
    pub fn flush(&self) {
        if let Err(error) = self.provider.force_flush() {
            tracing::warn!(%error, "traces are lost");
        }
    }

    /// Sends what waits, for the last time. Blocks.
    pub fn end(&self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "traces are lost");
        }
    }
}

/// The pattern of the path: the contract's for a call, else the console's own. A path without one is anybody's text.
fn route_of(request: &Request) -> Option<&str> {
    let of_contract = proxy::route_of(request.method(), request.uri().path());
    of_contract.or_else(|| request.extensions().get::<MatchedPath>().map(MatchedPath::as_str))
}

fn leave(propagator: &TraceContextPropagator, context: &Context, headers: &mut HeaderMap) {
    // Two headers of one name would be none to whoever reads them next.
    headers.remove("traceparent");
    propagator.inject_context(context, &mut HeaderInjector(headers));
}

/// The span of one request.
pub(crate) struct RequestSpan(Context);

impl RequestSpan {
    /// Ends with the head of the answer.
    pub(crate) fn end(self, status: StatusCode) {
        let span = self.0.span();
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        if status.is_server_error() {
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// The exporter's thread has no runtime: requests are made on the console's.
struct Sender {
    http: HttpsClient,
    runtime: Handle,
}

impl HttpClient for Sender {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let http = self.http.clone();
        let sent = self
            .runtime
            .spawn(async move { http.send(request.map(|body| body.to_vec())).await });
        Box::pin(async move { Ok(sent.await??.map(Bytes::from)) })
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

impl fmt::Debug for Traces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Traces")
    }
}
