//! A response's body on its way to the caller: watched, so that it neither stalls nor grows without end.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::call_info::Progress;
use crate::error::{Timeout, Waited};
use crate::{BoxFuture, ByteStream, CallInfo, Clock, Request, Stage, TransportError};

/// A stream with an idle time-out and a limit, whose errors say which call they belong to. After an error it ends.
pub(crate) struct Guard {
    /// `None` once it is over: the connection is free.
    bytes: Option<ByteStream>,
    clock: Arc<dyn Clock>,
    idle: Option<Duration>,
    deadline: Option<BoxFuture<'static, ()>>,
    limit: Option<u64>,
    received: u64,
    call: CallInfo,
}

impl Guard {
    pub(crate) fn new(bytes: ByteStream, request: &Request, progress: &Progress) -> Guard {
        let shared = &request.http.shared;
        Guard {
            bytes: Some(bytes),
            clock: shared.clock.clone(),
            idle: request.idle_timeout.unwrap_or(shared.idle_timeout),
            deadline: None,
            limit: shared.max_stream,
            received: 0,
            call: request.info(progress),
        }
    }

    fn fails(&mut self, error: TransportError) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.bytes = None;
        Poll::Ready(Some(Err(error.of(self.call.clone()))))
    }
}

impl Stream for Guard {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(bytes) = &mut self.bytes else { return Poll::Ready(None) };
        match Pin::new(bytes).poll_next(context) {
            Poll::Ready(Some(Ok(piece))) => {
                self.deadline = None;
                self.received += piece.len() as u64;
                match self.limit {
                    Some(limit) if self.received > limit => {
                        self.fails(TransportError::new(Stage::Limit, format!("{limit} bytes")))
                    }
                    _ => Poll::Ready(Some(Ok(piece))),
                }
            }
            Poll::Ready(Some(Err(error))) => self.fails(error),
            Poll::Ready(None) => {
                self.bytes = None;
                Poll::Ready(None)
            }
            Poll::Pending => {
                let Some(after) = self.idle else { return Poll::Pending };
                let clock = self.clock.clone();
                let deadline = self.deadline.get_or_insert_with(|| clock.deadline(after));
                match deadline.as_mut().poll(context) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(()) => {
                        let timeout = Timeout { after, what: Waited::Piece };
                        self.fails(TransportError::new(Stage::Stalled, timeout))
                    }
                }
            }
        }
    }
}
