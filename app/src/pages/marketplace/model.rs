//! What the marketplace shows: which Blueprints, in which order, with which counts. No views, no requests.

use crate::search::{Search, SearchText};
use contract::OrganizationSlug;
use contract::catalog::{CatalogBlueprint, Source, Visibility};
use contract::endpoint::with_query;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a person asked to see; lives in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Text typed into the search field.
    pub search: String,
    /// Only this category.
    pub category: Option<String>,
    /// Only this family.
    pub family: Option<String>,
    /// Only this shelf.
    pub source: Option<Source>,
    /// Also the platform's own, unlisted Blueprints.
    pub with_platform: bool,
    /// Order of the cards.
    pub order: Order,
}

/// Order of the cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By title; what a search finds in the title comes first.
    #[default]
    Title,
    /// By category, then by title.
    Category,
    /// Cheapest first; what names no price comes last.
    Price,
}

impl Order {
    /// Every order, as the menu lists them.
    pub const ALL: [Self; 3] = [Self::Title, Self::Category, Self::Price];

    /// Value in the URL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Category => "category",
            Self::Price => "price",
        }
    }

    fn parse(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|order| order.as_str() == text)
            .unwrap_or_default()
    }
}

impl Filter {
    /// Reads the URL's query; empty values of a plain form count as absent.
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let chosen = |name: &str| get(name).filter(|value| !value.is_empty());
        Self {
            search: chosen("q").unwrap_or_default(),
            category: chosen("category"),
            family: chosen("family"),
            source: chosen("source").map(|source| Source::from(source.as_str())),
            with_platform: chosen("platform").is_some(),
            order: chosen("sort").map_or(Order::Title, |order| Order::parse(&order)),
        }
    }

    /// The marketplace with this filter.
    #[must_use]
    pub fn href(&self) -> String {
        with_query(
            crate::paths::marketplace(),
            &[
                ("q", Some(self.search.as_str()).filter(|search| !search.is_empty())),
                ("category", self.category.as_deref()),
                ("family", self.family.as_deref()),
                ("source", self.source.as_ref().map(Source::as_str)),
                ("platform", self.with_platform.then_some("1")),
                ("sort", (self.order != Order::Title).then_some(self.order.as_str())),
            ],
        )
    }

    /// Something narrows the list.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.search.trim().is_empty() || self.category.is_some() || self.family.is_some() || self.source.is_some()
    }

    /// The same view with nothing narrowed.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self {
            with_platform: self.with_platform,
            order: self.order,
            ..Self::default()
        }
    }
}

/// Every Blueprint the User may see, in one language, ready to be searched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    entries: Vec<Arc<Entry>>,
}

/// One Blueprint on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The Blueprint; its card is in the shelf's language.
    pub blueprint: CatalogBlueprint,
    title_text: SearchText,
    text: SearchText,
}

/// Something to narrow by, and how many cards it would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The value as Blueprints spell it.
    pub value: String,
    /// Cards left when it is chosen.
    pub count: usize,
    /// It is chosen.
    pub is_chosen: bool,
}

/// What the filter leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The cards, in order.
    pub entries: Vec<Arc<Entry>>,
    /// Categories to choose from.
    pub categories: Vec<Facet>,
    /// Families to choose from.
    pub families: Vec<Facet>,
    /// Shelves to choose from.
    pub sources: Vec<Facet>,
    /// How many platform components there are, shown or not.
    pub platform_count: usize,
}

impl Shelf {
    /// Puts the catalogue on a shelf for readers of `language` (BCP 47) in an Organization.
    #[must_use]
    pub fn new(catalogue: Vec<CatalogBlueprint>, language: &str, organization: Option<&OrganizationSlug>) -> Self {
        let entries = catalogue
            .into_iter()
            .filter(|blueprint| may_see(blueprint, organization))
            .map(|blueprint| Arc::new(Entry::new(blueprint, language)))
            .collect();
        Self { entries }
    }

    /// There is nothing to choose from, whatever the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Applies a filter. Each facet counts what is left under the *other* choices, so that no chip leads to nothing.
    #[must_use]
    pub fn select(&self, filter: &Filter) -> Selection {
        let search = Search::new(&filter.search);
        let found: Vec<&Arc<Entry>> = self
            .entries
            .iter()
            .filter(|entry| (filter.with_platform || !entry.is_platform()) && entry.text.matches(&search))
            .collect();
        let in_category = |entry: &Entry| chosen(filter.category.as_deref(), entry.category());
        let in_family = |entry: &Entry| chosen(filter.family.as_deref(), entry.family());
        let on_shelf = |entry: &Entry| chosen(filter.source.as_ref().map(Source::as_str), entry.source());
        let facets = |value: fn(&Entry) -> &str, chosen: Option<&str>, others: &dyn Fn(&Entry) -> bool| {
            facets(
                found.iter().filter(|entry| others(entry)).map(|entry| value(entry)),
                chosen,
            )
        };
        let categories = facets(Entry::category, filter.category.as_deref(), &|entry| {
            in_family(entry) && on_shelf(entry)
        });
        let families = facets(Entry::family, filter.family.as_deref(), &|entry| {
            in_category(entry) && on_shelf(entry)
        });
        let sources = facets(Entry::source, filter.source.as_ref().map(Source::as_str), &|entry| {
            in_category(entry) && in_family(entry)
        });
        let mut entries: Vec<Arc<Entry>> = found
            .into_iter()
            .filter(|entry| in_category(entry) && in_family(entry) && on_shelf(entry))
            .cloned()
            .collect();
        entries.sort_by(|a, b| compare(a, b, filter.order, &search));
        Selection {
            entries,
            categories,
            families,
            sources,
            platform_count: self.entries.iter().filter(|entry| entry.is_platform()).count(),
        }
    }
}

