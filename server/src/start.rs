//! From a configuration to a running console, and to its end.

use crate::auth::{
    SignInLinks, Target, Throttle,
    code::Mailings,
    oidc::{self, NoProvider, Realms},
};
use crate::config::{Config, LogConfig, Program};
use crate::control_plane::{ControlPlane, NoControlPlane, SeparateError, serve_separately};
use crate::https::HttpsClient;
use crate::listen::{self, CannotListen, Certificate};
use crate::live::Hub;
use crate::observe;
use crate::proxy::Guesses;
use crate::public_url::PublicUrl;
use crate::render::ControlPlaneFacts;
use crate::router::router;
use crate::session::{self, NoSessions};
use crate::shutdown::{Shutdown, asked_by_system, shutdown};
use crate::state::{Console, Parts};
use crate::storefront;
use crate::traces::Traces;
use axum::Router;
use http::Uri;
use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use opentelemetry_otlp::ExporterBuildError;
use std::{io, sync::Arc, time::Duration};
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
    #[error(transparent)]
    Listen(#[from] CannotListen),
    /// Counting could not begin.
    #[error("metrics cannot start: {0}")]
    Metrics(#[from] BuildError),
    /// The embedded control plane does not open.
    #[error("the control plane cannot start: {0}")]
    ControlPlane(#[from] NoControlPlane),
    /// The control plane, as a process of its own, cannot run.
    #[error(transparent)]
    Separate(#[from] SeparateError),
    /// Sessions cannot be kept.
    #[error("sessions cannot be kept: {0}")]
    Sessions(#[from] NoSessions),
    /// Nobody could be signed in.
    #[error(transparent)]
    Provider(#[from] NoProvider),
    /// No exporter of traces.
    #[error("traces cannot be sent: {0}")]
    Traces(#[from] ExporterBuildError),
    /// No randomness for tokens.
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Runs the program until the system asks it to end.
///
/// # Errors
/// When it cannot start.
pub fn run_to_end(program: Program) -> Result<(), StartError> {
    let log = match &program {
        Program::Console(config) => &config.log,
        Program::ControlPlane(config) => &config.log,
    };
    start_log(log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(StartError::System)?;
    match program {
        Program::Console(config) => runtime.block_on(run(*config)),
        Program::ControlPlane(config) => Ok(runtime.block_on(serve_separately(*config))?),
    }
}

fn start_log(log: &LogConfig) {
    observe::start_log(log.format, EnvFilter::new(&log.filter));
}

async fn run(config: Config) -> Result<(), StartError> {
    let listener = listen::bind(config.listen).await?;
    let address = listener.local_addr().map_err(StartError::System)?;
    let public_url = config.public_url.unwrap_or_else(|| match config.certificate {
        Some(_) => PublicUrl::of_tls_listener(address),
        None => PublicUrl::of_listener(address),
    });
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "listening beyond this machine: everyone on the network can reach the sign-in page");
    }

    let (trigger, signal) = shutdown();
    let (sessions, vault) = session::open(&config.sessions)?;
    let control_plane = ControlPlane::open(config.control_plane).await?;
    let ending = control_plane.ending();
    let provider = config
        .provider
        .map(|settings| oidc::open(settings, &public_url))
        .transpose()?;
    if let Some(provider) = &provider {
        control_plane.trust(provider);
    }
    let traces = config.collector.as_ref().map(open_traces).transpose()?;
    let console = Console::new(Parts {
        realms: Realms::new(public_url.clone()),
        public_url,
        upstream: control_plane.upstream,
        sessions,
        vault,
        provider,
        throttle: Throttle::default(),
        mailings: Mailings::default(),
        git_guesses: Guesses::default(),
        storefront: storefront::Guards::default(),
        trusted_proxies: config.trusted_proxies,
        links: SignInLinks::default(),
        bearers: control_plane.bearers,
        live: Hub::default(),
        facts: ControlPlaneFacts::default(),
        site: config.site,
        metrics: start_metrics()?,
        traces,
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
    let serving = tokio::spawn(serve(listener, config.certificate, router(&console), signal));
    asked_by_system().await.map_err(StartError::System)?;
    tracing::info!("ending");
    trigger.begin();
    match serving.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "the listener never opened"),
        Err(error) => tracing::error!(%error, "the listener broke"),
    }
    ending.await;
    if let Some(traces) = console.traces.clone() {
        // It waits for what is still to be sent, which this runtime sends.
        drop(tokio::task::spawn_blocking(move || traces.end()).await);
    }
    Ok(())
}

fn open_traces(collector: &Uri) -> Result<Arc<Traces>, StartError> {
    let http = HttpsClient::new().map_err(StartError::System)?;
    Ok(Arc::new(Traces::to(collector, http)?))
}

async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    router: Router,
    shutdown: Shutdown,
) -> Result<(), rustls::Error> {
    match certificate {
        Some(certificate) => listen::serve_tls(listener, Arc::new(certificate), router, shutdown).await,
        None => {
            listen::serve(listener, router, shutdown).await;
            Ok(())
        }
    }
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
