//! Where a list or a run of changes has got to, as the text of a cursor.

use std::time::Duration;

use tributary_core::{Checkpoint, Cursor, Page, Timestamp};

use super::ListOptions;
use crate::Http;

/// How many records to ask for: what the caller wants, at most what the vendor gives.
pub fn page_size(options: &ListOptions, largest: u32) -> i64 {
    i64::from(options.page_size.unwrap_or(largest).clamp(1, largest.max(1)))
}

/// The next cursor of a list that counts, records from 0 or pages from 1: none once `total` is reached, or without a
/// total once a page is not full.
pub fn count_on(at: i64, by: i64, got: usize, size: i64, total: Option<i64>) -> Option<String> {
    let seen_all = match total {
        Some(total) => {
            (at + by).saturating_mul(if by == 1 && size > 1 { size } else { 1 }) >= total || got == 0
        }
        None => i64::try_from(got).unwrap_or(i64::MAX) < size,
    };
    (!seen_all).then(|| (at + by).to_string())
}

/// A run of changes: since when, and when it began. Both travel in its cursors, so that a run can be resumed elsewhere.
#[derive(Clone, Debug)]
pub struct Run {
    since: Timestamp,
    token: Option<String>,
    began: Timestamp,
}

/// One step of a run.
#[derive(Clone, Debug)]
pub struct At {
    run: Run,
    /// The vendor's cursor.
    pub cursor: Option<String>,
}

impl Run {
    /// From the checkpoint of an earlier run, looking `overlap` further back, or from the beginning.
    pub fn new(since: Option<&Checkpoint>, overlap: Duration, http: &Http) -> Self {
        let began = http.now();
        let (since, token) = match since {
            None => (Timestamp::UNIX_EPOCH, None),
            Some(Checkpoint::Token(token)) => (Timestamp::UNIX_EPOCH, Some(token.clone())),
            Some(Checkpoint::Time(time)) => {
                (time.checked_sub(overlap).unwrap_or(Timestamp::UNIX_EPOCH), None)
            }
        };
        Self { since, token, began }
    }

    /// The step that a cursor means.
    pub fn at(&self, cursor: Option<Cursor>) -> At {
        let Some(cursor) = cursor else { return At { run: self.clone(), cursor: None } };
        match Self::parse(cursor.as_str()) {
            Some((since, began, cursor)) => {
                let run = Self { since, began, token: self.token.clone() };
                At { run, cursor: (!cursor.is_empty()).then(|| cursor.to_owned()) }
            }
            None => At { run: self.clone(), cursor: Some(cursor.as_str().to_owned()) },
        }
    }

    fn parse(text: &str) -> Option<(Timestamp, Timestamp, &str)> {
        let (since, rest) = text.split_once(' ')?;
        let (began, cursor) = rest.split_once(' ')?;
        let time = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
        Some((time(since)?, time(began)?, cursor))
    }
}

impl At {
    /// Since when, to the millisecond.
    pub fn since(&self) -> Timestamp {
        Timestamp::from_millisecond(self.run.since.as_millisecond()).unwrap_or(self.run.since)
    }

    /// The token of the checkpoint that the run goes on from.
    pub fn token(&self) -> Option<&str> {
        self.run.token.as_deref()
    }

    /// Ends the page: with where the next one begins, or with the checkpoint of the whole run.
    pub fn end<T>(self, mut page: Page<T>, next: Option<String>, token: Option<String>) -> Page<T> {
        let Run { since, began, .. } = self.run;
        match next {
            Some(next) => {
                let text = format!("{} {} {next}", since.as_millisecond(), began.as_millisecond());
                page.next = Some(Cursor::new(text));
            }
            None => page.checkpoint = Some(token.map_or(Checkpoint::Time(began), Checkpoint::Token)),
        }
        page
    }
}
