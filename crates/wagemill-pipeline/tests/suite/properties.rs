//! What holds for every text.

use proptest::prelude::*;
use wagemill_pipeline::{Limit, PipelineFile};

use crate::files::{Arguments, plan_text};
use crate::shown::shown;

/// Texts that get further than noise does: lines of pipeline files, mixed and damaged.
fn almost_a_pipeline() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[[stage]]".to_owned()),
        Just("use = \"read-articles\"".to_owned()),
        Just("use = \"normalize-currency\"".to_owned()),
        Just("use = \"query-table\"".to_owned()),
        Just("use = \"write-table\"".to_owned()),
        Just("id = \"wages\"".to_owned()),
        Just("from = [\"wages\", 'run']".to_owned()),
        Just("with = { to = \"é${x}\", path = \"out/a.csv\", paths = ['é'] }".to_owned()),
        Just("with.sql = \"\"\"\\\n  SELECT é ${x} $${ \\u00e9\"\"\"".to_owned()),
        Just("[vars]".to_owned()),
        Just("x = \"ö${env:HOME}\"".to_owned()),
        Just("[profile.quick.stage.wages.with]".to_owned()),
        Just("max_rejects = \"5%\"".to_owned()),
        "[a-z_]{1,8} = [0-9]{1,4}",
        "\\PC{0,24}",
    ];
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(?s).{0,200}") {
        let _ = PipelineFile::parse("sample.toml", &text);
    }

    #[test]
    fn no_pipeline_makes_the_planner_panic(text in almost_a_pipeline(), set in "(wages|vars|x)\\.?[a-z.\"]{0,6}=?.{0,8}", value in ".{0,12}") {
        let arguments = Arguments {
            profile: Some("quick".to_owned()),
            set: vec![set],
            environment: vec![
                ("WAGEMILL__STAGE__WAGES__TO".to_owned(), value.clone()),
                ("WAGEMILL__VARS__X".to_owned(), value.clone()),
                ("HOME".to_owned(), value),
            ],
            inputs: Vec::new(),
        };
        if let Err(mistakes) = plan_text(&text, &arguments) {
            prop_assert!(!mistakes.as_slice().is_empty(), "a refusal without a reason");
            prop_assert!(!shown(&mistakes).contains("Failed to read contents"), "{}", shown(&mistakes));
            serde_json::to_string(&mistakes).unwrap();
        }
    }

    #[test]
    fn a_share_is_shown_as_it_is_read(millionths in 0_u32..=1_000_000) {
        let limit = Limit::Share { millionths };
        prop_assert_eq!(Limit::parse_share(&limit.to_string()), Some(limit));
    }

    #[test]
    fn a_share_is_exceeded_by_more_than_it_allows(percent in 0_u64..=100, total in 0_u64..10_000, count in 0_u64..10_000) {
        let limit = Limit::parse_share(&format!("{percent}%")).unwrap();
        prop_assert_eq!(limit.is_exceeded(count, total), count * 100 > total * percent);
    }
}