impl Entry {
    fn new(mut blueprint: CatalogBlueprint, language: &str) -> Self {
        let text = search_text(&blueprint);
        blueprint.card = blueprint.card.in_language(language);
        let title_text = SearchText::new([title(&blueprint)]);
        Self {
            blueprint,
            title_text,
            text,
        }
    }

    /// Name for people.
    #[must_use]
    pub fn title(&self) -> &str {
        title(&self.blueprint)
    }

    /// A component of the platform that is on no shelf.
    #[must_use]
    pub fn is_platform(&self) -> bool {
        self.blueprint.visibility == Some(Visibility::Unlisted)
    }

    fn category(&self) -> &str {
        &self.blueprint.card.category
    }

    fn family(&self) -> &str {
        &self.blueprint.card.family
    }

    fn source(&self) -> &str {
        self.blueprint.source.as_str()
    }
}

/// Words of every language: people search for what they remember, not for what they read.
fn search_text(blueprint: &CatalogBlueprint) -> SearchText {
    let card = &blueprint.card;
    let own = [
        title(blueprint),
        blueprint.name.as_str(),
        &card.tagline,
        &card.summary,
        &card.description,
        &card.category,
        &card.family,
    ];
    let translated = card
        .translations
        .values()
        .flat_map(|text| [&text.title, &text.tagline, &text.summary, &text.description]);
    SearchText::new(
        own.into_iter()
            .chain(card.tags.iter().map(String::as_str))
            .chain(translated.map(String::as_str)),
    )
}

/// Leaves out what no card shows, because the whole list travels with the page.
#[must_use]
pub fn for_card(blueprint: CatalogBlueprint) -> CatalogBlueprint {
    CatalogBlueprint {
        placement_schema: None,
        upgrade_from: None,
        upgrade_blocks: None,
        raw: None,
        versions: Vec::new(),
        chart_ref: None,
        readme: None,
        ..blueprint
    }
}

/// The card's title, else the name as people say it.
#[must_use]
pub fn title(blueprint: &CatalogBlueprint) -> &str {
    Some(blueprint.card.title.trim())
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| blueprint.name.short())
}

/// A private Blueprint is for its own Organization only.
fn may_see(blueprint: &CatalogBlueprint, organization: Option<&OrganizationSlug>) -> bool {
    let is_private = blueprint.visibility == Some(Visibility::Private) || blueprint.source == Source::OrgPrivate;
    match &blueprint.org {
        Some(owner) if is_private => organization == Some(owner),
        _ => true,
    }
}

fn chosen(choice: Option<&str>, value: &str) -> bool {
    choice.is_none_or(|choice| choice == value)
}

/// Counts values, most frequent first. A chosen value stays visible even when nothing is left of it.
fn facets<'a>(values: impl Iterator<Item = &'a str>, chosen: Option<&str>) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, usize> = chosen.into_iter().map(|value| (value, 0)).collect();
    for value in values.filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .map(|(value, count)| Facet {
            value: value.to_owned(),
            count,
            is_chosen: chosen == Some(value),
        })
        .collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    facets
}

fn compare(a: &Entry, b: &Entry, order: Order, search: &Search) -> Ordering {
    let by_title = || {
        let missed = |entry: &Entry| !search.is_empty() && !entry.title_text.matches(search);
        missed(a).cmp(&missed(b)).then_with(|| a.title_text.cmp(&b.title_text))
    };
    let by_order = match order {
        Order::Title => Ordering::Equal,
        Order::Category => (a.category().is_empty(), a.category()).cmp(&(b.category().is_empty(), b.category())),
        Order::Price => price_key(a).cmp(&price_key(b)),
    };
    by_order
        .then_with(by_title)
        .then_with(|| a.blueprint.name.cmp(&b.blueprint.name))
}

/// Amounts of different currencies cannot be compared: each currency is sorted by itself.
fn price_key(entry: &Entry) -> (bool, &str, i64) {
    match &entry.blueprint.card.price {
        Some(price) => (false, &price.currency, price.minor),
        None => (true, "", 0),
    }
}

#[cfg(test)]
mod tests;
