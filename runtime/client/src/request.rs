//! A request, described piece by piece. Nothing here is generic: an operation of a generated client is a few calls of
//! these.

use std::borrow::Cow;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use tributary_core::codegen_v1::{
    Encode, Style, View, add_query, form_text, header_text, path_text, to_json,
};
use tributary_core::{Map, Value};
use url::Url;

use crate::error::InvalidRequest;
use crate::reply::Formats;
use crate::signatures;
use crate::{Body, Classify, Http, Multipart};

/// Which schemes a request needs: alternatives, each a combination of scheme names. An empty combination: none.
pub type Security = &'static [&'static [&'static str]];

/// A request being described. Mistakes are kept and told when it is sent.
#[derive(Clone)]
pub struct Request {
    pub(crate) http: Http,
    pub(crate) method: Method,
    /// As the document has it; what spans and logs show.
    pub(crate) template: Cow<'static, str>,
    pub(crate) server: Option<Cow<'static, str>>,
    path: String,
    /// An address that a reply gave, in place of server and path.
    followed: Option<String>,
    query: String,
    pub(crate) headers: HeaderMap,
    cookies: String,
    pub(crate) body: Body,
    pub(crate) security: Option<Security>,
    pub(crate) idempotent: bool,
    pub(crate) timeout: Option<Duration>,
    /// Of a stream, in place of the client's.
    pub(crate) idle_timeout: Option<Option<Duration>>,
    /// In what a successful response may come, beside JSON or text.
    pub(crate) formats: Formats,
    /// What decides whether a response is an error, in place of the client's rules.
    pub(crate) classify: Option<Classify>,
    invalid: Option<InvalidRequest>,
}

impl Request {
    pub(crate) fn new(http: Http, method: Method, path: Cow<'static, str>) -> Request {
        let idempotent = matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE");
        Request {
            http,
            method,
            path: path.clone().into_owned(),
            template: path,
            server: None,
            followed: None,
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: Body::empty(),
            security: None,
            idempotent,
            timeout: None,
            idle_timeout: None,
            formats: Formats::default(),
            classify: None,
            invalid: None,
        }
    }

    /// A path parameter in the default style.
    pub fn path(self, name: &str, value: &dyn Encode) -> Self {
        self.path_as(name, value, Style::SIMPLE)
    }

    /// A path parameter.
    pub fn path_as(mut self, name: &str, value: &dyn Encode, style: Style) -> Self {
        match path_text(name, value, style) {
            // an empty segment, or one of dots, would ask for another resource than the one meant
            None => self.refuse(format!("the path parameter `{name}` has no value")),
            Some(text) if text.is_empty() => self.refuse(format!("the path parameter `{name}` is empty")),
            Some(text) if text == "." || text == ".." => {
                self.refuse(format!("the path parameter `{name}` can't be `{text}`"));
            }
            Some(text) => self.path = self.path.replace(&format!("{{{name}}}"), &text),
        }
        self
    }

    /// A query parameter in the default style. An absent value is not sent.
    pub fn query(self, name: &str, value: &dyn Encode) -> Self {
        self.query_as(name, value, Style::FORM)
    }

    /// A query parameter.
    pub fn query_as(mut self, name: &str, value: &dyn Encode, style: Style) -> Self {
        add_query(&mut self.query, name, value, style);
        self
    }

    /// A header in the default style. An absent value is not sent.
    pub fn header(self, name: &str, value: &dyn Encode) -> Self {
        self.header_as(name, value, Style::SIMPLE)
    }

    /// A header.
    pub fn header_as(mut self, name: &str, value: &dyn Encode, style: Style) -> Self {
        if let Some(text) = header_text(value, style) {
            self.set_header(name, &text);
        }
        self
    }

    /// A cookie in the default style: a list's items, or an object's members, are a cookie each. An absent value is not
    /// sent.
    pub fn cookie(self, name: &str, value: &dyn Encode) -> Self {
        self.cookie_as(name, value, Style::FORM)
    }

    /// A cookie.
    pub fn cookie_as(mut self, name: &str, value: &dyn Encode, style: Style) -> Self {
        let mut pairs = String::new();
        add_query(&mut pairs, name, value, style);
        for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            self.cookies.push_str(pair);
        }
        self
    }

    /// A JSON body. An absent value sends none.
    pub fn json(self, value: &dyn Encode) -> Self {
        self.json_as("application/json", value)
    }

    /// A JSON body of another media type: `application/merge-patch+json`.
    pub fn json_as(mut self, media_type: &str, value: &dyn Encode) -> Self {
        if is_absent(value) {
            return self;
        }
        match to_json(value) {
            Ok(body) => self.body_as(media_type, body),
            Err(error) => {
                self.refuse(format!("the body can't be written as JSON: {error}"));
                self
            }
        }
    }

    /// An XML body, whose element has this name.
    #[cfg(feature = "xml")]
    pub fn xml(self, media_type: &str, root: &'static str, value: &dyn Encode) -> Self {
        self.xml_as(media_type, tributary_core::codegen_v1::XmlMember::root(root), value)
    }

    /// An XML body, whose element is written like this.
    #[cfg(feature = "xml")]
    pub fn xml_as(
        mut self,
        media_type: &str,
        root: tributary_core::codegen_v1::XmlMember,
        value: &dyn Encode,
    ) -> Self {
        if is_absent(value) {
            return self;
        }
        match tributary_core::codegen_v1::to_xml(root, value) {
            Ok(body) => self.body_as(media_type, body),
            Err(error) => {
                self.refuse(format!("the body can't be written as XML: {error}"));
                self
            }
        }
    }

    /// A form body; the members named have a style of their own.
    pub fn form(self, value: &dyn Encode, styles: &[(&str, Style)]) -> Self {
        if is_absent(value) {
            return self;
        }
        self.body_as("application/x-www-form-urlencoded", form_text(value, styles))
    }

    /// A multipart body.
    pub fn multipart(mut self, form: Multipart) -> Self {
        match form.finish() {
            Ok((media_type, body)) => self.body_as(&media_type, body),
            Err(error) => {
                self.refuse(error);
                self
            }
        }
    }

    /// A text body. An absent value sends none.
    pub fn text(self, media_type: &str, value: &dyn Encode) -> Self {
        match header_text(value, Style::SIMPLE) {
            Some(text) => self.body_as(media_type, text),
            None => self,
        }
    }

    /// A list as JSON, an item a line. An absent value sends none.
    pub fn json_lines(mut self, media_type: &str, value: &dyn Encode) -> Self {
        let View::List(items) = value.view() else { return self };
        // RFC 7464 begins each with a record separator
        let begin = if media_type.contains("json-seq") { "\u{1e}" } else { "" };
        let mut body = Vec::new();
        for index in 0..items.size() {
            match to_json(&items.item(index)) {
                Ok(line) => body.extend([begin.as_bytes(), &line, b"\n"].concat()),
                Err(error) => self.refuse(format!("line {} can't be written as JSON: {error}", index + 1)),
            }
        }
        self.body_as(media_type, body)
    }

    /// Any other body: bytes, or a stream of them. It is of this media type unless it names one itself; of a range
    /// (`image/*`), of the type in it that its first bytes show.
    pub fn body_as(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        let media_type = match self.body.media_type() {
            Some(own) => own.to_owned(),
            None => {
                signatures::within(media_type, self.body.as_bytes().map_or(b"", |bytes| bytes)).to_owned()
            }
        };
        self.set_header(CONTENT_TYPE.as_str(), &media_type);
        self
    }

    /// Which credentials it needs, where that is not what the client needs in general.
    pub fn security(mut self, security: Security) -> Self {
        self.security = Some(security);
        self
    }

    /// Sent to another server of the document than the client's.
    pub fn server(mut self, url: impl Into<Cow<'static, str>>) -> Self {
        self.server = Some(url.into());
        self
    }

    /// In place of path and query, an address that a reply gave: absolute, or relative to this request's. Credentials go
    /// there only if they may go to its origin.
    pub fn follow(mut self, url: &str) -> Self {
        match self.url().map(|from| from.join(url)) {
            Ok(Ok(mut url)) => {
                let _ = url.set_username("");
                let _ = url.set_password(None);
                self.followed = Some(url.into());
                self.query = String::new();
            }
            Ok(Err(error)) => {
                self.refuse(format!("`{}` is no address: {error}", crate::call_info::bare(url)));
            }
            // where this goes is known once there is a token
            Err(_) if self.http.is_open() => {
                self.followed = Some(url.to_owned());
                self.query = String::new();
            }
            // what was wrong before is said when it is sent
            Err(_) => {}
        }
        self
    }

    /// What it would like to receive; JSON if it doesn't say, and anything where there is no body to receive.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.headers.insert(ACCEPT, HeaderValue::from_static(media_types));
        self
    }

    /// The document describes the response in XML too: it is read as XML where its `Content-Type` says so.
    pub fn reads_xml(mut self) -> Self {
        self.formats.xml = true;
        self
    }

    /// The document describes the response as text too: a scalar is read as text where its `Content-Type` says so.
    pub fn reads_text(mut self) -> Self {
        self.formats.text = true;
        self
    }

    /// The document allows any media type for a response that is text: it is read as a JSON string where its `Content-Type`
    /// says so.
    pub fn reads_json(mut self) -> Self {
        self.formats.json = true;
        self
    }

    /// It may be repeated though its method alone doesn't say so.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    pub(crate) fn set_header(&mut self, name: &str, text: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(text)) {
            (Ok(name), Ok(value)) => {
                // a server that takes such a key knows a repeated request again
                self.idempotent |= name.as_str() == "idempotency-key";
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.refuse(format!("`{name}` can't be the name of a header")),
            (_, Err(_)) => self
                .refuse(format!("the value of the header `{name}` has characters that no header can have")),
        }
    }

    pub(crate) fn next_link(&self) -> crate::NextLink {
        crate::NextLink::of(&self.path, &self.query)
    }

    pub(crate) fn set_page(&mut self, kept: &str, parameters: &[&str]) {
        match self.next_link().applied(kept, &self.query, parameters) {
            Ok((below, query)) => {
                self.path.push_str(&below);
                self.query = query;
            }
            Err(what) => self.refuse(what),
        }
    }

    pub(crate) fn set_query(&mut self, name: &str, value: &dyn Encode) {
        let mut pair = String::new();
        add_query(&mut pair, name, &"", Style::FORM);
        let kept: Vec<&str> =
            self.query.split('&').filter(|other| !other.is_empty() && !other.starts_with(&pair)).collect();
        self.query = kept.join("&");
        add_query(&mut self.query, name, value, Style::FORM);
    }

    /// Takes a name out of a list in the query: `fields=Id,Phone`, `q=SELECT Id,Phone FROM Contact`. `false`: no list has
    /// it, or nothing else.
    pub(crate) fn leave_out(&mut self, name: &str) -> bool {
        for pair in self.query.clone().split('&') {
            let Some((key, value)) = pair.split_once('=') else { continue };
            let [key, value] =
                [key, value].map(|text| percent_encoding::percent_decode_str(text).decode_utf8_lossy());
            if let Some(shorter) = without(&value, name) {
                self.set_query(&key, &shorter);
                return true;
            }
        }
        false
    }

    pub(crate) fn set_body_member(&mut self, pointer: &str, value: &str) {
        let text = self.body.as_bytes().map_or(b"{}".as_slice(), |bytes| bytes);
        let Ok(mut body) = serde_json::from_slice::<Value>(text) else {
            return self.refuse("the body is no JSON that a cursor could be put into");
        };
        let mut place = &mut body;
        for name in pointer.split('/').skip(1) {
            let name = name.replace("~1", "/").replace("~0", "~");
            if place.is_null() {
                *place = Value::Object(Map::new());
            }
            let Value::Object(members) = place else {
                return self.refuse(format!("the body has no object at `{pointer}`"));
            };
            place = members.get_or_insert_with(&name, || Value::Null);
        }
        *place = Value::String(value.to_owned());
        self.body = body.to_string().into();
        if !self.headers.contains_key(CONTENT_TYPE) {
            self.set_header(CONTENT_TYPE.as_str(), "application/json");
        }
    }

    fn refuse(&mut self, what: impl Into<String>) {
        self.invalid.get_or_insert_with(|| InvalidRequest::new(what));
    }

    /// The address, once everything has been said.
    pub(crate) fn url(&self) -> Result<Url, InvalidRequest> {
        if let Some(invalid) = &self.invalid {
            return Err(invalid.clone());
        }
        if has_dots(&self.path) {
            return Err(InvalidRequest::new(
                "the path has a segment of dots, which asks for another resource",
            ));
        }
        let base = self.server_address();
        crate::address::check_end(&base)?;
        let mut text = match &self.followed {
            Some(address) => Url::parse(&base)
                .and_then(|base| base.join(address))
                .map_or_else(|_| address.clone(), Url::into),
            None => format!("{}{}", base.trim_end_matches('/'), self.path),
        };
        if !self.query.is_empty() {
            text.push(if text.contains('?') { '&' } else { '?' });
            text.push_str(&self.query);
        }
        Url::parse(&text).map_err(|error| {
            let base = crate::call_info::bare(&base);
            InvalidRequest::new(format!("`{base}{}` is no address: {error}", self.template))
        })
    }

    /// The address that the path is added to.
    pub(crate) fn server_address(&self) -> Cow<'_, str> {
        self.http.server(self.server.as_deref())
    }

    /// All headers but those of the credentials.
    pub(crate) fn all_headers(&self) -> HeaderMap {
        let mut headers = self.http.shared.headers.clone();
        // in the place of the client's own: a second `User-Agent` would be a mistake
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        if !headers.contains_key(ACCEPT) {
            let usual = if self.method == Method::HEAD { "*/*" } else { "application/json" };
            headers.insert(ACCEPT, HeaderValue::from_static(usual));
        }
        if let Ok(value) = HeaderValue::from_str(&self.cookies)
            && !value.is_empty()
        {
            headers.insert(COOKIE, value);
        }
        headers
    }
}

