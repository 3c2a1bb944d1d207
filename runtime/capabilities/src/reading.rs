//! From a vendor's decoded record to a unified one, with what the decoder could not read told as warnings on it: which
//! unified field it was, and which of the vendor's members.

use tributary_core::{Effect, Issue};
use tributary_model::convert::Flow;
use tributary_model::{Converted, Failed, Invalid, Model, Record, Unconverted, Warning, WarningCode};

use super::NativeRecord;

/// How a vendor's record becomes a unified one.
pub struct Reading<M: Model, V: NativeRecord> {
    /// The conversion.
    pub convert: fn(&V) -> Result<Converted<M>, Unconverted>,
    /// Unified fields and the vendor's members that they are made of, `[]` being any item and `*` any member:
    /// `("email_addresses", "email[].value")`. A field has as many entries as it is made of members.
    pub sources: &'static [(&'static str, &'static str)],
}

impl<M: Model, V: NativeRecord> Reading<M, V> {
    /// The names of the properties of `of` that fields are made of: what a request asks for.
    pub fn select(&self, of: &str) -> Flow<Vec<String>> {
        let inside = |path: &'static str| path.strip_prefix(of).and_then(|rest| rest.strip_prefix('.'));
        let mut names: Vec<String> =
            self.sources.iter().filter_map(|(_, path)| inside(path)).map(str::to_owned).collect();
        names.sort();
        names.dedup();
        Flow::of(names)
    }

    /// The vendor's member that the id is read from.
    pub(super) fn id(&self) -> Option<&'static str> {
        self.sources.iter().find(|(field, _)| *field == "id").map(|(_, member)| *member)
    }

    /// The record that was at `place` of a reply with these issues, or what could not be made one.
    pub(super) fn read(
        &self,
        vendor: V,
        issues: &[Issue],
        place: &str,
    ) -> Result<Record<M, V>, (V, Unconverted)> {
        let wrong = || issues.iter().flat_map(|issue| self.warnings(issue, place));
        match (self.convert)(&vendor) {
            Ok(mut converted) => {
                converted.warnings.extend(wrong());
                Ok(Record::new(converted, vendor))
            }
            // What is decisive comes last.
            Err(unconverted) => {
                let warnings = wrong().chain(unconverted.warnings).collect();
                Err((vendor, Unconverted { warnings }))
            }
        }
    }

    /// A member that could not be read, and that a field is made of or that has one of these names.
    pub(super) fn lost<'a>(&self, issues: &'a [Issue], place: &str, names: &[&str]) -> Option<&'a str> {
        issues.iter().find_map(|issue| {
            let (Effect::Emptied(lost) | Effect::Dropped(lost)) = &issue.effect else { return None };
            let lost = issue.hidden_name().or_else(|| inside(lost, place))?;
            let name = steps(lost).next().unwrap_or_default();
            let matters = names.contains(&name) || self.sources.iter().any(|(_, path)| meet(lost, path));
            matters.then(|| issue.hidden_name().or_else(|| inside(&issue.path, place))).flatten()
        })
    }

    /// What an issue cost the record: a warning for each unified field that is made of what was lost.
    fn warnings(&self, issue: &Issue, place: &str) -> Vec<Warning> {
        let (Effect::Emptied(lost) | Effect::Dropped(lost)) = &issue.effect else { return Vec::new() };
        let Some(member) = issue.hidden_name().or_else(|| inside(&issue.path, place)) else {
            return Vec::new();
        };
        let about = |field: &'static str| wrong_type(issue, field, member);
        let Some(lost) = issue.hidden_name().or_else(|| inside(lost, place)).filter(|lost| !lost.is_empty())
        else {
            return vec![about("")];
        };
        let mut fields: Vec<&'static str> = Vec::new();
        for (field, path) in self.sources {
            if meet(lost, path) && !fields.contains(field) {
                fields.push(field);
            }
        }
        match fields.is_empty() {
            true => vec![about("")],
            false => fields.into_iter().map(about).collect(),
        }
    }
}

fn wrong_type(issue: &Issue, field: &'static str, member: &str) -> Warning {
    let invalid = Invalid::new(issue.expected).received(&issue.found);
    let code = if issue.hidden_name().is_some() { WarningCode::Hidden } else { WarningCode::WrongType };
    Warning::new(code, field, invalid).of_member(member)
}

