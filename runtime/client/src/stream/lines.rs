//! JSON values, one a line (`application/jsonl`, `application/x-ndjson`).

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tributary_core::codegen_v1::{Decode, Slot, from_json};
use tributary_core::{DecodeError, Issue};

use crate::auth::Redactor;
use crate::{ByteStream, Head, TransportError};

/// Why a stream of values stopped, or skipped one.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection failed, stalled or brought too much: nothing more comes.
    Transport(TransportError),
    /// One value is not as documented: the next one may be.
    Decode(DecodeError),
    /// One value is larger than allowed, in bytes: nothing more comes.
    TooLarge {
        /// The most that is allowed.
        limit: usize,
    },
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamError::Transport(error) => error.fmt(f),
            StreamError::Decode(error) => error.fmt(f),
            StreamError::TooLarge { limit } => {
                write!(f, "a value of the stream is larger than {limit} bytes")
            }
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StreamError::Transport(error) => std::error::Error::source(error),
            StreamError::Decode(error) => std::error::Error::source(error),
            StreamError::TooLarge { .. } => None,
        }
    }
}

/// Bytes cut into lines, whatever they end with.
pub(super) struct Splitter {
    bytes: ByteStream,
    /// The largest line, in bytes.
    pub(super) largest: usize,
    rest: Vec<u8>,
    lines: VecDeque<Vec<u8>>,
    ended: bool,
    after_return: bool,
}

impl Splitter {
    pub(super) fn new(bytes: ByteStream, largest: usize) -> Splitter {
        Splitter {
            bytes,
            largest,
            rest: Vec::new(),
            lines: VecDeque::new(),
            ended: false,
            after_return: false,
        }
    }

    /// The next line without its end; the last one too, though nothing ends it.
    pub(super) fn poll_line(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<u8>, StreamError>>> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Poll::Ready(Some(Ok(line)));
            }
            if self.ended {
                let rest = std::mem::take(&mut self.rest);
                return Poll::Ready(
                    Some(Ok(rest)).filter(|line| !matches!(line, Ok(line) if line.is_empty())),
                );
            }
            match ready!(Pin::new(&mut self.bytes).poll_next(context)) {
                None => self.ended = true,
                Some(Ok(bytes)) => self.add(&bytes),
                Some(Err(error)) => {
                    self.stop();
                    return Poll::Ready(Some(Err(StreamError::Transport(error))));
                }
            }
            if self.rest.len() > self.largest {
                return Poll::Ready(Some(Err(self.too_large())));
            }
        }
    }

    /// Nothing more comes.
    pub(super) fn too_large(&mut self) -> StreamError {
        self.stop();
        StreamError::TooLarge { limit: self.largest }
    }

    fn stop(&mut self) {
        self.ended = true;
        self.bytes = ByteStream::from_bytes("");
        self.lines.clear();
        self.rest.clear();
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let second_half = byte == b'\n' && std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if second_half => {}
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    self.lines.push_back(std::mem::take(&mut self.rest));
                }
                _ => {
                    self.after_return = false;
                    self.rest.push(byte);
                }
            }
        }
    }
}

/// A stream of JSON values, one a line; where `T` is text, of lines as they are, JSON strings apart. Empty lines are skipped. It ends after an error, except after
/// [`StreamError::Decode`], which costs one value.
pub struct Lines<T> {
    lines: Splitter,
    issues: Vec<Issue>,
    secrets: Arc<Redactor>,
    marker: PhantomData<fn() -> T>,
}

impl<T> Lines<T> {
    pub(crate) fn new(bytes: ByteStream, head: &Head<'_>) -> Self {
        let lines = Splitter::new(bytes, head.largest);
        Lines { lines, issues: Vec::new(), secrets: head.secrets.clone(), marker: PhantomData }
    }

    /// What in the last value was not as documented, and what became of it.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
}

impl<T: Decode> Lines<T> {
    /// The next value; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Decode> Stream for Lines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.lines.poll_line(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(line)) if line.trim_ascii().is_empty() => {}
                Some(Ok(line)) => {
                    let read = self.secrets.checked(typed(&line)).map_err(StreamError::Decode);
                    return Poll::Ready(Some(read.map(|(value, issues)| {
                        self.issues = issues;
                        value
                    })));
                }
            }
        }
    }
}

/// The value of a line. Where text is wanted, a line that is no JSON string is the text.
fn typed<T: Decode>(line: &[u8]) -> Result<(T, Vec<Issue>), DecodeError> {
    // RFC 7464 begins each value with a record separator
    let line = line.strip_prefix(b"\x1e").unwrap_or(line);
    let mut blank = T::blank();
    let Slot::Text(place) = blank.slot() else {
        return from_json(line).map(|(value, issues)| (value, issues.into_vec()));
    };
    match from_json::<String>(line) {
        Ok((text, issues)) if line.trim_ascii().starts_with(b"\"") => {
            *place = text;
            Ok((blank, issues.into_vec()))
        }
        _ => {
            *place = String::from_utf8_lossy(line).into_owned();
            Ok((blank, Vec::new()))
        }
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}
