//! What a step of setting up is called. The service's own names are technical (tenant contract §E.2).

use crate::i18n::*;
use crate::ui::{Step, StepState};
use contract::provisioning::{ProvisionStep, StepStatus};
use std::collections::BTreeMap;

/// A step as a shop owner reads it. `apps` are the names of apps by their slugs.
pub(super) fn step(locale: Locale, step: ProvisionStep, apps: &BTreeMap<String, String>) -> Step {
    let name = step.name.to_lowercase();
    let known = [
        ("tenant", td_string!(locale, storefront.launching.step_account)),
        ("organization", td_string!(locale, storefront.launching.step_account)),
        ("commit", td_string!(locale, storefront.launching.step_plan)),
        ("manifest", td_string!(locale, storefront.launching.step_plan)),
        ("cluster", td_string!(locale, storefront.launching.step_space)),
        ("tls", td_string!(locale, storefront.launching.step_lock)),
        ("certificate", td_string!(locale, storefront.launching.step_lock)),
        ("health", td_string!(locale, storefront.launching.step_check)),
    ];
    let known = known.into_iter().find(|(word, _)| name.contains(word));
    let label = match (name.strip_prefix("install "), known) {
        (Some(slug), _) => {
            let app = apps.get(slug).map_or(slug, String::as_str);
            say!(locale, storefront.launching.step_app, app = app)
        }
        (None, Some((_, label))) => label.to_owned(),
        (None, None) => step.name,
    };
    let state = match step.status {
        StepStatus::Completed => StepState::Done,
        StepStatus::Running => StepState::Current,
        StepStatus::Failed => StepState::Failed,
        StepStatus::Pending | StepStatus::Unknown(_) => StepState::Pending,
    };
    // A message is a line of a log: only what went wrong is worth the reading.
    let detail = Some(step.message).filter(|message| state == StepState::Failed && !message.is_empty());
    Step { label, detail, state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, status: StepStatus) -> Step {
        let wire = ProvisionStep {
            name: name.to_owned(),
            status,
            message: "log line".to_owned(),
            started_at: None,
            done_at: None,
        };
        let apps = BTreeMap::from([("wordpress".to_owned(), "WordPress".to_owned())]);
        step(Locale::en, wire, &apps)
    }

    #[test]
    fn technical_steps_are_put_in_plain_words_and_apps_keep_their_names() {
        let space = named("Start virtual cluster", StepStatus::Running);
        assert!(!space.label.to_lowercase().contains("cluster"));
        assert_eq!((space.state, space.detail), (StepState::Current, None));
        assert_eq!(named("WordPress", StepStatus::Completed).label, "WordPress");
        assert_eq!(
            named("Install wordpress", StepStatus::Running).label,
            "Installing WordPress"
        );
        assert_eq!(
            named("Install cert-manager", StepStatus::Pending).label,
            "Installing cert-manager"
        );
        let failed = named("Health check", StepStatus::Failed);
        assert_eq!(failed.detail.as_deref(), Some("log line"));
    }
}
