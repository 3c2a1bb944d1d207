//! Webhooks: where the mapping reads something of an event, a mock writes it.

use tributary_mock_plan::{Events, Place, Signature, Signed, Step, Steps, Webhooks};

use super::records::time_format;
use crate::plan::{
    self, ByteEncoding, EventPlace, EventStep, HashAlgorithm, ModelWebhooks, Proof, SignedPart,
};

/// How the vendor reports events.
pub(super) fn webhooks(from: &plan::Webhooks) -> Webhooks {
    Webhooks {
        signature: match &from.proof {
            Proof::Signature(signature) => Some(self::signature(signature)),
            Proof::Basic(_) | Proof::Unsigned(_) => None,
        },
        basic: matches!(from.proof, Proof::Basic(_)),
        events: steps(&from.events),
        kind: from.kind.iter().filter_map(|places| first(places)).collect(),
        separator: from.separator.clone(),
        id: first(&from.id),
        time: from.time.as_ref().and_then(|(places, format)| Some((first(places)?, time_format(format)))),
        account: first(&from.account),
    }
}

/// Which events report records of a model.
pub(super) fn events(from: &ModelWebhooks) -> Events {
    let created = from.upserted.first().cloned();
    Events {
        updated: from.upserted.get(1).cloned().or_else(|| created.clone()),
        created,
        deleted: from.deleted.first().cloned(),
        upserted_id: last(&from.upserted_id),
        deleted_id: last(&from.deleted_id),
        record: from.record.as_ref().map(|record| steps(record)),
    }
}

fn signature(from: &plan::Signature) -> Signature {
    let encoding = |encoding: ByteEncoding| match encoding {
        ByteEncoding::Hex => "hex".to_owned(),
        ByteEncoding::Base64 => "base64".to_owned(),
    };
    let signed = from.signed.iter().map(|part| match part {
        SignedPart::Method => Signed::Method,
        SignedPart::Url => Signed::Url,
        SignedPart::Body => Signed::Body,
        SignedPart::Timestamp => Signed::Timestamp,
        SignedPart::Header(name) => Signed::Header(name.clone()),
        SignedPart::Text(text) => Signed::Text(text.clone()),
    });
    let list = from.list.as_ref();
    Signature {
        header: from.headers.first().cloned().unwrap_or_default(),
        algorithm: match from.algorithm {
            HashAlgorithm::Sha1 => "sha1".to_owned(),
            HashAlgorithm::Sha256 => "sha256".to_owned(),
            HashAlgorithm::Sha512 => "sha512".to_owned(),
        },
        encoding: encoding(from.encoding),
        prefix: from.prefix.clone(),
        list: list.map(|list| (list.separator.clone(), list.assign.clone(), list.signature.clone())),
        signed: signed.collect(),
        decodes: from.decodes.clone(),
        timestamp: from.timestamp.as_ref().map(|at| (at.name.clone(), time_format(&at.format))),
        window_ms: from.timestamp.as_ref().map(|at| at.window_ms),
        key: from.key.map_or_else(|| "text".to_owned(), encoding),
    }
}

fn first(places: &[EventPlace]) -> Option<Place> {
    places.iter().find_map(place)
}

/// What only some events have, such as those of a merge, stands before what all others have.
fn last(places: &[EventPlace]) -> Option<Place> {
    places.iter().rev().find_map(place)
}

fn place(place: &EventPlace) -> Option<Place> {
    match place {
        EventPlace::Event(steps) => Some(Place::Body(self::steps(steps))),
        EventPlace::Header(name) => Some(Place::Header(name.clone())),
        EventPlace::Text(_) => None,
    }
}

fn steps(steps: &[EventStep]) -> Steps {
    let steps = steps.iter().map(|step| match step {
        EventStep::Name(name) => Step::name(name),
        EventStep::Index(index) => Step::Index(*index),
        EventStep::Each => Step::Each,
    });
    steps.collect()
}
