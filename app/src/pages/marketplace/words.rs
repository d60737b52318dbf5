//! Categories, families and shelves in the User's words. Authors may write any category: unknown ones are shown as
//! they are, only tidied.

use crate::i18n::*;
use contract::catalog::Source;
use leptos_i18n::I18nContext;

/// What a category is called. Tracks the language.
pub(super) fn category(i18n: I18nContext<Locale>, value: &str) -> String {
    let word = match value {
        "ai-ml" => t_string!(i18n, marketplace.categories.ai_ml),
        "ai-runtime" => t_string!(i18n, marketplace.categories.ai_runtime),
        "ai-safety" => t_string!(i18n, marketplace.categories.ai_safety),
        "application" => t_string!(i18n, marketplace.categories.application),
        "communication" => t_string!(i18n, marketplace.categories.communication),
        "data" => t_string!(i18n, marketplace.categories.data),
        "drills" => t_string!(i18n, marketplace.categories.drills),
        "infrastructure" => t_string!(i18n, marketplace.categories.infrastructure),
        "security" => t_string!(i18n, marketplace.categories.security),
        "workflow" => t_string!(i18n, marketplace.categories.workflow),
        other => return tidy(other),
    };
    word.to_owned()
}

/// What a family is called. Tracks the language.
pub(super) fn family(i18n: I18nContext<Locale>, value: &str) -> String {
    let word = match value {
        "collaboration" => t_string!(i18n, marketplace.families.collaboration),
        "commerce" => t_string!(i18n, marketplace.families.commerce),
        "foundation" => t_string!(i18n, marketplace.families.foundation),
        "guardian" => t_string!(i18n, marketplace.families.guardian),
        "insights" => t_string!(i18n, marketplace.families.insights),
        "publishing" => t_string!(i18n, marketplace.families.publishing),
        other => return tidy(other),
    };
    word.to_owned()
}

/// What a shelf is called. Tracks the language.
pub(super) fn source(i18n: I18nContext<Locale>, value: &Source) -> String {
    let word = match value {
        Source::Public => t_string!(i18n, marketplace.sources.public),
        Source::Sovereign => t_string!(i18n, marketplace.sources.sovereign),
        Source::OrgPrivate => t_string!(i18n, marketplace.sources.org_private),
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
