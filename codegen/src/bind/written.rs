//! What a capability that writes does not write: fields that a caller may give in vain, and those that an update which sends
//! all has to write as they were read.

use crate::ir::{self, TypeId};
use crate::plan::{
    Action, CallPlan, CapabilityKind, FieldPlan, KeptField, ModelPlan, Place, PlaceKind, Presence, Root,
    Sends, StepKind, ValueKind, Write, WriteKind,
};

use super::Binder;
use super::shapes;

impl Binder<'_> {
    /// Completes the calls of a model whose fields are known.
    pub(super) fn complete_writes(&self, model: &ir::Model, plan: &mut ModelPlan) {
        let fields = &plan.fields;
        for capability in &mut plan.capabilities {
            let Action::Call(call) = &mut capability.action else { continue };
            let given = match capability.kind {
                CapabilityKind::Update => model.patch,
                CapabilityKind::Create | CapabilityKind::Upload => model.new,
                _ => continue,
            };
            call.unwritten = self.unwritten_of(given, call);
            if call.sends == Sends::All {
                call.kept = fields.iter().filter_map(|field| self.kept(model, field)).collect();
                call.elsewhere = elsewhere(fields, call);
            }
        }
    }

    /// Fields that a caller can give and that this call does not write.
    fn unwritten_of(&self, given: TypeId, call: &CallPlan) -> Vec<(String, Presence)> {
        let def = self.unified.types.get(given);
        let ir::Kind::Struct(found) = &def.kind else { return Vec::new() };
        let mut used: Vec<String> = call.writes.lines.iter().map(|line| line.name.clone()).collect();
        for line in &call.writes.lines {
            line.each(&mut |value| {
                if let ValueKind::Path(path) = &value.kind
                    && path.root == Root::Unified
                    && let Some(StepKind::Field(field)) = path.steps.first().map(|step| &step.kind)
                {
                    used.push(field.name.clone());
                }
            });
        }
        let free = found.fields.iter().filter(|field| !used.contains(&field.name));
        free.map(|field| (field.name.clone(), shapes::presence(field, def.flow))).collect()
    }

    /// A field that is read in one place and written in another.
    fn kept(&self, model: &ir::Model, field: &FieldPlan) -> Option<KeptField> {
        if field.symmetric || !field.read || !field.update {
            return None;
        }
        let declared = |id: TypeId| {
            let def = self.unified.types.get(id);
            let ir::Kind::Struct(found) = &def.kind else { return None };
            let field = found.fields.iter().find(|known| known.name == field.name)?;
            Some(shapes::presence(field, def.flow))
        };
        let (Presence::Maybe, presence) = (declared(model.patch)?, declared(model.model)?) else {
            return None;
        };
        Some(KeptField { name: field.name.clone(), presence })
    }
}

/// The properties of the request that such fields are written to.
fn elsewhere(fields: &[FieldPlan], call: &CallPlan) -> Vec<String> {
    let moved = |line: &&Write| {
        fields.iter().find(|field| field.name == line.name).is_some_and(|field| !field.symmetric)
    };
    let mut names = Vec::new();
    call.writes.lines.iter().filter(moved).for_each(|line| properties(line, &mut names));
    names.sort();
    names.dedup();
    names
}

fn properties(line: &Write, names: &mut Vec<String>) {
    let first = |place: &Place| match place.steps.first().map(|step| &step.kind) {
        Some(PlaceKind::Field(field)) => Some(field.wire.clone()),
        Some(PlaceKind::Member(key)) => Some(key.clone()),
        _ => None,
    };
    match &line.kind {
        WriteKind::Value { place, .. } | WriteKind::Members { place, .. } => names.extend(first(place)),
        WriteKind::Slots { slots, .. } => {
            slots.iter().flat_map(|slot| &slot.writes).for_each(|line| properties(line, names));
        }
    }
}
