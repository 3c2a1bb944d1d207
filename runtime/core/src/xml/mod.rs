//! XML, both ways, through the same slots and views as JSON. Where a member is an attribute, a wrapped list or the
//! element's own text, the type's table says so.

mod read;
mod tree;
mod write;

use crate::codegen_v1::{Encode, Slot, XmlMember};
use crate::decode::Path;
use crate::{DecodeError, Issues};

/// Fills a slot from XML text: the content of the one element of the document, whatever its name.
pub fn fill_xml(slot: Slot<'_>, text: &[u8]) -> Result<Issues, DecodeError> {
    let text = std::str::from_utf8(text).map_err(DecodeError::utf8)?;
    let root = tree::parse(text.trim_start_matches('\u{feff}'))?;
    let mut issues = Issues::default();
    match read::fill(&root, slot, &Path::ROOT, &mut issues) {
        true => Ok(issues),
        false => Err(DecodeError::spoiled(issues)),
    }
}

/// XML text: the one element of a document. The error is a character or a name that XML can't hold.
pub fn to_xml(root: XmlMember, value: &dyn Encode) -> Result<Vec<u8>, DecodeError> {
    write::document(root, value)
}
