//! What a sum of money is: wage, price, rent, fine …
//!
//! Every word that speaks for a role adds to that role, the more the nearer it stands; what parts
//! clauses, and other sums between, make it farther. The strongest role wins; a wage also needs a
//! word for pay, here or shortly before.

use std::sync::LazyLock;

use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Change, Period, Role};
use crate::term::Term;
use crate::token::Kind;

/// How far, in tokens, a word may stand from the amount that it is about.
const REACH_BACK: usize = 45;
const REACH_ON: usize = 30;
/// At this distance a word counts half.
const HALF: f32 = 5.0;
/// What a wage needs at least.
const ENOUGH: f32 = 1.15;
/// What its words for pay, here or before, need at least.
const ENOUGH_WORDS: f32 = 0.3;

/// A word for pay far away in the sentence that says the time of the sum.
const NOUN_FAR_AWAY: f32 = 0.7;
/// Words for pay that say enough by themselves, and words for something else that do.
const CLEAR: f32 = 1.0;
const CLEAR_OTHER: f32 = 1.2;

/// The weight of one word right beside the amount.
const WEIGHTS: &[(Term, Role, f32)] = &[
    (Term::WageStrong, Role::Wage, 3.0),
    (Term::WageWeak, Role::Wage, 1.2),
    (Term::Bonus, Role::Bonus, 3.2),
    (Term::Allowance, Role::Allowance, 2.5),
    (Term::Deduction, Role::Deduction, 2.6),
    (Term::Quota, Role::Quota, 3.0),
    (Term::Price, Role::Price, 2.4),
    (Term::Rent, Role::Rent, 2.6),
    (Term::Fine, Role::Fine, 2.8),
    (Term::Fee, Role::Fee, 2.6),
    (Term::Bribe, Role::Bribe, 3.0),
    (Term::Remittance, Role::Remittance, 2.4),
    (Term::Aid, Role::Aid, 2.2),
    (Term::Budget, Role::Budget, 2.4),
    (Term::Trade, Role::Trade, 2.0),
    (Term::Payroll, Role::Payroll, 3.2),
    (Term::Revenue, Role::Revenue, 2.4),
    (Term::Gap, Role::Raise, 3.5),
];

/// The clue that a class is, if it is one.
fn weight_of(class: Class) -> Option<(Term, Role, f32)> {
    static TABLE: LazyLock<Vec<Option<(Term, Role, f32)>>> = LazyLock::new(|| {
        let of = |class: usize| WEIGHTS.iter().copied().find(|(term, ..)| *term as usize == class);
        (0..Term::NAMES.len()).map(of).collect()
    });
    *TABLE.get(usize::from(class))?
}

/// What stands around an amount.
pub(crate) struct Surroundings<'a> {
    pub text: &'a str,
    pub analysis: &'a Analysis,
    pub barriers: &'a Barriers,
    /// with its bounds, and with its conversions and the phrase of its period
    pub lead: usize,
    /// the first token of the amount itself
    pub first: usize,
    pub tail: usize,
    /// the last token of the amount and its conversions
    pub end: usize,
    pub change: Change,
    pub phrase: Option<Period>,
    /// a period is known from elsewhere in the sentence
    pub period_in_sentence: bool,
    /// the nearest word for pay that says its time, anywhere in the sentence: "monthly minimum wage"
    pub period_noun: bool,
    /// a sum that no one person is paid
    pub too_large: bool,
    /// so large that not even a word for pay makes it one
    pub far_too_large: bool,
    /// verbs stand behind what they speak of
    pub verb_last: bool,
    /// the sentence is an item of a list, or of an advertisement for work
    pub in_list: bool,
    /// the same goods had a price shortly before
    pub priced_before: bool,
    /// strength of a wage shortly before, and its role
    pub carried: Option<Carried>,
    /// the same of a word for pay in the sentence before, which is looked for only where it matters
    pub said_before: &'a dyn Fn() -> Option<Carried>,
}

/// What was said before of pay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Carried {
    pub role: Role,
    pub strength: f32,
    /// by a clear word for pay
    pub clear: bool,
}

/// A role, how clear it is, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judgement {
    pub role: Role,
    pub certainty: f32,
    pub rule: &'static str,
    /// words for pay in the sentence itself
    pub own_words: bool,
    /// a clear one among them
    pub clear: bool,
    /// only weak clues speak for it
    pub weak: bool,
}

