//! The install being filled in: signals of the page, and the three calls it makes.

use super::draft::{Draft, DraftPlace};
use super::model::{Decisions, Facts, NameProblem, Refusals, check_name, suggested_name};
use super::predicate::{Need, need};
use crate::api::Api;
use crate::form::FormState;
use crate::i18n::*;
use crate::paths::{self, ApplicationTab};
use crate::session::use_session;
use crate::ui::toast::Toasts;
use crate::ui::{focus, use_toast};
use config_schema::{Form, Pointer, without_secrets};
use contract::application::{InstallApplication, InstallRequest, Preview, PreviewInstall};
use contract::catalog::Dependency;
use contract::{ApiError, ApplicationName, EnvironmentName, SovereignId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::{Map, Value};
use std::time::Duration;

/// How long nothing must have been typed before a draft is kept.
const PAUSE: Duration = Duration::from_millis(400);

/// The page's state. Copy it freely.
#[derive(Clone, Copy)]
pub struct Install {
    /// What the control plane said.
    pub facts: StoredValue<Facts>,
    /// The fixed part.
    pub decisions: RwSignal<Decisions>,
    /// The generated part; absent when the Blueprint has no schema.
    pub form: Option<FormState>,
    /// What the last preview said.
    pub preview: RwSignal<Option<Preview>>,
    /// The form has changed since the preview.
    pub outdated: RwSignal<bool>,
    /// A preview is on its way.
    pub previewing: RwSignal<bool>,
    /// The install is on its way.
    pub busy: RwSignal<bool>,
    /// Why the last attempt failed.
    pub failure: RwSignal<Option<ApiError>>,
    /// What of the decisions the last attempt was refused for.
    pub refusals: RwSignal<Refusals>,
    /// Somebody has tried to send the form.
    pub asked: RwSignal<bool>,
    /// A draft was brought back.
    pub restored: RwSignal<bool>,
    allowed: bool,
    draft: StoredValue<DraftPlace>,
    /// The decisions before anybody made one: there is nothing to keep then.
    pristine: StoredValue<Decisions>,
    api: StoredValue<Api>,
    sovereign: StoredValue<SovereignId>,
    toasts: Toasts,
    navigate: StoredValue<Callback<String>>,
    locale: Locale,
}

impl Install {
    /// Opens the form. Call it while rendering.
    #[must_use]
    pub fn new(facts: Facts, preset: Option<EnvironmentName>) -> Self {
        let locale = use_locale();
        let session = use_session();
        let environment = preset
            .filter(|name| facts.environment(name).is_some())
            .or_else(|| facts.environments.first().map(|environment| environment.name.clone()))
            .unwrap_or_default();
        let decisions = Decisions {
            name: suggested_name(facts.blueprint.name.short(), &facts.taken(&environment)),
            environment,
            ..Decisions::default()
        };
        let schema = facts.blueprint.config_schema().filter(|schema| !schema.is_null());
        let form = schema.map(|schema| FormState::new("config", Form::compile(schema), Map::new(), locale));
        let user = session.whoami().map(|whoami| whoami.sub).unwrap_or_default();
        let navigate = use_navigate();
        Self {
            allowed: session.may_change_applications().is_ok(),
            draft: StoredValue::new(DraftPlace::new(&user, &facts.blueprint.name)),
            facts: StoredValue::new(facts),
            pristine: StoredValue::new(decisions.clone()),
            decisions: RwSignal::new(decisions),
            form,
            preview: RwSignal::new(None),
            outdated: RwSignal::new(false),
            previewing: RwSignal::new(false),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            refusals: RwSignal::new(Refusals::default()),
            asked: RwSignal::new(false),
            restored: RwSignal::new(false),
            api: StoredValue::new(Api::from_context()),
            sovereign: StoredValue::new(session.sovereign()),
            toasts: use_toast(),
            navigate: StoredValue::new(Callback::new(move |path: String| {
                navigate(&path, NavigateOptions::default());
            })),
            locale,
        }
    }

    /// Restores a draft, and keeps one from now on. Server: does nothing.
    pub fn keep_draft(self) {
        let pending = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |before: Option<()>| {
            self.decisions.track();
            if let Some(form) = self.form {
                form.track();
            }
            if before.is_none() {
                self.restore_draft();
                return;
            }
            self.outdated.set(true);
            let earlier = pending.try_update_value(Option::take).flatten();
            if let Some(earlier) = earlier {
                earlier.clear();
            }
            pending.set_value(set_timeout_with_handle(move || self.write_draft(), PAUSE).ok());
        });
    }

    fn restore_draft(self) {
        let Some(draft) = self.draft.with_value(DraftPlace::read) else {
            return;
        };
        let known = self.facts.with_value(|facts| {
            facts.blueprint.version == draft.version && facts.environment(&draft.decisions.environment).is_some()
        });
        if !known {
            return;
        }
        self.decisions.set(draft.decisions);
        if let Some(form) = self.form {
            form.replace_overrides(Value::Object(draft.parameters));
        }
        self.restored.set(true);
    }

    fn write_draft(self) {
        // The page may be gone, or the install done, when the pause is over.
        let Some(decisions) = self.decisions.try_get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        let parameters = self.form.map(|form| {
            let overrides = form.overrides();
            form.with_document(|document| without_secrets(document.form(), &overrides))
        });
        let draft = Draft {
            version: self.facts.with_value(|facts| facts.blueprint.version.clone()),
            decisions,
            parameters: parameters.unwrap_or_default(),
        };
        let untouched =
            draft.parameters.is_empty() && self.pristine.with_value(|pristine| *pristine == draft.decisions);
        self.draft
            .with_value(|place| if untouched { place.clear() } else { place.write(&draft) });
    }

    /// Starts over.
    pub fn discard_draft(self) {
        self.decisions.set(self.pristine.get_value());
        if let Some(form) = self.form {
            form.replace_overrides(Value::Object(Map::new()));
        }
        self.draft.with_value(DraftPlace::clear);
        self.restored.set(false);
    }

    /// What is wrong with the name now. Tracks.
    #[must_use]
    pub fn name_problem(self) -> Option<NameProblem> {
        self.decisions.with(|decisions| match self.named(decisions) {
            Err(problem) => Some(problem),
            Ok(name) => self
                .refusals
                .with(|refusals| refusals.has_name(name.as_str()))
                .then_some(NameProblem::Refused),
        })
    }

    /// Why the choice for a dependency was refused. Tracks.
    #[must_use]
    pub fn dependency_problem(self, key: &str) -> Option<String> {
        self.decisions.with(|decisions| {
            let chosen = decisions.reuse.get(key);
            self.refusals
                .with(|refusals| refusals.of_dependency(key, chosen).map(str::to_owned))
        })
    }

    fn named(self, decisions: &Decisions) -> Result<ApplicationName, NameProblem> {
        self.facts
            .with_value(|facts| check_name(&decisions.name, &facts.taken(&decisions.environment)))
    }

    /// The dependencies that the values in the form call for, and those only the control plane can judge. Tracks.
    #[must_use]
    pub fn dependencies(self) -> Vec<(Dependency, Need)> {
        if let Some(form) = self.form {
            form.track();
        }
        let judge = |dependency: &Dependency| match self.form {
            Some(form) => form.with_document(|document| need(dependency.when.as_deref(), document.effective())),
            None => need(dependency.when.as_deref(), &Value::Null),
        };
        let all = self.facts.with_value(|facts| facts.blueprint.dependencies());
        all.into_iter()
            .map(|dependency| {
                let need = judge(&dependency);
                (dependency, need)
            })
            .filter(|(_, need)| *need != Need::Skipped)
            .collect()
    }

    /// The request, when everything the browser can check is right; otherwise points out what is not.
    fn checked(self) -> Option<InstallRequest> {
        self.asked.set(true);
        let decisions = self.decisions.get_untracked();
        let configured = self.form.is_none_or(|form| form.submit());
        let name = self.named(&decisions);
        if name.is_err() {
            focus("install-name");
        }
        let name = name.ok().filter(|_| configured)?;
        let parameters = self.form.map(|form| form.overrides()).unwrap_or_default();
        let needed: Vec<Dependency> = untrack(|| self.dependencies())
            .into_iter()
            // What is undecided is only mentioned when somebody has chosen something for it.
            .filter(|(dependency, need)| *need == Need::Needed || decisions.reuse.contains_key(dependency.key()))
            .map(|(dependency, _)| dependency)
            .collect();
        Some(
            self.facts
                .with_value(|facts| decisions.request(facts, name, parameters, &needed)),
        )
    }

    fn refuse(self, error: ApiError) {
        let decisions = self.decisions.get_untracked();
        let (refusals, configuration) = Refusals::read(&error, &decisions);
        let control = refusals.first_control();
        self.refusals.set(refusals);
        if let Some(form) = self.form {
            let first = configuration.first().and_then(|field| Pointer::parse(&field.pointer));
            form.set_server_issues(configuration);
            if let Some(first) = first {
                form.go_to(&first);
            }
        }
        if let Some(control) = control {
            focus(&control);
        }
        self.failure.set(Some(error));
    }

    /// Asks what installing would write.
    pub fn review(self) {
        if self.previewing.get_untracked() {
            return;
        }
        self.failure.set(None);
        let Some(request) = self.checked() else { return };
        self.previewing.set(true);
        let call = self.api.with_value(|api| {
            let sovereign = self.sovereign.get_value();
            api.call(PreviewInstall { sovereign, request })
        });
        leptos::task::spawn_local(async move {
            let answer = call.await;
            self.previewing.set(false);
            match answer {
                Ok(preview) => {
                    self.preview.set(Some(preview));
                    self.outdated.set(false);
                    request_animation_frame(|| focus("install-plan"));
                }
                Err(error) => self.refuse(error),
            }
        });
    }

    /// Installs. A second call while the first is on its way does nothing.
    pub fn submit(self) {
        if self.busy.get_untracked() || !self.allowed {
            return;
        }
        self.failure.set(None);
        let Some(request) = self.checked() else { return };
        self.busy.set(true);
        let environment = request.environment_ref.clone().unwrap_or_default();
        let call = self.api.with_value(|api| {
            let sovereign = self.sovereign.get_value();
            api.call(InstallApplication { sovereign, request })
        });
        leptos::task::spawn_local(async move {
            match call.await {
                Ok(installed) => {
                    self.draft.with_value(DraftPlace::clear);
                    self.toasts
                        .success(say!(self.locale, install.started, name = installed.name));
                    let path = paths::application(&environment, &installed.name, ApplicationTab::Overview);
                    self.navigate.with_value(|navigate| navigate.run(path));
                }
                Err(error) => {
                    self.busy.set(false);
                    self.refuse(error);
                }
            }
        });
    }
}
