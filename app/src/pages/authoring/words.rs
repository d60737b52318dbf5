//! Findings in the reader's language.

use crate::i18n::*;
use config_schema::authoring::Rule;

/// What is wrong, as a sentence. What the schemas say about themselves keeps the words it came with.
pub(super) fn finding(locale: Locale, rule: &Rule) -> String {
    let known = match rule {
        Rule::Name => td_string!(locale, authoring.rules.name),
        Rule::MisplacedVersion => td_string!(locale, authoring.rules.misplaced_version),
        Rule::NoOneLiner => td_string!(locale, authoring.rules.no_one_liner),
        Rule::NoVisibility => td_string!(locale, authoring.rules.no_visibility),
        Rule::Oam => td_string!(locale, authoring.rules.oam),
        Rule::DefaultMode => td_string!(locale, authoring.rules.default_mode),
        Rule::Regions => td_string!(locale, authoring.rules.regions),
        Rule::OpenDependency => td_string!(locale, authoring.rules.open_dependency),
        Rule::DependencyName => td_string!(locale, authoring.rules.dependency_name),
        Rule::NeedsItself => td_string!(locale, authoring.rules.needs_itself),
        Rule::BooleanAmongWords => td_string!(locale, authoring.rules.boolean_among_words),
        Rule::Undescribed => td_string!(locale, authoring.rules.undescribed),
        Rule::ShownSecret => td_string!(locale, authoring.rules.shown_secret),
        Rule::PlaintextSecret => td_string!(locale, authoring.rules.plaintext_secret),
        Rule::ObservabilityOn => td_string!(locale, authoring.rules.observability_on),
        Rule::HostnameToken(token) => return say!(locale, authoring.rules.hostname_token, token = token),
        Rule::BadDefault(why) => return say!(locale, authoring.rules.bad_default, why = why),
        Rule::Schema(why) | Rule::Config(why) => return why.clone(),
    };
    known.to_owned()
}
