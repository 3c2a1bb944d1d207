//! `multipart/form-data` bodies: fields, JSON parts, and files as bytes or streams.

use futures_util::StreamExt;
use futures_util::stream;
use tributary_core::Map;
use tributary_core::codegen_v1::{Encode, Style, View, add_query, scalar, to_json};

use crate::{Body, ByteStream};

/// A file to be sent: its content, and what it says of itself.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The content.
    pub body: Body,
    /// The file's name.
    pub name: Option<String>,
    /// The media type; the document's, or `application/octet-stream`, if it isn't said.
    pub content_type: Option<String>,
    is_field: bool,
}

impl Upload {
    /// Content alone.
    pub fn new(body: impl Into<Body>) -> Upload {
        Upload { body: body.into(), name: None, content_type: None, is_field: false }
    }

    /// A text in place of a file, where the document allows either: a plain field, without a file's name.
    pub fn text(text: impl Into<String>) -> Upload {
        Upload { is_field: true, ..Upload::new(text.into()) }
    }

    /// The file's name.
    pub fn named(mut self, name: impl Into<String>) -> Upload {
        self.name = Some(name.into());
        self
    }

    /// The media type.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Upload {
        self.content_type = Some(media_type.into());
        self
    }
}

impl<B: Into<Body>> From<B> for Upload {
    fn from(body: B) -> Self {
        Upload::new(body)
    }
}

/// A multipart body being put together.
#[derive(Clone, Debug)]
pub struct Multipart {
    subtype: &'static str,
    parts: Vec<Part>,
    invalid: Option<String>,
}

#[derive(Clone, Debug)]
struct Part {
    head: String,
    content_type: Option<String>,
    body: Body,
}

impl Default for Multipart {
    fn default() -> Self {
        Multipart::new()
    }
}

impl Multipart {
    /// `multipart/form-data`
    pub fn new() -> Multipart {
        Multipart { subtype: "form-data", parts: Vec::new(), invalid: None }
    }

    /// Another kind: `mixed`, `related`.
    pub fn of(subtype: &'static str) -> Multipart {
        Multipart { subtype, parts: Vec::new(), invalid: None }
    }

    /// A field of text; a list becomes one field for each item. An absent value is not sent.
    pub fn text(self, name: &str, value: &dyn Encode) -> Self {
        self.text_as(name, value, "")
    }

    /// The same with a content type of its own.
    pub fn text_as(mut self, name: &str, value: &dyn Encode, content_type: &str) -> Self {
        match value.view() {
            View::Absent => {}
            View::List(items) => {
                for index in 0..items.size() {
                    self.field(name, &items.item(index), content_type);
                }
            }
            view => self.field(name, &view, content_type),
        }
        self
    }

    /// A list or object as fields of text, named and written as a form has them in this style.
    pub fn styled(mut self, name: &str, value: &dyn Encode, style: Style) -> Self {
        let mut form = String::new();
        add_query(&mut form, name, value, style);
        for (name, text) in url::form_urlencoded::parse(form.as_bytes()) {
            self.part(&name, None, None, text.into_owned().into());
        }
        self
    }

    /// A field of JSON. An absent value is not sent.
    pub fn json(self, name: &str, value: &dyn Encode) -> Self {
        self.json_as(name, value, "application/json")
    }

    /// The same with another content type.
    pub fn json_as(mut self, name: &str, value: &dyn Encode, content_type: &str) -> Self {
        if matches!(value.view(), View::Absent) {
            return self;
        }
        match to_json(value) {
            Ok(text) => self.part(name, None, Some(content_type), text.into()),
            Err(error) => self.refuse(format!("the part `{name}` can't be written as JSON: {error}")),
        }
        self
    }

    /// A file.
    pub fn file(self, name: &str, file: &Upload) -> Self {
        self.file_as(name, file, "application/octet-stream")
    }

    /// A file, whose media type is this one where it names none itself.
    pub fn file_as(mut self, name: &str, file: &Upload, content_type: &str) -> Self {
        let own = file.content_type.as_deref().or(file.body.media_type());
        if file.is_field {
            self.part(name, None, own, file.body.clone());
            return self;
        }
        // servers take a part without a file name for a plain field
        let file_name = file.name.as_deref().unwrap_or(name);
        self.part(name, Some(file_name), Some(own.unwrap_or(content_type)), file.body.clone());
        self
    }

    /// Several files under one name, or none.
    pub fn files(self, name: &str, files: &[Upload]) -> Self {
        files.iter().fold(self, |form, file| form.file(name, file))
    }

    /// The same, whose media type is this one where they name none themselves.
    pub fn files_as(self, name: &str, files: &[Upload], content_type: &str) -> Self {
        files.iter().fold(self, |form, file| form.file_as(name, file, content_type))
    }

    /// Files, each under its own name.
    pub fn named_files(self, files: &Map<Upload>) -> Self {
        files.iter().fold(self, |form, (name, file)| form.file(name, file))
    }

