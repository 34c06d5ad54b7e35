//! Arrays that lie about themselves.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringViewBuilder};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray, StructArray,
};
use arrow_schema::Fields;
use wagemill_abi::*;

use super::fake::{articles, batch, refusal, rows, transform};

const LONG: &str = "a text that is too long to be inside its view";

/// One column of each layout, with two rows.
fn own() -> RecordBatch {
    let mut list = ListBuilder::new(StringViewBuilder::new());
    list.append_value([Some("one"), Some(LONG)]);
    list.append_value([Some("two")]);
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None]));
    let inner = Fields::from(vec![arrow_schema::Field::new("inner", numbers.data_type().clone(), true)]);
    let nested = StructArray::try_new(inner, vec![numbers.clone()], None).unwrap();
    let decimals = Decimal128Array::from(vec![1, 99_999]).with_precision_and_scale(5, 2).unwrap();
    batch(vec![
        rows(&[0, 1]),
        ("number", numbers, true),
        ("yes", Arc::new(BooleanArray::from(vec![true, false])), true),
        ("view", Arc::new(StringViewArray::from(vec![LONG, "short"])), true),
        ("small", Arc::new(StringArray::from(vec!["some", "text"])), true),
        ("large", Arc::new(LargeStringArray::from(vec!["some", "text"])), true),
        ("list", Arc::new(list.finish()), true),
        ("nested", Arc::new(nested), true),
        ("decimal", Arc::new(decimals), true),
    ])
}

const NUMBER: usize = 1;
const VIEW: usize = 3;
const SMALL: usize = 4;
const LARGE: usize = 5;
const LIST: usize = 6;
const NESTED: usize = 7;

fn child(array: &mut ArrowArray, index: usize) -> &mut ArrowArray {
    // SAFETY: arrow-rs exported it with this child.
    unsafe { &mut **array.children.add(index) }
}

fn set_buffer(array: &mut ArrowArray, index: usize, buffer: *const u8) {
    // SAFETY: arrow-rs exported it with this buffer.
    unsafe { *array.buffers.add(index) = buffer.cast() };
}

type Spoil = fn(&mut ArrowArray);

