//! Which files the paths mean, in the order of their paths; nothing of them is kept here.

use super::told::Fault;
use crate::outcome::Stop;
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A file to read, or standard input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'p> {
    pub(crate) path: &'p Path,
    pub(crate) bytes: u64,
    /// Whether the arguments name it, and not only a folder that holds it.
    pub(crate) named: bool,
}

/// Hands on every file in order of its path, each once, whatever names it has; gives what could not be looked
/// into.
pub(crate) fn files(paths: &[PathBuf], take: &mut dyn FnMut(Found<'_>)) -> Result<Vec<Fault>, Stop> {
    let mut paths = if paths.is_empty() { default_folders() } else { paths.to_vec() };
    if paths.is_empty() {
        let hint = "name files or folders: `tokentoll usage PATH…`";
        return Err(Stop::nothing("met no logs of Claude Code or Codex in their usual folders").hint(hint));
    }
    paths.sort();
    paths.dedup();
    let mut walk =
        Walk { take, faults: Vec::new(), roots: Vec::new(), named: HashSet::new(), taken: HashSet::new() };
    let mut all = Vec::new();
    for path in &paths {
        if path.as_os_str() == "-" {
            all.push((path, PathBuf::new(), None));
            continue;
        }
        let meta = std::fs::metadata(path).map_err(|e| Stop::wrong(format!("{}: {e}", path.display())))?;
        let place = canonical(path);
        match meta.is_dir() {
            true => walk.roots.push(place.clone()),
            false => drop(walk.named.insert(place.clone())),
        }
        all.push((path, place, Some(meta)));
    }
    for (path, place, meta) in all {
        match meta {
            None => (walk.take)(Found { path, bytes: 0, named: true }),
            Some(meta) if !meta.is_dir() => walk.file(path, place, meta.len(), true),
            // A folder inside another one is looked into there.
            Some(_) if walk.roots.iter().any(|root| *root != place && place.starts_with(root)) => {}
            Some(_) if walk.taken.insert(place.clone()) => walk.folder(path, &place),
            Some(_) => {}
        }
    }
    Ok(walk.faults)
}

struct Walk<'t> {
    take: &'t mut dyn FnMut(Found<'_>),
    faults: Vec<Fault>,
    /// The folders that are looked into, by their own names.
    roots: Vec<PathBuf>,
    /// Files that the arguments name, by their own names.
    named: HashSet<PathBuf>,
    /// What was handed on and could be met again, by its own name.
    taken: HashSet<PathBuf>,
}

/// What stands in a folder.
enum Kind {
    Folder,
    File(u64),
    Link,
}

impl Walk<'_> {
    /// The files of a folder and of those in it that may hold logs. Links to folders are not followed: what they
    /// lead to could hold the folder itself.
    fn folder(&mut self, path: &Path, place: &Path) {
        let mut open = vec![(path.to_owned(), place.to_owned(), self.entries(path, place).into_iter())];
        while let Some((folder, place, entries)) = open.last_mut() {
            let Some((name, kind)) = entries.next() else {
                open.pop();
                continue;
            };
            let (path, place) = (folder.join(&name), place.join(&name));
            match kind {
                Kind::Folder => {
                    let entries = self.entries(&path, &place);
                    open.push((path, place, entries.into_iter()));
                }
                Kind::File(bytes) => {
                    let named = self.named.contains(&place);
                    self.file(&path, place, bytes, named);
                }
                Kind::Link => self.link(&path),
            }
        }
    }

    /// What of a folder is to be looked at, in order of the names.
    fn entries(&mut self, path: &Path, place: &Path) -> Vec<(OsString, Kind)> {
        let mut all = Vec::new();
        let mut fault = |path: &Path, e| self.faults.push(Fault::of_file(path, "unreadable", e));
        let entries = std::fs::read_dir(path).map_err(|e| fault(path, e)).into_iter().flatten();
        for entry in entries {
            let entry = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
            let Ok((kind, entry)) = entry.map_err(|e| fault(path, e)) else { continue };
            let name = entry.file_name();
            let is_asked_for = || is_log(Path::new(&name)) || self.named.contains(&place.join(&name));
            if kind.is_dir() {
                all.push((name, Kind::Folder));
            } else if kind.is_symlink() && is_asked_for() {
                all.push((name, Kind::Link));
            } else if kind.is_file() && is_asked_for() {
                match entry.metadata() {
                    Ok(meta) => all.push((name, Kind::File(meta.len()))),
                    // It was removed meanwhile, or its folder is closed.
                    Err(e) => fault(&entry.path(), e),
                }
            }
        }
        all.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        all
    }

    /// A link to a file counts as the file, unless that is met by its own name.
    fn link(&mut self, path: &Path) {
        match path.canonicalize().and_then(|place| Ok((std::fs::metadata(&place)?, place))) {
            Err(e) => self.faults.push(Fault::of_file(path, "unreadable", e)),
            Ok((meta, _)) if !meta.is_file() => {}
            Ok((_, place)) if self.roots.iter().any(|root| place.starts_with(root)) && is_log(&place) => {}
            Ok((meta, place)) => {
                let named = self.named.contains(&place);
                self.taken
                    .insert(place.clone())
                    .then(|| (self.take)(Found { path, bytes: meta.len(), named }));
            }
        }
    }

    fn file(&mut self, path: &Path, place: PathBuf, bytes: u64, named: bool) {
        let is_new = if named { self.taken.insert(place) } else { !self.taken.contains(&place) };
        if is_new {
            (self.take)(Found { path, bytes, named });
        }
    }
}

