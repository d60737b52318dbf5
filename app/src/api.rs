//! The one way to the control plane: [`Api::call`] with an endpoint of the contract.
//!
//! Server: in-process through the BFF's [`Transport`]. Browser: a same-origin fetch. No page makes requests of its own.

use contract::error::check;
use contract::{ApiError, Endpoint};
use http::StatusCode;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use server_side::{Transport, TransportFuture};

/// Header that a cross-site form cannot send: the proof the BFF asks of every unsafe request.
pub const CONSOLE_HEADER: &str = "x-catalyst-console";

/// A handle to the control plane for one page.
#[derive(Clone)]
pub struct Api {
    session_ended: RwSignal<bool>,
    #[cfg(feature = "ssr")]
    transport: std::sync::Arc<dyn Transport>,
}

/// What arrived, before it is judged.
struct Answer {
    status: StatusCode,
    retry_after: Option<String>,
    body: Vec<u8>,
}

impl Api {
    /// The page's handle. Call it while rendering, not inside a future.
    ///
    /// Server: needs a [`Transport`] in context.
    #[must_use]
    pub fn from_context() -> Self {
        Self {
            session_ended: crate::session::use_session().ended,
            #[cfg(feature = "ssr")]
            transport: use_context().unwrap_or_else(server_side::unreachable),
        }
    }

    /// Calls an endpoint.
    ///
    /// # Errors
    /// Whatever refusal or failure came back, decoded.
    pub fn call<E>(&self, endpoint: E) -> impl Future<Output = Result<E::Output, ApiError>> + Send + use<E>
    where
        E: Endpoint + Send + Sync + 'static,
        E::Body: Send + Sync,
    {
        let api = self.clone();
        let call = async move {
            let answer = api.send(&endpoint).await?;
            let judged = match E::ANSWERS.contains(&answer.status.as_u16()) {
                true => Ok(()),
                false => check(answer.status, answer.retry_after.as_deref(), &answer.body),
            };
            if let Err(error) = judged {
                if error.is_unauthenticated() {
                    api.session_ended.set(true);
                }
                return Err(error);
            }
            E::decode(&answer.body).map_err(|error| ApiError::malformed(answer.status.as_u16(), error))
        };
        #[cfg(feature = "ssr")]
        return call;
        #[cfg(not(feature = "ssr"))]
        send_wrapper::SendWrapper::new(call)
    }
}

#[cfg(feature = "ssr")]
mod server_side {
    use super::{Answer, Api};
    use bytes::Bytes;
    use contract::{ApiError, Endpoint};
    use http::{Request, Response, header};
    use std::{future::Future, pin::Pin, sync::Arc};

    /// An answer on its way.
    pub type TransportFuture = Pin<Box<dyn Future<Output = Result<Response<Bytes>, ApiError>> + Send>>;

    /// How the server reaches the control plane on behalf of a session. Implemented by the BFF.
    pub trait Transport: Send + Sync {
        /// Sends a request with the session's identity.
        fn send(&self, request: Request<Bytes>) -> TransportFuture;
    }

    struct Unreachable;

    impl Transport for Unreachable {
        fn send(&self, _request: Request<Bytes>) -> TransportFuture {
            Box::pin(async { Err(ApiError::unreachable("no control plane is configured")) })
        }
    }

    pub(super) fn unreachable() -> Arc<dyn Transport> {
        Arc::new(Unreachable)
    }

    impl Api {
        pub(super) async fn send<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<Answer, ApiError> {
            let body = match endpoint.body() {
                Some(body) => serde_json::to_vec(body).map_err(ApiError::unreachable)?.into(),
                None => Bytes::new(),
            };
            let request = Request::builder()
                .method(E::METHOD)
                .uri(endpoint.path())
                .header(header::CONTENT_TYPE, "application/json")
                .body(body)
                .map_err(ApiError::unreachable)?;
            let response = self.transport.send(request).await?;
            let retry_after = response.headers().get(header::RETRY_AFTER);
            Ok(Answer {
                status: response.status(),
                retry_after: retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned),
                body: response.into_body().into(),
            })
        }
    }
}

#[cfg(not(feature = "ssr"))]
impl Api {
    async fn send<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<Answer, ApiError> {
        #[cfg(any(feature = "hydrate", feature = "csr"))]
        {
            use gloo_net::http::RequestBuilder;
            let request = RequestBuilder::new(&endpoint.path())
                .method(E::METHOD)
                .header(CONSOLE_HEADER, "1");
            let request = match endpoint.body() {
                Some(body) => request.json(body),
                None => request.build(),
            };
            let response = request
                .map_err(ApiError::unreachable)?
                .send()
                .await
                .map_err(ApiError::unreachable)?;
            Ok(Answer {
                status: StatusCode::from_u16(response.status()).unwrap_or(StatusCode::BAD_GATEWAY),
                retry_after: response.headers().get("retry-after"),
                body: response.binary().await.map_err(ApiError::unreachable)?,
            })
        }
        #[cfg(not(any(feature = "hydrate", feature = "csr")))]
        {
            let _ = endpoint;
            Err(ApiError::unreachable("this build has no way to the network"))
        }
    }
}
