//! `/blueprints/author`: a manifest and the form it generates, side by side.

use super::curation::Curatables;
use super::draft::Draft;
use super::editing::Editing;
use super::preview::Preview;
use super::problems::Problems;
use super::publish::Publish;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::interop::{Compare, EditorAssets, TextEditor};
use crate::layout::{Loaded, set_page, use_scope};
use crate::paths;
use crate::session::use_session;
use crate::ui::{Alert, Button, Crumb, Size, Tone, Variant, When, when_still};
use config_schema::authoring::BLUEPRINT_SCHEMA;
use config_schema::yaml::Text;
use contract::catalog::{GetBlueprint, GetBlueprintVersion};
use contract::organization::Organization;
use contract::publishing::{Curatable, GetBlueprintManifest, ListCuratable};
use contract::{ApiError, BlueprintName};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What a Blueprint begins with that begins with nothing.
pub(super) const TEMPLATE: &str = include_str!("template.yaml");

/// Writes a Blueprint, from a template or from one that is there.
#[component]
pub fn AuthorPage() -> impl IntoView {
    let locale = use_locale();
    let title = td_string!(locale, authoring.title);
    let marketplace = Crumb::link(td_string!(locale, common.marketplace), paths::marketplace());
    set_page(title, vec![marketplace, Crumb::here(title)]);
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|query| query.get("from")).filter(|name| !name.is_empty()));
    let api = Api::from_context();
    let lists_api = api.clone();
    let sovereign = use_session().sovereign();
    let scope = use_scope();
    let beginning = Asked::new(move || from.get(), move |from| begin(api.clone(), from));
    let curatable = Asked::new(
        || (),
        move |()| {
            let listing = lists_api.call(ListCuratable {
                sovereign: sovereign.clone(),
                organizations: None,
            });
            async move { Ok(listing.await?.items) }
        },
    );
    let view = move |text: String| {
        let text = StoredValue::new(text);
        let author = move |organizations: Vec<Organization>| {
            let (text, began_with) = (text.get_value(), from.get_untracked().unwrap_or_default());
            view! { <Author text began_with organizations curatable /> }.into_any()
        };
        view! { <Loaded asked=scope.organizations view=author /> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-6">
            <header class="flex flex-col gap-1">
                <h1 class="text-2xl font-bold">{title}</h1>
                <p class="text-base-content/70">{td_string!(locale, authoring.lead)}</p>
            </header>
            <Loaded asked=beginning view />
            <Curatables asked=curatable />
        </div>
    }
}

/// The text to begin with: as its author wrote it, or written anew from what the catalogue holds.
async fn begin(api: Api, from: Option<String>) -> Result<String, ApiError> {
    let Some(name) = from.map(BlueprintName::from_wire) else {
        return Ok(TEMPLATE.to_owned());
    };
    match api.call(GetBlueprintManifest { name: name.clone() }).await {
        Ok(manifest) => return Ok(manifest.blueprint_yaml),
        Err(error) if error.is_not_found() => {}
        Err(error) => return Err(error),
    }
    let newest = api.call(GetBlueprint { name: name.clone() }).await?;
    let version = newest.version;
    let blueprint = api.call(GetBlueprintVersion { name, version }).await?;
    let document = blueprint.raw.unwrap_or_default();
    Ok(Text::from_value(&document).as_str().to_owned())
}

#[component]
fn Author(
    text: String,
    began_with: String,
    organizations: Vec<Organization>,
    curatable: Asked<Vec<Curatable>>,
) -> impl IntoView {
    let locale = use_locale();
    let user = use_session().whoami().map(|whoami| whoami.email).unwrap_or_default();
    let editing = Editing::new(text.clone(), Draft::of(&user, &began_with));
    // The server says what is wrong too, instead of claiming that nothing is.
    editing.check(locale);
    let restored = RwSignal::new(false);
    when_still(editing.text, move || editing.check(locale));
    let start = move |()| restored.set(editing.restore());
    let ready = move |()| {
        if let Ok(schema) = serde_json::from_str(BLUEPRINT_SCHEMA) {
            editing.editor.help_with(&schema);
        }
        editing.text.with_untracked(|text| editing.editor.replace(text));
        editing.editor.mark(&editing.problems.get_untracked());
    };
    let discard = move |_| {
        restored.set(false);
        editing.discard();
    };
    let published = Callback::new(move |()| curatable.refetch());
    view! {
        <div class="grid items-start gap-6 xl:grid-cols-2">
            <div class="flex min-w-0 flex-col gap-4">
                <When holds=restored>
                    <Alert tone=Tone::Info>{td_string!(locale, authoring.draft)}</Alert>
                </When>
                <div class="flex flex-wrap items-center gap-3">
                    <h2 class="grow font-mono text-sm font-semibold"><bdi>"blueprint.yaml"</bdi></h2>
                    <Compare editor=editing.editor original=editing.base />
                    <Button size=Size::Small variant=Variant::Ghost icon="undo-2" on_click=discard>
                        {td_string!(locale, authoring.discard)}
                    </Button>
                </div>
                <EditorAssets />
                <TextEditor
                    editor=editing.editor
                    path="blueprint.yaml"
                    label=td_string!(locale, authoring.editor)
                    text
                    rows=30
                    on_start=start
                    on_ready=ready
                    on_input=move |text| editing.typed(text)
                />
                <Problems editing />
                <Publish editing organizations published />
            </div>
            <Preview editing />
        </div>
    }
}
