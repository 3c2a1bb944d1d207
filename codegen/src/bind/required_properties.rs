//! What a request's types demand: a required member that nothing sets is reported, one that a line sets is demanded of the
//! line. For a request never says what nobody gave: neither the blank of a record, nor that of an object made inside it.

use indexmap::IndexMap;

use crate::diagnostics::catalogue;
use crate::ir::{Field, Shape};
use crate::mapping::Span;
use crate::plan::{
    CapabilityKind, Demand, Place, PlaceKind, PlaceStep, Presence, Sends, Together, Write, WriteKind, Writes,
    place_text,
};

use super::Binder;
use super::shapes;

/// What is written to, and by what besides the mapping's lines.
pub(super) struct Target<'t> {
    pub(super) record: &'t Shape,
    /// What is set besides: by `with`, always.
    pub(super) set: &'t [&'t Place],
    /// `None`: an item of a list, or another object that is only made to be written to.
    pub(super) call: Option<(CapabilityKind, Sends)>,
    pub(super) span: &'t Span,
}

/// A line's place, and whether an item of a slot goes there, which may not be given.
struct Filled {
    steps: Vec<PlaceStep>,
    field: String,
    in_slot: bool,
}

/// An object that is written into: its type, and the steps that lead to it.
type Objects = IndexMap<String, (Shape, Vec<PlaceStep>)>;

impl Binder<'_> {
    /// Lines, with what the objects that they write to demand of them.
    pub(super) fn demands(&mut self, mut lines: Vec<Write>, target: &Target<'_>) -> Writes {
        let mut filled = Vec::new();
        fill(&lines, false, &mut filled);
        let mut objects = Objects::new();
        objects.insert(String::new(), (target.record.clone(), Vec::new()));
        for line in &filled {
            for end in 1..line.steps.len() {
                self.object(line.steps.get(..end).unwrap_or_default(), &mut objects);
            }
        }
        let mut together = Vec::new();
        for (shape, steps) in objects.values() {
            self.object_demands((shape, steps), target, (&filled, &mut lines), &mut together);
        }
        for line in &mut lines {
            watch(line, &together);
        }
        self.note_update(&lines, &together, target);
        Writes { lines, together }
    }

    fn object(&self, steps: &[PlaceStep], objects: &mut Objects) {
        let Some(last) = steps.last() else { return };
        if shapes::structure(&self.vendor.types, &last.shape).is_some() {
            objects.entry(place_text(steps)).or_insert_with(|| (last.shape.clone(), steps.to_vec()));
        }
    }

    fn object_demands(
        &mut self,
        (shape, steps): (&Shape, &[PlaceStep]),
        target: &Target<'_>,
        (filled, lines): (&[Filled], &mut [Write]),
        together: &mut Vec<Together>,
    ) {
        let Some((id, _, found)) = shapes::structure(&self.vendor.types, shape) else { return };
        let inside = made_by(steps);
        // What was read before is sent again.
        if inside.is_empty() && matches!(target.call, Some((_, Sends::All))) {
            return;
        }
        for (index, field) in found.fields.iter().enumerate().filter(|(_, field)| is_demanded(field)) {
            let is_it = |step: &PlaceStep| matches!(&step.kind, PlaceKind::Field(at) if at.of == id && at.index == index);
            let after = |place: &[PlaceStep]| {
                let rest = place.strip_prefix(steps)?;
                rest.split_first().filter(|(first, _)| is_it(first)).map(|(_, rest)| rest.to_vec())
            };
            let made_with = matches!(steps.last(), Some(PlaceStep { kind: PlaceKind::Match { set, .. }, .. })
                if set.iter().any(|(place, _)| place.steps.first().is_some_and(is_it)));
            let constant = target.set.iter().any(|place| after(&place.steps).is_some());
            if made_with || constant {
                continue;
            }
            let fills: Vec<_> =
                filled.iter().filter_map(|line| after(&line.steps).map(|rest| (line, rest))).collect();
            let Some((first, rest)) = fills.first() else {
                self.unset(shape, &place_text(steps), field, target);
                continue;
            };
            // A container: what it holds is demanded of it in its own turn.
            let container = |step: &PlaceStep| {
                matches!(step.kind, PlaceKind::Field(_) | PlaceKind::Member(_) | PlaceKind::Extra { .. })
            };
            if rest.iter().any(container) {
                continue;
            }
            let mut member = steps.to_vec();
            member.extend(first.steps.get(steps.len()).cloned());
            let member = place_text(&member);
            // Nothing else makes the object.
            let made = filled.iter().filter(|line| is_in(&place_text(&line.steps), &inside));
            if !inside.is_empty() && made.count() == fills.len() {
                continue;
            }
            let alone = inside.is_empty() && fills.len() == 1 && !first.in_slot;
            match lines.iter_mut().find(|line| alone && is_value_at(line, &member)) {
                Some(line) => line.demand = Demand::Value,
                None => {
                    together.push(Together { inside: inside.clone(), member, field: first.field.clone() })
                }
            }
        }
    }

    /// A required member that nothing sets.
    fn unset(&mut self, shape: &Shape, object: &str, field: &Field, target: &Target<'_>) {
        let Some((_, def, _)) = shapes::structure(&self.vendor.types, shape) else { return };
        if self.is_slip(&field.wire) {
            return;
        }
        let message = match object {
            "" => format!("the request requires `{}` of `{}`, and nothing sets it", field.wire, def.name),
            object => format!("inside `{object}` the request requires `{}`, and nothing sets it", field.wire),
        };
        let stop = self.stop(catalogue::MEMBER_UNSET, target.span, message, "incomplete").label(
            crate::diagnostics::Place::pointer(&def.origin.file, &def.origin.pointer),
            "declared here",
        );
        let stop = match (object.is_empty(), &field.default) {
            (true, None) => stop.help(format!("map a field to it, or send a constant: `with.{} = …`", field.wire)),
            (true, Some(_)) => stop.help(format!(
                "the document has a default for it, which is not sent unasked: map a field to it, or send a constant: `with.{} = …`",
                field.wire
            )),
            (false, _) => stop.help("map a field to it; if the vendor does not really require it, say so in an overlay"),
        };
        self.found(stop);
    }

    /// A partial update that can't leave a member out.
    fn note_update(&mut self, lines: &[Write], together: &[Together], target: &Target<'_>) {
        if !matches!(target.call, Some((CapabilityKind::Update, Sends::Changed))) {
            return;
        }
        let alone = lines.iter().filter(|line| line.demand == Demand::Value).map(|line| line.name.as_str());
        let always =
            together.iter().filter(|demand| demand.inside.is_empty()).map(|demand| demand.field.as_str());
        let mut fields: Vec<&str> = alone.chain(always).collect();
        fields.dedup();
        if fields.is_empty() || lines.iter().all(|line| fields.contains(&line.name.as_str())) {
            return;
        }
        let fields = crate::diagnostics::quoted(&fields);
        let message = format!("every update has to give {fields}: the request requires it");
        let stop = self
            .stop(catalogue::UPDATE_DEMANDS, target.span, message, "what a patch leaves out can't be left out here")
            .help("a patch without it is refused before it is sent; if the vendor does not really require it, say so in an overlay");
        self.found(stop);
    }

    /// A body that no record is written to: all that it requires is given, whatever happens.
    pub(super) fn check_body(&mut self, record: &Shape, set: &[&Place], span: &Span) {
        self.demands(Vec::new(), &Target { record, set, call: None, span });
    }
}

