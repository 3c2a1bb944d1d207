//! What tells alternatives apart where no discriminator does, and what is left to trial.

use super::lowers;

#[test]
fn nothing_tells_apart() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
        A: {required: [name], properties: {name: {type: string}}}
        B: {required: [name, size], properties: {name: {type: string, maxLength: 3}, size: {type: integer}, id: {type: string}}}
        "##,
        r##"
        union Thing (decoded) default: A(A), B(B)
          has size => B
          is object => A
        struct A (decoded) default
          name: text
        struct B (decoded) default
          name: text
          size: i64
          id: text?
        "##,
    );
    // What demands more is tried first, wherever it stands.
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
        A: {required: [name], properties: {name: {type: string}, size: {type: integer}}}
        B: {required: [name, size], properties: {name: {type: string}, size: {type: integer}}}
        "##,
        r##"
        union Thing (decoded) default: A(A), B(B)
          decodes => B
          is object => A
        struct A (decoded) default
          name: text
          size: i64?
        struct B (decoded) default
          name: text
          size: i64
        T303 /components/schemas/Thing: the document says nothing by which these alternatives could be told apart in every case
        "##,
    );
}

#[test]
fn what_demands_the_same_is_one() {
    lowers(
        super::READ,
        r##"
        Thing:
          anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {required: [id], properties: {links: {type: array, items: {type: string}}}}]
        A: {required: [id], properties: {id: {type: string}, name: {type: string}}}
        B: {required: [id], properties: {id: {type: string}, size: {type: integer}}}
        "##,
        r##"
        struct Thing (decoded) default
          id: text
          name: text?
          size: i64?
          links: [text]?
        "##,
    );
    // A member of two types is no member of one struct.
    lowers(
        super::READ,
        r##"
        Thing: {anyOf: [{properties: {id: {type: string}, a: {type: string}}}, {properties: {id: {type: integer}, b: {type: string}}}]}
        "##,
        r##"
        union Thing (decoded) default: WithA(ThingWithA), WithB(ThingWithB)
          has a => WithA
          has b => WithB
          decodes => WithA
          is object => WithB
        struct ThingWithA (decoded) default
          id: text?
          a: text?
          ..extra: any
        struct ThingWithB (decoded) default
          id: i64?
          b: text?
          ..extra: any
        T303 /components/schemas/Thing: the document says nothing by which these alternatives could be told apart in every case
        "##,
    );
}

#[test]
fn several_facts_tell_apart_what_no_single_one_does() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf:
            - {title: One text, required: [type, value], properties: {type: {enum: [text]}, value: {type: string}}}
            - {title: Texts, required: [type, value], properties: {type: {enum: [text]}, value: {type: array, items: {type: string}}}}
            - {title: Numbers, required: [type, value], properties: {type: {enum: [number]}, value: {type: array, items: {type: number}}}}
            - {title: One number, required: [type, value], properties: {type: {enum: [number]}, value: {type: string, format: decimal}}}
        "##,
        r##"
        union Thing (decoded) default: OneText(OneText), Texts(Texts), Numbers(Numbers), OneNumber(OneNumber)
          value is text and type="text" => OneText
          type="text" => Texts
          value is array => Numbers
          is object => OneNumber
        struct OneText (decoded) default
          type: text == "text"
          value: text
        struct Texts (decoded) default
          type: text == "text"
          value: [text]
        struct Numbers (decoded) default
          type: text == "number"
          value: [number]
        struct OneNumber (decoded) default
          type: text == "number"
          value: decimal-text
        "##,
    );
}

#[test]
fn the_objects_of_a_union_inside_a_union_are_told_apart_too() {
    lowers(
        super::READ,
        r##"
        Thing: {oneOf: [{$ref: '#/components/schemas/Source'}, {$ref: '#/components/schemas/Gone'}]}
        Source:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
          discriminator: {propertyName: object, mapping: {card: '#/components/schemas/Card', bank: '#/components/schemas/Bank'}}
        Card: {required: [object, brand], properties: {object: {enum: [card]}, brand: {type: string}}}
        Bank: {required: [object, iban], properties: {object: {enum: [bank]}, iban: {type: string}}}
        Gone: {required: [object, deleted], properties: {object: {enum: [card, bank]}, deleted: {type: boolean}}}
        "##,
        r##"
        union Thing (decoded) default: Source(Source), Gone(Gone)
          has brand => Source
          has iban => Source
          is object => Gone
        union Source (decoded) default: Card(Card), Bank(Bank)
          object="card" => Card
          object="bank" => Bank
        struct Gone (decoded) default
          object: GoneObject
          deleted: bool
        struct Card (decoded) default
          object: text == "card"
          brand: text
        struct Bank (decoded) default
          object: text == "bank"
          iban: text
        enum GoneObject (decoded) default: Card "card", Bank "bank"
        "##,
    );
}

#[test]
fn alternatives_that_differ_in_texts_alone_are_one() {
    lowers(
        super::READ,
        r##"
        Thing: {type: array, items: {anyOf: [
          {title: NOT_FOUND, required: [issue], properties: {issue: {type: string, enum: [NOT_FOUND]}, text: {type: string, enum: ['There is nothing of that name, neither here nor where it was looked for.']}}},
          {title: TOO_LATE, required: [issue], properties: {issue: {type: string, enum: [TOO_LATE]}, text: {type: string, enum: ['Too late.']}}}]}}
        "##,
        r##"
        struct ThingItem (decoded) default
          issue: ThingIssue
          text: text?
        enum ThingIssue (decoded) default: NotFound "NOT_FOUND", TooLate "TOO_LATE"
        "##,
    );
    // What they share is what it is in each of them.
    lowers(
        super::READ,
        r##"
        Thing:
          anyOf:
          - {properties: {name: {type: string}, value: {oneOf: [{type: string}, {type: integer}]}}}
          - {properties: {id: {type: string}, value: {oneOf: [{type: string}, {type: integer}]}}}
        "##,
        r##"
        struct Thing (decoded) default
          name: text?
          value: ThingValue?
          id: text?
        union ThingValue (decoded) default: Text(text), Integer(i64)
          is text => Text
          is integer => Integer
        "##,
    );
    // One that has a name keeps its type.
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {properties: {kind: {enum: [b]}}}]
        A: {properties: {kind: {enum: [a]}}}
        "##,
        r##"
        union Thing (decoded) default: A(A), Kind(ThingKind)
          kind="a" => A
          kind="b" => Kind
        struct A (decoded) default
          kind: text? == "a"
        struct ThingKind (decoded) default
          kind: text? == "b"
        "##,
    );
}

#[test]
fn an_alternative_is_called_by_the_constant_that_is_its_own() {
    lowers(
        super::READ,
        r##"
        Thing:
          oneOf:
          - {required: [event], properties: {object: {enum: [event]}, event: {enum: [order.created]}, order: {type: string}}}
          - {required: [event], properties: {object: {enum: [event]}, event: {enum: [order.deleted]}, at: {type: integer}}}
        "##,
        r##"
        union Thing (decoded) default: OrderCreated(ThingOrderCreated), OrderDeleted(ThingOrderDeleted)
          event="order.created" => OrderCreated
          event="order.deleted" => OrderDeleted
        struct ThingOrderCreated (decoded) default
          object: text? == "event"
          event: text == "order.created"
          order: text?
        struct ThingOrderDeleted (decoded) default
          object: text? == "event"
          event: text == "order.deleted"
          at: i64?
        "##,
    );
}
