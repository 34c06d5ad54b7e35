//! Numbers of a sentence: figures and words, with their scale ("1.5 million", "two hundred", "45k", "3천만").

use wagemill_decimal::Decimal;

use crate::lexicon::Analysis;
use crate::number::{Grouping, read_figure};
use crate::term::Term;
use crate::token::Kind;

/// Words for numbers of a language.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numerals {
    /// there are words for numbers, and a number may begin with its scale: "mil reais"
    pub scale_first: bool,
    /// the comma stands before fractions, the point groups digits
    pub decimal_comma: bool,
    /// numerals of Chinese, Japanese and Korean
    pub east_asian: bool,
}

/// A number of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// the tokens, scale included
    pub first: usize,
    pub last: usize,
    pub value: Decimal,
    /// the value without its scale
    pub base: Decimal,
    /// the upper end where one word stands for a range: 七八百, 수천
    pub upto: Option<Decimal>,
    /// two numbers without a currency that are a range
    pub pair: bool,
    /// the other reading of a point before three digits
    pub grouped: Option<Decimal>,
    pub grouping: Grouping,
    /// the power of ten of the scale, 0 for none
    pub scale: u8,
    pub in_words: bool,
    /// "2.000er", "3000多": more than it says
    pub or_more: bool,
}

impl Part {
    pub(crate) fn new(first: usize, last: usize, value: Decimal, in_words: bool) -> Part {
        Part {
            first,
            last,
            value,
            base: value,
            upto: None,
            pair: false,
            grouped: None,
            grouping: Grouping::None,
            scale: 0,
            in_words,
            or_more: false,
        }
    }

    /// The same number with the scale of the other end of its range.
    pub(crate) fn with_scale(self, scale: u8) -> Part {
        match times_ten(self.base, scale) {
            Some(value) => Part { value, scale, grouped: None, ..self },
            None => self,
        }
    }

    /// Whether it might be a year.
    pub(crate) fn is_like_a_year(&self) -> bool {
        self.grouping == Grouping::None
            && !self.in_words
            && self.scale == 0
            && self.value >= Decimal::from(1900)
            && self.value <= Decimal::from(2100)
    }
}

pub(crate) fn times_ten(value: Decimal, power: u8) -> Option<Decimal> {
    value.checked_mul(Decimal::new(10i128.checked_pow(u32::from(power))?, 0)).map(Decimal::normalize)
}

/// A scale from here on is one of fractions: "1,245 million" has a decimal comma.
const LARGE_SCALE: u8 = 6;

/// "12 1/2": a whole number and halves, quarters or eighths of one; the last token.
fn with_fraction(text: &str, analysis: &Analysis, first: usize, whole: Decimal) -> Option<(Decimal, usize)> {
    let number = |token: usize| {
        let found = analysis.tokens.get(token).filter(|found| found.kind == Kind::Figure)?;
        found.text(text).parse::<i128>().ok()
    };
    let (above, below) = (number(first + 1)?, number(first + 3)?);
    let thousandths = match below {
        2 => 500,
        4 => 250,
        8 => 125,
        _ => return None,
    };
    let glued = analysis.is(text, first + 2, "/")
        && analysis.tokens[first + 1].end == analysis.tokens[first + 2].start
        && analysis.tokens[first + 2].end == analysis.tokens[first + 3].start;
    if !glued || above < 1 || above >= below {
        return None;
    }
    Some((whole.checked_add(Decimal::new(above * thousandths, 3))?.normalize(), first + 3))
}

impl Numerals {
    /// The number that begins at a token. `has_unit`: a sign of money stands before it, so that a
    /// letter may be a scale.
    pub(crate) fn part(&self, text: &str, analysis: &Analysis, first: usize, has_unit: bool) -> Option<Part> {
        let token = analysis.tokens.get(first)?;
        if self.east_asian
            && let Some(part) = self.east_asian(text, analysis, first)
        {
            return Some(part);
        }
        match token.kind {
            Kind::Figure => {
                let figure = read_figure(token.text(text))?;
                let grouped = figure.grouped.filter(|_| self.decimal_comma);
                let mut part = Part::new(first, first, grouped.unwrap_or(figure.value), false);
                part.grouping = if grouped.is_some() { Grouping::Thousands } else { figure.grouping };
                part.grouped = figure.grouped;
                if figure.grouping == Grouping::None
                    && let Some((value, last)) = with_fraction(text, analysis, first, figure.value)
                {
                    return Some(Part { last, value, base: value, ..part });
                }
                let scaled = self.scaled(text, analysis, part, has_unit);
                if let Some(fraction) = figure.fraction
                    && self.decimal_comma
                    && scaled.scale >= LARGE_SCALE
                {
                    part.value = fraction;
                    part.base = fraction;
                    part.grouping = Grouping::Fraction;
                    return Some(self.scaled(text, analysis, part, has_unit));
                }
                Some(scaled)
            }
            Kind::Word => self.in_words(text, analysis, first),
            Kind::Sign => None,
        }
    }

