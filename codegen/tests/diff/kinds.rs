//! Every kind of change, by the smallest pair of documents that has it.

use crate::{compare, shown, with_schema};
use std::collections::BTreeSet;
use tributary_codegen::diff::Kind;

/// A schema before and after, and the changes, one a line.
const SCHEMAS: &[(&str, &str, &str)] = &[
    (
        "{type: string}",
        "{type: integer}",
        "
        request breaking type-changed: `Thing` is an integer, before a string
        response breaking type-changed: `Thing` is an integer, before a string",
    ),
    (
        "{type: number}",
        "{type: integer}",
        "
        request breaking type-narrowed: `Thing` is only an integer, before a number
        response internal type-narrowed: `Thing` is only an integer, before a number",
    ),
    (
        "{type: string}",
        "{type: [string, integer]}",
        "
        request visible type-widened: `Thing` may be an integer or a string, before a string
        response breaking type-widened: `Thing` may be an integer or a string, before a string",
    ),
    (
        "{type: string}",
        "{type: [string, 'null']}",
        "
        request visible null-allowed: `Thing` may be null
        response breaking null-allowed: `Thing` may be null",
    ),
    (
        "{type: [string, 'null']}",
        "{type: string}",
        "
        request breaking null-forbidden: `Thing` may no longer be null
        response internal null-forbidden: `Thing` may no longer be null",
    ),
    (
        "{type: string}",
        "{type: string, format: date}",
        "
        request breaking format-added: `Thing` has the format `date`
        response visible format-added: `Thing` has the format `date`",
    ),
    (
        "{type: string, format: date}",
        "{type: string}",
        "
        request visible format-removed: `Thing` no longer has the format `date`
        response breaking format-removed: `Thing` no longer has the format `date`",
    ),
    (
        "{type: string, format: date}",
        "{type: string, format: date-time}",
        "
        request breaking format-changed: `Thing` has the format `date-time`, before `date`
        response breaking format-changed: `Thing` has the format `date-time`, before `date`",
    ),
    (
        "{type: integer, format: int32}",
        "{type: integer, format: int64}",
        "
        request visible type-widened: `Thing` may be `int64`, before `int32`
        response breaking type-widened: `Thing` may be `int64`, before `int32`",
    ),
    (
        "{type: string, format: email}",
        "{type: string, format: hostname}",
        "
        request internal format-noted: `Thing` has the format `hostname`, before `email`
        response internal format-noted: `Thing` has the format `hostname`, before `email`",
    ),
    (
        "{type: string, enum: [a, b]}",
        "{type: string, enum: [a, b, c]}",
        "
        request visible enum-values-added: `Thing` gains `c`
        response visible enum-values-added: `Thing` gains `c`",
    ),
    (
        "{type: string, enum: [a, b]}",
        "{type: string, enum: [a]}",
        "
        request breaking enum-values-removed: `Thing` loses `b`
        response visible enum-values-removed: `Thing` loses `b`",
    ),
    (
        "{type: string, enum: [a, b]}",
        "{type: string, enum: [a, c]}",
        "
        request breaking enum-values-replaced: `Thing` loses `b` and gains `c`
        response visible enum-values-replaced: `Thing` loses `b` and gains `c`",
    ),
    (
        "{type: string}",
        "{type: string, enum: [a, b]}",
        "
        request breaking became-enum: `Thing` is one of `a`, `b`
        response internal became-enum: `Thing` is one of `a`, `b`",
    ),
    (
        "{type: string, enum: [a, b]}",
        "{type: string}",
        "
        request visible no-longer-enum: `Thing` is no longer one of `a`, `b`
        response visible no-longer-enum: `Thing` is no longer one of `a`, `b`",
    ),
    (
        "{type: string}",
        "{type: string, const: a}",
        "
        request breaking constant-added: `Thing` is always `a`
        response internal constant-added: `Thing` is always `a`",
    ),
    (
        "{type: string, const: a}",
        "{type: string}",
        "
        request visible constant-removed: `Thing` is no longer always `a`
        response breaking constant-removed: `Thing` is no longer always `a`",
    ),
    (
        "{type: string, const: a}",
        "{type: string, const: b}",
        "
        request breaking constant-changed: `Thing` is always `b`, before `a`
        response breaking constant-changed: `Thing` is always `b`, before `a`",
    ),
    (
        "{type: integer, default: 1}",
        "{type: integer, default: 2}",
        "
        request visible default-changed: `Thing` has the default `2`, before `1`
        response internal default-changed: `Thing` has the default `2`, before `1`",
    ),
    (
        "{type: string, maxLength: 9}",
        "{type: string, maxLength: 5}",
        "
        request breaking rule-tightened: `Thing` has maxLength 5, before maxLength 9
        response internal rule-tightened: `Thing` has maxLength 5, before maxLength 9",
    ),
    (
        "{type: integer, minimum: 3}",
        "{type: integer}",
        "
        request internal rule-loosened: `Thing` has no minimum, before minimum 3
        response internal rule-loosened: `Thing` has no minimum, before minimum 3",
    ),
    (
        "{type: integer, multipleOf: 4}",
        "{type: integer, multipleOf: 6}",
        "
        request breaking rule-changed: `Thing` has steps of 6, before steps of 4
        response internal rule-changed: `Thing` has steps of 6, before steps of 4",
    ),
    (
        "{type: string, pattern: '^a'}",
        "{type: string, pattern: '^b'}",
        "
        request breaking rule-changed: `Thing` has the pattern `^b`, before the pattern `^a`
        response internal rule-changed: `Thing` has the pattern `^b`, before the pattern `^a`",
    ),
    (
        "{type: array, items: {type: string}}",
        "{type: array, uniqueItems: true, items: {type: string}}",
        "
        request breaking rule-tightened: `Thing` has no equal items, before equal items
        response internal rule-tightened: `Thing` has no equal items, before equal items",
    ),
    (
        "{type: string}",
        "{type: string, not: {const: x}}",
        "
        request breaking rule-tightened: `Thing` has `not`, before no `not`
        response internal rule-tightened: `Thing` has `not`, before no `not`",
    ),
    (
        "{type: string}",
        "{type: string, contentEncoding: base64}",
        "
        request breaking content-encoding-changed: `Thing` holds base64, before plain text
        response breaking content-encoding-changed: `Thing` holds base64, before plain text",
    ),
    (
        "{type: string}",
        "{type: string, deprecated: true}",
        "
        request visible deprecated: `Thing` is deprecated
        response visible deprecated: `Thing` is deprecated",
    ),
    (
        "{type: string, deprecated: true}",
        "{type: string}",
        "
        request visible revived: `Thing` is no longer deprecated
        response visible revived: `Thing` is no longer deprecated",
    ),
    (
        "{type: string, description: one}",
        "{type: string, description: two}",
        "
        request internal description-changed: `Thing` is described in other words
        response internal description-changed: `Thing` is described in other words",
    ),
    (
        "{properties: {a: {type: string}, b: {type: string}}}",
        "{properties: {a: {type: string}}}",
        "
        request breaking property-removed: `Thing.b` is removed
        response breaking property-removed: `Thing.b` is removed",
    ),
    (
        "{properties: {a: {type: string}}}",
        "{properties: {a: {type: string}, b: {type: string}}}",
        "
        request visible property-added: `Thing.b` is added
        response visible property-added: `Thing.b` is added",
    ),
    (
        "{properties: {a: {type: string}}}",
        "{required: [b], properties: {a: {type: string}, b: {type: string}}}",
        "
        request breaking required-property-added: `Thing.b` is added, required
        response visible required-property-added: `Thing.b` is added, required",
    ),
    (
        "{properties: {a: {type: string}}}",
        "{required: [a], properties: {a: {type: string}}}",
        "
        request breaking became-required: `Thing.a` becomes required
        response internal became-required: `Thing.a` becomes required",
    ),
    (
        "{required: [a], properties: {a: {type: string}}}",
        "{properties: {a: {type: string}}}",
        "
        request visible became-optional: `Thing.a` becomes optional
        response breaking became-optional: `Thing.a` becomes optional",
    ),
    (
        "{properties: {b: {}}}",
        "{required: [a], properties: {b: {}}}",
        "
        request breaking became-required: `Thing.a` becomes required
        response internal became-required: `Thing.a` becomes required",
    ),
    (
        "{properties: {a: {type: string}}}",
        "{properties: {a: {type: string, readOnly: true}}}",
        "
        request breaking became-read-only: `Thing.a` is read-only",
    ),
    (
        "{properties: {a: {type: string, readOnly: true}}}",
        "{properties: {a: {type: string}}}",
        "
        request visible no-longer-read-only: `Thing.a` is no longer read-only",
    ),
    (
        "{properties: {a: {type: string}}}",
        "{properties: {a: {type: string, writeOnly: true}}}",
        "
        response breaking became-write-only: `Thing.a` is write-only",
    ),
    (
        "{properties: {a: {type: string, writeOnly: true}}}",
        "{properties: {a: {type: string}}}",
        "
        response visible no-longer-write-only: `Thing.a` is no longer write-only",
    ),
    (
        "{properties: {a: {}}}",
        "{additionalProperties: false, properties: {a: {}}}",
        "
        request breaking additional-properties-forbidden: `Thing` has no further properties
        response visible additional-properties-forbidden: `Thing` has no further properties",
    ),
    (
        "{additionalProperties: false, properties: {a: {}}}",
        "{properties: {a: {}}}",
        "
        request visible additional-properties-allowed: `Thing` may have further properties
        response internal additional-properties-allowed: `Thing` may have further properties",
    ),
    (
        "{type: object}",
        "{type: object, additionalProperties: {type: string}}",
        "
        request breaking additional-properties-typed: `Thing` has further properties of one type
        response visible additional-properties-typed: `Thing` has further properties of one type",
    ),
    (
        "{type: object, additionalProperties: {type: string}}",
        "{type: object, additionalProperties: true}",
        "
        request visible additional-properties-untyped: `Thing` has further properties of any type
        response breaking additional-properties-untyped: `Thing` has further properties of any type",
    ),
    (
        "{oneOf: [{title: A, type: string}, {title: B, type: integer}]}",
        "{oneOf: [{title: A, type: string}, {title: B, type: integer}, {title: C, type: boolean}]}",
        "
        request visible alternative-added: `Thing` may be `C`
        response visible alternative-added: `Thing` may be `C`",
    ),
    (
        "{oneOf: [{title: A, type: string}, {title: B, type: integer}, {title: C, type: boolean}]}",
        "{oneOf: [{title: C, type: boolean}, {title: A, type: string}]}",
        "
        request breaking alternative-removed: `Thing` is no longer `B`
        response visible alternative-removed: `Thing` is no longer `B`",
    ),
    (
        "{title: A, type: string}",
        "{oneOf: [{title: B, type: integer}, {title: A, type: string}]}",
        "
        request visible alternative-added: `Thing` may be `B`
        response visible alternative-added: `Thing` may be `B`",
    ),
    (
        "{oneOf: [{title: A, type: object, properties: {k: {const: a}, l: {const: a}}}, {title: B, type: object, properties: {k: {const: b}, l: {const: b}}}], discriminator: {propertyName: k}}",
        "{oneOf: [{title: A, type: object, properties: {k: {const: a}, l: {const: a}}}, {title: B, type: object, properties: {k: {const: b}, l: {const: b}}}], discriminator: {propertyName: l}}",
        "
        request breaking discriminator-changed: `Thing` is told by `l`, before by `k`
        response breaking discriminator-changed: `Thing` is told by `l`, before by `k`",
    ),
    (
        "{type: array, items: {type: string}}",
        "{type: array, items: {type: integer}}",
        "
        request breaking type-changed: `Thing[]` is an integer, before a string
        response breaking type-changed: `Thing[]` is an integer, before a string",
    ),
    (
        "{}",
        "{oneOf: [{type: string}, {type: integer}]}",
        "
        request breaking type-narrowed: `Thing` is only one of 2 alternatives, before anything
        response internal type-narrowed: `Thing` is only one of 2 alternatives, before anything",
    ),
];

