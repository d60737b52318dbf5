//! The interface's calls while it is rendered: straight to the control plane, as the session's User.

use crate::auth::own_sessions;
use crate::caller::{Caller, Learnt};
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::proxy::{Call, InNameOf, admit};
use crate::session::Session;
use crate::state::Console;
use app::account::ListSessions;
use app::api::{Transport, TransportFuture};
use app::i18n::Locale;
use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use contract::{ApiError, Endpoint, error::check};
use http::{HeaderValue, Request, Response, header};
use std::{sync::Arc, time::Duration};

/// The most bytes of an answer that a page may hold.
const ANSWER_LIMIT: usize = 8 << 20;
/// A page does not wait longer for one answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// The way to the control plane for one page.
#[derive(Clone, Debug)]
pub(super) struct PageTransport {
    pub(super) console: Console,
    /// `None` reaches only what is public.
    pub(super) session: Option<Session>,
    /// Whose address counts against limits.
    pub(super) client: Option<ClientAddress>,
    /// The page's language, for refusals.
    pub(super) locale: Locale,
    /// Ties the control plane's log lines to the page's.
    pub(super) request_id: Option<HeaderValue>,
    /// Ties the control plane's spans to the page's.
    pub(super) traceparent: Option<HeaderValue>,
    /// What one page needs to know only once.
    pub(super) learnt: Arc<Learnt>,
}

impl PageTransport {
    /// For what is no page, and speaks to nobody.
    pub(super) fn new(console: &Console, session: Option<Session>, client: Option<ClientAddress>) -> Self {
        Self {
            console: console.clone(),
            session,
            client,
            locale: Locale::default(),
            request_id: None,
            traceparent: None,
            learnt: Arc::default(),
        }
    }

    /// Calls an endpoint without a body.
    pub(super) async fn get<E: Endpoint>(&self, endpoint: &E) -> Result<E::Output, ApiError> {
        let request = Request::builder()
            .method(E::METHOD)
            .uri(endpoint.path())
            .body(Bytes::new())
            .map_err(ApiError::unreachable)?;
        let response = self.send(request).await?;
        let retry_after = response.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok());
        check(response.status(), retry_after, response.body())?;
        E::decode(response.body()).map_err(|error| ApiError::malformed(response.status().as_u16(), error))
    }

    /// What the BFF itself knows is asked of nobody else.
    fn own_sessions(&self) -> TransportFuture {
        let (console, session, locale) = (self.console.clone(), self.session.clone(), self.locale);
        Box::pin(async move {
            let own = match session {
                Some(session) => own_sessions(&console, &session).await,
                None => Err(Refusal::Unauthenticated),
            };
            whole(match own {
                Ok(own) => axum::Json(own).into_response(),
                Err(refusal) => refusal.answer_in(locale),
            })
            .await
        })
    }

    fn authorize(&self, request: &mut Request<Bytes>) -> Result<(), ApiError> {
        let headers = request.headers_mut();
        if let Some(id) = &self.request_id {
            headers.insert("x-request-id", id.clone());
        }
        if let Some(traceparent) = &self.traceparent {
            headers.insert("traceparent", traceparent.clone());
        }
        InNameOf::session(self.session.as_ref(), self.client).say_in(headers, &self.console.public_url)?;
        Ok(())
    }
}

impl Transport for PageTransport {
    fn send(&self, mut request: Request<Bytes>) -> TransportFuture {
        if request.uri().path() == ListSessions::ROUTE {
            return self.own_sessions();
        }
        let authorized = self.authorize(&mut request);
        let (console, session, client) = (self.console.clone(), self.session.clone(), self.client);
        let (locale, learnt) = (self.locale, self.learnt.clone());
        Box::pin(async move {
            authorized?;
            let caller = Caller {
                session: session.as_ref(),
                client,
                learnt: &learnt,
            };
            let exchange = async {
                let turn = match Call::of(request.method(), request.uri()) {
                    Some(call) => admit(&console, caller, &call).await,
                    None => Err(Refusal::NotFound),
                };
                let response = match turn {
                    Ok(_turn) => console.upstream.send(request.map(Body::from)).await,
                    Err(refusal) => Ok(refusal.answer_in(locale)),
                };
                whole(response.map_err(ApiError::unreachable)?).await
            };
            match tokio::time::timeout(ANSWER_TIMEOUT, exchange).await {
                Ok(answer) => answer,
                Err(_) => {
                    let seconds = ANSWER_TIMEOUT.as_secs();
                    let late = Refusal::ControlPlaneTimeout { seconds };
                    Err(ApiError::unreachable(late.said_in(locale)))
                }
            }
        })
    }
}

/// An answer with its whole body.
async fn whole(response: Response<Body>) -> Result<Response<Bytes>, ApiError> {
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, ANSWER_LIMIT).await;
    Ok(Response::from_parts(parts, body.map_err(ApiError::unreachable)?))
}
