//! Pipedrive: `{success, data, additional_data}` around everything, cursors, and e-mail addresses with labels.

use std::io;

use serde_json::{Value, json};
use tributary::Settings;

use crate::{Answer, Asked, Server};

const TOKEN: &str = "example-api-token";

/// Starts the server, and gives what a client needs to find it.
///
/// # Errors
/// There is no free port.
pub async fn start() -> io::Result<Settings> {
    let server = Server::start("Pipedrive", answer).await?;
    Ok(Settings::new().set("api_token", TOKEN).base_url(format!("{}/api/v2", server.url)))
}

fn answer(asked: &Asked) -> Answer {
    if asked.header("x-api-token") != Some(TOKEN) {
        return Answer::json(
            401,
            json!({"success": false, "error": "unauthorized access", "code": "ERR_UNAUTHORIZED"}),
        );
    }
    match asked.path.as_str() {
        "/api/v2/persons" => page(asked),
        _ => {
            Answer::json(404, json!({"success": false, "error": "Unknown method .", "code": "ERR_NOT_FOUND"}))
        }
    }
}

fn page(asked: &Asked) -> Answer {
    let all = persons();
    let start: usize = asked.query("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let limit: usize = asked.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(100);
    let data: Vec<_> = all.iter().skip(start).take(limit).cloned().collect();
    let next = start + data.len();
    let next_cursor = (next < all.len()).then(|| next.to_string());
    Answer::json(200, json!({"success": true, "data": data, "additional_data": {"next_cursor": next_cursor}}))
}

fn persons() -> Vec<Value> {
    let person = |id: i64, first: &str, last: &str, label: &str| {
        json!({
            "id": id,
            "name": format!("{first} {last}"),
            "first_name": first,
            "last_name": last,
            "is_deleted": false,
            "emails": [{"label": label, "value": format!("{}@example.com", last.to_lowercase()), "primary": true}],
            "phones": [],
            "owner_id": 7,
            "org_id": null,
            "add_time": "2026-03-02T08:15:30Z",
            "update_time": "2026-09-14T16:45:00Z",
        })
    };
    vec![
        person(1, "Rosalind", "Franklin", "work"),
        person(2, "Lise", "Meitner", "home"),
        person(3, "Chien-Shiung", "Wu", "laboratory"),
    ]
}
