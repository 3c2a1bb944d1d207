//! Parameters: a value as part of a path, query, header or cookie, in each style of OpenAPI (RFC 6570 where it refers to
//! it).
//!
//! A list or object *inside* a list or object has no form in any style but `deepObject`; there it is written as JSON.

use super::{View, to_json};
use crate::codegen_v1::Encode;

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    kind: Kind,
    explode: bool,
    reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Tab,
    Deep,
    Json,
}

impl Style {
    /// `a,b`: the default in paths and headers.
    pub const SIMPLE: Style = Style::of(Kind::Simple, false);
    /// `.a,b`
    pub const LABEL: Style = Style::of(Kind::Label, false);
    /// `;name=a,b`
    pub const MATRIX: Style = Style::of(Kind::Matrix, false);
    /// `name=a&name=b`: the default in queries and cookies, exploded.
    pub const FORM: Style = Style::of(Kind::Form, true);
    /// `name=a%20b`
    pub const SPACE: Style = Style::of(Kind::Space, false);
    /// `name=a%7Cb`
    pub const PIPE: Style = Style::of(Kind::Pipe, false);
    /// `name=a%09b`, Swagger 2.0's `tsv`.
    pub const TAB: Style = Style::of(Kind::Tab, false);
    /// `name[key]=a&name[other][inner]=b`, lists by index.
    pub const DEEP: Style = Style::of(Kind::Deep, true);
    /// `name={"key":"a"}`, percent-encoded: `content: application/json`.
    pub const JSON: Style = Style::of(Kind::Json, false);

    const fn of(kind: Kind, explode: bool) -> Style {
        Style { kind, explode, reserved: false }
    }

    /// `explode: true`
    pub const fn exploded(mut self) -> Style {
        self.explode = true;
        self
    }

    /// `explode: false`
    pub const fn joined(mut self) -> Style {
        self.explode = false;
        self
    }

    /// `allowReserved: true`
    pub const fn reserved(mut self) -> Style {
        self.reserved = true;
        self
    }
}

/// Where the text goes, which decides what must be percent-encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Path,
    Query,
    Header,
}

/// One segment of a path; `None` where the value is absent.
pub fn path_text(name: &str, value: &dyn Encode, style: Style) -> Option<String> {
    let pen = Pen { style, room: Room::Path };
    let shape = Shape::of(value.view(), style, pen)?;
    Some(match (style.kind, &shape) {
        (Kind::Label, _) => {
            let by = if style.explode { "." } else { "," };
            format!(".{}", shape.joined(by, style.explode))
        }
        (Kind::Matrix, Shape::One(text)) if text.is_empty() => format!(";{}", pen.encoded(name)),
        (Kind::Matrix, Shape::List(items)) if style.explode => {
            items.iter().map(|item| format!(";{}={item}", pen.encoded(name))).collect()
        }
        (Kind::Matrix, Shape::Map(_)) if style.explode => format!(";{}", shape.joined(";", true)),
        (Kind::Matrix, _) => format!(";{}={}", pen.encoded(name), shape.joined(",", false)),
        _ => shape.joined(",", style.explode),
    })
}

/// A header's value, not percent-encoded; `None` where the value is absent.
pub fn header_text(value: &dyn Encode, style: Style) -> Option<String> {
    let pen = Pen { style, room: Room::Header };
    Some(Shape::of(value.view(), style, pen)?.joined(",", style.explode && style.kind == Kind::Simple))
}

/// Adds `name=value` pairs, separated by `&`, to a query, a form or (through a second step) a cookie.
pub fn add_query(query: &mut String, name: &str, value: &dyn Encode, style: Style) {
    let pen = Pen { style, room: Room::Query };
    if style.kind == Kind::Deep {
        return deep(query, &pen.encoded(name), value.view(), pen);
    }
    let Some(shape) = Shape::of(value.view(), style, pen) else { return };
    let name = pen.encoded(name);
    match &shape {
        Shape::List(items) if style.explode => {
            items.iter().for_each(|item| pair(query, &name, item));
        }
        Shape::Map(entries) if style.explode => {
            entries.iter().for_each(|(key, value)| pair(query, key, value));
        }
        Shape::List(items) if items.is_empty() => {}
        _ => {
            let by = match style.kind {
                Kind::Space => "%20",
                Kind::Pipe => "%7C",
                Kind::Tab => "%09",
                _ => ",",
            };
            pair(query, &name, &shape.joined(by, false));
        }
    }
}

fn pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
}

