//! A stage of one's own: rents instead of wages.
//!
//! The grammar of money finds the sums and says what each is; this stage keeps the rents, with columns that
//! `normalize-currency` reads.

use wagemill_money::{Context as Clues, Grammar, Role};
use wagemill_plugin::prelude::*;

#[derive(Input)]
struct Article<'a> {
    text: &'a str,
    #[column(optional)]
    title: Option<&'a str>,
}

#[derive(Output)]
struct Rent {
    /// The words that carry the amount.
    quote: String,
    start: i64,
    end: i64,
    sentence: String,
    #[column(decimal(38, 4))]
    amount_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    amount_max: Option<Decimal>,
    bound: &'static str,
    currency: Option<&'static str>,
    currency_candidates: Option<String>,
    period: &'static str,
}

struct ExtractRents(Grammar);

impl Transform for ExtractRents {
    const NAME: &'static str = "extract-rents";
    const SUMMARY: &'static str = "every rent that a text names";
    const DROPS: &'static [&'static str] = &["body", "text"];
    const SPANS: &'static [Span] = &[Span { text: "text", start: "start", end: "end", quote: "quote" }];
    type Config = NoOptions;
    type In = Article<'static>;
    type Out = Rent;

    fn open(_: NoOptions, _: &Context) -> Result<Self> {
        Ok(Self(Grammar::new()))
    }

    fn row(&mut self, article: Article<'_>, out: &mut Emit<Rent>) -> Result<()> {
        let reading = self.0.read(article.text, &Clues { title: article.title, ..Clues::default() });
        for rent in reading.money.iter().filter(|money| money.role == Role::Rent) {
            let candidates = rent.currency.candidates.join(";");
            out.push(Rent {
                quote: article.text[rent.span.clone()].to_owned(),
                start: rent.scalars.start as i64,
                end: rent.scalars.end as i64,
                sentence: article.text[reading.sentences[rent.sentence].clone()].to_owned(),
                amount_min: rent.amount.min,
                amount_max: rent.amount.max,
                bound: rent.amount.bound.name(),
                currency: rent.currency.code,
                currency_candidates: Some(candidates).filter(|candidates| !candidates.is_empty()),
                period: rent.period.name(),
            });
        }
        Ok(())
    }
}

export!(ExtractRents);