impl Judgement {
    /// A role that its own rule makes sure of.
    pub(crate) fn by_rule(role: Role, certainty: f32, rule: &'static str) -> Judgement {
        Judgement { role, certainty, rule, own_words: false, clear: false, weak: false }
    }
}

/// How many steps farther each token is made by what parts clauses before it.
pub(crate) struct Barriers {
    steps: Vec<f32>,
    /// the first tokens of the sums, in order
    sums: Vec<usize>,
}

impl Barriers {
    /// `sums` are the token spans of the amounts that are no conversions.
    pub(crate) fn new(text: &str, analysis: &Analysis, sums: &[(usize, usize)]) -> Barriers {
        let mut steps = vec![0.0f32; analysis.tokens.len() + 1];
        for (token, step) in steps.iter_mut().enumerate() {
            *step += match analysis.sign(text, token) {
                "," => 1.5,
                ";" => 8.0,
                "(" | ")" | "[" | "]" => 2.0,
                "–" | "—" | "!" | "?" => 4.0,
                _ => 0.0,
            };
        }
        for mark in analysis.of(Term::Barrier) {
            steps[mark.first] += 3.0;
        }
        for &(first, _) in sums {
            steps[first] += 4.0;
        }
        let mut sum = 0.0;
        for step in &mut steps {
            let here = *step;
            *step = sum;
            sum += here;
        }
        Barriers { steps, sums: sums.iter().map(|(first, _)| *first).collect() }
    }

    /// Whether a sum begins right behind a token: what stands there speaks of that one.
    fn leads_to_sum(&self, token: usize, reach: usize) -> bool {
        let next = self.sums.partition_point(|first| *first <= token);
        self.sums.get(next).is_some_and(|first| *first <= token + reach)
    }

    /// Whether a sum begins between a mark and the amount from `lead` to `end`.
    fn sum_between(&self, mark: Mark, lead: usize, end: usize) -> bool {
        let range = if mark.last < lead { mark.last + 1..lead } else { end + 1..mark.first };
        let next = self.sums.partition_point(|first| *first < range.start);
        self.sums.get(next).is_some_and(|first| range.contains(first))
    }

    /// The steps inside `from..to`.
    fn between(&self, from: usize, to: usize) -> f32 {
        if from >= to { 0.0 } else { self.steps[to.min(self.steps.len() - 1)] - self.steps[from] }
    }
}

