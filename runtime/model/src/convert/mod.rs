//! What generated conversions are made of: a value on its way is a [`Flow`], from the vendor or to it.
//!
//! A mapping line becomes one chain of `Flow`'s methods, left to right as in the mapping; it ends in a [`Reader`] or a
//! [`Writer`], which keep what went wrong. Nearly all of it is non-generic: it is compiled here, once.

mod flow;
mod json;
mod number;
mod place;
mod reader;
mod sink;
mod table;
mod text;
mod time;
mod writer;

pub use flow::{Flow, Source, Wrong, borrow, copy};
pub use place::{Shared, element, entry, first, inside, variant};
pub use reader::{Inside, Items, Reader};
pub use sink::{List, Sink};
pub use table::EnumTable;
pub use text::{AsText, Quote, Readable, template, text};
pub use time::{ISO_DATE, TimeFormat};
pub use writer::Writer;
