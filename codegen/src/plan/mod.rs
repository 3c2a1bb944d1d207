//! The plan: a mapping after every name in it has been resolved, typed and checked.
//!
//! `bind` writes it, `emit` reads it. Emission decides nothing: each step of each path says which Rust field it takes,
//! whether that field is plain, an `Option`, a `Maybe`, boxed or a look-up; each conversion is one [`Op`]. Types are
//! [`crate::ir::Shape`]s with the [`Side`] whose arena their `TypeId`s belong to. Nothing here refers to the mapping's
//! text but spans, for the documentation that is generated beside the code.

mod capability;
mod fingerprint;
mod request;
mod shared;
mod value;
mod webhooks;
mod write;

pub use capability::*;
pub use fingerprint::fingerprint;
pub use request::*;
pub use shared::*;
pub use value::*;
pub use webhooks::*;
pub use write::*;

/// Words of the mapping language that a plan keeps.
pub use crate::mapping::{CapabilityKind, Comparison};

use std::ops::Range;

use crate::ir::{Api, Origin, Payload, Reply, Shape, TypeId};

/// One vendor's mapping, bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Path of the mapping, for the generated documentation: `mappings/hubspot.toml`.
    pub file: String,
    pub vendor: VendorPlan,
    /// In the mapping's order.
    pub models: Vec<ModelPlan>,
    /// Every enum table that a value names by index.
    pub tables: Vec<EnumTable>,
    /// Hand-written conversions of `mappings/<vendor>.rs`, which a value names by index.
    pub functions: Vec<Function>,
    /// What is emitted once for several capabilities.
    pub shared: Shared,
}

impl Plan {
    /// The vendor's types that records are read from.
    pub fn records(&self) -> impl Iterator<Item = TypeId> {
        let readings = self.models.iter().flat_map(|model| &model.readings);
        readings.filter_map(|reading| match reading.record {
            Shape::Named(id) => Some(id),
            _ => None,
        })
    }

    /// The vendor's types that the mapped calls answer with.
    pub fn answers(&self, vendor: &Api) -> Vec<TypeId> {
        let mut found = Vec::new();
        for call in self.models.iter().flat_map(|model| &model.capabilities).filter_map(|it| it.action.call())
        {
            let following = call.pages.iter().filter_map(|pages| pages.following.as_ref());
            let start = call.sync.iter().filter_map(|sync| Some(&sync.start.as_ref()?.request));
            for request in following.chain(start).chain([&call.request]) {
                let Some(operation) = vendor.operations.get(request.operation) else { continue };
                let mut named = |payload: &Payload| {
                    if let Payload::Json(shape) = payload {
                        shape.named(&mut |id| found.push(id));
                    }
                };
                match &operation.success {
                    Reply::One(payload) => named(payload),
                    Reply::Enum(reply) => {
                        let variants = vendor.replies.get(*reply).map(|reply| &reply.variants);
                        variants.into_iter().flatten().for_each(|variant| named(&variant.payload));
                    }
                }
            }
        }
        found
    }

    /// The properties, by type and index, without which nothing is known: a record's id, where the records of a page are,
    /// how it goes on.
    pub fn relied_on(&self) -> Vec<(TypeId, usize)> {
        let mut found = Vec::new();
        let ids = self.models.iter().flat_map(|model| &model.readings).flat_map(|reading| &reading.fields);
        for id in ids.filter(|field| field.name == "id").filter_map(|field| field.value.as_ref()) {
            id.paths(&mut |path| path.fields(&mut found));
        }
        for call in self.models.iter().flat_map(|model| &model.capabilities).filter_map(|it| it.action.call())
        {
            match &call.answer {
                Answer::Record { path, .. } | Answer::Records { path, .. } => path.fields(&mut found),
                Answer::Id(value) | Answer::Ids(value) => value.paths(&mut |path| path.fields(&mut found)),
                Answer::Nothing | Answer::Content => {}
            }
            let pages = call.pages.iter().flat_map(Pages::values);
            let sync = call.sync.iter().flat_map(Sync::values);
            pages.chain(sync).for_each(|value| value.paths(&mut |path| path.fields(&mut found)));
        }
        found
    }
}

/// What concerns every call to the vendor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VendorPlan {
    /// `hubspot`: the mapping's file stem.
    pub name: String,
    /// `HubSpot`
    pub title: String,
    /// Document files, relative to `specs/<vendor>/`; all of the folder's when the mapping names none.
    pub documents: Vec<String>,
    /// In place of the document's servers. Only settings are placeholders.
    pub base_url: Option<Vec<Piece>>,
    /// What a user must give to make a client, in the mapping's order.
    pub settings: Vec<Setting>,
    pub auth: Option<Auth>,
    pub limits: Option<Limits>,
    pub errors: Option<ErrorRules>,
    pub webhooks: Option<Webhooks>,
}

/// A value that differs by customer: a subdomain, a tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// As placeholders have it, which is a Rust name: `subdomain`.
    pub name: String,
    /// For people: where to find it.
    pub docs: String,
    /// It comes with the OAuth2 token, as this member of the token's answer.
    pub from_token: Option<String>,
}

/// How requests prove who sends them. Credentials are templates of credential names: `{api_key}`.
#[derive(Clone, Debug, PartialEq)]
pub enum Auth {
    Bearer { token: Vec<Piece> },
    Basic { user: Vec<Piece>, password: Vec<Piece> },
    Header { name: String, value: Vec<Piece> },
    Query { name: String, value: Vec<Piece> },
    OAuth2(OAuth2),
}

#[derive(Clone, Debug, PartialEq)]
pub struct OAuth2 {
    pub grant: Grant,
    /// The mapping's, or else the document's.
    pub token_url: Option<Vec<Piece>>,
    /// `GET` for the few that want it.
    pub token_method: String,
    pub credentials: CredentialsIn,
    pub scopes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    RefreshToken,
    ClientCredentials,
}

