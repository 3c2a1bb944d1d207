//! A constant tells alternatives apart, and an unknown one is kept.

use one_of_const::types::Shape;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn the_constant_chooses() {
    let shape: Shape = serde_json::from_value(json!({"side": 2.0, "type": "square"})).unwrap();
    assert!(matches!(shape, Shape::Square(square) if square.side == Some(2.0.into())));
    keeps::<Shape>(json!({"type": "circle", "radius": 1.5}));
    keeps::<Shape>(json!({"type": "star", "points": 5}));
}
