//! The JSON kind tells alternatives apart.

use one_of_kinds::types::ValueData;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn the_kind_chooses() {
    let read = |value| serde_json::from_value::<ValueData>(value).unwrap();
    assert!(matches!(read(json!("1")), ValueData::Text(text) if text == "1"));
    assert!(matches!(read(json!(1)), ValueData::Number(number) if number == 1.0));
    assert!(matches!(read(json!(true)), ValueData::Bool(true)));
    assert!(matches!(read(json!(["a"])), ValueData::List(list) if list == ["a"]));
    assert!(
        matches!(read(json!({"text": "a"})), ValueData::TextValue(it) if it.text.as_deref() == Some("a"))
    );
}

#[test]
fn what_was_read_is_written() {
    for value in [json!("1"), json!(1.5), json!(false), json!([]), json!({"text": "a"})] {
        keeps::<ValueData>(value);
    }
}
