//! The examples of `docs/mapping.md`, bound: every one without a finding, every line of the class that its comment says.
//! README's example, in the place of what it is an excerpt of. What `--explain` shows, with its places.
//! And the published JSON Schema: as the reader's own tables make it, and right for the mappings there are.

use std::fs;

use tributary_codegen::diagnostics::Severity;
use tributary_codegen::mapping;
use tributary_codegen::plan::{Class, FieldPlan};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate};
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

/// README's example is an excerpt of HubSpot's mapping: in its place, the whole is bound without a warning.
#[test]
fn the_example_of_the_readme_binds() {
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (example, rest) = rest.split_once("```").unwrap();
    assert!(!rest.contains("```toml"), "README has more examples than are bound here");
    let whole = fs::read_to_string(root().join("mappings/hubspot.toml")).unwrap();
    let start = whole.find("\n[crm.contact]").unwrap();
    let end = whole.find("\n[crm.account]").unwrap();
    let mapping = format!("{}\n{example}{}", &whole[..start], &whole[end..]);
    let all = tributary_tests::sources(&root(), &["specs"]);
    let specs =
        ["specs/hubspot/", "specs/unified/"].into_iter().flat_map(|folder| all.under(folder)).cloned();
    let mapping = SourceFile { path: "mappings/hubspot.toml".to_owned(), bytes: mapping.into_bytes().into() };
    let binding = binding::bind(&Sources::new(specs.chain([mapping]).collect()), "hubspot");
    let wrong: Vec<_> = binding.found.iter().filter(|found| found.severity() > Severity::Note).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(binding.plan.models.iter().any(|model| model.model == "contact" && model.fields.len() > 5));
}

/// Every line of a whole model is shown with the place where its key is written.
#[test]
fn what_a_model_inherits_is_shown_with_its_places() {
    let mut inherited = 0;
    let all = tributary_tests::sources(&root(), &["mappings"]);
    for source in all.under("mappings/").filter(|source| source.path.ends_with(".toml")) {
        let file = source.path.clone();
        let text = String::from_utf8(source.bytes.to_vec()).unwrap();
        let mapping = mapping::read(&file, &text, &mut Vec::new());
        for model in &mapping.models {
            let name = format!("{}.{}", model.category.value, model.name.value);
            let explained = mapping::explain(&file, &text, &name).unwrap();
            for (line, place) in &explained.lines {
                let number = place.rsplit_once(".toml:").unwrap().1.split(',').next().unwrap();
                let written = text.lines().nth(number.parse::<usize>().unwrap() - 1).unwrap();
                let key = line.split(" = ").next().unwrap().trim_end_matches(']').rsplit('.').next().unwrap();
                let key = if line.starts_with("absent.") { line.rsplit('"').nth(1).unwrap() } else { key };
                assert!(written.contains(key), "{line} is not at {place}: {written}");
                inherited += usize::from(place.contains(", ["));
            }
            let shown = |key: &str| explained.lines.iter().any(|(line, _)| line.starts_with(key));
            for capability in &model.capabilities {
                assert!(shown(&format!("{}.", capability.name.value)), "{name}: {explained}");
            }
            for field in &model.fields {
                let line = [format!("fields.{}", field.name.value), format!("\"{}\"", field.name.value)];
                let found = explained.lines.iter().any(|(shown, _)| {
                    shown.starts_with(&line[0]) || (shown.starts_with("absent.") && shown.contains(&line[1]))
                });
                assert!(found, "{name}: `{}` is not shown:\n{explained}", field.name.value);
            }
        }
    }
    assert!(inherited > 100, "only {inherited} lines are inherited");
    let (file, text) = ("mappings/a.toml", "[crm.contact]\nget = { call = \"a\" }\n");
    let near = mapping::explain(file, text, "crm.contcat").unwrap_err();
    assert_eq!(near, "`mappings/a.toml` has no model `crm.contcat`: did you mean `crm.contact`?");
}

/// What is shown is what is bound: a mapping of whole models gives the same crate, but for the places in its documentation.
#[test]
fn whole_models_bind_to_the_same_conversions() {
    let all = tributary_tests::sources(&root(), &["specs", "mappings"]);
    let mappings = all.under("mappings/").filter(|source| source.path.ends_with(".toml"));
    for source in mappings {
        let text = String::from_utf8(source.bytes.to_vec()).unwrap();
        let vendor = source.path.trim_start_matches("mappings/").trim_end_matches(".toml").to_owned();
        let mut kept = true;
        let sections = ["[vendor", "[webhooks", "[enums", "[functions"];
        let own = text.lines().filter(|line| {
            if line.starts_with('[') {
                // whole models have no lines of templates whose findings could be acknowledged
                kept = sections.iter().any(|section| line.starts_with(section))
                    && !line.starts_with("[vendor.acknowledged");
            }
            kept
        });
        let mut whole = own.collect::<Vec<_>>().join("\n") + "\n";
        for model in &mapping::read(&source.path, &text, &mut Vec::new()).models {
            let name = format!("{}.{}", model.category.value, model.name.value);
            let explained = mapping::explain(&source.path, &text, &name).unwrap();
            explained.lines.iter().for_each(|(line, _)| whole.push_str(&format!("{line}\n")));
        }
        assert!(!whole.contains("{$") && !whole.contains("like"), "{whole}");
        let whole = SourceFile { path: source.path.clone(), bytes: whole.into_bytes().into() };
        let specs = all.under("specs/").cloned();
        let changed = Sources::new(specs.chain([whole]).collect());
        let options = || GenerateOptions {
            vendors: vec![vendor.clone()],
            runtime: "runtime".to_owned(),
            ..GenerateOptions::default()
        };
        let code = |sources: &Sources| {
            let output = generate(sources, &options());
            let files = output.files.into_iter().filter(|file| file.path.starts_with("generated/"));
            let plain = |text: &str| {
                text.lines().filter(|line| !line.starts_with("//! |")).collect::<Vec<_>>().join("\n")
            };
            files.map(|file| (file.path.clone(), plain(&file.contents))).collect::<Vec<_>>()
        };
        let (before, after) = (code(&all), code(&changed));
        assert!(before.len() > 10, "{vendor}: only {} files", before.len());
        assert_eq!(before.len(), after.len());
        for ((path, before), (_, after)) in before.iter().zip(&after) {
            assert!(before == after, "{path} is not the same");
        }
    }
}

/// A model as it is shown, to the letter.
#[test]
fn a_whole_model_reads_as_a_mapping() {
    let text = "[defaults]\nfields.id = \"id\"\n\n[like.record]\nget = { call = \"get{$one}\" }\n\n[field_templates.link]\nread = \"links[{$at}]\"\n\n\
        [crm.contact]\nlike.record = { one = \"Person\" }\nabsent = { \"Acme has none\" = [\"title\"] }\n\n[crm.contact.fields]\naccount = { like.link = { at = 0 } }\n";
    let shown = mapping::explain("a.toml", text, "crm.contact").unwrap().to_string();
    let wanted = [
        "[crm.contact]                       # a.toml:10",
        "get.call = \"getPerson\"              # a.toml:5, [like.record]",
        "fields.account.read = \"links[0]\"    # a.toml:8, [field_templates.link]",
        "absent.\"Acme has none\" = [\"title\"]  # a.toml:12",
        "fields.id = \"id\"                    # a.toml:2, [defaults]",
        "",
    ];
    assert_eq!(shown, wanted.join("\n"));
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