/// Where client id and secret travel when a token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsIn {
    Body,
    Basic,
    Query,
}

/// At most `requests` in any `per_ms` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub requests: u32,
    pub per_ms: u64,
}

/// A unified model of this vendor.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelPlan {
    /// `crm`
    pub category: String,
    /// `contact`
    pub model: String,
    /// The model's struct in the category's unified API.
    pub unified: TypeId,
    /// What creates and what changes one: `ContactNew`, `ContactPatch`.
    pub new: TypeId,
    pub patch: TypeId,
    /// `ticketing.ticket`: where this model only exists inside another.
    pub parent: Option<String>,
    /// The vendor names that `{select}` stands for, sorted, without duplicates.
    pub select: Vec<String>,
    /// One conversion a distinct vendor record type; capabilities name theirs by index.
    pub readings: Vec<Reading>,
    /// In the order of [`CapabilityKind`], each kind at most once.
    pub capabilities: Vec<Capability>,
    /// One a field of the unified struct, in its order: what documentation, coverage and property tests need to know.
    pub fields: Vec<FieldPlan>,
    /// What creating and updating write alike.
    pub alike: Option<Alike>,
    /// Which events report records.
    pub webhooks: Option<ModelWebhooks>,
    /// Of `[category.model]`.
    pub span: Range<usize>,
    pub line: usize,
}

impl ModelPlan {
    /// How the model has a capability, if it has it.
    pub fn action(&self, kind: CapabilityKind) -> Option<&Action> {
        let found = self.capabilities.iter().find(|capability| capability.kind == kind);
        found.map(|capability| &capability.action)
    }

    /// The reading that reads the records of a reading: its own, or the first.
    pub fn read_by(&self, index: usize) -> usize {
        let widened = self.readings.get(index).is_some_and(|reading| reading.widened.is_some());
        if widened { 0 } else { index }
    }

    /// What the pages of a capability hold, if it has any.
    pub fn listed(&self, kind: CapabilityKind) -> Option<Listed> {
        match kind {
            CapabilityKind::List | CapabilityKind::Many => Some(Listed::Records),
            CapabilityKind::Changed => Some(Listed::Changes),
            CapabilityKind::Deleted if self.action(CapabilityKind::Changed).is_some() => {
                Some(Listed::Deletions)
            }
            CapabilityKind::Deleted => Some(Listed::Ids),
            _ => None,
        }
    }
}

/// Vendor record to unified model.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The vendor's type, never an alias: a named struct, or a map.
    pub record: Shape,
    /// One a field of the unified struct, in its order; [`Root::Record`] is the record.
    pub fields: Vec<ReadField>,
    /// Maps that many of its paths look into: each gets a name of its own.
    pub lookups: Vec<Lookup>,
    /// Where the model's first reading reads it: the record is made that one's.
    pub widened: Option<Widened>,
}

/// A map of texts that a reading looks into again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    /// A Rust name: `properties`.
    pub name: String,
    /// The steps from the record to the map.
    pub map: Vec<Step>,
    /// Texts that read as absent.
    pub none: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReadField {
    /// Index into the unified struct's fields, and its Rust name.
    pub index: usize,
    pub name: String,
    /// How the unified field is declared: plain when required, else `Option`.
    pub presence: Presence,
    /// `None`: not mapped, or not there in this record: it takes the type's empty value.
    pub value: Option<Value>,
}

/// A unified field as the mapping treats it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlan {
    /// Index into the unified struct's fields.
    pub index: usize,
    /// `first_name`
    pub name: String,
    pub class: Class,
    /// Why the class is not bijective: `properties` of the construct, in words, for the report.
    pub reasons: Vec<String>,
    /// `loses = "…"`
    pub loses: Option<String>,
    /// `ignore = "…"`
    pub ignore: Option<String>,
    /// Read and written by one expression, so that the laws can be tested.
    pub symmetric: bool,
    pub read: bool,
    pub create: bool,
    pub update: bool,
    /// The mapping's text of the line, for documentation: `properties.firstname`.
    pub text: String,
    pub span: Range<usize>,
    /// Of the mapping, counted from 1; 0 when the field is not mapped.
    pub line: usize,
    /// Where the vendor's document declares what is read.
    pub origin: Option<Origin>,
}

/// What a round trip keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Both laws hold.
    Bijective,
    /// Written and read, but at least one law fails.
    Lossy(Loss),
    ReadOnly,
    WriteOnly,
    /// `ignore = "why"`
    Ignored,
    /// Optional, and the mapping does not speak of it.
    Unmapped,
}

/// Which law fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Loss {
    /// read(write(u)) = u
    pub w: bool,
    /// write(read(v)) = v
    pub r: bool,
}

/// A hand-written conversion, `fn(&V) -> Result<U, Invalid>`; its types are checked by rustc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The filter's name in expressions.
    pub name: String,
    /// Rust name of the reading function.
    pub read: Option<String>,
    pub write: Option<String>,
    pub loses: Option<String>,
}

/// A unified enum against a vendor's values.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumTable {
    /// A Rust constant name: `LEAD_STATUS`.
    pub name: String,
    /// The unified enum.
    pub unified: TypeId,
    /// The vendor's: an enum, text, an integer or a bool.
    pub vendor: Shape,
    /// In the unified enum's order.
    pub rows: Vec<EnumRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnumRow {
    /// Index into the unified enum's members, its Rust name and wire text.
    pub member: usize,
    pub name: String,
    pub wire: String,
    /// All of them read as the member; the first is written. Empty: refused on write.
    pub vendor: Vec<crate::ir::Literal>,
}
