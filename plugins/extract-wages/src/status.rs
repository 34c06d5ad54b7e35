//! Whether a wage is paid, demanded, offered, the minimum …

use wagemill_money::{Bound, Change, Kind, Mark, Money, Role, Term};

use crate::cue::{Cue, Sentence};

/// The status of a wage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Paid,
    Demanded,
    Offered,
    Agreed,
    Minimum,
    Average,
    Promised,
    Expected,
    Unpaid,
    Former,
    Other,
}

impl Status {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Paid => "paid",
            Status::Demanded => "demanded",
            Status::Offered => "offered",
            Status::Agreed => "agreed",
            Status::Minimum => "minimum",
            Status::Average => "average",
            Status::Promised => "promised",
            Status::Expected => "expected",
            Status::Unpaid => "unpaid",
            Status::Former => "former",
            Status::Other => "other",
        }
    }
}

/// What someone intends with a sum goes before what kind of sum it is.
const INTENTIONS: &[(Cue, Status, f32)] = &[
    (Cue::Demanded, Status::Demanded, 3.0),
    (Cue::Offered, Status::Offered, 2.8),
    (Cue::Promised, Status::Promised, 3.0),
    (Cue::Unpaid, Status::Unpaid, 2.6),
    (Cue::Doubted, Status::Other, 2.6),
];
const KINDS: &[(Cue, Status, f32)] = &[
    (Cue::Minimum, Status::Minimum, 2.8),
    (Cue::Average, Status::Average, 2.4),
    (Cue::Agreed, Status::Agreed, 1.8),
    (Cue::Expected, Status::Expected, 2.0),
    (Cue::Former, Status::Former, 1.7),
];
const HALF: f32 = 5.0;

/// The status of a sum of pay. `before` is the status of the sum before, and how many sentences ago; `advertised`: an
/// advertisement for work names it.
pub fn status(
    sentence: &Sentence<'_>,
    sum: &Money,
    before: Option<(Status, usize)>,
    advertised: bool,
) -> (Status, &'static str) {
    if !matches!(sum.role, Role::Wage | Role::Bonus | Role::Allowance) {
        return (Status::Other, "status_no_pay");
    }
    let phrase = sentence.tokens_of(&sum.phrase);
    if sum.change == Change::From {
        return (Status::Former, "status_from");
    }
    let strength = |table: &[(Cue, Status, f32)]| {
        table
            .iter()
            // "raised from X to Y": only X is the former one.
            .filter(|(cue, ..)| sum.change != Change::To || *cue != Cue::Former)
            .filter_map(|&(cue, status, weight)| {
                let (distance, mark) = sentence.nearest(cue, phrase)?;
                // "1,200 back then; today it is 1,600"
                let now = || sentence.nearest(Cue::Now, phrase).is_some_and(|(nearer, _)| nearer < distance);
                if cue == Cue::Former && now() {
                    return None;
                }
                // "promised 900, in fact they got 400"
                if matches!(cue, Cue::Promised | Cue::Offered | Cue::Agreed | Cue::Demanded | Cue::Expected)
                    && in_fact_between(sentence, mark, phrase)
                {
                    return None;
                }
                let status = if cue == Cue::Offered && offered_by_workers(sentence, mark, phrase) {
                    Status::Demanded
                } else {
                    status
                };
                let kind = matches!(cue, Cue::Minimum | Cue::Average);
                let other_pay = another_wage_between(sentence, mark.last, mark.first, phrase, cue);
                let compared =
                    kind && (!names(mark.last, phrase, distance) && is_compared(sentence, mark) || never_so(cue, sum));
                (!other_pay && !compared).then_some((weight * HALF / (HALF + distance), status))
            })
            .fold((0.0f32, Status::Paid), |best, next| if next.0 > best.0 { next } else { best })
    };
    let intended = strength(INTENTIONS);
    if intended.0 >= 0.8 {
        return (intended.1, "status_intention");
    }
    let kind = strength(KINDS);
    if kind.0 >= 0.6 {
        return (kind.1, "status_kind");
    }
    // "The minimum wage is $15. For those with tips it is $6.75": the kind goes on until another
    // word for pay names the sum, or until people speak of what they get.
    if let Some((was, ago)) = before
        && ago <= 1
        && (matches!(was, Status::Minimum | Status::Average) && sum.role != Role::Bonus
            || (ago == 0 && was != Status::Former))
        && !(was == Status::Minimum && never_so(Cue::Minimum, sum))
        && (ago == 0 || sentence.nearest(Cue::Now, phrase).is_none())
        && !(ago > 0 && sentence.nearest(Cue::Speaking, phrase).is_some())
        && !named_anew(sentence, phrase, was != Status::Minimum && (was != Status::Average || ago > 0))
    {
        return (was, "status_carried");
    }
    if kind.0 >= 0.45 {
        return (kind.1, "status_kind");
    }
    if advertised {
        return (Status::Offered, "status_advertisement");
    }
    (Status::Paid, "status_default")
}

