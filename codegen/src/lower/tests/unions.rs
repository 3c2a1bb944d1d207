//! `oneOf`, `anyOf` and inheritance: the variants and the rules that tell them apart.

use super::lowers;

#[test]
fn a_discriminator_with_a_partial_mapping() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Fish'}]
          discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}
        Cat: {required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
        Dog: {required: [kind], properties: {kind: {type: string}, barks: {type: boolean}}}
        Fish: {properties: {fins: {type: integer}}}
        "##,
        r##"
        union Thing (decoded) default: Cat(Cat), Dog(Dog), Fish(Fish) +kind="Fish"
          kind="feline" => Cat
          kind="Dog" => Dog
          kind="Fish" => Fish
        struct Cat (decoded) default
          kind: text == "feline"
          lives: i64?
        struct Dog (decoded) default
          kind: text == "Dog"
          barks: bool?
        struct Fish (decoded) default
          fins: i64?
        "##,
    );
}

#[test]
fn a_base_with_a_discriminator_is_its_children() {
    lowers(
        super::READ,
        r##"
        Thing:
          required: [kind]
          discriminator: {propertyName: kind}
          properties: {kind: {type: string}, age: {type: integer}}
        Cat: {allOf: [{$ref: '#/components/schemas/Thing'}, {properties: {lives: {type: integer}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Thing'}, {properties: {barks: {type: boolean}}}]}
        "##,
        r##"
        union Thing (decoded) default: Cat(Cat), Dog(Dog)
          kind="Cat" => Cat
          kind="Dog" => Dog
        struct Cat (decoded) default
          kind: text == "Cat"
          age: i64?
          lives: i64?
        struct Dog (decoded) default
          kind: text == "Dog"
          age: i64?
          barks: bool?
        "##,
    );
}

#[test]
fn nested_discriminators() {
    lowers(
        super::READ,
        r##"
        Thing:
          discriminator: {propertyName: kind, mapping: {shark: '#/components/schemas/Shark', salmon: '#/components/schemas/Salmon'}}
          properties: {kind: {type: string}}
        Salmon: {allOf: [{$ref: '#/components/schemas/Thing'}]}
        Shark:
          allOf: [{$ref: '#/components/schemas/Thing'}]
          properties: {sharktype: {type: string}}
          discriminator: {propertyName: sharktype, mapping: {saw: '#/components/schemas/Saw', goblin: '#/components/schemas/Goblin'}}
        Saw: {allOf: [{$ref: '#/components/schemas/Shark'}]}
        Goblin: {allOf: [{$ref: '#/components/schemas/Shark'}]}
        "##,
        r##"
        union Thing (decoded) default: Shark(Shark), Salmon(Salmon)
          kind="shark" => Shark
          kind="salmon" => Salmon
        union Shark (decoded) default: Saw(Saw), Goblin(Goblin)
          sharktype="saw" => Saw
          sharktype="goblin" => Goblin
        struct Salmon (decoded) default
          kind: text == "salmon"
        struct Saw (decoded) default
          kind: text == "shark"
          sharktype: text == "saw"
        struct Goblin (decoded) default
          kind: text == "shark"
          sharktype: text == "goblin"
        "##,
    );
}

#[test]
fn constants_tell_apart() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf:
            - {required: [type], properties: {type: {type: string, enum: [card]}, last4: {type: string}}}
            - {required: [type], properties: {type: {type: string, enum: [bank]}, iban: {type: string}}}
        "##,
        r##"
        union Thing (decoded) default: Card(ThingCard), Bank(ThingBank)
          type="card" => Card
          type="bank" => Bank
        struct ThingCard (decoded) default
          type: text == "card"
          last4: text?
        struct ThingBank (decoded) default
          type: text == "bank"
          iban: text?
        "##,
    );
}

#[test]
fn required_members_tell_apart() {
    lowers(
        super::READ,
        r##"
        Thing:
          anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]
        A: {required: [id], properties: {id: {type: string}, a: {type: string}}}
        B: {required: [id, b], properties: {id: {type: string}, b: {type: string}}}
        C: {required: [id, b, c], properties: {id: {type: string}, b: {type: string}, c: {type: string}}}
        "##,
        r##"
        union Thing (decoded) default: A(A), B(B), C(C)
          has c => C
          has b => B
          is object => A
        struct A (decoded) default
          id: text
          a: text?
          ..extra: any
        struct B (decoded) default
          id: text
          b: text
          ..extra: any
        struct C (decoded) default
          id: text
          b: text
          c: text
          ..extra: any
        "##,
    );
}

#[test]
fn json_kinds_tell_apart() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf:
            - {type: string}
            - {type: integer}
            - {type: boolean}
            - {type: array, items: {type: string}}
            - {type: object, additionalProperties: {type: string}}
        "##,
        r##"
        union Thing (decoded) default: Text(text), Integer(i64), Bool(bool), List([text]), TextMap({text})
          is text => Text
          is integer => Integer
          is bool => Bool
          is array => List
          is object => TextMap
        "##,
    );
}

