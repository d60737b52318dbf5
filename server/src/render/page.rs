//! From a page request to HTML.

use super::{facts::Facts, transport::PageTransport};
use crate::auth::{Target, code};
use crate::client_address::ClientAddress;
use crate::error::{Refusal, Trouble, plain_page};
use crate::security::{Styles, page_policy};
use crate::session::{Issuer, Session, Unavailable, current, end_cookie, new_cookie, read_cookie};
use crate::state::Console;
use app::api::Transport;
use app::bootstrap::{Bootstrap, ENVIRONMENT_COOKIE, SignIn, THEME_COOKIE, Theme, VOUCHER_COOKIE};
use app::i18n::of_request;
use app::{paths, voucher};
use axum::{
    Router,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::{
    EnvironmentName,
    session::{GetWhoami, Whoami},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request};
use leptos::{config::LeptosOptions, context::provide_context, context::use_context, nonce::use_nonce};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list, render_app_to_stream_in_order_with_context,
};
use std::sync::{Arc, LazyLock};

/// Where operators sign in; the storefront is open to strangers as well.
const SIGN_IN: &str = "/sign-in";
/// Leads to the identity provider.
const PROVIDER: &str = "/auth/sign-in";

/// Listed once for all consoles of a process: meanwhile Leptos lets no page load anything, also those of a console
/// that serves already, and what did not load then never does.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// The interface's own routes.
pub fn pages(options: &LeptosOptions) -> Router<LeptosOptions> {
    let shell_options = options.clone();
    Router::new().leptos_routes_with_context(options, ROUTES.clone(), provide_page, move || {
        app::shell(shell_options.clone())
    })
}

/// A path that is none of the interface's: its "not found" page.
pub async fn not_found(State(options): State<LeptosOptions>, request: Request) -> Response {
    let render = render_app_to_stream_in_order_with_context(provide_page, move || app::shell(options.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// What [`prepare`] found out, for the render that follows.
#[derive(Clone)]
struct Page {
    bootstrap: Bootstrap,
    transport: Arc<PageTransport>,
    provider: Option<String>,
}

/// Leptos calls this at the start of each render, with the request's parts in context.
fn provide_page() {
    let parts = use_context::<request::Parts>();
    let styles = match parts
        .as_ref()
        .is_some_and(|parts| paths::holds_editor(parts.uri.path()))
    {
        true => Styles::Editor,
        false => Styles::Sheet,
    };
    let page = parts.and_then(|parts| parts.extensions.get::<Page>().cloned());
    let mut provider = None;
    if let Some(page) = page {
        provide_context(page.bootstrap);
        provide_context::<Arc<dyn Transport>>(page.transport);
        provider = page.provider;
    }
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, provider.as_deref(), styles))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Middleware of every page: sends strangers to the sign-in page, and finds out what the render needs.
pub async fn prepare(State(console): State<Console>, mut request: Request, next: Next) -> Response {
    if !is_page_request(&request) {
        return Refusal::NotFound.into_response();
    }
    let visit = Visit {
        headers: request.headers(),
        client: request.extensions().get().copied(),
    };
    let path = request.uri().path();
    let page = if path == SIGN_IN {
        Ok(strangers_page(&console, &visit).await)
    } else {
        match current(&console, visit.headers).await {
            Ok(Some(session)) if session.tokens.issuer == Issuer::EmailCode => {
                page_by_code(&console, session, path, &visit).await
            }
            Ok(Some(session)) => page_of(&console, session, path, &visit).await,
            Ok(None) if paths::is_open_to_strangers(path) => Ok(strangers_page(&console, &visit).await),
            Ok(None) if paths::is_in_storefront(path) => Err(NoPage::SignInByCode),
            Ok(None) => Err(NoPage::SignIn { session_ended: false }),
            Err(error) => Err(NoPage::from(error)),
        }
    };
    match page {
        Ok(page) => {
            let session = page.transport.session.as_ref();
            let cookie = session.and_then(|session| new_cookie(&console, request.headers(), session));
            request.extensions_mut().insert(page);
            let mut response = next.run(request).await;
            if let Some(cookie) = cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            let no_store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, no_store);
            response
        }
        Err(no_page) => no_page.respond(&console, &request),
    }
}

/// What is known of whoever wants a page.
struct Visit<'a> {
    headers: &'a HeaderMap,
    client: Option<ClientAddress>,
}

