//! Enums of every scalar type keep what they don't know; a constant parameter is sent by itself.

use enums_of_all_kinds::Client;
use enums_of_all_kinds::api::default::AddAllParams;
use enums_of_all_kinds::types::{All, Level};
use serde_json::json;

use crate::exchange::{HOST, echoes, keeps, line, only, over};

#[tokio::test]
async fn constants_and_numbers_are_sent() {
    let server = echoes();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let params = AddAllParams::default().with(|it| it.level = Some(Level::Minus1));
    let all = All::default().with(|it| it.level = Some(Level::N10));
    let answered = client.add_all(&all, &params).await.unwrap();
    assert!(matches!(answered.level, Some(Level::N10)));
    let request = only(&server);
    assert_eq!(line(&request), format!("POST {HOST}/enums?only=true&large=-10000000000&level=-1"));
    assert_eq!(request.text(), r#"{"level":10}"#);
}

#[test]
fn unknown_members_are_kept() {
    keeps::<All>(
        json!({"level": 10, "factor": 0.5, "flag": true, "mixed": "a", "twice": "b", "list": ["x"]}),
    );
    keeps::<All>(
        json!({"level": 11, "factor": 0.75, "mixed": 1, "typed_otherwise": 3, "default": "perhaps"}),
    );
    keeps::<All>(json!({"mixed": true, "list": ["x", "z"], "empty": "full", "day": "2026-01-02"}));
    keeps::<All>(json!({"mixed": null}));
}
