//! What is counted: as the document has it, degraded, left out.

use super::{counted, document};
use crate::lower::{NamesLock, Selection};
use crate::output::Tally;

#[track_caller]
fn operations(text: &str) -> Tally {
    let text = document(super::DOCUMENT, text);
    counted(&[("a.yaml", &text)], &Selection::everything(), &NamesLock::default()).2.operations
}

fn answers(schema: &str) -> String {
    format!(
        "paths:\n  /a: {{get: {{responses: {{'200': {{description: '', content: {{application/json: {{schema: {schema}}}}}}}}}}}}}\n"
    )
}

#[test]
fn what_the_document_leaves_untyped_is_no_degradation() {
    let as_it_is = Tally { generated: 1, degraded: 0, left_out: 0 };
    for schema in ["{}", "{type: object}", "{type: array}", "{anyOf: [{type: string}, {}]}", "{type: string}"]
    {
        assert_eq!(operations(&answers(schema)), as_it_is, "{schema}");
    }
}

#[test]
fn what_became_raw_json_is_degraded_with_all_that_holds_it() {
    let degraded = Tally { generated: 0, degraded: 1, left_out: 0 };
    let deep = format!("{}{{type: string}}{}", "{items: ".repeat(120), "}".repeat(120));
    for schema in [
        "{$ref: '#/components/schemas/Nowhere'}",
        "{oneOf: [{type: string}, {$ref: '#/components/schemas/Nowhere'}, {type: integer}]}",
        "{allOf: [{properties: {a: {type: string}}}, {$ref: '#/components/schemas/Nowhere'}]}",
        "{type: array, prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}",
        "{type: 1}",
        &deep,
    ] {
        assert_eq!(operations(&answers(schema)), degraded, "{schema:.80}");
    }
    let through = format!(
        "{}components:\n  schemas:\n    A: {{type: array, items: {{$ref: '#/components/schemas/B'}}}}\n    B: {{properties: {{c: {{$ref: '#/components/schemas/C'}}}}}}\n    C: {{$ref: '#/components/schemas/Nowhere'}}\n",
        answers("{$ref: '#/components/schemas/A'}")
    );
    assert_eq!(operations(&through), degraded);
}

#[test]
fn an_operation_without_a_part_of_it_is_degraded() {
    for part in [
        "parameters: [{$ref: '#/components/parameters/Nowhere'}]",
        "parameters: [{name: a, in: nowhere}]",
        "requestBody: {$ref: '#/components/requestBodies/Nowhere'}",
        "requestBody: {content: {multipart/form-data: {schema: {type: array, items: {type: string}}}}}",
        "responses: {'2': {description: ''}}",
    ] {
        let text = format!(
            "paths:\n  /a: {{post: {{{part}}}, get: {{responses: {{'204': {{description: ''}}}}}}}}\n"
        );
        assert_eq!(operations(&text), Tally { generated: 1, degraded: 1, left_out: 0 }, "{part}");
    }
}
