//! JSON Schema's idea of equal and divisible, which is not Rust's.
//!
//! `1` and `1.0` are one number, `0.3` is a multiple of `0.1`, and both must come out as the authority decides.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Deep equality by mathematical value: `1 == 1.0`, key order does not matter.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => compare(left, right) == Some(Ordering::Equal),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => left == right,
    }
}

/// Exact ordering of two JSON numbers, integers beyond 2^53 included.
pub(crate) fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        (Some(left), None) => compare_to_float(left, right.as_f64()?),
        (None, Some(right)) => compare_to_float(right, left.as_f64()?).map(Ordering::reverse),
        (None, None) => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

/// A 64-bit integer against a float without rounding the integer.
fn compare_to_float(integer: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // 2^64: past every integer JSON numbers hold here, and small enough for the cast below to be exact.
    if float.abs() >= 18_446_744_073_709_551_616.0 {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = float.trunc() as i128;
    Some(
        integer
            .cmp(&whole)
            .then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal)),
    )
}

/// Whether the number has no fraction: `1.0` is an integer in every draft this engine reads.
pub(crate) fn is_integer(number: &Number) -> bool {
    integer(number).is_some() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Whether `value / divisor` is an integer, reading both as the decimals they print as.
pub(crate) fn is_multiple_of(value: &Number, divisor: &Number) -> bool {
    let Some(step) = divisor.as_f64().filter(|step| *step > 0.0) else {
        return false;
    };
    if step.fract() == 0.0 {
        return is_multiple_of_integer(value, step);
    }
    let Some(float) = value.as_f64() else { return false };
    if float == 0.0 {
        return true;
    }
    if float.abs() < step {
        return false;
    }
    let exact = decimal(float)
        .zip(decimal(step))
        .and_then(|(value, step)| divides(value, step));
    exact.unwrap_or_else(|| (float / step).fract() == 0.0)
}

/// The largest integer up to which every `f64` integer is exact.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_992.0;

fn is_multiple_of_integer(value: &Number, step: f64) -> bool {
    match integer(value) {
        Some(value) if step <= MAX_SAFE_INTEGER => value % (step as i128) == 0,
        _ => value
            .as_f64()
            .is_some_and(|float| float.fract() == 0.0 && float % step == 0.0),
    }
}

/// A float as `mantissa / 10^places`, from its shortest decimal form.
fn decimal(float: f64) -> Option<(i128, i32)> {
    let text = Number::from_f64(float)?.to_string();
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text.as_str(), 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa = format!("{whole}{fraction}").parse::<i128>().ok()?;
    Some((mantissa, i32::try_from(fraction.len()).ok()? - exponent))
}

fn divides((value, value_places): (i128, i32), (step, step_places): (i128, i32)) -> Option<bool> {
    let shared = value_places.min(step_places);
    let scale =
        |mantissa: i128, places: i32| mantissa.checked_mul(10_i128.checked_pow(u32::try_from(places - shared).ok()?)?);
    let (value, step) = (scale(value, step_places)?, scale(step, value_places)?);
    (step != 0).then(|| value % step == 0)
}

/// Whether no two items are equal, in one pass: long lists are common where names must be unique.
pub(crate) fn all_unique(items: &[Value]) -> bool {
    let mut seen = std::collections::HashSet::with_capacity(items.len());
    items.iter().all(|item| {
        let mut key = String::new();
        write_canonical(item, &mut key);
        seen.insert(key)
    })
}

/// A text that two values share exactly when they are [`equal`].
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => match (integer(number), number.as_f64()) {
            (Some(integer), _) => text.push_str(&integer.to_string()),
            // Below 2^127 a whole float is exactly the integer it prints as.
            (None, Some(float)) if float.fract() == 0.0 && float.abs() < 1e38 => {
                text.push_str(&(float as i128).to_string());
            }
            _ => text.push_str(&number.to_string()),
        },
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in entries {
                text.push_str(&Value::from(key.as_str()).to_string());
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn number(value: Value) -> Number {
        match value {
            Value::Number(number) => number,
            other => panic!("{other} is not a number"),
        }
    }

    #[test]
    fn equality_is_by_value() {
        assert!(equal(&json!({"a": [1, 2.0]}), &json!({"a": [1.0, 2]})));
        assert!(!equal(&json!(false), &json!(0)));
        assert!(!equal(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992.0)
        ));
        assert!(!equal(&json!("Off"), &json!(false)));
    }

    #[test]
    fn ordering_holds_beyond_the_exact_floats() {
        let at = |left: Value, right: Value| compare(&number(left), &number(right));
        assert_eq!(at(json!(u64::MAX), json!(1.8e19)), Some(Ordering::Greater));
        assert_eq!(at(json!(-1), json!(-0.5)), Some(Ordering::Less));
        assert_eq!(at(json!(3), json!(2.5)), Some(Ordering::Greater));
        assert_eq!(at(json!(1e300), json!(5)), Some(Ordering::Greater));
    }

    #[test]
    fn decimal_steps_are_read_as_decimals() {
        for (value, step, expected) in [
            (json!(0.3), json!(0.1), true),
            (json!(4.35), json!(0.01), true),
            (json!(0.35), json!(0.1), false),
            (json!(7), json!(2), false),
            (json!(1e300), json!(2), true),
            (json!(0), json!(0.7), true),
            (json!(-1.5), json!(0.5), true),
        ] {
            assert_eq!(
                is_multiple_of(&number(value.clone()), &number(step.clone())),
                expected,
                "{value} / {step}"
            );
        }
    }

    #[test]
    fn mixed_items_are_compared_by_value() {
        assert!(all_unique(&[json!(1), json!("1"), json!(true), json!(null)]));
        assert!(!all_unique(&[json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1.0})]));
        assert!(all_unique(&[
            json!(9_007_199_254_740_993_u64),
            json!(9_007_199_254_740_992.0)
        ]));
        assert!(!all_unique(&[json!("x"), json!("y"), json!("x")]));
    }
}
