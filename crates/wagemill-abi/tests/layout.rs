//! One source of truth: the header is compiled and its sizes and offsets are compared with the Rust structs.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::mem::{offset_of, size_of};
use std::process::Command;
use wagemill_abi::*;

macro_rules! layout {
    ($($name:ident { $($field:ident),* })*) => {
        fn rust_layout() -> Vec<(String, usize)> {
            let mut lines = Vec::new();
            $( lines.push((stringify!($name).to_owned(), size_of::<$name>()));
               $( lines.push((concat!(stringify!($name), ".", stringify!($field)).to_owned(), offset_of!($name, $field))); )* )*
            lines
        }
        fn c_program() -> String {
            let mut program = String::from("#include <stdio.h>\n#include \"wagemill.h\"\nint main(void) {\n");
            $( program.push_str(&format!("printf(\"{0} %zu\\n\", sizeof({1}));\n", stringify!($name), c_name(stringify!($name))));
               $( program.push_str(&format!("printf(\"{0}.{2} %zu\\n\", offsetof({1}, {2}));\n", stringify!($name), c_name(stringify!($name)), stringify!($field))); )* )*
            program.push_str("return 0; }\n");
            program
        }
    };
}

layout! {
    ArrowSchema { format, name, metadata, flags, n_children, children, dictionary, release, private_data }
    ArrowArray { length, null_count, offset, n_buffers, n_children, buffers, children, dictionary, release, private_data }
    WmStr { ptr, len }
    WmIssue { struct_size, severity, row, span_start, span_end, column, code, message, help, source }
    WmCx { struct_size, abi_major, abi_minor, host, output, emit, fail, issue, log, metric, progress, cancelled, extension }
    WmStage { struct_size, kind, flags, name, spec_json, options_schema, plan, list, open, process, finish, close }
    WmHost { struct_size, abi_major, abi_minor, threads, reserved, log, extension }
    WmPlugin { struct_size, abi_major, abi_minor, name, version, n_stages, reserved, stages, init, extension }
}

fn c_name(name: &str) -> String {
    if name.starts_with("Arrow") { format!("struct {name}") } else { name.to_owned() }
}

#[test]
fn header_and_structs_have_one_layout() {
    let folder = tempfile::tempdir().unwrap();
    let include = concat!(env!("CARGO_MANIFEST_DIR"), "/include");
    std::fs::write(folder.path().join("layout.c"), c_program()).unwrap();
    for (standard, compiler) in [("-std=c11", "cc"), ("-std=c++11", "c++")] {
        let program = folder.path().join(format!("layout{standard}"));
        let language = if compiler == "cc" { "c" } else { "c++" };
        let built = Command::new(compiler)
            .args([standard, "-Wall", "-Werror", "-I", include, "-x", language])
            .arg(folder.path().join("layout.c"))
            .arg("-o")
            .arg(&program)
            .output();
        let built = match built {
            Ok(built) => built,
            Err(error) if compiler == "c++" => {
                eprintln!("skipped: no C++ compiler here ({error})");
                continue;
            }
            Err(error) => panic!("a C compiler is needed: {error}"),
        };
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let printed = Command::new(&program).output().unwrap().stdout;
        let printed: Vec<(String, usize)> = String::from_utf8(printed)
            .unwrap()
            .lines()
            .map(|line| line.split_once(' ').unwrap())
            .map(|(name, size)| (name.to_owned(), size.parse().unwrap()))
            .collect();
        assert_eq!(printed, rust_layout(), "{standard}");
    }
}

#[test]
fn header_and_crate_have_one_version() {
    assert!(HEADER.contains(&format!("#define WM_ABI_MAJOR {ABI_MAJOR}\n")));
    assert!(HEADER.contains(&format!("#define WM_ABI_MINOR {ABI_MINOR}\n")));
    assert!(HEADER.contains(ENTRY_SYMBOL));
    assert!(HEADER.contains(std::str::from_utf8(MANIFEST_MAGIC).unwrap()));
}
