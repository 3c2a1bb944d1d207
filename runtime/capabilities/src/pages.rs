//! What unified calls return: one pending answer, or pages as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::future::BoxFuture;
use tributary_core::Cursor;
use tributary_model::{Failed, Page};

use super::Error;
use super::position::Ring;

/// An answer to come. Nothing is sent before it is awaited.
#[must_use = "nothing is sent before this is awaited"]
pub struct Pending<T>(BoxFuture<'static, Result<T, Error>>);

impl<T: Send + 'static> Pending<T> {
    /// What the future gives.
    pub fn new(future: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        Self(Box::pin(future))
    }

    /// No answer: the given values can't be said to the vendor, and nothing is sent.
    #[doc(hidden)]
    pub fn refused(unconverted: tributary_model::Unconverted) -> Self {
        Self(Box::pin(std::future::ready(Err(Error::refused(unconverted)))))
    }

    /// No answer: what came before it failed.
    #[doc(hidden)]
    pub fn failed(error: Error) -> Self {
        Self(Box::pin(std::future::ready(Err(error))))
    }

    /// The answer of what is asked next.
    pub fn and_then<U, F>(self, then: impl FnOnce(T) -> F + Send + 'static) -> Pending<U>
    where
        U: Send + 'static,
        F: Future<Output = Result<U, Error>> + Send + 'static,
    {
        Pending::new(async move { then(self.0.await?).await })
    }

    /// The same answer, changed.
    pub fn map<U: Send + 'static>(self, map: impl FnOnce(T) -> U + Send + 'static) -> Pending<U> {
        Pending::new(async move { self.0.await.map(map) })
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

type Step<T> = Arc<dyn Fn(Option<Cursor>) -> Pending<Page<T>> + Send + Sync>;

/// Pages to come, as a stream or by [`Pages::next_page`].
///
/// An error ends the stream, so that collecting it comes to an end. [`Pages::cursor`] still says where the page that could
/// not be had begins, and [`Pages::resume`] asks for it again: now, later, or in another process.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<T> {
    step: Step<T>,
    at: At,
    /// The page at `at` could not be had.
    failed: bool,
    ring: Ring,
    running: Option<Pending<Page<T>>>,
}

/// All records of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Collected<T> {
    /// The records, in the vendor's order.
    pub records: Vec<T>,
    /// Those that could not be read or converted.
    pub failed: Vec<Failed>,
}

#[derive(Clone, Debug, PartialEq)]
enum At {
    Page(Option<Cursor>),
    End,
}

impl<T: Send + 'static> Pages<T> {
    /// The pages that `step` gives: each from the cursor that the one before ended with.
    pub fn new(
        from: Option<Cursor>,
        step: impl Fn(Option<Cursor>) -> Pending<Page<T>> + Send + Sync + 'static,
    ) -> Self {
        Self { step: Arc::new(step), at: At::Page(from), failed: false, ring: Ring::default(), running: None }
    }

    /// No page: the call failed before it began, once.
    pub fn failed(error: impl Fn() -> Error + Send + Sync + 'static) -> Self {
        Self::new(None, move |_| {
            let error = error();
            Pending::new(async move { Err(error) })
        })
    }

    /// Goes on at a saved cursor, after an error too.
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.at = At::Page(Some(cursor));
        (self.failed, self.ring, self.running) = (false, Ring::default(), None);
        self
    }

    /// Where the next page begins, or the one that could not be had: `None` before and at the first, and after the last.
    pub fn cursor(&self) -> Option<&Cursor> {
        match &self.at {
            At::Page(cursor) => cursor.as_ref(),
            At::End => None,
        }
    }

    /// The next page; `None` after the last one, and after an error.
    pub async fn next_page(&mut self) -> Option<Result<Page<T>, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Record by record. One that could not be read or converted is an error of its own ([`Error::failed`]), after which the
    /// stream goes on.
    pub fn records(self) -> Records<T> {
        Records { pages: self, ready: VecDeque::new() }
    }

    /// All records of all pages.
    ///
    /// # Errors
    /// A page could not be had, or a record failed: [`Error::failed`] says which. [`Pages::collected`] returns both.
    pub async fn all(self) -> Result<Vec<T>, Error> {
        let Collected { records, failed } = self.collected().await?;
        if failed.is_empty() { Ok(records) } else { Err(Error::of_failed(failed)) }
    }

    /// All records of all pages, and those that failed.
    ///
    /// # Errors
    /// A page could not be had.
    pub async fn collected(mut self) -> Result<Collected<T>, Error> {
        let mut all = Collected { records: Vec::new(), failed: Vec::new() };
        while let Some(page) = self.next_page().await {
            let page = page?;
            all.records.extend(page.records);
            all.failed.extend(page.failed);
        }
        Ok(all)
    }

    /// The same pages with every record changed.
    pub fn map<U: Send + 'static>(self, map: impl Fn(T) -> U + Clone + Send + Sync + 'static) -> Pages<U> {
        let Self { step, at, failed, ring, .. } = self;
        let step = move |cursor| {
            let map = map.clone();
            step(cursor).map(move |page| page.map(map))
        };
        Pages { step: Arc::new(step), at, failed, ring, running: None }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        let pending = match &mut this.running {
            Some(running) => running,
            None => {
                let At::Page(cursor) = &this.at else { return Poll::Ready(None) };
                this.running.insert((this.step)(cursor.clone()))
            }
        };
        let page = ready!(Pin::new(pending).poll(cx));
        this.running = None;
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                this.failed = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        let goes_on = page.next.as_ref().is_none_or(|next| this.ring.goes_on(next.as_str()));
        this.at = page.next.clone().filter(|_| goes_on).map_or(At::End, |next| At::Page(Some(next)));
        if !goes_on {
            let message = "the next page is one that was read already: the pages do not end";
            return Poll::Ready(Some(Err(Error::new(super::ErrorKind::InvalidResponse, message))));
        }
        Poll::Ready(Some(Ok(page)))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("at", &self.at).finish_non_exhaustive()
    }
}

/// The records of all pages, as a stream.
#[derive(Debug)]
#[must_use = "nothing is sent before a record is asked for"]
pub struct Records<T> {
    pages: Pages<T>,
    ready: VecDeque<Result<T, Error>>,
}

impl<T: Send + 'static> Records<T> {
    /// The next record; `None` after the last one, and after an error of a page.
    pub async fn next(&mut self) -> Option<Result<T, Error>>
    where
        T: Unpin,
    {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<T: Send + Unpin + 'static> Stream for Records<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(record) = this.ready.pop_front() {
                return Poll::Ready(Some(record));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    let failed = page.failed.into_iter().map(|failed| Err(Error::of_failed(vec![failed])));
                    this.ready.extend(page.records.into_iter().map(Ok).chain(failed));
                }
            }
        }
    }
}
