//! One connection: TLS where there is a certificate, then HTTP/2 or HTTP/1.1.

use super::{Peer, Place, patience::Patient};
use crate::shutdown::Shutdown;
use axum::{Router, response::IntoResponse};
use http::{HeaderValue, Request, Response, StatusCode, Uri, Version, header};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tower::ServiceExt;

/// The most bytes of a request's head.
const HEAD_LIMIT: u32 = 32 << 10;
/// About the most bytes that a connection buffers.
const BUFFER: usize = 64 << 10;
/// The most header fields of a request.
const HEADER_FIELDS: usize = 64;
/// The most requests at once on a connection of HTTP/2.
const STREAMS: u32 = 128;
/// A silent connection of HTTP/2 is probed this often.
const PROBE: Duration = Duration::from_secs(30);
/// A request's head, and before it the handshake of TLS, must arrive within this time.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// Who asks, who answers, and until when.
#[derive(Clone)]
pub(super) struct Connection {
    pub peer: SocketAddr,
    pub place: Place,
    pub router: Router,
    pub shutdown: Shutdown,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Connection {
    /// Serves until the other end or the server is done.
    pub(super) async fn run(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let peer = self.peer;
        if let Err(error) = self.serve(stream, tls).await {
            tracing::debug!(%error, %peer, "a connection broke");
        }
    }

    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) -> Result<(), BoxError> {
        match tls {
            None => self.http1(stream).await,
            // Boxed, so that its size is not that of every plain connection too.
            Some(tls) => Box::pin(self.secured(stream, &tls)).await,
        }
    }

    async fn secured(self, stream: TcpStream, tls: &TlsAcceptor) -> Result<(), BoxError> {
        let handshake = tokio::time::timeout(HEAD_TIMEOUT, tls.accept(stream));
        let stream = tokio::select! {
            stream = handshake => stream??,
            () = self.shutdown.clone().begun() => return Ok(()),
        };
        if speaks_http2(&stream) {
            self.http2(stream).await
        } else {
            self.http1(stream).await
        }
    }

    async fn http1<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(self, stream: S) -> Result<(), BoxError> {
        let shutdown = self.shutdown.clone();
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_headers(HEADER_FIELDS)
            .max_buf_size(BUFFER)
            .serve_connection(
                TokioIo::new(Patient::new(stream)),
                service_fn(move |request| self.clone().answer(request)),
            )
            .with_upgrades();
        let mut connection = pin!(connection);
        tokio::select! {
            ended = &mut connection => return Ok(ended?),
            () = shutdown.begun() => connection.as_mut().graceful_shutdown(),
        }
        Ok(connection.await?)
    }

    async fn http2(self, stream: TlsStream<TcpStream>) -> Result<(), BoxError> {
        let shutdown = self.shutdown.clone();
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(PROBE)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEAD_LIMIT)
            .serve_connection(
                TokioIo::new(Patient::new(stream)),
                service_fn(move |request| self.clone().answer(as_http1(request))),
            );
        let mut connection = pin!(connection);
        tokio::select! {
            ended = &mut connection => return Ok(ended?),
            () = shutdown.begun() => connection.as_mut().graceful_shutdown(),
        }
        Ok(connection.await?)
    }

    async fn answer(self, mut request: Request<Incoming>) -> Result<Response<axum::body::Body>, Infallible> {
        if head_size(&request) > HEAD_LIMIT as usize {
            return Ok(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response());
        }
        request.extensions_mut().insert(Peer(self.peer));
        request.extensions_mut().insert(self.place);
        self.router.oneshot(request).await
    }
}

fn speaks_http2(stream: &TlsStream<TcpStream>) -> bool {
    let (_, session) = stream.get_ref();
    session.alpn_protocol() == Some(b"h2")
}

/// HTTP/2 names the host in the target. Handlers and the control plane know the form of HTTP/1.1 alone.
fn as_http1<B>(mut request: Request<B>) -> Request<B> {
    let host = request
        .uri()
        .authority()
        .map(|host| HeaderValue::from_str(host.as_str()));
    if let Some(Ok(host)) = host {
        request.headers_mut().insert(header::HOST, host);
    }
    let target = request.uri().path_and_query().cloned();
    if let Some(target) = target {
        *request.uri_mut() = Uri::from(target);
    }
    *request.version_mut() = Version::HTTP_11;
    request
}

/// Bytes of the target and the fields. The buffer's bound is met only roughly, so that this is what counts.
fn head_size(request: &Request<Incoming>) -> usize {
    let fields = request.headers().iter();
    let fields: usize = fields.map(|(name, value)| name.as_str().len() + value.len()).sum();
    fields + request.uri().path().len() + request.uri().query().map_or(0, str::len)
}
