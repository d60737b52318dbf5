//! `/environments/:environment`: finds the Environment and its Applications, and frames them.

use super::applications::Applications;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::live::{StreamState, use_live};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Badge, Button, CardSkeleton, Crumb, LinkButton, RelativeTime, Tone, Variant, follow};
use contract::application::labels;
use contract::environment::{EnvType, Environment, EnvironmentPhase};
use contract::kubernetes::{GetObject, ListObjects};
use contract::{ApiError, EnvironmentName, SovereignId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Canonical kinds of the objects.
pub(super) const APPLICATION: &str = "application";
const ENVIRONMENT: &str = "environment";

/// What the page shows before the stream has said anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Snapshot {
    environment: Environment,
    applications: Vec<Value>,
}

/// The Environment of the URL.
#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| {
        EnvironmentName::from_wire(params.with(|params| params.get("environment")).unwrap_or_default())
    });
    let api = Api::from_context();
    let sovereign = use_session().sovereign();
    let snapshot = Asked::new(
        move || name.get(),
        move |name| load(api.clone(), sovereign.clone(), name),
    );
    view! {
        <Loaded
            asked=snapshot
            skeleton=|| view! { <CardSkeleton /> }
            view=|snapshot| view! { <Shown snapshot /> }.into_any()
        />
    }
}

async fn load(api: Api, sovereign: SovereignId, name: EnvironmentName) -> Result<Snapshot, ApiError> {
    let find = GetObject {
        sovereign: sovereign.clone(),
        kind: ENVIRONMENT.to_owned(),
        namespace: None,
        name: name.to_string(),
    };
    let list = ListObjects {
        sovereign,
        kind: APPLICATION.to_owned(),
        namespace: None,
        label_selector: Some(format!("{}={name}", labels::ENVIRONMENT)),
    };
    let environment = api.call(find).await?;
    let environment = Environment::read(&environment)
        .ok_or_else(|| ApiError::malformed(200, "the Environment lacks its Organization or type"))?;
    let applications = api.call(list).await?.items;
    Ok(Snapshot {
        environment,
        applications,
    })
}

#[component]
fn Shown(snapshot: Snapshot) -> impl IntoView {
    let name = snapshot.environment.name.clone();
    set_page(name.as_str(), vec![Crumb::here(name.as_str())]);
    view! {
        <div class="flex flex-col gap-6">
            <Header environment=snapshot.environment />
            <StaleBanner />
            <Applications environment=name at_first=snapshot.applications />
        </div>
    }
}

#[component]
fn Header(environment: Environment) -> impl IntoView {
    let locale = use_locale();
    let env_type = environment.env_type;
    let phase = environment
        .phase
        .filter(|phase| *phase != EnvironmentPhase::Ready)
        .map(|phase| {
            let tone = phase_tone(&phase);
            view! { <Badge tone icon=tone.icon()>{move || phase_word(locale, &phase)}</Badge> }
        });
    let regions = environment
        .regions
        .into_iter()
        .map(|region| view! { <Badge icon="globe"><bdi>{region.to_string()}</bdi></Badge> })
        .collect_view();
    view! {
        <header class="flex flex-wrap items-center gap-3">
            <h1 class="text-2xl font-bold wrap-anywhere"><bdi>{environment.name.to_string()}</bdi></h1>
            <div class="flex grow flex-wrap items-center gap-2">
                <Badge>{move || env_type_word(locale, &env_type)}</Badge>
                {phase}
                {regions}
            </div>
            <InstallAction />
        </header>
    }
}

#[component]
fn InstallAction() -> impl IntoView {
    let locale = use_locale();
    match use_session().may_change_applications() {
        Ok(()) => view! {
            <LinkButton href=paths::marketplace() variant=Variant::Primary icon="plus">
                {td_string!(locale, common.install)}
            </LinkButton>
        }
        .into_any(),
        Err(_) => {
            let reason = td_string!(locale, common.needs_admin).to_owned();
            view! {
                <Button id="install" variant=Variant::Primary icon="plus" end=true disabled_reason=Some(reason)>
                    {td_string!(locale, common.install)}
                </Button>
            }
            .into_any()
        }
    }
}

fn env_type_word(locale: Locale, env_type: &EnvType) -> String {
    match env_type {
        EnvType::Production => td_string!(locale, common.env_type.prod).to_owned(),
        EnvType::Staging => td_string!(locale, common.env_type.stg).to_owned(),
        EnvType::Acceptance => td_string!(locale, common.env_type.uat).to_owned(),
        EnvType::Development => td_string!(locale, common.env_type.dev).to_owned(),
        EnvType::ProofOfConcept => td_string!(locale, common.env_type.poc).to_owned(),
        EnvType::Unknown(text) => text.clone(),
    }
}

fn phase_tone(phase: &EnvironmentPhase) -> Tone {
    match phase {
        EnvironmentPhase::Failed => Tone::Error,
        EnvironmentPhase::Degraded => Tone::Warning,
        EnvironmentPhase::Pending | EnvironmentPhase::Provisioning => Tone::Info,
        EnvironmentPhase::Ready | EnvironmentPhase::Unknown(_) => Tone::Neutral,
    }
}

fn phase_word(locale: Locale, phase: &EnvironmentPhase) -> String {
    match phase {
        EnvironmentPhase::Pending => td_string!(locale, environment.phase.pending).to_owned(),
        EnvironmentPhase::Provisioning => td_string!(locale, environment.phase.provisioning).to_owned(),
        EnvironmentPhase::Degraded => td_string!(locale, environment.phase.degraded).to_owned(),
        EnvironmentPhase::Failed => td_string!(locale, environment.phase.failed).to_owned(),
        EnvironmentPhase::Ready | EnvironmentPhase::Unknown(_) => phase.to_string(),
    }
}

/// Says so when what is shown is old: a closed stream is not a failed Application.
#[component]
fn StaleBanner() -> impl IntoView {
    let locale = use_locale();
    let live = use_live();
    let since = Memo::new(move |_| match live.state() {
        StreamState::Stale { since } => Some(since),
        StreamState::Connecting | StreamState::Live => None,
    });
    follow(move || {
        since.get().map(|since| {
            view! {
                <Alert tone=Tone::Warning title=td_string!(locale, environment.stale_title)>
                    {td_string!(locale, environment.stale_text)} " " <RelativeTime at=since /> ". " {td_string!(locale, environment.stale_hint)}
                </Alert>
            }
        })
    })
}
