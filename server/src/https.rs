//! The BFF's own requests: small ones, to the identity provider, to the realms of Organizations and to the collector of
//! traces. Follows no redirect, which none of them needs.

use crate::error::innermost;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use openidconnect::AsyncHttpClient;
use std::{fmt, future::Future, io, pin::Pin, time::Duration};

/// How long a whole exchange may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long an unused connection is kept: shorter than servers usually keep one (Node five seconds), so that no code or
/// token, which is good once, is sent along a connection that is being closed.
const IDLE_CONNECTION: Duration = Duration::from_secs(1);
/// The most bytes of an answer.
const ANSWER_LIMIT: usize = 1 << 20;

/// A pool of connections, over TLS where the URL says so. Trusts what the system trusts.
#[derive(Clone)]
pub struct HttpsClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// No answer came.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The connection failed or broke.
    #[error("{0}")]
    Unreachable(String),
    /// It took too long.
    #[error("no answer within {} seconds", TIMEOUT.as_secs())]
    TimedOut,
}

impl HttpsClient {
    /// Connects when first used.
    ///
    /// # Errors
    /// When the system has no certificate authorities.
    pub fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .build(connector);
        Ok(Self(client))
    }

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// When no answer comes, or a larger one than is believed.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let exchange = async {
            let response = self.0.request(request.map(|body| Full::new(body.into()))).await;
            let (parts, body) = response.map_err(|error| unreachable(&error))?.into_parts();
            let body = axum::body::to_bytes(Body::new(body), ANSWER_LIMIT).await;
            let body = body.map_err(|error| unreachable(&error))?;
            Ok(Response::from_parts(parts, body.into()))
        };
        tokio::time::timeout(TIMEOUT, exchange)
            .await
            .unwrap_or(Err(NoAnswer::TimedOut))
    }
}

fn unreachable(error: &(dyn std::error::Error + 'static)) -> NoAnswer {
    NoAnswer::Unreachable(innermost(error).to_string())
}

impl<'c> AsyncHttpClient<'c> for HttpsClient {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl fmt::Debug for HttpsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpsClient")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// How long Node keeps an unused connection.
    const NODE_KEEPS: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn an_unused_connection_is_closed_before_a_server_would_close_it() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut head = [0; 1024];
            assert_ne!(connection.read(&mut head).await.unwrap(), 0);
            connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            tokio::time::timeout(NODE_KEEPS, connection.read(&mut head)).await
        });
        let client = HttpsClient::new().unwrap();
        let answer = client.send(Request::get(url).body(Vec::new()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 204);
        let closed = served.await.unwrap().expect("kept for longer than a server would");
        assert_eq!(closed.unwrap(), 0);
    }
}
