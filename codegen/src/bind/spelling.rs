//! Misspelt names of a mapping: calls, categories, models, fields. Each is reported once and then read as it was meant, so
//! that everything that depends on it is still checked, and nothing is reported as missing.

use heck::ToSnakeCase;

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest, quoted};
use crate::ir::{self, Shape, TypeId};
use crate::mapping::{Mapping, Model, Spanned};

use super::calls::unknown_call;
use super::{Category, Offered, shapes};

/// Corrects the calls that no document has.
pub fn correct_calls(mapping: &mut Mapping, offered: &[Offered]) -> Vec<Diagnostic> {
    let file = mapping.file.clone();
    let mut found = Vec::new();
    let capabilities = mapping.models.iter_mut().flat_map(|model| &mut model.capabilities);
    let calls = capabilities.flat_map(|capability| {
        let following = capability.page.as_mut().and_then(|page| page.call.as_mut());
        let start = capability.start.as_mut().and_then(|start| start.call.as_mut());
        [capability.call.as_mut(), following, start]
    });
    for call in calls.flatten().filter(|call| !offered.iter().any(|operation| operation.is(&call.value))) {
        if let (stop, Some(near)) = unknown_call(&file, call, offered) {
            found.push(stop);
            call.value = near;
        }
    }
    found.dedup();
    found
}

