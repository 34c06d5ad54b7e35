//! The codes of this crate's errors, in words.

/// An error code with its meaning and its remedy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    pub code: &'static str,
    pub sentence: &'static str,
    pub remedy: &'static str,
}

pub(crate) const ABI_MISMATCH: &str = "abi-mismatch";
pub(crate) const BAD_ARRAY: &str = "bad-array";
pub(crate) const BAD_CALL: &str = "bad-call";
pub(crate) const BAD_INPUT: &str = "bad-input";
pub(crate) const BAD_ISSUE: &str = "bad-issue";
pub(crate) const BAD_LINEAGE: &str = "bad-lineage";
pub(crate) const BAD_MANIFEST: &str = "bad-manifest";
pub(crate) const BAD_OUTPUT_SCHEMA: &str = "bad-output-schema";
pub(crate) const BAD_PLUGIN_TABLE: &str = "bad-plugin-table";
pub(crate) const BAD_SPAN: &str = "bad-span";
pub(crate) const BAD_SPLITS: &str = "bad-splits";
pub(crate) const BAD_STATUS: &str = "bad-status";
pub(crate) const CANCELLED: &str = "cancelled";
pub(crate) const CLOSED: &str = "instance-closed";
pub(crate) const HOST_PANIC: &str = "host-panic";
pub(crate) const INIT_FAILED: &str = "init-failed";
pub(crate) const LOAD_FAILED: &str = "load-failed";
pub(crate) const MISSING_COLUMN: &str = "missing-column";
pub(crate) const MISSING_FOLDER: &str = "missing-plugin-folder";
pub(crate) const MISSING_SYMBOL: &str = "missing-symbol";
pub(crate) const NO_MANIFEST: &str = "no-manifest";
pub(crate) const NO_OUTPUT: &str = "no-output-planned";
pub(crate) const NOT_A_LIBRARY: &str = "not-a-library";
pub(crate) const PANIC_ABORT: &str = "panic-abort";
pub(crate) const SINGLETON: &str = "singleton-in-use";
pub(crate) const UNKNOWN_STAGE: &str = "unknown-stage";
pub(crate) const UNREADABLE: &str = "unreadable-library";
pub(crate) const UNSUPPORTED_TYPE: &str = "unsupported-type";
pub(crate) const WRONG_COLUMN_TYPE: &str = "wrong-column-type";
pub(crate) const WRONG_INPUTS: &str = "wrong-inputs";
pub(crate) const WRONG_TARGET: &str = "wrong-target";

/// What a failed call is called when the plugin gave no code of its own.
pub(crate) fn of_status(status: i32) -> &'static str {
    use wagemill_abi::*;
    match status {
        WM_E_CONFIG => "stage-options",
        WM_E_SCHEMA => "stage-input-schema",
        WM_E_DATA => "stage-data",
        WM_E_IO => "stage-io",
        WM_E_CANCELLED => CANCELLED,
        WM_E_PANIC => "plugin-panic",
        WM_E_UNSUPPORTED => "stage-unsupported",
        _ => "stage-internal",
    }
}

/// Every code of [`Error`](crate::Error) and [`StageError`](crate::StageError) that comes from the host itself.
pub fn codes() -> &'static [Code] {
    CODES
}

const fn code(code: &'static str, sentence: &'static str, remedy: &'static str) -> Code {
    Code { code, sentence, remedy }
}

const REBUILD: &str = "rebuild the plugin with the wagemill-plugin or wagemill.h that belongs to this wagemill";
const TELL_AUTHOR: &str =
    "the stage was stopped because its plugin broke a rule of the ABI: report the message to its author";

