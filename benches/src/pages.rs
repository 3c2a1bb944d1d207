//! Pages of contacts as the vendors send them, made up from a counter: the same on every machine.
//!
//! In: how many. Out: the JSON text, members in alphabetical order, some values missing or null.

use serde_json::{Value, json};

const FIRST: [&str; 6] = ["Ada", "Grace", "Émilie", "Charles", "Hedy", "Katherine"];
const LAST: [&str; 5] = ["Lovelace", "Hopper", "du Châtelet", "Babbage", "Johnson"];

struct Person {
    first: &'static str,
    last: &'static str,
    email: String,
    phone: String,
    /// Every third person has hardly anything said about them.
    full: bool,
}

impl Person {
    fn new(n: usize) -> Self {
        let (first, last) = (FIRST[n % FIRST.len()], LAST[n % LAST.len()]);
        Self {
            first,
            last,
            email: format!("person{n}@example.com"),
            phone: format!("+44 20 {:08}", n * 7919 % 100_000_000),
            full: n % 3 != 2,
        }
    }
}

fn time(n: usize) -> String {
    format!("2026-{:02}-{:02}T08:{:02}:30.123Z", n % 12 + 1, n % 28 + 1, n % 60)
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// A page of `CollectionResponseSimplePublicObjectWithAssociationsForwardPaging`.
pub fn hubspot(count: usize) -> Vec<u8> {
    let one = |n: usize| {
        let p = Person::new(n);
        let given = |value: &str| if p.full { json!(value) } else { Value::Null };
        json!({
            "id": format!("{}", 10_000 + n),
            "properties": {
                "address": given("12 St James's Square"), "associatedcompanyid": format!("{}", 9000 + n % 100),
                "city": given("London"), "country": given("United Kingdom"), "createdate": time(n),
                "date_of_birth": given("1985-12-10"), "email": p.email, "fax": given(&p.phone), "firstname": p.first,
                "hs_analytics_source": given("ORGANIC_SEARCH"), "hs_object_id": format!("{}", 10_000 + n),
                "hubspot_owner_id": format!("{}", 70 + n % 9), "jobtitle": given("Analyst"),
                "lastmodifieddate": time(n + 5), "lastname": p.last, "mobilephone": given(&p.phone),
                "notes_last_updated": given(&time(n + 3)), "phone": p.phone, "salutation": given("Dr."),
                "state": given("England"), "work_email": given(&p.email), "zip": given("SW1Y 4LB"),
            },
            "createdAt": time(n), "updatedAt": time(n + 5), "archived": false,
            "url": format!("https://app.hubspot.com/contacts/1/record/0-1/{}", 10_000 + n),
        })
    };
    let results: Vec<_> = (0..count).map(one).collect();
    text(&json!({ "results": results, "paging": { "next": { "after": "10000", "link": "?after=10000" } } }))
}

/// A page of `ContactQueryResult`.
pub fn salesforce(count: usize) -> Vec<u8> {
    let one = |n: usize| {
        let p = Person::new(n);
        let given = |value: &str| if p.full { json!(value) } else { Value::Null };
        let id = format!("003Hs{n:010}IAC");
        let time = time(n).replace(".123Z", ".000+0000");
        json!({
            "attributes": { "type": "Contact", "url": format!("/services/data/v59.0/sobjects/Contact/{id}") },
            "AccountId": given(&format!("001Hs{n:010}IAC")), "Birthdate": given("1985-12-10"), "CreatedDate": time,
            "Department": given("Engines"), "Description": given("Writes programs."), "Email": p.email,
            "Fax": given(&p.phone), "FirstName": p.first, "HomePhone": null, "Id": id, "IsDeleted": false,
            "LastActivityDate": given("2026-09-10"), "LastName": p.last, "LeadSource": given("Web"),
            "MailingCity": given("London"), "MailingCountry": given("United Kingdom"),
            "MailingPostalCode": given("SW1Y 4LB"), "MailingState": null,
            "MailingStreet": given("12 St James's Square\nGround floor"), "MobilePhone": given(&p.phone),
            "Name": format!("{} {}", p.first, p.last), "OtherCity": null, "OtherCountry": null, "OtherPhone": null,
            "OtherPostalCode": null, "OtherState": null, "OtherStreet": null,
            "OwnerId": format!("005Hs{:010}IAC", n % 9), "Phone": p.phone, "Salutation": given("Dr."),
            "SystemModstamp": time, "Title": given("Analyst"),
        })
    };
    let records: Vec<_> = (0..count).map(one).collect();
    text(&json!({ "totalSize": count, "done": true, "records": records }))
}

/// A page of `GetPersonsResponse200`.
pub fn pipedrive(count: usize) -> Vec<u8> {
    let one = |n: usize| {
        let p = Person::new(n);
        let phones = match p.full {
            true => json!([
                { "label": "mobile", "value": p.phone, "primary": true },
                { "label": "secretary", "value": p.phone, "primary": false },
            ]),
            false => json!([{ "label": "", "value": "", "primary": true }]),
        };
        json!({
            "id": n + 1, "name": format!("{} {}", p.first, p.last), "first_name": p.first, "last_name": p.last,
            "owner_id": 77, "org_id": if p.full { json!(9001) } else { Value::Null },
            "add_time": time(n), "update_time": time(n), "is_deleted": false, "visible_to": 3, "label_ids": [],
            "emails": [{ "label": "work", "value": p.email, "primary": true }], "phones": phones,
            "picture_id": null, "im": [{ "label": "", "value": "", "primary": true }],
            "postal_address": if p.full { json!({
                "value": "1 Dorset Street, London", "country": "United Kingdom", "locality": "London",
                "route": "Dorset Street", "street_number": "1", "postal_code": "W1U 4EG"
            }) } else { Value::Null },
            "notes": null, "birthday": null, "job_title": if p.full { json!("Engineer") } else { Value::Null },
            "custom_fields": { "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678": "a custom field" },
        })
    };
    let data: Vec<_> = (0..count).map(one).collect();
    text(&json!({ "success": true, "data": data, "additional_data": { "next_cursor": null } }))
}
