//! A vendor chosen at run time: what it offers, and its capabilities by model.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use tributary_model::Model;

use super::webhooks::WebhookRules;
use super::{Error, ErrorKind};

/// A vendor's client, whichever vendor it is. Generated clients implement it; [`vendor!`](crate::vendor!) implements it for
/// a type of your own, such as a vendor that exists only in a test.
pub trait Vendor: Any + fmt::Debug + Send + Sync {
    /// The name that the vendor is chosen by: `hubspot`.
    fn name(&self) -> &'static str;

    /// The vendor's name as people write it: `HubSpot`.
    fn title(&self) -> &'static str;

    /// The models that the vendor has, with their capabilities and fields.
    fn offers(&self) -> &'static [Offer];

    /// How the vendor's webhooks are verified and read; `None` if the mapping says nothing of them.
    fn webhooks(&self) -> Option<&'static WebhookRules> {
        None
    }

    /// The client as `Any`, for [`downcast_ref`](#method.downcast_ref).
    #[doc(hidden)]
    fn as_any(&self) -> &dyn Any;

    /// The capability of this type, an `Arc<dyn …>` in a box.
    #[doc(hidden)]
    fn find(&self, wanted: TypeId) -> Option<Box<dyn Any + Send + Sync>>;

    /// The capability of this type inside a record: `parent` is its `Ref`.
    #[doc(hidden)]
    fn find_inside(&self, parent: &dyn Any, wanted: TypeId) -> Option<Box<dyn Any + Send + Sync>> {
        let _ = (parent, wanted);
        None
    }
}

/// A vendor's client, narrowed down to what is inside one record.
#[derive(Clone, Copy)]
pub struct Within<'a> {
    pub(crate) vendor: &'a (dyn Vendor + 'static),
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
    /// `crm.account`, where the model exists only inside another: see [`Vendor`]'s `inside`.
    pub parent: Option<(&'static str, &'static str)>,
    /// The names of the capability traits: `List`, `ChangedSince`.
    pub capabilities: &'static [&'static str],
    /// The fields that are read from the vendor, separated by spaces.
    reads: &'static str,
    /// The fields that a create sends.
    creates: &'static str,
    /// The fields that an update sends.
    updates: &'static str,
}

/// Which of a vendor's requests and responses have a field of a unified model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSupport {
    /// It is filled when a record is read.
    pub read: bool,
    /// It is sent when a record is created.
    pub create: bool,
    /// It is sent when a record is updated.
    pub update: bool,
}

impl Offer {
    /// A model with these capabilities, and the names of its fields that are read, created and updated.
    #[doc(hidden)]
    pub const fn of<M: Model>(capabilities: &'static [&'static str], fields: [&'static str; 3]) -> Self {
        let [reads, creates, updates] = fields;
        Self { category: M::CATEGORY, model: M::NAME, parent: None, capabilities, reads, creates, updates }
    }

    /// The same inside a `P`.
    #[doc(hidden)]
    pub const fn inside<P: Model, M: Model>(
        capabilities: &'static [&'static str],
        fields: [&'static str; 3],
    ) -> Self {
        Self { parent: Some((P::CATEGORY, P::NAME)), ..Self::of::<M>(capabilities, fields) }
    }

    /// Whether the vendor fills this field, and whether it takes it: `offer.field("birth_date").create`.
    pub fn field(&self, name: &str) -> FieldSupport {
        let has = |fields: &str| fields.split_ascii_whitespace().any(|field| field == name);
        FieldSupport { read: has(self.reads), create: has(self.creates), update: has(self.updates) }
    }
}

