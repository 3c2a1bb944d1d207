//! passes: reshape the draft, each pass in the order of [`finish`], then turn it into the IR.

pub(crate) mod collapse_aliases;
pub(crate) mod dedupe;
pub(crate) mod discriminator_values;
pub(crate) mod distinguishing_facts;
pub(crate) mod merge_patches;
pub(crate) mod modules;
pub(crate) mod read_write_split;
pub(crate) mod recursion;
pub(crate) mod several_at_once;
pub(crate) mod union_rules;

use crate::diagnostics::Diagnostic;
use crate::ir::{self, ContentKind, Kind, Payload, Reply, Scalar, Shape, TypeId};
use crate::lower::draft::{self, Draft};
use crate::lower::names::assign::Naming;
use crate::lower::names::identifiers;
use crate::lower::names::lock::NamesLock;
use crate::lower::names::operation_names;
use crate::lower::operations;
use crate::lower::operations::headers;
use crate::lower::operations::merge_operations;
use crate::lower::operations::webhooks;
use crate::lower::passes::collapse_aliases::Aliases;
use crate::lower::passes::dedupe::Same;
use crate::lower::passes::read_write_split::ReadWriteSplit;
use crate::lower::schemas::build::Builder;
use crate::lower::schemas::models::{self, Three};
use crate::output::{Summary, Tally};
use crate::resolve::{Document, SchemaId};
use std::collections::BTreeMap;

/// What was built, besides the draft.
pub(crate) struct Built<'d, 'f> {
    pub(crate) operations: Vec<operations::Draft>,
    pub(crate) webhooks: Vec<webhooks::Draft>,
    pub(crate) models: Vec<(&'d Document<'f>, (SchemaId, TypeId))>,
    /// It is the unified model.
    pub(crate) unified: bool,
    /// Every definition is kept, reached by an operation or not, and travels both ways.
    pub(crate) all: bool,
}

pub(crate) fn finish(
    mut builder: Builder<'_, '_>,
    mut built: Built<'_, '_>,
    old: &NamesLock,
    mut new: NamesLock,
    diags: &mut Vec<Diagnostic>,
) -> (ir::Api, NamesLock, Summary) {
    taint(&builder.draft, &mut built.operations);
    let aliases = Aliases::collapse(&mut builder.draft);
    for operation in &mut built.operations {
        see_through(operation, &aliases, &builder.draft);
    }
    payloads(&mut built.webhooks, &mut |shape| *shape = aliases.item(shape, &builder.draft));
    let mut threes = Vec::new();
    for (document, (schema, model)) in &built.models {
        threes.extend(models::derive(&mut builder, *schema, *model).map(|three| (*document, three)));
    }
    let schemas = Tally {
        generated: builder.seen.len() - builder.degraded.len(),
        degraded: builder.degraded.len(),
        left_out: 0,
    };
    diags.append(&mut builder.diags);
    let mut draft = builder.draft;
    for def in draft.defs_mut() {
        draft::shapes_mut(&mut def.kind, &mut text_for_bytes);
    }
    if built.unified {
        for def in draft.defs_mut() {
            draft::shapes_mut(&mut def.kind, &mut |shape| draft::scalars_mut(shape, &mut point_in_time));
        }
    }
    built.operations.iter_mut().for_each(bytes_in_parts_only);
    discriminator_values::fix_tags(&mut draft);
    several_at_once::keep(&mut draft);
    if built.all {
        for def in draft.defs_mut() {
            def.flow = ir::Flow { decoded: true, encoded: true };
        }
    } else {
        let others = elsewhere(&mut built);
        merge_patches::split(&mut draft, &mut built.operations, &others);
        travel(&mut draft, &mut built);
    }
    let same = Same::merge(&mut draft, old);
    for operation in &mut built.operations {
        each_shape(operation, &mut |shape, _| same.settle(shape));
    }
    payloads(&mut built.webhooks, &mut |shape| same.settle(shape));
    webhooks::fold(&mut built.webhooks);
    built.operations = merge_operations::fold(built.operations, &mut new);
    let raw = built.operations.iter().filter(|operation| operation.raw).count();
    let operations = Tally { generated: built.operations.len() - raw, degraded: raw, left_out: 0 };
    recursion::break_cycles(&mut draft, diags);
    let mut undecided = union_rules::decide(&mut draft);
    let kept: Vec<TypeId> = draft
        .iter()
        .filter(|(id, def)| {
            (def.flow.decoded || def.flow.encoded)
                && !same.is_gone(*id)
                && !matches!(def.kind, Kind::Alias(_))
        })
        .map(|(id, _)| id)
        .collect();
    let mut naming = Naming::new(old, new);
    let mut api = ir::Api::default();
    name(&mut draft, &kept, &mut built, &mut naming, &mut api);
    undecided.retain(|it| kept.contains(&it.union));
    union_rules::report(&undecided, &draft, &|id| naming.of(id, &same), diags);
    settle(draft, &kept, &same, built, &threes, &mut naming, &mut api);
    (api, naming.new, Summary { operations, schemas })
}

