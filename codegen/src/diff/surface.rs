//! The public API of a generated crate, as names and types: what its users' code can break on.
//!
//! Every struct, enum and union of the generated code is `#[non_exhaustive]`, so that a new field, variant, type or method
//! is compatible; whatever is gone or of another type is not.

use crate::ir::{
    Api, Body, ContentKind, EnumRepr, Field, Flow, Kind, Location, Operation, Payload, Presence, Reply,
    SecurityKind, Struct,
};
use std::collections::BTreeMap;

/// Each public item by its path, with its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    items: BTreeMap<String, String>,
}

/// An item of the public API that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurfaceChange {
    /// `types::Ticket.priority`
    pub item: String,
    /// Its type; `None` where there is no such item.
    pub was: Option<String>,
    pub is: Option<String>,
}

impl SurfaceChange {
    /// Whether code that uses the crate may no longer compile.
    pub fn is_breaking(&self) -> bool {
        self.was.is_some()
    }
}

impl Surface {
    pub fn of(api: &Api) -> Self {
        let mut surface = Self::default();
        surface.types(api);
        for operation in &api.operations {
            surface.operation(api, operation);
        }
        for reply in &api.replies {
            surface.add(format!("replies::{}", reply.name), "enum");
            for variant in &reply.variants {
                let payload = payload(api, &variant.payload);
                surface.add(format!("replies::{}::{}", reply.name, variant.name), &payload);
            }
        }
        for header in &api.headers {
            surface.add(format!("headers::{}", header.name), &api.shape(&header.shape));
        }
        for scheme in &api.security_schemes {
            let kind = match &scheme.kind {
                SecurityKind::ApiKey { .. } | SecurityKind::Http { .. } => "a text",
                SecurityKind::Basic => "user and password",
                SecurityKind::Bearer => "a token",
                SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => "OAuth2",
                SecurityKind::MutualTls => "a certificate",
            };
            surface.add(format!("credentials {}", scheme.name), kind);
        }
        surface
    }

    /// What differs, in order of the items.
    pub fn compare(&self, new: &Self) -> Vec<SurfaceChange> {
        let old_items = self.items.iter().filter(|(item, was)| new.items.get(*item) != Some(was));
        let mut changes: Vec<SurfaceChange> = old_items
            .map(|(item, was)| SurfaceChange {
                item: item.clone(),
                was: Some(was.clone()),
                is: new.items.get(item).cloned(),
            })
            .collect();
        let added = new.items.iter().filter(|(item, _)| !self.items.contains_key(*item));
        changes.extend(added.map(|(item, is)| SurfaceChange {
            item: item.clone(),
            was: None,
            is: Some(is.clone()),
        }));
        changes
    }

    fn add(&mut self, item: String, of: &str) {
        self.items.insert(item, of.to_owned());
    }

    fn types(&mut self, api: &Api) {
        for (_, def) in api.types.iter() {
            let name = format!("types::{}", def.name);
            match &def.kind {
                Kind::Struct(it) => {
                    self.add(name.clone(), "struct");
                    self.fields(api, &name, it, def.flow);
                    if def.flow.encoded {
                        self.constructor(api, &name, it, def.flow);
                    }
                }
                Kind::Enum(it) => {
                    let of = match it.repr {
                        EnumRepr::Text => "enum of texts",
                        EnumRepr::Integer => "enum of integers",
                        EnumRepr::Number => "enum of numbers",
                    };
                    self.add(name.clone(), of);
                    for member in &it.members {
                        self.add(format!("{name}::{}", member.name), "variant");
                    }
                }
                Kind::Union(it) => {
                    self.add(name.clone(), "union");
                    for variant in &it.variants {
                        self.add(format!("{name}::{}", variant.name), &api.shape(&variant.shape));
                    }
                }
                Kind::Alias(shape) => self.add(name, &format!("alias of {}", api.shape(shape))),
                Kind::Newtype(shape) => self.add(name, &format!("newtype of {}", api.shape(shape))),
            }
        }
    }

    fn fields(&mut self, api: &Api, name: &str, it: &Struct, flow: Flow) {
        for field in it.fields.iter().filter(|field| field.is_stored(flow)) {
            self.add(format!("{name}.{}", field.name), &field_type(api, field, flow));
        }
        if let Some(extra) = &it.extra {
            self.add(format!("{name}.{}", extra.name), &format!("{{{}}}", api.shape(&extra.shape)));
        }
    }

