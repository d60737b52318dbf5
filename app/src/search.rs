//! Matching what people type against what things are called: case, accents and Arabic spelling variants do not count.
//!
//! It ranks nothing and knows nothing of what is searched.

mod typed;

pub use typed::{QUERY, TypedSearch, use_typed_search};

/// Text folded once, to be matched many times.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchText(String);

impl SearchText {
    /// Folds the parts into one text. A search word never matches across two parts.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let parts: Vec<_> = parts.into_iter().map(fold).collect();
        Self(parts.join("\n"))
    }

    /// Every word of the search occurs somewhere.
    #[must_use]
    pub fn matches(&self, search: &Search) -> bool {
        search.words.iter().all(|word| self.0.contains(word))
    }
}

/// What a person typed, folded and split into words. Empty matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
}

impl Search {
    /// Reads the text of a search field.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            words: fold(text).split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// Nothing is searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Lower case, without accents, vowel marks and stretching; Arabic letters in their plainest form.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            // Combining accents; Arabic vowel marks, superscript alef and the stretching stroke.
            '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            letter => folded.push(plain(letter)),
        }
    }
    folded
}

fn plain(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        'ک' => 'ك',
        '٠'..='٩' => western_digit(letter, '٠'),
        '۰'..='۹' => western_digit(letter, '۰'),
        other => other,
    }
}

fn western_digit(digit: char, zero: char) -> char {
    char::from_digit(u32::from(digit) - u32::from(zero), 10).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, typed: &str) -> bool {
        SearchText::new([text]).matches(&Search::new(typed))
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert!(found("Café Münchën", "cafe MUNCHEN"));
        assert!(found("Cafe", "CAFÉ"));
        assert!(
            found("cafe\u{301}", "café"),
            "combining and precomposed accents are the same"
        );
        assert!(found("Straße", "strasse"));
    }

    #[test]
    fn arabic_is_found_however_it_is_spelled() {
        assert!(found("أدوات المراقبة", "ادوات المراقبه"));
        assert!(found("مُدَوَّنَة", "مدونة"), "vowel marks do not count");
        assert!(found("متجـــر إلكتروني", "متجر الكتروني"), "stretching does not count");
        assert!(found("PostgreSQL 16", "١٦"), "digits of either script are the same");
    }

    #[test]
    fn every_word_must_occur_in_any_order() {
        assert!(found("Online shop with stock", "stock shop"));
        assert!(!found("Online shop", "shop bakery"));
        assert!(found("anything", "   "));
    }

    #[test]
    fn a_word_does_not_match_across_parts() {
        assert!(!SearchText::new(["word", "press"]).matches(&Search::new("wordpress")));
    }
}
