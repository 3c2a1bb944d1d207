//! Rate limits as servers state them in response headers: the IETF's `RateLimit` and `RateLimit-Policy` (drafts 00 to 10 of
//! draft-ietf-httpapi-ratelimit-headers), the older `RateLimit-*`, `X-RateLimit-*` and `X-Rate-Limit-*`, and HubSpot's.

use std::time::Duration;

use http::HeaderMap;
use tributary_core::Timestamp;
use tributary_core::codegen_v1::{Read, Scalar};

use crate::limit::RateLimit;

/// What is left of one limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Which limit, where a server has several.
    pub(crate) name: String,
    /// How many requests may still be sent.
    pub(crate) remaining: u64,
    /// The time until there are more.
    pub(crate) reset: Duration,
}

/// Limits over longer spans are known by what remains of them.
const LONGEST_SPAN: Duration = Duration::from_secs(600);

const PREFIXES: [&str; 3] = ["ratelimit", "x-ratelimit", "x-rate-limit"];

/// The limit over a short span that the headers state, and what is left of each limit.
pub(crate) fn read(headers: &HeaderMap, now: Timestamp) -> (Option<RateLimit>, Vec<Quota>) {
    let mut stated: Vec<RateLimit> = Vec::new();
    let mut quotas = Vec::new();
    for item in items(headers, "ratelimit-policy").chain(items(headers, "ratelimit-limit")) {
        let quota = item.parameter("q").or(item.name.parse().ok().filter(|number: &f64| *number >= 1.0));
        if let (Some(requests), Some(window)) = (quota, item.parameter("w").and_then(seconds)) {
            stated.push(RateLimit::new(requests as u32, window));
        }
    }
    let all: Vec<Item<'_>> = items(headers, "ratelimit").collect();
    for item in &all {
        if let (Some(remaining), Some(reset)) = (item.parameter("r"), item.parameter("t").and_then(seconds)) {
            quotas.push(Quota { name: item.name.to_owned(), remaining: remaining as u64, reset });
        }
    }
    // draft 07: `RateLimit: limit=100, remaining=50, reset=5`
    let member = |name: &str| all.iter().find_map(|item| item.value_of(name));
    if let (Some(remaining), Some(reset)) = (member("remaining"), member("reset").and_then(seconds)) {
        quotas.push(Quota { name: String::new(), remaining: remaining as u64, reset });
    }
    for prefix in PREFIXES {
        let remaining = number(headers, &format!("{prefix}-remaining"));
        let reset = reset_of(headers, prefix, now);
        if let (Some(remaining), Some(reset)) = (remaining, reset) {
            quotas.push(Quota { name: prefix.to_owned(), remaining: remaining as u64, reset });
        }
    }
    hubspot(headers, &mut stated, &mut quotas);
    let short = stated.into_iter().filter(|limit| limit.per <= LONGEST_SPAN && !limit.per.is_zero());
    let pace = |limit: &RateLimit| limit.per / limit.requests;
    (short.max_by_key(pace), quotas)
}

/// How long until the limit is reset, by the headers of a response that is refused for it.
pub(crate) fn reset(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let spent = read(headers, now).1.into_iter().filter(|quota| quota.remaining == 0);
    let unnamed = || PREFIXES.iter().find_map(|prefix| reset_of(headers, prefix, now));
    spent.map(|quota| quota.reset).max().or_else(unnamed)
}

/// Whether the headers say that nothing is left of a limit.
pub(crate) fn is_spent(headers: &HeaderMap, now: Timestamp) -> bool {
    read(headers, now).1.iter().any(|quota| quota.remaining == 0)
}

fn reset_of(headers: &HeaderMap, prefix: &str, now: Timestamp) -> Option<Duration> {
    let after = || number(headers, &format!("{prefix}-reset-after")).and_then(seconds);
    text(headers, &format!("{prefix}-reset")).and_then(|text| moment(text, now)).or_else(after)
}

/// HubSpot states the limits of ten seconds, of one second, and of a day; of the last, it does not say when it ends.
fn hubspot(headers: &HeaderMap, stated: &mut Vec<RateLimit>, quotas: &mut Vec<Quota>) {
    let of = |name: &str| number(headers, &format!("x-hubspot-ratelimit-{name}"));
    let interval = of("interval-milliseconds").and_then(|millis| seconds(millis / 1000.0));
    let mut add = |limit: Option<f64>, remaining: Option<f64>, per: Option<Duration>, name: &str| {
        let Some(per) = per else { return };
        stated.extend(limit.map(|requests| RateLimit::new(requests as u32, per)));
        // its end is at most a whole interval away
        if remaining == Some(0.0) {
            quotas.push(Quota { name: name.to_owned(), remaining: 0, reset: per });
        }
    };
    add(of("max"), of("remaining"), interval, "hubspot-interval");
    add(of("secondly"), of("secondly-remaining"), Some(Duration::from_secs(1)), "hubspot-second");
}

/// One item of a structured list: `"burst";q=100;w=10`, `100;w=10`, `limit=100`.
struct Item<'h> {
    name: &'h str,
    parameters: Vec<(&'h str, &'h str)>,
}

impl Item<'_> {
    fn parameter(&self, name: &str) -> Option<f64> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        positive(found.1)
    }

    /// The value of an item that is `name=value`.
    fn value_of(&self, name: &str) -> Option<f64> {
        let (known, value) = self.name.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then(|| positive(value.trim()))?
    }
}

