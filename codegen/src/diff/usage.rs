//! What a mapping uses of a vendor's documents, and which changes that concerns.

use super::change::{Change, Direction, Use};
use super::graph::{Pair, Step};
use super::kinds::Kind;
use super::operations::{Draft, Outside, Root};
use super::place::{place, subject};
use crate::ir::{Api, Origin};
use crate::parse::Node;
use crate::plan::{
    Action, Answer, BoundValue, BoundValueKind, CallPlan, CapabilityKind, ModelPlan, Path, PlaceKind,
    PlaceStep, Plan, Request, Root as Start, Step as PlanStep, StepKind, Value, ValueKind, Write, WriteKind,
    Writes,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What a value is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A field of a model, read or written; or a call that an application makes.
    Field,
    /// What a copy of the vendor's records is kept by: ids, pages, cursors, times of changes, deletions.
    Sync,
}

/// The part of an operation that something is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part<'f> {
    /// The operation as a whole.
    Call,
    Parameter(&'f str),
    Body,
    Reply,
    Header,
    /// Where all operations are.
    Server,
}

/// What a mapping uses, by operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    called: BTreeMap<Origin, Vec<Touch>>,
    /// The documents' servers are called: the mapping names no other.
    servers: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Touch {
    part: TouchedPart,
    path: Vec<Segment>,
    /// All that lies below is used too.
    whole: bool,
    by: Use,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TouchedPart {
    Call,
    Parameter(String),
    Body,
    Reply,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Property(String),
    Item,
    Rest,
}

impl Reach {
    /// What a plan uses of the API it was bound to.
    pub fn of(plan: &Plan, api: &Api) -> Self {
        let mut reach = Self { called: BTreeMap::new(), servers: plan.vendor.base_url.is_none() };
        for operation in &api.operations {
            reach.called.entry(operation.origin.clone()).or_default();
        }
        for model in &plan.models {
            for capability in &model.capabilities {
                if let Action::Call(call) = &capability.action {
                    let name = format!("{}.{} {}", model.category, model.model, capability.kind.name());
                    let role = if is_sync(capability.kind) { Role::Sync } else { Role::Field };
                    let by = Use { what: name, role, line: capability.line };
                    Gather { reach: &mut reach, api, model, by }.call(call);
                }
            }
        }
        reach
    }
}

/// Whether a copy of the records is kept by it.
pub(super) fn is_sync(kind: CapabilityKind) -> bool {
    matches!(kind, CapabilityKind::List | CapabilityKind::Changed | CapabilityKind::Deleted)
}

/// Gathers what one capability uses.
struct Gather<'r> {
    reach: &'r mut Reach,
    api: &'r Api,
    model: &'r ModelPlan,
    by: Use,
}

