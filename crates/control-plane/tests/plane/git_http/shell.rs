//! Somebody at a shell with the real `git`, in a home folder of its own.

use std::path::PathBuf;
use tempfile::TempDir;
use tokio::process::Command;

pub(super) struct Shell {
    home: TempDir,
    pub(super) url: String,
}

/// What a command said, on both of its outputs.
pub(super) struct Said {
    pub(super) text: String,
    succeeded: bool,
}

impl Said {
    #[track_caller]
    pub(super) fn ok(self) -> String {
        assert!(self.succeeded, "{}", self.text);
        self.text
    }

    /// What a command said that had to fail with these words.
    #[track_caller]
    pub(super) fn fails_with(self, words: &str) {
        assert!(!self.succeeded && self.text.contains(words), "{}", self.text);
    }
}

impl Shell {
    /// In front of the repository of the Application `blog`.
    pub(super) fn new(address: &str, token: &str) -> Self {
        Self::at(address, token, "home/blog")
    }

    pub(super) fn at(address: &str, token: &str, repository: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            url: format!("http://anybody:{token}@{address}/gitea/{repository}.git"),
        }
    }

    /// The working tree.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.home.path().join("blog").join(path)
    }

    pub(super) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.file(path)).unwrap()
    }

    pub(super) fn append(&self, path: &str, text: &str) {
        let before = std::fs::read_to_string(self.file(path)).unwrap_or_default();
        std::fs::write(self.file(path), before + text).unwrap();
    }

    pub(super) async fn clone(&self) -> Said {
        self.run(self.home.path().to_owned(), &["clone", &self.url, "blog"])
            .await
    }

    /// Runs `git` in the working tree.
    pub(super) async fn git(&self, arguments: &[&str]) -> Said {
        self.run(self.file(""), arguments).await
    }

    /// Commits everything.
    pub(super) async fn commit(&self, message: &str) {
        self.git(&["add", "--all"]).await.ok();
        self.git(&["commit", "--message", message]).await.ok();
    }

    pub(super) async fn push(&self) -> Said {
        self.git(&["push", "origin", "main"]).await
    }

    pub(super) async fn run(&self, folder: PathBuf, arguments: &[&str]) -> Said {
        let output = Command::new("git")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.home.path())
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Amal")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "amal@example.test")))
            .current_dir(folder)
            .args(arguments)
            .output()
            .await
            .unwrap_or_else(|error| panic!("these tests need git on the machine: {error}"));
        let text = [output.stdout, output.stderr].concat();
        Said {
            text: String::from_utf8_lossy(&text).into_owned(),
            succeeded: output.status.success(),
        }
    }
}
