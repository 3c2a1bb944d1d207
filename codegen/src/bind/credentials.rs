//! Credentials and addresses of `[vendor]`: none is written into the mapping, and the document's demand for one is met.

use crate::diagnostics::catalogue;
use crate::ir::{Location, SecurityKind};
use crate::mapping::{AuthDecl, RequestKind, Span, Template, TemplatePiece, With};

use super::Binder;

impl Binder<'_> {
    pub(super) fn check_credentials(&mut self) {
        let mapping = self.mapping;
        match &mapping.vendor.auth {
            Some(auth) => self.check_auth(auth),
            None => self.check_unauthenticated(),
        }
        let models = mapping.models.iter();
        let own = models.flat_map(|model| {
            let capabilities = model.capabilities.iter().map(|capability| &capability.with);
            std::iter::once(&model.with).chain(capabilities)
        });
        for with in own.flatten() {
            self.check_with(with);
        }
        let addresses =
            [&mapping.vendor.base_url, &mapping.vendor.auth.as_ref().and_then(|auth| auth.token_url.clone())];
        for address in addresses.into_iter().flatten() {
            self.check_address(address);
        }
    }

    fn check_auth(&mut self, auth: &AuthDecl) {
        let literal = |template: &Option<Template>| template.as_ref().is_some_and(is_literal);
        // Some vendors take a key as the user, and any password.
        let written = match auth.kind.value.as_str() {
            "bearer" => literal(&auth.token).then_some(&auth.token),
            "basic" => (literal(&auth.user) && literal(&auth.password)).then_some(&auth.password),
            "header" | "query" => literal(&auth.value).then_some(&auth.value),
            _ => None,
        };
        if let Some(template) = written.and_then(Option::as_ref) {
            self.literal_credential(&template.span);
        }
        if let Some(name) =
            auth.name.as_ref().filter(|name| auth.kind.value == "header" && !is_token(&name.value))
        {
            let message = format!("`{}` is not the name of a header", name.value);
            let stop = self.stop(catalogue::BAD_HEADER_NAME, &name.span, message, "can't be sent");
            self.found(stop.help("a header's name has letters, digits and `-`: `X-Api-Key`"));
        }
    }

    fn literal_credential(&mut self, span: &Span) {
        let message = "a credential is written into the mapping: it would be compiled in, and be everyone's";
        let stop = self.stop(catalogue::CREDENTIAL_LITERAL, span, message, "the same for every customer");
        self.found(stop.help("ask for it by name: `\"{access_token}\"`; who makes a client gives it"));
    }

    /// `with` that sets what the document, or HTTP, has for credentials.
    fn check_with(&mut self, with: &With) {
        let schemes = self.vendor.security_schemes.iter();
        let mut keys = schemes.filter_map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { name, location: Location::Header | Location::Query } => {
                Some(name.as_str())
            }
            _ => None,
        });
        let name = with.name.value.as_str();
        let is_credential =
            name.eq_ignore_ascii_case("authorization") || keys.any(|key| key.eq_ignore_ascii_case(name));
        let literal = match &with.value.kind {
            RequestKind::Constant(_) => true,
            RequestKind::Template(template) => is_literal(template),
            RequestKind::List(_) | RequestKind::Table(_) => false,
        };
        if is_credential && literal {
            self.literal_credential(&with.value.span);
        }
    }

    /// A document that demands a credential of an operation that is called.
    fn check_unauthenticated(&mut self) {
        let demands = |operation: &&crate::ir::Operation| {
            let security = operation.security.as_ref().unwrap_or(&self.vendor.security);
            !security.is_empty() && security.iter().all(|requirement| !requirement.schemes.is_empty())
        };
        let Some(index) = self.vendor.operations.iter().position(|operation| demands(&operation)) else {
            return;
        };
        let title = "the document requires a credential, and the mapping has no `auth`";
        let span = self.mapping.vendor.span.clone();
        let stop = self.stop(catalogue::AUTH_MISSING, &span, title, "no `auth`");
        let stop = self.declared(index, *stop);
        let example = match self.vendor.security_schemes.first().map(|scheme| &scheme.kind) {
            Some(SecurityKind::Basic) => {
                "{ kind = \"basic\", user = \"{user}\", password = \"{password}\" }".to_owned()
            }
            Some(SecurityKind::ApiKey { location: Location::Query, name }) => {
                format!("{{ kind = \"query\", name = \"{name}\", value = \"{{api_key}}\" }}")
            }
            Some(SecurityKind::ApiKey { name, .. }) => {
                format!("{{ kind = \"header\", name = \"{name}\", value = \"{{api_key}}\" }}")
            }
            Some(SecurityKind::OAuth2 { .. }) => "{ kind = \"oauth2\" }".to_owned(),
            _ => "{ kind = \"bearer\", token = \"{access_token}\" }".to_owned(),
        };
        self.found(stop.help(format!("add it to `[vendor]`: `auth = {example}`")));
    }

    /// An address begins with a scheme, or with a setting that has it; it holds no credential.
    fn check_address(&mut self, template: &Template) {
        let Some(TemplatePiece::Text(text)) = template.pieces.first() else { return };
        let text =
            text.strip_prefix("GET ").or_else(|| text.strip_prefix("POST ")).unwrap_or(text).trim_start();
        let lower = text.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let wrong = match rest {
            _ if lower.is_empty() => return,
            None => "an address begins with `https://`",
            Some(rest) if rest.split('/').next().is_some_and(|host| host.contains('@')) => {
                "an address has no user and no password: `auth` has them"
            }
            Some(_) => return,
        };
        let stop = self.stop(catalogue::BAD_ADDRESS, &template.span, wrong, "no address to send requests to");
        self.found(stop.help("for example `https://api.example.com/v1`"));
    }
}

fn is_literal(template: &Template) -> bool {
    template.pieces.iter().all(|piece| matches!(piece, TemplatePiece::Text(_)))
}

/// RFC 9110, section 5.6.2.
pub(super) fn is_token(name: &str) -> bool {
    let char = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(char)
}