impl Gather<'_> {
    fn touch(&mut self, request: &Request, part: TouchedPart, path: Vec<Segment>, whole: bool, by: Use) {
        let Some(operation) = self.api.operations.get(request.operation) else { return };
        let touches = self.reach.called.entry(operation.origin.clone()).or_default();
        let touch = Touch { part, path, whole, by };
        if !touches.contains(&touch) {
            touches.push(touch);
        }
    }

    fn call(&mut self, call: &CallPlan) {
        self.request(&call.request);
        self.answer(call);
        self.writes(call);
        let by = self.by.clone();
        let values = call.pages.iter().flat_map(|pages| pages.values());
        let sync =
            call.sync.iter().flat_map(|sync| sync.token.iter().chain(&sync.deleted).chain(&sync.deleted_at));
        for value in values.chain(sync) {
            self.reads(&call.request, value, &[], &by);
        }
        if let Some(following) = call.pages.as_ref().and_then(|pages| pages.following.as_ref()) {
            self.request(following);
        }
        if let Some(start) = call.sync.as_ref().and_then(|sync| sync.start.as_ref()) {
            self.request(&start.request);
            self.reads(&start.request, &start.token, &[], &by);
        }
    }

    fn request(&mut self, request: &Request) {
        let by = self.by.clone();
        self.touch(request, TouchedPart::Call, Vec::new(), false, by.clone());
        let operation = self.api.operations.get(request.operation);
        for argument in &request.arguments {
            let wire =
                operation.and_then(|it| it.parameters.get(argument.parameter)).map(|it| it.wire.clone());
            self.touch(
                request,
                TouchedPart::Parameter(wire.unwrap_or_default()),
                Vec::new(),
                true,
                by.clone(),
            );
        }
        let Some(body) = &request.body else { return };
        self.touch(request, TouchedPart::Body, Vec::new(), false, by.clone());
        for (place, bound) in &body.parts {
            let mut path = segments_of_place(&place.steps);
            self.touch(request, TouchedPart::Body, path.clone(), false, by.clone());
            self.bound(request, bound, &mut path, &by);
        }
    }

    fn bound(&mut self, request: &Request, bound: &BoundValue, path: &mut Vec<Segment>, by: &Use) {
        match &bound.kind {
            BoundValueKind::Struct { of, fields } => {
                for (index, _, inner) in fields {
                    let wire = match &self.api.types.get(*of).kind {
                        crate::ir::Kind::Struct(it) => it.fields.get(*index).map(|field| field.wire.clone()),
                        _ => None,
                    };
                    path.push(Segment::Property(wire.unwrap_or_default()));
                    self.bound(request, inner, path, by);
                    path.pop();
                }
            }
            BoundValueKind::Map(entries) => {
                for (name, inner) in entries {
                    path.push(Segment::Property(name.clone()));
                    self.bound(request, inner, path, by);
                    path.pop();
                }
            }
            BoundValueKind::List(items) => {
                path.push(Segment::Item);
                items.iter().for_each(|item| self.bound(request, item, path, by));
                path.pop();
            }
            BoundValueKind::Value(_) | BoundValueKind::Json(_) => {
                self.touch(request, TouchedPart::Body, path.clone(), true, by.clone());
            }
        }
    }

    /// Where the records are in the reply, and what is read of them.
    fn answer(&mut self, call: &CallPlan) {
        let request = &call.request;
        let by = self.by.clone();
        self.touch(request, TouchedPart::Reply, Vec::new(), false, by.clone());
        match &call.answer {
            Answer::Record { path, reading } | Answer::Records { path, reading } => {
                let base = self.path(request, path, &[], &by);
                let Some(reading) = self.model.readings.get(*reading) else { return };
                let lookups = reading.lookups.iter();
                for lookup in lookups {
                    let path = [base.clone(), segments(&lookup.map)].concat();
                    self.touch(request, TouchedPart::Reply, path, false, by.clone());
                }
                for field in &reading.fields {
                    let Some(value) = &field.value else { continue };
                    let by = self.field(&field.name);
                    self.reads(request, value, &base, &by);
                }
            }
            Answer::Id(value) | Answer::Ids(value) => {
                let by = Use { role: Role::Sync, ..by };
                self.reads(request, value, &[], &by);
            }
            Answer::Nothing | Answer::Content => {}
        }
    }

    /// The use that a field is.
    fn field(&self, name: &str) -> Use {
        let line =
            self.model.fields.iter().find(|field| field.name == name).map_or(self.model.line, |it| it.line);
        let is_key = ["id", "modified_at", "deleted"].contains(&name);
        let role = if is_key { Role::Sync } else { Role::Field };
        Use { what: format!("{}.{}.{name}", self.model.category, self.model.model), role, line }
    }

    /// Notes a path and what the conditions in it look at; gives its segments.
    fn path(&mut self, request: &Request, path: &Path, base: &[Segment], by: &Use) -> Vec<Segment> {
        let mut at = base.to_vec();
        for step in &path.steps {
            at.extend(segment(step));
            let condition = match &step.kind {
                StepKind::First(when) => Some(when),
                StepKind::Each(when) | StepKind::EachValue(when) | StepKind::EachExtra { when, .. } => {
                    when.as_ref()
                }
                _ => None,
            };
            if let Some(condition) = condition {
                self.value(request, condition, &at, &at.clone(), by);
            }
        }
        self.touch(request, TouchedPart::Reply, at.clone(), false, by.clone());
        at
    }

    /// Notes all that a value reads of the reply, whose record is at `base`.
    fn reads(&mut self, request: &Request, value: &Value, base: &[Segment], by: &Use) {
        self.value(request, value, base, base, by);
    }

    fn value(&mut self, request: &Request, value: &Value, base: &[Segment], item: &[Segment], by: &Use) {
        match &value.kind {
            ValueKind::Path(path) => {
                if let Some(start) = start(path, base, item) {
                    let end = self.path(request, path, start, by);
                    self.touch(request, TouchedPart::Reply, end, true, by.clone());
                }
            }
            ValueKind::Each { over, item: each } => {
                self.value(request, over, base, item, by);
                let inner = self.items(over, base, item);
                self.value(request, each, base, &inner, by);
            }
            ValueKind::Collect { over, key, value } => {
                let inner =
                    start(over, base, item).map(|start| [start.to_vec(), segments(&over.steps)].concat());
                let inner = inner.unwrap_or_else(|| item.to_vec());
                self.touch(request, TouchedPart::Reply, inner.clone(), false, by.clone());
                self.value(request, key, base, &inner, by);
                self.value(request, value, base, &inner, by);
            }
            _ => value.parts().into_iter().for_each(|part| self.value(request, part, base, item, by)),
        }
    }

    /// Where the items of a list are.
    fn items(&self, over: &Value, base: &[Segment], item: &[Segment]) -> Vec<Segment> {
        match over.first_path().and_then(|path| Some((path, start(path, base, item)?))) {
            Some((path, start)) => {
                let mut at = [start.to_vec(), segments(&path.steps)].concat();
                // A path that does not iterate gives the list itself.
                let iterates = path.steps.iter().any(|step| {
                    matches!(
                        step.kind,
                        StepKind::Each(_) | StepKind::EachValue(_) | StepKind::EachExtra { .. }
                    )
                });
                if !iterates {
                    at.push(Segment::Item);
                }
                at
            }
            None => item.to_vec(),
        }
    }

    fn writes(&mut self, call: &CallPlan) {
        let record = call.request.body.as_ref().and_then(|body| body.record.as_ref());
        let base = record.map(|(place, _)| segments_of_place(&place.steps)).unwrap_or_default();
        if record.is_some() {
            let by = self.by.clone();
            self.touch(&call.request, TouchedPart::Body, base.clone(), false, by);
        }
        self.lines(&call.request, &call.writes, &base, None);
    }

    fn lines(&mut self, request: &Request, writes: &Writes, base: &[Segment], by: Option<&Use>) {
        for line in &writes.lines {
            let by = by.cloned().unwrap_or_else(|| self.field(&line.name));
            self.line(request, line, base, &by);
        }
    }

    fn line(&mut self, request: &Request, line: &Write, base: &[Segment], by: &Use) {
        match &line.kind {
            WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => {
                let mut at = base.to_vec();
                for step in &place.steps {
                    if let PlaceKind::Match { set, .. } = &step.kind {
                        at.extend(segment_of_place(step));
                        for (place, _) in set {
                            let path = [at.clone(), segments_of_place(&place.steps)].concat();
                            self.touch(request, TouchedPart::Body, path, true, by.clone());
                        }
                    } else {
                        at.extend(segment_of_place(step));
                    }
                }
                self.touch(request, TouchedPart::Body, at, true, by.clone());
            }
            WriteKind::Slots { slots, .. } => {
                for line in slots.iter().flat_map(|slot| &slot.writes) {
                    self.line(request, line, base, by);
                }
            }
        }
    }
}

