//! Where a reply has its records, and what it says of the next page: what differs between lists, as data.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, ready};

use tributary_client::Response;
use tributary_core::{Issue, Timestamp};
use tributary_model::convert::Flow;
use tributary_model::{Change, Model, Record, Ref};

use super::answer;
use super::reading::{self, Reading};
use super::received::{Answer, Received};
use super::records::{self, Id, Ids};
use super::run::{Asked, Following, Item, Reply};
use super::{Error, ErrorKind, Get, GetMany, NativeRecord, Pending};

/// What is read of a reply.
type Read<T, R> = fn(&Response<T>) -> R;

/// How a page is read from a reply of type `T`. `V` is an item of its list: a record of the vendor's, or an [`Id`].
pub struct Listing<T, V> {
    /// Where the list is in the reply.
    pub list: &'static str,
    /// Its items.
    pub items: fn(Response<T>) -> Vec<V>,
    /// The document says that there may be none: null, or nothing.
    pub nullable: bool,
    /// How many there are, where `items` returns not all of them.
    pub count: Option<Read<T, usize>>,
    /// Whether there are more pages, as far as the reply says so.
    pub more: Option<Said<T, Option<bool>>>,
    /// Where the next page begins: absent or empty on the last one.
    pub next: Option<Said<T, Flow<String>>>,
    /// How many records there are in all.
    pub total: Option<Read<T, Flow<i64>>>,
    /// The value of the last record, after which the list is begun anew.
    pub last: Option<Read<T, Option<String>>>,
    /// With what the next run begins.
    pub token: Option<Read<T, Flow<String>>>,
}

/// What a reply says, and the places in it that say so: one that could not be read says nothing.
pub struct Said<T, R> {
    /// As the decoder names them: `paging.next.after`.
    pub at: &'static [&'static str],
    /// What they say.
    pub read: Read<T, R>,
}

impl<T, V> Listing<T, V> {
    /// A list that has one page.
    pub const fn new(list: &'static str, items: fn(Response<T>) -> Vec<V>) -> Self {
        let (count, more, next, total, last, token) = (None, None, None, None, None, None);
        Self { list, items, nullable: false, count, more, next, total, last, token }
    }

    /// A list in whose place the document allows null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// # Errors
    /// There is no list that could be read, and neither the document nor the reply says that there may be none: such a
    /// reply is not the end of a list.
    fn is_there(&self, issues: &[Issue], said: &Following, received: &Received) -> Result<(), Error> {
        let ends = said.total == Some(0) || said.more == Some(false);
        let nothing = || received.is_empty(self.list) || reading::lost(issues, self.list).next().is_some();
        let missing = || said.got == 0 && !self.nullable && !ends && nothing();
        let found = match () {
            () if records::unread(issues, &[self.list]) => "a list that cannot be read",
            () if missing() => "no list",
            () => return Ok(()),
        };
        let place = if self.list.is_empty() { String::new() } else { format!(" in `{}`", self.list) };
        Err(Error::new(ErrorKind::InvalidResponse, format!("the vendor answered with {found}{place}")))
    }

    fn following(&self, reply: &Response<T>) -> Following {
        let unread = |places| records::unread(&reply.issues, places);
        let more_unread = self.more.as_ref().is_some_and(|more| unread(more.at));
        let more = self.more.as_ref().filter(|_| !more_unread).map(|more| (more.read)(reply));
        let some = |text: &String| !text.is_empty();
        Following {
            more: more.flatten(),
            more_left_out: more == Some(None),
            next: self.next.as_ref().and_then(|next| (next.read)(reply).ok().filter(some)),
            unread: self.next.as_ref().is_some_and(|next| more_unread || unread(next.at)),
            total: self.total.and_then(|read| read(reply).ok()),
            got: self.count.map_or(0, |count| count(reply)),
            last: self.last.and_then(|read| read(reply)),
            token: self.token.and_then(|read| read(reply).ok().filter(some)),
        }
    }
}

impl<T, V> fmt::Debug for Listing<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listing({})", self.list)
    }
}

/// A page to come.
#[must_use]
pub struct Page<T: 'static, V: 'static> {
    reply: Reply<T>,
    items: Items<T, V>,
}

