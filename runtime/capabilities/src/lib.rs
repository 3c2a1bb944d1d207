//! What an application does with a vendor, in terms of the unified model: capabilities as traits, implemented by a
//! vendor's client where the vendor has them and nowhere else.
//!
//! ```
//! use tributary_capabilities::{Error, List, ListOptions};
//! use tributary_model::Model;
//!
//! /// Works with every vendor whose client lists `M`; with another one it does not compile.
//! async fn count<M: Model>(vendor: &impl List<M>) -> Result<usize, Error> {
//!     let mut pages = vendor.list(&ListOptions::default());
//!     let mut count = 0;
//!     while let Some(page) = pages.next_page().await {
//!         count += page?.records.len();
//!     }
//!     Ok(count)
//! }
//! ```
//!
//! Who chooses the vendor at run time uses [`Vendor`] instead, which asks for the same capabilities by type.

#![warn(missing_docs)]

#[doc(hidden)]
pub mod answer;
mod content;
pub mod erased;
mod error;
mod inside;
#[doc(hidden)]
pub mod listing;
#[doc(hidden)]
pub mod mapped_v1;
#[doc(hidden)]
pub mod mutation;
mod pages;
mod position;
mod reading;
mod received;
#[doc(hidden)]
pub mod records;
#[doc(hidden)]
pub mod run;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;
mod vendor;
pub mod webhooks;

#[doc(hidden)]
pub use tributary_model as model;

pub use content::Content;
pub use erased::Erased;
pub use error::{Error, ErrorKind};
pub use pages::{Collected, Pages, Pending, Records};
pub use settings::{MockSpec, Need, SettingSpec, Settings, VendorInfo};
pub use vendor::{FieldSupport, Offer, Vendor, Within};

use std::fmt::Debug;

use tributary_core::Cursor;
use tributary_core::codegen_v1::Encode;
use tributary_model::{Change, Checkpoint, Model, Record, Ref, Warning};

/// A vendor's own record type, as its client decodes it.
pub trait NativeRecord: Clone + Debug + Encode + Send + Sync + 'static {}

impl<V: Clone + Debug + Encode + Send + Sync + 'static> NativeRecord for V {}

/// The vendor lists records of the model.
pub trait List<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// All records, page by page. Nothing is sent before the first page is asked for.
    fn list(&self, options: &ListOptions) -> Pages<Record<M, Self::Native>>;
}

/// The vendor shows one record.
pub trait Get<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// The record of this id. Nothing is sent before the result is awaited.
    fn get(&self, id: &Ref<M>) -> Pending<Record<M, Self::Native>>;
}

/// The vendor shows several records at once.
pub trait GetMany<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// The records of these ids, as many at a time as the vendor takes. One that is not there is left out.
    fn get_many(&self, ids: &[Ref<M>]) -> Pages<Record<M, Self::Native>>;
}

/// The vendor takes new records.
pub trait Create<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// Enters a record. What the vendor can't take is refused before anything is sent.
    fn create(&self, new: &M::New) -> Pending<Written<M, Self::Native>>;
}

/// The vendor changes records.
pub trait Update<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// Changes the properties that the patch has: null clears one, an absent one stays as it is. A list is replaced as a
    /// whole: items that the patch leaves out are removed. A patch that changes nothing sends nothing.
    fn update(&self, id: &Ref<M>, patch: &M::Patch) -> Pending<Written<M, Self::Native>>;
}

/// The vendor deletes records.
pub trait Delete<M: Model> {
    /// Deletes, or archives, whichever the vendor means by it.
    fn delete(&self, id: &Ref<M>) -> Pending<()>;
}

/// The vendor tells what changed.
pub trait ChangedSince<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// What changed since the checkpoint, deletions included where the vendor tells them; `None`: since the beginning.
    /// The last page has the checkpoint to give the next time. A change may be told twice, never left out.
    fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<M, Self::Native>>;
}

/// The vendor tells what was deleted, and not what else changed: where it does, that is [`ChangedSince`].
pub trait DeletedSince<M: Model> {
    /// What was deleted since the checkpoint; `None`: ever, as far as the vendor still knows. The last page has the
    /// checkpoint to give the next time. A deletion may be told twice, never left out.
    fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<M>>;
}

/// The vendor reports changes by webhooks.
pub trait Webhooks<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// What these events report of the model: of each record the newest, read by its id where the events have only that.
    /// A record that is gone meanwhile was deleted. What concerns other models is passed over.
    fn reported(&self, events: &[webhooks::Event]) -> Pages<Change<M, Self::Native>>;
}

/// The vendor gives a record's content: a file's bytes.
pub trait Download<M: Model> {
    /// The content, as it arrives. Nothing is sent before the result is awaited.
    fn download(&self, id: &Ref<M>) -> Pending<Content>;
}

/// The vendor takes a new record with its content.
pub trait Upload<M: Model> {
    /// The vendor's own type of the record.
    type Native: NativeRecord;

    /// Enters a record with its content, which is sent as it comes. What the vendor can't take is refused before
    /// anything is sent.
    fn upload(&self, new: &M::New, file: tributary_client::Upload) -> Pending<Written<M, Self::Native>>;
}

/// How to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// How many records a page; the vendor's largest page if not given, and at most that.
    pub page_size: Option<u32>,
    /// Where to go on, as an earlier page's `next` said.
    pub cursor: Option<Cursor>,
}

impl ListOptions {
    /// Pages of this size.
    #[must_use]
    pub fn page_size(mut self, records: u32) -> Self {
        self.page_size = Some(records);
        self
    }

    /// Goes on where an earlier list stopped.
    #[must_use]
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }
}

/// What a create or update did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Written<M, V> {
    /// The record's id.
    pub id: Ref<M>,
    /// The record as the vendor has it now, if it answers with that: some answer with the id, or nothing.
    pub record: Option<Record<M, V>>,
    /// What of the given values was not sent, or sent with fewer digits.
    pub warnings: Vec<Warning>,
}

impl<M, V> Written<M, V> {
    /// What was done.
    pub fn new(id: Ref<M>, record: Option<Record<M, V>>, warnings: Vec<Warning>) -> Self {
        Self { id, record, warnings }
    }

    /// The same with its vendor's value changed.
    pub fn map_native<W>(self, map: impl FnOnce(V) -> W) -> Written<M, W> {
        Written {
            id: self.id,
            record: self.record.map(|record| record.map_native(map)),
            warnings: self.warnings,
        }
    }
}
