//! XML both ways.

use crate::codegen_v1::{Encode, Slot};
use crate::{DecodeError, Issues};

/// Fills a slot from XML text.
pub fn fill_xml(slot: Slot<'_>, text: &[u8]) -> Result<Issues, DecodeError> {
    let _ = (slot, text);
    Err(DecodeError::xml("not yet"))
}

/// XML text.
pub fn to_xml(root: &str, value: &dyn Encode) -> Result<Vec<u8>, DecodeError> {
    let _ = (root, value);
    Err(DecodeError::xml("not yet"))
}
