//! No fact alone tells these apart; together they do.

use one_of_facts::types::{AnySource, Field, Owner, Source};
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn a_constant_and_a_kind_choose_together() {
    let field = |value| serde_json::from_value::<Field>(value).unwrap();
    assert!(matches!(field(json!({"type": "text", "value": "a"})), Field::TextField(it) if it.value == "a"));
    assert!(matches!(field(json!({"type": "text", "value": ["a"]})), Field::TextsField(it) if it.value == ["a"]));
    assert!(matches!(field(json!({"value": "today", "type": "date"})), Field::DateField(it) if it.value == "today"));
    keeps::<Field>(json!({"type": "date", "value": "2026-01-02"}));
}

#[test]
fn what_is_inside_an_alternative_is_told_from_the_others() {
    let source = |value| serde_json::from_value::<AnySource>(value).unwrap();
    let card = source(json!({"object": "card", "brand": "b"}));
    assert!(matches!(card, AnySource::Source(Source::Card(it)) if it.brand == "b"));
    let gone = source(json!({"object": "card", "deleted": true}));
    assert!(matches!(gone, AnySource::Gone(it) if it.deleted));
}

#[test]
fn members_of_several_alternatives_are_all_kept() {
    let both = json!({"data": {"id": 7}, "links": {"related": "https://example.com"}});
    let owner: Owner = serde_json::from_value(both.clone()).unwrap();
    assert_eq!(owner.data.and_then(|data| data.id), Some(7));
    keeps::<Owner>(both);
}

#[test]
fn a_union_on_trial_does_not_take_what_it_does_not_know() {
    use one_of_facts::types::Entry;
    let entry = |value| serde_json::from_value::<Entry>(value).unwrap();
    assert!(matches!(entry(json!([1])), Entry::Known(_)));
    assert!(matches!(entry(json!({"object": "cash", "till": "x"})), Entry::Kept(_)));
}
