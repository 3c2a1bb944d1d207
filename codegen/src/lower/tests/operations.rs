//! Operations: parameters, bodies and replies.

use super::{NamesLock, Selection, lowers};

#[test]
fn parameters_by_place_and_need() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a/{b}/c/{d}:
            parameters: [{name: d, in: path, required: true, schema: {type: string}}]
            get:
              operationId: getC
              tags: [Big Things]
              parameters:
                - {name: 'page[size]', in: query, schema: {type: integer}}
                - {name: q, in: query, required: true, schema: {type: string}}
                - {name: X-Account, in: header, required: true, schema: {type: string}}
                - {name: session, in: cookie, schema: {type: string}}
                - {name: Authorization, in: header, schema: {type: string}}
                - {name: b, in: path, required: true, schema: {type: integer}}
                - {name: type, in: query, required: true, schema: {type: string, enum: [thing]}}
                - {name: body, in: query, schema: {type: string}}
              responses: {'204': {description: ''}}
        "##,
        r##"
        fn big_things::get_c GET /a/{b}/c/{d}(path b: i64, path d: text, q: text, header x_account "X-Account": text, type: text == "thing", page_size "page[size]": i64?, cookie session: text?, body_value "body": text?) -> nothing
        "##,
    );
}

#[test]
fn parameter_styles() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a:
            get:
              operationId: get
              parameters:
                - {name: list, in: query, schema: {type: array, items: {type: string}}}
                - {name: comma, in: query, explode: false, schema: {type: array, items: {type: string}}}
                - {name: filter, in: query, style: deepObject, explode: true, schema: {type: object, properties: {name: {type: string}}}}
                - {name: json, in: query, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
              responses: {'204': {description: ''}}
        "##,
        r##"
        struct GetFilter (encoded) default
          name: text?
        struct GetJson (encoded) default
          a: text?
        fn default::get GET /a(list: [text]?, comma: [text]? as Form, filter: GetFilter? as DeepObject*, json: GetJson? as json) -> nothing
        "##,
    );
}

#[test]
fn one_body_of_several_writings() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a:
            post:
              operationId: send
              requestBody:
                content:
                  application/xml: {schema: {$ref: '#/components/schemas/A'}}
                  application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/A'}}
                  application/json: {schema: {$ref: '#/components/schemas/A'}}
              responses: {'204': {description: ''}}
        components: {schemas: {A: {properties: {x: {type: string}}}}}
        "##,
        r##"
        struct A (encoded) default
          x: text?
        fn default::send POST /a() body? json A -> nothing
        T312 /paths/~1a/post/requestBody/content/application~1x-www-form-urlencoded: `application/x-www-form-urlencoded` is not offered: another media type of this body sends the same
        T312 /paths/~1a/post/requestBody/content/application~1xml: `application/xml` is not offered: another media type of this body sends the same
        "##,
    );
}

#[test]
fn bodies_that_differ_are_a_choice() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a:
            post:
              operationId: send
              requestBody:
                required: true
                content:
                  application/json: {schema: {type: object, properties: {url: {type: string}}}}
                  application/octet-stream: {schema: {type: string, format: binary}}
                  text/plain: {schema: {type: string}}
              responses: {'204': {description: ''}}
        "##,
        r##"
        struct SendJsonBody (encoded) default
          url: text?
        fn default::send POST /a() body SendBody = json SendJsonBody | text | bytes application/octet-stream -> nothing
        "##,
    );
}

#[test]
fn forms_and_multipart() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /form:
            post:
              operationId: form
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema: {type: object, properties: {a: {type: string}, list: {type: array, items: {type: string}}, inner: {type: object, properties: {x: {type: string}}}}}
                    encoding: {list: {style: deepObject, explode: true}}
              responses: {'204': {description: ''}}
          /parts:
            post:
              operationId: parts
              requestBody:
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [file]
                      properties:
                        file: {type: string, format: binary}
                        more: {type: array, items: {type: string, format: binary}}
                        name: {type: string}
                        tags: {type: array, items: {type: string}}
                        attributes: {type: object, properties: {x: {type: string}}}
              responses: {'204': {description: ''}}
        "##,
        r##"
        struct FormBody (encoded) default
          a: text?
          list: [text]?
          inner: FormInner?
        struct FormInner (encoded) default
          x: text?
        fn default::form POST /form() body? form FormBody list as DeepObject* inner as json -> nothing
        fn default::parts POST /parts() body? multipart PartsBody {file file: binary, files more: [binary]?, text name: text?, texts tags: [text]?, json attributes: FormInner?} -> nothing
        "##,
    );
}

