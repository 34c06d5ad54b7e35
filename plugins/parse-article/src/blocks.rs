//! The page cut into blocks: paragraphs, headings, list items, rows of tables, captions, in the order of the page.

use rustc_hash::FxHashMap;

use crate::cues;
use crate::html::{Attribute, NodeId, Tag, Tree};
use crate::tables;

/// What a block is, by the element that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    Paragraph,
    /// text that stands in no element of its own kind
    Loose,
    Heading(u8),
    Item,
    Row,
    Caption,
    Preformatted,
}

/// What the text of a block is made of. Lengths are in letters of an alphabet: a Chinese character counts as three.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    pub length: u32,
    pub in_links: u32,
    pub links: u32,
    pub digits: u32,
    pub capitals: u32,
    pub commas: u32,
    pub sentence_ends: u32,
    pub line_breaks: u32,
    pub currency_signs: u32,
}

impl Counts {
    pub fn add(&mut self, other: &Self) {
        self.length += other.length;
        self.in_links += other.in_links;
        self.links += other.links;
        self.digits += other.digits;
        self.capitals += other.capitals;
        self.commas += other.commas;
        self.sentence_ends += other.sentence_ends;
        self.line_breaks += other.line_breaks;
        self.currency_signs += other.currency_signs;
    }

    pub fn link_share(&self) -> f32 {
        if self.length == 0 { 0.0 } else { self.in_links.min(self.length) as f32 / self.length as f32 }
    }

    /// Whether it names an amount of money with a sign, outside of links.
    pub fn has_amount(&self) -> bool {
        self.currency_signs > 0 && self.digits > 0 && 2 * self.in_links < self.length
    }

    /// Whether it reads like running text.
    pub fn is_prose(&self) -> bool {
        self.length >= PROSE && 4 * self.in_links < self.length && self.sentence_ends + self.commas > 0
    }
}

/// A block shorter than this is not counted as running text.
const PROSE: u32 = 80;

/// One block.
#[derive(Debug, Clone)]
pub struct Block {
    pub kind: Kind,
    /// its place in the text of all blocks
    pub start: usize,
    pub end: usize,
    pub counts: Counts,
    /// the number of its element in [`Blocks::elements`]
    pub element: u32,
    /// which table it is a row of, by number
    pub table: u32,
    pub ends_sentence: bool,
    pub cues: u32,
}

/// An element that parts text, with what is in it.
#[derive(Debug, Clone)]
pub struct Element {
    pub node: NodeId,
    pub tag: Tag,
    pub parent: u32,
    /// elements above it, as bits of [`above`]
    pub above: u32,
    /// what its class and id say, and what those of the elements above say
    pub words: u32,
    pub words_above: u32,
    /// stands for tag and class, equal for elements that look alike
    pub look: u64,
    pub counts: Counts,
    pub prose: u32,
    pub blocks: u32,
}

/// The page as blocks.
#[derive(Debug, Default)]
pub struct Blocks {
    pub text: String,
    pub blocks: Vec<Block>,
    pub elements: Vec<Element>,
}

impl Blocks {
    pub fn text_of(&self, block: &Block) -> &str {
        &self.text[block.start..block.end]
    }
}

/// Bits for what an element stands in.
pub mod above {
    pub const ARTICLE: u32 = 1;
    pub const MAIN: u32 = 1 << 1;
    pub const ASIDE: u32 = 1 << 2;
    pub const NAV: u32 = 1 << 3;
    pub const HEADER: u32 = 1 << 4;
    pub const FOOTER: u32 = 1 << 5;
    pub const FORM: u32 = 1 << 6;
    pub const TABLE: u32 = 1 << 7;
    pub const LIST: u32 = 1 << 8;
    pub const QUOTE: u32 = 1 << 9;
    pub const FIGURE: u32 = 1 << 10;
    pub const HIDDEN: u32 = 1 << 11;
    pub const BODY_PROPERTY: u32 = 1 << 12;
    pub const HEADING: u32 = 1 << 13;
    pub const CAPTION: u32 = 1 << 14;
    pub const ITEM: u32 = 1 << 15;
    pub const PREFORMATTED: u32 = 1 << 16;
    pub const PARAGRAPH: u32 = 1 << 17;
    pub const DIALOG: u32 = 1 << 18;
    pub const TERMS: u32 = 1 << 19;
    pub const NESTED_ARTICLE: u32 = 1 << 20;
    pub const NOSCRIPT: u32 = 1 << 21;
}

