//! Enum tables: which of the vendor's values is which unified member, both ways.

use std::borrow::Cow;

use super::Flow;
use crate::model::Invalid;

/// One `[enums.NAME]` of a mapping, as texts. Texts that it does not hold are kept as they are, both ways.
#[derive(Clone, Copy, Debug)]
pub struct EnumTable {
    /// Vendor's value and unified member, in the order of the mapping: of several for one member, the first is written.
    pub pairs: &'static [(&'static str, &'static str)],
    /// Unified members that this vendor has no value for: writing one is refused.
    pub refused: &'static [&'static str],
}

impl EnumTable {
    fn unified(&self, vendor: &str) -> Option<&'static str> {
        self.pairs.iter().find(|(theirs, _)| *theirs == vendor).map(|(_, ours)| *ours)
    }

    fn vendor(&self, unified: &str) -> Option<&'static str> {
        self.pairs.iter().find(|(_, ours)| *ours == unified).map(|(theirs, _)| *theirs)
    }
}

impl<'a> Flow<Cow<'a, str>> {
    /// `enum = "NAME"`, read: the unified member for the vendor's value.
    pub fn unified<E: for<'t> From<&'t str>>(self, table: &EnumTable) -> Flow<E> {
        self.map(|text| E::from(table.unified(&text).unwrap_or(&text)))
    }

    /// `enum = "NAME"`, written: the vendor's value for the unified member.
    pub fn vendor(self, table: &EnumTable) -> Self {
        self.then(|text| match table.vendor(&text) {
            Some(theirs) => Ok(Cow::Borrowed(theirs)),
            None if table.refused.contains(&&*text) => {
                Err(Invalid::new("a member that this vendor has a value for").received(text))
            }
            None => Ok(text),
        })
    }
}
