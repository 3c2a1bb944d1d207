//! `call`: which operation is meant, and what it takes and answers.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};
use crate::ir::{ContentKind, Operation, Payload, Reply, Shape, Statuses};
use crate::mapping::{Span, Spanned};
use crate::plan::ReplyChoice;

use super::resolve_path::Stop;
use super::shapes;
use super::{Binder, Offered};

impl Binder<'_> {
    /// The index of the operation that a `call` names: an operationId, or `METHOD /path`.
    pub(super) fn operation(&self, call: &Spanned<String>) -> Result<usize, Stop> {
        let name = call.value.trim();
        let matches = |operation: &Operation| {
            operation.operation_id.as_deref() == Some(name) || route(operation) == normal_route(name)
        };
        let found: Vec<usize> = self
            .vendor
            .operations
            .iter()
            .enumerate()
            .filter(|(_, operation)| matches(operation))
            .map(|(index, _)| index)
            .collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Box::new(unknown_call(&self.mapping.file, call, self.offered).0)),
            [first, ..] => Err(self.ambiguous(call, name, *first, &found)),
        }
    }

    fn ambiguous(&self, call: &Spanned<String>, name: &str, first: usize, found: &[usize]) -> Stop {
        let message = format!("{} operations answer to `{name}`", found.len());
        let mut stop = self.stop(catalogue::AMBIGUOUS_CALL, &call.span, message, "which one?");
        for index in found.iter().take(3) {
            if let Some(operation) = self.vendor.operations.get(*index) {
                let place = Place::pointer(&operation.origin.file, &operation.origin.pointer);
                stop = stop.label(place, "one of them").into();
            }
        }
        let route = self
            .vendor
            .operations
            .get(first)
            .map(|operation| format!("{} {}", operation.method, operation.path));
        stop.help(format!("name it by method and path, as `{}`", route.unwrap_or_default())).into()
    }

    /// The JSON that an operation answers with, and in which variant of its reply.
    pub(super) fn answer_shape(&self, operation: &Operation) -> Option<(Shape, Option<ReplyChoice>)> {
        match &operation.success {
            Reply::One(Payload::Json(shape)) => Some((shapes::present(&self.vendor.types, shape).0, None)),
            Reply::One(_) => None,
            Reply::Enum(index) => {
                let variants = &self.vendor.replies.get(*index)?.variants;
                let json = |variant: &crate::ir::ReplyVariant| matches!(variant.payload, Payload::Json(_));
                let two_hundred = |variant: &crate::ir::ReplyVariant| {
                    json(variant) && matches!(variant.statuses, Statuses::Code(200 | 201))
                };
                let at = variants.iter().position(two_hundred).or_else(|| variants.iter().position(json))?;
                let Payload::Json(shape) = &variants.get(at)?.payload else { return None };
                let choice = ReplyChoice { reply: *index, variant: at };
                Some((shapes::present(&self.vendor.types, shape).0, Some(choice)))
            }
        }
    }

    /// The JSON body that an operation takes: its content's index and shape.
    pub(super) fn body_shape(&self, operation: &Operation) -> Option<(usize, Shape)> {
        let contents = &operation.body.as_ref()?.contents;
        contents.iter().enumerate().find_map(|(index, content)| match &content.kind {
            ContentKind::Json(shape) => Some((index, shapes::present(&self.vendor.types, shape).0)),
            _ => None,
        })
    }

    /// Where an operation is declared, for a message.
    pub(super) fn declared(&self, operation: usize, found: Diagnostic) -> Diagnostic {
        match self.vendor.operations.get(operation) {
            Some(operation) => {
                let place = Place::pointer(&operation.origin.file, &operation.origin.pointer);
                found.label(place, "the operation")
            }
            None => found,
        }
    }

    /// The answer's shape, or a finding that it has none.
    pub(super) fn demand_answer(
        &self,
        operation: usize,
        span: &Span,
    ) -> Result<(Shape, Option<ReplyChoice>), Stop> {
        let found = self.vendor.operations.get(operation).and_then(|operation| self.answer_shape(operation));
        found.ok_or_else(|| {
            let message = "the document gives this call no JSON answer";
            let stop = self.stop(catalogue::NO_ANSWER, span, message, "nothing to read");
            let found = self.declared(operation, *stop);
            Box::new(
                found.help(format!(
                    "say what it answers in `specs/{}/overlay.yaml`",
                    self.mapping.vendor_name()
                )),
            )
        })
    }
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

pub(super) fn normal_route(name: &str) -> String {
    let mut words = name.split_whitespace();
    match (words.next(), words.next()) {
        (Some(method), Some(path)) => format!("{} {path}", method.to_uppercase()),
        _ => String::new(),
    }
}

/// The finding that no document has a call, and the one that was probably meant.
pub(super) fn unknown_call(
    file: &str,
    call: &Spanned<String>,
    offered: &[Offered],
) -> (Diagnostic, Option<String>) {
    let name = call.value.trim();
    let message = format!("no document has the call `{name}`");
    let place = Place::span(file, call.span.clone());
    let found = Diagnostic::new(catalogue::UNKNOWN_CALL, message, place, "unknown call");
    let ids = offered.iter().filter_map(|operation| operation.id.clone());
    let routes = offered.iter().map(|operation| format!("{} {}", operation.method, operation.path));
    let names: Vec<String> = if name.contains('/') { routes.collect() } else { ids.collect() };
    let path = name.split_whitespace().last().unwrap_or_default();
    let methods: Vec<_> = offered
        .iter()
        .filter(|operation| operation.path == path)
        .map(|operation| operation.method.as_str())
        .collect();
    // what is nearest to a path with another method is no more likely than the path that is nearest to it
    let method = name.split_whitespace().next().unwrap_or_default().to_uppercase();
    let same = names.iter().filter(|known| known.split(' ').next() == Some(&method)).map(String::as_str);
    if let Some(near) = nearest(name, same).or_else(|| nearest(name, names.iter().map(String::as_str))) {
        let meant = methods.is_empty().then(|| near.to_owned());
        return (found.help(format!("did you mean `{near}`?")), meant);
    }
    let help = match methods.as_slice() {
        [] => {
            "a call is an operationId, or a method and a path as the document has them: `GET /contacts/{id}`"
                .to_owned()
        }
        methods => format!("this path has {}", methods.join(", ")),
    };
    (found.help(help), None)
}