/// Most blocks of a page; what comes after them is left out.
const MOST_BLOCKS: usize = 20_000;

/// Cuts a page into blocks.
pub fn cut(tree: &Tree) -> Blocks {
    let mut cutter = Cutter {
        tree,
        known_classes: FxHashMap::default(),
        page: Blocks { text: String::with_capacity(tree.size() * 16), ..Blocks::default() },
        open: Vec::new(),
        start: 0,
        counts: Counts::default(),
        in_link: 0,
        owner: 0,
        space: false,
        breaks: 0,
        tables: 0,
        last: ' ',
    };
    cutter.walk();
    let mut page = cutter.page;
    for block in &page.blocks {
        let element = &mut page.elements[block.element as usize];
        element.counts.add(&block.counts);
        element.blocks += 1;
        if block.counts.is_prose() {
            element.prose += block.counts.length;
        }
    }
    // An element stands behind the one that it is in.
    for number in (1..page.elements.len()).rev() {
        let (before, rest) = page.elements.split_at_mut(number);
        let element = &rest[0];
        let parent = &mut before[element.parent as usize];
        parent.counts.add(&element.counts);
        parent.prose += element.prose;
        parent.blocks += element.blocks;
    }
    page
}

struct Cutter<'a> {
    tree: &'a Tree,
    page: Blocks,
    /// what the words of a class say: a page repeats its classes
    known_classes: FxHashMap<&'a str, u32>,
    /// numbers of the open elements
    open: Vec<u32>,
    start: usize,
    counts: Counts,
    in_link: u32,
    /// the element in which the first letter of the block stands
    owner: u32,
    space: bool,
    breaks: u32,
    tables: u32,
    last: char,
}

