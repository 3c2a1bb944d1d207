//! What stays: names that were given, what was not selected, unified models, several documents of one vendor.

use super::{document, run, said};
use crate::lower::{NamesLock, Selection};

const TICKETS: &str = "
paths:
  /tickets: {get: {operationId: list, responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/ticket'}}}}}}}}
components:
  schemas:
    ticket: {properties: {a-b: {type: string}, address: {type: object, properties: {city: {type: string}}}, note: {$ref: '#/components/schemas/TicketAddress'}}}
    TicketAddress: {properties: {street: {type: string}}}
";

/// The same with things added before everything that was there, each of which wants a name that is taken.
const GROWN: &str = "
paths:
  /list: {get: {operationId: list, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}}}}
  /tickets: {get: {operationId: list, responses: {'200': {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/ticket'}}}}}}}}
components:
  schemas:
    Ticket: {properties: {address: {type: object, properties: {zip: {type: string}}}, city: {type: object, properties: {city: {type: string}}}}}
    ticket: {properties: {a.b: {type: string}, a-b: {type: string}, address: {type: object, properties: {city: {type: string}}}, note: {$ref: '#/components/schemas/TicketAddress'}}}
    ticketAddress: {properties: {x: {type: string}}}
    TicketAddress: {properties: {street: {type: string}}}
";

#[test]
fn adding_something_renames_nothing() {
    let (before, after) = (document(super::DOCUMENT, TICKETS), document(super::DOCUMENT, GROWN));
    let (_, lock, _) = run(&[("a.yaml", &before)], &Selection::everything(), &NamesLock::default());
    let text = lock.render();
    let kept = NamesLock::parse("names.lock", &text, &mut Vec::new());
    assert_eq!(kept, lock, "{text}");
    let (_, grown, _) = run(&[("a.yaml", &after)], &Selection::everything(), &kept);
    let entries = |lock: &NamesLock| -> Vec<(String, String)> {
        let tables = lock.types.iter().chain(&lock.operations);
        let places = tables.flat_map(|(root, names)| {
            names.iter().map(move |(rest, name)| (format!("{root}{rest}"), name.clone()))
        });
        places.collect()
    };
    let all = entries(&grown);
    for entry in entries(&lock) {
        assert!(all.contains(&entry), "{entry:?} was renamed: {all:?}");
    }
    let (_, again, _) = run(&[("a.yaml", &after)], &Selection::everything(), &grown);
    assert_eq!(again.render(), grown.render());
}

/// `T::new` and methods take what is required by position: a document that lists it in another order changes no signature.
#[test]
fn what_is_given_by_position_keeps_its_place() {
    let with = |required: &[&str]| {
        let properties: Vec<_> = required.iter().map(|name| format!("{name}: {{type: string}}")).collect();
        let parameters: Vec<_> = required
            .iter()
            .map(|name| format!("{{name: {name}, in: query, required: true, schema: {{type: string}}}}"))
            .collect();
        let text = format!(
            "
paths:
  /tickets: {{post: {{operationId: add, parameters: [{}], requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Ticket'}}}}}}}}, responses: {{'204': {{description: ''}}}}}}}}
components:
  schemas:
    Ticket: {{required: [{}], properties: {{note: {{type: string}}, {}}}}}
",
            parameters.join(", "),
            required.join(", "),
            properties.join(", "),
        );
        document(super::DOCUMENT, &text)
    };
    let names = |text: &str, lock: &NamesLock| {
        let (api, lock, _) = run(&[("a.yaml", text)], &Selection::everything(), lock);
        let fields = api.types.iter().find_map(|(_, def)| match &def.kind {
            crate::ir::Kind::Struct(it) if def.name == "Ticket" => Some(&it.fields),
            _ => None,
        });
        let fields: Vec<_> =
            fields.unwrap().iter().filter(|it| it.required).map(|it| it.name.clone()).collect();
        let parameters: Vec<_> = api.operations[0].parameters.iter().map(|it| it.name.clone()).collect();
        assert_eq!(fields, parameters);
        (fields, NamesLock::parse("names.lock", &lock.render(), &mut Vec::new()))
    };
    let (first, lock) = names(&with(&["street", "city"]), &NamesLock::default());
    assert_eq!(first, ["street", "city"]);
    assert_eq!(names(&with(&["city", "street"]), &lock).0, ["street", "city"]);
    let (grown, lock) = names(&with(&["zip", "city", "street"]), &lock);
    assert_eq!(grown, ["street", "city", "zip"]);
    assert_eq!(names(&with(&["city", "zip"]), &lock).0, ["city", "zip"]);
}

#[test]
fn a_collision_of_members_is_remembered() {
    let before = document(super::READ, "Thing: {properties: {a-b: {type: string}, a.b: {type: string}}}");
    let after = document(
        super::READ,
        "Thing: {properties: {a.b: {type: string}, a-b: {type: string}, a_b: {type: string}}}",
    );
    let (_, lock, _) = run(&[("a.yaml", &before)], &Selection::everything(), &NamesLock::default());
    let (api, _, _) = run(&[("a.yaml", &after)], &Selection::everything(), &lock);
    assert_eq!(
        api.to_string().lines().skip(1).take(3).collect::<Vec<_>>(),
        ["  a_b2 \"a.b\": text?", "  a_b \"a-b\": text?", "  a_b3 \"a_b\": text?"],
    );
}

#[test]
fn a_request_keeps_its_name_when_a_response_comes_to_it() {
    let schema = "Thing: {properties: {id: {type: string, readOnly: true}, name: {type: string}}}";
    let (before, after) = (document(super::SENT, schema), document(super::BOTH, schema));
    let (api, lock, _) = run(&[("a.yaml", &before)], &Selection::everything(), &NamesLock::default());
    assert!(api.to_string().starts_with("struct Thing (encoded)"), "{api}");
    let (api, _, _) = run(&[("a.yaml", &after)], &Selection::everything(), &lock);
    let text = api.to_string();
    let structs: Vec<&str> = text.lines().filter(|line| line.starts_with("struct")).collect();
    assert_eq!(structs, ["struct ThingRead (decoded) default", "struct Thing (encoded) default"]);
}

#[test]
fn types_that_were_two_stay_two_when_they_become_alike() {
    let own = |members: &str| {
        let place =
            |name: &str, members: &str| format!("{name}: {{type: object, properties: {{{members}}}}}");
        let (a, b) = (place("a", members), place("b", "x: {type: string}"));
        document(super::READ, &format!("Thing: {{properties: {{{a}, {b}}}}}"))
    };
    let before = own("x: {type: string}, y: {type: string}");
    let (_, lock, _) = run(&[("a.yaml", &before)], &Selection::everything(), &NamesLock::default());
    let (api, _, _) =
        run(&[("a.yaml", &own("x: {type: string}"))], &Selection::everything(), &NamesLock::default());
    assert_eq!(api.types.len(), 2, "{api}");
    let (api, _, _) = run(&[("a.yaml", &own("x: {type: string}"))], &Selection::everything(), &lock);
    assert!(api.to_string().contains("  a: ThingA?\n  b: ThingB?\n"), "{api}");
}

#[test]
fn an_alternative_is_known_by_what_it_is() {
    let one = |list: &str| document(super::READ, &format!("Thing: {{oneOf: [{list}]}}"));
    let cat = "{type: object, required: [meow], properties: {meow: {type: object, properties: {loud: {type: boolean}}}}}";
    let dog = "{type: object, properties: {bark: {type: object, properties: {loud: {type: string}}}}}";
    let hen = "{type: object, properties: {meow: {type: object, properties: {egg: {type: string}}}, egg: {type: string}}}";
    let (before, after) = (one(&format!("{cat}, {dog}")), one(&format!("{hen}, {dog}, {cat}")));
    let (_, lock, _) = run(&[("a.yaml", &before)], &Selection::everything(), &NamesLock::default());
    let (_, grown, _) = run(&[("a.yaml", &after)], &Selection::everything(), &lock);
    for (place, name) in &lock.types["Thing"] {
        assert_eq!(grown.types["Thing"].get(place), Some(name), "{place}: {}", grown.render());
    }
}

#[test]
fn another_document_does_not_rename_what_the_first_one_has() {
    let text =
        document(super::READ, "Thing: {properties: {own: {type: object, properties: {x: {type: string}}}}}");
    let other = document(super::READ, "Thing: {properties: {z: {type: string}}}");
    let (_, lock, _) = run(&[("v/b.yaml", &text)], &Selection::everything(), &NamesLock::default());
    let (_, grown, _) = run(&[("v/a.yaml", &other), ("v/b.yaml", &text)], &Selection::everything(), &lock);
    assert_eq!(grown.types["Thing"], lock.types["Thing"]);
    assert_eq!(grown.types["a.yaml#Thing"][""], "AThing");
}

#[test]
fn only_what_the_selection_reaches_is_lowered() {
    let text = document(super::DOCUMENT, GROWN);
    let (api, _, diags) =
        run(&[("a.yaml", &text)], &Selection::operations(["GET /lis*"]), &NamesLock::default());
    assert_eq!(api.operations.len(), 1);
    assert_eq!(api.types.len(), 3);
    assert!(diags.is_empty());
    let (api, _, diags) = run(&[("a.yaml", &text)], &Selection::operations(["lst"]), &NamesLock::default());
    assert!(api.types.is_empty() && diags.is_empty());
}

#[test]
fn a_component_that_several_files_declare_alike_is_one() {
    let file = |member: &str| {
        document(
            super::READ,
            &format!(
                "Thing: {{properties: {{page: {{$ref: '#/components/schemas/Page'}}, x: {{$ref: '#/components/schemas/Own'}}}}}}\nPage: {{properties: {{next: {{type: string}}}}}}\nOwn: {{properties: {{{member}: {{type: string}}}}}}"
            ),
        )
    };
    let (a, b) = (file("a"), file("b"));
    let (api, _, _) =
        run(&[("contacts.yaml", &a), ("deals.yaml", &b)], &Selection::everything(), &NamesLock::default());
    let names: Vec<&str> = api.types.iter().map(|(_, def)| def.name.as_str()).collect();
    assert_eq!(names, ["Thing", "DealsThing", "Page", "Own", "DealsOwn"]);
}

#[test]
fn a_model_is_listed_created_and_changed() {
    let text = document(
        super::DOCUMENT,
        "
        paths: {}
        components:
          schemas:
            Contact:
              x-tributary-model: true
              required: [id, name]
              properties:
                id: {type: string, readOnly: true}
                name: {type: string}
                account: {type: string, x-tributary-ref: crm.account}
                emails: {type: array, items: {$ref: '#/components/schemas/Email'}}
            Email: {required: [address], properties: {address: {type: string}}}
            NoModel: {x-tributary-model: true, type: string}
        ",
    );
    let (api, _, diags) =
        run(&[("specs/unified/crm.yaml", &text)], &Selection::model(), &NamesLock::default());
    let found = said(&api, &diags);
    let expected = "\
struct Contact (both) shared
  id: text read-only
  name: text
  account: ref crm.account?
  emails: [Email]?
struct Email (both) shared
  address: text
struct ContactNew (both) shared
  name: text
  account: ref crm.account?
  emails: [Email]?
struct ContactPatch (both) shared
  name: text? | null
  account: ref crm.account? | null
  emails: [Email]? | null
model crm.Contact: Contact ContactNew ContactPatch
T313 /components/schemas/NoModel: a model has to be an object with properties
";
    assert!(found == expected, "{found}");
}

#[test]
fn the_same_input_gives_the_same_names() {
    let text = document(super::DOCUMENT, GROWN);
    let once = run(&[("a.yaml", &text)], &Selection::everything(), &NamesLock::default());
    let twice = run(&[("a.yaml", &text)], &Selection::everything(), &NamesLock::default());
    assert_eq!(once.0.to_string(), twice.0.to_string());
    assert_eq!(once.1.render(), twice.1.render());
}

#[test]
fn deep_nesting_and_wide_merging_end() {
    let deep = format!("Thing: {}{{type: string}}{}", "{properties: {a: ".repeat(200), "}}".repeat(200));
    let (_, _, diags) =
        run(&[("a.yaml", &document(super::READ, &deep))], &Selection::everything(), &NamesLock::default());
    assert!(diags.iter().any(|found| found.code.id == "T306"), "{diags:?}");
    let mut wide =
        "Thing: {allOf: [{$ref: '#/components/schemas/A0'}, {$ref: '#/components/schemas/B0'}]}\n".to_owned();
    for level in 0..60 {
        for name in ["A", "B"] {
            let next = level + 1;
            wide.push_str(&format!("{name}{level}: {{allOf: [{{$ref: '#/components/schemas/A{next}'}}, {{$ref: '#/components/schemas/B{next}'}}]}}\n"));
        }
    }
    wide.push_str("A60: {properties: {a: {type: string}}}\nB60: {properties: {b: {type: string}}}\n");
    let (api, _, _) =
        run(&[("a.yaml", &document(super::READ, &wide))], &Selection::everything(), &NamesLock::default());
    assert_eq!(api.types.len(), 1);
}
