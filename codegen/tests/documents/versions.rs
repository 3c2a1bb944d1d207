//! Versions and files: several ways to say one thing are one model.

use super::*;

/// The same API in three versions is the same model, places and versions aside.
#[test]
fn versions_are_one_model() {
    let model = |text: &str| {
        with(&[("a.yaml", text.as_bytes())], |_, documents, diags| {
            assert_eq!(codes(diags), [""; 0]);
            describe(documents)
        })
    };
    let modern = model(DOCUMENT);
    assert_eq!(model(include_str!("tickets-2.0.yaml")), modern);
    assert_eq!(model(include_str!("tickets-3.1.yaml")), modern);
    assert!(modern.contains("GET /tickets"));
}

/// A model as text: operations, parameters, bodies, responses and the schemas they have.
fn describe(documents: &Documents<'_>) -> String {
    let mut lines = Vec::new();
    for document in &documents.documents {
        lines.push(format!("{} {} {:?}", document.title, document.version_text, document.security));
        lines.extend(document.servers.iter().map(|server| server.url.to_string()));
        lines.extend(
            document.security_schemes.iter().map(|scheme| format!("{} {:?}", scheme.key, scheme.kind)),
        );
        for operation in &document.operations {
            lines.push(format!(
                "{} {} {:?} {:?}",
                operation.method, operation.path, operation.id, operation.tags
            ));
            for parameter in &operation.parameters {
                let value = match &parameter.value {
                    Value::Styled { schema, style, explode, .. } if is_list(documents, *schema) => {
                        format!("{} {style:?} {explode}", shape(documents, *schema, 3))
                    }
                    Value::Styled { schema, .. } => shape(documents, *schema, 3),
                    Value::Content(content) => content.media_type.to_owned(),
                };
                let required = parameter.required;
                lines.push(format!("  {:?} {} {required} {value}", parameter.location, parameter.name));
            }
            for content in operation.body.iter().flat_map(|body| &body.contents) {
                let schema = content.schema.map(|id| shape(documents, id, 3));
                lines.push(format!("  body {} {schema:?}", content.media_type));
            }
            for response in &operation.responses {
                let contents = response.contents.iter();
                let contents: Vec<String> = contents
                    .map(|one| {
                        format!("{} {:?}", one.media_type, one.schema.map(|id| shape(documents, id, 4)))
                    })
                    .collect();
                let headers: Vec<&str> = response.headers.iter().map(|header| header.name).collect();
                lines.push(format!(
                    "  {:?} {:?} {contents:?} {headers:?}",
                    response.statuses, response.component
                ));
            }
        }
    }
    lines.join("\n")
}

fn is_list(documents: &Documents<'_>, id: resolve::SchemaId) -> bool {
    documents.schemas.get(id).types.contains(JsonTypes::ARRAY)
}

fn shape(documents: &Documents<'_>, id: resolve::SchemaId, depth: usize) -> String {
    let schema: &Schema<'_> = documents.schemas.get(id);
    if let Some(target) = schema.reference {
        let name = documents.schemas.get(target).name.unwrap_or("?");
        return format!(
            "{name}={}",
            if depth == 0 { "…".to_owned() } else { shape(documents, target, depth - 1) }
        );
    }
    let mut out: Vec<String> = schema.types.iter().map(|one| one.name().to_owned()).collect();
    out.extend(schema.nullable.then(|| "null?".to_owned()));
    out.extend(schema.format.map(str::to_owned));
    out.extend(schema.values().map(|values| {
        values.iter().filter(|one| !one.is_null()).map(|one| one.to_json()).collect::<Vec<_>>().join("|")
    }));
    if depth > 0 {
        out.extend(schema.items.map(|items| format!("[{}]", shape(documents, items, depth - 1))));
        let properties = schema.properties.iter().map(|property| {
            let mark = if property.required { "!" } else { "" };
            format!("{}{mark}: {}", property.name, shape(documents, property.schema, depth - 1))
        });
        out.extend(properties);
    }
    out.join(" ")
}

