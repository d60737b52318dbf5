//! Accepting connections, with limits on their number, on the size of headers and on how slowly they may come.

mod patience;

use crate::shutdown::Shutdown;
use axum::{Router, response::IntoResponse};
use http::{Request, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use patience::Patient;
use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt;

/// Connections beyond this wait to be accepted. Each open event stream is one.
const CONNECTIONS: u32 = 16_384;
/// The most bytes of a request's head.
const HEAD_LIMIT: usize = 32 << 10;
/// About the most bytes that a connection buffers.
const BUFFER: usize = 64 << 10;
/// The most header fields of a request.
const HEADER_FIELDS: usize = 64;
/// A request's head must arrive within this time.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// After the end was asked for, answers under way may take this long.
const GRACE: Duration = Duration::from_secs(5);
/// Pause after the system refused a connection: most often it is out of file descriptors for a moment.
const REFUSAL_PAUSE: Duration = Duration::from_millis(100);

/// Who is at the other end of a request's connection; an extension of every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Most often the port is taken.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {cause}; choose another port with --listen, for example 127.0.0.1:3001")]
pub struct CannotListen {
    /// Where.
    pub address: SocketAddr,
    /// Why not.
    pub cause: std::io::Error,
}

/// Opens the listening socket.
///
/// # Errors
/// When the system refuses.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, CannotListen> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| CannotListen { address, cause })
}

/// Serves until the end is asked for, then lets answers under way finish.
pub async fn serve(listener: TcpListener, router: Router, shutdown: Shutdown) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let mut end = pin!(shutdown.clone().begun());
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer, slot)) => {
                tokio::spawn(connection(stream, peer, router.clone(), shutdown.clone(), slot));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(REFUSAL_PAUSE).await;
            }
        }
    }
    drop(listener);
    // Every connection holds a slot: when all are free, all have ended.
    if tokio::time::timeout(GRACE, slots.acquire_many(CONNECTIONS))
        .await
        .is_err()
    {
        tracing::warn!("some answers were cut off at shutdown");
    }
}

type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> std::io::Result<Accepted> {
    let slot = slots.clone().acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Event frames are small and must not wait for one another.
    stream.set_nodelay(true)?;
    Ok((stream, peer, slot))
}

/// Bytes of the target and the fields. The buffer's bound is met only roughly, so that this is what counts.
fn head_size(request: &Request<Incoming>) -> usize {
    let fields = request.headers().iter();
    let fields: usize = fields.map(|(name, value)| name.as_str().len() + value.len()).sum();
    fields + request.uri().path().len() + request.uri().query().map_or(0, str::len)
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    shutdown: Shutdown,
    _slot: OwnedSemaphorePermit,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let router = (head_size(&request) <= HEAD_LIMIT).then(|| router.clone());
        async move {
            match router {
                Some(router) => router.oneshot(request).await,
                None => Ok(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response()),
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_headers(HEADER_FIELDS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(Patient::new(stream)), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = shutdown.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection broke");
    }
}