/// Why there is no page to render.
enum NoPage {
    SignIn {
        session_ended: bool,
    },
    /// Customers sign in with a code, wherever operators do.
    SignInByCode,
    /// What operators see is not for customers.
    Storefront,
    Unavailable(Trouble),
}

impl From<Unavailable> for NoPage {
    fn from(error: Unavailable) -> Self {
        tracing::error!(%error, "a page cannot be rendered without its session");
        Self::Unavailable(match error {
            Unavailable::Store(_) => Trouble::SessionStoreUnavailable,
            Unavailable::Provider => Trouble::ProviderUnreachable,
        })
    }
}

impl NoPage {
    fn respond(self, console: &Console, request: &Request) -> Response {
        match self {
            Self::SignIn { session_ended } => {
                let next = Target::of(request.uri());
                match (&console.provider, session_ended) {
                    (Some(_), false) => to_sign_in(PROVIDER, &next),
                    // By way of a page, or a provider that signs in by itself and a control plane that believes it
                    // nothing would send the browser in circles.
                    (_, true) => session_ended_page(console, &next),
                    (None, false) => to_sign_in(SIGN_IN, &next),
                }
            }
            Self::SignInByCode => {
                let next = Target::of(request.uri());
                let location = paths::sign_in_by_code(None, Some(next.as_str()), None);
                let location = HeaderValue::from_str(&location);
                crate::auth::see_other(location.unwrap_or(HeaderValue::from_static("/sign-in/code")), None)
            }
            Self::Storefront => crate::auth::see_other(HeaderValue::from_static("/plans"), None),
            Self::Unavailable(trouble) => plain_page(console, of_request(request.headers()), trouble, ""),
        }
    }
}

fn to_sign_in(page: &'static str, next: &Target) -> Response {
    let location = if *next == Target::default() {
        page.to_owned()
    } else {
        format!("{page}?next={}", next.as_query_value())
    };
    let location = HeaderValue::from_str(&location).unwrap_or(HeaderValue::from_static(page));
    crate::auth::see_other(location, None)
}

fn session_ended_page(console: &Console, next: &Target) -> Response {
    let location = format!("{SIGN_IN}?reason=session-ended&next={}", next.as_query_value());
    let location = HeaderValue::from_str(&location).unwrap_or(HeaderValue::from_static(SIGN_IN));
    crate::auth::see_other(location, Some(&end_cookie(&console.public_url)))
}

/// A browser that wants to show something, rather than a script, an image or a form.
fn is_page_request(request: &Request) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .map(|value| value.to_str().unwrap_or_default());
    let wants_html = accept.is_none_or(|accept| accept.contains("text/html") || accept == "*/*");
    wants_html && matches!(*request.method(), Method::GET | Method::HEAD)
}

/// The page that the render needs these for.
async fn page(
    console: &Console,
    whoami: Option<Whoami>,
    facts: Option<Facts>,
    transport: Arc<PageTransport>,
    visit: &Visit<'_>,
) -> Page {
    // These pages must stand even when the control plane does not say whose host this is.
    let here = console.provider_at(visit.headers).await.ok().flatten();
    // Whoever is signed in signs out where they signed in, whatever host the page is of.
    let there = match &transport.session {
        Some(session) => console.provider_of(session.tokens.realm.as_ref()).await.ok().flatten(),
        None => here.clone(),
    };
    let name = here.map(|provider| provider.name());
    Page {
        bootstrap: bootstrap(console, whoami, facts, name, visit.headers),
        provider: there.map(|provider| provider.origin()),
        transport,
    }
}

