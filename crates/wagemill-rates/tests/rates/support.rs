//! What several tests need.

use std::sync::OnceLock;

use wagemill_rates::snapshot::Snapshot;

pub fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| Snapshot::embedded().unwrap())
}
