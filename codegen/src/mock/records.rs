//! Models: what of a record the mapping reads, how it is written there, and what can be done with it.

use tributary_mock_plan::{Call, Does, Format, Inside, Kept, Member, Model, Select, Step, Steps};

use super::answers;
use super::operations::status;
use super::requests;
use super::schemas::{literal, schema};
use crate::ir::{Api, Payload, Reply, Shape};
use crate::plan::{
    CallPlan, Capability, CapabilityKind, Class, Comparison, DateFormat, FieldPlan, ModelPlan, Op, Plan,
    Root, StepKind, TimeFormat, Value, ValueKind, Way, WriteKind,
};

/// A model; `None` if the mapping reads no record of it.
pub(super) fn model(model: &ModelPlan, plan: &Plan, api: &Api) -> Option<Model> {
    let reading = model.readings.first()?;
    let mut reader = Reader { plan, members: Vec::new(), same: true };
    for reading in &model.readings {
        for field in &reading.fields {
            if let Some(value) = &field.value {
                reader.same = is_plain(value);
                reader.read(&field.name, value, &[], &Format::Plain);
            }
        }
    }
    for call in model.capabilities.iter().filter_map(|it| it.action.call()) {
        if let Some(at) = call.sync.as_ref().and_then(|sync| sync.deleted_at.as_ref()) {
            reader.read("deleted_at", at, &[], &Format::Plain);
        }
    }
    let members = reader.members;
    let deleted = reading.fields.iter().find(|field| field.name == "deleted");
    let calls = model.capabilities.iter().filter_map(|it| call(it, &members, api));
    let calls = calls.collect();
    Some(Model {
        name: format!("{}.{}", model.category, model.model),
        record: schema(&reading.record),
        deleted: deleted.and_then(|field| field.value.as_ref()).and_then(answers::test),
        id_prefix: String::new(),
        select: select(model, &members),
        inside: None,
        events: model.webhooks.as_ref().map(super::webhooks::events),
        calls,
        kept: model.fields.iter().filter_map(kept).collect(),
        members,
    })
}

/// A field that both laws hold of, if it can be written.
fn kept(field: &FieldPlan) -> Option<Kept> {
    let holds = field.class == Class::Bijective && (field.create || field.update);
    holds.then(|| Kept { field: field.name.clone(), create: field.create, update: field.update })
}

