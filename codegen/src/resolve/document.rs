//! The typed model of documents: operations and what they are made of, references followed, versions levelled.
//!
//! Everything borrows from the [`Forest`](crate::parse::Forest): text is `&'f str` as received. Each thing carries the
//! [`Node`] it was read from, for its place and its extensions.

use super::schema::{SchemaId, Schemas};
use crate::ir::{SecurityRequirement, Statuses, Style};
use crate::parse::Node;
use std::borrow::Cow;

/// One vendor's documents, typed: what `lower` reads.
#[derive(Debug, Default)]
pub struct Documents<'f> {
    /// The root documents, in the order they were asked for. Later stages treat them as one API.
    pub documents: Vec<Document<'f>>,
    /// The schemas of all of them.
    pub schemas: Schemas<'f>,
    pub tally: Tally,
}

/// What was read and what was left out, each of the latter being a diagnostic too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub operations: usize,
    pub operations_left_out: usize,
    pub parameters_left_out: usize,
    pub responses_left_out: usize,
    pub schemas: usize,
    /// Schemas read as "anything" because they are broken.
    pub schemas_broken: usize,
}

/// One root document.
#[derive(Debug)]
pub struct Document<'f> {
    /// Its root node; `node.file()` is its path.
    pub node: Node<'f>,
    pub version: Version,
    pub title: &'f str,
    /// `info.version`, as text whatever it was.
    pub version_text: &'f str,
    pub description: Option<&'f str>,
    pub tags: Vec<Tag<'f>>,
    /// `components.schemas` or `definitions`, in document order.
    pub schemas: Vec<(&'f str, SchemaId)>,
    /// Of all paths, in document order.
    pub operations: Vec<Operation<'f>>,
    /// Requests that the vendor makes on its own: `webhooks`, with the webhook's name as path.
    pub webhooks: Vec<Operation<'f>>,
    /// Never relative to the document: what could not be made absolute stays as written.
    pub servers: Vec<Server<'f>>,
    pub security: Vec<SecurityRequirement>,
    pub security_schemes: Vec<SecurityScheme<'f>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0
    V2,
    V30,
    V31,
    V32,
}

#[derive(Clone, Debug)]
pub struct Tag<'f> {
    pub name: &'f str,
    pub description: Option<&'f str>,
}

#[derive(Clone, Debug)]
pub struct Operation<'f> {
    pub node: Node<'f>,
    /// Upper case: `GET`.
    pub method: Cow<'f, str>,
    /// As the document has it, with a leading `/`; Swagger 2.0's `basePath` is in the server's URL.
    pub path: Cow<'f, str>,
    pub id: Option<&'f str>,
    pub summary: Option<&'f str>,
    pub description: Option<&'f str>,
    pub tags: Vec<&'f str>,
    pub deprecated: bool,
    /// A parameter, a body or a response that it states could not be read: reported, and left out.
    pub lacking: bool,
    /// The path's and the operation's own, the latter winning; every placeholder of the path is among them. No two have
    /// the same name and location.
    pub parameters: Vec<Parameter<'f>>,
    pub body: Option<Body<'f>>,
    /// Ascending, ranges after codes, `default` last.
    pub responses: Vec<Response<'f>>,
    /// `None`: the document's.
    pub security: Option<Vec<SecurityRequirement>>,
    /// Of the operation or its path; empty: the document's.
    pub servers: Vec<Server<'f>>,
    /// Requests that the vendor makes because of it.
    pub callbacks: Vec<Callback<'f>>,
}

/// A request that the vendor makes to where an operation told it to.
#[derive(Clone, Debug)]
pub struct Callback<'f> {
    /// Its key in the operation's `callbacks`.
    pub name: &'f str,
    /// The request; its path is the expression that gives the URL: `{$request.body#/callbackUrl}`.
    pub operation: Operation<'f>,
}

