//! Following a JSONPath through a tree.

use super::path::{Comparison, Filter, Function, Operand, Query, Segment, Selector};
use crate::parse::{Node, NodeKind};
use regex::Regex;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

/// How many nodes may be visited: `$..*..*` visits every pair.
const MOST_VISITS: usize = 20_000_000;

/// The path asks for more visits than a document can be worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// The nodes a path selects, in the order in which it does.
pub(super) fn select<'f>(root: Node<'f>, query: &Query) -> Result<Vec<Node<'f>>, TooMuch> {
    let selection = Selection { root, visits: Cell::new(0), patterns: RefCell::new(HashMap::new()) };
    selection.query(root, query)
}

struct Selection<'f> {
    root: Node<'f>,
    visits: Cell<usize>,
    /// Patterns by their text; `None` if they are none.
    patterns: RefCell<HashMap<String, Option<Regex>>>,
}

/// What a comparison compares.
enum Value<'f> {
    Nothing,
    Node(Node<'f>),
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

impl<'f> Selection<'f> {
    fn query(&self, current: Node<'f>, query: &Query) -> Result<Vec<Node<'f>>, TooMuch> {
        let mut nodes = vec![if query.absolute { self.root } else { current }];
        for segment in &query.segments {
            nodes = self.segment(&nodes, segment)?;
        }
        Ok(nodes)
    }

    fn segment(&self, nodes: &[Node<'f>], segment: &Segment) -> Result<Vec<Node<'f>>, TooMuch> {
        let mut selected = Vec::new();
        for node in nodes {
            let mut due = vec![*node];
            while let Some(node) = due.pop() {
                self.visit()?;
                for selector in &segment.selectors {
                    self.selector(node, selector, &mut selected)?;
                }
                if segment.descendant {
                    let children = due.len();
                    due.extend(node.children());
                    if let Some(new) = due.get_mut(children..) {
                        new.reverse();
                    }
                }
            }
        }
        Ok(selected)
    }

    fn visit(&self) -> Result<(), TooMuch> {
        self.visits.set(self.visits.get() + 1);
        if self.visits.get() > MOST_VISITS { Err(TooMuch) } else { Ok(()) }
    }

    fn selector(
        &self,
        node: Node<'f>,
        selector: &Selector,
        selected: &mut Vec<Node<'f>>,
    ) -> Result<(), TooMuch> {
        match selector {
            Selector::Name(name) => selected.extend(node.get(name)),
            Selector::Wildcard => {
                for child in node.children() {
                    self.visit()?;
                    selected.push(child);
                }
            }
            Selector::Index(index) => {
                let at = from_end(*index, node.len());
                selected.extend(usize::try_from(at).ok().and_then(|at| node.item(at)));
            }
            Selector::Slice { start, end, step } => {
                if node.is_list() {
                    let items: Vec<Node<'f>> = node.items().collect();
                    let range = slice(items.len(), *start, *end, *step);
                    selected.extend(range.into_iter().filter_map(|at| items.get(at)).copied());
                }
            }
            Selector::Filter(filter) => {
                for child in node.children() {
                    self.visit()?;
                    if self.holds(child, filter)? {
                        selected.push(child);
                    }
                }
            }
        }
        Ok(())
    }

    fn holds(&self, current: Node<'f>, filter: &Filter) -> Result<bool, TooMuch> {
        Ok(match filter {
            Filter::Or(any) => {
                for one in any {
                    if self.holds(current, one)? {
                        return Ok(true);
                    }
                }
                false
            }
            Filter::And(all) => {
                for one in all {
                    if !self.holds(current, one)? {
                        return Ok(false);
                    }
                }
                true
            }
            Filter::Not(inner) => !self.holds(current, inner)?,
            Filter::Exists(query) => !self.query(current, query)?.is_empty(),
            Filter::Holds(function) => matches!(self.function(current, function)?, Value::Bool(true)),
            Filter::Compare(left, comparison, right) => {
                let (left, right) = (self.operand(current, left)?, self.operand(current, right)?);
                compare(&left, *comparison, &right)
            }
        })
    }

    fn operand(&self, current: Node<'f>, operand: &Operand) -> Result<Value<'f>, TooMuch> {
        Ok(match operand {
            Operand::Null => Value::Null,
            Operand::Bool(value) => Value::Bool(*value),
            Operand::Number(number) => Value::Number(*number),
            Operand::Text(text) => Value::Text(text.clone()),
            Operand::Query(query) => {
                self.query(current, query)?.first().map_or(Value::Nothing, |node| plain(*node))
            }
            Operand::Function(function) => self.function(current, function)?,
        })
    }

    fn function(&self, current: Node<'f>, function: &Function) -> Result<Value<'f>, TooMuch> {
        Ok(match function {
            Function::Length(operand) => match self.operand(current, operand)? {
                Value::Text(text) => Value::Number(text.chars().count() as f64),
                Value::Node(node) => Value::Number(node.len() as f64),
                _ => Value::Nothing,
            },
            Function::Count(query) => Value::Number(self.query(current, query)?.len() as f64),
            Function::Value(query) => match self.query(current, query)?.as_slice() {
                [only] => plain(*only),
                _ => Value::Nothing,
            },
            Function::Match(text, pattern) => self.matches(current, text, pattern, true)?,
            Function::Search(text, pattern) => self.matches(current, text, pattern, false)?,
        })
    }

    fn matches(
        &self,
        current: Node<'f>,
        text: &Operand,
        pattern: &Operand,
        whole: bool,
    ) -> Result<Value<'f>, TooMuch> {
        let (Value::Text(text), Value::Text(pattern)) =
            (self.operand(current, text)?, self.operand(current, pattern)?)
        else {
            return Ok(Value::Bool(false));
        };
        let pattern = if whole { format!("^(?:{pattern})$") } else { pattern };
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry(pattern).or_insert_with_key(|pattern| Regex::new(pattern).ok());
        Ok(Value::Bool(compiled.as_ref().is_some_and(|regex| regex.is_match(&text))))
    }
}

fn plain(node: Node<'_>) -> Value<'_> {
    match node.kind() {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(value),
        NodeKind::Number(number) => number.parse().map_or(Value::Node(node), Value::Number),
        NodeKind::Text(text) => Value::Text(text.to_owned()),
        NodeKind::List | NodeKind::Object => Value::Node(node),
    }
}

fn compare(left: &Value<'_>, comparison: Comparison, right: &Value<'_>) -> bool {
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::Unequal => !equal(left, right),
        Comparison::Less => order(left, right) == Some(Ordering::Less),
        Comparison::Greater => order(left, right) == Some(Ordering::Greater),
        Comparison::LessOrEqual => equal(left, right) || order(left, right) == Some(Ordering::Less),
        Comparison::GreaterOrEqual => equal(left, right) || order(left, right) == Some(Ordering::Greater),
    }
}

fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Node(left), Value::Node(right)) => alike(*left, *right),
        _ => false,
    }
}

/// Whether two lists or objects hold the same, the order of members aside.
fn alike(left: Node<'_>, right: Node<'_>) -> bool {
    let mut due = vec![(left, right)];
    while let Some((left, right)) = due.pop() {
        match (left.kind(), right.kind()) {
            (NodeKind::List, NodeKind::List) if left.len() == right.len() => {
                due.extend(left.items().zip(right.items()))
            }
            (NodeKind::Object, NodeKind::Object) if left.len() == right.len() => {
                for (name, value) in left.members() {
                    match right.get(name) {
                        Some(other) => due.push((value, other)),
                        None => return false,
                    }
                }
            }
            (NodeKind::List | NodeKind::Object, _) | (_, NodeKind::List | NodeKind::Object) => return false,
            _ if equal(&plain(left), &plain(right)) => {}
            _ => return false,
        }
    }
    true
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn from_end(index: i64, length: usize) -> i64 {
    if index < 0 { index + length as i64 } else { index }
}

/// The indices of a slice, as RFC 9535 2.3.4 bounds them.
fn slice(length: usize, start: Option<i64>, end: Option<i64>, step: i64) -> Vec<usize> {
    let length = length as i64;
    let bounded = |index: i64, low: i64, high: i64| from_end(index, length as usize).clamp(low, high);
    let mut indices = Vec::new();
    if step > 0 {
        let (mut at, end) =
            (bounded(start.unwrap_or(0), 0, length), bounded(end.unwrap_or(length), 0, length));
        while at < end {
            indices.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let mut at = bounded(start.unwrap_or(length - 1), -1, length - 1);
        let end = end.map_or(-1, |end| bounded(end, -1, length - 1));
        while at > end {
            indices.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    }
    indices
}
