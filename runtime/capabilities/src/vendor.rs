//! A vendor chosen at run time: what it offers, and its capabilities by model.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use tributary_model::Model;

use super::{Error, ErrorKind, erased};

/// A vendor's client, whichever vendor it is.
pub trait Vendor: fmt::Debug + Send + Sync {
    /// The name it is chosen by: `hubspot`.
    fn name(&self) -> &'static str;

    /// The name people know: `HubSpot`.
    fn title(&self) -> &'static str;

    /// Which models it has, and what can be done with each.
    fn offers(&self) -> &'static [Offer];

    /// The capability of this type, an `Arc<dyn …>` in a box.
    #[doc(hidden)]
    fn find(&self, wanted: TypeId) -> Option<Box<dyn Any + Send + Sync>>;

    /// The same of what is inside a record: `parent` is its `Ref`.
    #[doc(hidden)]
    fn find_inside(&self, parent: &dyn Any, wanted: TypeId) -> Option<Box<dyn Any + Send + Sync>> {
        let _ = (parent, wanted);
        None
    }
}

/// A vendor's client, narrowed down to what is inside one record.
#[derive(Clone, Copy)]
pub struct Within<'a> {
    vendor: &'a (dyn Vendor + 'static),
    parent: &'a (dyn Any + Send + Sync),
}

impl fmt::Debug for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "inside a record of {:?}", self.vendor)
    }
}

/// A model that a vendor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Offer {
    /// `crm`
    pub category: &'static str,
    /// `contact`
    pub model: &'static str,
    /// `crm.account`, where the model is only found inside another: see [`Vendor`]'s `inside`.
    pub parent: Option<(&'static str, &'static str)>,
    /// The names of the capability traits: `List`, `ChangedSince`.
    pub capabilities: &'static [&'static str],
}

impl Offer {
    /// What can be done with `M`.
    pub const fn of<M: Model>(capabilities: &'static [&'static str]) -> Self {
        Self { category: M::CATEGORY, model: M::NAME, parent: None, capabilities }
    }

    /// What can be done with `M` inside a `P`.
    pub const fn inside<P: Model, M: Model>(capabilities: &'static [&'static str]) -> Self {
        Self { parent: Some((P::CATEGORY, P::NAME)), ..Self::of::<M>(capabilities) }
    }
}

macro_rules! capabilities {
    ($($(#[$docs:meta])* $method:ident $name:ident;)*) => {
        /// Capabilities by model: `vendor.lists::<crm::Contact>()?.list(&options)`.
        impl dyn Vendor {
            $(
                $(#[$docs])*
                ///
                /// # Errors
                /// The vendor does not: [`ErrorKind::Unsupported`].
                pub fn $method<M: Model>(&self) -> Result<Arc<dyn erased::$name<M>>, Error> {
                    let found = self.find(TypeId::of::<dyn erased::$name<M>>());
                    self.known::<M, _>(found, stringify!($name))
                }
            )*
        }

        /// The same for models that are inside a record.
        impl Within<'_> {
            $(
                $(#[$docs])*
                ///
                /// # Errors
                /// The vendor does not: [`ErrorKind::Unsupported`].
                pub fn $method<M: Model>(&self) -> Result<Arc<dyn erased::$name<M>>, Error> {
                    let found = self.vendor.find_inside(self.parent, TypeId::of::<dyn erased::$name<M>>());
                    self.vendor.known::<M, _>(found, stringify!($name))
                }
            )*
        }
    };
}

capabilities! {
    /// How it lists the model.
    lists List;
    /// How it shows one record of the model.
    gets Get;
    /// How it takes new records of the model.
    creates Create;
    /// How it changes records of the model.
    updates Update;
    /// How it deletes records of the model.
    deletes Delete;
    /// How it tells what changed of the model.
    tells_changes ChangedSince;
    /// How it tells what was deleted of the model, and nothing else.
    tells_deletions DeletedSince;
    /// How it shows several records of the model at once.
    gets_many GetMany;
    /// How it gives the content of the model's records.
    downloads Download;
    /// How it takes new records of the model with their content.
    uploads Upload;
}

impl dyn Vendor {
    /// What is inside this record, for models that the vendor has only there.
    pub fn inside<'a, P: Model>(&'a self, parent: &'a tributary_model::Ref<P>) -> Within<'a> {
        Within { vendor: self, parent }
    }

    fn known<M: Model, T: ?Sized + 'static>(
        &self,
        found: Option<Box<dyn Any + Send + Sync>>,
        capability: &str,
    ) -> Result<Arc<T>, Error> {
        let found = found.and_then(|found| found.downcast::<Arc<T>>().ok());
        found.map(|found| *found).ok_or_else(|| self.unsupported::<M>(capability))
    }

    fn unsupported<M: Model>(&self, capability: &str) -> Error {
        let message = format!("{} has no {capability} for {}.{}", self.title(), M::CATEGORY, M::NAME);
        Error::new(ErrorKind::Unsupported, message)
    }
}

/// Makes a generated client a [`Vendor`]:
/// `vendor!(Client, "hubspot", "HubSpot" { crm::Contact: List Get, crm::User: List })`, and for models inside others
/// `inside { crm::Contact { crm::Note: List } }` after that.
#[macro_export]
#[doc(hidden)]
macro_rules! vendor {
    (
        $client:ty, $name:literal, $title:literal { $($model:ty: $($capability:ident)*),* $(,)? }
        $(inside { $($parent:ty { $inner:ty: $($within:ident)* }),* $(,)? })?
    ) => {
        impl $crate::Vendor for $client {
            fn name(&self) -> &'static str {
                $name
            }

            fn title(&self) -> &'static str {
                $title
            }

            fn offers(&self) -> &'static [$crate::Offer] {
                const {
                    &[
                        $($crate::Offer::of::<$model>(&[$(stringify!($capability)),*]),)*
                        $($($crate::Offer::inside::<$parent, $inner>(&[$(stringify!($within)),*]),)*)?
                    ]
                }
            }

            fn find(
                &self,
                wanted: std::any::TypeId,
            ) -> Option<Box<dyn std::any::Any + Send + Sync>> {
                use $crate::erased;
                $($(
                    if wanted == std::any::TypeId::of::<dyn erased::$capability<$model>>() {
                        let found: std::sync::Arc<dyn erased::$capability<$model>> = std::sync::Arc::new(self.clone());
                        return Some(Box::new(found));
                    }
                )*)*
                None
            }

            $(
                fn find_inside(
                    &self,
                    parent: &dyn std::any::Any,
                    wanted: std::any::TypeId,
                ) -> Option<Box<dyn std::any::Any + Send + Sync>> {
                    use $crate::erased;
                    $(
                        if let Some(parent) = parent.downcast_ref::<$crate::model::Ref<$parent>>() {
                            $(
                                if wanted == std::any::TypeId::of::<dyn erased::$within<$inner>>() {
                                    let found: std::sync::Arc<dyn erased::$within<$inner>> =
                                        std::sync::Arc::new(self.inside(parent));
                                    return Some(Box::new(found));
                                }
                            )*
                        }
                    )*
                    None
                }
            )?
        }
    };
}
