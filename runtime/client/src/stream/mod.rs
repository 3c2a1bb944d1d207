//! Replies that are read as they arrive: server-sent events and JSON lines.

mod events;
mod lines;

pub use events::{Event, EventStream};
pub use lines::{Lines, StreamError};
