//! What is wrong, the likely cause, and the next step.

use super::Sources;
use crate::i18n::*;
use crate::pages::application::model::cause::{Cause, Finding, find};
use crate::pages::application::model::snapshot::Snapshot;
use crate::paths::ApplicationTab;
use crate::ui::{Alert, LinkButton, Size, Tone, follow};
use contract::application::ApplicationState;
use leptos::prelude::*;

/// Shown while the Application is failed or degraded.
#[component]
pub(super) fn Trouble(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let found = Memo::new(move |_| current.with(|current| find(current, &sources.pods(), &sources.events())));
    let failed = Memo::new(move |_| current.with(Snapshot::state) == ApplicationState::Failed);
    follow(move || view! { <Explanation sources failed=failed.get() found=found.get() /> })
}

#[component]
fn Explanation(sources: Sources, failed: bool, found: Option<Finding>) -> impl IntoView {
    let locale = use_locale();
    let (tone, title) = if failed {
        (Tone::Error, td_string!(locale, application.overview.wrong_failed))
    } else {
        (Tone::Warning, td_string!(locale, application.overview.wrong_degraded))
    };
    let Some(found) = found else {
        return view! { <Alert tone=tone title=title>{td_string!(locale, application.overview.wrong_unknown)}</Alert> }
            .into_any();
    };
    let words = Words::of(locale, found.cause, &found.subject);
    let address = sources.shared.address.get();
    let (settings, history) = (
        address.href(ApplicationTab::Settings),
        address.href(ApplicationTab::History),
    );
    let title = format!("{title}: {}", words.title);
    let detail = (!found.detail.is_empty()).then(|| {
        view! {
            <details>
                <summary class="cursor-pointer">{td_string!(locale, application.overview.details)}</summary>
                <pre dir="ltr" class="mt-1 text-xs whitespace-pre-wrap wrap-anywhere">{found.detail}</pre>
            </details>
        }
    });
    view! {
        <Alert tone=tone title=title>
            <div class="flex flex-col gap-2">
                <p>{words.text}</p>
                <p><strong>{td_string!(locale, application.overview.next)}</strong>" "{words.next}</p>
                {detail}
                <div class="flex flex-wrap gap-2">
                    <LinkButton href=settings size=Size::Small icon="settings">
                        {td_string!(locale, application.cause.see_settings)}
                    </LinkButton>
                    <LinkButton href=history size=Size::Small icon="history">
                        {td_string!(locale, application.cause.see_history)}
                    </LinkButton>
                </div>
            </div>
        </Alert>
    }
    .into_any()
}

/// A cause in plain words.
struct Words {
    title: &'static str,
    text: String,
    next: &'static str,
}

impl Words {
    fn of(locale: Locale, cause: Cause, subject: &str) -> Self {
        macro_rules! words {
            ($cause:ident) => {
                Self {
                    title: td_string!(locale, application.cause.$cause.title),
                    text: td_string!(locale, application.cause.$cause.text).to_owned(),
                    next: td_string!(locale, application.cause.$cause.next),
                }
            };
            ($cause:ident about subject) => {
                Self {
                    title: td_string!(locale, application.cause.$cause.title),
                    text: say!(
                        locale,
                        application.cause.$cause.text,
                        subject = subject.to_owned()
                    ),
                    next: td_string!(locale, application.cause.$cause.next),
                }
            };
        }
        match cause {
            Cause::ImagePull => words!(image_pull about subject),
            Cause::CrashLoop => words!(crash_loop about subject),
            Cause::OutOfMemory => words!(out_of_memory about subject),
            Cause::MissingConfiguration => words!(missing_configuration about subject),
            Cause::Unhealthy => words!(unhealthy about subject),
            Cause::Quota => words!(quota),
            Cause::NoRoom => words!(no_room about subject),
            Cause::Dependency => words!(dependency),
            Cause::Release => words!(release),
            Cause::Other => words!(other),
        }
    }
}
