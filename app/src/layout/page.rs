//! What a page tells the frame about itself.

use crate::i18n::*;
use crate::ui::Crumb;
use leptos::prelude::*;

/// Title and way of the page shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Title, without the name of the product.
    pub title: String,
    /// The way to it, outermost first; the last is the page itself.
    pub crumbs: Vec<Crumb>,
}

/// Where the frame reads what the page said.
#[derive(Clone, Copy)]
pub(super) struct PageSlot(pub(super) RwSignal<PageFacts>);

/// Sets the title of the document and the breadcrumbs. Call it in a page's component, or inside its loaded view once
/// the name is known.
pub fn set_page(title: impl Into<String>, crumbs: Vec<Crumb>) {
    let title = title.into();
    if let Some(PageSlot(slot)) = use_context() {
        slot.set(PageFacts { title, crumbs });
    }
}

/// The title of the document, as the page has set it.
pub(super) fn document_title(locale: Locale, facts: RwSignal<PageFacts>) -> impl Fn() -> String {
    let product = td_string!(locale, common.product);
    // The server reads it last, on a thread that may be at another page by then: what lives in an arena is not there.
    let facts = ArcRwSignal::from(facts);
    move || {
        facts.with(|facts| match facts.title.as_str() {
            "" => product.to_owned(),
            title => format!("{title} · {product}"),
        })
    }
}
