//! From a typed call to a unified answer: what every generated capability shares.

use std::collections::BTreeMap;
use std::future::ready;

use serde_json::value::RawValue;
use tributary_core::Issue;
use tributary_core::codegen_v1::{Decode, Encode, Slot, fill_json, to_json};
use tributary_model::convert::Flow;
use tributary_model::{Converted, Model, Record, Ref, Unconverted, Warning, WarningCode};

use super::reading;
pub use super::reading::Reading;
use super::received::{Answer, Received};
use super::{Content, Error, ErrorKind, NativeRecord, Pending, Written};
use tributary_client::{Call, Cause, Reply, Response};

/// A call, of which something unified is to be made.
#[must_use]
pub struct Asked<T>(Pending<(Response<T>, Received)>);

/// Makes a call, or says why it cannot be made.
pub fn ask<T, E>(call: impl FnOnce() -> Result<Call<T, E>, Unconverted>) -> Asked<T>
where
    T: Send + 'static,
    E: Reply + Sync,
{
    Asked(call().map_or_else(Pending::refused, |call| Pending::new(reply(call))))
}

impl<T: Send + 'static> Asked<T> {
    /// Of several successful answers the one that is read; any other is an error.
    pub fn picked<U: Send + 'static>(self, pick: impl FnOnce(T) -> Option<U> + Send + 'static) -> Asked<U> {
        Asked(self.0.and_then(|(reply, received)| {
            ready(match reply.filter_map(pick) {
                Some(reply) => Ok((reply, received)),
                None => Err(Error::unexpected()),
            })
        }))
    }

    /// The record that `take` finds at `place` of the reply.
    pub fn record<M: Model, V: NativeRecord>(
        self,
        place: &'static str,
        take: fn(T) -> Option<V>,
        reading: &'static Reading<M, V>,
    ) -> Pending<Record<M, V>> {
        self.found(place, take).and_then(move |Found { vendor, issues, received }| {
            let read = reading.read(vendor, &issues, place);
            let read = read.map_err(|(_, unconverted)| Error::unconverted(unconverted));
            ready(settled(read, &received))
        })
    }

    /// The vendor's record.
    pub fn found<V: Send + 'static>(
        self,
        place: &'static str,
        take: fn(T) -> Option<V>,
    ) -> Pending<Found<V>> {
        self.0.and_then(move |(reply, received)| {
            ready(match take(reply.value) {
                Some(vendor) => Ok(Found { vendor, issues: reply.issues, received }),
                None => {
                    let mut error = absent(&reply.issues, place, &received);
                    error.settle(&received);
                    Err(error)
                }
            })
        })
    }

    /// A text of the reply: a token.
    pub fn text(self, read: fn(&Response<T>) -> Flow<String>) -> Pending<Option<String>> {
        self.0.map(move |(reply, _)| read(&reply).ok().filter(|text| !text.is_empty()))
    }

    /// Nothing of the reply.
    pub fn done(self) -> Pending<()> {
        self.0.map(|_| ())
    }
}

/// A vendor's record, and what was wrong with the reply that it was in.
pub struct Found<V> {
    vendor: V,
    issues: Vec<Issue>,
    received: Received,
}

