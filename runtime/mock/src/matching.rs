//! Reads out of a request what the mapping put into it: the template of a query gives the time since when, a parameter the
//! cursor. A request that does not fit the pattern means something else.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value;
use tributary_mock_plan::{Input, Location, Operation, Pattern, Piece, Request, Style, Written};

use crate::place;
use crate::request::Asked;
use crate::time;

/// What a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) id: Option<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) cursor: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) page_size: Option<usize>,
    pub(crate) page: Option<usize>,
    pub(crate) offset: Option<usize>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) token: Option<String>,
    pub(crate) select: Option<Vec<String>>,
    /// How much of the request the mapping speaks of: of two calls that fit, the one that knows more of it is meant.
    pub(crate) known: usize,
}

/// What a request asks for, if it is this one. In the body of one that `writes` a record, what the mapping gives may be
/// overlaid by the record.
pub(crate) fn inputs(
    request: &Request,
    operation: &Operation,
    asked: &Asked,
    writes: bool,
) -> Option<Inputs> {
    let mut inputs = Inputs::default();
    for (name, pattern) in &request.parameters {
        let parameter = operation.parameters.iter().find(|parameter| parameter.name == *name)?;
        let given: Vec<Cow<'_, str>> = match parameter.at {
            Location::Path => asked.in_path(name).into_iter().collect(),
            Location::Query => asked.in_query(name),
            Location::Header => asked.header(name).map(Cow::from).into_iter().collect(),
            Location::Cookie => continue,
        };
        if !parameter_fits(pattern, &given, parameter.style, &mut inputs) {
            return None;
        }
    }
    for (at, pattern) in request.body.iter().filter(|_| !writes) {
        if !fits(pattern, place::get(&asked.json, at), &mut inputs) {
            return None;
        }
    }
    Some(inputs)
}

fn parameter_fits(pattern: &Pattern, given: &[Cow<'_, str>], style: Style, inputs: &mut Inputs) -> bool {
    let Some(first) = given.first() else { return may_be_absent(pattern) };
    inputs.known += 1;
    let items = || -> Vec<Value> {
        match (given.len(), style) {
            (1, Style::Between(separator)) => first.split(separator).map(Value::from).collect(),
            _ => given.iter().map(|it| Value::from(&**it)).collect(),
        }
    };
    match pattern {
        Pattern::Is(Value::Array(wanted)) => {
            inputs.known += 1;
            let given = items();
            wanted.len() == given.len() && wanted.iter().zip(&given).all(|(a, b)| text_of(a) == text_of(b))
        }
        Pattern::One(Input::Ids | Input::Select, ..) if given.len() > 1 => {
            fits(pattern, Some(&Value::Array(items())), inputs)
        }
        Pattern::List(_) => fits(pattern, Some(&Value::Array(items())), inputs),
        Pattern::Json(inner) => {
            serde_json::from_str(first).is_ok_and(|value: Value| fits(inner, Some(&value), inputs))
        }
        _ => fits(pattern, Some(&Value::from(&**first)), inputs),
    }
}

/// A scalar as it stands in a URL.
fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::from(text.as_str()),
        other => Cow::from(other.to_string()),
    }
}

fn may_be_absent(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Is(value) => value.is_null() || value.as_array().is_some_and(Vec::is_empty),
        Pattern::Anything => true,
        Pattern::One(input, _, default) => optional(input) && default.is_none(),
        Pattern::Text(pieces) => pieces.iter().any(|piece| match piece {
            Piece::Text(_) => false,
            Piece::Input(input, _, default) => optional(input) && default.is_none(),
        }),
        Pattern::List(items) => items.iter().all(may_be_absent),
        Pattern::Object(members) => members.iter().all(|(_, member)| may_be_absent(member)),
        Pattern::Json(inner) => may_be_absent(inner),
    }
}

fn optional(input: &Input) -> bool {
    !matches!(input, Input::Id | Input::Ids | Input::EachId | Input::Parent)
}

fn fits(pattern: &Pattern, given: Option<&Value>, inputs: &mut Inputs) -> bool {
    let Some(given) = given else { return may_be_absent(pattern) };
    match pattern {
        Pattern::Anything => true,
        Pattern::Is(wanted) => {
            inputs.known += 1;
            wanted == given
                || (!wanted.is_array() && !wanted.is_object() && text_of(wanted) == text_of(given))
        }
        Pattern::One(_, _, Some(default)) if default == given => true,
        Pattern::One(input, written, _) => match given {
            Value::Array(items) => {
                let texts = items.iter().map(|item| text_of(item).into_owned()).collect();
                many(input, texts, inputs)
            }
            Value::Null => true,
            given => capture(input, written, &text_of(given), inputs),
        },
        Pattern::Text(pieces) => text_fits(pieces, &text_of(given), inputs),
        Pattern::Json(inner) => match given {
            Value::String(text) => {
                serde_json::from_str(text).is_ok_and(|value: Value| fits(inner, Some(&value), inputs))
            }
            _ => false,
        },
        Pattern::Object(members) => {
            members.iter().all(|(name, member)| fits(member, given.get(name), inputs))
        }
        Pattern::List(items) => given.as_array().is_some_and(|given| list_fits(items, given, inputs)),
    }
}

