//! Capabilities: which call, with what, answering how.

use crate::diagnostics::catalogue;
use crate::ir::{self, Scalar, Shape};
use crate::mapping::{CapabilityDecl, Expr, Model, Span};
use crate::plan::{
    Action, Answer, BoundValue, CallPlan, Capability, CapabilityKind, Place, Sends, Start, Sync, Value,
    Writes,
};

use super::Binder;
use super::inputs::Inputs;
use super::request::Cascade;
use super::required_properties::Target;
use super::resolve_path::{Scope, Stop};
use super::write::Sheet;

/// How much earlier than the vendor's time the next run begins, where the mapping does not say: searches lag by seconds, and
/// clocks of one vendor differ as much.
const OVERLAP_MS: u64 = 5 * 60 * 1000;

/// Capabilities before their writes are bound.
pub(super) struct Drafts {
    pub(super) all: Vec<Draft>,
    /// The distinct types of records, and the first capability that answers with each; the primary one first.
    pub(super) records: Vec<(Shape, String)>,
}

pub(super) struct Draft {
    pub(super) kind: CapabilityKind,
    pub(super) span: Span,
    pub(super) action: Action,
    /// The body that a record is written to.
    body: Option<(usize, Shape)>,
    /// Where in it.
    at: Option<Expr>,
}

