//! Flags and their environment twins. A bad value ends the program with one line that says which, why and an example.

mod embedded;
mod exit;
mod handover;
mod log;
mod origins;
mod provider;
mod separate;
mod sessions;
mod tls;
mod values;

use crate::assets::{NoSite, Site};
use crate::auth::oidc::ProviderSettings;
use crate::client_address::TrustedProxies;
use crate::listen::Certificate;
use crate::public_url::PublicUrl;
use clap::{Parser, error::ErrorKind};
pub use embedded::EmbeddedConfig;
use embedded::EmbeddedFlags;
use exit::in_one_line;
pub use exit::{BadValue, Exit};
use http::Uri;
use ipnet::IpNet;
pub use log::LogConfig;
use log::LogFlags;
pub use origins::Origins;
use origins::ServiceFlags;
use provider::{IssuerFlags, ProviderFlags};
pub use separate::SeparateConfig;
use separate::SeparateFlags;
pub use sessions::SessionConfig;
use sessions::SessionFlags;
use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use tls::TlsFlags;
pub use values::{Fqdn, Seed, SessionStore, Speed};

/// The Catalyst console: the marketplace, Environments and Applications of a Sovereign in a browser.
///
/// Without --control-plane it runs an embedded control plane with a simulated cluster, all on this machine.
#[derive(Debug, Parser)]
#[command(
    name = "catalyst-console",
    version,
    max_term_width = 110,
    args_conflicts_with_subcommands = true
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    console: Flags,
}

/// Other things that the program can be.
#[derive(Debug, clap::Subcommand)]
enum Command {
    ControlPlane(SeparateFlags),
}

/// Flags of the console itself.
#[derive(Debug, clap::Args)]
pub struct Flags {
    /// Address and port to listen on. Anything but a loopback address lets the network in.
    ///
    /// Example: --listen 127.0.0.1:8080
    #[arg(long, env = "CATALYST_LISTEN", default_value = "127.0.0.1:3000", value_parser = values::address)]
    listen: SocketAddr,

    /// Where browsers reach the console; decides cookies and sign-in links. Default: http:// (with
    /// --tls-cert: https://) and the listen address.
    ///
    /// Example: --public-url https://console.t01.omani.works
    #[arg(long, env = "CATALYST_PUBLIC_URL", value_name = "URL", value_parser = values::public_url)]
    public_url: Option<PublicUrl>,

    #[command(flatten)]
    tls: TlsFlags,

    /// A control plane to use instead of the embedded one. Needs --oidc-issuer or --control-plane-token-file.
    ///
    /// Example: --control-plane http://127.0.0.1:8080
    #[arg(long, env = "CATALYST_CONTROL_PLANE", value_name = "URL", value_parser = values::control_plane)]
    control_plane: Option<Uri>,

    #[command(flatten)]
    services: ServiceFlags,

    /// File with the bearer token for --control-plane; read at each sign-in. Whoever signs in acts as its owner. Not
    /// with --oidc-issuer, whose tokens go to the control plane instead.
    ///
    /// Example: --control-plane-token-file /run/secrets/control-plane-token
    #[arg(long, env = "CATALYST_CONTROL_PLANE_TOKEN_FILE", value_name = "FILE")]
    control_plane_token_file: Option<PathBuf>,

    /// Networks of proxies in front of the console whose X-Forwarded-For is believed when attempts to sign in are counted;
    /// may be given more than once (in the environment: separated by commas). Default: none.
    ///
    /// Example: --trusted-proxies 10.42.0.0/16
    #[arg(long, env = "CATALYST_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = values::network)]
    trusted_proxies: Vec<IpNet>,

    #[command(flatten)]
    provider: ProviderFlags,

    #[command(flatten)]
    sessions: SessionFlags,

    /// The built browser files. Default: the folder `site` beside the folder of this program.
    ///
    /// Example: --site-dir target/site
    #[arg(long, env = "CATALYST_SITE_DIR", value_name = "DIR")]
    site_dir: Option<PathBuf>,

