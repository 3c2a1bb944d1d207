//! The mapping as written: names unresolved, every part with its place in the file.

use std::ops::Range;

use crate::diagnostics::{At, Diagnostic, Label, Place};

use super::expr::Expr;

/// Bytes of the mapping file.
pub type Span = Range<usize>;

/// Something and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Spanned<String> {
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

/// One mapping file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// `mappings/hubspot.toml`
    pub file: String,
    /// Its text, for line numbers.
    pub text: String,
    pub vendor: Vendor,
    pub webhooks: Option<WebhooksDecl>,
    pub enums: Vec<EnumDecl>,
    pub functions: Vec<FunctionDecl>,
    /// Models, and parts: tables that only have fields.
    pub models: Vec<Model>,
    /// Places that were reported and could not be read: what seems to be missing may be there.
    pub lost: Vec<Span>,
    /// Where each table's header begins, and the name in it.
    headers: Vec<(usize, String)>,
    /// Where lines end.
    breaks: Vec<usize>,
}

impl Mapping {
    /// A mapping of this text, of which nothing has been read yet.
    pub(super) fn new(file: &str, text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at).collect();
        let headers = headers(text);
        Self { file: file.to_owned(), text: text.to_owned(), headers, breaks, ..Self::default() }
    }

    /// `hubspot`
    pub fn vendor_name(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// The line of an offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        1 + self.breaks.partition_point(|at| *at < offset)
    }

    /// The name of the table that an offset lies in, as its header has it: `crm.contact.fields`.
    pub fn table_at(&self, offset: usize) -> &str {
        let after = self.headers.partition_point(|(start, _)| *start <= offset);
        let header = after.checked_sub(1).and_then(|last| self.headers.get(last));
        header.map_or("", |(_, name)| name.as_str())
    }

    /// Whether an offset lies in what models inherit, and not in a model.
    pub fn is_shared(&self, offset: usize) -> bool {
        let section = self.table_at(offset).split('.').next().unwrap_or_default();
        ["like", "field_templates", "defaults"].contains(&section)
    }

    /// Says which model inherits the line that a finding is about.
    pub fn note_inherited(&self, found: &mut Diagnostic, category: &str, model: &str) {
        let Some(Label { place: Place { file, at: At::Span(span) }, .. }) = found.labels.first() else {
            return;
        };
        if *file == self.file && self.is_shared(span.start) {
            found.notes.push(format!("inherited by `{category}.{model}`"));
        }
    }

    /// What is written there.
    pub fn source(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

/// The headers of a text's tables.
fn headers(text: &str) -> Vec<(usize, String)> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
    let (mut found, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let name = line.strip_prefix('[').and_then(|rest| rest.split(']').next());
        if let Some(name) = name.filter(|name| name.chars().all(plain)) {
            found.push((start, name.to_owned()));
        }
        start += line.len();
    }
    found
}

/// `[vendor]`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vendor {
    pub span: Span,
    pub title: Option<Spanned<String>>,
    pub documents: Vec<Spanned<String>>,
    /// Where documents are published.
    pub sources: Vec<SourceDecl>,
    pub base_url: Option<Template>,
    pub settings: Vec<SettingDecl>,
    pub auth: Option<AuthDecl>,
    pub limits: Option<LimitsDecl>,
    pub errors: Option<ErrorsDecl>,
    /// Findings that are not to be shown.
    pub acknowledged: Vec<Acknowledged>,
}

/// A code of `acknowledged`, and a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Acknowledged {
    /// `T560`
    pub code: Spanned<String>,
    /// `crm.contact.fields.title`, as [`super::location`] names it, or `api.yaml#/components/schemas/Deal`.
    pub place: Spanned<String>,
}

