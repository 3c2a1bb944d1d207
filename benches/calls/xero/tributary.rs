//! Five operations of Xero's accounting, by Tributary's client.

use peer::api::accounting::*;

pub async fn call(url: &str) -> Result<[bool; 5], Box<dyn std::error::Error>> {
    let client = peer::Client::builder().base_url(url).o_auth2_token("token").build()?;
    let id = "297c2dc5-cc47-4afd-8ec8-74990b8761e9".parse()?;
    Ok([
        client.get_account(id, "tenant").await.is_ok(),
        client.get_contact(id, "tenant").await.is_ok(),
        client.get_invoice(id, "tenant", &GetInvoiceParams::default()).await.is_ok(),
        client.get_item(id, "tenant", &GetItemParams::default()).await.is_ok(),
        client.get_payment(id, "tenant").await.is_ok(),
    ])
}
