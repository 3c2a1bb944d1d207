//! What models share, laid under each of them: `[like.NAME]`, `[field_templates.NAME]`, `[defaults]`, and `list` under `changed_since`
//! and `deleted_since`.
//!
//! A checked tree comes in; one in which every model is whole goes out, and nothing later knows of inheritance. Every node
//! keeps the place where it was written. What a model says itself comes before what its template says, that before what the
//! template's own template says, and the defaults come last. `with` and `fields` are merged entry by entry, capabilities key
//! by key; anything else is replaced whole.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Place, catalogue, nearest, quoted};

use super::ast::{Span, Spanned};
use super::document::{Node, NodeKind};
use super::read::CAPABILITIES;
use super::text::Text;

/// Keys that say the same thing in different ways: an own one takes the place of all inherited ones.
const ALTERNATIVES: [&[&str]; 2] = [&["call", "function"], &["record", "records", "id", "ids"]];

/// How deep templates may be like each other, how many may be laid under one table, and how long what is filled in may be.
const DEPTH: usize = 32;
const TEMPLATES: usize = 256;
const FILLED: usize = 10_000;

/// What `changed_since` and `deleted_since` take from `list`.
const FROM_LIST: [&str; 7] = ["call", "with", "record", "records", "id", "ids", "page"];

/// Places of the tree that mean something else where they are inherited.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    /// Names of `[defaults]` that only reach what has them: where they are written.
    pub(super) defaults: BTreeSet<usize>,
    /// Fields that are not as they are written: parameters were filled in, or a template of a field.
    pub(super) filled: BTreeSet<usize>,
}

/// Makes the models whole. `corrected` gets the places of misspelt names that were read as they were meant.
pub(super) fn resolve(
    (file, text): (&str, &str),
    root: &mut Node,
    declared: &[String],
    (diags, corrected): (&mut Vec<Diagnostic>, &mut Vec<Span>),
) -> Inherited {
    let mut take = |name: &str| root.remove(name).map(|(_, node)| node);
    let models = Templates::new("like", take("like"));
    let lines = Templates::new("field_templates", take("field_templates"));
    let mut defaults = take("defaults").unwrap_or_else(|| Node::table(Vec::new()));
    let mut inherit = Inherit {
        file,
        text,
        declared,
        diags,
        corrected,
        models,
        lines,
        defaults: Vec::new(),
        laid: 0,
        asked: Vec::new(),
        unknown: BTreeSet::new(),
    };
    for (_, template) in inherit.models.all.iter().chain(&inherit.lines.all) {
        template.each_text(&mut |text| {
            inherit.asked.extend(text.parameters().map(|(name, span)| (name.to_owned(), span)));
        });
    }
    inherit.absent(&mut defaults);
    let mut known = Inherited::default();
    known.defaults.extend(defaults.get("fields").into_iter().flat_map(starts));
    for (key, _) in CAPABILITIES {
        known.defaults.extend(defaults.get(key).and_then(|it| it.get("with")).into_iter().flat_map(starts));
    }
    let read = CAPABILITIES.iter().map(|(key, _)| *key).filter(|key| defaults.get(key).is_some());
    inherit.defaults = read.collect();
    inherit.misspelt_templates(root);
    let mut reached = BTreeSet::new();
    for (name, category) in root.entries_mut() {
        if ["vendor", "webhooks", "enums", "functions"].contains(&name.value.as_str()) {
            continue;
        }
        for (_, model) in category.entries_mut() {
            inherit.model(model, &defaults, &mut reached);
            if let Some((_, fields)) = model.entry_mut("fields") {
                inherit.fields(fields, &mut known.filled);
            }
        }
    }
    inherit.unused(&defaults, &reached);
    known
}