/// Marks the operations that hold raw JSON which the document types, however deep: before aliases are seen through.
fn taint(draft: &Draft, operations: &mut [operations::Draft]) {
    let raw = draft.iter().filter(|(_, def)| def.raw).map(|(id, _)| id).collect();
    let tainted = draft.holders(raw);
    let is_tainted = |id: TypeId| tainted.get(id.0 as usize).copied().unwrap_or(false);
    for operation in operations {
        let mut raw = operation.raw;
        each_shape(operation, &mut |shape, _| draft::named(shape, &mut |id| raw |= is_tainted(id)));
        operation.raw = raw;
    }
}

/// Raw bytes can be a body or a part of one; as a member of a JSON value they are whatever text the vendor sends.
fn text_for_bytes(shape: &mut Shape) {
    draft::scalars_mut(shape, &mut |scalar| {
        if let Scalar::Binary = scalar {
            *scalar = Scalar::Text;
        }
    });
}

/// The unified model compares and sorts times of many vendors: it knows points in time, wherever they were.
fn point_in_time(scalar: &mut Scalar) {
    if let Scalar::DateTime = scalar {
        *scalar = Scalar::Timestamp;
    }
}

fn bytes_in_parts_only(draft: &mut operations::Draft) {
    let mut kept: Vec<Shape> = Vec::new();
    each_part(draft, &mut |part| kept.push(part.field.shape.clone()));
    each_shape(draft, &mut |shape, _| text_for_bytes(shape));
    let mut kept = kept.into_iter();
    each_part(draft, &mut |part| {
        if let (Some(shape), ir::PartKind::File) = (kept.next(), part.kind) {
            part.field.shape = shape;
        }
    });
}

fn each_part(draft: &mut operations::Draft, visit: &mut dyn FnMut(&mut ir::Part)) {
    for content in draft.operation.body.iter_mut().flat_map(|body| &mut body.contents) {
        if let ContentKind::Multipart { parts, .. } = &mut content.kind {
            parts.iter_mut().for_each(&mut *visit);
        }
    }
}

/// The types that travel otherwise than as a merge patch.
fn elsewhere(built: &mut Built<'_, '_>) -> Vec<TypeId> {
    let mut patches = BTreeMap::new();
    merge_patches::each_patch(&mut built.operations, &mut |shape| {
        draft::named(shape, &mut |id| *patches.entry(id).or_insert(0) += 1);
    });
    let mut found = Vec::new();
    for operation in &mut built.operations {
        each_shape(operation, &mut |shape, _| draft::named(shape, &mut |id| found.push(id)));
    }
    payloads(&mut built.webhooks, &mut |shape| draft::named(shape, &mut |id| found.push(id)));
    // each patch was just met once among all of them
    found.retain(|id| patches.get_mut(id).is_none_or(|left| std::mem::replace(left, *left - 1) <= 0));
    found
}

