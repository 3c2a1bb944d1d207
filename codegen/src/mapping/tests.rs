//! Reading: what parses, what is refused and where.

use super::*;
use crate::diagnostics::{At, Diagnostic};

fn read_text(text: &str) -> (Mapping, Vec<Diagnostic>) {
    let mut diags = Vec::new();
    let mapping = read("mappings/x.toml", text, &mut diags);
    (mapping, diags)
}

fn field(expr: &str) -> Result<Expr, (String, String)> {
    let text = format!("[vendor]\n[crm.contact.fields]\nx = {}\n", toml::Value::String(expr.to_owned()));
    let (mapping, diags) = read_text(&text);
    if let Some(found) = diags.first() {
        let At::Span(span) = &found.labels[0].place.at else { panic!("{found:?}") };
        return Err((found.message.clone(), text[span.clone()].to_owned()));
    }
    match &mapping.models[0].fields[0].kind {
        FieldKind::Paths(Directions { from: Some(from), .. }) => Ok(from.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn expressions_of_every_form_parse() {
    for expr in [
        "@",
        "id",
        "properties.firstname",
        "`odd.name`.`x-y`",
        "a[0].b[*].c[* if d == 'x' and not e]",
        "a[k == 'v'].p",
        "entries[*]<FileMetadata>.path",
        "@[* if @key | ends('__c')]",
        "@header('Location') | after('/')",
        "@link('next')",
        "displayName ?? firstName | join(' ', lastName)",
        "not (a or b) and c != 1.5",
        "a < b",
        "a > -3",
        "a == 'it''s'",
        "a == true",
    ] {
        assert!(field(expr).is_ok(), "{expr}: {:?}", field(expr));
    }
}

#[test]
fn precedence_is_or_and_not_comparison_coalesce_pipe() {
    let expr = field("not a ?? b | trim == 'x' or c and d").unwrap();
    let ExprKind::Or(or) = expr.kind else { panic!() };
    let ExprKind::Not(not) = &or[0].kind else { panic!() };
    let ExprKind::Compare { left, .. } = &not.kind else { panic!() };
    let ExprKind::Coalesce(all) = &left.kind else { panic!() };
    assert!(matches!(all[1].kind, ExprKind::Pipe { .. }));
    assert!(matches!(or[1].kind, ExprKind::And(_)));
}

#[test]
fn a_syntax_error_names_the_place_and_what_was_expected() {
    let error = |expr: &str| field(expr).unwrap_err();
    assert_eq!(
        error("a..b"),
        ("bad expression: expected a member's name (an odd one in backticks), found `.`".into(), ".".into())
    );
    assert_eq!(error("a = 'x'").1, "=");
    assert_eq!(error("a | 'x'").0, "bad expression: expected the name of a filter, found the text 'x'");
    assert_eq!(error("a[* if ]").1, "]");
    assert_eq!(error("(a").0, "bad expression: expected an operator or `)`, found the end of the expression");
    assert_eq!(
        error("'a").0,
        "bad expression: expected a path, a 'text', a number, `true`, `false` or `(`, found a ' that is never closed"
    );
    assert_eq!(error("").1, "");
    assert!(error(&"(".repeat(100_000)).0.contains("nests less deeply"));
    assert!(error(&"not ".repeat(100_000)).0.contains("expected a path"));
}

#[test]
fn templates_hold_expressions_and_doubled_braces() {
    let (mapping, diags) = read_text(
        "[vendor]\n[crm.contact]\nwith = { q = \"updated >= '{since | time('%Y')}' {{x}} é\", n = \"{page_size}\" }\n",
    );
    assert!(diags.is_empty(), "{diags:?}");
    let RequestKind::Template(template) = &mapping.models[0].with[0].value.kind else { panic!() };
    assert_eq!(template.pieces.len(), 3);
    assert_eq!(template.pieces[2], TemplatePiece::Text("' {x} é".into()));
    let TemplatePiece::Expr(expr) = &template.pieces[1] else { panic!() };
    assert_eq!(mapping.source(&expr.span), "since | time('%Y')");
    let RequestKind::Template(template) = &mapping.models[0].with[1].value.kind else { panic!() };
    assert!(template.lone().is_some());
}

#[test]
fn everything_wrong_is_reported_in_one_run() {
    let (_, diags) = read_text(
        "[vendor]\ntitel = 'x'\ndocuments = 'a'\nauth = {}\nlimits = { requests = 1, per = '3 weeks' }\n[crm.contact]\nlist = { records = 'a..b' }\n",
    );
    let codes: Vec<_> = diags.iter().map(|found| found.code.id).collect();
    assert_eq!(codes, ["T403", "T404", "T408", "T410", "T405"]);
}

#[test]
fn no_text_at_all_makes_reading_panic() {
    for text in [
        "",
        "x",
        "[",
        "[a]\nb=1\n[a.b.c]\n",
        "a=\"\\u00",
        "\u{0}",
        "[crm]\ncontact = 1979-05-27\n",
        "x.y.fields.z.case=[[]]",
    ] {
        let _ = read_text(text);
    }
}

#[test]
fn templates_are_bounded() {
    let codes = |text: &str| {
        let (_, diags) = read_text(text);
        diags.iter().map(|found| found.code.id).collect::<Vec<_>>()
    };
    // each one doubles what it is given
    let doubling = |value: &str| {
        let level = |at: usize| format!("[like.a{at}]\nlike.a{} = {{ x = {value} }}\n", at + 1);
        let levels: String = (0..30).map(level).collect();
        format!(
            "[vendor]\ntitle = 'x'\n{levels}[like.a30]\nget = {{ call = '{{$x}}' }}\n[crm.contact]\nlike.a0 = {{ x = 'abc' }}\n"
        )
    };
    assert!(codes(&doubling("'{$x}{$x}'")).contains(&"T415"));
    assert!(codes(&doubling("['{$x}', '{$x}']")).contains(&"T415"));
    // each one is like the next twice
    let level = |at: usize| {
        format!(
            "[like.a{at}]\nlike = {{ a{0} = {{ x = 1 }}, b{0} = {{}} }}\n[like.b{at}]\nlike = 'a{0}'\n",
            at + 1
        )
    };
    let wide: String = (0..30).map(level).collect();
    let text = format!("[vendor]\ntitle = 'x'\n{wide}[like.a30]\n[like.b30]\n[crm.contact]\nlike = 'a0'\n");
    assert!(codes(&text).contains(&"T414"));
    let chain: String = (0..2_000).map(|at| format!("[like.a{at}]\nlike = 'a{}'\n", at + 1)).collect();
    let text = format!("[vendor]\ntitle = 'x'\n{chain}[like.a2000]\n[crm.contact]\nlike = 'a0'\n");
    assert!(codes(&text).contains(&"T414"));
}

#[test]
fn the_paper_test_s_eleven_vendors_are_read() {
    let shared = std::env::var_os("TRIBUTARY_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        std::path::PathBuf::from,
    );
    let drafts = shared.join("mapping-drafts");
    let Ok(folder) = std::fs::read_dir(&drafts) else { return };
    for entry in folder {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (mapping, diags) = read_text(&text);
        // They were written before these were renamed; everything else is as it was.
        let renamed = ["changed", "deleted", "none", "fn", "ignore", "of", "deep", "with", "fails"];
        let known = |found: &Diagnostic| {
            let key = renamed.iter().any(|name| found.message == format!("unknown key `{name}`"));
            let follows = [
                "`select` has no `root`",
                "expected a path, found a constant",
                "does not belong to `delete`",
            ];
            key || follows.iter().any(|text| found.message.contains(text))
                || found.message.ends_with("says neither where it is nor why it is not mapped")
        };
        let shown: Vec<_> =
            diags.iter().filter(|found| !known(found)).map(|found| (found.code.id, &found.message)).collect();
        assert!(shown.is_empty(), "{}: {shown:#?}", path.display());
        assert!(!mapping.models.is_empty());
    }
}
