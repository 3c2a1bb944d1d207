//! Decides what is emitted once for several capabilities: a listing, a function that finds an element, error rules, a
//! reading, and what creating and updating write alike.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase as _;

use super::Category;
use crate::ir::{self, Api, Kind, Literal, Scalar, Shape, TypeId};
use crate::plan::{
    Action, Alike, Answer, CallPlan, CapabilityKind, Clear, Comparison, Element, ElementCall,
    ElementConstant, ElementParameter, Listed, Listing, ModelPlan, OwnErrors, Path, Place, PlaceKind,
    PlaceStep, Plan, Presence, Reading, Root, Sends, Shared, StepKind, Strategy, Type, Value, ValueKind,
    Widened, Write, WriteKind, Writes,
};

/// The name of a listing of ids that several models read.
const SHARED_IDS: &str = "RECORD_ID";

/// Completes a plan whose types are final.
pub fn share(plan: &mut Plan, vendor: &Api, unified: &[Category<'_>]) {
    for model in &mut plan.models {
        for at in 1..model.readings.len() {
            let widened = model.readings.first().zip(model.readings.get(at));
            let widened = widened.and_then(|(first, own)| widened_to(vendor, first, own));
            if let Some(reading) = model.readings.get_mut(at) {
                reading.widened = widened;
            }
        }
        let category = unified.iter().find(|category| category.name == model.category);
        model.alike = category.and_then(|category| alike(category.api, model));
    }
    let mut categories: Vec<String> = plan.models.iter().map(|model| model.category.clone()).collect();
    categories.sort();
    categories.dedup();
    let mut shared = Shared::default();
    for category in categories {
        listings(plan, vendor, &category, &mut shared);
        elements(plan, &category, &mut shared);
        errors(plan, &category, &mut shared);
    }
    plan.shared = shared;
}

/// Whether a record's type holds no more than the first reading's.
fn widened_to(vendor: &Api, first: &Reading, own: &Reading) -> Option<Widened> {
    let (Shape::Named(to), Shape::Named(from)) = (&first.record, &own.record) else { return None };
    let [wide, narrow] = [to, from].map(|id| vendor.types.get(*id));
    let (Kind::Struct(wide_def), Kind::Struct(narrow_def)) = (&wide.kind, &narrow.kind) else { return None };
    let same = |field: &ir::Field| {
        wide_def.fields.iter().any(|other| {
            (&other.name, &other.wire, &other.shape, other.presence(wide.flow))
                == (&field.name, &field.wire, &field.shape, field.presence(narrow.flow))
        })
    };
    let extra = |it: &ir::Struct| it.extra.as_ref().map(|extra| (extra.name.clone(), extra.shape.clone()));
    let holds = extra(wide_def) == extra(narrow_def) && narrow_def.fields.iter().all(same);
    (from != to && holds).then_some(Widened { from: *from, to: *to })
}

/// The names of things of which several may have one: `LIST`, `LIST_2`.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn next(&mut self, name: &str) -> String {
        let times = self.0.entry(name.to_owned()).or_default();
        *times += 1;
        if *times == 1 { name.to_owned() } else { format!("{name}_{times}") }
    }
}

/// All that tells a listing from others: the reply, where its records are and what they are, and what it says of the next
/// page.
#[derive(PartialEq)]
struct Reads {
    body: Option<Shape>,
    items: Items,
    more: Option<Value>,
    next: Option<Value>,
    total: Option<Value>,
    last: Option<Value>,
    token: Option<Value>,
    counted: bool,
}

#[derive(PartialEq)]
enum Items {
    Records {
        path: Path,
        record: Shape,
        widened: Option<Widened>,
    },
    /// Of deletions, the condition of an item is looked at with its id.
    Ids {
        ids: Value,
        deletions: bool,
    },
}