/// Every shape that the vendor sends by itself.
fn payloads(webhooks: &mut [webhooks::Draft], visit: &mut dyn FnMut(&mut Shape)) {
    webhooks.iter_mut().filter_map(|it| it.webhook.payload.as_mut()).for_each(visit);
}

/// Finds which way each type travels.
fn travel(draft: &mut Draft, built: &mut Built<'_, '_>) {
    let (mut decoded, mut encoded) = (Vec::new(), Vec::new());
    for operation in &mut built.operations {
        each_shape(operation, &mut |shape, sent| {
            draft::named(shape, &mut |id| if sent { encoded.push(id) } else { decoded.push(id) });
        });
    }
    payloads(&mut built.webhooks, &mut |shape| draft::named(shape, &mut |id| decoded.push(id)));
    let views = ReadWriteSplit::split(draft, &decoded, &encoded);
    for operation in &mut built.operations {
        each_shape(operation, &mut |shape, sent| {
            if sent {
                views.encoded(shape);
            }
        });
    }
}

/// Puts aliases' shapes in the place of their uses.
fn see_through(operation: &mut operations::Draft, aliases: &Aliases, draft: &Draft) {
    for parameter in &mut operation.operation.parameters {
        let (shape, nullable, constant) = aliases.resolve(&parameter.shape, draft);
        parameter.shape = shape;
        parameter.nullable |= nullable;
        parameter.constant = parameter.constant.take().or(constant.filter(|_| parameter.required));
    }
    for content in operation.operation.body.iter_mut().flat_map(|body| &mut body.contents) {
        match &mut content.kind {
            ContentKind::Json(shape)
            | ContentKind::Xml(shape)
            | ContentKind::JsonLines(shape)
            | ContentKind::Form { shape, .. } => {
                *shape = aliases.item(shape, draft);
            }
            ContentKind::Multipart { parts, .. } => {
                for part in parts {
                    let (shape, nullable, constant) = aliases.resolve(&part.field.shape, draft);
                    part.field.shape = shape;
                    part.field.nullable |= nullable;
                    part.field.constant = part.field.constant.take().or(constant);
                }
            }
            ContentKind::Text | ContentKind::Bytes => {}
        }
    }
    for variant in &mut operation.replies {
        if let Payload::Json(shape)
        | Payload::Xml(shape)
        | Payload::Events(shape)
        | Payload::JsonLines(shape) = &mut variant.payload
        {
            *shape = aliases.item(shape, draft);
        }
    }
    for header in &mut operation.operation.reply_headers {
        let shape = aliases.resolve(&header.shape, draft).0;
        header.shape = headers::shape(&shape, &|id| matches!(draft.get(id).kind, Kind::Enum(_)));
    }
}

/// Every shape of an operation, and whether it is sent.
fn each_shape(operation: &mut operations::Draft, visit: &mut dyn FnMut(&mut Shape, bool)) {
    operation.operation.parameters.iter_mut().for_each(|parameter| visit(&mut parameter.shape, true));
    for content in operation.operation.body.iter_mut().flat_map(|body| &mut body.contents) {
        match &mut content.kind {
            ContentKind::Json(shape)
            | ContentKind::Xml(shape)
            | ContentKind::JsonLines(shape)
            | ContentKind::Form { shape, .. } => visit(shape, true),
            ContentKind::Multipart { parts, .. } => {
                parts.iter_mut().for_each(|part| visit(&mut part.field.shape, true))
            }
            ContentKind::Text | ContentKind::Bytes => {}
        }
    }
    for variant in &mut operation.replies {
        if let Payload::Json(shape)
        | Payload::Xml(shape)
        | Payload::Events(shape)
        | Payload::JsonLines(shape) = &mut variant.payload
        {
            visit(shape, false);
        }
    }
    operation.operation.reply_headers.iter_mut().for_each(|header| visit(&mut header.shape, false));
}

