//! Runs: lists and changes, page by page, from the calls of a mapping.
//!
//! A generated capability says how a page is asked for and what the reply says of the next one. Everything else is here,
//! once: where the next page begins, when a list ends, what a cursor holds, and with which checkpoint a run of changes
//! ends. A run of changes has legs, one a list: what changed, what was deleted. Its checkpoint comes with the last page
//! of the last leg, and is the vendor's time at the first answer, less the mapping's overlap: what changed later, or
//! was not shown yet, is reported by the next run. Where the vendor keeps changes for so long and no longer, a run without
//! a checkpoint reads the list first, and one that would begin earlier is refused.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tributary_client::{Call, Reply, Response};
use tributary_core::{Cursor, Timestamp};
use tributary_model::{Change, Checkpoint, Model, Page, Record, Ref};

use super::answer;
use super::mutation::{self, Mutation};
use super::position::{self, Position};
use super::received::{Answer, Received};
use super::{Error, ErrorKind, ListOptions, NativeRecord, Pages, Pending, records};

/// What a run is, as the mapping declares it. Cursors and checkpoints name it and are refused elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// Vendor, model, capability and a fingerprint of the mapped calls: `hubspot/crm.contact/changed/323404f4aef0939e`.
    pub of: &'static str,
    /// How much earlier than the vendor's time the next run begins.
    pub overlap_ms: u64,
    /// Changes begin with a token only: no request takes a time.
    pub by_token: bool,
    /// Its lists, one after the other.
    pub legs: &'static [Paging],
}

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    by: By,
    size: u32,
    ends_at: Option<u32>,
}

impl Paging {
    /// By this, with pages of at most so many records.
    pub const fn new(by: By, size: u32) -> Self {
        Self { by, size, ends_at: None }
    }

    /// The vendor shows so many records and no more: the list is then begun anew after the last one.
    pub const fn ends_at(self, records: u32) -> Self {
        Self { ends_at: Some(records), ..self }
    }
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
pub struct Said {
    /// Whether there are more, if it says so readably.
    pub more: Option<bool>,
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

/// Cursors and tokens, which are sent back as they are.
impl Answer for Said {
    fn settle(&mut self, _: &Received) {}
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

type Leg<T> = Arc<dyn Fn(At) -> Pending<Page<T>> + Send + Sync>;

/// A run that is being put together: what it is, where it begins, and its legs.
#[must_use]
pub struct Run<T> {
    course: &'static Course,
    /// What else its cursors depend on.
    within: Option<u64>,
    start: Start,
    reaches_back_ms: Option<u64>,
    /// What a run without a checkpoint begins with.
    first_list: Option<Leg<T>>,
    legs: Vec<Leg<T>>,
}

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

impl<T: Send + 'static> Run<T> {
    fn of(course: &'static Course, start: Start) -> Self {
        Self { course, within: None, start, reaches_back_ms: None, first_list: None, legs: Vec::new() }
    }

    /// A list.
    pub fn list(course: &'static Course, options: &ListOptions) -> Self {
        let (cursor, size) = (options.cursor.clone(), options.page_size);
        Self::of(course, Start { cursor, size, ..Start::default() })
    }

    /// Records by their ids, `at_once` a request.
    pub fn many<M>(course: &'static Course, ids: &[Ref<M>], at_once: usize) -> Self {
        let ids: Vec<_> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let within = position::hash(&ids.join("\n"));
        let ids = Some(Batch { ids: ids.into(), at_once: at_once.max(1) });
        Self { within: Some(within), ..Self::of(course, Start { ids, ..Start::default() }) }
    }

    /// Changes since a checkpoint; `None`: since the beginning.
    pub fn changes(course: &'static Course, since: Option<&Checkpoint>) -> Self {
        Self::of(course, Start { changes: true, checkpoint: since.cloned(), ..Start::default() })
    }

    /// Inside one record: cursors are good for that one only.
    pub fn inside<P>(mut self, parent: &Ref<P>) -> Self {
        self.within = Some(self.within.unwrap_or_default() ^ position::hash(parent.as_str()));
        self
    }

    /// The vendor keeps changes for so long: an older checkpoint is refused.
    pub fn reaches_back(self, ms: u64) -> Self {
        Self { reaches_back_ms: Some(ms), ..self }
    }

    /// Adds a list, which asks for one page at a time.
    pub fn leg(mut self, leg: impl Fn(At) -> Pending<Page<T>> + Send + Sync + 'static) -> Self {
        self.legs.push(Arc::new(leg));
        self
    }

    /// Adds the pages of a function written by hand.
    pub fn by_hand(self, pages: impl Fn(Option<&Checkpoint>) -> Pages<T> + Send + Sync + 'static) -> Self {
        self.leg(move |at| {
            let since = at.checkpoint();
            let pages = pages(since.as_ref());
            let mut pages = match &at.position.cursor {
                Some(cursor) => pages.resume(Cursor::new(cursor)),
                None => pages,
            };
            Pending::new(async move {
                match pages.next_page().await {
                    Some(page) => at.by_hand(page?),
                    None => at.by_hand(Page::new(Vec::new(), Vec::new(), None)),
                }
            })
        })
    }