/// What becomes of the items of a page.
struct Items<T: 'static, V: 'static> {
    listing: &'static Listing<T, V>,
    keep: Option<fn(&V) -> bool>,
    gone: Option<(Gone<V>, IdOf<V>)>,
    deleted: Option<(&'static str, Read<T, Vec<Id>>)>,
    deleted_at: Option<(Option<Timestamp>, DeletedAt<V>)>,
}

/// When an item was deleted, as far as the vendor says so.
type DeletedAt<V> = fn(&V) -> Flow<Timestamp>;

/// Whether the vendor says that an item is deleted, as far as it says so.
type Gone<V> = fn(&V) -> Option<bool>;

/// The id of an item.
type IdOf<V> = fn(&V) -> Flow<Cow<'_, str>>;

/// The items of one reply, and what else it says.
struct Found<V> {
    items: Vec<V>,
    /// Ids of what was deleted, which are beside the items.
    deleted: Vec<Id>,
    issues: Vec<Issue>,
}

impl<T: Send + 'static> Reply<T> {
    /// The page that the reply is.
    pub fn page<V>(self, listing: &'static Listing<T, V>) -> Page<T, V> {
        Page {
            reply: self,
            items: Items { listing, keep: None, gone: None, deleted: None, deleted_at: None },
        }
    }
}

impl<T: Send + 'static, V: Send + 'static> Page<T, V> {
    /// Only items for which this holds.
    pub fn keep(mut self, keep: fn(&V) -> bool) -> Self {
        self.items.keep = Some(keep);
        self
    }

    /// Of changes: items for which this holds are deletions, with this id; all others are records.
    pub fn gone(mut self, gone: Gone<V>, id: IdOf<V>) -> Self {
        self.items.gone = Some((gone, id));
        self
    }

    /// Of changes: the ids of what was deleted, which are at this place of the same reply.
    pub fn deleted(mut self, list: &'static str, ids: fn(&Response<T>) -> Vec<Id>) -> Self {
        self.items.deleted = Some((list, ids));
        self
    }

    /// Of deletions: when they were made. One before the beginning of the run is left out.
    pub fn deleted_at(mut self, read: DeletedAt<V>) -> Self {
        self.items.deleted_at = Some((self.reply.at.since().ok(), read));
        self
    }

    fn finished<I, R, F>(
        self,
        find: impl FnOnce(&Items<T, V>, Found<V>) -> I + Send + 'static,
        read: impl FnOnce(I) -> F + Send + 'static,
    ) -> Asked<R>
    where
        I: Answer + Send + 'static,
        R: Item,
        F: Future<Output = Result<tributary_model::Page<R>, Error>> + Send + 'static,
    {
        let Self { reply: Reply { at, reply }, items } = self;
        Ok(Pending::new(async move {
            let (reply, received) = reply.await.map_err(|error| at.refused_cursor(error))?;
            let date = reply.date();
            let (said, found) = items.read(reply);
            items.listing.is_there(&found.issues, &said, &received)?;
            let found = answer::settled(Ok(find(&items, found)), &received)?;
            at.end(read(found).await?, said, date)
        }))
    }
}

impl<T, V> Items<T, V> {
    fn read(&self, mut reply: Response<T>) -> (Following, Found<V>) {
        let listing = self.listing;
        let mut said = listing.following(&reply);
        let deleted = self.deleted.map(|(_, ids)| ids(&reply)).unwrap_or_default();
        let issues = std::mem::take(&mut reply.issues);
        let items = (listing.items)(reply);
        said.got = match listing.count {
            None => items.len(),
            Some(_) => said.got,
        };
        said.got += records::undecoded(&issues, listing.list);
        (said, Found { items, deleted, issues })
    }

    fn kept(&self, item: &V) -> bool {
        self.keep.is_none_or(|keep| keep(item))
            && self.gone.is_none_or(|(gone, _)| records::kept(records::not(gone(item))))
            && self.deleted_at.is_none_or(|(since, read)| records::not_before(since, read(item).ok()))
    }

    /// What was deleted, by the reply and by its items.
    fn ids_deleted<M>(&self, read: &Found<V>) -> Ids<M> {
        if let Some((gone, id)) = self.gone {
            let gone = read.items.iter().enumerate().filter(|(_, item)| records::gone(gone(item)));
            return records::ids(
                gone.map(|(index, item)| (index, id(item).string())),
                &read.issues,
                self.listing.list,
            );
        }
        match self.deleted {
            Some((list, _)) => records::ids(read.deleted.iter().cloned(), &read.issues, list),
            None => records::none(),
        }
    }
}

