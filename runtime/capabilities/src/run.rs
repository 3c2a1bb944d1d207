//! Runs: lists and changes, page by page, from the calls of a mapping.
//!
//! A generated capability says how a page is asked for and what the reply says of the next one. Everything else is here,
//! once: where the next page begins, when a list ends, what a cursor holds, and with which checkpoint a run of changes
//! ends. A run of changes has legs, one a list: what changed, what was deleted. Its checkpoint comes with the last page
//! of the last leg, and is the vendor's time at the first answer, less the mapping's overlap: what changed later, or
//! was not shown yet, is reported by the next run. Where the vendor keeps changes for so long and no longer, a run without
//! a checkpoint reads the list first, and one that would begin earlier is refused.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use tributary_client::{Call, Response};
use tributary_core::{Cursor, Timestamp};
use tributary_model::convert::{Flow, text};
use tributary_model::{Change, Checkpoint, Model, Page, Record, Ref, Unconverted};

use super::answer;
use super::mutation::{self, Mutation};
use super::position::{self, Position};
use super::received::{Answer, Received};
use super::{Error, ErrorKind, List, ListOptions, NativeRecord, Pages, Pending, records};

/// How much earlier than the vendor's time the next run begins, in milliseconds, where the mapping does not say.
const OVERLAP_MS: u64 = 300_000;

/// What a run is, as the mapping declares it. Cursors and checkpoints name it and are refused elsewhere.
#[derive(Debug)]
struct Course {
    /// Vendor, model, capability and a fingerprint of the mapped calls: `hubspot/crm.contact/changed/323404f4aef0939e`.
    of: &'static str,
    overlap_ms: u64,
    by_token: bool,
    /// The vendor keeps no older changes than this.
    reaches_back_ms: Option<u64>,
    /// How the pages of each of its lists follow each other.
    legs: Vec<Paging>,
}

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug)]
struct Paging {
    by: By,
    size: u32,
    max_results: Option<u32>,
}

impl Paging {
    const BY_HAND: Self = Self { by: By::Hand, size: 0, max_results: None };
}

/// What leads from one page to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// There is one page.
    Once,
    /// A cursor, or an address, in the reply.
    Cursor,
    /// A token in the reply, with which the next run begins as well.
    Token,
    /// How many records came before.
    Offset,
    /// The number of the page.
    Number,
    /// The last record of the page before.
    Last,
    /// Pages of a function written by hand.
    Hand,
}

/// What a reply says of the next page.
#[derive(Clone, Debug, Default)]
pub(super) struct Following {
    /// Whether there are more, if it says so readably.
    pub more: Option<bool>,
    /// It usually says so, and leaves that out this time.
    pub more_left_out: bool,
    /// Where they begin.
    pub next: Option<String>,
    /// What says where they begin, or whether there are any, could not be read.
    pub unread: bool,
    /// How many records there are in all.
    pub total: Option<i64>,
    /// How many records came, those that could not be read included.
    pub got: usize,
    /// The value of the last of them.
    pub last: Option<String>,
    /// With what the next run begins.
    pub token: Option<String>,
}

/// What pages hold.
pub trait Item: Answer + Send + 'static {
    /// The record's id.
    fn key(&self) -> &str;
    /// When the vendor says it was last changed.
    fn changed_at(&self) -> Option<Timestamp>;
}

impl<M: Model, V: Send + 'static> Item for Record<M, V> {
    fn key(&self) -> &str {
        self.model.id().as_str()
    }

    fn changed_at(&self) -> Option<Timestamp> {
        self.model.modified_at()
    }
}

impl<M: Model, V: Send + 'static> Item for Change<M, V> {
    fn key(&self) -> &str {
        self.id().as_str()
    }

    fn changed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Upserted(record) => record.model.modified_at(),
            _ => None,
        }
    }
}

impl<M: Model> Item for Ref<M> {
    fn key(&self) -> &str {
        self.as_str()
    }

    fn changed_at(&self) -> Option<Timestamp> {
        None
    }
}

/// A page to come, or why it cannot be asked for.
pub type Asked<T> = Result<Pending<Page<T>>, Unconverted>;

