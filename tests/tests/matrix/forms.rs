//! The forms that a field's line can have.

use super::lines::{Line, Piece};
use super::space::{CASES, TABLES, TYPES, UNIFIED};

/// A vendor's property, filters, and a unified field.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    at: usize,
    unified: &'static str,
    vendor: &'static str,
    chain: &'static str,
    /// Both directions, as a bare path.
    pub(crate) line: Line,
}

pub(crate) fn plain(
    at: usize,
    unified: &'static str,
    vendor: &'static str,
    chain: &'static str,
) -> Combination {
    let line = Line::table(
        &format!("u{at}"),
        format!("from = \"v{at}{chain}\""),
        vec![field(&format!("u{at}"), unified), property(&format!("v{at}"), vendor)],
    );
    Combination { at, unified, vendor, chain, line }
}

fn field(name: &str, schema: &str) -> Piece {
    Piece::Field { name: name.to_owned(), schema: schema.to_owned() }
}

fn property(name: &str, schema: &str) -> Piece {
    Piece::Property { name: name.to_owned(), required: false, schema: schema.to_owned() }
}

const DIRECTIONS: &[&str] = &["read", "write", "create", "update"];

/// All other forms.
pub(crate) fn all(of: &Combination) -> Vec<Line> {
    let Combination { at, unified, vendor, chain, .. } = of;
    let mut lines = Vec::new();
    let mut add = |form: &str, value: String, field_schema: &str, properties: Vec<Piece>| {
        let key = format!("u{at}{form}");
        let pieces = [field(&key, field_schema)].into_iter().chain(properties).collect();
        lines.push(Line::table(&key, value, pieces));
    };
    let name = |form: &str| format!("v{at}{form}");
    let one = |form: &str| vec![property(&name(form), vendor)];
    for form in DIRECTIONS {
        add(form, format!("{form} = \"{}{chain}\"", name(form)), unified, one(form));
    }
    let required = Piece::Property { name: name("must"), required: true, schema: (*vendor).to_owned() };
    add("must", format!("from = \"{}{chain}\"", name("must")), unified, vec![required]);

    let object = format!("type: object, properties: {{ v: {{ {vendor} }}, text: {{ type: string }} }}");
    let nested = format!("type: object, properties: {{ f: {{ {unified} }} }}");
    let inside = format!("fields = {{ f = \"v{chain}\" }}");
    add(
        "member",
        format!("from = \"{}.v{chain}\"", name("member")),
        unified,
        vec![property(&name("member"), &object)],
    );
    add(
        "nested",
        format!("from = \"{}\", {inside}", name("nested")),
        &nested,
        vec![property(&name("nested"), &object)],
    );
    add("flat", format!("fields = {{ f = \"{}{chain}\" }}", name("flat")), &nested, one("flat"));

    let items = format!(
        "type: array, items: {{ type: object, properties: {{ v: {{ {vendor} }}, text: {{ type: string }}, key: {{ type: string }} }} }}"
    );
    let list = format!(
        "type: array, items: {{ type: object, properties: {{ f: {{ {unified} }}, kind: {{ type: string }} }} }}"
    );
    add(
        "each",
        format!("each = \"{}[*]\", {inside}", name("each")),
        &list,
        vec![property(&name("each"), &items)],
    );
    add(
        "element",
        format!("from = \"{}[key == 'a'].v{chain}\"", name("element")),
        unified,
        vec![property(&name("element"), &items)],
    );
    let slots = format!(
        "list = [{{ f = \"{}{chain}\" }}, {{ f = \"{}{chain}\", kind = {{ const = 'WORK' }} }}]",
        name("slot"),
        name("other")
    );
    add("slot", slots, &list, [one("slot"), one("other")].concat());

    let map = format!("type: object, additionalProperties: {{ {vendor} }}");
    let entries = format!("type: object, additionalProperties: {{ {unified} }}");
    add(
        "entry",
        format!("each = \"{}[*]\", key = \"@key\", value = \"@{chain}\"", name("entry")),
        &entries,
        vec![property(&name("entry"), &map)],
    );
    lines
}

const CHOICE: &str = "$ref: '#/components/schemas/Choice'";

/// Every table for every type, in every direction; of one value, of a list's items, inside an object.
pub(crate) fn enums() -> Vec<Line> {
    let mut lines = Vec::new();
    for (_, vendor) in TYPES {
        for table in TABLES {
            for direction in ["from"].iter().chain(DIRECTIONS) {
                let (key, name) = (format!("e{}", lines.len()), format!("ev{}", lines.len()));
                let value = format!("{direction} = \"{name}\", enum = {table}");
                lines.push(Line::table(&key, value, vec![field(&key, CHOICE), property(&name, vendor)]));
            }
            let (key, name) = (format!("e{}", lines.len()), format!("ev{}", lines.len()));
            let (list, items) = (
                format!("type: array, items: {{ {CHOICE} }}"),
                format!("type: array, items: {{ {vendor} }}"),
            );
            let value = format!("from = \"{name}[*]\", enum = {table}");
            lines.push(Line::table(&key, value, vec![field(&key, &list), property(&name, &items)]));
            let (key, name) = (format!("e{}", lines.len()), format!("ev{}", lines.len()));
            let value = format!("fields = {{ f = {{ from = \"{name}\", enum = {table} }} }}");
            let nested = format!("type: object, properties: {{ f: {{ {CHOICE} }} }}");
            lines.push(Line::table(&key, value, vec![field(&key, &nested), property(&name, vendor)]));
        }
    }
    lines
}

/// Every `case` for every type.
pub(crate) fn cases() -> Vec<Line> {
    let mut lines = Vec::new();
    for unified in UNIFIED.iter().map(|(_, schema)| *schema).chain([CHOICE]) {
        for (_, vendor) in TYPES {
            // a third of all, each with every type
            for case in CASES.iter().skip(lines.len() % 3).step_by(3) {
                let (key, name) = (format!("c{}", lines.len()), format!("cv{}", lines.len()));
                let value = format!("case = {}", case.replace('V', &name));
                lines.push(Line::table(&key, value, vec![field(&key, unified), property(&name, vendor)]));
            }
        }
    }
    lines
}
