//! Points in time, dates, times of day and durations, in each of the forms they travel in.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{Span, SpanFieldwise, Timestamp};

use super::{holds, scalar_slot};
use crate::codegen_v1::{Encode, Read, Scalar, View};

scalar_slot!(Timestamp, Timestamp::UNIX_EPOCH);
scalar_slot!(Date, Date::ZERO);
scalar_slot!(Time, Time::midnight());

fn put<T>(place: &mut T, value: T, how: Read) -> Read {
    *place = value;
    how
}

/// RFC 3339. Read leniently: a space for the `T`, an offset without a colon, and (as an issue) no offset at all, which
/// is taken to be UTC, a date alone, or the form of HTTP's headers.
impl Scalar for Timestamp {
    fn expected(&self) -> &'static str {
        "a time stamp (2026-11-21T09:30:00Z)"
    }
    fn text(&mut self, text: &str) -> Read {
        if let Ok(value) = text.parse() {
            return put(self, value, Read::Exact);
        }
        let text = text.trim();
        let http = |_| rfc2822::DateTimeParser::new().parse_timestamp(text);
        match text.parse().or_else(|_| utc(text)).or_else(http) {
            Ok(value) => put(self, value, Read::Lenient),
            Err(_) => Read::Wrong,
        }
    }
}

fn utc(text: &str) -> Result<Timestamp, jiff::Error> {
    Ok(text.parse::<DateTime>()?.to_zoned(TimeZone::UTC)?.timestamp())
}

impl Encode for Timestamp {
    fn view(&self) -> View<'_> {
        View::Time(*self)
    }
}

/// `2026-11-21`. Read leniently: a time stamp, whose date is taken as written.
impl Scalar for Date {
    fn expected(&self) -> &'static str {
        "a date (2026-11-21)"
    }
    fn text(&mut self, text: &str) -> Read {
        let exact = text.len() == 10;
        match text.trim().get(..10).map(str::parse) {
            Some(Ok(value)) => put(self, value, if exact { Read::Exact } else { Read::Lenient }),
            _ => Read::Wrong,
        }
    }
}

impl Encode for Date {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

/// `13:45:00`. Read leniently: with an offset, which is ignored.
impl Scalar for Time {
    fn expected(&self) -> &'static str {
        "a time of day (13:45:00)"
    }
    fn text(&mut self, text: &str) -> Read {
        if let Ok(value) = text.parse() {
            return put(self, value, Read::Exact);
        }
        let local = text.trim().trim_end_matches(['Z', 'z']);
        let local = local.split_once(['+', '-']).map_or(local, |(local, _)| local);
        match local.parse() {
            Ok(value) => put(self, value, Read::Lenient),
            Err(_) => Read::Wrong,
        }
    }
}

impl Encode for Time {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

/// A point in time that travels as in HTTP headers: `Sat, 21 Nov 2026 09:30:00 GMT`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HttpDate(pub Timestamp);

holds!(HttpDate, Timestamp);
scalar_slot!(HttpDate, HttpDate(Timestamp::UNIX_EPOCH));

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&self.0) {
            Ok(text) => f.pad(&text),
            // a year of more than four digits has no such form
            Err(_) => self.0.fmt(f),
        }
    }
}

impl Scalar for HttpDate {
    fn expected(&self) -> &'static str {
        "an HTTP date (Sat, 21 Nov 2026 09:30:00 GMT)"
    }
    fn text(&mut self, text: &str) -> Read {
        match rfc2822::DateTimeParser::new().parse_timestamp(text.trim()) {
            Ok(value) => put(&mut self.0, value, Read::Exact),
            Err(_) => self.0.text(text).at_best(Read::Lenient),
        }
    }
}

impl Encode for HttpDate {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

/// A point in time that travels as seconds since 1970, with a fraction where it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnixTime(pub Timestamp);

holds!(UnixTime, Timestamp);
scalar_slot!(UnixTime, UnixTime(Timestamp::UNIX_EPOCH));

impl Scalar for UnixTime {
    fn expected(&self) -> &'static str {
        "seconds since 1970"
    }
    fn text(&mut self, text: &str) -> Read {
        let how = match (text.trim().parse::<i64>(), text.trim().parse::<f64>()) {
            (Ok(value), _) => self.integer(value),
            (Err(_), Ok(value)) => self.number(value),
            (Err(_), Err(_)) => self.0.text(text),
        };
        how.at_best(Read::Lenient)
    }
    fn integer(&mut self, value: i64) -> Read {
        match Timestamp::from_second(value) {
            Ok(value) => put(&mut self.0, value, Read::Exact),
            Err(_) => Read::Wrong,
        }
    }
    fn number(&mut self, value: f64) -> Read {
        // a double holds today's seconds to less than a microsecond
        match Timestamp::from_microsecond((value * 1e6).round() as i64) {
            Ok(value) => put(&mut self.0, value, Read::Exact),
            Err(_) => Read::Wrong,
        }
    }
}

impl Encode for UnixTime {
    fn view(&self) -> View<'_> {
        match self.0.subsec_nanosecond() {
            0 => View::Integer(self.0.as_second()),
            _ => View::Number(self.0.as_microsecond() as f64 / 1e6),
        }
    }
}

/// An ISO 8601 duration, in the units it was written with: `P40D`, `PT5M`, `P1Y2M`.
#[derive(Clone, Copy)]
pub struct Duration(pub Span);

holds!(Duration, Span);
scalar_slot!(Duration, Duration(Span::new()));

impl Default for Duration {
    fn default() -> Self {
        Duration(Span::new())
    }
}

/// Unit by unit: `PT60S` is not `PT1M`.
impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        SpanFieldwise(self.0) == SpanFieldwise(other.0)
    }
}

impl Eq for Duration {}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for Duration {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Duration)
    }
}

impl TryFrom<std::time::Duration> for Duration {
    type Error = jiff::Error;
    fn try_from(value: std::time::Duration) -> Result<Self, Self::Error> {
        Span::try_from(value).map(Duration)
    }
}

impl Scalar for Duration {
    fn expected(&self) -> &'static str {
        "a duration (PT5M)"
    }
    fn text(&mut self, text: &str) -> Read {
        match text.trim().parse() {
            Ok(value) => put(&mut self.0, value, Read::Exact),
            Err(_) => Read::Wrong,
        }
    }
}

impl Encode for Duration {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}
