//! schemas: resolved schemas to definitions of the draft. The first stage of lowering; starts at [`build`].

pub(crate) mod annotations;
pub(crate) mod build;
pub(crate) mod enums;
pub(crate) mod inheritance;
pub(crate) mod json_kinds;
pub(crate) mod json_types;
pub(crate) mod lists;
pub(crate) mod merged_alternatives;
pub(crate) mod met_again;
pub(crate) mod models;
pub(crate) mod parts;
pub(crate) mod scalars;
pub(crate) mod schema_location;
pub(crate) mod structs;
pub(crate) mod union_variants;
pub(crate) mod unions;
pub(crate) mod xml;
