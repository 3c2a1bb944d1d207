//! The capabilities without the vendor's native type, so that they are dyn-compatible.
//!
//! A client that has a capability also has the erased one. An `Arc` of the erased one has the typed one again, with
//! [`Erased`] as its native type, so that a function over `impl List<M>` takes both. One table, below, states each
//! capability once: the erased trait, both implementations and the methods of `dyn Vendor` come from it.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use tributary_core::Value;
use tributary_core::codegen_v1::{Encode, View, to_value};
use tributary_model::{Change, Checkpoint, Model, Record, Ref};

use super::vendor::Within;
use super::webhooks::Event;
use super::{Content, Error, ListOptions, NativeRecord, Pages, Pending, Written};

/// A vendor's native record whose type is not known where it is used.
#[derive(Clone)]
pub struct Erased(Arc<dyn AnyValue>);

trait AnyValue: Any + Encode + fmt::Debug + Send + Sync {}

impl<V: NativeRecord> AnyValue for V {}

impl Erased {
    /// Erases the type of a native record.
    pub fn new(value: impl NativeRecord) -> Self {
        Self(Arc::new(value))
    }

    /// Returns the native record if it is of this type.
    pub fn downcast_ref<V: NativeRecord>(&self) -> Option<&V> {
        let value: &dyn Any = &*self.0;
        value.downcast_ref()
    }

    /// Returns the native record as JSON.
    pub fn to_value(&self) -> Value {
        to_value(&*self.0).unwrap_or_default()
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

/// Something whose native records can be erased.
trait Erase {
    type Erased;

    fn erase(self) -> Self::Erased;
}

impl<M, V: NativeRecord> Erase for Record<M, V> {
    type Erased = Record<M, Erased>;

    fn erase(self) -> Self::Erased {
        self.map_native(Erased::new)
    }
}

impl<M, V: NativeRecord> Erase for Written<M, V> {
    type Erased = Written<M, Erased>;

    fn erase(self) -> Self::Erased {
        self.map_native(Erased::new)
    }
}

impl<M, V: NativeRecord> Erase for Change<M, V> {
    type Erased = Change<M, Erased>;

    fn erase(self) -> Self::Erased {
        self.map_native(Erased::new)
    }
}

/// Nothing to erase.
macro_rules! as_it_is {
    ($([$($of:ident)?] $type:ty),*) => {$(
        impl$(<$of>)? Erase for $type {
            type Erased = Self;

            fn erase(self) -> Self {
                self
            }
        }
    )*};
}

as_it_is!([M] Ref<M>, [] (), [] Content);

/// Of a capability's two results, what can fail before anything is sent.
trait Outcome {
    fn failed(error: impl Fn() -> Error + Send + Sync + 'static) -> Self;
}

impl<T: Send + 'static> Outcome for Pages<T> {
    fn failed(error: impl Fn() -> Error + Send + Sync + 'static) -> Self {
        Pages::failed(error)
    }
}

impl<T: Send + 'static> Outcome for Pending<T> {
    fn failed(error: impl Fn() -> Error + Send + Sync + 'static) -> Self {
        Pending::failed(error())
    }
}

macro_rules! capabilities {
    ($(
        $(#[$docs:meta])*
        $name:ident $(($native:ident))? { fn $method:ident($($given:ident: $type:ty),*) -> $result:ty }
    )*) => {
        $(
            #[doc = concat!("[`", stringify!($name), "`](super::", stringify!($name), "), dyn-compatible.")]
            pub trait $name<M: Model>: Send + Sync {
                $(#[$docs])*
                fn $method(&self, $($given: $type),*) -> $result;
            }

            impl<M: Model, C: super::$name<M> + Send + Sync> $name<M> for C {
                fn $method(&self, $($given: $type),*) -> $result {
                    super::$name::$method(self, $($given),*).map(Erase::erase)
                }
            }

            impl<M: Model> super::$name<M> for Arc<dyn $name<M>> {
                $(type $native = Erased;)?

                fn $method(&self, $($given: $type),*) -> $result {
                    (**self).$method($($given),*)
                }
            }
        )*

        /// Capabilities by model: `vendor.create::<crm::Contact>(&new).await?`. One that the vendor lacks fails with
        /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) before anything is sent; `supports`
        /// asks beforehand.
        impl dyn super::Vendor {
            $(
                $(#[$docs])*
                pub fn $method<M: Model>(&self, $($given: $type),*) -> $result {
                    let found = self.find(TypeId::of::<dyn $name<M>>());
                    match found.and_then(|found| found.downcast::<Arc<dyn $name<M>>>().ok()) {
                        Some(capability) => $name::$method(&**capability, $($given),*),
                        None => Outcome::failed(self.unsupported::<M>(stringify!($name))),
                    }
                }
            )*
        }

        /// Capabilities of models that are inside one record.
        impl Within<'_> {
            $(
                $(#[$docs])*
                pub fn $method<M: Model>(&self, $($given: $type),*) -> $result {
                    let found = self.find(TypeId::of::<dyn $name<M>>());
                    match found.and_then(|found| found.downcast::<Arc<dyn $name<M>>>().ok()) {
                        Some(capability) => $name::$method(&**capability, $($given),*),
                        None => Outcome::failed(self.vendor.unsupported::<M>(stringify!($name))),
                    }
                }
            )*
        }
    };
}

capabilities! {
    /// Returns all records of the model, page by page.
    List(Native) { fn list(options: &ListOptions) -> Pages<Record<M, Erased>> }
    /// Returns one record of the model.
    Get(Native) { fn get(id: &Ref<M>) -> Pending<Record<M, Erased>> }
    /// Returns the records of these ids; one that does not exist is left out.
    GetMany(Native) { fn get_many(ids: &[Ref<M>]) -> Pages<Record<M, Erased>> }
    /// Creates a record.
    Create(Native) { fn create(new: &M::New) -> Pending<Written<M, Erased>> }
    /// Updates a record with what the patch sets.
    Update(Native) { fn update(id: &Ref<M>, patch: &M::Patch) -> Pending<Written<M, Erased>> }
    /// Deletes or archives a record, whichever the vendor means by it.
    Delete { fn delete(id: &Ref<M>) -> Pending<()> }
    /// Returns what changed since the checkpoint; `None`: since the beginning.
    ChangedSince(Native) { fn changed_since(since: Option<&Checkpoint>) -> Pages<Change<M, Erased>> }
    /// Returns what was deleted since the checkpoint; `None`: ever.
    DeletedSince { fn deleted_since(since: Option<&Checkpoint>) -> Pages<Ref<M>> }
    /// Returns what events report of the model.
    Webhooks(Native) { fn reported(events: &[Event]) -> Pages<Change<M, Erased>> }
    /// Returns a record's content.
    Download { fn download(id: &Ref<M>) -> Pending<Content> }
    /// Creates a record with its content.
    Upload(Native) { fn upload(new: &M::New, file: tributary_client::Upload) -> Pending<Written<M, Erased>> }
}
