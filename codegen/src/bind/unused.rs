//! What the mapping declares and nothing uses.

use crate::diagnostics::{catalogue, nearest};
use crate::mapping::{Span, With};

use super::Binder;

impl Binder<'_> {
    pub(super) fn unused(&mut self) {
        let mapping = self.mapping;
        for table in mapping
            .enums
            .iter()
            .filter(|table| !self.used.enums.contains(&table.name.value))
            .collect::<Vec<_>>()
        {
            self.is_unused(&table.name.span, format!("no field uses the table `{}`", table.name.value));
        }
        for (index, function) in mapping.functions.iter().enumerate() {
            if !self.used.functions.contains(&index) {
                self.is_unused(
                    &function.name.span,
                    format!("no expression uses the function `{}`", function.name.value),
                );
            }
        }
        for setting in &mapping.vendor.settings {
            if !self.used.settings.contains(&setting.name.value) {
                self.is_unused(
                    &setting.name.span,
                    format!("nothing asks for the setting `{}`", setting.name.value),
                );
            }
        }
        let bound: Vec<_> = mapping
            .models
            .iter()
            .filter(|decl| {
                let is = |plan: &&crate::plan::ModelPlan| {
                    plan.category == decl.category.value && plan.model == decl.name.value
                };
                self.plan.models.iter().find(is).is_some_and(|plan| !plan.capabilities.is_empty())
            })
            .collect();
        if !bound.is_empty() {
            bound.iter().for_each(|decl| self.unused_with(&decl.with));
        }
        self.unused_parts();
    }

    fn unused_with(&mut self, all: &[With]) {
        for with in all {
            if !self.used.with.contains(&with.name.span.start) {
                let message = format!("no call has a parameter `{}`", with.name.value);
                let routes: Vec<&str> = self
                    .vendor
                    .operations
                    .iter()
                    .flat_map(|operation| {
                        operation.parameters.iter().map(|parameter| parameter.wire.as_str())
                    })
                    .collect();
                let near =
                    nearest(&with.name.value, routes.iter().copied().filter(|wire| *wire != with.name.value))
                        .map(str::to_owned);
                let stop = self.stop(catalogue::UNUSED, &with.name.span, message, "reaches nothing");
                self.found(match near {
                    Some(near) => stop.help(format!("did you mean `{near}`?")),
                    None => stop.help("an inherited value reaches parameters of that name; body members are given with the capability"),
                });
            }
        }
    }

    /// Tables of fields that no list uses.
    fn unused_parts(&mut self) {
        let mapping = self.mapping;
        for part in &mapping.models {
            let model = self
                .plan
                .models
                .iter()
                .any(|model| model.category == part.category.value && model.model == part.name.value);
            let known = self.categories.iter().any(|category| category.name == part.category.value);
            if model || !known || self.used.parts.contains(&part.name.value) || !part.capabilities.is_empty()
            {
                continue;
            }
            let reported = self.also.iter().any(|found| {
                found.code == catalogue::UNKNOWN_MODEL
                    && found.labels.first().is_some_and(|label| {
                        label.place.at == crate::diagnostics::At::Span(part.name.span.clone())
                    })
            });
            if !reported {
                self.is_unused(
                    &part.name.span,
                    format!("no list of the category uses the fields of `{}`", part.name.value),
                );
            }
        }
    }

    fn is_unused(&mut self, span: &Span, message: String) {
        let stop = self.stop(catalogue::UNUSED, span, message, "unused");
        self.found(*stop);
    }
}