/// The templates and defaults that a file declares, before its keys are checked: `like.object`, `defaults.get`.
pub(super) fn declared(root: &Node) -> Vec<String> {
    let names = |section: &'static str| {
        let entries = root.get(section).map(Node::entries).unwrap_or_default();
        entries.iter().map(move |(name, _)| format!("{section}.{}", name.value))
    };
    names("like").chain(names("field_templates")).chain(names("defaults")).collect()
}

/// Where the names of a table's entries start.
fn starts(node: &Node) -> Vec<usize> {
    node.entries().iter().map(|(name, _)| name.span.start).collect()
}

/// The tables of `[like]`, or of `[field_templates]`.
struct Templates {
    section: &'static str,
    all: Vec<(Spanned<String>, Node)>,
    used: BTreeSet<String>,
    /// Names that were asked for, are not declared, and were reported.
    reported: BTreeSet<String>,
}

impl Templates {
    fn new(section: &'static str, node: Option<Node>) -> Self {
        let all = match node.map(|node| node.kind) {
            Some(NodeKind::Table(entries)) => entries,
            _ => Vec::new(),
        };
        Self { section, all, used: BTreeSet::new(), reported: BTreeSet::new() }
    }

    fn get(&self, name: &str) -> Option<&Node> {
        self.all.iter().find(|(known, _)| known.value == name).map(|(_, node)| node)
    }

    fn names(&self) -> Vec<&str> {
        self.all.iter().map(|(name, _)| name.value.as_str()).collect()
    }
}

/// `like = "NAME"`, or one of `like.NAME = { parameter = value }`.
#[derive(Clone)]
struct Like {
    name: Spanned<String>,
    arguments: Vec<(Spanned<String>, Node)>,
}

struct Inherit<'a> {
    file: &'a str,
    text: &'a str,
    /// All templates and defaults, with those that could not be read.
    declared: &'a [String],
    diags: &'a mut Vec<Diagnostic>,
    corrected: &'a mut Vec<Span>,
    models: Templates,
    lines: Templates,
    /// The capabilities of `[defaults]`.
    defaults: Vec<&'static str>,
    /// How many templates were laid under the table at hand.
    laid: usize,
    /// Parameters, and where each is first asked for.
    asked: Vec<(String, Span)>,
    /// Unknown parameters that were reported, and which were meant.
    unknown: BTreeSet<String>,
}