/// Gives every name.
fn name(
    draft: &mut Draft,
    kept: &[TypeId],
    built: &mut Built<'_, '_>,
    naming: &mut Naming<'_>,
    api: &mut ir::Api,
) {
    naming.keep(draft, kept, &built.operations, &built.webhooks);
    naming.components(draft, kept);
    for operation in &mut built.operations {
        operation_names::name_parts(naming, operation);
    }
    operation_names::name_webhooks(naming, &mut built.webhooks);
    naming.inline(draft, kept);
    naming.members(draft, kept);
    operation_names::settle_replies(naming, &mut built.operations, api);
}

/// Turns the draft, in which all is named, into the IR.
fn settle(
    mut draft: Draft,
    kept: &[TypeId],
    same: &Same,
    mut built: Built<'_, '_>,
    threes: &[(&Document<'_>, Three)],
    naming: &mut Naming<'_>,
    api: &mut ir::Api,
) {
    let mut roots: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for operation in &mut built.operations {
        let module = operation.operation.module.clone();
        let list = roots.entry(module).or_default();
        each_shape(operation, &mut |shape, _| draft::named(shape, &mut |id| list.push(id)));
    }
    let homes = modules::assign(&draft, kept, &roots, &|id| naming.of(id, same));
    let ids: BTreeMap<TypeId, TypeId> =
        kept.iter().zip(0u32..).map(|(id, index)| (*id, TypeId(index))).collect();
    let settle = |id: &mut TypeId| *id = ids.get(id).copied().unwrap_or(TypeId(0));
    let mut reshape = |shape: &mut Shape| draft::named_mut(shape, &mut |id| settle(id));
    for id in kept {
        let def = draft.get_mut(*id);
        let mut kind = std::mem::replace(&mut def.kind, Kind::Alias(Shape::Any));
        draft::shapes_mut(&mut kind, &mut reshape);
        api.types.push(ir::TypeDef {
            name: naming.of(*id, same),
            module: homes.get(id).cloned().unwrap_or_else(|| ir::SHARED_MODULE.to_owned()),
            docs: std::mem::take(&mut def.docs),
            origin: def.origin.clone(),
            flow: def.flow,
            strict: false,
            deprecated: def.deprecated,
            kind,
        });
    }
    for operation in &mut built.operations {
        each_shape(operation, &mut |shape, _| reshape(shape));
    }
    for variant in api.replies.iter_mut().flat_map(|reply| &mut reply.variants) {
        reshape_payload(&mut variant.payload, &mut reshape);
    }
    for operation in &mut built.operations {
        for reply in [&mut operation.operation.success, &mut operation.operation.error] {
            if let Reply::One(payload) = reply {
                reshape_payload(payload, &mut reshape);
            }
        }
    }
    api.headers = headers::settle(naming, &built.operations);
    payloads(&mut built.webhooks, &mut reshape);
    api.webhooks = built.webhooks.into_iter().map(|it| it.webhook).collect();
    api.operations = built.operations.into_iter().map(|it| it.operation).collect();
    for (document, three) in threes {
        let id = |id: TypeId| ids.get(&same.settled(id)).copied().unwrap_or(TypeId(0));
        let file = document.node.file().rsplit('/').next().unwrap_or_default();
        api.models.push(ir::Model {
            name: naming.of(three.model, same),
            category: identifiers::value_name(file.split('.').next().unwrap_or_default()),
            model: id(three.model),
            new: id(three.new),
            patch: id(three.patch),
        });
    }
}

fn reshape_payload(payload: &mut Payload, reshape: &mut dyn FnMut(&mut Shape)) {
    if let Payload::Json(shape) | Payload::Xml(shape) | Payload::Events(shape) | Payload::JsonLines(shape) =
        payload
    {
        reshape(shape);
    }
}
