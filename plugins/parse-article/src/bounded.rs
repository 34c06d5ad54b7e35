//! HTML into a tree of bounded size and depth, whatever the page says.
//!
//! html5ever builds its tree without recursion, but looks through all open elements for many tags, and what walks the
//! tree afterwards costs depth times size. So the page is fed in pieces, and the sink counts.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::attributes::limit_attributes;

/// How much of a page is parsed.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub max_elements: u32,
    /// Elements further down become siblings, as in browsers.
    pub max_depth: u32,
}

/// Open elements beyond which a page is no page: no text ever needed them, and each costs a look at all the others.
const MAX_OPEN: u32 = 4096;

/// Attributes of one tag that are kept.
const MAX_ATTRIBUTES: usize = 256;

/// Small enough that no piece can do much harm before the counters are looked at.
const PIECE: usize = 4096;

/// Longest text node. The serializer of html5ever, which dom_smoothie calls, looks to the end of a node for each `&` in
/// it: text beyond continues in a node of its own.
const LONGEST_TEXT: usize = 1 << 13;

/// Longest value of an attribute, for the same reason; a longer one, an image mostly, goes.
const LONGEST_VALUE: usize = 1 << 14;

/// Why a page was not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    Elements,
    Depth,
}

/// Parses a page within limits.
pub fn parse(html: &str, limits: Limits) -> Result<Document, TooMuch> {
    let html = limit_attributes(html, MAX_ATTRIBUTES);
    let options = ParseOpts {
        tokenizer: TokenizerOpts::default(),
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
    };
    let mut parser = parse_document(Bounded::new(limits), options);
    let mut rest = html.as_ref();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        parser.process(StrTendril::from_slice(piece));
        parser.tokenizer.sink.sink.verdict()?;
        rest = after;
    }
    let document = parser.finish()?;
    // Formatting that overlaps is moved about within the tree: what counts is what came of it.
    if depth_of(&document) > 4 * limits.max_depth { Err(TooMuch::Depth) } else { Ok(document) }
}

fn depth_of(document: &Document) -> u32 {
    let mut deepest = 0;
    let mut level = 0u32;
    let mut node = Some(document.root());
    while let Some(here) = node {
        deepest = deepest.max(level);
        node = here.first_child();
        if node.is_some() {
            level += 1;
            continue;
        }
        let mut up = Some(here);
        while let Some(ancestor) = up {
            if let Some(next) = ancestor.next_sibling() {
                node = Some(next);
                break;
            }
            level = level.saturating_sub(1);
            up = ancestor.parent();
        }
    }
    deepest
}

/// The tree of dom_query, with counters.
struct Bounded {
    document: Document,
    limits: Limits,
    /// by number of node: how many elements are above it in the page, and how many in the tree
    levels: RefCell<Vec<Level>>,
    elements: Cell<u32>,
    deepest: Cell<u32>,
    /// where text went last, and how much of it since anything else came
    text: Cell<(usize, usize)>,
}

#[derive(Clone, Copy, Default)]
struct Level {
    page: u32,
    tree: u32,
}

#[derive(Clone)]
struct Handle {
    id: NodeId,
    number: usize,
}

impl Bounded {
    fn new(limits: Limits) -> Self {
        Self {
            document: Document::default(),
            limits,
            levels: RefCell::new(vec![Level::default()]),
            elements: Cell::new(0),
            deepest: Cell::new(0),
            text: Cell::new((usize::MAX, 0)),
        }
    }

    fn verdict(&self) -> Result<(), TooMuch> {
        if self.elements.get() > self.limits.max_elements {
            Err(TooMuch::Elements)
        } else if self.deepest.get() > MAX_OPEN {
            Err(TooMuch::Depth)
        } else {
            Ok(())
        }
    }

    fn handle(&self, id: NodeId, level: Level) -> Handle {
        let mut levels = self.levels.borrow_mut();
        levels.push(level);
        Handle { id, number: levels.len() - 1 }
    }

    fn level(&self, node: &Handle) -> Level {
        self.levels.borrow()[node.number]
    }

    fn set_level(&self, node: &Handle, level: Level) {
        self.levels.borrow_mut()[node.number] = level;
        self.deepest.set(self.deepest.get().max(level.page));
    }

    /// Keeps text nodes short: the comment, if one is given, has to part the text that would become too long.
    /// `place` stands for where the text goes: the same place means the same node.
    fn parting(&self, place: usize, child: &NodeOrText<Handle>) -> Option<NodeOrText<NodeId>> {
        let NodeOrText::AppendText(text) = child else {
            self.text.set((usize::MAX, 0));
            return None;
        };
        let (last, before) = self.text.get();
        let length = text.len() + if last == place { before } else { 0 };
        if length <= LONGEST_TEXT {
            self.text.set((place, length));
            return None;
        }
        self.text.set((place, text.len()));
        Some(NodeOrText::AppendNode(self.document.create_comment(StrTendril::new())))
    }

