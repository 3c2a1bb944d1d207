//! The unified model's vocabulary: what a model is, how a record points at another, and what a conversion gives.
//!
//! The models themselves (`crm::Contact`, …) are generated from `specs/unified`; here is what they all share.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::warning::Warning;
use tributary_core::codegen_v1::{self, Decode, Encode, Slot, View};

/// A unified model: one struct that every vendor's records are brought to.
pub trait Model: Clone + fmt::Debug + Send + Sync + 'static {
    /// The category's name: `crm`.
    const CATEGORY: &'static str;
    /// The model's name in its category: `contact`.
    const NAME: &'static str;
    /// What a new record is made from: the members that a caller may set.
    type New: Clone + fmt::Debug + Default + Send + Sync + 'static;
    /// What a partial update is made from: every member absent, null or a value.
    type Patch: Clone + fmt::Debug + Default + Send + Sync + 'static;

    /// The vendor's id of this record, as text.
    fn id(&self) -> &Ref<Self>;
    /// When the vendor says it was last changed, if it does.
    fn modified_at(&self) -> Option<tributary_core::Timestamp>;
    /// Whether the vendor says that it is deleted, or that it is not; `None` where it says neither.
    fn deleted(&self) -> Option<bool>;

    /// Whether the vendor says that it is deleted.
    fn is_deleted(&self) -> bool {
        self.deleted() == Some(true)
    }
}

/// A typed reference to a record of the model `M`: the vendor's id, as text.
///
/// ```
/// # use tributary_model::Ref;
/// # struct Account;
/// let account: Ref<Account> = Ref::new("701");
/// assert_eq!(account.as_str(), "701");
/// ```
pub struct Ref<M> {
    id: String,
    model: PhantomData<fn() -> M>,
}

impl<M> Ref<M> {
    /// The reference to the record of this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), model: PhantomData }
    }

    /// The vendor's id.
    pub fn as_str(&self) -> &str {
        &self.id
    }

    /// The vendor's id, owned.
    pub fn into_string(self) -> String {
        self.id
    }
}

impl<M> Clone for Ref<M> {
    fn clone(&self) -> Self {
        Self::new(self.id.clone())
    }
}

impl<M> fmt::Debug for Ref<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.id, f)
    }
}

impl<M> fmt::Display for Ref<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

impl<M> PartialEq for Ref<M> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<M> Eq for Ref<M> {}

impl<M> PartialOrd for Ref<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M> Ord for Ref<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl<M> Hash for Ref<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<M> From<&str> for Ref<M> {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl<M> From<String> for Ref<M> {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl<M> From<i64> for Ref<M> {
    fn from(id: i64) -> Self {
        Self::new(id.to_string())
    }
}

impl<M> Decode for Ref<M> {
    fn blank() -> Self {
        Self::new(String::new())
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.id)
    }
}

impl<M> Encode for Ref<M> {
    fn view(&self) -> View<'_> {
        View::text(&self.id)
    }
}

impl<'de, M> serde::Deserialize<'de> for Ref<M> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        codegen_v1::deserialize(from)
    }
}

impl<M> serde::Serialize for Ref<M> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        codegen_v1::serialize(self, to)
    }
}

/// What a conversion returns: the value with warnings, or why there is none.
pub type Conversion<T> = Result<Converted<T>, crate::Unconverted>;

/// What a conversion gives: the value, and what could not be brought over.
#[derive(Clone, Debug)]
pub struct Converted<T> {
    /// The converted value, without the members that a warning names.
    pub value: T,
    /// What was left out, and why. Empty in the ordinary case.
    pub warnings: Vec<Warning>,
}

/// A record as an application sees it: the unified model, and the vendor's own value for everything else.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record<M, V> {
    /// The unified model.
    pub model: M,
    /// What the vendor sent, typed: whatever the model leaves out is here.
    pub native: V,
    /// What of `native` could not be brought to `model`, and why.
    pub warnings: Vec<Warning>,
}

impl<M, V> Record<M, V> {
    /// A converted value beside what it was converted from.
    pub fn new(converted: Converted<M>, native: V) -> Self {
        Self { model: converted.value, native, warnings: converted.warnings }
    }

    /// The same record with its native value changed: to leave it out, or to erase its type.
    pub fn map_native<W>(self, map: impl FnOnce(V) -> W) -> Record<M, W> {
        Record { model: self.model, native: map(self.native), warnings: self.warnings }
    }
}

/// A value that can't be what it has to be. Hand-written conversion functions answer it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// What was expected, in a few words: `a whole number`.
    pub reason: Cow<'static, str>,
    /// What was there, shortened.
    pub received: Option<Box<str>>,
}

impl Invalid {
    /// A value that is not what `reason` says.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), received: None }
    }

    /// The same, with what was there.
    #[must_use]
    pub fn received(mut self, value: impl fmt::Display) -> Self {
        self.received = Some(crate::warning::excerpt(&value.to_string()));
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.received {
            Some(received) => write!(f, "expected {}, received {received:?}", self.reason),
            None => write!(f, "expected {}", self.reason),
        }
    }
}

impl std::error::Error for Invalid {}
