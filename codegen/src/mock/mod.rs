//! The mock plan: what a mock of a vendor has to know, as data, from the IR and the plan.
//!
//! It is a backend beside `emit`: it decides nothing about the vendor, it only turns around what is known. Where `emit`
//! writes code that makes a request and reads a response, a mock reads the request and makes the response.

mod answers;
mod operations;
mod records;
mod requests;
mod schemas;
mod text;
mod webhooks;

pub use text::text as file;

use tributary_mock_plan::{self as mock, Auth, Limits, MockPlan};

use crate::ir::{Api, Location, SecurityKind};
use crate::plan::{self, Piece, Plan};

/// The mock plan of a vendor: without a mapping, only of its document.
pub fn plan(name: &str, api: &Api, plan: Option<&Plan>) -> MockPlan {
    let base = match plan.and_then(|plan| plan.vendor.base_url.as_deref()) {
        Some(pieces) => text(pieces),
        None => api.servers.first().map(crate::ir::Server::default_url).unwrap_or_default(),
    };
    let vendor = plan.map(|plan| &plan.vendor);
    MockPlan {
        vendor: name.to_owned(),
        title: vendor.map_or_else(|| api.title.clone(), |vendor| vendor.title.clone()),
        base_path: path_of(&base),
        from_token: vendor.map(from_token).unwrap_or_default(),
        auth: match vendor.and_then(|vendor| vendor.auth.as_ref()) {
            Some(auth) => vec![mapped_auth(auth, api)],
            None => document_auth(api),
        },
        limits: vendor
            .and_then(|vendor| vendor.limits)
            .map(|it| Limits { requests: it.requests, per_ms: it.per_ms }),
        errors: vendor.and_then(|vendor| vendor.errors.as_ref()).map(answers::errors).unwrap_or_default(),
        webhooks: vendor.and_then(|vendor| vendor.webhooks.as_ref()).map(webhooks::webhooks),
        types: api.types.iter().map(|(_, def)| schemas::definition(def)).collect(),
        operations: api.operations.iter().map(|operation| operations::operation(operation, api)).collect(),
        models: plan.map(|plan| models(plan, api)).unwrap_or_default(),
    }
}

fn models(plan: &Plan, api: &Api) -> Vec<mock::Model> {
    let mut models: Vec<_> =
        plan.models.iter().filter_map(|model| records::model(model, plan, api)).collect();
    records::prefix_ids(plan, &mut models);
    records::put_inside(&mut models);
    models
}

fn from_token(vendor: &plan::VendorPlan) -> Vec<String> {
    vendor.settings.iter().filter_map(|setting| setting.from_token.clone()).collect()
}

/// A template as text; settings and credentials in braces.
fn text(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Setting(name) | Piece::Credential(name) => format!("{{{name}}}"),
    });
    pieces.collect()
}

/// The path of a URL, without a slash at its end. What stands in braces at its beginning is an address.
fn path_of(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or_default();
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned()
}

fn mapped_auth(auth: &plan::Auth, api: &Api) -> Auth {
    match auth {
        plan::Auth::Bearer { .. } => Auth::Scheme("Bearer".to_owned()),
        plan::Auth::Basic { .. } => Auth::Scheme("Basic".to_owned()),
        plan::Auth::Header { name, .. } => Auth::Header(name.clone()),
        plan::Auth::Query { name, .. } => Auth::Query(name.clone()),
        plan::Auth::OAuth2(oauth2) => {
            let documented = || api.security_schemes.iter().find_map(|it| token_url(&it.kind));
            let url = oauth2.token_url.as_deref().map(text).or_else(documented);
            let token_path = url.map(|url| path_of(&url)).filter(|path| !path.is_empty());
            Auth::OAuth2 {
                token_path: token_path.unwrap_or_else(|| "/oauth/token".to_owned()),
                method: oauth2.token_method.clone(),
            }
        }
    }
}

fn token_url(kind: &SecurityKind) -> Option<String> {
    match kind {
        SecurityKind::OAuth2 { token_url, .. } => token_url.clone(),
        _ => None,
    }
}

/// Every scheme that the document has: any of them will do.
fn document_auth(api: &Api) -> Vec<Auth> {
    let required = |wire: &str| !api.optional_schemes.iter().any(|name| name == wire);
    let schemes = api.security_schemes.iter().filter(|scheme| required(&scheme.wire));
    let mut found: Vec<_> = schemes
        .filter_map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { location: Location::Header, name } => Some(Auth::Header(name.clone())),
            SecurityKind::ApiKey { location: Location::Query, name } => Some(Auth::Query(name.clone())),
            SecurityKind::ApiKey { location: Location::Cookie, name } => Some(Auth::Cookie(name.clone())),
            SecurityKind::ApiKey { location: Location::Path, .. } | SecurityKind::MutualTls => None,
            SecurityKind::Basic => Some(Auth::Scheme("Basic".to_owned())),
            SecurityKind::Bearer | SecurityKind::OpenIdConnect { .. } => {
                Some(Auth::Scheme("Bearer".to_owned()))
            }
            SecurityKind::Http { scheme } => Some(Auth::Scheme(scheme.clone())),
            SecurityKind::OAuth2 { .. } => Some(Auth::OAuth2 {
                token_path: token_url(&scheme.kind)
                    .map(|url| path_of(&url))
                    .filter(|path| !path.is_empty())
                    .unwrap_or_else(|| "/oauth/token".to_owned()),
                method: "POST".to_owned(),
            }),
        })
        .collect();
    found.dedup();
    found
}
