//! Services of a control plane that are at origins of their own.

use super::values;
use http::Uri;

/// Flags of the services that need not be behind --control-plane.
#[derive(Debug, clap::Args)]
pub(super) struct ServiceFlags {
    /// The gateway of the tenant services (accounts, billing, plans, shops, domains). Default: --control-plane.
    ///
    /// Example: --gateway http://gateway.catalyst.svc:8080
    #[arg(long, env = "CATALYST_GATEWAY", value_name = "URL", value_parser = values::control_plane)]
    gateway: Option<Uri>,

    /// Gitea itself, which is asked without the prefix /gitea. Default: --control-plane, with the prefix.
    ///
    /// Example: --gitea http://gitea-http.gitea.svc:3000
    #[arg(long, env = "CATALYST_GITEA", value_name = "URL", value_parser = values::control_plane)]
    gitea: Option<Uri>,
}

/// Scheme and authority of each service of a control plane.
#[derive(Debug)]
pub struct Origins {
    /// catalyst-api.
    pub api: Uri,
    /// The gateway of the tenant services; `None` where it is behind `api`.
    pub gateway: Option<Uri>,
    /// Gitea; `None` where it is behind `api`.
    pub gitea: Option<Uri>,
}

impl ServiceFlags {
    pub(super) fn name_any(&self) -> bool {
        self.gateway.is_some() || self.gitea.is_some()
    }

    pub(super) fn check(self, api: Uri) -> Origins {
        Origins {
            api,
            gateway: self.gateway,
            gitea: self.gitea,
        }
    }
}
