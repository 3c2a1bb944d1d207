//! Checks of what writes: creating, changing in all three states, deleting.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tributary_capabilities::testing::settable;
use tributary_capabilities::{ErrorKind, erased};
use tributary_core::codegen_v1::Decode;
use tributary_mock_plan::{Answer, Does};
use tributary_model::{Model, Ref};

use super::reading::list;
use super::{Side, ensure, text, values};

async fn unified<M: Model + Serialize>(side: &Side, id: &str) -> Result<Value, String> {
    if side.vendor.supports::<dyn erased::Get<M>>() {
        let found = side.vendor.get::<M>(&Ref::new(id)).await.map_err(text)?;
        return serde_json::to_value(&found.model).map_err(|error| error.to_string());
    }
    let listed = list::<M>(side, None).await?;
    let mut records = listed.into_iter().flat_map(|(records, _)| records);
    records.find(|record| record.get("id") == Some(&Value::from(id))).ok_or(format!("{id} is not listed"))
}

/// A new record has what was given, where nothing is lost by the way, and is listed.
pub(super) async fn creates<M>(side: &Side) -> Result<(), String>
where
    M: Model + Serialize,
    M::New: DeserializeOwned + Decode,
{
    let mut refused = "there is no record".to_owned();
    for id in side.ids().into_iter().take(6) {
        let known = unified::<M>(side, &id).await?;
        match create::<M>(side, &known).await? {
            Ok((given, id)) => return is_created::<M>(side, &given, &id).await,
            Err(error) => refused = error,
        }
    }
    Err(format!("every record was refused: {refused}"))
}

/// Creates a record like this one, without what this vendor can't take: as an application would. The inner error is what
/// refuses the rest.
async fn create<M>(side: &Side, known: &Value) -> Result<Result<(Map<String, Value>, String), String>, String>
where
    M: Model + Serialize,
    M::New: DeserializeOwned + Decode,
{
    let offer = side.vendor.offer::<M>().ok_or("there is no such model")?;
    let mut given = match settable::<M::New>(known) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    given.retain(|name, _| offer.field(name).create);
    loop {
        let new: M::New =
            serde_json::from_value(Value::Object(given.clone())).map_err(|it| it.to_string())?;
        match side.vendor.create::<M>(&new).await {
            Ok(written) => return Ok(Ok((given, written.id.to_string()))),
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                let names: Vec<String> = error.warnings().iter().map(|it| it.field.to_string()).collect();
                let count = given.len();
                given.retain(|name, _| !names.iter().any(|it| it.split(['.', '[']).next() == Some(name)));
                if given.len() == count {
                    return Ok(Err(error.to_string()));
                }
            }
            Err(error) => return Err(text(error)),
        }
    }
}

async fn is_created<M>(side: &Side, given: &Map<String, Value>, id: &str) -> Result<(), String>
where
    M: Model + Serialize,
{
    ensure(side.ids().contains(id), || format!("the vendor has no new record {id}"))?;
    let found = unified::<M>(side, id).await?;
    for kept in side.model.kept.iter().filter(|kept| kept.create) {
        let given = given.get(&kept.field).unwrap_or(&Value::Null);
        let read = found.get(&kept.field).unwrap_or(&Value::Null);
        ensure(same(given, read), || format!("`{}` was {given}, and is read as {read}", kept.field))?;
    }
    let listed = list::<M>(side, None).await?;
    let mut listed = listed.iter().flat_map(|(records, _)| records);
    ensure(listed.any(|record| record.get("id") == Some(&Value::from(id))), || format!("{id} is not listed"))
}

/// Absent and null are the same of what is read, and so is an empty list.
fn same(a: &Value, b: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Object(members) if members.is_empty() => Value::Null,
        Value::Number(number) => Value::from(number.to_string().trim_end_matches(".0")),
        other => other.clone(),
    };
    plain(a) == plain(b)
}