/// Whether words such as "in fact" stand between a mark and the amount behind it.
fn in_fact_between(sentence: &Sentence<'_>, mark: Mark, amount: (usize, usize)) -> bool {
    (mark.last + 1..amount.0).any(|token| sentence.words.at(token, Cue::InFact).is_some())
}

/// "the union proposed X": what workers propose they demand.
fn offered_by_workers(sentence: &Sentence<'_>, mark: Mark, amount: (usize, usize)) -> bool {
    if mark.last >= amount.0 || mark.first > 0 && sentence.words.ending(mark.first - 1, Term::Passive).is_some() {
        return false;
    }
    let back = (1..=sentence.words.reach(6)).map_while(|back| mark.first.checked_sub(back));
    for token in back {
        if sentence.words.ending(token, Cue::Workers).is_some() {
            return true;
        }
        if sentence.words.ending(token, Term::Employer).is_some() {
            return false;
        }
    }
    false
}

/// "the minimum wage of X": the word is the name of the sum.
fn names(mark_last: usize, amount: (usize, usize), distance: f32) -> bool {
    mark_last < amount.0 && distance <= 2.0 || distance == 0.0
}

/// "less than half of the legal minimum", 최저임금에 못 미치는 7천원: the sum is no minimum.
fn is_compared(sentence: &Sentence<'_>, mark: Mark) -> bool {
    let mark_first = mark.first;
    let behind = mark.last + 1..=mark.last + sentence.words.reach(3);
    if behind.into_iter().any(|token| sentence.words.at(token, Cue::ComparisonAfter).is_some()) {
        return true;
    }
    (1..=4)
        .map_while(|back| mark_first.checked_sub(back))
        .take_while(|&token| {
            let word = sentence.words.tokens.get(token).is_some_and(|found| found.kind == Kind::Word);
            word || sentence.is_word(token, &["%"])
        })
        .any(|token| sentence.words.at(token, Cue::Comparison).is_some_and(|mark| mark.last < mark_first))
}

/// "under X" is what someone gets, not what the law asks.
fn never_so(cue: Cue, sum: &Money) -> bool {
    cue == Cue::Minimum && sum.amount.bound == Bound::AtMost
}

/// "the minimum wage was 60 dollars and the base salary … 63", "promised 150 and paid 60": behind
/// another sum a word for pay begins a statement of its own.
fn another_wage_between(
    sentence: &Sentence<'_>,
    mark_last: usize,
    mark_first: usize,
    amount: (usize, usize),
    cue: Cue,
) -> bool {
    let kind = matches!(cue, Cue::Minimum | Cue::Average | Cue::Former);
    // Behind another sum it speaks of that one.
    if kind && mark_first > amount.1 && sentence.sums.iter().any(|(first, _)| *first > amount.1 && *first < mark_first)
    {
        return true;
    }
    let range = if mark_first < amount.0 { mark_last + 1..amount.0 } else { amount.1 + 1..mark_first };
    let other = sentence.sums.iter().map(|(first, _)| *first).rfind(|first| range.contains(first));
    let terms: &[Term] = match cue {
        Cue::Minimum | Cue::Average => &[Term::WageStrong],
        Cue::Former => &[Term::WageStrong, Term::WageWeak],
        _ => &[Term::Paid],
    };
    let pays = |token: usize| terms.iter().any(|&term| sentence.has(token, term));
    other.is_some_and(|other| range.clone().any(|token| token > other && pays(token)))
}

/// Whether a word for pay stands right before the amount, in its own clause; `weak`: or any verb of
/// getting.
fn named_anew(sentence: &Sentence<'_>, amount: (usize, usize), weak: bool) -> bool {
    let floor = sentence.sums.iter().map(|(_, last)| last + 1).filter(|next| *next <= amount.0).max().unwrap_or(0);
    let from = amount.0.saturating_sub(12).max(floor);
    (from..amount.0).any(|token| {
        if weak && sentence.has(token, Term::WageWeak) {
            return true;
        }
        sentence.words.at(token, Term::WageStrong).is_some_and(|mark| {
            sentence.words.at(mark.last + 1, Term::RaiseAfter).is_none()
                && sentence.words.at(mark.last + 1, Term::Raise).is_none()
        })
    })
}
