//! Monaco, as the custom element `<catalyst-editor>` of `frontend/editor`: a plain textarea until it has loaded, and
//! when it never does.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Folder of the editor's script and style sheet, as a path on our own origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorFolder(pub String);

impl Default for EditorFolder {
    fn default() -> Self {
        Self("/pkg/editor".to_owned())
    }
}

/// Something to be marked in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It will be refused.
    Error,
    /// It may not be what is meant.
    Warning,
}

#[wasm_bindgen]
extern "C" {
    /// `<catalyst-editor>` once its script runs.
    type CatalystEditor;

    #[wasm_bindgen(method, catch, js_name = setProblems)]
    fn set_problems(this: &CatalystEditor, problems: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = setSchema)]
    fn set_schema(this: &CatalystEditor, schema: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = compareWith)]
    fn compare_with(this: &CatalystEditor, original: Option<&str>) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn flush(this: &CatalystEditor) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = goTo)]
    fn go_to(this: &CatalystEditor, line: usize) -> Result<(), JsValue>;
}

/// A handle to one editor on the page. Before its script runs, and on the server, every call does nothing.
#[derive(Clone, Copy)]
pub struct Editor {
    id: StoredValue<String>,
}

impl Editor {
    /// The editor whose element has this id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: StoredValue::new(id.to_owned()),
        }
    }

    /// Id of its element.
    #[must_use]
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// Whether its script runs already.
    #[must_use]
    pub fn is_there(self) -> bool {
        self.element().is_some()
    }

    /// Marks these places, and no others.
    pub fn mark(self, marks: &[Mark]) {
        // Asked for first: the server has no JavaScript.
        let Some(editor) = self.element() else { return };
        let Ok(json) = serde_json::to_string(marks) else { return };
        if let Ok(problems) = js_sys::JSON::parse(&json) {
            drop(editor.set_problems(&problems));
        }
    }

    /// Completes and explains by a JSON Schema.
    pub fn help_with(self, schema: &serde_json::Value) {
        if let Some(editor) = self.element() {
            drop(editor.set_schema(&schema.to_string()));
        }
    }

    /// Shows the text beside what it was; `None` shows it alone.
    pub fn compare_with(self, original: Option<&str>) {
        if let Some(editor) = self.element() {
            drop(editor.compare_with(original));
        }
    }

    /// Has it tell at once what was typed last.
    pub fn flush(self) {
        if let Some(editor) = self.element() {
            drop(editor.flush());
        }
    }

    /// Shows a line, and places the cursor there.
    pub fn go_to(self, line: usize) {
        if let Some(editor) = self.element() {
            drop(editor.go_to(line));
        }
    }

    /// Replaces the text; it can be undone.
    pub fn replace(self, text: &str) {
        let Some(textarea) = self
            .host()
            .and_then(|host| host.query_selector("textarea").ok().flatten())
        else {
            return;
        };
        if let Some(textarea) = textarea.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            textarea.set_value(text);
        }
        if let Ok(event) = web_sys::Event::new("textset") {
            drop(textarea.dispatch_event(&event));
        }
    }

    fn host(self) -> Option<web_sys::Element> {
        if cfg!(feature = "ssr") {
            return None;
        }
        self.id.with_value(|id| document().get_element_by_id(id))
    }

    fn element(self) -> Option<CatalystEditor> {
        let host = self.host()?;
        let ready = js_sys::Reflect::has(&host, &"setProblems".into()).unwrap_or(false);
        ready.then(|| host.unchecked_into())
    }
}
