//! Mistakes as a terminal shows them.

use miette::{GraphicalReportHandler, GraphicalTheme};
use wagemill_pipeline::Mistake;

pub fn shown<'a>(mistakes: impl IntoIterator<Item = &'a Mistake>) -> String {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100).with_links(false);
    let mut text = String::new();
    for mistake in mistakes {
        if !text.is_empty() {
            text.push('\n');
        }
        handler.render_report(&mut text, mistake).unwrap();
    }
    text
}
