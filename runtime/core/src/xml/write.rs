//! XML text from a view, as the tables of the types say where each member goes.

use std::fmt::Write;

use crate::DecodeError;
use crate::codegen_v1::{Encode, Fields, Items, View, XmlMember, XmlName, XmlPlace, scalar};

/// The one element of a document, whose items are inside it if the value is a list.
pub(super) fn document(root: XmlMember, value: &dyn Encode) -> Result<Vec<u8>, DecodeError> {
    let mut writer = Writer { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned() };
    let name = Name { local: root.name.name, given: root.name };
    match value.view() {
        View::List(items) => writer.wrapped(&name, root.item, items)?,
        view => writer.element(&name, &view)?,
    }
    Ok(writer.text.into_bytes())
}

struct Writer {
    text: String,
}

/// A name as it is written: with its prefix, and its namespace declared on the spot.
struct Name<'a> {
    local: &'a str,
    given: XmlName,
}

impl Name<'_> {
    fn plain(local: &str) -> Name<'_> {
        Name { local, given: XmlName::NONE }
    }

    fn qualified(&self) -> String {
        match self.given.prefix {
            "" => self.local.to_owned(),
            prefix => format!("{prefix}:{}", self.local),
        }
    }

    fn declaration(&self) -> String {
        match (self.given.prefix, self.given.namespace) {
            (_, "") => String::new(),
            ("", namespace) => format!(" xmlns=\"{}\"", quick_xml::escape::escape(namespace)),
            (prefix, namespace) => format!(" xmlns:{prefix}=\"{}\"", quick_xml::escape::escape(namespace)),
        }
    }
}

impl Writer {
    /// One element, or several of the same name for a list.
    fn element(&mut self, name: &Name<'_>, view: &View<'_>) -> Result<(), DecodeError> {
        match view {
            View::Absent => Ok(()),
            View::List(items) => {
                (0..items.size()).try_for_each(|index| self.element(name, &items.item(index)))
            }
            view => {
                let qualified = checked(name.qualified())?;
                let attributes = self.attributes(view)?;
                let before = self.text.len();
                write(&mut self.text, format_args!("<{qualified}{}{attributes}>", name.declaration()));
                let start = self.text.len();
                self.content(view)?;
                if self.text.len() == start {
                    self.text.insert(start - 1, '/');
                } else {
                    write(&mut self.text, format_args!("</{qualified}>"));
                }
                debug_assert!(self.text.len() > before);
                Ok(())
            }
        }
    }

    /// One element around the items of a list, which have its name if they have none of their own.
    fn wrapped(&mut self, name: &Name<'_>, item: XmlName, items: &dyn Items) -> Result<(), DecodeError> {
        let qualified = checked(name.qualified())?;
        write(&mut self.text, format_args!("<{qualified}{}>", name.declaration()));
        let local = if item.name.is_empty() { name.local } else { item.name };
        let item = Name { local, given: item };
        (0..items.size()).try_for_each(|index| self.element(&item, &items.item(index)))?;
        write(&mut self.text, format_args!("</{qualified}>"));
        Ok(())
    }

    fn attributes(&mut self, view: &View<'_>) -> Result<String, DecodeError> {
        let mut attributes = String::new();
        if let View::Object(fields) = view {
            for (index, name, xml) in table(*fields) {
                if let Some(text) = text_of(&fields.field(index)).filter(|_| xml.place == XmlPlace::Attribute)
                {
                    let name = Name { local: name, given: xml.name };
                    let (name, declaration) = (checked(name.qualified())?, name.declaration());
                    write(&mut attributes, format_args!("{declaration} {name}=\"{}\"", escaped(&text)?));
                }
            }
        }
        if matches!(view, View::Null) {
            attributes.push_str(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"");
        }
        Ok(attributes)
    }

    fn content(&mut self, view: &View<'_>) -> Result<(), DecodeError> {
        match view {
            View::Null => Ok(()),
            View::Object(fields) => self.members(*fields),
            View::Map(entries) => self.entries(|show| entries.each(show)),
            View::Tagged(value, (name, tag)) => {
                self.element(&Name::plain(name), &View::text(tag))?;
                self.content(&value.view())
            }
            view => {
                self.text.push_str(&escaped(&text_of(view).unwrap_or_default())?);
                Ok(())
            }
        }
    }

    fn members(&mut self, fields: &dyn Fields) -> Result<(), DecodeError> {
        for (index, name, xml) in table(fields) {
            let view = fields.field(index);
            let own = Name { local: name, given: xml.name };
            match (xml.place, &view) {
                (XmlPlace::Attribute, _) | (_, View::Absent) => {}
                (XmlPlace::Text, view) => self.text.push_str(&escaped(&text_of(view).unwrap_or_default())?),
                (XmlPlace::Wrapped, View::List(items)) => self.wrapped(&own, xml.item, *items)?,
                (_, view) => self.element(&own, view)?,
            }
        }
        match fields.extra() {
            Some(extra) => self.entries(|show| extra.each(show)),
            None => Ok(()),
        }
    }

    fn entries(&mut self, each: impl Fn(&mut dyn FnMut(&str, View<'_>) -> bool)) -> Result<(), DecodeError> {
        let mut outcome = Ok(());
        each(&mut |name, view| {
            outcome = self.element(&Name::plain(name), &view);
            outcome.is_ok()
        });
        outcome
    }
}

/// The members of a struct by index, with their names in XML.
fn table(fields: &dyn Fields) -> impl Iterator<Item = (usize, &'static str, XmlMember)> {
    let members = fields.members();
    members.names.iter().enumerate().map(|(index, name)| {
        let xml = members.xml.get(index).copied().unwrap_or(XmlMember::ELEMENT);
        (index, if xml.name.name.is_empty() { name } else { xml.name.name }, xml)
    })
}

/// A scalar's text. Times have milliseconds, as most XML stacks write them.
fn text_of(view: &View<'_>) -> Option<String> {
    match view {
        View::Time(time) if time.subsec_nanosecond() % 1_000_000 == 0 => Some(format!("{time:.3}")),
        view => scalar(view),
    }
}

fn escaped(text: &str) -> Result<String, DecodeError> {
    let forbidden = |c: char| matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    match text.contains(forbidden) {
        true => Err(DecodeError::xml("the text has a character that XML can't hold")),
        false => Ok(quick_xml::escape::escape(text).replace('\r', "&#13;")),
    }
}

fn checked(name: String) -> Result<String, DecodeError> {
    let good = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match good && starts {
        true => Ok(name),
        false => Err(DecodeError::xml(format!("`{name}` can't be the name of an element"))),
    }
}

fn write(text: &mut String, what: std::fmt::Arguments<'_>) {
    // writing to a string can't fail
    let _ = text.write_fmt(what);
}