/// Where the members are that `{select}` names: in the one object of the record whose members they all are.
fn select(model: &ModelPlan, members: &[Member]) -> Option<Select> {
    let first = model.select.first()?;
    let top = first.split('.').next().unwrap_or_default();
    let root = members.iter().find_map(|member| {
        let names: Vec<_> = member
            .at
            .iter()
            .map_while(|step| match step {
                Step::Name(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        let at = names.iter().position(|name| name == top)?;
        names.get(..at).map(<[String]>::to_vec)
    });
    Some(Select { root: root?, names: model.select.clone() })
}

/// Finds the members that values are read from.
struct Reader<'a> {
    plan: &'a Plan,
    members: Vec<Member>,
    /// The field has what is at the place, and nothing is done to it.
    same: bool,
}

/// Whether a value is what a path leads to, or a reference made of it.
fn is_plain(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Path(path) => {
            !path.steps.iter().any(|step| matches!(step.kind, StepKind::Each(_) | StepKind::EachValue(_)))
        }
        ValueKind::Apply {
            op: Op::ToText | Op::TextToRef | Op::NumberToText | Op::TextToUri | Op::Widen,
            to,
        } => is_plain(to),
        _ => false,
    }
}

impl Reader<'_> {
    fn read(&mut self, field: &str, value: &Value, item: &[Step], format: &Format) {
        match &value.kind {
            ValueKind::Path(path) => {
                let base = match path.root {
                    Root::Record => &[],
                    Root::Item => item,
                    _ => return,
                };
                self.found(field, [base, &answers::steps(path)].concat(), format.clone(), None);
            }
            ValueKind::Apply { op, to } => {
                let before = self.members.len();
                let known = self.format(op);
                self.read(field, to, item, known.as_ref().unwrap_or(format));
                if let Op::Join { others, .. } = op {
                    others.iter().for_each(|other| self.read(field, other, item, format));
                }
                if let Op::AtTime(time) = op {
                    self.read(field, time, item, &Format::Time("%H:%M:%S".to_owned()));
                }
                if let Shape::Ref(model) = &value.ty.shape {
                    self.refer(before, model);
                }
            }
            ValueKind::Translate { table, way: Way::Read, of } => {
                let rows =
                    self.plan.tables.get(*table).map(|table| table.rows.as_slice()).unwrap_or_default();
                let values = rows.iter().flat_map(|row| &row.vendor).map(literal).collect();
                self.read(field, of, item, &Format::OneOf(values));
            }
            ValueKind::Coalesce(all) => {
                if let Some(first) = all.first() {
                    self.read(field, first, item, format);
                }
            }
            ValueKind::Not(of) | ValueKind::Holds(of) | ValueKind::Call { of, .. } => {
                self.read(field, of, item, format);
            }
            ValueKind::Each { over, item: each } => {
                let inner = over.first_path().map(answers::steps).unwrap_or_default();
                self.read(field, each, &[item, &inner].concat(), format);
            }
            ValueKind::Build { fields, .. } => {
                for inner in fields {
                    self.read(&format!("{field}.{}", inner.name), &inner.value, item, &Format::Plain);
                }
            }
            ValueKind::Slots(slots) => slots.iter().for_each(|slot| self.read(field, slot, item, format)),
            ValueKind::Case(rows) => rows.iter().for_each(|(when, _)| self.condition(field, when, item)),
            ValueKind::And(all) | ValueKind::Or(all) => {
                all.iter().for_each(|value| self.condition(field, value, item));
            }
            _ => {}
        }
    }

    /// What a condition compares with is what the record may have there.
    fn condition(&mut self, field: &str, value: &Value, item: &[Step]) {
        match &value.kind {
            ValueKind::Compare { op: Comparison::Equal, left, right } => {
                let Some((path, constant)) = left.first_path().zip(right.constant()) else { return };
                if path.root != Root::Record {
                    return;
                }
                let constant = literal(constant);
                let format = match constant.as_str() {
                    Some("true" | "false") => Format::Bool("true".to_owned(), "false".to_owned()),
                    Some(_) => Format::OneOf(vec![constant]),
                    None => return,
                };
                self.found(field, [item, &answers::steps(path)].concat(), format, None);
            }
            _ => value.parts().into_iter().for_each(|part| self.condition(field, part, item)),
        }
    }

    /// The first that reads a place says what is there; a reference says more than a text.
    fn found(&mut self, field: &str, at: Steps, format: Format, refers: Option<String>) {
        match self.members.iter_mut().find(|member| member.at == at) {
            None => {
                let (field, same) = (field.to_owned(), self.same);
                self.members.push(Member { field, at, format, refers, same });
            }
            Some(known) if known.format.is_plain() && !format.is_plain() => {
                (known.field, known.format, known.same) = (field.to_owned(), format, self.same);
            }
            // a whole name is made of parts, which say better what they are
            Some(known) if known.field == "name" => {
                (known.field, known.same) = (field.to_owned(), self.same);
            }
            Some(_) => {}
        }
    }

    fn refer(&mut self, from: usize, model: &str) {
        for member in self.members.iter_mut().skip(from) {
            member.refers.get_or_insert_with(|| model.to_owned());
        }
    }

    fn format(&self, op: &Op) -> Option<Format> {
        Some(match op {
            Op::ToInteger => Format::Integer,
            Op::ToDecimal => Format::Decimal(2),
            Op::Round(places) => Format::Decimal(*places),
            Op::TextToBool { yes, no } => Format::Bool(yes.clone(), no.clone()),
            Op::ParseTime(format) => Format::Time(time_format(format)),
            Op::ParseDate(formats) => Format::Date(formats.first().map(date_format).unwrap_or_default()),
            Op::HtmlToText => Format::Html,
            _ => return None,
        })
    }
}

/// The name of a format of time stamps.
pub(super) fn time_format(format: &TimeFormat) -> String {
    match format {
        TimeFormat::Rfc3339 => "rfc3339".to_owned(),
        TimeFormat::EpochSeconds => "epoch_s".to_owned(),
        TimeFormat::EpochMillis => "epoch_ms".to_owned(),
        TimeFormat::MsJson => "msjson".to_owned(),
        TimeFormat::Pattern(pattern) => pattern.clone(),
    }
}

/// The name of a format of dates.
pub(super) fn date_format(format: &DateFormat) -> String {
    match format {
        DateFormat::Iso => "iso".to_owned(),
        DateFormat::MsJson => "msjson".to_owned(),
        DateFormat::Pattern(pattern) => pattern.clone(),
    }
}

