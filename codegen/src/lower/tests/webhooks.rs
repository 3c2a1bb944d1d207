//! What the vendor sends: webhooks and callbacks.

use super::{DOCUMENT, document, lowers, run, said};
use crate::lower::{NamesLock, Selection};

#[test]
fn webhooks_are_types() {
    lowers(
        DOCUMENT,
        r##"
        webhooks:
          ticket.created: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'204': {description: ''}}}}
        components: {schemas: {A: {properties: {x: {type: string}}}, B: {properties: {y: {type: string}}}}}
        "##,
        r##"
        struct A (decoded) shared
          x: text?
        webhook TicketCreatedWebhook "ticket.created": A
        "##,
    );
}

const BOTH: &str = r##"
    paths:
      /exports: {post: {operationId: export, tags: [x], responses: {'202': {description: ''}}, callbacks: {done: {'{$url}': {post: {requestBody: {content: {application/json: {schema: {type: string}}}}, responses: {'204': {description: ''}}}}}}}}
      /others: {get: {operationId: other, responses: {'204': {description: ''}}}}
    webhooks:
      ticket.created: {post: {tags: [x], requestBody: {content: {application/json: {schema: {type: integer}}}}, responses: {'204': {description: ''}}}}
      ping: {get: {operationId: pings, responses: {'204': {description: ''}}}}
    "##;

/// The lines about what the vendor sends.
fn sent(selection: &Selection) -> String {
    let text = document(DOCUMENT, BOTH);
    let (api, _, diags) = run(&[("api.yaml", &text)], selection, &NamesLock::default());
    said(&api, &diags)
        .lines()
        .filter(|line| !line.starts_with("fn "))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn a_selection_takes_webhooks_as_it_takes_operations_and_callbacks_with_their_operation() {
    let created = "webhook TicketCreatedWebhook \"ticket.created\": i64\n";
    let ping = "webhook  \"ping\": nothing\n";
    let done = "webhook ExportDoneCallback \"done\" of POST /exports to \"{$url}\": text\n";
    assert_eq!(sent(&Selection::everything()), format!("{created}{ping}{done}"));
    for (glob, expected) in [
        ("x", format!("{created}{done}")),
        ("export", done.to_owned()),
        ("POST ticket.*", created.to_owned()),
        ("ping*", ping.to_owned()),
        ("other", String::new()),
    ] {
        assert_eq!(sent(&Selection::operations([glob])), expected, "{glob}");
    }
}

#[test]
fn the_callbacks_of_callbacks_come_to_an_end() {
    let text = r##"
        paths: {/a: {post: {operationId: a, responses: {'202': {description: ''}}, callbacks: {again: {$ref: '#/components/callbacks/Again'}}}}}
        components:
          callbacks:
            Again: {'{$url}': {post: {requestBody: {content: {application/json: {schema: {type: string}}}}, callbacks: {again: {$ref: '#/components/callbacks/Again'}}, responses: {'204': {description: ''}}}}}
        "##;
    lowers(
        DOCUMENT,
        text,
        r##"
        fn default::a POST /a() -> nothing
        webhook AAgainCallback "again" of POST /a to "{$url}": text
        "##,
    );
}
