//! Checks of webhooks: what the vendor sends is verified, and becomes the changes that `ChangedSince` gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde::Serialize;
use serde_json::{Value, json};
use tributary_capabilities::erased;
use tributary_model::{Change, Model};
use tributary_webhooks::{Delivery, ErrorKind, Inbox, MemorySeenEvents, Receiver};

use super::{Side, changes, ensure, text};
use crate::{Endpoint, webhooks};

/// Has characters that vendors decode before they sign, and one that they do not.
const URL: &str = "https://hooks.example.com/in%2Fcoming?tenant=a%3Ab&space=%20";
const SECRET: &str = "5ecr37a1";

/// An application that receives webhooks: a copy of the vendor's records, by id; `None`: deleted.
struct Application {
    receiver: Receiver,
    inbox: Inbox<MemorySeenEvents>,
    copy: BTreeMap<String, Option<Value>>,
    /// How many changes were reported.
    told: usize,
    repeated: usize,
}

fn endpoint() -> Endpoint {
    Endpoint::new(URL).secret(SECRET).basic_auth("tributary", SECRET)
}

fn receiver(side: &Side) -> Result<Receiver, String> {
    let rules = side.vendor.webhooks().ok_or("the client has no rules of webhooks")?;
    // one of the two, as the vendor has it
    Ok(Receiver::new(rules).secret(SECRET).basic_auth("tributary", SECRET))
}

impl Application {
    fn new(side: &Side) -> Result<Self, String> {
        let (receiver, inbox) = (receiver(side)?, Inbox::new(MemorySeenEvents::new()));
        Ok(Self { receiver, inbox, copy: BTreeMap::new(), told: 0, repeated: 0 })
    }

    /// Takes a request, stores the changes, and confirms it.
    async fn handle<M: Model + Serialize>(
        &mut self,
        side: &Side,
        request: Request<Bytes>,
    ) -> Result<(), String> {
        let delivery =
            self.receive(side, request).map_err(|kind| format!("a request was refused: {kind:?}"))?;
        ensure(delivery.unknown().next().is_none(), || format!("unknown events: {delivery:?}"))?;
        let plan = side.mock.plan().webhooks.as_ref();
        for event in delivery.events() {
            let has = (event.id.is_some(), event.time.is_some());
            let wanted = plan.map_or((false, false), |plan| (plan.id.is_some(), plan.time.is_some()));
            ensure(has == wanted, || format!("an event without its id or time: {event:?}"))?;
            let now = side.mock.now();
            let recent = event.time.is_none_or(|at| at <= now && now.duration_since(at).as_hours() < 24);
            ensure(recent, || format!("an event of another time: {event:?}"))?;
        }
        ensure(delivery.accounts() == BTreeSet::from(["1"]), || format!("another account: {delivery:?}"))?;
        let vendor =
            side.vendor.capability::<dyn erased::Webhooks<M>>().ok_or("there is no such capability")?;
        self.store::<M>(&vendor, &delivery).await?;
        self.inbox.done(&delivery).await.map_err(text)
    }

    async fn store<M: Model + Serialize>(
        &mut self,
        vendor: &Arc<dyn erased::Webhooks<M>>,
        delivery: &Delivery,
    ) -> Result<(), String> {
        let found = self.inbox.changes::<M, _>(vendor, delivery).await.map_err(text)?;
        ensure(found.failed.is_empty(), || format!("records could not be read: {:?}", found.failed))?;
        self.told += found.changes.len();
        self.repeated += found.repeated;
        for change in found.changes {
            let id = change.id().to_string();
            let model = match change {
                Change::Upserted(record) => {
                    Some(serde_json::to_value(&record.model).map_err(|it| it.to_string())?)
                }
                _ => None,
            };
            self.copy.insert(id, model);
        }
        Ok(())
    }

