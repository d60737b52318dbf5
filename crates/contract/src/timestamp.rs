//! Points in time. The Go services send year 1 for "never"; here that is `None`.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time, RFC 3339 on the wire, millisecond precision or better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// From milliseconds since the Unix epoch; `None` outside the calendar.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(millis).map(Self)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// Parses RFC 3339; `None` for anything else and for the year-1 "never".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let time = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
        (time.year() > 1).then_some(Self(time))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected an RFC 3339 time"))
    }
}

/// For `#[serde(deserialize_with)]` on `Option<Timestamp>`: null, empty and year 1 are all "absent".
///
/// # Errors
/// When the field holds something that is not a time at all.
pub fn absent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    if text.is_empty() || text.starts_with("0001-") {
        return Ok(None);
    }
    Timestamp::parse(&text)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("expected an RFC 3339 time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "absent")]
        at: Option<Timestamp>,
    }

    fn at(json: &str) -> Option<Timestamp> {
        serde_json::from_str::<Row>(json).unwrap().at
    }

    #[test]
    fn year_one_null_empty_and_missing_are_absent() {
        for json in [
            r#"{"at":"0001-01-01T00:00:00Z"}"#,
            r#"{"at":null}"#,
            r#"{"at":""}"#,
            "{}",
        ] {
            assert_eq!(at(json), None, "{json}");
        }
    }

    #[test]
    fn times_round_trip() {
        let time = at(r#"{"at":"2026-04-30T12:00:00.5Z"}"#).unwrap();
        assert_eq!(time.to_string(), "2026-04-30T12:00:00.500Z");
        assert_eq!(Timestamp::from_unix_millis(time.unix_millis()), Some(time));
    }
}