/// Where a path starts in the reply; `None` for what is not in it.
fn start<'s>(path: &Path, base: &'s [Segment], item: &'s [Segment]) -> Option<&'s [Segment]> {
    match path.root {
        Start::Record => Some(base),
        Start::Item => Some(item),
        Start::Request | Start::Unified | Start::Key | Start::Header(_) | Start::Link(_) => None,
    }
}

fn segments(steps: &[PlanStep]) -> Vec<Segment> {
    steps.iter().filter_map(segment).collect()
}

fn segment(step: &PlanStep) -> Option<Segment> {
    match &step.kind {
        StepKind::Field(field) => Some(Segment::Property(field.wire.clone())),
        StepKind::Member(key) | StepKind::Extra { key, .. } => Some(Segment::Property(key.clone())),
        StepKind::Index(_) | StepKind::Tuple(_) | StepKind::First(_) | StepKind::Each(_) => {
            Some(Segment::Item)
        }
        StepKind::EachValue(_) | StepKind::EachExtra { .. } => Some(Segment::Rest),
        StepKind::Variant { .. } | StepKind::Inner => None,
    }
}

fn segments_of_place(steps: &[PlaceStep]) -> Vec<Segment> {
    steps.iter().filter_map(segment_of_place).collect()
}

fn segment_of_place(step: &PlaceStep) -> Option<Segment> {
    match &step.kind {
        PlaceKind::Field(field) => Some(Segment::Property(field.wire.clone())),
        PlaceKind::Member(key) | PlaceKind::Extra { key, .. } => Some(Segment::Property(key.clone())),
        PlaceKind::First | PlaceKind::Match { .. } => Some(Segment::Item),
        PlaceKind::Variant { .. } | PlaceKind::Inner => None,
    }
}

