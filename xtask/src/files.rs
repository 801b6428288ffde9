//! Files that are made from something else: written, or compared with what is committed.

use std::path::{Path, PathBuf};

/// A file to be written, its path relative to the repository root.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> File {
        File {
            path: path.into(),
            text: text.into(),
        }
    }
}

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Writes the files, or with `check` fails and names those that are not what they should be.
pub(crate) fn apply(files: &[File], check: bool, remedy: &str) -> Result<(), String> {
    let mut stale = Vec::new();
    for File { path, text } in files {
        let place = root().join(path);
        let committed = std::fs::read_to_string(&place).ok();
        if committed.as_deref() == Some(text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
            continue;
        }
        let folder = place.parent().unwrap_or(&place);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&place, text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        println!("wrote {}", path.display());
    }
    if stale.is_empty() {
        println!("{} files are as they should be", files.len());
        Ok(())
    } else {
        Err(format!("stale: {}; run `{remedy}`", stale.join(", ")))
    }
}

/// Whether `--check` is among the arguments; anything else is refused.
pub(crate) fn only_check(arguments: &[String]) -> Result<bool, String> {
    match arguments {
        [] => Ok(false),
        [flag] if flag == "--check" => Ok(true),
        _ => Err("the only argument is --check".to_owned()),
    }
}
