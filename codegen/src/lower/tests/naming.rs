//! Names: of operations, of types declared in place, and where they collide.

use super::lowers;

#[test]
fn names_of_operations() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /crm/v3/objects/contacts/{contactId}:
            get: {operationId: 'get-/crm/v3/objects/contacts/{contactId}_getById', responses: {'204': {description: ''}}}
            delete: {responses: {'204': {description: ''}}}
          /items/{id}:
            get: {operationId: read_item_items__id__get, responses: {'204': {description: ''}}}
            put: {operationId: ItemsController_update, responses: {'204': {description: ''}}}
          /twice: {get: {operationId: twice, responses: {'204': {description: ''}}}, post: {operationId: twice, responses: {'204': {description: ''}}}}
          /empty: {get: {operationId: '', responses: {'204': {description: ''}}}, put: {operationId: '你好', responses: {'204': {description: ''}}}, post: {operationId: type, responses: {'204': {description: ''}}}}
        "##,
        r##"
        fn default::get_crm_objects_contact GET /crm/v3/objects/contacts/{contactId}(path contact_id "contactId": text) -> nothing
        fn default::delete_crm_objects_contact DELETE /crm/v3/objects/contacts/{contactId}(path contact_id "contactId": text) -> nothing
        fn default::read_item GET /items/{id}(path id: text) -> nothing
        fn default::items_update PUT /items/{id}(path id: text) -> nothing
        fn default::twice GET /twice() -> nothing
        fn default::post_twice POST /twice() -> nothing
        fn default::get_empty GET /empty() -> nothing
        fn default::ni_hao PUT /empty() -> nothing
        fn default::type POST /empty() -> nothing
        T310 /paths/~1twice/post: another operation is called `twice` too
        "##,
    );
}

#[test]
fn inline_names_come_from_their_place() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /tickets:
            post:
              operationId: createTicket
              parameters: [{name: mode, in: query, schema: {type: string, enum: [fast, slow]}}]
              requestBody: {content: {application/json: {schema: {type: object, properties: {ticket: {type: object, properties: {createTicketStatus: {type: string, enum: [a, b]}, lines: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}}}}}}
              responses:
                '200': {description: '', content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}
                '409': {description: '', content: {application/json: {schema: {type: object, properties: {conflict: {type: string}}}}}}
        "##,
        r##"
        enum CreateTicketMode (encoded) default: Fast "fast", Slow "slow"
        struct CreateTicketBody (encoded) default
          ticket: CreateTicketDetails?
        struct CreateTicketDetails (encoded) default
          create_ticket_status "createTicketStatus": CreateTicketStatus?
          lines: [CreateTicketLine]?
        enum CreateTicketStatus (encoded) default: A "a", B "b"
        struct CreateTicketLine (encoded) default
          n: i64?
        struct CreateTicketResponse (decoded) default
          data: [CreateTicketData]?
        struct CreateTicketData (decoded) default
          id: text?
        struct CreateTicketConflict (decoded) default
          conflict: text?
        fn default::create_ticket POST /tickets(mode: CreateTicketMode?) body? json CreateTicketBody -> json CreateTicketResponse, error json CreateTicketConflict
        "##,
    );
}

#[test]
fn names_that_collide() {
    lowers(
        super::DOCUMENT,
        r##"
        paths:
          /a: {get: {operationId: a, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}
        components:
          schemas:
            Thing:
              properties:
                foo-bar: {type: string}
                foo_bar: {type: string}
                fooBar: {type: string}
                '+1': {type: integer}
                '-1': {type: integer}
                '': {type: string}
                type: {type: string}
                self: {type: string}
                1st: {type: string}
                a: {$ref: '#/components/schemas/Option'}
                b: {$ref: '#/components/schemas/foo'}
                c: {$ref: '#/components/schemas/FOO'}
                d: {$ref: '#/components/schemas/Foo'}
                e: {type: string, enum: [a, A, '', Other, other, '+1', '-1', '>=', 'self', 中文]}
            Option: {properties: {x: {type: string}}}
            foo: {properties: {y: {type: string}}}
            FOO: {properties: {z: {type: string}}}
            Foo: {properties: {w: {type: string}}}
        "##,
        r##"
        struct Thing (decoded) default
          foo_bar2 "foo-bar": text?
          foo_bar: text?
          foo_bar3 "fooBar": text?
          plus_1 "+1": i64?
          minus_1 "-1": i64?
          empty "": text?
          type: text?
          self_ "self": text?
          n1st "1st": text?
          a: OptionData?
          b: Foo2?
          c: Foo3?
          d: Foo?
          e: ThingE?
        struct OptionData (decoded) default
          x: text?
        struct Foo2 (decoded) default
          y: text?
        struct Foo3 (decoded) default
          z: text?
        struct Foo (decoded) default
          w: text?
        enum ThingE (decoded) default: A "a", A2 "A", Empty "", OtherValue "Other", Other2 "other", Plus1 "+1", Minus1 "-1", GreaterEqual ">=", SelfValue "self", ZhongWen "中文"
        fn default::a GET /a() -> json Thing
        "##,
    );
}
