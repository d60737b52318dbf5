//! Where the objects of a push wait until it is decided that they may stay.

use super::program::{self, ProgramError};
use super::{GitError, Repositories};
use git2::Repository;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::io::AsyncRead;

/// How the folders begin that hold objects in quarantine.
const PREFIX: &str = "incoming-";
/// The parts of a pack in the order in which they move: a pack counts as there with its index.
const PARTS: [&str; 3] = ["pack", "rev", "idx"];

/// Objects that a repository does not have yet. Dropping it throws them away.
#[derive(Debug)]
pub(crate) struct Quarantine {
    repository: PathBuf,
    objects: TempDir,
}

impl Quarantine {
    /// Takes a pack in and checks it.
    pub(crate) async fn receive(&self, pack: impl AsyncRead + Unpin) -> Result<(), ProgramError> {
        program::index_pack(&self.repository, self.objects.path(), pack).await
    }

    /// The repository as if the objects were in it already.
    pub(super) fn opened(&self) -> Result<Repository, GitError> {
        let repository = Repository::open_bare(&self.repository)?;
        repository
            .odb()?
            .add_disk_alternate(&self.objects.path().to_string_lossy())?;
        Ok(repository)
    }

    /// Makes the objects the repository's own. No branch moves.
    pub(crate) fn admit(&self) -> Result<(), GitError> {
        let (from, to) = (self.objects.path().join("pack"), self.repository.join("objects/pack"));
        fs::create_dir_all(&to)?;
        for part in PARTS {
            for file in files_with_extension(&from, part)? {
                if let Some(name) = file.file_name() {
                    fs::rename(&file, to.join(name))?;
                }
            }
        }
        Ok(())
    }
}

impl Repositories {
    /// An empty quarantine beside a repository's own objects.
    pub(crate) fn quarantine(&self, name: &str) -> Result<Quarantine, GitError> {
        let repository = fs::canonicalize(self.path(name))?;
        let objects = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&repository)?;
        fs::create_dir(objects.path().join("pack"))?;
        // What is pushed builds upon what is there.
        let own = repository.join("objects");
        fs::create_dir(objects.path().join("info"))?;
        fs::write(objects.path().join("info/alternates"), format!("{}\n", own.display()))?;
        Ok(Quarantine { repository, objects })
    }

    /// Removes what pushes left behind that a killed process was receiving.
    pub(crate) fn remove_stale_quarantines(&self, name: &str) -> Result<(), GitError> {
        for folder in super::folders(&self.path(name))? {
            if folder.starts_with(PREFIX) {
                fs::remove_dir_all(self.path(name).join(folder))?;
            }
        }
        Ok(())
    }
}

fn files_with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, GitError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    Ok(files)
}
