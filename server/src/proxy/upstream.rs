//! The control plane as one service, in this process or elsewhere. Nothing above this line knows which.

use axum::{Router, body::Body};
use futures::FutureExt;
use http::{Request, Response, Uri, uri::PathAndQuery};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::{
    convert::Infallible,
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tower::{Service, ServiceExt};

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// An unused connection is kept this long.
const IDLE_CONNECTION: Duration = Duration::from_secs(60);

/// The control plane.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// A router in this process.
    Embedded(Router),
    /// A service behind HTTP.
    Remote(Remote),
}

/// No answer came: the connection failed or broke.
#[derive(Debug, thiserror::Error)]
#[error("The control plane is unreachable: {}", innermost(.0.as_ref()))]
pub struct Unreachable(#[source] Box<dyn Error + Send + Sync>);

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
            Self::Remote(remote) => remote.send(request).await,
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

/// A control plane behind plain HTTP.
#[derive(Clone)]
pub struct Remote {
    origin: Uri,
    client: Client<HttpConnector, Body>,
}

impl Remote {
    /// A control plane at an origin such as `http://127.0.0.1:8080`. Connects when first used.
    #[must_use]
    pub fn new(origin: Uri) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        // Event frames are small and must not wait for one another.
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(connector);
        Self { origin, client }
    }

    async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Unreachable> {
        let path = request.uri().path_and_query().cloned();
        let mut target = self.origin.clone().into_parts();
        target.path_and_query = Some(path.unwrap_or(PathAndQuery::from_static("/")));
        *request.uri_mut() = Uri::from_parts(target).map_err(|error| Unreachable(error.into()))?;
        match self.client.request(request).await {
            Ok(response) => Ok(response.map(Body::new)),
            Err(error) => Err(Unreachable(error.into())),
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("origin", &self.origin).finish()
    }
}

/// The client's own words ("client error (Connect)") help nobody; the cause below them does.
fn innermost<'a>(error: &'a (dyn Error + Send + Sync + 'static)) -> &'a (dyn Error + 'a) {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause
}