/// Where the vendor publishes a document.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceDecl {
    /// The file's name in the vendor's folder.
    pub document: Spanned<String>,
    pub url: Spanned<String>,
    /// Only names, types and rules are kept, of the operations that the file has.
    pub facts: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SettingDecl {
    pub name: Spanned<String>,
    pub docs: String,
    pub from_token: Option<Spanned<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AuthDecl {
    pub span: Span,
    pub kind: Spanned<String>,
    pub token: Option<Template>,
    pub user: Option<Template>,
    pub password: Option<Template>,
    pub name: Option<Spanned<String>>,
    pub value: Option<Template>,
    pub grant: Option<Spanned<String>>,
    pub token_url: Option<Template>,
    pub credentials: Option<Spanned<String>>,
    pub scopes: Vec<Spanned<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LimitsDecl {
    pub requests: Spanned<i64>,
    pub per_ms: u64,
}

/// `[webhooks]`
#[derive(Clone, Debug, PartialEq)]
pub struct WebhooksDecl {
    pub span: Span,
    pub signature: Option<SignatureDecl>,
    pub basic: Option<Spanned<String>>,
    pub unsigned: Option<Spanned<String>>,
    pub events: Option<Expr>,
    pub kind: Option<Expr>,
    pub id: Option<Expr>,
    pub time: Option<Expr>,
    pub account: Option<Expr>,
}

/// How webhook requests are signed.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureDecl {
    pub span: Span,
    pub headers: Vec<Spanned<String>>,
    pub algorithm: Option<Spanned<String>>,
    pub encoding: Option<Spanned<String>>,
    pub prefix: Option<Spanned<String>>,
    pub list: Option<SignatureListDecl>,
    pub signed: Option<Template>,
    pub decodes: Option<Spanned<String>>,
    pub timestamp: Option<SignedAtDecl>,
    pub key: Option<Spanned<String>>,
    pub handshake: Option<Spanned<String>>,
    pub secret: Option<Spanned<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SignatureListDecl {
    pub separator: Option<Spanned<String>>,
    pub assign: Option<Spanned<String>>,
    pub signature: Spanned<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SignedAtDecl {
    pub span: Span,
    /// The header, or the element of the list.
    pub name: Spanned<String>,
    pub in_list: bool,
    pub format: Option<Spanned<String>>,
    pub window_ms: u64,
}

/// `webhooks` of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelWebhooksDecl {
    pub span: Span,
    pub upserted: Option<EventsDecl>,
    pub deleted: Option<EventsDecl>,
}

/// Events that report one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct EventsDecl {
    pub span: Span,
    pub on: Vec<Spanned<String>>,
    pub id: Option<Expr>,
    pub record: Option<Expr>,
}

/// How failures look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorsDecl {
    pub span: Span,
    pub when: Option<Expr>,
    pub code: Option<Expr>,
    pub message: Option<Expr>,
    pub retry: Vec<Spanned<String>>,
    pub reauth: Vec<Spanned<String>>,
    pub not_found: Vec<Spanned<String>>,
    /// How the message names a property that the user may not read.
    pub hidden: Option<Spanned<String>>,
}

/// `[enums.NAME]`, or written where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// Empty when written where it is used.
    pub name: Spanned<String>,
    pub rows: Vec<EnumRowDecl>,
    /// `others = []`: the vendor has no value for any other member.
    pub others: Option<Span>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnumRowDecl {
    /// The unified member.
    pub member: Spanned<String>,
    pub vendor: Vec<Spanned<Constant>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    Text(String),
    Integer(i64),
    Number(f64),
    Bool(bool),
}

/// A line of `[functions]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionDecl {
    pub name: Spanned<String>,
    pub read: Option<Spanned<String>>,
    pub write: Option<Spanned<String>>,
    pub loses: Option<Spanned<String>>,
}

/// One line of `with`.
#[derive(Clone, Debug, PartialEq)]
pub struct With {
    pub name: Spanned<String>,
    pub value: RequestValue,
    /// From `[defaults]`: it reaches the calls that have it.
    pub default: bool,
}

/// A value given to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestValue {
    pub kind: RequestKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RequestKind {
    Constant(Constant),
    Template(Template),
    List(Vec<RequestValue>),
    Table(Vec<With>),
}

/// Text with `{expressions}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub pieces: Vec<TemplatePiece>,
    pub span: Span,
}

