//! What can be written and asked about what is looked at. It stays when that is read anew.

use super::Sources;
use super::merge::CloseDialog;
use super::open::OpenPull;
use super::read::Detail;
use super::review::ReviewForm;
use crate::pages::application::model::snapshot::Snapshot;
use crate::ui::each;
use contract::gitea::{PullState, Repository};
use leptos::prelude::*;

/// A pull request that can be reviewed.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub(super) repository: Repository,
    pub(super) number: u64,
    pub(super) author: String,
    /// The branch that it brings.
    pub(super) head: String,
}

/// Two branches between which a pull request can be opened.
#[derive(Clone, Debug)]
pub(super) struct Unopened {
    pub(super) repository: Repository,
    pub(super) from: String,
    pub(super) to: String,
}

enum Form {
    Review(Reviewed),
    Open(Unopened),
}

impl Form {
    fn of(detail: Detail) -> Option<Self> {
        match detail {
            Detail::Pull(looked) if looked.pull.state == PullState::Open => Some(Self::Review(Reviewed {
                repository: looked.repository,
                number: looked.pull.number,
                author: looked.pull.user.login,
                head: looked.pull.head.branch,
            })),
            Detail::Comparison(compared) if compared.ahead > 0 && compared.open.is_none() => {
                Some(Self::Open(Unopened {
                    repository: compared.repository,
                    from: compared.from,
                    to: compared.to,
                }))
            }
            _ => None,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Review(Reviewed { repository, number, .. }) => format!("{}#{number}", repository.name),
            Self::Open(Unopened { repository, from, to }) => format!("{} {from} {to}", repository.name),
        }
    }
}

/// The form for what the URL names.
#[component]
pub(super) fn Forms(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let forms = move || match sources.detail.get() {
        Some(Ok(Some(detail))) => Form::of(detail).into_iter().collect(),
        _ => Vec::new(),
    };
    let draw = move |form: Form| match form {
        Form::Review(reviewed) => view! {
            <ReviewForm sources current reviewed=reviewed.clone() />
            <CloseDialog sources reviewed />
        }
        .into_any(),
        Form::Open(unopened) => view! { <OpenPull sources current unopened /> }.into_any(),
    };
    let drawn = each(forms, Form::key, draw);
    view! { <Transition>{drawn}</Transition> }
}
