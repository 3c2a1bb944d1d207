//! Deliveries as changes: each event once, and of each record nothing that is older than what was reported before.

use futures_core::future::BoxFuture;
use tributary_capabilities::webhooks::{Event, Reported};
use tributary_capabilities::{Error, ErrorKind, Webhooks};
use tributary_core::Timestamp;
use tributary_model::{Change, Failed, Model};

use crate::delivery::Delivery;
use crate::seen::{SeenEvents, StoreError};

/// Turns deliveries into changes, and remembers which ones were done.
#[derive(Clone, Debug, Default)]
pub struct Inbox<S> {
    seen: S,
}

/// What a delivery reports of a model.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Changes<M, V> {
    /// The changes, one a record.
    pub changes: Vec<Change<M, V>>,
    /// What could not be read.
    pub failed: Vec<Failed>,
    /// How many events of the model were done before.
    pub repeated: usize,
    /// How many events of the model are older than one of the same record that was done before.
    pub outdated: usize,
}

impl<S: SeenEvents> Inbox<S> {
    /// An inbox that remembers in this store.
    pub fn new(seen: S) -> Self {
        Self { seen }
    }

    /// What a delivery reports of a model. Records are read with the client, where the events have only their ids: all events
    /// must be of its account (see [`Delivery::of_account`]).
    ///
    /// # Errors
    /// The vendor or the store can't be reached: respond with a status of 500 or more, so that the vendor sends the delivery
    /// again.
    pub fn changes<'a, M, W>(
        &'a self,
        vendor: &'a W,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Changes<M, W::Native>, Error>>
    where
        M: Model,
        W: Webhooks<M> + Sync,
    {
        // boxed, since rustc does not see of an `Arc<dyn …>` in an `async fn` that the future is `Send`
        Box::pin(self.changes_of(vendor, delivery))
    }

    async fn changes_of<M, W>(&self, vendor: &W, delivery: &Delivery) -> Result<Changes<M, W::Native>, Error>
    where
        M: Model,
        W: Webhooks<M> + Sync,
    {
        let events: Vec<&Event> =
            delivery.events.iter().filter(|event| event.of::<M>().next().is_some()).collect();
        let mut keys = Vec::new();
        let mut asked = Vec::new();
        for event in &events {
            let own = event_key(event).map(|key| {
                keys.push(key);
                keys.len() - 1
            });
            let records = event.reports.iter().map(|reported| {
                let key = record_key(event, reported)?;
                keys.push(key);
                Some(keys.len() - 1)
            });
            asked.push((own, records.collect::<Vec<_>>()));
        }
        let known = self.seen.load(&keys).await.map_err(unreachable)?;
        let time_of = |at: Option<usize>| at.and_then(|at| known.get(at).copied().flatten());
        let (mut fresh, mut repeated, mut outdated) = (Vec::new(), 0, 0);
        for (event, (own, records)) in events.into_iter().zip(asked) {
            if time_of(own).is_some() {
                repeated += 1;
                continue;
            }
            let mut event = event.clone();
            let before = event.of::<M>().count();
            let mut newest = records.into_iter().map(time_of);
            let time = event.time;
            event.reports.retain(|_| {
                let known = newest.next().flatten();
                known.zip(time).is_none_or(|(known, time)| time >= known)
            });
            outdated += before - event.of::<M>().count();
            fresh.push(event);
        }
        let found = vendor.reported(&fresh).collected().await?;
        Ok(Changes { changes: found.records, failed: found.failed, repeated, outdated })
    }

    /// Remembers a delivery, after its changes were stored. What is not remembered is reported again when it comes again.
    ///
    /// # Errors
    /// The store can't be reached.
    pub async fn done(&self, delivery: &Delivery) -> Result<(), Error> {
        let mut times = Vec::new();
        for event in &delivery.events {
            let time = event.time.unwrap_or_else(Timestamp::now);
            times.extend(event_key(event).map(|key| (key, time)));
            // what does not say when it happened is never older than anything
            let records = event.reports.iter().filter_map(|reported| record_key(event, reported));
            times.extend(event.time.into_iter().flat_map(|time| records.clone().map(move |key| (key, time))));
        }
        self.seen.save(&times).await.map_err(unreachable)
    }
}

/// What tells an event from all others: with its id its type, time and records, since ids alone are not unique with every
/// vendor. `None` if it has neither an id nor a time.
fn event_key(event: &Event) -> Option<String> {
    if event.id.is_none() && event.time.is_none() {
        return None;
    }
    let ids: Vec<_> = event.reports.iter().map(|reported| (reported.deleted, &reported.id)).collect();
    let Event { account, kind, id, time, .. } = event;
    Some(format!("event {:?}", (account, kind, id, time.map(|time| time.as_microsecond()), ids)))
}

fn record_key(event: &Event, reported: &Reported) -> Option<String> {
    let Reported { category, model, id, .. } = reported;
    Some(format!("record {:?}", (&event.account, category, model, id.as_ref()?)))
}

fn unreachable(error: StoreError) -> Error {
    Error::new(ErrorKind::Transport, "the store of seen events could not be reached").with_source(error)
}