/// One item after the other. An item that is repeated takes all that fit; one that may be absent may be passed over.
fn list_fits(patterns: &[Pattern], given: &[Value], inputs: &mut Inputs) -> bool {
    let Some((pattern, rest)) = patterns.split_first() else { return given.is_empty() };
    if let Some((first, others)) = given.split_first() {
        let mut tried = inputs.clone();
        if fits(pattern, Some(first), &mut tried) {
            let again = repeats(pattern).then_some(patterns);
            for next in again.into_iter().chain([rest]) {
                let mut then = tried.clone();
                if list_fits(next, others, &mut then) {
                    *inputs = then;
                    return true;
                }
            }
        }
    }
    (may_be_absent(pattern) || repeats(pattern)) && list_fits(rest, given, inputs)
}

/// Whether it is repeated, once an id.
fn repeats(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::One(input, ..) => *input == Input::EachId,
        Pattern::Text(pieces) => pieces.iter().any(|piece| matches!(piece, Piece::Input(Input::EachId, ..))),
        Pattern::Object(members) => members.iter().any(|(_, member)| repeats(member)),
        Pattern::List(items) => items.iter().any(repeats),
        Pattern::Json(inner) => repeats(inner),
        Pattern::Is(_) | Pattern::Anything => false,
    }
}

fn text_fits(pieces: &[Piece], text: &str, inputs: &mut Inputs) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Text(wanted) => {
            inputs.known += usize::from(wanted.len() > 1);
            text.strip_prefix(wanted.as_str()).is_some_and(|text| text_fits(rest, text, inputs))
        }
        Piece::Input(input, written, default) => {
            let ends: Vec<usize> = match rest.first() {
                Some(Piece::Text(next)) => text.match_indices(next.as_str()).map(|(at, _)| at).collect(),
                Some(Piece::Input(..)) => (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect(),
                None => vec![text.len()],
            };
            ends.into_iter().any(|end| {
                let (Some(given), Some(after)) = (text.get(..end), text.get(end..)) else { return false };
                let mut tried = inputs.clone();
                let fits = default.as_deref() == Some(given) || capture(input, written, given, &mut tried);
                let fits = fits && text_fits(rest, after, &mut tried);
                if fits {
                    *inputs = tried;
                }
                fits
            })
        }
    }
}

fn many(input: &Input, texts: Vec<String>, inputs: &mut Inputs) -> bool {
    match input {
        Input::Ids => inputs.ids = texts,
        Input::Select => inputs.select = Some(texts),
        _ => return false,
    }
    true
}

/// Takes an input from a text, as it is written there.
fn capture(input: &Input, written: &[Written], text: &str, inputs: &mut Inputs) -> bool {
    let mut text = Cow::from(text);
    let mut format = None;
    for way in written {
        match way {
            Written::Quoted(backslash) => match unquoted(&text, *backslash) {
                Some(inner) => text = Cow::from(inner),
                None => return false,
            },
            Written::Time(it) | Written::Date(it) => format = Some(it.as_str()),
            Written::Commas => {}
        }
    }
    let list = || text.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    match input {
        Input::Id => inputs.id = Some(text.into_owned()),
        Input::EachId => inputs.ids.push(text.into_owned()),
        Input::Ids => {
            let unquote = |it: String| unquoted(&it, true).unwrap_or(it);
            inputs.ids = list().into_iter().map(unquote).collect();
        }
        Input::Select => inputs.select = Some(list()),
        Input::Cursor => inputs.cursor = Some(text.into_owned()).filter(|it| !it.is_empty()),
        Input::Last => inputs.last = Some(text.into_owned()),
        Input::Token => inputs.token = Some(text.into_owned()),
        Input::Since => match time::read(&text, format) {
            Some(at) => inputs.since = Some(at),
            None => return false,
        },
        Input::PageSize | Input::Page | Input::Offset => {
            let Ok(number) = text.parse() else { return false };
            match input {
                Input::PageSize => inputs.page_size = Some(number),
                Input::Page => inputs.page = Some(number),
                _ => inputs.offset = Some(number),
            }
        }
        Input::Now | Input::Parent | Input::Other => {}
    }
    true
}

fn unquoted(text: &str, backslash: bool) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(if backslash {
        let mut plain = String::new();
        let mut letters = inner.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => plain.extend(letters.next()),
                '\'' => return None,
                letter => plain.push(letter),
            }
        }
        plain
    } else {
        let plain = inner.replace("''", "\u{0}");
        if plain.contains('\'') {
            return None;
        }
        plain.replace('\u{0}', "'")
    })
}