#[derive(Clone, Debug)]
pub struct Parameter<'f> {
    pub node: Node<'f>,
    /// Its key in `components.parameters`.
    pub component: Option<&'f str>,
    pub name: &'f str,
    pub location: Location,
    pub description: Option<&'f str>,
    /// Always true in a path.
    pub required: bool,
    pub deprecated: bool,
    pub value: Value<'f>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    Path,
    Query,
    /// The whole query string, OpenAPI 3.2.
    QueryString,
    Header,
    Cookie,
}

/// How a parameter or a header is written.
#[derive(Clone, Debug)]
pub enum Value<'f> {
    /// `schema` with `style`.
    Styled { schema: SchemaId, style: Style, explode: bool, allow_reserved: bool },
    /// `content`, of one media type.
    Content(MediaType<'f>),
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body<'f> {
    pub node: Node<'f>,
    /// Its key in `components.requestBodies`, or the name of Swagger 2.0's body parameter.
    pub component: Option<&'f str>,
    pub description: Option<&'f str>,
    pub required: bool,
    /// Swagger 2.0's `formData` parameters are one content with an object schema of its own.
    pub contents: Vec<MediaType<'f>>,
}

#[derive(Clone, Debug)]
pub struct MediaType<'f> {
    pub node: Node<'f>,
    /// As the document has it: `application/json; charset=utf-8`.
    pub media_type: &'f str,
    pub schema: Option<SchemaId>,
    /// `itemSchema` of OpenAPI 3.2: one event or line.
    pub item_schema: Option<SchemaId>,
    pub encoding: Vec<Encoding<'f>>,
}

/// How one property of a form or multipart body is written.
#[derive(Clone, Debug)]
pub struct Encoding<'f> {
    pub property: &'f str,
    pub content_type: Option<&'f str>,
    /// `style`, `explode` and `allowReserved`, where one of them is stated.
    pub style: Option<(Style, bool, bool)>,
    pub headers: Vec<Header<'f>>,
}

#[derive(Clone, Debug)]
pub struct Response<'f> {
    pub node: Node<'f>,
    /// Its key in `components.responses`.
    pub component: Option<&'f str>,
    pub statuses: Statuses,
    pub description: Option<&'f str>,
    pub headers: Vec<Header<'f>>,
    pub contents: Vec<MediaType<'f>>,
}

#[derive(Clone, Debug)]
pub struct Header<'f> {
    pub node: Node<'f>,
    pub name: &'f str,
    pub description: Option<&'f str>,
    pub required: bool,
    pub deprecated: bool,
    pub value: Value<'f>,
}

#[derive(Clone, Debug)]
pub struct Server<'f> {
    /// May hold `{variables}`.
    pub url: Cow<'f, str>,
    pub description: Option<&'f str>,
    pub variables: Vec<ServerVariable<'f>>,
}

#[derive(Clone, Debug)]
pub struct ServerVariable<'f> {
    pub name: &'f str,
    pub default: &'f str,
    pub values: Vec<&'f str>,
    pub description: Option<&'f str>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme<'f> {
    pub node: Node<'f>,
    /// Its key in `components.securitySchemes`.
    pub key: &'f str,
    pub description: Option<&'f str>,
    pub kind: SecurityKind<'f>,
}

#[derive(Clone, Debug)]
pub enum SecurityKind<'f> {
    /// `location` is a query, header or cookie.
    ApiKey {
        location: Location,
        name: &'f str,
    },
    /// `basic`, `bearer`, …, in lower case.
    Http {
        scheme: Cow<'f, str>,
    },
    OAuth2(Vec<Flow<'f>>),
    OpenIdConnect {
        url: &'f str,
    },
    MutualTls,
}

#[derive(Clone, Debug)]
pub struct Flow<'f> {
    pub kind: FlowKind,
    pub authorization_url: Option<&'f str>,
    pub token_url: Option<&'f str>,
    pub refresh_url: Option<&'f str>,
    /// Scope and description.
    pub scopes: Vec<(&'f str, &'f str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    AuthorizationCode,
    ClientCredentials,
    Implicit,
    Password,
    Device,
}
