//! The handle of a form: what pages ask and tell it, and how an edit reaches the page.

use config_schema::{Changes, Document, EditError, Field, Form, Issue, Pointer, ValueChange, diff, masked};
use contract::FieldError;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::address::{Part, id};
use super::filling::{Depth, Filling};
use super::registry::Repaint;
use super::screen::{self, Stroke};
use super::strokes::{draw, prepare};
use super::suggestions::Suggestions;
use super::words::Words;
use crate::i18n::Locale;

/// Compiled patterns belong to the browser's one thread; on the server they travel between threads.
#[cfg(feature = "ssr")]
type Cell = StoredValue<Filling>;
#[cfg(not(feature = "ssr"))]
type Cell = StoredValue<Filling, LocalStorage>;

/// A form being filled. Copy it freely; it lives as long as the component that made it.
#[derive(Clone, Copy)]
pub struct FormState {
    cell: Cell,
    revision: RwSignal<u64>,
    depth: RwSignal<Depth>,
}

impl FormState {
    /// Opens a form on stored overrides. `name` goes before every id in the page and must differ between forms of a page.
    #[must_use]
    pub fn new(name: &str, form: Form, overrides: Map<String, Value>, locale: Locale) -> Self {
        let filling = Filling::new(name.to_owned(), form, Value::Object(overrides), Words(locale));
        Self {
            #[cfg(feature = "ssr")]
            cell: StoredValue::new(filling),
            #[cfg(not(feature = "ssr"))]
            cell: StoredValue::new_local(filling),
            revision: RwSignal::new(0),
            depth: RwSignal::new(Depth::Form),
        }
    }

    /// What the user entered: the document to store and to submit.
    #[must_use]
    pub fn overrides(&self) -> Map<String, Value> {
        self.cell
            .with_value(|filling| filling.document.overrides().as_object().cloned().unwrap_or_default())
    }

    /// The overrides over the defaults: what will apply.
    #[must_use]
    pub fn effective(&self) -> Value {
        self.cell.with_value(|filling| filling.document.effective().clone())
    }

    /// Reads the engine's document.
    pub fn with_document<R>(&self, read: impl FnOnce(&Document) -> R) -> R {
        self.cell.with_value(|filling| read(&filling.document))
    }

    /// Follows every change of the document and of its issues.
    pub fn track(&self) {
        self.revision.track();
    }

    /// How much is shown.
    #[must_use]
    pub fn depth(&self) -> RwSignal<Depth> {
        self.depth
    }