type Ask<C, T> = Box<dyn Fn(&C, At) -> Asked<T> + Send + Sync>;

/// A run that is being put together: what it is, where it begins, and its legs.
#[must_use]
pub struct Run<C, T> {
    client: C,
    course: Course,
    /// What else its cursors depend on.
    within: Option<u64>,
    start: Start,
    /// What a run without a checkpoint begins with.
    first_list: Option<Ask<C, T>>,
    legs: Vec<Ask<C, T>>,
}

/// A list of a run, of which it is not yet said how a page is asked for.
#[must_use]
pub struct Leg<C, T> {
    run: Run<C, T>,
    paging: Paging,
    begin: Option<Begin<C>>,
}

type Begin<C> = Box<dyn Fn(&C, &At) -> Result<Pending<Option<String>>, Unconverted> + Send + Sync>;

/// Where a run begins.
#[derive(Clone, Default)]
struct Start {
    /// It ends with a checkpoint.
    changes: bool,
    checkpoint: Option<Checkpoint>,
    cursor: Option<Cursor>,
    size: Option<u32>,
    ids: Option<Batch>,
}

/// Ids to read, so many at once.
#[derive(Clone)]
struct Batch {
    ids: Arc<[String]>,
    at_once: usize,
}

impl Batch {
    fn rest(&self, batches: i64) -> Option<&[String]> {
        let from = usize::try_from(batches).ok()?.checked_mul(self.at_once)?;
        self.ids.get(from..).filter(|rest| !rest.is_empty())
    }
}

impl<C, T> Run<C, T>
where
    C: Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    fn of(client: &C, of: &'static str, start: Start) -> Self {
        let course =
            Course { of, overlap_ms: OVERLAP_MS, by_token: false, reaches_back_ms: None, legs: Vec::new() };
        Self { client: client.clone(), course, within: None, start, first_list: None, legs: Vec::new() }
    }

    /// A list.
    pub fn list(client: &C, of: &'static str, options: &ListOptions) -> Self {
        let (cursor, size) = (options.cursor.clone(), options.page_size);
        Self::of(client, of, Start { cursor, size, ..Start::default() })
    }

    /// Records by their ids, `at_once` a request.
    pub fn many<M>(client: &C, of: &'static str, ids: &[Ref<M>], at_once: usize) -> Self {
        let ids: Vec<_> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let within = position::hash(&ids.join("\n"));
        let ids = Some(Batch { ids: ids.into(), at_once: at_once.max(1) });
        Self { within: Some(within), ..Self::of(client, of, Start { ids, ..Start::default() }) }
    }

    /// Changes since a checkpoint; `None`: since the beginning.
    pub fn changes(client: &C, of: &'static str, since: Option<&Checkpoint>) -> Self {
        let start = Start { changes: true, checkpoint: since.cloned(), ..Start::default() };
        Self::of(client, of, start)
    }

    /// Inside one record: cursors are good for that one only.
    pub fn inside<P>(mut self, parent: &Ref<P>) -> Self {
        self.within = Some(self.within.unwrap_or_default() ^ position::hash(parent.as_str()));
        self
    }

    /// The vendor keeps changes for so long: an older checkpoint is refused.
    pub fn reaches_back(mut self, ms: u64) -> Self {
        self.course.reaches_back_ms = Some(ms);
        self
    }

    /// The next run begins so much earlier than the vendor's time.
    pub fn overlap_ms(mut self, overlap: u64) -> Self {
        self.course.overlap_ms = overlap;
        self
    }

    /// Changes begin with a token only: no request takes a time.
    pub fn by_token(mut self) -> Self {
        self.course.by_token = true;
        self
    }

    /// Adds a list whose pages follow each other by this, each of at most `size` records.
    pub fn leg(self, by: By, size: u32) -> Leg<C, T> {
        Leg { run: self, paging: Paging { by, size, max_results: None }, begin: None }
    }

    /// Adds the pages of a function written by hand.
    pub fn by_hand(
        self,
        pages: impl Fn(&C, Option<&Checkpoint>) -> Pages<T> + Send + Sync + 'static,
    ) -> Self {
        let leg = Leg { run: self, paging: Paging::BY_HAND, begin: None };
        leg.ask(move |client, at| {
            let since = at.checkpoint();
            let pages = pages(client, since.as_ref());
            let mut pages = match &at.position.cursor {
                Some(cursor) => pages.resume(Cursor::new(cursor)),
                None => pages,
            };
            Ok(Pending::new(async move {
                match pages.next_page().await {
                    Some(page) => at.by_hand(page?),
                    None => at.by_hand(Page::new(Vec::new(), Vec::new(), None)),
                }
            }))
        })
    }

    /// The pages.
    pub fn pages(self) -> Pages<T> {
        let Self { client, course, within, start, first_list, legs } = self;
        let of = course.origin(within);
        let from = start.cursor.clone();
        let course = Arc::new(course);
        Pages::new(from, move |cursor| match At::new(&course, &of, &start, cursor) {
            Err(error) => Pending::failed(error),
            // no ids are left: nothing is asked
            Ok(at) if at.ids.is_some() && at.ids().is_empty() => {
                Pending::new(std::future::ready(Ok(Page::new(Vec::new(), Vec::new(), None))))
            }
            Ok(mut at) => {
                at.position.listing |= first_list.is_some() && !at.resumed && start.checkpoint.is_none();
                let ask = match at.position.listing {
                    true => first_list.as_ref(),
                    false => legs.get(at.position.leg),
                };
                match ask {
                    Some(ask) => ask(&client, at).unwrap_or_else(Pending::refused),
                    None => Pending::failed(position::refused(format!("this is no cursor of {of}"))),
                }
            }
        })
    }
}

