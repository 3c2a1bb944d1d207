//! json_types: which JSON types a value can have that several schemas speak of.

use crate::diagnostics;
use crate::lower::schemas::build::Builder;
use crate::resolve::{JsonTypes, Schema, SchemaId};

impl<'d, 'f> Builder<'d, 'f> {
    /// The types that all of the schemas allow, `null` left aside.
    pub(crate) fn types(&mut self, schemas: &[&'d Schema<'f>], id: SchemaId) -> JsonTypes {
        let mut all = JsonTypes::default();
        for schema in schemas {
            let mut own = schema.types.without(JsonTypes::NULL);
            if own.is_empty() && !schema.properties.is_empty() {
                own = JsonTypes::OBJECT;
            }
            if own.is_empty() {
                continue;
            }
            let mut both = JsonTypes::default();
            for one in own.iter() {
                let wider = one == JsonTypes::INTEGER && all.contains(JsonTypes::NUMBER);
                if all.contains(one) || wider {
                    both = both.with(one);
                } else if one == JsonTypes::NUMBER && all.contains(JsonTypes::INTEGER) {
                    both = both.with(JsonTypes::INTEGER);
                }
            }
            if !all.is_empty() && both.is_empty() {
                self.report(
                    diagnostics::ALL_OF_CONFLICT,
                    id,
                    "the parts of this `allOf` allow no common type; the last one's is taken",
                );
            }
            all = if all.is_empty() || both.is_empty() { own } else { both };
        }
        if all.contains(JsonTypes::NUMBER) { all.without(JsonTypes::INTEGER) } else { all }
    }
}
