//! Webhooks: requests by which a vendor reports events. What a mapping's `[webhooks]` says of them is data here
//! ([`WebhookRules`]); a request's body becomes [`Event`]s, and these become the changes that
//! [`ChangedSince`](crate::ChangedSince) gives.
//!
//! Nothing here verifies a request: `tributary-webhooks` does, so that an application without webhooks compiles no
//! cryptography.

mod changes;
mod event;
mod rules;

pub use changes::{by_id, newest, whole};
pub use event::{Event, Reported, Unreadable};
pub use rules::{
    Algorithm, Encoding, Joined, List, ModelEvents, Part, Place, Proof, Signature, Step, TimeOf, Timestamped,
    WebhookRules,
};