impl Template {
    /// `"{page_size}"`: nothing but one expression.
    pub fn lone(&self) -> Option<&Expr> {
        match self.pieces.as_slice() {
            [TemplatePiece::Expr(expr)] => Some(expr),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePiece {
    Text(String),
    Expr(Expr),
}

/// `[category.model]`
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub category: Spanned<String>,
    pub name: Spanned<String>,
    /// The variant of unions that records of this model are.
    pub of: Option<Spanned<String>>,
    pub parent: Option<Spanned<String>>,
    pub with: Vec<With>,
    pub none: Option<Vec<Spanned<String>>>,
    pub select: Option<SelectDecl>,
    pub capabilities: Vec<CapabilityDecl>,
    pub webhooks: Option<ModelWebhooksDecl>,
    pub fields: Vec<FieldDecl>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SelectDecl {
    /// Where the selectable members are: `properties`.
    pub root: Expr,
    /// What joins the names of nested members; without it only the first name counts.
    pub separator: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CapabilityKind {
    List,
    Get,
    /// Several by their ids.
    Many,
    Create,
    Update,
    Delete,
    /// What changed since a time or a token.
    Changed,
    /// What was deleted since a time or a token.
    Deleted,
    Download,
    Upload,
}

/// `[category.model.list]`
#[derive(Clone, Debug, PartialEq)]
pub struct CapabilityDecl {
    pub kind: CapabilityKind,
    /// Its key: `list`.
    pub name: Spanned<String>,
    pub span: Span,
    pub call: Option<Spanned<String>>,
    pub function: Option<Spanned<String>>,
    pub with: Vec<With>,
    pub record: Option<Expr>,
    pub records: Option<Expr>,
    pub ids: Option<Expr>,
    pub id: Option<Expr>,
    pub body: Option<Expr>,
    pub page: Option<PageDecl>,
    pub start: Option<StartDecl>,
    pub token: Option<Expr>,
    pub deleted_ids: Option<Expr>,
    pub deleted_at: Option<Expr>,
    pub overlap_ms: Option<u64>,
    pub reaches_back_ms: Option<(u64, Span)>,
    pub sends: Option<Spanned<String>>,
    pub errors: Option<ErrorsDecl>,
    pub size: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PageDecl {
    pub span: Span,
    pub next: Option<Expr>,
    pub url: Option<Expr>,
    pub more: Option<Expr>,
    pub total: Option<Expr>,
    pub size: Option<u32>,
    /// How many records the vendor shows at all, and where it was written.
    pub max_results: Option<Spanned<u32>>,
    pub last: Option<Expr>,
    pub call: Option<Spanned<String>>,
    pub with: Vec<With>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StartDecl {
    pub span: Span,
    pub call: Option<Spanned<String>>,
    pub with: Vec<With>,
    pub token: Option<Expr>,
}

/// A line of `fields`.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    pub name: Spanned<String>,
    pub kind: FieldKind,
    /// Of the value.
    pub span: Span,
    /// From `[defaults]`: it reaches the models that have it.
    pub default: bool,
    /// The line in full, where a template makes it other than it is written.
    pub text: Option<String>,
    pub table: Option<EnumUse>,
    pub none: Option<Vec<Spanned<String>>>,
    pub loses: Option<Spanned<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// An expression for both directions, or one for each.
    Paths(Directions),
    /// A fixed number of places.
    Slots(Vec<SlotDecl>),
    /// A nested object: its fields, by paths from `from`.
    Object {
        from: Option<Expr>,
        fields: Vec<FieldDecl>,
    },
    /// A list, item by item.
    Each {
        over: Expr,
        fields: Vec<FieldDecl>,
    },
    /// A map, entry by entry.
    Entries {
        over: Expr,
        key: Expr,
        value: Expr,
    },
    /// The first condition that holds.
    Case(Vec<(Expr, Spanned<Constant>)>),
    Ignore(Spanned<String>),
    /// What was written could not be read; reported already.
    Broken,
}

/// `from` is both; `read`, `write`, `create` and `update` override it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directions {
    pub from: Option<Expr>,
    pub read: Option<Expr>,
    pub write: Option<Expr>,
    pub create: Option<Expr>,
    pub update: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum SlotDecl {
    /// A list of scalars: the value itself.
    Scalar(Box<FieldDecl>),
    /// A list of structs.
    Fields { fields: Vec<FieldDecl>, span: Span },
}

#[derive(Clone, Debug, PartialEq)]
pub enum EnumUse {
    Named(Spanned<String>),
    Inline(EnumDecl, Span),
}