/// What could not be decoded at `place`, where nothing is left.
pub(super) fn lost_at(issues: &[Issue], place: &str) -> Vec<Warning> {
    let lost = issues.iter().filter(|issue| issue.effect != Effect::Read);
    lost.filter_map(|issue| Some(wrong_type(issue, "", inside(&issue.path, place)?))).collect()
}

/// Whether there is something at `place` that could not be read. What stands for nothing is nothing.
pub(super) fn is_lost(issues: &[Issue], place: &str) -> bool {
    lost(issues, place).any(|issue| !matches!(issue.found.as_str(), "null" | "false" | "text \"\""))
}

/// What could not be read at `place`, or around it.
pub(super) fn lost<'a>(issues: &'a [Issue], place: &'a str) -> impl Iterator<Item = &'a Issue> {
    issues.iter().filter(move |issue| {
        let (Effect::Emptied(lost) | Effect::Dropped(lost)) = &issue.effect else { return false };
        let behind = place.strip_prefix(lost.as_str());
        !lost.is_empty() && behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// Items of a list that the decoder had to leave out.
#[derive(Default)]
pub(super) struct Undecoded {
    pub(super) indexes: Vec<usize>,
    pub(super) failed: Vec<Failed>,
}

impl Undecoded {
    pub(super) fn among(issues: &[Issue], list: &str) -> Self {
        let mut found = Self::default();
        for issue in issues {
            let Effect::Dropped(place) = &issue.effect else { continue };
            let Some(index) = item_index(place, list) else { continue };
            let warning = wrong_type(issue, "", inside(&issue.path, place).unwrap_or_default());
            match found.failed.iter_mut().find(|failed| failed.index == index) {
                Some(failed) => failed.warnings.push(warning),
                None => {
                    found.indexes.push(index);
                    found.failed.push(Failed::new(index, None, vec![warning]).at(place.clone()));
                }
            }
        }
        found
    }
}

/// The index of `results[3]`, for the list `results`.
fn item_index(place: &str, list: &str) -> Option<usize> {
    place.strip_prefix(list)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// What a path says after a place, in which `[]` is any item: `owner.id` of `results[3].owner.id` at `results[]`.
fn inside<'a>(path: &'a str, place: &str) -> Option<&'a str> {
    let mut rest = path;
    for (number, part) in place.split("[]").enumerate() {
        if number > 0 {
            let index = rest.strip_prefix('[')?;
            rest = index.trim_start_matches(|digit: char| digit.is_ascii_digit()).strip_prefix(']')?;
        }
        rest = rest.strip_prefix(part)?;
    }
    match rest.strip_prefix('.') {
        Some(member) => Some(member),
        None if place.is_empty() || rest.is_empty() || rest.starts_with('[') => Some(rest),
        None => None,
    }
}

/// Whether one of two paths leads to the other: what was lost, and what a field is made of.
fn meet(lost: &str, path: &str) -> bool {
    steps(lost).zip(steps(path)).all(|(lost, step)| lost == step || step == "*")
}

/// `email[0].value` as `email`, `[]`, `value`.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').flat_map(|part| {
        let (name, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        let indexes = indexes.matches('[').map(|_| "[]");
        Some(name).filter(|name| !name.is_empty()).into_iter().chain(indexes)
    })
}

#[cfg(test)]
mod tests {
    use super::{inside, meet};

    #[test]
    fn places_are_left_behind() {
        assert_eq!(inside("results[3].owner.id", "results[3]"), Some("owner.id"));
        assert_eq!(inside("results[3].owner.id", "results[]"), Some("owner.id"));
        assert_eq!(inside("results[31].id", "results[3]"), None);
        assert_eq!(inside("database", "data"), None);
        assert_eq!(inside("id", ""), Some("id"));
        assert_eq!(inside("data", "data"), Some(""));
    }

    #[test]
    fn a_field_is_made_of_what_lies_above_and_below_a_loss() {
        assert!(meet("email[0].value", "email[].value"));
        assert!(meet("email", "email[].value"));
        assert!(meet("owner.id", "owner"));
        assert!(meet("properties.color", "properties.*"));
        assert!(!meet("email[0].label", "email[].value"));
        assert!(!meet("emails", "email"));
    }
}
