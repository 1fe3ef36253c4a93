//! Which files the paths mean.

use super::told::Fault;
use crate::outcome::Stop;
use std::path::{Path, PathBuf};

/// A file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    /// Whether the arguments name it, and not only a folder that holds it.
    pub(crate) named: bool,
}

impl Found {
    /// Whether its size tells how much there is to read: not for standard input, pipes and what is compressed.
    pub(crate) fn is_plain(&self) -> bool {
        let packed = self.path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
        !packed && (self.bytes > 0 || !self.named)
    }
}

/// Every file in order of its path, and what could not be looked into.
pub(crate) fn files(paths: &[PathBuf]) -> Result<(Vec<Found>, Vec<Fault>), Stop> {
    let mut found = Vec::new();
    let mut faults = Vec::new();
    let defaults = if paths.is_empty() { default_folders() } else { Vec::new() };
    if paths.is_empty() && defaults.is_empty() {
        let hint = "name files or folders: `tokentoll usage PATH…`";
        return Err(Stop::nothing("met no logs of Claude Code or Codex in their usual folders").hint(hint));
    }
    for path in paths.iter().chain(&defaults) {
        if path.as_os_str() == "-" {
            found.push(Found { path: path.clone(), bytes: 0, named: true });
            continue;
        }
        let meta = std::fs::metadata(path).map_err(|e| Stop::wrong(format!("{}: {e}", path.display())))?;
        if meta.is_dir() {
            folder(path, &mut found, &mut faults);
        } else {
            found.push(Found { path: path.clone(), bytes: meta.len(), named: true });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    if paths.len() > 1 {
        // The same file by two names is one file.
        let mut seen = std::collections::HashSet::new();
        found.retain(|found| seen.insert(found.path.canonicalize().unwrap_or_else(|_| found.path.clone())));
    }
    Ok((found, faults))
}

/// The files of a folder and of those in it that may hold logs. Links to folders are not followed: what they
/// lead to could hold the folder itself.
fn folder(path: &Path, found: &mut Vec<Found>, faults: &mut Vec<Fault>) {
    let mut waiting = vec![path.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) => {
                faults.push(Fault::of_file(&folder, "unreadable", e));
                continue;
            }
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    faults.push(Fault::of_file(&folder, "unreadable", e));
                    continue;
                }
            };
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push(path),
                Ok(_) if is_log(&path) => match std::fs::metadata(&path) {
                    Ok(meta) if meta.is_file() => found.push(Found { path, bytes: meta.len(), named: false }),
                    Ok(_) => {}
                    Err(e) => faults.push(Fault::of_file(&path, "unreadable", e)),
                },
                Ok(_) => {}
                Err(e) => faults.push(Fault::of_file(&path, "unreadable", e)),
            }
        }
    }
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
}