/// A text without an item of a list in it, whose items are separated by commas.
fn without(text: &str, item: &str) -> Option<String> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    if item.is_empty() || !item.chars().all(is_name) {
        return None;
    }
    text.match_indices(item).find_map(|(at, _)| {
        let (before, behind) = (text.get(..at)?, text.get(at + item.len()..)?);
        if before.ends_with(is_name) || behind.starts_with(is_name) {
            return None;
        }
        match (before.strip_suffix(','), behind.strip_prefix(',')) {
            (_, Some(behind)) => Some(format!("{before}{behind}")),
            (Some(before), None) => Some(format!("{before}{behind}")),
            (None, None) => None,
        }
    })
}

/// Whether a path would be another one after its dots are taken away. What servers take for dots is encoded already.
fn has_dots(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.split(['/', '\\']).any(|segment| segment == "." || segment == "..")
}

fn is_absent(value: &dyn Encode) -> bool {
    matches!(value.view(), View::Absent)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_name_is_taken_out_of_a_list_and_of_nothing_else() {
        let left = |text: &str| without(text, "Fax");
        assert_eq!(left("SELECT Id,Fax,Phone FROM Contact").as_deref(), Some("SELECT Id,Phone FROM Contact"));
        assert_eq!(left("SELECT Id,Fax FROM Contact").as_deref(), Some("SELECT Id FROM Contact"));
        assert_eq!(left("Fax,Id").as_deref(), Some("Id"));
        assert_eq!(left("Fax__c,OldFax,Fax").as_deref(), Some("Fax__c,OldFax"));
        for kept in
            ["SELECT Fax FROM Contact", "SELECT Id FROM Contact ORDER BY Fax", "Account.Fax,Fax__c", ""]
        {
            assert_eq!(left(kept), None, "{kept}");
        }
        assert_eq!(without("Id,'a',b", "'a'"), None);
        assert_eq!(without("Id,,b", ""), None);
    }
}
