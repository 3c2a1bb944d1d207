//! Operations: what a request is made of, and what each status answers.

use super::{Docs, Field, Literal, Origin, Shape};

#[derive(Clone, Debug)]
pub struct Operation {
    /// The Rust method name: `list_tickets`.
    pub name: String,
    /// The file of `api/` it is written to: the first tag's, or `default`.
    pub module: String,
    /// As the document has it.
    pub operation_id: Option<String>,
    /// Upper case: `GET`.
    pub method: String,
    /// As the document has it: `/tickets/{id}`. Every placeholder is a parameter in [`Operation::parameters`].
    pub path: String,
    pub docs: Docs,
    pub deprecated: bool,
    pub origin: Origin,
    /// Path parameters in template order, then the other required ones, then the optional ones.
    pub parameters: Vec<Parameter>,
    /// The struct that holds the optional parameters, if there is any: `ListTicketsParams`.
    pub params_struct: Option<String>,
    pub body: Option<Body>,
    /// What a 2xx answers.
    pub success: Reply,
    /// What any other status answers.
    pub error: Reply,
    /// Headers that the document names on any response.
    pub reply_headers: Vec<ReplyHeader>,
    /// The media types that [`Operation::success`] and [`Operation::error`] can read, in order of preference, as the
    /// document has them; empty if no body is documented, or none but JSON.
    pub accept: Vec<String>,
    /// In what else than its payload's format a successful body may come.
    pub formats: Formats,
    /// `None`: the API's.
    pub security: Option<Vec<SecurityRequirement>>,
    /// Servers of the operation or its path, in place of the document's.
    pub servers: Vec<Server>,
}

/// A request that the vendor makes: a webhook or a callback.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its payload's name: `TicketCreatedWebhook`, `ExportTicketsDoneCallback`; none without a payload.
    pub name: String,
    /// As the document has it: `ticket.created`.
    pub wire: String,
    /// Upper case: `POST`.
    pub method: String,
    pub sent: Sent,
    pub docs: Docs,
    pub origin: Origin,
    /// The headers that the document names, as it has them.
    pub headers: Vec<String>,
    /// The body's, where it is not JSON.
    pub media_type: Option<String>,
    /// Its body, where it has one that is typed.
    pub payload: Option<Shape>,
}

/// Why and where to a vendor makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A webhook: to where its settings say.
    ByItself,
    /// A callback of the operation with this method and path, to the URL that the expression `to` gives.
    Because { method: String, path: String, to: String },
}

#[derive(Clone, Debug)]
pub struct Parameter {
    /// Rust name, unescaped.
    pub name: String,
    pub wire: String,
    pub location: Location,
    pub shape: Shape,
    pub required: bool,
    pub nullable: bool,
    pub encoding: ParameterEncoding,
    /// The only value it may have: sent by itself, not an argument.
    pub constant: Option<Literal>,
    pub default: Option<Literal>,
    pub deprecated: bool,
    pub docs: Docs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    Path,
    Query,
    /// `in: querystring` of OpenAPI 3.2 is not one: it is lowered to a form.
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterEncoding {
    /// `style` and `explode`, per RFC 6570 where OpenAPI refers to it.
    Style { style: Style, explode: bool, allow_reserved: bool },
    /// `content: application/json`.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    /// Swagger 2.0's `collectionFormat: tsv`.
    TabDelimited,
    DeepObject,
}

/// A request body. More than one content: the caller chooses, through an enum of that name.
#[derive(Clone, Debug)]
pub struct Body {
    pub required: bool,
    pub docs: Docs,
    pub contents: Vec<Content>,
    /// The name of the enum, where `contents` are several: `UploadBody`.
    pub choice: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Content {
    /// The variant's name, where contents are several.
    pub name: String,
    /// As the document has it: `application/merge-patch+json`.
    pub media_type: String,
    /// The same where it is one type. Of a range of them a type in it, or for bytes the range itself (`image/*`): the runtime
    /// knows the types that bytes show.
    pub sent_as: String,
    /// Other media types that the very same bytes may be called.
    pub others: Vec<String>,
    pub kind: ContentKind,
    /// The element that an XML body is: its name is there always.
    pub root: Option<super::Xml>,
}

#[derive(Clone, Debug)]
pub enum ContentKind {
    /// Any `application/json` or `+json`.
    Json(Shape),
    /// `application/x-www-form-urlencoded`: a struct's members, each with its own style.
    Form {
        shape: Shape,
        encodings: Vec<(String, ParameterEncoding)>,
    },
    /// `multipart/*`.
    Multipart {
        name: String,
        parts: Vec<Part>,
    },
    Text,
    Xml(Shape),
    /// `application/jsonl` and the like: a list, each item of which is a line.
    JsonLines(Shape),
    /// Anything else: bytes, or a stream of them.
    Bytes,
}

/// One part of a multipart body: a field of the generated struct.
#[derive(Clone, Debug)]
pub struct Part {
    /// Name, wire name, shape, requiredness, documentation.
    pub field: Field,
    pub kind: PartKind,
    /// The part's own content type, where the document gives one: of several, the first.
    pub content_type: Option<String>,
    /// Not one part but all that the document does not name, by name: additional properties. A map.
    pub rest: bool,
    /// A list is sent as one part an item.
    pub repeated: bool,
    /// A list or object that is sent as fields of text, written as in a form.
    pub style: Option<ParameterEncoding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Text, numbers, enums.
    Text,
    Json,
    /// A file with a name and a type.
    File,
}

/// Formats that the document describes for the same value: a response is read by its own `Content-Type` among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// XML.
    pub xml: bool,
    /// Text, of a scalar whose payload is JSON.
    pub text: bool,
    /// A JSON string, where the payload is text.
    pub json: bool,
}

/// What a class of statuses answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// All of them the same.
    One(Payload),
    /// Index into [`super::Api::replies`].
    Enum(usize),
}

