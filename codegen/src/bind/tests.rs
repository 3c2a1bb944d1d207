//! What a line loses, construct by construct.

use super::round_trip::{self, Declared, Losses};
use super::{Binder, Input};
use crate::ir::Api;
use crate::mapping::{self, EnumDecl, EnumUse, FieldDecl, FilterUse, Mapping};
use crate::plan::{Class, Loss};

struct Tables(Mapping);

impl Declared for Tables {
    fn table(&self, decl: &FieldDecl) -> Option<EnumDecl> {
        match decl.table.as_ref()? {
            EnumUse::Inline(table, _) => Some(table.clone()),
            EnumUse::Named(name) => self.0.enums.iter().find(|table| table.name.value == name.value).cloned(),
        }
    }

    fn function_loses(&self, name: &str) -> Option<bool> {
        self.0.functions.iter().find(|found| found.name.value == name).map(|found| found.loses.is_some())
    }

    fn filter_loses(&self, filter: &FilterUse) -> Option<(bool, bool, &'static str)> {
        let api = Api::default();
        let input = Input {
            mapping: &self.0,
            vendor: &api,
            unified: &[],
            hand_written: &[],
            offered: &[],
            whole: true,
        };
        Binder::new(&input, &api, Vec::new()).filter_loss(filter)
    }
}

fn losses(field: &str) -> Losses {
    let text = format!(
        "[vendor]\n[functions]\nplain = {{ read = 'a', write = 'b' }}\nlossy = {{ read = 'a', write = 'b', loses = 'x' }}\n\
         [crm.contact.fields]\nf = {field}\n"
    );
    let mut diags = Vec::new();
    let mapping = mapping::read("mappings/x.toml", &text, &mut diags);
    assert!(diags.is_empty(), "{field}: {diags:?}");
    let decl = mapping.models[0].fields[0].clone();
    round_trip::of_field(&decl, &Tables(mapping))
}

fn loss(field: &str) -> (bool, bool) {
    let Loss { w, r } = losses(field).loss;
    (w, r)
}

#[test]
fn what_inverts_exactly_is_bijective() {
    for field in [
        "'a.b'",
        "'not a'",
        "'a | int'",
        "'a | decimal(2)'",
        "'a | decimal(2) | scale(0.01)'",
        "'a | time'",
        "\"a | time('epoch_ms')\"",
        "\"a | time('%Y-%m-%dT%H:%M:%S%.3f%z')\"",
        "'a | date'",
        "\"a | bool('t', 'f')\"",
        "\"a | only('003')\"",
        "'a | plain'",
        "'a[*].b'",
        "{ each = 'a[*]', fields = { b = 'c' } }",
        "{ each = 'a[*]', key = '@key', value = '@' }",
        "{ fields = { b = 'c' } }",
        "{ from = 'a', enum = { X = 'x', Y = 'y' } }",
        "{ from = 'a', enum = { X = [true, 1], Y = [false, 0] } }",
        "{ read = 'a[0]', create = 'b' }",
    ] {
        assert_eq!(loss(field), (false, false), "{field}");
        assert_eq!(round_trip::class(true, true, &losses(field)), Class::Bijective);
    }
}

#[test]
fn what_loses_says_which_law_fails() {
    let w = (true, false);
    let r = (false, true);
    let both = (true, true);
    for (field, expected) in [
        ("'a ?? b'", r),
        ("'a[0]'", r),
        ("{ from = 'a', enum = { X = ['x', 'z'], Y = 'y' } }", r),
        ("{ from = 'a', enum = { X = 'x', Y = [] } }", w),
        ("{ list = ['a', 'b'] }", w),
        ("\"a | at('00:00Z')\"", w),
        ("\"a | time('epoch_s')\"", w),
        ("\"a | time('%Y-%m-%d %H:%M:%S')\"", w),
        ("\"a | date('rfc3339')\"", r),
        ("\"a | split(',')\"", both),
        ("'a | trim'", both),
        ("'a | lower'", both),
        ("'a | decimal(2) | scale(3)'", both),
        ("'a | lossy'", both),
        ("{ each = 'a[*]', fields = { b = { from = 'c', enum = { X = 'x', Y = [] } } } }", w),
    ] {
        assert_eq!(loss(field), expected, "{field}");
        assert!(!losses(field).reasons.is_empty(), "{field}");
    }
    assert!(losses("'a | lossy'").owned, "the function says what it loses");
    assert!(!losses("'a ?? b'").owned);
}

#[test]
fn a_line_of_one_direction_has_no_laws_to_break() {
    let losses = losses("'a ?? b'");
    assert_eq!(round_trip::class(true, false, &losses), Class::ReadOnly);
    assert_eq!(round_trip::class(false, true, &losses), Class::WriteOnly);
    assert_eq!(round_trip::class(false, false, &losses), Class::Unmapped);
}
