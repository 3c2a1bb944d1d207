//! Addresses of documents: which host one names, and where a redirect of it leads.

/// The origin and the path of an address: `https://acme.example`, `/api.yaml?x`. `None` if it is none of ours: only TLS,
/// this machine apart.
pub(super) fn split(url: &str) -> Option<(&str, &str)> {
    if url.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
        return None;
    }
    let is_local = |host: &str| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["localhost", "127.0.0.1", "[::1]"].contains(&name)
    };
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let secure = scheme == "https" || (scheme == "http" && is_local(host));
    let plain = !host.is_empty() && !host.contains('@');
    (secure && plain)
        .then(|| (&url[..scheme.len() + 3 + host.len()], if path.is_empty() { "/" } else { path }))
}

/// Where a `Location` leads from an address, if that is the same origin.
pub(super) fn redirected(from: &str, location: &str) -> Option<String> {
    let (origin, path) = split(from)?;
    let location = location.trim();
    let to = if location.contains("://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", origin.split(':').next()?)
    } else if location.starts_with('/') {
        format!("{origin}{location}")
    } else {
        let folder = path.split(['?', '#']).next()?.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{origin}{folder}/{location}")
    };
    let (there, _) = split(&to)?;
    there.eq_ignore_ascii_case(origin).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::{redirected, split};

    #[test]
    fn only_tls_but_on_this_machine() {
        assert_eq!(split("https://a.example/x?y"), Some(("https://a.example", "/x?y")));
        assert_eq!(split("http://127.0.0.1:80"), Some(("http://127.0.0.1:80", "/")));
        for wrong in [
            "http://a.example/x",
            "http://127.0.0.1.a.example/",
            "http://localhost@a.example/",
            "https://u:p@a.example/",
            "https://",
            "file:///etc/passwd",
            "a.example/x",
            "https://a.example/\nx",
            "https://a.example\\@b.example/",
        ] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn redirects_stay_at_the_origin() {
        let from = "https://a.example/docs/api.yaml?v=1";
        let to = |location| redirected(from, location);
        assert_eq!(to("/new.yaml").as_deref(), Some("https://a.example/new.yaml"));
        assert_eq!(to("v2.yaml").as_deref(), Some("https://a.example/docs/v2.yaml"));
        assert_eq!(to("https://A.example/z").as_deref(), Some("https://A.example/z"));
        assert_eq!(to("//a.example/z").as_deref(), Some("https://a.example/z"));
        for elsewhere in [
            "https://b.example/",
            "//b.example/",
            "http://a.example/",
            "https://a.example:8443/",
            "https://a.example@b.example/",
        ] {
            assert_eq!(to(elsewhere), None, "{elsewhere}");
        }
    }
}
