//! The gates before a branch and how each stands, in words.

use crate::i18n::*;
use crate::pages::application::model::promotion::{Gate, Rule, Standing};
use crate::ui::{Badge, Tone};
use leptos::prelude::*;

/// Every gate before a branch.
#[component]
pub(super) fn Gates(gates: Vec<Gate>, branch: String, is_protected: bool) -> impl IntoView {
    let locale = use_locale();
    let about = match is_protected {
        true => say!(locale, application.promotion.gates_text, branch = branch),
        false => say!(locale, application.promotion.no_gates, branch = branch),
    };
    let row = move |gate: Gate| {
        let (tone, icon, word) = match gate.standing {
            Standing::Open => (
                Tone::Success,
                "circle-check",
                td_string!(locale, application.promotion.gate_open),
            ),
            Standing::Waiting => (
                Tone::Waiting,
                "clock",
                td_string!(locale, application.promotion.gate_waiting),
            ),
            Standing::Closed => (
                Tone::Error,
                "circle-x",
                td_string!(locale, application.promotion.gate_closed),
            ),
        };
        let detail = detail(&gate.rule);
        let detail = detail.map(|text| view! { <bdi class="text-sm text-base-content/70">{text}</bdi> });
        view! {
            <li class="flex flex-wrap items-center gap-2 p-3">
                <Badge tone=tone icon=icon>{word}</Badge>
                <span>{words(locale, &gate)}</span>
                {detail}
            </li>
        }
    };
    let rows = (!gates.is_empty()).then(|| {
        let rows = gates.into_iter().map(row).collect_view();
        view! { <ul class="flex flex-col divide-y divide-base-300 rounded-box border border-base-300">{rows}</ul> }
    });
    view! {
        <section class="flex flex-col gap-2" aria-label=td_string!(locale, application.promotion.gates)>
            <h3 class="font-semibold">{td_string!(locale, application.promotion.gates)}</h3>
            <p class="text-sm text-base-content/70">{about}</p>
            {rows}
        </section>
    }
}

/// What a gate asks for.
pub(super) fn words(locale: Locale, gate: &Gate) -> String {
    match &gate.rule {
        Rule::Joins if gate.standing == Standing::Open => td_string!(locale, application.promotion.joins).to_owned(),
        Rule::Joins => td_string!(locale, application.promotion.does_not_join).to_owned(),
        Rule::Approvals { given, needed } => {
            say!(locale, application.promotion.approvals, given = given, needed = needed)
        }
        Rule::NoObjection => td_string!(locale, application.promotion.objection).to_owned(),
        Rule::Check { rule, .. } => match rule.as_str() {
            "soak" => td_string!(locale, application.promotion.soak).to_owned(),
            "re-score-gate" => td_string!(locale, application.promotion.score).to_owned(),
            "change-window" => td_string!(locale, application.promotion.window).to_owned(),
            rule => rule.to_owned(),
        },
    }
}

fn detail(rule: &Rule) -> Option<String> {
    match rule {
        Rule::Check { text, .. } if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}