    /// The pages.
    pub fn pages(self) -> Pages<T> {
        let Self { course, within, start, reaches_back_ms, first_list, legs } = self;
        let of = course.origin(within);
        let from = start.cursor.clone();
        Pages::new(from, move |cursor| match At::new(course, &of, &start, cursor) {
            Err(error) => Pending::failed(error),
            // no ids are left: nothing is asked
            Ok(at) if at.ids.is_some() && at.ids().is_empty() => {
                Pending::new(std::future::ready(Ok(Page::new(Vec::new(), Vec::new(), None))))
            }
            Ok(mut at) => {
                at.reaches_back_ms = reaches_back_ms;
                at.position.listing |= first_list.is_some() && !at.resumed && start.checkpoint.is_none();
                let leg = match at.position.listing {
                    true => first_list.as_ref(),
                    false => legs.get(at.position.leg),
                };
                match leg {
                    Some(leg) => leg(at),
                    None => Pending::failed(position::refused(format!("this is no cursor of {of}"))),
                }
            }
        })
    }
}

impl<M: Model, V: NativeRecord> Run<Change<M, V>> {
    /// A run without a checkpoint begins with this list.
    pub fn first_list(
        self,
        list: impl Fn(&ListOptions) -> Pages<Record<M, V>> + Send + Sync + 'static,
    ) -> Self {
        let leg = move |at: At| {
            let cursor = at.cursor().map(Cursor::new);
            let mut pages = list(&ListOptions { cursor, ..ListOptions::default() });
            Pending::new(async move {
                let page = pages.next_page().await.transpose()?;
                Ok(at.listed(page.unwrap_or_else(|| Page::new(Vec::new(), Vec::new(), None))))
            })
        };
        Self { first_list: Some(Arc::new(leg)), ..self }
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
        match self.by_token && since.0.is_some() {
            true => Err(position::refused(format!(
                "{of} begins with a token of the vendor: with the checkpoint of an earlier run, or with none"
            ))),
            false => Ok(since),
        }
    }
}

type Since = (Option<Timestamp>, Option<String>);

/// One page of a run: what the request may ask for.
pub struct At {
    course: &'static Course,
    position: Position,
    changes: bool,
    resumed: bool,
    size: Option<u32>,
    ids: Option<Batch>,
    /// Where the call's later pages are.
    link: Option<tributary_client::NextLink>,
    reaches_back_ms: Option<u64>,
}

impl At {
    fn new(course: &'static Course, of: &str, start: &Start, cursor: Option<Cursor>) -> Result<Self, Error> {
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
        Ok(Self {
            course,
            position,
            changes: *changes,
            resumed,
            size: *size,
            ids,
            link: None,
            reaches_back_ms: None,
        })
    }

    fn paging(&self) -> Paging {
        self.course.legs.get(self.position.leg).copied().unwrap_or(Paging::new(By::Hand, 0))
    }

    /// The vendor's cursor.
    pub fn cursor(&self) -> Option<&str> {
        self.position.cursor.as_deref()
    }

    /// Where the window before ended.
    pub fn last(&self) -> Option<&str> {
        self.position.last.as_deref()
    }

    /// How many records a page: what the caller wants, at most what the vendor returns.
    pub fn size(&self) -> i64 {
        let largest = self.paging().size.max(1);
        let wanted = i64::from(self.size.unwrap_or(largest).clamp(1, largest));
        // a list of numbered pages goes on with pages of the size it began with
        self.position.size.unwrap_or(wanted)
    }

    /// How many records came before.
    pub fn offset(&self) -> i64 {
        self.position.seen
    }

    /// The number of the page, from 1.
    pub fn number(&self) -> i64 {
        self.position.pages.saturating_add(1)
    }

    /// Since when, to the millisecond. A token says it better.
    pub fn since(&self) -> Option<Timestamp> {
        let since = self.position.since.unwrap_or(Timestamp::UNIX_EPOCH);
        let since = match mutation::is(Mutation::LaterSince) {
            true => since.checked_add(Duration::from_millis(1)).unwrap_or(since),
            false => Timestamp::from_millisecond(since.as_millisecond()).unwrap_or(since),
        };
        self.position.token.is_none().then_some(since)
    }

