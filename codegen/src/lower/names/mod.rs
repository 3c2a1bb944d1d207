//! names: every Rust name of the generated code. Document text becomes identifiers in [`identifiers`], the names lock
//! keeps what was named before ([`lock`], [`keys`]), and [`assign`] gives each type, field and variant its name.

pub(crate) mod assign;
pub(crate) mod candidates;
pub(crate) mod identifiers;
pub(crate) mod keys;
pub(crate) mod lock;
pub(crate) mod method_names;
pub(crate) mod operation_names;
