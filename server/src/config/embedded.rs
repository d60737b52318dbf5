//! What an embedded control plane needs to know, whether the console holds it or a process of its own.

use super::{BadValue, Fqdn, Seed, Speed, handover::HandoverFlags, values};
use ::control_plane::Mothership;
use std::path::{Path, PathBuf};

/// Flags of an embedded control plane.
#[derive(Debug, clap::Args)]
pub(super) struct EmbeddedFlags {
    /// Where the embedded control plane keeps its database and Git repositories, and a console what it keeps of its own.
    ///
    /// Example: --data-dir /var/lib/catalyst-console
    #[arg(long, env = "CATALYST_DATA_DIR", value_name = "DIR", default_value = ".data")]
    data_dir: PathBuf,

    /// Folder with Blueprints, added to the starter catalogue; may be given more than once (in the environment:
    /// separated by commas). Default: the starter catalogue only.
    ///
    /// Example: --blueprints ./my-blueprints --blueprints ./more-blueprints
    #[arg(long, env = "CATALYST_BLUEPRINTS", value_name = "DIR", value_delimiter = ',')]
    blueprints: Vec<PathBuf>,

    /// What a new data directory starts with: demo (Organizations, Environments and Applications) or empty.
    ///
    /// Example: --seed empty
    #[arg(long, env = "CATALYST_SEED", default_value = "demo", value_parser = values::seed)]
    seed: Seed,

    /// How many times faster than real time the simulated cluster lives.
    ///
    /// Example: --speed 10
    #[arg(long, env = "CATALYST_SPEED", default_value = "1", value_parser = values::speed)]
    speed: Speed,

    /// Host name base of the embedded Sovereign, as in console.<fqdn>.
    ///
    /// Example: --fqdn t01.omani.works
    #[arg(long, env = "CATALYST_FQDN", default_value = "t01.omani.works", value_parser = values::fqdn)]
    fqdn: Fqdn,

    #[command(flatten)]
    handover: HandoverFlags,
}

/// What the embedded control plane starts with.
#[derive(Clone, Debug)]
pub struct EmbeddedConfig {
    /// Database and repositories.
    pub data_dir: PathBuf,
    /// Folders of Blueprints, the starter catalogue first.
    pub blueprints: Vec<PathBuf>,
    /// Content of a new data directory.
    pub seed: Seed,
    /// Of the simulator.
    pub speed: Speed,
    /// Host name base.
    pub fqdn: Fqdn,
    /// Who may hand it over; `None` for nobody.
    pub mothership: Option<Mothership>,
}

impl EmbeddedFlags {
    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The folder `blueprints` is looked for near `site_dir`.
    pub(super) fn check(self, site_dir: &Path) -> Result<EmbeddedConfig, BadValue> {
        Ok(EmbeddedConfig {
            data_dir: self.data_dir,
            blueprints: blueprint_folders(site_dir, self.blueprints)?,
            seed: self.seed,
            speed: self.speed,
            fqdn: self.fqdn,
            mothership: self.handover.check()?,
        })
    }
}

/// The starter catalogue, where it can be found, and the folders that were named.
fn blueprint_folders(site_dir: &Path, named: Vec<PathBuf>) -> Result<Vec<PathBuf>, BadValue> {
    if let Some(missing) = named.iter().find(|folder| !folder.is_dir()) {
        return Err(BadValue(format!(
            "--blueprints \"{}\": there is no such folder; name one that holds Blueprints, for example \
             --blueprints ./my-blueprints",
            missing.display()
        )));
    }
    // Beside an installed site, or at the top of the repository that `target/site` was built in.
    let near_site = [site_dir.join("../blueprints"), site_dir.join("../../blueprints")];
    let starter = near_site
        .into_iter()
        .chain([PathBuf::from("blueprints")])
        .find(|folder| folder.is_dir())
        .map(|folder| folder.canonicalize().unwrap_or(folder));
    Ok(starter.into_iter().chain(named).collect())
}
