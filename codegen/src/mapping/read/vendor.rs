//! `[vendor]`, `[enums]`, `[functions]`.

use super::Reader;
use crate::mapping::ast::{
    Acknowledged, AuthDecl, EnumDecl, EnumRowDecl, ErrorsDecl, FunctionDecl, LimitsDecl, SettingDecl,
    SourceDecl, Span, Spanned, Vendor,
};
use crate::mapping::document::{Node, NodeKind};
use crate::mapping::keys::OTHERS;

impl Reader<'_> {
    pub(super) fn vendor(&mut self, node: &Node) -> Vendor {
        Vendor {
            span: node.span.clone(),
            title: self.text(node.get("title")),
            documents: node.get("documents").map(|documents| self.documents(documents)).unwrap_or_default(),
            sources: node.get("documents").map(|documents| self.sources(documents)).unwrap_or_default(),
            base_url: self.template(node.get("base_url")),
            settings: node.get("settings").map(|settings| self.settings(settings)).unwrap_or_default(),
            auth: node.get("auth").and_then(|auth| self.auth(auth)),
            limits: node.get("limits").and_then(|limits| self.limits(limits)),
            errors: node.get("errors").map(|errors| self.errors(errors)),
            acknowledged: node.get("acknowledged").map(|node| self.acknowledged(node)).unwrap_or_default(),
        }
    }

    fn acknowledged(&self, node: &Node) -> Vec<Acknowledged> {
        let mut all = Vec::new();
        for (code, reasons) in node.entries() {
            let places = reasons.entries().iter().flat_map(|(_, places)| self.texts(Some(places)));
            all.extend(places.map(|place| Acknowledged { code: code.clone(), place }));
        }
        all
    }

    /// The names of the documents.
    fn documents(&self, node: &Node) -> Vec<Spanned<String>> {
        match &node.kind {
            NodeKind::Table(entries) => entries.iter().map(|(name, _)| name.clone()).collect(),
            _ => self.texts(Some(node)),
        }
    }

    /// A URL by the name of the document, or a table that has it.
    fn sources(&mut self, node: &Node) -> Vec<SourceDecl> {
        let mut sources = Vec::new();
        for (document, value) in node.entries() {
            let url = self.text(Some(value)).or_else(|| self.text(value.get("url")));
            let facts = self.text(value.get("keeps")).is_some_and(|keeps| keeps.value == "facts");
            match url {
                Some(url) => sources.push(SourceDecl { document: document.clone(), url, facts }),
                None if value.get("url").is_none() && value.get("keeps").is_some() => {
                    let message = "a document has no `url`, and is never fetched";
                    self.missing(value, &value.span, message, "add `url = \"https://…\"`");
                }
                None => {}
            }
        }
        sources
    }

    fn settings(&self, node: &Node) -> Vec<SettingDecl> {
        let setting = |(name, value): &(Spanned<String>, Node)| {
            let text = |name: &str| self.text(value.get(name));
            SettingDecl {
                name: name.clone(),
                docs: self
                    .text(Some(value))
                    .map(|text| text.value)
                    .or_else(|| text("docs").map(|docs| docs.value))
                    .unwrap_or_default(),
                from_token: text("from_token"),
            }
        };
        node.entries().iter().map(setting).collect()
    }

    fn auth(&mut self, node: &Node) -> Option<AuthDecl> {
        let Some(kind) = self.text(node.get("kind")) else {
            if node.get("kind").is_none() {
                self.missing(
                    node,
                    &node.span,
                    "`auth` has no `kind`",
                    "for example `auth = { kind = \"bearer\", token = \"{access_token}\" }`",
                );
            }
            return None;
        };
        let needs: &[&str] = match kind.value.as_str() {
            "bearer" => &["token"],
            "basic" => &["user", "password"],
            "header" | "query" => &["name", "value"],
            _ => &[],
        };
        let all =
            ["token", "user", "password", "name", "value", "grant", "token_url", "credentials", "scopes"];
        for name in needs.iter().filter(|name| node.get(name).is_none()) {
            let message = format!("`auth` of kind `{}` has no `{name}`", kind.value);
            self.missing(node, &node.span, message, format!("add `{name}`"));
        }
        let oauth2 = ["grant", "token_url", "credentials", "scopes"];
        let known = !needs.is_empty() || kind.value == "oauth2";
        for name in all.into_iter().filter(|_| known) {
            let fits = needs.contains(&name) || (kind.value == "oauth2" && oauth2.contains(&name));
            if let (false, Some(span)) = (fits, node.key_span(name)) {
                self.misplaced(
                    &span,
                    &format!("`{name}` does not belong to `auth` of kind `{}`", kind.value),
                );
            }
        }
        Some(AuthDecl {
            span: node.span.clone(),
            token: self.template(node.get("token")),
            user: self.template(node.get("user")),
            password: self.template(node.get("password")),
            name: self.text(node.get("name")),
            value: self.template(node.get("value")),
            grant: self.text(node.get("grant")),
            token_url: self.template(node.get("token_url")),
            credentials: self.text(node.get("credentials")),
            scopes: self.texts(node.get("scopes")),
            kind,
        })
    }

    pub(super) fn misplaced(&mut self, span: &Span, message: &str) {
        // what a misspelt name was taken for is a guess
        if self.corrected.contains(span) {
            return;
        }
        let place = self.place(span);
        let code = crate::diagnostics::catalogue::MISPLACED_KEY;
        self.diags.push(crate::diagnostics::Diagnostic::new(code, message, place, "means nothing here"));
    }

    fn limits(&mut self, node: &Node) -> Option<LimitsDecl> {
        let requests = match node.get("requests").map(|node| (&node.kind, &node.span)) {
            Some((NodeKind::Integer(number), span)) => Spanned::new(*number, span.clone()),
            _ => {
                self.missing(
                    node,
                    &node.span,
                    "`limits` has no `requests`",
                    "for example `limits = { requests = 100, per = \"10s\" }`",
                );
                return None;
            }
        };
        if node.get("per").is_none() {
            self.missing(
                node,
                &node.span,
                "`limits` has no `per`",
                "for example `limits = { requests = 100, per = \"10s\" }`",
            );
        }
        Some(LimitsDecl { requests, per_ms: self.duration(node.get("per"))? })
    }

    pub(super) fn errors(&mut self, node: &Node) -> ErrorsDecl {
        ErrorsDecl {
            span: node.span.clone(),
            when: self.expr(node.get("when")),
            code: self.expr(node.get("code")),
            message: self.expr(node.get("message")),
            retry: self.texts(node.get("retry")),
            reauth: self.texts(node.get("reauth")),
            not_found: self.texts(node.get("not_found")),
            hidden: self.text(node.get("hidden")),
        }
    }

    pub(super) fn enums(&mut self, node: &Node) -> Vec<EnumDecl> {
        node.entries().iter().map(|(name, rows)| self.enum_table(name.clone(), rows)).collect()
    }

    pub(super) fn enum_table(&mut self, name: Spanned<String>, node: &Node) -> EnumDecl {
        let row = |(member, value): &(Spanned<String>, Node)| EnumRowDecl {
            member: member.clone(),
            vendor: match &value.kind {
                NodeKind::List(items) => items.iter().filter_map(|item| self.constant(item)).collect(),
                _ => self.constant(value).into_iter().collect(),
            },
        };
        let rows = node.entries().iter().filter(|(member, _)| member.value != OTHERS).map(row).collect();
        EnumDecl { name, rows, others: node.key_span(OTHERS) }
    }

    pub(super) fn functions(&mut self, node: &Node) -> Vec<FunctionDecl> {
        let mut functions = Vec::new();
        for (name, value) in node.entries() {
            let read = self.text(value.get("read"));
            let write = self.text(value.get("write"));
            if value.get("read").is_none() && value.get("write").is_none() {
                let message = format!("the function `{}` has neither `read` nor `write`", name.value);
                self.missing(
                    value,
                    &name.span,
                    message,
                    "name the Rust function that reads: `read = \"name\"`",
                );
            }
            functions.push(FunctionDecl {
                name: name.clone(),
                read,
                write,
                loses: self.text(value.get("loses")),
            });
        }
        functions
    }
}