impl Inherit<'_> {
    fn found(&self, code: crate::diagnostics::Code, message: String, span: &Span, label: &str) -> Diagnostic {
        Diagnostic::new(code, message, self.place(span), label)
    }

    fn place(&self, span: &Span) -> Place {
        Place::span(self.file, span.clone())
    }

    /// Lays under a model what it is like, and the defaults.
    fn model(&mut self, model: &mut Node, defaults: &Node, reached: &mut BTreeSet<&'static str>) {
        self.absent(model);
        let likes = likes(model);
        model.remove("like");
        self.laid = 0;
        self.lay_templates(true, model, (likes, &[]), &mut Vec::new());
        let declared: Vec<_> = CAPABILITIES.iter().filter(|(key, _)| model.get(key).is_some()).collect();
        // A table that only has fields is part of other models.
        if !declared.is_empty() {
            reached.extend(declared.iter().map(|(key, _)| *key));
            let mut defaults = defaults.clone();
            for (key, _) in CAPABILITIES.iter().filter(|(key, _)| model.get(key).is_none()) {
                defaults.remove(key);
            }
            lay_under(model, defaults);
        }
        // Without a default that could not be read, a capability would mean something else.
        for (key, _) in CAPABILITIES {
            if self.declared.contains(&format!("defaults.{key}")) && !self.defaults.contains(&key) {
                model.remove(key);
            }
        }
        let Some(list) = model.get("list").cloned() else { return };
        for key in ["changed_since", "deleted_since"] {
            if let Some((_, capability)) = model.entry_mut(key) {
                take_from_list(capability, &list);
            }
        }
    }

    /// Lays under a table the templates that it is like, the arguments filled in, each followed by those that it is like
    /// itself. `outer` are the arguments of the template whose likes these are. Whether any was found.
    fn lay_templates(
        &mut self,
        of_model: bool,
        own: &mut Node,
        (likes, outer): (Vec<Like>, &[(Spanned<String>, Node)]),
        path: &mut Vec<String>,
    ) -> bool {
        let mut any = false;
        for Like { name: at, mut arguments } in likes {
            let Some(name) = self.declared(of_model, &at) else { continue };
            any = true;
            self.laid += 1;
            if path.len() == DEPTH || self.laid > TEMPLATES {
                let message = format!("more than {DEPTH} templates deep, or {TEMPLATES} in all");
                let found = self.found(catalogue::TEMPLATE_CYCLE, message, &at.span, "too many");
                self.report(found.help("say what they share in fewer templates"));
                continue;
            }
            path.push(name.clone());
            if path.iter().filter(|known| **known == name).count() > 1 {
                let message = format!("a template is like itself: {}", path.join(" → "));
                let found = self.found(catalogue::TEMPLATE_CYCLE, message, &at.span, "leads back");
                self.report(found.help("remove one of the `like` in the circle"));
                path.pop();
                continue;
            }
            let templates = if of_model { &mut self.models } else { &mut self.lines };
            templates.used.insert(name.clone());
            let mut node = templates.get(&name).cloned().unwrap_or_else(|| Node::table(Vec::new()));
            let parameters = self.parameters(of_model, &name, &mut Vec::new());
            self.correct_arguments(&mut arguments, &name, &parameters);
            // What is given to a template is given to those that it is like, too.
            let free = |name: &Spanned<String>| !arguments.iter().any(|(own, _)| own.value == name.value);
            let more: Vec<_> = outer.iter().filter(|(name, _)| free(name)).cloned().collect();
            arguments.extend(more);
            let mut inner = Node::table(node.remove("like").into_iter().collect());
            self.absent(&mut node);
            prune(&mut node, own);
            self.fill(&mut node, true, (&arguments, &at));
            self.fill(&mut inner, true, (&arguments, &at));
            lay_under(own, node);
            self.lay_templates(of_model, own, (self::likes(&inner), &arguments), path);
            path.pop();
        }
        any
    }

    /// The template that is meant; a name that is not declared is reported once.
    fn declared(&mut self, of_model: bool, name: &Spanned<String>) -> Option<String> {
        let templates = if of_model { &self.models } else { &self.lines };
        if templates.get(&name.value).is_some() {
            return Some(name.value.clone());
        }
        if self.declared.contains(&format!("{}.{}", templates.section, name.value)) {
            return None;
        }
        let near = nearest(&name.value, templates.names()).map(str::to_owned);
        if templates.reported.contains(&name.value) {
            return near;
        }
        let section = templates.section;
        let message = format!("there is no template `[{section}.{}]`", name.value);
        let mut found = self.found(catalogue::UNKNOWN_TEMPLATE, message, &name.span, "unknown template");
        let declared = templates.all.iter().find(|(known, _)| Some(&known.value) == near.as_ref());
        found = match (declared, templates.names().as_slice()) {
            (Some((known, _)), _) => found
                .label(self.place(&known.span), "declared here")
                .help(format!("did you mean `{}`?", known.value)),
            (None, []) => found.help(format!("declare it: `[{section}.{}]`", name.value)),
            (None, names) => found.help(format!("there are {}", quoted(names))),
        };
        let templates = if of_model { &mut self.models } else { &mut self.lines };
        templates.reported.insert(name.value.clone());
        self.diags.push(found);
        if near.is_some() {
            self.corrected.push(name.span.clone());
        }
        near
    }

    /// The parameters of a template and of what it is like.
    fn parameters(&self, of_model: bool, name: &str, path: &mut Vec<String>) -> Vec<String> {
        let templates = if of_model { &self.models } else { &self.lines };
        let name = if templates.get(name).is_some() {
            name
        } else {
            nearest(name, templates.names()).unwrap_or(name)
        };
        let Some(node) =
            templates.get(name).filter(|_| path.len() <= DEPTH && !path.iter().any(|known| known == name))
        else {
            return Vec::new();
        };
        path.push(name.to_owned());
        let mut names = Vec::new();
        node.each_text(&mut |text| names.extend(text.parameters().map(|(name, _)| name.to_owned())));
        for inner in likes(node) {
            let given = |name: &String| inner.arguments.iter().any(|(given, _)| given.value == *name);
            let more = self.parameters(of_model, &inner.name.value, path);
            names.extend(more.into_iter().filter(|name| !given(name)));
        }
        names.sort();
        names.dedup();
        names
    }

    /// Reports the arguments that a template does not take, and gives misspelt ones their right names.
    fn correct_arguments(
        &mut self,
        arguments: &mut [(Spanned<String>, Node)],
        template: &str,
        parameters: &[String],
    ) {
        for at in 0..arguments.len() {
            let Some((name, _)) = arguments.get(at).cloned() else { continue };
            let names: Vec<&str> = parameters.iter().map(String::as_str).collect();
            let near = nearest(&name.value, names.iter().copied());
            // What could not be read may have asked for it.
            let hidden = !self.diags.is_empty() && self.text.contains(&format!("{{${}}}", name.value));
            if names.contains(&name.value.as_str()) || (near.is_none() && hidden) {
                continue;
            }
            let message = format!("`{template}` has no parameter `{}`", name.value);
            let found = self.found(catalogue::PARAMETER, message, &name.span, "unknown parameter");
            // Where the template's own text is wrong, all that are like it seem to be.
            let slip = near.map_or_else(|| found.message.clone(), |near| format!("{} {near}", name.value));
            let again = !self.unknown.insert(slip);
            let found = match (near, names.as_slice()) {
                (Some(near), _) => {
                    let found = found.help(format!("did you mean `{near}`?"));
                    let asked = self.asked.iter().find(|(known, _)| known == near);
                    asked
                        .into_iter()
                        .fold(found, |found, (_, span)| found.label(self.place(span), "asked for here"))
                }
                (None, []) => found.help("it has no parameters: `{$name}` in one of its texts makes one"),
                (None, names) => found.help(format!("its parameters are {}", quoted(names))),
            };
            if !again {
                self.diags.push(found);
            }
            self.corrected.push(name.span.clone());
            let free = near.filter(|near| !arguments.iter().any(|(other, _)| other.value == *near));
            if let (Some(near), Some((argument, _))) = (free, arguments.get_mut(at)) {
                near.clone_into(&mut argument.value);
            }
        }
    }

    /// Every model expands a template anew: what is wrong with it is reported once.
    fn report(&mut self, found: Diagnostic) {
        if !self.diags.contains(&found) {
            self.diags.push(found);
        }
    }

    /// Fills the arguments in. What asks for one that is not given is reported at the `like`, and left out: the entries of
    /// an `open` table one by one, other tables whole. Whether the node can stay.
    fn fill(
        &mut self,
        node: &mut Node,
        open: bool,
        (arguments, at): (&[(Spanned<String>, Node)], &Spanned<String>),
    ) -> bool {
        let given = |name: &str| arguments.iter().find(|(known, _)| known.value == name);
        match &mut node.kind {
            NodeKind::Text(text) => {
                let missing = text.parameters().find(|(name, _)| given(name).is_none());
                if let Some((name, span)) = missing {
                    let message = format!("`{}` takes `{name}`, and it is not given", at.value);
                    let found = self
                        .found(catalogue::PARAMETER, message, &at.span, "incomplete")
                        .label(self.place(&span), "asked for here")
                        .help(format!("give it: `like.{} = {{ {name} = \"…\" }}`", at.value));
                    if !self.diags.iter().any(|known| known.message == found.message) {
                        self.diags.push(found);
                    }
                    return false;
                }
                match text.lone_parameter().and_then(given) {
                    Some((_, value)) => {
                        *node = value.clone();
                        if let NodeKind::Text(text) = &mut node.kind {
                            text.filled = true;
                        }
                    }
                    None => text.fill(|name| given(name).and_then(|(_, value)| value.as_text())),
                }
                self.is_small(node, at)
            }
            NodeKind::List(items) => items.iter_mut().all(|item| self.fill(item, false, (arguments, at))),
            NodeKind::Table(entries) => {
                let before = entries.len();
                entries.retain_mut(|(name, value)| {
                    let inner = ["with", "fields"].contains(&name.value.as_str());
                    self.fill(value, inner, (arguments, at))
                });
                open || entries.len() == before
            }
            _ => true,
        }
    }

    /// Templates that give each other twice what they are given must end somewhere.
    fn is_small(&mut self, filled: &Node, at: &Spanned<String>) -> bool {
        let (mut length, mut texts) = (0, 0);
        filled.each_text(&mut |text| {
            length += text.value.len();
            texts += 1;
        });
        let small = length.max(texts) <= FILLED;
        if !small {
            let message = format!("more than {FILLED} characters are filled in");
            let found = self.found(catalogue::PARAMETER, message, &at.span, "too much");
            self.report(found.help("give shorter values"));
        }
        small
    }

    /// Lays under each field what it is like.
    fn fields(&mut self, fields: &mut Node, filled: &mut BTreeSet<usize>) {
        let mut lost = Vec::new();
        for (name, field) in fields.entries_mut() {
            let likes = likes(field);
            if !likes.is_empty() {
                field.remove("like");
                self.laid = 0;
                if !self.lay_templates(false, field, (likes, &[]), &mut Vec::new()) {
                    lost.push(name.value.clone());
                }
                filled.insert(name.span.start);
            }
            let mut parameters = false;
            field.each_text(&mut |text| parameters |= text.filled);
            if parameters {
                filled.insert(name.span.start);
            }
            if let Some((_, inner)) = field.entry_mut("fields") {
                self.fields(inner, filled);
            }
            if let Some((_, slots)) = field.entry_mut("list") {
                slots.items_mut().iter_mut().for_each(|slot| self.fields(slot, filled));
            }
        }
        // Its template was reported.
        lost.iter().for_each(|name| _ = fields.remove(name));
    }

    /// Writes `absent = { "why" = ["field"] }` as lines of `fields`.
    fn absent(&mut self, table: &mut Node) {
        let Some((_, absent)) = table.remove("absent") else { return };
        let mut lines: Vec<(Spanned<String>, Node)> = Vec::new();
        for (why, names) in absent.entries() {
            let reason = Text::new(self.text, why.span.clone(), why.value.clone());
            let reason = Node { kind: NodeKind::Text(reason), span: why.span.clone(), cut: false };
            for name in names.items() {
                let NodeKind::Text(text) = &name.kind else { continue };
                let key = Spanned::new(text.value.clone(), text.span(0..text.value.len()));
                let ignore = (Spanned::new("ignore".to_owned(), key.span.clone()), reason.clone());
                let line = Node { kind: NodeKind::Table(vec![ignore]), span: name.span.clone(), cut: false };
                let own = table.get("fields").and_then(|fields| fields.key_span(&text.value));
                let again = lines.iter().find(|(known, _)| known.value == key.value);
                if let Some(other) = own.or(again.map(|(known, _)| known.span.clone())) {
                    let message = format!("`{}` is said twice", key.value);
                    let found = self.found(catalogue::KEYS_EXCLUDE, message, &key.span, "absent, and why");
                    self.diags.push(found.label(self.place(&other), "the other"));
                    continue;
                }
                lines.push((key, line));
            }
        }
        match table.entry_mut("fields") {
            Some((_, Node { kind: NodeKind::Table(entries), .. })) => entries.extend(lines),
            _ => table.insert(Spanned::new("fields".to_owned(), absent.span.clone()), Node::table(lines)),
        }
    }

    /// A template's tables are under two names: `[like.object]` and `[like.obejct.list]`.
    fn misspelt_templates(&mut self, root: &Node) {
        let mut asked = BTreeSet::new();
        let mut ask = |node: &Node| names_asked(node, &mut asked);
        root.entries().iter().for_each(|(_, node)| ask(node));
        self.models.all.iter().chain(&self.lines.all).for_each(|(_, node)| ask(node));
        let mut found = Vec::new();
        for templates in [&self.models, &self.lines] {
            let known = |name: &&String| templates.get(name).is_some();
            let known: Vec<&str> = asked.iter().filter(known).map(String::as_str).collect();
            for (name, _) in templates.all.iter().filter(|(name, _)| !asked.contains(&name.value)) {
                let Some(near) = nearest(&name.value, known.iter().copied()) else { continue };
                let message = format!("nothing is like `[{}.{}]`", templates.section, name.value);
                let stop = self.found(catalogue::UNKNOWN_TEMPLATE, message, &name.span, "unknown template");
                found.push((
                    templates.section,
                    name.value.clone(),
                    stop.help(format!("did you mean `{near}`?")),
                ));
            }
        }
        for (section, name, stop) in found {
            self.diags.push(stop);
            let templates = if section == self.models.section { &mut self.models } else { &mut self.lines };
            templates.used.insert(name);
        }
    }

    /// What is declared for nothing.
    fn unused(&mut self, defaults: &Node, reached: &BTreeSet<&'static str>) {
        let mut unused = Vec::new();
        for templates in [&self.models, &self.lines] {
            let asked_by_slip =
                |name: &str| templates.reported.iter().any(|slip| nearest(slip, [name]).is_some());
            let all = templates.all.iter().map(|(name, _)| name);
            for name in
                all.filter(|name| !templates.used.contains(&name.value) && !asked_by_slip(&name.value))
            {
                unused.push((
                    name.span.clone(),
                    format!("nothing is like `[{}.{}]`", templates.section, name.value),
                ));
            }
        }
        for (key, _) in CAPABILITIES.iter().filter(|(key, _)| !reached.contains(key)) {
            if let Some(span) = defaults.key_span(key) {
                unused.push((span, format!("no model has `{key}`")));
            }
        }
        for (span, message) in unused {
            let found = self.found(catalogue::UNUSED, message, &span, "unused");
            self.diags.push(found);
        }
    }
}

