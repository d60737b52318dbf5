//! Who signs people in.

use super::{BadValue, values};
use crate::auth::oidc::ProviderSettings;
use crate::secret::Secret;
use clap::builder::NonEmptyStringValueParser;
use openidconnect::IssuerUrl;
use std::path::{Path, PathBuf};

/// Flags that name an identity provider, for a console and for a control plane that takes its tokens.
#[derive(Debug, clap::Args)]
pub(super) struct IssuerFlags {
    /// The identity provider that signs people in, as its tokens name it in "iss". Without one, a one-time link in the
    /// console's terminal signs in. Register <public URL of the console>/auth/callback as redirect URI there.
    ///
    /// Example: --oidc-issuer https://auth.t01.omani.works/realms/sovereign
    #[arg(long, env = "CATALYST_OIDC_ISSUER", value_name = "URL", value_parser = values::issuer)]
    oidc_issuer: Option<IssuerUrl>,

    /// The console's client id at the identity provider.
    ///
    /// Example: --oidc-client-id catalyst-console
    #[arg(
        long,
        env = "CATALYST_OIDC_CLIENT_ID",
        value_name = "ID",
        default_value = "catalyst-console"
    )]
    oidc_client_id: String,
}

impl IssuerFlags {
    /// The provider, if one is named; `secret_file` holds the client's secret.
    pub(super) fn check(self, secret_file: Option<&Path>) -> Result<Option<ProviderSettings>, BadValue> {
        let Some(issuer) = self.oidc_issuer else {
            return Ok(None);
        };
        Ok(Some(ProviderSettings {
            issuer,
            client_id: self.oidc_client_id,
            name: None,
            client_secret: secret_file.map(client_secret).transpose()?,
        }))
    }
}

/// Flags of the console as the provider's client.
#[derive(Debug, clap::Args)]
pub(super) struct ProviderFlags {
    #[command(flatten)]
    issuer: IssuerFlags,

    /// File with the client's secret. Without it the console is a public client, which PKCE alone protects.
    ///
    /// Example: --oidc-client-secret-file /run/secrets/oidc-client-secret
    #[arg(long, env = "CATALYST_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    oidc_client_secret_file: Option<PathBuf>,

    /// What people know the identity provider by: customers may continue with it instead of a code by e-mail. Its host
    /// unless this says otherwise.
    ///
    /// Example: --oidc-name "Omani ID"
    #[arg(long, env = "CATALYST_OIDC_NAME", value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    oidc_name: Option<String>,
}

impl ProviderFlags {
    pub(super) fn check(self) -> Result<Option<ProviderSettings>, BadValue> {
        let settings = self.issuer.check(self.oidc_client_secret_file.as_deref())?;
        Ok(settings.map(|settings| ProviderSettings {
            name: self.oidc_name,
            ..settings
        }))
    }
}

fn client_secret(path: &Path) -> Result<Secret, BadValue> {
    let flag = "--oidc-client-secret-file";
    let text =
        std::fs::read_to_string(path).map_err(|cause| BadValue(format!("{flag} \"{}\": {cause}", path.display())))?;
    match text.trim() {
        "" => Err(BadValue(format!("{flag} \"{}\": the file is empty", path.display()))),
        secret => Ok(Secret::new(secret)),
    }
}
