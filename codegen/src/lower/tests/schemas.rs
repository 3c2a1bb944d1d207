//! Schemas and the types they become.

use super::lowers;

#[test]
fn members_are_required_nullable_both_or_neither() {
    lowers(
        super::READ,
        r##"
        Thing:
          type: object
          required: [a, b]
          properties:
            a: {type: string}
            b: {type: string, nullable: true}
            c: {type: integer, format: int32, default: 5}
            d: {type: boolean, nullable: true, deprecated: true}
        "##,
        r##"
        struct Thing (decoded) default
          a: text
          b: text | null
          c: i32? = 5
          d: bool? | null deprecated
        "##,
    );
}

#[test]
fn formats_become_scalars() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            a: {type: string, format: date-time}
            b: {type: string, format: date}
            c: {type: string, format: time}
            d: {type: string, format: duration}
            e: {type: string, format: uuid}
            f: {type: string, format: uri}
            g: {type: string, format: byte}
            h: {type: string, format: base64url}
            i: {type: string, format: decimal}
            j: {type: number, format: decimal}
            k: {type: number, x-is-money: true}
            l: {type: integer, format: uint64}
            m: {type: integer, format: unix-time}
            n: {type: string, format: http-date}
            o: {type: number, format: float}
            p: {type: number}
            q: {type: string, format: email}
            r: {type: string, x-tributary-format: decimal}
            s: {format: date-time}
        "##,
        r##"
        struct Thing (decoded) default
          a: date-time?
          b: date?
          c: offset-time?
          d: duration?
          e: uuid?
          f: uri?
          g: base64?
          h: base64url?
          i: decimal-text?
          j: decimal?
          k: decimal?
          l: u64?
          m: timestamp-unix?
          n: timestamp-http?
          o: f64?
          p: number?
          q: text?
          r: decimal-text?
          s: date-time?
        "##,
    );
}

#[test]
fn lists_maps_and_anything() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            list: {type: array, items: {type: array, items: {type: integer}}}
            holes: {type: array, items: {type: string, nullable: true}}
            map: {type: object, additionalProperties: {type: number}}
            free: {type: object}
            empty: {type: object, properties: {}}
            any: {}
            anything: {items: {}}
        "##,
        r##"
        struct Thing (decoded) default
          list: [[i64]]?
          holes: [text or null]?
          map: {number}?
          free: {any}?
          empty: {any}?
          any: any?
          anything: [any]?
        "##,
    );
}

#[test]
fn fixed_members_and_others() {
    lowers(
        super::READ,
        r##"
        Thing:
          type: object
          properties: {id: {type: string}, extra: {type: string}}
          additionalProperties: {type: integer}
        "##,
        r##"
        struct Thing (decoded) default
          id: text?
          extra: text?
          ..extra_members: i64
        "##,
    );
}

#[test]
fn an_alias_is_seen_through() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {id: {$ref: '#/components/schemas/Id'}, ids: {$ref: '#/components/schemas/Ids'}}}
        Id: {type: string, format: uuid, nullable: true}
        Ids: {type: array, items: {$ref: '#/components/schemas/Id'}}
        "##,
        r##"
        struct Thing (decoded) default
          id: uuid? | null
          ids: [uuid or null]?
        "##,
    );
}

#[test]
fn enums_of_every_scalar() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            text: {type: string, enum: [open, closed, null], nullable: true}
            whole: {type: integer, enum: [1, 2]}
            number: {type: number, enum: [1, 2.5]}
            bool: {type: boolean, enum: [true]}
            written: {type: string, enum: [1, 2]}
            mixed: {enum: [a, b, 1]}
            named: {type: integer, enum: [1, 2], x-enum-varnames: [LOW, HIGH]}
            one: {type: string, enum: [thing]}
            items: {type: array, enum: [a, b], items: {type: string}}
        "##,
        r##"
        struct Thing (decoded) default
          text: ThingText? | null
          whole: ThingWhole?
          number: ThingNumber?
          bool: bool? == true
          written: ThingWritten?
          mixed: ThingMixed?
          named: ThingWhole?
          one: text? == "thing"
          items: [ThingMixedText]?
        enum ThingText (decoded) default: Open "open", Closed "closed"
        enum ThingWhole of integers (decoded) default: N1 1, N2 2
        enum ThingNumber of numbers (decoded) default: N1 1.0, N2_5 2.5
        enum ThingWritten (decoded) default: N1 "1", N2 "2"
        union ThingMixed (decoded) default: Integer(i64), Text(ThingMixedText)
          is integer => Integer
          is text => Text
        enum ThingMixedText (decoded) default: A "a", B "b"
        "##,
    );
}

