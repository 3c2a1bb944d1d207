//! What a mapping sends, as patterns that a request is read by.

use tributary_mock_plan::{Input, Pattern, Piece, Request, Written};

use super::answers;
use super::records::{date_format, time_format};
use super::schemas::literal;
use crate::ir::{Api, Kind, TypeId};
use crate::plan::{self, BoundValue, BoundValueKind, Op, QueryLanguage, Value, ValueKind};

/// A request.
pub(super) fn request(request: &plan::Request, api: &Api) -> Request {
    let operation = api.operations.get(request.operation);
    let parameters: Vec<_> = request
        .arguments
        .iter()
        .filter_map(|argument| {
            let parameter = operation?.parameters.get(argument.parameter)?;
            Some((parameter.wire.clone(), bound(&argument.value, api)))
        })
        .collect();
    let parts = request.body.iter().flat_map(|body| &body.parts);
    let body: Vec<_> = parts.map(|(place, value)| (answers::written(place), bound(value, api))).collect();
    let mut beyond = Vec::new();
    let patterns = parameters.iter().map(|(_, pattern)| pattern).chain(body.iter().map(|(_, it)| it));
    patterns.for_each(|pattern| compared(pattern, &mut beyond));
    Request { operation: request.operation, parameters, body, beyond }
}

fn bound(value: &BoundValue, api: &Api) -> Pattern {
    match &value.kind {
        BoundValueKind::Value(value) => pattern(value, api),
        BoundValueKind::List(items) => Pattern::List(items.iter().map(|item| bound(item, api)).collect()),
        BoundValueKind::Map(entries) => {
            Pattern::Object(entries.iter().map(|(name, value)| (name.clone(), bound(value, api))).collect())
        }
        BoundValueKind::Struct { of, fields } => {
            let members = fields.iter();
            let members = members.map(|(index, name, value)| {
                (wire(api, *of, *index).unwrap_or(name).to_owned(), bound(value, api))
            });
            Pattern::Object(members.collect())
        }
        BoundValueKind::Json(inner) => Pattern::Json(Box::new(bound(inner, api))),
    }
}

fn wire(api: &Api, of: TypeId, index: usize) -> Option<&str> {
    match &api.types.get(of).kind {
        Kind::Struct(it) => it.fields.get(index).map(|field| field.wire.as_str()),
        _ => None,
    }
}

fn pattern(value: &Value, api: &Api) -> Pattern {
    match &value.kind {
        ValueKind::Literal(constant) => Pattern::Is(literal(constant)),
        ValueKind::Member { of, index, .. } => match &api.types.get(*of).kind {
            Kind::Enum(it) => {
                it.members.get(*index).map_or(Pattern::Anything, |member| Pattern::Is(literal(&member.wire)))
            }
            _ => Pattern::Anything,
        },
        ValueKind::Input(of) => Pattern::One(input(of), Vec::new(), None),
        ValueKind::Apply { op, to } => match pattern(to, api) {
            Pattern::One(of, mut written, default) => {
                if let Some(op) = written_as(op) {
                    written.insert(0, op);
                }
                Pattern::One(of, written, default)
            }
            other => other,
        },
        ValueKind::Coalesce(all) => match (all.first().map(|first| pattern(first, api)), all.last()) {
            (Some(Pattern::One(of, written, None)), Some(last)) => {
                Pattern::One(of, written, last.constant().map(literal))
            }
            (first, _) => first.unwrap_or(Pattern::Anything),
        },
        ValueKind::Template(parts) => Pattern::Text(parts.iter().map(|part| piece(part, api)).collect()),
        _ => Pattern::Anything,
    }
}

fn piece(value: &Value, api: &Api) -> Piece {
    match pattern(value, api) {
        Pattern::Is(serde_json::Value::String(text)) => Piece::Text(text),
        Pattern::Is(constant) => Piece::Text(constant.to_string()),
        Pattern::One(of, written, default) => {
            let default = default.map(|default| match default {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            });
            Piece::Input(of, written, default)
        }
        _ => Piece::Input(Input::Other, Vec::new(), None),
    }
}

fn input(input: &plan::Input) -> Input {
    match input {
        plan::Input::Id => Input::Id,
        plan::Input::Ids => Input::Ids,
        plan::Input::EachId => Input::EachId,
        plan::Input::Cursor => Input::Cursor,
        plan::Input::Last => Input::Last,
        plan::Input::PageSize => Input::PageSize,
        plan::Input::Page => Input::Page,
        plan::Input::Offset => Input::Offset,
        plan::Input::Since => Input::Since,
        plan::Input::Now => Input::Now,
        plan::Input::Token => Input::Token,
        plan::Input::Select => Input::Select,
        plan::Input::ParentId => Input::Parent,
        plan::Input::Setting(_) | plan::Input::Credential(_) => Input::Other,
    }
}

fn written_as(op: &Op) -> Option<Written> {
    Some(match op {
        Op::FormatTime(format) => Written::Time(time_format(format)),
        Op::FormatDate(format) => Written::Date(date_format(format)),
        Op::Quote(language) => Written::Quoted(*language == QueryLanguage::Soql),
        Op::JoinList(_) => Written::Commas,
        _ => return None,
    })
}

/// The inputs that stand behind a sign which leaves out what is equal.
fn compared(pattern: &Pattern, beyond: &mut Vec<Input>) {
    match pattern {
        Pattern::Text(pieces) => {
            for pair in pieces.windows(2) {
                if let [Piece::Text(text), Piece::Input(of, ..)] = pair
                    && text.trim_end().trim_end_matches(['\'', '"']).trim_end().ends_with('>')
                {
                    beyond.push(of.clone());
                }
            }
        }
        Pattern::Object(members) => {
            let beyond_it = members.iter().any(|(_, member)| match member {
                Pattern::Is(serde_json::Value::String(text)) => {
                    ["gt", "after"].contains(&text.to_lowercase().as_str())
                }
                _ => false,
            });
            for (_, member) in members {
                match member {
                    Pattern::One(of, ..) if beyond_it => beyond.push(of.clone()),
                    inner => compared(inner, beyond),
                }
            }
        }
        Pattern::List(items) => items.iter().for_each(|item| compared(item, beyond)),
        Pattern::Json(inner) => compared(inner, beyond),
        Pattern::Is(_) | Pattern::One(..) | Pattern::Anything => {}
    }
}
