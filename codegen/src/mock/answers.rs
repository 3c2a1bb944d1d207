//! Places and conditions of the plan, as a mock needs them.

use tributary_mock_plan::{Answer, Errors, Next, Pages, Place, Schema, Step, Steps, Test};

use super::schemas::{self, literal};
use crate::ir::{Api, Kind};
use crate::plan::{
    self, Comparison, JsonSource, JsonStep, JsonTest, Op, PlaceKind, Root, StepKind, Strategy, Value,
    ValueKind,
};

/// The steps of a path, in JSON.
pub(super) fn steps(path: &plan::Path) -> Steps {
    path.steps.iter().filter_map(|step| one_step(&step.kind)).collect()
}

fn one_step(kind: &StepKind) -> Option<Step> {
    Some(match kind {
        StepKind::Field(field) => Step::name(&field.wire),
        StepKind::Member(name) | StepKind::Extra { key: name, .. } => Step::name(name),
        StepKind::Index(at) | StepKind::Tuple(at) => Step::Index(*at),
        StepKind::First(when) => Step::First(constants(when)),
        StepKind::Each(_) | StepKind::EachValue(_) | StepKind::EachExtra { .. } => Step::Each,
        StepKind::Variant { .. } | StepKind::Inner => return None,
    })
}

/// What an item has to be for a condition to hold, as far as it compares with constants.
fn constants(when: &Value) -> Vec<(Steps, serde_json::Value)> {
    match &when.kind {
        ValueKind::And(all) => all.iter().flat_map(constants).collect(),
        ValueKind::Holds(inner) => constants(inner),
        ValueKind::Compare { op: Comparison::Equal, left, right } => {
            let sides = [(left, right), (right, left)];
            let found = sides
                .into_iter()
                .find_map(|(path, constant)| Some((steps(path.first_path()?), constant_of(constant)?)));
            found.into_iter().collect()
        }
        ValueKind::Path(path) => vec![(steps(path), serde_json::Value::Bool(true))],
        _ => Vec::new(),
    }
}

fn constant_of(value: &Value) -> Option<serde_json::Value> {
    value.constant().map(literal)
}

/// The place that a value is written to.
pub(super) fn written(place: &plan::Place) -> Steps {
    let steps = place.steps.iter().filter_map(|step| {
        Some(match &step.kind {
            PlaceKind::Field(field) => Step::name(&field.wire),
            PlaceKind::Member(name) | PlaceKind::Extra { key: name, .. } => Step::name(name),
            PlaceKind::First => Step::Index(0),
            PlaceKind::Match { set, .. } => {
                let set = set.iter();
                Step::First(set.filter_map(|(at, value)| Some((written(at), constant_of(value)?))).collect())
            }
            PlaceKind::Variant { .. } | PlaceKind::Inner => return None,
        })
    });
    steps.collect()
}

/// Where a value is read from first, if that is in the response.
fn place(value: &Value) -> Option<Place> {
    let path = value.first_path()?;
    Some(match &path.root {
        Root::Header(name) => Place::Header(name.clone()),
        Root::Link(rel) => Place::Link(rel.clone()),
        _ => Place::Body(steps(path)),
    })
}

fn body(value: &Value) -> Option<Steps> {
    value.first_path().map(steps)
}

/// A condition.
pub(super) fn test(value: &Value) -> Option<Test> {
    Some(match &value.kind {
        ValueKind::Holds(inner) => test(inner)?,
        ValueKind::Path(path) => Test::Holds(steps(path)),
        ValueKind::Not(inner) | ValueKind::Apply { op: Op::Negate, to: inner } => {
            Test::Not(Box::new(test(inner)?))
        }
        ValueKind::Apply { op: Op::TextToBool { yes, .. }, to } => {
            Test::Is(body(to)?, serde_json::Value::from(yes.as_str()))
        }
        ValueKind::Apply { to, .. } => test(to)?,
        ValueKind::Coalesce(all) => test(all.first()?)?,
        ValueKind::Case(rows) => {
            let yes = |value: &Value| constant_of(value) == Some(serde_json::Value::Bool(true));
            test(&rows.iter().find(|(_, then)| yes(then))?.0)?
        }
        ValueKind::And(all) => Test::All(all.iter().filter_map(test).collect()),
        ValueKind::Or(all) => Test::Any(all.iter().filter_map(test).collect()),
        ValueKind::Compare { op, left, right } => {
            let (path, constant, flipped) = match (constant_of(right), constant_of(left)) {
                (Some(constant), _) => (body(left)?, constant, false),
                (None, Some(constant)) => (body(right)?, constant, true),
                (None, None) => return None,
            };
            let number = constant.as_f64().unwrap_or_default();
            match (op, flipped) {
                (Comparison::Equal, _) => Test::Is(path, constant),
                (Comparison::NotEqual, _) => Test::Not(Box::new(Test::Is(path, constant))),
                (Comparison::Less, false) | (Comparison::Greater, true) => Test::Less(path, number),
                (Comparison::Greater, false) | (Comparison::Less, true) => Test::Greater(path, number),
            }
        }
        _ => return None,
    })
}

