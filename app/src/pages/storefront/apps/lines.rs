//! Lines of business, which narrow the apps down, and bundles, which choose several at once.
//!
//! Both are buttons of the order's own form that lead back to this page, so nothing that was chosen is lost, and
//! WebAssembly is not needed.

use crate::i18n::*;
use contract::StoreAppId;
use contract::storefront::{Bundle, Industry, StoreApp};
use leptos::prelude::*;

/// What the apps page is called in a form.
const HERE: &str = "/apps";

/// The apps to show: those of a line of business, and whatever is chosen already. All of them without a line.
pub(super) fn narrowed(apps: Vec<StoreApp>, line: Option<&Industry>, chosen: &[StoreAppId]) -> Vec<StoreApp> {
    let Some(line) = line else { return apps };
    let fits = |app: &StoreApp| line.suggested_apps.contains(&app.slug) || chosen.contains(&app.id);
    apps.into_iter().filter(fits).collect()
}

/// The apps of a bundle; `None` unless all of them can be had.
pub(super) fn members<'a>(bundle: &Bundle, apps: &'a [StoreApp]) -> Option<Vec<&'a StoreApp>> {
    let find = |slug: &String| apps.iter().find(|app| app.slug == *slug && app.deployable);
    let members: Option<Vec<_>> = bundle.apps.iter().map(find).collect();
    members.filter(|members| !members.is_empty())
}

/// Adds the apps of a bundle to those that are chosen, each once.
pub(super) fn add(chosen: &mut Vec<StoreAppId>, members: &[&StoreApp]) {
    for app in members {
        if !chosen.contains(&app.id) {
            chosen.push(app.id.clone());
        }
    }
}

/// The lines of business, as a part of the order's form.
#[component]
pub(super) fn Lines(lines: Vec<Industry>, now: Option<String>) -> impl IntoView {
    let locale = use_locale();
    if lines.is_empty() {
        return ().into_any();
    }
    let all = (String::new(), td_string!(locale, storefront.apps.every_line).to_owned());
    let lines = lines.into_iter().map(|line| {
        let title = line.title(locale.as_str()).to_owned();
        (line.slug, title)
    });
    let buttons = std::iter::once(all).chain(lines).map(|(slug, name)| {
        let pressed = now.as_deref().unwrap_or_default() == slug;
        let class = if pressed { "btn btn-sm btn-primary" } else { "btn btn-sm" };
        view! {
            <button type="submit" formaction=HERE name="industry" value=slug class=class aria-pressed=pressed.to_string()>
                <bdi>{name}</bdi>
            </button>
        }
    });
    view! {
        <div role="group" aria-label=td_string!(locale, storefront.apps.lines) class="flex flex-wrap gap-2">
            {buttons.collect_view()}
        </div>
    }
    .into_any()
}

/// Bundles that can be had, as a part of the order's form.
#[component]
pub(super) fn Bundles(bundles: Vec<Bundle>, apps: Vec<StoreApp>, chosen: Vec<StoreAppId>) -> impl IntoView {
    let locale = use_locale();
    let cards = bundles.into_iter().filter_map(|bundle| {
        let members = members(&bundle, &apps)?;
        let names: Vec<_> = members.iter().map(|app| app.title(locale.as_str()).to_owned()).collect();
        let all_chosen = members.iter().all(|app| chosen.contains(&app.id));
        let title = bundle.title(locale.as_str()).to_owned();
        let tagline = bundle.tagline(locale.as_str()).to_owned();
        let action = if all_chosen {
            view! { <p class="text-sm text-success">{td_string!(locale, storefront.apps.bundle_chosen)}</p> }.into_any()
        } else {
            let label = say!(locale, storefront.apps.choose_bundle_named, name = title);
            view! {
                <button type="submit" formaction=HERE name="bundle" value=bundle.slug class="btn btn-sm" aria-label=label>
                    {td_string!(locale, storefront.apps.choose_bundle)}
                </button>
            }
            .into_any()
        };
        Some(view! {
            <li class="card card-border flex h-full flex-col items-start gap-2 bg-base-100 p-4">
                <h3 class="font-semibold"><bdi>{title}</bdi></h3>
                <p class="text-sm text-base-content/70 wrap-anywhere"><bdi>{tagline}</bdi></p>
                <p class="grow text-sm wrap-anywhere"><bdi>{names.join(" · ")}</bdi></p>
                {action}
            </li>
        })
    });
    let cards: Vec<_> = cards.collect();
    (!cards.is_empty()).then(|| {
        view! {
            <section class="flex flex-col gap-3">
                <h2 class="text-xl font-semibold">{td_string!(locale, storefront.apps.bundles)}</h2>
                <ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{cards}</ul>
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn app(slug: &str, deployable: bool) -> StoreApp {
        let app = json!({"id": format!("app-{slug}"), "slug": slug, "name": slug, "deployable": deployable});
        serde_json::from_value(app).unwrap()
    }

    fn slugs(apps: &[StoreApp]) -> Vec<&str> {
        apps.iter().map(|app| app.slug.as_str()).collect()
    }

    #[test]
    fn a_line_of_business_hides_nothing_that_is_chosen() {
        let apps = vec![app("a", true), app("b", true), app("c", true)];
        let line: Industry = serde_json::from_value(json!({"id": "l", "slug": "l", "suggested_apps": ["b"]})).unwrap();
        let chosen = [StoreAppId::from_wire("app-c")];
        assert_eq!(slugs(&narrowed(apps.clone(), Some(&line), &chosen)), ["b", "c"]);
        assert_eq!(slugs(&narrowed(apps, None, &chosen)), ["a", "b", "c"]);
    }

    #[test]
    fn a_bundle_is_all_of_its_apps_or_none() {
        let bundle = |apps: &[&str]| -> Bundle {
            serde_json::from_value(json!({"id": "b", "slug": "b", "apps": apps})).unwrap()
        };
        let apps = [app("a", true), app("b", true), app("soon", false)];
        assert!(members(&bundle(&["a", "soon"]), &apps).is_none());
        assert!(members(&bundle(&["a", "gone"]), &apps).is_none());
        assert!(members(&bundle(&[]), &apps).is_none());
        let mut chosen = vec![StoreAppId::from_wire("app-b")];
        add(&mut chosen, &members(&bundle(&["a", "b"]), &apps).unwrap());
        assert_eq!(chosen, ["app-b", "app-a"].map(StoreAppId::from_wire));
    }
}
