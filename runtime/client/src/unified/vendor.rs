//! A vendor chosen at run time: what it offers, and its capabilities by model.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use tributary_core::Model;

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
}

/// A model that a vendor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Offer {
    /// `crm`
    pub category: &'static str,
    /// `contact`
    pub model: &'static str,
    /// The names of the capability traits: `List`, `ChangedSince`.
    pub capabilities: &'static [&'static str],
}

impl Offer {
    /// What can be done with `M`.
    pub const fn of<M: Model>(capabilities: &'static [&'static str]) -> Self {
        Self { category: M::CATEGORY, model: M::NAME, capabilities }
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
                    self.find(TypeId::of::<dyn erased::$name<M>>())
                        .and_then(|found| found.downcast::<Arc<dyn erased::$name<M>>>().ok())
                        .map(|found| *found)
                        .ok_or_else(|| self.unsupported::<M>(stringify!($name)))
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
}

impl dyn Vendor {
    fn unsupported<M: Model>(&self, capability: &str) -> Error {
        let message = format!("{} has no {capability} for {}.{}", self.title(), M::CATEGORY, M::NAME);
        Error::new(ErrorKind::Unsupported, message)
    }
}

/// Makes a generated client a [`Vendor`]:
/// `vendor!(Client, "hubspot", "HubSpot" { crm::Contact: List Get, crm::User: List })`.
#[macro_export]
#[doc(hidden)]
macro_rules! vendor {
    ($client:ty, $name:literal, $title:literal { $($model:ty: $($capability:ident)*),* $(,)? }) => {
        impl $crate::unified::Vendor for $client {
            fn name(&self) -> &'static str {
                $name
            }

            fn title(&self) -> &'static str {
                $title
            }

            fn offers(&self) -> &'static [$crate::unified::Offer] {
                const { &[$($crate::unified::Offer::of::<$model>(&[$(stringify!($capability)),*])),*] }
            }

            fn find(
                &self,
                wanted: std::any::TypeId,
            ) -> Option<Box<dyn std::any::Any + Send + Sync>> {
                use $crate::unified::erased;
                $($(
                    if wanted == std::any::TypeId::of::<dyn erased::$capability<$model>>() {
                        let found: std::sync::Arc<dyn erased::$capability<$model>> = std::sync::Arc::new(self.clone());
                        return Some(Box::new(found));
                    }
                )*)*
                None
            }
        }
    };
}
