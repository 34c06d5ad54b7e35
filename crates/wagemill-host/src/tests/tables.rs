//! Tables of functions that contradict themselves or their manifest.

use std::path::Path;

use wagemill_abi::json::Manifest;
use wagemill_abi::*;

use super::fake::{leak, plugin};
use crate::table::{self, Kind};

type Spoil = fn(&mut WmPlugin, &mut Manifest);

fn stage(plugin: &mut WmPlugin) -> &mut WmStage {
    // SAFETY: `plugin` leaked one stage.
    unsafe { &mut *(*plugin.stages).cast_mut() }
}

fn set_spec(plugin: &mut WmPlugin, spec: &str) {
    stage(plugin).spec_json = leak(spec);
}

const LIES: &[(&str, Spoil)] = &[
    ("small struct", |plugin, _| plugin.struct_size = 12),
    ("struct without stages", |plugin, _| plugin.struct_size = std::mem::offset_of!(WmPlugin, stages) as u32),
    ("newer ABI", |plugin, _| plugin.abi_major = 2),
    ("older ABI", |plugin, _| plugin.abi_major = 0),
    ("another minor than the manifest", |plugin, _| plugin.abi_minor = 9),
    ("another name", |plugin, _| plugin.name = leak("other")),
    ("name that is not UTF-8", |plugin, _| plugin.name = WmStr { ptr: b"\xff\xfe".as_ptr().cast(), len: 2 }),
    ("name at null", |plugin, _| plugin.name = WmStr { ptr: std::ptr::null(), len: 4 }),
    ("absurd name", |plugin, _| plugin.name.len = usize::MAX),
    ("another version", |_, manifest| manifest.version = "9.9.9".to_owned()),
    ("no stages", |plugin, _| plugin.n_stages = 0),
    ("too many stages", |plugin, _| plugin.n_stages = u32::MAX),
    ("stages at null", |plugin, _| plugin.stages = std::ptr::null()),
    ("stages not aligned", |plugin, _| plugin.stages = plugin.stages.wrapping_byte_add(1)),
    ("stage at null", |plugin, _| plugin.stages = Box::leak(Box::new(std::ptr::null()))),
    ("small stage", |plugin, _| stage(plugin).struct_size = 8),
    ("stage without close", |plugin, _| stage(plugin).struct_size = std::mem::offset_of!(WmStage, close) as u32),
    ("unknown kind", |plugin, _| stage(plugin).kind = 5),
    ("unknown flags", |plugin, _| stage(plugin).flags = 1 << 40),
    ("another stage than the manifest", |plugin, _| stage(plugin).name = leak("other-stage")),
    ("another kind than the manifest", |_, manifest| manifest.stages[0].kind = "sink".to_owned()),
    ("a stage more in the manifest", |_, manifest| manifest.stages.push(manifest.stages[0].clone())),
    ("no plan", |plugin, _| stage(plugin).plan = None),
    ("no open", |plugin, _| stage(plugin).open = None),
    ("no process", |plugin, _| stage(plugin).process = None),
    ("no finish of a whole table", |plugin, _| {
        stage(plugin).flags = WM_F_WHOLE_TABLE;
        stage(plugin).finish = None;
    }),
    ("no list of a source", |plugin, manifest| {
        stage(plugin).kind = WM_SOURCE;
        stage(plugin).list = None;
        manifest.stages[0].kind = "source".to_owned();
    }),
    ("spec that is no JSON", |plugin, _| set_spec(plugin, "{")),
    ("spec with an unknown key", |plugin, _| set_spec(plugin, r#"{"writes": []}"#)),
    ("spec with an unknown layout", |plugin, _| set_spec(plugin, r#"{"layouts": ["x"]}"#)),
    ("spec with an unknown type", |plugin, _| set_spec(plugin, r#"{"reads": [{"name": "a", "type": "money"}]}"#)),
    ("spec that reads twice", |plugin, _| {
        set_spec(plugin, r#"{"reads": [{"name": "a", "type": "utf8"}, {"name": "a", "type": "utf8"}]}"#);
    }),
    ("spans into what is not read", |plugin, _| {
        set_spec(plugin, r#"{"spans": [{"text": "text", "start": "a", "end": "b", "quote": "c"}]}"#);
    }),
    ("option schema that is no object", |plugin, _| stage(plugin).options_schema = leak("[]")),
];

#[test]
fn every_lie_of_a_table_is_refused() {
    let mut report = String::new();
    for (what, spoil) in LIES {
        let (plugin, mut manifest) = plugin(Kind::Transform, 0, "{}");
        spoil(plugin, &mut manifest);
        // SAFETY: a leaked table whose counts hold where they are believed.
        let error = unsafe { table::read(plugin, &manifest, Path::new("libfake.so")) }.unwrap_err();
        report.push_str(&format!("{what}: {}: {}\n", error.code, error.message));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn a_table_at_null_is_refused() {
    let (_, manifest) = plugin(Kind::Transform, 0, "{}");
    // SAFETY: null is allowed.
    let error = unsafe { table::read(std::ptr::null(), &manifest, Path::new("libfake.so")) }.unwrap_err();
    assert_eq!(error.code, "bad-plugin-table");
}

#[test]
fn fields_behind_the_claimed_size_are_not_read() {
    let (plugin, manifest) = plugin(Kind::Transform, 0, "{}");
    plugin.struct_size = std::mem::offset_of!(WmPlugin, init) as u32;
    unsafe extern "C" fn never(_: *const WmHost) -> i32 {
        panic!("behind the claimed size")
    }
    plugin.init = Some(never);
    // SAFETY: a leaked table.
    let table = unsafe { table::read(plugin, &manifest, Path::new("libfake.so")) }.unwrap();
    assert!(table.init.is_none());
}
