//! What was not as documented in a value that was decoded.

use std::fmt;

use super::names::Orders;

/// The place of a property of any record.
const EVERYWHERE: &str = "*.";

/// One departure from the document, and what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// Where: `results[3].owner.id`; empty for the whole value.
    pub path: String,
    /// What the document says should be there.
    pub expected: &'static str,
    /// What was there, shortened: `text "n/a"`, `null`, `nothing`.
    pub found: String,
    /// What became of it.
    pub effect: Effect,
}

/// What an issue cost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: there was only one way to read it.
    Read,
    /// The value at this path was left out: it is optional, or is as good as empty.
    Emptied(String),
    /// The list item or map entry at this path was left out.
    Dropped(String),
    /// The whole value could not be decoded.
    Failed,
}

impl Issue {
    /// A property that was left out of the request, since this user may not read it: none of the records has it.
    pub fn hidden(name: &str) -> Self {
        let path = format!("{EVERYWHERE}{name}");
        let effect = Effect::Emptied(path.clone());
        Self { path, expected: "a property that this user may read", found: "nothing".to_owned(), effect }
    }

    /// Bytes of a text that mean nothing in its charset: U+FFFD stands for them.
    pub fn undecodable(charset: &str) -> Self {
        let found = format!("bytes that are none in {charset}");
        Self {
            path: String::new(),
            expected: "text in the charset of the response",
            found,
            effect: Effect::Read,
        }
    }

    /// The property, if it was left out of the request.
    pub fn hidden_name(&self) -> Option<&str> {
        self.path.strip_prefix(EVERYWHERE)
    }

    /// The same issue with everything that it repeats of the value passed through `hide`.
    pub fn redacted(self, hide: &dyn Fn(&str) -> String) -> Self {
        let effect = match self.effect {
            Effect::Emptied(path) => Effect::Emptied(hide(&path)),
            Effect::Dropped(path) => Effect::Dropped(hide(&path)),
            effect @ (Effect::Read | Effect::Failed) => effect,
        };
        Issue { path: hide(&self.path), found: hide(&self.found), effect, ..self }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the value" } else { &self.path };
        write!(f, "{path}: expected {}, found {}", self.expected, self.found)?;
        match &self.effect {
            Effect::Read => f.write_str("; read all the same"),
            Effect::Emptied(lost) if *lost == self.path => f.write_str("; left empty"),
            Effect::Emptied(lost) => write!(f, "; {lost} left empty"),
            Effect::Dropped(lost) => write!(f, "; {lost} left out"),
            Effect::Failed => Ok(()),
        }
    }
}

/// The issues of one decoding. Of those that cost no item of a list at most [`Issues::LIMIT`] are kept, the rest is counted.
#[derive(Clone, Debug)]
pub struct Issues {
    list: Vec<Issue>,
    uncounted: usize,
    /// Not an issue: what the run that they are noted in has learnt, which goes wherever they go.
    pub(super) orders: Orders,
    /// One variant of a union is on trial: a union in it that takes a value for none of its variants is an issue.
    pub(super) strict: bool,
    /// How many properties were passed over that no type knows.
    pub(super) unknown: usize,
    /// How much text may still be read on trial: one trial inside another reads it once more for each.
    pub(super) trials: usize,
    /// The value is an application's: members that are not known are issues.
    pub(super) closed: bool,
}

impl Default for Issues {
    fn default() -> Self {
        Issues {
            list: Vec::new(),
            uncounted: 0,
            orders: Orders::default(),
            strict: false,
            unknown: 0,
            trials: 1 << 20,
            closed: false,
        }
    }
}

impl Issues {
    /// How many are kept of those that cost no item.
    pub const LIMIT: usize = 1000;

    /// For a value on trial, in a value with these.
    pub(super) fn strict(outer: &Issues) -> Self {
        Self { strict: true, trials: outer.trials, ..Self::default() }
    }

