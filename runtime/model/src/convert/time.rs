//! Time on its way: the formats that vendors write, both directions.

use std::borrow::Cow;

use jiff::tz::Offset;
use jiff::{SignedDuration, civil};

use super::Flow;
use crate::model::Invalid;
use tributary_core::{Date, OffsetDateTime, Timestamp};

/// How a vendor writes a time or a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-11-21T09:30:00Z`, with any offset, with or without its colon.
    Rfc3339,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// `/Date(1518685950940+0000)/`
    MsJson,
    /// A pattern of `strftime`; a time without an offset is UTC.
    Pattern(&'static str),
}

/// A date as in ISO 8601: `2026-11-21`.
pub const ISO_DATE: TimeFormat = TimeFormat::Rfc3339;

impl Flow<Cow<'_, str>> {
    /// `time(fmt)`
    pub fn time(self, format: TimeFormat) -> Flow<Timestamp> {
        self.then(|text| {
            parse_time(&text, format).ok_or_else(|| Invalid::new(format.expected()).received(&text))
        })
    }

    /// `date(fmt)`; without a format ISO 8601.
    pub fn date(self, format: TimeFormat) -> Flow<Date> {
        self.then(|text| parse_date(&text, format).ok_or_else(|| Invalid::new("a date").received(&text)))
    }
}

impl Flow<Cow<'_, str>> {
    /// `date(fmt, …)`: by the first of the formats that reads it.
    pub fn date_of(self, formats: &[TimeFormat]) -> Flow<Date> {
        self.then(|text| {
            let read = formats.iter().find_map(|format| parse_date(&text, *format));
            read.ok_or_else(|| Invalid::new("a date").received(&text))
        })
    }
}

impl Flow<i64> {
    /// `time(epoch_s)`, `time(epoch_ms)`
    pub fn time(self, format: TimeFormat) -> Flow<Timestamp> {
        self.then(|number| from_number(number, format).ok_or_else(|| Invalid::new("a time").received(number)))
    }
}

impl Flow<Date> {
    /// `at('00:00Z')`: the date at this second of the day, at this offset in seconds.
    pub fn at(self, second: i32, offset: i32) -> Flow<Timestamp> {
        self.then(|date| {
            let start = midnight(date).ok_or_else(|| Invalid::new("a date").received(date))?;
            let moved = start.checked_add(SignedDuration::from_secs(i64::from(second) - i64::from(offset)));
            moved.map_err(|_| Invalid::new("a date").received(date))
        })
    }

    /// `at(path)`: the date at the time of day that another property has, in UTC if that has no offset. Absent if one
    /// of the two is.
    pub fn at_time(self, time: Flow<Cow<'_, str>>) -> Flow<Timestamp> {
        let (date, time) = match (self, time) {
            (Self::Wrong(wrong), _) | (_, Flow::Wrong(wrong)) => return Flow::Wrong(wrong),
            (Self::Value(date), Flow::Value(time)) => (date, time),
            _ => return Flow::Absent,
        };
        let text = time.trim();
        let (clock, zone) = text.find(['Z', 'z', '+', '-']).map_or((text, "Z"), |at| text.split_at(at));
        let seconds = if clock.len() == "09:30".len() { ":00" } else { "" };
        let moment = parse_time(&format!("{date}T{clock}{seconds}{zone}"), TimeFormat::Rfc3339);
        moment.map_or_else(|| Flow::wrong(Invalid::new("a time of day").received(text)), Flow::Value)
    }
}

impl Flow<OffsetDateTime> {
    /// The instant, without the offset that it was written with.
    pub fn timestamp(self) -> Flow<Timestamp> {
        self.map(|time| time.timestamp())
    }
}

impl Flow<Timestamp> {
    /// A time where a date is wanted: its day at this offset in seconds. The inverse of `at`.
    pub fn day(self, offset: i32) -> Flow<Date> {
        self.then(|time| {
            let offset =
                Offset::from_seconds(offset).map_err(|_| Invalid::new("an offset").received(offset))?;
            Ok(offset.to_datetime(time).date())
        })
    }

    /// As the vendor's text: the inverse of `time(fmt)`.
    pub fn text(self, format: TimeFormat) -> Flow<Cow<'static, str>> {
        self.map(|time| Cow::Owned(write_time(time, format)))
    }

    /// As the vendor's number: the inverse of `time(epoch_s)`, `time(epoch_ms)`.
    pub fn number(self, format: TimeFormat) -> Flow<i64> {
        self.map(|time| match format {
            TimeFormat::EpochSeconds => time.as_second(),
            _ => time.as_millisecond(),
        })
    }
}