    fn receive(&self, side: &Side, request: Request<Bytes>) -> Result<Delivery, ErrorKind> {
        let (parts, body) = request.into_parts();
        self.receiver.receive_at(&parts, &body, side.mock.now()).map_err(|error| error.kind())
    }
}

/// Creates a record, changes some, one of them twice, and deletes others. Returns what is there, and what is gone.
fn happen(side: &Side) -> Result<(BTreeSet<String>, BTreeSet<String>), String> {
    let name = side.model.name.as_str();
    let ids: Vec<String> = side.ids().into_iter().collect();
    let [twice, once, gone, changed_and_gone, ..] = ids.as_slice() else {
        return Err("there are too few records".to_owned());
    };
    let pause = || side.mock.advance(Duration::from_secs(10));
    for id in [twice, once, changed_and_gone, twice] {
        ensure(side.mock.update(name, id, &json!({})), || format!("the mock has no {id}"))?;
        pause();
    }
    let created = side.mock.create(name, &json!({})).ok_or("the mock has no such model")?;
    for id in [gone, changed_and_gone] {
        pause();
        ensure(side.mock.delete(name, id), || format!("the mock has no {id}"))?;
    }
    side.mock.advance(Duration::from_secs(30));
    let live = BTreeSet::from([twice.clone(), once.clone(), created]);
    Ok((live, BTreeSet::from([gone.clone(), changed_and_gone.clone()])))
}

fn as_expected(
    application: &Application,
    (live, gone): &(BTreeSet<String>, BTreeSet<String>),
) -> Result<(), String> {
    let of = |there: bool| -> BTreeSet<String> {
        let all = application.copy.iter().filter(|(_, model)| model.is_some() == there);
        all.map(|(id, _)| id.clone()).collect()
    };
    ensure(of(true) == *live, || format!("{live:?} changed, and {:?} were reported", of(true)))?;
    ensure(of(false) == *gone, || format!("{gone:?} were deleted, and {:?} were reported", of(false)))
}

/// Webhooks report what `changed_since` reports, with the same records.
pub(super) async fn reports<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let tells = side.vendor.supports::<dyn erased::ChangedSince<M>>();
    let checkpoint = if tells { changes::run::<M>(side, None, None, |_| ()).await?.checkpoint } else { None };
    side.mock.advance(Duration::from_secs(3600));
    side.mock.take_happened();
    let expected = happen(side)?;
    let mut application = Application::new(side)?;
    for request in side.mock.webhooks(&endpoint()) {
        application.handle::<M>(side, request).await?;
    }
    as_expected(&application, &expected)?;
    let Some(checkpoint) = checkpoint else { return Ok(()) };
    let changed = side.vendor.changed_since::<M>(Some(&checkpoint)).all().await.map_err(text)?;
    for change in changed {
        let (id, told) = (change.id().to_string(), application.copy.get(change.id().as_str()));
        match change {
            Change::Upserted(record) => {
                let model = serde_json::to_value(&record.model).map_err(|it| it.to_string())?;
                let same = told == Some(&Some(model.clone()));
                ensure(same, || format!("`changed_since` has {model}, and webhooks have {told:?}"))?;
            }
            _ => ensure(told == Some(&None), || format!("{id} was deleted, and webhooks have {told:?}"))?,
        }
    }
    Ok(())
}

