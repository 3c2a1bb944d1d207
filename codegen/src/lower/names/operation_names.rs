//! Names of what belongs to operations: parameters, their structs, bodies' enums, parts, replies.

use crate::ir::{self, ContentKind, Payload, Reply, Shape};
use crate::lower::names::assign::{Naming, Owner, Wire};
use crate::lower::names::identifiers::{self, Scope};
use crate::lower::operations;
use crate::lower::operations::replies;
use crate::lower::operations::webhooks;
use crate::lower::passes::dedupe::Same;

/// The types that an operation needs, as the lock calls them.
pub(crate) const TYPES: &[&str] = &["params", "choice", "form", "reply", "error"];

/// Names what belongs to one operation: its parameters, their struct, its body's enum and multipart struct.
pub(crate) fn name_parts(naming: &mut Naming<'_>, draft: &mut operations::Draft) {
    let key =
        |part: &str| draft.key.with(&if draft.events { format!("events {part}") } else { part.to_owned() });
    let operation = &mut draft.operation;
    let words = identifiers::words(&operation.name);
    let mut scope = Scope::without(&["body", "params"]);
    let wires =
        operation.parameters.iter().map(|parameter| Wire::parameter(&parameter.wire, parameter.location));
    let given = naming.scoped_in(&mut scope, &Owner::new(key("")), wires.collect());
    operation.parameters.iter_mut().zip(given).for_each(|(parameter, name)| parameter.name = name);
    // Those of the path have its order, and come first.
    naming.keep_order(&Owner::new(key("")), &mut operation.parameters, |parameter| {
        let given = parameter.required && parameter.constant.is_none();
        (given && parameter.location != ir::Location::Path).then(|| parameter.name.clone())
    });
    if operation.parameters.iter().any(|parameter| !parameter.required) {
        let candidates = vec![identifiers::camel(&[words.clone(), vec!["params".to_owned()]].concat())];
        operation.params_struct = Some(naming.extra(&[key("params")], candidates));
    }
    let body_name = identifiers::camel(&identifiers::join(&words, &["body".to_owned()]));
    if let Some(body) = &mut operation.body {
        let several = body.contents.len() > 1;
        if several {
            body.choice = Some(naming.extra(&[key("choice")], vec![body_name.clone()]));
            let wires = body.contents.iter().map(|content| Wire::content(&content.name, &content.media_type));
            let given = naming.scoped_in(&mut Scope::default(), &Owner::new(key("choice")), wires.collect());
            body.contents.iter_mut().zip(given).for_each(|(content, name)| content.name = name);
        }
        for content in &mut body.contents {
            if let ContentKind::Multipart { name, parts } = &mut content.kind {
                let form = identifiers::camel(&[words.clone(), vec!["form".to_owned()]].concat());
                let candidates = if several { vec![form] } else { vec![body_name.clone(), form] };
                *name = naming.extra(&[key("form")], candidates);
                let wire = |part: &ir::Part| match part.rest {
                    true => Wire::rest(),
                    false => Wire::value(&part.field.wire),
                };
                let wires = parts.iter().map(wire).collect();
                let given = naming.scoped_in(&mut Scope::default(), &Owner::new(key("form")), wires);
                parts.iter_mut().zip(given).for_each(|(part, name)| part.field.name = name);
                naming.keep_order(&Owner::new(key("form")), parts, |part| {
                    (part.field.required && !part.rest).then(|| part.field.name.clone())
                });
            }
        }
    }
}

/// What a webhook sends has a name of its own, whatever its type is called and whoever else sends that.
pub(crate) fn name_webhooks(naming: &mut Naming<'_>, webhooks: &mut [webhooks::Draft]) {
    for it in webhooks.iter_mut().filter(|it| it.webhook.payload.is_some()) {
        let candidates = it.words.iter().map(|words| identifiers::camel(words)).collect();
        it.webhook.name = naming.extra(std::slice::from_ref(&it.key), candidates);
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
pub(crate) fn settle_replies(naming: &mut Naming<'_>, drafts: &mut [operations::Draft], api: &mut ir::Api) {
    let mut users: Vec<Vec<usize>> = Vec::new();
    // Those that the lock has as different types stay different types.
    let mut locked: Vec<Option<String>> = Vec::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        let (success, error) = replies::sides(&draft.replies);
        for (variants, is_success) in [(success, true), (error, false)] {
            let side = if is_success { "Reply" } else { "Error" };
            let name = naming.old.get(&draft.part(&side.to_lowercase())).map(str::to_owned);
            let reply = replies::settle(&variants, is_success).unwrap_or_else(|variants| {
                let alike = replies::alike(&api.replies, &variants);
                let of = |at: usize| locked.get(at).and_then(Option::as_ref);
                let namesake = alike.iter().find(|at| of(**at) == name.as_ref());
                let any = || alike.iter().find(|at| of(**at).is_none() || name.is_none());
                let index = namesake.or_else(any).copied().unwrap_or_else(|| {
                    api.replies.push(ir::ReplyEnum { name: side.to_owned(), variants });
                    users.push(Vec::new());
                    locked.push(None);
                    api.replies.len() - 1
                });
                if let Some(known) = locked.get_mut(index) {
                    *known = known.take().or(name);
                }
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
        let keys: Vec<_> = used.iter().map(|it| it.part(&reply.name.to_lowercase())).collect();
        let used: Vec<&ir::Operation> = used.into_iter().map(|it| &it.operation).collect();
        let Some(first) = used.first() else { continue };
        let own = |stem: &str| {
            identifiers::camel(&[identifiers::words(stem), vec![reply.name.to_lowercase()]].concat())
        };
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
        reply.name = naming.extra(&keys, candidates);
    }
}