#[test]
fn replies_by_status() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a:
            get:
              operationId: getA
              responses:
                '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}, headers: {X-Total: {schema: {type: integer}}}}
                '201': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
                '404': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
                default: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
          /b:
            get:
              operationId: getB
              responses:
                '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
                '202': {description: ''}
                4XX: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/E'}}}}
                5XX: {description: '', content: {text/plain: {schema: {type: string}}}}
          /c:
            get: {operationId: getC, responses: {default: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}
            head: {operationId: headC, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}
        components: {schemas: {A: {properties: {x: {type: string}}}, E: {properties: {message: {type: string}}}}}
        "##,
        r##"
        struct A (decoded) default
          x: text?
        struct E (decoded) default
          message: text?
        reply GetBReply: Success 200 json A, Accepted 202 nothing
        reply GetBError: Status4xx 4xx json E, Status5xx 5xx text
        fn default::get_a GET /a() -> json A, error json E, header X-Total: i64
        fn default::get_b GET /b() -> GetBReply, error GetBError
        fn default::get_c GET /c() -> json A, error json A
        fn default::head_c HEAD /c() -> nothing
        header X_TOTAL "X-Total": i64
        "##,
    );
}

#[test]
fn replies_that_are_no_json() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /text: {get: {operationId: text, responses: {'200': {description: '', content: {text/csv: {}}}}}}
          /bytes: {get: {operationId: bytes, responses: {'200': {description: '', content: {application/pdf: {}}}}}}
          /any: {get: {operationId: any, responses: {'200': {description: '', content: {'*/*': {schema: {type: object}}}}}}}
          /events: {get: {operationId: events, responses: {'200': {description: '', content: {text/event-stream: {schema: {type: object, properties: {a: {type: string}}}}}}}}}
          /lines: {get: {operationId: lines, responses: {'200': {description: '', content: {application/x-ndjson: {schema: {type: object, properties: {b: {type: string}}}}}}}}}
          /xml: {get: {operationId: xml, responses: {'200': {description: '', content: {application/xml: {schema: {type: object, properties: {c: {type: string}}}}}}}}}
        "##,
        r##"
        struct EventsResponse (decoded) default
          a: text?
        struct LinesResponse (decoded) default
          b: text?
        struct XmlResponse (decoded) default
          c: text?
        fn default::text GET /text() -> text
        fn default::bytes GET /bytes() -> bytes
        fn default::any GET /any() -> json {any}
        fn default::events GET /events() -> events EventsResponse
        fn default::lines GET /lines() -> lines LinesResponse
        fn default::xml GET /xml() -> xml XmlResponse
        "##,
    );
}

#[test]
fn json_or_events() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /chat:
            post:
              operationId: chat
              responses:
                '200':
                  description: ''
                  content:
                    application/json: {schema: {type: object, properties: {answer: {type: string}}}}
                    text/event-stream: {schema: {type: object, properties: {delta: {type: string}}}}
        "##,
        r##"
        struct ChatResponse (decoded) default
          answer: text?
        struct ChatEventsResponse (decoded) default
          delta: text?
        fn default::chat POST /chat() -> json ChatResponse
        fn default::chat_events POST /chat() -> events ChatEventsResponse
        "##,
    );
}

#[test]
fn errors_alike_share_an_enum() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a: {get: {operationId: getA, responses: {'404': {$ref: '#/components/responses/N'}, '422': {$ref: '#/components/responses/V'}}}}
          /b: {get: {operationId: getB, responses: {'404': {$ref: '#/components/responses/N'}, '422': {$ref: '#/components/responses/V'}}}}
        components:
          responses:
            N: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}
            V: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Invalid'}}}}
          schemas: {Missing: {properties: {x: {type: string}}}, Invalid: {properties: {y: {type: string}}}}
        "##,
        r##"
        struct Missing (decoded) default
          x: text?
        struct Invalid (decoded) default
          y: text?
        reply NotFoundOrUnprocessableError: NotFound 404 json Missing, Unprocessable 422 json Invalid
        fn default::get_a GET /a() -> nothing, error NotFoundOrUnprocessableError
        fn default::get_b GET /b() -> nothing, error NotFoundOrUnprocessableError
        "##,
    );
}

