//! Every URL of the console, built in one place.

use contract::endpoint::{segments, with_query};
use contract::{ApplicationName, BlueprintName, BlueprintVersion, EnvironmentName};

/// The start page: sends on to the Environment looked at last.
#[must_use]
pub fn home() -> String {
    "/".to_owned()
}

/// The sign-in page.
#[must_use]
pub fn sign_in() -> String {
    "/sign-in".to_owned()
}

/// The User's own sessions.
#[must_use]
pub fn my_sessions() -> String {
    "/account/sessions".to_owned()
}

/// The marketplace.
#[must_use]
pub fn marketplace() -> String {
    "/marketplace".to_owned()
}

/// One Blueprint's page.
#[must_use]
pub fn blueprint(name: &BlueprintName) -> String {
    segments(&["marketplace", name.as_str()])
}

/// The install form of a Blueprint, with the version and Environment preset.
#[must_use]
pub fn install(
    name: &BlueprintName,
    version: Option<&BlueprintVersion>,
    environment: Option<&EnvironmentName>,
) -> String {
    with_query(
        segments(&["marketplace", name.as_str(), "install"]),
        &[
            ("version", version.map(AsRef::as_ref)),
            ("environment", environment.map(AsRef::as_ref)),
        ],
    )
}

/// The Applications of an Environment.
#[must_use]
pub fn environment(name: &EnvironmentName) -> String {
    segments(&["environments", name.as_str()])
}

/// Tabs of an Application's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationTab {
    /// State, endpoints, workloads.
    Overview,
    /// The install form again, on what is there.
    Settings,
    /// Files of the repository, in an editor.
    Code,
    /// Commits of the repository.
    History,
    /// Removing it.
    Delete,
}

/// One tab of an Application's page.
#[must_use]
pub fn application(environment: &EnvironmentName, name: &ApplicationName, tab: ApplicationTab) -> String {
    let base = segments(&["environments", environment.as_str(), "applications", name.as_str()]);
    match tab {
        ApplicationTab::Overview => base,
        ApplicationTab::Settings => format!("{base}/settings"),
        ApplicationTab::Code => format!("{base}/code"),
        ApplicationTab::History => format!("{base}/history"),
        ApplicationTab::Delete => format!("{base}/delete"),
    }
}

/// Whether a page holds the text editor, which needs a looser policy for styles than every other page.
#[must_use]
pub fn holds_editor(path: &str) -> bool {
    let mut segments = path.trim_matches('/').split('/');
    segments.next() == Some("environments")
        && segments.nth(1) == Some("applications")
        && segments.nth(1) == Some("code")
}