fn listings(plan: &mut Plan, vendor: &Api, category: &str, shared: &mut Shared) {
    let mut found: Vec<(Reads, Listing)> = Vec::new();
    let mut names = Names::default();
    let mut uses = Vec::new();
    for (index, model) in plan.models.iter().enumerate().filter(|(_, it)| it.category == category) {
        for (at, capability) in model.capabilities.iter().enumerate() {
            let call = capability.action.call().zip(model.listed(capability.kind));
            let Some(reads) = call.and_then(|(call, listed)| reads(vendor, model, call, listed)) else {
                continue;
            };
            let known = found.iter().position(|(known, _)| *known == reads);
            uses.push((index, at, known.unwrap_or(found.len())));
            let Some(known) = known else {
                let name = match &reads.items {
                    Items::Records { record, .. } => type_name(vendor, record),
                    Items::Ids { .. } => ids_name(model),
                };
                let (category, name) = (category.to_owned(), names.next(&name));
                found.push((reads, Listing { category, name, model: index, capability: capability.kind }));
                continue;
            };
            // Ids of several models.
            let free = found.iter().all(|(_, listing)| listing.name != SHARED_IDS);
            if let Some((Reads { items: Items::Ids { .. }, .. }, listing)) = found.get_mut(known)
                && free
                && !listing.name.starts_with(&ids_name(model))
            {
                SHARED_IDS.clone_into(&mut listing.name);
            }
        }
    }
    for (model, at, known) in uses {
        let capability = plan.models.get_mut(model).and_then(|model| model.capabilities.get_mut(at));
        if let Some(Action::Call(call)) = capability.map(|capability| &mut capability.action) {
            call.listing = found.get(known).map(|(_, listing)| listing.name.clone());
        }
    }
    shared.listings.extend(found.into_iter().map(|(_, listing)| listing));
}

fn ids_name(model: &ModelPlan) -> String {
    format!("{}_ID", model.model.to_uppercase())
}

fn type_name(vendor: &Api, record: &Shape) -> String {
    match record {
        Shape::Named(id) | Shape::Boxed(id) => vendor.types.get(*id).name.as_str().to_shouty_snake_case(),
        _ => "RECORD".to_owned(),
    }
}

fn reads(vendor: &Api, model: &ModelPlan, call: &CallPlan, listed: Listed) -> Option<Reads> {
    let items = match &call.answer {
        Answer::Records { path, reading } => {
            let widened = model.readings.get(*reading).and_then(|reading| reading.widened);
            let record = model.readings.get(model.read_by(*reading))?.record.clone();
            let mut path = path.clone();
            if path.is_moved()
                && let Some(StepKind::Each(when) | StepKind::EachValue(when)) =
                    path.steps.last_mut().map(|step| &mut step.kind)
            {
                *when = None;
            }
            Items::Records { path, record, widened }
        }
        Answer::Ids(ids) => {
            let conditional = ids.first_path().is_some_and(|path| {
                path.steps
                    .iter()
                    .any(|step| matches!(step.kind, StepKind::Each(Some(_)) | StepKind::EachValue(Some(_))))
            });
            let deletions = conditional && matches!(listed, Listed::Deletions | Listed::Ids);
            Items::Ids { ids: ids.clone(), deletions }
        }
        _ => return None,
    };
    let pages = call.pages.as_ref();
    let (next, total) = match pages.map(|pages| &pages.strategy) {
        Some(Strategy::Cursor(next) | Strategy::Url(next)) => (Some(next.clone()), None),
        Some(Strategy::Number { total } | Strategy::Offset { total }) => (None, total.clone()),
        Some(Strategy::Window) | None => (None, None),
    };
    Some(Reads {
        body: call.body(vendor).cloned(),
        items,
        more: pages.and_then(|pages| pages.more.clone()),
        next,
        total,
        last: pages.and_then(|pages| Some(pages.window.as_ref()?.last.clone())),
        token: call.sync.as_ref().and_then(|sync| sync.token.clone()),
        counted: pages.is_some_and(crate::plan::Pages::counts),
    })
}

