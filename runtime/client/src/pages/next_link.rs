//! The address of a next page: what of it is kept in a cursor, and how a later call goes there.
//!
//! A cursor is saved by applications, where others may change it. So it never has an address, only what the call itself
//! does not say: one segment below the call's path, and query parameters that the call may have. What the call sends by
//! itself, it sends to every page.

use percent_encoding::percent_decode_str;
use url::Url;

/// What the addresses of a call's later pages have in common.
#[derive(Clone, Debug)]
pub struct NextLink {
    path: String,
    /// The query parameters that the call sends.
    own: Vec<String>,
}

impl NextLink {
    pub(crate) fn of(path: &str, query: &str) -> Self {
        Self { path: path.to_owned(), own: pairs(query).map(|(name, _)| name).collect() }
    }

    /// What of an address, absolute or relative to the call's, is kept: `01g5e-2000` of
    /// `/services/data/v59.0/query/01g5e-2000`, `?page=2&limit` of `/tickets?page=2&limit=50`. `None`: it lies elsewhere.
    pub fn kept(&self, link: &str) -> Option<String> {
        let base = Url::parse("https://server.invalid").ok()?.join(&self.path).ok()?;
        let link = base.join(link).ok()?;
        let path = base.path().trim_end_matches('/');
        let whole = link.path().trim_end_matches('/');
        let below = match whole.ends_with(path) {
            true => "",
            false => {
                let (before, last) = whole.rsplit_once('/')?;
                let is_below = before.ends_with(path) || is_kind(before, path);
                is_below.then_some(last).filter(|last| is_segment(last))?
            }
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in link.query_pairs() {
            match self.own.iter().any(|own| *own == name) {
                true => query.append_key_only(&name),
                false => query.append_pair(&name, &value),
            };
        }
        let query = query.finish();
        let kept = if query.is_empty() { below.to_owned() } else { format!("{below}?{query}") };
        (!kept.is_empty()).then_some(kept)
    }

    /// What comes behind the call's path, and its query, at what was kept.
    ///
    /// # Errors
    /// It is not what [`NextLink::kept`] keeps, or has parameters that the call has not.
    pub(crate) fn applied(
        &self,
        kept: &str,
        query: &str,
        parameters: &[&str],
    ) -> Result<(String, String), String> {
        let (below, wanted) = kept.split_once('?').unwrap_or((kept, ""));
        if kept.is_empty() || (!below.is_empty() && !is_segment(below)) {
            return Err("the cursor leads to another resource than the call's".to_owned());
        }
        let below = if below.is_empty() { String::new() } else { format!("/{below}") };
        let mut sent: Vec<&str> = Vec::new();
        for pair in wanted.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, _)) = pairs(pair).next() else { continue };
            match self.own.contains(&name) {
                // the call's own value, whatever the cursor says
                true => {
                    sent.extend(query.split('&').filter(|own| pairs(own).any(|(other, _)| other == name)))
                }
                false if parameters.contains(&name.as_str()) => sent.push(pair),
                false => {
                    return Err(format!(
                        "the next page's address has the parameter `{name}`, which the document does not give the call"
                    ));
                }
            }
        }
        Ok((below, sent.join("&")))
    }
}

/// Whether a path ends with the beginning of the call's last segment: Salesforce names `…/query/01g5e-2000` as the next page of
/// a `queryAll`, and takes the same locator below both ("QueryAll More Results").
fn is_kind(path: &str, call: &str) -> bool {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    !last(path).is_empty() && last(call).starts_with(&last(path))
}

/// One segment of a path, as it stands in an address, which leads to nothing but itself.
fn is_segment(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=:@".contains(c);
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    !text.is_empty()
        && text.chars().all(plain)
        && decoded != "."
        && decoded != ".."
        && !decoded.contains(['/', '\\', '?', '#'])
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail by panicking
mod tests {
    use super::NextLink;

    const BELOW: &str = "/query";

    #[test]
    fn of_an_address_only_what_the_call_does_not_say_is_kept() {
        let link = NextLink::of(BELOW, "q=SELECT+Id");
        assert_eq!(link.kept("/services/data/v59.0/query/01g-2000").as_deref(), Some("01g-2000"));
        assert_eq!(
            link.kept("https://other.example/query?q=SELECT+Pay&page=2").as_deref(),
            Some("?q&page=2")
        );
        assert_eq!(link.kept("?page=3").as_deref(), Some("?page=3"));
        let all = NextLink::of("/queryAll", "q=SELECT+Id");
        assert_eq!(all.kept("/services/data/v59.0/query/01g-2000").as_deref(), Some("01g-2000"));
        for elsewhere in ["/sobjects/Payroll", "/query/a/b", "/query/..%2fx", "/query/%2e%2e", "/requery"] {
            assert_eq!(link.kept(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_cursor_cannot_choose_the_request() {
        let query = "q=SELECT+Id&limit=50";
        let link = NextLink::of(BELOW, query);
        let applied = |kept| link.applied(kept, query, &["q", "limit", "page"]);
        assert_eq!(applied("01g-2000").unwrap(), ("/01g-2000".to_owned(), String::new()));
        assert_eq!(applied("?page=2&limit").unwrap(), (String::new(), "page=2&limit=50".to_owned()));
        assert_eq!(applied("?q=SELECT+Pay&page=2").unwrap().1, "q=SELECT+Id&page=2");
        for tampered in ["../sobjects/Payroll", "a/b", "a%2fb", "..", "?access_token=x", "a#b", "a b"] {
            assert!(applied(tampered).is_err(), "{tampered}");
        }
    }
}
