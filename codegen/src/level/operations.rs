//! Operations, servers and security schemes.

use super::{Writer, security};
use crate::ir::Statuses;
use crate::lower::Selection;
use crate::resolve::{Body, Callback, Flow, FlowKind, Location, Operation, Response, SecurityKind, Server};
use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, PathItem, Paths, ReferenceOr, RequestBody, Responses, SecurityScheme, ServerVariable,
    StatusCode,
};

impl<'f> Writer<'f, '_> {
    /// The operations that the selection takes, by path in the document's order.
    pub(super) fn paths(&mut self, selection: &Selection) -> Paths {
        let mut paths = Paths::default();
        for operation in self.root.operations.iter().filter(|it| selection.takes(it)) {
            let item = paths
                .paths
                .entry(operation.path.clone().into_owned())
                .or_insert_with(|| ReferenceOr::Item(PathItem::default()));
            if let ReferenceOr::Item(item) = item {
                self.add(operation, item);
            }
        }
        paths
    }

    /// Webhooks belong to OpenAPI 3.1.
    pub(super) fn webhooks(&mut self, selection: &Selection) {
        for webhook in self.root.webhooks.iter().filter(|it| selection.takes(it)) {
            self.cannot(webhook.node, &format!("the webhook `{}`", webhook.path), "left out");
        }
    }

    /// Puts an operation into its path's item.
    fn add(&mut self, operation: &Operation<'f>, item: &mut PathItem) {
        let place = match &*operation.method {
            "GET" => &mut item.get,
            "PUT" => &mut item.put,
            "POST" => &mut item.post,
            "DELETE" => &mut item.delete,
            "OPTIONS" => &mut item.options,
            "HEAD" => &mut item.head,
            "PATCH" => &mut item.patch,
            "TRACE" => &mut item.trace,
            other => {
                self.cannot(operation.node, &format!("the method {other}"), "the operation is left out");
                return;
            }
        };
        self.operations += 1;
        *place = Some(self.operation(operation));
    }

    fn operation(&mut self, stated: &Operation<'f>) -> openapiv3::Operation {
        let parameters = stated.parameters.iter().filter_map(|it| self.parameter(it)).collect();
        openapiv3::Operation {
            tags: stated.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            summary: self.prose(stated.summary),
            description: self.prose(stated.description),
            external_docs: None,
            operation_id: stated.id.map(str::to_owned),
            parameters,
            request_body: stated.body.as_ref().map(|body| self.body(body)),
            responses: self.responses(&stated.responses),
            callbacks: self.callbacks(&stated.callbacks),
            deprecated: stated.deprecated,
            security: stated.security.as_deref().map(security),
            servers: self.servers(&stated.servers),
            extensions: self.extensions(stated.node),
        }
    }

    fn body(&mut self, stated: &Body<'f>) -> ReferenceOr<RequestBody> {
        self.share(
            "requestBodies",
            stated.component,
            stated.node,
            |writer| RequestBody {
                description: writer.prose(stated.description),
                content: writer.content(&stated.contents),
                required: stated.required,
                extensions: writer.extensions(stated.node),
            },
            |components| &mut components.request_bodies,
        )
    }

    fn responses(&mut self, stated: &[Response<'f>]) -> Responses {
        let mut responses = Responses::default();
        for response in stated {
            let written = self.response(response);
            match response.statuses {
                Statuses::Code(code) => {
                    responses.responses.insert(StatusCode::Code(code), written);
                }
                Statuses::Range(hundred) => {
                    responses.responses.insert(StatusCode::Range(hundred.into()), written);
                }
                Statuses::Default => responses.default = Some(written),
            }
        }
        // OpenAPI requires one response.
        if responses.responses.is_empty() && responses.default.is_none() {
            responses.default = Some(ReferenceOr::Item(openapiv3::Response::default()));
        }
        responses
    }

    fn response(&mut self, stated: &Response<'f>) -> ReferenceOr<openapiv3::Response> {
        if !self.facts && stated.node.get("links").is_some_and(|links| !links.is_empty()) {
            self.cannot(stated.node, "`links` of a response apart from its operations", "left out");
        }
        self.share(
            "responses",
            stated.component,
            stated.node,
            |writer| openapiv3::Response {
                // Required, whatever it says.
                description: writer.prose(stated.description).unwrap_or_default(),
                headers: writer.headers(&stated.headers),
                content: writer.content(&stated.contents),
                links: IndexMap::new(),
                extensions: writer.extensions(stated.node),
            },
            |components| &mut components.responses,
        )
    }

    fn callbacks(&mut self, stated: &[Callback<'f>]) -> IndexMap<String, openapiv3::Callback> {
        let mut callbacks: IndexMap<String, openapiv3::Callback> = IndexMap::new();
        let before = self.operations;
        for callback in stated {
            let item = callbacks
                .entry(callback.name.to_owned())
                .or_default()
                .entry(callback.operation.path.clone().into_owned())
                .or_default();
            self.add(&callback.operation, item);
        }
        self.operations = before;
        callbacks
    }

    pub(super) fn servers(&self, stated: &[Server<'f>]) -> Vec<openapiv3::Server> {
        let servers = stated.iter().map(|server| {
            let variables = server.variables.iter().map(|variable| {
                let written = ServerVariable {
                    enumeration: variable.values.iter().map(|it| (*it).to_owned()).collect(),
                    default: variable.default.to_owned(),
                    // `openapiv3` writes `null` for none, which OpenAPI does not allow.
                    description: Some(self.prose(variable.description).unwrap_or_default()),
                    ..ServerVariable::default()
                };
                (variable.name.to_owned(), written)
            });
            openapiv3::Server {
                url: server.url.clone().into_owned(),
                description: self.prose(server.description),
                variables: (!server.variables.is_empty()).then(|| variables.collect()),
                ..openapiv3::Server::default()
            }
        });
        servers.collect()
    }

    pub(super) fn security_schemes(&mut self) {
        let root = self.root;
        for scheme in &root.security_schemes {
            let description = self.prose(scheme.description);
            let extensions = self.extensions(scheme.node);
            let written = match &scheme.kind {
                SecurityKind::ApiKey { location, name } => SecurityScheme::APIKey {
                    location: match location {
                        Location::Query | Location::QueryString => APIKeyLocation::Query,
                        Location::Cookie => APIKeyLocation::Cookie,
                        Location::Header | Location::Path => APIKeyLocation::Header,
                    },
                    name: (*name).to_owned(),
                    description,
                    extensions,
                },
                SecurityKind::Http { scheme: name } => SecurityScheme::HTTP {
                    scheme: name.clone().into_owned(),
                    bearer_format: None,
                    description,
                    extensions,
                },
                SecurityKind::OAuth2(flows) => {
                    SecurityScheme::OAuth2 { flows: self.flows(flows, scheme.node), description, extensions }
                }
                SecurityKind::OpenIdConnect { url } => SecurityScheme::OpenIDConnect {
                    open_id_connect_url: (*url).to_owned(),
                    description,
                    extensions,
                },
                SecurityKind::MutualTls => {
                    self.cannot(scheme.node, "the security scheme `mutualTLS`", "left out");
                    continue;
                }
            };
            self.components.security_schemes.insert(scheme.key.to_owned(), ReferenceOr::Item(written));
        }
    }

    fn flows(&mut self, stated: &[Flow<'f>], node: crate::parse::Node<'f>) -> openapiv3::OAuth2Flows {
        let mut flows = openapiv3::OAuth2Flows::default();
        for flow in stated {
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            let refresh_url = flow.refresh_url.map(str::to_owned);
            let description = |text: &str| self.prose(Some(text)).unwrap_or_default();
            let scopes: IndexMap<String, String> =
                flow.scopes.iter().map(|(name, text)| ((*name).to_owned(), description(text))).collect();
            let extensions = IndexMap::new();
            match flow.kind {
                FlowKind::AuthorizationCode => {
                    flows.authorization_code = Some(openapiv3::AuthorizationCodeOAuth2Flow {
                        authorization_url: text(flow.authorization_url),
                        token_url: text(flow.token_url),
                        refresh_url,
                        scopes,
                        extensions,
                    });
                }
                FlowKind::ClientCredentials => {
                    flows.client_credentials = Some(openapiv3::ClientCredentialsOAuth2Flow {
                        refresh_url,
                        token_url: text(flow.token_url),
                        scopes,
                        extensions,
                    });
                }
                FlowKind::Implicit => {
                    flows.implicit = Some(openapiv3::ImplicitOAuth2Flow {
                        authorization_url: text(flow.authorization_url),
                        refresh_url,
                        scopes,
                        extensions,
                    });
                }
                FlowKind::Password => {
                    flows.password = Some(openapiv3::PasswordOAuth2Flow {
                        refresh_url,
                        token_url: text(flow.token_url),
                        scopes,
                        extensions,
                    });
                }
                FlowKind::Device => self.cannot(node, "OAuth2's device flow", "left out"),
            }
        }
        flows
    }
}
