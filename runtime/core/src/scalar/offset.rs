//! Dates with times, and times of day, each with the offset from UTC that it was written with.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

use super::scalar_slot;
use crate::codegen_v1::{Encode, Read, Scalar, View};

/// A date and a time with an offset, as RFC 3339 writes it: `2026-11-21T09:30:00+01:00`, up to the last nanosecond of the
/// year 9999. It is sent with the offset that it was received with; two are equal if they are one point in time.
///
/// ```
/// use tributary_core::{OffsetDateTime, Timestamp};
///
/// let time: OffsetDateTime = "2026-11-21T09:30:00+01:00".parse().unwrap();
/// let same: Timestamp = "2026-11-21T08:30:00Z".parse().unwrap();
/// assert_eq!((time.timestamp(), time), (same, same.into()));
/// assert_eq!(time.to_string(), "2026-11-21T09:30:00+01:00");
/// ```
#[derive(Clone, Copy)]
pub struct OffsetDateTime {
    local: DateTime,
    /// `None` is `Z`.
    offset: Option<Offset>,
}

impl OffsetDateTime {
    /// The date and the time of day that it is at its offset.
    pub fn local(&self) -> DateTime {
        self.local
    }

    /// Its offset from UTC.
    pub fn offset(&self) -> Offset {
        self.offset.unwrap_or(Offset::UTC)
    }

    /// The point in time. The last day of the year 9999, which programs write for "never", may be later than the latest
    /// [`Timestamp`]: it is that one then.
    pub fn timestamp(&self) -> Timestamp {
        let latest = if self.local.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
        self.offset().to_timestamp(self.local).unwrap_or(latest)
    }

    /// Nanoseconds since 1970.
    fn instant(&self) -> i128 {
        let since = self.local.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
        since.as_nanos() - i128::from(self.offset().seconds()) * 1_000_000_000
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(time: Timestamp) -> Self {
        OffsetDateTime { local: Offset::UTC.to_datetime(time), offset: None }
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        time.timestamp()
    }
}

impl Default for OffsetDateTime {
    fn default() -> Self {
        Timestamp::UNIX_EPOCH.into()
    }
}

impl PartialEq for OffsetDateTime {
    fn eq(&self, other: &Self) -> bool {
        self.instant() == other.instant()
    }
}

impl Eq for OffsetDateTime {}

impl Hash for OffsetDateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant().hash(state);
    }
}

impl PartialOrd for OffsetDateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OffsetDateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant().cmp(&other.instant())
    }
}

impl fmt::Display for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local)?;
        write_offset(self.offset, f)
    }
}

impl fmt::Debug for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for OffsetDateTime {
    type Err = jiff::Error;
    /// Reads RFC 3339, with no more than nine digits of a second.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        match date_time(text) {
            Some(time) => Ok(time),
            // the same text is no time stamp either, for the reason that the error gives
            None => text.parse::<Timestamp>().map(Into::into),
        }
    }
}

scalar_slot!(OffsetDateTime, OffsetDateTime::default());

/// RFC 3339. Read leniently: a space for the `T`, an offset without a colon, and (as an issue) no offset at all, which
/// is taken to be UTC, a date alone, the form of HTTP's headers, more than nine digits of a second, a leap second.
impl Scalar for OffsetDateTime {
    fn expected(&self) -> &'static str {
        "a time stamp (2026-11-21T09:30:00Z)"
    }
    fn text(&mut self, text: &str) -> Read {
        let trimmed = text.trim();
        let (short, how) = shortened(trimmed);
        let how = if trimmed.len() == text.len() { how } else { Read::Lenient };
        if let Some(value) = date_time(&short) {
            *self = value;
            return how;
        }
        let local = || short.parse::<DateTime>().ok().map(|local| OffsetDateTime { local, offset: None });
        let http = || rfc2822::DateTimeParser::new().parse_timestamp(&*short).ok().map(Into::into);
        match local().or_else(http) {
            Some(value) => {
                *self = value;
                Read::Lenient
            }
            None => Read::Wrong,
        }
    }
}

