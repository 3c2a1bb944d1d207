//! Prints the contacts of three vendors through one function.
//!
//! `cargo run -p tributary-examples --bin contacts`: no account is needed, since each vendor is a local server that this
//! program starts. The first time HubSpot's second page is asked for, it says 429 and to come back in a second.

use tributary::{Error, List, ListOptions, crm, erased};
use tributary_examples::vendors;

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
    let hubspot = tributary::hubspot::Client::connect(&vendors::hubspot::start().await?)?;
    let salesforce = tributary::salesforce::Client::connect(&vendors::salesforce::start().await?)?;
    let pipedrive = tributary::pipedrive::Client::connect(&vendors::pipedrive::start().await?)?;
    print_contacts("HubSpot", &hubspot).await?;
    print_contacts("Salesforce", &salesforce).await?;
    print_contacts("Pipedrive", &pipedrive).await?;

    // The same with a vendor that is only known at run time: its name could come from a configuration file.
    let vendor = tributary::connect("pipedrive", &vendors::pipedrive::start().await?)?;
    if let Some(list) = vendor.capability::<dyn erased::List<crm::Contact>>() {
        print_contacts("Pipedrive, chosen at run time", &list).await?;
    }
    Ok(())
}
