//! The examples of `docs/mapping.md`, bound: every one without a finding, every line of the class that its comment says.
//! And the published JSON Schema: as the reader's own tables make it, and right for the mappings there are.

use std::fs;

use tributary_codegen::plan::{Class, FieldPlan};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_tests::{binding, root};

const HEAD: &str = "[vendor]\ntitle = \"Acme\"\n\n[crm.contact]\nwith = { contactId = \"{id}\" }\nnull_values = [\"\"]\n\
    get = { call = \"getContact\" }\ncreate = { call = \"createContact\", with.name = \"x\" }\n\n[crm.contact.fields]\nid = \"id\"\n";

/// The fenced examples: what they are, their text, and the line they start on.
fn examples(page: &str) -> Vec<(&str, String, usize)> {
    let mut examples: Vec<(&str, String, usize)> = Vec::new();
    let mut inside = false;
    for (number, line) in page.lines().enumerate() {
        match (inside, line.strip_prefix("```toml ")) {
            (false, Some(kind)) => {
                examples.push((kind, String::new(), number + 1));
                inside = true;
            }
            (true, _) if line == "```" => inside = false,
            (true, _) => {
                if let Some((_, text, _)) = examples.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    examples
}

fn sources(mapping: String) -> Sources {
    let folder = root().join("tests/rejected");
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let file = |path: &str, bytes: Vec<u8>| SourceFile { path: path.to_owned(), bytes: bytes.into() };
    let function = "pub(crate) fn shout(text: &str) -> Result<String, Invalid> { todo() }";
    Sources::new(vec![
        file("mappings/acme.rs", function.into()),
        file("mappings/acme.toml", mapping.into_bytes()),
        file("specs/acme/acme.yaml", read("acme.yaml")),
        file("specs/unified/crm.yaml", read("crm.yaml")),
    ])
}

fn class(field: &FieldPlan) -> &'static str {
    match field.class {
        Class::Bijective => "bijective",
        Class::Lossy(_) => "lossy",
        Class::ReadOnly => "read-only",
        Class::WriteOnly => "write-only",
        Class::Ignored => "ignored",
        Class::Unmapped => "unmapped",
    }
}

/// What a line's comment says of its field: `name = "…"   # bijective: why`.
fn said(line: &str) -> Option<(&str, &str)> {
    let (code, comment) = line.rsplit_once("# ")?;
    let (name, _) = code.split_once('=')?;
    let class = comment.split(':').next()?.trim();
    let known = ["bijective", "lossy", "read-only", "write-only", "ignored"];
    known.contains(&class).then(|| (name.trim(), class))
}

#[test]
fn every_example_of_the_reference_binds_as_it_says() {
    let page = fs::read_to_string(root().join("docs/mapping.md")).unwrap();
    let examples = examples(&page);
    assert!(examples.len() >= 10, "only {} examples", examples.len());
    let mut wrong = Vec::new();
    for (kind, text, line) in &examples {
        let mapping = if *kind == "fields" { format!("{HEAD}{text}") } else { text.clone() };
        let sources = sources(mapping);
        let binding = binding::bind(&sources, "acme");
        if !binding.codes().is_empty() {
            wrong.push(format!("docs/mapping.md:{line}\n{}", binding.text(&sources)));
        }
        let fields: Vec<&FieldPlan> = binding.plan.models.iter().flat_map(|model| &model.fields).collect();
        for (name, wanted) in text.lines().filter_map(said) {
            let found = fields.iter().find(|field| field.name == name).map(|field| class(field));
            if found != Some(wanted) {
                wrong.push(format!("docs/mapping.md:{line}: `{name}` is {found:?}, not {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mappings_name_the_schema_in_their_first_line() {
    for entry in fs::read_dir(root().join("mappings")).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("#:schema ./schema.json\n"), "{}", path.display());
        }
    }
}
