//! What a generated conversion file uses: everything under one path, so that such a file begins with one line. It only
//! ever grows.

pub use std::borrow::Cow;

pub use tributary_core::Cursor;
pub use tributary_core::codegen_v1::Decode;
pub use tributary_core::{Decimal, Map, Maybe};
pub use tributary_model::convert::TimeFormat::{EpochMillis, EpochSeconds, MsJson, Pattern, Rfc3339};
pub use tributary_model::convert::{
    AsText, EnumTable, Flow, ISO_DATE, Quote, Readable, Reader, TimeFormat, Writer, borrow, copy, element,
    entry, first, inside, template, text, variant,
};
pub use tributary_model::{
    Change, Checkpoint, Conversion, Converted, Invalid, Model, Record, Ref, Unconverted,
};

pub use crate::answer::Reading;
pub use crate::listing::{Listing, Said};
pub use crate::records::Id;
pub use crate::run::{By, Run};
pub use crate::{
    ChangedSince, Content, Create, Delete, DeletedSince, Download, Error, Get, GetMany, List, ListOptions,
    Pages, Pending, Update, Upload, Webhooks, Written, answer, records, webhooks,
};
pub use tributary_client::rules::{ErrorRules, Source, Step, Test};

/// An id as the number that a parameter of this name takes.
///
/// # Errors
/// It is none.
pub fn int<M>(id: &Ref<M>, name: &'static str) -> Result<i64, Unconverted> {
    text(id).int().required(name)
}

/// An id as the UUID that a parameter of this name takes.
///
/// # Errors
/// It is none.
pub fn uuid<M>(id: &Ref<M>, name: &'static str) -> Result<tributary_core::Uuid, Unconverted> {
    text(id).uuid().required(name)
}

/// Strings of their own.
pub fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A value as the JSON text that some parameters are.
pub fn json_text(value: &dyn tributary_core::codegen_v1::Encode) -> String {
    let text = tributary_core::codegen_v1::to_json(value).unwrap_or_default();
    String::from_utf8(text).unwrap_or_default()
}
