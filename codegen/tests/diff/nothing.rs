//! What is written in another way and means the same.

use crate::{compare, shown, with_schema};
use tributary_codegen::diff::{Bump, Outcome};

const PETS: &str = "    Cat: {type: object, required: [kind, claws], properties: {kind: {type: string, const: cat}, claws: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, const: dog}, tail: {type: boolean}}}
";

/// Each pair means the same, both ways.
#[test]
fn another_way_to_write_it_is_no_change() {
    let pet = |list: &str| format!("{{type: object, properties: {{pet: {{oneOf: [{list}]}}}}}}");
    let cat = "$ref: '#/components/schemas/Cat'";
    let dog = "$ref: '#/components/schemas/Dog'";
    let pairs: &[(&str, String, String)] = &[
        ("the order of alternatives", pet(&format!("{{{cat}}}, {{{dog}}}")), pet(&format!("{{{dog}}}, {{{cat}}}"))),
        (
            "the order of alternatives without names",
            pet("{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}, {type: string}"),
            pet("{type: string}, {type: object, properties: {b: {type: string}}}, {type: object, properties: {a: {type: string}}}"),
        ),
        ("anyOf for oneOf", pet(&format!("{{{cat}}}, {{{dog}}}")), pet(&format!("{{{dog}}}, {{{cat}}}")).replace("oneOf", "anyOf")),
        ("an alternative of one", pet(&format!("{{{cat}}}")), format!("{{type: object, properties: {{pet: {{{cat}}}}}}}")),
        (
            "allOf of one",
            format!("{{type: object, properties: {{pet: {{allOf: [{{{cat}}}]}}}}}}"),
            format!("{{type: object, properties: {{pet: {{{cat}}}}}}}"),
        ),
        (
            "null as an alternative and as a type",
            "{type: object, properties: {a: {oneOf: [{type: string}, {type: 'null'}]}}}".to_owned(),
            "{type: object, properties: {a: {type: [string, 'null']}}}".to_owned(),
        ),
        (
            "properties from a base",
            "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {b: {type: integer}}}]}".to_owned(),
            "{type: object, required: [a], properties: {b: {type: integer}, a: {type: string}}}".to_owned(),
        ),
        (
            "a component and the same in place",
            format!("{{type: object, properties: {{pet: {{{cat}}}}}}}"),
            "{type: object, properties: {pet: {type: object, required: [claws, kind], properties: {claws: {type: integer}, kind: {type: string, const: cat}}}}}".to_owned(),
        ),
        ("the order of values", "{type: string, enum: [a, b, c]}".to_owned(), "{type: string, enum: [c, a, b]}".to_owned()),
        ("enum of one and const", "{type: string, enum: [a]}".to_owned(), "{type: string, const: a}".to_owned()),
        ("a type that goes without saying", "{properties: {a: {type: string}}}".to_owned(), "{type: object, properties: {a: {type: string}}}".to_owned()),
        ("examples", "{type: string, example: a}".to_owned(), "{type: string, examples: [b]}".to_owned()),
        ("a bound of nothing", "{type: string, minLength: 0}".to_owned(), "{type: string}".to_owned()),
        ("a pattern of anything", "{type: string, pattern: '^.*$'}".to_owned(), "{type: string}".to_owned()),
        ("numbers written otherwise", "{type: number, maximum: 10}".to_owned(), "{type: number, maximum: 10.0}".to_owned()),
    ];
    for (what, one, other) in pairs {
        let (one, other) = (with_schema(one, PETS), with_schema(other, PETS));
        for (old, new) in [(&one, &other), (&other, &one)] {
            let comparison = compare(old, new);
            assert_eq!(shown(&comparison), Vec::<String>::new(), "{what}");
        }
    }
}

