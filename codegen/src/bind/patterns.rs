//! Patterns of times and dates, tried out: one that can't be written, or not be read back, is refused.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::Offset;

/// Whole hours, so that a pattern without minutes passes; no two parts are alike.
const SAMPLES: [i64; 2] = [1_795_453_200, 1_738_382_400];

/// Why a pattern of a time stamp can't be used. It is read as the runtime reads it: in UTC, unless it has an offset.
pub(super) fn time_fault(pattern: &str) -> Option<String> {
    SAMPLES.iter().filter_map(|second| Timestamp::from_second(*second).ok()).find_map(|sample| {
        let read = |text: &str| {
            let parsed = strtime::parse(pattern, text)?;
            let offset = parsed.offset().unwrap_or(Offset::UTC);
            match parsed.timestamp() {
                Some(time) => Ok(time),
                None => offset.to_timestamp(parsed.to_datetime()?),
            }
        };
        fault(pattern, &sample, &strtime::format(pattern, sample), read)
    })
}

/// Why a pattern of a date can't be used.
pub(super) fn date_fault(pattern: &str) -> Option<String> {
    SAMPLES.iter().filter_map(|second| Timestamp::from_second(*second).ok()).find_map(|sample| {
        let sample = Offset::UTC.to_datetime(sample).date();
        fault(pattern, &sample, &strtime::format(pattern, sample), |text| Date::strptime(pattern, text))
    })
}

fn fault<T: PartialEq + std::fmt::Display>(
    pattern: &str,
    sample: &T,
    written: &Result<String, jiff::Error>,
    read: impl FnOnce(&str) -> Result<T, jiff::Error>,
) -> Option<String> {
    let text = match written {
        Ok(text) => text,
        Err(error) => return Some(error.to_string()),
    };
    match read(text) {
        Ok(back) if back == *sample => None,
        Ok(back) => Some(format!("{sample} is written as `{text}`, which is read as {back}")),
        Err(error) => {
            Some(format!("{sample} is written as `{text}`, which `{pattern}` does not read: {error}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{date_fault, time_fault};

    #[test]
    fn patterns_that_lose_no_part_are_taken() {
        for pattern in
            ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%.3f%z", "%d.%m.%Y %H:%M", "%s"]
        {
            assert_eq!(time_fault(pattern), None, "{pattern}");
        }
        for pattern in ["%d.%m.%Y", "%m/%d/%y", "%Y%m%d", "%d %B %Y", "%b %d, %Y"] {
            assert_eq!(date_fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn patterns_that_cannot_be_read_back_are_refused() {
        for pattern in ["%d.%m.%K", "%d.%m", "%Y-%m-%d %", "%q", "%Y-%d-%d", "%H:%M"] {
            assert!(date_fault(pattern).is_some(), "{pattern}");
        }
        for pattern in ["%Y-%m-%d", "%I:%M %d.%m.%Y", "%H:%M:%S"] {
            assert!(time_fault(pattern).is_some(), "{pattern}");
        }
    }
}
