//! Base addresses: relative ones (RFC 3986, section 5.2), those with variables, `https://{region}.example.com/{version}`, and
//! those that come with a token. A value for a part of an address must not lead anywhere else, since credentials follow.

use url::{Host, Url};

use crate::AuthError;
pub use crate::call_info::bare;
use crate::error::InvalidRequest;
use crate::origin::Origin;

/// A variable of an address: its name, what it is to be, and what the document allows (empty: anything).
pub type Variable<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The address with its variables' values.
///
/// # Errors
/// A value is none of those the document allows, or would end the part of the address that it is in: `evil.example/` is
/// no region.
pub fn fill(template: &str, variables: &[Variable<'_>]) -> Result<String, InvalidRequest> {
    let authority = match template.starts_with("//") {
        true => 2,
        false => template.find("://").map_or(0, |at| at + 3),
    };
    let path =
        template.get(authority..).and_then(|rest| rest.find('/')).map_or(template.len(), |at| authority + at);
    let mut filled = String::with_capacity(template.len());
    let mut at = 0;
    while let Some(open) = template.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        let Some(end) = template.get(open..).and_then(|rest| rest.find('}')).map(|found| open + found + 1)
        else {
            break;
        };
        let (before, placeholder) =
            (template.get(at..open), template.get(open + 1..end - 1).unwrap_or_default());
        filled.push_str(before.unwrap_or_default());
        match variables.iter().find(|(name, ..)| *name == placeholder) {
            Some((name, value, allowed)) => {
                let alone = (open, end) == (authority, path);
                // at the very start it is an address itself
                let ends: &[char] = match open {
                    0 => &[],
                    _ if open < authority => &['/', ':', '?', '#', '@', '\\'],
                    _ if open < path && !alone => &['/', '?', '#', '@', '\\'],
                    _ if open < path => &['?', '#', '@', '\\'],
                    _ => &['?', '#', '\\'],
                };
                check(name, value, allowed, ends)?;
                filled.push_str(value);
            }
            None => filled.push_str(template.get(open..end).unwrap_or_default()),
        }
        at = end;
    }
    filled.push_str(template.get(at..).unwrap_or_default());
    // `/{path}` is a path, and `//evil.example` is a host
    let is_host = |text: &str| text.replace('\\', "/").starts_with("//");
    if template.starts_with('/') && is_host(&filled) != is_host(template) {
        return Err(InvalidRequest::new(format!("`{template}` is a path, and can't begin with two slashes")));
    }
    Ok(filled)
}

