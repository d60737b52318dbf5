//! Views whose code is a chunk of its own, loaded when somebody first needs it. Not for what the server draws.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// Declares such a view: `chunk! { fn name(argument: Type) -> AnyView { … } }`, which [`later`] draws.
macro_rules! chunk {
    ($(#[$attribute:meta])* fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> AnyView $body:block) => {
        #[cfg(feature = "split")]
        $(#[$attribute])*
        #[leptos::prelude::lazy]
        fn $name($($argument: $type),*) -> AnyView $body

        #[cfg(not(feature = "split"))]
        $(#[$attribute])*
        async fn $name($($argument: $type),*) -> AnyView $body
    };
}

pub(crate) use chunk;

/// Loads a chunk and draws it; `waiting` is said meanwhile.
pub fn later<F>(waiting: &'static str, chunk: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = AnyView> + 'static,
{
    let content = move || Suspend::new(SendWrapper::new(chunk()));
    let fallback = move || (!waiting.is_empty()).then(|| view! { <p>{waiting}</p> });
    view! { <Suspense fallback>{content}</Suspense> }.into_any()
}
