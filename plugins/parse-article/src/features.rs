//! What the model is told of a block: the block itself, its neighbours, the elements around it, the page.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::blocks::{Block, Blocks, Element, Kind};
use crate::cues::{CLASS_SUBJECTS, PHRASE_SUBJECTS};

/// Elements around a block that are described.
const LEVELS: usize = 5;

/// Blocks on each side that are described.
const NEIGHBOURS: usize = 3;

/// Letters by which a block is looked up in the text that the page gives in JSON-LD.
const KEY: usize = 24;

/// The base of the numbers that stand for so many letters: an odd number without a pattern.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is known of the page from elsewhere.
#[derive(Debug, Default, Clone, Copy)]
pub struct Hints<'a> {
    pub title: Option<&'a str>,
    /// the text in JSON-LD
    pub article_body: Option<&'a str>,
    pub description: Option<&'a str>,
    pub declared_article: bool,
    pub declared_other: bool,
}

/// One row of numbers for each block.
#[derive(Debug, Default)]
pub struct Features {
    pub width: usize,
    pub values: Vec<f32>,
}

/// A hash of eight bytes that is the same on every machine.
#[derive(Default)]
pub struct Mixing(u64);

impl Hasher for Mixing {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixing>>;

#[derive(Default, Clone, Copy)]
struct Alike {
    blocks: u32,
    length: u32,
    in_links: u32,
    prose: u32,
}

/// What is worked out once for a page.
pub struct Page<'a> {
    blocks: &'a Blocks,
    hints: Hints<'a>,
    cores: [u32; 3],
    /// for each element: whether it is a core or within one, as bits
    in_core: Vec<u8>,
    core_range: (usize, usize),
    title: Option<usize>,
    alike: Map<u64, Alike>,
    keys: Vec<u64>,
    hashes: Vec<u64>,
    texts: Map<u64, u32>,
    length_before: Vec<u32>,
    prose_before: Vec<i32>,
    prose_after: Vec<i32>,
    heading_before: Vec<i32>,
    /// for each block: subjects of headings, and of classes, that came since most of the text
    ended: Vec<u8>,
    body_keys: HashSet<u64, BuildHasherDefault<Mixing>>,
    wide: f32,
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| character.is_alphanumeric()).map(|character| character.to_ascii_lowercase())
}

fn hash(letters: impl Iterator<Item = char>) -> u64 {
    let mut hasher = Mixing::default();
    letters.for_each(|letter| hasher.write_u32(u32::from(letter)));
    hasher.finish()
}

impl<'a> Page<'a> {
    pub fn new(blocks: &'a Blocks, hints: Hints<'a>) -> Self {
        let count = blocks.blocks.len();
        let cores = [0.5, 0.75, 0.9].map(|share| core(&blocks.elements, share));
        let mut in_core = vec![0u8; blocks.elements.len()];
        for number in 0..in_core.len() {
            let parent = blocks.elements[number].parent as usize;
            in_core[number] = in_core[parent];
            for (bit, core) in cores.iter().enumerate() {
                if *core as usize == number {
                    in_core[number] |= 1 << bit;
                }
            }
        }
        let in_second = |block: &Block| in_core[block.element as usize] & 2 != 0;
        let first = blocks.blocks.iter().position(in_second).unwrap_or(0);
        let last = blocks.blocks.iter().rposition(in_second).unwrap_or(count.saturating_sub(1));
        let mut page = Self {
            title: title_block(blocks, hints.title, first),
            blocks,
            hints,
            cores,
            in_core,
            core_range: (first, last),
            alike: Map::default(),
            keys: Vec::with_capacity(count),
            hashes: Vec::with_capacity(count),
            texts: Map::default(),
            length_before: Vec::with_capacity(count),
            prose_before: Vec::with_capacity(count),
            prose_after: vec![-1; count],
            heading_before: Vec::with_capacity(count),
            ended: Vec::with_capacity(count),
            body_keys: HashSet::default(),
            wide: 0.0,
        };
        page.gather();
        page
    }

