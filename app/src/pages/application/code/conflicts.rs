//! The branch moved while somebody was typing: nobody's change is lost.

use super::editing::{Editing, Merging};
use crate::change::plain;
use crate::i18n::*;
use crate::pages::application::model::merge::Conflict;
use crate::ui::{Alert, Button, Card, ScrollRegion, Size, Tone, Variant, follow};
use config_schema::humanise;
use leptos::prelude::*;
use serde_json::Value;

/// What happened on the branch, and the ways on.
#[component]
pub(super) fn Moved(editing: Editing) -> impl IntoView {
    let locale = use_locale();
    follow(move || match editing.merging.get() {
        Merging::Conflicts(conflicts) => view! { <Conflicts editing conflicts /> }.into_any(),
        Merging::Done => {
            view! { <Alert tone=Tone::Success>{td_string!(locale, application.code.merged)}</Alert> }.into_any()
        }
        Merging::LinesTouch => {
            view! { <Offer editing text=td_string!(locale, application.code.lines_touch) /> }.into_any()
        }
        Merging::Idle => {
            let moved = editing.theirs.with(Option::is_some);
            let offer = || view! { <Offer editing text=td_string!(locale, application.code.moved_text) /> };
            moved.then(offer).into_any()
        }
    })
}

#[component]
fn Offer(editing: Editing, text: &'static str) -> impl IntoView {
    let locale = use_locale();
    let branch = editing.branch.with_value(|branch| branch.name.clone());
    let actions = move || {
        view! {
            <Button size=Size::Small variant=Variant::Primary on_click=move |_| editing.merge()>
                {td_string!(locale, application.code.merge)}
            </Button>
            <Button size=Size::Small on_click=move |_| editing.discard()>{td_string!(locale, application.code.take_theirs)}</Button>
        }
    };
    view! {
        <Alert tone=Tone::Warning title=say!(locale, application.code.moved, branch = branch) actions=actions>{text}</Alert>
    }
}

#[component]
fn Conflicts(editing: Editing, conflicts: Vec<Conflict>) -> impl IntoView {
    let locale = use_locale();
    let title = say!(locale, application.code.conflicts, count = conflicts.len());
    let rows = conflicts
        .into_iter()
        .map(move |conflict| view! { <OneConflict editing conflict /> });
    view! {
        <Card title=title.clone()>
            <ScrollRegion label=title bordered=true>
                <table class="table table-sm">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, application.code.conflict_setting)}</th>
                            <th scope="col">{td_string!(locale, application.code.conflict_base)}</th>
                            <th scope="col">{td_string!(locale, application.code.conflict_mine)}</th>
                            <th scope="col">{td_string!(locale, application.code.conflict_theirs)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </ScrollRegion>
        </Card>
    }
}

#[component]
fn OneConflict(editing: Editing, conflict: Conflict) -> impl IntoView {
    let locale = use_locale();
    let label: Vec<String> = conflict.at.segments().map(|segment| humanise(&segment)).collect();
    let shown = |value: &Option<Value>| match value {
        Some(value) => plain(value),
        None => td_string!(locale, application.code.removed).to_owned(),
    };
    let (base, mine, theirs) = (shown(&conflict.base), shown(&conflict.mine), shown(&conflict.theirs));
    let settle = StoredValue::new(conflict);
    let keep = move |mine: bool| move |_| settle.with_value(|conflict| editing.settle(conflict, mine));
    view! {
        <tr>
            <th scope="row" class="font-medium wrap-anywhere"><bdi>{label.join(" › ")}</bdi></th>
            <td class="wrap-anywhere"><bdi>{base}</bdi></td>
            <td class="wrap-anywhere">
                <bdi class="block whitespace-pre-wrap">{mine}</bdi>
                <Button size=Size::Small on_click=keep(true)>{td_string!(locale, application.code.keep_mine)}</Button>
            </td>
            <td class="wrap-anywhere">
                <bdi class="block whitespace-pre-wrap">{theirs}</bdi>
                <Button size=Size::Small on_click=keep(false)>{td_string!(locale, application.code.keep_theirs)}</Button>
            </td>
        </tr>
    }
}
