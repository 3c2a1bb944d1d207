//! From a typed call to a unified answer: what every generated capability shares.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use tributary_core::Issue;
use tributary_core::codegen_v1::{Decode, Encode, Slot, fill_json, to_json};
use tributary_model::{Model, Record, Ref, Unconverted, Warning, WarningCode};

use super::reading;
pub use super::reading::Reading;
use super::received::{Answer, Received};
use super::{Content, Error, ErrorKind, NativeRecord, Pending, Written};
use tributary_client::{Call, Cause, Reply, Response};

/// A call's bytes, as they arrive.
pub fn content<E: Reply + Sync>(call: Call<tributary_client::ByteStream, E>) -> Pending<Content> {
    Pending::new(async move {
        // a file may lie elsewhere: many vendors redirect to their store
        let reply = call.response().await.map_err(Error::of_call)?;
        Ok(Content::new(reply.value, &reply.headers))
    })
}

/// Of several successful answers the one that is read, if it is that.
pub fn picked<T, U>(reply: Response<T>, pick: impl FnOnce(T) -> Option<U>) -> Option<Response<U>> {
    reply.filter_map(pick)
}

/// Sends a call and makes something unified of its reply.
pub fn send<T, E, R>(
    call: Call<T, E>,
    finish: impl FnOnce(Response<T>) -> Result<R, Error> + Send + 'static,
) -> Pending<R>
where
    T: Send + 'static,
    E: Reply + Sync,
    R: Answer + Send + 'static,
{
    Pending::new(async move {
        let (reply, received) = reply(call).await?;
        settled(finish(reply), &received)
    })
}

/// The same, where what was found in the reply is sent on.
pub fn send_then<T, E, F, R>(
    call: Call<T, E>,
    find: impl FnOnce(Response<T>) -> Result<F, Error> + Send + 'static,
    then: impl FnOnce(F) -> Pending<R> + Send + 'static,
) -> Pending<R>
where
    T: Send + 'static,
    E: Reply + Sync,
    F: Send + 'static,
    R: Answer + Send + 'static,
{
    Pending::new(async move {
        let (reply, received) = reply(call).await?;
        let outcome = match find(reply) {
            Ok(found) => then(found).await,
            Err(error) => Err(error),
        };
        settled(outcome, &received)
    })
}

/// What was made of a reply, for the caller's eyes.
pub(super) fn settled<R: Answer>(made: Result<R, Error>, received: &Received) -> Result<R, Error> {
    match made {
        Ok(mut answer) => {
            answer.settle(received);
            Ok(answer)
        }
        Err(mut error) => {
            error.settle(received);
            Err(error)
        }
    }
}

/// The reply of a call, from the vendor and nobody else, and as it was received.
pub(super) async fn reply<T, E>(call: Call<T, E>) -> Result<(Response<T>, Received), Error>
where
    T: Send + 'static,
    E: Reply + Sync,
{
    let (reply, received) = call.received().await.map_err(Error::of_call)?;
    match &reply.undeclared_origin {
        None => Ok((reply, Received::new(received))),
        Some(origin) => Err(Error::elsewhere(origin)),
    }
}

impl Error {
    /// A vendor's typed error as a unified one, with the typed one as its source.
    pub fn of_call<E: Send + Sync + 'static>(error: tributary_client::Error<E>) -> Self {
        let failure = error.failure().cloned().unwrap_or_default();
        let message = failure.message.unwrap_or_else(|| error.to_string());
        let mut unified = Self::new(kind(error.cause()), message)
            .with_retry(error.is_retryable())
            .with_retry_after(error.retry_after());
        if let Some(status) = error.status() {
            unified = unified.with_status(status);
        }
        if let Some(code) = failure.code {
            unified = unified.with_code(code);
        }
        let reauth = unified.needs_reauth() || failure.reauth;
        unified.with_reauth(reauth).with_source(error)
    }
}

fn kind(cause: &Cause) -> ErrorKind {
    match cause {
        Cause::Api(api) => {
            let failure = api.failure.as_ref();
            match api.status.as_u16() {
                _ if failure.is_some_and(|failure| failure.not_found) => ErrorKind::NotFound,
                _ if failure.is_some_and(|failure| failure.reauth) => ErrorKind::Unauthorized,
                401 => ErrorKind::Unauthorized,
                404 | 410 => ErrorKind::NotFound,
                429 => ErrorKind::RateLimited,
                _ => ErrorKind::Vendor,
            }
        }
        Cause::RateLimited { .. } => ErrorKind::RateLimited,
        Cause::InvalidRequest(_) => ErrorKind::InvalidInput,
        Cause::Transport(_) | Cause::Timeout(_) => ErrorKind::Transport,
        Cause::Auth(error) if error.is_passing() => ErrorKind::Transport,
        Cause::Auth(_) => ErrorKind::Unauthorized,
        _ => ErrorKind::InvalidResponse,
    }
}