async fn strangers_page(console: &Console, visit: &Visit<'_>) -> Page {
    let transport = transport(console, None, visit);
    let facts = console.facts.get(&transport).await.ok();
    page(console, None, facts, transport, visit).await
}

/// A page for somebody who signed in with a code: what they are called is in their token.
async fn page_by_code(console: &Console, session: Session, path: &str, visit: &Visit<'_>) -> Result<Page, NoPage> {
    let customer = code::customer(&session.tokens);
    let transport = transport(console, Some(session), visit);
    let facts = console.facts.get(&transport).await.ok();
    customers_page(console, customer, facts, transport, path, visit).await
}

/// A page of the storefront: customers see no other, however they signed in.
async fn customers_page(
    console: &Console,
    customer: Whoami,
    facts: Option<Facts>,
    transport: Arc<PageTransport>,
    path: &str,
    visit: &Visit<'_>,
) -> Result<Page, NoPage> {
    if !paths::is_in_storefront(path) {
        return Err(NoPage::Storefront);
    }
    Ok(page(console, Some(customer), facts, transport, visit).await)
}

async fn page_of(console: &Console, session: Session, path: &str, visit: &Visit<'_>) -> Result<Page, NoPage> {
    let key = session.key;
    let is_of_provider = session.tokens.issuer == Issuer::Provider;
    let transport = transport(console, Some(session), visit);
    let (whoami, facts) = tokio::join!(transport.get(&GetWhoami), console.facts.get(&transport));
    if let Ok(whoami) = &whoami {
        transport.learnt.note(whoami.clone());
    }
    match (whoami, facts) {
        (Ok(whoami), facts) if is_of_provider && !whoami.is_operator() => {
            customers_page(console, whoami, facts.ok(), transport, path, visit).await
        }
        (Ok(whoami), Ok(facts)) => Ok(page(console, Some(whoami), Some(facts), transport, visit).await),
        (Err(error), _) if error.is_unauthenticated() => {
            console.end_session(key).await.map_err(Unavailable::from)?;
            Err(NoPage::SignIn { session_ended: true })
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, error.status, error.code, "a page cannot be rendered without the control plane");
            Err(NoPage::Unavailable(Trouble::ControlPlaneUnreachable))
        }
    }
}

fn transport(console: &Console, session: Option<Session>, visit: &Visit<'_>) -> Arc<PageTransport> {
    Arc::new(PageTransport {
        locale: of_request(visit.headers),
        request_id: visit.headers.get("x-request-id").cloned(),
        traceparent: visit.headers.get("traceparent").cloned(),
        ..PageTransport::new(console, session, visit.client)
    })
}

fn bootstrap(
    console: &Console,
    whoami: Option<Whoami>,
    facts: Option<Facts>,
    provider: Option<String>,
    headers: &HeaderMap,
) -> Bootstrap {
    let (cluster, sovereign) = facts.map_or((None, None), |facts| (facts.version.cluster, facts.sovereign));
    let (own_id, own_fqdn) = whoami.as_ref().map_or((None, None), |whoami| {
        (whoami.deployment_id.clone(), whoami.sovereign_fqdn.clone())
    });
    let (id, fqdn) = sovereign.map_or((None, None), |sovereign| {
        (Some(sovereign.deployment_id), Some(sovereign.sovereign_fqdn))
    });
    Bootstrap {
        whoami,
        sovereign: own_id.or(id).unwrap_or_default(),
        fqdn: own_fqdn.or(fqdn).unwrap_or_default(),
        origin: console.public_url.origin().to_owned(),
        cluster,
        sign_in: match console.provider {
            Some(_) => SignIn::Provider,
            None => SignIn::Link,
        },
        provider,
        theme: read_cookie(headers, THEME_COOKIE).map(Theme::parse).unwrap_or_default(),
        last_environment: read_cookie(headers, ENVIRONMENT_COOKIE).map(EnvironmentName::from_wire),
        voucher: read_cookie(headers, VOUCHER_COOKIE).and_then(voucher::from_cookie),
    }
}
