//! What the language has and the generator does not emit yet: said where it is written, never left out in silence.
//!
//! When emission learns one of these, its refusal goes, and the sentence in `docs/mapping.md` with it.

use crate::diagnostics::catalogue;
use crate::mapping::{CapabilityDecl, Model, Span};
use crate::plan::{Answer, CallPlan, CapabilityKind};

use super::Binder;

const LEAVE_OUT: &str = "leave it out, and call the vendor's client yourself";

impl Binder<'_> {
    /// Reports that something is understood and would have no effect.
    pub(super) fn unemitted(&mut self, span: &Span, what: &str, instead: &str) {
        let message = format!("{what}: the language has it, the generator does not emit it yet");
        let stop = self.stop(catalogue::NOT_YET_EMITTED, span, message, "would have no effect");
        self.found(stop.help(instead));
    }

    /// Settings and credentials.
    pub(super) fn unemitted_of_vendor(&mut self) {
        let mapping = self.mapping;
        for member in mapping.vendor.settings.iter().filter_map(|setting| setting.from_token.as_ref()) {
            let instead = "give the setting a text, and let the application set it from the token's answer";
            self.unemitted(&member.span, "a setting that comes with the token", instead);
        }
        let url = mapping.vendor.auth.as_ref().and_then(|auth| auth.token_url.as_ref());
        if let Some(url) = url.filter(|url| mapping.source(&url.span).contains("GET ")) {
            let instead = "use `auth.kind = \"bearer\"`, and let the application get the token";
            self.unemitted(&url.span, "a token that is asked for with GET", instead);
        }
    }

    /// What a capability declares.
    pub(super) fn unemitted_of(&mut self, model: &Model, decl: &CapabilityDecl) {
        use CapabilityKind::{Changed, Delete, Deleted, Download, Get, List, Many, Upload};
        let name = decl.name.value.as_str();
        if matches!(decl.kind, Many | Download | Upload) {
            self.unemitted(&decl.name.span, &format!("`{name}`"), LEAVE_OUT);
            return;
        }
        if let Some(function) = decl.function.as_ref().filter(|_| !matches!(decl.kind, List | Get | Delete)) {
            let what = format!("a hand-written function for `{name}`");
            self.unemitted(&function.span, &what, "use `call`, or leave it out");
        }
        if decl.kind == Deleted && model.capabilities.iter().all(|other| other.kind != Changed) {
            let instead = "declare `changed` as well: deletions come with it";
            self.unemitted(&decl.name.span, "`deleted` without `changed`", instead);
        }
        if let Some(sends) = decl.sends.as_ref().filter(|sends| sends.value == "all") {
            let instead = "update with a call that takes only what changes, or leave `update` out";
            self.unemitted(&sends.span, "`sends = \"all\"`", instead);
        }
        if let Some(start) = &decl.start {
            let instead = "use `{since}`, or a `{token}` that may be absent the first time";
            self.unemitted(&start.span, "`start`", instead);
        }
    }

    /// An operation that answers with one of several types has them as an enum, which the paths don't look into.
    pub(super) fn unemitted_reply(&mut self, call: &CallPlan, span: &Span) {
        if call.reply.is_some() && call.answer != Answer::Nothing {
            let file = format!("specs/{}/overlay.yaml", self.mapping.vendor_name());
            let instead = format!("leave only one of the successful answers in the document, by `{file}`");
            self.unemitted(span, "reading one of several successful answers", &instead);
        }
    }
}