fn items<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = Item<'h>> {
    let texts = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(|item| {
        let mut parts = item.split(';').map(|part| part.trim());
        let name = parts.next().unwrap_or_default().trim_matches('"');
        let parameters = parts.filter_map(|part| part.split_once('=')).collect();
        Item { name, parameters }
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A header's number; the first, where it lists several.
fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    positive(text(headers, name)?.split([',', ';']).next()?)
}

fn positive(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| *number >= 0.0)
}

/// Seconds, as many as there may be.
fn seconds(number: f64) -> Option<Duration> {
    (number >= 0.0).then(|| Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX))
}

/// The time until a moment that is given in seconds from now, in seconds or milliseconds since 1970, or as a date.
pub(crate) fn moment(text: &str, now: Timestamp) -> Option<Duration> {
    let until = |then: Timestamp| Duration::try_from(then.duration_since(now)).unwrap_or_default();
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return match number {
            _ if number > 1e12 && number < 1e14 => Timestamp::from_millisecond(number as i64).ok().map(until),
            _ if number > 1e9 && number < 1e11 => {
                Timestamp::from_second(number.ceil() as i64).ok().map(until)
            }
            _ => seconds(number.max(0.0)),
        };
    }
    date(text).or_else(|| text.parse().ok()).map(until)
}

/// The wait of a `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) => seconds(number.max(0.0)),
        Err(_) => date(text).map(|then| Duration::try_from(then.duration_since(now)).unwrap_or_default()),
    }
}

/// A date as HTTP's headers have it.
pub(crate) fn date(text: &str) -> Option<Timestamp> {
    let mut date = tributary_core::HttpDate::default();
    match date.text(text) {
        Read::Wrong => None,
        Read::Exact | Read::Lenient => Some(date.0),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    /// Requests and seconds of the limit; name, remaining requests and seconds of each quota.
    type Found = (Option<(u32, u64)>, Vec<(String, u64, u64)>);

    fn read_at(pairs: &[(&'static str, &'static str)]) -> Found {
        let now = Timestamp::constant(1_795_253_400, 0);
        let (stated, quotas) = read(&headers(pairs), now);
        let quotas = quotas.into_iter().map(|it| (it.name, it.remaining, it.reset.as_secs())).collect();
        (stated.map(|limit| (limit.requests, limit.per.as_secs())), quotas)
    }

    #[test]
    fn every_way_of_stating_a_limit_is_read() {
        let one = |name: &str, remaining, reset| vec![(name.to_owned(), remaining, reset)];
        for (pairs, stated, quotas) in [
            (
                &[("ratelimit-policy", "\"burst\";q=100;w=10"), ("ratelimit", "\"burst\";r=5;t=4")][..],
                Some((100, 10)),
                one("burst", 5, 4),
            ),
            (&[("ratelimit", "limit=100, remaining=50, reset=7")], None, one("", 50, 7)),
            (
                &[
                    ("ratelimit-limit", "100, 100;w=60"),
                    ("ratelimit-remaining", "3"),
                    ("ratelimit-reset", "9"),
                ],
                Some((100, 60)),
                one("ratelimit", 3, 9),
            ),
            (
                &[
                    ("x-ratelimit-limit", "80"),
                    ("x-ratelimit-remaining", "0"),
                    ("x-ratelimit-reset", "1795253402"),
                ],
                None,
                one("x-ratelimit", 0, 2),
            ),
            (
                &[("x-rate-limit-remaining", "1"), ("x-rate-limit-reset", "1795253403000")],
                None,
                one("x-rate-limit", 1, 3),
            ),
            (
                &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "Sat, 21 Nov 2026 09:30:05 GMT")],
                None,
                one("x-ratelimit", 1, 5),
            ),
            (
                &[("x-ratelimit-remaining", "2"), ("x-ratelimit-reset-after", "6.5")],
                None,
                one("x-ratelimit", 2, 6),
            ),
            (
                &[
                    ("x-hubspot-ratelimit-interval-milliseconds", "10000"),
                    ("x-hubspot-ratelimit-max", "190"),
                    ("x-hubspot-ratelimit-remaining", "0"),
                ],
                Some((190, 10)),
                one("hubspot-interval", 0, 10),
            ),
            // a day's limit is known by what remains, not by its pace
            (&[("ratelimit-policy", "\"day\";q=250000;w=86400")], None, Vec::new()),
            (&[("x-ratelimit-remaining", "?"), ("ratelimit", ";;=,\"")], None, Vec::new()),
        ] {
            assert_eq!(read_at(pairs), (stated, quotas), "{pairs:?}");
        }
    }

    #[test]
    fn a_wait_of_any_size_is_a_wait() {
        let now = Timestamp::constant(1_795_253_400, 0);
        let waits = |text: &str| retry_after(text, now).map(|wait| wait.as_secs());
        for (text, expected) in [
            ("7", Some(7)),
            ("0.5", Some(0)),
            ("-3", Some(0)),
            ("86400", Some(86_400)),
            ("1e30", Some(u64::MAX)),
            ("99999999999999999999999999", Some(u64::MAX)),
            ("1795253401", Some(1_795_253_401)),
            ("Sat, 21 Nov 2026 09:30:09 GMT", Some(9)),
            ("Sat, 21 Nov 2020 09:30:09 GMT", Some(0)),
            ("soon", None),
        ] {
            assert_eq!(waits(text), expected, "{text}");
        }
    }
}
