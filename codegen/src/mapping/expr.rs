//! Expressions as written.

use super::ast::{Span, Spanned};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Compare {
        op: Comparison,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Coalesce(Vec<Expr>),
    Pipe {
        of: Box<Expr>,
        filter: FilterUse,
    },
    Text(String),
    /// As written.
    Number(String),
    Bool(bool),
    Path(PathExpr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    Greater,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FilterUse {
    pub name: Spanned<String>,
    pub args: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PathExpr {
    pub root: RootExpr,
    /// Of the root.
    pub span: Span,
    pub steps: Vec<StepExpr>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RootExpr {
    /// `properties`: a member of the record.
    Name(String),
    /// `@`
    At,
    /// `@key`
    Key,
    /// `@header('Location')`
    Header(String),
    /// `@link('next')`
    Link(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct StepExpr {
    pub kind: StepExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StepExprKind {
    /// `.name`
    Name(String),
    /// `[*]`, `[* if …]`
    Each(Option<Box<Expr>>),
    /// `[0]`
    Index(usize),
    /// `[k == 'v']`
    First(Box<Expr>),
    /// `<Schema>`
    Variant(String),
}