    /// Whether the form may be sent, as far as the browser can tell.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.cell.with_value(Filling::is_valid)
    }

    /// Whether what would be stored differs from what was stored when the form was opened.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.cell
            .with_value(|filling| *filling.document.overrides() != filling.base)
    }

    /// The values that differ from those when the form was opened, secrets masked.
    #[must_use]
    pub fn changes(&self) -> Vec<ValueChange> {
        self.cell.with_value(|filling| {
            let form = filling.document.form();
            let before = Document::with_overrides(form.clone(), filling.base.clone());
            let (before, after) = (before.effective(), filling.document.effective());
            let (hidden_before, hidden_after) = (masked(form, before), masked(form, after));
            let mask = |change: ValueChange| ValueChange {
                before: change.pointer.get(&hidden_before).cloned(),
                after: change.pointer.get(&hidden_after).cloned(),
                pointer: change.pointer,
            };
            diff(before, after).into_iter().map(mask).collect()
        })
    }

    /// The label of a location in the reader's language, with those of the groups around it.
    #[must_use]
    pub fn label(&self, at: &Pointer) -> String {
        self.cell.with_value(|filling| {
            let labels: Vec<String> = at
                .lineage()
                .filter(|step| !step.is_root())
                .map(|step| match filling.document.field(&step) {
                    Some(field) => filling.words.title(&field).into_owned(),
                    None => step.last().unwrap_or_default().into_owned(),
                })
                .collect();
            labels.join(" › ")
        })
    }

    /// Everything that keeps the form from being sent, and the server's refusals.
    #[must_use]
    pub fn issues(&self) -> Vec<Issue> {
        self.cell.with_value(Filling::all_issues)
    }

    /// The reader's language.
    #[must_use]
    pub fn words(&self) -> Words {
        self.cell.with_value(|filling| filling.words)
    }

    /// Somebody wants to send the form: from now on everything that is missing is pointed out, and the first problem
    /// gets the focus. True when it may be sent.
    pub fn submit(&self) -> bool {
        let strokes = self.cell.try_update_value(|filling| {
            let changed = filling.submit();
            let repaints = changed
                .into_iter()
                .map(|at| Repaint::Issues(filling.registry.nearest(&at)))
                .collect();
            prepare(filling, repaints, None)
        });
        screen::apply(strokes.unwrap_or_default());
        self.bump();
        let valid = self.is_valid();
        if let (false, Some(first)) = (valid, self.issues().first()) {
            self.go_to(&first.pointer);
        }
        valid
    }

    /// Whether somebody has tried to send the form.
    #[must_use]
    pub fn is_submitted(&self) -> bool {
        self.cell.with_value(Filling::is_submitted)
    }

    /// Shows the server's refusals on their fields, until each field is edited. An empty list takes them away.
    pub fn set_server_issues(&self, errors: Vec<FieldError>) {
        let strokes = self.cell.try_update_value(|filling| {
            let issues = filling.refuse(errors);
            let changes = Changes {
                issues,
                ..Changes::default()
            };
            let repaints = filling.registry.plan(&changes, filling);
            prepare(filling, repaints, None)
        });
        screen::apply(strokes.unwrap_or_default());
        self.bump();
    }

    /// Replaces everything entered, e.g. by a draft or an edited text.
    pub fn replace_overrides(&self, overrides: Value) {
        self.cell.update_value(|filling| {
            filling.unreadable.clear();
            filling.text = None;
            filling.document.replace_overrides(overrides);
        });
        self.redraw();
        self.bump();
    }

    /// Takes no secrets, and says why in their place.
    pub fn take_no_secrets(&self, why: &'static str) {
        self.cell.update_value(|filling| filling.no_secrets = Some(why));
    }

    /// Moves the focus to a location, changing the depth and opening sections where needed.
    pub fn go_to(&self, at: &Pointer) {
        let drawn = self.cell.with_value(|filling| filling.registry.get(at).is_some());
        if self.depth.get_untracked() == Depth::Yaml {
            self.show(Depth::Advanced);
            // The fields are put on the page after this turn.
            let (state, at) = (*self, at.clone());
            request_animation_frame(move || state.focus(&at));
            return;
        }
        if !drawn {
            self.show(Depth::Advanced);
        }
        self.focus(at);
    }

    fn focus(&self, at: &Pointer) {
        let (near, ids) = self.cell.with_value(|filling| {
            let near = filling.registry.nearest(at);
            let part = |part| id(&filling.name, &near, part);
            (part(Part::Field), [part(Part::Control), part(Part::Title)])
        });
        if !ids.iter().any(|id| screen::focus(id)) {
            screen::focus_within(&near, &["input", "select", "textarea", "button"]);
        }
    }

    /// Changes the depth and, if the fields are on the page, draws them.
    pub fn show(&self, depth: Depth) {
        self.cell.update_value(|filling| filling.depth = depth);
        if depth != Depth::Yaml {
            self.redraw();
        }
        self.depth.set(depth);
    }

    pub(super) fn set_suggestions(&self, suggestions: Suggestions) {
        let strokes = self.cell.try_update_value(|filling| {
            if filling.suggestions == suggestions {
                return Vec::new();
            }
            filling.suggestions = suggestions;
            let concerned = filling
                .registry
                .where_field(|field| Suggestions::concern(field.presentation.hint.as_ref()));
            prepare(filling, concerned.into_iter().map(Repaint::Whole).collect(), None)
        });
        screen::apply(strokes.unwrap_or_default());
    }

    /// The id of the element around all fields.
    pub(super) fn root_id(&self) -> String {
        self.cell
            .with_value(|filling| id(&filling.name, &Pointer::ROOT, Part::Field))
    }

    pub(super) fn id(&self, at: &Pointer, part: Part) -> String {
        self.cell.with_value(|filling| id(&filling.name, at, part))
    }

    /// The markup of all fields.
    pub(super) fn draw(&self) -> String {
        self.cell
            .try_update_value(|filling| draw(filling, &Pointer::ROOT))
            .flatten()
            .unwrap_or_default()
    }

    /// Draws all fields anew, if they are on the page. Server: does nothing.
    fn redraw(&self) {
        if cfg!(feature = "ssr") {
            return;
        }
        let id = self.root_id();
        if screen::exists(&id) {
            let html = self.draw();
            screen::apply(vec![Stroke::Fill { id, html }]);
        }
    }

    fn bump(&self) {
        self.revision.update(|revision| *revision += 1);
    }

    /// The field drawn at a location.
    pub(super) fn drawn(&self, at: &Pointer) -> Option<Field> {
        self.cell
            .with_value(|filling| filling.registry.get(at).map(|drawn| drawn.field.clone()))
    }

    /// Notes that somebody has been in a field.
    pub(super) fn touch(&self, at: &Pointer) {
        let strokes = self.cell.try_update_value(|filling| {
            if !filling.touch(at) || filling.document.issues_at(at).is_empty() {
                return Vec::new();
            }
            prepare(filling, vec![Repaint::Issues(at.clone())], None)
        });
        screen::apply(strokes.unwrap_or_default());
    }

    /// Edits the document and repaints what the edit touched; `also` is drawn anew whether the plan says so or not.
    pub(super) fn edit(
        &self,
        at: &Pointer,
        also: Option<&Pointer>,
        act: impl Fn(&mut Document) -> Result<Changes, EditError>,
    ) -> Result<(), EditError> {
        let focused = screen::focused_field().and_then(|text| Pointer::parse(&text));
        let outcome = self.cell.try_update_value(|filling| {
            let mut changes = match act(&mut filling.document) {
                // What blocks the way is no container and is reported as such; the person has chosen to fill the group.
                Err(EditError::NotAContainer(blocking)) => {
                    filling.document.unset(&blocking)?;
                    act(&mut filling.document)?
                }
                other => other?,
            };
            if filling.unreadable.remove(at).is_some() {
                changes.issues.push(at.clone());
            }
            changes.issues.extend(filling.lift_refusals(at));
            let mut repaints = filling.registry.plan(&changes, filling);
            if let Some(also) = also {
                repaints.retain(|repaint| !matches!(repaint, Repaint::Whole(inner) if also.contains(inner)));
                repaints.push(Repaint::Whole(also.clone()));
            }
            Ok(prepare(filling, repaints, focused.as_ref()))
        });
        screen::apply(outcome.unwrap_or_else(|| Ok(Vec::new()))?);
        self.bump();
        Ok(())
    }

    /// Keeps text that cannot be read as a value.
    pub(super) fn keep_unreadable(&self, at: &Pointer, text: &str, detail: String) {
        let strokes = self.cell.try_update_value(|filling| {
            let text = text.to_owned();
            let unreadable = super::filling::Unreadable { text, detail };
            filling.unreadable.insert(at.clone(), unreadable);
            prepare(filling, vec![Repaint::Issues(at.clone())], None)
        });
        screen::apply(strokes.unwrap_or_default());
        self.bump();
    }

    /// Takes a text that could be read. The fields are drawn anew where it says something else than they do.
    pub fn apply_text(&self, text: &str, value: Value) {
        let is_news = self.cell.try_update_value(|filling| {
            filling.unreadable.remove(&Pointer::ROOT);
            filling.text = Some(text.to_owned());
            let is_news = *filling.document.overrides() != value;
            if is_news {
                filling.document.replace_overrides(value);
            }
            is_news
        });
        if is_news == Some(true) {
            self.redraw();
        }
        self.bump();
    }

    /// The text the document was last read from.
    pub(super) fn text(&self) -> Option<String> {
        self.cell.with_value(|filling| filling.text.clone())
    }

    /// A text that was left although it cannot be read.
    pub(super) fn unread_text(&self) -> Option<String> {
        let unreadable = |filling: &Filling| filling.unreadable.get(&Pointer::ROOT).map(|found| found.text.clone());
        self.cell.with_value(unreadable)
    }

    /// The mask that stands for a stored secret, if one is stored.
    pub(super) fn kept_secret(&self, at: &Pointer) -> Option<Value> {
        self.cell.with_value(|filling| filling.kept_secret(at).cloned())
    }
}
