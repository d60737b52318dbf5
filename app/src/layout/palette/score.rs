//! How well a command fits what was typed.

/// Whole text begins with the word.
const START: u32 = 100;
/// A word of the text begins with it.
const WORD: u32 = 60;
/// It stands somewhere inside.
const INSIDE: u32 = 30;
/// Its letters stand in the text in this order.
const SCATTERED: u32 = 5;

/// The higher the better; `None` when it does not fit. Every word typed must fit. Both in lower case.
pub(super) fn score(typed: &str, text: &str) -> Option<u32> {
    typed.split_whitespace().map(|word| score_word(word, text)).sum()
}

fn score_word(word: &str, text: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(START);
    }
    let mut places = text.match_indices(word).map(|(place, _)| place).peekable();
    if places.peek().is_some() {
        let begins_word = |place: usize| !text[..place].ends_with(char::is_alphanumeric);
        return Some(if places.any(begins_word) { WORD } else { INSIDE });
    }
    let mut letters = text.chars();
    // One or two letters stand scattered in anything.
    (word.chars().count() > 2 && word.chars().all(|letter| letters.any(|other| other == letter))).then_some(SCATTERED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_better_than_insides() {
        let scores = ["wordpress blog", "my wordpress", "mywordpress", "w-o-r-d"].map(|text| score("word", text));
        assert_eq!(scores, [Some(START), Some(WORD), Some(INSIDE), Some(SCATTERED)]);
    }

    #[test]
    fn every_word_must_fit() {
        assert!(score("install word", "install wordpress").is_some());
        assert_eq!(score("install zzz", "install wordpress"), None);
        assert_eq!(score("qz", "quartz"), None);
        assert_eq!(score("", "anything"), Some(0));
    }

    #[test]
    fn arabic_is_text_like_any_other() {
        assert_eq!(score("المتجر", "الانتقال إلى المتجر"), Some(WORD));
    }
}
