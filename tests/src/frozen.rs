//! Digests that freeze published price entries: what was once published is never changed, only followed.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// SHA-256 of every entry's canonical JSON, by entry id: `anthropic/claude-opus-4-6@2026-03-13`,
/// `anthropic/claude-opus-4-6/fast@2026-02-07`, `anthropic/batch@2024-10-08`.
pub type Digests = BTreeMap<String, String>;

/// Where what is frozen stands: price files, and the rules of sellers.
pub const DATA: [&str; 2] = ["crates/book/data", "crates/plan/data"];

/// The digests of all entries of several folders: prices, options and fees, limits and other rules.
///
/// # Errors
/// As [`digests`].
pub fn all_digests(root: &Path, folders: &[&str]) -> Result<Digests, String> {
    let mut all = Digests::new();
    for folder in folders {
        for (id, digest) in digests(&root.join(folder))? {
            if all.insert(id.clone(), digest).is_some() {
                return Err(format!("{folder}: {id} stands twice"));
            }
        }
    }
    Ok(all)
}

/// The digests of all entries of a folder of data files.
///
/// # Errors
/// What cannot be read, or an id that stands twice.
pub fn digests(data_dir: &Path) -> Result<Digests, String> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(data_dir).map_err(|e| format!("{}: {e}", data_dir.display()))? {
        paths.push(entry.map_err(|e| format!("{}: {e}", data_dir.display()))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let mut digests = Digests::new();
    for path in paths {
        let file = read(&path)?;
        for (id, entry) in entries(&file) {
            if digests.insert(id.clone(), digest(entry)).is_some() {
                return Err(format!("{}: {id} stands twice", path.display()));
            }
        }
    }
    Ok(digests)
}

/// Adds the entries that are new to the file of frozen digests, and says how many.
///
/// # Errors
/// Where a frozen entry changed or vanished, or a new one lies before a frozen one of its list. Nothing is
/// written then.
pub fn freeze(root: &Path, folders: &[&str], frozen: &Path) -> Result<usize, String> {
    let now = all_digests(root, folders)?;
    let before = if frozen.exists() { frozen_digests(frozen)? } else { Digests::new() };
    let differences = Differences::between(&before, &now);
    if !differences.forbidden().is_empty() {
        return Err(differences.forbidden().join("\n"));
    }
    let text = serde_json::to_string_pretty(&now).map_err(|e| e.to_string())? + "\n";
    std::fs::write(frozen, text).map_err(|e| format!("{}: {e}", frozen.display()))?;
    Ok(differences.missing.len())
}

/// The digests that were frozen.
///
/// # Errors
/// Where the file cannot be read or is not a map of ids to digests.
pub fn frozen_digests(frozen: &Path) -> Result<Digests, String> {
    serde_json::from_value(read(frozen)?).map_err(|e| format!("{}: {e}", frozen.display()))
}

/// What differs between the frozen digests and those of the price files, by entry id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Frozen, and no longer the same.
    pub changed: Vec<String>,
    /// Frozen, and gone.
    pub vanished: Vec<String>,
    /// Not frozen yet.
    pub missing: Vec<String>,
    /// Not frozen yet, and before a frozen entry of its list: it would re-price days that were published.
    pub backdated: Vec<String>,
}

impl Differences {
    /// Compares.
    pub fn between(frozen: &Digests, now: &Digests) -> Self {
        let mut found = Differences::default();
        for (id, digest) in frozen {
            match now.get(id) {
                Some(same) if same == digest => {}
                Some(_) => found.changed.push(id.clone()),
                None => found.vanished.push(id.clone()),
            }
        }
        for id in now.keys().filter(|id| !frozen.contains_key(*id)) {
            found.missing.push(id.clone());
            if frozen.keys().any(|other| is_before(id, other)) {
                found.backdated.push(id.clone());
            }
        }
        found
    }

    /// What no command may put right: the price files must.
    pub fn forbidden(&self) -> Vec<String> {
        let say =
            |ids: &[String], what: &str| ids.iter().map(|id| format!("{id}: {what}")).collect::<Vec<_>>();
        [
            say(&self.changed, "a published entry changed; put it back and append a new one"),
            say(&self.vanished, "a published entry vanished; put it back"),
            say(&self.backdated, "a new entry begins before a published one of its list; append it instead"),
        ]
        .concat()
    }
}

/// Whether two ids are of one list and the first begins before the second.
fn is_before(id: &str, other: &str) -> bool {
    let parts = |id: &'_ str| id.rsplit_once('@').map(|(list, from)| (list.to_owned(), from.to_owned()));
    matches!((parts(id), parts(other)), (Some((a, x)), Some((b, y))) if a == b && x < y)
}

/// The lists of a rule file.
const RULES: [&str; 5] = ["limits", "batch", "overflow", "longer_output", "tokenizers"];

