//! The place in a list, as text that may be saved.

use std::fmt;

/// Where a list goes on. Opaque text, good for the same vendor, model and capability only; how long, the vendor decides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor as it was saved.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to save.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text to save, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
