//! Wrong values anywhere: repaired, or left out alone.

use super::*;

/// Every value of a document that has nearly everything is replaced by values of wrong types in turn.
#[test]
fn any_value_of_a_3_0_may_be_of_any_type() {
    any_value_may_be_of_any_type(DOCUMENT);
}

#[test]
fn any_value_of_a_2_0_may_be_of_any_type() {
    any_value_may_be_of_any_type(include_str!("tickets-2.0.yaml"));
}

#[test]
fn any_value_of_a_3_1_may_be_of_any_type() {
    any_value_may_be_of_any_type(include_str!("tickets-3.1.yaml"));
}

fn any_value_may_be_of_any_type(text: &str) {
    let pointers = with(&[("a.yaml", text.as_bytes())], |forest, _, _| {
        let mut pointers = Vec::new();
        let mut due: Vec<Node<'_>> = forest.roots().collect();
        while let Some(node) = due.pop() {
            pointers.push(node.pointer());
            due.extend(node.children());
        }
        pointers
    });
    assert!(pointers.len() > 150);
    let wrong = [
        "null",
        "true",
        "-1.5",
        "x",
        "[]",
        "[1]",
        "{}",
        "{a: 1}",
        "{$ref: 5}",
        "{$ref: '#'}",
        "{$ref: '#/nowhere'}",
    ];
    for (at, pointer) in pointers.iter().enumerate() {
        // Four each, in turn: over all places every value is tried hundreds of times.
        for value in wrong.iter().cycle().skip(at * 4).take(4) {
            let overlay = overlay_at(pointer, value);
            with(
                &[("a.yaml", text.as_bytes()), ("overlay.yaml", overlay.as_bytes())],
                |forest, documents, _| {
                    whole(documents);
                    // One broken value never costs another path's operations.
                    if pointer.starts_with("/paths/~1tickets/") {
                        let others = documents.documents.first().unwrap().operations.iter();
                        assert_eq!(
                            others.filter(|one| one.path != "/tickets").count(),
                            3,
                            "{pointer} {value}"
                        );
                    }
                    assert!(forest.roots().next().is_some());
                },
            );
        }
    }
}

/// An overlay that puts a value in a place of any type.
fn overlay_at(pointer: &str, value: &str) -> String {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return format!("overlay: 1.0.0\nactions: [{{target: $, update: {{openapi: {value}}}}}]\n");
    };
    let path: String = parent.split('/').skip(1).map(step).collect();
    let last = last.replace("~1", "/").replace("~0", "~");
    let value = format!("{{'{last}': {value}}}");
    let target = step(&last);
    format!(
        "overlay: 1.0.0\nactions:\n  - {{target: \"${path}{target}\", remove: true}}\n  - {{target: \"${path}\", update: {value}}}\n"
    )
}

fn step(step: &str) -> String {
    match step.parse::<usize>() {
        Ok(index) if step.len() < 3 => format!("[{index}]"),
        _ => format!("['{}']", step.replace("~1", "/").replace("~0", "~")),
    }
}

/// The promises that `resolve` makes to later stages.
fn whole(documents: &Documents<'_>) {
    let count = documents.schemas.len();
    for (_, schema) in documents.schemas.iter() {
        let parts = [&schema.all_of, &schema.one_of, &schema.any_of].into_iter().flat_map(|list| list.iter());
        let all = parts.chain(&schema.reference).chain(&schema.items).chain(schema.prefix_items());
        let own = schema.properties.iter().map(|property| &property.schema);
        assert!(all.chain(own).all(|id| (id.0 as usize) < count));
        let mut seen = 0;
        let mut at = schema.reference;
        while let Some(id) = at {
            at = documents.schemas.get(id).reference;
            seen += 1;
            assert!(seen <= count, "a circle");
        }
    }
    for operation in documents.documents.iter().flat_map(|document| &document.operations) {
        let keys: Vec<_> = operation.parameters.iter().map(|one| (one.location, one.name)).collect();
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys.iter().skip(at + 1).any(|other| other == key), "twice: {key:?}");
        }
        let statuses: Vec<_> = operation.responses.iter().map(|one| one.statuses).collect();
        assert!(
            statuses
                .iter()
                .enumerate()
                .all(|(at, one)| !statuses.iter().skip(at + 1).any(|other| other == one))
        );
    }
}

