//! `[vendor]`: settings, credentials, limits, and how failures look.

use crate::diagnostics::catalogue;
use crate::mapping::{
    AuthDecl, ErrorsDecl, Expr, ExprKind, FunctionDecl, PathExpr, RootExpr, StepExprKind, Template,
};
use crate::plan::{
    Auth, Comparison, CredentialsIn, ErrorRules, Function, Grant, JsonSource, JsonStep, JsonTest, Limits,
    OAuth2, Piece, Setting, VendorPlan,
};

use super::Binder;
use super::inputs::Inputs;
use super::resolve_path::Stop;

impl Binder<'_> {
    pub(super) fn vendor_plan(&mut self) -> VendorPlan {
        let mapping = self.mapping;
        let vendor = &mapping.vendor;
        let settings: Vec<Setting> = vendor
            .settings
            .iter()
            .map(|setting| Setting {
                name: setting.name.value.clone(),
                docs: setting.docs.clone(),
                from_token: setting.from_token.as_ref().map(|member| member.value.clone()),
            })
            .collect();
        let all = vendor.settings.iter().map(|setting| setting.name.value.clone()).collect();
        let names = Inputs { settings: all, ..Inputs::default() };
        let base_url = vendor.base_url.as_ref().and_then(|template| self.text_pieces(template, &names));
        let title = vendor
            .title
            .as_ref()
            .map_or_else(|| mapping.vendor_name().to_owned(), |title| title.value.clone());
        VendorPlan {
            name: mapping.vendor_name().to_owned(),
            title,
            documents: vendor.documents.iter().map(|document| document.value.clone()).collect(),
            base_url,
            settings,
            auth: vendor.auth.as_ref().and_then(|auth| self.auth(auth)),
            limits: vendor.limits.as_ref().map(|limits| Limits {
                requests: u32::try_from(limits.requests.value).unwrap_or(u32::MAX),
                per_ms: limits.per_ms,
            }),
            errors: vendor.errors.as_ref().map(|errors| {
                self.check_errors(errors);
                self.error_rules(errors)
            }),
            webhooks: self.webhooks(),
        }
    }

    /// The settings that a request can ask for: one that comes with the token is known only where requests go.
    pub(super) fn setting_names(&self) -> Vec<String> {
        let settings = self.mapping.vendor.settings.iter();
        let given = settings.filter(|setting| setting.from_token.is_none());
        given.map(|setting| setting.name.value.clone()).collect()
    }

    /// A setting comes with an OAuth2 token only where there is one.
    pub(super) fn check_from_token(&mut self) {
        let mapping = self.mapping;
        if matches!(&mapping.vendor.auth, Some(auth) if auth.kind.value == "oauth2") {
            return;
        }
        for member in mapping.vendor.settings.iter().filter_map(|setting| setting.from_token.as_ref()) {
            let message = "a setting comes with an OAuth2 token, and `auth` has none";
            let stop = self.stop(catalogue::MISPLACED_KEY, &member.span, message, "means nothing here");
            self.found(stop.help("give the setting a text that says where to find it"));
        }
    }

    fn text_pieces(&mut self, template: &Template, inputs: &Inputs) -> Option<Vec<Piece>> {
        match self.vendor_pieces(template, inputs) {
            Ok(pieces) => Some(pieces),
            Err(stop) => {
                self.found(*stop);
                None
            }
        }
    }

    fn auth(&mut self, auth: &AuthDecl) -> Option<Auth> {
        let inputs = Inputs { settings: self.setting_names(), credentials: true, ..Inputs::default() };
        let mut pieces = |template: &Option<Template>| {
            template.as_ref().and_then(|template| self.text_pieces(template, &inputs))
        };
        let name = auth.name.as_ref().map(|name| name.value.clone());
        Some(match auth.kind.value.as_str() {
            "bearer" => Auth::Bearer { token: pieces(&auth.token)? },
            "basic" => Auth::Basic { user: pieces(&auth.user)?, password: pieces(&auth.password)? },
            "header" => Auth::Header { name: name?, value: pieces(&auth.value)? },
            "query" => Auth::Query { name: name?, value: pieces(&auth.value)? },
            "oauth2" => Auth::OAuth2(self.oauth2(auth)),
            _ => return None,
        })
    }

    fn oauth2(&mut self, auth: &AuthDecl) -> OAuth2 {
        let inputs = Inputs {
            settings: self.setting_names().into_iter().chain(["base_url".to_owned()]).collect(),
            ..Inputs::default()
        };
        let mut token_method = "POST".to_owned();
        let mut token_url = auth.token_url.as_ref().and_then(|template| self.text_pieces(template, &inputs));
        if let Some(Piece::Text(text)) = token_url.as_mut().and_then(|pieces| pieces.first_mut()) {
            for method in ["GET ", "POST "] {
                if let Some(rest) = text.strip_prefix(method) {
                    token_method = method.trim().to_owned();
                    *text = rest.trim_start().to_owned();
                    break;
                }
            }
        }
        if let Some(pieces) = &mut token_url {
            pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        }
        let choice = |choice: &Option<crate::mapping::Spanned<String>>| {
            choice.as_ref().map(|choice| choice.value.clone())
        };
        OAuth2 {
            grant: match choice(&auth.grant).as_deref() {
                Some("client_credentials") => Grant::ClientCredentials,
                _ => Grant::RefreshToken,
            },
            token_url,
            token_method,
            credentials: match choice(&auth.credentials).as_deref() {
                Some("basic") => CredentialsIn::Basic,
                Some("query") => CredentialsIn::Query,
                _ => CredentialsIn::Body,
            },
            scopes: auth.scopes.iter().map(|scope| scope.value.clone()).collect(),
        }
    }

    pub(super) fn functions(&mut self) {
        let mapping = self.mapping;
        for FunctionDecl { name, read, write, loses } in &mapping.functions {
            for rust in [read, write].into_iter().flatten() {
                self.check_function(&rust.value, &rust.span);
            }
            let text = |spanned: &Option<crate::mapping::Spanned<String>>| {
                spanned.as_ref().map(|text| text.value.clone())
            };
            self.plan.functions.push(Function {
                name: name.value.clone(),
                read: text(read),
                write: text(write),
                loses: text(loses),
            });
        }
    }

    /// A function that the mapping names has to be in `mappings/<vendor>.rs`; its types are rustc's to check.
    pub(super) fn check_function(&mut self, name: &str, span: &crate::mapping::Span) {
        let file = format!("mappings/{}.rs", self.mapping.vendor_name());
        if self.hand_written.iter().any(|known| known == name) {
            return;
        }
        let message = format!("`{file}` has no public function `{name}`");
        let stop = self.stop(catalogue::FUNCTION_MISSING, span, message, "not found");
        let near = crate::diagnostics::nearest(name, self.hand_written.iter().map(String::as_str));
        let stop = match near {
            Some(near) => stop.help(format!("did you mean `{near}`?")),
            None => stop.help(format!("write it there: `pub fn {name}(value: &V) -> Result<U, Invalid>`")),
        };
        self.also.push(stop);
    }

    pub(super) fn error_rules(&mut self, errors: &ErrorsDecl) -> ErrorRules {
        let texts =
            |all: &[crate::mapping::Spanned<String>]| all.iter().map(|text| text.value.clone()).collect();
        ErrorRules {
            when: errors.when.as_ref().and_then(|expr| self.json_test(expr)),
            code: errors.code.as_ref().map(|expr| self.json_sources(expr)).unwrap_or_default(),
            message: errors.message.as_ref().map(|expr| self.json_sources(expr)).unwrap_or_default(),
            retry: texts(&errors.retry),
            reauth: texts(&errors.reauth),
            not_found: texts(&errors.not_found),
            hidden: errors.hidden.as_ref().and_then(|pattern| self.hidden(pattern)),
        }
    }

    /// The rules of a call: where they leave something open, the vendor's follow.
    pub(super) fn own_error_rules(&mut self, errors: &ErrorsDecl) -> ErrorRules {
        let mut own = self.error_rules(errors);
        let vendor = self.plan.vendor.errors.clone().unwrap_or_default();
        own.when = own.when.or(vendor.when);
        own.code.extend(vendor.code);
        own.message.extend(vendor.message);
        own.retry.extend(vendor.retry);
        own.reauth.extend(vendor.reauth);
        own.not_found.extend(vendor.not_found);
        own.hidden = own.hidden.or(vendor.hidden);
        own
    }

    /// What stands before and behind the name of a property in a message.
    fn hidden(&mut self, pattern: &crate::mapping::Spanned<String>) -> Option<(String, String)> {
        let parts = pattern.value.split_once("{property}").filter(|(before, behind)| {
            // A name that nothing ends could be the rest of the message.
            !before.is_empty() && !behind.is_empty() && !behind.contains("{property}")
        });
        if parts.is_none() {
            let message = "`hidden` is the text around the property's name, with `{property}` once";
            let stop = self.stop(catalogue::TEMPLATE_SYNTAX, &pattern.span, message, "no such text");
            self.also.push(stop.help("for example `hidden = \"No such column '{property}'\"`"));
        }
        parts.map(|(before, behind)| (before.to_owned(), behind.to_owned()))
    }

    fn json_sources(&mut self, expr: &Expr) -> Vec<JsonSource> {
        let all = match &expr.kind {
            ExprKind::Coalesce(all) => all.iter().collect(),
            _ => vec![expr],
        };
        let mut sources = Vec::new();
        for expr in all {
            let source = match &expr.kind {
                ExprKind::Text(text) => Ok(JsonSource::Text(text.clone())),
                ExprKind::Path(path) => match &path.root {
                    RootExpr::Header(name) => Ok(JsonSource::Header(name.clone())),
                    _ => self.json_path(path).map(JsonSource::Body),
                },
                _ => Err(self.no_json(expr)),
            };
            match source {
                Ok(source) => sources.push(source),
                Err(stop) => self.found(*stop),
            }
        }
        sources
    }

    fn no_json(&self, expr: &Expr) -> Stop {
        let message = "an error's body is looked at as it was received: by names, indexes, `??`, and for `when` by comparisons";
        self.stop(catalogue::ERROR_PATH, &expr.span, message, "not possible here")
    }

    fn json_path(&self, path: &PathExpr) -> Result<Vec<JsonStep>, Stop> {
        let mut steps = Vec::new();
        match &path.root {
            RootExpr::Name(name) => steps.push(JsonStep::Name(name.clone())),
            RootExpr::At => {}
            _ => {
                let message = "an error's body has no such thing";
                return Err(self.stop(catalogue::ERROR_PATH, &path.span, message, "not possible here"));
            }
        }
        for step in &path.steps {
            steps.push(match &step.kind {
                StepExprKind::Name(name) => JsonStep::Name(name.clone()),
                StepExprKind::Index(index) => JsonStep::Index(*index),
                _ => {
                    let message = "an error's body is looked at as it was received: by names and indexes";
                    return Err(self.stop(catalogue::ERROR_PATH, &step.span, message, "not possible here"));
                }
            });
        }
        Ok(steps)
    }

    /// A condition over a body as it was received.
    pub(super) fn json_test(&mut self, expr: &Expr) -> Option<JsonTest> {
        let test = match &expr.kind {
            ExprKind::Path(path) => self.json_path(path).map(JsonTest::Holds),
            ExprKind::Not(inner) => return self.json_test(inner).map(|test| JsonTest::Not(Box::new(test))),
            ExprKind::And(all) => return self.json_tests(all).map(JsonTest::And),
            ExprKind::Or(all) => return self.json_tests(all).map(JsonTest::Or),
            ExprKind::Compare { op, left, right } => self.json_comparison(*op, left, right, expr),
            _ => Err(self.no_json(expr)),
        };
        match test {
            Ok(test) => Some(test),
            Err(stop) => {
                self.found(*stop);
                None
            }
        }
    }

    fn json_tests(&mut self, all: &[Expr]) -> Option<Vec<JsonTest>> {
        all.iter().map(|inner| self.json_test(inner)).collect()
    }

    fn json_comparison(
        &self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
    ) -> Result<JsonTest, Stop> {
        use crate::ir::Literal;
        let ExprKind::Path(path) = &left.kind else { return Err(self.no_json(left)) };
        let steps = self.json_path(path)?;
        let value = match &right.kind {
            ExprKind::Text(text) => Literal::Text(text.clone()),
            ExprKind::Bool(bool) => Literal::Bool(*bool),
            ExprKind::Number(number) => match (number.parse(), number.parse()) {
                (Ok(integer), _) => Literal::Integer(integer),
                (_, Ok(float)) => Literal::Number(float),
                _ => return Err(self.no_json(right)),
            },
            _ => return Err(self.no_json(right)),
        };
        let equals = JsonTest::Equals(steps, value);
        match op {
            Comparison::Equal => Ok(equals),
            Comparison::NotEqual => Ok(JsonTest::Not(Box::new(equals))),
            Comparison::Less | Comparison::Greater => Err(self.no_json(whole)),
        }
    }
}
