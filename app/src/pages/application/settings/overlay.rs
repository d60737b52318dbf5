//! Beside the form of the values: what the Environment is set to instead.

use super::{Section, Sources};
use crate::api::Api;
use crate::asked::Asked;
use crate::change::{Row, Shown, plain};
use crate::form::FormState;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::overlay::{differences, path_of};
use crate::pages::application::model::snapshot::{Snapshot, env_type};
use crate::pages::application::shared::Shared;
use crate::pages::application::words::in_passing;
use crate::paths::ApplicationTab;
use crate::ui::{Alert, LinkButton, Size, Tone};
use config_schema::Form;
use contract::gitea::GetContents;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// The most settings that are told one by one.
const MOST: usize = 3;

/// The values of the Environment as its branch has them; `None` without any.
pub(super) type Read = Asked<Option<String>>;

/// Reads them beside the form, and again whenever a branch moves.
pub(super) fn read(shared: Shared, section: Memo<Section>) -> Read {
    let api = Api::from_context();
    let pulse = shared.pulse();
    let is_shown = Memo::new(move |_| section.get() == Section::Values);
    Asked::new(
        move || (shared.address.get(), is_shown.get(), pulse.get()),
        move |(address, is_shown, _)| {
            let api = api.clone();
            async move {
                if !is_shown {
                    return Ok(None);
                }
                let snapshot = Snapshot::read(shared.detail.await?);
                let branch = env_type(&address.environment).branch();
                let Some((repository, branch)) = snapshot.repository().zip(branch) else {
                    return Ok(None);
                };
                let asked = GetContents {
                    repository,
                    file: path_of(&address.environment),
                    at: branch.to_owned(),
                };
                // It is a note beside the form, which works without.
                Ok(api.call(asked).await.ok().and_then(|contents| contents.text()))
            }
        },
    )
}

/// What of the form below does not reach the Environment.
#[component]
pub(super) fn Overlaid(
    sources: Sources,
    form: StoredValue<Form>,
    base: StoredValue<Map<String, Value>>,
    state: FormState,
) -> impl IntoView {
    // Asked for here: an answer may come when this is on its way out, and nobody could be asked any more.
    let locale = use_locale();
    let shown = move |text: Option<String>| {
        let rows = text.map(|text| form.with_value(|form| base.with_value(|base| differences(form, base, &text))));
        let rows = rows.unwrap_or_default().into_iter().map(|row| Row {
            label: state.label(&row.pointer),
            ..row
        });
        view! { <Differences locale sources rows=rows.collect() /> }.into_any()
    };
    // It is beside the form: while it is on its way, nothing stands in its place.
    view! { <Loaded asked=sources.overlay skeleton=|| () view=shown /> }
}

#[component]
fn Differences(locale: Locale, sources: Sources, rows: Vec<Row>) -> impl IntoView {
    let address = sources.shared.address.get_untracked();
    let file = path_of(&address.environment);
    let rest = rows.len().saturating_sub(MOST);
    let lines: Vec<String> = rows
        .into_iter()
        .take(MOST)
        .map(|row| line(locale, &file, address.environment.as_str(), row))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let code = address.href(ApplicationTab::Code);
    let href = contract::endpoint::with_query(code, &[("file", Some(&file))]);
    let actions = move || {
        view! {
            <LinkButton href=href.clone() size=Size::Small icon="file-code" reload=true>
                {td_string!(locale, application.settings.overlay_open)}
            </LinkButton>
        }
    };
    let more = (rest > 0).then(|| say_count!(locale, application.settings.overlay_more, rest as u64));
    Some(view! {
        <Alert tone=Tone::Info actions=actions>
            {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            {more.map(|more| view! { <p>{more}</p> })}
        </Alert>
    })
}

fn line(locale: Locale, file: &str, environment: &str, row: Row) -> String {
    let (file, setting, environment) = (apart(file), apart(&row.label), apart(environment));
    match row.after {
        Shown::Value(value) => say!(
            locale,
            application.settings.overlay_sets,
            file = file,
            setting = setting,
            value = apart(&short(&value)),
            environment = environment
        ),
        Shown::Default(_) | Shown::NotSet | Shown::Secret => say!(
            locale,
            application.settings.overlay_unsets,
            file = file,
            setting = setting,
            environment = environment
        ),
    }
}

/// A text that keeps its own direction inside a sentence.
fn apart(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// A value on one line.
fn short(value: &Value) -> String {
    in_passing(match value {
        Value::Array(_) | Value::Object(_) => value.to_string(),
        value => plain(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_told_on_one_short_line() {
        assert_eq!(short(&json!({"a": [1]})), r#"{"a":[1]}"#);
        assert_eq!(short(&json!(5)), "5");
        assert_eq!(short(&json!("é".repeat(99))), format!("{}…", "é".repeat(60)));
    }
}
