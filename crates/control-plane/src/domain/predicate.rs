//! `when` predicates of dependencies: a small, closed subset of Go templates over the parameters.
//!
//! Understood: `{{ eq A B }}`, `ne`, `and`, `or`, `not`, parentheses, and a bare path, where an operand is `.config.a.b`
//! (also `.Values.a.b`), a quoted string, a number, `true` or `false`. Anything else is [`Unknown`], never a guess.

use serde_json::Value;

/// The predicate is not one of the forms understood here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the predicate {0:?} is not understood")]
pub(crate) struct Unknown(String);

/// Whether the predicate holds for these effective parameters.
pub(crate) fn holds(predicate: &str, parameters: &Value) -> Result<bool, Unknown> {
    let unknown = || Unknown(predicate.to_owned());
    let inner = predicate.trim();
    let inner = inner
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .unwrap_or(inner);
    let tokens = tokens(inner.trim_matches('-')).ok_or_else(unknown)?;
    let mut parser = Parser {
        tokens: &tokens,
        parameters,
    };
    let value = parser.call().ok_or_else(unknown)?;
    match parser.tokens {
        [] => Ok(truthy(&value)),
        _ => Err(unknown()),
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '"' | '`' => {
                let length = rest[1..].find(first)?;
                (Token::Text(rest[1..=length].to_owned()), length + 2)
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || c == '(' || c == ')';
                let length = rest.find(ends).unwrap_or(rest.len());
                (Token::Word(rest[..length].to_owned()), length)
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    parameters: &'a Value,
}

impl Parser<'_> {
    /// A function with its operands, or a lone operand.
    fn call(&mut self) -> Option<Value> {
        let function = match self.tokens.first()? {
            Token::Word(word) if matches!(word.as_str(), "eq" | "ne" | "and" | "or" | "not") => word.as_str(),
            _ => return self.operand(),
        };
        self.tokens = &self.tokens[1..];
        let mut operands = Vec::new();
        while !matches!(self.tokens.first(), None | Some(Token::Close)) {
            operands.push(self.operand()?);
        }
        let answer = match (function, operands.as_slice()) {
            // Go's `eq` is true when the first equals any of the others.
            ("eq", [first, others @ ..]) if !others.is_empty() => others.contains(first),
            ("ne", [left, right]) => left != right,
            ("and", operands) if !operands.is_empty() => operands.iter().all(truthy),
            ("or", operands) if !operands.is_empty() => operands.iter().any(truthy),
            ("not", [operand]) => !truthy(operand),
            _ => return None,
        };
        Some(Value::Bool(answer))
    }

    fn operand(&mut self) -> Option<Value> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Text(text) => Some(Value::String(text.clone())),
            Token::Word(word) => self.word(word),
            Token::Close => None,
            Token::Open => {
                let value = self.call()?;
                let (close, rest) = self.tokens.split_first()?;
                self.tokens = rest;
                (*close == Token::Close).then_some(value)
            }
        }
    }

    fn word(&self, word: &str) -> Option<Value> {
        let path = [".config", ".Values", ".values", ".parameters"]
            .iter()
            .find_map(|root| word.strip_prefix(root));
        match path {
            Some(path) if path.is_empty() || path.starts_with('.') => {
                let pointer = path.replace('.', "/");
                Some(self.parameters.pointer(&pointer).cloned().unwrap_or(Value::Null))
            }
            _ => match word {
                "true" | "false" => Some(Value::Bool(word == "true")),
                number => serde_json::from_str::<serde_json::Number>(number)
                    .ok()
                    .map(Value::Number),
            },
        }
    }
}

/// Go's notion of truth: empty things are false.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(predicate: &str) -> Result<bool, Unknown> {
        holds(
            predicate,
            &json!({"database": {"mode": "embedded"}, "replicas": 2, "cache": {"enabled": false}}),
        )
    }

    #[test]
    fn understood_forms_are_decided() {
        for (predicate, expected) in [
            (r#"{{ eq .config.database.mode "embedded" }}"#, true),
            (r#"{{- eq .config.database.mode "external" -}}"#, false),
            (r#"{{ ne .config.database.mode "external" }}"#, true),
            (r#"{{ eq .config.database.mode "a" "embedded" }}"#, true),
            ("{{ .config.cache.enabled }}", false),
            ("{{ not .config.cache.enabled }}", true),
            (r#"{{ and (eq .config.replicas 2) (not .config.cache.enabled) }}"#, true),
            (r#"{{ or .config.missing .config.cache.enabled }}"#, false),
        ] {
            assert_eq!(check(predicate), Ok(expected), "{predicate}");
        }
    }

    #[test]
    fn other_forms_are_unknown_not_guessed() {
        for predicate in [
            "",
            "{{ }}",
            "{{ gt .config.replicas 1 }}",
            "{{ eq }}",
            "{{ eq .config.a",
            "{{ eq \"é }}",
        ] {
            assert!(check(predicate).is_err(), "{predicate}");
        }
    }
}
