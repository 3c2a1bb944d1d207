//! Reading and writing places in JSON, and making conditions hold.

use serde_json::{Map, Value};
use tributary_mock_plan::{Step, Test};

/// The first value at a place.
pub(crate) fn get<'v>(value: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value) };
    match step {
        Step::Name(name) => get(value.get(name)?, rest),
        Step::Index(at) => get(value.get(at)?, rest),
        Step::First(wanted) => get(value.as_array()?.iter().find(|item| fits(item, wanted))?, rest),
        Step::Each => value.as_array()?.iter().find_map(|item| get(item, rest)),
    }
}

/// Calls `see` with every object or array item that the steps lead to.
pub(crate) fn each_mut(value: &mut Value, steps: &[Step], see: &mut dyn FnMut(&mut Value)) {
    let Some((step, rest)) = steps.split_first() else { return see(value) };
    match step {
        Step::Name(name) => {
            if let Some(inner) = value.get_mut(name) {
                each_mut(inner, rest, see);
            }
        }
        Step::Index(at) => {
            if let Some(inner) = value.get_mut(at) {
                each_mut(inner, rest, see);
            }
        }
        Step::First(_) | Step::Each => {
            value.as_array_mut().into_iter().flatten().for_each(|item| each_mut(item, rest, see));
        }
    }
}

fn fits(item: &Value, wanted: &[(Vec<Step>, Value)]) -> bool {
    wanted.iter().all(|(at, constant)| get(item, at) == Some(constant))
}

/// Puts a value at a place; what leads there is made. Of every item, the first is meant.
pub(crate) fn set(value: &mut Value, steps: &[Step], new: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *value = new;
        return;
    };
    let place = match step {
        Step::Name(name) => {
            if !value.is_object() {
                *value = Value::Object(Map::new());
            }
            match value {
                Value::Object(members) => members.entry(name.as_str()).or_insert(Value::Null),
                _ => return,
            }
        }
        Step::Index(at) => match array(value) {
            Some(items) => {
                while items.len() <= *at {
                    items.push(Value::Null);
                }
                match items.get_mut(*at) {
                    Some(item) => item,
                    None => return,
                }
            }
            None => return,
        },
        Step::Each => match array(value) {
            Some(items) => {
                if items.is_empty() {
                    items.push(Value::Null);
                }
                match items.first_mut() {
                    Some(item) => item,
                    None => return,
                }
            }
            None => return,
        },
        Step::First(wanted) => match array(value) {
            Some(items) => {
                let at = items.iter().position(|item| fits(item, wanted)).unwrap_or_else(|| {
                    let mut made = Value::Object(Map::new());
                    wanted.iter().for_each(|(at, constant)| set(&mut made, at, constant.clone()));
                    items.push(made);
                    items.len() - 1
                });
                match items.get_mut(at) {
                    Some(item) => item,
                    None => return,
                }
            }
            None => return,
        },
    };
    set(place, rest, new);
}

fn array(value: &mut Value) -> Option<&mut Vec<Value>> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut()
}

/// Takes a member away.
pub(crate) fn remove(value: &mut Value, steps: &[Step]) {
    let Some((Step::Name(name), before)) = steps.split_last() else { return };
    each_mut(value, before, &mut |inner| {
        if let Value::Object(members) = inner {
            members.remove(name);
        }
    });
}

/// Whether a value is there, and neither false, null, zero nor empty.
fn is_there(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(it)) => *it,
        Some(Value::Number(it)) => it.as_f64() != Some(0.0),
        Some(Value::String(it)) => !it.is_empty(),
        Some(Value::Array(it)) => !it.is_empty(),
        Some(Value::Object(it)) => !it.is_empty(),
    }
}

/// Whether a condition holds.
pub(crate) fn holds(test: &Test, value: &Value) -> bool {
    let number = |steps: &[Step]| get(value, steps).and_then(Value::as_f64);
    match test {
        Test::Holds(steps) => is_there(get(value, steps)),
        Test::Is(steps, constant) => get(value, steps) == Some(constant),
        Test::Less(steps, than) => number(steps).is_some_and(|it| it < *than),
        Test::Greater(steps, than) => number(steps).is_some_and(|it| it > *than),
        Test::Not(inner) => !holds(inner, value),
        Test::All(all) => all.iter().all(|it| holds(it, value)),
        Test::Any(all) => all.iter().any(|it| holds(it, value)),
    }
}

/// Changes a value so that the condition holds, or fails. What it looks at is made if there is nothing.
pub(crate) fn make(test: &Test, value: &mut Value, wanted: bool) {
    if holds(test, value) == wanted {
        return;
    }
    match test {
        Test::Holds(steps) if wanted => {
            let new = match get(value, steps) {
                Some(Value::Number(_)) => Value::from(1),
                Some(Value::String(_)) => Value::from("true"),
                _ => Value::Bool(true),
            };
            set(value, steps, new);
        }
        Test::Holds(steps) => match get(value, steps) {
            Some(Value::Bool(_)) => set(value, steps, Value::Bool(false)),
            Some(Value::Number(_)) => set(value, steps, Value::from(0)),
            Some(Value::Array(_)) => set(value, steps, Value::Array(Vec::new())),
            _ => remove(value, steps),
        },
        Test::Is(steps, constant) if wanted => set(value, steps, constant.clone()),
        Test::Is(steps, constant) => match constant {
            Value::Bool(it) => set(value, steps, Value::Bool(!it)),
            Value::String(it) if it == "true" => set(value, steps, Value::from("false")),
            Value::String(it) if it == "false" => set(value, steps, Value::from("true")),
            _ => remove(value, steps),
        },
        Test::Less(steps, than) => {
            set(value, steps, whole(if wanted { than - 1.0 } else { *than }));
        }
        Test::Greater(steps, than) => {
            set(value, steps, whole(if wanted { than + 1.0 } else { *than }));
        }
        Test::Not(inner) => make(inner, value, !wanted),
        Test::All(all) if wanted => all.iter().for_each(|it| make(it, value, true)),
        Test::Any(all) if !wanted => all.iter().for_each(|it| make(it, value, false)),
        Test::All(all) | Test::Any(all) => {
            if let Some(first) = all.first() {
                make(first, value, wanted);
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation)] // it is whole and small
fn whole(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}
