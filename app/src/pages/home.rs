//! The start page: sends on to the Environment looked at last.

use crate::i18n::*;
use crate::layout::{Loaded, see_other, set_page, use_scope};
use crate::paths;
use crate::ui::{Card, EmptyState, LinkButton, Variant};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let locale = use_locale();
    let scope = use_scope();
    set_page(td_string!(locale, layout.home.title), Vec::new());
    let view = move |_| match scope.current() {
        Some(environment) => {
            view! { <Forward to=paths::environment(&environment.name) name=environment.name.to_string() /> }.into_any()
        }
        None => view! { <NoEnvironment /> }.into_any(),
    };
    view! { <Loaded asked=scope.environments view /> }
}

/// Goes on at once; the link is for those whose browser does not.
#[component]
fn Forward(to: String, name: String) -> impl IntoView {
    let locale = use_locale();
    see_other(&to);
    let navigate = use_navigate();
    let href = to.clone();
    Effect::new(move |_| {
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    view! {
        <Card>
            <h1 class="text-2xl font-semibold">{td_string!(locale, layout.home.title)}</h1>
            <p><LinkButton href variant=Variant::Primary icon="arrow-right"><bdi>{name}</bdi></LinkButton></p>
        </Card>
    }
}

#[component]
fn NoEnvironment() -> impl IntoView {
    let locale = use_locale();
    let actions = move || {
        view! {
            <LinkButton href=paths::marketplace() variant=Variant::Primary icon="store">
                {td_string!(locale, layout.browse_marketplace)}
            </LinkButton>
        }
    };
    view! {
        <h1 class="mb-6 text-2xl font-semibold">{td_string!(locale, layout.home.title)}</h1>
        <EmptyState icon="layers" title=td_string!(locale, layout.home.empty_title) actions>
            {td_string!(locale, layout.home.empty_text)}
        </EmptyState>
    }
}