const CODES: &[Code] = &[
    code(ABI_MISMATCH, "the plugin was built for another version of the plugin ABI", REBUILD),
    code(BAD_ARRAY, "a stage emitted an array that is damaged or does not fit its schema", TELL_AUTHOR),
    code(BAD_CALL, "a stage called the host in a way that the ABI does not allow", TELL_AUTHOR),
    code(
        BAD_INPUT,
        "a batch or schema could not be handed to the stage",
        "check the columns of the stage above with `wagemill plan`",
    ),
    code(
        BAD_ISSUE,
        "a stage reported an issue that makes no sense, such as one about a row that does not exist",
        TELL_AUTHOR,
    ),
    code(
        BAD_LINEAGE,
        "a stage emitted a row whose `__row` is missing, out of range, or names a rejected row",
        TELL_AUTHOR,
    ),
    code(BAD_MANIFEST, "the manifest in the library cannot be read", REBUILD),
    code(
        BAD_OUTPUT_SCHEMA,
        "a stage planned columns that cannot be, or emitted other columns than it planned",
        TELL_AUTHOR,
    ),
    code(BAD_PLUGIN_TABLE, "the table of functions in the library is incomplete or contradicts its manifest", REBUILD),
    code(BAD_SPAN, "a stage emitted offsets that do not lead to the quote beside them", TELL_AUTHOR),
    code(BAD_SPLITS, "a source listed its splits in a shape that the host cannot use", TELL_AUTHOR),
    code(BAD_STATUS, "a stage returned a status that does not exist", TELL_AUTHOR),
    code(CANCELLED, "the run was cancelled while the stage was at work", "run again"),
    code(CLOSED, "a stage was used after it had failed", "look at the first error of the run"),
    code(HOST_PANIC, "wagemill itself failed while it served a stage", "report the message to the authors of wagemill"),
    code(INIT_FAILED, "the plugin's own start-up failed", "read the plugin's message; rebuild or replace the plugin"),
    code(
        LOAD_FAILED,
        "the operating system could not load the library",
        "install what the library needs, or rebuild it on this machine",
    ),
    code(
        MISSING_COLUMN,
        "a column that the stage reads is not in its input",
        "add a stage that gives the column, or read from another stage with `from`",
    ),
    code(MISSING_FOLDER, "a folder given for plugins does not exist", "correct the path or create the folder"),
    code(
        MISSING_SYMBOL,
        "the library does not export `wagemill_plugin_v1`",
        "add `export!(..)`, or the function of that name in C, and rebuild",
    ),
    code(
        NO_MANIFEST,
        "the library carries no wagemill manifest, so it is no plugin",
        "add `export!(..)` or `WM_MANIFEST(..)` and rebuild, or take the file out of the folder",
    ),
    code(NO_OUTPUT, "a stage planned no output", TELL_AUTHOR),
    code(
        NOT_A_LIBRARY,
        "the file is not a shared library, or is cut short",
        "build the plugin again, or take the file out of the folder",
    ),
    code(
        PANIC_ABORT,
        "the plugin was built with `panic = \"abort\"`, which would end wagemill at its first panic",
        "remove `panic = \"abort\"` from the profile and rebuild",
    ),
    code(SINGLETON, "a stage that may exist once only was opened twice", "use the stage once in the pipeline"),
    code("stage-data", "a stage could not use its data", "read the stage's message"),
    code("stage-input-schema", "a stage cannot use the columns of its input", "read the stage's message"),
    code("stage-internal", "a stage failed for a reason of its own", TELL_AUTHOR),
    code("stage-io", "a stage could not read or write a file", "check the path, the permissions and the free space"),
    code(
        "stage-options",
        "the options of a stage cannot be used",
        "read the stage's message; `wagemill plugin show` lists its options",
    ),
    code("stage-unsupported", "a stage was asked for something that it does not do", "read the stage's message"),
    code("plugin-panic", "a stage panicked", TELL_AUTHOR),
    code(
        UNKNOWN_STAGE,
        "no plugin provides the stage",
        "check the name with `wagemill plugin list`, or give the plugin's folder with `--plugins`",
    ),
    code(UNREADABLE, "the library or its folder cannot be read", "check the permissions"),
    code(
        UNSUPPORTED_TYPE,
        "a stage planned a column of a type that does not cross the boundary",
        "use bool, integers, floats, utf8, binary, date32, timestamp (microseconds, UTC), decimal128, list or struct",
    ),
    code(
        WRONG_COLUMN_TYPE,
        "a column has another type than the stage reads",
        "convert the column in a stage above, or read from another stage with `from`",
    ),
    code(
        WRONG_INPUTS,
        "a stage has too many or too few inputs",
        "give the stage the inputs that its kind takes with `from`",
    ),
    code(WRONG_TARGET, "the library was built for another system or processor", "build the plugin on this machine"),
];
