//! How one page leads to the next.

use std::fmt;
use std::sync::Arc;

use super::link;
use crate::{Call, Response};

type Read<T, V> = Arc<dyn Fn(&T) -> V + Send + Sync>;

/// How one page leads to the next: where the reply says what comes next, and where the request says it.
pub struct Paging<T> {
    by: By<T>,
    more: Option<Read<T, bool>>,
    total: Option<Read<T, u64>>,
}

enum By<T> {
    /// A cursor in the reply, sent as a query parameter.
    Query { name: String, next: Read<T, Option<String>> },
    /// A cursor in the reply, sent as a member of the JSON body.
    Body { pointer: String, next: Read<T, Option<String>> },
    /// How many items came before.
    Offset { name: String, first: u64, count: Read<T, usize> },
    /// The number of the page.
    Number { name: String, first: u64, count: Read<T, usize> },
    /// An address in the reply.
    Url { next: Read<T, Option<String>> },
    /// An address in the `Link` header.
    Link,
}

impl<T> Paging<T> {
    fn by(by: By<T>) -> Self {
        Paging { by, more: None, total: None }
    }

    /// A cursor in the reply is sent as a query parameter. Nothing, or an empty one, is the end.
    pub fn cursor(
        parameter: impl Into<String>,
        next: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::by(By::Query { name: parameter.into(), next: Arc::new(next) })
    }

    /// A cursor in the reply is sent as the member of the JSON body at this JSON pointer: `/page/after`.
    pub fn cursor_in_body(
        pointer: impl Into<String>,
        next: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::by(By::Body { pointer: pointer.into(), next: Arc::new(next) })
    }

    /// A query parameter counts the items before the page, from `first`: as many as were received. The end is an empty page,
    /// or what [`Paging::total`] and [`Paging::more`] say.
    pub fn offset(
        parameter: impl Into<String>,
        first: u64,
        count: impl Fn(&T) -> usize + Send + Sync + 'static,
    ) -> Self {
        Self::by(By::Offset { name: parameter.into(), first, count: Arc::new(count) })
    }

    /// A query parameter counts the pages, from `first`. The end is an empty page, or what [`Paging::more`] says.
    pub fn number(
        parameter: impl Into<String>,
        first: u64,
        count: impl Fn(&T) -> usize + Send + Sync + 'static,
    ) -> Self {
        Self::by(By::Number { name: parameter.into(), first, count: Arc::new(count) })
    }

    /// The reply has the next page's address, absolute or relative to the call's. Credentials go along only to declared
    /// origins, but what the server itself puts into the address is part of the cursor: some put a token there.
    pub fn url(next: impl Fn(&T) -> Option<String> + Send + Sync + 'static) -> Self {
        Self::by(By::Url { next: Arc::new(next) })
    }

    /// The `Link` header has the next page's address (RFC 8288, `rel="next"`).
    pub fn link() -> Self {
        Self::by(By::Link)
    }

    /// The reply says whether more is to come.
    pub fn more(mut self, more: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        self.more = Some(Arc::new(more));
        self
    }

    /// The reply says how many items there are in all. Only an offset says how many of them were received.
    pub fn total(mut self, total: impl Fn(&T) -> u64 + Send + Sync + 'static) -> Self {
        self.total = Some(Arc::new(total));
        self
    }

    /// Whether it is we who count: such pages end only when a reply says so.
    pub(super) fn counts(&self) -> bool {
        matches!(self.by, By::Offset { .. } | By::Number { .. })
    }

    /// The call for the page at a cursor.
    pub(super) fn apply<E>(&self, call: Call<T, E>, cursor: &str) -> Call<T, E> {
        match &self.by {
            By::Query { name, .. } | By::Offset { name, .. } | By::Number { name, .. } => {
                call.query(name, cursor)
            }
            By::Body { pointer, .. } => call.body_member(pointer, cursor),
            By::Url { .. } | By::Link => call.follow(cursor),
        }
    }

    /// The cursor of the page after this one, which was asked for by `before`.
    ///
    /// # Errors
    /// The reply says that there is more, and not where.
    pub(super) fn next(
        &self,
        before: Option<&str>,
        response: &Response<T>,
    ) -> Result<Option<String>, NoNext> {
        let more = self.more.as_ref().map(|more| more(&response.value));
        if more == Some(false) {
            return Ok(None);
        }
        match self.following(before, response) {
            None if more == Some(true) => Err(NoNext),
            next => Ok(next),
        }
    }

    fn following(&self, before: Option<&str>, response: &Response<T>) -> Option<String> {
        let page = &response.value;
        let next = match &self.by {
            By::Query { next, .. } | By::Body { next, .. } | By::Url { next } => next(page)?,
            By::Link => link::target(&response.headers, "next")?,
            By::Offset { first, count, .. } => {
                let count = count(page) as u64;
                let next = number(before, *first).saturating_add(count);
                let total = self.total.as_ref().map(|total| total(page));
                let reached = total.is_some_and(|total| next.saturating_sub(*first) >= total);
                (count > 0 && !reached).then(|| next.to_string())?
            }
            By::Number { first, count, .. } => {
                // the reply has said that there is more, though the page may be empty
                let more = self.more.is_some() || count(page) > 0;
                more.then(|| number(before, *first).saturating_add(1).to_string())?
            }
        };
        (!next.is_empty()).then_some(next)
    }
}

/// There are more pages, and the reply does not say where they begin.
pub(super) struct NoNext;

fn number(cursor: Option<&str>, first: u64) -> u64 {
    cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(first)
}

impl<T> fmt::Debug for Paging<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.by {
            By::Query { name, .. } => write!(f, "Paging(cursor in {name})"),
            By::Body { pointer, .. } => write!(f, "Paging(cursor in the body's {pointer})"),
            By::Offset { name, .. } => write!(f, "Paging(offset in {name})"),
            By::Number { name, .. } => write!(f, "Paging(number in {name})"),
            By::Url { .. } => f.write_str("Paging(next address)"),
            By::Link => f.write_str("Paging(Link header)"),
        }
    }
}
