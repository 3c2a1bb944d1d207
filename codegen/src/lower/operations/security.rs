//! Servers and security schemes: the documents' words for them in the IR's.

use crate::ir::{self, Location, SecurityKind, SecurityRequirement, SecurityScheme, Server, ServerVariable};
use crate::lower::names::identifiers;
use crate::lower::schemas::annotations::plain_docs;
use crate::resolve::{self, FlowKind};

pub(crate) fn server(server: &resolve::Server<'_>) -> Server {
    // Beside them, the builder may take the base address.
    let mut scope = identifiers::Scope::without(&["base"]);
    let variables = server.variables.iter().map(|variable| ServerVariable {
        name: scope.take_first([identifiers::value_name(variable.name)]),
        wire: variable.name.to_owned(),
        default: variable.default.to_owned(),
        values: variable.values.iter().map(|value| (*value).to_owned()).collect(),
        description: variable.description.map(str::to_owned),
    });
    Server {
        url: server.url.to_string(),
        description: server.description.map(str::to_owned),
        variables: variables.collect(),
    }
}

/// Makes a server on the origin of the client's relative to it, so that it moves along when the client gets another
/// address.
pub(crate) fn relate(server: &mut Server, home: &Server) {
    let origin = |server: &Server| {
        let host = server.url.find("://")? + 3;
        let end = server.url.get(host..)?.find('/').map_or(server.url.len(), |slash| host + slash);
        // Schemes and hosts are the same in any case.
        server.url.get(..end).filter(|origin| !origin.contains('{')).map(str::to_ascii_lowercase)
    };
    if let Some(origin) = origin(server).filter(|own| origin(home).as_ref() == Some(own)) {
        let path = server.url.get(origin.len()..).filter(|path| !path.is_empty()).unwrap_or("/");
        server.url = path.to_owned();
    }
}

/// What most operations demand is the client's own demand, so that they need not repeat it: documents often state it for
/// each operation alone.
pub(crate) fn commonest(
    operations: &[ir::Operation],
    stated: Vec<SecurityRequirement>,
) -> Vec<SecurityRequirement> {
    let mut demands: Vec<(usize, &[SecurityRequirement])> = vec![(0, &stated)];
    for own in operations.iter().filter_map(|operation| operation.security.as_deref()) {
        match demands.iter_mut().find(|(_, known)| same_schemes(known, own)) {
            Some((count, _)) => *count += 1,
            None => demands.push((1, own)),
        }
    }
    let most = demands.iter().rev().max_by_key(|(count, _)| *count);
    most.map(|(_, demand)| demand.to_vec()).unwrap_or(stated)
}

/// Whether two demands are met by the same credentials: scopes are the token's business.
pub(crate) fn same_schemes(one: &[SecurityRequirement], other: &[SecurityRequirement]) -> bool {
    let names = |list: &[SecurityRequirement]| -> Vec<Vec<String>> {
        list.iter().map(|all| all.schemes.iter().map(|(scheme, _)| scheme.clone()).collect()).collect()
    };
    names(one) == names(other)
}

/// Each scheme once. Its name becomes a function of the client's builder, which has others.
pub(crate) fn schemes<'a>(all: impl Iterator<Item = &'a resolve::SecurityScheme<'a>>) -> Vec<SecurityScheme> {
    let mut scope = identifiers::Scope::without(&["base_url", "build", "http"]);
    let mut schemes: Vec<SecurityScheme> = Vec::new();
    for declared in all {
        if schemes.iter().any(|known| known.wire == declared.key) {
            continue;
        }
        let plain = identifiers::value_name(declared.key);
        let name = scope.take_first([plain.clone(), format!("{plain}_auth")]);
        // OAuth 2 has a second function, for a token from elsewhere.
        scope.take(&format!("{name}_token"));
        schemes.push(scheme(declared, name));
    }
    schemes
}

/// The schemes with credentials of their own that no operation requires.
pub(crate) fn optional(api: &ir::Api) -> Vec<String> {
    let own = api.operations.iter().filter_map(|operation| operation.security.as_ref());
    let required: Vec<&str> = own
        .chain([&api.security])
        .flatten()
        .flat_map(|all| all.schemes.iter().map(|(scheme, _)| scheme.as_str()))
        .collect();
    let schemes = api.security_schemes.iter().filter(|it| it.kind != SecurityKind::MutualTls);
    let optional = schemes.filter(|scheme| !required.contains(&scheme.wire.as_str()));
    optional.map(|scheme| scheme.wire.clone()).collect()
}

fn scheme(scheme: &resolve::SecurityScheme<'_>, name: String) -> SecurityScheme {
    SecurityScheme {
        name,
        wire: scheme.key.to_owned(),
        kind: kind(&scheme.kind),
        docs: plain_docs(None, scheme.description),
    }
}

fn kind(kind: &resolve::SecurityKind<'_>) -> SecurityKind {
    match kind {
        resolve::SecurityKind::ApiKey { location, name } => SecurityKind::ApiKey {
            location: match location {
                resolve::Location::Header => Location::Header,
                resolve::Location::Cookie => Location::Cookie,
                _ => Location::Query,
            },
            name: (*name).to_owned(),
        },
        resolve::SecurityKind::Http { scheme } => match scheme.to_ascii_lowercase().as_str() {
            "basic" => SecurityKind::Basic,
            "bearer" => SecurityKind::Bearer,
            _ => SecurityKind::Http { scheme: scheme.to_string() },
        },
        resolve::SecurityKind::OAuth2(flows) => oauth2(flows),
        resolve::SecurityKind::OpenIdConnect { url } => {
            SecurityKind::OpenIdConnect { url: (*url).to_owned() }
        }
        resolve::SecurityKind::MutualTls => SecurityKind::MutualTls,
    }
}

fn oauth2(flows: &[resolve::Flow<'_>]) -> SecurityKind {
    let rank = |flow: &&resolve::Flow<'_>| match flow.kind {
        FlowKind::ClientCredentials => 0,
        FlowKind::AuthorizationCode => 1,
        FlowKind::Password => 2,
        FlowKind::Device => 3,
        FlowKind::Implicit => 4,
    };
    let mut flows: Vec<&resolve::Flow<'_>> = flows.iter().collect();
    flows.sort_by_key(rank);
    let mut scopes: Vec<String> = Vec::new();
    for (scope, _) in flows.iter().flat_map(|flow| &flow.scopes) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push((*scope).to_owned());
        }
    }
    let first = |url: fn(&resolve::Flow<'_>) -> Option<String>| flows.iter().find_map(|flow| url(flow));
    SecurityKind::OAuth2 {
        token_url: first(|flow| flow.token_url.map(str::to_owned)),
        refresh_url: first(|flow| flow.refresh_url.map(str::to_owned)),
        scopes,
    }
}
