//! Expressions: tokens to the tree of [`super::ast`].
//!
//! The grammar, from `docs/mapping.md`:
//! ```ebnf
//! expr  = and {"or" and} ;  and = not {"and" not} ;
//! not   = ["not"] value [("=="|"!="|"<"|">") value] ;
//! value = pipe {"??" pipe} ;  pipe = atom {"|" name ["(" value {"," value} ")"]} ;
//! atom  = 'text' | number | "true" | "false" | "(" expr ")" | path ;
//! path  = (name | "@" | "@key" | "@header('X')" | "@link('next')") {step} ;
//! step  = "." name | "[*" ["if" expr] "]" | "[" integer "]" | "[" expr "]" | "<" Schema ">" ;
//! ```

use super::ast::{Span, Spanned};
use super::expr::{Comparison, Expr, ExprKind, FilterUse, PathExpr, RootExpr, StepExpr, StepExprKind};
use super::token::{Token, TokenKind, tokens};

/// What is wrong with an expression, at offsets of its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) help: Option<String>,
}

type Parsed<T> = Result<T, SyntaxError>;

/// Expressions nest no deeper: whoever writes more by hand has another problem.
const DEEPEST: usize = 40;

const KEYWORDS: [&str; 6] = ["and", "or", "not", "if", "true", "false"];

/// Reads a whole text as one expression. Spans are offsets of the text.
pub(crate) fn parse(text: &str) -> Parsed<Expr> {
    let mut parser = Parser::new(text, 0);
    let expr = parser.expr()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.error("an operator, a filter after `|`, or the end", parser.stray_help())),
    }
}