/// The templates that a table names.
fn likes(node: &Node) -> Vec<Like> {
    let Some(like) = node.get("like") else { return Vec::new() };
    let of_text = |text: &Text| Like {
        name: Spanned::new(text.value.clone(), text.span(0..text.value.len())),
        arguments: Vec::new(),
    };
    match &like.kind {
        NodeKind::Text(text) => vec![of_text(text)],
        NodeKind::Table(entries) => {
            let of_entry = |(name, arguments): &(Spanned<String>, Node)| Like {
                name: name.clone(),
                arguments: arguments.entries().to_vec(),
            };
            entries.iter().map(of_entry).collect()
        }
        _ => Vec::new(),
    }
}

/// Every name that some `like` inside has.
pub(super) fn names_asked(node: &Node, asked: &mut BTreeSet<String>) {
    asked.extend(likes(node).into_iter().map(|like| like.name.value));
    node.entries().iter().for_each(|(_, inner)| names_asked(inner, asked));
    node.items().iter().for_each(|inner| names_asked(inner, asked));
}

/// Adds to a table what it does not say itself.
fn lay_under(own: &mut Node, base: Node) {
    let NodeKind::Table(entries) = base.kind else { return };
    for (key, value) in entries {
        let name = key.value.as_str();
        let merged = ["with", "fields"].contains(&name);
        let capability =
            CAPABILITIES.iter().any(|(known, _)| *known == name) && matches!(value.kind, NodeKind::Table(_));
        match own.entry_mut(name) {
            Some((_, known)) if merged => add(known, value),
            Some((_, known)) if capability => lay_under(known, value),
            Some(_) => {}
            None => {
                if !says_otherwise(own, name) {
                    own.insert(key, value);
                }
            }
        }
    }
}

