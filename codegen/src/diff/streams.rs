//! What a mapping comes to before and after: the models and capabilities there are, what copies of records are kept by,
//! and what a round trip of each field keeps.

use super::usage::Role;
use crate::ir::Api;
use crate::plan::{Action, Capability, CapabilityKind, Class, FieldPlan, ModelPlan, Plan, fingerprint};

/// A difference between two plans.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingChange {
    /// `crm.contact changed_since`, `crm.contact.email`
    pub what: String,
    /// A sentence's rest: "is no longer offered".
    pub text: String,
    pub role: Role,
    /// Programs that use it may fail, or lose data.
    pub breaking: bool,
    /// Of the mapping's file: the new one's if it is there.
    pub line: usize,
}

/// What differs between two plans of a vendor, each with the API that it was bound to.
pub fn compare_plans((old, old_api): (&Plan, &Api), (new, new_api): (&Plan, &Api)) -> Vec<MappingChange> {
    let mut changes = Vec::new();
    let name = |model: &ModelPlan| format!("{}.{}", model.category, model.model);
    for before in &old.models {
        let Some(after) = new.models.iter().find(|after| name(after) == name(before)) else {
            changes.push(MappingChange {
                what: name(before),
                text: "is no longer mapped".to_owned(),
                role: Role::Sync,
                breaking: true,
                line: before.line,
            });
            continue;
        };
        capabilities(&name(before), (before, old_api), (after, new_api), &mut changes);
        for field in &before.fields {
            let other = after.fields.iter().find(|other| other.name == field.name);
            changes.extend(other.and_then(|other| class(&name(before), field, other)));
        }
    }
    for after in
        new.models.iter().filter(|after| !old.models.iter().any(|before| name(before) == name(after)))
    {
        changes.push(MappingChange {
            what: name(after),
            text: "is mapped".to_owned(),
            role: Role::Field,
            breaking: false,
            line: after.line,
        });
    }
    changes
}

fn capabilities(
    model: &str,
    (before, old_api): (&ModelPlan, &Api),
    (after, new_api): (&ModelPlan, &Api),
    changes: &mut Vec<MappingChange>,
) {
    let mut note = |kind: CapabilityKind, text: &str, breaking, line| {
        let role = if super::usage::is_sync(kind) { Role::Sync } else { Role::Field };
        let what = format!("{model} {}", kind.name());
        changes.push(MappingChange { what, text: text.to_owned(), role, breaking, line });
    };
    for was in &before.capabilities {
        let Some(is) = after.capabilities.iter().find(|is| is.kind == was.kind) else {
            note(was.kind, "is no longer offered", true, was.line);
            continue;
        };
        let print = |api: &Api, it: &Capability| fingerprint(api, &[&it.action]);
        if super::usage::is_sync(was.kind) && print(old_api, was) != print(new_api, is) {
            note(
                was.kind,
                "calls the vendor in another way: cursors that were saved are refused",
                true,
                is.line,
            );
        }
        if tells_deletions(was) && !tells_deletions(is) {
            note(was.kind, "no longer tells what was deleted", true, is.line);
        }
    }
    for is in &after.capabilities {
        if !before.capabilities.iter().any(|was| was.kind == is.kind) {
            note(is.kind, "is offered", false, is.line);
        }
    }
}

fn tells_deletions(capability: &Capability) -> bool {
    match &capability.action {
        Action::Call(call) => {
            capability.kind == CapabilityKind::Deleted
                || call.sync.as_ref().is_some_and(|sync| sync.deleted.is_some())
        }
        Action::Function(_) => capability.kind == CapabilityKind::Deleted,
    }
}

/// What a field is read from, and what a round trip keeps.
fn class(model: &str, was: &FieldPlan, is: &FieldPlan) -> Option<MappingChange> {
    let words = |field: &FieldPlan| match field.class {
        Class::Bijective => "read and written",
        Class::Lossy(_) => "read and written, with losses",
        Class::ReadOnly => "only read",
        Class::WriteOnly => "only written",
        Class::Ignored | Class::Unmapped => "not mapped",
    };
    let key = is.name == "id" && was.text != is.text;
    if key {
        return Some(MappingChange {
            what: format!("{model}.{}", is.name),
            text: format!("is `{}`, before `{}`: ids that were saved name other records", is.text, was.text),
            role: Role::Sync,
            breaking: true,
            line: is.line,
        });
    }
    let (before, after) = (words(was), words(is));
    (before != after).then(|| MappingChange {
        what: format!("{model}.{}", is.name),
        text: format!("is {after}, before {before}"),
        role: Role::Field,
        breaking: is.class > was.class,
        line: is.line.max(was.line),
    })
}
