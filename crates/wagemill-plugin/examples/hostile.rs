//! Stages that break the rules, each in one way: what a host has to survive.
//!
//! The tests of the command load this library and look at what the user is told.
#![allow(clippy::panic, reason = "that is what some of these stages are for")]

use wagemill_plugin::prelude::*;

#[derive(Input)]
struct Article<'a> {
    text: &'a str,
}

#[derive(Output)]
struct Finding {
    quote: String,
    start: i64,
    end: i64,
}

const SPANS: &[Span] = &[Span { text: "text", start: "start", end: "end", quote: "quote" }];

fn first_word(text: &str) -> Finding {
    let quote: String = text.chars().take_while(|character| character.is_alphanumeric()).collect();
    Finding { start: 0, end: quote.chars().count() as i64, quote }
}

/// A transform that does what `work` does on each row.
macro_rules! hostile_transform {
    ($type:ident, $name:literal, |$article:ident, $out:ident| $work:expr) => {
        struct $type;

        impl Transform for $type {
            const NAME: &'static str = $name;
            const SPANS: &'static [Span] = SPANS;
            type Config = NoOptions;
            type In = Article<'static>;
            type Out = Finding;

            fn open(_: NoOptions, _: &Context) -> Result<Self> {
                Ok(Self)
            }

            fn row(&mut self, $article: Article<'_>, $out: &mut Emit<Finding>) -> Result<()> {
                $work
            }
        }
    };
}

hostile_transform!(Panics, "hostile-panics", |article, out| {
    if article.text.contains("boom") {
        let words: Vec<&str> = article.text.split(' ').collect();
        out.push(first_word(words[words.len() + 5]));
    }
    out.push(first_word(article.text));
    Ok(())
});
hostile_transform!(LiesAboutSpan, "hostile-span", |article, out| {
    out.push(Finding { end: 3, ..first_word(article.text) });
    Ok(())
});
hostile_transform!(SpanOutside, "hostile-span-outside", |article, out| {
    out.push(Finding { start: 1 << 40, end: 1 << 41, ..first_word(article.text) });
    Ok(())
});
hostile_transform!(LiesAboutRow, "hostile-row", |article, out| {
    out.at(4711);
    out.push(first_word(article.text));
    Ok(())
});
hostile_transform!(RejectsAndEmits, "hostile-rejects-and-emits", |article, out| {
    out.push(first_word(article.text));
    out.reject("second-thoughts", "this row was no good after all");
    Ok(())
});
hostile_transform!(Fails, "hostile-fails", |article, out| {
    out.push(first_word(article.text));
    Err(Error::new("disk-on-fire", "the disk is on fire").help("call somebody"))
});

/// Plans one schema and emits another.
struct WrongSchema;

impl TableTransform for WrongSchema {
    const NAME: &'static str = "hostile-schema";
    type Config = NoOptions;
    type Out = Dynamic;

    fn plan(_: &NoOptions, _: &[Table]) -> Result<Schema> {
        Ok(Schema { fields: vec![Field::new("amount", DataType::Int64, false)] })
    }

    fn open(_: NoOptions, _: &[Table], _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn batch(&mut self, _: usize, _: Batch) -> Result<()> {
        Ok(())
    }

    fn finish(self, out: &mut Emit<Dynamic>) -> Result<()> {
        let (array, schema) = wagemill_plugin::batch_of(vec![first_word("amount")])?;
        out.emit_raw(array, schema.raw())
    }
}

/// Panics where it is planned, before any row.
struct PanicsInPlan;

impl Sink for PanicsInPlan {
    const NAME: &'static str = "hostile-plan";
    type Config = NoOptions;

    fn check(_: &NoOptions, inputs: &[Table]) -> Result<()> {
        panic!("no plan for {} inputs", inputs.len());
    }

    fn open(_: NoOptions, _: &[Table], _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn write(&mut self, _: usize, _: Batch) -> Result<()> {
        Ok(())
    }

    fn finish(self, _: &Context) -> Result<()> {
        Ok(())
    }
}

export!(Panics, LiesAboutSpan, SpanOutside, LiesAboutRow, RejectsAndEmits, Fails, WrongSchema, PanicsInPlan);
