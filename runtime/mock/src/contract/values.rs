//! Unified values held against the vendor's JSON, where the mapping does nothing to them.

use serde_json::Value;
use tributary_mock_plan::{Format, Model};

use crate::{place, time};

/// A record's id, as text.
pub(super) fn id(model: &Model, record: &Value) -> Option<String> {
    match place::get(record, &model.member("id")?.at)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// Compares a unified record with the vendor's. A field that a list does not have is no mistake, unless it has to be whole.
pub(super) fn agree(model: &Model, unified: &Value, record: &Value, whole: bool) -> Result<(), String> {
    for member in &model.members {
        let times = ["created_at", "modified_at"].contains(&member.field.as_str());
        if member.field.contains('.') || !(member.same || times) {
            continue;
        }
        let (found, sent) = (unified.get(&member.field), place::get(record, &member.at));
        let is_absent = |value: Option<&Value>| match value {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(_) => false,
        };
        let same = match (is_absent(found), is_absent(sent)) {
            (true, true) => true,
            (true, false) => !whole,
            (false, true) => false,
            (false, false) if times => {
                let sent = at(sent, &member.format);
                sent.is_some() && at(found, &Format::Plain) == sent
            }
            (false, false) => plain(found) == plain(sent),
        };
        if !same {
            return Err(format!(
                "`{}` is {}, and the vendor sent {}",
                member.field,
                found.unwrap_or(&Value::Null),
                sent.unwrap_or(&Value::Null)
            ));
        }
    }
    Ok(())
}

/// A time in whole seconds, whatever it is written as.
fn at(value: Option<&Value>, format: &Format) -> Option<i64> {
    let format = match format {
        Format::Time(format) => Some(format.as_str()),
        _ => None,
    };
    time::read(&plain(value)?, format).map(|at| at.as_second())
}

fn plain(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").map_or(text.clone(), str::to_owned))
        }
        other => Some(other.to_string()),
    }
}