impl<C, M, V> Run<C, Change<M, V>>
where
    C: List<M, Native = V>,
    M: Model,
    V: NativeRecord,
{
    /// A run without a checkpoint begins with the list.
    pub fn list_first(mut self) -> Self {
        self.first_list = Some(Box::new(|client, at| {
            let cursor = at.position.cursor.as_deref().map(Cursor::new);
            let mut pages = client.list(&ListOptions { cursor, ..ListOptions::default() });
            Ok(Pending::new(async move {
                let page = pages.next_page().await.transpose()?;
                Ok(at.listed(page.unwrap_or_else(|| Page::new(Vec::new(), Vec::new(), None))))
            }))
        }));
        self
    }
}

impl<C, T> Leg<C, T>
where
    C: Clone + Send + Sync + 'static,
    T: Send + 'static,
{
    /// The vendor shows so many records and no more: the list is then begun anew after the last one.
    pub fn max_results(mut self, records: u32) -> Self {
        self.paging.max_results = Some(records);
        self
    }

    /// Where there is no token yet, one is asked for first.
    pub fn begin(
        mut self,
        ask: impl Fn(&C, &At) -> Result<Pending<Option<String>>, Unconverted> + Send + Sync + 'static,
    ) -> Self {
        self.begin = Some(Box::new(ask));
        self
    }

    /// How one page is asked for.
    pub fn ask(self, ask: impl Fn(&C, At) -> Asked<T> + Send + Sync + 'static) -> Run<C, T> {
        let Self { mut run, paging, begin } = self;
        run.course.legs.push(paging);
        run.legs.push(match begin {
            None => Box::new(ask),
            Some(begin) => {
                let ask = Arc::new(ask);
                Box::new(move |client, at| {
                    let begun = at.begin(client, &begin)?;
                    let (ask, client) = (Arc::clone(&ask), client.clone());
                    Ok(begun.and_then(move |at| ask(&client, at).unwrap_or_else(Pending::refused)))
                })
            }
        });
        run
    }
}

impl Course {
    fn origin(&self, within: Option<u64>) -> String {
        let within = within.map_or_else(String::new, |within| format!("-{within:x}"));
        format!("{}{within}", self.of)
    }

    /// When a run begins that follows one that began then.
    fn overlapping(&self, began: Timestamp) -> Timestamp {
        let overlap = match mutation::is(Mutation::NoOverlap) {
            true => 0,
            false => self.overlap_ms,
        };
        began.checked_sub(Duration::from_millis(overlap)).unwrap_or(began)
    }

