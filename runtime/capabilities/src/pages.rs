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
use tributary_model::Page;

use super::Error;

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
    running: Option<(At, Pending<Page<T>>)>,
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
        Self { step: Arc::new(step), at: At::Page(from), failed: false, running: None }
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
        (self.failed, self.running) = (false, None);
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

    /// Record by record. Those that could not be converted are left out here: see [`Page::failed`].
    pub fn records(self) -> Records<T> {
        Records { pages: self, ready: VecDeque::new() }
    }

    /// All records of all pages.
    ///
    /// # Errors
    /// A page could not be had.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await {
            all.extend(page?.records);
        }
        Ok(all)
    }

    /// The same pages with every record changed.
    pub fn map<U: Send + 'static>(self, map: impl Fn(T) -> U + Clone + Send + Sync + 'static) -> Pages<U> {
        let step = self.step;
        let at = self.at;
        let step = move |cursor| {
            let map = map.clone();
            step(cursor).map(move |page| page.map(map))
        };
        Pages { step: Arc::new(step), at, failed: self.failed, running: None }
    }

    /// These pages, then the others. Their cursors are told apart by what they begin with.
    pub fn chain(self, second: Pages<T>) -> Self {
        const SECOND: &str = "2nd:";
        let (one, two) = (self.step, second.step);
        let step = move |cursor: Option<Cursor>| {
            let inner = cursor.as_ref().and_then(|cursor| cursor.as_str().strip_prefix(SECOND));
            match inner {
                None => one(cursor).map(|mut page| {
                    page.next.get_or_insert_with(|| Cursor::new(SECOND));
                    page
                }),
                Some(inner) => {
                    let inner = (!inner.is_empty()).then(|| Cursor::new(inner));
                    two(inner).map(|mut page| {
                        page.next = page.next.map(|next| Cursor::new(format!("{SECOND}{next}")));
                        page
                    })
                }
            }
        };
        Self { step: Arc::new(step), at: self.at, failed: self.failed, running: None }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        let (from, pending) = match &mut this.running {
            Some(running) => running,
            None => {
                let At::Page(cursor) = &this.at else { return Poll::Ready(None) };
                let pending = (this.step)(cursor.clone());
                this.running.insert((this.at.clone(), pending))
            }
        };
        let page = ready!(Pin::new(pending).poll(cx));
        let from = from.clone();
        this.running = None;
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                this.failed = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        this.at = page.next.clone().map_or(At::End, |next| At::Page(Some(next)));
        if this.at == from {
            this.at = At::End;
            let message = "the vendor's next page is this page again";
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
    ready: VecDeque<T>,
}

impl<T: Send + 'static> Records<T> {
    /// The next record; `None` after the last one, and after an error.
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
                return Poll::Ready(Some(Ok(record)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => this.ready.extend(page.records),
            }
        }
    }
}
