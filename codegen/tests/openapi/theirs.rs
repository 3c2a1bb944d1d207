//! The facts of a document as `openapiv3` reads it.

use crate::facts::{Facts, Shape, anything_is_true, last_word};
use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, Components, Content, OpenAPI, Parameter, ParameterSchemaOrContent,
    PathItem, ReferenceOr, RequestBody, Response, Schema, SchemaKind, StatusCode, Type,
    VariantOrUnknownOrEmpty,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The facts of a document; none if one of its path items is a reference, which `openapiv3` does not follow.
pub(crate) fn facts(document: &OpenAPI) -> Facts {
    let mut facts = Facts::new();
    let reading = Reading { document };
    for (name, schema) in document.components.iter().flat_map(|it| &it.schemas) {
        facts.insert(format!("schema {name}: {}", reading.shape(schema)));
    }
    for (path, item) in &document.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        reading.path(path, item, &mut facts);
    }
    facts
}

/// What stands in a fact that `openapiv3` does not understand.
pub(crate) const UNKNOWN: &str = "(unknown)";

struct Reading<'d> {
    document: &'d OpenAPI,
}

impl Reading<'_> {
    fn path(&self, path: &str, item: &PathItem, facts: &mut Facts) {
        for (method, operation) in item.iter() {
            // `{+name}` is RFC 6570's way to say that slashes stay slashes.
            let at = format!("{} {}", method.to_uppercase(), path.replace("{+", "{"));
            facts.insert(format!(
                "{at}: {}",
                operation.operation_id.as_deref().filter(|id| !id.is_empty()).unwrap_or("-")
            ));
            // What the operation states wins over what its path states.
            let mut parameters = BTreeMap::new();
            for parameter in item.parameters.iter().chain(&operation.parameters) {
                let Some(parameter) = self.parameter(parameter) else {
                    facts.insert(format!("{at} parameter: {UNKNOWN}"));
                    continue;
                };
                let data = parameter.parameter_data_ref();
                parameters.insert((place(parameter), data.name.clone()), parameter);
            }
            for ((place, name), parameter) in parameters {
                let data = parameter.parameter_data_ref();
                let required = if data.required { " required" } else { "" };
                facts
                    .insert(format!("{at} parameter {place} {name}{required}: {}", self.value(&data.format)));
            }
            if let Some(body) = operation.request_body.as_ref().and_then(|body| self.body(body)) {
                let required = if body.required { " required" } else { "" };
                facts.insert(format!("{at} body{required}"));
                self.content(&format!("{at} body"), &body.content, facts);
            }
            let default = operation.responses.default.iter().map(|it| ("default".to_owned(), it));
            let others = operation.responses.responses.iter().map(|(status, it)| match status {
                StatusCode::Code(code) => (code.to_string(), it),
                StatusCode::Range(hundred) => (format!("{hundred}XX"), it),
            });
            for (status, response) in others.chain(default) {
                let at = format!("{at} response {status}");
                let Some(response) = self.response(response) else {
                    facts.insert(format!("{at}: {UNKNOWN}"));
                    continue;
                };
                facts.insert(at.clone());
                self.content(&at, &response.content, facts);
                for (name, header) in &response.headers {
                    let header = self.follow(header, |components| &components.headers);
                    let Some(header) = header else { continue };
                    facts.insert(format!("{at} header {name}: {}", self.value(&header.format)));
                }
            }
        }
    }

    fn parameter<'a>(&'a self, stated: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
        self.follow(stated, |components| &components.parameters)
    }

    fn body<'a>(&'a self, stated: &'a ReferenceOr<RequestBody>) -> Option<&'a RequestBody> {
        self.follow(stated, |components| &components.request_bodies)
    }

    fn response<'a>(&'a self, stated: &'a ReferenceOr<Response>) -> Option<&'a Response> {
        self.follow(stated, |components| &components.responses)
    }

    /// What a reference leads to, through other references too.
    fn follow<'a, T>(
        &'a self,
        stated: &'a ReferenceOr<T>,
        list: impl Fn(&'a Components) -> &'a IndexMap<String, ReferenceOr<T>>,
    ) -> Option<&'a T> {
        let mut stated = stated;
        for _ in 0..8 {
            match stated {
                ReferenceOr::Item(item) => return Some(item),
                ReferenceOr::Reference { reference } => {
                    stated = list(self.document.components.as_ref()?).get(&last_word(reference))?;
                }
            }
        }
        None
    }

    fn content(&self, at: &str, content: &Content, facts: &mut Facts) {
        for (media_type, stated) in content {
            let shape = stated.schema.as_ref().map(|schema| self.shape(schema)).unwrap_or_default();
            facts.insert(format!("{at} {media_type}: {shape}"));
        }
    }

    fn value(&self, value: &ParameterSchemaOrContent) -> String {
        match value {
            ParameterSchemaOrContent::Schema(schema) => self.shape(schema),
            ParameterSchemaOrContent::Content(content) => {
                let shapes = content.iter().map(|(media_type, stated)| {
                    let shape = stated.schema.as_ref().map(|schema| self.shape(schema)).unwrap_or_default();
                    format!("{media_type} {shape}")
                });
                shapes.collect::<Vec<_>>().join(" ")
            }
        }
    }

    fn boxed(&self, schema: &ReferenceOr<Box<Schema>>) -> String {
        match schema {
            ReferenceOr::Reference { reference } => format!("#{}", last_word(reference)),
            ReferenceOr::Item(schema) => self.item(schema),
        }
    }

    fn shape(&self, schema: &ReferenceOr<Schema>) -> String {
        match schema {
            ReferenceOr::Reference { reference } => format!("#{}", last_word(reference)),
            ReferenceOr::Item(schema) => self.item(schema),
        }
    }

    fn item(&self, schema: &Schema) -> String {
        let mut shape = match &schema.schema_kind {
            SchemaKind::Type(one) => self.typed(one),
            SchemaKind::Any(any) => self.any(any),
            SchemaKind::AllOf { all_of } => Shape { all_of: self.list(all_of), ..Shape::default() },
            SchemaKind::OneOf { one_of } => Shape { one_of: self.list(one_of), ..Shape::default() },
            SchemaKind::AnyOf { any_of } => Shape { any_of: self.list(any_of), ..Shape::default() },
            SchemaKind::Not { .. } => Shape::default(),
        };
        shape.nullable = schema.schema_data.nullable || shape.values.iter().any(|value| value == "null");
        shape.line()
    }

    fn list(&self, schemas: &[ReferenceOr<Schema>]) -> Vec<String> {
        schemas.iter().map(|schema| self.shape(schema)).collect()
    }

    fn typed(&self, one: &Type) -> Shape {
        match one {
            Type::String(it) => Shape {
                types: vec!["string".to_owned()],
                format: format(&it.format),
                values: values(&it.enumeration),
                ..Shape::default()
            },
            Type::Number(it) => Shape {
                types: vec!["number".to_owned()],
                format: format(&it.format),
                values: values(&it.enumeration),
                ..Shape::default()
            },
            Type::Integer(it) => Shape {
                types: vec!["integer".to_owned()],
                format: format(&it.format),
                values: values(&it.enumeration),
                ..Shape::default()
            },
            Type::Boolean(it) => Shape {
                types: vec!["boolean".to_owned()],
                values: values(&it.enumeration),
                ..Shape::default()
            },
            Type::Array(it) => Shape {
                types: vec!["array".to_owned()],
                items: it.items.as_ref().map(|items| self.boxed(items)),
                ..Shape::default()
            },
            Type::Object(it) => Shape {
                types: vec!["object".to_owned()],
                properties: self.properties(&it.properties, &it.required),
                additional: it.additional_properties.as_ref().map(|it| self.additional(it)),
                ..Shape::default()
            },
        }
    }

    fn any(&self, any: &AnySchema) -> Shape {
        Shape {
            types: any.typ.iter().map(|one| known(one)).collect(),
            format: any.format.clone(),
            values: values(&any.enumeration),
            properties: self.properties(&any.properties, &any.required),
            additional: any.additional_properties.as_ref().map(|it| self.additional(it)),
            items: any.items.as_ref().map(|items| self.boxed(items)),
            all_of: self.list(&any.all_of),
            one_of: self.list(&any.one_of),
            any_of: self.list(&any.any_of),
            ..Shape::default()
        }
    }

    fn properties<'a>(
        &self,
        properties: impl IntoIterator<Item = (&'a String, &'a ReferenceOr<Box<Schema>>)>,
        required: &[String],
    ) -> Vec<(String, bool, String)> {
        let properties = properties.into_iter();
        properties.map(|(name, it)| (name.clone(), required.contains(name), self.boxed(it))).collect()
    }

    fn additional(&self, stated: &AdditionalProperties) -> String {
        match stated {
            AdditionalProperties::Any(any) => any.to_string(),
            AdditionalProperties::Schema(schema) => anything_is_true(self.shape(schema)),
        }
    }
}

fn known(one: &str) -> String {
    let known = ["object", "array", "string", "number", "integer", "boolean", "null"];
    if known.contains(&one) { one.to_owned() } else { format!("{one} {UNKNOWN}") }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter {
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Path { .. } => "path",
        Parameter::Cookie { .. } => "cookie",
    }
}

fn format<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    let value = match format {
        VariantOrUnknownOrEmpty::Item(item) => serde_json::to_value(item).ok()?,
        VariantOrUnknownOrEmpty::Unknown(text) => return Some(text.clone()),
        VariantOrUnknownOrEmpty::Empty => return None,
    };
    value.as_str().map(str::to_owned)
}

fn values<T: Serialize>(values: &[T]) -> Vec<String> {
    let text = |value: &T| serde_json::to_string(value).ok();
    // It holds the values of numbers as `f64`.
    let whole = |text: String| text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned);
    values.iter().filter_map(text).map(whole).collect()
}