    /// Since when, or from which token.
    fn since(&self, of: &str, checkpoint: Option<&Checkpoint>) -> Result<Since, Error> {
        let Some(checkpoint) = checkpoint else { return Ok((None, None)) };
        if let Some(origin) = checkpoint.origin().filter(|origin| *origin != of) {
            return Err(position::refused(format!("the checkpoint is of {origin}, not of {of}")));
        }
        let since = (checkpoint.time(), checkpoint.token().map(str::to_owned));
        let by_token = self.by_token || self.legs.iter().any(|leg| matches!(leg.by, By::Token | By::Hand));
        let of_nothing = since.1.is_some() && checkpoint.origin().is_none();
        let with = match () {
            () if self.by_token && since.0.is_some() => "a token of the vendor",
            () if of_nothing && !by_token => "a time",
            () => return Ok(since),
        };
        let message = format!("{of} begins with {with}: with the checkpoint of an earlier run, or with none");
        Err(position::refused(message))
    }
}

type Since = (Option<Timestamp>, Option<String>);

/// The reply with a page, to come. What it holds is said by a [`Listing`](super::listing::Listing).
#[must_use]
pub struct Reply<T> {
    pub(super) at: At,
    pub(super) reply: Pending<(Response<T>, Received)>,
}

impl<T: Send + 'static> Reply<T> {
    /// Of several successful answers the one that is read; any other is an error.
    pub fn picked<U: Send + 'static>(self, pick: impl FnOnce(T) -> Option<U> + Send + 'static) -> Reply<U> {
        let Self { at, reply } = self;
        let picked = |(reply, received): (Response<T>, Received)| async {
            match reply.filter_map(pick) {
                Some(reply) => Ok((reply, received)),
                None => Err(Error::unexpected()),
            }
        };
        Reply { at, reply: reply.and_then(picked) }
    }
}

/// One page of a run: what the request may ask for.
#[derive(Clone)]
pub struct At {
    course: Arc<Course>,
    position: Position,
    changes: bool,
    resumed: bool,
    size: Option<u32>,
    ids: Option<Batch>,
    /// Where the call's later pages are.
    link: Option<tributary_client::NextLink>,
}

impl At {
    fn new(course: &Arc<Course>, of: &str, start: &Start, cursor: Option<Cursor>) -> Result<Self, Error> {
        let mut position = match &cursor {
            Some(cursor) => Position::read(cursor, of)?,
            None => {
                let (since, token) = course.since(of, start.checkpoint.as_ref())?;
                Position { of: of.to_owned(), since, token, ..Position::default() }
            }
        };
        if mutation::is(Mutation::BeganOnRestart) {
            position.began = None;
        }
        let Start { changes, size, ids, .. } = start;
        let (resumed, ids) = (cursor.is_some(), ids.clone());
        let course = Arc::clone(course);
        Ok(Self { course, position, changes: *changes, resumed, size: *size, ids, link: None })
    }

    fn paging(&self) -> Paging {
        self.course.legs.get(self.position.leg).copied().unwrap_or(Paging::BY_HAND)
    }

    /// No page of the list was read yet.
    pub fn is_first(&self) -> bool {
        self.position.cursor.is_none()
    }

