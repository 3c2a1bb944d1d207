//! Replies that are read as they arrive: server-sent events and JSON lines.

mod events;
mod guard;
mod lines;

pub use events::{Event, EventStream};
pub(crate) use guard::Guard;
pub use lines::{Lines, StreamError};