fn deep(query: &mut String, name: &str, view: View<'_>, pen: Pen) {
    let mut inner = |key: &str, view: View<'_>| {
        deep(query, &format!("{name}%5B{}%5D", pen.encoded(key)), view, pen);
        true
    };
    match view {
        View::Absent => {}
        View::List(items) => {
            for index in 0..items.size() {
                inner(&index.to_string(), items.item(index));
            }
        }
        view => match members(&view, &mut inner) {
            true => {}
            false => pair(query, name, &pen.encoded(&scalar(&view).unwrap_or_else(|| json(view)))),
        },
    }
}

/// Shows an object's members, if it is one.
fn members(view: &View<'_>, show: &mut dyn FnMut(&str, View<'_>) -> bool) -> bool {
    match view {
        View::Object(fields) => {
            for (index, name) in fields.members().names.iter().enumerate() {
                show(name, fields.field(index));
            }
            if let Some(extra) = fields.extra() {
                extra.each(show);
            }
        }
        View::Map(entries) => entries.each(show),
        View::Tagged(value, (name, tag)) => {
            show(name, View::text(tag));
            members(&value.view(), show);
        }
        _ => return false,
    }
    true
}

/// A value as far as the styles tell values apart, its texts percent-encoded.
enum Shape {
    One(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

impl Shape {
    fn of(view: View<'_>, style: Style, pen: Pen) -> Option<Shape> {
        if matches!(view, View::Absent) {
            return None;
        }
        if style.kind == Kind::Json {
            return Some(Shape::One(pen.encoded(&json(view))));
        }
        if let Some(text) = scalar(&view) {
            return Some(Shape::One(pen.encoded(&text)));
        }
        let text = |view: View<'_>| scalar(&view).unwrap_or_else(|| json(view));
        let mut entries = Vec::new();
        let is_object = members(&view, &mut |name, view| {
            if !matches!(view, View::Absent) {
                entries.push((pen.encoded(name), pen.encoded(&text(view))));
            }
            true
        });
        if is_object {
            return Some(Shape::Map(entries));
        }
        Some(match view {
            View::List(items) => {
                Shape::List((0..items.size()).map(|index| pen.encoded(&text(items.item(index)))).collect())
            }
            view => Shape::One(pen.encoded(&json(view))),
        })
    }

    fn joined(&self, by: &str, pairs: bool) -> String {
        match self {
            Shape::One(text) => text.clone(),
            Shape::List(items) => items.join(by),
            Shape::Map(entries) => {
                let between = if pairs { "=" } else { by };
                let written: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}{between}{value}")).collect();
                written.join(by)
            }
        }
    }
}

/// The text of a scalar, as it stands in a parameter, a form, a part or an XML element.
pub fn scalar(view: &View<'_>) -> Option<String> {
    Some(match view {
        View::Null => "null".to_owned(),
        View::Bool(value) => value.to_string(),
        View::Integer(value) => value.to_string(),
        View::Unsigned(value) => value.to_string(),
        View::Digits(digits) => (*digits).to_owned(),
        View::Number(value) => value.to_string(),
        View::Decimal(value) => value.to_string(),
        View::Time(time) => time.to_string(),
        View::Text(text) => text.clone().into_owned(),
        View::Tagged(value, _) => return scalar(&value.view()),
        _ => return None,
    })
}

fn json(view: View<'_>) -> String {
    let bytes = to_json(&view).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes text into a room.
#[derive(Clone, Copy)]
struct Pen {
    style: Style,
    room: Room,
}

impl Pen {
    fn encoded(self, text: &str) -> String {
        if self.room == Room::Header {
            return text.to_owned();
        }
        let mut written = String::with_capacity(text.len());
        for (at, byte) in text.bytes().enumerate() {
            if self.keeps(byte, text, at) {
                written.push(char::from(byte));
            } else {
                let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 });
                written.push('%');
                written.push(digit(byte >> 4));
                written.push(digit(byte & 15));
            }
        }
        written
    }

    fn keeps(self, byte: u8, text: &str, at: usize) -> bool {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => true,
            _ if !self.style.reserved => false,
            // what would end the path or the query is never let through
            b'#' => false,
            b'?' => self.room == Room::Query,
            b'%' => {
                let code = text.as_bytes().get(at + 1..at + 3);
                code.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            _ => b":/[]@!$&'()*+,;=".contains(&byte),
        }
    }
}

/// A form body: the members of an object, each in its own style ([`Style::FORM`] where none is given).
pub fn form_text(value: &dyn Encode, styles: &[(&str, Style)]) -> String {
    let mut form = String::new();
    members(&value.view(), &mut |name, view| {
        let style =
            styles.iter().find(|(styled, _)| *styled == name).map_or(Style::FORM, |(_, style)| *style);
        add_query(&mut form, name, &view, style);
        true
    });
    form
}
