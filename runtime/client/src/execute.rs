//! Executes a call up to its response, before the response is read as a type. Nothing here is generic, so that a program
//! contains it once and not once for each operation it calls.

use tributary_core::{DecodeError, Issue};

use crate::call_info::Progress;
use crate::error::FailedCall;
use crate::send::Started;
use crate::{BoxFuture, ByteStream, Cause, InvalidResponse, RawResponse, Reply, Request, Response};

/// A call that is being executed.
pub(crate) type Execution = BoxFuture<'static, Result<Box<Arrived>, Box<FailedCall>>>;

/// A response, and the call that it answers.
pub(crate) struct Arrived {
    request: Request,
    progress: Progress,
    /// Properties that were left out of the request.
    hidden: Vec<Issue>,
    /// Without its body where that is still arriving.
    pub(crate) response: RawResponse,
    body: Option<ByteStream>,
}

/// Why a reply can't be read.
pub(crate) enum Unread {
    /// Its body is still arriving, and can only be read whole.
    Arriving,
    /// It is not as documented.
    Wrong(DecodeError),
}

/// Sends it and reads the body whole, or leaves it to arrive.
///
/// A request that is refused for a property that this user may not read is sent again without it, as long as it names
/// others.
pub(crate) fn execute(mut request: Request, stream: bool) -> Execution {
    Box::pin(async move {
        let mut hidden = Vec::new();
        loop {
            let progress = Progress::default();
            let outcome = match stream {
                false => request.whole(&progress).await.map(|response| (response, None)),
                true => request.start(&progress).await.map(|started| {
                    (RawResponse::new(started.status, started.headers, ""), Some(started.body))
                }),
            };
            match outcome.as_ref().err().and_then(Cause::hidden) {
                Some(name) if request.leave_out(name) => hidden.push(Issue::hidden(name)),
                _ => return finish(request, progress, hidden, outcome),
            }
        }
    })
}

fn finish(
    request: Request,
    progress: Progress,
    hidden: Vec<Issue>,
    outcome: Result<(RawResponse, Option<ByteStream>), Cause>,
) -> Result<Box<Arrived>, Box<FailedCall>> {
    match outcome {
        Ok((mut response, body)) => {
            response.formats = request.formats;
            response.secrets = progress.secrets();
            Ok(Box::new(Arrived { request, progress, hidden, response, body }))
        }
        Err(cause) => Err(Box::new(FailedCall { call: request.info(&progress), cause })),
    }
}

impl Arrived {
    /// The value, and what in it was not as documented.
    pub(crate) fn read<T: Reply>(&mut self) -> Result<(T, Vec<Issue>), Unread> {
        if T::ARRIVES
            && let Some(body) = self.body.take()
        {
            let largest = usize::try_from(self.request.http.shared.max_response).unwrap_or(usize::MAX);
            return T::open(&self.response.head(largest), body).map(|value| (value, Vec::new())).map_err(
                |body| {
                    self.body = Some(body);
                    Unread::Arriving
                },
            );
        }
        self.response.secrets.checked(T::read(&self.response)).map_err(Unread::Wrong)
    }

    /// Reads a body whole that is still arriving.
    pub(crate) fn read_on(self: Box<Self>) -> Execution {
        let Arrived { request, progress, hidden, response, body } = *self;
        Box::pin(async move {
            let outcome = match body {
                None => Ok(response),
                Some(body) => {
                    let RawResponse { status, headers, .. } = response;
                    request.read(Started { status, headers, body, note: None }).await
                }
            };
            finish(request, progress, hidden, outcome.map(|response| (response, None)))
        })
    }

    /// The error of a response that does not match the document.
    pub(crate) fn invalid(self: Box<Self>, error: DecodeError) -> FailedCall {
        let Arrived { request, progress, response, .. } = *self;
        let cause = Cause::InvalidResponse(Box::new(InvalidResponse { error, response }));
        FailedCall { call: request.info(&progress), cause }
    }

    /// The response, with its value, and as it was received.
    pub(crate) fn respond<T>(self, value: T, issues: Vec<Issue>) -> (Response<T>, RawResponse) {
        let RawResponse { status, headers, .. } = &self.response;
        let issues = self.hidden.into_iter().chain(issues).collect();
        let undeclared_origin = self.progress.tried().undeclared.take();
        let response =
            Response { status: *status, headers: headers.clone(), value, issues, undeclared_origin };
        (response, self.response)
    }
}
