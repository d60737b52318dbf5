//! Who may hand an embedded Sovereign over.

use super::{BadValue, values};
use crate::public_url::PublicUrl;
use ::control_plane::Mothership;
use std::path::{Path, PathBuf};

/// Flags of the mothership, whose link makes its holder the owner once.
#[derive(Debug, clap::Args)]
pub(super) struct HandoverFlags {
    /// Origin of the mothership's console, as its handover links name it in "iss". The links must be for
    /// https://console.<fqdn>. Needs --handover-key-file. Default: nobody hands the embedded Sovereign over.
    ///
    /// Example: --handover-issuer https://console.openova.io
    #[arg(long, env = "CATALYST_HANDOVER_ISSUER", value_name = "URL", value_parser = values::public_url)]
    handover_issuer: Option<PublicUrl>,

    /// File with the mothership's public key, as its /api/v1/handover/public-key answers it (a JWK).
    ///
    /// Example: --handover-key-file /run/secrets/handover-key.json
    #[arg(long, env = "CATALYST_HANDOVER_KEY_FILE", value_name = "FILE")]
    handover_key_file: Option<PathBuf>,
}

impl HandoverFlags {
    /// The mothership, if one is named.
    pub(super) fn check(self) -> Result<Option<Mothership>, BadValue> {
        match (self.handover_issuer, self.handover_key_file) {
            (None, None) => Ok(None),
            (Some(issuer), Some(key)) => read(&issuer, &key).map(Some),
            (Some(_), None) => Err(BadValue(
                "--handover-issuer needs --handover-key-file, for example --handover-key-file \
                 /run/secrets/handover-key.json"
                    .to_owned(),
            )),
            (None, Some(_)) => Err(BadValue(
                "--handover-key-file needs --handover-issuer, for example --handover-issuer https://console.openova.io"
                    .to_owned(),
            )),
        }
    }
}

fn read(issuer: &PublicUrl, path: &Path) -> Result<Mothership, BadValue> {
    let wrong =
        |cause: &dyn std::fmt::Display| BadValue(format!("--handover-key-file \"{}\": {cause}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|cause| wrong(&cause))?;
    let key = serde_json::from_str(&text).map_err(|cause| wrong(&format!("it holds no JWK: {cause}")))?;
    Mothership::new(issuer.origin(), key).map_err(|cause| wrong(&cause))
}