    /// The token that the run, or the page, goes on from.
    pub fn token(&self) -> Option<&str> {
        let by_token = self.paging().by == By::Token;
        let next = self.position.cursor.as_deref().filter(|_| by_token);
        next.or(self.position.token.as_deref())
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
    pub fn begin(self, ask: impl FnOnce(&Self) -> Pending<Option<String>>) -> Pending<Self> {
        if self.position.token.is_some() || self.position.cursor.is_some() {
            return Pending::new(std::future::ready(Ok(self)));
        }
        let asked = ask(&self);
        Pending::new(async move {
            match asked.await? {
                Some(token) => {
                    Ok(Self { position: Position { token: Some(token), ..self.position }, ..self })
                }
                None => Err(self.invalid("does not say where changes begin")),
            }
        })
    }

    /// The call of this page, where a reply has the address of the next one.
    pub fn follow<T, E>(&mut self, call: Call<T, E>, parameters: &[&str]) -> Call<T, E> {
        self.link = Some(call.next_link());
        match &self.position.cursor {
            Some(kept) => call.at_page(kept, parameters),
            None => call,
        }
    }

    /// Sends the call of this page. `finish` returns its records, and what the reply says of the next page.
    pub fn ask<T, E, R>(
        self,
        call: Call<T, E>,
        finish: impl FnOnce(Response<T>) -> Result<(Page<R>, Said), Error> + Send + 'static,
    ) -> Pending<Page<R>>
    where
        T: Send + 'static,
        E: Reply + Sync,
        R: Item,
    {
        self.ask_then(call, finish, |page| std::future::ready(Ok(page)))
    }

    /// The same, where what the reply holds has to be read by further calls.
    pub fn ask_then<T, E, I, R, F>(
        self,
        call: Call<T, E>,
        finish: impl FnOnce(Response<T>) -> Result<(I, Said), Error> + Send + 'static,
        read: impl FnOnce(I) -> F + Send + 'static,
    ) -> Pending<Page<R>>
    where
        T: Send + 'static,
        E: Reply + Sync,
        I: Answer + Send + 'static,
        R: Item,
        F: Future<Output = Result<Page<R>, Error>> + Send + 'static,
    {
        Pending::new(async move {
            let (reply, received) = answer::reply(call).await?;
            let date = reply.date();
            let (found, said) = answer::settled(finish(reply), &received)?;
            let page = read(found).await?;
            self.end(page, said, date)
        })
    }

    /// The page with what follows it.
    fn end<R: Item>(mut self, page: Page<R>, said: Said, date: Option<Timestamp>) -> Result<Page<R>, Error> {
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

    /// # Errors
    /// The run asks for changes that the vendor does not keep any more.
    fn reached(&self, date: Option<Timestamp>) -> Result<(), Error> {
        let (Some(reach), Some(since)) = (self.reaches_back_ms, self.position.since) else { return Ok(()) };
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
        self.position.began = self.position.began.or_else(|| Position::began(next.as_ref()?));
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
    fn following(&mut self, said: &Said, content: impl FnOnce() -> String) -> Result<bool, Error> {
        let (paging, size) = (self.paging(), self.size());
        let got = i64::try_from(said.got).unwrap_or(i64::MAX);
        if mutation::is(Mutation::ShortPage) && paging.by != By::Once && got < size {
            return Ok(false);
        }
        let on = match paging.by {
            By::Once | By::Hand => false,
            By::Cursor | By::Token => self.by_cursor(said, (got, size), paging.ends_at)?,
            By::Offset | By::Number => {
                let on = self.by_count(said, (got, size), paging.by)?;
                let full = |ends_at: u32| self.position.seen.saturating_add(size) > i64::from(ends_at);
                match on && paging.ends_at.is_some_and(full) {
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
        said: &Said,
        (got, size): (i64, i64),
        ends_at: Option<u32>,
    ) -> Result<bool, Error> {
        let lost = said.next.is_none() && (said.unread || said.more == Some(true));
        if lost && said.more != Some(false) && !mutation::is(Mutation::MoreWithoutWhere) {
            return Err(self.invalid("has more records, and does not say readably where they begin"));
        }
        let next = said.next.clone().filter(|_| said.more != Some(false));
        let next = match (next, &self.link) {
            (Some(next), Some(link)) => match link.kept(&next) {
                Some(kept) => Some(kept),
                None => {
                    return Err(self.invalid("has its next page at an address that is not the mapped call's"));
                }
            },
            (next, _) => next,
        };
        let Some(ends_at) = ends_at.map(i64::from) else {
            self.position.cursor = next;
            return Ok(self.position.cursor.is_some());
        };
        self.position.seen = self.position.seen.saturating_add(got);
        let seen = self.position.seen;
        if seen.saturating_add(size) <= ends_at || (next.is_none() && seen < ends_at) {
            self.position.cursor = next;
            return Ok(self.position.cursor.is_some());
        }
        (self.position.cursor, self.position.seen) = (None, 0);
        self.goes_on_after(said)
    }

    fn by_count(&mut self, said: &Said, (got, size): (i64, i64), by: By) -> Result<bool, Error> {
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

    fn by_last(&mut self, said: &Said, got: i64) -> Result<bool, Error> {
        match said.more {
            Some(false) => Ok(false),
            None if got == 0 => Ok(false),
            _ => self.goes_on_after(said),
        }
    }

    /// A new window, which begins after the last record.
    fn goes_on_after(&mut self, said: &Said) -> Result<bool, Error> {
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