    /// A value in the way that is usual for its kind: a scalar as a field of text, an object as JSON, and of a list each item
    /// as a part. An absent value is not sent.
    pub fn value(mut self, name: &str, value: &dyn Encode) -> Self {
        self.any(name, &value.view());
        self
    }

    /// Values, each under its own name, as [`Multipart::value`] writes them.
    pub fn named_values(mut self, values: &dyn Encode) -> Self {
        if let View::Map(entries) = values.view() {
            entries.each(&mut |name, view| {
                self.any(name, &view);
                true
            });
        }
        self
    }

    fn any(&mut self, name: &str, view: &View<'_>) {
        match view {
            View::Absent => {}
            View::List(items) => (0..items.size()).for_each(|index| self.one(name, &items.item(index))),
            view => self.one(name, view),
        }
    }

    fn one(&mut self, name: &str, view: &View<'_>) {
        match (scalar(view), to_json(view)) {
            (Some(text), _) => self.part(name, None, None, text.into()),
            (None, Ok(text)) => self.part(name, None, Some("application/json"), text.into()),
            (None, Err(error)) => self.refuse(format!("the part `{name}` can't be written as JSON: {error}")),
        }
    }

    fn field(&mut self, name: &str, view: &View<'_>, content_type: &str) {
        let content_type = Some(content_type).filter(|kind| !kind.is_empty());
        match scalar(view) {
            Some(text) => self.part(name, None, content_type, text.into()),
            None => self.refuse(format!("the part `{name}` is no text")),
        }
    }

    fn part(&mut self, name: &str, file_name: Option<&str>, content_type: Option<&str>, body: Body) {
        let kind = if self.subtype == "form-data" { "form-data" } else { "attachment" };
        let mut head = format!("Content-Disposition: {kind}; name=\"{}\"", quoted(name));
        if let Some(file_name) = file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        head.push_str("\r\n");
        if let Some(content_type) = content_type {
            if content_type.contains(['\r', '\n']) {
                return self.refuse(format!("the part `{name}` has a line break in its content type"));
            }
            head.push_str(&format!("Content-Type: {content_type}\r\n"));
        }
        self.parts.push(Part { head, content_type: content_type.map(str::to_owned), body });
    }

    fn refuse(&mut self, what: String) {
        self.invalid.get_or_insert(what);
    }

    /// The content type with its boundary, and the body.
    pub(crate) fn finish(self) -> Result<(String, Body), String> {
        if let Some(invalid) = self.invalid {
            return Err(invalid);
        }
        let boundary = boundary();
        let mut content_type = format!("multipart/{}; boundary={boundary}", self.subtype);
        if self.subtype == "related" {
            // that of its root, which is the first part (RFC 2387, section 3.1)
            let root = self.parts.first().and_then(|part| part.content_type.as_deref());
            content_type
                .push_str(&format!("; type=\"{}\"", root.unwrap_or("text/plain").replace('"', "\\\"")));
        }
        if let Some(bytes) = joined(&self.parts, &boundary) {
            return Ok((content_type, bytes.into()));
        }
        let end = format!("--{boundary}--\r\n");
        let around = |part: &Part| (part.head.len() + boundary.len() + 8) as u64;
        let lengths: Option<Vec<u64>> =
            self.parts.iter().map(|part| Some(part.body.length()? + around(part))).collect();
        let length = lengths.map(|all| all.iter().sum::<u64>() + end.len() as u64);
        if self.parts.iter().all(|part| part.body.is_replayable()) {
            let parts = self.parts;
            return Ok((content_type, Body::stream(move || chained(&parts, &boundary), length)));
        }
        Ok((content_type, Body::once(chained(&self.parts, &boundary), length)))
    }
}

/// All parts in one piece, if none of them is a stream.
fn joined(parts: &[Part], boundary: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(format!("--{boundary}\r\n{}\r\n", part.head).as_bytes());
        if !part.body.is_empty() {
            bytes.extend_from_slice(part.body.as_bytes()?);
        }
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Some(bytes)
}

/// All parts one after the other.
fn chained(parts: &[Part], boundary: &str) -> ByteStream {
    let end = ByteStream::from_bytes(format!("--{boundary}--\r\n"));
    let streams: Vec<ByteStream> = parts
        .iter()
        .flat_map(|part| {
            let head = ByteStream::from_bytes(format!("--{boundary}\r\n{}\r\n", part.head));
            [head, part.body.open(), ByteStream::from_bytes("\r\n")]
        })
        .chain([end])
        .collect();
    ByteStream::new(stream::iter(streams).flatten())
}

/// Text inside quotes of a header, as browsers write it.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line that no content is likely to hold: 128 random bits.
fn boundary() -> String {
    use std::hash::{BuildHasher, RandomState};
    let bits = || RandomState::new().hash_one(0u8);
    format!("tributary-{:016x}{:016x}", bits(), bits())
}
