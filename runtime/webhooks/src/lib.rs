//! Webhooks of vendors, in terms of the unified model: a request is verified, split into events, and what these report
//! becomes the changes that `ChangedSince` gives.
//!
//! A handler has three steps, and knows no vendor:
//!
//! 1. [`Receiver::receive`] verifies the request as the vendor's mapping says, and returns its [`Delivery`].
//! 2. [`Inbox::changes`] returns what the delivery reports of a model, without what was reported before or is older than that.
//! 3. [`Inbox::done`] remembers the delivery, once the application has stored the changes.
//!
//! A delivery that is not done when the process stops is sent again by the vendor, since nobody confirmed it, and is then
//! reported again: a change may be reported twice, never left out. Vendors give up after some time, and some lose events, so
//! an application runs `changed_since` from time to time all the same.

#![warn(missing_docs)]

mod delivery;
mod error;
mod inbox;
mod receiver;
mod seen;
mod signature;

pub use delivery::{Delivery, Handshake};
pub use error::{Error, ErrorKind};
pub use inbox::{Changes, Inbox};
pub use receiver::Receiver;
pub use seen::{MemorySeenEvents, SeenEvents, StoreError};
pub use tributary_capabilities::webhooks::{Event, Reported, WebhookRules};
