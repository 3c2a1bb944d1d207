//! Headers of responses: what each response documents, and one constant for each name in the crate.
//!
//! Headers belong to a vendor more than to an operation (`X-Rate-Limit-Remaining` comes with all of them), so that they
//! are named once. Where documents disagree about what one is, it is text, which every header is.

use crate::ir::{Header, ReplyHeader, Scalar, Shape, TypeId};
use crate::lower::names::assign::{Naming, Owner, Wire};
use crate::lower::names::identifiers::Scope;
use crate::lower::names::lock::Key;
use crate::lower::operations;
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation};
use crate::resolve::{Location, Response};

/// Adds the headers of a response to those of its operation.
pub(crate) fn of_response<'f>(
    builder: &mut Builder<'_, 'f>,
    response: &Response<'f>,
    name: &str,
    key: &Key,
    found: &mut Vec<ReplyHeader>,
) {
    for header in &response.headers {
        if header.name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        if let Some(known) = found.iter_mut().find(|known| known.wire.eq_ignore_ascii_case(header.name)) {
            known.statuses.push(response.statuses);
            continue;
        }
        let key = key.with(&format!(">{}", header.name));
        let root = SchemaLocation::root(LocationStep::Operation(name, ""), &key);
        let at = root.then_at(LocationStep::Property(header.name), "");
        let (value, _, _) = operations::value(builder, &header.value, &at, Location::Header);
        found.push(ReplyHeader {
            wire: header.name.to_owned(),
            statuses: vec![response.statuses],
            shape: value.shape,
            docs: plain_docs(None, header.description),
        });
    }
}

/// Header values are texts: what is no scalar, enum or list of them is one.
pub(crate) fn shape(shape: &Shape, is_enum: &dyn Fn(TypeId) -> bool) -> Shape {
    let simple = |shape: &Shape| match shape {
        Shape::Scalar(_) => true,
        Shape::Named(id) => is_enum(*id),
        _ => false,
    };
    match shape {
        Shape::List(item) if simple(item) => shape.clone(),
        shape if simple(shape) => shape.clone(),
        _ => Shape::Scalar(Scalar::Text),
    }
}

/// Each header once, named.
pub(crate) fn settle(naming: &mut Naming<'_>, drafts: &[operations::Draft]) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    for header in drafts.iter().flat_map(|draft| &draft.operation.reply_headers) {
        match found.iter_mut().find(|known| known.wire.eq_ignore_ascii_case(&header.wire)) {
            Some(known) if known.shape != header.shape => known.shape = Shape::Scalar(Scalar::Text),
            Some(_) => {}
            None => found.push(Header {
                name: String::new(),
                wire: header.wire.clone(),
                shape: header.shape.clone(),
                docs: header.docs.clone(),
            }),
        }
    }
    let wires = found.iter().map(|header| Wire::header(&header.wire)).collect();
    let given =
        naming.scoped_in(&mut Scope::default(), &Owner::new(Key::of_type("headers/".to_owned())), wires);
    found.iter_mut().zip(given).for_each(|(header, name)| header.name = name.to_uppercase());
    found
}
