//! Bind's acceptance and the emitted code agree: over the whole space of what a mapping may ask for, a line is refused with
//! a code, or becomes code that compiles.
//!
//! - `values`: every kind of request value, for every type of property and parameter, in every place that it can have,
//!   required and not.
//! - `fields`: every filter, from every vendor's type to every unified type, read, created and updated.
//! - `forms`: each of these that makes sense in every form that a field's line can have: one direction alone, required by the
//!   request, in nested objects, in slots, in the items of lists and the entries of maps; tables of enums and `case`, too.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod forms;
mod lines;
mod space;

use std::collections::BTreeMap;

use lines::{Accepted, Line, Piece, Pieces, accepted};
use space::{CHAINS, TYPES, UNIFIED, VALUES};
use tributary_tests::workbench::Workbench;

const HEAD: &str = "[vendor]\ntitle = \"M\"\nauth = { kind = \"bearer\", token = \"{token}\" }\n";

/// A document with a call that finds records, one that creates and one that changes one.
fn document(search: &Pieces, record: &Pieces) -> String {
    let schema = |pieces: &Pieces, id: &str| {
        let required = match pieces.required.as_slice() {
            [] => String::new(),
            names => format!("      required: [{}]\n", names.join(", ")),
        };
        format!(
            "      type: object\n{required}      properties:\n        text: {{ type: string }}\n{id}{}",
            pieces.properties
        )
    };
    let json = |schema: &str| format!("content: {{ application/json: {{ schema: {schema} }} }}");
    let contact = json("{ $ref: '#/components/schemas/Contact' }");
    let contacts = json("{ type: array, items: { $ref: '#/components/schemas/Contact' } }");
    let parameters = match search.parameters.as_str() {
        "" => String::new(),
        parameters => format!("      parameters:\n{parameters}"),
    };
    format!(
        "openapi: 3.1.0\ninfo: {{ title: M, version: '1' }}\nservers: [{{ url: 'https://m.example' }}]\npaths:\n  /search{}:\n    post:\n      operationId: search\n{parameters}      requestBody: {{ required: true, {} }}\n      responses: {{ '200': {{ description: ok, {contacts} }} }}\n  /contacts:\n    post:\n      operationId: make\n      requestBody: {{ required: true, {contact} }}\n      responses: {{ '200': {{ description: ok, {contact} }} }}\n  /contacts/{{id}}:\n    put:\n      operationId: change\n      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]\n      requestBody: {{ required: true, {contact} }}\n      responses: {{ '200': {{ description: ok, {contact} }} }}\ncomponents:\n  schemas:\n    Search:\n{}    Contact:\n{}",
        search.path,
        json("{ $ref: '#/components/schemas/Search' }"),
        schema(search, ""),
        schema(record, "        id: { type: string, readOnly: true }\n"),
    )
}

/// Compiles what was generated, beside the unified model.
fn compiles(name: &str, accepted: &Accepted) {
    let mut workbench = Workbench::new(&format!("matrix-{name}"));
    for folder in ["unified", name] {
        let prefix = format!("generated/{folder}/");
        let inside =
            accepted.output.files.iter().filter_map(|file| {
                Some((file.path.strip_prefix(&prefix)?.to_owned(), file.contents.clone()))
            });
        workbench.add(&format!("generated/{folder}"), inside.collect::<BTreeMap<_, _>>()).unwrap();
    }
    assert_eq!(workbench.check().unwrap(), "", "accepted, and does not compile");
}

/// Where a value of a request can be: a property of its body, or a parameter.
const PLACES: &[(&str, bool)] = &[
    ("body", false),
    ("body", true),
    ("query", false),
    ("query", true),
    ("header", false),
    ("header", true),
    ("path", true),
];

#[test]
fn values_of_requests() {
    let mut lines = vec![Line::value("text", "\"{shop}{since}\"", Vec::new())];
    for (nth, (place, required)) in PLACES.iter().enumerate() {
        let all = TYPES.iter().flat_map(|(_, schema)| VALUES.iter().map(move |value| (schema, value)));
        // all of them as optional properties and parameters, a third in each other place
        let whole = !required && *place != "header";
        for (at, (schema, value)) in all.enumerate() {
            if whole || (at + nth).is_multiple_of(3) {
                let name = format!("{}{}", &place[..1], lines.len());
                let (key, schema, required) = (name.clone(), (*schema).to_owned(), *required);
                let piece = match *place {
                    "body" => Piece::Property { name, required, schema },
                    place => Piece::Parameter { name, place, required, schema },
                };
                lines.push(Line::value(&key, value, vec![piece]));
            }
        }
    }
    let head = format!(
        "{HEAD}settings = {{ shop = \"the shop\" }}\n\n[crm.contact]\nselect = \"@\"\n\n[crm.contact.fields]\nid = \"id\"\n\n[crm.contact.changed_since]\ncall = \"search\"\npage = {{ size = 100, url = \"@link('next')\" }}\n\n[crm.contact.changed_since.with]\n"
    );
    let accepted = accepted("values", |pieces| document(pieces, &Pieces::default()), &head, lines);
    assert!(accepted.lines.len() > 600, "hardly anything is accepted: {}", accepted.lines.len());
    compiles("values", &accepted);
}

/// The head of a mapping whose next lines are fields. A model beside it has nothing but an id.
fn fields_head() -> String {
    format!(
        "{HEAD}\n[crm.tag]\nlist = {{ call = \"search\" }}\ncreate = {{ call = \"make\" }}\nupdate = {{ call = \"change\", with.id = \"{{id}}\" }}\nfields = {{ id = \"id\" }}\n\n[crm.contact]\ncreate = {{ call = \"make\" }}\nupdate = {{ call = \"change\", with.id = \"{{id}}\" }}\n\n[crm.contact.list]\ncall = \"search\"\n\n[crm.contact.fields]\nid = \"id\"\n"
    )
}

#[test]
fn fields_in_every_form() {
    let mut lines = Vec::new();
    for unified in UNIFIED {
        for vendor in TYPES {
            for chain in CHAINS {
                lines.push(forms::plain(lines.len(), unified.1, vendor.1, chain));
            }
        }
    }
    let record = |pieces: &Pieces| document(&Pieces::default(), pieces);
    let plain = accepted("fields", record, &fields_head(), lines.iter().map(|it| it.line.clone()).collect());
    assert!(plain.lines.len() > 300, "hardly anything is accepted: {}", plain.lines.len());
    compiles("fields", &plain);
    let sensible = lines.iter().filter(|it| plain.lines.iter().any(|line| line.key == it.line.key));
    let forms = sensible.flat_map(forms::all).chain(forms::enums()).chain(forms::cases());
    let forms = accepted("forms", record, &fields_head(), forms.collect());
    assert!(forms.lines.len() > 1_000, "hardly anything is accepted: {}", forms.lines.len());
    // rustc takes many minutes for a record of thousands of fields
    if std::env::var_os("FORMS").is_some() {
        compiles("forms", &forms);
    }
}
