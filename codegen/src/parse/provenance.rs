//! Places in documents that overlays brought in: findings about them name the overlay's file and line.

use std::collections::HashMap;

use super::tree::{Forest, NONE, Tree};
use crate::diagnostics::{At, Diagnostic, Place};

/// Where overlays have what they brought into documents.
#[derive(Debug, Default)]
pub struct Provenance {
    /// By the document's file and pointer.
    places: HashMap<(String, String), Place>,
}

impl Provenance {
    pub fn of(forest: &Forest<'_>) -> Self {
        let mut places = HashMap::new();
        for tree in &forest.trees {
            for (node, (overlay, source)) in tree.brought.iter().filter(|(node, _)| is_attached(tree, **node))
            {
                let Some(overlay) = forest.overlays.get(*overlay) else { continue };
                let place = Place::pointer(overlay.path, overlay.node(*source).pointer());
                places.insert((tree.path.to_owned(), tree.node(*node).pointer()), place);
            }
        }
        Self { places }
    }

    /// Moves the places of findings to where they were written.
    pub fn apply(&self, diags: &mut [Diagnostic]) {
        for label in diags.iter_mut().flat_map(|found| &mut found.labels) {
            let At::Pointer(pointer) = &label.place.at else { continue };
            if let Some(place) = self.places.get(&(label.place.file.clone(), pointer.clone())) {
                label.place = place.clone();
            }
        }
    }
}

/// What was merged into something is no part of the tree itself.
fn is_attached(tree: &Tree<'_>, node: u32) -> bool {
    let up = |at: &u32| Some(tree.slots.get(*at as usize)?.parent).filter(|up| *up != NONE);
    std::iter::successors(Some(node), up).last() == Some(0)
}
