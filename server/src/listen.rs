//! Accepting connections, with limits on their number, on the size of headers and on how slowly they may come.

mod certificate;
mod connection;
mod patience;

use crate::shutdown::Shutdown;
use axum::Router;
pub use certificate::{BadCertificate, Certificate};
use connection::Connection;
use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_rustls::TlsAcceptor;

/// Connections beyond this wait to be accepted. Each open event stream is one.
const CONNECTIONS: u32 = 16_384;
/// After the end was asked for, answers under way may take this long.
const GRACE: Duration = Duration::from_secs(5);
/// Pause after the system refused a connection: most often it is out of file descriptors for a moment.
const REFUSAL_PAUSE: Duration = Duration::from_millis(100);

/// Who is at the other end of a request's connection; an extension of every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// A connection's place among the [`CONNECTIONS`]; an extension of every request. Whatever outlives the connection's last
/// answer keeps it.
#[derive(Clone, Debug)]
pub struct Place(#[expect(dead_code, reason = "held, not read")] Arc<OwnedSemaphorePermit>);

/// Most often the port is taken.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {cause}; choose another port with --listen, for example 127.0.0.1:3001")]
pub struct CannotListen {
    /// Where.
    pub address: SocketAddr,
    /// Why not.
    pub cause: io::Error,
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
    accept_all(listener, None, router, shutdown).await;
}

/// The same over TLS, with HTTP/2 for who speaks it. The certificate is the one that its files hold by then.
///
/// # Errors
/// When the cryptography offers no version of TLS.
pub async fn serve_tls(
    listener: TcpListener,
    certificate: Arc<Certificate>,
    router: Router,
    shutdown: Shutdown,
) -> Result<(), rustls::Error> {
    let tls = TlsAcceptor::from(Arc::new(Arc::clone(&certificate).server_config()?));
    tokio::spawn(certificate.follow_files(shutdown.clone()));
    accept_all(listener, Some(tls), router, shutdown).await;
    Ok(())
}

async fn accept_all(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, shutdown: Shutdown) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let mut end = pin!(shutdown.clone().begun());
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer, slot)) => {
                let connection = Connection {
                    peer,
                    place: Place(Arc::new(slot)),
                    router: router.clone(),
                    shutdown: shutdown.clone(),
                };
                let tls = tls.clone();
                tokio::spawn(connection.run(stream, tls));
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

async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> io::Result<Accepted> {
    let slot = slots.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Event frames are small and must not wait for one another.
    stream.set_nodelay(true)?;
    Ok((stream, peer, slot))
}
