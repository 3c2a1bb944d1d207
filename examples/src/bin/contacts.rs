//! Prints the contacts of three vendors through one function.
//!
//! `cargo run -p tributary-examples --bin contacts`: no account is needed, since each vendor is a mock that this program
//! starts. HubSpot's second page comes on the second try, and a record of its third page is not as HubSpot documents.

use tributary::testing::Fault;
use tributary::{Error, List, ListOptions, crm, erased};
use tributary_examples as vendors;

/// Any vendor that lists contacts; with one that doesn't, this does not compile.
async fn print_contacts(title: &str, vendor: &impl List<crm::Contact>) -> Result<(), Error> {
    println!("{title}");
    let mut pages = vendor.list(&ListOptions::default().page_size(2));
    while let Some(page) = pages.next_page().await {
        let page = page?;
        for record in &page.records {
            let contact = &record.model;
            let email = contact.email_addresses.iter().flatten().find_map(|email| email.address.as_deref());
            println!(
                "  {:<18} {:<22} {}",
                contact.id,
                contact.name.as_deref().unwrap_or("?"),
                email.unwrap_or("-")
            );
            for warning in &record.warnings {
                println!("    {warning}");
            }
        }
        for failed in &page.failed {
            println!("  record {} of this page could not be read:", failed.index + 1);
            failed.warnings.iter().for_each(|warning| println!("    {warning}"));
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (hubspot, salesforce) = (vendors::hubspot().await?, vendors::salesforce().await?);
    let pipedrive = vendors::pipedrive().await?;
    hubspot.mock().fail("after=1002", 1, Fault::TooMany(1));
    hubspot.mock().fail("after=1004", 1, Fault::Instead("properties".to_owned(), "none".into()));

    print_contacts("HubSpot", &tributary::hubspot::Client::connect(&hubspot.settings())?).await?;
    vendors::print_requests(&hubspot);
    print_contacts("Salesforce", &tributary::salesforce::Client::connect(&salesforce.settings())?).await?;
    vendors::print_requests(&salesforce);
    print_contacts("Pipedrive", &tributary::pipedrive::Client::connect(&pipedrive.settings())?).await?;
    vendors::print_requests(&pipedrive);

    // The same with a vendor that is only known at run time: its name could come from a configuration file.
    let vendor = tributary::connect("pipedrive", &pipedrive.settings())?;
    if let Some(list) = vendor.capability::<dyn erased::List<crm::Contact>>() {
        print_contacts("Pipedrive, chosen at run time", &list).await?;
    }
    Ok(())
}
