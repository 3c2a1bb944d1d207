//! The kinds of changes: their names, what each means in a request and in a response, and its sentence.

use super::change::{Direction, Grade};

macro_rules! kinds {
    ($($(#[$docs:meta])* $name:ident = $id:literal $request:ident $response:ident $sentence:literal;)*) => {
        /// What changed. Each has a grade where the client sends the value, and one where it receives it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$docs])* $name,)*
        }

        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// The name in JSON reports: `property-removed`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Who is concerned, by the direction in which the value travels.
            pub fn grade(self, direction: Direction) -> Grade {
                let (request, response) = match self { $(Self::$name => (Grade::$request, Grade::$response),)* };
                match direction {
                    Direction::Request => request,
                    Direction::Response => response,
                }
            }

            /// What happened, with `{was}` and `{is}` for the values before and after.
            pub(super) fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

kinds! {
    // operations
    OperationRemoved = "operation-removed" Breaking Breaking "is removed";
    OperationAdded = "operation-added" Visible Visible "is added";
    /// The same `operationId` at another method or path.
    OperationMoved = "operation-moved" Breaking Breaking "moves from {was} to {is}";
    OperationIdChanged = "operation-id-changed" Visible Visible "has another operationId: {was} becomes {is}";
    OperationDeprecated = "operation-deprecated" Visible Visible "is deprecated";
    OperationRevived = "operation-revived" Visible Visible "is no longer deprecated";
    WebhookRemoved = "webhook-removed" Breaking Breaking "is removed";
    WebhookAdded = "webhook-added" Visible Visible "is added";
    // parameters
    ParameterRemoved = "parameter-removed" Breaking Internal "is removed";
    ParameterAdded = "parameter-added" Visible Internal "is added, optional";
    ParameterRequired = "required-parameter-added" Breaking Internal "is added, required";
    ParameterBecameRequired = "parameter-became-required" Breaking Internal "becomes required";
    ParameterBecameOptional = "parameter-became-optional" Visible Internal "becomes optional";
    ParameterMoved = "parameter-moved" Breaking Internal "moves from the {was} to the {is}";
    ParameterRenamed = "parameter-renamed" Visible Internal "is called {is}, before {was}";
    ParameterStyle = "parameter-style-changed" Breaking Internal "is written as {is}, before as {was}";
    ParameterDeprecated = "parameter-deprecated" Visible Internal "is deprecated";
    ParameterRevived = "parameter-revived" Visible Internal "is no longer deprecated";
    // bodies and responses
    BodyAdded = "body-added" Visible Internal "is added, optional";
    BodyRequired = "required-body-added" Breaking Internal "is added, required";
    BodyRemoved = "body-removed" Breaking Internal "is removed";
    BodyBecameRequired = "body-became-required" Breaking Internal "becomes required";
    BodyBecameOptional = "body-became-optional" Visible Internal "becomes optional";
    MediaTypeAdded = "media-type-added" Visible Internal "may also be {is}";
    MediaTypeRemoved = "media-type-removed" Breaking Breaking "is no longer {was}";
    EncodingChanged = "encoding-changed" Breaking Internal "is encoded as {is}, before as {was}";
    SchemaAdded = "schema-added" Breaking Internal "is described by a schema now";
    SchemaRemoved = "schema-removed" Visible Breaking "is no longer described by a schema";
    ResponseAdded = "response-added" Internal Visible "is added";
    ResponseRemoved = "response-removed" Internal Visible "is removed";
    SuccessRemoved = "success-response-removed" Internal Breaking "is removed";
    ResponseMoved = "response-status-changed" Internal Visible "comes with status {is}, before {was}";
    HeaderAdded = "header-added" Internal Visible "is added";
    HeaderRemoved = "header-removed" Internal Breaking "is removed";
    HeaderBecameOptional = "header-became-optional" Internal Visible "becomes optional";
    HeaderBecameRequired = "header-became-required" Internal Internal "becomes required";
    // values
    TypeChanged = "type-changed" Breaking Breaking "is {is}, before {was}";
    /// What is allowed is a part of what was.
    TypeNarrowed = "type-narrowed" Breaking Internal "is only {is}, before {was}";
    TypeWidened = "type-widened" Visible Breaking "may be {is}, before {was}";
    NullAllowed = "null-allowed" Visible Breaking "may be null";
    NullForbidden = "null-forbidden" Breaking Internal "may no longer be null";
    FormatAdded = "format-added" Breaking Visible "has the format {is}";
    FormatRemoved = "format-removed" Visible Breaking "no longer has the format {was}";
    FormatChanged = "format-changed" Breaking Breaking "has the format {is}, before {was}";
    /// A format that says nothing of how values are read.
    FormatNoted = "format-noted" Internal Internal "has the format {is}, before {was}";
    ValuesAdded = "enum-values-added" Visible Visible "gains {is}";
    ValuesRemoved = "enum-values-removed" Breaking Visible "loses {was}";
    ValuesReplaced = "enum-values-replaced" Breaking Visible "loses {was} and gains {is}";
    EnumAdded = "became-enum" Breaking Internal "is one of {is}";
    EnumRemoved = "no-longer-enum" Visible Visible "is no longer one of {was}";
    ConstantAdded = "constant-added" Breaking Internal "is always {is}";
    ConstantRemoved = "constant-removed" Visible Breaking "is no longer always {was}";
    ConstantChanged = "constant-changed" Breaking Breaking "is always {is}, before {was}";
    DefaultChanged = "default-changed" Visible Internal "has the default {is}, before {was}";
    RuleTightened = "rule-tightened" Breaking Internal "has {is}, before {was}";
    RuleLoosened = "rule-loosened" Internal Internal "has {is}, before {was}";
    RuleChanged = "rule-changed" Breaking Internal "has {is}, before {was}";
    ContentChanged = "content-encoding-changed" Breaking Breaking "holds {is}, before {was}";
    Deprecated = "deprecated" Visible Visible "is deprecated";
    Revived = "revived" Visible Visible "is no longer deprecated";
    Described = "description-changed" Internal Internal "is described in other words";
    // objects
    PropertyRemoved = "property-removed" Breaking Breaking "is removed";
    PropertyAdded = "property-added" Visible Visible "is added";
    PropertyRequired = "required-property-added" Breaking Visible "is added, required";
    BecameRequired = "became-required" Breaking Internal "becomes required";
    BecameOptional = "became-optional" Visible Breaking "becomes optional";
    BecameReadOnly = "became-read-only" Breaking Internal "is read-only";
    NoLongerReadOnly = "no-longer-read-only" Visible Internal "is no longer read-only";
    BecameWriteOnly = "became-write-only" Internal Breaking "is write-only";
    NoLongerWriteOnly = "no-longer-write-only" Internal Visible "is no longer write-only";
    OthersForbidden = "additional-properties-forbidden" Breaking Visible "has no further properties";
    OthersAllowed = "additional-properties-allowed" Visible Internal "may have further properties";
    OthersTyped = "additional-properties-typed" Breaking Visible "has further properties of one type";
    OthersUntyped = "additional-properties-untyped" Visible Breaking "has further properties of any type";
    // alternatives
    AlternativeAdded = "alternative-added" Visible Visible "may be {is}";
    AlternativeRemoved = "alternative-removed" Breaking Visible "is no longer {was}";
    DiscriminatorChanged = "discriminator-changed" Breaking Breaking "is told by {is}, before by {was}";
    // document
    SecurityAdded = "security-added" Visible Internal "may also be called with {is}";
    SecurityRemoved = "security-removed" Breaking Internal "is no longer called with {was}";
    ScopesAdded = "scopes-added" Breaking Internal "asks for the scopes {is}";
    ScopesRemoved = "scopes-removed" Visible Internal "no longer asks for the scopes {was}";
    SchemeAdded = "security-scheme-added" Visible Internal "is added";
    SchemeRemoved = "security-scheme-removed" Visible Internal "is removed";
    SchemeChanged = "security-scheme-changed" Breaking Internal "is {is}, before {was}";
    ServerAdded = "server-added" Internal Internal "is added";
    ServerRemoved = "server-removed" Internal Internal "is removed";
    /// Of the first server, which clients call unless told otherwise.
    ServerMoved = "server-moved" Visible Internal "is at {is}, before at {was}";
    VersionChanged = "version-changed" Internal Internal "is version {is}, before {was}";
}