/// Whatever comes twice, late or in another order: the copy is the vendor's records, and nothing is reported again.
pub(super) async fn in_any_order<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    for seed in 0..8 {
        side.mock.take_happened();
        let expected = happen(side)?;
        let mut application = Application::new(side)?;
        let requests = side.mock.webhooks(&endpoint().disorder(seed));
        for request in requests.iter().cloned() {
            application.handle::<M>(side, request).await?;
        }
        as_expected(&application, &expected).map_err(|error| format!("seed {seed}: {error}"))?;
        let (told, events) = (application.told, application.repeated);
        for request in requests {
            application.handle::<M>(side, request).await?;
        }
        ensure(application.told == told, || format!("seed {seed}: what was done was reported again"))?;
        ensure(application.repeated >= events + 7, || format!("seed {seed}: events were not recognized"))?;
    }
    // a process that stopped before it confirmed: the vendor sends again, and it is reported again
    side.mock.take_happened();
    let expected = happen(side)?;
    let mut application = Application::new(side)?;
    let vendor = side.vendor.capability::<dyn erased::Webhooks<M>>().ok_or("there is no such capability")?;
    let requests = side.mock.webhooks(&endpoint());
    for request in requests.iter().cloned() {
        let delivery = application.receive(side, request).map_err(|kind| format!("{kind:?}"))?;
        application.store::<M>(&vendor, &delivery).await?;
    }
    let told = std::mem::take(&mut application.copy);
    for request in requests {
        application.handle::<M>(side, request).await?;
    }
    ensure(application.copy == told, || "what was not confirmed was not reported again".to_owned())?;
    as_expected(&application, &expected)
}

/// A request that differs from what the vendor sent, or is a copy of an old one, is refused.
pub(super) async fn refuses(side: &Side) -> Result<(), String> {
    side.mock.take_happened();
    happen(side)?;
    let Some(request) = side.mock.webhooks(&endpoint()).into_iter().next() else {
        return Err("no request was sent".to_owned());
    };
    let plan = side.mock.plan().webhooks.clone().ok_or("the plan has no webhooks")?;
    let application = Application::new(side)?;
    let refused = |request: Request<Bytes>, wanted: &[ErrorKind], what: &str| match application
        .receive(side, request)
    {
        Err(kind) if wanted.contains(&kind) => Ok(()),
        found => Err(format!("{what}: {found:?}")),
    };
    let wrong = [ErrorKind::InvalidSignature, ErrorKind::NotSigned];
    let other = Endpoint::new(URL).secret("another").basic_auth("tributary", "another");
    side.mock.update(&side.model.name, side.ids().first().map_or("", String::as_str), &json!({}));
    for request in side.mock.webhooks(&other) {
        if plan.signature.is_some() || plan.basic {
            refused(request, &wrong, "another secret")?;
        }
    }
    let Some(signature) = &plan.signature else {
        let mut bare = request;
        bare.headers_mut().remove(http::header::AUTHORIZATION);
        return if plan.basic { refused(bare, &wrong, "no credentials") } else { Ok(()) };
    };
    let mut bare = request.clone();
    bare.headers_mut().remove(signature.header.as_str());
    refused(bare, &wrong, "no signature")?;
    let of = [Some(signature.header.as_str()), signature.timestamp.as_ref().map(|(name, _)| name.as_str())];
    for name in of.into_iter().flatten() {
        let Some(value) = request.headers().get(name).cloned() else { continue };
        for at in 0..value.len() {
            let mut bytes = value.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            let Ok(value) = http::HeaderValue::from_bytes(&bytes) else { continue };
            // base64 ends in bits that mean nothing
            if bytes[at..] == *b"0" || request.headers().get(name).is_some_and(|it| it.as_bytes()[at] == b'=')
            {
                continue;
            }
            let mut changed = request.clone();
            changed
                .headers_mut()
                .insert(http::HeaderName::from_bytes(name.as_bytes()).map_err(|it| it.to_string())?, value);
            refused(changed, &wrong, &format!("{name}, byte {at}"))?;
        }
    }
    for at in 0..request.body().len() {
        let mut changed = request.clone();
        let mut body = changed.body().to_vec();
        body[at] ^= 1;
        *changed.body_mut() = body.into();
        refused(changed, &wrong, &format!("body, byte {at}"))?;
    }
    if let Some(at) = webhooks::long_ago(&plan, side.mock.now()) {
        let old = side.mock.webhook_signed_at(&endpoint(), at).ok_or("there is no such request")?;
        refused(old, &[ErrorKind::OutsideWindow], "a request that was signed long ago")?;
    }
    Ok(())
}
