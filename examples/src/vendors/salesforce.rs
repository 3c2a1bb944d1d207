//! Salesforce: tokens that are renewed, and say where requests go; SOQL, `nextRecordsUrl`, and errors as arrays.

use std::io;
use std::sync::Mutex;

use serde_json::{Value, json};
use tributary::Settings;

use crate::{Answer, Asked, Server};

const TOKEN: &str = "00D-example-session";

/// Starts the server, and gives what a client needs to find it.
///
/// # Errors
/// There is no free port.
pub async fn start() -> io::Result<Settings> {
    let entered = Mutex::new(Vec::new());
    let server = Server::start("Salesforce", move |asked| answer(asked, &entered)).await?;
    Ok(Settings::new()
        .set("token_url", format!("{}/services/oauth2/token", server.url))
        .set("client_id", "example")
        .set("client_secret", "example-secret")
        .set("refresh_token", "example-refresh"))
}

fn answer(asked: &Asked, entered: &Mutex<Vec<Value>>) -> Answer {
    if asked.path == "/services/oauth2/token" {
        // Where all other requests go.
        let instance = format!("http://{}", asked.header("host").unwrap_or_default());
        let token = json!({"access_token": TOKEN, "token_type": "Bearer", "instance_url": instance});
        return Answer::json(200, token);
    }
    if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return refusal(401, "INVALID_SESSION_ID", "Session expired or invalid");
    }
    match (asked.method.as_str(), asked.path.trim_start_matches("/services/data/v59.0")) {
        ("GET", "/query") => page(0),
        ("GET", "/query/01gExample-2") => page(2),
        ("POST", "/sobjects/Lead") => enter(&asked.body, entered),
        _ => refusal(404, "NOT_FOUND", "The requested resource does not exist"),
    }
}

fn refusal(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, json!([{"errorCode": code, "message": message}]))
}

fn page(at: usize) -> Answer {
    let all = contacts();
    let records: Vec<_> = all.iter().skip(at).take(2).cloned().collect();
    let done = at + records.len() >= all.len();
    let mut body = json!({"totalSize": all.len(), "done": done, "records": records});
    if !done {
        body["nextRecordsUrl"] = json!(format!("/services/data/v59.0/query/01gExample-{}", at + 2));
    }
    Answer::json(200, body)
}

/// Enters a lead. As in a new org, last name and company are demanded, and an e-mail address may come once.
fn enter(lead: &Value, entered: &Mutex<Vec<Value>>) -> Answer {
    let missing: Vec<_> = ["LastName", "Company"].into_iter().filter(|name| lead[name].is_null()).collect();
    if !missing.is_empty() {
        let message = format!("Required fields are missing: [{}]", missing.join(", "));
        return refusal(400, "REQUIRED_FIELD_MISSING", &message);
    }
    let Ok(mut entered) = entered.lock() else { return refusal(500, "UNKNOWN_EXCEPTION", "poisoned") };
    if entered.iter().any(|known| known["Email"] == lead["Email"]) {
        return refusal(400, "DUPLICATES_DETECTED", "You're creating a duplicate record.");
    }
    entered.push(lead.clone());
    let id = format!("00Q00000000000{}", entered.len());
    Answer::json(201, json!({"id": id, "success": true, "errors": []}))
}

fn contacts() -> Vec<Value> {
    let contact = |id: &str, first: &str, last: &str| {
        json!({
            "attributes": {"type": "Contact", "url": format!("/services/data/v59.0/sobjects/Contact/{id}")},
            "Id": id,
            "IsDeleted": false,
            "CreatedDate": "2026-03-02T08:15:30.000+0000",
            "SystemModstamp": "2026-09-14T16:45:00.000+0000",
            "Name": format!("{first} {last}"),
            "FirstName": first,
            "LastName": last,
            "Email": format!("{}@example.net", first.to_lowercase()),
        })
    };
    vec![
        contact("003000000000001", "Emmy", "Noether"),
        contact("003000000000002", "Sofia", "Kovalevskaya"),
        contact("003000000000003", "Maryam", "Mirzakhani"),
    ]
}