/// Leaves of a template what [`lay_under`] adds to a table.
fn prune(base: &mut Node, own: &Node) {
    let NodeKind::Table(entries) = &mut base.kind else { return };
    entries.retain_mut(|(key, value)| {
        let name = key.value.as_str();
        let Some(known) = own.get(name) else { return !says_otherwise(own, name) };
        match &mut value.kind {
            NodeKind::Table(inner) if ["with", "fields"].contains(&name) => {
                inner.retain(|(key, _)| known.get(&key.value).is_none());
                true
            }
            NodeKind::Table(_) if CAPABILITIES.iter().any(|(key, _)| *key == name) => {
                prune(value, known);
                true
            }
            _ => false,
        }
    });
}

/// Adds the entries that are not there.
fn add(own: &mut Node, base: Node) {
    let NodeKind::Table(entries) = base.kind else { return };
    for (key, value) in entries {
        if own.get(&key.value).is_none() {
            own.insert(key, value);
        }
    }
}

/// Whether a table has a key that excludes this one.
fn says_otherwise(own: &Node, name: &str) -> bool {
    let groups = ALTERNATIVES.iter().filter(|group| group.contains(&name));
    groups.flat_map(|group| group.iter()).any(|other| own.get(other).is_some())
}

/// What `list` says of its call, its answer and its pages.
fn take_from_list(capability: &mut Node, list: &Node) {
    let other_call = says_otherwise(capability, "call");
    let inherited = list.entries().iter().filter(|(key, _)| {
        let call = ["call", "with"].contains(&key.value.as_str());
        FROM_LIST.contains(&key.value.as_str()) && !(call && other_call)
    });
    let inherited = inherited.cloned().collect();
    lay_under(capability, Node { kind: NodeKind::Table(inherited), span: list.span.clone(), cut: false });
}

