//! What a conversion could not do, told with a code that programs may rely on.

use std::borrow::Cow;
use std::fmt;

use crate::model::Invalid;

/// One thing that a conversion left out or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What kind of thing.
    pub code: WarningCode,
    /// The unified field: `phone_numbers[1].number`. Empty where no field is made of what the vendor sent.
    pub field: Cow<'static, str>,
    /// Where what the vendor sent is not what it documents: the member of its record, `owner.id`.
    pub member: Option<Box<str>>,
    /// What was expected, in a few words.
    pub expected: Cow<'static, str>,
    /// What was there, shortened to a few hundred characters.
    pub received: Option<Box<str>>,
}

/// The codes of warnings. A code keeps its meaning for ever; new ones may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// `malformed`: the value is not written as the mapping says; the field is left out.
    Malformed,
    /// `wrong-type`: the member is not of the type that the vendor documents; the field is left out.
    WrongType,
    /// `hidden`: this user may not read the property; the field is left out.
    Hidden,
    /// `missing`: a member that the unified model requires is not there; the record fails.
    Missing,
    /// `rounded`: digits were lost while writing a number.
    Rounded,
    /// `read-only`: a value was given for a field that this vendor can't set; it was not sent.
    ReadOnly,
    /// `cannot-clear`: null was given for a field that this vendor can't clear; nothing is sent.
    CannotClear,
    /// `refused`: the vendor has no value for this one, or no room for it; nothing is sent.
    Refused,
}

impl WarningCode {
    /// The stable text of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::WrongType => "wrong-type",
            Self::Hidden => "hidden",
            Self::Missing => "missing",
            Self::Rounded => "rounded",
            Self::ReadOnly => "read-only",
            Self::CannotClear => "cannot-clear",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Warning {
    /// A warning about one field.
    pub fn new(code: WarningCode, field: impl Into<Cow<'static, str>>, invalid: Invalid) -> Self {
        Self { code, field: field.into(), member: None, expected: invalid.reason, received: invalid.received }
    }

    /// Told of a member of the vendor's record.
    pub fn of_member(self, member: &str) -> Self {
        Self { member: (!member.is_empty()).then(|| member.into()), ..self }
    }

    /// The same warning, seen from the value that holds the field: `number` becomes `phone_numbers[1].number`.
    pub(crate) fn move_inside(&mut self, outer: &str, index: Option<usize>) {
        let index = index.map(|at| format!("[{at}]")).unwrap_or_default();
        let dot = if self.field.is_empty() { "" } else { "." };
        self.field = Cow::Owned(format!("{outer}{index}{dot}{}", self.field));
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.code)?;
        match (self.field.as_ref(), &self.member) {
            ("", None) => {}
            ("", Some(member)) => write!(f, " {member}:")?,
            (field, None) => write!(f, " {field}:")?,
            (field, Some(member)) => write!(f, " {field} (of {member}):")?,
        }
        write!(f, " expected {}", self.expected)?;
        match &self.received {
            Some(received) => write!(f, ", received {received:?}"),
            None => Ok(()),
        }
    }
}

/// A value that could not be converted at all: a required member is missing, or a write was refused before sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconverted {
    /// Why, the decisive one being the last.
    pub warnings: Vec<Warning>,
}

impl fmt::Display for Unconverted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.warnings.last() {
            Some(warning) => warning.fmt(f),
            None => f.write_str("the value could not be converted"),
        }
    }
}

impl std::error::Error for Unconverted {}

/// What was received, cut to what a person will read.
pub(crate) fn excerpt(text: &str) -> Box<str> {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}