/// A call's bytes, as they arrive.
pub fn content<E: Reply + Sync>(
    call: impl FnOnce() -> Result<Call<tributary_client::ByteStream, E>, Unconverted>,
) -> Pending<Content> {
    let call = match call() {
        Ok(call) => call,
        Err(refused) => return Pending::refused(refused),
    };
    Pending::new(async move {
        // a file may lie elsewhere: many vendors redirect to their store
        let reply = call.response().await.map_err(Error::of_call)?;
        Ok(Content::new(reply.value, &reply.headers))
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
        let is_response = matches!(error.cause(), Cause::Api(_) | Cause::InvalidResponse(_));
        if let (Some(origin), true) = (error.call().undeclared_origin(), is_response) {
            // a status of somebody else's: no record is gone, no cursor refused, nobody has to sign in
            return Self::elsewhere(origin).with_acted(error.may_have_acted()).with_source(error);
        }
        let failure = error.failure().cloned().unwrap_or_default();
        let message = failure.message.unwrap_or_else(|| error.to_string());
        let mut unified = Self::new(kind(error.cause()), message)
            .with_retry(error.is_retryable())
            .with_acted(error.may_have_acted())
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

/// Why there is no record at `place`: it could not be read, or it is not there. Only a list without it says that the vendor
/// has none.
fn absent(issues: &[Issue], place: &str, received: &Received) -> Error {
    let warnings = reading::lost_at(issues, place);
    let list = place.strip_suffix(']').and_then(|place| place.rsplit_once('['));
    match list {
        _ if !warnings.is_empty() => Error::unconverted(Unconverted { warnings }),
        Some((list, _)) if !received.is_empty(list) => Error::not_found(),
        _ => {
            let message = format!("the vendor answered with no record in `{place}`");
            Error::new(ErrorKind::InvalidResponse, message)
        }
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

/// What is to be written, with what is known of the record before the vendor answers.
#[must_use]
pub struct Write<M, B> {
    known: Option<Ref<M>>,
    /// `None`: it would change nothing.
    body: Result<Option<B>, Unconverted>,
    warnings: Vec<Warning>,
}

/// Creates a record of what was written for it.
pub fn create<M, B>(written: Result<Converted<B>, Unconverted>) -> Write<M, B> {
    Write::new(None, written)
}

/// Updates a record with what was written of the patch. A patch that changes nothing sends nothing.
pub fn update<M, B>(
    id: &Ref<M>,
    patch: &dyn Encode,
    written: Result<Converted<B>, Unconverted>,
) -> Write<M, B> {
    match Write::new(Some(id.clone()), written) {
        write if write.body.is_ok() && sends_nothing(patch, &write.warnings) => {
            Write { body: Ok(None), ..write }
        }
        write => write,
    }
}

impl<M, B> Write<M, B> {
    fn new(known: Option<Ref<M>>, written: Result<Converted<B>, Unconverted>) -> Self {
        match written {
            Ok(Converted { value, warnings }) => Self { known, body: Ok(Some(value)), warnings },
            Err(refused) => Self { known, body: Err(refused), warnings: Vec::new() },
        }
    }

    /// The call that takes it.
    pub fn call<T, E>(self, call: impl FnOnce(B) -> Result<Call<T, E>, Unconverted>) -> Writing<M, T>
    where
        T: Send + 'static,
        E: Reply + Sync,
    {
        let Self { known, body, warnings } = self;
        let called = body.and_then(|body| body.map(call).transpose());
        let reply = match called {
            Ok(Some(call)) => Sent::Reply(Pending::new(async move { Ok(Some(reply(call).await?)) })),
            Ok(None) => Sent::Nothing,
            Err(refused) => Sent::Failed(Error::refused(refused)),
        };
        Writing { known, warnings, reply }
    }
}

/// A call that writes.
#[must_use]
pub struct Writing<M, T> {
    known: Option<Ref<M>>,
    warnings: Vec<Warning>,
    reply: Sent<T>,
}

enum Sent<T> {
    /// A success that is not the one that is read is `None`.
    Reply(Pending<Option<(Response<T>, Received)>>),
    /// Nothing was sent: it would change nothing.
    Nothing,
    /// It can't be sent.
    Failed(Error),
}

/// Replaces a record as a whole: `then` writes what it is now, with the patch laid over it. What the patch has that can't be
/// written is refused before anything is sent; `checked` is what was written of it alone.
pub fn replace<M, B, N, V>(
    id: &Ref<M>,
    patch: &dyn Encode,
    checked: Result<Converted<B>, Unconverted>,
    now: Pending<Found<N>>,
    then: impl FnOnce(N, Vec<Issue>) -> Result<Pending<Written<M, V>>, Error> + Send + 'static,
) -> Pending<Written<M, V>>
where
    M: Model,
    N: Send + 'static,
    V: NativeRecord,
{
    match checked {
        Err(refused) => Pending::refused(refused),
        Ok(Converted { warnings, .. }) if sends_nothing(patch, &warnings) => {
            Pending::new(ready(Ok(Written::new(id.clone(), None, warnings))))
        }
        Ok(_) => now.and_then(move |Found { vendor, issues, received }| async move {
            let replaced = match then(vendor, issues) {
                Ok(replaced) => replaced.await,
                Err(error) => Err(error),
            };
            settled(replaced, &received)
        }),
    }
}

impl<M: Model, T: Send + 'static> Writing<M, T> {
    /// Of several successful answers the one that is read. Any other is no record; of a new one not even its id is known.
    pub fn picked<U: Send + 'static>(
        self,
        pick: impl FnOnce(T) -> Option<U> + Send + 'static,
    ) -> Writing<M, U> {
        let Self { known, warnings, reply } = self;
        let reply = match reply {
            Sent::Reply(reply) => Sent::Reply(reply.map(|reply| {
                let (reply, received) = reply?;
                Some((reply.filter_map(pick)?, received))
            })),
            Sent::Nothing => Sent::Nothing,
            Sent::Failed(error) => Sent::Failed(error),
        };
        Writing { known, warnings, reply }
    }

    /// The record that `take` finds at `place` of the reply.
    pub fn record<V: NativeRecord>(
        self,
        place: &'static str,
        take: fn(T) -> Option<V>,
        reading: &'static Reading<M, V>,
    ) -> Pending<Written<M, V>> {
        self.finished(move |reply, known, warnings| match take(reply.value) {
            None => unread(known, &reply.issues, place, warnings),
            Some(vendor) => match reading.read(vendor, &reply.issues, place) {
                Ok(record) => Ok(Written::new(record.model.id().clone(), Some(record), warnings)),
                Err((_, unconverted)) => Err(Error::unconverted(unconverted)),
            },
        })
    }

    /// The id, which the reply has.
    pub fn id<V: NativeRecord>(self, read: fn(&Response<T>) -> Flow<String>) -> Pending<Written<M, V>> {
        self.finished(move |reply, _, warnings| written_id(read(&reply).ok().map(Ref::new), warnings))
    }

    /// No more than what was known.
    pub fn done<V: NativeRecord>(self) -> Pending<Written<M, V>> {
        self.finished(|_, known, warnings| written_id(known, warnings))
    }

    fn finished<V: NativeRecord>(
        self,
        finish: impl FnOnce(Response<T>, Option<Ref<M>>, Vec<Warning>) -> Result<Written<M, V>, Error>
        + Send
        + 'static,
    ) -> Pending<Written<M, V>> {
        let Self { known, warnings, reply } = self;
        let creates = known.is_none();
        match reply {
            Sent::Failed(error) => Pending::failed(error),
            Sent::Nothing => Pending::new(ready(written_id(known, warnings))),
            Sent::Reply(reply) => Pending::new(async move {
                let written = match (reply.await?, known) {
                    (Some((reply, received)), known) => settled(finish(reply, known, warnings), &received),
                    (None, None) => Err(Error::unexpected()),
                    (None, known) => written_id(known, warnings),
                };
                // the vendor said that it did it
                written.map_err(|error| error.with_acted(creates))
            }),
        }
    }
}

/// Whether a patch changes nothing at this vendor: it is empty, or has only properties that can't be set.
fn sends_nothing(patch: &dyn Encode, warnings: &[Warning]) -> bool {
    let Ok(text) = to_json(patch) else { return false };
    let Ok(properties) = serde_json::from_slice::<BTreeMap<String, &RawValue>>(&text) else { return false };
    let unsettable = |name: &String| {
        warnings.iter().any(|warning| warning.code == WarningCode::ReadOnly && warning.field == *name)
    };
    properties.keys().all(unsettable)
}

/// What a write answered with an id alone.
///
/// # Errors
/// There is no id.
fn written_id<M: Model, V>(id: Option<Ref<M>>, warnings: Vec<Warning>) -> Result<Written<M, V>, Error> {
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
fn unread<M: Model, V>(
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