/// Whether an address names its scheme, and so is not relative to another one. A template that begins with a variable does.
pub(crate) fn has_scheme(address: &str) -> bool {
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    address.starts_with('{') || address.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// The address that relative ones are resolved against.
pub(crate) fn base(text: &str) -> Result<Url, InvalidRequest> {
    Origin::of_text(text)?;
    let mut url = Url::parse(text).map_err(|error| InvalidRequest::new(error.to_string()))?;
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// A relative address against the one that it is relative to.
pub(crate) fn resolve(base: &Url, address: &str) -> Result<String, InvalidRequest> {
    let resolved = base.join(address);
    resolved.map(String::from).map_err(|error| {
        InvalidRequest::new(format!(
            "`{}` is no address relative to {}: {error}",
            bare(address),
            bare(base.as_str())
        ))
    })
}

/// The origin of an address that paths are added to.
pub(crate) fn check_base(address: &str) -> Result<Origin, InvalidRequest> {
    check_end(address)?;
    Origin::of_text(address)
}

/// Checks that a path can be added to an address.
pub(crate) fn check_end(address: &str) -> Result<(), InvalidRequest> {
    match address.contains(['?', '#']) {
        true => Err(InvalidRequest::new(format!(
            "the address {} has a query or a fragment, which can't be followed by the path of an operation",
            bare(address)
        ))),
        false => Ok(()),
    }
}

/// An address with a member of the token endpoint's response in it. It is sent credentials: it has to be an address that
/// the vendor could have meant.
pub(crate) fn from_token(before: &str, member: &str, value: &str, after: &str) -> Result<String, AuthError> {
    let name = format!("token.{member}");
    // At the beginning it is an address, which keeps what follows it apart.
    let value = value.trim_end_matches('/');
    let filled = fill(&format!("{before}{{{name}}}{after}"), &[(&name, value, &[])]);
    let checked = filled.and_then(|filled| {
        check_base(&filled)?;
        Ok((Url::parse(&filled), filled))
    });
    match checked {
        // `https:` alone would take what follows for the host
        Ok((Ok(url), filled)) if has_scheme(&filled) && (url.scheme() == "https" || is_loopback(&url)) => {
            Ok(filled)
        }
        Ok(_) => Err(AuthError::new(format!(
            "credentials are not sent to the address in `{member}` of the token: it is no https address"
        ))),
        Err(error) => Err(AuthError::new(format!(
            "credentials are not sent to the address in `{member}` of the token: {error}"
        ))),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn check(name: &str, value: &str, allowed: &[&str], ends: &[char]) -> Result<(), InvalidRequest> {
    if !allowed.is_empty() && !allowed.contains(&value) {
        let allowed = allowed.join("`, `");
        let message = format!(
            "`{name}` can't be {value:?}: the document has `{allowed}`; another address is given by `base_url`"
        );
        return Err(InvalidRequest::new(message));
    }
    match value.chars().find(|c| ends.contains(c) || c.is_whitespace() || c.is_control()) {
        Some(found) => {
            Err(InvalidRequest::new(format!("`{name}` is a part of an address, in which {found:?} can't be")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Variable, base, fill, from_token, has_scheme, resolve};

    fn said(template: &str, variables: &[Variable<'_>]) -> String {
        fill(template, variables).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn variables_are_filled() {
        let all: [Variable<'_>; 2] = [("region", "eu", &["eu", "us"]), ("version", "{region}", &[])];
        assert_eq!(said("https://{region}.example.com/{version}", &all), "https://eu.example.com/{region}");
        assert_eq!(
            said("https://{host}/v1", &[("host", "api.example.com/sub", &[])]),
            "https://api.example.com/sub/v1"
        );
        assert_eq!(said("{url}/v1", &[("url", "https://a.example", &[])]), "https://a.example/v1");
        assert_eq!(said("https://a.example/{other", &[]), "https://a.example/{other");
    }

    #[test]
    fn a_value_leads_nowhere_else() {
        for value in
            ["evil.example/", "evil.example?", "evil.example#", "a@evil.example", "evil.example\\", "a b"]
        {
            let said = said("https://{account}.example.com", &[("account", value, &[])]);
            assert!(said.starts_with("`account` is a part of an address, in which "), "{said}");
        }
        let said = said("https://{region}.example.com", &[("region", "ap", &["eu", "us"])]);
        assert_eq!(
            said,
            "`region` can't be \"ap\": the document has `eu`, `us`; another address is given by `base_url`"
        );
    }

    #[test]
    fn a_path_stays_a_path() {
        assert_eq!(said("/{version}", &[("version", "v2", &[])]), "/v2");
        assert_eq!(said("//{host}/v1", &[("host", "files.example", &[])]), "//files.example/v1");
        for (template, value) in [
            ("/{version}", "/evil.example"),
            ("/{version}", "\\evil.example"),
            ("//{host}.a.example", "evil.example/"),
        ] {
            let said = fill(template, &[("version", value, &[]), ("host", value, &[])]);
            assert!(said.is_err(), "{template} {value}: {said:?}");
        }
    }

    #[test]
    fn relative_addresses_are_resolved() {
        for (at, relative, expected) in [
            ("https://a.example", "v2", "https://a.example/v2"),
            ("https://a.example/docs/api.json?raw=1", "v2/", "https://a.example/docs/v2/"),
            ("https://a.example/docs/api.json", "/v2", "https://a.example/v2"),
            ("https://a.example/docs/v1/api.json", "../v2", "https://a.example/docs/v2"),
            ("https://a.example/docs/api.json", "//b.example/x", "https://b.example/x"),
            ("https://a.example/docs/api.json", ".", "https://a.example/docs/"),
            ("https://a.example", "HTTP://B.example/x", "http://b.example/x"),
        ] {
            let resolved = resolve(&base(at).unwrap(), relative).unwrap();
            assert_eq!(resolved, expected, "{at} {relative}");
        }
    }

    #[test]
    fn a_scheme_makes_an_address_absolute() {
        for absolute in ["https://a.example", "HTTPS://a.example", "{token.url}/v1", "custom+x://a"] {
            assert!(has_scheme(absolute), "{absolute}");
        }
        for relative in ["v2", "//a.example", "../x", "", ".", "a.example:80/x", "x/://y", "://a"] {
            assert!(!has_scheme(relative), "{relative}");
        }
    }

    #[test]
    fn a_token_leads_where_credentials_may_go() {
        let said = |before: &str, value: &str, after: &str| {
            from_token(before, "url", value, after).unwrap_or_else(|error| error.to_string())
        };
        assert_eq!(said("", "https://eu.example/", "/v1"), "https://eu.example/v1");
        assert_eq!(said("", "HTTPS://eu.example", "/v1"), "HTTPS://eu.example/v1");
        assert_eq!(said("https://", "eu", ".example/v1"), "https://eu.example/v1");
        for local in ["http://127.0.0.1:80", "http://localhost:80", "http://[::1]:80", "http://a.localhost"] {
            assert_eq!(said("", local, "/v1"), format!("{local}/v1"));
        }
        for (before, value, after) in [
            ("", "http://eu.example", "/v1"),
            ("", "ftp://eu.example", "/v1"),
            ("", "https://eu.example?x=", "/v1"),
            ("", "https://eu.example#", "/v1"),
            ("", "https://me:secret@eu.example", "/v1"),
            ("", "https://", "/v1"),
            ("", "eu.example", "/v1"),
            ("", "", "/v1"),
            ("", "http://127.0.0.1.example", ""),
            ("https://", "evil.example/x", ".example/v1"),
            ("https://", "evil.example?", ".example/v1"),
            ("https://", "me@evil", ".example/v1"),
        ] {
            let said = said(before, value, after);
            assert!(
                said.starts_with("credentials are not sent to the address in `url` of the token"),
                "{value}: {said}"
            );
        }
    }
}
