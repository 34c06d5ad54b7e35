//! Runs a sample file: with a disk that is made up, and the arguments that its comments give.

use std::io;
use std::path::{Path, PathBuf};

use wagemill_pipeline::{Found, Mistakes, Plan, Request, plan};

use crate::catalogue::FakeCatalogue;

/// What `# run: …`, `# set: …` and `# env: …` lines say.
#[derive(Default)]
pub struct Arguments {
    pub profile: Option<String>,
    pub set: Vec<String>,
    pub environment: Vec<(String, String)>,
    pub inputs: Vec<PathBuf>,
}

impl Arguments {
    pub fn of(text: &str) -> Self {
        let mut arguments = Self::default();
        for line in text.lines() {
            if let Some(profile) = line.strip_prefix("# profile: ") {
                arguments.profile = Some(profile.to_owned());
            } else if let Some(set) = line.strip_prefix("# set: ") {
                arguments.set.push(set.to_owned());
            } else if let Some((name, value)) = line.strip_prefix("# env: ").and_then(|line| line.split_once('=')) {
                arguments.environment.push((name.to_owned(), value.to_owned()));
            } else if let Some(input) = line.strip_prefix("# input: ") {
                arguments.inputs.push(PathBuf::from(input));
            }
        }
        arguments
    }
}

pub fn probe(path: &Path) -> Found {
    match path.to_str().unwrap() {
        "/" | "/study" | "/study/out" => Found::Folder { writable: true },
        "/study/locked" => Found::Folder { writable: false },
        "/study/rates.csv" | "/study/out/old.csv" => Found::File { writable: true },
        "/study/out/kept.csv" => Found::File { writable: false },
        _ => Found::Nothing,
    }
}

pub fn plan_with(
    file: &str,
    read: &dyn Fn(&Path) -> io::Result<String>,
    arguments: &Arguments,
) -> Result<Plan, Mistakes> {
    let request = Request {
        file: Path::new(file),
        base_dir: Path::new("/study"),
        profile: arguments.profile.as_deref(),
        environment: &arguments.environment,
        set: &arguments.set,
        inputs: &arguments.inputs,
        read,
        probe: &probe,
    };
    plan(&request, &FakeCatalogue)
}

/// Plans a pipeline that is given as text.
pub fn plan_text(text: &str, arguments: &Arguments) -> Result<Plan, Mistakes> {
    plan_with("sample.toml", &|_| Ok(text.to_owned()), arguments)
}

/// Plans a file of a folder beside these tests.
pub fn plan_file(folder: &Path, name: &str) -> Result<Plan, Mistakes> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    plan_with(name, &|path| std::fs::read_to_string(folder.join(path)), &Arguments::of(&text))
}
