//! Knowing that a step has nothing to do.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// Collects everything that a step's output depends on.
#[derive(Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Starts with this tool itself, because its code decides what every step makes.
    pub(crate) fn of_tool() -> Result<Self> {
        let tool = std::env::current_exe().context("this program's own path is unknown")?;
        Self::default().artifact(&tool)
    }

    /// A setting or a name.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// A file's contents.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        let contents = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        self.0.update(contents.len().to_le_bytes());
        self.0.update(contents);
        Ok(self)
    }

    /// A large build product, by its size and time: the compiler leaves both alone when nothing changed.
    pub(crate) fn artifact(mut self, path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).with_context(|| format!("{} is missing", path.display()))?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.0.update(metadata.len().to_le_bytes());
        self.0.update(modified.as_nanos().to_le_bytes());
        Ok(self)
    }

    /// Every file below `directory`, by name and contents.
    pub(crate) fn tree(mut self, directory: &Path) -> Result<Self> {
        for path in files(directory)? {
            self = self.text(&path.to_string_lossy()).file(&directory.join(&path))?;
        }
        Ok(self)
    }

    /// The fingerprint in hexadecimal.
    pub(crate) fn finish(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The file that remembers a finished step's fingerprint.
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Whether the step last finished with this very fingerprint.
    pub(crate) fn matches(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|stored| stored == fingerprint)
    }

    /// Remembers that the step finished with this fingerprint.
    pub(crate) fn write(&self, fingerprint: &str) -> Result<()> {
        fs::write(&self.0, fingerprint).with_context(|| format!("{} cannot be written", self.0.display()))
    }

    /// Forgets the step, before its output is touched.
    pub(crate) fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// All files below `directory`, relative to it and in a stable order; a missing directory is empty.
pub(crate) fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(directory).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.push(entry.path().strip_prefix(directory)?.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_follows_names_and_contents() -> Result<()> {
        let directory = tempfile::tempdir()?;
        fs::write(directory.path().join("a"), "one")?;
        let before = Fingerprint::default().tree(directory.path())?.finish();
        assert_eq!(Fingerprint::default().tree(directory.path())?.finish(), before);

        fs::write(directory.path().join("a"), "two")?;
        let edited = Fingerprint::default().tree(directory.path())?.finish();
        assert_ne!(edited, before);

        fs::rename(directory.path().join("a"), directory.path().join("b"))?;
        assert_ne!(Fingerprint::default().tree(directory.path())?.finish(), edited);
        Ok(())
    }

    #[test]
    fn a_stamp_is_forgotten_before_work_starts() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let stamp = Stamp::new(directory.path().join("stamp"));
        assert!(!stamp.matches("x"));
        stamp.write("x")?;
        assert!(stamp.matches("x"));
        stamp.clear()?;
        stamp.clear()?;
        assert!(!stamp.matches("x"));
        Ok(())
    }
}