/// Where the records of a response are.
pub(super) fn answer(answer: &plan::Answer) -> Answer {
    match answer {
        plan::Answer::Nothing => Answer::Nothing,
        plan::Answer::Record { path, .. } => Answer::Record(steps(path)),
        plan::Answer::Records { path, .. } => {
            let when = path.steps.iter().rev().find_map(|step| match &step.kind {
                StepKind::Each(when) | StepKind::EachValue(when) => Some(when.as_deref()),
                _ => None,
            });
            Answer::Records(steps(path), when.flatten().and_then(test))
        }
        plan::Answer::Id(value) => body(value).map_or(Answer::Nothing, Answer::Id),
        plan::Answer::Ids(value) => body(value).map_or(Answer::Nothing, Answer::Ids),
        plan::Answer::Content => Answer::Content,
    }
}

/// What an item of the list is that a response's records are in.
pub(super) fn item(
    answer: &plan::Answer,
    api: &Api,
) -> Option<(Schema, Option<(String, serde_json::Value)>)> {
    let path = match answer {
        plan::Answer::Records { path, .. } => path,
        plan::Answer::Ids(value) => value.first_path()?,
        _ => return None,
    };
    let mut steps = path.steps.iter().skip_while(|step| !matches!(step.kind, StepKind::Each(_)));
    let each = steps.next()?;
    match steps.next().map(|step| (&step.kind, step)) {
        Some((StepKind::Variant { of, index, .. }, step)) => {
            let tag = match &api.types.get(*of).kind {
                Kind::Union(union) => schemas::tag(union, *index),
                _ => None,
            };
            Some((schemas::schema(&step.shape), tag))
        }
        _ => Some((schemas::schema(&each.shape), None)),
    }
}

/// How a list goes on.
pub(super) fn pages(pages: &plan::Pages, answer: &plan::Answer) -> Option<Pages> {
    let next = match &pages.strategy {
        Strategy::Cursor(value) => Next::Cursor(place(value)?),
        Strategy::Url(value) => Next::Url(place(value)?),
        Strategy::Number { total } => Next::Page(total.as_ref().and_then(body)),
        Strategy::Offset { total } => Next::Offset(total.as_ref().and_then(body)),
        Strategy::Window => Next::Window,
    };
    let item = |last: Steps| {
        let records = match answer {
            plan::Answer::Records { path, .. } => steps(path),
            _ => last.iter().take_while(|step| **step != Step::Each).cloned().chain([Step::Each]).collect(),
        };
        last.strip_prefix(records.as_slice()).map(<[Step]>::to_vec)
    };
    Some(Pages {
        next,
        size: pages.size,
        more: pages.more.as_ref().and_then(test),
        last: pages.window.as_ref().and_then(|window| body(&window.last)).and_then(item),
        max_results: pages.window.as_ref().map(|window| window.max_results),
        shifts: pages.shifts,
    })
}

/// The body's place that a value is read from first.
pub(super) fn read(value: &Value) -> Option<Steps> {
    body(value)
}

/// What an error looks like.
pub(super) fn errors(rules: &plan::ErrorRules) -> Errors {
    let places = |sources: &[JsonSource]| {
        let places = sources.iter().filter_map(|source| match source {
            JsonSource::Body(steps) => Some(Place::Body(json_steps(steps))),
            JsonSource::Header(name) => Some(Place::Header(name.clone())),
            JsonSource::Text(_) => None,
        });
        places.collect()
    };
    Errors {
        when: rules.when.as_ref().map(json_test),
        code: places(&rules.code),
        message: places(&rules.message),
        retry: rules.retry.clone(),
        reauth: rules.reauth.clone(),
        not_found: rules.not_found.clone(),
        hidden: rules.hidden.clone(),
    }
}

fn json_steps(steps: &[JsonStep]) -> Steps {
    let steps = steps.iter().map(|step| match step {
        JsonStep::Name(name) => Step::name(name),
        JsonStep::Index(at) => Step::Index(*at),
    });
    steps.collect()
}

/// A condition on a body.
pub(super) fn json_test(test: &JsonTest) -> Test {
    match test {
        JsonTest::Holds(steps) => Test::Holds(json_steps(steps)),
        JsonTest::Equals(steps, constant) => Test::Is(json_steps(steps), literal(constant)),
        JsonTest::Not(inner) => Test::Not(Box::new(json_test(inner))),
        JsonTest::And(all) => Test::All(all.iter().map(json_test).collect()),
        JsonTest::Or(all) => Test::Any(all.iter().map(json_test).collect()),
    }
}
