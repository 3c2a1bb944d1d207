//! The catalogue: every code, once, with its severity and title. A code never changes its meaning and is never reused.
//!
//! T1xx documents, T2xx references and overlays, T3xx lowering, T4xx the mapping's text, T5xx binding a mapping to the
//! two models, T6xx directions and losses, T7xx sync.

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// `T101`
    pub id: &'static str,
    pub severity: Severity,
    /// A few words, no full stop.
    pub title: &'static str,
    /// What it means, an example and the fix, in Markdown: what `cargo xtask explain` prints.
    pub explanation: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// All entries, in order of their ids.
pub fn catalogue() -> impl Iterator<Item = &'static Code> {
    CATALOGUE.iter().copied()
}

/// The entry of an id, in any case.
pub fn find(id: &str) -> Option<&'static Code> {
    catalogue().find(|code| code.id.eq_ignore_ascii_case(id))
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = concat!($id, ": ", $title)]
            pub const $name: Code = Code {
                id: $id,
                severity: Severity::$severity,
                title: $title,
                explanation: include_str!(concat!("explain/", $id, ".md")),
            };
        )*
        const CATALOGUE: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // T1xx: documents
    NOT_UTF8 = "T101" Warning "the file is not UTF-8";
    NOT_JSON = "T102" Error "the file is not JSON";
    NOT_YAML = "T103" Error "the file is not YAML";
    TOO_DEEP = "T104" Error "nested too deeply";
    TOO_LARGE = "T105" Error "the file is too large";
    DUPLICATE_NAME = "T106" Warning "a name is there twice in one object";
    LAX_SYNTAX = "T107" Warning "not quite JSON or YAML";
    SECOND_DOCUMENT = "T108" Warning "several YAML documents in one file";
    BAD_ALIAS = "T109" Warning "a YAML alias that stands for nothing";
    NO_SUCH_FILE = "T110" Error "there is no such file";
    NOT_OPENAPI = "T111" Error "not an OpenAPI document";
    ODD_VERSION = "T112" Warning "an unknown OpenAPI version";
    WRONG_TYPE = "T113" Warning "a value of the wrong type";
    REPAIRED = "T114" Note "repaired";
    SCHEMA_BROKEN = "T115" Warning "a schema that can't be read";
    UNKNOWN_TYPE = "T116" Warning "an unknown type";
    OPERATION_LEFT_OUT = "T117" Warning "an operation was left out";
    PARAMETER_LEFT_OUT = "T118" Warning "a parameter was left out";
    RESPONSE_LEFT_OUT = "T119" Warning "a response was left out";
    PATH_PARAMETER_ADDED = "T120" Warning "a path placeholder without a parameter";
    PATH_PARAMETER_UNUSED = "T121" Warning "a path parameter without a placeholder";
    PARAMETER_TWICE = "T122" Warning "a parameter is there twice";
    BODY_LEFT_OUT = "T123" Warning "a request body or media type was left out";
    SECURITY_LEFT_OUT = "T124" Warning "a security scheme was left out";
    KEYWORD_IGNORED = "T125" Note "a keyword that a client can't follow";
    SERVER_LEFT_OUT = "T126" Warning "a server was left out";
    PATH_LEFT_OUT = "T127" Warning "a path was left out";

    // T2xx: references and overlays
    DANGLING = "T201" Warning "a reference that leads nowhere";
    OUTSIDE = "T202" Warning "a reference to outside of the folder";
    REMOTE = "T203" Warning "a reference to the network";
    CYCLE = "T204" Warning "references that go in a circle";
    REF_NOT_TEXT = "T205" Warning "a `$ref` that is not a text";
    REF_WRONG_KIND = "T206" Warning "a reference to something of another kind";
    MAPPING_NOWHERE = "T207" Warning "a discriminator that maps to nothing";
    DYNAMIC_REF = "T208" Note "a `$dynamicRef` was read as a plain reference";
    OVERLAY_BROKEN = "T211" Error "an overlay that can't be read";
    OVERLAY_NO_MATCH = "T212" Warning "an overlay's target matches nothing";
    BAD_JSONPATH = "T213" Error "not a JSONPath";
    OVERLAY_NO_DOCUMENT = "T214" Warning "an overlay for no document";
    OVERLAY_MISMATCH = "T215" Warning "an overlay's update doesn't fit";

    // T3xx: lowering
    ALL_OF_CONFLICT = "T301" Warning "the parts of an `allOf` disagree";
    ALL_OF_CYCLE = "T302" Warning "a schema that is part of itself";
    AMBIGUOUS_UNION = "T303" Note "alternatives that can't be told apart";
    DISCRIMINATOR_TARGET = "T304" Warning "a discriminator maps to something else";
    ENDLESS = "T305" Warning "a schema that demands itself";
    NESTED_TOO_DEEP = "T306" Warning "a schema nested too deeply";
    READ_AND_WRITE_ONLY = "T307" Warning "both read-only and write-only";
    LOCK_UNREADABLE = "T308" Error "the names lock can't be read";
    NOTHING_SELECTED = "T309" Error "a selection that selects nothing";
    DUPLICATE_OPERATION = "T310" Note "an operationId is there twice";
    HEADER_IGNORED = "T311" Note "a header parameter that the protocol decides";
    MEDIA_TYPE_DROPPED = "T312" Note "a media type that is not offered";
    MODEL_NOT_AN_OBJECT = "T313" Error "a model that is not an object";
    FLATTENED = "T314" Warning "alternatives that became one type";
    RAW = "T315" Warning "something the client can't type";
    NAMES_GONE = "T316" Note "operations or types that are gone";
    NOT_IN_OPENAPI_30 = "T317" Warning "OpenAPI 3.0 cannot express this";
    TOO_MANY_COMBINATIONS = "T318" Warning "schemas are combined in too many ways";
    DISCRIMINATOR_CONTRADICTED = "T319" Warning "a discriminator against its variants' constants";

    // T4xx: the mapping's text
    TOML_SYNTAX = "T401" Error "the mapping is not valid TOML";
    INLINE_TABLE_LINES = "T402" Error "an inline table spans several lines";
    UNKNOWN_KEY = "T403" Error "unknown key";
    WRONG_KIND = "T404" Error "a value of the wrong kind";
    EXPRESSION_SYNTAX = "T405" Error "bad expression";
    TEMPLATE_SYNTAX = "T406" Error "bad template";
    KEYS_EXCLUDE = "T407" Error "keys exclude each other";
    MISSING_KEY = "T408" Error "a key is missing";
    UNKNOWN_CHOICE = "T409" Error "none of the choices";
    BAD_DURATION = "T410" Error "bad duration";
    EMPTY_REASON = "T411" Error "a reason is empty";
    MISPLACED_KEY = "T412" Error "a key means nothing here";
    UNKNOWN_TEMPLATE = "T413" Error "no such template";
    TEMPLATE_CYCLE = "T414" Error "templates that are like each other";
    PARAMETER = "T415" Error "a template's parameter";

    // T5xx: binding a mapping to the two models
    UNKNOWN_DOCUMENT = "T501" Error "a document is not there";
    UNKNOWN_CALL = "T502" Error "no such call";
    AMBIGUOUS_CALL = "T503" Error "more than one such call";
    PATH_MISSING = "T504" Error "a path is not in the vendor's type";
    PATH_NOT_IN_REQUEST = "T505" Error "a path is not in the request's type";
    LIST_WITHOUT_ITERATION = "T506" Error "a member is asked of a list";
    UNTYPED_VALUE = "T507" Error "the document does not type this value";
    NOT_A_VARIANT = "T508" Error "a union's variant is not given, or not one of it";
    NOT_A_LIST = "T509" Error "not a list";
    UNKNOWN_CATEGORY = "T510" Error "unknown category";
    UNKNOWN_MODEL = "T511" Error "unknown model";
    UNKNOWN_FIELD = "T512" Error "unknown field of the unified model";
    TYPE_MISMATCH = "T513" Error "types do not fit";
    OPTIONAL_INTO_REQUIRED = "T514" Warning "something optional for a required field";
    TIME_WITHOUT_FORMAT = "T515" Error "a time or date without its format";
    DECIMAL_WITHOUT_SCALE = "T516" Error "a decimal without its places";
    DECIMAL_THROUGH_FLOAT = "T517" Error "a decimal through a float";
    UNKNOWN_FILTER = "T518" Error "unknown filter";
    BAD_ARGUMENT = "T519" Error "a filter's argument is wrong";
    REQUIRED_UNMAPPED = "T520" Error "a required unified field is not mapped";
    UNKNOWN_TABLE = "T521" Error "unknown enum table";
    UNKNOWN_MEMBER = "T522" Error "unknown member of a unified enum";
    MEMBER_UNMAPPED = "T523" Error "a member of the unified enum is not mapped";
    VALUE_TWICE = "T524" Error "a vendor's value is mapped twice";
    PARAMETER_UNSET = "T525" Error "a required parameter is not given";
    MEMBER_UNSET = "T526" Error "a required member of a request is not set";
    UNKNOWN_WITH = "T527" Error "`with` names nothing of the call";
    AMBIGUOUS_WITH = "T528" Error "`with` names several places";
    WITH_TYPE = "T529" Error "a request's value is of the wrong type";
    UNKNOWN_PLACEHOLDER = "T530" Error "unknown placeholder";
    UNESCAPED = "T531" Error "text from outside between quotes";
    NEVER_ADVANCES = "T532" Error "pages, or changes, never advance";
    IDS_WITHOUT_GET = "T533" Error "ids that nothing reads";
    NO_ANSWER = "T534" Error "a call without the body that is needed";
    ERROR_PATH = "T535" Error "not possible in an error's body";
    FUNCTION_MISSING = "T536" Error "a hand-written function is missing";
    NOT_YET_EMITTED = "T537" Error "not emitted yet";
    ID_UNUSED = "T538" Error "every record gets the same request, or the same id";
    METHOD_UNFIT = "T539" Error "a method that does not fit the capability";
    CREDENTIAL_LITERAL = "T540" Error "a credential is written into the mapping";
    AUTH_MISSING = "T541" Error "no `auth`, although the document requires it";
    BAD_HEADER_NAME = "T542" Error "not the name of a header";
    CASE_VALUE_IS_PATH = "T543" Error "a constant that looks like a path";
    BAD_ADDRESS = "T544" Error "not an address";
    NOT_ACKNOWLEDGEABLE = "T545" Error "nothing that can be acknowledged";
    EVENT_PATH = "T546" Error "not possible in an event";
    VENDOR_MEMBER_UNMAPPED = "T550" Warning "a vendor's enum member is not mapped";
    LITERAL_NOT_IN_ENUM = "T551" Warning "a value that the document's enum does not have";
    LIST_REPLACED = "T552" Warning "an update replaces the whole list";
    UNUSED = "T553" Warning "declared and not used";
    MISSING_HERE = "T554" Warning "a path is not in one of the records' types";
    UPDATE_DEMANDS = "T555" Warning "an update can't leave a member out";
    NOT_IN_ANY_ANSWER = "T556" Warning "no answer has what `errors` looks for";
    PARTLY_SIGNED = "T557" Warning "a signature leaves something out";
    DERIVED_READ_ONLY = "T560" Note "fields that the requests have no place for";
    MAP_KEYS = "T561" Note "members that can't be checked";
    FIELDS_UNMAPPED = "T562" Note "unified fields that the mapping does not speak of";
    PAGES_SHIFT = "T563" Note "pages that shift while they are read";

    // T6xx: directions and losses
    LOSS_NOT_OWNED = "T601" Error "a loss without its reason";
    PLACE_TWICE = "T602" Error "two lines write one place";
    NOT_INVERTIBLE = "T603" Error "what is to be written has no inverse";
    SLOTS_ALIKE = "T604" Error "two slots are alike";
    LOSES_NOT_NEEDED = "T605" Warning "`loses` is not needed";
    IGNORE_NOT_NEEDED = "T606" Warning "`ignore` is perhaps not needed";

    // T7xx: sync
    HAND_WRITTEN_IN_THE_WAY = "T701" Error "a hand-written file is where a generated one belongs";
    PATH_LEAVES_FOLDER = "T702" Error "a generated file's path leaves its folder";
    NOT_A_REGULAR_FILE = "T703" Error "not a regular file of its folder";
    CANNOT_READ = "T704" Error "a file cannot be read";
    CANNOT_WRITE = "T705" Error "a file cannot be written";
    FILE_TOO_LARGE = "T706" Error "an input file is too large";
    HAND_WRITTEN_IN_A_CRATE_THAT_GOES = "T707" Error "a crate that is not generated any more holds hand-written files";
}
