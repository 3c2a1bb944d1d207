//! `with`: values for an operation's parameters and body, the model's and the capability's own.

use crate::diagnostics::{catalogue, nearest, quoted};
use crate::ir::{Literal, Location, Operation, Parameter, Shape};
use crate::mapping::{Span, With};
use crate::plan::{Argument, BodyPlan, BoundValue, BoundValueKind, Place, Request};

use super::Binder;
use super::inputs::Inputs;
use super::resolve_path::Scope;
use super::resolve_path::Stop;
use super::shapes;
use super::write_place::{Placed, Rest};

/// The levels of `with`: the model's, and the capability's own.
pub(super) struct Cascade<'m> {
    pub(super) inherited: &'m [With],
    pub(super) own: &'m [With],
}

/// A request before its body's record is known.
pub(super) struct Started {
    pub(super) request: Request,
    /// The body's content and shape, where the operation takes JSON.
    pub(super) body: Option<(usize, Shape)>,
    /// Parameters whose value was reported.
    failed: Vec<usize>,
}

impl Binder<'_> {
    /// Binds all request values of a call. `span` is the call's.
    pub(super) fn request(
        &mut self,
        operation: usize,
        cascade: &Cascade<'_>,
        inputs: &Inputs,
        span: &Span,
    ) -> Started {
        let request = Request { operation, arguments: Vec::new(), body: None };
        let mut started = Started { request, body: None, failed: Vec::new() };
        let Some(found) = self.vendor.operations.get(operation) else { return started };
        started.body = self.body_shape(found);
        self.arguments(&mut started, found, cascade, inputs);
        self.body_parts(&mut started, found, cascade, inputs);
        self.check_parameters(&started, found, inputs, span);
        started
    }

    fn arguments(
        &mut self,
        started: &mut Started,
        operation: &Operation,
        cascade: &Cascade<'_>,
        inputs: &Inputs,
    ) {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let own = cascade.own.iter().find(|with| with.name.value == parameter.wire);
            let inherited = cascade.inherited.iter().find(|with| with.name.value == parameter.wire);
            let Some(with) = own.or(inherited) else { continue };
            self.used.with.insert(with.name.span.start);
            // What is overridden here may still be meant for other calls.
            self.used.with.extend(inherited.map(|with| with.name.span.start));
            let shape = shapes::present(&self.vendor.types, &parameter.shape).0;
            match self.bound(&with.value, &shape, inputs) {
                Ok(value) => started.request.arguments.push(Argument { parameter: index, value }),
                // An inherited value that means nothing here is for other calls.
                Err(_) if own.is_none() && super::inputs::asks_for_other(&with.value, inputs) => {}
                Err(stop) => {
                    started.failed.push(index);
                    self.used.inputs_failed = true;
                    self.found(*stop);
                }
            }
        }
    }

    fn body_parts(
        &mut self,
        started: &mut Started,
        operation: &Operation,
        cascade: &Cascade<'_>,
        inputs: &Inputs,
    ) {
        let body = started.body.clone();
        for with in cascade.own {
            let name = with.name.value.as_str();
            let locations = operation.parameters.iter().filter(|parameter| parameter.wire == name).count();
            let member = body.as_ref().is_some_and(|(_, shape)| self.has_member(shape, name));
            if locations + usize::from(member) > 1 {
                let message =
                    format!("`{name}` names {} places of this call", locations + usize::from(member));
                let stop = self.stop(catalogue::AMBIGUOUS_WITH, &with.name.span, message, "ambiguous");
                let stop = stop.help("rename one of the parameters in an overlay, with `x-tributary-name`");
                self.also.push(stop);
            }
            if locations > 0 {
                continue;
            }
            match &body {
                Some((content, shape)) if member => self.body_part(started, *content, (shape, with), inputs),
                _ if with.default => {}
                _ => self.unknown_with(with, operation, body.as_ref().map(|(_, shape)| shape)),
            }
        }
    }

    fn has_member(&self, shape: &Shape, name: &str) -> bool {
        match shape {
            Shape::Map(_) => true,
            _ => shapes::structure(&self.vendor.types, shape).is_some_and(|(_, _, found)| {
                found.extra.is_some() || found.fields.iter().any(|field| field.wire == name)
            }),
        }
    }

    fn body_part(
        &mut self,
        started: &mut Started,
        content: usize,
        (shape, with): (&Shape, &With),
        inputs: &Inputs,
    ) {
        let name = &with.name;
        let path = crate::mapping::PathExpr {
            root: crate::mapping::RootExpr::Name(name.value.clone()),
            span: name.span.clone(),
            steps: Vec::new(),
        };
        self.used.with.insert(name.span.start);
        let Ok(Placed { place, shape: at, .. }) =
            self.place(&path, &Scope::request(shape.clone(), Vec::new()))
        else {
            let message = format!("`{}` can't be set: the document says it is read-only", name.value);
            let stop = self.stop(catalogue::PATH_NOT_IN_REQUEST, &name.span, message, "read-only");
            self.also.push(*stop);
            return;
        };
        let value = self.bound(&with.value, &at, inputs).unwrap_or_else(|stop| {
            self.found(*stop);
            // It is set, if wrongly: that is enough to be told of.
            let nothing = super::expressions::literal(Literal::Null, crate::ir::Scalar::Text);
            BoundValue { kind: BoundValueKind::Value(nothing), shape: at, absent: false }
        });
        let body = started.request.body.get_or_insert_with(|| BodyPlan {
            content,
            shape: shape.clone(),
            parts: Vec::new(),
            record: None,
        });
        body.parts.push((place, value));
    }

    fn unknown_with(&mut self, with: &With, operation: &Operation, body: Option<&Shape>) {
        let name = with.name.value.as_str();
        self.used.with.insert(with.name.span.start);
        let message = format!(
            "`{} {}` has neither a parameter nor a body member `{name}`",
            operation.method, operation.path
        );
        let stop = self.stop(catalogue::UNKNOWN_WITH, &with.name.span, message, "unknown");
        let members = body.and_then(|shape| shapes::structure(&self.vendor.types, shape));
        let members = members.map(|(_, _, found)| found.fields.as_slice()).unwrap_or_default();
        let names: Vec<&str> = operation
            .parameters
            .iter()
            .map(|parameter| parameter.wire.as_str())
            .chain(members.iter().map(|field| field.wire.as_str()))
            .collect();
        let stop = match nearest(name, names.iter().copied()) {
            Some(near) => stop.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => stop.help("it takes nothing at all"),
            None => stop.help(format!("it takes {}", quoted(&names))),
        };
        let stop = match self.vendor.operations.iter().position(|other| other.origin == operation.origin) {
            Some(index) => self.declared(index, stop),
            None => stop,
        };
        self.also.push(stop);
    }

    /// Every required parameter has a value.
    fn check_parameters(&mut self, started: &Started, operation: &Operation, inputs: &Inputs, span: &Span) {
        let request = &started.request;
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if started.failed.contains(&index) {
                continue;
            }
            let given = request.arguments.iter().find(|argument| argument.parameter == index);
            let credential = parameter.location == Location::Header
                && parameter.wire.eq_ignore_ascii_case("authorization")
                || self.is_auth(&parameter.wire);
            if !parameter.required || parameter.constant.is_some() || given.is_some() || credential {
                continue;
            }
            let message = format!("the call requires `{}`, and nothing is given", parameter.wire);
            let stop = self.stop(catalogue::PARAMETER_UNSET, span, message, "incomplete");
            let stop = stop.help(how_to_give(parameter, inputs));
            let stop = self.declared(request.operation, stop);
            self.also.push(stop);
        }
    }

    fn is_auth(&self, wire: &str) -> bool {
        let auth = self.mapping.vendor.auth.as_ref();
        auth.and_then(|auth| auth.name.as_ref()).is_some_and(|name| name.value.eq_ignore_ascii_case(wire))
    }

    /// The place of the record in the body: `body = "ticket"`.
    pub(super) fn record_place(
        &mut self,
        body: Option<&crate::mapping::Expr>,
        shape: &Shape,
    ) -> Result<(Place, Shape), Stop> {
        let Some(expr) = body else { return Ok((Place::default(), shape.clone())) };
        let crate::mapping::ExprKind::Path(path) = &expr.kind else {
            let message = "`body` is a path into the request";
            return Err(self.stop(catalogue::PATH_NOT_IN_REQUEST, &expr.span, message, "not a path"));
        };
        match self.place(path, &Scope::request(shape.clone(), Vec::new())) {
            Ok(Placed { place, shape, rest: Rest::Nothing, .. }) => Ok((place, shape)),
            Ok(_) => {
                let message = "`body` is one place: write `[0]` for a list with the record as its only item";
                Err(self.stop(catalogue::PATH_NOT_IN_REQUEST, &expr.span, message, "many places"))
            }
            Err(super::write_place::Unwritten::ReadOnly(span, why)) => Err(self.stop(
                catalogue::NOT_INVERTIBLE,
                &span,
                format!("this can't be written: {why}"),
                "has no inverse",
            )),
            Err(
                super::write_place::Unwritten::Missing(stop) | super::write_place::Unwritten::Wrong(stop),
            ) => Err(stop),
        }
    }
}

/// What to write for a parameter. A header is the customer's, as a rule, and no id of a record.
fn how_to_give(parameter: &Parameter, inputs: &Inputs) -> String {
    let wire = &parameter.wire;
    let plain = wire.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let key = if plain { wire.clone() } else { format!("{wire:?}") };
    if parameter.location == Location::Header {
        let name = wire.to_lowercase().replace('-', "_");
        let name = name.strip_prefix("x_").unwrap_or(&name);
        return format!(
            "add `with = {{ {key} = \"{{{name}}}\" }}`, and where the value differs by customer \
             `{name} = \"where to find it\"` to `[vendor.settings]`"
        );
    }
    let near = inputs.names().into_iter().find(|input| wire.to_lowercase().ends_with(&**input));
    match near {
        Some(input) => format!("add `with = {{ {key} = \"{{{input}}}\" }}`"),
        None => format!("add `with = {{ {key} = \"value\" }}`"),
    }
}
