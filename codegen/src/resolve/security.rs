//! Security schemes and what operations require of them.

use super::document::{Flow, FlowKind, Location, SecurityKind, SecurityScheme};
use super::reader::{Reader, place};
use crate::diagnostics::{Diagnostic, catalogue, nearest};
use crate::ir::SecurityRequirement;
use crate::parse::Node;

impl<'f> Reader<'f, '_> {
    /// `components.securitySchemes` or `securityDefinitions`.
    pub(super) fn security_schemes(&mut self, root: Node<'f>) -> Vec<SecurityScheme<'f>> {
        let components = self.object(root, "components");
        let modern = components.and_then(|components| self.object(components, "securitySchemes"));
        let old = self.object(root, "securityDefinitions");
        let mut schemes: Vec<SecurityScheme<'f>> = Vec::new();
        for (key, stated) in modern.into_iter().chain(old).flat_map(Node::members) {
            let Some(node) = self.follow(stated) else { continue };
            if !node.is_object() {
                let message = format!("a security scheme must be an object, found {}", node.describe());
                self.leave_scheme_out(node, message);
                continue;
            }
            if let Some(kind) = self.security_kind(node) {
                schemes.push(SecurityScheme { node, key, description: self.text(node, "description"), kind });
            }
        }
        schemes
    }

    fn leave_scheme_out(&mut self, node: Node<'f>, message: impl Into<String>) {
        self.report(Diagnostic::new(catalogue::SECURITY_LEFT_OUT, message, place(node), "left out"));
    }

    fn security_kind(&mut self, node: Node<'f>) -> Option<SecurityKind<'f>> {
        let stated = self.text(node, "type").unwrap_or_default();
        match stated.to_ascii_lowercase().as_str() {
            "apikey" => self.scheme_of_key(node).or_else(|| self.api_key(node)),
            "basic" => Some(SecurityKind::Http { scheme: "basic".into() }),
            "bearer" => Some(SecurityKind::Http { scheme: "bearer".into() }),
            "http" => match self.text(node, "scheme") {
                Some(scheme) => Some(SecurityKind::Http { scheme: scheme.into() }),
                None => {
                    self.leave_scheme_out(node, "an `http` scheme needs a `scheme`");
                    None
                }
            },
            "oauth2" => Some(SecurityKind::OAuth2(self.flows(node))),
            "openidconnect" => Some(SecurityKind::OpenIdConnect {
                url: self.text(node, "openIdConnectUrl").unwrap_or_default(),
            }),
            "mutualtls" => Some(SecurityKind::MutualTls),
            _ => {
                let message = format!("there is no type of security scheme `{stated}`");
                let known = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS", "basic"];
                let diagnostic =
                    Diagnostic::new(catalogue::SECURITY_LEFT_OUT, message, place(node), "left out");
                self.report(match nearest(stated, known) {
                    Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
                    None => diagnostic,
                });
                None
            }
        }
    }

    /// A key in `Authorization` that has a `scheme` all the same.
    fn scheme_of_key(&mut self, node: Node<'f>) -> Option<SecurityKind<'f>> {
        let stated = node.get("scheme")?;
        let scheme =
            stated.as_text().filter(|it| ["bearer", "basic"].contains(&&*it.to_ascii_lowercase()))?;
        let name = self.text(node, "name").filter(|name| name.eq_ignore_ascii_case("authorization"))?;
        let of_header = self.text(node, "in") == Some("header");
        of_header.then(|| {
            let message = format!("an `apiKey` in `{name}` that has a `scheme`");
            self.lacking(stated, &message, "read as `type: http` with this scheme");
            SecurityKind::Http { scheme: scheme.into() }
        })
    }

    fn api_key(&mut self, node: Node<'f>) -> Option<SecurityKind<'f>> {
        let location = match self.text(node, "in").unwrap_or_default() {
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => {
                self.leave_scheme_out(node, "an `apiKey` scheme needs `in: header`, `query` or `cookie`");
                return None;
            }
        };
        match self.text(node, "name").filter(|name| !name.is_empty()) {
            Some(name) => Some(SecurityKind::ApiKey { location, name }),
            None => {
                self.leave_scheme_out(node, "an `apiKey` scheme needs a `name`");
                None
            }
        }
    }

    /// `flows`, or Swagger 2.0's only one.
    fn flows(&mut self, node: Node<'f>) -> Vec<Flow<'f>> {
        let Some(flows) = self.object(node, "flows") else {
            let kind = self.text(node, "flow").and_then(flow_kind);
            return kind.map(|kind| self.flow(node, kind)).into_iter().collect();
        };
        let mut read = Vec::new();
        for (name, flow) in flows.members().filter(|(name, _)| !name.starts_with("x-")) {
            match flow_kind(name) {
                Some(kind) => read.push(self.flow(flow, kind)),
                None => self.wrong(flow, "a flow that OpenAPI knows"),
            }
        }
        read
    }

    fn flow(&mut self, node: Node<'f>, kind: FlowKind) -> Flow<'f> {
        let scopes = self.object(node, "scopes");
        Flow {
            kind,
            authorization_url: self.text(node, "authorizationUrl"),
            token_url: self.text(node, "tokenUrl"),
            refresh_url: self.text(node, "refreshUrl"),
            scopes: scopes
                .into_iter()
                .flat_map(Node::members)
                .map(|(scope, description)| (scope, description.as_text().unwrap_or_default()))
                .collect(),
        }
    }

    /// `security`: `None` if not stated. A scheme that doesn't exist is reported and left out of its requirement; one
    /// that asks for nothing else is left out whole, so that it doesn't come to mean "anonymous".
    pub(super) fn security(
        &mut self,
        node: Node<'f>,
        schemes: &[SecurityScheme<'f>],
    ) -> Option<Vec<SecurityRequirement>> {
        node.get("security").filter(|security| !security.is_null())?;
        let mut requirements = Vec::new();
        for item in self.list(node, "security") {
            if !item.is_object() {
                self.wrong(item, "an object of scheme names");
                continue;
            }
            let mut requirement = SecurityRequirement::default();
            for (name, scopes) in item.members() {
                if schemes.iter().any(|scheme| scheme.key == name) {
                    let scopes = self.scopes(scopes);
                    requirement.schemes.push((name.to_owned(), scopes));
                } else {
                    self.unknown_scheme(name, scopes, schemes);
                }
            }
            if !requirement.schemes.is_empty() || item.is_empty() {
                requirements.push(requirement);
            }
        }
        Some(requirements)
    }

    /// What a document means that declares schemes and then says of no operation that it needs one: all credentials that
    /// are given, or whichever of them.
    pub(super) fn whatever_is_given(&mut self, schemes: &[SecurityScheme<'f>]) -> Vec<SecurityRequirement> {
        let Some(first) = schemes.first() else { return Vec::new() };
        self.lacking(
            first.node,
            "no operation says which credentials it needs",
            "read as: those of the declared schemes that are given",
        );
        // Of more schemes than anyone has at once, all of the first few and each of the others.
        let (few, others) = schemes.split_at(schemes.len().min(4));
        let mut sets: Vec<Vec<&SecurityScheme<'f>>> = vec![Vec::new()];
        for scheme in few {
            let with =
                sets.iter().map(|set| set.iter().copied().chain([scheme]).collect()).collect::<Vec<_>>();
            sets.extend(with);
        }
        sets.extend(others.iter().map(|scheme| vec![scheme]));
        sets.sort_by_key(|set| std::cmp::Reverse(set.len()));
        let keys =
            |set: Vec<&SecurityScheme<'f>>| set.iter().map(|it| (it.key.to_owned(), Vec::new())).collect();
        sets.into_iter().map(|set| SecurityRequirement { schemes: keys(set) }).collect()
    }

    /// Schemes that are declared beside those that operations require.
    pub(super) fn required_nowhere<'s>(&mut self, schemes: impl Iterator<Item = &'s SecurityScheme<'f>>)
    where
        'f: 's,
    {
        for scheme in schemes.filter(|scheme| !matches!(scheme.kind, SecurityKind::MutualTls)) {
            let message = format!("no operation requires the security scheme `{}`", scheme.key);
            let done = "read as: sent where nothing that is required is given";
            self.lacking(scheme.node, &message, done);
        }
    }

    fn scopes(&mut self, node: Node<'f>) -> Vec<String> {
        if node.is_list() || node.is_null() || node.is_empty() && node.is_object() {
            return node.items().filter_map(|item| self.as_text(item)).map(str::to_owned).collect();
        }
        self.wrong(node, "a list of scopes");
        Vec::new()
    }

    fn unknown_scheme(&mut self, name: &str, node: Node<'f>, schemes: &[SecurityScheme<'f>]) {
        let message = format!("there is no security scheme `{name}`");
        let diagnostic = Diagnostic::new(catalogue::SECURITY_LEFT_OUT, message, place(node), "left out");
        self.report(match nearest(name, schemes.iter().map(|scheme| scheme.key)) {
            Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic,
        });
    }
}

fn flow_kind(name: &str) -> Option<FlowKind> {
    Some(match name {
        "authorizationCode" | "accessCode" => FlowKind::AuthorizationCode,
        "clientCredentials" | "application" => FlowKind::ClientCredentials,
        "implicit" => FlowKind::Implicit,
        "password" => FlowKind::Password,
        "deviceAuthorization" => FlowKind::Device,
        _ => return None,
    })
}
