//! Unified models: which of the types a capability lists, gets, creates and updates.
//!
//! `new` and `patch` are ordinary structs, derived from the model by `lower`: fields without the read-only ones; in a
//! patch every field is optional *and* nullable, so that the usual rule of an encoded type makes it a `Maybe<T>`.

use super::{Kind, Presence, TypeDef, TypeId};

/// A component schema marked `x-tributary-model: true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The Rust name of the model's type: `Contact`.
    pub name: String,
    /// The stem of the document's file: `crm`.
    pub category: String,
    /// What a vendor's record becomes.
    pub model: TypeId,
    /// What is created: `ContactNew`.
    pub new: TypeId,
    /// What is changed: `ContactPatch`.
    pub patch: TypeId,
}

/// Whether a patch has a place for every field of a new record.
pub fn holds_all(new: &TypeDef, patch: &TypeDef) -> bool {
    let (Kind::Struct(from), Kind::Struct(to)) = (&new.kind, &patch.kind) else { return false };
    from.fields.iter().all(|given| {
        to.fields.iter().find(|field| field.name == given.name).is_some_and(|place| {
            let presences = (given.presence(new.flow), place.presence(patch.flow));
            let fits = matches!(
                presences,
                (Presence::Value | Presence::Option, Presence::Maybe) | (Presence::Value, Presence::Option)
            ) || presences.0 == presences.1;
            place.shape == given.shape && fits
        })
    })
}
