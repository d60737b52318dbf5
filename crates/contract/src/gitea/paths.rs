//! Which paths a file of a repository can have, and which files the platform writes itself.

/// The longest path, in bytes.
pub const LONGEST_PATH: usize = 1024;
/// Files that say what the Application is: written from its record, which a commit could only contradict.
const WRITTEN_BY_PLATFORM: [&str; 2] = ["application.yaml", "helmrelease.yaml"];

/// Whether a file says what the Application is, or holds the place of its secrets.
#[must_use]
pub fn is_written_by_platform(path: &str) -> bool {
    WRITTEN_BY_PLATFORM.contains(&path) || path == "secrets" || path.starts_with("secrets/")
}

/// Whether a text is a path inside a repository that is none of Git's own and means the same on every system.
#[must_use]
pub fn is_path(path: &str) -> bool {
    let step = |step: &str| {
        !matches!(step, "" | "." | "..")
            && !step.eq_ignore_ascii_case(".git")
            && !step.chars().any(|c| c.is_control() || matches!(c, '\\' | ':'))
    };
    path.len() <= LONGEST_PATH && path.split('/').all(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_repository() {
        assert!(is_path("overlays/prod/values.yaml"));
        for path in [
            "",
            "/a",
            "a//b",
            "../a",
            "a/.git/config",
            "a/.GIT/b",
            "a\\b",
            "a\nb",
            "c:x",
        ] {
            assert!(!is_path(path), "{path:?}");
        }
        assert!(!is_path(&"a".repeat(LONGEST_PATH + 1)));
    }

    #[test]
    fn the_record_of_an_application_is_the_platforms() {
        assert!(is_written_by_platform("application.yaml"));
        assert!(is_written_by_platform("secrets/admin.yaml"));
        assert!(!is_written_by_platform("secrets.yaml"));
        assert!(!is_written_by_platform("overlays/prod/application.yaml"));
    }
}
