//! A vendor that holds one record: what is written to it is kept in the shape in which it is read again.

use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};
use tributary_capabilities::Vendor;
use tributary_client::{Auth, Body, BoxFuture, ByteStream, Transport, TransportError};

/// The vendor's side of the wire.
pub(crate) struct Holds {
    vendor: &'static str,
    model: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    record: Value,
    written: Vec<Value>,
}

impl Holds {
    /// Begin anew, with a record of which only the vendor's own members are there.
    pub(crate) fn reset(&self) {
        *self.state.lock().unwrap() = State { record: blank(self.vendor, &self.model), written: Vec::new() };
    }

    /// Hold this record.
    pub(crate) fn set(&self, record: &Value) {
        *self.state.lock().unwrap() = State { record: record.clone(), written: Vec::new() };
    }

    /// The id of the record that is held.
    pub(crate) fn id(&self) -> String {
        let state = self.state.lock().unwrap();
        let name = if self.vendor == "salesforce" { "Id" } else { "id" };
        let id = &state.record[name];
        id.as_str().map_or_else(|| id.to_string(), str::to_owned)
    }

    /// What was written, as it would be read.
    pub(crate) fn written(&self) -> Vec<Value> {
        self.state.lock().unwrap().written.clone()
    }

    fn answer(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let id = self.id();
        let mut state = self.state.lock().unwrap();
        if method != "GET" {
            let stored = stored(self.vendor, &self.model, body);
            merge(&mut state.record, &stored);
            state.written.push(stored);
        } else if !path.ends_with(&format!("/{id}")) {
            return (404, Value::Null);
        }
        let record = state.record.clone();
        match (self.vendor, method) {
            ("salesforce", "POST") => (201, json!({ "id": id, "success": true, "errors": [] })),
            ("salesforce", "GET") => (200, record),
            ("salesforce", _) => (204, Value::Null),
            ("hubspot", "POST") => (201, record),
            ("hubspot", _) => (200, record),
            _ => (200, json!({ "success": true, "data": record })),
        }
    }
}

impl Transport for Holds {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let body = request.body().as_bytes().and_then(|bytes| serde_json::from_slice(bytes).ok());
        let (status, answer) =
            self.answer(request.method().as_str(), request.uri().path(), body.unwrap_or_default());
        let text = if answer.is_null() { String::new() } else { answer.to_string() };
        let response = http::Response::builder().status(status).header("content-type", "application/json");
        let response = response.body(ByteStream::from_bytes(text)).expect("a whole response");
        Box::pin(async move { Ok(response) })
    }
}

/// A vendor's client, and the vendor.
pub(crate) fn client(vendor: &'static str, model: &str) -> (Box<dyn Vendor>, Arc<Holds>) {
    let holds = Arc::new(Holds { vendor, model: model.to_owned(), state: Mutex::default() });
    let http = tributary_client::Http::builder("https://vendor.test")
        .default_auth(Auth::bearer("secret"))
        .transport(holds.clone());
    let http = http.build().expect("a client");
    let client: Box<dyn Vendor> = match vendor {
        "hubspot" => Box::new(tributary::hubspot::Client::from(http)),
        "pipedrive" => Box::new(tributary::pipedrive::Client::from(http)),
        "salesforce" => Box::new(tributary::salesforce::Client::from(http)),
        other => panic!("no vendor {other}"),
    };
    (client, holds)
}

/// What the vendor adds to each record by itself.
fn blank(vendor: &str, model: &str) -> Value {
    let (created, changed) = ("2026-03-02T08:15:30Z", "2026-09-14T16:45:00Z");
    match (vendor, model) {
        ("hubspot", _) => json!({
            "id": "31", "createdAt": created, "updatedAt": changed, "archived": false, "properties": {}
        }),
        ("salesforce", _) => json!({
            "Id": "00THs00004Abc1IAC", "IsDeleted": false,
            "CreatedDate": "2026-03-02T08:15:30.000+0000", "SystemModstamp": "2026-09-14T16:45:00.000+0000"
        }),
        ("pipedrive", "lead") => json!({
            "id": "adf21080-0e10-11eb-879b-05d71fb426ec", "add_time": created, "update_time": changed
        }),
        ("pipedrive", "user") => json!({ "id": 31 }),
        ("pipedrive", "note") => json!({
            "id": 31, "add_time": "2026-03-02 08:15:30", "update_time": "2026-09-14 16:45:00", "active_flag": true
        }),
        _ => json!({ "id": 31, "add_time": created, "update_time": changed, "is_deleted": false }),
    }
}

/// A request's body as the vendor would answer it.
fn stored(vendor: &str, model: &str, body: Value) -> Value {
    let Value::Object(mut body) = body else { return Value::Null };
    match vendor {
        "hubspot" => associate(&mut body),
        // An activity's person is its main participant.
        "pipedrive" if model == "task" => {
            let main = body.get("participants").and_then(|all| all.get(0)?.get("person_id")).cloned();
            body.extend(main.map(|id| ("person_id".to_owned(), id)));
        }
        _ => {}
    }
    Value::Object(body)
}

/// HubSpot takes associations as a list by number, and answers them by what is at the other end; a contact's company is
/// also a property.
fn associate(body: &mut Map<String, Value>) {
    let Some(Value::Array(list)) = body.remove("associations") else { return };
    for item in &list {
        let id = &item["to"]["id"];
        let end = match item["types"][0]["associationTypeId"].as_i64() {
            Some(279) => {
                body["properties"]["associatedcompanyid"] = id.clone();
                continue;
            }
            Some(190 | 192 | 341) => "companies",
            Some(3 | 202 | 204 | 578) => "contacts",
            Some(214 | 216) => "deals",
            other => panic!("no association {other:?}"),
        };
        let ends = body.entry("associations").or_insert_with(|| json!({}));
        let kind = match item["types"][0]["associationTypeId"].as_i64() {
            Some(341) => "deal_to_company".to_owned(),
            Some(578) => "lead_to_primary_contact".to_owned(),
            _ => format!("x_to_{end}"),
        };
        ends[end] = json!({ "results": [{ "id": id, "type": kind }] });
    }
}

fn merge(record: &mut Value, written: &Value) {
    let (Value::Object(record), Value::Object(written)) = (record, written) else { return };
    for (name, value) in written {
        match record.get_mut(name) {
            Some(old) if name == "properties" => merge(old, value),
            _ => drop(record.insert(name.clone(), value.clone())),
        }
    }
}
