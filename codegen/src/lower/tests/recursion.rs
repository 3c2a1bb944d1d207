//! Types that contain themselves: where they get a box, and where they have to end.

use super::lowers;
use crate::diagnostics;
use crate::lower::{NamesLock, Selection};

#[test]
fn recursion_is_boxed_where_it_must_be() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            parent: {$ref: '#/components/schemas/Thing'}
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
            other: {$ref: '#/components/schemas/Other'}
        Other: {properties: {thing: {$ref: '#/components/schemas/Thing'}}}
        "##,
        r##"
        struct Thing (decoded) default
          parent: box Thing?
          children: [Thing]?
          other: Other?
        struct Other (decoded) default
          thing: box Thing?
        "##,
    );
}

#[test]
fn a_list_of_itself_is_a_newtype() {
    lowers(
        super::READ,
        r##"
        Thing: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        "##,
        r##"
        newtype Thing (decoded) default: [Thing]
        "##,
    );
}

#[test]
fn a_schema_that_demands_itself() {
    lowers(
        super::READ,
        r##"
        Thing: {required: [next], properties: {next: {$ref: '#/components/schemas/Thing'}}}
        "##,
        r##"
        struct Thing (decoded) default
          next: box Thing?
        T305 /components/schemas/Thing: `next` is required, and leads back to the schema that requires it: no value could ever end
        "##,
    );
}

#[test]
fn schemas_that_demand_each_other() {
    lowers(
        super::READ,
        r##"
        Thing: {required: [other], properties: {other: {$ref: '#/components/schemas/Other'}}}
        Other: {required: [thing], properties: {thing: {$ref: '#/components/schemas/Thing'}}}
        "##,
        r##"
        struct Thing (decoded) default
          other: Other
        struct Other (decoded) default
          thing: box Thing?
        T305 /components/schemas/Other: `thing` is required, and leads back to the schema that requires it: no value could ever end
        "##,
    );
}

#[test]
fn what_is_demanded_as_one_of_several_ends_there() {
    lowers(
        super::READ,
        r##"
        Thing: {required: [next], properties: {next: {oneOf: [{$ref: '#/components/schemas/Thing'}, {type: string}]}}}
        "##,
        r##"
        struct Thing (decoded) default
          next: ThingNext
        union ThingNext (decoded) default: Thing(box Thing), Text(text)
          is text => Text
          is object => Thing
        "##,
    );
}

#[test]
fn a_tuple_that_demands_itself() {
    lowers(
        super::READ,
        r##"
        Thing: {type: array, prefixItems: [{$ref: '#/components/schemas/Thing'}, {type: string}]}
        "##,
        r##"
        newtype Thing (decoded) default: (box Thing or null, text)
        T305 /components/schemas/Thing: an item is required, and leads back to the schema that requires it: no value could ever end
        "##,
    );
}

/// Which schemas hold together at a place is a subset of all: some twenty schemas have a million of them.
#[test]
fn combinations_are_bounded() {
    let mut text = String::new();
    for at in 0..20 {
        let refer = |to: usize| format!("{{$ref: '#/components/schemas/S{to}'}}");
        let both = |of: String| format!("{{allOf: [{of}], properties: {{m: {{type: string}}}}}}");
        let next = refer((at + 1) % 20);
        let (a, b) = match at {
            0 => (both(format!("{}, {next}", refer(0))), both(refer(0))),
            _ => (both(next.clone()), both(next)),
        };
        text.push_str(&format!("S{at}: {{properties: {{a: {a}, b: {b}}}}}\n"));
    }
    text.push_str("Thing: {$ref: '#/components/schemas/S0'}\n");
    let document = super::document(super::READ, &text);
    let (api, _, diags) =
        super::run(&[("api.yaml", &document)], &Selection::everything(), &NamesLock::default());
    assert!(diags.iter().any(|found| found.code == diagnostics::TOO_MANY_COMBINATIONS), "{}", diags.len());
    assert!(api.types.len() < 20_000, "{} types", api.types.len());
}