const LIES: &[(&str, Spoil)] = &[
    ("released", |array| {
        // Leaks what was exported; a plugin that does this leaks, too.
        array.release = None;
    }),
    ("negative length", |array| array.length = -1),
    ("absurd length", |array| array.length = i64::MAX),
    ("negative offset", |array| array.offset = -3),
    ("more rows than values", |array| array.length = 3),
    ("offset beyond the values", |array| array.offset = 1),
    ("no children", |array| array.n_children = 0),
    ("negative children", |array| array.n_children = -1),
    ("too many children", |array| array.n_children = 12),
    ("children at null", |array| array.children = std::ptr::null_mut()),
    ("children not aligned", |array| array.children = array.children.wrapping_byte_add(1)),
    ("a child at null", |array| {
        // SAFETY: the list has children; the lost one leaks.
        unsafe { *array.children.add(NUMBER) = std::ptr::null_mut() }
    }),
    ("a struct with nulls", |array| array.null_count = 1),
    ("no buffers", |array| array.n_buffers = 0),
    ("buffers at null", |array| array.buffers = std::ptr::null_mut()),
    ("a dictionary", |array| child(array, NUMBER).dictionary = std::ptr::dangling_mut()),
    ("child released", |array| child(array, NUMBER).release = None),
    ("child of negative length", |array| child(array, NUMBER).length = i64::MIN),
    ("child with too many buffers", |array| child(array, NUMBER).n_buffers = 3),
    ("child with children", |array| child(array, NUMBER).n_children = 1),
    ("values at null", |array| set_buffer(child(array, NUMBER), 1, std::ptr::null())),
    ("wrong null count", |array| child(array, NUMBER).null_count = 0),
    ("absurd null count", |array| child(array, NUMBER).null_count = 77),
    ("nulls without validity", |array| set_buffer(child(array, NUMBER), 0, std::ptr::null())),
    ("view without lengths of buffers", |array| child(array, VIEW).n_buffers = 2),
    ("view with lengths at null", |array| set_buffer(child(array, VIEW), 3, std::ptr::null())),
    ("view with a negative length", |array| set_buffer(child(array, VIEW), 3, (&raw const NEGATIVE).cast())),
    ("view with a short buffer", |array| set_buffer(child(array, VIEW), 3, (&raw const SEVEN).cast())),
    ("view of another buffer", |array| set_buffer(child(array, VIEW), 1, (&raw const FOREIGN_VIEWS).cast())),
    ("view with bytes that are not UTF-8", |array| set_buffer(child(array, VIEW), 1, (&raw const BROKEN_VIEWS).cast())),
    ("offsets at null", |array| set_buffer(child(array, SMALL), 1, std::ptr::null())),
    ("offsets not aligned", |array| {
        set_buffer(child(array, SMALL), 1, (&raw const OFFSETS_DOWN).cast::<u8>().wrapping_add(1))
    }),
    ("a negative last offset", |array| set_buffer(child(array, SMALL), 1, (&raw const OFFSETS_NEGATIVE).cast())),
    ("offsets that go down", |array| set_buffer(child(array, SMALL), 1, (&raw const OFFSETS_DOWN).cast())),
    ("offsets inside a character", |array| {
        set_buffer(child(array, SMALL), 1, (&raw const OFFSETS_INSIDE).cast());
        set_buffer(child(array, SMALL), 2, "éé".as_ptr());
    }),
    ("text that is not UTF-8", |array| {
        set_buffer(child(array, LARGE), 2, b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe".as_ptr())
    }),
    ("text at null", |array| set_buffer(child(array, LARGE), 2, std::ptr::null())),
    ("list beyond its items", |array| child(child(array, LIST), 0).length = 1),
    ("list without a child", |array| child(array, LIST).n_children = 0),
    ("list with a broken item", |array| child(child(array, LIST), 0).n_buffers = 1),
    ("nested column too short", |array| child(child(array, NESTED), 0).length = 1),
    ("nested column without values", |array| set_buffer(child(child(array, NESTED), 0), 1, std::ptr::null())),
    ("a decimal beyond its precision", |array| set_buffer(child(array, 8), 1, (&raw const DECIMALS).cast())),
];

static NEGATIVE: [i64; 1] = [-5];
static SEVEN: [i64; 1] = [7];
static OFFSETS_NEGATIVE: [i32; 3] = [0, 4, -8];
static OFFSETS_DOWN: [i32; 4] = [0, 8, 4, 4];
static OFFSETS_INSIDE: [i32; 3] = [0, 1, 4];
#[repr(align(16))]
struct Aligned<T>(T);
static DECIMALS: Aligned<[i128; 2]> = Aligned([1, 100_000]);
/// The first points into buffer 9.
static FOREIGN_VIEWS: Aligned<[u128; 2]> = Aligned([(9 << 64) | 45, 0]);
/// Two bytes inside the view.
static BROKEN_VIEWS: Aligned<[u128; 2]> = Aligned([(0xfffe << 32) | 2, 0]);

#[test]
fn every_lie_is_an_error_that_names_the_place() {
    let mut report = String::new();
    for (what, spoil) in LIES {
        let case = transform(own().schema().as_ref(), move |cx, _, _| {
            if *what == "released" {
                return emit_released(cx);
            }
            cx.emit_spoiled(own(), *spoil);
            // A liar goes on as if nothing had happened, and says that all is well.
            cx.emit(own());
            WM_OK
        });
        report.push_str(&format!("{what}: {}\n", refusal(case, &articles(&["a", "b"]))));
    }
    insta::assert_snapshot!(report);
}

fn emit_released(cx: &super::fake::Cx) -> i32 {
    let schema = arrow_array::ffi::FFI_ArrowSchema::try_from(own().schema().as_ref()).unwrap();
    let mut array = ArrowArray::empty();
    cx.emit_raw(0, (&raw const schema).cast(), &raw mut array);
    WM_OK
}

#[test]
fn what_does_not_lie_comes_out_in_the_layouts_of_wagemill() {
    let ran = transform(own().schema().as_ref(), |cx, _, _| cx.emit(own())).run(&[articles(&["a", "b"])]).unwrap();
    let columns = ran.batches[0].schema();
    let described: Vec<String> =
        columns.fields().iter().map(|field| format!("{}: {}", field.name(), field.data_type())).collect();
    insta::assert_snapshot!(described.join("\n"));
    let small = ran.batches[0].column_by_name("small").unwrap().as_any().downcast_ref::<StringViewArray>().unwrap();
    assert_eq!(small, &StringViewArray::from(vec!["some", "text"]));
}

#[test]
fn a_sliced_batch_arrives_as_its_slice() {
    let ran = transform(own().schema().as_ref(), |cx, _, _| cx.emit(own().slice(1, 1)))
        .run(&[articles(&["a", "b"])])
        .unwrap();
    let batch = &ran.batches[0];
    assert_eq!(batch.num_rows(), 1);
    assert_eq!(batch.column_by_name("id").unwrap().as_ref(), &Int64Array::from(vec![1]));
    assert_eq!(batch.column_by_name("view").unwrap().as_ref(), &StringViewArray::from(vec!["short"]));
}

#[test]
fn a_struct_with_an_offset_of_its_own_is_understood() {
    let case = transform(own().schema().as_ref(), |cx, _, _| {
        cx.emit_spoiled(own(), |array| {
            array.offset = 1;
            array.length = 1;
        })
    });
    let ran = case.run(&[articles(&["a", "b"])]).unwrap();
    assert_eq!(ran.batches[0].column_by_name("large").unwrap().as_ref(), &StringViewArray::from(vec!["text"]));
    assert_eq!(ran.lineage[0].values(), &[1]);
}

#[test]
fn a_null_in_a_column_without_nulls_is_shown_with_its_row() {
    let planned = batch(vec![rows(&[0, 1]), ("number", Arc::new(Int64Array::from(vec![1, 2])), false)]);
    let case = transform(planned.schema().as_ref(), |cx, _, _| {
        let emitted = batch(vec![rows(&[0, 1]), ("number", Arc::new(Int64Array::from(vec![Some(1), None])), true)]);
        cx.emit(emitted)
    });
    insta::assert_snapshot!(
        refusal(case, &articles(&["a", "b"])),
        @"bad-array (-6): column `number` is null in row 1, but was planned without nulls"
    );
}
