//! What an expression is emitted in: both type arenas, the plan's tables, and the Rust names its roots go by.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::emit::names::ident;
use crate::emit::shapes::Named;
use crate::ir::{Api, Scalar, Shape, TypeDef, TypeId};
use crate::plan::{Lookup, ModelPlan, Path, Plan, Root, Side, StepKind};

use super::prefixes::Prefix;
use super::value::Lane;

/// The surroundings of one generated function.
#[derive(Clone)]
pub(super) struct Context<'a> {
    pub(super) vendor: &'a Api,
    /// The unified API of the model's category.
    pub(super) unified: &'a Api,
    /// `crm`
    pub(super) category: &'a str,
    pub(super) plan: &'a Plan,
    /// What [`Root::Record`] is called.
    pub(super) record: TokenStream,
    /// The reader or writer that collects warnings.
    pub(super) collector: TokenStream,
    /// What is put together, where a line is read.
    pub(super) to: TokenStream,
    /// What [`Root::Item`] is called.
    pub(super) item: TokenStream,
    /// The item is one of a fixed number of places, and a flow.
    pub(super) slot: Option<TokenStream>,
    /// Look-ups that the reading has a name for.
    pub(super) lookups: &'a [Lookup],
    /// Places inside the record that have a name.
    pub(super) prefixes: &'a [Prefix],
    /// What `{select}` stands for.
    pub(super) select: &'a [String],
    /// The expression that `{select}` stands for.
    pub(super) selected: TokenStream,
    /// The strings that mean absent throughout the model: `string` knows them.
    pub(super) nulls: &'a [String],
    /// The unified field that warnings are told of.
    pub(super) field: String,
}

impl<'a> Context<'a> {
    /// In a function that reads `from` into a unified value.
    pub(super) fn reading(plan: &'a Plan, vendor: &'a Api, unified: &'a Api, category: &'a str) -> Self {
        Self {
            vendor,
            unified,
            category,
            plan,
            record: quote!(from),
            collector: quote!(r),
            to: quote!(to),
            item: quote!(item),
            slot: None,
            lookups: &[],
            prefixes: &[],
            select: &[],
            selected: quote!(Flow::absent()),
            nulls: &[],
            field: String::new(),
        }
    }

    /// In a function that writes `given` to a request.
    pub(super) fn writing(&self) -> Self {
        Self { collector: quote!(w), ..self.clone() }
    }

    /// Where a request's values are made: nothing collects warnings, so that one that is wrong is refused.
    pub(super) fn requesting(&self, model: &'a ModelPlan) -> Self {
        Self {
            collector: TokenStream::new(),
            select: &model.select,
            selected: super::read::selected(self, model),
            ..self.clone()
        }
    }

    /// In the conversion of one record type, with the names that it has.
    pub(super) fn looking_up(&self, lookups: &'a [Lookup]) -> Self {
        Self { lookups, ..self.clone() }
    }

    /// Where the item is a flow of this name.
    pub(super) fn in_slot(&self, name: TokenStream) -> Self {
        Self { slot: Some(name), ..self.clone() }
    }

    /// Where an object or an item inside the record is put together.
    pub(super) fn inside(&self) -> Self {
        Self { to: quote!(it), ..self.clone() }
    }

    /// Where the item is an element that a predicate looks at.
    pub(super) fn of_element(&self) -> Self {
        Self { slot: None, item: quote!(item), ..self.clone() }
    }

    /// `.none(…)`, where strings mean absent.
    pub(super) fn none(&self, none: &[String]) -> TokenStream {
        match none {
            [] => TokenStream::new(),
            none => quote!(.none(&[#(#none),*])),
        }
    }

    /// Whether these are the strings that `string` takes for none.
    pub(super) fn is_nulls(&self, none: &[String]) -> bool {
        !none.is_empty() && none == self.nulls
    }

    /// The name of the look-up that a path is, and its key.
    pub(super) fn lookup<'p>(&self, path: &'p Path, lane: Lane) -> Option<(&'a str, &'p str)> {
        let (last, before) = path.steps.split_last()?;
        let StepKind::Member(key) = &last.kind else { return None };
        let mut lookups = self.lookups.iter();
        let same = |lookup: &&Lookup| lookup.map == before && lookup.none == path.none;
        let found = lookups.find(same).filter(|_| lane == Lane::Text && path.root == Root::Record)?;
        Some((&found.name, key))
    }

    /// The same, with warnings told of this field.
    pub(super) fn of_field(&self, name: &str) -> Self {
        Self { field: name.to_owned(), ..self.clone() }
    }

    /// The same, with the record under another name.
    pub(super) fn with_record(&self, record: TokenStream) -> Self {
        Self { record, ..self.clone() }
    }

    /// The expression that a root is, a reference or something that can be borrowed.
    pub(super) fn root(&self, root: &Root) -> TokenStream {
        match root {
            Root::Record => self.record.clone(),
            Root::Request => quote!(body),
            Root::Unified => quote!(given),
            Root::Item => self.item.clone(),
            Root::Key => quote!(key),
            Root::Header(name) => quote!(reply.header(#name)),
            Root::Link(rel) => quote!(reply.link(#rel).as_deref()),
        }
    }

    /// The definition of a type.
    pub(super) fn def(&self, side: Side, id: TypeId) -> &'a TypeDef {
        match side {
            Side::Vendor => self.vendor.types.get(id),
            Side::Unified => self.unified.types.get(id),
        }
    }

    /// The Rust path of a definition: `types::Ticket`, `crm::Contact`.
    pub(super) fn path(&self, side: Side, id: TypeId) -> TokenStream {
        let name = ident(&self.def(side, id).name);
        match side {
            Side::Vendor => quote!(types::#name),
            Side::Unified => {
                let category = ident(self.category);
                quote!(#category::#name)
            }
        }
    }

    /// The Rust type of a shape.
    pub(super) fn shape(&self, side: Side, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Named(id) => self.path(side, *id),
            Shape::Boxed(id) => {
                let inner = self.path(side, *id);
                quote!(Box<#inner>)
            }
            Shape::Scalar(scalar) => scalar_type(*scalar),
            Shape::List(item) => {
                let item = self.shape(side, item);
                quote!(Vec<#item>)
            }
            Shape::Map(value) => {
                let value = self.shape(side, value);
                quote!(Map<#value>)
            }
            Shape::Tuple(items) => {
                let items = items.iter().map(|item| self.shape(side, item));
                quote!((#(#items,)*))
            }
            Shape::Nullable(item) => {
                let item = self.shape(side, item);
                quote!(Option<#item>)
            }
            Shape::Ref(_) => quote!(tributary_model::Ref<_>),
            Shape::Any => quote!(tributary_core::Value),
        }
    }

    /// The constant that an enum table is emitted as.
    pub(super) fn table(&self, index: usize) -> TokenStream {
        let name = self.plan.tables.get(index).map(|table| ident(&table.name));
        quote!(tables::#name)
    }
}

fn scalar_type(scalar: Scalar) -> TokenStream {
    match Named::of(scalar) {
        Named::Prelude(name) => ident(name).into_token_stream(),
        Named::Runtime(name) => {
            let name = ident(name);
            quote!(tributary_core::#name)
        }
    }
}
