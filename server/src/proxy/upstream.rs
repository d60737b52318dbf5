//! The control plane as one service, in this process or elsewhere. Nothing above this line knows which.

use super::breaker::Breaker;
use super::services::Services;
use crate::error::innermost;
use axum::{Router, body::Body};
use futures::FutureExt;
use http::{Request, Response, Uri, uri::PathAndQuery};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect, HttpConnector},
    },
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    convert::Infallible,
    error::Error,
    fmt,
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use thread_local::ThreadLocal;
use tower::{Service, ServiceExt};

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A silent connection is probed this often.
const KEEPALIVE: Duration = Duration::from_secs(30);
/// An unused connection is kept this long: less than the minute after which services and load balancers close one, for a
/// call that is under way just then would break.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// The control plane.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// A router in this process.
    Embedded(Router),
    /// Services behind HTTP.
    Remote(Box<Services>),
}

/// No answer came: the connection failed or broke.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// The connection could not be made: nothing was sent.
    #[error("The control plane is unreachable: {}", innermost(.0.as_ref()))]
    Unconnected(#[source] Box<dyn Error + Send + Sync>),
    /// The connection broke while the call was under way.
    #[error("The control plane is unreachable: {}", innermost(.0.as_ref()))]
    Broken(#[source] Box<dyn Error + Send + Sync>),
    /// The last calls all failed, so this one was not sent.
    #[error("The control plane is unreachable: the last calls failed, and it is asked again in a moment")]
    NotTried,
}

impl From<Remote> for Upstream {
    fn from(remote: Remote) -> Self {
        Self::Remote(Box::new(Services::at(remote)))
    }
}

impl Upstream {
    /// Sends one request; bodies stream both ways.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Unreachable> {
        // Our router leaves its path parameters here; another router would take them for its own.
        request.extensions_mut().clear();
        match self {
            Self::Embedded(router) => {
                let answer = router.clone().oneshot(request).await;
                Ok(answer.unwrap_or_else(|never: Infallible| match never {}))
            }
            Self::Remote(services) => services.send(request).await,
        }
    }
}

impl Service<Request<Body>> for Upstream {
    type Response = Response<Body>;
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Unreachable>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Unreachable>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let upstream = self.clone();
        async move { upstream.send(request).await }.boxed()
    }
}

/// A service of a control plane behind HTTP or HTTPS. Clones share connections.
#[derive(Clone)]
pub struct Remote {
    origin: Uri,
    connections: Arc<Connections>,
    breaker: Arc<Breaker>,
}

/// To a service that speaks TLS, or does not.
enum Connections {
    Plain(Pools<HttpConnector>),
    Tls(Pools<HttpsConnector<HttpConnector>>),
}

/// The way to new connections, and those that are open already.
struct Pools<C: Send> {
    connector: C,
    /// One for each thread: whoever calls most often finds a connection that lives there too, and nobody waits for a lock.
    clients: ThreadLocal<Client<C, Body>>,
}

impl<C: Connect + Clone + Send> Pools<C> {
    fn of(connector: C) -> Self {
        Self {
            connector,
            clients: ThreadLocal::new(),
        }
    }

    /// This thread's.
    fn client(&self) -> &Client<C, Body> {
        self.clients.get_or(|| {
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE_CONNECTION)
                .build(self.connector.clone())
        })
    }
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    // Event frames are small and must not wait for one another.
    connector.set_nodelay(true);
    // Streams may be silent for minutes; a peer that is gone must be noticed all the same.
    connector.set_keepalive(Some(KEEPALIVE));
    connector
}

impl Remote {
    /// A control plane at an origin such as `http://127.0.0.1:8080`. Connects when first used.
    #[must_use]
    pub fn new(origin: Uri) -> Self {
        Self::with(origin, Connections::Plain(Pools::of(connector())))
    }

    /// A control plane at an origin such as `https://catalyst-api.example`. Trusts what the system trusts.
    ///
    /// # Errors
    /// When the system has no certificate authorities.
    pub fn over_tls(origin: Uri) -> io::Result<Self> {
        let mut connector = connector();
        connector.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_only()
            .enable_http1()
            .wrap_connector(connector);
        Ok(Self::with(origin, Connections::Tls(Pools::of(connector))))
    }

    fn with(origin: Uri, connections: Connections) -> Self {
        Self {
            origin,
            connections: Arc::new(connections),
            breaker: Arc::default(),
        }
    }

    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Unreachable> {
        let path = request.uri().path_and_query().cloned();
        let mut target = self.origin.clone().into_parts();
        target.path_and_query = Some(path.unwrap_or(PathAndQuery::from_static("/")));
        *request.uri_mut() = Uri::from_parts(target).map_err(|error| Unreachable::Broken(error.into()))?;
        if !self.breaker.admits() {
            return Err(Unreachable::NotTried);
        }
        let answer = match &*self.connections {
            Connections::Plain(pools) => pools.client().request(request),
            Connections::Tls(pools) => pools.client().request(request),
        };
        match answer.await {
            Ok(response) => {
                self.breaker.answered();
                Ok(response.map(Body::new))
            }
            Err(error) if error.is_connect() => {
                self.breaker.failed();
                Err(Unreachable::Unconnected(error.into()))
            }
            Err(error) => Err(Unreachable::Broken(error.into())),
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("origin", &self.origin).finish()
    }
}
