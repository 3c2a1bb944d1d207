//! Times as vendors write them.

use jiff::civil;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value;

fn utc(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::UTC)
}

/// A point in time in a format of [`tributary_mock_plan::Format::Time`].
pub(crate) fn write(at: Timestamp, format: &str) -> Value {
    match format {
        "rfc3339" => Value::from(rfc3339(at)),
        "epoch_s" => Value::from(at.as_second()),
        "epoch_ms" => Value::from(at.as_millisecond()),
        "msjson" => Value::from(format!("/Date({}+0000)/", at.as_millisecond())),
        pattern => Value::from(strtime::format(pattern, &utc(at)).unwrap_or_default()),
    }
}

/// `2026-11-21T09:30:00.125Z`
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let fraction = at.as_millisecond().rem_euclid(1000);
    let pattern = if fraction == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S.%3fZ" };
    strtime::format(pattern, &utc(at)).unwrap_or_default()
}

/// As in HTTP headers.
pub(crate) fn http(at: Timestamp) -> String {
    strtime::format("%a, %d %b %Y %H:%M:%S GMT", &utc(at)).unwrap_or_default()
}

/// A date in a format of [`tributary_mock_plan::Format::Date`].
pub(crate) fn write_date(date: civil::Date, format: &str) -> Value {
    match format {
        "iso" => Value::from(date.to_string()),
        "msjson" => {
            let at =
                date.to_zoned(TimeZone::UTC).map(|it| it.timestamp().as_millisecond()).unwrap_or_default();
            Value::from(format!("/Date({at}+0000)/"))
        }
        pattern => Value::from(strtime::format(pattern, date).unwrap_or_default()),
    }
}

/// Reads a point in time; of what has no format, in any of the usual ones.
pub(crate) fn read(text: &str, format: Option<&str>) -> Option<Timestamp> {
    match format {
        None | Some("rfc3339") => {
            let date =
                || text.parse::<civil::Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
            text.parse().ok().or_else(|| epoch(text)).or_else(date)
        }
        Some("epoch_s") => Timestamp::from_second(text.parse().ok()?).ok(),
        Some("epoch_ms") => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        Some("msjson") => {
            let digits = text.trim_start_matches("/Date(").split(['+', ')']).next()?;
            Timestamp::from_millisecond(digits.parse().ok()?).ok()
        }
        Some(pattern) => {
            let parsed = strtime::parse(pattern, text).ok()?;
            parsed
                .to_timestamp()
                .ok()
                .or_else(|| parsed.to_datetime().ok()?.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp()))
        }
    }
}

/// Seconds, or milliseconds where seconds would be far away.
fn epoch(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    if number > 100_000_000_000 {
        Timestamp::from_millisecond(number).ok()
    } else {
        Timestamp::from_second(number).ok()
    }
}