    /// The power of ten of the scale at a token, and its last token.
    fn scale_at(&self, analysis: &Analysis, token: usize) -> Option<(u8, usize)> {
        let mark = analysis.at(token, Term::ScaleWord)?;
        Some((mark.value as u8, mark.last))
    }

    fn scaled(&self, text: &str, analysis: &Analysis, mut part: Part, has_unit: bool) -> Part {
        // Two at most: "1.5 lakh crore".
        for _ in 0..2 {
            let mut next = part.last + 1;
            if analysis.is(text, next, "-") {
                next += 1;
            }
            let Some(token) = analysis.tokens.get(next) else { break };
            let glued = analysis.tokens[part.last].end == token.start;
            let letter = || {
                let mark = analysis.at(next, Term::ScaleLetter).filter(|_| glued || has_unit)?;
                Some((mark.value as u8, mark.last))
            };
            // "50 cent" is no five thousand.
            let scale = self.scale_at(analysis, next).filter(|(power, _)| *power > 2 || part.in_words).or_else(letter);
            let Some((power, next)) = scale else { break };
            let Some(value) = times_ten(part.value, power) else { break };
            let word = &text[analysis.bytes(next, next)];
            // The full stop of an abbreviation: "тыс. руб.", "Mio. Euro".
            let dot = analysis.is(text, next + 1, ".")
                && word.chars().count() <= 5
                && analysis.tokens[next].end == analysis.tokens[next + 1].start
                && next + 2 < analysis.tokens.len();
            part = Part { last: next + usize::from(dot), value, scale: part.scale + power, grouped: None, ..part };
        }
        // "9 mil 582", "1 млн 200 тыс.", "2 triệu 500 nghìn": a smaller number behind the scale goes on.
        if self.decimal_comma
            && part.scale >= 3
            && analysis.is_figure(part.last + 1)
            && let Some(figure) = read_figure(analysis.tokens[part.last + 1].text(text))
            && figure.grouping == Grouping::None
        {
            let next = Part::new(part.last + 1, part.last + 1, figure.value, false);
            let rest = self.scaled(text, analysis, next, false);
            if times_ten(Decimal::ONE, part.scale).is_some_and(|limit| rest.value < limit)
                && (rest.scale > 0 || figure.value >= Decimal::from(10))
                && let Some(value) = part.value.checked_add(rest.value)
            {
                return Part { last: rest.last, value, scale: 0, base: value, ..part };
            }
        }
        if part.scale > 0
            && let Some(half) = analysis.at(part.last + 1, Term::HalfAfter)
            && let Some(more) = times_ten(Decimal::new(5, 1), part.scale)
            && let Some(value) = part.value.checked_add(more)
        {
            part = Part { last: half.last, value, ..part };
        }
        part
    }

    /// The value, twice, of the word or hyphenated words at a token, and the last token: "soixante-dix".
    fn value_of_word(&self, analysis: &Analysis, at: usize) -> Option<(u32, usize)> {
        let mark = analysis.at(at, Term::NumberWord)?;
        Some((mark.value, mark.last))
    }

