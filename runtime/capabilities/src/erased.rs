//! The same capabilities without the vendor's type, so that they can be had as `dyn`. Every client that has a capability
//! has the erased one; and the erased one is again the typed one, with [`Erased`] for the vendor's type, so that a
//! function over `impl List<M>` takes both.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use tributary_core::Value;
use tributary_core::codegen_v1::{Encode, View, to_json};
use tributary_model::{Change, Checkpoint, Model, Record, Ref};

use super::{Content, ListOptions, Pages, Pending, VendorValue, Written};

/// A vendor's record whose type is not known where it is used.
#[derive(Clone)]
pub struct Erased(Arc<dyn AnyValue>);

trait AnyValue: Any + Encode + fmt::Debug + Send + Sync {}

impl<V: VendorValue> AnyValue for V {}

impl Erased {
    /// Forgets the type.
    pub fn new(value: impl VendorValue) -> Self {
        Self(Arc::new(value))
    }

    /// The value, for who knows the vendor after all.
    pub fn downcast_ref<V: VendorValue>(&self) -> Option<&V> {
        let value: &dyn Any = &*self.0;
        value.downcast_ref()
    }

    /// The value as JSON, as the vendor sent it, without what its document does not name.
    pub fn to_value(&self) -> Value {
        let text = to_json(&*self.0).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }
}

impl fmt::Debug for Erased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Encode for Erased {
    fn view(&self) -> View<'_> {
        self.0.view()
    }
}

/// [`super::List`], erased.
pub trait List<M: Model>: Send + Sync {
    /// All records, page by page.
    fn list(&self, options: &ListOptions) -> Pages<Record<M, Erased>>;
}

impl<M: Model, C: super::List<M> + Send + Sync> List<M> for C {
    fn list(&self, options: &ListOptions) -> Pages<Record<M, Erased>> {
        super::List::list(self, options).map(|record| record.map_vendor(Erased::new))
    }
}

/// [`super::Get`], erased.
pub trait Get<M: Model>: Send + Sync {
    /// The record of this id.
    fn get(&self, id: &Ref<M>) -> Pending<Record<M, Erased>>;
}

impl<M: Model, C: super::Get<M> + Send + Sync> Get<M> for C {
    fn get(&self, id: &Ref<M>) -> Pending<Record<M, Erased>> {
        super::Get::get(self, id).map(|record| record.map_vendor(Erased::new))
    }
}

/// [`super::Create`], erased.
pub trait Create<M: Model>: Send + Sync {
    /// Enters a record.
    fn create(&self, new: &M::New) -> Pending<Written<M, Erased>>;
}

impl<M: Model, C: super::Create<M> + Send + Sync> Create<M> for C {
    fn create(&self, new: &M::New) -> Pending<Written<M, Erased>> {
        super::Create::create(self, new).map(|written| written.map_vendor(Erased::new))
    }
}

/// [`super::Update`], erased.
pub trait Update<M: Model>: Send + Sync {
    /// Changes the properties that the patch has.
    fn update(&self, id: &Ref<M>, patch: &M::Patch) -> Pending<Written<M, Erased>>;
}

impl<M: Model, C: super::Update<M> + Send + Sync> Update<M> for C {
    fn update(&self, id: &Ref<M>, patch: &M::Patch) -> Pending<Written<M, Erased>> {
        super::Update::update(self, id, patch).map(|written| written.map_vendor(Erased::new))
    }
}

/// [`super::Delete`], erased.
pub trait Delete<M: Model>: Send + Sync {
    /// Deletes, or archives.
    fn delete(&self, id: &Ref<M>) -> Pending<()>;
}

impl<M: Model, C: super::Delete<M> + Send + Sync> Delete<M> for C {
    fn delete(&self, id: &Ref<M>) -> Pending<()> {
        super::Delete::delete(self, id)
    }
}

/// [`super::ChangedSince`], erased.
pub trait ChangedSince<M: Model>: Send + Sync {
    /// What changed since the checkpoint.
    fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<M, Erased>>;
}

