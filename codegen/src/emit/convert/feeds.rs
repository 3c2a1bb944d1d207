//! What a unified field is made of: the members of the vendor's record that its line reads. They tell whose value was lost
//! where the vendor sends what it does not document.

use crate::plan::{Path, Reading, Root, StepKind, Value, ValueKind};

/// Unified fields, each with a member that it is made of: `("email_addresses", "email[].value")`.
pub(super) fn of(reading: &Reading) -> Vec<(&str, String)> {
    let mut feeds = Vec::new();
    for field in &reading.fields {
        let mut members = Vec::new();
        if let Some(value) = &field.value {
            gather(value, "", &mut members);
        }
        members.sort();
        members.dedup();
        // What a list is made of is the members of its items.
        let all = members.clone();
        members.retain(|outer| !outer.is_empty() && !all.iter().any(|member| within(member, outer)));
        feeds.extend(members.into_iter().map(|member| (field.name.as_str(), member)));
    }
    feeds
}

fn within(member: &str, outer: &str) -> bool {
    member.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// The members that a value reads; `item` is where the innermost iteration is.
fn gather(value: &Value, item: &str, members: &mut Vec<String>) {
    match &value.kind {
        ValueKind::Path(path) => members.extend(place(path, item)),
        ValueKind::Each { over, item: each } => {
            gather(over, item, members);
            let inner = match &over.kind {
                ValueKind::Path(path) => place(path, item).unwrap_or_default(),
                _ => item.to_owned(),
            };
            gather(each, &inner, members);
        }
        ValueKind::Collect { over, key, value } => {
            let inner = place(over, item).unwrap_or_default();
            gather(key, &inner, members);
            gather(value, &inner, members);
        }
        _ => value.parts().into_iter().for_each(|part| gather(part, item, members)),
    }
}

/// A path as the decoder tells it, `[]` being any item and `*` any member. Nothing for what is not in the record.
pub(super) fn place(path: &Path, item: &str) -> Option<String> {
    let mut place = match path.root {
        Root::Record => String::new(),
        Root::Item => item.to_owned(),
        Root::Unified | Root::Key | Root::Header(_) | Root::Link(_) => return None,
    };
    for step in &path.steps {
        let name = match &step.kind {
            StepKind::Field(field) => field.wire.as_str(),
            StepKind::Member(key) | StepKind::Extra { key, .. } => key.as_str(),
            StepKind::EachValue(_) | StepKind::EachExtra { .. } => "*",
            StepKind::Index(_) | StepKind::Tuple(_) | StepKind::First(_) | StepKind::Each(_) => {
                place += "[]";
                continue;
            }
            StepKind::Variant { .. } | StepKind::Inner => continue,
        };
        if !place.is_empty() {
            place.push('.');
        }
        place += name;
    }
    Some(place)
}
