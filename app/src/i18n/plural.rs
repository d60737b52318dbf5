//! Which form of a text goes with a number, as CLDR has it for the languages of the console.

use super::Locale;

/// A form of a text. English has two of them, Arabic all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// None at all.
    Zero,
    /// Exactly one.
    One,
    /// Exactly two.
    Two,
    /// A few: in Arabic 3 to 10, and those that end so.
    Few,
    /// Many: in Arabic 11 to 99, and those that end so.
    Many,
    /// The rest.
    Other,
}

/// The form that goes with a number.
#[must_use]
pub fn form(locale: Locale, count: u64) -> Form {
    match (locale, count) {
        (_, 1) => Form::One,
        (Locale::en, _) => Form::Other,
        (Locale::ar, 0) => Form::Zero,
        (Locale::ar, 2) => Form::Two,
        (Locale::ar, _) => match count % 100 {
            3..=10 => Form::Few,
            11..=99 => Form::Many,
            _ => Form::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_tells_one_from_the_rest() {
        assert_eq!(
            [0, 1, 2, 50].map(|count| form(Locale::en, count)),
            [Form::Other, Form::One, Form::Other, Form::Other]
        );
    }

    #[test]
    fn arabic_has_six_forms() {
        let forms = [0, 1, 2, 3, 10, 11, 50, 100, 102, 103, 111].map(|count| form(Locale::ar, count));
        let expected = [
            Form::Zero,
            Form::One,
            Form::Two,
            Form::Few,
            Form::Few,
            Form::Many,
            Form::Many,
            Form::Other,
            Form::Other,
            Form::Few,
            Form::Many,
        ];
        assert_eq!(forms, expected);
    }
}