/// One Rust enum for a set of statuses and their bodies, shared by all operations that have that very set.
#[derive(Clone, Debug)]
pub struct ReplyEnum {
    /// `ListTicketsError`, or the name of the set where several share it.
    pub name: String,
    pub variants: Vec<ReplyVariant>,
}

#[derive(Clone, Debug)]
pub struct ReplyVariant {
    /// `NotFound`, `Status4xx`, `Default`.
    pub name: String,
    pub statuses: Statuses,
    pub payload: Payload,
    pub docs: Docs,
}

/// A documented response header.
#[derive(Clone, Debug)]
pub struct ReplyHeader {
    /// As the document has it: `X-Rate-Limit`.
    pub wire: String,
    /// The responses it comes with.
    pub statuses: Vec<Statuses>,
    /// Scalars and enums, or lists of them (comma-separated); anything else is text.
    pub shape: Shape,
    pub docs: Docs,
}

/// A response header that any operation documents, to be asked of any response.
#[derive(Clone, Debug)]
pub struct Header {
    /// The constant's name: `X_RATE_LIMIT`.
    pub name: String,
    /// As the first that documents it has it: `X-Rate-Limit`.
    pub wire: String,
    /// As [`ReplyHeader::shape`].
    pub shape: Shape,
    pub docs: Docs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statuses {
    Code(u16),
    /// 4 for `4XX`.
    Range(u8),
    Default,
}

/// A response body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// No body is documented.
    Nothing,
    Json(Shape),
    Text,
    Xml(Shape),
    /// Bytes, as a stream.
    Bytes,
    /// `text/event-stream`, each event's data of this shape.
    Events(Shape),
    /// `application/jsonl`, `application/x-ndjson`.
    JsonLines(Shape),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// May hold `{variables}`.
    pub url: String,
    pub description: Option<String>,
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with its variables at their defaults.
    pub fn default_url(&self) -> String {
        self.variables.iter().fold(self.url.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.wire), &variable.default)
        })
    }

    /// Whether the URL states where the server is, and not where it is relative to the document (RFC 3986, section 4.2).
    /// A variable at its beginning that has no default may be an address as a whole.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        let has_scheme = scheme.is_some_and(|scheme| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        let is_open = |variable: &ServerVariable| {
            variable.default.is_empty() && self.url.starts_with(&format!("{{{}}}", variable.wire))
        };
        has_scheme || self.variables.iter().any(is_open)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerVariable {
    /// Rust name.
    pub name: String,
    pub wire: String,
    pub default: String,
    pub values: Vec<String>,
    pub description: Option<String>,
}

/// All of its schemes together satisfy it; alternatives are several of these. None at all: anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SecurityRequirement {
    /// Scheme name and scopes.
    pub schemes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Rust name, snake case.
    pub name: String,
    /// The key in `components.securitySchemes`.
    pub wire: String,
    pub kind: SecurityKind,
    pub docs: Docs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    ApiKey {
        location: Location,
        name: String,
    },
    Basic,
    Bearer,
    /// Another scheme of `Authorization`, sent as `<scheme> <credentials>`.
    Http {
        scheme: String,
    },
    OAuth2 {
        token_url: Option<String>,
        refresh_url: Option<String>,
        scopes: Vec<String>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
}