    /// "two", "twenty-five hundred", "a million", "half a million", "one thousand and two hundred", "две с половиной
    /// тысячи", "soixante-dix".
    fn in_words(&self, text: &str, analysis: &Analysis, first: usize) -> Option<Part> {
        // "тысяч сорок пять": about so many thousands.
        if self.scale_first
            && analysis.at(first, Term::ScaleFirst).is_none()
            && let Some((power, last)) = self.scale_at(analysis, first).filter(|(power, _)| *power >= 3)
            && let Some((_, _)) = self.value_of_word(analysis, last + 1)
            && let Some(part) = self.in_words(text, analysis, last + 1)
            && part.value < Decimal::from(1000)
        {
            let value = times_ten(part.value, power)?;
            return Some(Part { first, value, base: part.value, scale: power, ..part });
        }
        // All values are twice what they are: a half is one.
        let mut total: i128 = 0;
        let mut current: i128 = 0;
        let mut last = None;
        let mut at = first;
        let mut power_of_last = 0;
        let mut last_value: i128 = 0;
        if let Some(half) = analysis.at(first, Term::Half)
            && (analysis.at(half.last + 1, Term::Article).is_some() || self.is_scale(analysis, half.last + 1))
        {
            current = 1;
            at = half.last + 1;
            if !self.is_scale(analysis, at) {
                at += 1;
            }
            self.scale_at(analysis, at)?;
        } else if analysis.at(first, Term::Article).is_some() && self.is_scale(analysis, first + 1) {
            current = 2;
            at += 1;
        } else if self.value_of_word(analysis, first).is_none() && analysis.at(first, Term::ScaleFirst).is_none() {
            return None;
        }
        for _ in 0..16 {
            let joins = last.is_some() && (analysis.is(text, at, "-") || analysis.at(at, Term::RangeAnd).is_some());
            let here = if joins { at + 1 } else { at };
            // "năm triệu một tháng": the number belongs to the time.
            if last.is_some() && !joins && crate::period::per(analysis, here).is_some() {
                break;
            }
            let end;
            if let Some((value, last_of_word)) = self.value_of_word(analysis, here) {
                // "nineteen seventy" is a year, "two or three" is not one number.
                let whole = current / 2;
                let fits = current == 0
                    || whole % 100 == 0 && value < 200
                    || whole % 1000 == 0
                    || (whole % 10 == 0 && value < 20 && whole % 100 != 10);
                if !fits || current % 2 == 1 {
                    break;
                }
                last_value = i128::from(value);
                current += last_value;
                end = last_of_word;
            } else if let Some(half) = analysis.at(here, Term::HalfAfter)
                && current > 0
                && self.is_scale(analysis, half.last + 1)
            {
                // "две с половиной тысячи"
                current += 1;
                end = half.last;
            } else {
                let Some((power, last_of_scale)) = self.scale_at(analysis, here) else { break };
                // "millions of dollars" is no number.
                if !self.scale_first && current == 0 && text[analysis.bytes(here, last_of_scale)].ends_with('s') {
                    return None;
                }
                let times = 10i128.checked_pow(u32::from(power))?;
                let many = if current == 0 { 2 } else { current };
                // "hai trăm năm mươi": ten times the last word only.
                current = match power {
                    1 if current > last_value => current.checked_add(last_value.checked_mul(9)?)?,
                    _ => many.checked_mul(times)?,
                };
                power_of_last = power;
                if power > 2 {
                    total = total.checked_add(current)?;
                    current = 0;
                }
                end = last_of_scale;
            }
            last = Some(end);
            at = end + 1;
        }
        let last = last?;
        let twice = total.checked_add(current)?;
        let mut value = Decimal::new(twice.checked_mul(5)?, 1).normalize();
        let mut end = last;
        if power_of_last > 2
            && let Some(half) = analysis.at(last + 1, Term::HalfAfter)
            && let Some(more) = times_ten(Decimal::new(5, 1), power_of_last)
        {
            value = value.checked_add(more)?.normalize();
            end = half.last;
        }
        let scale = if power_of_last > 2 { power_of_last } else { 0 };
        Some(Part { scale, ..Part::new(first, end, value, true) })
    }

    fn is_scale(&self, analysis: &Analysis, at: usize) -> bool {
        self.scale_at(analysis, at).is_some()
    }