impl<T: Send + 'static, V: NativeRecord> Page<T, V> {
    /// The records.
    pub fn records<M: Model>(self, reading: &'static Reading<M, V>) -> Asked<Record<M, V>> {
        let records = move |items: &Items<T, V>, read: Found<V>| items.records(read, reading);
        self.finished(records, |page| ready(Ok(page)))
    }

    /// The records as what changed, and what was deleted.
    pub fn changes<M: Model>(self, reading: &'static Reading<M, V>) -> Asked<Change<M, V>> {
        let changes = move |items: &Items<T, V>, read: Found<V>| {
            let deleted = items.ids_deleted(&read);
            let kept = |item: &V| items.kept(item);
            records::changes(read.items, &read.issues, items.listing.list, kept, reading, deleted)
        };
        self.finished(changes, |page| ready(Ok(page)))
    }

    /// The records as what was deleted.
    pub fn deletions<M, W>(self, reading: &'static Reading<M, V>) -> Asked<Change<M, W>>
    where
        M: Model,
        W: NativeRecord,
    {
        let deletions =
            move |items: &Items<T, V>, read: Found<V>| records::deletions(items.records(read, reading));
        self.finished(deletions, |page| ready(Ok(page)))
    }

    /// The ids of the records, all of which were deleted.
    pub fn ids_of<M: Model>(self, reading: &'static Reading<M, V>) -> Asked<Ref<M>> {
        let ids = move |items: &Items<T, V>, read: Found<V>| records::deleted(items.records(read, reading));
        self.finished(ids, |page| ready(Ok(page)))
    }
}

impl<T, V: NativeRecord> Items<T, V> {
    fn records<M: Model>(
        &self,
        read: Found<V>,
        reading: &Reading<M, V>,
    ) -> tributary_model::Page<Record<M, V>> {
        let kept = |item: &V| self.kept(item);
        records::page(read.items, &read.issues, self.listing.list, kept, reading)
    }
}

impl<T: Send + 'static> Page<T, Id> {
    /// The ids of what was deleted.
    pub fn ids<M: Model>(self) -> Asked<Ref<M>> {
        self.finished(|items, read| records::of_ids(items.ids(&read)), |page| ready(Ok(page)))
    }

    /// The ids as what was deleted.
    pub fn deletions_by_id<M: Model, W: NativeRecord>(self) -> Asked<Change<M, W>> {
        self.finished(|items, read| records::deletions_of(items.ids(&read)), |page| ready(Ok(page)))
    }

    /// The records of these ids, each read with `get`.
    pub fn read_each<M, C>(self, client: &C) -> Asked<Record<M, C::Native>>
    where
        M: Model,
        C: Get<M> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        self.finished(
            |items, read| items.ids(&read),
            move |ids| async move { Ok(records::read_each(client, ids).await?.listed()) },
        )
    }

    /// The same as what changed.
    pub fn read_each_change<M, C>(self, client: &C) -> Asked<Change<M, C::Native>>
    where
        M: Model,
        C: Get<M> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        self.finished(
            |items, read| (items.ids(&read), items.ids_deleted(&read)),
            move |(ids, deleted)| async move { Ok(records::read_each(client, ids).await?.changed(deleted)) },
        )
    }

    /// The records of these ids, read with `get_many`.
    pub fn read_many<M, C>(self, client: &C) -> Asked<Record<M, C::Native>>
    where
        M: Model,
        C: GetMany<M> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        self.finished(
            |items, read| items.ids(&read),
            move |ids| async move { Ok(records::read_many(client, ids).await?.listed()) },
        )
    }

    /// The same as what changed.
    pub fn read_many_changes<M, C>(self, client: &C) -> Asked<Change<M, C::Native>>
    where
        M: Model,
        C: GetMany<M> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        self.finished(
            |items, read| (items.ids(&read), items.ids_deleted(&read)),
            move |(ids, deleted)| async move { Ok(records::read_many(client, ids).await?.changed(deleted)) },
        )
    }
}

impl<T> Items<T, Id> {
    fn ids<M>(&self, read: &Found<Id>) -> Ids<M> {
        records::ids(read.items.iter().cloned(), &read.issues, self.listing.list)
    }
}
