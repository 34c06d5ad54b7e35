//! From the score of a row to the share of such rows that were right on labelled passages.

const TABLE: &str = include_str!("../data/calibration.txt");

/// The table, by score.
#[derive(Debug)]
pub struct Calibration {
    /// score in hundredths, and the share, in order
    steps: Vec<(u32, f64)>,
}

impl Calibration {
    /// The table that comes with the stage.
    pub fn own() -> Calibration {
        let line = |line: &str| {
            let mut fields = line.split(" | ");
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        };
        Calibration { steps: TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect() }
    }

    /// The share of the nearest step at or below a score, else that of the lowest one.
    pub fn confidence(&self, score: f64) -> f64 {
        let hundredths = (score * 100.0).round() as u32;
        let at = self.steps.partition_point(|(step, _)| *step <= hundredths);
        self.steps.get(at.saturating_sub(1)).map_or(score, |(_, share)| *share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_score_is_never_less_confidence() {
        let own = Calibration::own();
        assert!(own.steps.len() > 5);
        assert!(own.steps.is_sorted_by(|one, other| one.0 < other.0 && one.1 <= other.1));
        assert!(own.confidence(0.0) <= own.confidence(0.5) && own.confidence(0.5) <= own.confidence(1.0));
        assert!((0.0..=1.0).contains(&own.confidence(1.0)));
    }
}
