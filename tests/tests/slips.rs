//! Slips in the mappings there are, one at a time: a misspelt key or name at every level, a value of the wrong type, a
//! table under the wrong name, swapped keys. Each gives one error or warning, at the line of its cause.
//!
//! The slips are made from the mappings' own lines, the first of each kind: `SLIPS=1` prints them all with what is found.

use std::collections::BTreeSet;
use std::fs;
use std::ops::RangeInclusive;

use tributary_codegen::diagnostics::Severity;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_tests::{binding, root, sources};

/// A mapping with one mistake in it.
struct Slip {
    what: String,
    text: String,
    /// Where the mistake is.
    lines: RangeInclusive<usize>,
}

/// Two letters exchanged, or the last one doubled.
fn misspelt(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let at = (middle..letters.len()).chain((1..middle).rev()).find(|at| {
        let pair = at.checked_sub(1).and_then(|before| Some((letters.get(before)?, letters.get(*at)?)));
        pair.is_some_and(|(one, other)| {
            one != other && one.is_ascii_alphabetic() && other.is_ascii_alphabetic() && letters.len() > 2
        })
    });
    let mut letters = letters.clone();
    match at {
        Some(at) => letters.swap(at - 1, at),
        None => letters.extend(letters.last().copied()),
    }
    letters.into_iter().collect()
}

/// A line of TOML, as far as slips need it.
struct Line<'t> {
    number: usize,
    text: &'t str,
    /// `crm.contact.fields`, the table that the line is in or begins.
    table: String,
    /// A key with its value, on one line.
    entry: Option<(&'t str, &'t str)>,
}

/// The lines that begin a table, or hold a whole `key = value`.
fn lines(text: &str) -> Vec<Line<'_>> {
    let (mut found, mut table, mut open) = (Vec::new(), String::new(), 0i32);
    for (index, line) in text.lines().enumerate() {
        let code = line.split(" #").next().unwrap_or_default().trim_end();
        let depth = |c: &[char]| code.chars().filter(|at| c.contains(at)).count() as i32;
        let (opened, closed) = (depth(&['[', '{']), depth(&[']', '}']));
        let outside = open == 0;
        if outside && code.starts_with('[') && !code.contains('=') {
            table = code.trim_matches(['[', ']']).to_owned();
            found.push(Line { number: index + 1, text: line, table: table.clone(), entry: None });
            continue;
        }
        open += opened - closed;
        let entry = code.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
        if outside && open == 0 && entry.is_some() && !code.starts_with('#') {
            found.push(Line { number: index + 1, text: line, table: table.clone(), entry });
        }
    }
    found
}

/// What a table is, without the names of models, fields and tables of enums: the slips of one kind are alike.
fn kind_of(table: &str) -> String {
    let parts: Vec<&str> = table.split('.').collect();
    let general = parts.iter().enumerate().map(|(at, part)| match (parts[0], at) {
        ("vendor" | "enums" | "functions", 0) | ("vendor", _) => part,
        (_, 2) => part,
        _ => "*",
    });
    general.collect::<Vec<_>>().join(".")
}

/// The text with a line in place of another.
fn with_line(text: &str, number: usize, line: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, old)| if at + 1 == number { line } else { old });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

struct Slips<'t> {
    text: &'t str,
    made: Vec<Slip>,
    kinds: BTreeSet<String>,
}

impl Slips<'_> {
    /// One slip of each kind.
    fn add(&mut self, kind: String, line: &Line<'_>, changed: &str) {
        if changed != line.text && self.kinds.insert(kind.clone()) {
            self.made.push(Slip {
                what: format!("{kind}, line {}: `{}`", line.number, changed.trim()),
                text: with_line(self.text, line.number, changed),
                lines: line.number..=line.number,
            });
        }
    }

    fn table_name(&mut self, line: &Line<'_>) {
        let parts: Vec<&str> = line.table.split('.').collect();
        for at in 0..parts.len() {
            let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            parts[at] = misspelt(&parts[at]);
            let changed = format!("[{}]", parts.join("."));
            self.add(format!("part {at} of [{}]", kind_of(&line.table)), line, &changed);
        }
    }

    fn key(&mut self, line: &Line<'_>, (key, value): (&str, &str)) {
        let changed = line.text.replacen(key, &misspelt(key), 1);
        let table = kind_of(&line.table);
        let named = table.starts_with("enums") || table == "functions" || table.contains("fields");
        let kind = if named { "a name" } else { key };
        // What is in `with` is the vendor's own, and any type may be right there.
        if line.table.ends_with("absent") {
            let name = value.split('"').nth(1).unwrap_or_default();
            let changed = line.text.replacen(&format!("[\"{name}"), &format!("[\"{}", misspelt(name)), 1);
            self.add(format!("a name in [{table}]"), line, &changed);
            return;
        }
        let bare = !key.contains('.');
        if bare && !line.table.ends_with("settings") && table != "functions" && !table.contains("enums.") {
            self.add(format!("key {kind} of [{table}]"), line, &changed);
        }
        if bare && !(key == "with" || table.starts_with("enums")) {
            let wrong = if value.starts_with('"') { "7" } else { "false" };
            self.add(format!("type of {kind} in [{table}]"), line, &line.text.replacen(value, wrong, 1));
        }
    }

    /// Names inside values: `| filter`, `enum = "name"`, `like.name`, `{$parameter}`, `{placeholder}`, `call = "…"`, paths to records and pages.
    fn names(&mut self, line: &Line<'_>) {
        let table = kind_of(&line.table);
        let patterns = [
            "| ",
            "enum = \"",
            "{",
            "call = \"",
            "records = \"",
            "next = \"",
            "ids = \"",
            "kind = \"",
            "like = \"",
            "like.",
            "{$",
        ];
        for pattern in patterns {
            let Some((before, after)) = line.text.split_once(pattern) else { continue };
            let after_method = after.find(' ').filter(|_| pattern == "call = \"" && after.contains('/'));
            let (method, name) = after.split_at(after_method.map_or(0, |at| at + 1));
            let end = match pattern {
                "call = \"" => name.find('"'),
                _ => name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_'),
            };
            let (name, rest) = name.split_at(end.unwrap_or(name.len()));
            let placeholder = pattern == "{"
                && !(rest.starts_with('}') || rest.starts_with(" |") || rest.starts_with(" ??"));
            let anywhere = ["{", "| ", "enum = \"", "like = \"", "like.", "{$"];
            let field_path = table.contains("fields") && !anywhere.contains(&pattern);
            if name.is_empty() || placeholder || field_path {
                continue;
            }
            let changed = format!("{before}{pattern}{method}{}{rest}", misspelt(name));
            self.add(format!("after `{pattern}` in [{table}]"), line, &changed);
        }
    }
}