    fn gather(&mut self) {
        let (mut length, mut prose, mut heading) = (0, -1, -1);
        let (mut wide, mut all) = (0usize, 0usize);
        let (mut prose_length, mut ended) = (0, 0u8);
        for (number, block) in self.blocks.blocks.iter().enumerate() {
            let key = self.key(block);
            self.keys.push(key);
            let alike = self.alike.entry(key).or_default();
            alike.blocks += 1;
            alike.length += block.counts.length;
            alike.in_links += block.counts.in_links;
            let is_prose = block.counts.is_prose();
            alike.prose += if is_prose { block.counts.length } else { 0 };
            self.length_before.push(length);
            length += block.counts.length;
            self.prose_before.push(prose);
            self.heading_before.push(heading);
            if is_prose {
                prose = number as i32;
            }
            if matches!(block.kind, Kind::Heading(_)) {
                heading = number as i32;
            }
            // Comments and other reports come after the text: what came once goes on.
            if self.title.is_none_or(|title| number > title) {
                let element = &self.blocks.elements[block.element as usize];
                if prose_length * 3 > self.blocks.elements[0].prose {
                    ended |= u8::from(element.words_above & class_bits("comment") != 0)
                        | u8::from(element.words_above & class_bits("related") != 0) << 1;
                    if block.counts.length < 60 {
                        ended |= u8::from(block.cues & phrase_bits("comments") != 0) << 2
                            | u8::from(block.cues & phrase_bits("related") != 0) << 3;
                    }
                }
            }
            prose_length += if is_prose { block.counts.length } else { 0 };
            self.ended.push(ended);
            let text = self.blocks.text_of(block);
            let hashed = hash(letters(text).take(200));
            self.hashes.push(hashed);
            *self.texts.entry(hashed).or_default() += 1;
            all += text.len();
            wide += if text.is_ascii() { 0 } else { text.chars().filter(|character| *character >= '\u{600}').count() };
        }
        self.wide = 2.0 * wide as f32 / all.max(1) as f32;
        let mut next = -1;
        for number in (0..self.blocks.blocks.len()).rev() {
            self.prose_after[number] = next;
            if self.blocks.blocks[number].counts.is_prose() {
                next = number as i32;
            }
        }
        for text in [self.hints.article_body, self.hints.description].into_iter().flatten() {
            let all: Vec<u64> = letters(text).take(200_000).map(|letter| u64::from(u32::from(letter))).collect();
            let highest = (0..KEY).fold(1u64, |power, _| power.wrapping_mul(BASE));
            let mut rolling = 0u64;
            for (number, letter) in all.iter().enumerate() {
                rolling = rolling.wrapping_mul(BASE).wrapping_add(*letter);
                if number >= KEY {
                    rolling = rolling.wrapping_sub(all[number - KEY].wrapping_mul(highest));
                }
                if number + 1 >= KEY {
                    self.body_keys.insert(rolling);
                }
            }
        }
    }

    fn key(&self, block: &Block) -> u64 {
        let element = &self.blocks.elements[block.element as usize];
        let parent = &self.blocks.elements[element.parent as usize];
        element.look.rotate_left(17) ^ parent.look
    }

    fn neighbour(&self, block: usize, offset: isize) -> Option<usize> {
        let there = block.checked_add_signed(offset)?;
        (there < self.blocks.blocks.len()).then_some(there)
    }

    /// The rows of all blocks.
    pub fn rows(&self) -> Features {
        let mut values = Vec::with_capacity(self.blocks.blocks.len() * WIDTH);
        for number in 0..self.blocks.blocks.len() {
            self.row(number, &mut values);
        }
        Features { width: WIDTH, values }
    }