fn errors(plan: &mut Plan, category: &str, shared: &mut Shared) {
    let mut names = Names::default();
    let mut found: Vec<OwnErrors> = Vec::new();
    for model in plan.models.iter_mut().filter(|model| model.category == category) {
        for capability in &mut model.capabilities {
            let kind = capability.kind;
            let Action::Call(call) = &mut capability.action else { continue };
            let Some(rules) = &call.errors else { continue };
            let name = match found.iter().find(|known| known.rules == *rules) {
                Some(known) => known.name.clone(),
                None => {
                    let name = names.next(&kind.name().to_shouty_snake_case());
                    let own = OwnErrors { category: category.to_owned(), name, rules: rules.clone() };
                    found.push(own.clone());
                    own.name
                }
            };
            call.errors_by = Some(name);
        }
    }
    shared.errors.extend(found);
}

fn elements(plan: &mut Plan, category: &str, shared: &mut Shared) {
    let mut names = Names::default();
    let mut found: Vec<Element> = Vec::new();
    for model in plan.models.iter_mut().filter(|model| model.category == category) {
        for capability in &mut model.capabilities {
            let Action::Call(call) = &mut capability.action else { continue };
            for write in &mut call.writes.lines {
                each_place(write, &mut |place| {
                    for at in 1..place.steps.len() {
                        let Some((list, step)) = place.steps.get(at - 1).zip(place.steps.get(at)) else {
                            continue;
                        };
                        let Some((item, parameters, arguments)) = element(list, step) else { continue };
                        let known = found.iter().find(|it| it.item == item && it.parameters == parameters);
                        let name = match (known, &list.kind) {
                            (Some(known), _) => known.name.clone(),
                            (None, PlaceKind::Field(field)) => {
                                let name = names.next(&format!("{}_with", field.name));
                                let category = category.to_owned();
                                found.push(Element { category, name: name.clone(), item, parameters });
                                name
                            }
                            (None, _) => continue,
                        };
                        if let Some(PlaceKind::Match { by, .. }) =
                            place.steps.get_mut(at).map(|step| &mut step.kind)
                        {
                            *by = Some(ElementCall { name, arguments });
                        }
                    }
                });
            }
        }
    }
    shared.elements.extend(found);
}

/// Shows the places of a line.
fn each_place(write: &mut Write, see: &mut dyn FnMut(&mut Place)) {
    match &mut write.kind {
        WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => see(place),
        WriteKind::Slots { slots, .. } => {
            slots.iter_mut().flat_map(|slot| &mut slot.writes).for_each(|write| each_place(write, see));
        }
    }
}

/// What a function for an element would take, and what it is given here: where all that the element has to hold are texts
/// and integers.
fn element(list: &PlaceStep, step: &PlaceStep) -> Option<(Shape, Vec<ElementParameter>, Vec<Literal>)> {
    let (PlaceKind::Match { when, set, .. }, PlaceKind::Field(_)) = (&step.kind, &list.kind) else {
        return None;
    };
    let mut conditions = Vec::new();
    flatten(when, &mut conditions);
    if conditions.len() != set.len() {
        return None;
    }
    let (mut parameters, mut arguments) = (Vec::new(), Vec::new());
    for (when, set) in conditions.into_iter().zip(set) {
        let (parameter, argument) = parameter(when, set)?;
        parameters.push(parameter);
        arguments.push(argument);
    }
    Some((step.shape.clone(), parameters, arguments))
}

fn flatten<'v>(when: &'v Value, conditions: &mut Vec<&'v Value>) {
    match &when.kind {
        ValueKind::And(all) => all.iter().for_each(|one| flatten(one, conditions)),
        _ => conditions.push(when),
    }
}