/// Corrects the names of categories, models and their fields. Two tables that are the same model now become one.
pub(super) fn correct(mapping: &mut Mapping, categories: &[Category<'_>]) -> Vec<Diagnostic> {
    let file = mapping.file.clone();
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut models: Vec<Model> = Vec::new();
    for mut model in std::mem::take(&mut mapping.models) {
        if !categories.iter().any(|category| category.name == model.category.value)
            && let (stop, Some(near)) = unknown_category(&file, &model.category, categories)
        {
            found.push(stop);
            model.category.value = near;
        }
        if let Some(category) = categories.iter().find(|category| category.name == model.category.value)
            && !is_known(category, &model.name.value)
            && let (stop, Some(near)) = unknown_model(&file, &model.name, category)
        {
            found.push(stop);
            model.name.value = near;
        }
        let same = |known: &&mut Model| {
            known.category.value == model.category.value && known.name.value == model.name.value
        };
        match models.iter_mut().find(same) {
            Some(known) => {
                // Each was read without what stands under the other name.
                mapping.lost.extend([known.name.span.clone(), model.name.span.clone()]);
                merge(known, model);
            }
            None => models.push(model),
        }
    }
    drop_defaults(&mut models, categories);
    for model in &mut models {
        if let Some((category, of)) = unified(categories, model) {
            found.extend(correct_fields(&file, model, (&category.api.types, of)));
        }
    }
    mapping.models = models;
    found.dedup();
    found
}

/// A field of `[defaults]` is for the models that have it. What no model has is misspelt.
fn drop_defaults(models: &mut [Model], categories: &[Category<'_>]) {
    let has = |model: &Model, name: &str| {
        unified(categories, model).is_none_or(|(category, of)| {
            let of = &category.api.types.get(of).kind;
            matches!(of, ir::Kind::Struct(known) if known.fields.iter().any(|field| field.wire == name))
        })
    };
    let fields = |model: &Model| model.fields.iter().filter(|line| line.default).cloned().collect::<Vec<_>>();
    let known: Vec<usize> = models
        .iter()
        .flat_map(|model| fields(model).into_iter().map(move |line| (model, line)))
        .filter(|(model, line)| has(model, &line.name.value))
        .map(|(_, line)| line.name.span.start)
        .collect();
    for model in models {
        let lacking: Vec<usize> = fields(model)
            .iter()
            .filter(|line| known.contains(&line.name.span.start) && !has(model, &line.name.value))
            .map(|line| line.name.span.start)
            .collect();
        model.fields.retain(|line| !lacking.contains(&line.name.span.start));
    }
}

fn correct_fields(file: &str, model: &mut Model, (types, of): (&ir::Types, TypeId)) -> Vec<Diagnostic> {
    let ir::Kind::Struct(known) = &types.get(of).kind else { return Vec::new() };
    let mut found = Vec::new();
    for at in 0..model.fields.len() {
        let Some(line) = model.fields.get(at) else { continue };
        if known.fields.iter().any(|field| field.wire == line.name.value) {
            continue;
        }
        let (stop, near) = unknown_field(file, &line.name, (types, of));
        let free = near.filter(|near| !model.fields.iter().any(|other| other.name.value == *near));
        if let (Some(near), Some(line)) = (free, model.fields.get_mut(at)) {
            found.push(stop);
            line.name.value = near;
        }
    }
    found
}

/// The type of a model of the unified categories.
fn unified<'c, 'a>(categories: &'c [Category<'a>], model: &Model) -> Option<(&'c Category<'a>, TypeId)> {
    let category = categories.iter().find(|category| category.name == model.category.value)?;
    let found = category.api.models.iter().find(|known| known.name.to_snake_case() == model.name.value)?;
    Some((category, found.model))
}

/// Whether it is a model, or a part: an object inside one.
fn is_known(category: &Category<'_>, name: &str) -> bool {
    let mut structs = category.api.types.iter().filter(|(_, def)| matches!(def.kind, ir::Kind::Struct(_)));
    category.api.models.iter().any(|model| model.name.to_snake_case() == name)
        || structs.any(|(_, def)| def.name.to_snake_case() == name)
}

fn merge(known: &mut Model, other: Model) {
    known.of = known.of.take().or(other.of);
    known.parent = known.parent.take().or(other.parent);
    known.none = known.none.take().or(other.none);
    known.select = known.select.take().or(other.select);
    known.with.extend(other.with);
    known.capabilities.extend(other.capabilities);
    known.fields.extend(other.fields);
}

/// The finding, and the category that was probably meant.
pub(super) fn unknown_category(
    file: &str,
    name: &Spanned<String>,
    categories: &[Category<'_>],
) -> (Diagnostic, Option<String>) {
    let message = format!("there is no category `{}`", name.value);
    let place = Place::span(file, name.span.clone());
    let found = Diagnostic::new(catalogue::UNKNOWN_CATEGORY, message, place, "unknown category");
    let names: Vec<&str> = categories.iter().map(|category| category.name).collect();
    match nearest(&name.value, names.iter().copied()) {
        Some(near) => (found.help(format!("did you mean `{near}`?")), Some(near.to_owned())),
        None if names.is_empty() => {
            let help = "there is no category at all: the unified model's documents are `specs/unified/<category>.yaml`";
            (found.help(help), None)
        }
        None => (found.help(format!("the categories are {}", quoted(&names))), None),
    }
}

/// The finding, and the model that was probably meant.
pub(super) fn unknown_model(
    file: &str,
    name: &Spanned<String>,
    category: &Category<'_>,
) -> (Diagnostic, Option<String>) {
    let names: Vec<String> = category.api.models.iter().map(|model| model.name.to_snake_case()).collect();
    let message = format!("`{}` has no model `{}`", category.name, name.value);
    let place = Place::span(file, name.span.clone());
    let found = Diagnostic::new(catalogue::UNKNOWN_MODEL, message, place, "unknown model");
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match nearest(&name.value, names.iter().copied()) {
        Some(near) => (found.help(format!("did you mean `{near}`?")), Some(near.to_owned())),
        None => (found.help(format!("its models are {}", quoted(&names))), None),
    }
}

/// The finding, and the field that was probably meant.
pub(super) fn unknown_field(
    file: &str,
    name: &Spanned<String>,
    (types, of): (&ir::Types, TypeId),
) -> (Diagnostic, Option<String>) {
    let def = types.get(of);
    let message = format!("`{}` has no field `{}`", def.name, name.value);
    let place = Place::span(file, name.span.clone());
    let found = Diagnostic::new(catalogue::UNKNOWN_FIELD, message, place, "not a field")
        .label(Place::pointer(&def.origin.file, &def.origin.pointer), "the model");
    let shape = Shape::Named(of);
    match (shapes::near_member(types, &shape, &name.value), shapes::members(types, &shape)) {
        (Some(near), _) => (found.help(format!("did you mean `{near}`?")), Some(near.to_owned())),
        (None, Some(members)) => (found.help(format!("its fields are {members}")), None),
        (None, None) => (found, None),
    }
}
