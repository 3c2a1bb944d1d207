//! What every generated crate shares and that does no I/O.

#![warn(missing_docs)]
