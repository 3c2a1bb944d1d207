//! Unified models: component schemas marked `x-tributary-model: true`, each with the struct that creates one and the
//! struct that changes one.

use crate::diagnostics;
use crate::ir::{Kind, Shape, TypeId};
use crate::lower::draft::{Def, Draft};
use crate::lower::schemas::build::Builder;
use crate::parse::Node;
use crate::resolve::{Document, SchemaId};

/// A model's three types in the draft.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Three {
    pub(crate) model: TypeId,
    pub(crate) new: TypeId,
    pub(crate) patch: TypeId,
}

/// The component schemas of a document that are models.
pub(crate) fn marked(builder: &mut Builder<'_, '_>, document: &Document<'_>) -> Vec<(SchemaId, TypeId)> {
    let is_model = |builder: &Builder<'_, '_>, id| {
        builder.get(id).extension("x-tributary-model").and_then(Node::as_bool) == Some(true)
    };
    let ids: Vec<SchemaId> =
        document.schemas.iter().map(|(_, id)| *id).filter(|id| is_model(builder, *id)).collect();
    ids.into_iter().map(|id| (id, builder.reference(id))).collect()
}

/// Adds the types that create and change a model, to be called once the draft is built and collapsed.
pub(crate) fn derive(builder: &mut Builder<'_, '_>, schema: SchemaId, model: TypeId) -> Option<Three> {
    if !matches!(builder.draft.get(model).kind, Kind::Struct(_)) {
        builder.report(
            diagnostics::MODEL_NOT_AN_OBJECT,
            schema,
            "a model has to be an object with properties",
        );
        return None;
    }
    let new = variation(&mut builder.draft, model, "new");
    let patch = variation(&mut builder.draft, model, "patch");
    if let Kind::Struct(it) = &mut builder.draft.get_mut(patch).kind {
        for field in it.fields.iter_mut().filter(|field| field.shape != Shape::Any) {
            field.required = false;
            field.nullable = true;
            field.default = None;
        }
    }
    Some(Three { model, new, patch })
}

fn variation(draft: &mut Draft, model: TypeId, word: &str) -> TypeId {
    let mut def: Def = draft.get(model).clone();
    def.name_hints.root.push(word.to_owned());
    def.name_hints.wire = def.name_hints.wire.map(|wire| format!("{wire}{word}"));
    def.origin.pointer.push_str(&format!(" {word}"));
    def.stands_apart(word);
    def.docs = crate::ir::Docs {
        summary: Some(match word {
            "new" => "What is needed to create one.".to_owned(),
            _ => "What is to be changed: a field left absent stays as it is.".to_owned(),
        }),
        description: None,
    };
    if let Kind::Struct(it) = &mut def.kind {
        it.fields.retain(|field| !field.read_only);
        it.fields.iter_mut().for_each(|field| field.write_only = false);
    }
    draft.push(def)
}
