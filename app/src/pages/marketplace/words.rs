//! Categories, families and shelves in the User's words. Authors may write any category: unknown ones are shown as
//! they are, only tidied.

use crate::i18n::*;
use contract::catalog::Source;

/// What a category is called.
pub(super) fn category(locale: Locale, value: &str) -> String {
    let word = match value {
        "ai-ml" => td_string!(locale, marketplace.categories.ai_ml),
        "ai-runtime" => td_string!(locale, marketplace.categories.ai_runtime),
        "ai-safety" => td_string!(locale, marketplace.categories.ai_safety),
        "application" => td_string!(locale, marketplace.categories.application),
        "communication" => td_string!(locale, marketplace.categories.communication),
        "data" => td_string!(locale, marketplace.categories.data),
        "drills" => td_string!(locale, marketplace.categories.drills),
        "infrastructure" => td_string!(locale, marketplace.categories.infrastructure),
        "security" => td_string!(locale, marketplace.categories.security),
        "workflow" => td_string!(locale, marketplace.categories.workflow),
        other => return tidy(other),
    };
    word.to_owned()
}

/// What a family is called.
pub(super) fn family(locale: Locale, value: &str) -> String {
    let word = match value {
        "collaboration" => td_string!(locale, marketplace.families.collaboration),
        "commerce" => td_string!(locale, marketplace.families.commerce),
        "foundation" => td_string!(locale, marketplace.families.foundation),
        "guardian" => td_string!(locale, marketplace.families.guardian),
        "insights" => td_string!(locale, marketplace.families.insights),
        "publishing" => td_string!(locale, marketplace.families.publishing),
        other => return tidy(other),
    };
    word.to_owned()
}

/// What a shelf is called.
pub(super) fn source(locale: Locale, value: &Source) -> String {
    let word = match value {
        Source::Public => td_string!(locale, marketplace.sources.public),
        Source::Sovereign => td_string!(locale, marketplace.sources.sovereign),
        Source::OrgPrivate => td_string!(locale, marketplace.sources.org_private),
        Source::Unknown(text) => return tidy(text),
    };
    word.to_owned()
}

/// `per-host-infrastructure` reads "Per host infrastructure".
fn tidy(value: &str) -> String {
    let words = value.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn unknown_words_are_tidied_not_dropped() {
        assert_eq!(
            tidy("per-host-cluster_infrastructure"),
            "Per host cluster infrastructure"
        );
        assert_eq!(tidy("ﬁntech"), "FIntech");
        assert_eq!(tidy(""), "");
    }
}