    #[command(flatten)]
    embedded: EmbeddedFlags,

    /// Origin of a collector of traces, which are sent to its /v1/traces by OTLP over HTTP (protobuf). Default: no traces.
    ///
    /// Example: --otlp-endpoint http://otel-collector.observability.svc:4318
    #[arg(long, env = "CATALYST_OTLP_ENDPOINT", value_name = "URL", value_parser = values::collector)]
    otlp_endpoint: Option<Uri>,

    #[command(flatten)]
    log: LogFlags,
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Program {
    /// The console.
    Console(Box<Config>),
    /// A control plane of its own, for consoles that are other processes.
    ControlPlane(Box<SeparateConfig>),
}

/// A checked configuration.
#[derive(Debug)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Where browsers come from; `None` for the listen address.
    pub public_url: Option<PublicUrl>,
    /// What the listener proves who it is with; `None` for plain HTTP.
    pub certificate: Option<Certificate>,
    /// The control plane.
    pub control_plane: ControlPlaneConfig,
    /// Whose word about addresses is taken.
    pub trusted_proxies: TrustedProxies,
    /// Who signs people in; `None` for one-time links.
    pub provider: Option<ProviderSettings>,
    /// Where sessions are kept.
    pub sessions: SessionConfig,
    /// The built browser files.
    pub site: Site,
    /// Where traces are collected; `None` for no traces.
    pub collector: Option<Uri>,
    /// What is logged, and how.
    pub log: LogConfig,
}

/// Which control plane.
#[derive(Debug)]
pub enum ControlPlaneConfig {
    /// In this process.
    Embedded(EmbeddedConfig),
    /// Behind HTTP, with the file that holds its token.
    Remote {
        /// Where its services are.
        origins: Origins,
        /// Read at each sign-in; `None` where the identity provider's tokens are used.
        token_file: Option<PathBuf>,
    },
}

impl Program {
    /// Reads the command line and the environment.
    ///
    /// # Errors
    /// When the program should end: help was asked for, or a value cannot be used.
    pub fn from_process() -> Result<Self, Exit> {
        let line = CommandLine::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Told(error),
            _ => Exit::BadValue(in_one_line(&error)),
        })?;
        match line.command {
            None => Config::check(line.console).map(|config| Self::Console(Box::new(config))),
            Some(Command::ControlPlane(flags)) => flags.check().map(|config| Self::ControlPlane(Box::new(config))),
        }
        .map_err(Exit::BadValue)
    }
}

impl Config {
    fn check(flags: Flags) -> Result<Self, BadValue> {
        let site_dir = match flags.site_dir {
            Some(folder) => folder,
            None => site_of_executable()?,
        };
        let site = Site::open(&site_dir).map_err(|error: NoSite| BadValue(format!("--site-dir: {error}")))?;
        let sessions = flags.sessions.check(flags.embedded.data_dir())?;
        let provider = flags.provider.check()?;
        let control_plane = match flags.control_plane {
            Some(api) => ControlPlaneConfig::Remote {
                origins: flags.services.check(api),
                token_file: token_file(flags.control_plane_token_file, provider.is_some())?,
            },
            None if flags.control_plane_token_file.is_some() => {
                return Err(BadValue(
                    "--control-plane-token-file needs --control-plane, for example \
                     --control-plane http://127.0.0.1:8080"
                        .to_owned(),
                ));
            }
            None if flags.services.name_any() => {
                return Err(BadValue(
                    "--gateway and --gitea need --control-plane, for example --control-plane http://127.0.0.1:8080"
                        .to_owned(),
                ));
            }
            None => ControlPlaneConfig::Embedded(flags.embedded.check(&site_dir)?),
        };
        Ok(Self {
            listen: flags.listen,
            certificate: flags.tls.check(flags.public_url.as_ref())?,
            public_url: flags.public_url,
            control_plane,
            trusted_proxies: TrustedProxies(flags.trusted_proxies),
            provider,
            sessions,
            site,
            collector: flags.otlp_endpoint,
            log: flags.log.into(),
        })
    }
}

