//! HubSpot's contacts as one would write them by hand: the vendor's page by serde, and one plain function to the unified
//! contact. In: a page as JSON. Out: each contact beside the vendor's own value.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use tributary_unified::crm::{
    Address, Contact, EmailAddress, EmailAddressKind, PhoneNumber, PhoneNumberKind,
};

/// Decodes a page and converts its contacts.
pub fn read(json: &[u8]) -> Vec<(Contact, SimplePublicObjectWithAssociations)> {
    let page: CollectionResponseSimplePublicObjectWithAssociationsForwardPaging =
        serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}"));
    page.results.into_iter().map(|from| (convert(&from), from)).collect()
}

fn convert(from: &SimplePublicObjectWithAssociations) -> Contact {
    let get = |name: &str| from.properties.get(name)?.as_deref().filter(|text| !text.is_empty());
    let own = |text: Option<&str>| text.map(str::to_owned);
    let (first, last) = (get("firstname"), get("lastname"));
    let mut to = Contact::new(from.id.as_str());
    to.created_at = Some(from.created_at);
    to.modified_at = Some(from.updated_at);
    to.deleted = Some(from.archived);
    to.name = match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => own(one.or(other)),
    };
    to.first_name = own(first);
    to.last_name = own(last);
    to.salutation = own(get("salutation"));
    to.title = own(get("jobtitle"));
    to.birth_date = get("date_of_birth").and_then(|text| text.parse().ok());
    to.source = own(get("hs_analytics_source"));
    to.owner = get("hubspot_owner_id").map(Into::into);
    to.account = get("associatedcompanyid").map(Into::into);
    let emails: Vec<_> = [("email", None), ("work_email", Some(EmailAddressKind::Work))]
        .into_iter()
        .filter_map(|(name, kind)| {
            let mut to = EmailAddress::default();
            to.address = Some(get(name)?.to_owned());
            to.primary = kind.is_none().then_some(true);
            to.kind = kind;
            Some(to)
        })
        .chain(get("hs_additional_emails").into_iter().flat_map(|all| all.split(';')).take(3).map(|one| {
            let mut to = EmailAddress::default();
            to.address = Some(one.trim().to_owned());
            to
        }))
        .collect();
    to.email_addresses = Some(emails).filter(|list| !list.is_empty());
    let kinds = [
        ("phone", None),
        ("mobilephone", Some(PhoneNumberKind::Mobile)),
        ("fax", Some(PhoneNumberKind::Fax)),
    ];
    let phones: Vec<_> = kinds
        .into_iter()
        .filter_map(|(name, kind)| {
            let mut to = PhoneNumber::default();
            to.number = Some(get(name)?.to_owned());
            to.primary = kind.is_none().then_some(true);
            to.kind = kind;
            Some(to)
        })
        .collect();
    to.phone_numbers = Some(phones).filter(|list| !list.is_empty());
    let mut address = Address::default();
    address.street = own(get("address"));
    address.city = own(get("city"));
    address.state = own(get("state"));
    address.postal_code = own(get("zip"));
    address.country = own(get("country"));
    let parts = [&address.street, &address.city, &address.state, &address.postal_code, &address.country];
    if parts.iter().any(|part| part.is_some()) {
        to.addresses = Some(vec![address]);
    }
    to.last_activity_at = get("notes_last_updated").and_then(|text| text.parse().ok());
    to
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionResponseSimplePublicObjectWithAssociationsForwardPaging {
    pub results: Vec<SimplePublicObjectWithAssociations>,
    pub paging: Option<ForwardPaging>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SimplePublicObjectWithAssociations {
    pub id: String,
    pub properties: BTreeMap<String, Option<String>>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived: bool,
    pub archived_at: Option<Timestamp>,
    pub associations: Option<BTreeMap<String, CollectionResponseAssociatedId>>,
    pub properties_with_history: Option<BTreeMap<String, Vec<ValueWithTimestamp>>>,
    pub object_write_trace_id: Option<String>,
    pub url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForwardPaging {
    pub next: Option<NextPage>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NextPage {
    pub after: String,
    pub link: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionResponseAssociatedId {
    pub results: Vec<AssociatedId>,
    pub paging: Option<Paging>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociatedId {
    pub id: String,
    pub r#type: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueWithTimestamp {
    pub value: String,
    pub timestamp: Timestamp,
    pub source_type: String,
    pub source_id: Option<String>,
    pub source_label: Option<String>,
    pub updated_by_user_id: Option<i32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    pub next: Option<NextPage>,
    pub prev: Option<PreviousPage>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviousPage {
    pub before: String,
    pub link: Option<String>,
}