fn same(step: Step<'_>, segment: &Segment) -> bool {
    match (step, segment) {
        (Step::Property(name), Segment::Property(other)) => name == other,
        (Step::Item, Segment::Item) | (Step::Rest, Segment::Rest | Segment::Property(_)) => true,
        _ => false,
    }
}

/// Whether what a request must hold is more than before: whoever sends the object is concerned.
fn asks_for_more(kind: Kind) -> bool {
    matches!(kind, Kind::PropertyRequired | Kind::BecameRequired)
}

/// The uses of each difference, by pair and index.
type Marks = FxHashMap<(usize, usize), BTreeSet<Use>>;

struct Walk<'w, 'f> {
    pairs: &'w [Pair<'f>],
    touch: &'w Touch,
    marks: &'w mut Marks,
    seen: FxHashSet<(usize, usize)>,
}

impl Walk<'_, '_> {
    fn from(&mut self, pair: usize, at: usize) {
        let mut open = vec![(pair, at)];
        while let Some((index, at)) = open.pop() {
            let Some(pair) = self.pairs.get(index).filter(|_| self.seen.insert((index, at))) else {
                continue;
            };
            let next = self.touch.path.get(at);
            let below = next.is_none() && self.touch.whole;
            for (number, found) in pair.found.iter().enumerate() {
                let concerned = match found.step {
                    None => true,
                    Some(_) if asks_for_more(found.kind) && pair.direction == Direction::Request => true,
                    Some(step) => below || next.is_some_and(|next| same(step, next)),
                };
                if concerned {
                    self.marks.entry((index, number)).or_default().insert(self.touch.by.clone());
                }
            }
            for (step, to) in &pair.edges {
                match (step, next) {
                    (Step::Alternative, _) => open.push((*to, at)),
                    (_, None) if below => open.push((*to, at)),
                    (step, Some(next)) if same(*step, next) => open.push((*to, at + 1)),
                    _ => {}
                }
            }
        }
    }
}

/// The changes of a comparison, each with the operations that reach it and what a mapping uses of it.
pub(super) fn changes(comparison: Draft<'_, '_>, reach: Option<&Reach>) -> Vec<Change> {
    let Draft { graph, calls, roots, outside } = comparison;
    let pairs = graph.pairs;
    let origin = |node: Node<'_>| Origin { file: node.file().to_owned(), pointer: node.pointer() };
    let touches: Vec<Option<&Vec<Touch>>> =
        calls.iter().map(|call| reach.and_then(|reach| reach.called.get(&origin(call.node)))).collect();
    let of_call = |call: usize| touches.get(call).copied().flatten();
    let is_reached = |call: usize| reach.is_none() || of_call(call).is_some();
    let mut merged = Merged::default();
    for change in outside {
        let reached = change.call.is_none_or(is_reached);
        let uses: BTreeSet<Use> = match change.call {
            Some(call) => of_call(call)
                .into_iter()
                .flatten()
                .filter(|touch| concerns(touch, change.part))
                .map(|touch| touch.by.clone())
                .collect(),
            None if change.part == Part::Server && reach.is_some_and(|reach| reach.servers) => {
                BTreeSet::from([Use { what: "every call".to_owned(), role: Role::Field, line: 1 }])
            }
            None => BTreeSet::new(),
        };
        let label = change.call.and_then(|call| calls.get(call)).map(|call| call.label.clone());
        merged.outside(change, label, uses, reached);
    }
    let mut marks = Marks::default();
    for Root { call, part, pair } in &roots {
        for touch in of_call(*call).into_iter().flatten().filter(|touch| concerns(touch, *part)) {
            let mut walk = Walk { pairs: &pairs, touch, marks: &mut marks, seen: FxHashSet::default() };
            walk.from(*pair, 0);
        }
    }
    let reaching = Reaching::new(&pairs, &roots);
    for (index, pair) in pairs.iter().enumerate().filter(|(_, pair)| !pair.found.is_empty()) {
        let from = reaching.calls(index);
        let reached = from.iter().any(|call| is_reached(*call));
        let labels: Vec<&str> =
            from.iter().filter_map(|call| calls.get(*call)).map(|it| it.label.as_str()).collect();
        for (number, found) in pair.found.iter().enumerate() {
            let uses = marks.remove(&(index, number)).unwrap_or_default();
            let node = found.new.or(found.old);
            let inside = match found.step {
                Some(Step::Property(name)) if undescribed(found) => format!(".{name}"),
                _ => String::new(),
            };
            let subject = node.map(subject).unwrap_or_default() + &inside;
            merged.add(
                Change {
                    kind: found.kind,
                    direction: pair.direction,
                    subject,
                    was: found.was.clone(),
                    is: found.is.clone(),
                    old: found.old.map(place),
                    new: found.new.map(place),
                    operations: Vec::new(),
                    uses: Vec::new(),
                    reached: false,
                    grade: found.kind.grade(pair.direction),
                },
                &labels,
                uses,
                reached,
            );
        }
    }
    merged.changes
}

