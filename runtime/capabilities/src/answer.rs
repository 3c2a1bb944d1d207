//! From a typed call to a unified answer: what every generated capability shares.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use tributary_core::codegen_v1::{Decode, Encode, Slot, fill_json, to_json};
use tributary_core::{Issue, Timestamp};
use tributary_model::{Change, Failed, Model, Page, Record, Ref, Unconverted, Warning, WarningCode};

pub use super::reading::Reading;
use super::reading::{self, Undecoded};
use super::{Content, Error, ErrorKind, Get, GetMany, NativeRecord, Pages, Pending, Written};
use tributary_client::{Call, Cause, Reply, Response};

/// A call's bytes, as they arrive.
pub fn content<E: Reply + Sync>(call: Call<tributary_client::ByteStream, E>) -> Pending<Content> {
    Pending::new(async move {
        // a file may lie elsewhere: many vendors redirect to their store
        let reply = call.response().await.map_err(Error::of_call)?;
        Ok(Content::new(reply.value, &reply.headers))
    })
}

/// An empty page, for which nothing is asked.
pub fn nothing<T: Send + 'static>() -> Pending<Page<T>> {
    Pending::new(std::future::ready(Ok(Page::new(Vec::new(), Vec::new(), None))))
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
    R: Send + 'static,
{
    Pending::new(async move {
        let reply = call.response().await.map_err(Error::of_call)?;
        match reply.undeclared_origin {
            None => finish(reply),
            Some(origin) => Err(Error::elsewhere(&origin)),
        }
    })
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
    reading.read(vendor, issues, place).map_err(Error::unconverted)
}

/// Why there is no record at `place`: it could not be read, or it is not there.
pub fn absent(issues: &[Issue], place: &str) -> Error {
    let warnings = reading::lost_at(issues, place);
    match warnings.is_empty() {
        true => Error::not_found(),
        false => Error::unconverted(Unconverted { warnings }),
    }
}

/// The records of one page. `list` is where they are in the reply, for what could not even be decoded: such a record
/// is in `failed`, and what was wrong with another is a warning on it.
pub fn records<M: Model, V: NativeRecord>(
    vendor: impl IntoIterator<Item = V>,
    issues: &[Issue],
    list: &str,
    keep: impl Fn(&V) -> bool,
    reading: &Reading<M, V>,
) -> Page<Record<M, V>> {
    let dropped = Undecoded::among(issues, list);
    let vendor = vendor.into_iter();
    let mut records = Vec::with_capacity(vendor.size_hint().0);
    let mut failed = dropped.failed;
    let mut indexes = (0_usize..).filter(|index| !dropped.indexes.contains(index));
    for record in vendor {
        let index = indexes.next().unwrap_or_default();
        if !keep(&record) {
            continue;
        }
        let read = match issues.is_empty() {
            true => reading.read(record, issues, list),
            false => reading.read(record, issues, &format!("{list}[{index}]")),
        };
        match read {
            Ok(record) => records.push(record),
            Err(Unconverted { warnings }) => failed.push(Failed::new(index, None, warnings)),
        }
    }
    failed.sort_by_key(|failed| failed.index);
    Page::new(records, failed, None)
}

/// How many items of a list could not be decoded.
pub fn dropped(issues: &[Issue], list: &str) -> usize {
    Undecoded::among(issues, list).indexes.len()
}

/// A page of changes: what was upserted, and what was deleted.
pub fn changes<M: Model, V: NativeRecord>(
    page: Page<Record<M, V>>,
    deleted: Vec<Ref<M>>,
) -> Page<Change<M, V>> {
    let mut page = page.map(|record| match record.model.is_deleted() {
        true => Change::Deleted(record.model.id().clone()),
        false => Change::Upserted(Box::new(record)),
    });
    page.records.extend(deleted.into_iter().map(Change::Deleted));
    page
}

/// A page of deletions, of a list that tells all that were ever deleted: those before `since` are known.
pub fn deletions<M: Model, V, W>(page: Page<Record<M, V>>, since: Option<Timestamp>) -> Page<Change<M, W>> {
    let before = |time: Timestamp| since.is_some_and(|since| time < since);
    let known = |record: &Record<M, V>| record.model.modified_at().is_some_and(before);
    let mut gone = Page::new(Vec::new(), page.failed, page.next);
    gone.records = page
        .records
        .into_iter()
        .filter(|record| !known(record))
        .map(|record| Change::Deleted(record.model.id().clone()))
        .collect();
    gone
}

/// The ids of deletions, of a list that tells all that were ever deleted.
pub fn deleted<M: Model, V>(page: Page<Record<M, V>>, since: Option<Timestamp>) -> Page<Ref<M>> {
    deletions::<M, V, V>(page, since).map(|change| change.id().clone())
}

/// A page of ids.
pub fn ids<M>(ids: Vec<Ref<M>>) -> Page<Ref<M>> {
    Page::new(ids, Vec::new(), None)
}

/// Ids of deletions as changes.
pub fn as_changes<M: Model, W: NativeRecord>(pages: Pages<Ref<M>>) -> Pages<Change<M, W>> {
    pages.map(Change::Deleted)
}

/// A page of deletions told by their ids.
pub fn gone<M, W>(ids: Vec<Ref<M>>) -> Page<Change<M, W>> {
    Page::new(ids.into_iter().map(Change::Deleted).collect(), Vec::new(), None)
}

/// Reads each of the ids with `get`, a few at a time. One that is gone by now is left out.
pub async fn read_each<M, C>(client: C, ids: Vec<Ref<M>>) -> Result<Page<Record<M, C::Native>>, Error>
where
    M: Model,
    C: Get<M> + Send + Sync + 'static,
{
    use futures_util::{StreamExt, stream};
    const AT_ONCE: usize = 4;
    let answers = stream::iter(ids.into_iter().enumerate().map(|(index, id)| {
        let pending = client.get(&id);
        async move { (index, id, pending.await) }
    }));
    let mut answers = answers.buffered(AT_ONCE);
    let mut page = Page::new(Vec::new(), Vec::new(), None);
    while let Some((index, id, answer)) = answers.next().await {
        match answer {
            Ok(record) => page.records.push(record),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::IncompleteResponse => {
                page.failed.push(Failed::new(index, Some(id.into_string()), error.warnings().to_vec()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(page)
}

/// Reads the ids with `get_many`. One that is gone by now is left out.
///
/// # Errors
/// A page of them can't be had.
pub async fn read_many<M, C>(client: C, ids: Vec<Ref<M>>) -> Result<Page<Record<M, C::Native>>, Error>
where
    M: Model,
    C: GetMany<M>,
{
    let mut pages = client.get_many(&ids);
    let mut all = Page::new(Vec::new(), Vec::new(), None);
    while let Some(page) = pages.next_page().await {
        let page = page?;
        all.records.extend(page.records);
        all.failed.extend(page.failed);
    }
    Ok(all)
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
    let issues = fill_json(whole.slot(), &text)
        .map_err(|error| Error::new(ErrorKind::InvalidInput, lacks).with_source(error))?;
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
