//! Files of a repository: the tree, one file, and a commit of several changes. Gitea's REST API, v1.

use super::Repository;
use crate::CommitId;
use crate::endpoint::{Access, Endpoint, with_query};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde::{Deserialize, Serialize};

/// `GET /repos/{owner}/{repo}/git/trees/{sha}`: what lies in the repository.
#[derive(Clone, Debug)]
pub struct GetTree {
    /// Which repository.
    pub repository: Repository,
    /// Branch or commit.
    pub sha: String,
    /// Folders below folders too.
    pub recursive: bool,
}

/// `GET /repos/{owner}/{repo}/contents/{path}?ref=`: one file with its blob id.
#[derive(Clone, Debug)]
pub struct GetContents {
    /// Which repository.
    pub repository: Repository,
    /// Path in the repository, without a leading slash.
    pub file: String,
    /// Branch or commit.
    pub at: String,
}

/// `POST /repos/{owner}/{repo}/contents`: several changes as one commit.
///
/// Answers 201. Refused with 403 when the branch takes pull requests only, with 404 when the repository, the branch or a
/// file is not there, and with 422 when a file is no longer the blob that its change names, when the new branch is there
/// already, or when a path or the result cannot be accepted.
#[derive(Clone, Debug)]
pub struct ChangeFiles {
    /// Which repository.
    pub repository: Repository,
    /// What changes.
    pub change: FilesChange,
}

/// The most bytes of the body of [`ChangeFiles`]: files in Base64, where other calls carry settings only.
pub const LARGEST_CHANGE: usize = 8 << 20;

/// A tree (Gitea's `GitTreeResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// Id of the tree.
    pub sha: String,
    /// What lies in it.
    #[serde(default)]
    pub tree: Vec<TreeEntry>,
    /// Whether entries were left out.
    #[serde(default)]
    pub truncated: bool,
    /// 1-based page.
    #[serde(default)]
    pub page: u32,
    /// Entries in all.
    #[serde(default)]
    pub total_count: u64,
}

/// One entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeEntry {
    /// Path from the top.
    pub path: String,
    /// File mode in octal, such as `100644`.
    pub mode: String,
    /// `blob`, `tree` or `commit`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Bytes; 0 for a folder.
    #[serde(default)]
    pub size: u64,
    /// Id of the object.
    pub sha: String,
}

impl TreeEntry {
    /// Whether it is a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.kind == "blob"
    }
}

/// One file (Gitea's `ContentsResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Name without its folder.
    pub name: String,
    /// Path from the top.
    pub path: String,
    /// Blob id: what a change of the file names.
    pub sha: String,
    /// `file`, `dir`, `symlink` or `submodule`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Bytes.
    #[serde(default)]
    pub size: u64,
    /// `base64`, where there is content.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The content, encoded.
    #[serde(default)]
    pub content: Option<String>,
    /// The commit that changed it last.
    #[serde(default)]
    pub last_commit_sha: Option<CommitId>,
}

impl Contents {
    /// The bytes of the file; `None` without content, or when it cannot be decoded.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let encoded: String = self.content.as_deref()?.split_ascii_whitespace().collect();
        STANDARD.decode(encoded).ok()
    }

    /// The file as text; `None` when it is none.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let bytes = self.bytes()?;
        let text = String::from_utf8(bytes).ok()?;
        (!text.contains('\0')).then_some(text)
    }
}

/// Body of [`ChangeFiles`] (Gitea's `ChangeFilesOptions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesChange {
    /// The branch to commit to; the default branch when empty.
    #[serde(default)]
    pub branch: String,
    /// Makes this branch from `branch`, and commits there instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_branch: Option<String>,
    /// Commit message.
    #[serde(default)]
    pub message: String,
    /// The changes.
    pub files: Vec<FileChange>,
}

/// One change of one file (Gitea's `ChangeFileOperation`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// What to do.
    pub operation: FileOperation,
    /// Path from the top.
    pub path: String,
    /// Where the file was, when it moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// Blob id of the file that is changed or deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha: Option<String>,
    /// The new content in Base64; not for a deletion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

crate::open_enum! {
    /// What a change does to a file.
    pub enum FileOperation { Create => "create", Update => "update", Delete => "delete" }
}

impl FileChange {
    /// The new content; `None` without any, or when it cannot be decoded.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.content.as_deref()?).ok()
    }

    /// A new file.
    #[must_use]
    pub fn create(path: String, text: &str) -> Self {
        Self {
            operation: FileOperation::Create,
            path,
            from_path: None,
            sha: None,
            content: Some(STANDARD.encode(text)),
        }
    }

    /// Another text for the file whose blob id is `sha`.
    #[must_use]
    pub fn update(path: String, sha: String, text: &str) -> Self {
        Self {
            operation: FileOperation::Update,
            sha: Some(sha),
            ..Self::create(path, text)
        }
    }

    /// The file at `from`, whose blob id is `sha`, under another path. `content` is its content then, in Base64.
    #[must_use]
    pub fn rename(from: String, path: String, sha: String, content: String) -> Self {
        Self {
            operation: FileOperation::Update,
            path,
            from_path: Some(from),
            sha: Some(sha),
            content: Some(content),
        }
    }

    /// Away with the file whose blob id is `sha`.
    #[must_use]
    pub fn delete(path: String, sha: String) -> Self {
        Self {
            operation: FileOperation::Delete,
            path,
            from_path: None,
            sha: Some(sha),
            content: None,
        }
    }
}

/// What a commit of changes did (Gitea's `FilesResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesChanged {
    /// The files as they are now; null in place of a deleted one.
    #[serde(default)]
    pub files: Vec<Option<Contents>>,
    /// The commit.
    pub commit: super::CommitRef,
}

impl Endpoint for GetTree {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/git/trees/{sha}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Tree;

    fn path(&self) -> String {
        with_query(
            self.repository.path(&["git", "trees", &self.sha]),
            &[("recursive", self.recursive.then_some("true"))],
        )
    }
}

impl Endpoint for GetContents {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/contents/{*path}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Contents;

    fn path(&self) -> String {
        let parts: Vec<&str> = std::iter::once("contents").chain(self.file.split('/')).collect();
        with_query(self.repository.path(&parts), &[("ref", Some(&self.at))])
    }
}

impl Endpoint for ChangeFiles {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/gitea/api/v1/repos/{owner}/{repo}/contents";
    const ACCESS: Access = Access::TierAdmin;
    type Body = FilesChange;
    type Output = FilesChanged;

    fn path(&self) -> String {
        self.repository.path(&["contents"])
    }

    fn body(&self) -> Option<&FilesChange> {
        Some(&self.change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_is_text_only_when_it_is() {
        let contents = |content: &str| -> Contents {
            let file = json!({"name": "a", "path": "a", "sha": "1", "type": "file", "size": 2, "encoding": "base64", "content": content});
            serde_json::from_value(file).unwrap()
        };
        assert_eq!(contents("aGk=\n").text().as_deref(), Some("hi"));
        assert_eq!(contents("/w==").text(), None, "no UTF-8");
        assert_eq!(contents("AAA=").text(), None, "zeroes");
        assert_eq!(contents("%%").text(), None, "no Base64");
    }

    #[test]
    fn a_path_cannot_leave_the_repository() {
        let endpoint = GetContents {
            repository: Repository {
                owner: "acme".to_owned(),
                name: "shop".to_owned(),
            },
            file: "a b/c?d".to_owned(),
            at: "main".to_owned(),
        };
        assert_eq!(
            endpoint.path(),
            "/gitea/api/v1/repos/acme/shop/contents/a%20b/c%3Fd?ref=main"
        );
    }
}
