//! Theme and language: plain forms, so that they work before WebAssembly arrives.

use crate::bootstrap::Theme;
use crate::i18n::*;
use crate::session::use_session;
use crate::ui::{Icon, Menu};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Path and query of the page shown.
pub(super) fn here() -> Signal<String> {
    let location = use_location();
    let (pathname, search) = (location.pathname, location.search);
    Signal::derive(move || match search.get().as_str() {
        "" => pathname.get(),
        search => format!("{}?{search}", pathname.get()),
    })
}

/// Chooses the theme.
#[component]
pub fn ThemeMenu() -> impl IntoView {
    let locale = use_locale();
    let here = here();
    let current = use_session().bootstrap().theme;
    let choices = Theme::ALL.map(|theme| {
        let (icon, text) = match theme {
            Theme::System => ("settings", td_string!(locale, layout.theme_system)),
            Theme::Light => ("sun", td_string!(locale, layout.theme_light)),
            Theme::Dark => ("moon", td_string!(locale, layout.theme_dark)),
            Theme::Contrast => ("contrast", td_string!(locale, layout.theme_contrast)),
        };
        view! { <Choice name="theme" value=theme.as_str() icon text current={theme == current} /> }
    });
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="next" value=move || here.get() />
            <Menu
                label=td_string!(locale, layout.theme)
                trigger=|| view! { <Icon name="sun" class="size-5" /> }
                class="btn btn-ghost btn-sm btn-square"
                end=true
            >
                {choices.into_iter().collect_view()}
            </Menu>
        </form>
    }
}

/// Chooses the language. Each language is named in itself.
#[component]
pub fn LanguageMenu() -> impl IntoView {
    let locale = use_locale();
    let here = here();
    let choices = [(Locale::en, "English"), (Locale::ar, "العربية")].map(|(offered, text)| {
        view! { <Choice name="locale" value=offered.as_str() icon="globe" text current={offered == locale} /> }
    });
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="next" value=move || here.get() />
            <Menu
                label=td_string!(locale, layout.language)
                trigger=|| view! { <Icon name="languages" class="size-5" /> }
                class="btn btn-ghost btn-sm btn-square"
                end=true
            >
                {choices.into_iter().collect_view()}
            </Menu>
        </form>
    }
}

#[component]
fn Choice(
    name: &'static str,
    value: &'static str,
    icon: &'static str,
    text: &'static str,
    current: bool,
) -> impl IntoView {
    let lang = (name == "locale").then_some(value);
    view! {
        <li>
            <button type="submit" name=name value=value lang=lang aria-current=current.then_some("true")>
                <Icon name=icon />
                <span class="grow">{text}</span>
                {current.then(|| view! { <Icon name="check" /> })}
            </button>
        </li>
    }
}
