//! Response headers that a document names: a name and a type, to be asked of any response.

use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;
use tributary_core::codegen_v1::{Decode, from_text};

/// A response header that the document names, and the type of its value.
pub struct Header<T> {
    name: &'static str,
    marker: PhantomData<fn() -> T>,
}

impl<T> Header<T> {
    /// By its name on the wire.
    pub const fn new(name: &'static str) -> Self {
        Header { name, marker: PhantomData }
    }

    /// Its name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// What a response can be asked for: a name for a header's text, a [`Header`] for its value.
pub trait HeaderKey {
    /// What is asked for.
    type Value<'a>;

    /// It; `None` if it isn't there or isn't as documented.
    fn of(self, headers: &HeaderMap) -> Option<Self::Value<'_>>;
}

impl<N: AsRef<str> + ?Sized> HeaderKey for &N {
    type Value<'a> = &'a str;

    fn of(self, headers: &HeaderMap) -> Option<&str> {
        headers.get(self.as_ref())?.to_str().ok()
    }
}

/// One that comes several times is one list.
impl<T: Decode> HeaderKey for Header<T> {
    type Value<'a> = T;

    fn of(self, headers: &HeaderMap) -> Option<T> {
        let mut texts = headers.get_all(self.name).iter().filter_map(|value| value.to_str().ok());
        let first = texts.next()?;
        let rest: Vec<&str> = texts.collect();
        match rest.is_empty() {
            true => from_text(first),
            false => from_text(&format!("{first}, {}", rest.join(", "))),
        }
    }
}

impl<T> Copy for Header<T> {}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({})", self.name)
    }
}