/// Every entry of a price file or a rule file with its id.
fn entries(file: &Value) -> Vec<(String, &Value)> {
    let seller = file["seller"].as_str().unwrap_or_default();
    let mut found = Vec::new();
    for kind in ["fees", "options"] {
        for (name, entries) in file[kind].as_object().into_iter().flatten() {
            found.extend(listed(&format!("{seller}/{name}"), entries));
        }
    }
    for kind in RULES {
        found.extend(listed(&format!("{seller}/rules/{kind}"), &file[kind]));
    }
    for model in file["models"].as_array().into_iter().flatten() {
        let id = format!("{seller}/{}", model["id"].as_str().unwrap_or_default());
        found.extend(listed(&id, &model["prices"]));
        for (name, entries) in model["options"].as_object().into_iter().flatten() {
            found.extend(listed(&format!("{id}/{name}"), entries));
        }
    }
    found
}

fn listed<'v>(list: &str, entries: &'v Value) -> Vec<(String, &'v Value)> {
    let id = |entry: &Value| format!("{list}@{}", entry["from"].as_str().unwrap_or_default());
    entries.as_array().into_iter().flatten().map(|entry| (id(entry), entry)).collect()
}

fn digest(entry: &Value) -> String {
    let mut text = String::new();
    canonical(entry, &mut text);
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compact JSON with sorted keys.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (i, (name, member)) in sorted.into_iter().enumerate() {
                text.push_str(if i == 0 { "" } else { "," });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                canonical(member, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                text.push_str(if i == 0 { "" } else { "," });
                canonical(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let text = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(file: &Value) -> Digests {
        entries(file).into_iter().map(|(id, entry)| (id, digest(entry))).collect()
    }

    fn seller(rate: &str) -> Value {
        json!({
            "seller": "acme",
            "fees": { "web_search": [{ "from": "2025-01-01", "rate": "10/Kcall" }] },
            "options": { "batch": [{ "from": "2025-02-01", "offer": "offered", "factor": "0.5" }] },
            "models": [{ "id": "m", "prices": [{ "from": "2025-03-01", "rates": { "input": rate, "output": "5/Mtok" } }],
                "options": { "fast": [{ "from": "2025-04-01", "offer": "ignored" }] } }],
        })
    }

    #[test]
    fn every_entry_has_an_id() {
        let digests = of(&seller("1/Mtok"));
        let ids: Vec<_> = digests.keys().map(String::as_str).collect();
        let expected = [
            "acme/batch@2025-02-01",
            "acme/m/fast@2025-04-01",
            "acme/m@2025-03-01",
            "acme/web_search@2025-01-01",
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn canonical_json_is_sorted_and_compact() {
        let mut text = String::new();
        canonical(&json!({ "b": [1, { "d": null, "c": "\u{e9}\"" }], "a": true }), &mut text);
        assert_eq!(text, "{\"a\":true,\"b\":[1,{\"c\":\"\u{e9}\\\"\",\"d\":null}]}");
        // printf '{"from":"2025-01-01","rate":"10/Kcall"}' | sha256sum
        let known = "efef97deaa7c2c10e7c907b2eb7cd7c2de4be06f8197cf10de9ebe87e296786c";
        assert_eq!(digest(&json!({ "rate": "10/Kcall", "from": "2025-01-01" })), known);
    }

    #[test]
    fn a_change_a_loss_and_a_backdated_entry_are_forbidden_and_a_later_one_is_not() {
        let frozen = of(&seller("1/Mtok"));
        assert_eq!(Differences::between(&frozen, &frozen), Differences::default());
        let changed = Differences::between(&frozen, &of(&seller("2/Mtok")));
        assert_eq!(changed.changed, ["acme/m@2025-03-01"]);
        assert!(!changed.forbidden().is_empty());

        let with = |from: &str| {
            let mut now = frozen.clone();
            now.insert(format!("acme/m@{from}"), String::new());
            Differences::between(&frozen, &now)
        };
        assert_eq!(with("2025-02-28").backdated, ["acme/m@2025-02-28"]);
        assert!(with("2025-03-02").forbidden().is_empty());
        assert_eq!(with("2025-03-02").missing, ["acme/m@2025-03-02"]);

        let mut lost = frozen.clone();
        lost.remove("acme/batch@2025-02-01");
        assert_eq!(Differences::between(&frozen, &lost).vanished, ["acme/batch@2025-02-01"]);
    }

    #[test]
    fn the_writer_adds_and_never_changes() -> Result<(), String> {
        let folder = std::env::temp_dir().join(format!("conformance-frozen-{}", std::process::id()));
        let (data, frozen) = (folder.join("data"), folder.join("frozen.json"));
        std::fs::create_dir_all(&data).map_err(|e| e.to_string())?;
        let write = |rate: &str| {
            std::fs::write(data.join("acme.json"), seller(rate).to_string()).map_err(|e| e.to_string())
        };
        write("1/Mtok")?;
        assert_eq!(freeze(&folder, &["data"], &frozen)?, 4);
        assert_eq!(freeze(&folder, &["data"], &frozen)?, 0);
        let before = frozen_digests(&frozen)?;
        write("2/Mtok")?;
        assert!(freeze(&folder, &["data"], &frozen).is_err_and(|e| e.contains("acme/m@2025-03-01")));
        assert_eq!(frozen_digests(&frozen)?, before);
        std::fs::remove_dir_all(&folder).map_err(|e| e.to_string())
    }
}