impl Encode for OffsetDateTime {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

/// A time of day as RFC 3339 writes it, with the offset from UTC if it has one: `09:30:00+01:00`, `09:30:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OffsetTime {
    /// The time of day at the offset.
    pub time: Time,
    /// The offset; a time without one is local, wherever that is.
    pub offset: Option<Offset>,
    /// The offset is written as `Z`.
    zulu: bool,
}

impl OffsetTime {
    /// A time of day at an offset.
    pub fn new(time: Time, offset: Option<Offset>) -> Self {
        OffsetTime { time, offset, zulu: offset == Some(Offset::UTC) }
    }
}

/// A local time.
impl From<Time> for OffsetTime {
    fn from(time: Time) -> Self {
        OffsetTime::new(time, None)
    }
}

impl Default for OffsetTime {
    fn default() -> Self {
        Time::midnight().into()
    }
}

impl fmt::Display for OffsetTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.time)?;
        match self.offset {
            None => Ok(()),
            offset => write_offset(offset.filter(|_| !self.zulu), f),
        }
    }
}

impl fmt::Debug for OffsetTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for OffsetTime {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        match offset_time(text) {
            Some(time) => Ok(time),
            None => text.parse::<Time>().map(Into::into),
        }
    }
}

scalar_slot!(OffsetTime, OffsetTime::default());

impl Scalar for OffsetTime {
    fn expected(&self) -> &'static str {
        "a time of day (13:45:00Z)"
    }
    fn text(&mut self, text: &str) -> Read {
        let (short, how) = shortened(text.trim());
        match offset_time(&short) {
            Some(value) => {
                *self = value;
                if text.trim().len() == text.len() { how } else { Read::Lenient }
            }
            None => Read::Wrong,
        }
    }
}

impl Encode for OffsetTime {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

crate::serde_traits! { decode: OffsetDateTime, OffsetTime; encode: OffsetDateTime, OffsetTime }

fn date_time(text: &str) -> Option<OffsetDateTime> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = match pieces.offset()? {
        PiecesOffset::Zulu => None,
        PiecesOffset::Numeric(numeric) => Some(numeric.offset()),
        _ => return None,
    };
    Some(OffsetDateTime { local: pieces.date().to_datetime(pieces.time()?), offset })
}

/// A time of day, read as that of any date.
fn offset_time(text: &str) -> Option<OffsetTime> {
    let Some(at) = text.find(['Z', 'z', '+', '-']) else {
        return text.parse::<Time>().ok().map(Into::into);
    };
    let (time, zone) = text.split_at_checked(at)?;
    let time: Time = time.trim_end().parse().ok()?;
    let day = date_time(&format!("{}T00:00:00{zone}", Date::constant(2000, 1, 1)))?;
    let zulu = day.offset.is_none();
    Some(OffsetTime { time, offset: Some(day.offset()), zulu })
}

fn write_offset(offset: Option<Offset>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(offset) = offset else { return f.write_str("Z") };
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (minutes, seconds) = (seconds.abs() / 60, seconds.abs() % 60);
    write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)?;
    if seconds == 0 { Ok(()) } else { write!(f, ":{seconds:02}") }
}

