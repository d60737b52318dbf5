//! From a configuration to a running console, and to its end.

use crate::auth::oidc::{Provider, ProviderSettings};
use crate::auth::{SignInLinks, Target, Throttle};
use crate::config::Config;
use crate::control_plane::ControlPlane;
use crate::https::HttpsClient;
use crate::listen;
use crate::observe;
use crate::public_url::PublicUrl;
use crate::render::ControlPlaneFacts;
use crate::router::router;
use crate::session::{self, NoSessions};
use crate::shutdown::{asked_by_system, shutdown};
use crate::state::{Console, Parts};
use ::control_plane::OpenError;
use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Counted durations are folded into their buckets this often.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// Why the console cannot run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No runtime, or no signal handlers.
    #[error("the system refuses what a server needs: {0}")]
    System(#[source] io::Error),
    /// Most often the port is taken.
    #[error("cannot listen on {address}: {cause}; choose another port with --listen, for example 127.0.0.1:3001")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// Counting could not begin.
    #[error("metrics cannot start: {0}")]
    Metrics(#[from] BuildError),
    /// The embedded control plane does not open.
    #[error("the control plane cannot start: {0}")]
    ControlPlane(#[from] OpenError),
    /// Sessions cannot be kept.
    #[error("sessions cannot be kept: {0}")]
    Sessions(#[from] NoSessions),
    /// TLS is impossible.
    #[error("the system has no certificate authorities to trust: {0}")]
    Trust(#[source] io::Error),
    /// The provider could not send browsers back.
    #[error("--public-url makes no redirect URI: {0}")]
    Callback(#[source] openidconnect::url::ParseError),
    /// No randomness for tokens.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Runs the console until the system asks it to end.
///
/// # Errors
/// When it cannot start.
pub fn run_to_end(config: Config) -> Result<(), StartError> {
    observe::start_log(config.log, EnvFilter::new(&config.log_filter));
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartError::System)?
        .block_on(run(config))
}

async fn run(config: Config) -> Result<(), StartError> {
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(|cause| StartError::Listen {
        address: config.listen,
        cause,
    })?;
    let address = listener.local_addr().map_err(StartError::System)?;
    let public_url = config.public_url.unwrap_or_else(|| PublicUrl::of_listener(address));
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "listening beyond this machine: everyone on the network can reach the sign-in page");
    }

    let (trigger, signal) = shutdown();
    let (sessions, vault) = session::open(&config.sessions)?;
    let control_plane = ControlPlane::open(config.control_plane).await?;
    let ending = control_plane.ending();
    let provider = config
        .provider
        .map(|settings| provider(settings, &public_url))
        .transpose()?;
    if let Some(provider) = &provider {
        control_plane.trust(provider);
        let provider = Arc::clone(provider);
        tokio::spawn(async move { provider.reach().await });
    }
    let console = Console::new(Parts {
        public_url,
        upstream: control_plane.upstream,
        sessions,
        vault,
        provider,
        throttle: Throttle::default(),
        trusted_proxies: config.trusted_proxies,
        links: SignInLinks::default(),
        bearers: control_plane.bearers,
        facts: ControlPlaneFacts::default(),
        site: config.site,
        metrics: start_metrics()?,
        shutdown: signal.clone(),
        announce: Box::new(|link| println!("Sign in (once, within 15 minutes):\n  {link}\n")),
    });
    println!(
        "Catalyst console is running at {}\n{}\n",
        console.public_url, control_plane.description
    );
    match &console.provider {
        Some(provider) => println!("Sign-in: {}\n", provider.issuer()),
        None => (console.announce)(&console.links.issue(&console.public_url, &Target::default())?),
    }

    let following = console.clone();
    tokio::spawn(async move { following.sessions.follow_others().await });
    let serving = tokio::spawn(listen::serve(listener, router(&console), signal));
    asked_by_system().await.map_err(StartError::System)?;
    tracing::info!("ending");
    trigger.begin();
    if let Err(error) = serving.await {
        tracing::error!(%error, "the listener broke");
    }
    ending.await;
    Ok(())
}

fn provider(settings: ProviderSettings, public_url: &PublicUrl) -> Result<Arc<Provider>, StartError> {
    if settings.issuer.url().scheme() == "http" {
        tracing::warn!("the identity provider is reached without TLS: use https:// anywhere but on one machine");
    }
    let http = HttpsClient::new().map_err(StartError::Trust)?;
    let provider = Provider::new(settings, public_url, http);
    Ok(Arc::new(provider.map_err(StartError::Callback)?))
}

fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    let handle = observe::start_metrics()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(METRICS_UPKEEP);
        loop {
            tick.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}