    fn row(&self, number: usize, row: &mut Vec<f32>) {
        let block = &self.blocks.blocks[number];
        let counts = &block.counts;
        let elements = &self.blocks.elements;
        let element = &elements[block.element as usize];
        let page = &elements[0];
        let length = counts.length.max(1) as f32;
        let whole = page.counts.length.max(1) as f32;
        let whole_prose = page.prose.max(1) as f32;
        let text = self.blocks.text_of(block);
        row.extend([
            log(counts.length),
            counts.link_share(),
            counts.links as f32,
            counts.digits as f32 / length,
            counts.capitals as f32 / length,
            counts.commas as f32,
            counts.sentence_ends as f32,
            flag(block.ends_sentence),
            counts.line_breaks as f32,
            kind(block.kind),
            self.texts.get(&self.hashes[number]).copied().unwrap_or(0) as f32,
            flag(!self.body_keys.is_empty()),
            flag(self.in_body(text)),
        ]);
        bits(row, block.cues, PHRASE_SUBJECTS.len());
        bits(row, element.above, 22);
        bits(row, element.words, CLASS_SUBJECTS.len());
        bits(row, element.words_above, CLASS_SUBJECTS.len());
        let mut near = element.words;
        let mut here = block.element;
        for level in 0..LEVELS {
            let around = &elements[here as usize];
            if level < 3 {
                near |= around.words;
            }
            row.extend([
                log(around.counts.length),
                around.counts.length as f32 / whole,
                around.counts.link_share(),
                around.prose as f32 / whole_prose,
                around.blocks as f32,
            ]);
            here = around.parent;
        }
        bits(row, near, CLASS_SUBJECTS.len());
        let count = self.blocks.blocks.len();
        let (first, last) = self.core_range;
        let extent = (last - first).max(1) as f32;
        row.extend([
            f32::from(self.in_core[block.element as usize].count_ones() as u8),
            (number as f32 - first as f32) / extent,
            (number as f32 - last as f32) / extent,
            number as f32 / count as f32,
            number as f32,
            (count - number) as f32,
            self.length_before[number] as f32 / whole,
        ]);
        match self.title {
            Some(title) => row.extend([
                (number as f32 - title as f32).clamp(-100.0, 300.0),
                log(self.length_before[number].saturating_sub(self.length_before[title])),
            ]),
            None => row.extend([-1000.0, -1.0]),
        }
        for distance in 1..=NEIGHBOURS as isize {
            for offset in [-distance, distance] {
                match self.neighbour(number, offset).map(|there| &self.blocks.blocks[there]) {
                    Some(other) => row.extend([
                        log(other.counts.length),
                        other.counts.link_share(),
                        kind(other.kind),
                        flag(other.ends_sentence),
                        flag(
                            other.element == block.element || elements[other.element as usize].parent == element.parent,
                        ),
                    ]),
                    None => row.extend([-1.0, -1.0, -1.0, -1.0, -1.0]),
                }
            }
        }
        let (mut around, mut links, mut prose) = (0, 0, 0);
        for other in &self.blocks.blocks[number.saturating_sub(6)..(number + 7).min(count)] {
            around += other.counts.length;
            links += other.counts.in_links;
            prose += if other.counts.is_prose() { other.counts.length } else { 0 };
        }
        let since = |there: i32| if there < 0 { 1000.0 } else { (number as f32 - there as f32).abs() };
        row.extend([
            links as f32 / around.max(1) as f32,
            prose as f32 / around.max(1) as f32,
            since(self.prose_before[number]),
            since(self.prose_after[number]),
        ]);
        let alike = self.alike.get(&self.keys[number]).copied().unwrap_or_default();
        row.extend([
            alike.blocks as f32,
            log(alike.length / alike.blocks.max(1)),
            alike.in_links as f32 / alike.length.max(1) as f32,
            alike.prose as f32 / whole_prose,
        ]);
        let heading = self.heading_before[number];
        match usize::try_from(heading).ok().map(|heading| &self.blocks.blocks[heading]) {
            Some(title) => {
                row.extend([since(heading), kind(title.kind), log(title.counts.length)]);
                bits(row, title.cues, 5);
            }
            None => row.extend([1000.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        }
        bits(row, u32::from(self.ended[number]), 4);
        row.extend([
            log(page.counts.length),
            page.counts.link_share(),
            page.prose as f32 / whole,
            count as f32,
            flag(self.hints.declared_article),
            flag(self.hints.declared_other),
            elements[self.cores[0] as usize].counts.length as f32 / whole,
            elements[self.cores[0] as usize].counts.link_share(),
            self.wide,
        ]);
    }

    fn in_body(&self, text: &str) -> bool {
        if self.body_keys.is_empty() {
            return false;
        }
        let mut count = 0;
        let key = letters(text).take(KEY).fold(0u64, |key, letter| {
            count += 1;
            key.wrapping_mul(BASE).wrapping_add(u64::from(u32::from(letter)))
        });
        count == KEY && self.body_keys.contains(&key)
    }
}

/// Numbers in a row.
pub const WIDTH: usize = 13
    + PHRASE_SUBJECTS.len()
    + 22
    + 3 * CLASS_SUBJECTS.len()
    + 5 * LEVELS
    + 7
    + 2
    + 10 * NEIGHBOURS
    + 4
    + 4
    + 8
    + 4
    + 9;

/// The smallest element that holds a share of the running text.
fn core(elements: &[Element], share: f32) -> u32 {
    let wanted = elements.first().map_or(0.0, |page| page.prose as f32 * share);
    let mut core = 0;
    for (number, element) in elements.iter().enumerate().skip(1) {
        // Within the core so far, and it is smaller.
        if element.prose as f32 >= wanted && element.parent == core && element.prose > 0 {
            core = number as u32;
        }
    }
    core
}

fn title_block(blocks: &Blocks, title: Option<&str>, first: usize) -> Option<usize> {
    let wanted: Option<String> =
        title.map(|title| letters(title).take(200).collect()).filter(|title: &String| !title.is_empty());
    let same = wanted.and_then(|wanted| {
        blocks.blocks.iter().position(|block| {
            matches!(block.kind, Kind::Heading(_)) && letters(blocks.text_of(block)).take(200).eq(wanted.chars())
        })
    });
    same.or_else(|| blocks.blocks.iter().take(first + 10).rposition(|block| block.kind == Kind::Heading(1)))
}

fn class_bits(subject: &str) -> u32 {
    CLASS_SUBJECTS.iter().position(|known| *known == subject).map_or(0, |bit| 1 << bit)
}

fn phrase_bits(subject: &str) -> u32 {
    PHRASE_SUBJECTS.iter().position(|known| *known == subject).map_or(0, |bit| 1 << bit)
}

fn kind(kind: Kind) -> f32 {
    match kind {
        Kind::Paragraph => 0.0,
        Kind::Loose => 1.0,
        Kind::Item => 2.0,
        Kind::Row => 3.0,
        Kind::Preformatted => 4.0,
        Kind::Caption => 5.0,
        Kind::Heading(level) => 5.0 + f32::from(level),
    }
}

fn log(length: u32) -> f32 {
    // Whole numbers of the same length everywhere: the logarithm of a library may differ in its last digit.
    let length = length.saturating_add(1);
    let whole = length.ilog2();
    whole as f32 + (length as f32 / (1u64 << whole) as f32 - 1.0)
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn bits(row: &mut Vec<f32>, bits: u32, count: usize) {
    row.extend((0..count).map(|bit| flag(bits & (1 << bit) != 0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_grow() {
        assert!(log(0) == 0.0 && log(1) == 1.0 && log(3) == 2.0);
        assert!((1..5000).all(|length| log(length) > log(length - 1)));
    }
}
