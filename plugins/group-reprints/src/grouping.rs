//! Which articles print the same report.
//!
//! Articles are taken in the order of their publication, and each is compared with those before it only. So the group of
//! an article depends on no article that comes later, and no group is ever renamed or joined with another by one.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::sketch::{Sketch, shared};

/// An article, as far as it matters here.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: String,
    /// days since 1970; articles without a date come last
    pub published: Option<i32>,
    /// where it was read: tells apart two printings that are equal in all else
    pub source: Box<str>,
    /// whether `published` is a day, and not the first one of a month or a year
    pub day_known: bool,
    pub sketch: Sketch,
}

/// When two texts are the same report.
#[derive(Debug, Clone, Copy)]
pub struct Likeness {
    /// share of runs that both have among those that either has
    pub similarity: f64,
    /// share of the runs of the shorter text that the longer has
    pub containment: f64,
    /// days between two reprints
    pub within_days: u32,
}

/// Below this many runs a text is compared as a whole.
const FEWEST_RUNS: usize = 30;

/// Below this many words no text is taken for a reprint.
const FEWEST_WORDS: usize = 12;

/// Runs that a short text has to share with a longer one.
const FEWEST_SHARED: usize = 40;

/// Below this many figures in the text that has fewer, figures say nothing.
const FEWEST_FIGURES: usize = 3;

/// One run in so many is looked up: those with the smallest hashes, the same ones in every text.
const SAMPLE: u32 = 8;

/// Of the articles that have a run, so many are looked at, those nearest in time: a run in more is a common phrase, or
/// they are of one group anyway.
const MOST_SHARING: usize = 64;

/// Two texts with so much in common are not bettered by a third.
const ALL_BUT_EQUAL: f64 = 0.95;

/// From so many runs on, a sample tells two texts with a quarter of it in common from two that are alike.
const FAIR_SAMPLE: usize = 12;

/// Articles that one is compared with.
const MOST_COMPARED: usize = 24;

/// Puts each article into a group; the answer names, for each, the article that its group begins with.
///
/// `cancelled` is asked from time to time, and ends the work with nothing.
pub fn group(articles: &[Article], likeness: Likeness, cancelled: impl Fn() -> bool) -> Option<Vec<usize>> {
    let order = publication_order(articles);
    let sketches: Vec<&Article> = order.iter().filter_map(|place| articles.get(*place)).collect();
    let index = Index::new(&sketches);
    let mut same_text: FxHashMap<(u64, usize), usize> = FxHashMap::default();
    // For each place in the order, the place of the article that its group begins with.
    let mut first: Vec<usize> = Vec::with_capacity(sketches.len());
    for (place, article) in sketches.iter().enumerate() {
        if place % 256 == 0 && cancelled() {
            return None;
        }
        let key = (article.sketch.whole, article.sketch.words);
        let same = same_text
            .get(&key)
            .copied()
            .filter(|other| {
                let begins = first.get(*other).and_then(|begins| sketches.get(*begins));
                let enough = article.sketch.words >= FEWEST_WORDS
                    || sketches.get(*other).is_some_and(|other| other.id == article.id);
                enough && begins.is_some_and(|begins| near_in_time(article, begins, likeness))
            })
            .or_else(|| most_alike(place, &first, &sketches, &index, likeness));
        let begins = same.and_then(|other| first.get(other).copied()).unwrap_or(place);
        first.push(begins);
        same_text.insert(key, place);
    }
    let mut groups = vec![0; articles.len()];
    for (place, begins) in order.iter().zip(&first) {
        if let (Some(group), Some(begins)) = (groups.get_mut(*place), order.get(*begins)) {
            *group = *begins;
        }
    }
    Some(groups)
}

/// The order in which articles count as printed: by day, then by id; of one article printed twice, by text and
/// source.
pub fn publication_order(articles: &[Article]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by(|one, other| {
        let key = |place: &usize| {
            articles.get(*place).map(|article| {
                let day = article.published.map_or((true, 0), |day| (false, day));
                (day, article.id.as_str(), article.sketch.whole, &article.source)
            })
        };
        key(one).cmp(&key(other))
    });
    order
}

