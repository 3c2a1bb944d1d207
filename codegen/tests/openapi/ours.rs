//! The facts of a document as this crate reads it.

use crate::facts::{Facts, Shape, anything_is_true, last_word};
use tributary_codegen::ir::Statuses;
use tributary_codegen::resolve::{
    Additional, Documents, Header, JsonTypes, Location, MediaType, SchemaId, Value,
};

/// The facts of the first document.
pub(crate) fn facts(documents: &Documents<'_>) -> Facts {
    let mut facts = Facts::new();
    let Some(document) = documents.documents.first() else { return facts };
    let reading = Reading { documents };
    for (name, id) in &document.schemas {
        facts.insert(format!("schema {name}: {}", reading.shape(*id)));
    }
    for operation in &document.operations {
        let at = format!("{} {}", operation.method, operation.path);
        facts.insert(format!("{at}: {}", operation.id.unwrap_or("-")));
        for parameter in &operation.parameters {
            let required = if parameter.required { " required" } else { "" };
            facts.insert(format!(
                "{at} parameter {} {}{required}: {}",
                location(parameter.location),
                parameter.name,
                reading.value(&parameter.value)
            ));
        }
        if let Some(body) = &operation.body {
            let required = if body.required { " required" } else { "" };
            facts.insert(format!("{at} body{required}"));
            reading.content(&format!("{at} body"), &body.contents, &mut facts);
        }
        for response in &operation.responses {
            let status = match response.statuses {
                Statuses::Code(code) => code.to_string(),
                Statuses::Range(hundred) => format!("{hundred}XX"),
                Statuses::Default => "default".to_owned(),
            };
            let at = format!("{at} response {status}");
            facts.insert(at.clone());
            reading.content(&at, &response.contents, &mut facts);
            for header in &response.headers {
                facts.insert(format!("{at} header {}: {}", header.name, reading.header(header)));
            }
        }
    }
    facts
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::QueryString => "querystring",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

struct Reading<'d, 'f> {
    documents: &'d Documents<'f>,
}

impl Reading<'_, '_> {
    fn content(&self, at: &str, contents: &[MediaType<'_>], facts: &mut Facts) {
        for media_type in contents {
            let shape = media_type.schema.map(|id| self.shape(id)).unwrap_or_default();
            facts.insert(format!("{at} {}: {shape}", media_type.media_type));
        }
    }

    fn header(&self, header: &Header<'_>) -> String {
        self.value(&header.value)
    }

    fn value(&self, value: &Value<'_>) -> String {
        match value {
            Value::Styled { schema, .. } => self.shape(*schema),
            Value::Content(media_type) => {
                let shape = media_type.schema.map(|id| self.shape(id)).unwrap_or_default();
                format!("{} {shape}", media_type.media_type)
            }
        }
    }

    fn shape(&self, id: SchemaId) -> String {
        let schema = self.documents.schemas.get(id);
        if let Some(target) = schema.reference {
            // Beside a `$ref`, 3.0 reads nothing.
            let pointer = self.documents.schemas.get(target).node.pointer();
            return format!("#{}", last_word(&pointer));
        }
        if schema.broken {
            return "broken".to_owned();
        }
        let list = |ids: &[SchemaId]| ids.iter().map(|id| self.shape(*id)).collect();
        let properties = schema.properties.iter().map(|property| {
            let required = schema.required.contains(&property.name);
            (property.name.to_owned(), required, self.shape(property.schema))
        });
        let types = schema.types.iter().map(JsonTypes::name).map(str::to_owned);
        Shape {
            reference: None,
            types: types.collect(),
            nullable: schema.nullable,
            format: schema.format.map(str::to_owned),
            values: schema.values().unwrap_or_default().iter().map(|value| value.to_json()).collect(),
            properties: properties.collect(),
            additional: match schema.additional {
                Additional::Unstated => None,
                Additional::Forbidden => Some("false".to_owned()),
                Additional::Any => Some("true".to_owned()),
                Additional::Schema(id) => Some(anything_is_true(self.shape(id))),
            },
            items: schema.items.map(|id| self.shape(id)),
            all_of: list(&schema.all_of),
            one_of: list(&schema.one_of),
            any_of: list(&schema.any_of),
        }
        .line()
    }
}
