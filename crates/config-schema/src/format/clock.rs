//! RFC 3339 dates and times, ISO 8601 durations.

pub(super) fn is_date(text: &str) -> bool {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let (Some(month), Some(day)) = (two_digits(*m1, *m2), two_digits(*d1, *d2)) else {
        return false;
    };
    if year.len() != 4 || !year.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let year = year.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

pub(super) fn is_time(text: &str) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text.as_bytes() else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (two_digits(*h1, *h2), two_digits(*m1, *m2), two_digits(*s1, *s2))
    else {
        return false;
    };
    let Some(offset) = skip_fraction(rest).and_then(offset_minutes) else {
        return false;
    };
    if hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    // A leap second exists only at the end of a UTC day.
    second < 60 || (hour * 60 + minute - offset).rem_euclid(24 * 60) == 23 * 60 + 59
}

pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't'])
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

fn two_digits(tens: u8, ones: u8) -> Option<i32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

fn skip_fraction(text: &[u8]) -> Option<&[u8]> {
    let [b'.', rest @ ..] = text else { return Some(text) };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then(|| &rest[digits..])
}

fn offset_minutes(text: &[u8]) -> Option<i32> {
    match text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?);
            let total = hours * 60 + minutes;
            (hours <= 23 && minutes <= 59).then_some(if *sign == b'+' { total } else { -total })
        }
        _ => None,
    }
}

/// RFC 3339 Appendix A: units in order, each once, no gap between the first and the last (`P1Y1D` skips the month),
/// weeks alone.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(body) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match body.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (body, None),
    };
    let Some(date_units) = unit_run(date, "YMWD") else {
        return false;
    };
    let Some(time_units) = time.map_or(Some(String::new()), |time| unit_run(time, "HMS")) else {
        return false;
    };
    let weeks = date_units.contains('W');
    let something = !date_units.is_empty() || !time_units.is_empty();
    let time_is_said = time.is_none() || !time_units.is_empty();
    let weeks_alone = !weeks || (date_units == "W" && time.is_none());
    something && time_is_said && weeks_alone && date_units != "YD" && time_units != "HS"
}

/// The unit letters of `text` when it is a run of `digits unit` in the order of `units`.
fn unit_run(text: &str, units: &str) -> Option<String> {
    let mut seen = String::new();
    let mut allowed = units;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest[digits..].chars().next().filter(|_| digits > 0)?;
        let at = allowed.find(unit)?;
        seen.push(unit);
        allowed = &allowed[at + 1..];
        rest = &rest[digits + 1..];
    }
    Some(seen)
}
