//! Fingerprints of capabilities: what the cursors and checkpoints of a run depend on. They change when the calls change, in
//! what they ask for and how their pages follow each other, and with nothing else: not with the fields that are mapped.

use crate::ir::Api;

use super::{
    Action, BoundValue, BoundValueKind, CallPlan, Input, Pages, PlaceKind, Request, Strategy, Value,
    ValueKind,
};

/// The fingerprint of a capability that is these calls, as hexadecimal text.
pub fn fingerprint(vendor: &Api, actions: &[&Action]) -> String {
    let mut text = String::new();
    for action in actions {
        match action {
            Action::Function(name) => text += &format!("fn {name}\n"),
            Action::Call(call) => call_text(vendor, call, &mut text),
        }
    }
    // FNV-1a: the same on every machine
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn call_text(vendor: &Api, call: &CallPlan, text: &mut String) {
    request_text(vendor, &call.request, text);
    if let Some(Pages { strategy, following, window, .. }) = &call.pages {
        *text += match strategy {
            Strategy::Cursor(_) => "cursor\n",
            Strategy::Url(_) => "url\n",
            Strategy::Number { .. } => "number\n",
            Strategy::Offset { .. } => "offset\n",
            Strategy::Window => "window\n",
        };
        if let Some(window) = window {
            *text += &format!("{}\n", window.max_results);
        }
        following.iter().for_each(|request| request_text(vendor, request, text));
    }
    if let Some(start) = call.sync.as_ref().and_then(|sync| sync.start.as_ref()) {
        request_text(vendor, &start.request, text);
    }
}

fn request_text(vendor: &Api, request: &Request, text: &mut String) {
    let Some(operation) = vendor.operations.get(request.operation) else { return };
    *text += &format!("{} {}\n", operation.method, operation.path);
    for argument in &request.arguments {
        *text += operation.parameters.get(argument.parameter).map_or("", |parameter| &parameter.wire);
        bound_text(&argument.value, text);
    }
    for (place, bound) in request.body.iter().flat_map(|body| &body.parts) {
        for step in &place.steps {
            *text += match &step.kind {
                PlaceKind::Field(field) => &field.wire,
                PlaceKind::Member(key) | PlaceKind::Extra { key, .. } => key,
                _ => "[]",
            };
            *text += ".";
        }
        bound_text(bound, text);
    }
}

fn bound_text(bound: &BoundValue, text: &mut String) {
    match &bound.kind {
        BoundValueKind::Value(value) => value_text(value, text),
        BoundValueKind::List(items) => items.iter().for_each(|item| bound_text(item, text)),
        BoundValueKind::Struct { fields, .. } => {
            for (_, name, bound) in fields {
                *text += name;
                bound_text(bound, text);
            }
        }
        BoundValueKind::Map(entries) => {
            for (key, bound) in entries {
                *text += key;
                bound_text(bound, text);
            }
        }
        BoundValueKind::Json(inner) => bound_text(inner, text),
    }
    *text += "\n";
}

fn value_text(value: &Value, text: &mut String) {
    value.each(&mut |part| match &part.kind {
        ValueKind::Literal(literal) => *text += &format!("={literal:?}"),
        ValueKind::Member { name, .. } => *text += &format!("={name}"),
        ValueKind::Input(Input::Select) => *text += "{select}",
        ValueKind::Input(input) => *text += &format!("{{{input:?}}}"),
        _ => {}
    });
}