#[test]
fn files_refer_to_files() {
    let root = b"openapi: 3.0.0\npaths:\n  /a: {$ref: paths/a.yaml}\n  /b: {$ref: 'paths/b.json#/b'}\n";
    let a = b"get:\n  parameters: [{$ref: ../common.yaml#/parameters/limit}]\n  responses:\n    200: {$ref: '../common.yaml#/responses/Ok'}\n";
    let b = br##"{"b": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "../schemas/Pet.yaml"}}}}, "responses": {}}}}"##;
    let common = b"parameters:\n  limit: {name: limit, in: query, schema: {type: integer}}\nresponses:\n  Ok: {description: ok, content: {application/json: {schema: {$ref: schemas/Pet.yaml}}}}\n";
    let pet = b"type: object\nproperties:\n  parent: {$ref: '#'}\n  tag: {$ref: 'Tag.yaml#/definitions/Tag'}\ndiscriminator: {propertyName: kind, mapping: {dog: Dog.yaml}}\n";
    let files: [(&str, &[u8]); 7] = [
        ("api.yaml", root),
        ("common.yaml", common),
        ("paths/a.yaml", a),
        ("paths/b.json", b),
        ("schemas/Dog.yaml", b"type: object"),
        ("schemas/Pet.yaml", pet),
        ("schemas/Tag.yaml", b"definitions: {Tag: {type: string}}"),
    ];
    with(&files, |forest, documents, diags| {
        assert_eq!(codes(diags), [""; 0]);
        assert_eq!(forest.files().count(), 7);
        let operations = &documents.documents.first().unwrap().operations;
        assert_eq!(operations.first().unwrap().parameters.first().unwrap().name, "limit");
        let ok = operations.first().unwrap().responses.first().unwrap();
        let body = operations.get(1).unwrap().body.as_ref().unwrap();
        let schema = |id: Option<resolve::SchemaId>| documents.schemas.get(id.unwrap());
        let pet = schema(ok.contents.first().unwrap().schema).reference;
        assert_eq!(schema(body.contents.first().unwrap().schema).reference, pet);
        let pet = schema(pet);
        assert_eq!(pet.name, Some("Pet"));
        assert_eq!(
            schema(pet.properties.get(1).map(|one| one.schema)).reference.map(|id| schema(Some(id)).name),
            Some(Some("Tag"))
        );
        let dog = pet.discriminator().unwrap().mapping.first().unwrap().1;
        assert_eq!(schema(Some(dog)).name, Some("Dog"));
    });
}

/// What OpenAPI 3.2 adds is read without a word: nothing of it is lost, or is anything to a client.
#[test]
fn a_document_of_openapi_3_2_is_read_whole() {
    let root = br##"
openapi: 3.2.0
$self: https://acme.example/api/openapi.yaml
info: {title: Acme, version: "1", summary: All of it}
servers: [{url: https://acme.example, name: production}]
security: [{device: []}]
tags:
  - {name: notes, summary: Notes, kind: nav}
  - {name: drafts, parent: notes}
paths:
  /notes:
    query:
      operationId: findNotes
      requestBody: {content: {application/json: {schema: {$ref: "https://acme.example/api/openapi.yaml#/components/schemas/Note"}}}}
      responses: {200: {summary: Found, content: {application/jsonl: {itemSchema: {$ref: "#/components/schemas/Note"}}}}}
    get:
      operationId: listNotes
      parameters: [{name: filter, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}]
      responses: {200: {description: Listed}}
    additionalOperations:
      COPY: {operationId: copyNotes, responses: {204: {description: Copied}}}
components:
  securitySchemes:
    device:
      type: oauth2
      oauth2MetadataUrl: https://acme.example/.well-known/oauth-authorization-server
      flows: {deviceAuthorization: {deviceAuthorizationUrl: https://acme.example/device, tokenUrl: https://acme.example/token, scopes: {}}}
  schemas:
    Note:
      oneOf: [{$ref: "#/components/schemas/Draft"}, {$ref: "#/components/schemas/Letter"}]
      discriminator: {propertyName: kind, defaultMapping: Letter, mapping: {draft: Draft}}
    Draft: {type: object, properties: {kind: {type: string}, text: {type: string}}, required: [kind]}
    Letter: {type: object, properties: {kind: {type: string}, to: {type: string}}}
"##;
    with(&[("api.yaml", root)], |_, documents, diags| {
        assert_eq!(codes(diags), [""; 0], "{diags:?}");
        let document = documents.documents.first().unwrap();
        let methods: Vec<&str> = document.operations.iter().map(|operation| &*operation.method).collect();
        assert_eq!(methods, ["QUERY", "GET", "COPY"]);
        let find = document.operations.first().unwrap();
        let sent = find.body.as_ref().unwrap().contents.first().unwrap();
        let received = find.responses.first().unwrap().contents.first().unwrap();
        let schema = |id: Option<resolve::SchemaId>| documents.schemas.get(id.unwrap());
        assert_eq!(schema(sent.schema).reference, schema(received.item_schema).reference);
        assert_eq!(schema(schema(sent.schema).reference).name, Some("Note"));
    });
}

#[test]
fn files_outside_of_the_folder_are_not_read() {
    let root = b"openapi: 3.0.0\npaths:\n  /a: {$ref: ../secret/a.yaml}\n";
    let files: [(&str, &[u8]); 2] =
        [("specs/acme/api.yaml", root), ("specs/secret/a.yaml", b"get: {responses: {}}")];
    let sources = sources(&files);
    let mut diags = Vec::new();
    let input = Input { sources: &sources, folder: "specs/acme", roots: &["specs/acme/api.yaml"] };
    let forest = load(input, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    assert_eq!(codes(&diags), ["T202"]);
    assert_eq!(documents.tally.operations, 0);
    assert_eq!(forest.files().count(), 1);
}
