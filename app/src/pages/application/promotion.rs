//! Promotion: what differs between the branches, and the pull requests that carry it from one to the next.
//!
//! What is looked at is in the URL, `?pull=7` or `?from=develop&to=staging`, so that it can be linked and is readable
//! without a script.

mod board;
mod compare;
mod forms;
mod merge;
mod open;
mod pull;
mod read;
mod review;

use super::model::promotion::is_branch;
use super::model::snapshot::Snapshot;
use super::shared::{Document, Shared, Tab, use_shared};
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::paths::ApplicationTab;
use crate::ui::EmptyState;
use contract::ApiError;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use merge::Ending;
use read::{Board, Detail};

/// What the URL asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Query {
    Nothing,
    Pull(u64),
    Compare { from: String, to: String },
}

#[derive(Clone, Copy)]
struct Sources {
    shared: Shared,
    query: Memo<Query>,
    /// Branches and pull requests; `None` without a repository.
    board: Asked<Option<Board>>,
    /// What the URL asks for; `None` when that is nothing, or not there.
    detail: Asked<Option<Detail>>,
    document: Document,
    ending: Ending,
}

impl Sources {
    fn new(shared: Shared) -> Self {
        let query = use_query_map();
        let query = Memo::new(move |_| {
            query.with(|query| {
                let branch = |key: &str| query.get(key).filter(|text| is_branch(text));
                let pull = query.get("pull").and_then(|number| number.parse().ok());
                match (pull, branch("from"), branch("to")) {
                    (Some(number), ..) => Query::Pull(number),
                    (None, Some(from), Some(to)) => Query::Compare { from, to },
                    _ => Query::Nothing,
                }
            })
        });
        Self {
            shared,
            query,
            board: read::board(shared),
            detail: read::detail(shared, query),
            document: shared.document(),
            ending: Ending::new(),
        }
    }

    /// The URL of something to look at.
    fn href(self, query: &Query) -> String {
        let base = self
            .shared
            .address
            .with(|address| address.href(ApplicationTab::Promotion));
        let number = match query {
            Query::Pull(number) => Some(number.to_string()),
            _ => None,
        };
        let (from, to) = match query {
            Query::Compare { from, to } => (Some(from.as_str()), Some(to.as_str())),
            _ => (None, None),
        };
        contract::endpoint::with_query(base, &[("pull", number.as_deref()), ("from", from), ("to", to)])
    }

    /// Whether the page has been left.
    fn is_left(self) -> bool {
        self.query.try_get_untracked().is_none()
    }

    /// The end of a pull request was answered, which says nothing about another one.
    fn answered(self, pull: u64, refused: Option<&ApiError>) {
        if self.query.get_untracked() == Query::Pull(pull) {
            self.ending.answered(refused.cloned());
        }
    }

    /// Asks again for everything that an action may have changed.
    fn refetch(self) {
        self.board.refetch();
        self.detail.refetch();
    }
}

/// `/environments/:environment/applications/:application/promotion`
#[component]
pub fn PromotionPage() -> impl IntoView {
    let locale = use_locale();
    let shared = use_shared();
    shared.title(td_string!(locale, application.promotion_tab));
    let sources = Sources::new(shared);
    view! { <Tab view=move |current| view! { <Promotion sources current /> }.into_any() /> }
}

#[component]
fn Promotion(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    let board = move |board: Option<Board>| match board {
        Some(board) => view! { <board::Lists sources board /> }.into_any(),
        None => view! { <EmptyState icon="layers" title=td_string!(locale, application.promotion.no_repository) /> }
            .into_any(),
    };
    let detail = move |detail: Option<Detail>| match detail {
        Some(Detail::Pull(looked)) => view! { <pull::OnePull sources current looked=*looked /> }.into_any(),
        Some(Detail::Comparison(compared)) => view! { <compare::Compared sources compared /> }.into_any(),
        None => {
            let text = match sources.query.get_untracked() {
                Query::Nothing => td_string!(locale, application.promotion.choose),
                _ => td_string!(locale, application.promotion.missing),
            };
            view! { <EmptyState icon="layers" title=text /> }.into_any()
        }
    };
    view! {
        <section class="flex flex-col gap-4" aria-label=td_string!(locale, application.promotion.title)>
            <p class="text-sm text-base-content/70">{td_string!(locale, application.promotion.text)}</p>
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(18rem,1fr)_2fr]">
                <div class="flex min-w-0 flex-col gap-6"><Loaded asked=sources.board view=board /></div>
                <div class="flex min-w-0 flex-col gap-5">
                    <Loaded asked=sources.detail view=detail />
                    <forms::Forms sources current />
                </div>
            </div>
        </section>
    }
}
