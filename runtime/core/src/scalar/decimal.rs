//! Decimals that travel as text.

use std::fmt;

use rust_decimal::Decimal;

use super::holds;
use crate::codegen_v1::{Decode, Encode, Slot, View};

/// A decimal that travels as text: `"12.50"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DecimalText(pub Decimal);

holds!(DecimalText, Decimal);

impl fmt::Display for DecimalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Decode for DecimalText {
    fn blank() -> Self {
        DecimalText(Decimal::ZERO)
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Decimal { place: &mut self.0, text: true }
    }
}

impl Encode for DecimalText {
    fn view(&self) -> View<'_> {
        View::display(&self.0)
    }
}