    /// What a value is created from: in order, since arguments have no names.
    fn constructor(&mut self, api: &Api, name: &str, it: &Struct, flow: Flow) {
        let stored = it.fields.iter().filter(|field| field.is_stored(flow));
        let required = stored.filter(|field| field.expected || field.presence(flow) == Presence::Value);
        let given: Vec<String> =
            required.filter(|it| it.fixed().is_none()).map(|it| api.shape(&it.shape)).collect();
        let signature =
            if given.is_empty() { "default".to_owned() } else { format!("({})", given.join(", ")) };
        self.add(format!("{name}::new"), &signature);
    }

    fn operation(&mut self, api: &Api, operation: &Operation) {
        let name = format!("{}::{}", operation.module, operation.name);
        // Methods are the client's, whatever file they are written to.
        let method = format!("Client::{}", operation.name);
        let shape = |parameter: &crate::ir::Parameter| {
            let null = if parameter.nullable { " or null" } else { "" };
            format!("{}{null}", api.shape(&parameter.shape))
        };
        let sent = |it: &&crate::ir::Parameter| it.constant.is_none();
        let mut arguments: Vec<String> =
            operation.parameters.iter().filter(sent).filter(|it| it.required).map(shape).collect();
        if let Some(body) = &operation.body {
            arguments.push(self.body(api, &name, body));
        }
        if let Some(params) = &operation.params_struct {
            arguments.push(params.clone());
            let module = format!("{}::{params}", operation.module);
            self.add(module.clone(), "struct");
            for parameter in operation.parameters.iter().filter(sent).filter(|it| !it.required) {
                self.add(format!("{module}.{}", parameter.name), &shape(parameter));
            }
        }
        for cookie in operation.parameters.iter().filter(|it| it.location == Location::Cookie) {
            self.add(format!("{method} cookie {}", cookie.name), "text");
        }
        let (success, error) = (reply(api, &operation.success), reply(api, &operation.error));
        self.add(method, &format!("({}) -> {success}, error {error}", arguments.join(", ")));
    }

    fn body(&mut self, api: &Api, name: &str, body: &Body) -> String {
        let optional = if body.required { "" } else { "?" };
        let mut kinds = Vec::new();
        for content in &body.contents {
            let kind = match &content.kind {
                ContentKind::Json(shape)
                | ContentKind::Xml(shape)
                | ContentKind::JsonLines(shape)
                | ContentKind::Form { shape, .. } => api.shape(shape),
                ContentKind::Text => "text".to_owned(),
                ContentKind::Bytes => "bytes".to_owned(),
                ContentKind::Multipart { name: form, parts } => {
                    for part in parts {
                        let field = format!("{name} {form}.{}", part.field.name);
                        let of = field_type(api, &part.field, Flow { decoded: false, encoded: true });
                        self.add(field, &format!("{:?} {of}", part.kind));
                    }
                    form.clone()
                }
            };
            kinds.push(kind);
        }
        match (&body.choice, kinds.as_slice()) {
            (Some(choice), _) => {
                for (content, kind) in body.contents.iter().zip(&kinds) {
                    self.add(format!("{name} {choice}::{}", content.name), kind);
                }
                format!("{choice}{optional}")
            }
            (None, kinds) => kinds.join(" | ") + optional,
        }
    }
}

fn field_type(api: &Api, field: &Field, flow: Flow) -> String {
    let shape = api.shape(&field.shape);
    match field.presence(flow) {
        Presence::Value => shape,
        Presence::Option => format!("Option<{shape}>"),
        Presence::Maybe => format!("Maybe<{shape}>"),
    }
}

fn reply(api: &Api, reply: &Reply) -> String {
    match reply {
        Reply::One(one) => payload(api, one),
        Reply::Enum(index) => api.replies.get(*index).map(|reply| reply.name.clone()).unwrap_or_default(),
    }
}

fn payload(api: &Api, payload: &Payload) -> String {
    match payload {
        Payload::Nothing => "nothing".to_owned(),
        Payload::Text => "text".to_owned(),
        Payload::Bytes => "bytes".to_owned(),
        Payload::Json(shape) | Payload::Xml(shape) => api.shape(shape),
        Payload::Events(shape) => format!("events of {}", api.shape(shape)),
        Payload::JsonLines(shape) => format!("lines of {}", api.shape(shape)),
    }
}