/// The text with no more than nine digits of a second, and whether something is lost by that: digits that are no zeros, or
/// a leap second, which is read as the second before it.
fn shortened(text: &str) -> (std::borrow::Cow<'_, str>, Read) {
    // nearly every time: `2026-11-21T09:30:00.123Z`
    if let Some([b':', seconds @ ..]) = text.as_bytes().get(16..)
        && text.len() < "2026-11-21T09:30:00.1234567891".len()
        && !seconds.starts_with(b"60")
    {
        return (text.into(), Read::Exact);
    }
    let leap = text.contains(":60");
    let exact = if leap { Read::Lenient } else { Read::Exact };
    let point = text.find(['.', ',']).map_or(text.len(), |at| at + 1);
    let fraction = text.get(point..).unwrap_or_default();
    let digits = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    match (fraction.get(..9), fraction.get(9..digits), fraction.get(digits..), text.get(..point)) {
        (Some(kept), Some(lost), Some(zone), Some(start)) if !lost.is_empty() => {
            let zeros = lost.bytes().all(|digit| digit == b'0');
            (format!("{start}{kept}{zone}").into(), if zeros { exact } else { Read::Lenient })
        }
        _ => (text.into(), exact),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{OffsetDateTime, OffsetTime};
    use crate::codegen_v1::{Read, Scalar};

    fn read<T: Scalar + Default + ToString>(text: &str) -> (String, Read) {
        let mut value = T::default();
        let how = value.text(text);
        (value.to_string(), how)
    }

    #[test]
    fn every_date_time_of_rfc_3339_is_kept() {
        for text in [
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "2026-11-21T09:30:00+01:00",
            "2026-11-21T09:30:00.123456789-08:30",
            "2026-11-21T09:30:00+00:00",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999999999-23:59",
        ] {
            assert_eq!(read::<OffsetDateTime>(text), (text.to_owned(), Read::Exact));
            let time: OffsetDateTime = text.parse().unwrap();
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn other_date_times_are_read_where_there_is_one_reading() {
        for (text, expected, how) in [
            ("2026-11-21T09:30:00.1234567890000Z", "2026-11-21T09:30:00.123456789Z", Read::Exact),
            ("2026-11-21t09:30:00.1234567891z", "2026-11-21T09:30:00.123456789Z", Read::Lenient),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", Read::Lenient),
            ("2026-11-21T09:30:00", "2026-11-21T09:30:00Z", Read::Lenient),
            ("2026-11-21", "2026-11-21T00:00:00Z", Read::Lenient),
            ("Sat, 21 Nov 2026 09:30:00 GMT", "2026-11-21T09:30:00Z", Read::Lenient),
            ("2026-11-21 09:30:00+0100", "2026-11-21T09:30:00+01:00", Read::Exact),
        ] {
            assert_eq!(read::<OffsetDateTime>(text), (expected.to_owned(), how), "{text}");
        }
        for text in ["", "now", "0000-00-00", "2026-13-01T00:00:00Z", "09:30:00Z"] {
            assert_eq!(read::<OffsetDateTime>(text).1, Read::Wrong, "{text}");
        }
    }

    #[test]
    fn date_times_are_points_in_time() {
        let time = |text: &str| text.parse::<OffsetDateTime>().unwrap();
        assert_eq!(time("2026-11-21T09:30:00+01:00"), time("2026-11-21T08:30:00Z"));
        assert!(time("9999-12-31T23:59:59-01:00") > time("9999-12-31T23:59:59Z"));
        assert_eq!(time("9999-12-31T23:59:59Z").timestamp(), jiff::Timestamp::MAX);
        assert_eq!(time("2026-11-21T09:30:00+01:00").timestamp().to_string(), "2026-11-21T08:30:00Z");
    }

    #[test]
    fn a_time_of_day_keeps_its_offset() {
        for text in ["09:00:00+05:00", "09:00:00Z", "23:59:59.5-03:30", "09:00:00+00:00", "13:45:00"] {
            assert_eq!(read::<OffsetTime>(text), (text.to_owned(), Read::Exact));
            assert_eq!(text.parse::<OffsetTime>().unwrap().to_string(), text);
        }
        assert_eq!(read::<OffsetTime>("09:00:00.0000000001Z"), ("09:00:00Z".to_owned(), Read::Lenient));
        for text in ["", "noon", "25:00:00Z", "09:00:00+99:00", "2026-11-21"] {
            assert_eq!(read::<OffsetTime>(text).1, Read::Wrong, "{text}");
        }
    }
}