#[test]
fn what_is_wrong_is_repaired_or_left_out_alone() {
    let operation = |members: &str| said_of(&format!("paths: {{'/a/{{id}}': {{get: {{{members}}}}}}}"));
    let id = "{name: id, in: path, required: true, schema: {type: string}}";
    for (members, expected) in [
        (format!("parameters: [{id}], responses: {{}}"), vec![]),
        (format!("parameters: [{id}]"), vec!["T114"]),
        (format!("parameters: {id}, responses: {{}}"), vec!["T114"]),
        ("responses: {}".to_owned(), vec!["T120"]),
        ("parameters: [{name: ID, in: path, schema: {}}], responses: {}".to_owned(), vec!["T114"]),
        (
            format!("parameters: [{id}, {{name: other, in: path, schema: {{}}}}], responses: {{}}"),
            vec!["T121"],
        ),
        (
            format!("parameters: [{id}, {{name: q, in: nowhere, schema: {{}}}}], responses: {{}}"),
            vec!["T118"],
        ),
        (format!("parameters: [{id}, {{in: query, schema: {{}}}}], responses: {{}}"), vec!["T118"]),
        (format!("parameters: [{id}, 5], responses: {{}}"), vec!["T118"]),
        (format!("parameters: [{id}, {id}], responses: {{}}"), vec!["T122"]),
        (format!("parameters: [{id}, {{name: q, in: query}}], responses: {{}}"), vec!["T114"]),
        (format!("parameters: [{id}, {{name: q, in: query, type: array}}], responses: {{}}"), vec![]),
        (format!("parameters: [{id}], responses: {{2000: {{}}}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{'200 OK': {{}}}}"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{4xx: {{}}, 4XX: {{}}}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{200: []}}"), vec!["T119"]),
        (format!("parameters: [{id}], responses: {{}}, requestBody: {{}}"), vec!["T123"]),
        (format!("parameters: [{id}], responses: {{}}, security: [{{nobody: []}}]"), vec!["T124"]),
        (format!("parameters: [{id}], responses: {{}}, tags: one"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{}}, tags: {{a: 1}}"), vec!["T114", "T113"]),
        (format!("parameters: [{id}], responses: {{}}, operationId: 5"), vec!["T114"]),
        (format!("parameters: [{id}], responses: {{}}, servers: [{{}}]"), vec!["T126"]),
    ] {
        assert_eq!(operation(&members), expected, "{members}");
    }
    for (schema, expected) in [
        ("{type: strnig}", vec!["T116"]),
        ("{type: String}", vec!["T114"]),
        ("{type: [string, 'null']}", vec![]),
        ("{type: {a: 1}}", vec!["T113"]),
        ("5", vec!["T115"]),
        ("null", vec!["T114"]),
        ("{properties: []}", vec![]),
        ("{properties: [1]}", vec!["T113"]),
        ("{properties: {a: 5}}", vec!["T115"]),
        ("{properties: {a: {required: true}}}", vec!["T114"]),
        ("{additionalProperties: 'true'}", vec!["T114"]),
        ("{additionalProperties: string}", vec!["T114"]),
        ("{additionalProperties: 5}", vec!["T113"]),
        ("{allOf: {type: string}}", vec!["T114"]),
        ("{enum: a}", vec!["T114"]),
        ("{discriminator: {}}", vec!["T113"]),
        ("{discriminator: {propertyName: a, mapping: {b: Nothing}}}", vec!["T207"]),
        ("{not: {type: string}}", vec!["T125"]),
        // The schema `false`, as OpenAPI 3.0 writes it.
        ("{not: {}}", vec![]),
        ("{deprecated: 'true'}", vec!["T114"]),
        ("{description: [a]}", vec!["T113"]),
    ] {
        assert_eq!(said_of(&format!("components: {{schemas: {{A: {schema}}}}}")), expected, "{schema}");
    }
    assert_eq!(said_of("paths: {a: {get: {responses: {}}}}"), ["T127"]);
    assert_eq!(said_of("paths: {/a: 5}"), ["T127"]);
    assert_eq!(said_of("paths: {/a: {get: 5, fetch: {}}}"), ["T117", "T117"]);
    assert_eq!(said_of("paths: {/a: {GET: {responses: {}}}}"), ["T114"]);
    assert_eq!(said_of("components: {securitySchemes: {a: {type: magic}}}"), ["T124"]);
}

#[test]
fn path_parameters_are_where_the_path_wants_them() {
    let text = "openapi: 3.0.0\npaths:\n  /a/{+id}/{x}:\n    parameters: [{name: id, in: path, schema: {type: string}}, {name: q, in: query, schema: {}}]\n    get:\n      parameters: [{name: q, in: query, required: true, schema: {}}]\n      responses: {}\n";
    with(&[("a.yaml", text.as_bytes())], |_, documents, diags| {
        assert_eq!(codes(diags), ["T120"]);
        let operation = documents.documents.first().unwrap().operations.first().unwrap();
        assert_eq!(operation.path, "/a/{id}/{x}");
        let found: Vec<_> =
            operation.parameters.iter().map(|one| (one.name, one.location, one.required)).collect();
        let expected =
            [("id", Location::Path, true), ("q", Location::Query, true), ("x", Location::Path, true)];
        assert_eq!(found, expected);
    });
}