    /// "3萬2,000", "1억 3천만", "三千五", "천팔백", "七八百", "수천".
    fn east_asian(&self, text: &str, analysis: &Analysis, first: usize) -> Option<Part> {
        let mut number = EastAsian::new();
        let mut last = None;
        let mut at = first;
        let several = numeral(text, analysis, first) == Some(Numeral::Several);
        if several {
            number.current = Some(Decimal::ONE);
            at += 1;
        }
        // A Korean word for a number begins a word: not the particle of the noun before it.
        let hangul = |token: usize| {
            let c = analysis.tokens[token].text(text).chars().next();
            c.is_some_and(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
        };
        let glued = |token: usize| analysis.tokens[token - 1].end == analysis.tokens[token].start;
        if hangul(first) && first > 0 && hangul(first - 1) && glued(first) {
            return None;
        }
        while at < analysis.tokens.len() && at < first + 40 {
            let token = analysis.tokens[at];
            // Only behind a large scale a number goes on after a space: "1억 3천만", "2만 5000".
            let goes_on = number.last_power >= 4 || matches!(numeral(text, analysis, at), Some(Numeral::Scale(4..)));
            if at > first && !glued(at) && !goes_on {
                break;
            }
            let taken = match token.kind {
                Kind::Figure => match read_figure(token.text(text)) {
                    Some(figure) => number.figure(figure.value),
                    None => return None,
                },
                Kind::Word => match numeral(text, analysis, at) {
                    Some(Numeral::Digit(digit)) => number.digit(digit),
                    Some(Numeral::Scale(power)) => number.scale(power),
                    Some(Numeral::Several) | None => false,
                },
                Kind::Sign => false,
            };
            if !taken {
                break;
            }
            last = Some(at);
            at += 1;
        }
        let mut last = last?;
        // A lone syllable is hardly a number: "3일 전".
        if hangul(first) && number.scales == 0 && last == first {
            return None;
        }
        let (value, upto) = number.value()?;
        let only_figure = last == first && analysis.is_figure(first);
        let mut part = Part::new(first, last, value, !analysis.is_figure(first));
        if only_figure {
            let figure = read_figure(analysis.tokens[first].text(text))?;
            part.grouping = figure.grouping;
        }
        part.upto = upto;
        if several {
            // "several thousand": from two to nearly ten of them.
            if number.scales == 0 || number.parts > 1 {
                return None;
            }
            part.upto = value.checked_mul(Decimal::from(10))?.checked_sub(Decimal::ONE);
        }
        // One number and its scale: the scale may be shared with the other end of a range.
        if number.parts == 1 && number.scales > 0 {
            part.scale = number.power;
            part.base = number.base.unwrap_or(Decimal::ONE);
        }
        if let Some(half) = analysis.at(last + 1, Term::HalfAfter)
            && part.scale > 0
            && let Some(more) = times_ten(Decimal::new(5, 1), part.scale)
            && let Some(value) = part.value.checked_add(more)
        {
            part.value = value.normalize();
            last = half.last;
        }
        part.last = last;
        // "3000多", "20여만": more than it says; the scale may stand behind.
        if let Some(more) = analysis.at(last + 1, Term::MoreAfter) {
            part.or_more = true;
            part.last = more.last;
            let mut power = 0;
            while let Some(Numeral::Scale(scale)) = numeral(text, analysis, part.last + 1) {
                power += scale;
                part.last += 1;
            }
            if power > 0 {
                part.value = times_ten(part.value, power)?;
            }
        }
        Some(part)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numeral {
    Digit(u8),
    Scale(u8),
    Several,
}

fn numeral(text: &str, analysis: &Analysis, at: usize) -> Option<Numeral> {
    let token = analysis.tokens.get(at)?;
    let c = token.text(text).chars().next()?;
    Some(match c {
        '〇' | '零' | '영' | '공' => Numeral::Digit(0),
        '一' | '壹' | '일' | '壱' => Numeral::Digit(1),
        '二' | '两' | '兩' | '貳' | '贰' | '이' | '弐' => Numeral::Digit(2),
        '三' | '叁' | '參' | '삼' | '参' => Numeral::Digit(3),
        '四' | '肆' | '사' => Numeral::Digit(4),
        '五' | '伍' | '오' => Numeral::Digit(5),
        '六' | '陆' | '陸' | '육' | '륙' => Numeral::Digit(6),
        '七' | '柒' | '칠' => Numeral::Digit(7),
        '八' | '捌' | '팔' => Numeral::Digit(8),
        '九' | '玖' | '구' => Numeral::Digit(9),
        '十' | '拾' | '십' => Numeral::Scale(1),
        '百' | '佰' | '백' => Numeral::Scale(2),
        '千' | '仟' | '천' => Numeral::Scale(3),
        '万' | '萬' | '만' => Numeral::Scale(4),
        '亿' | '億' | '억' => Numeral::Scale(8),
        '兆' | '조' => Numeral::Scale(12),
        '几' | '幾' | '数' | '數' | '수' | '몇' => Numeral::Several,
        _ => return None,
    })
}

/// A number that is being read: groups of four digits, as the east of Asia counts.
#[derive(Debug)]
struct EastAsian {
    total: Decimal,
    section: Decimal,
    current: Option<Decimal>,
    /// two digits one after the other, of which the second is one more: 七八百
    two: Option<(Decimal, Decimal)>,
    /// the upper end of the range that they make
    upto: Option<Decimal>,
    digits: u8,
    /// the scale of the last thing that was added
    last_power: u8,
    last_is_digit: bool,
    /// how many numbers were read, how many scales, their powers together, the first number
    parts: u8,
    scales: u8,
    power: u8,
    base: Option<Decimal>,
}

impl EastAsian {
    fn new() -> EastAsian {
        EastAsian {
            total: Decimal::ZERO,
            section: Decimal::ZERO,
            current: None,
            two: None,
            upto: None,
            digits: 0,
            last_power: 0,
            last_is_digit: false,
            parts: 0,
            scales: 0,
            power: 0,
            base: None,
        }
    }

    fn figure(&mut self, value: Decimal) -> bool {
        if self.current.is_some() {
            return false;
        }
        self.current = Some(value);
        self.parts += 1;
        self.base = self.base.or(Some(value));
        self.last_is_digit = false;
        true
    }

    fn digit(&mut self, digit: u8) -> bool {
        let digit = Decimal::from(i32::from(digit));
        match self.current {
            None => {
                self.current = Some(digit);
                self.parts += 1;
                self.base = self.base.or(Some(digit));
                self.digits = 1;
            }
            // 三五〇〇 digit by digit; 七八百 for a range.
            Some(current) if self.last_is_digit && self.digits < 12 => {
                let follows = self.digits == 1 && current.checked_add(Decimal::ONE) == Some(digit);
                self.two = follows.then_some((current, digit));
                let Some(value) = times_ten(current, 1).and_then(|tens| tens.checked_add(digit)) else {
                    return false;
                };
                self.current = Some(value);
                self.base = Some(value);
                self.digits += 1;
            }
            Some(_) => return false,
        }
        self.last_is_digit = true;
        true
    }

    fn scale(&mut self, power: u8) -> bool {
        let value = match self.two.take() {
            Some((low, high)) => {
                self.base = Some(low);
                self.upto = Some(high);
                Some(low)
            }
            None => self.current,
        };
        if power < 4 {
            let more = times_ten(value.unwrap_or(Decimal::ONE), power);
            let Some(section) = more.and_then(|more| self.section.checked_add(more)) else { return false };
            self.section = section;
        } else {
            let whole = match value {
                Some(value) => self.section.checked_add(value),
                None if self.section == Decimal::ZERO => Some(Decimal::ONE),
                None => Some(self.section),
            };
            let more = whole.and_then(|whole| times_ten(whole, power));
            let Some(total) = more.and_then(|more| self.total.checked_add(more)) else { return false };
            self.total = total;
            self.section = Decimal::ZERO;
        }
        self.upto = self.upto.and_then(|upto| times_ten(upto, power));
        self.current = None;
        self.scales += 1;
        self.power = self.power.saturating_add(power);
        self.last_power = power;
        self.last_is_digit = false;
        self.parts = self.parts.max(1);
        true
    }

    /// The value, and the upper end where it is a range.
    fn value(&self) -> Option<(Decimal, Option<Decimal>)> {
        let mut current = self.current.unwrap_or(Decimal::ZERO);
        // 两万五 is 25,000, 三千五 is 3,500, 1万2 is 12,000.
        let one_figure = !self.last_is_digit && self.scales > 0 && current < Decimal::from(10) && current.scale() == 0;
        if (self.last_is_digit && self.digits == 1 || one_figure) && self.last_power >= 2 {
            current = times_ten(current, self.last_power - 1)?;
        }
        let value = self.total.checked_add(self.section)?.checked_add(current)?;
        let upto = self.upto.filter(|upto| self.scales > 0 && self.parts == 1 && *upto > value);
        Some((value.normalize(), upto))
    }
}