/// What stands in a document's `paths`, `components` or at its top before and after.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("paths: {/a: {get: {}}, /b: {get: {}}}", "paths: {/a: {get: {}}}", "request breaking operation-removed: `GET /b` is removed"),
    ("paths: {/a: {get: {}}}", "paths: {/a: {get: {}, put: {}}}", "request visible operation-added: `PUT /a` is added"),
    ("paths: {/a: {get: {operationId: x}}}", "paths: {/b: {get: {operationId: x}}}", "request breaking operation-moved: `GET /b` moves from `GET /a` to `GET /b`"),
    ("paths: {/a: {get: {operationId: x}}}", "paths: {/a: {get: {operationId: y}}}", "request visible operation-id-changed: `GET /a` has another operationId: `x` becomes `y`"),
    ("paths: {/a: {get: {}}}", "paths: {/a: {get: {deprecated: true}}}", "request visible operation-deprecated: `GET /a` is deprecated"),
    ("paths: {/a: {get: {deprecated: true}}}", "paths: {/a: {get: {}}}", "request visible operation-revived: `GET /a` is no longer deprecated"),
    ("webhooks: {gone: {post: {}}}", "webhooks: {come: {post: {}}}", "
        request breaking webhook-removed: `POST gone` is removed
        request visible webhook-added: `POST come` is added"),
    ("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string}}]}}}", "paths: {/a: {get: {}}}", "request breaking parameter-removed: `GET /a parameter q` is removed"),
    ("paths: {/a: {get: {}}}", "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string}}, {name: r, in: query, required: true, schema: {type: string}}]}}}", "
        request breaking required-parameter-added: `GET /a parameter r` is added, required
        request visible parameter-added: `GET /a parameter q` is added, optional"),
    ("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string}}, {name: r, in: query, required: true, schema: {type: string}}]}}}", "paths: {/a: {get: {parameters: [{name: q, in: query, required: true, schema: {type: string}}, {name: r, in: query, schema: {type: string}}]}}}", "
        request breaking parameter-became-required: `GET /a parameter q` becomes required
        request visible parameter-became-optional: `GET /a parameter r` becomes optional"),
    ("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string}}]}}}", "paths: {/a: {get: {parameters: [{name: q, in: header, schema: {type: string}}]}}}", "request breaking parameter-moved: `GET /a parameter q` moves from the query to the headers"),
    ("paths: {'/a/{x}': {get: {parameters: [{name: x, in: path, required: true, schema: {type: string}}]}}}", "paths: {'/a/{y}': {get: {parameters: [{name: y, in: path, required: true, schema: {type: string}}]}}}", "request visible parameter-renamed: `GET /a/{x} parameter x` is called `y`, before `x`"),
    ("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}]}}}", "paths: {/a: {get: {parameters: [{name: q, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}]}}}", "request breaking parameter-style-changed: `GET /a parameter q` is written as PipeDelimited, before as Form, exploded"),
    ("paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string}}, {name: r, in: query, deprecated: true, schema: {type: string}}]}}}", "paths: {/a: {get: {parameters: [{name: q, in: query, deprecated: true, schema: {type: string}}, {name: r, in: query, schema: {type: string}}]}}}", "
        request visible parameter-deprecated: `GET /a parameter q` is deprecated
        request visible parameter-revived: `GET /a parameter r` is no longer deprecated"),
    ("paths: {/a: {put: {}}, /b: {put: {}}}", "paths: {/a: {put: {requestBody: {content: {text/plain: {}}}}}, /b: {put: {requestBody: {required: true, content: {text/plain: {}}}}}}", "
        request breaking required-body-added: `PUT /b body` is added, required
        request visible body-added: `PUT /a body` is added, optional"),
    ("paths: {/a: {put: {requestBody: {content: {text/plain: {}}}}}}", "paths: {/a: {put: {}}}", "request breaking body-removed: `PUT /a body` is removed"),
    ("paths: {/a: {put: {requestBody: {content: {text/plain: {}}}}}, /b: {put: {requestBody: {required: true, content: {text/plain: {}}}}}}", "paths: {/a: {put: {requestBody: {required: true, content: {text/plain: {}}}}}, /b: {put: {requestBody: {content: {text/plain: {}}}}}}", "
        request breaking body-became-required: `PUT /a body` becomes required
        request visible body-became-optional: `PUT /b body` becomes optional"),
    ("paths: {/a: {put: {requestBody: {content: {text/plain: {}}}}}}", "paths: {/a: {put: {requestBody: {content: {application/xml: {}}}}}}", "
        request breaking media-type-removed: `PUT /a body` is no longer `text/plain`
        request visible media-type-added: `PUT /a body` may also be `application/xml`"),
    ("paths: {/a: {put: {requestBody: {content: {multipart/form-data: {schema: {properties: {f: {type: string}}}}}}}}}", "paths: {/a: {put: {requestBody: {content: {multipart/form-data: {schema: {properties: {f: {type: string}}}, encoding: {f: {contentType: image/png}}}}}}}}", "request breaking encoding-changed: `PUT /a body.f` is encoded as image/png, before as usual"),
    ("paths: {/a: {put: {requestBody: {content: {multipart/form-data: {schema: {properties: {f: {type: string}}}, encoding: {f: {contentType: image/gif}}}}}}}}", "paths: {/a: {put: {requestBody: {content: {multipart/form-data: {schema: {properties: {f: {type: string}}}, encoding: {f: {contentType: image/png}}}}}}}}", "request breaking encoding-changed: `PUT /a body.f` is encoded as image/png, before as image/gif"),
    ("paths: {/a: {put: {requestBody: {content: {application/json: {}}}}}}", "paths: {/a: {put: {requestBody: {content: {application/json: {schema: {type: string}}}}}}}", "request breaking schema-added: `PUT /a body` is described by a schema now"),
    ("paths: {/a: {put: {requestBody: {content: {application/json: {schema: {type: string}}}}}}}", "paths: {/a: {put: {requestBody: {content: {application/json: {}}}}}}", "request visible schema-removed: `PUT /a body` is no longer described by a schema"),
    ("paths: {/a: {get: {responses: {'200': {description: ok}}}}}", "paths: {/a: {get: {responses: {'200': {description: ok}, '404': {description: no}}}}}", "response visible response-added: `GET /a response 404` is added"),
    ("paths: {/a: {get: {responses: {'200': {description: ok}, '404': {description: no}}}}}", "paths: {/a: {get: {responses: {'200': {description: ok}}}}}", "response visible response-removed: `GET /a response 404` is removed"),
    ("paths: {/a: {get: {responses: {'200': {description: ok}, '404': {description: no}}}}}", "paths: {/a: {get: {responses: {'404': {description: no}}}}}", "response breaking success-response-removed: `GET /a response 200` is removed"),
    ("paths: {/a: {get: {responses: {'200': {description: ok}}}}}", "paths: {/a: {get: {responses: {'201': {description: ok}}}}}", "response visible response-status-changed: `GET /a response 200` comes with status 201, before 200"),
    ("paths: {/a: {get: {responses: {'200': {description: ok, headers: {X-A: {schema: {type: string}}, X-B: {required: true, schema: {type: string}}, X-C: {schema: {type: string}}}}}}}}", "paths: {/a: {get: {responses: {'200': {description: ok, headers: {x-b: {schema: {type: string}}, X-C: {required: true, schema: {type: string}}, X-D: {schema: {type: string}}}}}}}}", "
        response breaking header-removed: `GET /a response 200 header X-A` is removed
        response internal header-became-required: `GET /a response 200 header X-C` becomes required
        response visible header-added: `GET /a response 200 header X-D` is added
        response visible header-became-optional: `GET /a response 200 header X-B` becomes optional"),
    ("paths: {/a: {get: {security: [{k: []}]}}}\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}, l: {type: http, scheme: basic}}}", "paths: {/a: {get: {security: [{l: []}]}}}\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}, l: {type: http, scheme: basic}}}", "
        request breaking security-removed: `api.yaml` is no longer called with HTTP bearer
        request visible security-added: `api.yaml` may also be called with HTTP basic"),
    ("paths: {/a: {get: {security: [{k: [a, b]}]}}}\ncomponents: {securitySchemes: {k: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://t.example', scopes: {}}}}}}", "paths: {/a: {get: {security: [{k: [a, c]}]}}}\ncomponents: {securitySchemes: {k: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://t.example', scopes: {}}}}}}", "
        request breaking scopes-added: `api.yaml` asks for the scopes `c`
        request visible scopes-removed: `api.yaml` no longer asks for the scopes `b`"),
    ("paths: {/a: {get: {security: [{}]}}}\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}, l: {type: apiKey, in: query, name: key}}}", "paths: {/a: {get: {security: [{}]}}}\ncomponents: {securitySchemes: {m: {type: http, scheme: bearer}, l: {type: apiKey, in: header, name: X-Key}}}", "
        request breaking security-scheme-changed: `security scheme l` is `X-Key` in the headers, before `key` in the query
        request visible security-scheme-added: `security scheme m` is added
        request visible security-scheme-removed: `security scheme k` is removed"),
    ("servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]", "servers: [{url: 'https://c.example'}, {url: 'https://d.example'}]", "
        request internal server-added: `server https://d.example` is added
        request internal server-removed: `server https://b.example` is removed
        request visible server-moved: `server` is at `https://c.example`, before at `https://a.example`"),
    ("info: {title: T, version: '1'}", "info: {title: T, version: '2'}", "request internal version-changed: `api.yaml` is version 2, before 1"),
];

fn document(text: &str) -> String {
    let head = if text.contains("info:") {
        "openapi: 3.1.0"
    } else {
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}"
    };
    let paths = if text.contains("paths:") { "" } else { "paths: {/a: {get: {}}}\n" };
    format!("{head}\n{paths}{text}\n")
}

#[test]
fn every_kind_is_found_and_nothing_else() {
    let mut seen = BTreeSet::new();
    let schemas =
        SCHEMAS.iter().map(|(old, new, expected)| (with_schema(old, ""), with_schema(new, ""), *expected));
    let operations = OPERATIONS.iter().map(|(old, new, expected)| (document(old), document(new), *expected));
    let mut wrong = Vec::new();
    for (old, new, expected) in schemas.chain(operations) {
        let comparison = compare(&old, &new);
        let mut expected: Vec<&str> =
            expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        expected.sort_unstable();
        let found = shown(&comparison);
        if found != expected {
            wrong.push(format!("{old}\n{new}\nexpected {expected:#?}\nfound {found:#?}"));
        }
        seen.extend(comparison.changes.iter().map(|change| change.kind));
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n\n"));
    let missing: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !seen.contains(*kind)).collect();
    assert_eq!(missing, Vec::<&Kind>::new(), "kinds without a case");
}