    /// The vendor's cursor.
    pub fn cursor(&self) -> Flow<Cow<'_, str>> {
        text(self.position.cursor.as_deref())
    }

    /// Where the window before ended.
    pub fn last(&self) -> Flow<Cow<'_, str>> {
        text(self.position.last.as_deref())
    }

    /// How many records a page: what the caller wants, at most what the vendor returns.
    pub fn size(&self) -> Flow<i64> {
        Flow::of(self.page_size())
    }

    fn page_size(&self) -> i64 {
        let largest = self.paging().size.max(1);
        let wanted = i64::from(self.size.unwrap_or(largest).clamp(1, largest));
        // a list of numbered pages goes on with pages of the size it began with
        self.position.size.unwrap_or(wanted)
    }

    /// How many records came before.
    pub fn offset(&self) -> Flow<i64> {
        Flow::of(self.position.seen)
    }

    /// The number of the page, from 1.
    pub fn number(&self) -> Flow<i64> {
        Flow::of(self.position.pages.saturating_add(1))
    }

    /// Since when, to the millisecond. A token says it better.
    pub fn since(&self) -> Flow<Timestamp> {
        let since = self.position.since.unwrap_or(Timestamp::UNIX_EPOCH);
        let since = match mutation::is(Mutation::LaterSince) {
            true => since.checked_add(Duration::from_millis(1)).unwrap_or(since),
            false => Timestamp::from_millisecond(since.as_millisecond()).unwrap_or(since),
        };
        Flow::maybe(self.position.token.is_none().then_some(since))
    }

    /// The token that the run, or the page, goes on from.
    pub fn token(&self) -> Flow<Cow<'_, str>> {
        let by_token = self.paging().by == By::Token;
        let next = self.position.cursor.as_deref().filter(|_| by_token);
        text(next.or(self.position.token.as_deref()))
    }

    /// The ids of this request.
    pub fn ids(&self) -> Vec<String> {
        let Some(batch) = &self.ids else { return Vec::new() };
        let rest = batch.rest(self.position.batch).unwrap_or_default();
        rest.iter().take(batch.at_once).cloned().collect()
    }

    /// The checkpoint that the run goes on from.
    fn checkpoint(&self) -> Option<Checkpoint> {
        let Position { token, since, .. } = &self.position;
        match token {
            Some(token) => Some(Checkpoint::from_token(token)),
            None => since.map(Checkpoint::from),
        }
    }

    /// With a first token, where there is none yet.
    fn begin<C>(self, client: &C, ask: &Begin<C>) -> Result<Pending<Self>, Unconverted> {
        if self.position.token.is_some() || self.position.cursor.is_some() {
            return Ok(Pending::new(std::future::ready(Ok(self))));
        }
        let asked = ask(client, &self)?;
        Ok(Pending::new(async move {
            match asked.await? {
                Some(token) => {
                    Ok(Self { position: Position { token: Some(token), ..self.position }, ..self })
                }
                None => Err(self.invalid("does not say where changes begin")),
            }
        }))
    }

    /// Sends the call of this page.
    pub fn ask<T, E>(&self, call: Call<T, E>) -> Reply<T>
    where
        T: Send + 'static,
        E: tributary_client::Reply + Sync,
    {
        Reply { at: self.clone(), reply: Pending::new(answer::reply(call)) }
    }

    /// The same where a reply has the address of the next page. That is asked for by the same call, without these
    /// parameters, which the address gives.
    pub fn follow<T, E>(&self, call: Call<T, E>, parameters: &[&str]) -> Reply<T>
    where
        T: Send + 'static,
        E: tributary_client::Reply + Sync,
    {
        let link = Some(call.next_link());
        let call = match &self.position.cursor {
            Some(kept) => call.at_page(kept, parameters),
            None => call,
        };
        Reply { at: Self { link, ..self.clone() }, reply: Pending::new(answer::reply(call)) }
    }

    /// The page with what follows it.
    pub(super) fn end<R: Item>(
        mut self,
        page: Page<R>,
        said: Following,
        date: Option<Timestamp>,
    ) -> Result<Page<R>, Error> {
        let newest = page.records.iter().filter_map(Item::changed_at).max();
        let began = match mutation::is(Mutation::ClientClock) {
            true => mutation::client_now(),
            false => date.or(newest).or(self.position.since),
        };
        self.position.began = self.position.began.or(began);
        self.reached(date)?;
        let keys = page.records.iter().map(Item::key);
        let on = self.following(&said, || keys.fold(String::new(), |all, key| all + key + "\n"))?;
        Ok(self.ended(page, on, said.token))
    }

    /// An error of the call of this page: a cursor that the vendor refuses is of no use any more.
    pub(super) fn refused_cursor(&self, error: Error) -> Error {
        let refused = matches!(error.status().map(|status| status.as_u16()), Some(400 | 404 | 410 | 422));
        match refused && self.position.cursor.is_some() && error.kind() != ErrorKind::Unauthorized {
            true => error.into_invalid_cursor(),
            false => error,
        }
    }

    /// # Errors
    /// The run asks for changes that the vendor does not keep any more.
    fn reached(&self, date: Option<Timestamp>) -> Result<(), Error> {
        let (Some(reach), Some(since)) = (self.course.reaches_back_ms, self.position.since) else {
            return Ok(());
        };
        let now = date.unwrap_or_else(Timestamp::now);
        match since.checked_add(Duration::from_millis(reach)).is_ok_and(|until| until < now) {
            false => Ok(()),
            true => Err(position::refused(format!(
                "the vendor does not keep changes since {since} any more: begin without a checkpoint, and delete what \
                 the list does not have ({})",
                self.course.of
            ))),
        }
    }

    /// The page of the list that comes before all changes. What changed since it began comes next.
    fn listed<M: Model, V: NativeRecord>(mut self, page: Page<Record<M, V>>) -> Page<Change<M, V>> {
        let mut page = page.map(records::change);
        let next = page.next.take();
        self.position.began = self.position.began.or(page.began);
        let on = match next {
            Some(next) => Position { cursor: Some(next.into_string()), ..self.position },
            None => {
                let since = self.position.began.map(|began| self.course.overlapping(began));
                Position { since, listing: false, ..self.position.at_start() }
            }
        };
        page.next = Some(on.cursor());
        page
    }

    /// The page of a function written by hand, whose cursors and checkpoint become the run's.
    fn by_hand<T>(mut self, mut page: Page<T>) -> Result<Page<T>, Error> {
        let on = page.next.take().map(|next| {
            self.position.cursor = Some(next.into_string());
        });
        if let Some(checkpoint) = page.checkpoint.take() {
            self.position.began = self.position.began.or(checkpoint.time());
            self.position.ended = checkpoint.token().map(str::to_owned).or(self.position.ended);
        }
        Ok(self.ended(page, on.is_some(), None))
    }

    /// The page with where the run goes on: in this list, in the next one, or not at all.
    fn ended<T>(mut self, mut page: Page<T>, on: bool, token: Option<String>) -> Page<T> {
        page.began = self.position.began;
        if mutation::is(Mutation::WindowNotSaved) {
            self.position.last = None;
        }
        if on {
            page.next = Some(self.position.cursor());
            return page;
        }
        self.position.ended = token.or(self.position.ended);
        let dropped = mutation::is(Mutation::DroppedLeg) && self.resumed;
        if self.position.leg + 1 < self.course.legs.len() && !dropped {
            if mutation::is(Mutation::EarlyCheckpoint) {
                page.checkpoint = self.done();
            }
            page.next = Some(self.position.next_leg().cursor());
            return page;
        }
        let batch = self.position.batch.saturating_add(1);
        if self.ids.as_ref().is_some_and(|ids| ids.rest(batch).is_some()) {
            page.next = Some(Position { batch, ..self.position.at_start() }.cursor());
            return page;
        }
        page.checkpoint = self.done();
        page
    }

    /// The checkpoint of the whole run.
    fn done(&self) -> Option<Checkpoint> {
        if !self.changes {
            return None;
        }
        let Position { of, since, began, ended, .. } = &self.position;
        if let Some(token) = ended {
            return Some(Checkpoint::from_token(token).of(of));
        }
        // functions written by hand say with what they end, or do not
        let by_hand = self.course.legs.iter().all(|leg| leg.by == By::Hand);
        let began = match began {
            None if by_hand => return None,
            began => began.unwrap_or(Timestamp::UNIX_EPOCH),
        };
        let until = self.course.overlapping(began);
        // what the run before knew is known
        Some(Checkpoint::from(since.map_or(until, |since| since.max(until))).of(of))
    }

    /// Goes on to the next page of the list, if the reply says that there is one.
    ///
    /// # Errors
    /// There are more, and the reply does not say where; or the next page is one that was read already.
    fn following(&mut self, said: &Following, content: impl FnOnce() -> String) -> Result<bool, Error> {
        let (paging, size) = (self.paging(), self.page_size());
        let got = i64::try_from(said.got).unwrap_or(i64::MAX);
        if mutation::is(Mutation::ShortPage) && paging.by != By::Once && got < size {
            return Ok(false);
        }
        let on = match paging.by {
            By::Once | By::Hand => false,
            By::Cursor | By::Token => self.by_cursor(said, (got, size), paging.max_results)?,
            By::Offset | By::Number => {
                let on = self.by_count(said, (got, size), paging.by)?;
                let full =
                    |max_results: u32| self.position.seen.saturating_add(size) > i64::from(max_results);
                match on && paging.max_results.is_some_and(full) {
                    true => {
                        (self.position.seen, self.position.pages) = (0, 0);
                        self.goes_on_after(said)?
                    }
                    false => on,
                }
            }
            By::Last => self.by_last(said, got)?,
        };
        let position = &mut self.position;
        let counted = matches!(paging.by, By::Offset | By::Number);
        let fine = !on
            || match counted {
                true => position.ring.differs(&content()),
                false => {
                    let [cursor, last] =
                        [&position.cursor, &position.last].map(|text| text.as_deref().unwrap_or_default());
                    position.ring.goes_on(&format!("{} {cursor} {last}", cursor.len()))
                }
            };
        match fine {
            true => Ok(on),
            false => Err(self.invalid("returns a page again that was read already: its pages do not end")),
        }
    }

    fn by_cursor(
        &mut self,
        said: &Following,
        (got, size): (i64, i64),
        max_results: Option<u32>,
    ) -> Result<bool, Error> {
        // there always is a token: that alone does not say that there are more
        let ends = said.more_left_out && self.paging().by == By::Token;
        let more = said.more.or(ends.then_some(false));
        let lost = said.next.is_none() && (said.unread || more == Some(true));
        if lost && more != Some(false) && !mutation::is(Mutation::MoreWithoutWhere) {
            return Err(self.invalid("has more records, and does not say readably where they begin"));
        }
        let next = said.next.clone().filter(|_| more != Some(false));
        let next = match (next, &self.link) {
            (Some(next), Some(link)) => match link.kept(&next) {
                Some(kept) => Some(kept),
                None => {
                    return Err(self.invalid("has its next page at an address that is not the mapped call's"));
                }
            },
            (next, _) => next,
        };
        let Some(max_results) = max_results.map(i64::from) else {
            self.position.cursor = next;
            return Ok(self.position.cursor.is_some());
        };
        self.position.seen = self.position.seen.saturating_add(got);
        let seen = self.position.seen;
        if seen.saturating_add(size) <= max_results || (next.is_none() && seen < max_results) {
            self.position.cursor = next;
            return Ok(self.position.cursor.is_some());
        }
        (self.position.cursor, self.position.seen) = (None, 0);
        self.goes_on_after(said)
    }

    fn by_count(&mut self, said: &Following, (got, size): (i64, i64), by: By) -> Result<bool, Error> {
        let position = &mut self.position;
        let by_size = mutation::is(Mutation::OffsetBySize);
        position.seen = position.seen.saturating_add(if by_size { size } else { got });
        position.pages = position.pages.saturating_add(1);
        position.size = (by == By::Number).then_some(size);
        match (said.more, said.total) {
            (Some(true), _) if got == 0 && by == By::Offset => {
                Err(self.invalid("has more records, and returns a page without any"))
            }
            (Some(more), _) => Ok(more),
            (None, Some(total)) => Ok(got > 0 && self.position.seen < total),
            (None, None) => Ok(got > 0),
        }
    }

    fn by_last(&mut self, said: &Following, got: i64) -> Result<bool, Error> {
        match said.more {
            Some(false) => Ok(false),
            None if got == 0 => Ok(false),
            _ => self.goes_on_after(said),
        }
    }

    /// A new window, which begins after the last record.
    fn goes_on_after(&mut self, said: &Following) -> Result<bool, Error> {
        match &said.last {
            Some(last) if self.position.last.as_ref() != Some(last) => {
                self.position.last = Some(last.clone());
                Ok(true)
            }
            _ => Err(self.invalid("shows no more records, and the last of them does not say where to go on")),
        }
    }

    fn invalid(&self, what: &str) -> Error {
        let mut of = self.course.of.split('/');
        let [vendor, model, capability] = [(); 3].map(|()| of.next().unwrap_or_default());
        Error::new(ErrorKind::InvalidResponse, format!("{vendor} {what} ({model}, {capability})"))
    }
}
