//! Salesforce hides fields from users: what one may not read does not exist for that user, and a query that names it is
//! refused.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};
use tributary::crm::{Account, Contact};
use tributary::{Get, List, ListOptions, Ref, WarningCode};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use url::Url;

/// An org where nobody may see these fields of a contact.
fn org(hidden: &'static [&'static str]) -> Memory {
    Memory::with(move |request: &Recorded| {
        let asked = Url::parse(&request.uri.to_string()).unwrap();
        let value = |name: &str| {
            asked.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let list = value("fields").or_else(|| {
            let query = value("q")?;
            Some(query.split_whitespace().nth(1).unwrap_or_default().to_owned())
        });
        let names: Vec<String> = list.unwrap_or_default().split(',').map(str::to_owned).collect();
        if let Some(name) = names.iter().find(|name| hidden.contains(&name.as_str())) {
            let message =
                format!("\nSELECT {name} FROM Contact\n ^\nNo such column '{name}' on entity 'Contact'.");
            return Canned::json(
                400,
                json!([{ "errorCode": "INVALID_FIELD", "message": message }]).to_string(),
            );
        }
        let all = json!({ "Id": "003Hs00004Abc1IAC", "LastName": "Lovelace", "Birthdate": "1815-12-10", "Phone": "1", "Fax": "2" });
        let seen = |id: &str| {
            let all = all.as_object().unwrap().iter().filter(|(name, _)| names.contains(name));
            let mut record: serde_json::Map<_, _> =
                all.map(|(name, value)| (name.clone(), value.clone())).collect();
            record.insert("Id".to_owned(), Value::from(id));
            Value::Object(record)
        };
        let one = seen("003Hs00004Abc1IAC");
        let answer = match asked.path().contains("/query") {
            true => json!({ "done": true, "totalSize": 2, "records": [one, seen("003Hs00004Abc2IAC")] }),
            false => one,
        };
        Canned::json(200, answer.to_string())
    })
}

fn client(server: Memory) -> tributary::salesforce::Client {
    let client = tributary::salesforce::Client::builder("https://acme.my.salesforce.com/services/data/v59.0");
    let client = client.bearer_auth("secret");
    client.http(|http| http.transport(server).clock(TestClock::new())).build().unwrap()
}

#[tokio::test]
async fn a_hidden_field_costs_itself_and_is_told_on_each_record() {
    let server = org(&["Birthdate", "Fax"]);
    let client = client(server.clone());
    let mut pages = List::<Contact>::list(&client, &ListOptions::default());
    let page = pages.next_page().await.unwrap().unwrap();
    assert_eq!(page.records.len(), 2);
    for record in &page.records {
        assert_eq!(record.model.last_name.as_deref(), Some("Lovelace"));
        assert_eq!(record.model.birth_date, None);
        let told: Vec<_> = record.warnings.iter().map(|warning| (&*warning.field, warning.code)).collect();
        assert_eq!(
            told,
            [("birth_date", WarningCode::Hidden), ("phone_numbers", WarningCode::Hidden)],
            "{:?}",
            record.warnings
        );
    }
    assert_eq!(server.requests().len(), 3);
    let one = Get::<Contact>::get(&client, &Ref::new("003Hs00004Abc1IAC")).await.unwrap();
    assert_eq!((one.warnings.len(), one.model.phone_numbers.unwrap().len()), (2, 1));
}

/// A record that is not there is not there, whatever was hidden; and what is hidden outside a list stays an error.
#[tokio::test]
async fn what_can_t_be_left_out_is_an_error() {
    let refused = Memory::with(|_: &Recorded| {
        let error = json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'Rank' on entity 'Account'." }]);
        Canned::json(400, error.to_string())
    });
    let client = client(refused.clone());
    let mut pages = List::<Account>::list(&client, &ListOptions::default());
    let error = pages.next_page().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("INVALID_FIELD"));
    assert_eq!(refused.requests().len(), 1);
}
