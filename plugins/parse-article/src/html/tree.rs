//! Nodes in one vector, their text and attributes in another.

use super::tags::Tag;

/// A node by its number; the document is number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

pub(super) const NONE: u32 = u32::MAX;

/// The attributes that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    Id,
    Rel,
    Href,
    Name,
    Type,
    Role,
    Lang,
    Class,
    Style,
    Title,
    Hidden,
    Content,
    Colspan,
    Itemprop,
    Itemtype,
    Property,
    Datetime,
    HttpEquiv,
    AriaHidden,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub tag: Tag,
    pub parent: u32,
    pub first: u32,
    pub last: u32,
    pub previous: u32,
    pub next: u32,
    /// of a text: its place in `text`; of an element: that of its attributes in `attributes`
    pub start: u32,
    pub end: u32,
}

/// A page.
#[derive(Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) text: String,
    pub(super) attributes: Vec<(Attribute, u32, u32)>,
    /// what the scripts of type `application/ld+json` hold
    pub json_ld: Vec<String>,
}

impl Tree {
    /// How many nodes there are, with those that hang nowhere.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    pub fn tag(&self, node: NodeId) -> Tag {
        self.nodes[node.0 as usize].tag
    }

    /// The text of a text node; of an element nothing.
    pub fn text(&self, node: NodeId) -> &str {
        let Node { tag, start, end, .. } = self.nodes[node.0 as usize];
        if tag == Tag::Text { &self.text[start as usize..end as usize] } else { "" }
    }

    pub fn attribute(&self, node: NodeId, wanted: Attribute) -> Option<&str> {
        let Node { tag, start, end, .. } = self.nodes[node.0 as usize];
        if tag == Tag::Text {
            return None;
        }
        self.attributes[start as usize..end as usize]
            .iter()
            .find(|(name, ..)| *name == wanted)
            .map(|(_, start, end)| &self.text[*start as usize..*end as usize])
    }

    pub fn has_attributes(&self, node: NodeId) -> bool {
        let Node { tag, start, end, .. } = self.nodes[node.0 as usize];
        tag != Tag::Text && start < end
    }

    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        some(self.nodes[node.0 as usize].parent)
    }

    pub fn first_child(&self, node: NodeId) -> Option<NodeId> {
        some(self.nodes[node.0 as usize].first)
    }

    pub fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        some(self.nodes[node.0 as usize].next)
    }

    /// The node that follows in the order of the page, within `top`, with those inside `node` or without.
    pub fn following(&self, node: NodeId, top: NodeId, inside: bool) -> Option<NodeId> {
        if inside && let Some(child) = self.first_child(node) {
            return Some(child);
        }
        let mut here = node;
        while here != top {
            if let Some(next) = self.next_sibling(here) {
                return Some(next);
            }
            here = self.parent(here)?;
        }
        None
    }

    /// All nodes below `top`, in the order of the page.
    pub fn below(&self, top: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next = self.first_child(top);
        std::iter::from_fn(move || {
            let node = next?;
            next = self.following(node, top, true);
            Some(node)
        })
    }

    /// The text below an element, with white space where elements part it; at most `limit` bytes and the node they end in.
    pub fn text_below(&self, top: NodeId, limit: usize) -> String {
        let mut gathered = String::new();
        let mut next = Some(top);
        while let Some(node) = next {
            let tag = self.tag(node);
            if tag == Tag::Text {
                gathered.push_str(self.text(node));
                if gathered.len() > limit {
                    break;
                }
            } else if tag.parts_text() || tag == Tag::Br {
                gathered.push(' ');
            }
            next = self.following(node, top, !(tag.is_silent() && node != top));
        }
        gathered
    }

    pub fn root() -> NodeId {
        NodeId(0)
    }
}

fn some(number: u32) -> Option<NodeId> {
    (number != NONE).then_some(NodeId(number))
}
