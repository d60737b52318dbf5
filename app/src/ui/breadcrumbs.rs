//! Where this page hangs.

use crate::ui::follow;
use leptos::prelude::*;

/// One step of the way; the last one is the page itself and has no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that leads somewhere.
    #[must_use]
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// The page itself.
    #[must_use]
    pub fn here(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// The way to this page.
#[component]
pub fn Breadcrumbs(
    /// Name of the landmark.
    #[prop(into)]
    label: String,
    /// The steps, outermost first.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let steps = follow(move || {
        crumbs
            .get()
            .into_iter()
            .map(|crumb| match crumb.href {
                Some(href) => view! { <li><a href=href><bdi>{crumb.label}</bdi></a></li> }.into_any(),
                None => view! { <li><span aria-current="page"><bdi>{crumb.label}</bdi></span></li> }.into_any(),
            })
            .collect_view()
    });
    view! { <nav aria-label=label class="breadcrumbs text-sm"><ol>{steps}</ol></nav> }
}
