//! Lines of a nested unified object: their paths are led through the object.

use crate::plan::{Path, Presence, Root, Value, ValueKind, Write, WriteKind};

/// Leads every path of a line that starts at the written value through `outer`.
pub(super) fn within(write: &mut Write, outer: &Path, absent: bool) {
    match &mut write.kind {
        WriteKind::Value { value, .. } => lead(value, outer, absent),
        WriteKind::Slots { list, .. } => lead(list, outer, absent),
        WriteKind::Members { map, .. } => lead(map, outer, absent),
    }
}

fn lead(value: &mut Value, outer: &Path, absent: bool) {
    value.absent |= absent;
    match &mut value.kind {
        ValueKind::Path(path) if path.root == outer.root && path.root != Root::Key => {
            let rest = std::mem::take(&mut path.steps);
            path.steps = outer.steps.iter().cloned().chain(rest).collect();
            value.absent |= path.steps.iter().any(|step| step.presence != Presence::Always);
        }
        ValueKind::Apply { to: of, .. }
        | ValueKind::Translate { of, .. }
        | ValueKind::Call { of, .. }
        | ValueKind::Each { over: of, .. }
        | ValueKind::Entries { of, .. } => lead(of, outer, absent),
        _ => {}
    }
}
