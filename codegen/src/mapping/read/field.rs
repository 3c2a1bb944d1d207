//! A line of `fields`.

use super::Reader;
use crate::diagnostics::{Diagnostic, catalogue};
use crate::mapping::ast::{Constant, Directions, EnumUse, FieldDecl, FieldKind, SlotDecl, Spanned};
use crate::mapping::document::{Node, NodeKind};
use crate::mapping::explain;
use crate::mapping::expr::{Expr, ExprKind};

/// What decides which form a table has. `from` and the directions are one.
const FORMS: [&str; 7] = ["each", "fields", "from", "const", "list", "case", "ignore"];
const DIRECTIONS: [&str; 5] = ["from", "read", "write", "create", "update"];
const OPTIONS: [&str; 3] = ["enum", "null_values", "loses"];

impl Reader<'_> {
    pub(super) fn field(&mut self, name: &Spanned<String>, node: &Node) -> FieldDecl {
        let default = self.known.defaults.contains(&name.span.start);
        let filled = self.known.filled.contains(&name.span.start);
        let bare = |kind| FieldDecl {
            name: name.clone(),
            kind,
            span: node.span.clone(),
            default,
            text: filled.then(|| explain::inline(node)),
            table: None,
            none: None,
            loses: None,
        };
        match &node.kind {
            NodeKind::Text(_) => match self.line_expr(Some(node)) {
                Some(from) => {
                    bare(FieldKind::Paths(Directions { from: Some(from), ..Directions::default() }))
                }
                None => bare(FieldKind::Broken),
            },
            NodeKind::Table(_) => {
                let kind = self.field_kind(name, node);
                FieldDecl {
                    table: node.get("enum").and_then(|table| self.enum_use(table)),
                    none: self.none(node),
                    loses: self.text(node.get("loses")),
                    ..bare(kind)
                }
            }
            _ => bare(FieldKind::Broken),
        }
    }

    fn field_kind(&mut self, name: &Spanned<String>, node: &Node) -> FieldKind {
        let has = |name: &str| node.get(name).is_some();
        let forms = FORMS.iter().filter(|form| match **form {
            "fields" => has("fields") && !has("each"),
            "from" if has("fields") => {
                DIRECTIONS.iter().any(|direction| *direction != "from" && has(direction))
            }
            "from" => DIRECTIONS.iter().any(|direction| has(direction)),
            form => has(form),
        });
        let forms: Vec<&str> = forms.copied().collect();
        self.check_forms(name, node, &forms);
        match forms.first().copied() {
            None => FieldKind::Broken,
            Some("from") => self.directions(node),
            Some("const") => {
                FieldKind::Paths(Directions { read: self.constant_expr(node), ..Directions::default() })
            }
            Some("list") => {
                let slots = node.get("list").map(Node::items).unwrap_or_default();
                FieldKind::Slots(slots.iter().map(|slot| self.slot(name, slot)).collect())
            }
            Some("each") => self.each(node),
            Some("fields") => {
                let entries = node.get("fields").map(Node::entries).unwrap_or_default();
                let fields = entries.iter().map(|(name, value)| self.field(name, value)).collect();
                match (node.get("from"), self.expr(node.get("from"))) {
                    (Some(_), None) => FieldKind::Broken,
                    (_, from) => FieldKind::Object { from, fields },
                }
            }
            Some("case") => self.cases(node),
            _ => self.text(node.get("ignore")).map_or(FieldKind::Broken, FieldKind::Ignore),
        }
    }

    fn check_forms(&mut self, name: &Spanned<String>, node: &Node, forms: &[&str]) {
        let Some(form) = forms.first() else {
            let message = format!("`{}` says neither where it is nor why it is not mapped", name.value);
            let help = "write a path (`from = \"path\"`), `list`, `each`, `fields`, `case`, `const` or `like`; what the vendor lacks goes to `absent`";
            self.missing(node, &node.span, message, help);
            return;
        };
        let span_of = |form: &str| {
            let all: &[&str] = if form == "from" { &DIRECTIONS } else { std::slice::from_ref(&form) };
            all.iter().find_map(|key| node.key_span(key))
        };
        for other in forms.iter().skip(1) {
            let (Some(first), Some(second)) = (span_of(form), span_of(other)) else { continue };
            self.diags.push(
                Diagnostic::new(
                    catalogue::KEYS_EXCLUDE,
                    format!("`{}` has two forms at once", name.value),
                    self.place(&second),
                    "one of the two has to go",
                )
                .label(self.place(&first), "the other"),
            );
        }
        let belong: &[&str] = match *form {
            "from" => &DIRECTIONS,
            "each" => &["each", "fields", "key", "value"],
            "fields" => &["fields", "from"],
            "const" => &["const"],
            "list" => &["list"],
            "case" => &["case"],
            _ => &["ignore"],
        };
        for (key, _) in node.entries() {
            let option = OPTIONS.contains(&key.value.as_str()) && !["ignore", "const"].contains(form);
            let form_key = FORMS.contains(&key.value.as_str()) || DIRECTIONS.contains(&key.value.as_str());
            let language = form_key
                || OPTIONS.contains(&key.value.as_str())
                || ["fields", "key", "value"].contains(&key.value.as_str());
            if language && !option && !form_key && !belong.contains(&key.value.as_str()) {
                self.misplaced(&key.span, &format!("`{}` does not go with `{form}`", key.value));
            }
        }
    }

    /// The value of `const`.
    fn constant_expr(&self, node: &Node) -> Option<Expr> {
        let constant = self.constant(node.get("const")?)?;
        let kind = match constant.value {
            Constant::Text(text) => ExprKind::Text(text),
            Constant::Bool(bool) => ExprKind::Bool(bool),
            Constant::Integer(number) => ExprKind::Number(number.to_string()),
            Constant::Number(number) => ExprKind::Number(number.to_string()),
        };
        Some(Expr { kind, span: constant.span })
    }

    /// A line's own expression, which is more than a constant.
    fn line_expr(&mut self, node: Option<&Node>) -> Option<Expr> {
        let expr = self.expr(node)?;
        if !matches!(expr.kind, ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_)) {
            return Some(expr);
        }
        let place = self.place(&expr.span);
        let value = match &expr.kind {
            ExprKind::Text(text) => format!("\"{text}\""),
            ExprKind::Number(number) => number.clone(),
            _ => matches!(expr.kind, ExprKind::Bool(true)).to_string(),
        };
        let message = "bad expression: expected a path, found a constant";
        let found = Diagnostic::new(catalogue::EXPRESSION_SYNTAX, message, place, "always the same");
        self.diags.push(found.help(format!("if that is meant: `{{ const = {value} }}`")));
        None
    }

    fn directions(&mut self, node: &Node) -> FieldKind {
        let broken = self.diags.len();
        let directions = Directions {
            from: self.line_expr(node.get("from")),
            read: self.line_expr(node.get("read")),
            write: self.line_expr(node.get("write")),
            create: self.line_expr(node.get("create")),
            update: self.line_expr(node.get("update")),
        };
        if self.diags.len() > broken { FieldKind::Broken } else { FieldKind::Paths(directions) }
    }

    fn each(&mut self, node: &Node) -> FieldKind {
        let over = self.expr(node.get("each"));
        let entries = node.get("key").is_some() || node.get("value").is_some();
        if entries {
            self.exclusive(node, &["fields", "key"]);
            self.exclusive(node, &["fields", "value"]);
            let (key, value) = (self.expr(node.get("key")), self.expr(node.get("value")));
            for name in ["key", "value"] {
                if node.get(name).is_none() {
                    self.missing(
                        node,
                        &node.span,
                        format!("`each` has no `{name}`"),
                        "a map needs `key` and `value`",
                    );
                }
            }
            return match (over, key, value) {
                (Some(over), Some(key), Some(value)) => FieldKind::Entries { over, key, value },
                _ => FieldKind::Broken,
            };
        }
        let Some(fields) = node.get("fields") else {
            self.missing(
                node,
                &node.span,
                "`each` has no `fields`",
                "say what an item's fields are, or give `key` and `value` for a map",
            );
            return FieldKind::Broken;
        };
        let fields = fields.entries().iter().map(|(name, value)| self.field(name, value)).collect();
        over.map_or(FieldKind::Broken, |over| FieldKind::Each { over, fields })
    }

    fn cases(&mut self, node: &Node) -> FieldKind {
        let mut cases = Vec::new();
        for row in node.get("case").map(Node::items).unwrap_or_default() {
            let [condition, value] = row.items() else { continue };
            match (self.expr(Some(condition)), self.constant(value)) {
                (Some(condition), Some(value)) => cases.push((condition, value)),
                _ => return FieldKind::Broken,
            }
        }
        FieldKind::Case(cases)
    }

    fn slot(&mut self, name: &Spanned<String>, node: &Node) -> SlotDecl {
        let language = |key: &Spanned<String>| {
            let key = key.value.as_str();
            DIRECTIONS.contains(&key) || OPTIONS.contains(&key)
        };
        let scalar = match &node.kind {
            NodeKind::Table(entries) => entries.iter().any(|(key, _)| language(key)),
            _ => true,
        };
        if scalar {
            return SlotDecl::Scalar(Box::new(self.field(name, node)));
        }
        let fields = node.entries().iter().map(|(name, value)| {
            let mut field = self.field(name, value);
            // What tells the slot from others when it is written, too.
            if let (FieldKind::Paths(directions), Some(_)) = (&mut field.kind, value.get("const")) {
                directions.from = directions.read.take();
            }
            field
        });
        let fields = fields.collect();
        SlotDecl::Fields { fields, span: node.span.clone() }
    }

    fn enum_use(&mut self, node: &Node) -> Option<EnumUse> {
        match &node.kind {
            NodeKind::Text(text) => Some(EnumUse::Named(Spanned::new(text.value.clone(), text.span.clone()))),
            NodeKind::Table(_) => {
                let name = Spanned::new(String::new(), node.span.clone());
                Some(EnumUse::Inline(self.enum_table(name, node), node.span.clone()))
            }
            _ => None,
        }
    }
}
