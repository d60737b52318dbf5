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
    use js_sys::{Function, Reflect, RegExp};
    use wasm_bindgen::{JsCast, JsValue};

    /// The source only: a `RegExp` is not `Send`, and the browser caches compiled ones by source.
    #[derive(Clone)]
    pub(super) struct Engine(String);

    impl Engine {
        pub(super) fn compile(source: &str) -> Option<Self> {
            build(source).map(|_| Self(source.to_owned()))
        }

        pub(super) fn is_match(&self, text: &str) -> bool {
            build(&self.0).is_some_and(|pattern| pattern.test(text))
        }
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
