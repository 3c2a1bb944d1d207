//! XML: what the `xml` objects of schemas say of a member, and of the one element that a body is.
//!
//! An element is called as `xml.name` says, or else as its property. The name of a list counts only if it is wrapped; the
//! items' own is that of their schema, through references, and inside a wrapper without one the wrapper's.

use crate::ir::{Xml, XmlName};
use crate::lower::schemas::annotations::chain;
use crate::resolve::{self, SchemaId, Schemas};

/// How a member is written that all of these schemas describe, if any of them says so. The last one first.
pub(crate) fn member(schemas: &Schemas<'_>, ids: &[SchemaId]) -> Option<Xml> {
    let all: Vec<SchemaId> = ids.iter().rev().flat_map(|id| chain(schemas, *id)).collect();
    let own = all.iter().find_map(|id| schemas.get(*id).xml());
    let items = all.iter().find_map(|id| schemas.get(*id).items);
    let item = items.and_then(|items| stated(schemas, items)).map(name).unwrap_or_default();
    match (own, items) {
        (Some(own), None) => Some(xml(own, name(own), item)),
        (Some(own), Some(_)) if own.wrapped => Some(xml(own, name(own), item)),
        (own, Some(_)) if own.is_some() || item != XmlName::default() => {
            let qualified = own.map(name).unwrap_or_default();
            let or = |text: String, other: String| if text.is_empty() { other } else { text };
            let name = XmlName {
                local: item.local,
                prefix: or(item.prefix, qualified.prefix),
                namespace: or(item.namespace, qualified.namespace),
            };
            (name != XmlName::default()).then(|| Xml { name, ..Xml::default() })
        }
        _ => None,
    }
}

/// The element of a body of this schema: `xml.name`, or the component's name.
pub(crate) fn root(schemas: &Schemas<'_>, id: Option<SchemaId>) -> Xml {
    let Some(id) = id else { return named(Xml::default(), None, "root") };
    let own = stated(schemas, id).copied().unwrap_or_default();
    let items = chain(schemas, id).iter().find_map(|id| schemas.get(*id).items);
    let mut found = named(xml(&own, name(&own), XmlName::default()), component(schemas, id), "root");
    if let Some(items) = items {
        found.item = stated(schemas, items).map(name).unwrap_or_default();
        found.wrapped = true;
        if found.item.local.is_empty() {
            component(schemas, items).unwrap_or_default().clone_into(&mut found.item.local);
        }
    }
    found
}

fn stated<'s>(schemas: &'s Schemas<'_>, id: SchemaId) -> Option<&'s resolve::Xml<'s>> {
    chain(schemas, id).into_iter().find_map(|id| schemas.get(id).xml())
}

/// The name of the component that a schema is or refers to.
fn component<'s>(schemas: &'s Schemas<'_>, id: SchemaId) -> Option<&'s str> {
    chain(schemas, id).into_iter().find_map(|id| schemas.get(id).name)
}

fn named(mut found: Xml, component: Option<&str>, otherwise: &str) -> Xml {
    if found.name.local.is_empty() {
        component.unwrap_or(otherwise).clone_into(&mut found.name.local);
    }
    found
}

fn name(own: &resolve::Xml<'_>) -> XmlName {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    XmlName { local: text(own.name), prefix: text(own.prefix), namespace: text(own.namespace) }
}

fn xml(own: &resolve::Xml<'_>, name: XmlName, item: XmlName) -> Xml {
    Xml { name, attribute: own.attribute, wrapped: own.wrapped, item, text: own.text }
}