fn call(capability: &Capability, members: &[Member], api: &Api) -> Option<Call> {
    let call = capability.action.call()?;
    let operation = api.operations.get(call.request.operation)?;
    let (payload, known) = match (&operation.success, call.reply) {
        (Reply::One(payload), _) => (payload, None),
        (Reply::Enum(index), choice) => {
            let variants = &api.replies.get(*index)?.variants;
            let variant = variants.get(choice.map_or(0, |choice| choice.variant))?;
            (&variant.payload, Some(status(variant.statuses, 200)))
        }
    };
    let does = does(capability.kind);
    let created = (does == Does::Create && *payload != Payload::Nothing).then_some(201);
    let sync = call.sync.as_ref();
    Some(Call {
        does,
        request: requests::request(&call.request, api),
        following: call
            .pages
            .as_ref()
            .and_then(|pages| pages.following.as_ref())
            .map(|request| requests::request(request, api)),
        start: sync
            .and_then(|sync| sync.start.as_ref())
            .and_then(|start| Some((requests::request(&start.request, api), answers::read(&start.token)?))),
        status: known.or(created),
        response: match payload {
            Payload::Json(shape) => Some(schema(shape)),
            _ => None,
        },
        record: call
            .request
            .body
            .as_ref()
            .and_then(|body| body.record.as_ref())
            .map(|(place, _)| answers::written(place)),
        moves: moves(call, members),
        answer: answers::answer(&call.answer),
        item: answers::item(&call.answer, api),
        pages: call.pages.as_ref().and_then(|pages| answers::pages(pages, &call.answer)),
        deleted: sync.and_then(|sync| sync.deleted.as_ref()).and_then(answers::read),
        token: sync.and_then(|sync| sync.token.as_ref()).and_then(answers::read),
        errors: call.errors.as_ref().map(answers::errors),
    })
}

fn does(kind: CapabilityKind) -> Does {
    match kind {
        CapabilityKind::List => Does::List,
        CapabilityKind::Get => Does::Get,
        CapabilityKind::Many => Does::Many,
        CapabilityKind::Create => Does::Create,
        CapabilityKind::Update => Does::Update,
        CapabilityKind::Delete => Does::Delete,
        CapabilityKind::Changed => Does::ChangedSince,
        CapabilityKind::Deleted => Does::DeletedSince,
        CapabilityKind::Download => Does::Download,
        CapabilityKind::Upload => Does::Upload,
    }
}

/// What is written where it is not read.
fn moves(call: &CallPlan, members: &[Member]) -> Vec<(Steps, Steps)> {
    let read = |at: &Steps| members.iter().any(|member| member.at.starts_with(at));
    let lines = call.writes.lines.iter().filter_map(|line| match &line.kind {
        WriteKind::Value { place, .. } => Some((line, answers::written(place))),
        WriteKind::Slots { .. } | WriteKind::Members { .. } => None,
    });
    let lines = lines.filter(|(_, from)| !read(from));
    let moved = lines.filter_map(|(line, from)| {
        let member = members.iter().find(|member| member.field == line.name)?;
        Some((from, member.at.clone()))
    });
    moved.collect()
}

/// What ids begin with is known from the references that take no others.
pub(super) fn prefix_ids(plan: &Plan, models: &mut [Model]) {
    let fields = plan.models.iter().flat_map(|model| &model.readings).flat_map(|reading| &reading.fields);
    for value in fields.filter_map(|field| field.value.as_ref()) {
        let mut prefix = None;
        value.each(&mut |part| {
            if let ValueKind::Apply { op: Op::Only(text), .. } = &part.kind {
                prefix = Some(text.clone());
            }
        });
        if let (Some(prefix), Shape::Ref(name)) = (prefix, &value.ty.shape) {
            for model in models.iter_mut().filter(|model| model.name == *name) {
                model.id_prefix.clone_from(&prefix);
            }
        }
    }
}

/// A model whose list is the same request as another's, and whose records are inside that one's.
pub(super) fn put_inside(models: &mut [Model]) {
    let lists: Vec<_> = models
        .iter()
        .filter_map(|model| {
            let call = model.calls.iter().find(|call| call.does == Does::List)?;
            match &call.answer {
                tributary_mock_plan::Answer::Records(at, _) => {
                    Some((model.name.clone(), call.request.clone(), at.clone()))
                }
                _ => None,
            }
        })
        .collect();
    for model in models {
        let own = lists.iter().find(|(name, ..)| *name == model.name);
        let Some((_, request, at)) = own else { continue };
        let outer = lists.iter().find(|(name, other, outer)| {
            *name != model.name
                && same_request(other, request)
                && outer.len() < at.len()
                && at.starts_with(outer)
        });
        model.inside = outer.and_then(|(name, _, outer)| {
            Some(Inside { model: name.clone(), at: at.get(outer.len()..)?.to_vec() })
        });
    }
}

fn same_request(a: &tributary_mock_plan::Request, b: &tributary_mock_plan::Request) -> bool {
    a.operation == b.operation && a.parameters == b.parameters && a.body == b.body
}
