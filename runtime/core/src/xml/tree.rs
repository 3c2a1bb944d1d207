//! XML text as a tree of elements: names without their prefixes, entities resolved, comments and declarations left out.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::DecodeError;
use crate::decode::Path;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All text directly inside, in one piece.
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `xsi:nil="true"`
    pub(super) fn is_nil(&self) -> bool {
        matches!(self.attribute("nil"), Some("true" | "1"))
    }
}

/// Reads the one element of a document.
pub(super) fn parse(text: &str) -> Result<Element, DecodeError> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| DecodeError::xml(error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() > usize::from(Path::DEEPEST) {
                    return Err(DecodeError::xml("nested too deeply"));
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => add(&mut open, element(&start)?),
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    add(&mut open, done);
                }
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => match resolve(&entity) {
                Some(text) => add_text(&mut open, &text),
                None => return Err(DecodeError::xml(format!("the entity `&{};` is unknown", &*entity))),
            },
            // a document type may declare entities; none is ever expanded
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    let mut top = open.into_iter().next().map(|top| top.children).unwrap_or_default();
    match (top.pop(), top.is_empty()) {
        (Some(root), true) => Ok(root),
        (Some(_), false) => Err(DecodeError::xml("more than one element at the top")),
        (None, _) => Err(DecodeError::xml("there is no element")),
    }
}

fn add(open: &mut [Element], element: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(parent) = open.last_mut() {
        parent.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, DecodeError> {
    let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| DecodeError::xml(error.to_string()))?;
        let name = attribute.key.as_ref();
        if name != "xmlns" && !name.starts_with("xmlns:") {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| DecodeError::xml(error.to_string()))?;
            let name = attribute.key.local_name().as_ref().to_owned();
            element.attributes.push((name, value.into_owned()));
        }
    }
    Ok(element)
}

fn resolve(entity: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(entity).map(str::to_owned)
}
