//! The codes of mistakes, in words.

use serde::Serialize;

/// What a code means and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MistakeCode {
    pub code: &'static str,
    pub sentence: &'static str,
    pub remedy: &'static str,
}

/// Every code of a mistake in a pipeline file, sorted. Plugins have codes of their own.
#[must_use]
pub fn codes() -> &'static [MistakeCode] {
    CODES
}

const fn code(code: &'static str, sentence: &'static str, remedy: &'static str) -> MistakeCode {
    MistakeCode { code, sentence, remedy }
}

const CODES: &[MistakeCode] = &[
    code("duplicate-id", "two stages of one file have the same id", "rename one of them, and the `from` that means it"),
    code("duplicate-input", "a stage reads from one stage twice", "name each stage once in `from`"),
    code(
        "extends-cycle",
        "a pipeline file extends itself, directly or through others",
        "take one of the `extends` out",
    ),
    code("first-not-source", "the first stage is no source", "move the source to the top: stages run top to bottom"),
    code(
        "inputs-not-taken",
        "the pipeline has no single source that takes inputs from the command line",
        "set the paths of a source with `--set SOURCE.paths='[\"…\"]'`",
    ),
    code(
        "invalid-id",
        "an id has characters that an id cannot have",
        "begin with a letter and use letters, digits, `-` and `_`",
    ),
    code("invalid-limit", "a limit is neither a count nor a share", "write a whole number or a share such as `\"5%\"`"),
    code(
        "invalid-option",
        "an option has a value that its stage does not take",
        "choose one of the values that the help names",
    ),
    code(
        "invalid-options-schema",
        "the plugin's own description of its options is wrong",
        "tell the author of the plugin",
    ),
    code(
        "invalid-path",
        "a path holds a control character",
        "write Windows paths in single quotes or with forward slashes",
    ),
    code("invalid-set", "an argument of `--set` cannot be read", "write `--set STAGE.OPTION=VALUE`"),
    code(
        "later-stage",
        "a stage reads from itself or from a stage below it",
        "move the stage that is read from above the one that reads",
    ),
    code(
        "missing-column",
        "a stage reads a column that no stage above it gives",
        "put a stage that gives the column above it, or read from a stage that still has it",
    ),
    code(
        "missing-file",
        "an option names a file that does not exist",
        "mend the path; it is relative to the folder of the pipeline file",
    ),
    code("missing-id", "a profile has a stage without an id", "add the `id` of the stage that the profile changes"),
    code("missing-option", "a stage needs an option that is not given", "add the option to `with`"),
    code("missing-use", "a stage does not say what works there", "add `use` with the name of a stage"),
    code("no-input", "a stage has nothing to read from", "put it below a stage that gives rows, or name one in `from`"),
    code("no-sink", "the pipeline writes nothing", "add a sink such as `write-table` at the end"),
    code("no-source", "the pipeline has no source", "begin with a stage that reads inputs, such as `read-articles`"),
    code("no-stages", "the pipeline has no stages", "begin with `[[stage]]` and `use = \"read-articles\"`"),
    code("path-is-folder", "an option names a folder where a file is needed", "name a file in the folder"),
    code(
        "reads-from-sink",
        "a stage reads from a sink, which gives no rows",
        "read from the stage that the sink itself reads from",
    ),
    code(
        "reserved-id",
        "a stage has the id of a table that every run has",
        "choose another id than `rejects` and `run`",
    ),
    code(
        "reserved-input",
        "a stage that is no sink reads the rejects or the run table",
        "give these tables to sinks: they are complete when the run has ended",
    ),
    code("same-output", "two stages write one file", "give each its own path"),
    code(
        "secret-in-file",
        "a secret is written in the file or on the command line",
        "give it in the environment, and replace the secret that others may have seen",
    ),
    code("source-with-from", "a source has a `from`", "take `from` out: a source reads from no stage"),
    code("toml-syntax", "the file is not valid TOML", "mend the place that is underlined"),
    code(
        "too-many-inputs",
        "a stage that works row by row reads from several stages",
        "bring the rows together with a stage such as `query-table` first",
    ),
    code("unclosed-variable", "`${` is never closed", "close it with `}`, or write `$${` for `${` itself"),
    code(
        "unknown-flag",
        "`fail_on` names a flag that no stage gives",
        "choose one of the flags that `wagemill explain` knows",
    ),
    code("unknown-id", "no stage has the id that is named", "name a stage of this pipeline"),
    code("unknown-key", "a pipeline file has no such key", "mend the name; options of a stage go into `with`"),
    code("unknown-option", "a stage has no such option", "choose one of the options that `wagemill plugin show` lists"),
    code("unknown-profile", "the file has no such profile", "define it as `[profile.NAME]`"),
    code(
        "unknown-stage",
        "no installed plugin has a stage of this name",
        "mend the name, or install the plugin; `wagemill plugin list` shows what there is",
    ),
    code(
        "unknown-variable",
        "a string uses a variable that is not defined",
        "define it in `[vars]`, or set it in the environment",
    ),
    code(
        "unread-stage",
        "no stage reads what another gives",
        "put a sink below it, name it in a `from`, or take it out",
    ),
    code("unreadable-file", "a pipeline file cannot be read", "check its path and its permissions"),
    code(
        "unwritable-path",
        "a file may not be written where an option says",
        "change the permissions, or write elsewhere",
    ),
    code("variable-cycle", "variables are defined by each other", "give one of them a value without the others"),
    code("writes-input", "a stage writes a file that a stage of the pipeline reads", "write to another path"),
    code(
        "wrong-column-type",
        "a stage reads a column whose type is another than it needs",
        "convert the column in a stage above, with `query-table` for example",
    ),
    code("wrong-type", "a value has another type than is needed", "write a value of the type that the message names"),
];
