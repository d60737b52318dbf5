//! The schema that an open file is held against: the Blueprint's for the settings, one of the shipped ones for a
//! manifest, which is loaded when a file says that it is of its kind.

use super::check::Check;
use super::editing::Editing;
use crate::api::Api;
use crate::form::{Form, FormState};
use crate::i18n::*;
use crate::pages::application::model::manifest::{Manifest, recognise};
use crate::pages::application::model::overlay::explained;
use crate::ui::when_still;
use contract::endpoint::{Access, Endpoint};
use http::Method;
use leptos::prelude::*;
use serde_json::{Map, Value};

/// One of the public files under `/schemas`: a JSON Schema in our own words, with its sources inside.
struct GetManifestSchema(&'static str);

impl Endpoint for GetManifestSchema {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/schemas/{name}";
    const ACCESS: Access = Access::Public;
    type Body = ();
    type Output = Value;

    fn path(&self) -> String {
        format!("/schemas/{}.json", self.0)
    }
}

/// The schema of a manifest.
#[derive(Clone, Debug, Default, PartialEq)]
enum Shipped {
    /// There is none to be had, or it is on its way.
    #[default]
    None,
    /// It did not come.
    Missing,
    /// It is there.
    Loaded(Value),
}

/// What is held against an open file. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    /// How the file is checked at the moment.
    pub(super) check: RwSignal<Check>,
    /// For completion and explanations, where there is one.
    pub(super) help: RwSignal<Option<Value>>,
    manifest: RwSignal<Manifest>,
    shipped: RwSignal<Shipped>,
    /// The settings are those of an Environment.
    is_overlay: bool,
}

impl Schema {
    /// `settings` is the schema of the settings, if this is the file with them, and `check` checks it by that.
    pub(super) fn new(settings: Option<Value>, check: Check) -> Self {
        Self {
            check: RwSignal::new(check),
            help: RwSignal::new(settings),
            manifest: RwSignal::new(Manifest::Other),
            shipped: RwSignal::new(Shipped::None),
            is_overlay: false,
        }
    }

    /// The same for a file that is laid over the settings.
    pub(super) fn of_overlay(settings: Option<Value>, check: Check) -> Self {
        let about = td_string!(use_locale(), application.code.global_values);
        Self {
            is_overlay: settings.is_some(),
            ..Self::new(settings.map(|settings| explained(&settings, about)), check)
        }
    }

    /// Follows what the text says that it is. `again` looks at the text once more. Not for the file with the settings.
    pub(super) fn follow(self, editing: Editing, again: impl Fn() + Copy + 'static) {
        let (api, owner, locale) = (Api::from_context(), Owner::current(), use_locale());
        let path = editing.path;
        when_still(editing.text, move || {
            let now = editing
                .text
                .with_untracked(|text| path.with_value(|path| recognise(path, text)));
            if self.manifest.with_untracked(|before| *before != now) {
                self.manifest.set(now);
            }
        });
        Effect::new(move |_| {
            let manifest = self.manifest.get();
            if self.shipped.with_untracked(|before| *before != Shipped::None) {
                self.shipped.set(Shipped::None);
            }
            let Manifest::Known { schema, .. } = manifest else {
                return;
            };
            let asked = api.call(GetManifestSchema(schema));
            leptos::task::spawn_local(async move {
                let answer = asked.await;
                // Another kind may have been typed meanwhile.
                if self.manifest.try_get_untracked() == Some(manifest) {
                    self.shipped.set(answer.map_or(Shipped::Missing, Shipped::Loaded));
                }
            });
        });
        Effect::new(move |_| {
            let schema = match self.shipped.get() {
                Shipped::Loaded(schema) => Some(schema),
                Shipped::None | Shipped::Missing => None,
            };
            if schema.is_none() && self.check.with_untracked(|before| before.form().is_none()) {
                return;
            }
            // Whoever still looks at the form of before must find it there, so it goes when the file does.
            let form = schema.as_ref().map(Form::compile);
            let make = || form.map(|form| FormState::new("manifest", form, Map::new(), locale));
            let state = match &owner {
                Some(owner) => owner.with(make),
                None => make(),
            };
            self.check.set(path.with_value(|path| Check::of_manifest(path, state)));
            // By an empty schema, what was of another kind is no longer proposed.
            match &schema {
                Some(schema) => editing.editor.help_with(schema),
                None => editing.editor.help_with(&Value::Object(Map::new())),
            }
            self.help.set(schema);
            again();
        });
    }

    /// What the file is held against, in words; `None` where that goes without saying.
    pub(super) fn note(self) -> Option<String> {
        let locale = use_locale();
        if self.is_overlay {
            return Some(td_string!(locale, application.code.overlay_note).to_owned());
        }
        self.manifest.with(|manifest| match manifest {
            Manifest::Other => None,
            Manifest::Several => Some(td_string!(locale, application.code.schema_several).to_owned()),
            Manifest::Unknown(kind) => Some(say!(locale, application.code.schema_unknown, kind = kind)),
            Manifest::Known { kind, .. } => self.shipped.with(|shipped| match shipped {
                Shipped::None => None,
                Shipped::Missing => Some(say!(locale, application.code.schema_missing, kind = kind)),
                Shipped::Loaded(_) => Some(say!(locale, application.code.schema_of, kind = kind)),
            }),
        })
    }
}
