//! When an Environment takes changes: the rule `change-window` of its policy (blueprint-model §9), in UTC.
//!
//! A window opens whenever its cron expression says so, and stays open for its duration.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use contract::Timestamp;
use contract::environment::ChangeWindow;

const MINUTE: i64 = 60_000;
/// Seven days, in minutes.
const LONGEST: i64 = 7 * 24 * 60;
/// The 29th of February comes within eight years.
const HORIZON_DAYS: u64 = 8 * 366;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A window that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Where days of the month and of the week are both restricted, either will do, as in every cron.
    either_day: bool,
    duration: i64,
}

/// Whether changes are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Until then.
    Open(Timestamp),
    /// Until then; `None` where no opening is to come.
    Closed(Option<Timestamp>),
}

impl Window {
    /// Reads a rule.
    pub(crate) fn read(rule: &ChangeWindow) -> Result<Self, &'static str> {
        let fields: Vec<&str> = rule.cron.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields[..] else {
            return Err("changeWindow.cron has five fields: minute, hour, day of month, month, day of week");
        };
        let wrong = "changeWindow.cron is no cron expression, such as 0 22 * * MON-FRI";
        let mut of_week = set(weekdays, 0, 7, &WEEKDAYS).ok_or(wrong)?;
        // Sunday is 0 and 7.
        if of_week & (1 << 7) != 0 {
            of_week |= 1;
        }
        let window = Self {
            minutes: set(minutes, 0, 59, &[]).ok_or(wrong)?,
            hours: set(hours, 0, 23, &[]).ok_or(wrong)?,
            days: set(days, 1, 31, &[]).ok_or(wrong)?,
            months: set(months, 1, 12, &MONTHS).ok_or(wrong)?,
            weekdays: of_week,
            either_day: !days.starts_with('*') && !weekdays.starts_with('*'),
            duration: duration(&rule.duration).ok_or("changeWindow.duration is 1m to 168h, such as 4h or 1h30m")?,
        };
        match window.opening_after(0) {
            Some(_) => Ok(window),
            None => Err("changeWindow.cron names no day that there is"),
        }
    }

    /// Whether the window is open, and until when.
    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        let minute = now.unix_millis().div_euclid(MINUTE);
        let timestamp = |minute: i64| Timestamp::from_unix_millis(minute.saturating_mul(MINUTE));
        let (mut after, mut until) = (minute - self.duration, None);
        // Windows that overlap or touch are one, which is followed for a week.
        while let Some(opening) = self.opening_after(after)
            && opening <= until.unwrap_or(minute)
            && opening <= minute + LONGEST
        {
            (after, until) = (opening, Some(opening + self.duration));
        }
        match until.and_then(timestamp) {
            Some(until) => Standing::Open(until),
            None => Standing::Closed(self.opening_after(minute).and_then(timestamp)),
        }
    }

    /// The first opening after a minute, both counted from 1970.
    fn opening_after(&self, minute: i64) -> Option<i64> {
        const DAY: i64 = 24 * 60;
        let first = DateTime::<Utc>::from_timestamp_millis(minute.checked_mul(MINUTE)?)?.date_naive();
        (0..=HORIZON_DAYS)
            .filter_map(|days| first.checked_add_days(Days::new(days)))
            .filter(|date| self.is_on(*date))
            .find_map(|date| {
                let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() / MINUTE;
                ((minute + 1 - midnight).max(0)..DAY)
                    .filter(|at| has(self.hours, at / 60) && has(self.minutes, at % 60))
                    .map(|at| midnight + at)
                    .next()
            })
    }

    fn is_on(&self, date: NaiveDate) -> bool {
        let of_month = has(self.days, i64::from(date.day()));
        let of_week = has(self.weekdays, i64::from(date.weekday().num_days_from_sunday()));
        let of_either = match self.either_day {
            true => of_month || of_week,
            false => of_month && of_week,
        };
        of_either && has(self.months, i64::from(date.month()))
    }
}

fn has(set: u64, number: i64) -> bool {
    set >> number & 1 == 1
}

/// One field of a cron expression, as the numbers it names.
fn set(field: &str, first: u32, last: u32, names: &[&str]) -> Option<u64> {
    field.split(',').try_fold(0, |all, part| {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, number(step, 1, last.max(1), &[])?),
            None => (part, 1),
        };
        let one = |text| number(text, first, last, names);
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (first, last),
            Some((from, to)) => (one(from)?, one(to)?),
            // From there on, where there is a step.
            None if part.contains('/') => (one(range)?, last),
            None => (one(range)?, one(range)?),
        };
        let numbers = (from..=to).step_by(usize::try_from(step).ok()?);
        (from <= to).then(|| numbers.fold(all, |all: u64, number| all | 1 << number))
    })
}

