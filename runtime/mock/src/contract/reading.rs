//! Checks of what reads: lists, cursors, records by id, and records that are not as documented.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use tributary_capabilities::erased;
use tributary_capabilities::{ErrorKind, ListOptions};
use tributary_core::Cursor;
use tributary_mock_plan::{Format, Step};
use tributary_model::{Model, Ref};

use super::{PAGE, Side, ensure, text, values};
use crate::Fault;

/// A list as a client sees it: each page's unified records, and the cursor of the next page.
pub(super) type Listed = Vec<(Vec<Value>, Option<String>)>;

/// How many pages a list of the mock can have.
const MOST_PAGES: usize = 40;

pub(super) async fn list<M: Model + Serialize>(side: &Side, from: Option<&str>) -> Result<Listed, String> {
    let mut pages = side.vendor.list::<M>(&ListOptions::default().page_size(PAGE as u32));
    if let Some(cursor) = from {
        pages = pages.resume(Cursor::new(cursor));
    }
    let mut listed = Vec::new();
    while let Some(page) = pages.next_page().await {
        let page = page.map_err(text)?;
        ensure(page.failed.is_empty(), || format!("records could not be read: {:?}", page.failed))?;
        let mut records = Vec::new();
        for record in &page.records {
            ensure(record.warnings.is_empty(), || {
                format!("{} has warnings: {:?}", record.model.id(), record.warnings)
            })?;
            records.push(serde_json::to_value(&record.model).map_err(|error| error.to_string())?);
        }
        listed.push((records, page.next.map(Cursor::into_string)));
        ensure(listed.len() < MOST_PAGES, || "the list does not end".to_owned())?;
    }
    Ok(listed)
}

fn id_of(record: &Value) -> String {
    record.get("id").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Every record comes, and once.
pub(super) async fn lists<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let listed = list::<M>(side, None).await?;
    let mut seen = BTreeSet::new();
    for record in listed.iter().flat_map(|(records, _)| records) {
        ensure(seen.insert(id_of(record)), || format!("{} came twice", id_of(record)))?;
    }
    let wanted = side.ids();
    ensure(seen == wanted, || {
        format!("the list has {} records, the vendor {}: {seen:?}", seen.len(), wanted.len())
    })?;
    let sent = side.mock.records(&side.model.name);
    for record in listed.iter().flat_map(|(records, _)| records) {
        let of_this = sent.iter().find(|it| values::id(&side.model, it) == Some(id_of(record)));
        values::agree(&side.model, record, of_this.unwrap_or(&Value::Null), false)?;
    }
    let paged = side
        .model
        .calls
        .iter()
        .any(|call| call.does == tributary_mock_plan::Does::List && call.pages.is_some());
    ensure(!paged || listed.len() > 1, || "a list of several pages came as one".to_owned())
}

/// What comes from a cursor on is what came after it.
pub(super) async fn resumes<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let listed = list::<M>(side, None).await?;
    for (at, (_, cursor)) in listed.iter().enumerate() {
        let Some(cursor) = cursor else { continue };
        let rest: Vec<_> = listed.iter().skip(at + 1).flat_map(|(records, _)| records).cloned().collect();
        let again: Vec<_> =
            list::<M>(side, Some(cursor)).await?.into_iter().flat_map(|(records, _)| records).collect();
        ensure(rest == again, || format!("from the cursor of page {} on, the list is another", at + 1))?;
    }
    Ok(())
}

/// Records are read by id, and there is none of an unknown id.
pub(super) async fn gets<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    for record in side.mock.records(&side.model.name).iter().take(5) {
        let id = values::id(&side.model, record).ok_or("a record without an id")?;
        let found = side.vendor.get::<M>(&Ref::new(&id)).await.map_err(text)?;
        ensure(found.warnings.is_empty(), || format!("{id} has warnings: {:?}", found.warnings))?;
        let unified = serde_json::to_value(&found.model).map_err(|error| error.to_string())?;
        ensure(id_of(&unified) == id, || format!("{id} was asked for, and {} came", id_of(&unified)))?;
        values::agree(&side.model, &unified, record, true)?;
    }
    let unknown = side.ids().into_iter().next_back().unwrap_or_default();
    let unknown = unknown.chars().rev().collect::<String>() + "9";
    let unknown = match unknown.parse::<u64>() {
        Ok(_) => "999999".to_owned(),
        Err(_) if unknown.contains('-') => "00000000-0000-4000-8000-000000000000".to_owned(),
        Err(_) => unknown,
    };
    match side.vendor.get::<M>(&Ref::new(&unknown)).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(format!("an unknown id is no NotFound: {}", text(error))),
        Ok(_) => Err("an unknown id was found".to_owned()),
    }
}

/// Several are read by their ids.
pub(super) async fn gets_many<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let wanted: BTreeSet<String> = side.ids().into_iter().take(5).collect();
    let ids: Vec<Ref<M>> = wanted.iter().map(|id| Ref::new(id.as_str())).collect();
    let mut pages = side.vendor.get_many::<M>(&ids);
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        let page = page.map_err(text)?;
        seen.extend(page.records.iter().map(|record| record.model.id().to_string()));
    }
    ensure(seen == wanted, || format!("{wanted:?} were asked for, and {seen:?} came"))
}

/// A member that is null, missing or of another type costs at most its field: never a record, never a page.
pub(super) async fn tolerates<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    if side.model.inside.is_some() || !side.vendor.supports::<dyn erased::List<M>>() {
        return Ok(());
    }
    let first =
        list::<M>(side, None).await?.into_iter().next().map(|(records, _)| records.len()).unwrap_or_default();
    let id = side.model.member("id").map(|it| it.at.clone()).unwrap_or_default();
    for member in &side.model.members {
        let names: Vec<&str> = member
            .at
            .iter()
            .map_while(|step| match step {
                Step::Name(name) if !name.contains('.') => Some(name.as_str()),
                _ => None,
            })
            .collect();
        if member.at == id
            || names.is_empty()
            || id.len() < names.len() && id.iter().zip(&names).all(|(step, name)| *step == Step::name(*name))
        {
            continue;
        }
        let path = names.join(".");
        let unknown = Value::from("never heard of");
        let mut faults = vec![
            Fault::Null(path.clone()),
            Fault::Missing(path.clone()),
            Fault::Instead(path.clone(), serde_json::json!({"another": ["type"]})),
            Fault::Instead(path.clone(), serde_json::json!(-7)),
        ];
        if matches!(member.format, Format::OneOf(_)) {
            faults.push(Fault::Instead(path, unknown));
        }
        for fault in faults {
            side.mock.fail("", 1, fault.clone());
            let mut pages = side.vendor.list::<M>(&ListOptions::default().page_size(PAGE as u32));
            let page = pages.next_page().await.ok_or("there is no page")?.map_err(text)?;
            let told = format!("with {fault:?}");
            // of deletions that are told in the list, a flag that can't be read makes no record a deletion
            ensure(page.failed.is_empty(), || format!("{told}, records were lost: {:?}", page.failed))?;
            ensure(page.records.len() == first, || {
                format!("{told}, {} of {first} records came", page.records.len())
            })?;
        }
    }
    Ok(())
}