/// One finding about a line that several models inherit: which ones, in one note.
pub fn merge_inherited(found: &mut Vec<Diagnostic>) {
    let mut merged: Vec<Diagnostic> = Vec::new();
    for mut next in std::mem::take(found) {
        let heirs = next.notes.extract_if(.., |note| note.starts_with(HEIR)).collect::<Vec<_>>();
        let place = |found: &Diagnostic| found.labels.first().map(|label| label.place.clone());
        let same = |known: &&mut Diagnostic| {
            (known.code, &known.message) == (next.code, &next.message) && place(known) == place(&next)
        };
        let known = if heirs.is_empty() { None } else { merged.iter_mut().find(same) };
        match known {
            Some(known) => known
                .notes
                .extend(heirs.into_iter().filter(|heir| !known.notes.contains(heir)).collect::<Vec<_>>()),
            None => {
                next.notes.extend(heirs);
                merged.push(next);
            }
        }
    }
    for finding in &mut merged {
        let heirs: Vec<String> = finding.notes.extract_if(.., |note| note.starts_with(HEIR)).collect();
        let names: Vec<&str> = heirs.iter().filter_map(|heir| heir.strip_prefix(HEIR)).collect();
        match names.as_slice() {
            [] => {}
            [first, second, third, _, ..] => {
                let others = names.len() - 3;
                finding.notes.push(format!("{HEIR}{first}, {second}, {third} and {others} more"));
            }
            names => finding.notes.push(format!("{HEIR}{}", names.join(", "))),
        }
    }
    *found = merged;
}

/// How a note begins that says who inherits a line.
const HEIR: &str = "inherited by ";