/// The article before `place` that is the same report; of several, the one with the most in common.
fn most_alike(
    place: usize,
    first: &[usize],
    sketches: &[&Article],
    index: &Index,
    likeness: Likeness,
) -> Option<usize> {
    let article = sketches.get(place)?;
    if article.sketch.runs.len() < FEWEST_RUNS {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for other in index.sharing(place) {
        let Some(earlier) = sketches.get(other) else { continue };
        let Some(begins) = first.get(other).and_then(|begins| sketches.get(*begins)) else { continue };
        if !near_in_time(article, begins, likeness) {
            continue;
        }
        if let Some(alike) = alike(article, earlier, likeness)
            && best.is_none_or(|(most, found)| alike > most || (alike == most && other < found))
        {
            best = Some((alike, other));
        }
        if best.is_some_and(|(alike, _)| alike >= ALL_BUT_EQUAL) {
            break;
        }
    }
    best.map(|(_, other)| other)
}

/// Whether the runs looked up leave hope: they are a fair sample of all, and quicker to compare.
fn worth_comparing(one: &Sketch, other: &Sketch) -> bool {
    let (left, right) = (sample(one), sample(other));
    let shorter = left.len().min(right.len());
    shorter < FAIR_SAMPLE || shared(left, right) * 4 >= shorter
}

/// How much two articles have in common, where they are the same report.
fn alike(one: &Article, other: &Article, likeness: Likeness) -> Option<f64> {
    let (left, right) = (&one.sketch.runs, &other.sketch.runs);
    let shorter = left.len().min(right.len());
    if shorter < FEWEST_RUNS
        || !worth_comparing(&one.sketch, &other.sketch)
        || !same_figures(&one.sketch, &other.sketch)
    {
        return None;
    }
    let both = shared(left, right);
    let similarity = both as f64 / (left.len() + right.len() - both) as f64;
    let containment = both as f64 / shorter as f64;
    let same = similarity >= likeness.similarity || (containment >= likeness.containment && both >= FEWEST_SHARED);
    same.then_some(similarity)
}

/// A text that is repeated with other figures is another report: rates of the day, prices of the month.
fn same_figures(one: &Sketch, other: &Sketch) -> bool {
    let fewer = one.figures.len().min(other.figures.len());
    fewer < FEWEST_FIGURES || shared(&one.figures, &other.figures) * 2 >= fewer
}

fn near_in_time(one: &Article, other: &Article, likeness: Likeness) -> bool {
    match (one.published, other.published) {
        (Some(left), Some(right)) if one.day_known && other.day_known => left.abs_diff(right) <= likeness.within_days,
        _ => true,
    }
}

/// Which articles have a run, for the runs that are looked up.
struct Index {
    /// run and place, sorted
    entries: Vec<(u32, u32)>,
    /// the entries of each article, one article after the other
    own: Vec<u32>,
    /// where the entries of each article end in `own`
    ends: Vec<usize>,
}

impl Index {
    fn new(sketches: &[&Article]) -> Self {
        let mut entries: Vec<(u32, u32)> = Vec::new();
        let mut starts = Vec::with_capacity(sketches.len());
        for (place, article) in (0u32..).zip(sketches) {
            starts.push(entries.len());
            entries.extend(sample(&article.sketch).iter().map(|run| (*run, place)));
        }
        entries.sort_unstable();
        let mut own = vec![0; entries.len()];
        let mut ends = starts;
        for (entry, (_, place)) in (0u32..).zip(&entries) {
            if let Some(end) = ends.get_mut(*place as usize)
                && let Some(slot) = own.get_mut(*end)
            {
                *slot = entry;
                *end += 1;
            }
        }
        Self { entries, own, ends }
    }

    /// The articles before `place` that share runs looked up; first those that share most of what few others have.
    fn sharing(&self, place: usize) -> Vec<usize> {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let own = self.ends.get(place).and_then(|end| self.own.get(start..*end)).unwrap_or_default();
        let mut weights: FxHashMap<u32, usize> = FxHashMap::default();
        for entry in own {
            let before = self.entries.get(..*entry as usize).unwrap_or_default();
            let run = self.entries.get(*entry as usize).map(|(run, _)| *run);
            let sharing = || before.iter().rev().take_while(|(known, _)| Some(*known) == run).take(MOST_SHARING);
            let Some(weight) = MOST_SHARING.checked_div(sharing().count()) else { continue };
            for (_, other) in sharing() {
                *weights.entry(*other).or_default() += weight;
            }
        }
        let mut sharing: Vec<(Reverse<usize>, usize)> =
            weights.into_iter().map(|(other, weight)| (Reverse(weight), other as usize)).collect();
        if sharing.len() > MOST_COMPARED {
            sharing.select_nth_unstable(MOST_COMPARED);
            sharing.truncate(MOST_COMPARED);
        }
        sharing.sort_unstable();
        sharing.into_iter().map(|(_, other)| other).collect()
    }
}

/// The runs whose hash is small enough: the beginning of the list, as it is sorted.
fn sample(sketch: &Sketch) -> &[u32] {
    let end = sketch.runs.partition_point(|run| *run < u32::MAX / SAMPLE);
    sketch.runs.get(..end).unwrap_or_default()
}