    /// Notes how deep a node will be and hands it on as dom_query takes it.
    fn placed(&self, child: NodeOrText<Handle>, level: Level) -> NodeOrText<NodeId> {
        match child {
            NodeOrText::AppendNode(node) => {
                self.set_level(&node, level);
                NodeOrText::AppendNode(node.id)
            }
            NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
        }
    }
}

impl TreeSink for Bounded {
    type Handle = Handle;
    type Output = Result<Document, TooMuch>;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Self::Output {
        self.verdict()?;
        Ok(self.document)
    }

    fn parse_error(&self, _message: Cow<'static, str>) {
        // Pages are full of them, and nobody reads them here.
    }

    fn get_document(&self) -> Handle {
        Handle { id: self.document.get_document(), number: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Self::ElemName<'a> {
        self.document.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, mut attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        attributes.retain(|attribute| attribute.value.len() <= LONGEST_VALUE);
        self.elements.set(self.elements.get().saturating_add(1));
        self.handle(self.document.create_element(name, attributes, flags), Level::default())
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        // A comment is nothing that anybody reads here, and megabytes of them need no memory.
        self.elements.set(self.elements.get().saturating_add(1));
        self.handle(self.document.create_comment(StrTendril::new()), Level::default())
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.handle(self.document.create_pi(target, data), Level::default())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        if let Some(comment) = self.parting(2 * parent.number, &child) {
            self.document.append(&parent.id, comment);
        }
        let above = self.level(parent);
        let mut parent_id = parent.id;
        let mut tree = above.tree + 1;
        if tree > self.limits.max_depth
            && let NodeOrText::AppendNode(_) = child
            && let Some(grandparent) = self.document.tree.parent_of(&parent.id)
        {
            parent_id = grandparent.id;
            tree = above.tree;
        }
        let child = self.placed(child, Level { page: above.page + 1, tree });
        self.document.append(&parent_id, child);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let Some(comment) = self.parting(2 * sibling.number + 1, &child) {
            self.document.append_before_sibling(&sibling.id, comment);
        }
        let child = self.placed(child, self.level(sibling));
        self.document.append_before_sibling(&sibling.id, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        if self.document.tree.parent_of(&element.id).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let Level { page, tree } = self.level(target);
        self.handle(self.document.get_template_contents(&target.id), Level { page: page + 1, tree: tree + 1 })
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.document.add_attrs_if_missing(&target.id, attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.document.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.document.reparent_children(&node.id, &new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(&target.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

    #[test]
    fn a_page_within_the_limits_is_the_page_that_dom_query_makes() {
        let html = "<title>x</title><table>foster<tr><td><b><p>a</b>b<template><i>t</i></template></table><p>é <i><b>c</i>d</b>".repeat(40);
        let bounded = parse(&html, LIMITS).map(|document| document.html().to_string());
        assert_eq!(bounded, Ok(Document::from(html).html().to_string()));
    }

    #[test]
    fn depth_is_flattened_and_then_refused() {
        let nested = |depth: usize| format!("{}deep text", "<div>".repeat(depth));
        let document = parse(&nested(2000), LIMITS).expect("a deep page is flattened");
        assert!(depth_of(&document) <= LIMITS.max_depth + 1, "{}", depth_of(&document));
        assert!(document.text().contains("deep text"));
        assert_eq!(parse(&nested(60_000), LIMITS).err(), Some(TooMuch::Depth));
        assert_eq!(parse(&"<b>".repeat(20_000), LIMITS).err(), Some(TooMuch::Depth));
    }

    #[test]
    fn elements_are_counted_while_the_page_is_read() {
        assert_eq!(parse(&"<p>x".repeat(200_000), LIMITS).err(), Some(TooMuch::Elements));
        assert_eq!(parse(&"<!---->".repeat(200_000), LIMITS).err(), Some(TooMuch::Elements));
        assert!(parse(&"<p>x".repeat(20_000), LIMITS).is_ok());
    }

    #[test]
    fn a_tag_full_of_attributes_is_cut() {
        let names: String = (0..100_000).map(|number| format!(" a{number}")).collect();
        let document = parse(&format!("<p{names}>text</p>"), LIMITS).expect("cut");
        assert_eq!(document.select("p").attrs().len(), MAX_ATTRIBUTES);
        assert_eq!(document.select("p").text().as_ref(), "text");
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(html in "(<(/?)(p|b|i|div|table|tr|td|a|template|svg|math|script)>|<!---->|&amp;|é|[a-z ]{1,5}){0,60}") {
            let html = html.repeat(15);
            let limits = Limits { max_depth: 100_000, ..LIMITS };
            if let Ok(bounded) = parse(&html, limits) {
                let whole = Document::from(html);
                prop_assert_eq!(bounded.html().to_string(), whole.html().to_string());
            }
        }
    }
}