/// A value, null, and nothing: each changes its field and no other.
pub(super) async fn updates<M>(side: &Side) -> Result<(), String>
where
    M: Model + Serialize,
    M::Patch: DeserializeOwned,
{
    let mut ids = side.ids().into_iter();
    let (Some(id), Some(other)) = (ids.next(), ids.next_back()) else {
        return Err("there are no records".to_owned());
    };
    let other = unified::<M>(side, &other).await?;
    let fields = side.model.kept.iter().filter(|kept| kept.update).map(|kept| kept.field.as_str());
    for field in fields.clone() {
        let given = other.get(field).cloned().unwrap_or_default();
        for new in [given, Value::Null] {
            let before = unified::<M>(side, &id).await?;
            let patch: M::Patch =
                serde_json::from_value(json!({ field: new })).map_err(|it| it.to_string())?;
            match side.vendor.update::<M>(&Ref::new(&id), &patch).await {
                Ok(written) => {
                    let shows =
                        side.model.calls.iter().any(|call| {
                            call.does == Does::Update && matches!(call.answer, Answer::Record(_))
                        });
                    ensure(written.id.as_str() == id, || {
                        format!("{id} was updated, and it says {}", written.id)
                    })?;
                    ensure(!shows || written.record.is_some(), || {
                        "the updated record was not read".to_owned()
                    })?;
                    let after = unified::<M>(side, &id).await?;
                    let read = after.get(field).unwrap_or(&Value::Null);
                    ensure(same(&new, read), || {
                        format!("`{field}` was set to {new}, and is read as {read}")
                    })?;
                    for untouched in fields.clone().filter(|name| *name != field) {
                        // fields that a vendor keeps in one place change together
                        let shared = shares(side, field, untouched);
                        let (was, is) = (before.get(untouched), after.get(untouched));
                        ensure(shared || was == is, || {
                            format!("`{field}` was set, and `{untouched}` changed from {was:?} to {is:?}")
                        })?;
                    }
                }
                // what the vendor has no way to write is refused before anything is sent
                Err(error) if error.kind() == ErrorKind::InvalidInput => {}
                Err(error) => return Err(format!("`{field}` = {new}: {}", text(error))),
            }
        }
    }
    let before = unified::<M>(side, &id).await?;
    match side.vendor.update::<M>(&Ref::new(&id), &M::Patch::default()).await {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(()),
        Err(error) => return Err(format!("an empty update: {}", text(error))),
    }
    let after = unified::<M>(side, &id).await?;
    for field in fields {
        ensure(before.get(field) == after.get(field), || format!("an empty update changed `{field}`"))?;
    }
    Ok(())
}

/// Whether the mapping reads both fields from the same place, or one is not read by itself.
fn shares(side: &Side, a: &str, b: &str) -> bool {
    match (side.model.member(a), side.model.member(b)) {
        (Some(a), Some(b)) => a.at == b.at,
        _ => true,
    }
}

/// What was deleted is gone, and everything else is there.
pub(super) async fn deletes<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let id = side.ids().into_iter().next().ok_or("there is no record")?;
    let reference = Ref::<M>::new(&id);
    side.vendor.delete::<M>(&reference).await.map_err(text)?;
    ensure(!side.ids().contains(&id), || "the vendor still has it".to_owned())?;
    match side.vendor.get::<M>(&reference).await {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(format!("what was deleted is no NotFound: {}", text(error))),
        Ok(record) => ensure(record.model.is_deleted(), || "it is still found".to_owned())?,
    }
    if side.vendor.supports::<dyn erased::List<M>>() {
        let listed = list::<M>(side, None).await?;
        let count = listed.iter().map(|(records, _)| records.len()).sum::<usize>();
        ensure(count == side.ids().len(), || {
            format!("{count} records are listed, and there are {}", side.ids().len())
        })?;
        let sent = side.mock.records(&side.model.name);
        for record in listed.iter().flat_map(|(records, _)| records) {
            let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
            let of_this = sent.iter().any(|it| values::id(&side.model, it).as_deref() == Some(id));
            ensure(of_this, || format!("{id} is listed, and not there"))?;
        }
    }
    Ok(())
}
