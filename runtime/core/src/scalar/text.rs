//! Text with a meaning: URIs and UUIDs, and text that doesn't grow.

use std::fmt;

use uuid::Uuid;

use super::{holds, scalar_slot};
use crate::codegen_v1::{Encode, Read, Scalar, View};

/// A URI, kept as received. It is not checked: real replies hold relative ones, templates and worse.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uri(pub String);

holds!(Uri, String);
scalar_slot!(Uri, Uri(String::new()));

impl From<&str> for Uri {
    fn from(text: &str) -> Self {
        Uri(text.to_owned())
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Scalar for Uri {
    fn expected(&self) -> &'static str {
        "a URI"
    }
    fn text(&mut self, text: &str) -> Read {
        text.clone_into(&mut self.0);
        Read::Exact
    }
}

impl Encode for Uri {
    fn view(&self) -> View<'_> {
        View::text(&self.0)
    }
}

scalar_slot!(Uuid, Uuid::nil());

impl Scalar for Uuid {
    fn expected(&self) -> &'static str {
        "a UUID"
    }
    fn text(&mut self, text: &str) -> Read {
        match Uuid::parse_str(text.trim()) {
            Ok(value) => {
                *self = value;
                if text.len() == 36 { Read::Exact } else { Read::Lenient }
            }
            Err(_) => Read::Wrong,
        }
    }
}

impl Encode for Uuid {
    fn view(&self) -> View<'_> {
        View::display(self)
    }
}

scalar_slot!(Box<str>, Box::default());

impl Scalar for Box<str> {
    fn expected(&self) -> &'static str {
        "text"
    }
    fn text(&mut self, text: &str) -> Read {
        *self = text.into();
        Read::Exact
    }
    fn integer(&mut self, value: i64) -> Read {
        *self = value.to_string().into();
        Read::Lenient
    }
    fn number(&mut self, value: f64) -> Read {
        *self = value.to_string().into();
        Read::Lenient
    }
}
