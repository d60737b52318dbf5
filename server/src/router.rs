//! Every path of the console: the map of the server.

use crate::assets::{cache_for_ever, cache_shortly};
use crate::auth::{
    self, code, follow_link, oidc, print_link, require_console_proof, require_same_origin, set_preferences, sign_out,
};
use crate::bss;
use crate::client_address::{note_address, tell_address};
use crate::error::{Refusal, speak};
use crate::live::live;
use crate::observe::observe;
use crate::proxy::{GIT_PATHS, ORIGINS_OF_CALLS, forward, forward_git};
use crate::render::{self, not_found, pages, prepare};
use crate::security::harden;
use crate::session;
use crate::state::Console;
use app::{i18n::of_request, paths};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use http::{StatusCode, Uri, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The most bytes of a form.
const FORM_LIMIT: usize = 16 << 10;

/// The whole console as one service.
pub fn router(console: &Console) -> Router {
    Router::new()
        .merge(health())
        .merge(calls(console))
        .merge(calls_of_git(console))
        .merge(forms(console))
        .merge(calls_of_provider())
        .merge(documents(console))
        .layer(from_fn_with_state(console.clone(), around))
        .with_state(console.clone())
}

/// Around everything. One layer, because each copies all that is below it for every request.
async fn around(State(console): State<Console>, request: Request, next: Next) -> Response {
    let locale = of_request(request.headers());
    let answer = async |request| speak(next.run(request).await, locale);
    let mut response = observe(&console, request, answer).await;
    harden(&console, response.headers_mut());
    response
}

fn health() -> Router<Console> {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Calls to the control plane.
fn calls(console: &Console) -> Router<Console> {
    ORIGINS_OF_CALLS
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, any(forward)))
        .route("/live", get(live))
        .route(auth::LIST, get(auth::list_sessions))
        .layer(from_fn_with_state(console.clone(), enter))
        .layer(DefaultBodyLimit::disable())
}

/// A session first, where one is needed, then the proof that the console's own page makes the call.
async fn enter(State(console): State<Console>, mut request: Request, next: Next) -> Result<Response, Refusal> {
    note_address(&console, &mut request);
    let cookie = session::require(&console, &mut request).await?;
    let mut response = match require_console_proof(&console, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What Git itself calls: no browser and no session, but a token with each request.
fn calls_of_git(console: &Console) -> Router<Console> {
    GIT_PATHS
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, any(forward_git)))
        .layer(from_fn_with_state(console.clone(), tell_address))
}

/// What works without scripts.
fn forms(console: &Console) -> Router<Console> {
    let steps_of_sign_in = Router::new()
        .route("/auth/link", get(follow_link).post(print_link))
        .route(auth::SOVEREIGN, get(auth::follow_handover))
        .route(auth::ORGANIZATION, get(auth::follow_handover))
        .route("/auth/sign-in", get(oidc::begin))
        .route("/auth/callback", get(oidc::callback))
        .route("/auth/code", post(code::send_code))
        .route("/auth/code/verify", post(code::verify_code))
        .layer(from_fn_with_state(console.clone(), auth::throttle));
    steps_of_sign_in
        .route("/auth/handover-error", get(auth::handover_error))
        .route("/auth/signed-out", get(auth::signed_out))
        .route("/auth/sign-out", post(sign_out))
        .route("/account/sessions/end", post(auth::end_session))
        .route("/account/sessions/end-others", post(auth::end_other_sessions))
        .route("/preferences", post(set_preferences))
        .layer(from_fn_with_state(console.clone(), tell_address))
        .layer(from_fn_with_state(console.clone(), require_same_origin))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}

/// What the identity provider itself calls: no browser, so no proof that one of our pages asks.
fn calls_of_provider() -> Router<Console> {
    Router::new()
        .route("/auth/backchannel-logout", post(oidc::backchannel_logout))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}

/// Pages and the files that they load.
fn documents(console: &Console) -> Router<Console> {
    let options = console.site.leptos_options();
    let prepared = from_fn_with_state(console.clone(), prepare);
    let missing = Router::new()
        .fallback(not_found)
        .layer(prepared.clone())
        .with_state(options.clone());
    let files: ServeDir<Router> = console
        .site
        .public_files()
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing);
    let packages = ServiceExt::<Request>::map_response(console.site.packages(), cache_for_ever);
    let pages = pages(&options).layer(prepared).with_state(options);
    Router::new()
        .merge(pages)
        .route("/redeem/", get(redeem))
        .route(paths::VOUCHERS_CSV, get(bss::vouchers))
        .route(paths::ORDERS_CSV, get(bss::orders))
        .route(paths::INVOICES_CSV, get(bss::invoices))
        .route(paths::SUBSCRIPTIONS_CSV, get(bss::subscriptions))
        .route(paths::ORGANIZATIONS_CSV, get(bss::organizations))
        .route(paths::LEDGER_CSV, get(bss::ledger))
        .route(paths::VOUCHER_QR, get(bss::voucher_qr))
        .nest_service("/pkg", packages)
        .fallback_service(ServiceExt::<Request>::map_response(files, cache_shortly))
        .layer(from_fn_with_state(console.clone(), tell_address))
}

/// The published form of the address of a voucher has a slash that pages have not (tenant contract §0.3).
async fn redeem(uri: Uri) -> Redirect {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&format!("/redeem{query}"))
}

/// Ready means that calls can be answered.
async fn ready(State(console): State<Console>) -> (StatusCode, &'static str) {
    if render::control_plane_answers(&console).await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the control plane does not answer")
    }
}

async fn metrics(State(console): State<Console>) -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (content_type, console.metrics.render()).into_response()
}