/// One record, which was at `place` of a reply with these issues: what could not be decoded is a warning on it.
///
/// # Errors
/// The vendor did not send what the model requires.
pub fn record<M: Model, V: NativeRecord>(
    vendor: V,
    issues: &[Issue],
    place: &str,
    reading: &Reading<M, V>,
) -> Result<Record<M, V>, Error> {
    reading.read(vendor, issues, place).map_err(|(_, unconverted)| Error::unconverted(unconverted))
}

/// Why there is no record at `place`: it could not be read, or it is not there.
pub fn absent(issues: &[Issue], place: &str) -> Error {
    let warnings = reading::lost_at(issues, place);
    match warnings.is_empty() {
        true => Error::not_found(),
        false => Error::unconverted(Unconverted { warnings }),
    }
}

/// The record as it is, as the request that replaces it takes it: what both have under one name. A member that is of
/// another type there can't be sent back, unless it is `replaced`; nor can one that could not be read.
///
/// # Errors
/// A member can't be sent back, or the request demands one that the record has not.
pub fn laid_under<M: Model, V: NativeRecord, W: Decode>(
    now: &V,
    issues: &[Issue],
    place: &str,
    reading: &Reading<M, V>,
    replaced: &[&str],
) -> Result<W, Error> {
    let mut whole = W::blank();
    let names = match whole.slot() {
        Slot::Object(members, _) => members.names,
        _ => &[],
    };
    let lost = |what: &str| {
        Error::new(ErrorKind::InvalidInput, format!("the record can't be replaced without losing `{what}`"))
    };
    if let Some(member) = reading.lost(issues, place, names) {
        return Err(lost(member));
    }
    let text = to_json(now).map_err(|error| Error::new(ErrorKind::InvalidResponse, error.to_string()))?;
    let lacks = "the record as it is has not all that what replaces it must have";
    let issues = fill_json(&mut whole, &text)
        .map_err(|error| Error::new(ErrorKind::InvalidInput, format!("{lacks}: {error}")))?;
    let other = issues.as_slice().iter().find(|issue| {
        let member = issue.path.split(['.', '[']).next().unwrap_or_default();
        !replaced.contains(&member)
    });
    match other {
        Some(issue) => Err(lost(&issue.path)),
        None => Ok(whole),
    }
}

/// What a write answered with a record.
///
/// # Errors
/// The record does not even have an id.
pub fn written<M: Model, V: NativeRecord>(
    vendor: V,
    issues: &[Issue],
    place: &str,
    reading: &Reading<M, V>,
    warnings: Vec<Warning>,
) -> Result<Written<M, V>, Error> {
    let record = record(vendor, issues, place, reading)?;
    Ok(Written::new(record.model.id().clone(), Some(record), warnings))
}

/// Whether a patch changes nothing at this vendor: it is empty, or has only properties that can't be set.
pub fn sends_nothing(patch: &dyn Encode, warnings: &[Warning]) -> bool {
    let Ok(text) = to_json(patch) else { return false };
    let Ok(properties) = serde_json::from_slice::<BTreeMap<String, &RawValue>>(&text) else { return false };
    let unsettable = |name: &String| {
        warnings.iter().any(|warning| warning.code == WarningCode::ReadOnly && warning.field == *name)
    };
    properties.keys().all(unsettable)
}

/// An update that changes nothing: nothing is sent.
pub fn unchanged<M: Model, V: Send + 'static>(id: &Ref<M>, warnings: Vec<Warning>) -> Pending<Written<M, V>> {
    Pending::new(std::future::ready(Ok(Written::new(id.clone(), None, warnings))))
}

/// What a write answered with an id alone.
///
/// # Errors
/// There is no id.
pub fn written_id<M: Model, V>(id: Option<Ref<M>>, warnings: Vec<Warning>) -> Result<Written<M, V>, Error> {
    match id {
        Some(id) => Ok(Written::new(id, None, warnings)),
        None => {
            Err(Error::new(ErrorKind::InvalidResponse, "the vendor wrote the record but did not say its id"))
        }
    }
}

/// What a write answered where there is no record at `place`, or none that can be read: enough where the id is known.
///
/// # Errors
/// It is not.
pub fn unread<M: Model, V>(
    id: Option<Ref<M>>,
    issues: &[Issue],
    place: &str,
    mut warnings: Vec<Warning>,
) -> Result<Written<M, V>, Error> {
    let lost = reading::lost_at(issues, place);
    match id {
        None if !lost.is_empty() => Err(Error::unconverted(Unconverted { warnings: lost })),
        id => {
            warnings.extend(lost);
            written_id(id, warnings)
        }
    }
}