impl Flow<Date> {
    /// As the vendor's text: the inverse of `date(fmt)`.
    pub fn text(self, format: TimeFormat) -> Flow<Cow<'static, str>> {
        self.map(|date| Cow::Owned(write_date(date, format)))
    }
}
impl TimeFormat {
    /// What a reader of a warning is told.
    fn expected(self) -> Cow<'static, str> {
        match self {
            Self::Rfc3339 => "a time as in RFC 3339".into(),
            Self::EpochSeconds => "a time in seconds since 1970".into(),
            Self::EpochMillis => "a time in milliseconds since 1970".into(),
            Self::MsJson => "a time like /Date(1518685950940)/".into(),
            Self::Pattern(pattern) => format!("a time like {pattern:?}").into(),
        }
    }
}

/// The time that a text says; for query templates and tests as well as for fields.
pub(crate) fn parse_time(text: &str, format: TimeFormat) -> Option<Timestamp> {
    match format {
        TimeFormat::Rfc3339 => text.parse().ok(),
        TimeFormat::EpochSeconds | TimeFormat::EpochMillis => from_number(text.parse().ok()?, format),
        TimeFormat::MsJson => {
            let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
            let digits =
                inner.find(['+', '-']).filter(|at| *at > 0).map_or(Some(inner), |at| inner.get(..at));
            from_number(digits?.parse().ok()?, TimeFormat::EpochMillis)
        }
        TimeFormat::Pattern(pattern) => {
            let parsed = jiff::fmt::strtime::parse(pattern, text).ok()?;
            let offset = parsed.offset().unwrap_or(Offset::UTC);
            parsed.timestamp().or_else(|| offset.to_timestamp(parsed.to_datetime().ok()?).ok())
        }
    }
}

fn write_date(date: Date, format: TimeFormat) -> String {
    let at_midnight = |write: fn(Timestamp) -> i64| midnight(date).map(write).unwrap_or_default().to_string();
    match format {
        TimeFormat::Pattern(pattern) => date.strftime(pattern).to_string(),
        TimeFormat::EpochSeconds => at_midnight(Timestamp::as_second),
        TimeFormat::EpochMillis => at_midnight(Timestamp::as_millisecond),
        TimeFormat::Rfc3339 | TimeFormat::MsJson => date.to_string(),
    }
}

/// The text that says the time.
pub(crate) fn write_time(time: Timestamp, format: TimeFormat) -> String {
    match format {
        TimeFormat::Rfc3339 => time.to_string(),
        TimeFormat::EpochSeconds => time.as_second().to_string(),
        TimeFormat::EpochMillis => time.as_millisecond().to_string(),
        TimeFormat::MsJson => format!("/Date({}+0000)/", time.as_millisecond()),
        TimeFormat::Pattern(pattern) => time.strftime(pattern).to_string(),
    }
}

fn parse_date(text: &str, format: TimeFormat) -> Option<Date> {
    match format {
        TimeFormat::Rfc3339 => text.parse::<civil::Date>().ok(),
        TimeFormat::Pattern(pattern) => civil::Date::strptime(pattern, text).ok(),
        other => Some(parse_time(text, other)?.to_zoned(jiff::tz::TimeZone::UTC).date()),
    }
}

fn from_number(number: i64, format: TimeFormat) -> Option<Timestamp> {
    match format {
        TimeFormat::EpochSeconds => Timestamp::from_second(number).ok(),
        _ => Timestamp::from_millisecond(number).ok(),
    }
}

fn midnight(date: Date) -> Option<Timestamp> {
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::borrow::Cow;

    use super::{Date, Flow};

    #[test]
    fn a_date_and_a_time_of_day_are_a_moment() {
        let date: Date = "2026-09-21".parse().unwrap();
        let at = |time: &'static str| match Flow::Value(date).at_time(Flow::Value(Cow::Borrowed(time))) {
            Flow::Value(moment) => Some(moment.to_string()),
            _ => None,
        };
        assert_eq!(at("09:30").as_deref(), Some("2026-09-21T09:30:00Z"));
        assert_eq!(at(" 23:59:59.25 ").as_deref(), Some("2026-09-21T23:59:59.25Z"));
        assert_eq!(at("00:15+02:00").as_deref(), Some("2026-09-20T22:15:00Z"));
        for wrong in ["", "9", "25:00", "noon", "09:30:99"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
        assert!(matches!(Flow::Value(date).at_time(Flow::Absent), Flow::Absent));
        assert!(matches!(Flow::<Date>::Absent.at_time(Flow::Value(Cow::Borrowed("09:30"))), Flow::Absent));
    }
}
