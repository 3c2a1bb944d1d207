//! A call's way to its response, before its types come in. Nothing of that way is generic, so that a program has it once
//! and not once for each operation it calls.

use tributary_core::{DecodeError, Issue};

use crate::called::Progress;
use crate::send::{Fault, Started};
use crate::{BoxFuture, ByteStream, Called, Head, RawResponse, Reply, Request, Response, Undecodable};

/// A call that was sent.
pub(crate) type Course = BoxFuture<'static, Result<Box<Arrived>, Box<Failed>>>;

/// A response, and the call that it answers.
pub(crate) struct Arrived {
    request: Request,
    progress: Progress,
    /// Without its body where that is still arriving.
    pub(crate) response: RawResponse,
    body: Option<ByteStream>,
}

/// A call that came to nothing.
pub(crate) struct Failed {
    pub(crate) fault: Fault,
    pub(crate) called: Called,
}

/// Why a reply can't be read.
pub(crate) enum Unread {
    /// Its body is still arriving, and can only be read whole.
    Arriving,
    /// It is not as documented.
    Wrong(DecodeError),
}

/// Sends it and reads the body whole, or leaves it to arrive.
pub(crate) fn begin(request: Request, stream: bool) -> Course {
    Box::pin(async move {
        let progress = Progress::default();
        let outcome = match stream {
            false => request.whole(&progress).await.map(|response| (response, None)),
            true => request
                .start(&progress)
                .await
                .map(|started| (RawResponse::new(started.status, started.headers, ""), Some(started.body))),
        };
        finish(request, progress, outcome)
    })
}

fn finish(
    request: Request,
    progress: Progress,
    outcome: Result<(RawResponse, Option<ByteStream>), Fault>,
) -> Result<Box<Arrived>, Box<Failed>> {
    match outcome {
        Ok((response, body)) => Ok(Box::new(Arrived { request, progress, response, body })),
        Err(fault) => Err(Box::new(Failed { fault, called: request.called(&progress) })),
    }
}

impl Arrived {
    /// The value, and what in it was not as documented.
    pub(crate) fn read<T: Reply>(&mut self) -> Result<(T, Vec<Issue>), Unread> {
        if T::ARRIVES
            && let Some(body) = self.body.take()
        {
            let RawResponse { status, headers, .. } = &self.response;
            let largest = usize::try_from(self.request.http.shared.max_response).unwrap_or(usize::MAX);
            return T::open(&Head { status: *status, headers, largest }, body)
                .map(|value| (value, Vec::new()))
                .map_err(|body| {
                    self.body = Some(body);
                    Unread::Arriving
                });
        }
        T::read(&self.response).map_err(Unread::Wrong)
    }

    /// Reads a body whole that is still arriving.
    pub(crate) fn read_on(self: Box<Self>) -> Course {
        let Arrived { request, progress, response, body } = *self;
        Box::pin(async move {
            let outcome = match body {
                None => Ok(response),
                Some(body) => {
                    let RawResponse { status, headers, .. } = response;
                    request.read(Started { status, headers, body, note: None }).await
                }
            };
            finish(request, progress, outcome.map(|response| (response, None)))
        })
    }

    /// What it says is not as documented.
    pub(crate) fn undecodable(self: Box<Self>, error: DecodeError) -> Box<Undecodable> {
        let Arrived { request, progress, response, .. } = *self;
        Box::new(Undecodable { called: request.called(&progress), error, response })
    }

    /// The response, with its value.
    pub(crate) fn respond<T>(self, value: T, issues: Vec<Issue>) -> Response<T> {
        let RawResponse { status, headers, .. } = self.response;
        Response { status, headers, value, issues }
    }
}
