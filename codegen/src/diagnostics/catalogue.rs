//! The catalogue: every code, once, with its severity and title. A code never changes its meaning and is never reused.
//!
//! T1xx documents, T2xx references and overlays, T3xx lowering, T4xx the mapping's text, T5xx binding a mapping to the
//! two models, T6xx directions and losses, T7xx sync.

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// `T101`
    pub id: &'static str,
    pub severity: Severity,
    /// A few words, no full stop.
    pub title: &'static str,
    /// What it means, an example and the fix, in Markdown: what `cargo xtask explain` prints.
    pub explanation: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// All entries, in order of their ids.
pub fn catalogue() -> impl Iterator<Item = &'static Code> {
    CATALOGUE.iter().copied()
}

/// The entry of an id, in any case.
pub fn find(id: &str) -> Option<&'static Code> {
    catalogue().find(|code| code.id.eq_ignore_ascii_case(id))
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = concat!($id, ": ", $title)]
            pub const $name: Code = Code {
                id: $id,
                severity: Severity::$severity,
                title: $title,
                explanation: include_str!(concat!("explain/", $id, ".md")),
            };
        )*
        const CATALOGUE: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // T1xx: documents
    NOT_UTF8 = "T101" Error "the file is not UTF-8";

    // T2xx: references and overlays

    // T3xx: lowering

    // T4xx: the mapping's text

    // T5xx: binding a mapping to the two models

    // T6xx: directions and losses

    // T7xx: sync
    HAND_WRITTEN_IN_THE_WAY = "T701" Error "a hand-written file is where a generated one belongs";
    PATH_LEAVES_FOLDER = "T702" Error "a generated file's path leaves its folder";
    NOT_A_REGULAR_FILE = "T703" Error "not a regular file of its folder";
    CANNOT_READ = "T704" Error "a file cannot be read";
    CANNOT_WRITE = "T705" Error "a file cannot be written";
    FILE_TOO_LARGE = "T706" Error "an input file is too large";
    HAND_WRITTEN_IN_A_CRATE_THAT_GOES = "T707" Error "a crate that is not generated any more holds hand-written files";
}
