//! Schemas that are met again in place: by way of an `allOf`, one place is part of another, or of itself. What is met
//! again is one type, whatever the path to it, so that a document has no more places than it has combinations of
//! schemas; and of those, no more are built than [`MetAgain::limit`] says.

use crate::diagnostics;
use crate::ir::{Kind, Shape, TypeId};
use crate::lower::draft::Occurrence;
use crate::lower::schemas::build::{Builder, SchemaLocation, Use};
use crate::lower::schemas::parts;
use crate::lower::schemas::schema_location::{name_hints, origin};
use crate::resolve::{SchemaId, Schemas};
use rustc_hash::FxHashMap;

/// The schemas that a value has to meet, and whether it is built as one object among several.
type Together = (bool, Vec<SchemaId>);

/// What schemas that are met together became.
pub(crate) struct MetAgain {
    known: FxHashMap<Together, Met>,
    /// Schemas and properties in the combinations that were built.
    built: usize,
    /// How many of these there may be: a document of so many schemas and properties is allowed that many times more.
    limit: usize,
}

enum Met {
    /// It is being built; the type by which it refers to itself, if it does.
    Open(Option<TypeId>),
    /// What it became, and whether something in it is raw JSON.
    Built { found: Use, raw: bool },
}

impl MetAgain {
    pub(crate) fn new(schemas: &Schemas<'_>) -> Self {
        let size: usize = schemas.iter().map(|(_, schema)| 1 + schema.properties.len()).sum();
        Self { known: FxHashMap::default(), built: 0, limit: 100_000 + 32 * size }
    }
}

impl<'f> Builder<'_, 'f> {
    /// Builds what has to meet all of these schemas, once. Met again it is the same; met inside itself, it refers to
    /// itself.
    pub(crate) fn once(
        &mut self,
        object: bool,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        build: impl FnOnce(&mut Self) -> Use,
    ) -> Use {
        let mut together: Together = (object, owns.to_vec());
        together.1.sort_unstable();
        match self.met.known.get(&together) {
            Some(Met::Built { found, raw }) => {
                let (found, raw) = (found.clone(), *raw);
                self.falls += usize::from(raw);
                self.found_here_too(&found, owns, at);
                return found;
            }
            Some(Met::Open(Some(itself))) => return Use::of(Shape::Named(*itself)),
            Some(Met::Open(None)) => {
                let def = self.placeholder(owns, name_hints(at), at.key(), true);
                let itself = self.draft.push(def);
                self.met.known.insert(together, Met::Open(Some(itself)));
                return Use::of(Shape::Named(itself));
            }
            None => {}
        }
        let Some(last) = owns.last().copied() else { return build(self) };
        if self.depth > parts::DEPTH {
            let message = "this schema is nested too deeply to be read";
            return self.degrade(last, diagnostics::NESTED_TOO_DEEP, message);
        }
        if owns.len() > 1 {
            self.met.built += owns.iter().map(|id| 1 + self.get(*id).properties.len()).sum::<usize>();
            if self.met.built > self.met.limit {
                let message = "schemas are combined here in too many ways to be built one by one";
                return self.degrade(last, diagnostics::TOO_MANY_COMBINATIONS, message);
            }
        }
        self.met.known.insert(together.clone(), Met::Open(None));
        let falls = self.falls;
        let found = self.deeper(build);
        let raw = self.falls > falls;
        let built = Met::Built { found: found.clone(), raw };
        if let Some(Met::Open(Some(itself))) = self.met.known.insert(together, built) {
            let def = self.draft.get_mut(itself);
            def.kind = Kind::Alias(found.shape.clone());
            def.nullable = found.nullable;
            def.constant.clone_from(&found.constant);
        }
        found
    }

    /// Builds what is one schema deeper than here.
    pub(crate) fn deeper(&mut self, build: impl FnOnce(&mut Self) -> Use) -> Use {
        self.depth += 1;
        let found = build(self);
        self.depth -= 1;
        found
    }

    /// A type that is declared in place has one place more.
    fn found_here_too(&mut self, found: &Use, owns: &[SchemaId], at: &SchemaLocation<'_>) {
        let Shape::Named(id) = found.shape else { return };
        let Some(first) = owns.first().filter(|_| self.draft.get(id).inline) else { return };
        let here =
            Occurrence { name_hints: name_hints(at), origin: origin(self.get(*first).node), key: at.key() };
        self.draft.get_mut(id).occurrences.push(here);
    }
}
