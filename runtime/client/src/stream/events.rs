//! Server-sent events (`text/event-stream`, HTML standard, section 9.2).

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tributary_core::codegen_v1::{Decode, Slot, from_json};
use tributary_core::{DecodeError, Issue};

use super::lines::{Splitter, StreamError};
use crate::auth::Redactor;
use crate::{ByteStream, Head};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its type; `message` if it names none.
    pub event: String,
    /// The last id that the stream has named.
    pub id: Option<String>,
    /// How long to wait before connecting anew, if the server has just said so.
    pub retry: Option<Duration>,
    /// Its data.
    pub data: T,
    /// What in the data was not as documented, and what became of it.
    pub issues: Vec<Issue>,
}

/// A stream of server-sent events. Data is JSON, or plain text where `T` is text. Events without data, and OpenAI's
/// closing `[DONE]`, are no events. It ends after an error, except after [`StreamError::Decode`], which costs one event.
///
/// It does not connect anew by itself: that is a new call, with [`EventStream::last_event_id`] as `Last-Event-ID` where
/// the server takes that.
///
/// ```
/// # use tributary_client::{EventStream, StreamError, core::Value};
/// async fn print(mut events: EventStream<Value>) -> Result<(), StreamError> {
///     while let Some(event) = events.next().await {
///         let event = event?;
///         println!("{} {}", event.event, event.data);
///     }
///     Ok(())
/// }
/// ```
pub struct EventStream<T> {
    lines: Splitter,
    first: bool,
    event: String,
    data: String,
    has_data: bool,
    id: Option<String>,
    retry: Option<Duration>,
    secrets: Arc<Redactor>,
    marker: PhantomData<fn() -> T>,
}

impl<T> EventStream<T> {
    pub(crate) fn new(bytes: ByteStream, head: &Head<'_>) -> Self {
        EventStream {
            lines: Splitter::new(bytes, head.largest),
            first: true,
            event: String::new(),
            data: String::new(),
            has_data: false,
            id: None,
            retry: None,
            secrets: head.secrets.clone(),
            marker: PhantomData,
        }
    }

    /// The last id that the stream has named: of an event that was given, or of one still to come.
    pub fn last_event_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Takes in one line that isn't empty.
    fn take(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.data.push_str(value);
                self.has_data = true;
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            // a comment, or a field of the future
            _ => {}
        }
    }

    /// What an empty line ends, if it is an event.
    fn dispatch(&mut self) -> Option<Event<String>> {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data);
        let complete = std::mem::take(&mut self.has_data) && data != "[DONE]";
        complete.then(|| Event {
            event: if event.is_empty() { "message".to_owned() } else { event },
            id: self.id.clone(),
            retry: self.retry.take(),
            data,
            issues: Vec::new(),
        })
    }
}

fn typed<T: Decode>(data: String) -> Result<(T, Vec<Issue>), DecodeError> {
    let mut value = T::blank();
    if let Slot::Text(text) = value.slot() {
        *text = data;
        return Ok((value, Vec::new()));
    }
    from_json(data.as_bytes()).map(|(value, issues)| (value, issues.into_vec()))
}

impl<T: Decode> EventStream<T> {
    /// The next event; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Event<T>, StreamError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Decode> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.lines.poll_line(context)) {
                // an event that nothing ends is incomplete, and dropped
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(line)) => {
                    let text = String::from_utf8_lossy(&line);
                    let first = std::mem::replace(&mut self.first, false);
                    let text = if first { text.strip_prefix('\u{feff}').unwrap_or(&text) } else { &text };
                    if !text.is_empty() {
                        self.take(text);
                        if self.data.len() > self.lines.largest {
                            self.data.clear();
                            return Poll::Ready(Some(Err(self.lines.too_large())));
                        }
                    } else if let Some(event) = self.dispatch() {
                        let Event { event, id, retry, data, .. } = event;
                        let read = self.secrets.checked(typed(data)).map_err(StreamError::Decode);
                        return Poll::Ready(Some(read.map(|(data, issues)| Event {
                            event,
                            id,
                            retry,
                            data,
                            issues,
                        })));
                    }
                }
            }
        }
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream")
    }
}
