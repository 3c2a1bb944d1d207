//! Pipedrive's persons as one would write them by hand: the vendor's page by serde, and one plain function to the unified
//! contact. In: a page as JSON. Out: each contact beside the vendor's own value.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use tributary_unified::crm::{
    Address, Contact, EmailAddress, EmailAddressKind, PhoneNumber, PhoneNumberKind,
};

/// Decodes a page and converts its contacts.
pub fn read(json: &[u8]) -> Vec<(Contact, Person)> {
    let page: GetPersonsResponse = serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}"));
    page.data.unwrap_or_default().into_iter().filter_map(|from| Some((convert(&from)?, from))).collect()
}

fn convert(from: &Person) -> Option<Contact> {
    let text = |text: &Option<String>| given(text).map(str::to_owned);
    let mut to = Contact::new(from.id?);
    to.created_at = given(&from.add_time).and_then(|text| text.parse::<Timestamp>().ok());
    to.modified_at = given(&from.update_time).and_then(|text| text.parse::<Timestamp>().ok());
    to.deleted = from.is_deleted;
    to.name = text(&from.name);
    to.first_name = text(&from.first_name);
    to.last_name = text(&from.last_name);
    to.title = text(&from.job_title);
    to.birth_date = given(&from.birthday).and_then(|text| text.parse::<Date>().ok());
    to.description = text(&from.notes);
    to.owner = from.owner_id.map(Into::into);
    to.account = from.org_id.map(Into::into);
    let emails = from.emails.iter().flatten().filter(|item| given(&item.value).is_some()).map(|item| {
        let mut to = EmailAddress::default();
        to.address = text(&item.value);
        to.kind = given(&item.label).map(|label| match label {
            "work" => EmailAddressKind::Work,
            "home" => EmailAddressKind::Home,
            "other" => EmailAddressKind::OtherValue,
            label => EmailAddressKind::from(label),
        });
        to.primary = item.primary;
        to
    });
    to.email_addresses = Some(emails.collect());
    let phones = from.phones.iter().flatten().filter(|item| given(&item.value).is_some()).map(|item| {
        let mut to = PhoneNumber::default();
        to.number = text(&item.value);
        to.kind = given(&item.label).map(|label| match label {
            "work" => PhoneNumberKind::Work,
            "home" => PhoneNumberKind::Home,
            "mobile" => PhoneNumberKind::Mobile,
            "other" => PhoneNumberKind::OtherValue,
            label => PhoneNumberKind::from(label),
        });
        to.primary = item.primary;
        to
    });
    to.phone_numbers = Some(phones.collect());
    let addresses: Vec<_> = from
        .postal_address
        .iter()
        .map(|from| {
            let mut to = Address::default();
            let street = [&from.route, &from.street_number].into_iter().filter_map(given).collect::<Vec<_>>();
            to.street = (!street.is_empty()).then(|| street.join(" "));
            to.street_2 = text(&from.subpremise);
            to.city = text(&from.locality);
            to.state = text(&from.admin_area_level_1);
            to.postal_code = text(&from.postal_code);
            to.country = text(&from.country);
            to.formatted = text(&from.value);
            to
        })
        .collect();
    to.addresses = Some(addresses).filter(|list| !list.is_empty());
    Some(to)
}

fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !matches!(*text, "" | "0000-00-00 00:00:00"))
}

#[derive(Clone, Debug, Deserialize)]
pub struct GetPersonsResponse {
    pub success: Option<bool>,
    pub data: Option<Vec<Person>>,
    pub additional_data: Option<AdditionalData>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub id: Option<i64>,
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub owner_id: Option<i64>,
    pub org_id: Option<i64>,
    pub add_time: Option<String>,
    pub update_time: Option<String>,
    pub emails: Option<Vec<LabeledValue>>,
    pub phones: Option<Vec<LabeledValue>>,
    pub is_deleted: Option<bool>,
    pub visible_to: Option<i64>,
    pub label_ids: Option<Vec<i64>>,
    pub picture_id: Option<i64>,
    pub postal_address: Option<PostalAddress>,
    pub notes: Option<String>,
    pub im: Option<Vec<LabeledValue>>,
    pub birthday: Option<String>,
    pub job_title: Option<String>,
    pub custom_fields: Option<BTreeMap<String, Value>>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct LabeledValue {
    pub value: Option<String>,
    pub primary: Option<bool>,
    pub label: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PostalAddress {
    pub value: Option<String>,
    pub country: Option<String>,
    pub admin_area_level_1: Option<String>,
    pub admin_area_level_2: Option<String>,
    pub locality: Option<String>,
    pub sublocality: Option<String>,
    pub route: Option<String>,
    pub street_number: Option<String>,
    pub subpremise: Option<String>,
    pub postal_code: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AdditionalData {
    pub next_cursor: Option<String>,
}
