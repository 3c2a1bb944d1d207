//! JSON values, one a line (`application/jsonl`, `application/x-ndjson`).

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tributary_core::DecodeError;
use tributary_core::codegen_v1::{Decode, from_json};

use crate::{ByteStream, TransportError};

/// Why a stream of values stopped, or skipped one.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection failed: nothing more comes.
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

/// The largest line of a stream, in bytes.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// Bytes cut into lines, whatever they end with.
pub(super) struct Splitter {
    bytes: ByteStream,
    rest: Vec<u8>,
    lines: VecDeque<Vec<u8>>,
    ended: bool,
    after_return: bool,
}

impl Splitter {
    pub(super) fn new(bytes: ByteStream) -> Splitter {
        Splitter { bytes, rest: Vec::new(), lines: VecDeque::new(), ended: false, after_return: false }
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
            if self.rest.len() > LONGEST_LINE {
                self.stop();
                return Poll::Ready(Some(Err(StreamError::TooLarge { limit: LONGEST_LINE })));
            }
        }
    }

    fn stop(&mut self) {
        self.ended = true;
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

/// A stream of JSON values, one a line. Empty lines are skipped.
pub struct Lines<T> {
    lines: Splitter,
    marker: PhantomData<fn() -> T>,
}

impl<T> Lines<T> {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Lines { lines: Splitter::new(bytes), marker: PhantomData }
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
                    let value = from_json(&line).map(|(value, _)| value).map_err(StreamError::Decode);
                    return Poll::Ready(Some(value));
                }
            }
        }
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}