#[test]
fn only_schemas_are_a_library() {
    lowers(
        super::DOCUMENT,
        r##"
        components: {schemas: {A: {properties: {x: {type: string}}}, B: {properties: {y: {type: string}}}}}
        "##,
        r##"
        struct A (both) shared
          x: text?
        struct B (both) shared
          y: text?
        "##,
    );
}

#[test]
fn servers_and_security() {
    lowers(
        super::DOCUMENT,
        r##"
        servers: [{url: 'https://{region}.example.com', variables: {region: {default: eu, enum: [eu, us]}}}]
        security: [{key: []}]
        paths:
          /a: {get: {operationId: a, security: [], responses: {'204': {description: ''}}}}
          /b: {servers: [{url: 'https://upload.example.com'}], get: {operationId: b, responses: {'204': {description: ''}}}}
        components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a/token', scopes: {read: Reads}}}}}}
        "##,
        r##"
        fn default::a GET /a() -> nothing
        fn default::b GET /b() -> nothing
        "##,
    );
}

/// What an address has between braces is a variable, declared or not, whichever version of OpenAPI states the address.
#[test]
fn an_undeclared_variable_of_an_address_is_one() {
    let paths = "paths: {/a: {get: {operationId: a, responses: {'204': {description: ''}}}}}\n";
    for head in [
        "openapi: 3.0.3\nservers: [{url: 'https://{region}.example.com/{shop}'}]",
        "swagger: '2.0'\nhost: '{region}.example.com'\nbasePath: '/{shop}'",
        "swagger: '2.0'\nbasePath: '/{shop}'\nx-ms-parameterized-host: {hostTemplate: '{region}.example.com'}",
    ] {
        let document = format!("{head}\ninfo: {{title: A, version: '1'}}\n{paths}");
        let (api, _, _) =
            super::run(&[("a.yaml", &document)], &Selection::operations(["a"]), &NamesLock::default());
        let server = api.servers.first().map(|it| (it.url.as_str(), it.variables.len()));
        assert_eq!(server, Some(("https://{region}.example.com/{shop}", 2)), "{head}");
    }
}

/// A mapping that lists the new version of an API first means it, and gets from the old one what the new one lacks.
#[test]
fn a_call_is_that_of_the_document_listed_first() {
    let document = |version: &str, paths: &str| {
        format!("{}servers: [{{url: 'https://api.example.com/{version}'}}]\npaths:\n{paths}", super::HEAD)
    };
    let get = |path: &str, id: &str| {
        format!("  {path}: {{get: {{operationId: {id}, responses: {{'204': {{description: ''}}}}}}}}\n")
    };
    let new = document("v2", &get("/things", "listThings"));
    let old = document("v1", &(get("/things", "listThings") + &get("/notes", "listNotes")));
    let served = |files: &[(&str, &str)], selection: &Selection| {
        let (api, _, _) = super::run(files, selection, &NamesLock::default());
        let server = |operation: &crate::ir::Operation| {
            let urls: Vec<_> = operation.servers.iter().map(|server| server.url.as_str()).collect();
            format!("{} {:?}", operation.path, urls)
        };
        api.operations.iter().map(server).collect::<Vec<_>>()
    };
    let both = [("v2.yaml", new.as_str()), ("v1.yaml", old.as_str())];
    let calls = Selection::calls(["listThings", "GET /notes"]);
    // What is on the client's own host is relative to the client's address.
    assert_eq!(served(&both, &calls), ["/things []", r#"/notes ["/v1"]"#]);
    let turned = [("v1.yaml", old.as_str()), ("v2.yaml", new.as_str())];
    assert_eq!(served(&turned, &calls), ["/things []", "/notes []"]);
    let every = Selection::operations(["listThings"]);
    assert_eq!(served(&both, &every), ["/things []", r#"/things ["/v1"]"#]);
}