/// Reads an expression that starts at `offset` and ends before a `}`; gives the offset after the brace.
pub(crate) fn parse_braced(text: &str, offset: usize) -> Parsed<(Expr, usize)> {
    let mut parser = Parser::new(text, offset);
    let expr = parser.expr()?;
    match parser.next() {
        Some(Token { kind: TokenKind::Symbol("}"), span }) => Ok((expr, span.end)),
        _ => {
            parser.back();
            Err(parser.error("`}`", None))
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn new(text: &str, offset: usize) -> Self {
        let mut tokens = tokens(text.get(offset..).unwrap_or_default());
        for token in &mut tokens {
            token.span = token.span.start + offset..token.span.end + offset;
        }
        Self { tokens, at: 0, end: text.len(), depth: 0 }
    }

    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Where the next token starts.
    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |token| token.span.start)
    }

    /// Where the last token ended.
    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.span.end)
    }

    fn error(&self, expected: &str, help: Option<String>) -> SyntaxError {
        let (span, found) = match self.tokens.get(self.at) {
            Some(token) => (token.span.clone(), token.kind.describe()),
            None => (self.end..self.end, "the end of the expression".to_owned()),
        };
        SyntaxError { span, found, expected: expected.to_owned(), help }
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let is = matches!(self.peek(), Some(TokenKind::Symbol(found)) if *found == symbol);
        self.at += usize::from(is);
        is
    }

    fn keyword(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(TokenKind::Name(found)) if found == word);
        self.at += usize::from(is);
        is
    }

    fn demand(&mut self, symbol: &str, expected: &str) -> Parsed<()> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.error(expected, None)) }
    }

    /// Likely slips after a complete expression.
    fn stray_help(&self) -> Option<String> {
        match self.peek()? {
            TokenKind::Unknown('=') => Some("a comparison is written `==`".to_owned()),
            TokenKind::Unknown('&') => Some("write `and`".to_owned()),
            TokenKind::Symbol("|") => Some("write `or`".to_owned()),
            TokenKind::Unknown('?') => {
                Some("a default is written `a ?? b`, a condition `case = [[…]]`".to_owned())
            }
            TokenKind::Unknown('-') => Some(
                "a name with other characters than letters, digits and `_` is written in backticks"
                    .to_owned(),
            ),
            TokenKind::Text(_) | TokenKind::Number(_) => {
                Some("texts are joined with `| join(' ', other)`".to_owned())
            }
            _ => None,
        }
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("an expression that nests less deeply", None));
        }
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn expr(&mut self) -> Parsed<Expr> {
        self.deeper(|parser| {
            let start = parser.start();
            let mut all = vec![parser.conjunction()?];
            while parser.keyword("or") {
                all.push(parser.conjunction()?);
            }
            Ok(parser.flat(start, all, ExprKind::Or))
        })
    }

    fn conjunction(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let mut all = vec![self.negation()?];
        while self.keyword("and") {
            all.push(self.negation()?);
        }
        Ok(self.flat(start, all, ExprKind::And))
    }

    /// The only one as it is, several under a node.
    fn flat(&self, start: usize, mut all: Vec<Expr>, node: fn(Vec<Expr>) -> ExprKind) -> Expr {
        match (all.len(), all.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                all.extend(last);
                Expr { kind: node(all), span: start..self.last_end() }
            }
        }
    }

    fn negation(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let not = self.keyword("not");
        let left = self.value()?;
        let op = match self.peek() {
            Some(TokenKind::Symbol("==")) => Some(Comparison::Equal),
            Some(TokenKind::Symbol("!=")) => Some(Comparison::NotEqual),
            Some(TokenKind::Symbol("<")) => Some(Comparison::Less),
            Some(TokenKind::Symbol(">")) => Some(Comparison::Greater),
            _ => None,
        };
        let inner = match op {
            None => left,
            Some(op) => {
                self.at += 1;
                let from = left.span.start;
                let right = self.value()?;
                let kind = ExprKind::Compare { op, left: Box::new(left), right: Box::new(right) };
                Expr { kind, span: from..self.last_end() }
            }
        };
        Ok(if not {
            Expr { kind: ExprKind::Not(Box::new(inner)), span: start..self.last_end() }
        } else {
            inner
        })
    }

    fn value(&mut self) -> Parsed<Expr> {
        self.deeper(|parser| {
            let start = parser.start();
            let mut all = vec![parser.pipe()?];
            while parser.symbol("??") {
                all.push(parser.pipe()?);
            }
            Ok(parser.flat(start, all, ExprKind::Coalesce))
        })
    }

    fn pipe(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let mut of = self.atom()?;
        let mut filters = 0;
        while self.symbol("|") {
            filters += 1;
            if filters > DEEPEST {
                return Err(self.error("fewer filters", None));
            }
            let filter = self.filter()?;
            of = Expr { kind: ExprKind::Pipe { of: Box::new(of), filter }, span: start..self.last_end() };
        }
        Ok(of)
    }

    fn filter(&mut self) -> Parsed<FilterUse> {
        let name = match self.next() {
            Some(Token { kind: TokenKind::Name(name), span }) => Spanned::new(name, span),
            _ => {
                self.back();
                return Err(self.error("the name of a filter", self.stray_help()));
            }
        };
        let mut args = Vec::new();
        if self.symbol("(") {
            loop {
                args.push(self.value()?);
                if !self.symbol(",") {
                    break;
                }
            }
            self.demand(")", "`,` or `)`")?;
        }
        Ok(FilterUse { name, args })
    }

    fn atom(&mut self) -> Parsed<Expr> {
        const EXPECTED: &str = "a path, a 'text', a number, `true`, `false` or `(`";
        let start = self.start();
        let Some(token) = self.next() else {
            return Err(self.error(EXPECTED, None));
        };
        let kind = match token.kind {
            TokenKind::Text(text) => ExprKind::Text(text),
            TokenKind::Number(number) => ExprKind::Number(number),
            TokenKind::Name(name) if name == "true" => ExprKind::Bool(true),
            TokenKind::Name(name) if name == "false" => ExprKind::Bool(false),
            TokenKind::Symbol("(") => {
                let inner = self.expr()?;
                self.demand(")", "an operator or `)`")?;
                return Ok(Expr { kind: inner.kind, span: start..self.last_end() });
            }
            TokenKind::Symbol("@") => ExprKind::Path(self.at_path(token.span)?),
            TokenKind::Name(name) if !KEYWORDS.contains(&name.as_str()) => {
                ExprKind::Path(self.steps(RootExpr::Name(name), token.span)?)
            }
            TokenKind::Quoted(name) => ExprKind::Path(self.steps(RootExpr::Name(name), token.span)?),
            _ => {
                self.back();
                let help = matches!(self.peek(), Some(TokenKind::Unknown('"')))
                    .then(|| "texts inside an expression are written in 'single quotes'".to_owned());
                return Err(self.error(EXPECTED, help));
            }
        };
        Ok(Expr { kind, span: start..self.last_end() })
    }

    fn at_path(&mut self, at: Span) -> Parsed<PathExpr> {
        let adjacent = self.start() == at.end;
        let name = match self.peek() {
            Some(TokenKind::Name(name)) if adjacent => name.clone(),
            _ => return self.steps(RootExpr::At, at),
        };
        self.at += 1;
        let root = match name.as_str() {
            "key" => RootExpr::Key,
            "header" => RootExpr::Header(self.header_name()?),
            "link" => RootExpr::Link(self.one_text("the relation, as @link('next')")?),
            _ => {
                self.back();
                return Err(self.error("`@`, `@key`, `@header('X')` or `@link('next')`", None));
            }
        };
        let span = at.start..self.last_end();
        self.steps(root, span)
    }

    fn header_name(&mut self) -> Parsed<String> {
        const EXPECTED: &str = "the header's name, as @header('X')";
        let name = self.one_text(EXPECTED)?;
        let char = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(char) {
            self.at = self.at.saturating_sub(2);
            return Err(self.error(EXPECTED, Some("it has letters, digits and `-`".to_owned())));
        }
        Ok(name)
    }

    fn one_text(&mut self, expected: &str) -> Parsed<String> {
        self.demand("(", expected)?;
        match self.next() {
            Some(Token { kind: TokenKind::Text(text), .. }) => {
                self.demand(")", "`)`")?;
                Ok(text)
            }
            _ => {
                self.back();
                Err(self.error(expected, None))
            }
        }
    }

    fn steps(&mut self, root: RootExpr, span: Span) -> Parsed<PathExpr> {
        let mut steps = Vec::new();
        loop {
            let start = self.start();
            let kind = if self.symbol(".") {
                self.member()?
            } else if self.symbol("[") {
                self.bracket()?
            } else if let Some(name) = self.variant() {
                StepExprKind::Variant(name)
            } else {
                return Ok(PathExpr { root, span, steps });
            };
            steps.push(StepExpr { kind, span: start..self.last_end() });
        }
    }

    fn member(&mut self) -> Parsed<StepExprKind> {
        match self.next() {
            Some(Token { kind: TokenKind::Name(name) | TokenKind::Quoted(name), .. }) => {
                Ok(StepExprKind::Name(name))
            }
            _ => {
                self.back();
                Err(self.error("a member's name (an odd one in backticks)", None))
            }
        }
    }

    fn bracket(&mut self) -> Parsed<StepExprKind> {
        if self.symbol("*") {
            let when = if self.keyword("if") { Some(Box::new(self.expr()?)) } else { None };
            let expected = if when.is_some() { "an operator or `]`" } else { "`if` or `]`" };
            self.demand("]", expected)?;
            return Ok(StepExprKind::Each(when));
        }
        let index = match self.peek() {
            Some(TokenKind::Number(number)) => number.parse().ok(),
            _ => None,
        };
        let closes = matches!(self.tokens.get(self.at + 1), Some(Token { kind: TokenKind::Symbol("]"), .. }));
        if let (Some(index), true) = (index, closes) {
            self.at += 2;
            return Ok(StepExprKind::Index(index));
        }
        let predicate = self.expr()?;
        self.demand("]", "an operator or `]`")?;
        Ok(StepExprKind::First(Box::new(predicate)))
    }

    /// `<Schema>` right behind the path, so that `a < b` stays a comparison.
    fn variant(&mut self) -> Option<String> {
        let [open, name, close] = self.tokens.get(self.at..self.at + 3)? else { return None };
        let adjacent = open.span.start == self.last_end() && open.span.end == name.span.start;
        let (TokenKind::Symbol("<"), TokenKind::Symbol(">")) = (&open.kind, &close.kind) else { return None };
        let (TokenKind::Name(schema) | TokenKind::Quoted(schema)) = &name.kind else { return None };
        let schema = schema.clone();
        if !adjacent {
            return None;
        }
        self.at += 3;
        Some(schema)
    }
}