#[test]
fn all_of_is_merged() {
    lowers(
        super::READ,
        r##"
        Thing:
          allOf:
            - $ref: '#/components/schemas/Base'
            - required: [name]
              properties: {name: {type: string}, size: {type: integer}}
              additionalProperties: false
        Base: {required: [id], properties: {id: {type: string}, name: {description: Its name.}}}
        "##,
        r##"
        struct Thing (decoded) default
          id: text
          name: text
          size: i64?
        "##,
    );
}

#[test]
fn an_all_of_around_one_reference_is_that_type() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            a: {allOf: [{$ref: '#/components/schemas/Other'}], description: Another.}
            b: {allOf: [{$ref: '#/components/schemas/Other'}, {nullable: true}]}
            c: {oneOf: [{$ref: '#/components/schemas/Other'}]}
            d: {anyOf: [{$ref: '#/components/schemas/Other'}, {type: object, nullable: true, enum: [null]}]}
        Other: {properties: {id: {type: string}}}
        "##,
        r##"
        struct Thing (decoded) default
          a: Other?
          b: Other? | null
          c: Other?
          d: Other? | null
        struct Other (decoded) default
          id: text?
        "##,
    );
}

#[test]
fn all_of_parts_that_disagree() {
    lowers(
        super::READ,
        r##"
        Thing:
          allOf:
            - properties: {id: {type: string}}
            - properties: {id: {type: integer}}
        "##,
        r##"
        struct Thing (decoded) default
          id: i64?
        T301 /components/schemas/Thing/allOf/1/properties/id: the parts of this `allOf` allow no common type; the last one's is taken
        "##,
    );
}

#[test]
fn requests_and_responses_that_differ_are_two_types() {
    lowers(
        super::BOTH,
        r##"
        Thing:
          required: [id, owner]
          properties:
            id: {type: string, readOnly: true}
            secret: {type: string, writeOnly: true}
            owner: {$ref: '#/components/schemas/Owner'}
            label: {$ref: '#/components/schemas/Label'}
        Owner: {properties: {created: {type: string, format: date, readOnly: true}, name: {type: string}}}
        Label: {properties: {text: {type: string}}}
        "##,
        r##"
        struct Thing (decoded) default
          id: text read-only
          owner: Owner
          label: Label?
        struct Owner (decoded) default
          created: date? read-only
          name: text?
        struct Label (both) default
          text: text?
        struct ThingWrite (encoded) default
          secret: text? write-only
          owner: OwnerWrite
          label: Label?
        struct OwnerWrite (encoded) default
          name: text?
        "##,
    );
}

#[test]
fn what_travels_one_way_is_filtered() {
    lowers(
        super::SENT,
        r##"
        Thing: {properties: {id: {type: string, readOnly: true}, name: {type: string}}}
        "##,
        r##"
        struct Thing (encoded) default
          name: text?
        "##,
    );
}

#[test]
fn inline_types_that_look_the_same_are_one() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            billing: {type: object, properties: {address: {type: object, properties: {city: {type: string}}}}}
            shipping: {type: object, properties: {address: {type: object, properties: {city: {type: string}}}}}
            sort: {type: string, enum: [asc, desc]}
            other: {$ref: '#/components/schemas/Other'}
        Other: {properties: {sort: {type: string, enum: [asc, desc]}}}
        "##,
        r##"
        struct Thing (decoded) default
          billing: ThingBilling?
          shipping: ThingBilling?
          sort: Sort?
          other: Other?
        struct ThingBilling (decoded) default
          address: ThingAddress?
        struct ThingAddress (decoded) default
          city: text?
        enum Sort (decoded) default: Asc "asc", Desc "desc"
        struct Other (decoded) default
          sort: Sort?
        "##,
    );
}

#[test]
fn a_reference_into_another_schema() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {owner: {type: object, properties: {name: {type: string}}}, copy: {$ref: '#/components/schemas/Thing/properties/owner'}}}
        "##,
        r##"
        struct Thing (decoded) default
          owner: ThingOwner?
          copy: ThingOwner?
        struct ThingOwner (decoded) default
          name: text?
        "##,
    );
}

#[test]
fn bytes_inside_json_are_text() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {file: {type: string, format: binary}, files: {type: array, items: {type: string, format: binary}}}}
        "##,
        r##"
        struct Thing (decoded) default
          file: text?
          files: [text]?
        "##,
    );
}
