//! Whether contract tests find a vendor that is not as its mapping says. The contract tests of our vendors themselves are in
//! `generated/tributary/tests`.
//!
//! `MUTANTS=all cargo test --release -p tributary-tests --test contract` tries every change of a mock that we know; otherwise
//! it is one in ten. `MUTANT=text` tries those whose name has the text, and prints their reports.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary::testing::{MockPlan, checks, mock, run};
use tributary_mock::plan::{
    Answer, Auth, Call, Does, Events, Input, Next, Pattern, Piece, Place, Request, Signature, Step, Steps,
    Test, Webhooks,
};

/// A kind of change, and how it is made.
type Change<T> = (&'static str, fn(&mut T));

/// A vendor that is not as the mapping says, in one thing.
struct Mutant {
    what: String,
    plan: MockPlan,
}

/// Every way in which we know how to change a plan, at every place.
fn mutants(plan: &MockPlan) -> Vec<Mutant> {
    let mut found = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut MockPlan)| {
        let mut mutant = plan.clone();
        change(&mut mutant);
        if mutant != *plan {
            found.push(Mutant { what, plan: mutant });
        }
    };
    for (m, model) in plan.models.iter().enumerate() {
        let name = &model.name;
        let tells = model.calls.iter().any(|call| call.does == Does::ChangedSince && call.deleted.is_some());
        for (c, call) in model.calls.iter().enumerate() {
            // a mock knows one kind of deletion, which one of the two reports; what is inside another comes with that one
            if call.does == Does::DeletedSince && tells || call.does == Does::List && model.inside.is_some() {
                continue;
            }
            let what = |it: &str| format!("{name} {:?}: {it}", call.does);
            let each: [Change<Call>; 8] = [
                ("another envelope", |call| match &mut call.answer {
                    Answer::Record(at) | Answer::Records(at, _) | Answer::Id(at) | Answer::Ids(at) => {
                        around(at)
                    }
                    Answer::Nothing | Answer::Content => {}
                }),
                ("another cursor", |call| {
                    if let Some(Next::Cursor(Place::Body(at)) | Next::Url(Place::Body(at))) =
                        call.pages.as_mut().map(|it| &mut it.next)
                    {
                        elsewhere(at);
                    }
                }),
                ("the end of the list is said otherwise", |call| {
                    if let Some(more) = call.pages.as_mut().and_then(|it| it.more.as_mut()) {
                        *more = Test::Not(Box::new(more.clone()));
                    }
                }),
                ("another parameter for the cursor", |call| rename(&mut call.request, &Input::Cursor)),
                ("another parameter for the time", |call| rename(&mut call.request, &Input::Since)),
                ("since leaves out the time itself", |call| toggle(&mut call.request, Input::Since)),
                ("the last one comes again or is left out", |call| toggle(&mut call.request, Input::Last)),
                ("deletions are told elsewhere", |call| {
                    if let Some(at) = &mut call.deleted {
                        around(at);
                    }
                }),
            ];
            for (kind, change) in each {
                // a run of one id is no less a run without a list
                let lists = [Does::List, Does::ChangedSince, Does::DeletedSince].contains(&call.does);
                if kind == "since leaves out the time itself" && call.does != Does::ChangedSince
                    || kind.starts_with("the last one") && !lists
                {
                    continue;
                }
                add(what(kind), &|plan| {
                    if let Some(call) = plan.models.get_mut(m).and_then(|model| model.calls.get_mut(c)) {
                        change(call);
                    }
                });
            }
        }
        for (a, b) in [("created_at", "modified_at"), ("id", "name"), ("first_name", "last_name")] {
            add(format!("{name}: {a} and {b} swapped"), &|plan| {
                let Some(model) = plan.models.get_mut(m) else { return };
                let at = |field: &str| model.members.iter().position(|it| it.field == field);
                let (Some(a), Some(b)) = (at(a), at(b)) else { return };
                let other = model.members[a].at.clone();
                model.members[a].at = std::mem::replace(&mut model.members[b].at, other);
            });
        }
        for (at, member) in model.members.iter().enumerate().filter(|(_, member)| member.same) {
            add(format!("{name}: {} is elsewhere", member.field), &|plan| {
                if let Some(member) = plan.models.get_mut(m).and_then(|model| model.members.get_mut(at)) {
                    elsewhere(&mut member.at);
                }
            });
        }
    }
    for (m, model) in plan.models.iter().enumerate() {
        let each: [Change<Events>; 4] = [
            ("another type of what is new", |events| events.created = Some("another".to_owned())),
            ("another type of what is gone", |events| events.deleted = Some("another".to_owned())),
            ("the id of what is new is elsewhere", |events| {
                events.upserted_id.iter_mut().for_each(move_place)
            }),
            ("the id of what is gone is elsewhere", |events| {
                events.deleted_id.iter_mut().for_each(move_place)
            }),
        ];
        for (kind, change) in each {
            add(format!("{} events: {kind}", model.name), &|plan| {
                if let Some(events) = plan.models.get_mut(m).and_then(|model| model.events.as_mut()) {
                    change(events);
                }
            });
        }
    }
    for (kind, change) in WEBHOOKS {
        add(format!("webhooks: {kind}"), &|plan| {
            if let Some(webhooks) = &mut plan.webhooks {
                change(webhooks);
            }
        });
    }
    for part in 0..plan.webhooks.iter().filter_map(|it| it.signature.as_ref()).map(|it| it.signed.len()).sum()
    {
        add(format!("webhooks: part {part} is not signed"), &|plan| {
            if let Some(signature) = plan.webhooks.as_mut().and_then(|it| it.signature.as_mut()) {
                signature.signed.remove(part);
            }
        });
    }
    add("errors: another code".to_owned(), &|plan| moved(&mut plan.errors.code));
    add("errors: another message".to_owned(), &|plan| moved(&mut plan.errors.message));
    add("another scheme".to_owned(), &|plan| {
        for auth in &mut plan.auth {
            *auth = match auth {
                Auth::Header(_) => Auth::Header("x-other-token".to_owned()),
                Auth::OAuth2 { method, .. } => {
                    Auth::OAuth2 { token_path: "/elsewhere".to_owned(), method: method.clone() }
                }
                _ => Auth::Header("x-other-token".to_owned()),
            };
        }
    });
    found
}

