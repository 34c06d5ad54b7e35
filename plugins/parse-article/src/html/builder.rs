//! What the tree builder of html5ever builds, with counters.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::ElemName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute as Written, LocalName, Namespace, QualName, local_name};

use super::tags::Tag;
use super::tokens::{Reader, tokenize};
use super::tree::{Attribute, NONE, Node, Tree};

/// How much of a page is parsed.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub max_elements: u32,
    /// Elements further down become siblings, as in browsers.
    pub max_depth: u32,
}

/// Open elements beyond which no further one is opened: no text ever needed them, and each costs a look at all others.
const MAX_OPEN: u32 = 1024;

/// Why a page was not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    Elements,
}

/// Parses a page within limits.
pub fn parse(html: &str, limits: Limits) -> Result<Tree, TooMuch> {
    let options = TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..TreeBuilderOpts::default() };
    let builder = Bounded(TreeBuilder::new(Growing::new(html.len(), limits), options));
    let json_ld = tokenize(html, &builder).into_iter().map(str::to_owned).collect();
    let growing = builder.0.sink;
    if growing.elements.get() > limits.max_elements {
        return Err(TooMuch::Elements);
    }
    let mut tree = growing.tree.into_inner();
    tree.json_ld = json_ld;
    Ok(tree)
}

struct Bounded(TreeBuilder<Handle, Growing>);

impl TokenSink for Bounded {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        self.0.process_token(token, line)
    }

    fn end(&self) {
        self.0.end();
    }
}

impl Reader for Bounded {
    fn is_full(&self) -> bool {
        self.0.sink.level.get() >= MAX_OPEN
    }

    fn closed(&self) {
        let level = &self.0.sink.level;
        level.set(level.get().saturating_sub(1));
    }

    fn goes_on(&self) -> bool {
        self.0.sink.elements.get() <= self.0.sink.limits.max_elements
    }
}

#[derive(Debug, Clone)]
struct Handle {
    number: u32,
    namespace: Namespace,
    name: LocalName,
}

impl ElemName for &Handle {
    fn ns(&self) -> &Namespace {
        &self.namespace
    }

    fn local_name(&self) -> &LocalName {
        &self.name
    }
}

#[derive(Clone, Copy, Default)]
struct Level {
    page: u32,
    tree: u32,
}

struct Growing {
    tree: RefCell<Tree>,
    /// by number of node: how many elements are above it in the page, and how many in the tree
    levels: RefCell<Vec<Level>>,
    limits: Limits,
    elements: Cell<u32>,
    /// how many elements are open, by what was placed last
    level: Cell<u32>,
}

impl Growing {
    fn new(bytes: usize, limits: Limits) -> Self {
        let growing = Self {
            tree: RefCell::new(Tree {
                nodes: Vec::with_capacity(bytes / 64),
                text: String::with_capacity(bytes / 2),
                attributes: Vec::with_capacity(bytes / 128),
                json_ld: Vec::new(),
            }),
            levels: RefCell::new(Vec::with_capacity(bytes / 64)),
            limits,
            elements: Cell::new(0),
            level: Cell::new(0),
        };
        growing.add(Tag::Document, 0, 0);
        growing
    }

    fn add(&self, tag: Tag, start: u32, end: u32) -> u32 {
        let mut tree = self.tree.borrow_mut();
        let number = tree.nodes.len() as u32;
        tree.nodes.push(Node { tag, parent: NONE, first: NONE, last: NONE, previous: NONE, next: NONE, start, end });
        self.levels.borrow_mut().push(Level::default());
        number
    }

    fn add_text(&self, text: &str) -> u32 {
        let (start, end) = self.keep(text);
        self.add(Tag::Text, start, end)
    }

    fn keep(&self, text: &str) -> (u32, u32) {
        let mut tree = self.tree.borrow_mut();
        let start = tree.text.len() as u32;
        tree.text.push_str(text);
        (start, tree.text.len() as u32)
    }

    fn add_attributes(&self, attributes: &[Written]) -> (u32, u32) {
        let start = self.tree.borrow().attributes.len() as u32;
        for attribute in attributes {
            if let Some(name) = attribute_of(&attribute.name.local) {
                let (from, to) = self.keep(&attribute.value);
                self.tree.borrow_mut().attributes.push((name, from, to));
            }
        }
        (start, self.tree.borrow().attributes.len() as u32)
    }

    fn level(&self, number: u32) -> Level {
        self.levels.borrow()[number as usize]
    }

    fn set_level(&self, number: u32, level: Level) {
        self.levels.borrow_mut()[number as usize] = level;
        self.level.set(level.page);
    }

    fn number(&self, child: NodeOrText<Handle>) -> u32 {
        match child {
            NodeOrText::AppendNode(node) => {
                self.tree.borrow_mut().detach(node.number);
                node.number
            }
            NodeOrText::AppendText(text) => self.add_text(&text),
        }
    }
}