impl Cutter<'_> {
    fn walk(&mut self) {
        let root = Tree::root();
        self.page.elements.push(Element {
            node: root,
            tag: Tag::Document,
            parent: 0,
            above: 0,
            words: 0,
            words_above: 0,
            look: 0,
            counts: Counts::default(),
            prose: 0,
            blocks: 0,
        });
        self.open.push(0);
        let mut next = self.tree.first_child(root);
        while let Some(node) = next {
            if self.page.blocks.len() >= MOST_BLOCKS {
                break;
            }
            let tag = self.tree.tag(node);
            let mut inside = false;
            if tag == Tag::Text {
                self.text(self.tree.text(node));
            } else if tag == Tag::Br {
                self.line_break();
            } else if tag.is_silent() {
                self.space = true;
            } else if tag == Tag::Table && tables::is_data(self.tree, node) {
                self.flush();
                self.enter(node, tag);
                self.table(node);
                self.open.pop();
            } else {
                inside = self.tree.first_child(node).is_some();
                if inside {
                    self.enter(node, tag);
                } else if tag.parts_text() {
                    self.flush();
                }
            }
            next = if inside { self.tree.first_child(node) } else { self.leave_to_next(node) };
        }
        self.flush();
    }

    /// The next node in the order of the page, with what ends before it closed.
    fn leave_to_next(&mut self, node: NodeId) -> Option<NodeId> {
        let mut here = node;
        loop {
            if let Some(next) = self.tree.next_sibling(here) {
                return Some(next);
            }
            here = self.tree.parent(here)?;
            let tag = self.tree.tag(here);
            if tag == Tag::A {
                self.in_link = self.in_link.saturating_sub(1);
            } else if tag.parts_text() {
                self.flush();
                self.open.pop();
            }
        }
    }

    fn enter(&mut self, node: NodeId, tag: Tag) {
        if tag == Tag::A {
            self.in_link += 1;
            self.counts.links += 1;
            return;
        }
        if !tag.parts_text() {
            return;
        }
        self.flush();
        let parent = self.open.last().copied().unwrap_or(0);
        let element = self.element(node, tag, parent);
        self.open.push(self.page.elements.len() as u32);
        self.page.elements.push(element);
    }

    fn element(&mut self, node: NodeId, tag: Tag, parent: u32) -> Element {
        let outer = &self.page.elements[parent as usize];
        let mut bits = match tag {
            Tag::Article => above::ARTICLE | if outer.above & above::ARTICLE != 0 { above::NESTED_ARTICLE } else { 0 },
            Tag::Main => above::MAIN,
            Tag::Aside => above::ASIDE,
            Tag::Nav | Tag::Menu => above::NAV,
            Tag::Header => above::HEADER,
            Tag::Footer => above::FOOTER,
            Tag::Form | Tag::Fieldset => above::FORM,
            Tag::Table => above::TABLE,
            Tag::Ul | Tag::Ol => above::LIST,
            Tag::Dl => above::TERMS,
            Tag::Li | Tag::Dt | Tag::Dd => above::ITEM,
            Tag::Blockquote => above::QUOTE,
            Tag::Figure => above::FIGURE,
            Tag::Figcaption | Tag::Caption => above::CAPTION,
            Tag::Pre => above::PREFORMATTED,
            Tag::P => above::PARAGRAPH,
            Tag::Dialog => above::DIALOG,
            Tag::Noscript => above::NOSCRIPT,
            _ if tag.heading().is_some() => above::HEADING,
            _ => 0,
        };
        let mut words = 0;
        let mut look = tag as u64;
        if self.tree.has_attributes(node) {
            for attribute in [Attribute::Class, Attribute::Id] {
                if matches!(tag, Tag::Html | Tag::Body) {
                    break;
                }
                if let Some(value) = self.tree.attribute(node, attribute) {
                    words |= *self.known_classes.entry(value).or_insert_with(|| cues::class_words(value));
                    if attribute == Attribute::Class {
                        look = value.bytes().take(64).fold(look, |hash, byte| {
                            (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95)
                        });
                    }
                }
            }
            match self.tree.attribute(node, Attribute::Role) {
                Some("main") => bits |= above::MAIN,
                Some("navigation" | "menu" | "menubar" | "search") => bits |= above::NAV,
                Some("complementary") => bits |= above::ASIDE,
                Some("contentinfo") => bits |= above::FOOTER,
                Some("dialog" | "alertdialog") => bits |= above::DIALOG,
                Some("article") => bits |= above::ARTICLE,
                _ => {}
            }
            if self.tree.attribute(node, Attribute::Itemprop).is_some_and(|value| {
                value
                    .split_whitespace()
                    .any(|word| matches!(word, "articleBody" | "reviewBody" | "description" | "text"))
            }) {
                bits |= above::BODY_PROPERTY;
            }
            let hidden = self.tree.attribute(node, Attribute::Hidden).is_some()
                || self.tree.attribute(node, Attribute::AriaHidden) == Some("true")
                || self.tree.attribute(node, Attribute::Style).is_some_and(hides);
            if hidden {
                bits |= above::HIDDEN;
            }
        }
        Element {
            node,
            tag,
            parent,
            above: outer.above | bits,
            words,
            words_above: outer.words_above | words,
            look,
            counts: Counts::default(),
            prose: 0,
            blocks: 0,
        }
    }

    fn table(&mut self, table: NodeId) {
        self.tables += 1;
        let element = self.open.last().copied().unwrap_or(0);
        for row in tables::rows(self.tree, table) {
            let mut first = true;
            for cell in row.cells {
                if !std::mem::take(&mut first) {
                    self.space = false;
                    if self.page.text.len() > self.start {
                        self.page.text.push_str(" | ");
                        self.last = ' ';
                    }
                }
                let mut next = self.tree.first_child(cell);
                while let Some(node) = next {
                    let tag = self.tree.tag(node);
                    match tag {
                        Tag::Text => self.text(self.tree.text(node)),
                        Tag::A => self.counts.links += 1,
                        _ => {
                            if tag.parts_text() || tag == Tag::Br {
                                self.space = true;
                            }
                        }
                    }
                    next = self.tree.following(node, cell, !tag.is_silent());
                }
                self.space = false;
            }
            let end = self.page.text[self.start..].trim_end_matches([' ', '|']).len() + self.start;
            self.page.text.truncate(end);
            self.owner = element;
            self.push(Some(if row.is_caption { Kind::Caption } else { Kind::Row }));
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        self.space = false;
        if self.breaks > 1 && self.counts.length > 0 {
            self.flush();
        }
    }

    fn text(&mut self, text: &str) {
        let above = self.page.elements[self.open.last().copied().unwrap_or(0) as usize].above;
        let keep_lines = above & above::PREFORMATTED != 0;
        let linked = u32::from(self.in_link > 0);
        for character in text.chars() {
            if character.is_whitespace() {
                if keep_lines && character == '\n' {
                    self.breaks += 1;
                    self.space = false;
                } else {
                    self.space = true;
                }
                continue;
            }
            let weight = match character {
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => continue,
                _ if character.is_control() => continue,
                '\u{20}'..='\u{2e7f}' => 1,
                '\u{ac00}'..='\u{d7a3}' => 2,
                _ => 3,
            };
            if self.page.text.len() == self.start {
                self.owner = self.open.last().copied().unwrap_or(0);
                (self.space, self.breaks, self.last) = (false, 0, ' ');
            } else if self.breaks > 0 {
                for _ in 0..if keep_lines { self.breaks.min(2) } else { 1 } {
                    self.page.text.push('\n');
                }
                self.counts.line_breaks += 1;
                self.last = ' ';
            } else if self.space && self.last != ' ' {
                self.page.text.push(' ');
                self.counts.length += 1;
                self.counts.in_links += linked;
                self.counts.commas += u32::from(has_no_marks(self.last) && has_no_marks(character));
            }
            (self.space, self.breaks) = (false, 0);
            self.page.text.push(character);
            self.last = character;
            let counts = &mut self.counts;
            counts.length += weight;
            counts.in_links += weight * linked;
            match character {
                'a'..='z' => {}
                '0'..='9' => counts.digits += 1,
                'A'..='Z' => counts.capitals += 1,
                '$' | '£' | '¥' | '฿' | '￥' | '\u{20a0}'..='\u{20cf}' => counts.currency_signs += 1,
                ',' | '、' | '，' | '،' | ';' | '；' => counts.commas += 1,
                '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' => counts.sentence_ends += 1,
                _ => counts.capitals += u32::from(character.is_uppercase()),
            }
        }
    }

    fn flush(&mut self) {
        if self.page.text.len() > self.start {
            self.push(None);
        }
        self.breaks = 0;
        self.space = false;
    }

    fn push(&mut self, kind: Option<Kind>) {
        let (start, end) = (self.start, self.page.text.len());
        let counts = std::mem::take(&mut self.counts);
        self.start = end;
        if start == end {
            return;
        }
        let text = &self.page.text[start..end];
        if !text.chars().any(char::is_alphanumeric) {
            self.page.text.truncate(start);
            self.start = start;
            return;
        }
        let element = &self.page.elements[self.owner as usize];
        let kind = kind.unwrap_or_else(|| {
            if let Some(level) = element.tag.heading() {
                return Kind::Heading(level);
            }
            if element.above & above::HEADING != 0 {
                return Kind::Heading(3);
            }
            if element.above & above::CAPTION != 0 {
                return Kind::Caption;
            }
            if element.above & above::PREFORMATTED != 0 {
                return Kind::Preformatted;
            }
            match element.tag {
                Tag::Li | Tag::Dt | Tag::Dd => Kind::Item,
                Tag::P | Tag::Blockquote => Kind::Paragraph,
                _ => Kind::Loose,
            }
        });
        let ends_sentence = text
            .trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』', '）', '“'])
            .ends_with(['.', '!', '?', '。', '！', '？', '؟', '…', ':', '：', '।']);
        // Where sentences end without a mark, a paragraph of several phrases ends with one.
        let ends_sentence = ends_sentence || (counts.commas > 0 && text.chars().next_back().is_some_and(has_no_marks));
        let cues = if counts.length <= cues::LONGEST { cues::phrases(text) } else { 0 };
        let table = if kind == Kind::Row { self.tables } else { 0 };
        let element = self.owner;
        self.page.blocks.push(Block { kind, start, end, counts, element, table, ends_sentence, cues });
    }
}

/// Thai, Lao, Burmese and Khmer part phrases and sentences by a space and have no spaces between words.
fn has_no_marks(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn hides(style: &str) -> bool {
    let mut rest = style;
    while let Some(found) = rest.find("display").or_else(|| rest.find("visibility")) {
        let value = rest[found..].split_once(':').map_or("", |(_, value)| value).trim_start();
        if value.starts_with("none") || value.starts_with("hidden") {
            return true;
        }
        rest = &rest[found + 7..];
    }
    false
}
