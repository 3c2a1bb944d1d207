//! What the examples share: mocks of HubSpot, Salesforce and Pipedrive on sockets of their own, with the same few records on
//! every run.

use std::io;

use serde_json::{Value, json};
use tributary::testing::{Mock, Server, start};
use tributary::{hubspot, pipedrive, salesforce};

/// HubSpot with five contacts and three leads.
///
/// # Errors
/// No port is free.
pub async fn hubspot() -> io::Result<Server> {
    let server = start(Mock::of(hubspot::MOCK).records(0)).await?;
    let person =
        |properties: Value| server.mock().create("crm.contact", &json!({ "properties": properties }));
    person(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.com", "phone": "" }));
    person(
        json!({ "firstname": "Charles", "lastname": "Babbage", "date_of_birth": "the day after Christmas" }),
    );
    person(json!({ "firstname": "Grace", "lastname": "Hopper", "mobilephone": "+1 555 0100" }));
    person(json!({ "firstname": "Sophie", "lastname": "Germain", "email": "sophie@example.org" }));
    person(json!({ "firstname": "Mary", "lastname": "Somerville", "work_email": "mary@example.org" }));
    for (first, last, company) in [
        ("Ada", "Lovelace", "Analytical Engines"),
        ("Charles", "Babbage", "Difference & Sons"),
        ("Mary", "Somerville", "Connexion Ltd"),
    ] {
        let properties = json!({
            "hs_lead_name": format!("{first} {last}"),
            "hs_associated_contact_firstname": first,
            "hs_associated_contact_lastname": last,
            "hs_associated_contact_email": format!("{}@example.com", first.to_lowercase()),
            "hs_associated_company_name": company,
            "hs_lead_label": "HOT",
        });
        server.mock().create("crm.lead", &json!({ "properties": properties }));
    }
    Ok(server)
}

/// Salesforce with three contacts, on pages of two.
///
/// # Errors
/// No port is free.
pub async fn salesforce() -> io::Result<Server> {
    let server = start(Mock::of(salesforce::MOCK).records(0).page_size(2)).await?;
    for (first, last) in [("Emmy", "Noether"), ("Sofia", "Kovalevskaya"), ("Maryam", "Mirzakhani")] {
        let email = format!("{}@example.net", first.to_lowercase());
        let name = format!("{first} {last}");
        let contact = json!({ "FirstName": first, "LastName": last, "Name": name, "Email": email });
        server.mock().create("crm.contact", &contact);
    }
    Ok(server)
}

/// Pipedrive with three persons.
///
/// # Errors
/// No port is free.
pub async fn pipedrive() -> io::Result<Server> {
    let server = start(Mock::of(pipedrive::MOCK).records(0)).await?;
    for (name, label) in
        [("Rosalind Franklin", "work"), ("Lise Meitner", "home"), ("Chien-Shiung Wu", "laboratory")]
    {
        let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let email = json!({ "label": label, "value": format!("{last}@example.com"), "primary": true });
        server.mock().create("crm.contact", &json!({ "name": name, "emails": [email] }));
    }
    Ok(server)
}

/// Prints what a server was asked: the path without the version, and the status.
pub fn print_requests(server: &Server) {
    for served in server.mock().served() {
        let path = served.target.split('?').next().unwrap_or_default();
        println!("      {} {path} -> {}", served.method, served.status.as_u16());
    }
}
