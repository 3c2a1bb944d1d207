//! The filters of a JSONPath from their text: `?@.name == 'id' && length(@.tags) > 1`.

use super::path::{Comparison, Filter, Function, Operand, Query};
use super::read::{Read, Reader};

/// How deeply filters may be nested: reading them recurses.
const DEEPEST: usize = 32;

impl Reader<'_> {
    pub(super) fn or(&mut self) -> Read<Filter> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.bad("a filter that is nested less");
        }
        let mut any = vec![self.and()?];
        while self.operator("||") {
            any.push(self.and()?);
        }
        self.depth -= 1;
        Ok(match any.pop() {
            Some(only) if any.is_empty() => only,
            last => {
                any.extend(last);
                Filter::Or(any)
            }
        })
    }

    fn and(&mut self) -> Read<Filter> {
        let mut all = vec![self.basic()?];
        while self.operator("&&") {
            all.push(self.basic()?);
        }
        Ok(match all.pop() {
            Some(only) if all.is_empty() => only,
            last => {
                all.extend(last);
                Filter::And(all)
            }
        })
    }

    fn operator(&mut self, token: &str) -> bool {
        let before = self.at;
        self.blanks();
        if self.eat(token) {
            self.blanks();
            return true;
        }
        self.at = before;
        false
    }

    fn basic(&mut self) -> Read<Filter> {
        if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.at += 1;
            self.blanks();
            return Ok(Filter::Not(Box::new(self.unary()?)));
        }
        self.unary()
    }

    /// A parenthesis, a comparison or a test.
    fn unary(&mut self) -> Read<Filter> {
        if self.eat("(") {
            self.blanks();
            let inner = self.or()?;
            self.blanks();
            return if self.eat(")") { Ok(inner) } else { self.bad("`)`") };
        }
        let start = self.at;
        let left = self.operand()?;
        let before = self.at;
        self.blanks();
        let Some(comparison) = self.comparison() else {
            self.at = before;
            return match left {
                Operand::Query(query) => Ok(Filter::Exists(query)),
                Operand::Function(function)
                    if matches!(*function, Function::Match(..) | Function::Search(..)) =>
                {
                    Ok(Filter::Holds(function))
                }
                _ => self.bad("a comparison"),
            };
        };
        self.blanks();
        let right = self.operand()?;
        if !comparable(&left) || !comparable(&right) {
            self.at = start;
            return self.bad("a comparison of single values");
        }
        Ok(Filter::Compare(left, comparison, right))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const ALL: &[(&str, Comparison)] = &[
            ("==", Comparison::Equal),
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        ALL.iter().find(|(token, _)| self.eat(token)).map(|(_, comparison)| *comparison)
    }

    fn operand(&mut self) -> Read<Operand> {
        match self.peek() {
            Some('\'' | '"') => Ok(Operand::Text(self.quoted()?)),
            Some('-' | '0'..='9') => self.number(),
            Some(mark @ ('@' | '$')) => {
                self.at += 1;
                Ok(Operand::Query(Query { absolute: mark == '$', segments: self.segments()? }))
            }
            _ => self.word(),
        }
    }

    fn number(&mut self) -> Read<Operand> {
        let rest = self.rest();
        let end = rest
            .find(|one: char| !matches!(one, '0'..='9' | '.' | 'e' | 'E' | '+' | '-'))
            .unwrap_or(rest.len());
        match rest.get(..end).and_then(|text| text.parse().ok()) {
            Some(number) => {
                self.at += end;
                Ok(Operand::Number(number))
            }
            None => self.bad("a number"),
        }
    }

    fn word(&mut self) -> Read<Operand> {
        let rest = self.rest();
        let end = rest.find(|one: char| !(one.is_ascii_alphanumeric() || one == '_')).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let constant = match word {
            "true" => Operand::Bool(true),
            "false" => Operand::Bool(false),
            "null" => Operand::Null,
            "length" | "count" | "value" | "match" | "search" if rest.get(end..end + 1) == Some("(") => {
                self.at += end + 1;
                return self.function(word);
            }
            _ => return self.bad("`@`, `$`, a text, a number, `true`, `false`, `null` or a function"),
        };
        self.at += end;
        Ok(constant)
    }

    fn function(&mut self, name: &str) -> Read<Operand> {
        self.blanks();
        let first = self.operand()?;
        self.blanks();
        let second = if self.eat(",") {
            self.blanks();
            Some(self.operand()?)
        } else {
            None
        };
        self.blanks();
        if !self.eat(")") {
            return self.bad("`)`");
        }
        let function = match (name, first, second) {
            ("length", one, None) if comparable(&one) => Function::Length(one),
            ("count", Operand::Query(query), None) => Function::Count(query),
            ("value", Operand::Query(query), None) => Function::Value(query),
            ("match", text, Some(pattern)) if comparable(&text) && comparable(&pattern) => {
                Function::Match(text, pattern)
            }
            ("search", text, Some(pattern)) if comparable(&text) && comparable(&pattern) => {
                Function::Search(text, pattern)
            }
            _ => return self.bad("the arguments that this function takes"),
        };
        Ok(Operand::Function(Box::new(function)))
    }
}

/// Whether an operand is one value.
fn comparable(operand: &Operand) -> bool {
    match operand {
        Operand::Query(query) => query.is_singular(),
        Operand::Function(function) => !matches!(**function, Function::Match(..) | Function::Search(..)),
        _ => true,
    }
}
