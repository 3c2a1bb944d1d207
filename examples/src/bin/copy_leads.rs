//! Copies what is new among HubSpot's leads to Salesforce, and says from where to go on the next time.
//!
//! `cargo run -p tributary-examples --bin copy_leads`: no account is needed, since both vendors are mocks that this program
//! starts. Salesforce refuses the first lead, as an org with a rule against duplicates does.

use serde_json::json;
use tributary::testing::{Fault, Reply};
use tributary::{Change, ChangedSince, Checkpoint, Create, Error, crm};
use tributary_examples as vendors;

/// From any vendor that tells changes to any that takes leads.
async fn copy_leads(
    from: &impl ChangedSince<crm::Lead>,
    to: &impl Create<crm::Lead>,
    since: Option<&Checkpoint>,
) -> Result<Option<Checkpoint>, Error> {
    let mut checkpoint = None;
    let mut pages = from.changed_since(since);
    while let Some(page) = pages.next_page().await {
        let page = page?;
        for change in page.records {
            match change {
                Change::Upserted(record) => copy(&record.model, to).await,
                Change::Deleted(id) => println!("  {id} is gone, and stays where it was copied to"),
                _ => {}
            }
        }
        checkpoint = page.checkpoint.or(checkpoint);
    }
    Ok(checkpoint)
}

/// One lead. That Salesforce refuses one is no reason to stop.
async fn copy(lead: &crm::Lead, to: &impl Create<crm::Lead>) {
    let new = crm::LeadNew::default().with(|new| {
        new.first_name.clone_from(&lead.first_name);
        new.last_name.clone_from(&lead.last_name);
        new.company.clone_from(&lead.company);
        new.rating.clone_from(&lead.rating);
        new.email_addresses.clone_from(&lead.email_addresses);
    });
    let name = lead.name.as_deref().unwrap_or("?");
    match to.create(&new).await {
        Ok(written) => println!("  {name}: {} became {}", lead.id, written.id),
        Err(error) => println!("  {name}: {} was refused: {error}", lead.id),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (hubspot, salesforce) = (vendors::hubspot().await?, vendors::salesforce().await?);
    let refusal =
        json!([{ "errorCode": "DUPLICATES_DETECTED", "message": "You're creating a duplicate record." }]);
    salesforce.mock().fail("/sobjects/Lead", 1, Fault::Response(Reply::json(400, &refusal)));

    let from = tributary::hubspot::Client::connect(&hubspot.settings())?;
    let to = tributary::salesforce::Client::connect(&salesforce.settings())?;
    let since = Some(Checkpoint::parse("2026-09-01T00:00:00Z")?);
    println!("Leads of HubSpot, changed since {}", since.as_ref().map_or("ever".into(), ToString::to_string));
    let checkpoint = copy_leads(&from, &to, since.as_ref()).await?;
    println!("Next time since {}", checkpoint.map_or("ever".into(), |checkpoint| checkpoint.to_string()));
    println!("Salesforce has {} leads", salesforce.mock().records("crm.lead").len());
    Ok(())
}
