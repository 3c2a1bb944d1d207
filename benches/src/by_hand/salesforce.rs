//! Salesforce's contacts as one would write them by hand: the vendor's page by serde, and one plain function to the unified
//! contact. In: a page as JSON. Out: each contact beside the vendor's own value.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use tributary_unified::crm::{Address, AddressKind, Contact, EmailAddress, PhoneNumber, PhoneNumberKind};

/// Decodes a page and converts its contacts.
pub fn read(json: &[u8]) -> Vec<(Contact, ContactSObject)> {
    let page: ContactQueryResult = serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}"));
    page.records.into_iter().filter_map(|from| Some((convert(&from)?, from))).collect()
}

fn convert(from: &ContactSObject) -> Option<Contact> {
    let mut to = Contact::new(from.id.as_deref()?);
    to.created_at = from.created_date;
    to.modified_at = from.system_modstamp;
    to.deleted = from.is_deleted;
    to.name = from.name.clone();
    to.first_name = from.first_name.clone();
    to.last_name = from.last_name.clone();
    to.salutation = from.salutation.clone();
    to.title = from.title.clone();
    to.department = from.department.clone();
    to.birth_date = from.birthdate;
    to.description = from.description.clone();
    to.source = from.lead_source.clone();
    to.owner = from.owner_id.as_deref().map(Into::into);
    to.account = from.account_id.as_deref().map(Into::into);
    if let Some(email) = &from.email {
        let mut address = EmailAddress::default();
        address.address = Some(email.clone());
        to.email_addresses = Some(vec![address]);
    }
    let kinds = [
        (&from.phone, None),
        (&from.mobile_phone, Some(PhoneNumberKind::Mobile)),
        (&from.home_phone, Some(PhoneNumberKind::Home)),
        (&from.fax, Some(PhoneNumberKind::Fax)),
        (&from.other_phone, Some(PhoneNumberKind::OtherValue)),
    ];
    let phones: Vec<_> = kinds
        .into_iter()
        .filter_map(|(number, kind)| {
            let mut to = PhoneNumber::default();
            to.number = Some(number.clone()?);
            to.primary = kind.is_none().then_some(true);
            to.kind = kind;
            Some(to)
        })
        .collect();
    to.phone_numbers = Some(phones).filter(|list| !list.is_empty());
    let mailing = [
        &from.mailing_street,
        &from.mailing_city,
        &from.mailing_state,
        &from.mailing_postal_code,
        &from.mailing_country,
    ];
    let other = [
        &from.other_street,
        &from.other_city,
        &from.other_state,
        &from.other_postal_code,
        &from.other_country,
    ];
    let places: Vec<_> =
        [address(mailing, Some(AddressKind::Mailing)), address(other, None)].into_iter().flatten().collect();
    to.addresses = Some(places).filter(|list| !list.is_empty());
    to.last_activity_at =
        from.last_activity_date.and_then(|date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp()));
    Some(to)
}

fn address(parts: [&Option<String>; 5], kind: Option<AddressKind>) -> Option<Address> {
    if parts.iter().all(|part| part.is_none()) {
        return None;
    }
    let [street, city, state, postal_code, country] = parts.map(Clone::clone);
    let mut to = Address::default();
    to.kind = kind;
    to.street = street;
    to.city = city;
    to.state = state;
    to.postal_code = postal_code;
    to.country = country;
    Some(to)
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactQueryResult {
    pub total_size: Option<i64>,
    pub done: bool,
    pub next_records_url: Option<String>,
    pub records: Vec<ContactSObject>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContactSObject {
    pub id: Option<String>,
    pub is_deleted: Option<bool>,
    pub master_record_id: Option<String>,
    pub account_id: Option<String>,
    pub last_name: Option<String>,
    pub first_name: Option<String>,
    pub salutation: Option<String>,
    pub name: Option<String>,
    pub other_street: Option<String>,
    pub other_city: Option<String>,
    pub other_state: Option<String>,
    pub other_postal_code: Option<String>,
    pub other_country: Option<String>,
    pub mailing_street: Option<String>,
    pub mailing_city: Option<String>,
    pub mailing_state: Option<String>,
    pub mailing_postal_code: Option<String>,
    pub mailing_country: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub mobile_phone: Option<String>,
    pub home_phone: Option<String>,
    pub other_phone: Option<String>,
    pub assistant_phone: Option<String>,
    pub reports_to_id: Option<String>,
    pub email: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub assistant_name: Option<String>,
    pub lead_source: Option<String>,
    pub birthdate: Option<Date>,
    pub description: Option<String>,
    pub owner_id: Option<String>,
    pub created_date: Option<Timestamp>,
    pub created_by_id: Option<String>,
    pub last_modified_date: Option<Timestamp>,
    pub last_modified_by_id: Option<String>,
    pub system_modstamp: Option<Timestamp>,
    pub last_activity_date: Option<Date>,
    pub last_viewed_date: Option<Timestamp>,
    pub last_referenced_date: Option<Timestamp>,
    pub email_bounced_reason: Option<String>,
    pub email_bounced_date: Option<Timestamp>,
    pub is_email_bounced: Option<bool>,
    pub photo_url: Option<String>,
    pub individual_id: Option<String>,
    pub is_priority_record: Option<bool>,
    pub attributes: Option<AccountSObjectAttributes>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AccountSObjectAttributes {
    pub r#type: Option<String>,
    pub url: Option<String>,
}
