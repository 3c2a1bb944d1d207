//! Which changes count as used, by which field and for whom.

use crate::{compare, document, sources, with};
use serde_json::{Value, json};
use tributary_codegen::diff::{Bump, Change, Outcome};

const V2: &str = "specs/pipedrive/pipedrive-v2.yaml";

/// What a change of Pipedrive's second version comes to: the used changes with what uses them, and the verdict.
fn pipedrive(change: impl FnOnce(&mut Value)) -> (Vec<(String, Vec<String>)>, Outcome, Bump) {
    let old = sources();
    let mut new = document(&old, V2);
    change(&mut new);
    assert_ne!(new, document(&old, V2), "the change changes nothing");
    let comparison = compare(&old, &with(&old, V2, &new), "pipedrive");
    let uses = |change: &Change| change.uses.iter().map(|it| it.what.clone()).collect::<Vec<_>>();
    let used = comparison.changes.iter().filter(|change| comparison.is_used(change));
    let verdict = comparison.verdict();
    (used.map(|it| (it.sentence(), uses(it))).collect(), verdict.outcome, verdict.bump)
}

/// The operations that reply with persons.
const PERSONS: [(&str, &str); 5] = [
    ("/persons", "get"),
    ("/persons", "post"),
    ("/persons/{id}", "get"),
    ("/persons/{id}", "patch"),
    ("/persons/{id}", "put"),
];

/// The schema of the records in the reply of an operation.
fn record<'v>(document: &'v mut Value, path: &str, method: &str) -> &'v mut Value {
    let schema =
        &mut document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"];
    let data = &mut schema["properties"]["data"];
    if data.get("items").is_some() { &mut data["items"] } else { data }
}

#[test]
fn a_field_that_is_read_is_used_and_another_is_not() {
    let (used, outcome, bump) = pipedrive(|document| {
        record(document, "/persons", "get")["properties"]["notes"]["type"] = json!("integer");
    });
    let what: Vec<&str> = used.iter().flat_map(|(_, uses)| uses).map(String::as_str).collect();
    assert_eq!(what, ["crm.contact.description"], "{used:?}");
    assert_eq!((outcome, bump), (Outcome::Applications, Bump::Major));
    let (used, outcome, bump) = pipedrive(|document| {
        // Everywhere: where only one of two equal schemas has it, they are two types from now on.
        for (path, method) in PERSONS {
            record(document, path, method)["properties"]["favourite_colour"] = json!({ "type": "string" });
        }
    });
    assert_eq!((used, outcome, bump), (Vec::new(), Outcome::Applications, Bump::Minor));
}

/// Ids, cursors and what tells deletions are for who keeps a copy.
#[test]
fn what_syncs_are_kept_by_is_told_apart() {
    for property in ["id", "is_deleted"] {
        let (used, outcome, bump) = pipedrive(|document| {
            let record = record(document, "/persons", "get");
            record["properties"].as_object_mut().unwrap().remove(property).unwrap();
        });
        assert_eq!((outcome, bump), (Outcome::Syncs, Bump::Major), "{property}: {used:?}");
    }
    let (used, outcome, _) = pipedrive(|document| {
        let reply = &mut document["paths"]["/persons"]["get"]["responses"]["200"]["content"];
        let schema = &mut reply["application/json"]["schema"]["properties"]["additional_data"];
        schema["properties"].as_object_mut().unwrap().remove("next_cursor").unwrap();
    });
    assert_eq!(outcome, Outcome::Syncs, "{used:?}");
    assert!(used.iter().any(|(_, uses)| uses.iter().any(|it| it == "crm.contact list")), "{used:?}");
}

/// What no call of the mapping reaches is below the line, whatever it is.
#[test]
fn what_is_not_called_is_internal() {
    let (used, outcome, bump) = pipedrive(|document| {
        document["paths"]["/something/else"] =
            json!({ "get": { "responses": { "200": { "description": "ok" } } } });
    });
    assert_eq!((used, outcome, bump), (Vec::new(), Outcome::Internal, Bump::Patch));
}

/// A request that needs more than before concerns every call that makes it.
#[test]
fn a_new_required_parameter_concerns_the_call() {
    let (used, outcome, bump) = pipedrive(|document| {
        let parameters = document["paths"]["/persons"]["get"]["parameters"].as_array_mut().unwrap();
        parameters.push(
            json!({ "name": "tenant", "in": "query", "required": true, "schema": { "type": "string" } }),
        );
    });
    let expected = "`GET /persons parameter tenant` is added, required";
    assert_eq!(used.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), [expected]);
    assert_eq!((outcome, bump), (Outcome::Syncs, Bump::Major));
}
