//! What a unified field is made of: the members of the vendor's record that its line reads. They tell whose value was lost
//! where the vendor sends what it does not document.

use crate::plan::{Reading, Step, StepKind};

/// Unified fields, each with a member that it is made of: `("email_addresses", "email[].value")`.
pub(super) fn of(reading: &Reading) -> Vec<(&str, String)> {
    let mut sources = Vec::new();
    for field in &reading.fields {
        let mut members = Vec::new();
        if let Some(value) = &field.value {
            members.extend(value.sources().into_iter().map(place));
        }
        members.sort();
        members.dedup();
        // What a list is made of is the members of its items.
        let all = members.clone();
        members.retain(|outer| !outer.is_empty() && !all.iter().any(|member| within(member, outer)));
        sources.extend(members.into_iter().map(|member| (field.name.as_str(), member)));
    }
    sources
}

fn within(member: &str, outer: &str) -> bool {
    member.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// A path as the decoder tells it, `[]` being any item and `*` any member.
pub(super) fn place<'s>(steps: impl IntoIterator<Item = &'s Step>) -> String {
    let mut place = String::new();
    for step in steps {
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
    place
}
