//! Pages: one call, asked again and again, each time from where the reply before says.

pub(crate) mod link;
mod next_link;
mod paging;

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::IntoFuture;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tributary_core::Cursor;

pub use next_link::NextLink;
pub use paging::Paging;

use crate::error::FailedCall;
use crate::{Call, Calling, Cause, Error, PageLoop, Reply, Response};

impl<T: Send + 'static, E: Reply> Call<T, E> {
    /// The pages that this call is the first of.
    ///
    /// ```
    /// # use tributary_client::{Call, Paging, core::Value};
    /// # fn tickets(call: Call<Value, Value>) {
    /// let next = |page: &Value| page["meta"]["next"].as_str().map(str::to_owned);
    /// let pages = call.pages(Paging::cursor("after", next));
    /// # }
    /// ```
    pub fn pages(self, paging: Paging<T>) -> Paged<T, E> {
        let seen = Seen::default();
        Paged { call: self, paging, at: At::Start, failed: false, seen, mark: None, running: None }
    }
}

/// Pages to come: a stream of responses. Awaited, it is the first page alone.
///
/// An error ends the stream, so that collecting it comes to an end. [`Paged::cursor`] still says where the page that could
/// not be had begins, and [`Paged::resume`] asks for it again: now, later, or in another process.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Paged<T, E = tributary_core::Value> {
    call: Call<T, E>,
    paging: Paging<T>,
    at: At,
    /// The page at `at` could not be had.
    failed: bool,
    seen: Seen,
    /// The mark of the page before, where pages count and might never end.
    mark: Option<u64>,
    running: Option<Calling<T, E>>,
}

#[derive(Clone)]
enum At {
    Start,
    Cursor(String),
    End,
}

impl<T: Send + 'static, E: Reply> Paged<T, E> {
    /// Goes on at a saved cursor, after an error too.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.at = At::Cursor(cursor.into_string());
        (self.failed, self.mark, self.running) = (false, None, None);
        self.seen.hashes.clear();
        self
    }

    /// Where the next page begins, or the one that could not be had: `None` before and at the first, and after the last.
    pub fn cursor(&self) -> Option<Cursor> {
        match &self.at {
            At::Cursor(cursor) => Some(Cursor::new(cursor.clone())),
            At::Start | At::End => None,
        }
    }

    /// The next page; `None` after the last one, and after an error.
    pub async fn next_page(&mut self) -> Option<Result<Response<T>, Error<E>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The items of all pages, one by one.
    pub fn items<I>(self, items: impl Fn(T) -> Vec<I> + Send + 'static) -> Items<T, E, I> {
        Items { pages: self, items: Box::new(items), ready: VecDeque::new() }
    }

    fn ask(&self) -> Calling<T, E> {
        let call = match &self.at {
            At::Cursor(cursor) => self.paging.apply(self.call.clone(), cursor),
            At::Start | At::End => self.call.clone(),
        };
        call.into_future()
    }

    /// The cursor that leads back to a page already seen.
    fn circle(&mut self, cursor: String) -> Poll<Option<Result<Response<T>, Error<E>>>> {
        self.at = At::End;
        let failed = FailedCall { call: self.call.info(), cause: Cause::PageLoop(PageLoop { cursor }) };
        Poll::Ready(Some(Err(Error::new(failed))))
    }
}

impl<T: Send + 'static, E: Reply> Stream for Paged<T, E> {
    type Item = Result<Response<T>, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed || matches!(this.at, At::End) {
            return Poll::Ready(None);
        }
        let mut running = this.running.take().unwrap_or_else(|| this.ask());
        let Poll::Ready(outcome) = running.poll_read(context) else {
            this.running = Some(running);
            return Poll::Pending;
        };
        let (value, issues, arrived) = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                this.failed = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        let mark = this.paging.counts().then(|| this.seen.hasher.hash_one(&arrived.response.body));
        let (response, received) = arrived.respond(value, issues);
        let before = match &this.at {
            At::Cursor(cursor) => Some(cursor.as_str()),
            At::Start | At::End => None,
        };
        this.seen.insert(before.unwrap_or_default());
        let repeated = mark.is_some() && std::mem::replace(&mut this.mark, mark) == mark;
        let next = match this.paging.next(before, &response) {
            Ok(next) => next,
            Err(_) => {
                this.failed = true;
                let failed = FailedCall { call: this.call.info(), cause: Cause::NoNextPage };
                return Poll::Ready(Some(Err(Error::new(failed))));
            }
        };
        this.at = match next {
            None => At::End,
            // a server that doesn't know the parameter gives its first page for ever
            Some(_) if repeated => {
                let cursor = before.unwrap_or_default().to_owned();
                return this.circle(received.hide(&cursor));
            }
            Some(cursor) if this.seen.contains(&cursor) => return this.circle(received.hide(&cursor)),
            Some(cursor) => At::Cursor(cursor),
        };
        Poll::Ready(Some(Ok(response)))
    }
}

impl<T: Send + 'static, E: Reply> IntoFuture for Paged<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = Calling<T, E>;

    fn into_future(self) -> Self::IntoFuture {
        self.ask()
    }
}

impl<T, E> fmt::Debug for Paged<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paged({:?})", self.call)
    }
}

/// The cursors of a run, by their hashes: a million pages take a few megabytes.
#[derive(Default)]
struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    fn insert(&mut self, cursor: &str) {
        self.hashes.insert(self.hasher.hash_one(cursor));
    }

    fn contains(&self, cursor: &str) -> bool {
        self.hashes.contains(&self.hasher.hash_one(cursor))
    }
}

/// The items of all pages, as a stream.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<T, E, I> {
    pages: Paged<T, E>,
    items: Box<dyn Fn(T) -> Vec<I> + Send>,
    ready: VecDeque<I>,
}

impl<T: Send + 'static, E: Reply, I: Unpin> Items<T, E, I> {
    /// The next item; `None` after the last one, and after an error.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Send + 'static, E: Reply, I: Unpin> Stream for Items<T, E, I> {
    type Item = Result<I, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => this.ready.extend((this.items)(page.value)),
            }
        }
    }
}

impl<T, E, I> fmt::Debug for Items<T, E, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({:?})", self.pages)
    }
}