    /// Those that are kept.
    pub fn as_slice(&self) -> &[Issue] {
        &self.list
    }

    /// Those that are kept.
    pub fn into_vec(self) -> Vec<Issue> {
        self.list
    }

    /// How many there were.
    pub fn total(&self) -> usize {
        self.list.len() + self.uncounted
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn mark(&self) -> usize {
        self.list.len()
    }

    /// What is noted so far.
    pub(super) fn checkpoint(&self) -> (usize, usize, usize) {
        (self.list.len(), self.uncounted, self.unknown)
    }

    /// Forgets what was noted since.
    pub(super) fn rollback(&mut self, (noted, uncounted, unknown): (usize, usize, usize)) {
        self.list.truncate(noted);
        (self.uncounted, self.unknown) = (uncounted, unknown);
    }

    pub(super) fn extend(&mut self, issues: Vec<Issue>) {
        issues.into_iter().for_each(|issue| self.add(issue));
    }

    pub(crate) fn record(&mut self, at: &Path<'_>, expected: &'static str, found: String, effect: Effect) {
        self.add(Issue { path: at.to_string(), expected, found, effect });
    }

    fn add(&mut self, issue: Issue) {
        // What costs an item or the whole is kept however many there are: who reads the list knows what is not in it.
        let costs = matches!(issue.effect, Effect::Failed | Effect::Dropped(_));
        if costs || self.list.len() < Self::LIMIT {
            self.list.push(issue);
        } else {
            self.uncounted += 1;
        }
    }

    /// Says of all failures since `mark` what they cost.
    #[cold]
    pub(crate) fn settle(&mut self, mark: usize, effect: impl Fn() -> Effect) {
        let mut dropped = false;
        for issue in self.list.iter_mut().skip(mark).filter(|issue| issue.effect == Effect::Failed) {
            issue.effect = effect();
            dropped |= matches!(issue.effect, Effect::Dropped(_));
        }
        // of what an item is lost to, the first is enough where there are very many
        let most = if dropped { mark + 1 } else { mark };
        if self.list.len() > most.max(Self::LIMIT) {
            let kept = self.first_drop(mark, most.max(Self::LIMIT));
            self.uncounted += self.list.len() - kept;
            self.list.truncate(kept);
        }
    }

    /// How many are kept of those since `mark` if no more than `most` should be: one that says that the item is lost is
    /// among them.
    fn first_drop(&mut self, mark: usize, most: usize) -> usize {
        let is_drop = |issue: &Issue| matches!(issue.effect, Effect::Dropped(_));
        if self.list.iter().take(most).skip(mark).any(is_drop) {
            return most;
        }
        match self.list.iter().skip(mark).position(is_drop) {
            Some(at) => {
                self.list.swap(mark, mark + at);
                most.max(mark + 1)
            }
            None => most.max(mark),
        }
    }
}

/// A place inside the value being decoded, linked to its parents on the stack.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
    pub(crate) depth: u16,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl<'a> Path<'a> {
    /// How deep a value may be nested.
    pub(crate) const DEEPEST: u16 = 128;

    pub(crate) const ROOT: Path<'static> = Path { parent: None, step: Step::Root, depth: 0 };

    /// Whether it is a member of an object: neither an item of a list nor the whole value.
    pub(crate) fn is_member(&self) -> bool {
        matches!(self.step, Step::Member(_))
    }

    pub(crate) fn member(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Step::Member(name), depth: self.depth + 1 }
    }

    pub(crate) fn item(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), step: Step::Item(index), depth: self.depth + 1 }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(f)?;
        match self.step {
            Step::Root => Ok(()),
            Step::Member(name) if matches!(parent.step, Step::Root) && parent.parent.is_none() => {
                f.write_str(name)
            }
            Step::Member(name) => write!(f, ".{name}"),
            Step::Item(index) => write!(f, "[{index}]"),
        }
    }
}

/// Text as it is shown in a message: quoted and shortened.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("text {shown:?}")
}
