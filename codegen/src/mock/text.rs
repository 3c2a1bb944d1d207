//! A plan as the text of a file: JSON, with a line for each type, operation and call, so that a diff shows what changed.

use serde_json::Value;
use tributary_mock_plan::MockPlan;

use crate::format::HEADER;

/// The file's text.
pub fn text(plan: &MockPlan) -> String {
    let Ok(Value::Object(members)) = serde_json::to_value(plan) else { return String::new() };
    let mut text = format!("{{\n\"\": \"{HEADER}\"");
    for (name, value) in &members {
        text += &format!(",\n\"{name}\": ");
        lines(value, 2, &mut text);
    }
    text + "\n}\n"
}

/// Lists of objects one item a line, so many levels deep.
fn lines(value: &Value, depth: usize, text: &mut String) {
    match (value, depth.checked_sub(1)) {
        (Value::Array(items), Some(depth)) if items.iter().any(Value::is_object) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "\n" } else { ",\n" });
                lines(item, depth, text);
            }
            text.push_str("\n]");
        }
        (Value::Object(members), Some(depth)) if members.contains_key("calls") => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                *text += &format!("\"{name}\":");
                lines(value, depth, text);
            }
            text.push('}');
        }
        (value, _) => *text += &value.to_string(),
    }
}