fn parameter(when: &Value, (at, value): &(Place, Value)) -> Option<(ElementParameter, Literal)> {
    let ValueKind::Compare { op: Comparison::Equal, left, right } = &when.kind else { return None };
    let PlaceKind::Field(field) = &at.steps.last()?.kind else { return None };
    let ValueKind::Literal(literal) = &right.kind else { return None };
    let ty = match (literal, &right.ty.shape) {
        (Literal::Text(_), Shape::Scalar(Scalar::Text)) => ElementConstant::Text,
        (Literal::Integer(_), Shape::Scalar(scalar @ (Scalar::I32 | Scalar::I64))) => {
            ElementConstant::Integer(*scalar)
        }
        _ => return None,
    };
    let stored = match &value.ty {
        Type { shape: Shape::Named(_), .. } if ty == ElementConstant::Text => true,
        stored => stored.shape == right.ty.shape,
    };
    (stored && left.ty.shape == right.ty.shape).then(|| {
        let (name, stored) = (field.name.clone(), value.ty.clone());
        let compared = (**left).clone();
        (ElementParameter { name, ty, compared, place: at.clone(), stored }, literal.clone())
    })
}

/// What creating and updating write alike, where a new record can be made a patch.
fn alike(unified: &Api, model: &ModelPlan) -> Option<Alike> {
    let [new, patch] = [model.new, model.patch].map(|id| unified.types.get(id));
    let [create, update] =
        [CapabilityKind::Create, CapabilityKind::Update].map(|kind| model.action(kind)?.call());
    let (create, update) = (create?, update?);
    if update.sends == Sends::All || !ir::holds_all(new, patch) {
        return None;
    }
    let found = alike_writes(&create.writes, &update.writes)?;
    let names =
        |call: &CallPlan| -> Vec<String> { call.unwritten.iter().map(|(name, _)| name.clone()).collect() };
    let record = |call: &CallPlan| -> Option<Shape> {
        let body = call.request.body.as_ref()?;
        Some(body.record.as_ref().map_or(&body.shape, |(_, shape)| shape).clone())
    };
    let same = record(create) == record(update) && names(create) == names(update);
    (same || found != Alike::All).then_some(found)
}

fn alike_writes(create: &Writes, update: &Writes) -> Option<Alike> {
    if !create.together.is_empty() || !update.together.is_empty() || update.lines.len() < 2 {
        return None;
    }
    let plain = |lines: &[&Write]| -> Vec<Write> { lines.iter().map(|write| plain(write)).collect() };
    let created: Vec<&Write> = create.lines.iter().collect();
    let updated: Vec<&Write> = update.lines.iter().collect();
    if plain(&created) == plain(&updated) {
        return Some(Alike::All);
    }
    let map = update.maps().into_iter().next()?;
    let inside = |write: &&Write| {
        write.places().into_iter().all(|place| {
            place.steps.split_last().is_some_and(|(last, before)| {
                matches!(last.kind, PlaceKind::Member(_)) && before == map.steps.as_slice()
            })
        })
    };
    let (entries, others): (Vec<&Write>, Vec<&Write>) = created.into_iter().partition(inside);
    if !updated.iter().all(inside) || plain(&entries) != plain(&updated) {
        return None;
    }
    let others = Writes { lines: others.into_iter().cloned().collect(), together: Vec::new() };
    Some(Alike::Entries { map, others })
}

/// A line as it is when only what it reads and where it writes count: not how the caller's value is declared, nor what null
/// writes.
fn plain(write: &Write) -> Write {
    let mut write = write.clone();
    leave_null_out(&mut write);
    write.each_mut(&mut |value| {
        value.absent = false;
        if let ValueKind::Path(path) = &mut value.kind
            && path.root == Root::Unified
            && let Some(first) = path.steps.first_mut()
        {
            first.presence = Presence::Optional;
            if let StepKind::Field(field) = &mut first.kind {
                (field.of, field.index) = (TypeId(0), 0);
            }
        }
    });
    write
}

fn leave_null_out(write: &mut Write) {
    write.index = 0;
    match &mut write.kind {
        WriteKind::Value { clear, nullable, .. } => (*clear, *nullable) = (Clear::Refuse, false),
        WriteKind::Slots { slots, .. } => {
            slots.iter_mut().flat_map(|slot| &mut slot.writes).for_each(leave_null_out);
        }
        WriteKind::Members { .. } => {}
    }
}
