//! What the palette offers.

use crate::i18n::*;
use crate::layout::scope::Scope;
use crate::live::Live;
use crate::paths::{self, ApplicationTab};
use crate::session::use_session;
use contract::EnvironmentName;
use contract::application::ApplicationObject;
use contract::catalog::CatalogBlueprint;
use leptos::prelude::*;

/// Something to do, with a verb; always a place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) icon: &'static str,
    pub(super) text: String,
    pub(super) href: String,
}

impl Command {
    fn new(icon: &'static str, text: impl Into<String>, href: String) -> Self {
        Self {
            icon,
            text: text.into(),
            href,
        }
    }
}

/// The commands that fit, best first.
pub(super) fn fitting(commands: &[Command], typed: &str, most: usize) -> Vec<Command> {
    let typed = typed.to_lowercase();
    let scored = |command: &Command| {
        Some((
            super::score::score(&typed, &command.text.to_lowercase())?,
            command.clone(),
        ))
    };
    let mut fitting: Vec<_> = commands.iter().filter_map(scored).collect();
    fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    fitting.into_iter().take(most).map(|(_, command)| command).collect()
}

/// Every command of this moment.
pub(super) fn all(scope: Scope, live: Live, catalog: &[CatalogBlueprint]) -> Vec<Command> {
    let locale = use_locale();
    let current = scope.current().map(|environment| environment.name);
    let go = |name: &str| say!(locale, layout.palette.go, name = name);
    let open = |name: &str| say!(locale, layout.palette.open, name = name);
    let mut commands = vec![Command::new(
        "store",
        go(td_string!(locale, common.marketplace)),
        paths::marketplace(),
    )];
    if use_session().may_manage_billing().is_ok() {
        commands.push(Command::new("wallet", go(td_string!(locale, bss.title)), paths::bss()));
        commands.push(Command::new(
            "ticket",
            go(td_string!(locale, bss.vouchers.title)),
            paths::vouchers(None),
        ));
    }
    if let Some(current) = &current {
        commands.push(Command::new(
            "layout-grid",
            go(td_string!(locale, common.applications)),
            paths::environment(current),
        ));
    }
    for object in live.objects("application").unwrap_or_default() {
        if let Some((environment, application)) = object.with(identity) {
            let href = paths::application(&environment, &application, ApplicationTab::Overview);
            commands.push(Command::new("box", open(application.as_str()), href));
        }
    }
    for environment in scope.environments.get().and_then(Result::ok).unwrap_or_default() {
        commands.push(Command::new(
            "layers",
            open(environment.name.as_str()),
            paths::environment(&environment.name),
        ));
    }
    commands.extend(
        catalog
            .iter()
            .flat_map(|blueprint| of_blueprint(blueprint, current.as_ref())),
    );
    commands
}

fn identity(object: &serde_json::Value) -> Option<(EnvironmentName, contract::ApplicationName)> {
    let object = ApplicationObject::read(object).ok()?;
    Some((object.spec.environment_ref?, object.metadata.name))
}

fn of_blueprint(blueprint: &CatalogBlueprint, environment: Option<&EnvironmentName>) -> Vec<Command> {
    let locale = use_locale();
    let name = match blueprint.card.title.as_str() {
        "" => blueprint.name.short().to_owned(),
        title => title.to_owned(),
    };
    let view = say!(locale, layout.palette.view, name = name);
    let mut commands = vec![Command::new("book-open", view, paths::blueprint(&blueprint.name))];
    if blueprint.error.is_none() {
        let install = say!(locale, layout.palette.install, name = name);
        commands.push(Command::new(
            "package",
            install,
            paths::install(&blueprint.name, None, environment),
        ));
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_command_comes_first_and_equals_keep_their_order() {
        let commands = ["Go to Marketplace", "Open market", "Open shop", "Open mart"]
            .map(|text| Command::new("box", text, String::new()));
        let texts = |typed: &str| {
            fitting(&commands, typed, 3)
                .into_iter()
                .map(|command| command.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("open"), ["Open market", "Open shop", "Open mart"]);
        assert_eq!(texts("mark"), ["Go to Marketplace", "Open market"]);
        assert_eq!(texts("open mart"), ["Open mart", "Open market"]);
    }
}
