//! `[webhooks]` and what models say of events. An event is looked at as it was received, by names and indexes: hardly a
//! document describes one.

use crate::diagnostics::catalogue;
use crate::mapping::{
    CapabilityKind, EventsDecl, Expr, ExprKind, FilterUse, Model, ModelWebhooksDecl, PathExpr, RootExpr,
    SignatureDecl, SignedAtDecl, Spanned, StepExprKind, Template, TemplatePiece,
};
use crate::plan::{
    ByteEncoding, EventPlace, EventStep, HashAlgorithm, ModelWebhooks, Proof, Signature, SignatureList,
    SignedAt, SignedPart, TimeFormat, Webhooks,
};

use super::Binder;
use super::credentials::is_token;
use super::resolve_path::Stop;

impl Binder<'_> {
    /// The vendor's webhooks. What is wrong is reported.
    pub(super) fn webhooks(&mut self) -> Option<Webhooks> {
        let decl = self.mapping.webhooks.as_ref()?;
        if self.mapping.models.iter().all(|model| model.webhooks.is_none()) {
            let stop = self.stop(
                catalogue::UNUSED,
                &decl.span,
                "no model says what an event means",
                "every event is unknown",
            );
            self.found(stop.help(
                "say it of a model: `webhooks.upserted = { on = [\"contact.changed\"], id = \"contact.id\" }`",
            ));
        }
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let proof = match (&decl.signature, text(&decl.basic), text(&decl.unsigned)) {
            (Some(signature), ..) => Proof::Signature(Box::new(self.signature(signature))),
            (_, Some(basic), _) => Proof::Basic(basic),
            (.., Some(unsigned)) => Proof::Unsigned(unsigned),
            // reported where the file was read
            _ => return None,
        };
        let (kind, separator) = match &decl.kind {
            Some(expr) => self.or_report(|binder| binder.joined(expr))?,
            None => return None,
        };
        let places = |binder: &mut Self, expr: &Option<Expr>| {
            let expr = expr.as_ref()?;
            binder.or_report(|binder| binder.event_places(expr, false))
        };
        let events = match &decl.events {
            Some(expr) => self.or_report(|binder| binder.event_list(expr))?,
            None => Vec::new(),
        };
        Some(Webhooks {
            proof,
            events,
            kind,
            separator,
            id: places(self, &decl.id).unwrap_or_default(),
            time: decl.time.as_ref().and_then(|expr| self.or_report(|binder| binder.event_time(expr))),
            account: places(self, &decl.account).unwrap_or_default(),
        })
    }

    /// What a model says of events.
    pub(super) fn model_webhooks(&mut self, decl: &Model, has_records: bool) -> Option<ModelWebhooks> {
        let says = decl.webhooks.as_ref()?;
        if self.mapping.webhooks.is_none() {
            let stop = self.stop(
                catalogue::MISSING_KEY,
                &says.span,
                "the mapping does not say how the vendor's webhooks are verified",
                "there is no `[webhooks]`",
            );
            self.found(stop.help("add `[webhooks]` with `signature`, `basic` or `unsigned`, and `type`"));
            return None;
        }
        if decl.parent.is_some() {
            let message = "an event does not say which record this one is inside of";
            let stop = self.stop(catalogue::MISPLACED_KEY, &says.span, message, "means nothing here");
            self.found(stop.help("remove it: records inside another are reported by `changed_since` only"));
            return None;
        }
        self.check_readable(decl, says, has_records);
        let kinds = |events: &Option<EventsDecl>| -> Vec<String> {
            events.iter().flat_map(|events| &events.on).map(|kind| kind.value.clone()).collect()
        };
        let mut ids = |events: &Option<EventsDecl>| {
            let expr = events.as_ref()?.id.as_ref()?;
            self.or_report(|binder| binder.event_places(expr, true))
        };
        let (upserted_id, deleted_id) = (ids(&says.upserted), ids(&says.deleted));
        let record = says.upserted.as_ref().and_then(|events| events.record.as_ref());
        Some(ModelWebhooks {
            upserted: kinds(&says.upserted),
            upserted_id: upserted_id.unwrap_or_default(),
            record: record.and_then(|expr| self.or_report(|binder| binder.one_event_path(expr))),
            deleted: kinds(&says.deleted),
            deleted_id: deleted_id.unwrap_or_default(),
            line: self.mapping.line(says.span.start),
        })
    }

    /// A record is read with `get`, or converted as another call's.
    fn check_readable(&mut self, decl: &Model, says: &ModelWebhooksDecl, has_records: bool) {
        let gets = decl.capabilities.iter().any(|capability| capability.kind == CapabilityKind::Get);
        let Some(upserted) = &says.upserted else {
            if !gets && !has_records {
                let message = "the model has no call that gives records, so that nothing says what one is";
                let stop = self.stop(catalogue::IDS_WITHOUT_GET, &says.span, message, "only ids");
                self.found(stop.help("declare `get` or `list`"));
            }
            return;
        };
        match &upserted.record {
            None if !gets => {
                let message = "an event gives ids only, and nothing reads the records";
                let stop = self.stop(catalogue::IDS_WITHOUT_GET, &upserted.span, message, "only ids");
                self.found(
                    stop.help("declare `get`, which reads them, or say where the event has the `record`"),
                );
            }
            Some(record) if !has_records => {
                let message = "no call of the model gives records, so that nothing says how one is read";
                let stop = self.stop(catalogue::IDS_WITHOUT_GET, &record.span, message, "of no known type");
                self.found(stop.help("declare `get` or `list`, whose records are as the event's"));
            }
            _ => {}
        }
    }

    fn or_report<T>(&mut self, bind: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Option<T> {
        match bind(self) {
            Ok(bound) => Some(bound),
            Err(stop) => {
                self.found(*stop);
                None
            }
        }
    }

    fn signature(&mut self, decl: &SignatureDecl) -> Signature {
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let encoding = |choice: &Option<Spanned<String>>| match choice.as_ref().map(|it| it.value.as_str()) {
            Some("hex") => Some(ByteEncoding::Hex),
            Some("base64") => Some(ByteEncoding::Base64),
            _ => None,
        };
        let named = decl.timestamp.iter().filter(|at| !at.in_list).map(|at| &at.name);
        for name in decl.headers.iter().chain(&decl.handshake).chain(named).filter(|it| !is_token(&it.value))
        {
            let message = format!("`{}` is not the name of a header", name.value);
            let stop = self.stop(catalogue::BAD_HEADER_NAME, &name.span, message, "no request has it");
            self.found(stop.help("a header's name has letters, digits and `-`: `X-Signature`"));
        }
        let signed = match &decl.signed {
            Some(template) => self.or_report(|binder| binder.signed(template, decl.timestamp.is_some())),
            None => Some(vec![SignedPart::Body]),
        };
        let signed = signed.unwrap_or_default();
        self.check_signed(decl, &signed);
        Signature {
            headers: decl.headers.iter().map(|name| name.value.clone()).collect(),
            algorithm: match decl.algorithm.as_ref().map(|it| it.value.as_str()) {
                Some("sha1") => HashAlgorithm::Sha1,
                Some("sha512") => HashAlgorithm::Sha512,
                _ => HashAlgorithm::Sha256,
            },
            encoding: encoding(&decl.encoding).unwrap_or(ByteEncoding::Hex),
            prefix: text(&decl.prefix).unwrap_or_default(),
            list: decl.list.as_ref().map(|list| SignatureList {
                separator: text(&list.separator).unwrap_or_else(|| ",".to_owned()),
                assign: text(&list.assign).unwrap_or_else(|| "=".to_owned()),
                signature: list.signature.value.clone(),
            }),
            signed,
            decodes: text(&decl.decodes).unwrap_or_default(),
            timestamp: decl.timestamp.as_ref().and_then(|at| self.signed_at(at, decl.list.is_some())),
            key: encoding(&decl.key),
            handshake: text(&decl.handshake),
            secret: text(&decl.secret).unwrap_or_else(|| "signing secret".to_owned()),
        }
    }

    /// What a signature leaves out is protected by nothing.
    fn check_signed(&mut self, decl: &SignatureDecl, signed: &[SignedPart]) {
        let span = decl.signed.as_ref().map_or(&decl.span, |signed| &signed.span);
        if !signed.is_empty() && !signed.contains(&SignedPart::Body) {
            let message = "the signature does not cover the body, which can be replaced by any other";
            let stop = self.stop(catalogue::PARTLY_SIGNED, span, message, "without `{body}`");
            self.found(stop.help("add `{body}`, if the vendor signs it"));
        }
        if let Some(at) = &decl.timestamp
            && !signed.is_empty()
            && !signed.iter().any(|part| matches!(part, SignedPart::Timestamp))
        {
            let message = "the timestamp is not signed, so that whoever repeats a request can choose another";
            let stop = self.stop(catalogue::PARTLY_SIGNED, &at.span, message, "protects nothing");
            self.found(stop.help("add `{timestamp}` to `signed`, if the vendor signs it"));
        }
    }

    fn signed_at(&mut self, at: &SignedAtDecl, has_list: bool) -> Option<SignedAt> {
        if at.in_list && !has_list {
            let message = "`element` is one of a list, and the header is none";
            let stop = self.stop(catalogue::MISPLACED_KEY, &at.name.span, message, "no list");
            self.found(
                stop.help("write `header`, or say what the list is like: `list = { signature = \"v1\" }`"),
            );
            return None;
        }
        let format = match &at.format {
            Some(format) => self.or_report(|binder| binder.time_format_of(format))?,
            None => TimeFormat::Rfc3339,
        };
        Some(SignedAt { name: at.name.value.clone(), format, window_ms: at.window_ms })
    }

    fn time_format_of(&self, format: &Spanned<String>) -> Result<TimeFormat, Stop> {
        let text = Expr { kind: ExprKind::Text(format.value.clone()), span: format.span.clone() };
        let name = Spanned::new("time".to_owned(), format.span.clone());
        self.time_format(&FilterUse { name, args: vec![text] })
    }

    fn signed(&self, template: &Template, has_timestamp: bool) -> Result<Vec<SignedPart>, Stop> {
        let parts = template.pieces.iter().map(|piece| match piece {
            TemplatePiece::Text(text) => Ok(SignedPart::Text(text.clone())),
            TemplatePiece::Expr(expr) => self.signed_part(expr, has_timestamp),
        });
        parts.collect()
    }

    fn signed_part(&self, expr: &Expr, has_timestamp: bool) -> Result<SignedPart, Stop> {
        let path = match &expr.kind {
            ExprKind::Path(path) if path.steps.is_empty() => Some(&path.root),
            _ => None,
        };
        match path {
            Some(RootExpr::Header(name)) => return Ok(SignedPart::Header(name.clone())),
            Some(RootExpr::Name(name)) => match name.as_str() {
                "method" => return Ok(SignedPart::Method),
                "url" => return Ok(SignedPart::Url),
                "body" => return Ok(SignedPart::Body),
                "timestamp" if has_timestamp => return Ok(SignedPart::Timestamp),
                "timestamp" => {
                    let message = "the mapping does not say where the timestamp is";
                    let stop = self.stop(catalogue::UNKNOWN_PLACEHOLDER, &expr.span, message, "not known");
                    return Err(stop.help("add `timestamp = { header = \"…\", window = \"5m\" }`").into());
                }
                _ => {}
            },
            _ => {}
        }
        let message = "a part of a request that is signed is named by one word";
        let stop = self.stop(catalogue::UNKNOWN_PLACEHOLDER, &expr.span, message, "no part of a request");
        Err(stop
            .help("there are `{method}`, `{url}`, `{body}`, `{timestamp}` and `{@header('NAME')}`")
            .into())
    }

    /// Several values, joined.
    fn joined(&self, expr: &Expr) -> Result<(Vec<Vec<EventPlace>>, String), Stop> {
        let ExprKind::Pipe { of, filter } = &expr.kind else {
            return Ok((vec![self.event_places(expr, false)?], String::new()));
        };
        let (Some(Expr { kind: ExprKind::Text(separator), .. }), "join") =
            (filter.args.first(), filter.name.value.as_str())
        else {
            return Err(self.no_event_path(expr));
        };
        let all = std::iter::once(&**of).chain(filter.args.iter().skip(1));
        let parts: Result<_, _> = all.map(|part| self.event_places(part, false)).collect();
        Ok((parts?, separator.clone()))
    }

    fn event_time(&self, expr: &Expr) -> Result<(Vec<EventPlace>, TimeFormat), Stop> {
        match &expr.kind {
            ExprKind::Pipe { of, filter } if filter.name.value == "time" => {
                Ok((self.event_places(of, false)?, self.time_format(filter)?))
            }
            _ => Ok((self.event_places(expr, false)?, TimeFormat::Rfc3339)),
        }
    }

    /// The first of several places.
    fn event_places(&self, expr: &Expr, several: bool) -> Result<Vec<EventPlace>, Stop> {
        let all = match &expr.kind {
            ExprKind::Coalesce(all) => all.iter().collect(),
            _ => vec![expr],
        };
        let place = |expr: &Expr| match &expr.kind {
            ExprKind::Text(text) => Ok(EventPlace::Text(text.clone())),
            ExprKind::Path(PathExpr { root: RootExpr::Header(name), steps, .. }) if steps.is_empty() => {
                Ok(EventPlace::Header(name.clone()))
            }
            ExprKind::Path(path) => self.event_path(path, several).map(EventPlace::Event),
            _ => Err(self.no_event_path(expr)),
        };
        all.into_iter().map(place).collect()
    }

    /// Where events are: a path that ends in items.
    fn event_list(&self, expr: &Expr) -> Result<Vec<EventStep>, Stop> {
        let ExprKind::Path(path) = &expr.kind else { return Err(self.no_event_path(expr)) };
        self.event_path(path, true)
    }

    fn one_event_path(&self, expr: &Expr) -> Result<Vec<EventStep>, Stop> {
        let ExprKind::Path(path) = &expr.kind else { return Err(self.no_event_path(expr)) };
        self.event_path(path, false)
    }

    fn event_path(&self, path: &PathExpr, several: bool) -> Result<Vec<EventStep>, Stop> {
        let mut steps = Vec::new();
        let stop = |span| {
            let message = match several {
                true => "an event is looked at as it was received: by names, indexes and `[*]`",
                false => "an event is looked at as it was received: by names and indexes",
            };
            self.stop(catalogue::EVENT_PATH, span, message, "not possible here")
        };
        match &path.root {
            RootExpr::Name(name) => steps.push(EventStep::Name(name.clone())),
            RootExpr::At => {}
            RootExpr::Key | RootExpr::Header(_) | RootExpr::Link(_) => return Err(stop(&path.span)),
        }
        for step in &path.steps {
            steps.push(match &step.kind {
                StepExprKind::Name(name) => EventStep::Name(name.clone()),
                StepExprKind::Index(index) => EventStep::Index(*index),
                StepExprKind::Each(None) if several => EventStep::Each,
                _ => return Err(stop(&step.span)),
            });
        }
        Ok(steps)
    }

    fn no_event_path(&self, expr: &Expr) -> Stop {
        let message = "an event is looked at as it was received: by names and indexes, with `??` between alternatives, \
                       `join` for the type and `time` for the time";
        self.stop(catalogue::EVENT_PATH, &expr.span, message, "not possible here")
    }
}