fn slips(text: &str) -> Vec<Slip> {
    let mut slips = Slips { text, made: Vec::new(), kinds: BTreeSet::new() };
    for line in &lines(text) {
        match line.entry {
            None => slips.table_name(line),
            Some(entry) => {
                slips.key(line, entry);
                slips.names(line);
            }
        }
    }
    slips.made
}

/// Slips of more than one line.
fn larger_slips(text: &str) -> Vec<Slip> {
    let all = lines(text);
    let header = |table: &str| all.iter().find(|line| line.entry.is_none() && line.table == table);
    let mut slips = Vec::new();
    let mut add =
        |what: String, text: String, lines: RangeInclusive<usize>| slips.push(Slip { what, text, lines });
    if let Some(vendor) = header("vendor") {
        let lines = vendor.number..=vendor.number + 1;
        add("no [vendor]".to_owned(), with_line(text, vendor.number, ""), lines);
    }
    let models: BTreeSet<&str> = all.iter().filter_map(|line| line.table.split('.').nth(1)).collect();
    let models = models.into_iter().filter(|model| header(&format!("crm.{model}")).is_some());
    for model in models.take(3) {
        let [table, bare] = [format!("crm.{model}"), model.to_owned()];
        let headers: Vec<usize> = all
            .iter()
            .filter(|line| line.entry.is_none() && line.text.starts_with(&format!("[{table}")))
            .map(|line| line.number)
            .collect();
        let changed = text.replace(&format!("\n[{table}"), &format!("\n[{bare}"));
        if let (Some(first), Some(last)) = (headers.first(), headers.last()) {
            add(format!("[{bare}] for [{table}]"), changed, *first..=*last);
        }
        let of = |key: &str| {
            all.iter().find(|line| line.table == table && line.entry.is_some_and(|(name, _)| name == key))
        };
        if let (Some(get), Some(list)) = (of("get"), header(&format!("{table}.list"))) {
            let changed = with_line(text, get.number, &get.text.replacen("get", "list", 1));
            let changed = with_line(&changed, list.number, &list.text.replacen(".list", ".get", 1));
            add(format!("`get` and `list` of [{table}] swapped"), changed, get.number..=list.number);
        }
    }
    slips
}

/// A vendor's mapping and all that it is bound to.
fn of_vendor(vendor: &str, mapping: &str) -> Sources {
    let folder = root();
    let all = sources(&folder, &["specs", "mappings"]);
    let path = format!("mappings/{vendor}.toml");
    let prefixes = [format!("specs/{vendor}/"), "specs/unified/".to_owned(), format!("mappings/{vendor}.rs")];
    let mut files: Vec<SourceFile> = prefixes.iter().flat_map(|prefix| all.under(prefix)).cloned().collect();
    files.push(SourceFile { path, bytes: mapping.as_bytes().into() });
    Sources::new(files)
}

/// What is wrong with how a slip is reported.
fn check(vendor: &str, slip: &Slip) -> Option<String> {
    let sources = of_vendor(vendor, &slip.text);
    let binding = binding::bind(&sources, vendor);
    let found: Vec<_> = binding.found.iter().filter(|found| found.severity() > Severity::Note).collect();
    let places = Places::of(&binding.found, &sources);
    // Where a name is used once and declared once, either may be the slip: both places are shown.
    let labels = found.first().map(|found| found.labels.as_slice()).unwrap_or_default();
    let of_mapping = labels.iter().filter(|label| label.place.file.starts_with("mappings/"));
    let mut lines = of_mapping.filter_map(|label| places.position(&label.place));
    let right = found.len() == 1 && lines.any(|(line, _)| slip.lines.contains(&line));
    let shown: Vec<_> = found.iter().map(|found| render(found, &places, false)).collect();
    let text = format!("--- {vendor}, {}: {} found\n{}", slip.what, found.len(), shown.join("\n"));
    if std::env::var_os("SLIPS").is_some() {
        println!("{text}");
    }
    (!right).then_some(text)
}

#[test]
fn each_slip_is_one_finding_at_its_line() {
    let mut wrong = Vec::new();
    let mut made = 0;
    for vendor in ["hubspot", "pipedrive", "salesforce"] {
        let text = fs::read_to_string(root().join(format!("mappings/{vendor}.toml"))).unwrap();
        let slips: Vec<Slip> = slips(&text).into_iter().chain(larger_slips(&text)).collect();
        made += slips.len();
        wrong.extend(slips.iter().filter_map(|slip| check(vendor, slip)));
    }
    assert!(made >= 60, "only {made} slips were made");
    assert!(wrong.is_empty(), "{} of {made} slips:\n{}", wrong.len(), wrong.join("\n"));
}