/// A member that a request never leaves out.
pub(super) fn is_demanded(field: &Field) -> bool {
    (field.required || field.expected) && field.fixed().is_none() && !field.read_only
}

fn fill(lines: &[Write], in_slot: bool, filled: &mut Vec<Filled>) {
    for line in lines {
        match &line.kind {
            WriteKind::Value { place, .. } => {
                filled.push(Filled { steps: place.steps.clone(), field: line.name.clone(), in_slot });
            }
            // The entries of a map: there need be none.
            WriteKind::Members { place, .. } => {
                let mut steps = place.steps.clone();
                let shape = steps.last().map_or(Shape::Any, |last| last.shape.clone());
                steps.push(PlaceStep {
                    kind: PlaceKind::Member(String::new()),
                    shape,
                    presence: Presence::Optional,
                });
                filled.push(Filled { steps, field: line.name.clone(), in_slot });
            }
            WriteKind::Slots { slots, .. } => {
                for slot in slots {
                    let before = filled.len();
                    fill(&slot.writes, true, filled);
                    filled.iter_mut().skip(before).for_each(|inner| inner.field = line.name.clone());
                }
            }
        }
    }
}

/// The innermost object on the way that is only made when something is written into it; empty: all are there anyway.
fn made_by(steps: &[PlaceStep]) -> String {
    let made = |step: &PlaceStep| {
        step.presence != Presence::Always || !matches!(step.kind, PlaceKind::Field(_) | PlaceKind::Inner)
    };
    let end = steps.iter().rposition(made).map_or(0, |last| last + 1);
    place_text(steps.get(..end).unwrap_or_default())
}

fn is_value_at(line: &Write, member: &str) -> bool {
    matches!(&line.kind, WriteKind::Value { place, .. } if place.text() == member)
}

/// Lines that a demand looks at: those at the member, and those that make the object which demands it.
fn watch(line: &mut Write, together: &[Together]) {
    let watched = |text: &str| {
        together.iter().any(|demand| {
            is_in(text, &demand.member) || (!demand.inside.is_empty() && is_in(text, &demand.inside))
        })
    };
    match &mut line.kind {
        WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => {
            if line.demand == Demand::Nothing && watched(&place.text()) {
                line.demand = Demand::Watched;
            }
        }
        WriteKind::Slots { slots, .. } => {
            slots.iter_mut().flat_map(|slot| &mut slot.writes).for_each(|line| watch(line, together));
        }
    }
}

/// Whether a place is another, or inside it.
fn is_in(place: &str, outer: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '<']))
}
