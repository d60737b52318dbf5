//! Regular expressions, without shipping an engine to the browser.
//!
//! `pattern` and `patternProperties` are ECMA-262. In wasm the browser's own engine runs them (Unicode mode);
//! elsewhere the authority's translation and engine do, so that the server and this crate agree.

use std::fmt;

/// A compiled pattern together with the text it came from.
#[derive(Clone)]
pub(crate) struct Pattern {
    source: String,
    engine: engine::Engine,
}

impl Pattern {
    /// Compiles an ECMA-262 pattern; `None` when the engine refuses it.
    pub(crate) fn compile(source: &str) -> Option<Self> {
        Some(Self {
            source: source.to_owned(),
            engine: engine::Engine::compile(source)?,
        })
    }

    /// The pattern as the schema wrote it.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the pattern matches anywhere in `text`. A match the engine gives up on counts as no match,
    /// which is how the authority decides.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pattern({:?})", self.source)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod engine {
    #[derive(Clone)]
    pub(super) struct Engine(fancy_regex::Regex);

    impl Engine {
        pub(super) fn compile(source: &str) -> Option<Self> {
            let translated = jsonschema_regex::to_rust_regex(source).ok()?;
            fancy_regex::Regex::new(&translated).ok().map(Self)
        }

        pub(super) fn is_match(&self, text: &str) -> bool {
            self.0.is_match(text).unwrap_or(false)
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod engine {
    use std::{cell::RefCell, collections::HashMap};

    use js_sys::{Function, Reflect, RegExp};
    use wasm_bindgen::{JsCast, JsValue};

    thread_local! {
        /// A `RegExp` cannot leave its thread, so patterns hold their source and find the engine's object here.
        static COMPILED: RefCell<HashMap<String, RegExp>> = RefCell::new(HashMap::new());
    }

    #[derive(Clone)]
    pub(super) struct Engine(String);

    impl Engine {
        pub(super) fn compile(source: &str) -> Option<Self> {
            with_regexp(source, |_| Self(source.to_owned()))
        }

        pub(super) fn is_match(&self, text: &str) -> bool {
            with_regexp(&self.0, |pattern| pattern.test(text)).unwrap_or(false)
        }
    }

    fn with_regexp<T>(source: &str, run: impl FnOnce(&RegExp) -> T) -> Option<T> {
        COMPILED.with_borrow_mut(|compiled| {
            if !compiled.contains_key(source) {
                compiled.insert(source.to_owned(), build(source)?);
            }
            compiled.get(source).map(run)
        })
    }

    /// `RegExp::new` throws on a bad pattern, and a throw would tear down the page; `Reflect` reports it instead.
    fn build(source: &str) -> Option<RegExp> {
        let constructor: Function = Reflect::get(&js_sys::global(), &JsValue::from_str("RegExp"))
            .ok()?
            .dyn_into()
            .ok()?;
        let arguments = js_sys::Array::of2(&JsValue::from_str(source), &JsValue::from_str("u"));
        Reflect::construct(&constructor, &arguments).ok()?.dyn_into().ok()
    }
}