/// Ways in which webhooks can be otherwise.
const WEBHOOKS: &[Change<Webhooks>] = &[
    ("another header", |it| signature(it, |it| it.header.push_str("-2"))),
    ("another hash", |it| signature(it, |it| it.algorithm = "sha512".to_owned())),
    ("hex for base64", |it| signature(it, |it| it.encoding = "hex".to_owned())),
    ("something before the signature", |it| signature(it, |it| it.prefix = "sha256=".to_owned())),
    ("signed in another order", |it| signature(it, |it| it.signed.reverse())),
    ("the URL is signed as it is", |it| signature(it, |it| it.decodes.clear())),
    ("another unit of the timestamp", |it| {
        signature(it, |it| it.timestamp.iter_mut().for_each(|(_, format)| *format = "epoch_s".to_owned()));
    }),
    ("another header of the timestamp", |it| {
        signature(it, |it| it.timestamp.iter_mut().for_each(|(name, _)| name.push_str("-2")));
    }),
    ("no name and password", |it| it.basic = false),
    ("the events are elsewhere", |it| it.events.insert(0, Step::name("elsewhere"))),
    ("the type is elsewhere", |it| it.kind.iter_mut().for_each(move_place)),
    ("the id is elsewhere", |it| it.id.iter_mut().for_each(move_place)),
    ("the time is elsewhere", |it| it.time.iter_mut().for_each(|(at, _)| move_place(at))),
    ("the time is another", |it| it.time.iter_mut().for_each(|(_, format)| *format = "%Y".to_owned())),
    ("the account is elsewhere", |it| it.account.iter_mut().for_each(move_place)),
];

fn signature(webhooks: &mut Webhooks, change: impl Fn(&mut Signature)) {
    webhooks.signature.iter_mut().for_each(change);
}

fn move_place(place: &mut Place) {
    if let Place::Body(at) = place {
        elsewhere(at);
    }
}

/// The last member on the way has another name.
fn elsewhere(at: &mut Steps) {
    if let Some(Step::Name(name)) = at.iter_mut().rev().find(|step| matches!(step, Step::Name(_))) {
        name.push_str("_elsewhere");
    }
}

/// The first one has.
fn around(at: &mut Steps) {
    if let Some(Step::Name(name)) = at.first_mut() {
        name.push_str("_elsewhere");
    }
}

fn moved(places: &mut [Place]) {
    for place in places {
        if let Place::Body(at) = place {
            elsewhere(at);
        }
    }
}

fn asks(pattern: &Pattern, input: &Input) -> bool {
    match pattern {
        Pattern::One(found, ..) => found == input,
        Pattern::Text(pieces) => {
            pieces.iter().any(|it| matches!(it, Piece::Input(found, ..) if found == input))
        }
        Pattern::List(items) => items.iter().any(|it| asks(it, input)),
        Pattern::Object(members) => members.iter().any(|(_, it)| asks(it, input)),
        Pattern::Json(inner) => asks(inner, input),
        Pattern::Is(_) | Pattern::Anything => false,
    }
}

/// The parameter's value means nothing to this vendor any more.
fn rename(request: &mut Request, input: &Input) {
    request.parameters.retain(|(_, pattern)| !asks(pattern, input) || matches!(pattern, Pattern::Text(_)));
    request.body.retain(|(_, pattern)| !asks(pattern, input));
}

fn toggle(request: &mut Request, input: Input) {
    let asked = request.parameters.iter().map(|(_, it)| it).chain(request.body.iter().map(|(_, it)| it));
    if asked.into_iter().any(|it| asks(it, &input)) {
        match request.beyond.iter().position(|it| *it == input) {
            Some(at) => drop(request.beyond.remove(at)),
            None => request.beyond.push(input),
        }
    }
}

#[tokio::test]
async fn a_vendor_that_is_otherwise_breaks_the_contract() {
    let step = if std::env::var_os("MUTANTS").is_some_and(|it| it == "all") { 1 } else { 10 };
    let wanted = std::env::var("MUTANT").ok();
    let step = if wanted.is_some() { 1 } else { step };
    let (mut all, mut tried, mut missed) = (0, 0, Vec::new());
    for vendor in tributary::VENDORS {
        let mock = mock(vendor.name).unwrap();
        for Mutant { what, plan } in mutants(mock.plan()) {
            all += 1;
            if all % step != 0
                || wanted.as_ref().is_some_and(|it| !format!("{} {what}", vendor.name).contains(it))
            {
                continue;
            }
            tried += 1;
            // what concerns every model is seen with one of them
            let model = what.split([' ', ':']).next().filter(|it| it.contains('.')).unwrap_or("crm.contact");
            let checks = checks(mock.clone().with_plan(plan)).only(model).until_one_fails();
            let report = run(checks).await;
            if wanted.is_some() {
                println!("{} {what}: {report}", vendor.name);
            }
            if report.failed.is_empty() {
                missed.push(format!("{} {what}", vendor.name));
            }
        }
    }
    println!("{} of {tried} changes were found, of {all} that there are", tried - missed.len());
    assert!(missed.is_empty(), "{} of {tried} were not found:\n{}", missed.len(), missed.join("\n"));
    assert!(all > 400, "{all} changes are few");
}
