//! Case files of plugins, through their real libraries: what the plugins' own tests hold in process holds at the boundary.

use std::path::Path;

#[test]
fn the_cases_of_normalize_currency_hold_at_the_boundary() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/normalize-currency/tests/cases");
    wagemill_testkit::run_cases("normalize-currency", &folder);
}
