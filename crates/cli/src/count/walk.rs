//! Which files a path means, and what stands in the way of some.

use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Which files to take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Hidden ones, too.
    pub(crate) hidden: bool,
    /// Those that `.gitignore` and `.ignore` name, too.
    pub(crate) ignored: bool,
    /// Behind symbolic links, too.
    pub(crate) follow: bool,
}

/// A file to be counted.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Where it is; `-` is standard input.
    pub(crate) path: PathBuf,
    /// The names under which it is shown: the path that was asked for, then each folder down to the file.
    pub(crate) names: Vec<String>,
    /// Its length when it was found.
    pub(crate) bytes: u64,
}

impl File {
    /// Its path as it is shown.
    pub(crate) fn shown(&self) -> String {
        shown(&self.path)
    }
}

/// Something that was met and cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Skipped {
    /// What.
    pub(crate) path: String,
    /// Why.
    pub(crate) why: String,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What to count.
    pub(crate) files: Vec<File>,
    /// What not.
    pub(crate) skipped: Vec<Skipped>,
    /// Paths that were asked for and could not be opened.
    pub(crate) missing: usize,
}

/// The files that paths mean, each once.
pub(crate) fn files(paths: &[PathBuf], rules: Rules) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for root in paths {
        if root.as_os_str() == "-" {
            found.files.push(File { path: root.clone(), names: vec!["-".to_owned()], bytes: 0 });
            continue;
        }
        for entry in walker(root, rules).build() {
            match entry {
                Ok(entry) => {
                    // The same file may be meant by several paths.
                    let mut twice = || {
                        let real = entry.path().canonicalize().unwrap_or_else(|_| entry.path().to_owned());
                        paths.len() > 1 && !seen.insert(real)
                    };
                    if let Some(error) = entry.error() {
                        found.skipped.push(told(error, entry.path()));
                    }
                    match file(root, &entry) {
                        Ok(Some(file)) if !twice() => found.files.push(file),
                        Ok(_) => {}
                        Err(why) => found.skipped.push(Skipped { path: shown(entry.path()), why }),
                    }
                }
                Err(error) => {
                    found.missing += usize::from(error.depth() == Some(0));
                    found.skipped.push(told(&error, root));
                }
            }
        }
    }
    found
}

fn walker(root: &Path, rules: Rules) -> WalkBuilder {
    let mut walker = WalkBuilder::new(root);
    walker
        .hidden(!rules.hidden)
        .ignore(!rules.ignored)
        .git_ignore(!rules.ignored)
        .git_global(!rules.ignored)
        .git_exclude(!rules.ignored)
        .parents(!rules.ignored)
        .require_git(false)
        .follow_links(rules.follow)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    walker
}

/// The file that an entry is, nothing for a folder, or why it cannot be counted.
fn file(root: &Path, entry: &DirEntry) -> Result<Option<File>, String> {
    // A link that was named is followed, one inside of a folder only when asked for.
    let named = entry.depth() == 0;
    let data = if named { entry.path().metadata() } else { entry.metadata().map_err(io) };
    let data = data.map_err(|e| e.to_string())?;
    if data.is_dir() {
        return Ok(None);
    }
    if data.is_symlink() {
        return Err("a symbolic link".to_owned());
    }
    if !data.is_file() {
        return Err("no regular file".to_owned());
    }
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let mut names = vec![shown(root)];
    names.extend(below.iter().map(|name| name.to_string_lossy().into_owned()));
    Ok(Some(File { path: entry.path().to_owned(), names, bytes: data.len() }))
}

fn io(error: ignore::Error) -> std::io::Error {
    error.into_io_error().unwrap_or_else(|| std::io::Error::other("unreadable"))
}

/// A path as it is shown: without the `./` before it.
pub(crate) fn shown(path: &Path) -> String {
    let plain = path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    plain.to_string_lossy().into_owned()
}

/// An error of the walk, with the path it is about.
fn told(error: &ignore::Error, root: &Path) -> Skipped {
    use ignore::Error;
    match error {
        Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => told(err, root),
        Error::WithPath { path, err } => Skipped { path: shown(path), ..told(err, path) },
        Error::Partial(errors) if !errors.is_empty() => told(&errors[0], root),
        Error::Loop { ancestor, child } => {
            Skipped { path: shown(child), why: format!("a loop: it links to {} above it", shown(ancestor)) }
        }
        Error::Io(error) => Skipped { path: shown(root), why: error.to_string() },
        other => Skipped { path: shown(root), why: other.to_string() },
    }
}
