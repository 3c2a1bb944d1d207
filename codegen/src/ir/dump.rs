//! The IR as a few lines of text: what tests compare and people read.
//!
//! ```text
//! struct Ticket (decoded) tickets
//!   id: i64
//!   subject "subjectLine": text?           optional
//!   parent: text | null                    may be null
//! enum Status: Open "open", Closed "closed"
//! union Subject: Person(Person), Asset(Asset); kind="person" => Person, has id => Asset
//! fn list_tickets GET /tickets (page?: i64) -> json [Ticket], error json Problem
//! ```

use super::{
    Api, Body, ContentKind, EnumRepr, Field, Kind, Literal, Location, Operation, ParameterEncoding, PartKind,
    Payload, Reply, Scalar, Shape, Statuses, Struct, TypeDef, Union, When,
};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Api {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (_, def) in self.types.iter() {
            self.write_type(f, def)?;
        }
        for reply in &self.replies {
            let list = reply.variants.iter().map(|variant| {
                format!("{} {} {}", variant.name, statuses(variant.statuses), self.payload(&variant.payload))
            });
            writeln!(f, "reply {}: {}", reply.name, list.collect::<Vec<_>>().join(", "))?;
        }
        for operation in &self.operations {
            self.write_operation(f, operation)?;
        }
        for header in &self.headers {
            writeln!(f, "header {}: {}", member(&header.name, &header.wire), self.shape(&header.shape))?;
        }
        for model in &self.models {
            let name = |id| self.types.get(id).name.as_str();
            writeln!(
                f,
                "model {}.{}: {} {} {}",
                model.category,
                model.name,
                name(model.model),
                name(model.new),
                name(model.patch)
            )?;
        }
        for webhook in &self.webhooks {
            write!(f, "webhook {} {:?}", webhook.name, webhook.wire)?;
            if let super::Sent::Because { method, path, to } = &webhook.sent {
                write!(f, " of {method} {path} to {to:?}")?;
            }
            let payload = webhook.payload.as_ref().map(|shape| self.shape(shape));
            writeln!(f, ": {}", payload.as_deref().unwrap_or("nothing"))?;
        }
        Ok(())
    }
}

impl Api {
    fn write_type(&self, f: &mut Formatter<'_>, def: &TypeDef) -> fmt::Result {
        let flow = match (def.flow.decoded, def.flow.encoded) {
            (true, true) => "both",
            (true, false) => "decoded",
            (false, true) => "encoded",
            (false, false) => "unused",
        };
        let tail = format!("({flow}) {}", def.module);
        match &def.kind {
            Kind::Struct(it) => self.write_struct(f, &def.name, it, &tail),
            Kind::Enum(it) => {
                let repr = match it.repr {
                    EnumRepr::Text => "",
                    EnumRepr::Integer => " of integers",
                    EnumRepr::Number => " of numbers",
                };
                let members =
                    it.members.iter().map(|member| format!("{} {}", member.name, literal(&member.wire)));
                writeln!(f, "enum {}{repr} {tail}: {}", def.name, members.collect::<Vec<_>>().join(", "))
            }
            Kind::Union(it) => self.write_union(f, &def.name, it, &tail),
            Kind::Alias(shape) => writeln!(f, "alias {} {tail}: {}", def.name, self.shape(shape)),
            Kind::Newtype(shape) => writeln!(f, "newtype {} {tail}: {}", def.name, self.shape(shape)),
        }
    }

    fn write_struct(&self, f: &mut Formatter<'_>, name: &str, it: &Struct, tail: &str) -> fmt::Result {
        writeln!(f, "struct {name} {tail}")?;
        for field in &it.fields {
            writeln!(f, "  {}", self.field(field))?;
        }
        match &it.extra {
            Some(extra) => writeln!(f, "  ..{}: {}", extra.name, self.shape(&extra.shape)),
            None => Ok(()),
        }
    }