/// A requirement of a property that no schema describes has no node of its own.
fn undescribed(found: &super::graph::Found<'_>) -> bool {
    let is_property = |node: Node<'_>| node.parent().and_then(Node::key) == Some("properties");
    asks_for_more(found.kind) && found.new.is_some_and(|node| !is_property(node))
}

fn concerns(touch: &Touch, part: Part<'_>) -> bool {
    match (&touch.part, part) {
        (TouchedPart::Call, Part::Call | Part::Server) => true,
        (TouchedPart::Parameter(name), Part::Parameter(other)) => name == other,
        (TouchedPart::Body, Part::Body) | (TouchedPart::Reply, Part::Reply) => true,
        _ => false,
    }
}

/// Changes that are the same one, met on several ways.
#[derive(Default)]
struct Merged {
    changes: Vec<Change>,
    by_key: FxHashMap<(Kind, Direction, String, String, String), usize>,
}

impl Merged {
    fn outside(&mut self, found: Outside<'_>, label: Option<String>, uses: BTreeSet<Use>, reached: bool) {
        let change = Change {
            kind: found.kind,
            direction: found.direction,
            subject: found.subject,
            was: found.was,
            is: found.is,
            old: found.old.map(place),
            new: found.new.map(place),
            operations: Vec::new(),
            uses: Vec::new(),
            reached: false,
            grade: found.kind.grade(found.direction),
        };
        let labels: Vec<&str> = label.iter().map(String::as_str).collect();
        self.add(change, &labels, uses, reached);
    }

    fn add(&mut self, change: Change, labels: &[&str], uses: BTreeSet<Use>, reached: bool) {
        let key =
            (change.kind, change.direction, change.subject.clone(), change.was.clone(), change.is.clone());
        let fresh = self.changes.len();
        let index = *self.by_key.entry(key).or_insert(fresh);
        if index == fresh {
            self.changes.push(change);
        }
        let Some(change) = self.changes.get_mut(index) else { return };
        let operations: BTreeSet<String> =
            change.operations.drain(..).chain(labels.iter().map(|label| (*label).to_owned())).collect();
        change.operations = operations.into_iter().collect();
        let uses: BTreeSet<Use> = change.uses.drain(..).chain(uses).collect();
        change.uses = uses.into_iter().collect();
        change.reached |= reached;
    }
}

/// Which operations lead to a pair.
struct Reaching {
    /// By pair: the pairs that lead to it.
    before: Vec<Vec<usize>>,
    /// By pair: the operations that begin with it.
    calls: Vec<Vec<usize>>,
}

impl Reaching {
    fn new(pairs: &[Pair<'_>], roots: &[Root<'_>]) -> Self {
        let mut before = vec![Vec::new(); pairs.len()];
        for (from, pair) in pairs.iter().enumerate() {
            for (_, to) in &pair.edges {
                if let Some(list) = before.get_mut(*to) {
                    list.push(from);
                }
            }
        }
        let mut calls = vec![Vec::new(); pairs.len()];
        for root in roots {
            if let Some(list) = calls.get_mut(root.pair) {
                list.push(root.call);
            }
        }
        Self { before, calls }
    }

    fn calls(&self, pair: usize) -> BTreeSet<usize> {
        let (mut open, mut seen, mut found) = (vec![pair], FxHashSet::default(), BTreeSet::new());
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                found.extend(self.calls.get(at).into_iter().flatten().copied());
                open.extend(self.before.get(at).into_iter().flatten().copied());
            }
        }
        found
    }
}