impl Surroundings<'_> {
    /// The role of the amount.
    pub(crate) fn judge(&self) -> Judgement {
        if let Some(rule) = self.raise() {
            return Judgement::by_rule(Role::Raise, 0.9, rule);
        }
        let mut strength = [0.0f32; Role::ALL.len()];
        let mut weak: f32 = 0.0;
        // The strength of words for pay that no other sum parts from this one.
        let mut near: f32 = 0.0;
        // A word for something else, and a clear one for pay, right before the amount.
        let (mut other_beside, mut pay_beside) = (false, false);
        let from = self.lead.saturating_sub(self.analysis.reach(REACH_BACK));
        let to = (self.tail + 1 + self.analysis.reach(REACH_ON)).min(self.analysis.tokens.len());
        // Words that end among those that colour the amount are beside it: "piso de", 总包只有.
        let starts = from..self.first;
        let mut aside = 0;
        for token in starts.chain(self.end + 1..to) {
            if let Some(mark) = self.analysis.at(token, Term::Aside) {
                aside = mark.last + 1;
                weak = weak.max(self.distance(mark).map_or(0.0, |distance| HALF / (HALF + distance)));
            }
            if token < aside {
                continue;
            }
            for mark in self.analysis.marks_at(token) {
                let Some((term, role, weight)) = weight_of(mark.class) else { continue };
                // "unemployment pay": the word in a longer one is not itself.
                if self.is_inside(mark) {
                    continue;
                }
                let Some(distance) = self.distance(mark) else { continue };
                if self.is_part_of_change(mark) {
                    continue;
                }
                let value = weight * HALF / (HALF + distance);
                let before = mark.last < self.lead;
                let behind = mark.first == self.end + 1 && term == Term::WageStrong;
                if (before || distance == 0.0) && distance <= 1.0 || behind {
                    let pay = matches!(role, Role::Wage | Role::Bonus);
                    pay_beside |= pay && term != Term::WageWeak;
                    other_beside |= !pay && weight >= 2.2 && distance == 0.0;
                }
                if role == Role::Wage && !self.barriers.sum_between(mark, self.lead, self.end) {
                    near = near.max(value);
                }
                match term {
                    // Who works by the hour charges for it.
                    Term::Price if self.phrase == Some(Period::Hour) && distance < 2.0 && self.person_near() => {}
                    Term::WageStrong if self.earned_by_institution(mark) => {
                        raise_to(&mut strength, Role::Revenue, value)
                    }
                    Term::WageWeak => match self.outflow(mark) {
                        _ if self.paid_for_goods(mark) => raise_to(&mut strength, Role::Price, 3.0),
                        Some(true) => raise_to(&mut strength, Role::Fee, 2.2 * HALF / (HALF + distance)),
                        // "pays pickers X": a verb and whom it pays.
                        Some(false) if self.pays_person(mark) => raise_to(&mut strength, Role::Wage, 2.6),
                        _ if self.earned_by_institution(mark) => raise_to(&mut strength, Role::Revenue, value * 1.5),
                        _ => weak = weak.max(value),
                    },
                    _ => raise_to(&mut strength, role, value),
                }
            }
        }
        if self.period_noun {
            raise_to(&mut strength, Role::Wage, NOUN_FAR_AWAY);
        }
        if self.is_rate() && (self.is_rate_on() || self.near_before(Term::Bargain, 4) && self.by_those_who_work()) {
            weak = weak.max(1.2);
        }
        if self.priced_before && strength[Role::Wage as usize] < CLEAR {
            raise_to(&mut strength, Role::Price, 1.6);
        }
        let said = weak;
        let priced = strength[Role::Price as usize].max(strength[Role::Fee as usize]) >= 1.2;
        if self.for_each_person() && !priced {
            weak = weak.max(1.0);
        }
        let beside = other_beside && !pay_beside;
        self.decide(strength, weak, said, if beside { near.min(CLEAR / 2.0) } else { near }, pay_beside)
    }

    /// `weak` is the strength of weak words for pay, `said` without that of "per person", `near` that of words
    /// which no other sum parts from this one.
    fn decide(
        &self,
        mut strength: [f32; Role::ALL.len()],
        weak: f32,
        said: f32,
        near: f32,
        pay_beside: bool,
    ) -> Judgement {
        let words = strength[Role::Wage as usize] + weak;
        let paid = strength[Role::Wage as usize].max(strength[Role::Bonus as usize]);
        let mut wage = words;
        let mut rule = if words >= ENOUGH_WORDS { "pay_words" } else { "pay_carried" };
        let mut role = Role::Wage;
        if strength[Role::Bonus as usize] > strength[Role::Wage as usize] {
            role = Role::Bonus;
            wage = wage.max(strength[Role::Bonus as usize]);
            rule = "bonus_words";
        }
        let mut carried = 0.0;
        let against_pay = Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Wage | Role::Bonus))
            .fold(0.0f32, |most, &role| most.max(strength[role as usize]));
        // Without a time, a person, or a word for pay beside it the sentence before is not enough.
        let matters = self.carried.is_none()
            && paid < CLEAR
            && against_pay < CLEAR_OTHER
            && (words > 0.0
                || self.phrase.is_some()
                || self.period_in_sentence
                || paid > 0.0
                || self.in_list
                || self.person_near());
        let before = self.carried.or_else(|| if matters { (self.said_before)() } else { None });
        if let Some(before) = before {
            carried = before.strength;
            if paid < 0.8 && (before.role != Role::Bonus || said < ENOUGH_WORDS) {
                role = before.role;
            }
            if carried > 0.0 && self.near_before(Term::Bargain, 4) {
                carried += 0.6;
            }
        }
        // A bonus is not paid by the hour.
        if role == Role::Bonus
            && self.is_rate()
            && (words > 0.0 || strength[Role::Bonus as usize] == 0.0)
            && strength[Role::Bonus as usize] < words.max(2.2)
        {
            role = Role::Wage;
        }
        if paid == 0.0 && !self.for_each_person() && !before.is_some_and(|before| before.clear) && self.is_demanded() {
            raise_to(&mut strength, Role::Quota, 2.2);
        }
        let heard = words.max(strength[Role::Bonus as usize]).max(carried) >= ENOUGH_WORDS;
        wage += carried;
        wage += match self.phrase {
            Some(Period::Hour) => 1.5,
            Some(Period::Day | Period::Week | Period::Fortnight | Period::Month) => 1.1,
            Some(Period::Year) => 0.6,
            Some(_) => 0.3,
            None if self.period_in_sentence => 0.4,
            None => 0.0,
        };
        if self.person_near() {
            wage += 0.4;
        }
        if matches!(self.change, Change::To | Change::From) {
            wage += 0.3;
        }
        let strength_of_bonus = strength[Role::Bonus as usize];
        let strength_of_pay = paid;
        for pay in [Role::Wage, Role::Bonus] {
            strength[pay as usize] = 0.0;
        }
        let (other, against) = Role::ALL
            .iter()
            .map(|&role| (role, strength[role as usize]))
            .fold((Role::Other, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        let own_words = words >= ENOUGH_WORDS;
        // Executives and players: a clear word for their pay beside it.
        let goes_on = before.is_some_and(|before| before.clear && before.strength >= 0.9);
        let named = against < 0.6
            && (strength_of_pay >= 2.4 || (strength_of_pay >= 1.5 || goes_on) && self.person_near())
            || pay_beside && self.period_noun && strength_of_pay > against;
        if self.too_large && (!named || self.far_too_large) {
            let role = if against > 0.5 { other } else { Role::Revenue };
            return Judgement::by_rule(role, 0.8, "too_large_for_pay");
        }
        // What was said before does not outweigh another word right here.
        let elsewhere = words.min(near).max(strength_of_bonus) < CLEAR && against >= CLEAR_OTHER;
        if heard && wage >= ENOUGH && wage > against && !elsewhere {
            let certainty = ((wage - against) / 4.0 + paid / 6.0).clamp(0.05, 1.0);
            let weak = words < ENOUGH_WORDS && strength_of_bonus < ENOUGH_WORDS;
            return Judgement { role, certainty, rule, own_words, clear: paid >= 0.8, weak };
        }
        // Nothing says what it is, but people and a time of work stand beside it.
        if against <= 0.6 && !self.sum_is_neutral() && self.is_rate() && self.person_near() {
            let rule = "period_and_person";
            return Judgement { role: Role::Wage, certainty: 0.1, rule, own_words: false, clear: false, weak: true };
        }
        let certainty = if against > 0.6 { (against - wage * 0.5).clamp(0.1, 1.0) } else { 0.1 };
        let role = if against > 0.6 { other } else { Role::Other };
        Judgement::by_rule(role, certainty, "other_words")
    }

    /// Whether a longer word for another role holds the mark.
    fn is_inside(&self, mark: Mark) -> bool {
        let from = mark.first.saturating_sub(self.analysis.reach(2));
        (from..=mark.first).any(|token| {
            self.analysis.marks_at(token).any(|other| {
                other.last >= mark.last
                    && (other.first < mark.first || other.last > mark.last)
                    && other.class != mark.class
                    && weight_of(other.class).is_some()
            })
        })
    }

    /// Tokens between a mark and the amount, with what parts them; nothing where they overlap.
    fn distance(&self, mark: Mark) -> Option<f32> {
        if mark.last < self.lead {
            return Some(
                (self.lead - mark.last - 1) as f32 * self.analysis.step
                    + self.barriers.between(mark.last + 1, self.lead),
            );
        }
        if mark.last < self.first && mark.first < self.lead {
            return Some(0.0);
        }
        let beside = mark.first <= self.tail.max(self.end) + 1;
        (mark.first > self.end
            && (beside || self.verb_last || !self.barriers.leads_to_sum(mark.last, self.analysis.reach(3))))
        .then(|| {
            // What follows the phrase of the period is as near as what follows the amount.
            let from = if mark.first > self.tail { self.tail } else { self.end };
            // "$300 in rent" names the sum.
            if let Some(joined) = self.analysis.at(from + 1, Term::RoleIn)
                && (joined.last + 1..=joined.last + 2).contains(&mark.first)
                && (mark.first == joined.last + 1 || self.analysis.tokens[mark.first - 1].kind == Kind::Sign)
            {
                return 0.0;
            }
            let behind = if self.verb_last { 0.5 } else { 1.5 };
            behind + (mark.first - from - 1) as f32 * self.analysis.step + self.barriers.between(from + 1, mark.first)
        })
    }

    /// "by X", "a rise of X", "an X hike", "the smallest increase, a mere X".
    fn raise(&self) -> Option<&'static str> {
        if self.change == Change::By {
            return Some("change_by");
        }
        if matches!(self.change, Change::To | Change::From) {
            return None;
        }
        // "the $4-an-hour raise"
        if self.tail > self.end
            && self.analysis.is(self.text, self.end + 1, "-")
            && self.analysis.at(self.tail + 1, Term::RaiseAfter).is_some()
        {
            return Some("raise_after");
        }
        let end = self.analysis.behind_bracket(self.text, self.end);
        for after in end + 1..=end + 2 {
            if let Some(mark) = self.analysis.at(after, Term::RaiseAfter) {
                let noun = self.analysis.at(mark.last + 1, Term::WageStrong).is_some();
                return (!noun).then_some("raise_after");
            }
            if !self.analysis.marks_at(after).any(|mark| mark.class == Class::from(Term::WageStrong))
                && self.analysis.at(after, Term::MonthPer).is_none()
            {
                break;
            }
        }
        for back in 1..=3 {
            let token = self.lead.checked_sub(back)?;
            if self.analysis.ending(token, Term::Raise).is_some() {
                return Some("raise_before");
            }
            self.analysis.at(token, Term::RaiseLink)?;
        }
        None
    }

    /// "salary" in "salary gap" and "salary increase".
    fn is_part_of_change(&self, mark: Mark) -> bool {
        if mark.class == Class::from(Term::Gap) {
            return false;
        }
        mark.class != Class::from(Term::Price) && self.analysis.at(mark.last + 1, Term::ChangeNoun).is_some()
    }

    /// Whether the subject of "earn" is a country, a firm …
    fn earned_by_institution(&self, mark: Mark) -> bool {
        if self.analysis.at(mark.first, Term::EarnVerb).is_none() {
            return false;
        }
        for back in 1..=6 {
            let Some(token) = mark.first.checked_sub(back) else { return false };
            if self.analysis.ending(token, Term::Person).is_some()
                || self.analysis.ending(token, Term::People).is_some()
            {
                return false;
            }
            let institution =
                self.analysis.ending(token, Term::Institution).or_else(|| self.analysis.ending(token, Term::Place));
            if let Some(found) = institution
                && !self.is_in(found.first)
            {
                // "người đi Hàn Quốc": who goes there earns, not the country.
                let near = found.first.saturating_sub(self.analysis.reach(4))..found.first;
                let of_people = !self.analysis.described_before
                    && found.class == Class::from(Term::Place)
                    && near.into_iter().any(|token| self.analysis.at(token, Term::Person).is_some());
                if of_people {
                    return false;
                }
                return self.analysis.at(token + 1, Term::Person).is_none();
            }
        }
        false
    }

    /// Whether a preposition leads to a token: "in Bangladesh", "at the factory".
    fn is_in(&self, first: usize) -> bool {
        (1..=3)
            .map_while(|back| first.checked_sub(back))
            .take_while(|&token| !self.analysis.is(self.text, token, ","))
            .any(|token| self.analysis.at(token, Term::Preposition).is_some())
    }

    /// Whether "pay" is what a person hands over (`Some(true)`), what an employer pays
    /// (`Some(false)`), or no such verb.
    fn outflow(&self, mark: Mark) -> Option<bool> {
        self.analysis.at(mark.first, Term::Outflow)?;
        // "Laborers paid $100 a month" are paid it; "he pays $100 a month" is not.
        let participle = self.analysis.at(mark.first, Term::Paid).is_some()
            && self.phrase.is_some_and(|period| period != Period::Piece && period != Period::Year);
        if mark.last >= self.lead || self.lead - mark.last > 5 || participle {
            return Some(false);
        }
        let recipient = (mark.last + 1..self.lead).any(|token| self.analysis.at(token, Term::Person).is_some());
        let passive = mark.first > 0 && self.analysis.ending(mark.first - 1, Term::Passive).is_some();
        if recipient || passive {
            return Some(false);
        }
        for back in 1..=10 {
            let Some(token) = mark.first.checked_sub(back) else { break };
            if self.analysis.ending(token, Term::Employer).is_some() {
                return Some(false);
            }
            if self.analysis.ending(token, Term::Person).is_some() {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether people stand between a verb of paying and the amount, and nothing but what describes them.
    fn pays_person(&self, mark: Mark) -> bool {
        mark.last < self.lead
            && self.lead - mark.last <= 6
            && self.analysis.ending(self.lead - 1, Term::Person).is_some_and(|person| person.first > mark.last)
    }

    /// "they want X", "ordered to pay X".
    fn is_demanded(&self) -> bool {
        (1..=2).any(|back| {
            self.lead.checked_sub(back).is_some_and(|token| self.analysis.ending(token, Term::DemandVerb).is_some())
        }) && !self.by_those_who_work()
            && !matches!(self.phrase, Some(Period::Hour | Period::Day))
    }

    /// Unions and workers demand pay.
    fn by_those_who_work(&self) -> bool {
        let union = (2..=self.analysis.reach(30))
            .map_while(|back| self.lead.checked_sub(back))
            .any(|token| self.analysis.ending(token, Term::Union).is_some());
        let who = (1..=self.analysis.reach(10)).map_while(|back| self.lead.checked_sub(back)).find_map(|token| {
            let power =
                [Term::Institution, Term::Employer].iter().any(|&term| self.analysis.ending(token, term).is_some());
            if power { Some(false) } else { self.analysis.ending(token, Term::Person).map(|_| true) }
        });
        union || self.is_rate() && who == Some(true)
    }

    /// Whether the amount is for an hour, a day … of work.
    fn is_rate(&self) -> bool {
        use Period::{Day, Fortnight, Hour, Month, Week, Year};
        matches!(self.phrase, Some(Hour | Day | Week | Fortnight | Month | Year))
    }

    /// "on $20 an hour", "now at €12 an hour"; not "they live on $2 a day".
    fn is_rate_on(&self) -> bool {
        let Some(last) = self.lead.checked_sub(1) else { return false };
        let Some(mark) = self.analysis.ending(last, Term::RateOn) else { return false };
        let before = (1..=2).map_while(|back| mark.first.checked_sub(back));
        !before.into_iter().any(|token| self.analysis.ending(token, Term::LivesOn).is_some())
    }

    /// "per month for each worker".
    fn for_each_person(&self) -> bool {
        (self.end + 1..=self.tail + self.analysis.reach(3)).any(|token| {
            let each = self.analysis.at(token, Term::PieceEach);
            each.is_some_and(|each| self.analysis.at(each.last + 1, Term::Person).is_some())
        })
    }

    fn near_before(&self, term: Term, reach: usize) -> bool {
        (1..=reach)
            .map_while(|back| self.lead.checked_sub(back))
            .any(|token| self.analysis.ending(token, term).is_some_and(|mark| mark.last < self.lead))
    }

    /// "the sum was X": what it is was said before.
    fn sum_is_neutral(&self) -> bool {
        self.near_before(Term::Neutral, 3)
    }

    /// "passengers pay X", "the board pays farmers X for a bag".
    fn paid_for_goods(&self, mark: Mark) -> bool {
        let before = (1..=4).map_while(|back| mark.first.checked_sub(back));
        if self.analysis.at(mark.first, Term::Outflow).is_none() {
            return false;
        }
        let buys = before.filter_map(|token| self.analysis.ending(token, Term::Customer)).next().is_some();
        let passive = mark.first > 0 && self.analysis.ending(mark.first - 1, Term::Passive).is_some();
        if buys && !passive && mark.last < self.lead {
            return true;
        }
        let sold = (mark.last + 1..self.lead).any(|token| self.analysis.at(token, Term::Seller).is_some());
        let goods = (self.end + 1..self.end + 7).any(|token| self.analysis.at(token, Term::PieceUnit).is_some());
        sold && goods && !self.is_rate()
    }

    fn person_near(&self) -> bool {
        let from = self.lead.saturating_sub(self.analysis.reach(10));
        let to = (self.tail + self.analysis.reach(8)).min(self.analysis.tokens.len());
        (from..self.lead).chain(self.tail + 1..to).any(|token| self.analysis.at(token, Term::Person).is_some())
    }
}

fn raise_to(strength: &mut [f32; Role::ALL.len()], role: Role, value: f32) {
    let slot = &mut strength[role as usize];
    *slot = slot.max(value);
}