    fn field(&self, field: &Field) -> String {
        let mut text = member(&field.name, &field.wire);
        let _ = write!(text, ": {}{}", self.shape(&field.shape), if field.required { "" } else { "?" });
        if field.nullable {
            text.push_str(" | null");
        }
        if let Some(value) = &field.constant {
            let _ = write!(text, " == {}", literal(value));
        }
        if let Some(value) = &field.default {
            let _ = write!(text, " = {}", literal(value));
        }
        for (said, word) in [
            (field.read_only, "read-only"),
            (field.write_only, "write-only"),
            (field.deprecated, "deprecated"),
        ] {
            if said {
                let _ = write!(text, " {word}");
            }
        }
        text
    }

    fn write_union(&self, f: &mut Formatter<'_>, name: &str, it: &Union, tail: &str) -> fmt::Result {
        let variants = it.variants.iter().map(|variant| {
            let tag = variant.tag.as_ref().map(|(member, value)| format!(" +{member}={}", literal(value)));
            format!("{}({}){}", variant.name, self.shape(&variant.shape), tag.unwrap_or_default())
        });
        writeln!(f, "union {name} {tail}: {}", variants.collect::<Vec<_>>().join(", "))?;
        for rule in &it.rules {
            let when = condition(&rule.when);
            writeln!(
                f,
                "  {when} => {}",
                it.variants.get(rule.variant).map_or("?", |variant| variant.name.as_str())
            )?;
        }
        Ok(())
    }

    fn write_operation(&self, f: &mut Formatter<'_>, it: &Operation) -> fmt::Result {
        let parameters = it.parameters.iter().map(|parameter| {
            let place = match parameter.location {
                Location::Path => "path ",
                Location::Query => "",
                Location::Header => "header ",
                Location::Cookie => "cookie ",
            };
            let style = match parameter.encoding {
                ParameterEncoding::Json => " as json".to_owned(),
                ParameterEncoding::Style { style, explode, .. } => {
                    let usual = matches!(style, super::Style::Simple) && !explode
                        || matches!(style, super::Style::Form) && explode;
                    if usual {
                        String::new()
                    } else {
                        format!(" as {style:?}{}", if explode { "*" } else { "" })
                    }
                }
            };
            let optional = if parameter.required { "" } else { "?" };
            let constant = parameter
                .constant
                .as_ref()
                .map(|value| format!(" == {}", literal(value)))
                .unwrap_or_default();
            format!(
                "{place}{}: {}{optional}{style}{constant}",
                member(&parameter.name, &parameter.wire),
                self.shape(&parameter.shape)
            )
        });
        write!(
            f,
            "fn {}::{} {} {}({})",
            it.module,
            it.name,
            it.method,
            it.path,
            parameters.collect::<Vec<_>>().join(", ")
        )?;
        if let Some(body) = &it.body {
            write!(f, " {}", self.body(body))?;
        }
        write!(f, " -> {}", self.reply(&it.success))?;
        if !matches!(it.error, Reply::One(Payload::Nothing)) {
            write!(f, ", error {}", self.reply(&it.error))?;
        }
        for header in &it.reply_headers {
            write!(f, ", header {}: {}", header.wire, self.shape(&header.shape))?;
        }
        writeln!(f)
    }

    fn body(&self, body: &Body) -> String {
        let contents = body.contents.iter().map(|content| match &content.kind {
            ContentKind::Json(shape) => format!("json {}", self.shape(shape)),
            ContentKind::Xml(shape) => format!("xml {}", self.shape(shape)),
            ContentKind::JsonLines(shape) => format!("json lines {}", self.shape(shape)),
            ContentKind::Text => "text".to_owned(),
            ContentKind::Bytes => format!("bytes {}", content.media_type),
            ContentKind::Form { shape, encodings } => {
                let odd = encodings.iter().map(|(wire, encoding)| match encoding {
                    ParameterEncoding::Json => format!(" {wire} as json"),
                    ParameterEncoding::Style { style, explode, .. } => {
                        format!(" {wire} as {style:?}{}", if *explode { "*" } else { "" })
                    }
                });
                format!("form {}{}", self.shape(shape), odd.collect::<String>())
            }
            ContentKind::Multipart { name, parts } => {
                let parts = parts.iter().map(|part| {
                    let kind = match part.kind {
                        PartKind::Text => "text",
                        PartKind::Json => "json",
                        PartKind::File => "file",
                    };
                    let rest = if part.rest { "rest " } else { "" };
                    let several = if part.repeated { "s" } else { "" };
                    format!("{rest}{kind}{several} {}", self.field(&part.field))
                });
                format!("multipart {name} {{{}}}", parts.collect::<Vec<_>>().join(", "))
            }
        });
        let others = |content: &super::operations::Content| {
            content.others.iter().map(|other| format!(" or {other}")).collect::<String>()
        };
        let contents = contents.zip(&body.contents).map(|(shown, content)| shown + &others(content));
        let contents = contents.collect::<Vec<_>>().join(" | ");
        let choice = body.choice.as_ref().map(|name| format!("{name} = ")).unwrap_or_default();
        format!("body{} {choice}{contents}", if body.required { "" } else { "?" })
    }