#[test]
fn a_document_compared_with_itself_is_nothing() {
    let text = with_schema(
        "{type: object, properties: {pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}, self: {$ref: '#/components/schemas/Thing'}}}",
        PETS,
    );
    let comparison = compare(&text, &text);
    let verdict = comparison.verdict();
    assert_eq!((verdict.outcome, verdict.bump), (Outcome::Nothing, Bump::None));
    assert_eq!(comparison.surface, []);
}

/// OpenAPI 3.0's flag and 3.1's number are one bound.
#[test]
fn exclusive_bounds_of_both_versions_are_the_same() {
    let new = with_schema("{type: number, exclusiveMaximum: 10}", "");
    let old =
        with_schema("{type: number, maximum: 10, exclusiveMaximum: true}", "").replace("3.1.0", "3.0.3");
    assert_eq!(shown(&compare(&old, &new)), Vec::<String>::new());
}

/// A change of a component is told once, with the operations that it reaches.
#[test]
fn a_change_of_a_component_is_one_change() {
    let old = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
  /b: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}}
components: {schemas: {Pet: {type: object, properties: {name: {type: string}, owner: {$ref: '#/components/schemas/Pet'}}}}}
";
    let new = old.replace("name: {type: string}", "name: {type: integer}");
    let comparison = compare(old, &new);
    assert_eq!(
        shown(&comparison),
        ["response breaking type-changed: `Pet.name` is an integer, before a string"]
    );
    let operations: Vec<&[String]> =
        comparison.changes.iter().map(|change| change.operations.as_slice()).collect();
    assert_eq!(operations, [["GET /a", "GET /b"]]);
}

/// Headers that OpenAPI describes elsewhere are no parameters.
#[test]
fn ignored_parameters_are_ignored() {
    let old = with_schema("{type: string}", "");
    let new = old.replace("      requestBody:", "      parameters: [{name: Authorization, in: header, required: true, schema: {type: string}}]\n      requestBody:");
    assert_eq!(shown(&compare(&old, &new)), Vec::<String>::new());
}

/// HTTP knows no body with these statuses.
#[test]
fn a_body_that_cannot_come_is_ignored() {
    let old = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {delete: {responses: {'204': {description: gone, content: {application/json: {schema: {type: string}}}}}}}
";
    let new = old.replace(", content: {application/json: {schema: {type: string}}}", "");
    assert_eq!(shown(&compare(old, &new)), Vec::<String>::new());
}

/// A requirement that no schema describes has no place in a reader.
#[test]
fn a_requirement_without_a_property_concerns_requests() {
    let old = with_schema("{required: [Name], properties: {name: {type: string}}}", "");
    let new = with_schema("{required: [name], properties: {name: {type: string}}}", "");
    assert_eq!(
        shown(&compare(&old, &new)),
        [
            "request breaking became-required: `Thing.name` becomes required",
            "request internal rule-loosened: `Thing` has no `Name` required, before `Name` required",
            "response internal became-required: `Thing.name` becomes required",
            "response internal rule-loosened: `Thing` has no `Name` required, before `Name` required",
        ]
    );
}

/// One more way to prove who calls asks nothing of those who call in the old one.
#[test]
fn another_way_to_prove_who_calls_needs_no_scope_of_the_first() {
    let with = |security: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths: {{/a: {{get: {{security: [{security}], responses: {{'200': {{description: ok}}}}}}}}}}
components: {{securitySchemes: {{o: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: 'https://t.example', scopes: {{}}}}}}}}, k: {{type: apiKey, in: header, name: X-Key}}}}}}
"
        )
    };
    let comparison = compare(&with("{o: [a]}"), &with("{k: [b]}, {o: [a, c]}, {o: [a]}"));
    assert_eq!(
        shown(&comparison),
        ["request visible security-added: `api.yaml` may also be called with `X-Key` in the headers"]
    );
    let comparison = compare(&with("{o: [a]}"), &with("{o: [a, c]}"));
    assert_eq!(shown(&comparison), ["request breaking scopes-added: `api.yaml` asks for the scopes `c`"]);
}
