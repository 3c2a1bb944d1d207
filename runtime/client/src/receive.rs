//! Receiving: a response's body, read whole up to a limit, or looked at before it is handed on as a stream.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::CONTENT_LENGTH;

use crate::charset::{is_json, media_type};
use crate::send::{Delivered, Keep, Started};
use crate::{ByteStream, Cause, RawResponse, Request};

/// How much of a stream may be looked at for an error that a vendor tells in a successful answer, in bytes.
const LOOK_AT: usize = 64 * 1024;

/// How much of an error's body is read, in bytes.
const LARGEST_ERROR: usize = 1024 * 1024;

impl Request {
    /// A stream where one is wanted and the answer is good, as far as its status tells; else the whole response.
    pub(crate) async fn receive(&self, started: Started, keep: Keep) -> Result<Delivered, Cause> {
        if !started.status.is_success() {
            return read_error(started).await.map(Delivered::Whole);
        }
        if keep == Keep::Whole {
            return self.read(started).await.map(Delivered::Whole);
        }
        let has_rules = self.classify.is_some() || self.http.shared.classify.is_some();
        if !has_rules || !is_json(&media_type(&started.headers)) {
            return Ok(Delivered::Stream(started));
        }
        // what should be a file or a stream of events is a small piece of JSON: the vendor may be telling an error
        self.look(started).await
    }

    async fn look(&self, started: Started) -> Result<Delivered, Cause> {
        let Started { status, headers, mut body, note } = started;
        let (mut pieces, mut length) = (Vec::new(), 0);
        while length <= LOOK_AT {
            match body.next().await {
                Some(piece) => {
                    let piece = piece.map_err(Cause::Transport)?;
                    length += piece.len();
                    pieces.push(piece);
                }
                None => return Ok(Delivered::Whole(RawResponse::new(status, headers, pieces.concat()))),
            }
        }
        let seen = stream::iter(pieces.into_iter().map(Ok));
        Ok(Delivered::Stream(Started { status, headers, body: ByteStream::new(seen.chain(body)), note }))
    }

    /// Reads a body whole, up to the limit.
    pub(crate) async fn read(&self, started: Started) -> Result<RawResponse, Cause> {
        let Started { status, headers, mut body, .. } = started;
        let limit = self.http.shared.max_response;
        let announced =
            headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        // of a HEAD, the length is that of the body it doesn't have
        if announced.is_some_and(|length| length > limit) && self.method != http::Method::HEAD {
            return Err(Cause::TooLarge { limit });
        }
        let Some(first) = body.next().await else {
            return Ok(RawResponse::new(status, headers, Bytes::new()));
        };
        let first = first.map_err(Cause::Transport)?;
        let mut all: Option<Vec<u8>> = None;
        let mut length = first.len() as u64;
        while let Some(more) = body.next().await {
            let more = more.map_err(Cause::Transport)?;
            length += more.len() as u64;
            if length > limit {
                return Err(Cause::TooLarge { limit });
            }
            all.get_or_insert_with(|| first.to_vec()).extend_from_slice(&more);
        }
        if length > limit {
            return Err(Cause::TooLarge { limit });
        }
        // one piece is the usual case, and needs no copy
        Ok(RawResponse::new(status, headers, all.map_or(first, Into::into)))
    }
}

/// Reads the beginning of an error's body: what comes after tells nobody anything, and would cost its size in memory, or
/// many times that as a value.
async fn read_error(started: Started) -> Result<RawResponse, Cause> {
    let Started { status, headers, mut body, .. } = started;
    let mut all = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(Cause::Transport)?;
        let room = LARGEST_ERROR - all.len();
        all.extend_from_slice(piece.get(..room).unwrap_or(&piece));
        if all.len() == LARGEST_ERROR {
            break;
        }
    }
    Ok(RawResponse::new(status, headers, all))
}
