//! YAML text to events.
//!
//! `granit-parser` reads the syntax (no `unsafe`, fuzzed upstream, byte positions, borrowed scalars); what a plain
//! scalar *is* follows YAML 1.2's core schema, as OpenAPI demands: `on`, `yes` and `2024-01-01` are texts, and so is
//! every key, `200` included. A number keeps its characters, so that `1.10` is no `1.1`.

use super::events::{Container, Event, Lapse, LapseKind, Scalar, Sink, SyntaxError, note};
use super::mend::Mended;
use granit_parser::{ErrorKind, Event as Yaml, Options, Parser, ScalarStyle, Span, Tag};
use std::ops::{ControlFlow, Range};

/// Keys may be as long as a URL with everything in it; YAML itself stops at 1024.
const LONGEST_KEY: usize = 8 * 1024;

/// Deeper than the builder allows, so that it says where; still bounded.
const DEEPEST: usize = 20_000;

/// Reads the first document of `text`, from `start` on, into a sink. Gives the sink, and what was wrong but readable.
///
/// Spans are those of `text` even where it had to be mended first, which takes a fresh sink each time.
pub(super) fn scan<S: Sink>(
    text: &str,
    start: usize,
    fresh: impl Fn() -> S,
) -> Result<(S, Vec<Lapse>), SyntaxError> {
    let mut mended = Mended::new(text);
    loop {
        let mut sink = fresh();
        let mut reader =
            Reader { mended: &mended, start, sink: &mut sink, open: Vec::new(), lapses: Vec::new() };
        match reader.read() {
            Ok(()) => {
                let mut lapses = reader.lapses;
                if let Some(at) = mended.first() {
                    note(&mut lapses, LapseKind::QuotedIndent, at..at + 1);
                }
                return Ok((sink, lapses));
            }
            Err(wrong)
                if wrong.kind == Some(ErrorKind::InvalidQuotedScalarIndent)
                    && mended.mend(wrong.error.at) => {}
            Err(wrong) => return Err(wrong.error),
        }
    }
}

/// Why a reading ended, and what the parser calls it.
struct Wrong {
    error: SyntaxError,
    kind: Option<ErrorKind>,
}

struct Reader<'t, 's, S> {
    mended: &'t Mended<'t>,
    start: usize,
    sink: &'s mut S,
    /// The open containers; for objects, whether a key is due.
    open: Vec<Option<bool>>,
    lapses: Vec<Lapse>,
}

impl<S: Sink> Reader<'_, '_, S> {
    fn read(&mut self) -> Result<(), Wrong> {
        let mut options = Options::default();
        options.emit_unresolved_aliases = true;
        options.simple_key_max_lookahead = LONGEST_KEY;
        options.flow_nesting_limit = DEEPEST;
        options.block_nesting_limit = DEEPEST;
        let mut documents = 0;
        let source = self.mended.text().get(self.start..).unwrap_or_default();
        for next in Parser::new_from_str_with_options(source, options) {
            let (event, span) = next.map_err(|error| self.wrong(&error))?;
            let span = self.range(&span);
            if matches!(event, Yaml::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    note(&mut self.lapses, LapseKind::SecondDocument, span);
                    return Ok(());
                }
            }
            if self.take(event, span).map_err(|error| Wrong { error, kind: None })?.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn take(&mut self, event: Yaml<'_>, span: Range<usize>) -> Result<ControlFlow<()>, SyntaxError> {
        let event = match event {
            Yaml::Scalar(text, style, anchor, tag) => {
                if self.key_due() {
                    self.value_due();
                    return Ok(self.sink.event(Event::Key(&text), span));
                }
                let scalar = classify(&text, style, tag.as_deref());
                self.ended();
                return Ok(self.sink.event(Event::Scalar { scalar, text: &text, anchor }, span));
            }
            Yaml::MappingStart(_, anchor, _) => {
                self.open(Some(true), &span)?;
                Event::Open { container: Container::Object, anchor }
            }
            Yaml::SequenceStart(_, anchor, _) => {
                self.open(None, &span)?;
                Event::Open { container: Container::List, anchor }
            }
            Yaml::MappingEnd | Yaml::SequenceEnd => {
                self.open.pop();
                self.ended();
                Event::Close
            }
            Yaml::Alias(anchor) => {
                self.no_key("an alias", &span)?;
                self.ended();
                Event::Alias(anchor)
            }
            Yaml::UnresolvedAlias(_) => {
                self.no_key("an alias", &span)?;
                note(&mut self.lapses, LapseKind::UnknownAlias, span.clone());
                self.ended();
                Event::Scalar { scalar: Scalar::Null, text: "", anchor: 0 }
            }
            _ => return Ok(ControlFlow::Continue(())),
        };
        Ok(self.sink.event(event, span))
    }

    fn key_due(&self) -> bool {
        self.open.last() == Some(&Some(true))
    }

    fn value_due(&mut self) {
        if let Some(Some(due)) = self.open.last_mut() {
            *due = false;
        }
    }

    /// A value has ended: in an object, a key is next.
    fn ended(&mut self) {
        if let Some(Some(due)) = self.open.last_mut() {
            *due = true;
        }
    }

    fn open(&mut self, container: Option<bool>, span: &Range<usize>) -> Result<(), SyntaxError> {
        self.no_key("a list or an object", span)?;
        self.open.push(container);
        Ok(())
    }

    fn no_key(&self, what: &str, span: &Range<usize>) -> Result<(), SyntaxError> {
        if self.key_due() {
            return Err(SyntaxError { at: span.start, message: format!("{what} can't be a member's name") });
        }
        Ok(())
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        let start = self.mended.original(range.start + self.start);
        start..self.mended.original(range.end + self.start).max(start)
    }

    fn wrong(&self, error: &granit_parser::ScanError) -> Wrong {
        let at = error.marker().byte_offset().unwrap_or_default() + self.start;
        let error_at = SyntaxError { at: self.mended.original(at), message: error.info() };
        Wrong { error: error_at, kind: Some(error.kind().clone()) }
    }
}

/// What a scalar is: quoted ones are texts, plain ones by the core schema, `!!str` overriding.
fn classify(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Scalar {
    if style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str")) {
        return Scalar::Text;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::True,
        "false" | "False" | "FALSE" => Scalar::False,
        _ if is_number(text) => Scalar::Number,
        _ => Scalar::Text,
    }
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && whole.len() + fraction.len() > 0,
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    mantissa && exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (text, scalar) in [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("true", Scalar::True),
            ("on", Scalar::Text),
            ("yes", Scalar::Text),
            ("2024-01-01", Scalar::Text),
            ("12:30", Scalar::Text),
            ("1", Scalar::Number),
            ("+1", Scalar::Number),
            ("-1.5e3", Scalar::Number),
            (".5", Scalar::Number),
            ("1.", Scalar::Number),
            ("1.2.3", Scalar::Text),
            ("e3", Scalar::Text),
            (".", Scalar::Text),
            ("-", Scalar::Text),
            ("0x1F", Scalar::Text),
            ("1e", Scalar::Text),
        ] {
            assert_eq!(classify(text, ScalarStyle::Plain, None), scalar, "{text}");
            assert_eq!(classify(text, ScalarStyle::DoubleQuoted, None), Scalar::Text, "{text}");
        }
    }
}