#[test]
fn null_among_the_alternatives() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {a: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}, b: {anyOf: [{type: string}, {type: 'null'}]}}}
        A: {properties: {id: {type: string}}}
        "##,
        r##"
        struct Thing (decoded) default
          a: A? | null
          b: text? | null
        struct A (decoded) default
          id: text?
        "##,
    );
}

#[test]
fn texts_are_one_text() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties:
            open: {anyOf: [{type: string}, {$ref: '#/components/schemas/Model'}]}
            written: {anyOf: [{type: string, enum: [a, b]}, {type: string}]}
            both: {oneOf: [{$ref: '#/components/schemas/Model'}, {type: string, enum: [other]}]}
            consts: {oneOf: [{const: x, title: The X}, {const: y}]}
            dates: {anyOf: [{type: string, format: date}, {type: string, format: date-time}]}
            numbers: {oneOf: [{type: integer}, {type: number}]}
        Model: {type: string, enum: [small, large]}
        "##,
        r##"
        struct Thing (decoded) default
          open: Model?
          written: ThingWritten?
          both: ThingBoth?
          consts: ThingConsts?
          dates: text?
          numbers: number?
        enum Model (decoded) default: Small "small", Large "large"
        enum ThingWritten (decoded) default: A "a", B "b"
        enum ThingBoth (decoded) default: Small "small", Large "large", OtherValue "other"
        enum ThingConsts (decoded) default: X "x", Y "y"
        "##,
    );
}

#[test]
fn alternatives_with_members_beside_them() {
    lowers(
        super::READ,
        r##"
        Thing:
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - {required: [email], properties: {email: {type: string}}}
            - {required: [phone], properties: {phone: {type: string}}}
        "##,
        r##"
        union Thing (decoded) default: Email(ThingEmail), Phone(ThingPhone)
          has email => Email
          is object => Phone
        struct ThingEmail (decoded) default
          id: text
          email: text
        struct ThingPhone (decoded) default
          id: text
          phone: text
        "##,
    );
}

#[test]
fn alternatives_that_only_demand_members() {
    lowers(
        super::READ,
        r##"
        Thing:
          properties: {a: {type: string}, b: {type: string}}
          anyOf: [{required: [a]}, {required: [b]}]
        "##,
        r##"
        struct Thing (decoded) default
          a: text?
          b: text?
        "##,
    );
}

#[test]
fn several_types() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {id: {type: [string, integer, 'null']}, number: {type: [integer, number]}, all: {type: [string, number, boolean, object, array]}}}
        "##,
        r##"
        struct Thing (decoded) default
          id: ThingId? | null
          number: number?
          all: any?
        union ThingId (decoded) default: Integer(i64), Text(text)
          is integer => Integer
          is text => Text
        "##,
    );
}

#[test]
fn a_text_or_a_list_of_things() {
    lowers(
        super::READ,
        r##"
        Thing: {properties: {value: {oneOf: [{type: string}, {type: array, items: {type: object, properties: {id: {type: string}}}}]}}}
        "##,
        r##"
        struct Thing (decoded) default
          value: ThingValue?
        union ThingValue (decoded) default: Text(text), List([ThingValueItem])
          is text => Text
          is array => List
        struct ThingValueItem (decoded) default
          id: text?
        "##,
    );
}

#[test]
fn a_tag_that_no_member_holds() {
    lowers(
        super::BOTH,
        r##"
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
          discriminator: {propertyName: kind}
        A: {properties: {x: {type: string}}}
        B: {properties: {x: {type: string}}}
        "##,
        r##"
        union Thing (both) default: A(A) +kind="A", B(B) +kind="B"
          kind="A" => A
          kind="B" => B
        struct A (both) default
          x: text?
        struct B (both) default
          x: text?
        "##,
    );
}
