//! Names of what belongs to operations: parameters, their structs, bodies' enums, parts, replies.

use super::dedupe::Same;
use super::names::{self, Scope};
use super::naming::{Naming, Wire};
use super::{operations, replies};
use crate::ir::{self, ContentKind, Payload, Reply, Shape};

/// Names what belongs to one operation: its parameters, their struct, its body's enum and multipart struct.
pub(super) fn name_parts(naming: &mut Naming<'_>, draft: &mut operations::Draft) {
    let key = draft.key();
    let operation = &mut draft.operation;
    let words = names::words(&operation.name);
    let mut scope = Scope::without(&["body", "params"]);
    let wires = operation.parameters.iter().map(|parameter| Wire::parameter(&parameter.wire)).collect();
    let given = naming.scoped_in(&mut scope, &key, wires);
    operation.parameters.iter_mut().zip(given).for_each(|(parameter, name)| parameter.name = name);
    if operation.parameters.iter().any(|parameter| !parameter.required) {
        operation.params_struct = Some(naming.extra(
            format!("{key} params"),
            vec![names::camel(&[words.clone(), vec!["params".to_owned()]].concat())],
        ));
    }
    let body_name = names::camel(&names::join(&words, &["body".to_owned()]));
    if let Some(body) = &mut operation.body {
        let several = body.contents.len() > 1;
        if several {
            body.choice = Some(naming.extra(format!("{key} body"), vec![body_name.clone()]));
            let mut scope = Scope::default();
            for content in &mut body.contents {
                let subtype = content
                    .media_type
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default();
                content.name = scope.take_first([content.name.clone(), names::type_name(subtype)]);
            }
        }
        for content in &mut body.contents {
            if let ContentKind::Multipart { name, parts } = &mut content.kind {
                let form = names::camel(&[words.clone(), vec!["form".to_owned()]].concat());
                let candidates = if several { vec![form] } else { vec![body_name.clone(), form] };
                *name = naming.extra(format!("{key} form"), candidates);
                let wires = parts.iter().map(|part| Wire::value(&part.field.wire)).collect();
                let given = naming.scoped(&format!("{key} form"), wires, true);
                parts.iter_mut().zip(given).for_each(|(part, name)| part.field.name = name);
            }
        }
    }
}

/// What a webhook sends has a name of its own, whatever its type is called and whoever else sends that.
pub(super) fn name_webhooks(naming: &mut Naming<'_>, webhooks: &mut [ir::Webhook]) {
    for webhook in webhooks {
        let mut words = names::words(&webhook.wire);
        if words.last().is_none_or(|last| last != "webhook") {
            words.push("webhook".to_owned());
        }
        let key = format!("{}#{} webhook", webhook.origin.file, webhook.origin.pointer);
        webhook.name = naming.extra(key, vec![names::camel(&words)]);
    }
}

/// The types that a reply can carry, as one name: `BasicErrorOrValidationError`.
fn payload_names(naming: &Naming<'_>, variants: &[ir::ReplyVariant]) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for variant in variants {
        let (Payload::Json(Shape::Named(id)) | Payload::Xml(Shape::Named(id))) = &variant.payload else {
            match variant.payload {
                Payload::Nothing => continue,
                _ => return None,
            }
        };
        let name = naming.of(*id, &Same::default());
        if !found.contains(&name) {
            found.push(name);
        }
    }
    (found.len() > 1 && found.len() <= 3).then(|| found.join("Or"))
}

/// Replies that differ by status become enums, one for all operations that answer alike.
pub(super) fn settle_replies(naming: &mut Naming<'_>, drafts: &mut [operations::Draft], api: &mut ir::Api) {
    let mut users: Vec<Vec<usize>> = Vec::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        let (success, error) = replies::sides(&draft.replies);
        for (variants, is_success) in [(success, true), (error, false)] {
            let reply = replies::settle(&variants, is_success).unwrap_or_else(|variants| {
                let index = replies::find(&api.replies, &variants).unwrap_or_else(|| {
                    let name = if is_success { "Reply" } else { "Error" }.to_owned();
                    api.replies.push(ir::ReplyEnum { name, variants });
                    users.push(Vec::new());
                    api.replies.len() - 1
                });
                if let Some(list) = users.get_mut(index) {
                    list.push(at);
                }
                Reply::Enum(index)
            });
            *(if is_success { &mut draft.operation.success } else { &mut draft.operation.error }) = reply;
        }
    }
    for (reply, users) in api.replies.iter_mut().zip(users) {
        let used: Vec<&operations::Draft> = users.iter().filter_map(|at| drafts.get(*at)).collect();
        let Some(first) = used.first() else { continue };
        let side = reply.name.to_lowercase();
        let mut keys = used.iter().map(|it| format!("{} {side}", it.key()));
        let known = keys.find(|key| naming.old.types.contains_key(key));
        let key = known.unwrap_or_else(|| format!("{} {side}", first.key()));
        let used: Vec<&ir::Operation> = used.into_iter().map(|it| &it.operation).collect();
        let Some(first) = used.first() else { continue };
        let own = |stem: &str| names::camel(&[names::words(stem), vec![reply.name.to_lowercase()]].concat());
        let mut candidates = Vec::new();
        if used.len() > 1 {
            let words: Vec<String> = reply.variants.iter().map(|variant| variant.name.clone()).collect();
            if words.len() <= 3 {
                candidates.push(own(&words.join("_or_")));
            }
            if used.iter().all(|it| it.module == first.module) {
                candidates.push(own(&first.module));
            }
            candidates.extend(payload_names(naming, &reply.variants));
        }
        candidates.push(own(&first.name));
        reply.name = naming.extra(key, candidates);
    }
}
