//! The language's tables: every key that a mapping may hold, what is written there, and what it is for.
//!
//! The reader refuses what is not here, and the published JSON Schema is made of it, so that the two cannot differ.

use super::ast::CapabilityKind::{
    self, Changed, Create, Delete, Deleted, Download, Get, List, Many, Update, Upload,
};

/// A key of a table.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) of: Of,
    pub(crate) docs: &'static str,
}

/// What may be written somewhere.
pub(crate) enum Of {
    Text,
    /// Text that says why: not empty.
    Reason,
    /// A whole number from 1.
    Count,
    /// `"10s"`: a number and `ms`, `s`, `m`, `h` or `d`.
    Duration,
    Expression,
    /// Text with `{placeholders}`.
    Template,
    /// `[]`
    Nothing,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// Text, number or bool.
    Constant,
    /// Anything that JSON can hold, its texts being templates.
    Request,
    List(&'static Of),
    /// A list of exactly these.
    Tuple(&'static [Of]),
    /// These keys and no others.
    Table(&'static [Key]),
    /// Any keys, each with this.
    Open(&'static Of),
    /// The same where the keys are reasons: not empty.
    ByReason(&'static Of),
    /// The keys of this capability.
    Capability(CapabilityKind),
    /// These keys; any other with this.
    TableAnd(&'static [Key], &'static Of),
    /// One of several that differ in their TOML type.
    Either(&'static [Of]),
    /// The same under a name, in the JSON Schema.
    Named(&'static str, &'static Of),
}

const fn key(name: &'static str, of: Of, docs: &'static str) -> Key {
    Key { name, of, docs }
}

/// The whole file.
pub(crate) static FILE: Of = Of::TableAnd(SECTIONS, &CATEGORY);
pub(crate) static SECTIONS: &[Key] = &[
    key("vendor", Of::Table(VENDOR), "What concerns every call to the vendor."),
    key("webhooks", Of::Table(WEBHOOKS), "How the vendor reports events, and how its requests are verified."),
    key("enums", Of::Open(&ENUM), "Enum tables that several fields use."),
    key("functions", Of::Open(&Of::Table(FUNCTION)), "Filters written by hand in `mappings/<vendor>.rs`."),
    key("defaults", Of::Table(DEFAULTS), "What all models have that do not say otherwise."),
    key("like", Of::Open(&MODEL), "Templates of models, with `{$parameters}`."),
    key(
        "field_templates",
        Of::Open(&Of::Named("template", &Of::Table(FIELD_KEYS))),
        "Templates of fields, with `{$parameters}`.",
    ),
];
/// Any other table: a category and its models.
pub(crate) static CATEGORY: Of = Of::Open(&MODEL);

static WITH: Of = Of::Open(&Of::Request);
static TEXTS: Of = Of::List(&Of::Text);
const NULL_VALUES: Of = Of::Named("null_values", &TEXTS);
const EXPRESSION: Of = Of::Named("expression", &Of::Expression);

pub(crate) static VENDOR: &[Key] = &[
    key("title", Of::Text, "The vendor's name, for people."),
    key(
        "documents",
        Of::Either(&[Of::List(&Of::Text), Of::Open(&Of::Either(&[Of::Text, Of::Table(SOURCE)]))]),
        "Files of `specs/<vendor>/`, all of them when left out; as a table, with the URL where the vendor publishes each.",
    ),
    key("base_url", Of::Template, "In place of the document's servers; `{settings}` are filled in."),
    key(
        "settings",
        Of::Open(&Of::Either(&[Of::Text, Of::Table(SETTING)])),
        "What differs by customer, and where to find it.",
    ),
    key("auth", Of::Table(AUTH), "How requests prove who sends them."),
    key("limits", Of::Table(LIMITS), "How many requests the vendor allows."),
    key("errors", Of::Table(ERRORS), "How the vendor says that a request failed."),
    key(
        "acknowledged",
        Of::Open(&Of::ByReason(&TEXTS)),
        "Notes and warnings that are as they should be: by code, and by reason, the places that they are about.",
    ),
];

static SOURCE: &[Key] = &[
    key("url", Of::Text, "The https URL of the published document."),
    key(
        "keeps",
        Of::Choice(&["everything", "facts"]),
        "`facts`: of the published document only the operations that the file here has, without descriptions.",
    ),
];

static SETTING: &[Key] = &[
    key("from_token", Of::Text, "The member of the OAuth2 token's answer that has it."),
    key("docs", Of::Text, "Where to find it."),
];

static AUTH: &[Key] = &[
    key("kind", Of::Choice(&["bearer", "basic", "header", "query", "oauth2"]), "The scheme."),
    key("token", Of::Template, "bearer: the token."),
    key("user", Of::Template, "basic: the user."),
    key("password", Of::Template, "basic: the password."),
    key("name", Of::Text, "header, query: its name."),
    key("value", Of::Template, "header, query: its value."),
    key("grant", Of::Choice(&["refresh_token", "client_credentials"]), "oauth2: how tokens are got."),
    key("token_url", Of::Template, "oauth2: `[GET|POST] URL`, in place of the document's."),
    key("credentials", Of::Choice(&["body", "basic", "query"]), "oauth2: where client id and secret travel."),
    key("scopes", Of::List(&Of::Text), "oauth2: what to ask for."),
];

static LIMITS: &[Key] =
    &[key("requests", Of::Count, "This many requests"), key("per", Of::Duration, "in any such time.")];

static ERRORS: &[Key] = &[
    key("when", EXPRESSION, "A success status is an error when this holds."),
    key("code", EXPRESSION, "The vendor's error code, in the error body."),
    key("message", EXPRESSION, "Its message."),
    key("retry", Of::List(&Of::Text), "Codes worth trying again."),
    key("reauth", Of::List(&Of::Text), "Codes that ask for a new token."),
    key("not_found", Of::List(&Of::Text), "Codes that mean what status 404 means."),
    key(
        "hidden",
        Of::Text,
        "How the message names a property that this user may not read: a text with `{property}`.",
    ),
];

pub(crate) static WEBHOOKS: &[Key] = &[
    key("signature", Of::Table(SIGNATURE), "How requests are signed."),
    key(
        "basic",
        Of::Reason,
        "In place of `signature`: requests have the name and password that a webhook was created with. Says what the vendor does.",
    ),
    key(
        "unsigned",
        Of::Reason,
        "In place of `signature`: requests prove nothing. Says what the vendor does.",
    ),
    key("events", EXPRESSION, "Where the events are in the body: `events[*]`; without it the body is one."),
    key("type", EXPRESSION, "The event's type; several values are joined: `action | join('.', object)`."),
    key("id", EXPRESSION, "The event's id."),
    key("time", EXPRESSION, "When it happened: `created | time('epoch_ms')`."),
    key("account", EXPRESSION, "The account at the vendor that the event is about."),
];

static SIGNATURE: &[Key] = &[
    key(
        "header",
        Of::Either(&[Of::Text, Of::List(&Of::Text)]),
        "The header that has the signature; of several, one valid signature suffices.",
    ),
    key(
        "algorithm",
        Of::Choice(&["sha256", "sha512", "sha1"]),
        "The hash of the HMAC; `sha256` if not given.",
    ),
    key("encoding", Of::Choice(&["hex", "base64"]), "How the signature is written; `hex` if not given."),
    key("prefix", Of::Text, "What stands before the signature: `sha256=`."),
    key("list", Of::Table(SIGNATURE_LIST), "The header is a list of named elements: `t=1,v1=5f`."),
    key(
        "signed",
        Of::Template,
        "What is signed: `{method}`, `{url}`, `{body}`, `{timestamp}`, `{@header('NAME')}` and text; `{body}` if not given.",
    ),
    key("decodes", Of::Text, "Characters that are signed decoded where the URL has them percent-encoded."),
    key("timestamp", Of::Table(SIGNED_AT), "When the request was signed."),
    key("key", Of::Choice(&["text", "hex", "base64"]), "How the secret is written; `text` if not given."),
    key("handshake", Of::Text, "The header by which the vendor gives the secret in a first request."),
    key("secret", Of::Text, "What the vendor calls the secret."),
];

static SIGNATURE_LIST: &[Key] = &[
    key("separator", Of::Text, "What stands between two elements; `,` if not given."),
    key("assign", Of::Text, "What stands between a name and its value; `=` if not given."),
    key("signature", Of::Text, "The name of signatures."),
];

static SIGNED_AT: &[Key] = &[
    key("header", Of::Text, "The header that has it."),
    key("element", Of::Text, "In place of `header`: the element of the list."),
    key("format", Of::Text, "Its format, as filter `time` takes it; `rfc3339` if not given."),
    key("window", Of::Duration, "How far it may be from the receiver's time."),
];

static MODEL_WEBHOOKS: &[Key] = &[
    key("upserted", Of::Table(UPSERTED), "Events of a record that is new or changed."),
    key("deleted", Of::Table(DELETED), "Events of a record that is gone."),
];

static UPSERTED: &[Key] = &[
    key("on", Of::List(&Of::Text), "The types of the events."),
    key("id", EXPRESSION, "Where the record's id is; several end in `[*]`."),
    key("record", EXPRESSION, "Where the whole record is. Otherwise it is read by its id."),
];

static DELETED: &[Key] = &[
    key("on", Of::List(&Of::Text), "The types of the events."),
    key("id", EXPRESSION, "Where the record's id is; several end in `[*]`."),
];

static ENUM_ROW: Of = Of::Either(&[Of::Constant, Of::List(&Of::Constant)]);
static ENUM: Of = Of::Named("enum", &Of::TableAnd(ENUM_KEYS, &ENUM_ROW));
static ENUM_KEYS: &[Key] =
    &[key(OTHERS, Of::Nothing, "`[]`: the vendor has no value for members without a line.")];
/// The line of an enum table that stands for all members without one.
pub(crate) const OTHERS: &str = "others";

static FUNCTION: &[Key] = &[
    key("read", Of::Text, "The function from the vendor's type."),
    key("write", Of::Text, "The function to the vendor's type."),
    key("loses", Of::Reason, "What a round trip through both loses."),
];

/// `like = "NAME"`, or `like.NAME = { parameter = value }`.
const LIKE: Of = Of::Named("like", &Of::Either(&[Of::Text, Of::Open(&Of::Open(&Of::Request))]));
static ABSENT: Of = Of::ByReason(&Of::List(&Of::Text));

/// `[defaults]`: what models have in common where they say nothing else.
static DEFAULTS: &[Key] = &[
    key("with", Of::Named("with", &WITH), "Request values for every call that declares them."),
    key("null_values", NULL_VALUES, "Texts that read as absent; the first is written for null."),
    key("list", Of::Capability(List), "Of every `list`."),
    key("get", Of::Capability(Get), "Of every `get`."),
    key("many", Of::Capability(Many), "Of every `many`."),
    key("create", Of::Capability(Create), "Of every `create`."),
    key("update", Of::Capability(Update), "Of every `update`."),
    key("delete", Of::Capability(Delete), "Of every `delete`."),
    key("changed_since", Of::Capability(Changed), "Of every `changed_since`."),
    key("deleted_since", Of::Capability(Deleted), "Of every `deleted_since`."),
    key("download", Of::Capability(Download), "Of every `download`."),
    key("upload", Of::Capability(Upload), "Of every `upload`."),
    key("fields", Of::Open(&FIELD), "Fields of every model that has them."),
    key("absent", ABSENT_FIELDS, "Fields that the vendor has in no model, by reason."),
];
const ABSENT_FIELDS: Of = Of::Named("absent", &ABSENT);

static MODEL: Of = Of::Named("model", &Of::Table(MODEL_KEYS));
pub(crate) static MODEL_KEYS: &[Key] = &[
    key(
        "like",
        LIKE,
        "The template that this model is like: `like = \"NAME\"`, or `like.NAME = { parameter = value }`.",
    ),
    key("with", Of::Named("with", &WITH), "Request values for every call of this model that declares them."),
    key("null_values", NULL_VALUES, "Texts that read as absent; the first is written for null."),
    key(
        "select",
        Of::Either(&[EXPRESSION, Of::Table(SELECT)]),
        "Where the members are that `{select}` asks for.",
    ),
    key(
        "of",
        Of::Text,
        "The schema that records of this model have, where a call answers with one of several.",
    ),
    key("parent", Of::Text, "`category.model` that this model only exists inside."),
    key("list", Of::Capability(List), "All records."),
    key("get", Of::Capability(Get), "One record by its id."),
    key("many", Of::Capability(Many), "Several records by their ids."),
    key("create", Of::Capability(Create), "A new record."),
    key("update", Of::Capability(Update), "Some fields of a record."),
    key("delete", Of::Capability(Delete), "A record, by its id."),
    key("changed_since", Of::Capability(Changed), "What changed since; without `call`, `list` with more."),
    key(
        "deleted_since",
        Of::Capability(Deleted),
        "What was deleted since; without `call`, `list` with more.",
    ),
    key("download", Of::Capability(Download), "A file's content."),
    key("upload", Of::Capability(Upload), "A file with its content."),
    key("webhooks", Of::Table(MODEL_WEBHOOKS), "Which of the vendor's events report records of the model."),
    key("fields", Of::Open(&FIELD), "The unified model's fields."),
    key("absent", ABSENT_FIELDS, "Fields that the vendor does not have, by reason: `\"why\" = [\"field\"]`."),
];

/// What the JSON Schema has of all capabilities.
pub(crate) static CAPABILITY: Of = Of::Named("capability", &Of::Table(CAPABILITY_KEYS));

/// Keys that only some capabilities have.
static ONLY_OF: [(&str, &[CapabilityKind]); 14] = [
    ("record", &[Get, Create, Update, Upload]),
    ("id", &[Create, Update, Upload]),
    ("ids", &[List, Many, Changed, Deleted]),
    ("body", &[Create, Update, Upload]),
    ("sends", &[Update]),
    ("page", &[List, Changed, Deleted, Many]),
    ("records", &[List, Many, Changed, Deleted]),
    ("start", &[Changed, Deleted]),
    ("token", &[Changed, Deleted]),
    ("overlap", &[Changed, Deleted]),
    ("reaches_back", &[Changed, Deleted]),
    ("deleted_ids", &[Changed]),
    ("deleted_at", &[Deleted]),
    ("size", &[Many]),
];

/// Whether a capability of this kind may have the key.
pub(crate) fn belongs(key: &str, kind: CapabilityKind) -> bool {
    ONLY_OF.iter().all(|(name, kinds)| *name != key || kinds.contains(&kind))
}

/// Keys of a capability.
pub(crate) static CAPABILITY_KEYS: &[Key] = &[
    key("call", Of::Text, "An operationId, or `GET /path`."),
    key("function", Of::Text, "In place of a call: a function of `mappings/<vendor>.rs`."),
    key("with", Of::Named("with", &WITH), "Values for parameters and body members."),
    key("record", EXPRESSION, "Where the record is in the answer."),
    key("records", EXPRESSION, "Where the records are in the answer."),
    key("id", EXPRESSION, "Where the id is, when the answer has no record."),
    key("ids", EXPRESSION, "Where the ids are, when the answer has no records."),
    key("body", EXPRESSION, "Where the record goes in the request."),
    key("page", Of::Table(PAGE), "How the next page is found."),
    key("start", Of::Table(START), "Where the first `{token}` comes from."),
    key("token", EXPRESSION, "What to go on from next time."),
    key("deleted_ids", EXPRESSION, "changed_since: what was deleted, in the same answer."),
    key(
        "deleted_at",
        EXPRESSION,
        "deleted_since: when a record was deleted, where the call has no `{since}`.",
    ),
    key("overlap", Of::Duration, "changed, deleted: how much earlier than the last time to look."),
    key("reaches_back", Of::Duration, "changed, deleted: the vendor keeps no older changes than this."),
    key("sends", Of::Choice(&["changed", "all"]), "update: only what changed, or the whole record."),
    key(
        "errors",
        Of::Table(ERRORS),
        "How this call says that it failed, before what the vendor's `errors` say.",
    ),
    key("size", Of::Count, "many: how many ids at once."),
];

static SELECT: &[Key] = &[
    key("root", EXPRESSION, "The object whose members are asked for."),
    key("separator", Of::Text, "Ask for members of members too, their names joined by this."),
];

static PAGE: &[Key] = &[
    key("next", EXPRESSION, "The next `{cursor}`."),
    key("url", EXPRESSION, "The next page's URL."),
    key("more", EXPRESSION, "There are more only if this holds."),
    key("total", EXPRESSION, "How many records there are."),
    key("size", Of::Count, "The most records on a page: the default of `{page_size}`."),
    key(
        "max_results",
        Of::Count,
        "The vendor shows so many records and no more: it is then asked again, from `{last}`.",
    ),
    key("last", EXPRESSION, "The values to go on from, record by record; the last of them is `{last}`."),
    key("call", Of::Text, "Later pages come from this call."),
    key("with", Of::Named("with", &WITH), "With these values."),
];

static START: &[Key] = &[
    key("call", Of::Text, "The call that gives it."),
    key("with", Of::Named("with", &WITH), "With these values."),
    key("token", EXPRESSION, "Where it is in the answer."),
];

static FIELD: Of = Of::Named("field", &Of::Either(&[EXPRESSION, Of::Table(FIELD_KEYS)]));

static FIELD_KEYS: &[Key] = &[
    key("like", LIKE, "The template in `[field_templates]` that this field is like."),
    key("from", EXPRESSION, "Both directions."),
    key("read", EXPRESSION, "Reading; alone: only reading."),
    key("write", EXPRESSION, "Creating and updating."),
    key("create", EXPRESSION, "Creating."),
    key("update", EXPRESSION, "Updating."),
    key("const", Of::Constant, "Always this value; in a slot, what tells it from others."),
    key("list", Of::List(&SLOT), "A list over a fixed number of places."),
    key("each", EXPRESSION, "A list or map, item by item."),
    key("fields", Of::Open(&FIELD), "each: the item's fields; alone, or with `from`: a nested object's."),
    key("key", EXPRESSION, "each: the entry's key."),
    key("value", EXPRESSION, "each: the entry's value."),
    key("case", Of::List(&Of::Tuple(CASE)), "`[condition, value]`, the first that holds."),
    key(
        "enum",
        Of::Either(&[Of::Text, ENUM_INLINE]),
        "Unified members to vendor values: a name of `[enums]`, or the table.",
    ),
    key("null_values", NULL_VALUES, "In place of the model's."),
    key("loses", Of::Reason, "What a round trip loses, and why that is right."),
];

const ENUM_INLINE: Of = Of::Named("enum", &Of::TableAnd(ENUM_KEYS, &ENUM_ROW));
static CASE: &[Of] = &[Of::Expression, Of::Constant];

/// A field, or a table of fields.
static SLOT: Of = Of::Named("slot", &Of::Either(&[EXPRESSION, Of::TableAnd(SLOT_KEYS, &FIELD)]));

/// A scalar slot's own keys; any other key is a field of the item.
static SLOT_KEYS: &[Key] = &[
    key("from", EXPRESSION, "Both directions."),
    key("read", EXPRESSION, "Reading; alone: only reading."),
    key("write", EXPRESSION, "Creating and updating."),
    key("create", EXPRESSION, "Creating."),
    key("update", EXPRESSION, "Updating."),
    key("enum", Of::Either(&[Of::Text, ENUM_INLINE]), "Unified members to vendor values."),
    key("null_values", NULL_VALUES, "In place of the model's."),
];
