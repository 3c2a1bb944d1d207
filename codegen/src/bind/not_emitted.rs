//! What a capability needs besides its own call, and what the language has and the generator does not emit yet: said where
//! it is written, never left out in silence.

use crate::diagnostics::catalogue;
use crate::ir::{ContentKind, Payload, Reply};
use crate::mapping::{CapabilityDecl, Model, Span};
use crate::plan::CapabilityKind;

use super::Binder;
use super::resolve_path::Stop;

impl Binder<'_> {
    /// Content is bytes: what `download` answers, what `upload` sends.
    pub(super) fn check_content(
        &mut self,
        decl: &CapabilityDecl,
        operation: usize,
        span: &Span,
    ) -> Result<(), Stop> {
        let Some(found) = self.vendor.operations.get(operation) else { return Ok(()) };
        let nothing = |binder: &Self, message: &str, label: &str| {
            let stop = binder.stop(catalogue::NO_ANSWER, span, message, label);
            let stop = binder.declared(operation, *stop);
            let file = format!("specs/{}/overlay.yaml", binder.mapping.vendor_name());
            Err(Stop::from(stop.help(format!("say in `{file}` that it is `application/octet-stream`"))))
        };
        match decl.kind {
            CapabilityKind::Download if !matches!(found.success, Reply::One(Payload::Bytes)) => nothing(
                self,
                "the document gives this call no bytes as its only answer",
                "no content to read",
            ),
            CapabilityKind::Upload => {
                let contents = found.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
                match contents {
                    [content] if matches!(content.kind, ContentKind::Bytes) => Ok(()),
                    all if all
                        .iter()
                        .any(|content| matches!(content.kind, ContentKind::Multipart { .. })) =>
                    {
                        let message = "a file that is uploaded as a part of a form: the language has it, the \
                            generator does not emit it yet";
                        let stop = self.stop(catalogue::NOT_YET_EMITTED, span, message, "a multipart form");
                        let instead = "write it by hand: `upload = { fn = \"…\" }`";
                        Err(stop.help(instead).into())
                    }
                    _ => nothing(
                        self,
                        "the document gives this call no bytes as its only body",
                        "no content to send",
                    ),
                }
            }
            _ => Ok(()),
        }
    }

    /// Where changes reach back only so far, what is older is read from the list.
    pub(super) fn check_reach(&mut self, model: &Model, decl: &CapabilityDecl) {
        let Some((_, span)) = &decl.reaches_back_ms else { return };
        let listed = |other: &CapabilityDecl| other.kind == CapabilityKind::List;
        if decl.kind != CapabilityKind::Changed || model.capabilities.iter().any(listed) {
            return;
        }
        let message = "the first run can't read what changed earlier: there is no `list`";
        let stop = self.stop(catalogue::MISSING_KEY, span, message, "needs `list`");
        self.found(stop.help("declare `list` with a `call`"));
    }

    /// `sends = "all"` reads the record before it is replaced.
    pub(super) fn check_get(&mut self, model: &Model, decl: &CapabilityDecl) {
        let get = |other: &CapabilityDecl| other.kind == CapabilityKind::Get && other.call.is_some();
        if model.capabilities.iter().any(get) {
            return;
        }
        let Some(sends) = &decl.sends else { return };
        let message = "all of a record is sent, and there is no `get` to read it with";
        let stop = self.stop(catalogue::MISSING_KEY, &sends.span, message, "needs `get`");
        self.found(stop.help("declare `get` with a `call`"));
    }
}
