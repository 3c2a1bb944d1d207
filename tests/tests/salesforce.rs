//! Salesforce hides fields from users: what one may not read does not exist for that user, and a query that names it is
//! refused.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::json;
use tributary::crm::{Account, Contact};
use tributary::testing::{Fault, Mock, Reply};
use tributary::{Get, List, ListOptions, Ref, WarningCode, salesforce};

fn client(org: &Mock) -> salesforce::Client {
    salesforce::Client::connect(&org.settings()).unwrap()
}

#[tokio::test]
async fn a_hidden_field_costs_itself_and_is_told_on_each_record() {
    let org = Mock::of(salesforce::MOCK).records(0).build();
    let ada = json!({ "LastName": "Lovelace", "Birthdate": "1815-12-10", "Phone": "1", "Fax": "2" });
    let ids = [org.create("crm.contact", &ada).unwrap(), org.create("crm.contact", &ada).unwrap()];
    org.hide("Birthdate");
    org.hide("Fax");
    let client = client(&org);
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
    let queries = org.served().iter().filter(|it| it.target.contains("/query")).count();
    assert_eq!(queries, 3);
    let one = Get::<Contact>::get(&client, &Ref::new(&ids[0])).await.unwrap();
    assert_eq!((one.warnings.len(), one.model.phone_numbers.unwrap().len()), (2, 1));
}

/// A record that is not there is not there, whatever was hidden; and what is hidden outside a list stays an error.
#[tokio::test]
async fn what_can_t_be_left_out_is_an_error() {
    let org = Mock::of(salesforce::MOCK).build();
    let error =
        json!([{ "errorCode": "INVALID_FIELD", "message": "No such column 'Rank' on entity 'Account'." }]);
    org.fail("/query", usize::MAX, Fault::Response(Reply::json(400, &error)));
    let client = client(&org);
    let mut pages = List::<Account>::list(&client, &ListOptions::default());
    let error = pages.next_page().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("INVALID_FIELD"));
    let queries = org.served().iter().filter(|it| it.target.contains("/query")).count();
    assert_eq!(queries, 1);
}