/// The name of a file that it has without links; of what has none, such as a pipe, the one it was called by.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

const ENDINGS: [&str; 8] = ["jsonl", "ndjson", "json", "log", "sse", "txt", "csv", "tsv"];

/// Whether the name is that of a log, perhaps compressed.
fn is_log(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    // Claude Code keeps descriptions of agents beside their transcripts.
    !plain.ends_with(".meta.json")
        && plain.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Where Claude Code and Codex keep their logs.
fn default_folders() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let home = variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from).unwrap_or_default();
    let mut folders: Vec<PathBuf> = match variable("CLAUDE_CONFIG_DIR") {
        Some(several) => several.split(',').map(|folder| Path::new(folder.trim()).join("projects")).collect(),
        None => vec![home.join(".claude/projects"), home.join(".config/claude/projects")],
    };
    let codex = variable("CODEX_HOME").map_or_else(|| home.join(".codex"), PathBuf::from);
    folders.extend(["sessions", "archived_sessions"].map(|folder| codex.join(folder)));
    folders.retain(|folder| folder.is_dir());
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_logs() {
        for name in ["a.jsonl", "a.JSONL", "a.json.gz", "a.csv.zst", "x/a.log"] {
            assert!(is_log(Path::new(name)), "{name}");
        }
        for name in ["a", "a.png", "agent-1.meta.json", "a.gz", ".jsonl/a.md"] {
            assert!(!is_log(Path::new(name)), "{name}");
        }
    }

    /// What is handed on of some paths below a folder, and whether it was named.
    fn found(folder: &Path, paths: &[&str]) -> Vec<(String, bool)> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
        let mut found = Vec::new();
        let mut take = |file: Found<'_>| {
            let path = file.path.strip_prefix(folder).unwrap_or(file.path);
            found.push((path.display().to_string(), file.named));
        };
        let faults = files(&paths, &mut take).unwrap_or_else(|_| panic!("{paths:?}"));
        assert_eq!(faults, []);
        found
    }

    #[test]
    fn each_file_once_in_order_of_its_path() {
        let folder = std::env::temp_dir().join(format!("tokentoll-walk-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a/b")).unwrap();
        std::fs::create_dir_all(folder.join("out")).unwrap();
        for name in ["a/z.jsonl", "a/b/x.jsonl", "a/b.jsonl", "a/b/y.png", "a/notes", "out/q.jsonl"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        let all = [("a/b/x.jsonl", false), ("a/b.jsonl", false), ("a/z.jsonl", false)];
        let all = all.map(|(name, named)| (name.to_owned(), named));
        for paths in [&["a"][..], &["a", "a/b"], &["a/b", "a"], &["a", "a"], &["a/b/../b", "out/../a"]] {
            assert!(
                found(&folder, paths)
                    .iter()
                    .map(|(name, _)| name.rsplit('/').next())
                    .eq(["x.jsonl", "b.jsonl", "z.jsonl"].map(Some)),
                "{paths:?}"
            );
        }
        assert_eq!(found(&folder, &["a"]), all);
        // What is named counts as such, wherever it is met first, and whatever its name.
        let named = found(&folder, &["a/z.jsonl", "a", "a/notes", "out/../a/z.jsonl"]);
        let expected = [("a/b/x.jsonl", false), ("a/b.jsonl", false), ("a/notes", true), ("a/z.jsonl", true)];
        assert_eq!(named, expected.map(|(name, named)| (name.to_owned(), named)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            // To a file that is met anyway, to one that is not (twice), and to a folder.
            symlink(folder.join("a/z.jsonl"), folder.join("a/c.jsonl")).unwrap();
            symlink(folder.join("out/q.jsonl"), folder.join("a/d.jsonl")).unwrap();
            symlink(folder.join("out/q.jsonl"), folder.join("a/e.jsonl")).unwrap();
            symlink(&folder, folder.join("a/f.jsonl")).unwrap();
            let names =
                |paths: &[&str]| found(&folder, paths).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
            let with_link = ["a/b/x.jsonl", "a/b.jsonl", "a/d.jsonl", "a/z.jsonl"];
            assert_eq!(names(&["a"]), with_link);
            assert_eq!(names(&["a", "out/q.jsonl"]), with_link);
            assert_eq!(names(&["a", "out"]), ["a/b/x.jsonl", "a/b.jsonl", "a/z.jsonl", "out/q.jsonl"]);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