    fn reply(&self, reply: &Reply) -> String {
        match reply {
            Reply::One(payload) => self.payload(payload),
            Reply::Enum(index) => {
                self.replies.get(*index).map_or_else(|| "?".to_owned(), |reply| reply.name.clone())
            }
        }
    }

    fn payload(&self, payload: &Payload) -> String {
        match payload {
            Payload::Nothing => "nothing".to_owned(),
            Payload::Json(shape) => format!("json {}", self.shape(shape)),
            Payload::Text => "text".to_owned(),
            Payload::Xml(shape) => format!("xml {}", self.shape(shape)),
            Payload::Bytes => "bytes".to_owned(),
            Payload::Events(shape) => format!("events {}", self.shape(shape)),
            Payload::JsonLines(shape) => format!("lines {}", self.shape(shape)),
        }
    }

    /// A shape in short: `[Ticket]`, `{text}`, `(i64, text)`.
    pub fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Named(id) => self.types.get(*id).name.clone(),
            Shape::Boxed(id) => format!("box {}", self.types.get(*id).name),
            Shape::Scalar(scalar) => scalar_word(*scalar).to_owned(),
            Shape::List(item) => format!("[{}]", self.shape(item)),
            Shape::Map(item) => format!("{{{}}}", self.shape(item)),
            Shape::Tuple(items) => {
                format!("({})", items.iter().map(|item| self.shape(item)).collect::<Vec<_>>().join(", "))
            }
            Shape::Nullable(item) => format!("{} or null", self.shape(item)),
            Shape::Ref(model) => format!("ref {model}"),
            Shape::Any => "any".to_owned(),
        }
    }
}

fn scalar_word(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "text",
        Scalar::Bool => "bool",
        Scalar::I32 => "i32",
        Scalar::I64 => "i64",
        Scalar::U64 => "u64",
        Scalar::F64 => "f64",
        Scalar::Number => "number",
        Scalar::Decimal => "decimal",
        Scalar::DecimalText => "decimal-text",
        Scalar::DateTime => "date-time",
        Scalar::Timestamp => "timestamp",
        Scalar::TimestampHttp => "timestamp-http",
        Scalar::TimestampUnix => "timestamp-unix",
        Scalar::Date => "date",
        Scalar::Time => "time",
        Scalar::OffsetTime => "offset-time",
        Scalar::Duration => "duration",
        Scalar::Uuid => "uuid",
        Scalar::Uri => "uri",
        Scalar::Base64 => "base64",
        Scalar::Base64Url => "base64url",
        Scalar::Binary => "binary",
    }
}

/// A Rust name, with the name on the wire where that differs.
fn member(name: &str, wire: &str) -> String {
    if name == wire { name.to_owned() } else { format!("{name} {wire:?}") }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => format!("{value:?}"),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Json(json) => json.clone(),
    }
}

fn statuses(statuses: Statuses) -> String {
    match statuses {
        Statuses::Code(code) => code.to_string(),
        Statuses::Range(class) => format!("{class}xx"),
        Statuses::Default => "default".to_owned(),
    }
}

fn condition(when: &When) -> String {
    match when {
        When::Equals { member, value } => format!("{member}={}", literal(value)),
        When::Has(members) => format!("has {}", members.join(", ")),
        When::Member { member, kind } => format!("{member} {}", format!("is {kind:?}").to_lowercase()),
        When::All(all) => all.iter().map(condition).collect::<Vec<_>>().join(" and "),
        When::Is(kind) => format!("is {kind:?}").to_lowercase(),
        When::Decodes => "decodes".to_owned(),
    }
}
