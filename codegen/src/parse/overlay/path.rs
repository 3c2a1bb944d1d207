//! JSONPath as RFC 9535 defines it: what a path is, as plain data. `read` makes one from text, `select` follows it.

/// `$.paths.*.get`, or `@.name` inside a filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    /// From `$`, else from `@`.
    pub(super) absolute: bool,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    /// `..`: of the node and of everything below it.
    pub(super) descendant: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    /// Negative: from the end.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Filter),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    Or(Vec<Filter>),
    And(Vec<Filter>),
    Not(Box<Filter>),
    Compare(Operand, Comparison, Operand),
    /// The query selects something.
    Exists(Query),
    /// `match` or `search` holds.
    Holds(Box<Function>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// Selects one node at most.
    Query(Query),
    Function(Box<Function>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Function {
    Length(Operand),
    Count(Query),
    Value(Query),
    /// The whole text, or some part of it, is of the pattern.
    Match(Operand, Operand),
    Search(Operand, Operand),
}

impl Query {
    /// Whether it can't select more than one node.
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            !segment.descendant
                && matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
        })
    }
}
