//! Values of unified fields, by the field's name: any that the unified model allows and the vendor has a place for.

use proptest::prelude::*;
use serde_json::{Value, json};
use tributary_core::{Date, Decimal, Timestamp};

/// Members of this name are decimals, which JSON has as text.
pub(crate) const DECIMALS: [&str; 3] = ["amount", "annual_revenue", "probability"];

/// `None`: nobody has said yet what this field may hold.
pub(crate) fn of(vendor: &str, model: &str, field: &str) -> Option<BoxedStrategy<Value>> {
    Some(match (model, field) {
        ("opportunity", "status") => member(&["OPEN", "WON", "LOST"]),
        ("task", "status") => member(&["OPEN", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED"]),
        ("task", "priority") => member(&["LOW", "NORMAL", "HIGH"]),
        (_, "owner" | "account" | "contact" | "opportunity" | "lead" | "parent" | "pipeline") => {
            reference(vendor, field)
        }
        (_, "stage") if vendor == "pipedrive" => reference(vendor, field),
        (_, "amount" | "annual_revenue") => decimal(-10_i64.pow(14)..10_i64.pow(14), 2),
        // More than makes sense, so that a narrower type at the vendor is found.
        (_, "probability") => decimal(-10_i64.pow(12)..10_i64.pow(12), 4),
        (_, "position" | "number_of_employees") => any::<i64>().prop_map(Value::from).boxed(),
        (_, "birth_date" | "close_date" | "expected_close_date" | "due_date") => date(),
        (_, "noted_at") => time(),
        (_, "active") => any::<bool>().prop_map(Value::from).boxed(),
        (_, "email_addresses") => emails(),
        (
            _,
            "name" | "first_name" | "last_name" | "salutation" | "title" | "department" | "description"
            | "source" | "account_type" | "industry" | "website" | "opportunity_type" | "stage" | "currency"
            | "next_step" | "loss_reason" | "status" | "rating" | "company" | "content" | "subject"
            | "task_type" | "email" | "phone" | "time_zone",
        ) => text().prop_map(Value::from).boxed(),
        _ => return None,
    })
}

/// Any characters at all, besides what people write.
fn text() -> BoxedStrategy<String> {
    let any_at_all = prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter);
    prop_oneof!["[ -~]{0,20}", any_at_all, "[0-9]{1,12}", Just("null".to_owned()), Just(" \n\t".to_owned())]
        .boxed()
}

/// One that the unified model lists, or one that it doesn't and no vendor has either.
fn member(listed: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop_oneof![
        4 => prop::sample::select(listed).prop_map(Value::from),
        1 => "[a-z]{3,9} [0-9]".prop_map(Value::from),
    ]
    .boxed()
}

/// Ids as the vendor makes them.
fn reference(vendor: &str, field: &str) -> BoxedStrategy<Value> {
    let prefix = match field {
        "contact" => "003",
        "owner" => "005",
        "opportunity" => "006",
        "lead" => "00Q",
        _ => "001",
    };
    match (vendor, field) {
        ("salesforce", _) => {
            "[0-9A-Za-z]{15}".prop_map(move |rest| Value::from(format!("{prefix}{rest}"))).boxed()
        }
        ("pipedrive", "lead") => {
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}".prop_map(Value::from).boxed()
        }
        _ => (1..i64::MAX).prop_map(|id| Value::from(id.to_string())).boxed(),
    }
}

fn decimal(units: std::ops::Range<i64>, scale: u32) -> BoxedStrategy<Value> {
    units.prop_map(move |units| Value::from(Decimal::new(units, scale).to_string())).boxed()
}

fn date() -> BoxedStrategy<Value> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=31)
        .prop_filter_map("such a day", |(year, month, day)| Date::new(year, month, day).ok())
        .prop_map(|date| Value::from(date.to_string()))
        .boxed()
}

/// From the year 1 to 9999, to the millisecond.
fn time() -> BoxedStrategy<Value> {
    (-62_135_596_800_000_i64..253_402_207_200_000)
        .prop_filter_map("such a time", |ms| Timestamp::from_millisecond(ms).ok())
        .prop_map(|time| Value::from(time.to_string()))
        .boxed()
}

fn emails() -> BoxedStrategy<Value> {
    let one = (
        "[a-z]{1,8}@example[.]com",
        prop::option::of(member(&["WORK", "HOME", "OTHER"])),
        prop::option::of(any::<bool>()),
    );
    let one = one
        .prop_map(|(address, kind, primary)| json!({ "address": address, "kind": kind, "primary": primary }));
    prop::collection::vec(one, 0..4).prop_map(Value::from).boxed()
}