impl Binder<'_> {
    pub(super) fn capabilities(&mut self, model: &Model) -> Drafts {
        let mut drafts = Drafts { all: Vec::new(), records: Vec::new() };
        // The first record type is the one lines are checked against: `get` shows a record in full.
        let order = |decl: &&CapabilityDecl| match decl.kind {
            CapabilityKind::Get => 0,
            CapabilityKind::List => 1,
            CapabilityKind::Changed => 2,
            CapabilityKind::Many => 3,
            _ => 4,
        };
        let mut decls: Vec<&CapabilityDecl> = model.capabilities.iter().collect();
        decls.sort_by_key(order);
        for decl in decls {
            match self.capability(model, decl, &mut drafts.records) {
                Ok(draft) => drafts.all.extend(draft),
                Err(stop) => self.found(*stop),
            }
        }
        drafts.all.sort_by_key(|draft| draft.kind);
        drafts
    }

    fn capability(
        &mut self,
        model: &Model,
        decl: &CapabilityDecl,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<Option<Draft>, Stop> {
        let (span, name) = (decl.span.clone(), decl.name.value.clone());
        if let Some(function) = &decl.function {
            self.check_function(&function.value, &function.span);
            let action = Action::Function(function.value.clone());
            return Ok(Some(Draft { kind: decl.kind, span, action, body: None, at: None }));
        }
        let Some(call) = &decl.call else {
            let inherits = matches!(decl.kind, CapabilityKind::Changed | CapabilityKind::Deleted);
            let list = if inherits { ", and there is no `list` to inherit one from" } else { "" };
            let message = format!("`{name}` has no `call`{list}");
            let stop = self.stop(catalogue::MISSING_KEY, &span, message, "incomplete");
            return Err(stop.help("name an operation: `call = \"GET /path\"`, or its operationId").into());
        };
        let operation = self.operation(call)?;
        let at = call.span.clone();
        self.check_method(decl.kind, operation, &name, &at)?;
        let mut call_plan = self.call_plan(model, decl, operation, &at, records)?;
        self.check_content(decl, operation, &at)?;
        let body = self.vendor.operations.get(operation).and_then(|operation| self.body_shape(operation));
        call_plan.sends = match decl.sends.as_ref().map(|sends| sends.value.as_str()) {
            Some("all") => {
                self.check_get(model, decl);
                Sends::All
            }
            _ => Sends::Changed,
        };
        self.check_reach(model, decl);
        let action = Action::Call(Box::new(call_plan));
        Ok(Some(Draft { kind: decl.kind, span, action, body, at: decl.body.clone() }))
    }

    fn call_plan(
        &mut self,
        model: &Model,
        decl: &CapabilityDecl,
        operation: usize,
        span: &Span,
        records: &mut Vec<(Shape, String)>,
    ) -> Result<CallPlan, Stop> {
        let (answer, reply, shape) = self.answer(model, decl, operation, span, records)?;
        let mut inputs = Inputs::of(decl.kind, self.setting_names(), model.parent.is_some());
        inputs.sized = decl.page.as_ref().is_some_and(|page| page.size.is_some()) || decl.size.is_some();
        inputs.by_token = decl.token.is_some();
        if decl.kind == CapabilityKind::Upload {
            let operation = self.vendor.operations.get(operation);
            inputs.record = records
                .first()
                .map(|(shape, _)| shape.clone())
                .or_else(|| self.body_shape(operation?).map(|(_, shape)| shape));
        }
        let cascade = Cascade { inherited: &model.with, own: &decl.with };
        self.used.inputs.clear();
        self.used.inputs_failed = false;
        let request = self.request(operation, &cascade, &inputs, span).request;
        self.check_identity(model, decl, operation, span);
        let writes = matches!(decl.kind, CapabilityKind::Create | CapabilityKind::Update);
        if let Some(body) = request.body.as_ref().filter(|_| !writes) {
            self.check_body(&body.shape, &always(&body.parts), span);
        }
        let pages = self.pages(decl, &cascade, &inputs, (shape.as_ref(), span));
        self.check_size(decl);
        let record = match &answer {
            Answer::Records { reading, .. } => records.get(*reading).map(|(record, _)| record.clone()),
            _ => None,
        };
        let sync = self.sync(decl, &cascade, (shape.as_ref(), record), &inputs);
        Ok(CallPlan {
            request,
            reply,
            answer,
            reads: !writes && !matches!(decl.kind, CapabilityKind::Delete | CapabilityKind::Upload),
            pages,
            errors: decl.errors.as_ref().map(|errors| self.own_error_rules(errors)),
            errors_by: None,
            listing: None,
            writes: Writes::default(),
            sends: Sends::Changed,
            unwritten: Vec::new(),
            kept: Vec::new(),
            elsewhere: Vec::new(),
            sync,
        })
    }

    fn sync(
        &mut self,
        decl: &CapabilityDecl,
        cascade: &Cascade<'_>,
        (shape, record): (Option<&Shape>, Option<Shape>),
        inputs: &Inputs,
    ) -> Option<Sync> {
        if !matches!(decl.kind, CapabilityKind::Changed | CapabilityKind::Deleted) {
            return None;
        }
        let asked = ["since", "token"].into_iter().any(|name| self.used.inputs.contains(name));
        if !asked && !self.used.inputs_failed && decl.kind == CapabilityKind::Changed && decl.start.is_none()
        {
            let stop = self
                .stop(
                    catalogue::NEVER_ADVANCES,
                    &decl.span,
                    "nothing asks for what changed since the last time",
                    "asks for everything",
                )
                .help("give `{since}`, or a `{token}`, to the parameter that takes it");
            self.found(stop);
        }
        let token = decl.token.as_ref().and_then(|expr| self.plain_value(expr, shape?, "a token"));
        let deleted = decl.deleted_ids.as_ref().and_then(|expr| self.plain_value(expr, shape?, "an id"));
        let start = decl.start.as_ref().and_then(|start| self.start(start, cascade, inputs));
        let deleted_at = decl.deleted_at.as_ref().and_then(|expr| self.deleted_at(expr, record));
        Some(Sync {
            token,
            start,
            overlap_ms: decl.overlap_ms.unwrap_or(OVERLAP_MS),
            reaches_back_ms: decl.reaches_back_ms.as_ref().map(|(reach, _)| *reach),
            deleted,
            deleted_at,
        })
    }

    /// When a record was deleted; what is wrong with it is reported.
    fn deleted_at(&mut self, expr: &Expr, record: Option<Shape>) -> Option<Value> {
        let Some(record) = record else {
            let message = "the answer has no records, so that nothing says when one was deleted";
            let stop = self.stop(catalogue::NO_ANSWER, &expr.span, message, "of what?");
            self.found(stop.help("say where the records are: `records = \"path[*]\"`"));
            return None;
        };
        let time = Shape::Scalar(Scalar::Timestamp);
        let value = self.value(expr, &Scope::record(record, Vec::new()));
        let value = value.and_then(|value| self.coerce(value, &time, false, &expr.span));
        value.map_err(|stop| self.found(*stop)).ok()
    }

    fn start(
        &mut self,
        start: &crate::mapping::StartDecl,
        cascade: &Cascade<'_>,
        inputs: &Inputs,
    ) -> Option<Start> {
        let call = start.call.as_ref()?;
        let operation = match self.operation(call) {
            Ok(operation) => operation,
            Err(stop) => {
                self.found(*stop);
                return None;
            }
        };
        let cascade = Cascade { inherited: cascade.inherited, own: &start.with };
        let request = self.request(operation, &cascade, inputs, &call.span).request;
        match self.demand_answer(operation, &call.span) {
            Ok((shape, reply)) => {
                let token = self.plain_value(start.token.as_ref()?, &shape, "a token")?;
                Some(Start { request, reply, token })
            }
            Err(stop) => {
                self.found(*stop);
                None
            }
        }
    }

    /// A token or ids in an answer; what is wrong with them is reported.
    fn plain_value(&mut self, expr: &Expr, shape: &Shape, what: &str) -> Option<Value> {
        let value = self.value(expr, &Scope::record(shape.clone(), Vec::new()));
        let value = value.and_then(|value| self.check_plain(&value, what, &expr.span).map(|()| value));
        value.map_err(|stop| self.found(*stop)).ok()
    }

    /// Binds what is written, and gives the capabilities in their order.
    pub(super) fn finish(&mut self, decl: &Model, model: &ir::Model, drafts: Drafts) -> Vec<Capability> {
        let mut capabilities = Vec::new();
        for mut draft in drafts.all {
            if let Action::Call(call) = &mut draft.action {
                self.check_ids(decl, call, &draft.span, draft.kind);
                let writes = matches!(draft.kind, CapabilityKind::Create | CapabilityKind::Update);
                if draft.kind == CapabilityKind::Upload
                    && let Some((record, _)) = drafts.records.first()
                {
                    let none = self.none_of(decl);
                    let sheet = Sheet::record(CapabilityKind::Create, model.new, record.clone(), none);
                    let lines = self.write_lines(decl, &sheet);
                    // What is said of a file goes into parameters, none of which is the whole record.
                    call.writes = Writes { lines, together: Vec::new() };
                }
                if writes
                    && let Err(stop) =
                        self.writes(decl, model, call, (draft.kind, draft.body, draft.at, &draft.span))
                {
                    self.found(*stop);
                }
            }
            let line = self.mapping.line(draft.span.start);
            let sized = decl.capabilities.iter().find(|other| other.kind == draft.kind);
            let at_once = sized.and_then(|other| other.size);
            capabilities.push(Capability { kind: draft.kind, action: draft.action, at_once, line });
        }
        capabilities
    }

    fn check_ids(&mut self, decl: &Model, call: &CallPlan, span: &Span, kind: CapabilityKind) {
        use CapabilityKind::{Changed, Get, List, Many};
        let needs = matches!(kind, List | Many | Changed);
        let reads = |kind| decl.capabilities.iter().any(|other| other.kind == kind);
        if needs && matches!(call.answer, Answer::Ids(_)) && !reads(Get) && (kind == Many || !reads(Many)) {
            let stop = self
                .stop(
                    catalogue::IDS_WITHOUT_GET,
                    span,
                    "this gives ids only, and nothing reads the records",
                    "only ids",
                )
                .help("declare `get`, which reads them");
            self.found(stop);
        }
    }

    fn writes(
        &mut self,
        decl: &Model,
        model: &ir::Model,
        call: &mut CallPlan,
        (kind, body, at, span): (CapabilityKind, Option<(usize, Shape)>, Option<Expr>, &Span),
    ) -> Result<(), Stop> {
        let Some((content, shape)) = body else {
            let stop = self.stop(
                catalogue::NO_ANSWER,
                span,
                "the document gives this call no JSON body to write to",
                "nothing to write",
            );
            let stop = self.declared(call.request.operation, *stop);
            return Err(stop
                .help(format!("say what it takes in `specs/{}/overlay.yaml`", self.mapping.vendor_name()))
                .into());
        };
        let (place, record) = self.record_place(at.as_ref(), &shape)?;
        if record == Shape::Any {
            let span = at.as_ref().map_or(span, |at| &at.span);
            let stop = self.stop(
                catalogue::UNTYPED_VALUE,
                span,
                "the document does not say what this call takes",
                "untyped",
            );
            return Err(stop
                .help(format!("say it in `specs/{}/overlay.yaml`", self.mapping.vendor_name()))
                .into());
        }
        let unified = if kind == CapabilityKind::Create { model.new } else { model.patch };
        let sheet = Sheet::record(kind, unified, record.clone(), self.none_of(decl));
        let lines = self.write_lines(decl, &sheet);
        let plan = call.request.body.get_or_insert_with(|| crate::plan::BodyPlan {
            content,
            shape: shape.clone(),
            parts: Vec::new(),
            record: None,
        });
        plan.record = Some((place.clone(), record.clone()));
        let parts = always(&plan.parts);
        let beside = if place.steps.is_empty() { parts.as_slice() } else { &[] };
        let target = Target { record: &record, set: beside, call: Some((kind, call.sends)), span };
        call.writes = self.demands(lines, &target);
        if !place.steps.is_empty() {
            let around: Vec<&Place> = parts.into_iter().chain([&place]).collect();
            self.check_body(&shape, &around, span);
        }
        Ok(())
    }
}

/// The places of values that are never absent.
fn always(parts: &[(Place, BoundValue)]) -> Vec<&Place> {
    parts.iter().filter(|(_, value)| !value.absent).map(|(place, _)| place).collect()
}
