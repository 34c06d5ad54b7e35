//! Schemas that lie about themselves.

use std::ffi::{CString, c_char};

use arrow_array::ffi::FFI_ArrowSchema;
use wagemill_abi::*;

use super::fake::{articles, refusal, transform, word_schema};

type Spoil = fn(&mut ArrowSchema);

fn child(schema: &mut ArrowSchema, index: usize) -> &mut ArrowSchema {
    // SAFETY: arrow-rs exported it with this child.
    unsafe { &mut **schema.children.add(index) }
}

/// A text that is never freed; arrow-rs frees the one that it replaces when it releases the schema.
fn text(bytes: &[u8]) -> *const c_char {
    CString::new(bytes).unwrap().into_raw()
}

static METADATA_COUNT: [i32; 1] = [-1];
static METADATA_LENGTH: [i32; 2] = [1, i32::MAX];

const LIES: &[(&str, Spoil)] = &[
    ("released", |schema| schema.release = None),
    ("no format", |schema| schema.format = std::ptr::null()),
    ("format that is not UTF-8", |schema| child(schema, 1).format = text(b"\xff")),
    ("unknown format", |schema| child(schema, 1).format = text(b"what?")),
    ("name that is not UTF-8", |schema| child(schema, 1).name = text(b"\xff")),
    ("not a struct", |schema| schema.format = text(b"l")),
    ("negative children", |schema| schema.n_children = -4),
    ("absurd children", |schema| schema.n_children = i64::MAX),
    ("children at null", |schema| schema.children = std::ptr::null_mut()),
    ("a child at null", |schema| {
        // SAFETY: the list has children.
        unsafe { *schema.children.add(1) = std::ptr::null_mut() }
    }),
    ("text with children", |schema| {
        let children = schema.children;
        child(schema, 1).n_children = 1;
        child(schema, 1).children = children;
    }),
    ("a list without a child", |schema| child(schema, 1).format = text(b"+l")),
    ("schema in itself", |schema| {
        let children = schema.children;
        let column = child(schema, 1);
        column.format = text(b"+s");
        column.n_children = 2;
        column.children = children;
    }),
    ("dictionary", |schema| child(schema, 1).dictionary = std::ptr::dangling_mut()),
    ("metadata of negative count", |schema| child(schema, 1).metadata = (&raw const METADATA_COUNT).cast()),
    ("metadata of absurd length", |schema| child(schema, 1).metadata = (&raw const METADATA_LENGTH).cast()),
    ("decimal without precision", |schema| child(schema, 1).format = text(b"d:")),
    ("decimal of precision 0", |schema| child(schema, 1).format = text(b"d:0,0")),
    ("decimal of negative scale", |schema| child(schema, 1).format = text(b"d:9,-2")),
];

#[test]
fn every_lie_of_a_schema_is_refused() {
    let mut report = String::new();
    for (what, spoil) in LIES {
        let mut case = transform(&word_schema(), |_, _, _| WM_OK);
        case.plan = Box::new(move |cx| {
            // Not released by arrow-rs: the spoiled pointers are not its own. What is lost is little.
            let mut schema = std::mem::ManuallyDrop::new(FFI_ArrowSchema::try_from(&word_schema()).unwrap());
            // SAFETY: both are the ArrowSchema of the Arrow C Data Interface.
            let raw = unsafe { &mut *(&raw mut *schema).cast::<ArrowSchema>() };
            raw.release = Some(forget);
            spoil(raw);
            cx.output_raw(raw);
            WM_OK
        });
        report.push_str(&format!("{what}: {}\n", refusal(case, &articles(&["a"]))));
    }
    insta::assert_snapshot!(report);
}

unsafe extern "C" fn forget(schema: *mut ArrowSchema) {
    // SAFETY: the consumer releases a schema that it owns.
    unsafe { (*schema).release = None };
}
