//! Expression text to tokens.

use winnow::Parser;
use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::ContextError;
use winnow::stream::{LocatingSlice, Location};
use winnow::token::{any, none_of, one_of, take_while};

use super::ast::Span;

/// A token and its place in the expression's text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// An identifier, keywords included.
    Name(String),
    /// `` `odd.name` ``: never a keyword.
    Quoted(String),
    Text(String),
    Number(String),
    Symbol(&'static str),
    /// A text or quoted name without its end.
    Unclosed(char),
    /// Nothing the language knows.
    Unknown(char),
}

impl TokenKind {
    /// For messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Name(name) | Self::Quoted(name) => format!("`{name}`"),
            Self::Text(text) => format!("the text '{text}'"),
            Self::Number(number) => format!("the number {number}"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
            Self::Unclosed(quote) => format!("a {quote} that is never closed"),
            Self::Unknown(char) => format!("`{char}`"),
        }
    }
}

type Input<'a> = LocatingSlice<&'a str>;
type Failure = ContextError;

/// Every token of a text; what is none of the language's is [`TokenKind::Unknown`], so that this cannot fail.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut input = LocatingSlice::new(text);
    let mut tokens = Vec::new();
    loop {
        let _ = space(&mut input);
        let start = input.current_token_start();
        let Ok(kind) = token(&mut input) else { return tokens };
        let end = input.current_token_start();
        tokens.push(Token { kind, span: start..end });
    }
}

fn space(input: &mut Input<'_>) -> Result<(), Failure> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn token(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    alt((name, quoted, text, number, symbol, any.map(TokenKind::Unknown))).parse_next(input)
}

fn name(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    (
        one_of(|c: char| c.is_alphabetic() || c == '_' || c == '$'),
        take_while(0.., |c: char| c.is_alphanumeric() || c == '_' || c == '$'),
    )
        .take()
        .map(|name: &str| TokenKind::Name(name.to_owned()))
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    let inside = take_while(1.., |c| c != '`').map(|name: &str| TokenKind::Quoted(name.to_owned()));
    alt((delimited('`', inside, '`'), ('`', take_while(0.., |c| c != '`')).map(|_| TokenKind::Unclosed('`'))))
        .parse_next(input)
}

/// `'text'`; a quote inside is doubled.
fn text(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    let inside = repeat(0.., alt(("''".value('\''), none_of('\'')))).map(|text: String| text);
    preceded('\'', (inside, opt('\'')))
        .map(|(text, end)| if end.is_some() { TokenKind::Text(text) } else { TokenKind::Unclosed('\'') })
        .parse_next(input)
}

fn number(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    let digits = |min| take_while(min.., |c: char| c.is_ascii_digit());
    (opt('-'), digits(1), opt(('.', digits(1))))
        .take()
        .map(|number: &str| TokenKind::Number(number.to_owned()))
        .parse_next(input)
}

fn symbol(input: &mut Input<'_>) -> Result<TokenKind, Failure> {
    let two = alt(("==", "!=", "??"));
    let one = one_of(['.', ',', '|', '(', ')', '[', ']', '*', '<', '>', '@', '{', '}']).take();
    alt((two, one)).map(|symbol: &str| TokenKind::Symbol(intern(symbol))).parse_next(input)
}

fn intern(symbol: &str) -> &'static str {
    const ALL: [&str; 16] =
        ["==", "!=", "??", ".", ",", "|", "(", ")", "[", "]", "*", "<", ">", "@", "{", "}"];
    ALL.into_iter().find(|known| *known == symbol).unwrap_or("")
}
