//! `acknowledged`: the notes and warnings that the engineer has read and found to be as they should.

use crate::diagnostics::{At, Code, Diagnostic, Place, Severity, catalogue};
use crate::mapping::{Mapping, Spanned};

/// A line of `acknowledged`: `T303`, or `T303 api.yaml#/components/schemas/Deal`.
struct Acknowledged<'a> {
    key: &'a Spanned<String>,
    code: &'static Code,
    place: Option<&'a str>,
}

/// Leaves out the findings of a vendor that its mapping acknowledges. A line that acknowledges nothing is reported, unless
/// something else is wrong.
pub fn acknowledge(mapping: &Mapping, folder: &str, whole: bool, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let lines: Vec<_> =
        mapping.vendor.acknowledged.iter().filter_map(|key| read(mapping, key, &mut wrong)).collect();
    let mut used = vec![false; lines.len()];
    let mut left: Vec<_> = found
        .into_iter()
        .filter(|finding| {
            let fits = lines.iter().position(|line| line.is_about(finding, folder));
            if let Some(used) = fits.and_then(|index| used.get_mut(index)) {
                *used = true;
            }
            fits.is_none()
        })
        .collect();
    // An error hides what would be found after it.
    let all_found = whole && left.iter().all(|finding| finding.severity() < Severity::Error);
    let unused = lines.iter().zip(used).filter(|(_, used)| all_found && !used);
    left.extend(unused.map(|(line, _)| {
        let message = format!("no finding is `{}`", line.key.value);
        Diagnostic::new(catalogue::UNUSED, message, place(mapping, line.key), "acknowledges nothing")
            .help("remove it, or correct its place")
    }));
    left.extend(wrong);
    left
}

fn read<'a>(
    mapping: &Mapping,
    key: &'a Spanned<String>,
    wrong: &mut Vec<Diagnostic>,
) -> Option<Acknowledged<'a>> {
    let (id, about) = match key.value.split_once(' ') {
        Some((id, place)) => (id, Some(place.trim())),
        None => (key.value.as_str(), None),
    };
    let message = match catalogue::find(id) {
        Some(code) if code.severity < Severity::Error => {
            return Some(Acknowledged { key, code, place: about });
        }
        Some(_) => format!("`{id}` is an error, which has to be corrected"),
        None => format!("there is no finding `{id}`"),
    };
    wrong.push(
        Diagnostic::new(
            catalogue::NOT_ACKNOWLEDGEABLE,
            message,
            place(mapping, key),
            "expected the code of a note or a warning",
        )
        .help("for example `\"T303 api.yaml#/components/schemas/Deal\" = \"why\"`"),
    );
    None
}

impl Acknowledged<'_> {
    fn is_about(&self, finding: &Diagnostic, folder: &str) -> bool {
        let Some(about) = self.place else { return finding.code.id == self.code.id };
        let label = finding.labels.first();
        let place = label.and_then(|label| match &label.place.at {
            At::Pointer(pointer) => {
                let file = label.place.file.strip_prefix(folder)?.strip_prefix('/')?;
                Some(format!("{file}#{pointer}"))
            }
            At::Span(_) | At::File => None,
        });
        let below = |place: &str| {
            place.strip_prefix(about).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        finding.code.id == self.code.id && place.as_deref().is_some_and(below)
    }
}

fn place(mapping: &Mapping, key: &Spanned<String>) -> Place {
    Place { file: mapping.file.clone(), at: At::Span(key.span.clone()) }
}
