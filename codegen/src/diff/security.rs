//! Servers, and what a request has to prove.

use super::change::Direction;
use super::kinds::Kind;
use super::operations::{Draft, Outside};
use super::place::subject;
use super::usage::Part;
use crate::ir::SecurityRequirement;
use crate::resolve::{Document, FlowKind, Operation, SecurityKind, SecurityScheme, Server};
use std::collections::BTreeSet;

/// The servers of the document: clients call the first unless told otherwise.
pub(super) fn servers<'f>(comparison: &mut Draft<'_, 'f>, old: &Document<'f>, new: &Document<'f>) {
    let url = |server: &Server<'f>| {
        server.variables.iter().fold(server.url.to_string(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.name), variable.default)
        })
    };
    let list = |document: &Document<'f>| -> Vec<String> {
        let urls = document.servers.iter().map(url);
        urls.map(|url| url.trim_end_matches('/').to_owned()).collect()
    };
    let (was, is) = (list(old), list(new));
    let mut note = |kind, subject: String, was: String, is: String| {
        comparison.outside.push(Outside {
            kind,
            direction: Direction::Request,
            subject,
            was,
            is,
            old: Some(old.node.get("servers").unwrap_or(old.node)),
            new: Some(new.node.get("servers").unwrap_or(new.node)),
            call: None,
            part: Part::Server,
        });
    };
    if let (Some(before), Some(after)) = (was.first(), is.first())
        && before != after
    {
        note(Kind::ServerMoved, "server".to_owned(), format!("`{before}`"), format!("`{after}`"));
    }
    let moved = (was.first() != is.first(), was.first(), is.first());
    let other = |url: &&String, first: Option<&String>| !(moved.0 && Some(*url) == first);
    for gone in was.iter().filter(|url| !is.contains(url)).filter(|url| other(url, moved.1)) {
        note(Kind::ServerRemoved, format!("server {gone}"), String::new(), String::new());
    }
    for added in is.iter().filter(|url| !was.contains(url)).filter(|url| other(url, moved.2)) {
        note(Kind::ServerAdded, format!("server {added}"), String::new(), String::new());
    }
}

/// The schemes that the document describes, and what it asks of all operations.
pub(super) fn schemes<'f>(comparison: &mut Draft<'_, 'f>, old: &Document<'f>, new: &Document<'f>) {
    let note = |kind, scheme: &SecurityScheme<'f>, was: String, is: String| Outside {
        kind,
        direction: Direction::Request,
        subject: subject(scheme.node),
        was,
        is,
        old: Some(scheme.node).filter(|_| kind == Kind::SchemeRemoved),
        new: Some(scheme.node).filter(|_| kind != Kind::SchemeRemoved),
        call: None,
        part: Part::Call,
    };
    for before in &old.security_schemes {
        match new.security_schemes.iter().find(|after| after.key == before.key) {
            None => comparison.outside.push(note(Kind::SchemeRemoved, before, String::new(), String::new())),
            Some(after) => {
                let (was, is) = (shown(before), shown(after));
                if was != is {
                    comparison.outside.push(note(Kind::SchemeChanged, after, was, is));
                }
            }
        }
    }
    let is_new = |after: &&SecurityScheme<'f>| !old.security_schemes.iter().any(|it| it.key == after.key);
    for after in new.security_schemes.iter().filter(is_new) {
        comparison.outside.push(note(Kind::SchemeAdded, after, String::new(), String::new()));
    }
}

/// A scheme in words.
fn shown(scheme: &SecurityScheme<'_>) -> String {
    match &scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            format!("`{name}` in the {}", super::operations::location(*location))
        }
        SecurityKind::Http { scheme } => format!("HTTP {scheme}"),
        SecurityKind::OAuth2(flows) => {
            let flow = |flow: &crate::resolve::Flow<'_>| {
                let kind = match flow.kind {
                    FlowKind::AuthorizationCode => "authorization code",
                    FlowKind::ClientCredentials => "client credentials",
                    FlowKind::Implicit => "implicit",
                    FlowKind::Password => "password",
                    FlowKind::Device => "device",
                };
                format!("{kind} at {}", flow.token_url.or(flow.authorization_url).unwrap_or("no URL"))
            };
            let mut flows: Vec<String> = flows.iter().map(flow).collect();
            flows.sort();
            format!("OAuth2 ({})", flows.join("; "))
        }
        SecurityKind::OpenIdConnect { url } => format!("OpenID Connect at {url}"),
        SecurityKind::MutualTls => "mutual TLS".to_owned(),
    }
}

/// What an operation asks for, by itself or by its document.
pub(super) fn operation<'f>(
    comparison: &mut Draft<'_, 'f>,
    call: usize,
    (old_document, old): (&Document<'f>, &Operation<'f>),
    (new_document, new): (&Document<'f>, &Operation<'f>),
) {
    let before = old.security.as_deref().unwrap_or(&old_document.security);
    let after = new.security.as_deref().unwrap_or(&new_document.security);
    // What all operations ask for is one change.
    let subject = new_document.node.file().rsplit('/').next().unwrap_or_default().to_owned();
    let mut note = |kind, was: String, is: String| {
        comparison.outside.push(Outside {
            kind,
            direction: Direction::Request,
            subject: subject.clone(),
            was,
            is,
            old: Some(old.node),
            new: Some(new.node),
            call: Some(call),
            part: Part::Call,
        });
    };
    let (was, is) = (ways(before, old_document), ways(after, new_document));
    for gone in was.difference(&is) {
        note(Kind::SecurityRemoved, gone.clone(), String::new());
    }
    for added in is.difference(&was) {
        note(Kind::SecurityAdded, String::new(), added.clone());
    }
    let (was, is) = (scopes(before, old_document), scopes(after, new_document));
    let listed =
        |scopes: Vec<&String>| scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(", ");
    for (way, had) in &was {
        let same = || is.iter().filter(|(other, _)| other == way).map(|(_, scopes)| scopes);
        // Of several ways that differ in scopes, the one that asks for the least besides what was asked for.
        let Some(nearest) = same().min_by_key(|scopes| scopes.difference(had).count()) else { continue };
        let added: Vec<&String> = nearest.difference(had).collect();
        let gone: Vec<&String> = had.difference(nearest).collect();
        if !added.is_empty() {
            note(Kind::ScopesAdded, String::new(), listed(added));
        }
        if !gone.is_empty() {
            note(Kind::ScopesRemoved, listed(gone), String::new());
        }
    }
}

/// The ways to prove who calls, by what is sent and not by what the document calls it.
fn ways(security: &[SecurityRequirement], document: &Document<'_>) -> BTreeSet<String> {
    if security.is_empty() {
        return BTreeSet::from(["nothing".to_owned()]);
    }
    scopes(security, document).into_iter().map(|(way, _)| way).collect()
}

/// The same, each with the scopes that it asks for.
fn scopes(security: &[SecurityRequirement], document: &Document<'_>) -> Vec<(String, BTreeSet<String>)> {
    let scheme = |name: &String| {
        let known = document.security_schemes.iter().find(|scheme| scheme.key == name);
        known.map_or_else(|| name.clone(), shown)
    };
    let way = |it: &SecurityRequirement| {
        let mut names: Vec<String> = it.schemes.iter().map(|(name, _)| scheme(name)).collect();
        names.sort_unstable();
        let way = if names.is_empty() { "nothing".to_owned() } else { names.join(" and ") };
        (way, it.schemes.iter().flat_map(|(_, scopes)| scopes.iter().cloned()).collect())
    };
    security.iter().map(way).collect()
}
