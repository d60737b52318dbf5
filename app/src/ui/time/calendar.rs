//! The calendar, without a clock and without a library.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

struct Moment {
    year: i64,
    month: i64,
    day: i64,
    millis_of_day: i64,
}

/// Civil date from days since 1970 in the proleptic Gregorian calendar, counted in 400-year eras that begin on
/// 1 March, so that the leap day is the last day of a year.
fn moment(millis: i64) -> Moment {
    let days = millis.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    Moment {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
        millis_of_day: millis.rem_euclid(DAY),
    }
}

/// `2026-11-21T00:22:20Z`, for machines.
pub(super) fn iso(millis: i64) -> String {
    let Moment {
        year,
        month,
        day,
        millis_of_day: rest,
    } = moment(millis);
    let (hour, minute, second) = (rest / HOUR, rest / MINUTE % 60, rest / SECOND % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2026-11-21 00:22 UTC`, for people.
pub(super) fn absolute(millis: i64) -> String {
    let Moment {
        year,
        month,
        day,
        millis_of_day: rest,
    } = moment(millis);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02} UTC",
        rest / HOUR,
        rest / MINUTE % 60
    )
}

/// A distance in the largest unit that fills at least one, with the unit's name in `Intl`.
pub(super) fn in_unit(distance: i64) -> (i64, &'static str) {
    const UNITS: [(i64, &str); 6] = [
        (365 * DAY, "year"),
        (30 * DAY, "month"),
        (DAY, "day"),
        (HOUR, "hour"),
        (MINUTE, "minute"),
        (SECOND, "second"),
    ];
    let (length, unit) = UNITS
        .into_iter()
        .find(|(length, _)| distance.abs() >= *length)
        .unwrap_or((SECOND, "second"));
    (distance / length, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_on_both_sides_of_the_epoch_and_on_leap_days() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(-1), "1969-12-31T23:59:59Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(iso(4_107_542_400_000), "2100-03-01T00:00:00Z");
        assert_eq!(absolute(1_795_220_540_000), "2026-11-21 00:22 UTC");
    }

    #[test]
    fn distances_use_the_largest_unit_that_fits() {
        assert_eq!(in_unit(-500), (0, "second"));
        assert_eq!(in_unit(-59_999), (-59, "second"));
        assert_eq!(in_unit(-3 * MINUTE - 1), (-3, "minute"));
        assert_eq!(in_unit(26 * HOUR), (1, "day"));
        assert_eq!(in_unit(-400 * DAY), (-1, "year"));
    }
}