impl<M: Model, C: super::ChangedSince<M> + Send + Sync> ChangedSince<M> for C {
    fn changed_since(&self, since: Option<&Checkpoint>) -> Pages<Change<M, Erased>> {
        super::ChangedSince::changed_since(self, since).map(|change| change.map_vendor(Erased::new))
    }
}

/// [`super::GetMany`], erased.
pub trait GetMany<M: Model>: Send + Sync {
    /// The records of these ids.
    fn get_many(&self, ids: &[Ref<M>]) -> Pages<Record<M, Erased>>;
}

impl<M: Model, C: super::GetMany<M> + Send + Sync> GetMany<M> for C {
    fn get_many(&self, ids: &[Ref<M>]) -> Pages<Record<M, Erased>> {
        super::GetMany::get_many(self, ids).map(|record| record.map_vendor(Erased::new))
    }
}

/// [`super::DeletedSince`], erased.
pub trait DeletedSince<M: Model>: Send + Sync {
    /// What was deleted since the checkpoint.
    fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<M>>;
}

impl<M: Model, C: super::DeletedSince<M> + Send + Sync> DeletedSince<M> for C {
    fn deleted_since(&self, since: Option<&Checkpoint>) -> Pages<Ref<M>> {
        super::DeletedSince::deleted_since(self, since)
    }
}

/// [`super::Download`], erased.
pub trait Download<M: Model>: Send + Sync {
    /// The content, as it arrives.
    fn download(&self, id: &Ref<M>) -> Pending<Content>;
}

impl<M: Model, C: super::Download<M> + Send + Sync> Download<M> for C {
    fn download(&self, id: &Ref<M>) -> Pending<Content> {
        super::Download::download(self, id)
    }
}

/// [`super::Upload`], erased.
pub trait Upload<M: Model>: Send + Sync {
    /// Enters a record with its content.
    fn upload(&self, new: &M::New, file: tributary_client::Upload) -> Pending<Written<M, Erased>>;
}

impl<M: Model, C: super::Upload<M> + Send + Sync> Upload<M> for C {
    fn upload(&self, new: &M::New, file: tributary_client::Upload) -> Pending<Written<M, Erased>> {
        super::Upload::upload(self, new, file).map(|written| written.map_vendor(Erased::new))
    }
}

/// The erased form is a typed one whose vendor is [`Erased`].
macro_rules! typed_again {
    ($($name:ident $(($vendor:ident))? { fn $method:ident($($given:ident: $type:ty),*) -> $answer:ty })*) => {$(
        impl<M: Model> super::$name<M> for Arc<dyn $name<M>> {
            $(type $vendor = Erased;)?

            fn $method(&self, $($given: $type),*) -> $answer {
                (**self).$method($($given),*)
            }
        }
    )*};
}

typed_again! {
    List (Vendor) { fn list(options: &ListOptions) -> Pages<Record<M, Erased>> }
    Get(Vendor) { fn get(id: &Ref<M>) -> Pending<Record<M, Erased>> }
    Create(Vendor) { fn create(new: &M::New) -> Pending<Written<M, Erased>> }
    Update(Vendor) { fn update(id: &Ref<M>, patch: &M::Patch) -> Pending<Written<M, Erased>> }
    Delete { fn delete(id: &Ref<M>) -> Pending<()> }
    GetMany(Vendor) { fn get_many(ids: &[Ref<M>]) -> Pages<Record<M, Erased>> }
    DeletedSince { fn deleted_since(since: Option<&Checkpoint>) -> Pages<Ref<M>> }
    Download { fn download(id: &Ref<M>) -> Pending<Content> }
    Upload(Vendor) { fn upload(new: &M::New, file: tributary_client::Upload) -> Pending<Written<M, Erased>> }
    ChangedSince(Vendor) { fn changed_since(since: Option<&Checkpoint>) -> Pages<Change<M, Erased>> }
}
