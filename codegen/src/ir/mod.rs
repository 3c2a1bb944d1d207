//! The intermediate representation: what a vendor's documents mean, as plain data.
//!
//! `lower` writes it, `bind` and `emit` read it. Every Rust name in it is final, every reference is resolved, and there
//! is no token, no `openapiv3` type and no interior mutability, so that a stage can be read and tested on its own.

mod dump;
mod models;
mod operations;
mod types;

pub use models::*;
pub use operations::*;
pub use types::*;

/// One vendor's documents, or the unified model's, lowered together.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Human title, as the mapping or the first document gives it.
    pub title: String,
    /// `info.version`, as text.
    pub version: String,
    /// `info.description`, Markdown.
    pub description: Option<String>,
    /// Every type that the selection reaches.
    pub types: Types,
    /// In document order.
    pub operations: Vec<Operation>,
    /// Reply enums shared by operations that document the same statuses with the same bodies.
    pub replies: Vec<ReplyEnum>,
    /// The headers that operations document of their responses, each once.
    pub headers: Vec<Header>,
    /// Document-level servers, the first being the default.
    pub servers: Vec<Server>,
    /// `components.securitySchemes`, in document order.
    pub security_schemes: Vec<SecurityScheme>,
    /// The keys of those that no operation requires.
    pub optional_schemes: Vec<String>,
    /// What most operations demand, and those that have no `security` of their own here.
    pub security: Vec<SecurityRequirement>,
    /// What the vendor itself sends: `webhooks`. Their payloads are types like any other.
    pub webhooks: Vec<Webhook>,
    /// The models of a unified document (`x-tributary-model: true`), in document order. A vendor has none.
    pub models: Vec<Model>,
}

impl Api {
    /// Returns whether any request or response body is XML.
    pub fn has_xml(&self) -> bool {
        let sent = |operation: &Operation| {
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            contents.into_iter().any(|content| matches!(content.kind, ContentKind::Xml(_)))
        };
        let received = |reply: &Reply| matches!(reply, Reply::One(Payload::Xml(_)));
        let variants = self.replies.iter().flat_map(|reply| &reply.variants);
        let received = |it: &Operation| it.formats.xml || received(&it.success) || received(&it.error);
        self.operations.iter().any(|it| sent(it) || received(it))
            || variants.into_iter().any(|variant| matches!(variant.payload, Payload::Xml(_)))
            || self.webhooks.iter().any(|it| it.media_type.as_deref().is_some_and(|it| it.contains("xml")))
    }
}

/// The file of `types/` that holds what several tags use.
pub const SHARED_MODULE: &str = "shared";

/// Where something was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// Path of the source file.
    pub file: String,
    /// JSON pointer inside it, `""` being the whole document.
    pub pointer: String,
}

/// Text a person reads: a summary line and the rest, both Markdown as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// `summary` or `title`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
}
