//! The vendor's documents as the mapping names them, and the operations they offer.

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};
use crate::mapping::Mapping;

/// An operation that the documents have, whether or not the mapping calls it: what a misspelt call may have meant.
#[derive(Clone, Debug)]
pub struct Offered {
    pub id: Option<String>,
    pub method: String,
    pub path: String,
}

impl Offered {
    /// Whether a mapping's `call` names it: its operationId, or `METHOD /path`.
    pub(super) fn is(&self, call: &str) -> bool {
        let name = call.trim();
        self.id.as_deref() == Some(name)
            || format!("{} {}", self.method, self.path) == super::calls::normal_route(name)
    }
}

/// Reports addresses of documents that are none. An address without TLS is one of this machine: documents decide what is
/// generated.
pub fn check_sources(mapping: &Mapping) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for source in &mapping.vendor.sources {
        let url = source.url.value.as_str();
        let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let is_local = |rest: &str| {
            let host = host(rest);
            let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
            ["localhost", "127.0.0.1", "[::1]"].contains(&name)
        };
        let wrong = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) | (_, Some(rest)) if host(rest).contains('@') => {
                "a source has no user and no password"
            }
            (Some(rest), _) if host(rest).is_empty() => "a source has a host",
            (Some(_), _) => continue,
            (_, Some(rest)) if is_local(rest) => continue,
            _ => "a source begins with `https://`",
        };
        let place = Place::span(&mapping.file, source.url.span.clone());
        let stop =
            Diagnostic::new(catalogue::BAD_ADDRESS, wrong, place, "no address to fetch a document from");
        found.push(stop.help("for example `https://developers.example.com/openapi.json`"));
    }
    found
}

/// Corrects the names of documents that the folder does not have. One that is not there under any name is left out, and
/// what only it may have is not reported as missing.
pub fn correct_documents(mapping: &mut Mapping, there: &[String]) -> Vec<Diagnostic> {
    let folder = format!("specs/{}", mapping.vendor_name());
    let (file, mut found) = (mapping.file.clone(), Vec::new());
    for mut document in std::mem::take(&mut mapping.vendor.documents) {
        if there.contains(&document.value) {
            mapping.vendor.documents.push(document);
            continue;
        }
        let message = format!("`{folder}/{}` does not exist", document.value);
        let place = Place::span(&file, document.span.clone());
        let stop = Diagnostic::new(catalogue::UNKNOWN_DOCUMENT, message, place, "no such file");
        let near = nearest(&document.value, there.iter().map(String::as_str));
        found.push(match near {
            Some(near) => stop.help(format!("did you mean `{near}`?")),
            None if there.is_empty() => stop.help(format!("there are no documents in `{folder}`")),
            None => {
                let names: Vec<&str> = there.iter().map(String::as_str).collect();
                stop.help(format!("there are {}", crate::diagnostics::quoted(&names)))
            }
        });
        match near {
            Some(near) => {
                near.clone_into(&mut document.value);
                mapping.vendor.documents.push(document);
            }
            None => mapping.lost.push(document.span),
        }
    }
    found
}