impl dyn Vendor {
    /// Whether the vendor has a capability: `vendor.supports::<dyn erased::Create<crm::Contact>>()`.
    pub fn supports<C: ?Sized + 'static>(&self) -> bool {
        self.find(TypeId::of::<C>()).is_some()
    }

    /// Returns a capability, to be given to a function over `impl List<M>` and the like:
    /// `vendor.capability::<dyn erased::List<crm::Contact>>()`. `None` if the vendor lacks it.
    pub fn capability<C: ?Sized + 'static>(&self) -> Option<Arc<C>> {
        self.find(TypeId::of::<C>())?.downcast::<Arc<C>>().ok().map(|found| *found)
    }

    /// Returns the typed client, which reaches the rest of the vendor's API, if it is of this type:
    /// `vendor.downcast_ref::<tributary::hubspot::Client>()`.
    pub fn downcast_ref<C: 'static>(&self) -> Option<&C> {
        self.as_any().downcast_ref()
    }

    /// Returns what the vendor has of a model; `None` if it lacks the model.
    pub fn offer<M: Model>(&self) -> Option<&'static Offer> {
        self.offers().iter().find(|offer| offer.category == M::CATEGORY && offer.model == M::NAME)
    }

    /// Narrows the client down to one record, for models that the vendor has only inside it.
    pub fn inside<'a, P: Model>(&'a self, parent: &'a tributary_model::Ref<P>) -> Within<'a> {
        Within { vendor: self, parent }
    }

    pub(crate) fn unsupported<M: Model>(&self, capability: &'static str) -> impl Fn() -> Error + use<M> {
        let title = self.title();
        move || {
            let message = format!("{title} has no {capability} for {}.{}", M::CATEGORY, M::NAME);
            Error::new(ErrorKind::Unsupported, message)
        }
    }
}

impl Within<'_> {
    pub(crate) fn find(&self, wanted: TypeId) -> Option<Box<dyn Any + Send + Sync>> {
        self.vendor.find_inside(self.parent, wanted)
    }

    /// Whether the vendor has a capability inside the record.
    pub fn supports<C: ?Sized + 'static>(&self) -> bool {
        self.find(TypeId::of::<C>()).is_some()
    }

    /// Returns a capability inside the record; `None` if the vendor lacks it.
    pub fn capability<C: ?Sized + 'static>(&self) -> Option<Arc<C>> {
        self.find(TypeId::of::<C>())?.downcast::<Arc<C>>().ok().map(|found| *found)
    }
}

/// Implements [`Vendor`] for a client:
/// `vendor!(Client, "acme", "Acme" { crm::Contact: List Get })`. The client implements the capability traits that are named
/// and is `Clone`. The fields that are read, created and updated may follow in brackets,
/// `crm::Contact: List Get ["id name", "", ""]`, and `inside { crm::Contact { crm::Note: List } }` after the braces names
/// models that exist only inside a record of another. `webhooks(RULES)` before that names the vendor's
/// [`WebhookRules`](crate::webhooks::WebhookRules).
#[macro_export]
macro_rules! vendor {
    (@fields) => {
        ["", "", ""]
    };
    (@fields [$($fields:literal),*]) => {
        [$($fields),*]
    };
    (
        $client:ty, $name:literal, $title:literal
        { $($model:ty: $($capability:ident)* $([$($fields:literal),*])?),* $(,)? }
        $(webhooks($rules:expr))?
        $(inside { $($parent:ty { $inner:ty: $($within:ident)* $([$($inner_fields:literal),*])? }),* $(,)? })?
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
                        $($crate::Offer::of::<$model>(
                            &[$(stringify!($capability)),*],
                            $crate::vendor!(@fields $([$($fields),*])?),
                        ),)*
                        $($($crate::Offer::inside::<$parent, $inner>(
                            &[$(stringify!($within)),*],
                            $crate::vendor!(@fields $([$($inner_fields),*])?),
                        ),)*)?
                    ]
                }
            }

            $(
                fn webhooks(&self) -> Option<&'static $crate::webhooks::WebhookRules> {
                    Some($rules)
                }
            )?

            fn as_any(&self) -> &dyn std::any::Any {
                self
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
