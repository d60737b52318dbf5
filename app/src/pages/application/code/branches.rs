//! Which branch is edited, and which of them take pull requests only.

use super::Sources;
use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::pages::application::model::promotion::{STEPS, fed_by};
use crate::pages::application::model::snapshot::{Snapshot, env_type, organization};
use crate::pages::application::protections::protections;
use crate::pages::application::shared::Shared;
use crate::ui::follow;
use contract::gitea::BranchProtection;
use leptos::prelude::*;

/// What protects the branches that take pull requests only.
pub(super) type Protected = Asked<Vec<BranchProtection>>;

/// Asks which branches are protected.
pub(super) fn protected(shared: Shared) -> Protected {
    let api = Api::from_context();
    Asked::new(
        move || shared.address.get(),
        move |_| {
            let api = api.clone();
            async move {
                let Some(repository) = Snapshot::read(shared.detail.await?).repository() else {
                    return Ok(Vec::new());
                };
                protections(&api, repository).await
            }
        },
    )
}

/// Links to the branches on the way of a change.
#[component]
pub(super) fn Branches(sources: Sources) -> impl IntoView {
    let locale = use_locale();
    let [(first, second), (_, third)] = STEPS;
    let organization = organization(&sources.shared.address.get_untracked().environment);
    let link = move |branch: &'static str| {
        let feeds = fed_by(&organization, branch)
            .map(|environment| say!(locale, application.code.feeds, environment = environment));
        let here = Memo::new(move |_| sources.branch_name().as_deref() == Some(branch));
        view! {
            // A page of its own: files, texts and what is not committed all begin anew.
            <a
                href=move || sources.href_on(branch)
                rel="external"
                class="btn btn-sm font-normal"
                class=("btn-active", here)
                aria-current=move || here.get().then_some("page")
            >
                <bdi dir="ltr">{branch}</bdi>
                <span class="text-base-content/70">{feeds}</span>
            </a>
        }
    };
    view! {
        <nav class="flex flex-wrap items-center gap-2" aria-label=td_string!(locale, application.code.branches)>
            {[first, second, third].map(link).collect_view()}
        </nav>
    }
}

/// What a commit on this branch leads to.
#[component]
pub(super) fn About(sources: Sources, current: Memo<Snapshot>) -> impl IntoView {
    let locale = use_locale();
    follow(move || {
        let environment = sources.shared.address.with(|address| address.environment.clone());
        let repository = current.with(Snapshot::repository)?;
        let repository = format!("{}/{}", repository.owner, repository.name);
        let branch = sources.branch_name()?;
        Some(match env_type(&environment).branch() == Some(branch.as_str()) {
            true => say!(
                locale,
                application.code.text,
                repository = repository,
                branch = branch,
                environment = environment
            ),
            false => say!(
                locale,
                application.code.text_other,
                repository = repository,
                branch = branch
            ),
        })
    })
}