impl Tree {
    fn detach(&mut self, number: u32) {
        let node = self.nodes[number as usize];
        if node.parent == NONE {
            return;
        }
        match node.previous {
            NONE => self.nodes[node.parent as usize].first = node.next,
            previous => self.nodes[previous as usize].next = node.next,
        }
        match node.next {
            NONE => self.nodes[node.parent as usize].last = node.previous,
            next => self.nodes[next as usize].previous = node.previous,
        }
        let node = &mut self.nodes[number as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    fn append(&mut self, parent: u32, child: u32) {
        let last = self.nodes[parent as usize].last;
        let node = &mut self.nodes[child as usize];
        (node.parent, node.previous, node.next) = (parent, last, NONE);
        match last {
            NONE => self.nodes[parent as usize].first = child,
            last => self.nodes[last as usize].next = child,
        }
        self.nodes[parent as usize].last = child;
    }

    fn insert_before(&mut self, sibling: u32, child: u32) {
        let Node { parent, previous, .. } = self.nodes[sibling as usize];
        if parent == NONE {
            return;
        }
        let node = &mut self.nodes[child as usize];
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        self.nodes[sibling as usize].previous = child;
        match previous {
            NONE => self.nodes[parent as usize].first = child,
            previous => self.nodes[previous as usize].next = child,
        }
    }
}

fn attribute_of(name: &LocalName) -> Option<Attribute> {
    Some(match *name {
        local_name!("id") => Attribute::Id,
        local_name!("rel") => Attribute::Rel,
        local_name!("href") => Attribute::Href,
        local_name!("name") => Attribute::Name,
        local_name!("type") => Attribute::Type,
        local_name!("role") => Attribute::Role,
        local_name!("lang") => Attribute::Lang,
        local_name!("class") => Attribute::Class,
        local_name!("style") => Attribute::Style,
        local_name!("title") => Attribute::Title,
        local_name!("hidden") => Attribute::Hidden,
        local_name!("content") => Attribute::Content,
        local_name!("colspan") => Attribute::Colspan,
        local_name!("itemprop") => Attribute::Itemprop,
        local_name!("itemtype") => Attribute::Itemtype,
        local_name!("property") => Attribute::Property,
        local_name!("datetime") => Attribute::Datetime,
        local_name!("http-equiv") => Attribute::HttpEquiv,
        local_name!("aria-hidden") => Attribute::AriaHidden,
        _ => return None,
    })
}

impl TreeSink for Growing {
    type Handle = Handle;
    type Output = ();
    type ElemName<'a> = &'a Handle;

    fn finish(self) {}

    fn parse_error(&self, _message: Cow<'static, str>) {
        // Pages are full of them, and nobody reads them here.
    }

    fn get_document(&self) -> Handle {
        Handle { number: 0, namespace: Namespace::default(), name: LocalName::default() }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a Handle {
        target
    }

    fn create_element(&self, name: QualName, attributes: Vec<Written>, _flags: ElementFlags) -> Handle {
        self.elements.set(self.elements.get().saturating_add(1));
        let (start, end) = self.add_attributes(&attributes);
        let number = self.add(Tag::of(&name.local), start, end);
        Handle { number, namespace: name.ns, name: name.local }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.get_document_fragment()
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.get_document_fragment()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let above = self.level(parent.number);
        let is_node = matches!(child, NodeOrText::AppendNode(_));
        let number = self.number(child);
        let mut place = parent.number;
        let mut tree = above.tree + 1;
        if tree > self.limits.max_depth && is_node {
            let higher = self.tree.borrow().nodes[place as usize].parent;
            if higher != NONE {
                place = higher;
                tree = above.tree;
            }
        }
        self.tree.borrow_mut().append(place, number);
        self.set_level(number, Level { page: above.page + 1, tree });
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let level = self.level(sibling.number);
        let number = self.number(child);
        self.tree.borrow_mut().insert_before(sibling.number, number);
        self.set_level(number, level);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.borrow().nodes[element.number as usize].parent != NONE;
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn get_template_contents(&self, _target: &Handle) -> Handle {
        // What is in a template is not shown: it goes into a node that hangs nowhere.
        self.get_document_fragment()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.number == other.number
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Written>) {
        // Only `html` and `body` come here: what they said first counts, unless they said nothing.
        let empty = {
            let tree = self.tree.borrow();
            let node = tree.nodes[target.number as usize];
            node.start == node.end
        };
        if empty {
            let (start, end) = self.add_attributes(&attributes);
            let node = &mut self.tree.borrow_mut().nodes[target.number as usize];
            (node.start, node.end) = (start, end);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.number);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        let level = self.level(new_parent.number);
        let mut child = tree.nodes[node.number as usize].first;
        while child != NONE {
            tree.detach(child);
            tree.append(new_parent.number, child);
            self.levels.borrow_mut()[child as usize] = Level { page: level.page + 1, tree: level.tree + 1 };
            child = tree.nodes[node.number as usize].first;
        }
    }
}

impl Growing {
    fn get_document_fragment(&self) -> Handle {
        Handle { number: self.add(Tag::Template, 0, 0), namespace: Namespace::default(), name: LocalName::default() }
    }
}
