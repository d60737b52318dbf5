//! The files of a repository as a list that people can find their way in.

use serde::{Deserialize, Serialize};

/// A file that the branch has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Path from the top.
    pub path: String,
    /// Blob id.
    pub sha: String,
}

/// One folder and its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Path; empty for the top.
    pub path: String,
    /// Paths of its files, in order.
    pub files: Vec<String>,
}

/// The files whose path contains `search` in any case, by folder: the top first, then by path.
#[must_use]
pub fn folders(paths: &[String], search: &str) -> Vec<Folder> {
    let search = search.trim().to_lowercase();
    let mut found: Vec<&String> = paths
        .iter()
        .filter(|path| search.is_empty() || path.to_lowercase().contains(&search))
        .collect();
    found.sort_by(|one, other| parts(one).cmp(&parts(other)));
    let mut folders: Vec<Folder> = Vec::new();
    for path in found {
        let (folder, _) = parts(path);
        match folders.last_mut() {
            Some(last) if last.path == folder => last.files.push(path.clone()),
            _ => folders.push(Folder {
                path: folder.to_owned(),
                files: vec![path.clone()],
            }),
        }
    }
    folders
}

/// Folder and name of a path.
#[must_use]
pub fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Whether the file is YAML, by its name.
#[must_use]
pub fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The file with the Application's settings.
pub const VALUES: &str = "values.yaml";

/// The file that is shown first: the settings, else the first one.
#[must_use]
pub fn first(paths: &[String]) -> Option<&String> {
    paths.iter().find(|path| *path == VALUES).or_else(|| paths.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_their_folders_the_top_first() {
        let paths = [
            "overlays/prod/values.yaml",
            "values.yaml",
            "overlays/prod/a.yaml",
            "CODEOWNERS",
        ]
        .map(str::to_owned);
        let folders = folders(&paths, "");
        assert_eq!(folders[0].files, ["CODEOWNERS", "values.yaml"]);
        assert_eq!(folders[1].path, "overlays/prod");
        assert_eq!(folders[1].files, ["overlays/prod/a.yaml", "overlays/prod/values.yaml"]);
    }

    #[test]
    fn a_search_looks_at_whole_paths_in_any_case() {
        let paths = ["overlays/prod/values.yaml", "CODEOWNERS"].map(str::to_owned);
        assert_eq!(folders(&paths, "PROD").len(), 1);
        assert_eq!(folders(&paths, "codeowners")[0].files, ["CODEOWNERS"]);
        assert!(folders(&paths, "nothing").is_empty());
    }
}
