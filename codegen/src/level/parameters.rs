//! Parameters, headers, and what both may be written as.

use super::{Writer, json};
use crate::ir::Style;
use crate::parse::Node;
use crate::resolve::{Encoding, Header, Location, MediaType, Parameter, Value};
use indexmap::IndexMap;
use openapiv3::{
    AnySchema, CookieStyle, HeaderStyle, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, SchemaData, SchemaKind,
};

impl<'f> Writer<'f, '_> {
    /// A parameter; `None` if OpenAPI 3.0 has no place for it.
    pub(super) fn parameter(&mut self, stated: &Parameter<'f>) -> Option<ReferenceOr<openapiv3::Parameter>> {
        if stated.location == Location::QueryString {
            self.cannot(stated.node, "a parameter that is the whole query string", "left out");
            return None;
        }
        Some(self.share(
            "parameters",
            stated.component,
            stated.node,
            |writer| writer.parameter_item(stated),
            |components| &mut components.parameters,
        ))
    }

    fn parameter_item(&mut self, stated: &Parameter<'f>) -> openapiv3::Parameter {
        let (format, style, explode, allow_reserved) = self.value(&stated.value);
        // What every style does unless told otherwise.
        let default = matches!(style, Style::Form);
        let parameter_data = ParameterData {
            name: stated.name.to_owned(),
            description: self.prose(stated.description),
            required: stated.required,
            deprecated: stated.deprecated.then_some(true),
            format,
            example: stated.node.get("example").filter(|_| !self.facts).map(json),
            examples: IndexMap::new(),
            explode: (explode != default).then_some(explode),
            extensions: self.extensions(stated.node),
        };
        match stated.location {
            Location::Path => {
                let style = match style {
                    Style::Label => PathStyle::Label,
                    Style::Matrix => PathStyle::Matrix,
                    _ => PathStyle::Simple,
                };
                openapiv3::Parameter::Path { parameter_data, style }
            }
            Location::Header => openapiv3::Parameter::Header { parameter_data, style: HeaderStyle::Simple },
            Location::Cookie => openapiv3::Parameter::Cookie { parameter_data, style: CookieStyle::Form },
            Location::Query | Location::QueryString => openapiv3::Parameter::Query {
                style: self.query_style(style, stated.node),
                parameter_data,
                allow_reserved,
                allow_empty_value: stated.node.get("allowEmptyValue").and_then(Node::as_bool),
            },
        }
    }

    fn query_style(&mut self, style: Style, node: Node<'f>) -> QueryStyle {
        match style {
            Style::SpaceDelimited => QueryStyle::SpaceDelimited,
            Style::PipeDelimited => QueryStyle::PipeDelimited,
            Style::DeepObject => QueryStyle::DeepObject,
            Style::TabDelimited => {
                self.cannot(node, "`collectionFormat: tsv`", "written as `style: form`");
                QueryStyle::Form
            }
            Style::Simple | Style::Label | Style::Matrix | Style::Form => QueryStyle::Form,
        }
    }

    fn value(&mut self, value: &Value<'f>) -> (ParameterSchemaOrContent, Style, bool, bool) {
        match value {
            Value::Styled { schema, style, explode, allow_reserved } => {
                (ParameterSchemaOrContent::Schema(self.schema(*schema)), *style, *explode, *allow_reserved)
            }
            Value::Content(media_type) => {
                let content = self.content(std::slice::from_ref(media_type));
                (ParameterSchemaOrContent::Content(content), Style::Simple, false, false)
            }
        }
    }

    pub(super) fn headers(
        &mut self,
        stated: &[Header<'f>],
    ) -> IndexMap<String, ReferenceOr<openapiv3::Header>> {
        let headers = stated.iter().map(|header| {
            let (format, ..) = self.value(&header.value);
            let written = openapiv3::Header {
                description: self.prose(header.description),
                style: HeaderStyle::Simple,
                required: header.required,
                deprecated: header.deprecated.then_some(true),
                format,
                example: None,
                examples: IndexMap::new(),
                extensions: self.extensions(header.node),
            };
            (header.name.to_owned(), ReferenceOr::Item(written))
        });
        headers.collect()
    }

    /// Bodies by media type.
    pub(super) fn content(&mut self, stated: &[MediaType<'f>]) -> openapiv3::Content {
        let mut content = openapiv3::Content::new();
        for media_type in stated {
            let mut schema = media_type.schema.map(|id| self.schema(id));
            if let Some(item) = media_type.item_schema {
                self.cannot(media_type.node, "`itemSchema`", "written as an array of its items");
                let items = match self.schema(item) {
                    ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
                    ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item)),
                };
                let array =
                    AnySchema { typ: Some("array".to_owned()), items: Some(items), ..AnySchema::default() };
                schema.get_or_insert(ReferenceOr::Item(openapiv3::Schema {
                    schema_data: SchemaData::default(),
                    schema_kind: SchemaKind::Any(array),
                }));
            }
            let mut extensions = self.extensions(media_type.node);
            let encoding = self.encodings(&media_type.encoding, media_type.node);
            if !encoding.is_empty() {
                extensions.insert("encoding".to_owned(), serde_json::Value::Object(encoding));
            }
            let written = openapiv3::MediaType {
                schema,
                example: media_type.node.get("example").filter(|_| !self.facts).map(json),
                examples: IndexMap::new(),
                encoding: IndexMap::new(),
                extensions,
            };
            content.insert(media_type.media_type.to_owned(), written);
        }
        content
    }

    /// How the parts of a form are written. They become values here because `openapiv3` writes `contentType: null` where
    /// there is none, which OpenAPI does not allow, and does not write `explode: false`, which differs from the default.
    fn encodings(
        &mut self,
        stated: &[Encoding<'f>],
        node: Node<'f>,
    ) -> serde_json::Map<String, serde_json::Value> {
        let encodings = stated.iter().map(|encoding| {
            let written = openapiv3::Encoding {
                content_type: encoding.content_type.map(str::to_owned),
                headers: self.headers(&encoding.headers),
                style: encoding.style.map(|(style, ..)| self.query_style(style, node)),
                ..openapiv3::Encoding::default()
            };
            let mut value = serde_json::to_value(written).unwrap_or_default();
            if let Some(members) = value.as_object_mut() {
                members.retain(|_, member| !member.is_null());
                if let Some((_, explode, reserved)) = encoding.style {
                    members.insert("explode".to_owned(), explode.into());
                    members.insert("allowReserved".to_owned(), reserved.into());
                }
            }
            (encoding.property.to_owned(), value)
        });
        encodings.collect()
    }
}
