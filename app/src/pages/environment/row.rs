//! Applications as rows of a table.

use super::actions::ActionRow;
use super::applications::{GroupTitle, facts_of};
use super::board::Board;
use super::card::{BlueprintLink, DeployedText, PlacementText, PodsText, Reason};
use super::model::{Arrangement, Facts, GroupKind};
use crate::live::ObjectKey;
use crate::paths::{self, ApplicationTab};
use crate::terms::StateBadge;
use crate::ui::each;
use contract::EnvironmentName;
use leptos::prelude::*;

/// One group: its heading, then a row for each Application.
#[component]
pub(super) fn GroupRows(
    /// Where they run.
    environment: EnvironmentName,
    /// Where their facts are.
    board: Board,
    /// Which group.
    kind: GroupKind,
    /// Which Applications are in it.
    arrangement: Memo<Arrangement>,
) -> impl IntoView {
    let environment = StoredValue::new(environment);
    let row = move |key| match facts_of(board, key) {
        Some(facts) => view! { <ApplicationRow environment=environment.get_value() facts /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <tbody>
            <tr>
                <th scope="rowgroup" colspan="7" class="bg-base-200"><GroupTitle kind arrangement /></th>
            </tr>
            {each(move || arrangement.with(|arrangement| arrangement.keys(kind)), ObjectKey::to_string, row)}
        </tbody>
    }
}

#[component]
fn ApplicationRow(environment: EnvironmentName, facts: Memo<Facts>) -> impl IntoView {
    let name = facts.with_untracked(|facts| facts.name.clone());
    let overview = paths::application(&environment, &name, ApplicationTab::Overview);
    view! {
        <tr>
            <th scope="row">
                <a href=overview.clone() class="link link-hover"><bdi>{move || facts.with(|facts| facts.title.clone())}</bdi></a>
            </th>
            <td class="max-w-72">
                <StateBadge state=Signal::derive(move || facts.with(|facts| facts.state)) />
                <Reason facts overview />
            </td>
            <td><BlueprintLink facts /></td>
            <td><PodsText facts /></td>
            <td><PlacementText facts /></td>
            <td><DeployedText facts /></td>
            <td><ActionRow environment facts /></td>
        </tr>
    }
}