/// The token of a remote control plane: named, or the identity provider's.
fn token_file(named: Option<PathBuf>, has_provider: bool) -> Result<Option<PathBuf>, BadValue> {
    match (named, has_provider) {
        (None, true) => Ok(None),
        (Some(path), false) => match std::fs::metadata(&path) {
            Ok(_) => Ok(Some(path)),
            Err(cause) => Err(BadValue(format!(
                "--control-plane-token-file \"{}\": {cause}",
                path.display()
            ))),
        },
        (None, false) => Err(BadValue(
            "--control-plane needs --oidc-issuer or --control-plane-token-file, for example \
             --control-plane-token-file /run/secrets/control-plane-token"
                .to_owned(),
        )),
        (Some(_), true) => Err(BadValue(
            "--control-plane-token-file cannot be used with --oidc-issuer: each User's own token goes to the control \
             plane; leave one of them out"
                .to_owned(),
        )),
    }
}

/// `target/site` for `target/release/catalyst-console`.
fn site_of_executable() -> Result<PathBuf, BadValue> {
    let executable = std::env::current_exe();
    let site = executable.and_then(|executable| {
        let folder = executable.parent().and_then(Path::parent);
        folder
            .map(|folder| folder.join("site"))
            .ok_or(io::ErrorKind::NotFound.into())
    });
    site.map_err(|cause| BadValue(format!("--site-dir: this program's own folder is unknown ({cause})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn complaint(arguments: &[&str]) -> String {
        let error = CommandLine::try_parse_from([&["catalyst-console"], arguments].concat()).unwrap_err();
        in_one_line(&error).to_string()
    }

    #[test]
    fn the_flags_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_flag_has_an_environment_twin_and_an_example() {
        let console = CommandLine::command();
        let separate = console.find_subcommand("control-plane").unwrap();
        for flag in console.get_arguments().chain(separate.get_arguments()) {
            let id = flag.get_id().as_str();
            let twin = format!("CATALYST_{}", id.to_uppercase());
            assert_eq!(flag.get_env().and_then(|name| name.to_str()), Some(twin.as_str()));
            let help = flag.get_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example: --"), "{id}: {help}");
        }
    }

    #[test]
    fn a_bad_value_is_one_line_with_the_flag_the_reason_and_an_example() {
        for (flag, value, example) in [
            ("--listen", "3000", "127.0.0.1:3000"),
            ("--public-url", "console", "https://console.t01.omani.works"),
            ("--control-plane", "ftp://x", "http://127.0.0.1:8080"),
            ("--oidc-issuer", "auth", "https://auth.t01.omani.works"),
            ("--oidc-issuer", "file:///x", "https://auth.t01.omani.works"),
            ("--oidc-issuer", "https://x/?realm=y", "https://auth.t01.omani.works"),
            ("--trusted-proxies", "gateway", "10.42.0.0/16"),
            (
                "--otlp-endpoint",
                "http://collector:4318/v1/traces",
                "http://otel-collector:4318",
            ),
            ("--seed", "full", "demo"),
            ("--session-store", "disk", "sqlite"),
            ("--session-store", "rediss://valkey:6379/#insecure", "sqlite"),
            ("--speed", "0", "10"),
            ("--speed", "NaN", "10"),
            ("--log", "xml", "json"),
            ("--log-filter", "=,=", "info"),
            ("--fqdn", "x-.y", "t01.omani.works"),
        ] {
            let line = complaint(&[flag, value]);
            assert!(
                line.starts_with(flag) && line.contains(value) && line.contains(example),
                "{line}"
            );
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }

    #[test]
    fn an_unknown_flag_and_a_missing_value_are_one_line_too() {
        assert!(complaint(&["--lisen", "x"]).starts_with("--lisen: there is no such flag"));
        assert!(complaint(&["--listen"]).starts_with("--listen: a value must follow"));
        assert_eq!(complaint(&["stray"]).lines().count(), 1);
    }
}
