//! Pipedrive's persons as one would write them by hand: the vendor's page by serde, and one plain function to the unified
//! contact. In: a page as JSON. Out: each contact beside the vendor's own value.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Deserialize;
use tributary_unified::crm::{Contact, EmailAddress, EmailAddressKind, PhoneNumber, PhoneNumberKind};

/// Decodes a page and converts its contacts.
pub fn read(json: &[u8]) -> Vec<(Contact, PersonItem)> {
    let page: GetPersonsResponse200 = serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}"));
    page.data.unwrap_or_default().into_iter().filter_map(|from| Some((convert(&from)?, from))).collect()
}

fn convert(from: &PersonItem) -> Option<Contact> {
    let mut to = Contact::new(from.id?);
    to.created_at = given(&from.add_time).and_then(time);
    to.modified_at = given(&from.update_time).and_then(time);
    to.deleted = from.active_flag.map(|active| !active);
    to.name = given(&from.name).map(str::to_owned);
    to.first_name = given(&from.first_name).map(str::to_owned);
    to.last_name = given(&from.last_name).map(str::to_owned);
    to.owner = from.owner_id.as_ref().and_then(|owner| owner.value).map(Into::into);
    to.account = from.org_id.as_ref().and_then(|org| org.value).map(Into::into);
    let emails = from.email.iter().flatten().map(|item| {
        let mut to = EmailAddress::default();
        to.address = given(&item.value).map(str::to_owned);
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
    let phones = from.phone.iter().flatten().map(|item| {
        let mut to = PhoneNumber::default();
        to.number = given(&item.value).map(str::to_owned);
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
    to.last_activity_at = given(&from.last_activity_date)
        .and_then(|text| text.parse::<Date>().ok())
        .and_then(|date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp()));
    Some(to)
}

fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !matches!(*text, "" | "0000-00-00 00:00:00"))
}

fn time(text: &str) -> Option<Timestamp> {
    let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[derive(Clone, Debug, Deserialize)]
pub struct GetPersonsResponse200 {
    pub success: Option<bool>,
    pub data: Option<Vec<PersonItem>>,
    pub additional_data: Option<AdditionalData>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PersonItem {
    pub id: Option<i64>,
    pub company_id: Option<i64>,
    pub active_flag: Option<bool>,
    pub phone: Option<Vec<GetPersonsPhone>>,
    pub email: Option<Vec<GetPersonsPhone>>,
    pub first_char: Option<String>,
    pub add_time: Option<String>,
    pub update_time: Option<String>,
    pub visible_to: Option<String>,
    pub label: Option<i64>,
    pub org_name: Option<String>,
    pub owner_name: Option<String>,
    pub cc_email: Option<String>,
    pub owner_id: Option<Owner>,
    pub org_id: Option<OrgId>,
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub next_activity_date: Option<String>,
    pub next_activity_time: Option<String>,
    pub next_activity_id: Option<i64>,
    pub last_activity_id: Option<i64>,
    pub last_activity_date: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct GetPersonsPhone {
    pub value: Option<String>,
    pub primary: Option<bool>,
    pub label: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Owner {
    pub id: Option<i64>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub has_pic: Option<i64>,
    pub pic_hash: Option<String>,
    pub active_flag: Option<bool>,
    pub value: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OrgId {
    pub name: Option<String>,
    pub owner_id: Option<i64>,
    pub address: Option<String>,
    pub cc_email: Option<String>,
    pub value: Option<i64>,
    pub active_flag: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AdditionalData {
    pub pagination: Option<Pagination>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Pagination {
    pub start: Option<i64>,
    pub limit: Option<i64>,
    pub more_items_in_collection: Option<bool>,
    pub next_start: Option<i64>,
}
