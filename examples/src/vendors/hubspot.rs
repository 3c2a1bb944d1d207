//! HubSpot: bags of properties, `paging.next.after`, search by POST, and 429 when asked too often.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tributary::Settings;

use crate::{Answer, Asked, Server};

const TOKEN: &str = "pat-eu1-example";

/// Starts the server, and gives what a client needs to find it.
///
/// # Errors
/// There is no free port.
pub async fn start() -> io::Result<Settings> {
    let hurried = AtomicBool::new(false);
    let server = Server::start("HubSpot", move |asked| answer(asked, &hurried)).await?;
    Ok(Settings::new().set("access_token", TOKEN).base_url(server.url))
}

fn answer(asked: &Asked, hurried: &AtomicBool) -> Answer {
    if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return refusal(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
    }
    // The second request comes too soon.
    if asked.query("after").is_some() && !hurried.swap(true, Ordering::Relaxed) {
        return refusal(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.")
            .header("retry-after", "1");
    }
    let path: Vec<_> = asked.path.trim_start_matches("/crm/objects/2026-09/").split('/').collect();
    match (asked.method.as_str(), path.as_slice()) {
        ("GET", ["contacts"]) => page(&contacts(), asked),
        ("POST", ["leads", "search"]) => found(&leads()),
        ("GET", ["leads", id]) => match leads().into_iter().find(|lead| lead["id"] == **id) {
            Some(lead) => Answer::json(200, lead),
            None => refusal(404, "OBJECT_NOT_FOUND", "There is no such lead."),
        },
        ("GET", ["leads"]) if asked.query("archived") == Some("true") => page(&[], asked),
        _ => refusal(404, "OBJECT_NOT_FOUND", "There is nothing here."),
    }
}

fn refusal(status: u16, category: &str, message: &str) -> Answer {
    Answer::json(
        status,
        json!({"status": "error", "category": category, "message": message, "correlationId": "1"}),
    )
}

fn page(records: &[Value], asked: &Asked) -> Answer {
    let at: usize = asked.query("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let size: usize = asked.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let results: Vec<_> = records.iter().skip(at).take(size).cloned().collect();
    let next = at + results.len();
    let mut body = json!({"results": results});
    if next < records.len() {
        body["paging"] = json!({"next": {"after": next.to_string(), "link": "https://api.hubapi.com/…"}});
    }
    Answer::json(200, body)
}

fn found(records: &[Value]) -> Answer {
    let results: Vec<_> = records
        .iter()
        .map(|record| {
            let mut record = record.clone();
            record.as_object_mut().map(|record| record.remove("associations"));
            record
        })
        .collect();
    Answer::json(200, json!({"total": results.len(), "results": results}))
}

fn record(id: &str, properties: Value) -> Value {
    json!({
        "id": id,
        "properties": properties,
        "createdAt": "2026-03-02T08:15:30.123Z",
        "updatedAt": "2026-09-14T16:45:00Z",
        "archived": false,
    })
}

fn contacts() -> Vec<Value> {
    vec![
        record(
            "501",
            json!({"firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.com", "phone": ""}),
        ),
        record(
            "502",
            json!({"firstname": "Charles", "lastname": "Babbage", "email": null, "date_of_birth": "the day after Christmas"}),
        ),
        record("503", json!({"firstname": "Grace", "lastname": "Hopper", "mobilephone": "+1 555 0100"})),
        // Not what HubSpot documents: it costs this record only.
        json!({"id": "504", "properties": "none", "createdAt": "2026-03-02T08:15:30Z", "updatedAt": "2026-03-02T08:15:30Z", "archived": false}),
        record(
            "505",
            json!({"firstname": "Mary", "lastname": "Somerville", "work_email": "mary@example.org"}),
        ),
    ]
}

fn leads() -> Vec<Value> {
    let lead = |id: &str, first: &str, last: &str, company: &str, email: &str| {
        record(
            id,
            json!({
                "hs_lead_name": format!("{first} {last}"),
                "hs_associated_contact_firstname": first,
                "hs_associated_contact_lastname": last,
                "hs_associated_contact_email": email,
                "hs_associated_company_name": company,
                "hs_lead_label": "HOT",
            }),
        )
    };
    vec![
        lead("701", "Ada", "Lovelace", "Analytical Engines", "ada@example.com"),
        lead("702", "Charles", "Babbage", "Difference & Sons", "charles@example.com"),
        lead("703", "Mary", "Somerville", "", "mary@example.org"),
    ]
}