fn number(text: &str, first: u32, last: u32, names: &[&str]) -> Option<u32> {
    let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
    let number = match named {
        Some(position) => first + u32::try_from(position).ok()?,
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
        None => return None,
    };
    (first..=last).contains(&number).then_some(number)
}

/// Minutes of a duration such as `4h`, `90m` or `1h30m`.
fn duration(text: &str) -> Option<i64> {
    let (mut rest, mut minutes) = (text.trim(), 0_i64);
    for (unit, factor) in [('h', 60), ('m', 1)] {
        if let Some((count, after)) = rest.split_once(unit) {
            let is_number = !count.is_empty() && count.len() <= 5 && count.bytes().all(|byte| byte.is_ascii_digit());
            minutes += count.parse::<i64>().ok().filter(|_| is_number)? * factor;
            rest = after;
        }
    }
    (rest.is_empty() && (1..=LONGEST).contains(&minutes)).then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cron: &str, duration: &str) -> Result<Window, &'static str> {
        Window::read(&ChangeWindow {
            cron: cron.to_owned(),
            duration: duration.to_owned(),
        })
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn standing(cron: &str, duration: &str, now: &str) -> Standing {
        read(cron, duration).unwrap().standing(at(now))
    }

    #[test]
    fn a_window_is_open_from_its_minute_for_its_duration() {
        // 2026-06-01 is a Monday.
        let weekly = |now| standing("0 22 * * MON-FRI", "4h", now);
        assert_eq!(
            weekly("2026-06-01T21:59:59Z"),
            Standing::Closed(Some(at("2026-06-01T22:00:00Z")))
        );
        assert_eq!(
            weekly("2026-06-01T22:00:00Z"),
            Standing::Open(at("2026-06-02T02:00:00Z"))
        );
        assert_eq!(
            weekly("2026-06-02T01:59:59Z"),
            Standing::Open(at("2026-06-02T02:00:00Z"))
        );
        assert_eq!(
            weekly("2026-06-02T02:00:00Z"),
            Standing::Closed(Some(at("2026-06-02T22:00:00Z")))
        );
        assert_eq!(
            weekly("2026-06-06T01:00:00Z"),
            Standing::Open(at("2026-06-06T02:00:00Z"))
        );
        assert_eq!(
            weekly("2026-06-06T03:00:00Z"),
            Standing::Closed(Some(at("2026-06-08T22:00:00Z")))
        );
    }

    #[test]
    fn windows_that_overlap_are_one() {
        let often = standing("0 8,9 * * *", "90m", "2026-06-01T08:30:00Z");
        assert_eq!(often, Standing::Open(at("2026-06-01T10:30:00Z")));
        assert!(matches!(
            standing("* * * * *", "1m", "2026-06-01T08:30:00Z"),
            Standing::Open(_)
        ));
    }

    #[test]
    fn days_of_month_and_week_are_either_where_both_are_given() {
        let next = |cron| match standing(cron, "1m", "2026-06-01T12:00:00Z") {
            Standing::Closed(Some(next)) => next,
            other => panic!("{other:?}"),
        };
        assert_eq!(next("0 0 13 * FRI"), at("2026-06-05T00:00:00Z"));
        assert_eq!(next("0 0 13 * *"), at("2026-06-13T00:00:00Z"));
        assert_eq!(next("0 0 * * 7"), at("2026-06-07T00:00:00Z"));
        assert_eq!(next("*/20 11-13/2 1 jan,jun *"), at("2026-06-01T13:00:00Z"));
        assert_eq!(next("0 0 29 2 *"), at("2028-02-29T00:00:00Z"));
    }

    #[test]
    fn what_is_no_window_is_refused() {
        for cron in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "5-1 * * * *",
            "*/0 * * * *",
            "+1 * * * *",
            "a * * * *",
            "1,,2 * * * *",
            "0 0 30 2 *",
            "@daily",
            "-1 * * * *",
        ] {
            assert!(read(cron, "1h").is_err(), "{cron}");
        }
        for duration in [
            "",
            "h",
            "0m",
            "169h",
            "1d",
            "1m1h",
            "-1h",
            "1h 5m",
            "99999999999h",
            "1.5h",
        ] {
            assert!(read("0 0 * * *", duration).is_err(), "{duration}");
        }
        assert!(read("0 0 * * *", "1h30m").is_ok());
    }
}
