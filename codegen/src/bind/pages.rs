//! `page`: how the next page is found, and whether it ever is.

use crate::diagnostics::catalogue;
use crate::ir::Shape;
use crate::mapping::{CapabilityDecl, PageDecl, Span};
use crate::plan::{CapabilityKind, Pages, Request, Strategy, Value, Window};

use super::Binder;
use super::inputs::Inputs;
use super::request::Cascade;
use super::resolve_path::{Scope, Stop};
use super::shapes::{self, Family};

impl Binder<'_> {
    pub(super) fn pages(
        &mut self,
        decl: &CapabilityDecl,
        cascade: &Cascade<'_>,
        inputs: &Inputs,
        (shape, span): (Option<&Shape>, &Span),
    ) -> Option<Pages> {
        let paged = matches!(
            decl.kind,
            CapabilityKind::List | CapabilityKind::Changed | CapabilityKind::Deleted | CapabilityKind::Many
        );
        if !paged {
            return None;
        }
        let Some(page) = &decl.page else {
            if let Some(name) =
                ["cursor", "last", "page", "offset"].into_iter().find(|name| self.used.inputs.contains(*name))
            {
                let message =
                    format!("`{{{name}}}` is asked for, and nothing says how the next page is found");
                let stop = self.stop(catalogue::NEVER_ADVANCES, span, message, "only ever the first page");
                self.found(
                    stop.help(
                        "add `page = { next = \"path\" }`, or for numbered pages `page = { size = 100 }`",
                    ),
                );
            }
            return None;
        };
        let shape = shape?;
        let following = self.following(page, cascade, inputs);
        let strategy = match self.strategy(page, shape) {
            Ok(strategy) => strategy,
            Err(stop) => {
                self.found(*stop);
                return None;
            }
        };
        let more = page.more.as_ref().and_then(|more| {
            match self.condition(more, &Scope::record(shape.clone(), Vec::new())) {
                Ok(value) => Some(value),
                Err(stop) => {
                    self.found(*stop);
                    None
                }
            }
        });
        let window = match self.window(page, shape) {
            Ok(window) => window,
            Err(stop) => {
                self.found(*stop);
                None
            }
        };
        let shifts = self.shifts(&strategy);
        if shifts {
            let message = "pages are counted: a record that comes or goes meanwhile moves the ones after it";
            let stop = self.stop(catalogue::PAGES_SHIFT, &page.span, message, "not stable");
            let help =
                "if the vendor can return what comes after a record, begin each page there, with `{last}`";
            self.found(stop.help(help));
        }
        Some(Pages { strategy, size: page.size, more, following, window, shifts })
    }

    /// Whether pages are counted, here or by the vendor.
    fn shifts(&self, strategy: &Strategy) -> bool {
        match strategy {
            Strategy::Number { .. } | Strategy::Offset { .. } => true,
            Strategy::Cursor(next) => {
                shapes::family(&self.vendor.types, &next.ty.shape) == Family::Integer
                    && ["cursor", "offset"].into_iter().any(|name| self.used.inputs.contains(name))
            }
            Strategy::Url(_) | Strategy::Window => false,
        }
    }

    /// `page.max_results`: the vendor shows so many records and no more, and is asked again from `{last}`.
    fn window(&mut self, page: &PageDecl, shape: &Shape) -> Result<Option<Window>, Stop> {
        let asked = self.used.inputs.contains("last") || self.used.inputs_failed;
        let never = |binder: &Self, span: &Span, message: &str, help: &str| -> Stop {
            let stop = binder.stop(catalogue::NEVER_ADVANCES, span, message, "the rest is never asked for");
            stop.help(help).into()
        };
        match (&page.max_results, &page.last) {
            (Some(max_results), Some(last)) if asked => {
                let value = self.value(last, &Scope::record(shape.clone(), vec![String::new()]))?;
                let types = &self.vendor.types;
                let item = match &value.ty.shape {
                    Shape::List(item) => shapes::present(types, item).0,
                    other => {
                        let found = shapes::describe(types, other);
                        let message = format!("`last` goes over the records, and this is {found}");
                        let stop = self.stop(catalogue::NOT_A_LIST, &last.span, message, "one value");
                        return Err(stop.help("write `[*]` behind the list: `results[*].id`").into());
                    }
                };
                if !matches!(item, Shape::Scalar(_) | Shape::Ref(_)) {
                    let found = shapes::describe(types, &item);
                    let message = format!("`last` ends in a value to compare with, and this is {found}");
                    return Err(self.stop(catalogue::TYPE_MISMATCH, &last.span, message, "no such value"));
                }
                Ok(Some(Window { max_results: max_results.value, last: value }))
            }
            (Some(max_results), Some(_)) => Err(never(
                self,
                &max_results.span,
                "the vendor shows only so many records, and no request asks for those after `{last}`",
                "give it to the parameter that takes it: `with = { after_id = \"{last}\" }`",
            )),
            (Some(max_results), None) => Err(never(
                self,
                &max_results.span,
                "the vendor shows only so many records, and nothing says where to go on",
                "say what the records are sorted by: `last = \"results[*].id\"`, and ask for what follows `{last}`",
            )),
            (None, Some(last)) => Err(never(
                self,
                &last.span,
                "`last` is read, and nothing says after how many records to go on from it",
                "add `max_results`",
            )),
            (None, None) if self.used.inputs.contains("last") => Err(never(
                self,
                &page.span,
                "`{last}` is asked for, and `page` does not say what it is",
                "add `max_results` and `last`",
            )),
            (None, None) => Ok(None),
        }
    }

    /// `page.call`: pages after the first come from elsewhere.
    fn following(&mut self, page: &PageDecl, cascade: &Cascade<'_>, inputs: &Inputs) -> Option<Request> {
        let call = page.call.as_ref()?;
        match self.operation(call) {
            Ok(operation) => {
                let cascade = Cascade { inherited: cascade.inherited, own: &page.with };
                Some(self.request(operation, &cascade, inputs, &call.span).request)
            }
            Err(stop) => {
                self.found(*stop);
                None
            }
        }
    }

    fn strategy(&mut self, page: &PageDecl, shape: &Shape) -> Result<Strategy, Stop> {
        let scope = Scope::record(shape.clone(), vec![String::new()]);
        let asked = |binder: &Self, name: &str| binder.used.inputs.contains(name);
        if let Some(url) = &page.url {
            let value = self.value(url, &scope)?;
            self.demand_text(&value, &url.span)?;
            return Ok(Strategy::Url(value));
        }
        if let Some(next) = &page.next {
            let value = self.value(next, &scope)?;
            if !matches!(shapes::family(&self.vendor.types, &value.ty.shape), Family::Integer) {
                self.demand_text(&value, &next.span)?;
            }
            let advances = self.used.inputs_failed
                || ["cursor", "token"].into_iter().any(|name| asked(self, name))
                || (asked(self, "offset")
                    && shapes::family(&self.vendor.types, &value.ty.shape) == Family::Integer);
            if !advances {
                let message = "the next page's cursor is read, and no request asks for `{cursor}`";
                let stop = self.stop(catalogue::NEVER_ADVANCES, &next.span, message, "never sent");
                return Err(stop
                    .help("give it to the parameter that takes it: `with = { after = \"{cursor}\" }`")
                    .into());
            }
            return Ok(Strategy::Cursor(value));
        }
        let total = match &page.total {
            Some(total) => {
                let value = self.value(total, &scope)?;
                if shapes::family(&self.vendor.types, &value.ty.shape) != Family::Integer {
                    let found = shapes::describe(&self.vendor.types, &value.ty.shape);
                    let message = format!("a total is an integer, not {found}");
                    return Err(self.stop(
                        catalogue::TYPE_MISMATCH,
                        &total.span,
                        message,
                        format!("this is {found}"),
                    ));
                }
                Some(value)
            }
            None => None,
        };
        if asked(self, "page") {
            return Ok(Strategy::Number { total });
        }
        if asked(self, "offset") {
            return Ok(Strategy::Offset { total });
        }
        if page.max_results.is_some() && page.last.is_some() {
            return Ok(Strategy::Window);
        }
        if self.used.inputs_failed {
            return Ok(Strategy::Number { total });
        }
        let message = "`page` does not say how the next page is found";
        let stop = self.stop(catalogue::NEVER_ADVANCES, &page.span, message, "only ever the first page");
        let help = "read `next` or `url` from the answer, or give `{page}` or `{offset}` to a parameter";
        Err(stop.help(help).into())
    }

    fn demand_text(&self, value: &Value, span: &Span) -> Result<(), Stop> {
        if matches!(shapes::family(&self.vendor.types, &value.ty.shape), Family::Text | Family::Textual) {
            return Ok(());
        }
        let found = shapes::describe(&self.vendor.types, &value.ty.shape);
        let message = format!("the next page is named by a text, not by {found}");
        Err(self.stop(catalogue::TYPE_MISMATCH, span, message, format!("this is {found}")))
    }
}
