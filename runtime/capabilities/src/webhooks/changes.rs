//! From events to changes: the newest of each record, read by its id or from the event itself.

use std::collections::BTreeMap;

use tributary_core::Timestamp;
use tributary_core::codegen_v1::{Decode, from_json, to_value};
use tributary_model::{Change, Failed, Model, Page, Ref};

use super::event::{Event, Reported};
use crate::reading::Reading;
use crate::records;
use crate::{Get, NativeRecord, Pages, Pending};

/// What the newest events say of each record of the model, in the order of the events. Of events of one time, one that asks
/// for the record to be read decides, then the later one.
pub fn newest<M: Model>(events: &[Event]) -> Vec<(Option<Timestamp>, &Reported)> {
    let mut last: BTreeMap<&str, (usize, Option<Timestamp>, &Reported)> = BTreeMap::new();
    let mut found = Vec::new();
    let all = events.iter().flat_map(|event| event.of::<M>().map(move |reported| (event.time, reported)));
    for (at, (time, reported)) in all.enumerate() {
        let Some(id) = reported.id.as_deref() else {
            found.push((at, time, reported));
            continue;
        };
        let reads = |reported: &Reported| !reported.deleted && reported.record.is_none();
        match last.get(id) {
            Some((_, known, _)) if known.zip(time).is_some_and(|(known, time)| time < known) => {}
            Some((_, known, other)) if *known == time && reads(other) => {}
            _ => drop(last.insert(id, (at, time, reported))),
        }
    }
    found.extend(last.into_values());
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(_, time, reported)| (time, reported)).collect()
}

/// The changes that the events report, each record being read by its id; one that the vendor does not have any more was
/// deleted. One page.
pub fn by_id<M, C>(client: &C, events: &[Event]) -> Pages<Change<M, C::Native>>
where
    M: Model,
    C: Get<M> + Clone + Send + Sync + 'static,
{
    let client = client.clone();
    let told: Vec<Reported> = newest::<M>(events).into_iter().map(|(_, it)| it.clone()).collect();
    Pages::new(None, move |_| {
        let (client, told) = (client.clone(), told.clone());
        Pending::new(async move {
            let ids = |deleted: bool| {
                let of = told.iter().enumerate().filter(move |(_, it)| it.deleted == deleted);
                records::ids(of.map(|(at, it)| (at, it.id.clone())), &[], "")
            };
            let found = records::read_each(client, ids(false)).await?;
            Ok(found.changed(ids(true)))
        })
    })
}

/// The changes that the events report, each record being read from the event. One page.
pub fn whole<M, V>(reading: &'static Reading<M, V>, events: &[Event]) -> Pages<Change<M, V>>
where
    M: Model,
    V: NativeRecord + Decode,
{
    let told: Vec<Reported> = newest::<M>(events).into_iter().map(|(_, it)| it.clone()).collect();
    Pages::new(None, move |_| {
        let mut page = Page::new(Vec::new(), Vec::new(), None);
        for (at, reported) in told.iter().enumerate() {
            match read(reading, at, reported) {
                Ok(change) => page.records.push(change),
                Err(failed) => page.failed.push(*failed),
            }
        }
        Pending::new(std::future::ready(Ok(page)))
    })
}

fn read<M, V>(reading: &Reading<M, V>, at: usize, reported: &Reported) -> Result<Change<M, V>, Box<Failed>>
where
    M: Model,
    V: NativeRecord + Decode,
{
    let failed =
        |message: &str| Box::new(Failed::new(at, reported.id.clone(), Vec::new()).with_message(message));
    let Some(id) = &reported.id else { return Err(failed("it has no readable id")) };
    if reported.deleted {
        return Ok(Change::Deleted(Ref::new(id.clone())));
    }
    let record = reported.record.as_ref().ok_or_else(|| failed("the event does not have the record"))?;
    let text = record.to_string();
    let decoded = from_json::<V>(text.as_bytes());
    let (native, issues) = decoded.map_err(|_| failed("the event's record could not be read"))?;
    match reading.read(native, issues.as_slice(), "") {
        Ok(record) => Ok(records::change(record)),
        Err((native, unconverted)) => {
            let record = to_value(&native).ok();
            Err(Box::new(Failed::new(at, Some(id.clone()), unconverted.warnings).with_record(record)))
        }
    }
}
