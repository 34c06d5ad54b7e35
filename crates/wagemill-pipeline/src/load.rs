//! The pipeline file and those that it extends.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::error::Mistake;
use crate::file::PipelineFile;
use crate::node::Node;
use crate::place::Text;

/// Reads the file and what it extends, the base first. `None` if one of them is missing or no TOML: without all of its
/// files nothing can be said about a pipeline as a whole. `texts` gets every text that could be read.
pub fn load(
    path: &Path,
    read: &dyn Fn(&Path) -> io::Result<String>,
    texts: &mut Vec<Arc<Text>>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Vec<PipelineFile>> {
    let mut files: Vec<PipelineFile> = Vec::new();
    let mut way = vec![normal(path)];
    let mut next = Some(path.to_owned());
    while let Some(path) = next.take() {
        let content = read(&path).map_err(|error| mistakes.push(unreadable(&path, &error, files.last()))).ok()?;
        let text = Text::file(&path.display().to_string(), &content);
        texts.push(Arc::clone(&text));
        let (file, found) = PipelineFile::parse_text(&text);
        mistakes.extend(found);
        let file = file?;
        if let Some(extends) = &file.extends {
            let base = path.parent().unwrap_or(Path::new("")).join(extends.as_str().unwrap_or_default());
            let cycle = way.iter().position(|known| *known == normal(&base));
            way.push(normal(&base));
            if let Some(first) = cycle {
                mistakes.push(cycle_mistake(extends, &way[first..]));
                return None;
            }
            next = Some(base);
        }
        files.push(file);
    }
    files.reverse();
    Some(files)
}

fn unreadable(path: &Path, error: &io::Error, extended_by: Option<&PipelineFile>) -> Mistake {
    let mistake = Mistake::new("unreadable-file", format!("cannot read `{}`: {}", path.display(), reason(error)));
    match extended_by.and_then(|file| file.extends.as_ref()) {
        Some(extends) => {
            mistake.at(&extends.place, "extended here").help("`extends` is relative to the file that says it")
        }
        None => mistake.help("give the path of a pipeline file; `wagemill new FOLDER` makes one"),
    }
}

fn cycle_mistake(extends: &Node, way: &[PathBuf]) -> Mistake {
    let way: Vec<String> = way.iter().map(|file| format!("`{}`", file.display())).collect();
    Mistake::new("extends-cycle", "a pipeline file extends itself")
        .at(&extends.place, "back to a file that led here")
        .help(format!("the way is {}; take one `extends` out", way.join(" → ")))
}

/// The path without `.` and, where that can be told from the path alone, without `..`.
pub fn normal(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for component in path.components() {
        match (component, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(component),
        }
    }
    parts.into_iter().collect()
}

/// The system's words, without the number that means something to programmers alone.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}
