//! Pipedrive: `{success, data, additional_data}` around everything, offsets, and e-mail addresses with labels.

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
    Ok(Settings::new().set("api_token", TOKEN).base_url(format!("{}/v1", server.url)))
}

fn answer(asked: &Asked) -> Answer {
    if asked.header("x-api-token") != Some(TOKEN) {
        return Answer::json(
            401,
            json!({"success": false, "error": "unauthorized access", "errorCode": 401}),
        );
    }
    match asked.path.as_str() {
        "/v1/persons" => page(asked),
        _ => Answer::json(404, json!({"success": false, "error": "Unknown method .", "errorCode": 404})),
    }
}

fn page(asked: &Asked) -> Answer {
    let all = persons();
    let start: usize = asked.query("start").and_then(|start| start.parse().ok()).unwrap_or(0);
    let limit: usize = asked.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(100);
    let data: Vec<_> = all.iter().skip(start).take(limit).cloned().collect();
    let next = start + data.len();
    let more = next < all.len();
    let mut pagination = json!({"start": start, "limit": limit, "more_items_in_collection": more});
    if more {
        pagination["next_start"] = json!(next);
    }
    Answer::json(200, json!({"success": true, "data": data, "additional_data": {"pagination": pagination}}))
}

fn persons() -> Vec<Value> {
    let person = |id: i64, first: &str, last: &str, label: &str| {
        json!({
            "id": id,
            "name": format!("{first} {last}"),
            "first_name": first,
            "last_name": last,
            "active_flag": true,
            "email": [{"label": label, "value": format!("{}@example.com", last.to_lowercase()), "primary": true}],
            "phone": [],
            "owner_id": {"id": 7, "name": "Owner", "value": 7},
            "org_id": null,
            "add_time": "2026-03-02 08:15:30",
            "update_time": "2026-09-14 16:45:00",
        })
    };
    vec![
        person(1, "Rosalind", "Franklin", "work"),
        person(2, "Lise", "Meitner", "home"),
        person(3, "Chien-Shiung", "Wu", "laboratory"),
    ]
}
