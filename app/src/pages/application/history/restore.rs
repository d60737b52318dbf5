//! Reading what an earlier commit asked for, and what going back to it would change.

use crate::api::Api;
use crate::change::{self, Row};
use crate::pages::application::model::history::{VALUES_FILE, VERSION_FILES, version_in, with_current_secrets};
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::words::SECRET_MASK;
use config_schema::Form;
use config_schema::yaml::Text;
use contract::catalog::GetBlueprintVersion;
use contract::gitea::{GetRawFile, Repository};
use contract::{ApiError, BlueprintVersion, CommitId};
use serde_json::{Map, Value};

/// What going back would do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// The overrides to send; secrets are masks that keep today's values.
    pub(super) parameters: Map<String, Value>,
    /// The version to send; `None` keeps the one in force.
    pub(super) version: Option<BlueprintVersion>,
    /// Whether the commit says which version it ran.
    pub(super) names_version: bool,
    /// What changes.
    pub(super) rows: Vec<Row>,
}

impl Plan {
    /// It would change nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.version.is_none()
    }
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The control plane refuses or is away.
    Api(ApiError),
    /// The commit has no settings file.
    NoValues,
    /// The settings file cannot be read.
    Unreadable(String),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// Works out what going back to `commit` would do to `today`.
pub(super) async fn plan(api: Api, today: Snapshot, repository: Repository, commit: CommitId) -> Result<Plan, Failure> {
    let read = |file: &str| {
        api.call(GetRawFile {
            repository: repository.clone(),
            file: file.to_owned(),
            at: commit.to_string(),
        })
    };
    let values = match read(VALUES_FILE).await {
        Err(error) if error.is_not_found() => return Err(Failure::NoValues),
        values => values?,
    };
    let values = Text::parse(&values).map_err(|error| Failure::Unreadable(error.to_string()))?;
    let mut named = None;
    for (file, pointer) in VERSION_FILES {
        let text = match read(file).await {
            Err(error) if error.is_not_found() => continue,
            text => text?,
        };
        named = Text::parse(&text)
            .ok()
            .and_then(|document| version_in(document.value(), pointer));
        if named.is_some() {
            break;
        }
    }
    let parameters = with_current_secrets(values.value(), &today.detail.parameters, SECRET_MASK);
    let form = |version: BlueprintVersion| {
        let asked = api.call(GetBlueprintVersion {
            name: today.detail.blueprint.clone(),
            version,
        });
        async move { asked.await.ok()?.config_schema().map(Form::compile) }
    };
    let version = named.clone().filter(|version| *version != today.detail.version);
    let form_today = form(today.detail.version.clone()).await;
    let form_then = match &version {
        Some(version) => form(version.clone()).await,
        None => form_today.clone(),
    };
    let current = match &today.detail.parameters {
        Value::Object(_) => today.detail.parameters.clone(),
        _ => Value::Object(Map::new()),
    };
    Ok(Plan {
        rows: change::rows(form_today.as_ref(), &current, form_then.as_ref(), &parameters),
        parameters: parameters.as_object().cloned().unwrap_or_default(),
        names_version: named.is_some(),
        version,
    })
}
