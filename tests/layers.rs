//! The layers of `ARCHITECTURE.md`, held by tests: who may depend on whom, who may ask the clock and open files.

#![allow(clippy::disallowed_methods, reason = "tests read the repository")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A layer and everything it may depend on (tests and examples of it may use more).
const LAYERS: [(&str, &[&str]); 13] = [
    ("tokentoll-core", &["rust_decimal"]),
    ("tokentoll-book", &["tokentoll-core", "jiff", "serde", "serde_json", "strsim", "schemars"]),
    ("tokentoll-usage", &["tokentoll-core", "csv-core", "jiff", "memchr", "serde", "serde_json"]),
    (
        "tokentoll-plan",
        &["tokentoll-core", "tokentoll-book", "rust_decimal", "serde", "serde_json", "schemars"],
    ),
    (
        "tokentoll-tokens",
        &[
            "aho-corasick",
            "base64",
            "chardetng",
            "encoding_rs",
            "flate2",
            "hayro-interpret",
            "imagesize",
            "infer",
            "memchr",
            "regex-automata",
            "serde",
            "serde_json",
            "sha2",
            "unicode-normalization",
            "wide",
        ],
    ),
    (
        "tokentoll",
        &[
            "tokentoll-core",
            "tokentoll-book",
            "tokentoll-usage",
            "tokentoll-tokens",
            "hashbrown",
            "jiff",
            "postcard",
            "siphasher",
            "tokentoll-plan",
            "serde",
            "serde_json",
            "schemars",
            "rust_decimal",
        ],
    ),
    ("tokentoll-cli", &["tokentoll"]),
    ("tokentoll-web", &["tokentoll"]),
    ("tokentoll-wasm", &["tokentoll", "wasm-bindgen"]),
    ("xtask", &["tokentoll", "tokentoll-book", "conformance"]),
    ("conformance", &["tokentoll"]),
    ("tokentoll-bench", &["tokentoll"]),
    ("tokentoll-engine", &["tokentoll"]),
];

/// Layers that may depend on any crate that is not ours.
const OPEN: [&str; 6] =
    ["tokentoll-cli", "tokentoll-web", "xtask", "conformance", "tokentoll-bench", "tokentoll-engine"];

/// Dependencies that must be optional.
const OPTIONAL: [&str; 13] = [
    "schemars",
    "aho-corasick",
    "chardetng",
    "encoding_rs",
    "flate2",
    "hashbrown",
    "hayro-interpret",
    "infer",
    "postcard",
    "regex-automata",
    "sha2",
    "siphasher",
    "unicode-normalization",
];

/// Workspaces: the one, and that of a crate which needs a newer Rust.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "crates/engine/Cargo.toml"];

/// Who asks the clock: one file, and programs that are tools.
const CLOCK: [&str; 4] = ["SystemTime", "Instant::now", "Zoned::now", "Timestamp::now"];
const CLOCK_ALLOWED: [&str; 3] = ["crates/cli/src/main.rs", "crates/xtask/", "crates/engine/src/bin/"];

/// Who opens files: the command line and the tools.
const FILES: [&str; 3] = ["std::fs", "File::open", "File::create"];
const FILES_ALLOWED: [&str; 3] = ["crates/cli/", "crates/xtask/", "crates/engine/src/bin/"];

/// Who computes with money: no binary floating point there.
const FLOATS: [&str; 2] = ["f32", "f64"];
const FLOATS_FORBIDDEN: [&str; 3] = ["crates/core/src/", "crates/book/src/", "crates/plan/src/"];

#[test]
fn layers_depend_only_on_what_lies_below() {
    let packages: Vec<Value> = MANIFESTS.into_iter().flat_map(packages).collect();
    let ours: Vec<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let found: Vec<String> =
        packages.iter().flat_map(|package| dependency_offences(package, &ours)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn sources_keep_to_their_layer() {
    let root = conformance::root();
    let mut offences = Vec::new();
    let mut sources = Vec::new();
    rust_files(&root.join("crates"), &mut sources);
    rust_files(&root.join("web"), &mut sources);
    assert!(sources.len() > 20, "{} sources", sources.len());
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        offences.extend(source_offences(&name, &text));
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// What cargo knows of the packages of a workspace.
fn packages(manifest: &str) -> Vec<Value> {
    let manifest = conformance::root().join(manifest);
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(manifest);
    let run = cargo.output().expect("cargo runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut metadata: Value = serde_json::from_slice(&run.stdout).expect("cargo metadata is JSON");
    serde_json::from_value(metadata["packages"].take()).expect("packages")
}

fn dependency_offences(package: &Value, ours: &[&str]) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
        return vec![format!("{name}: a package without a layer; add it to LAYERS")];
    };
    let mut offences = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let on = dependency["name"].as_str().unwrap_or_default();
        let is_ours = ours.contains(&on);
        // The vectors are for every test; other crates of ours stay out of the tests of the faces, too.
        let of_tests = dependency["kind"] == "dev";
        if of_tests && (on == "conformance" || !(is_ours && OPEN.contains(&name))) {
            continue;
        }
        if !allowed.contains(&on) && (is_ours || !OPEN.contains(&name)) {
            offences.push(format!("{name}: depends on {on}; allowed are {}", allowed.join(", ")));
        }
        if OPTIONAL.contains(&on) && !OPEN.contains(&name) && dependency["optional"] != true {
            offences.push(format!("{name}: {on} must be optional"));
        }
    }
    offences
}

fn source_offences(name: &str, text: &str) -> Vec<String> {
    let is_source = name.contains("/src/") || name.ends_with("build.rs");
    let mut offences = Vec::new();
    for (number, line) in code(text).lines().enumerate() {
        let mut forbid = |words: &[&str], why: &str| {
            for word in words.iter().filter(|word| names(line, word)) {
                offences.push(format!("{name}:{}: {word}: {why}", number + 1));
            }
        };
        if is_source && !CLOCK_ALLOWED.iter().any(|allowed| name.starts_with(allowed)) {
            forbid(&CLOCK, "only the command line's main.rs asks the clock; the day is an argument");
        }
        if is_source && !FILES_ALLOWED.iter().any(|allowed| name.starts_with(allowed)) {
            forbid(&FILES, "only the command line and the tools open files");
        }
        if FLOATS_FORBIDDEN.iter().any(|folder| name.starts_with(folder)) {
            forbid(&FLOATS, "money is decimal");
        }
    }
    offences
}

/// The text without its comments and without its unit tests, line for line.
fn code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let end_of_tests = line.trim_start() == "#[cfg(test)]"
            && lines
                .peek()
                .is_some_and(|next| next.trim_start().starts_with("mod ") && next.trim_end().ends_with('{'));
        if end_of_tests {
            let indent = &line[..line.len() - line.trim_start().len()];
            kept.push('\n');
            for inside in lines.by_ref() {
                kept.push('\n');
                if inside == format!("{indent}}}") {
                    break;
                }
            }
            continue;
        }
        kept.push_str(line.split("//").next().unwrap_or_default());
        kept.push('\n');
    }
    kept
}

/// Whether a line names a word: not as a part of another one.
fn names(line: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !before.ends_with(is_word) && !after.starts_with(is_word)
    })
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for path in entries.map(|e| e.expect("a folder is listed").path()) {
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

mod made_up {
    use super::*;
    use serde_json::json;

    const OURS: [&str; 3] = ["tokentoll-core", "tokentoll-book", "tokentoll"];

    fn package(name: &str, dependencies: Value) -> Value {
        json!({ "name": name, "dependencies": dependencies })
    }

    fn on(name: &str) -> Value {
        json!({ "name": name, "kind": null, "optional": false })
    }

    #[test]
    fn dependencies_that_offend() {
        let offends =
            |name, dependency| dependency_offences(&package(name, json!([dependency])), &OURS).len() == 1;
        assert!(offends("tokentoll-core", on("serde")));
        assert!(offends("tokentoll-core", on("tokentoll-book")));
        assert!(offends("tokentoll-usage", on("tokentoll-book")));
        assert!(offends("tokentoll-cli", on("tokentoll-core")));
        assert!(offends("xtask", on("tokentoll-core")));
        assert!(offends(
            "conformance",
            json!({ "name": "tokentoll-book", "kind": "dev", "optional": false })
        ));
        assert!(offends("tokentoll-book", on("schemars")), "schemars is not optional there");
        assert!(offends("tokentoll-book", json!({ "name": "reqwest", "kind": "build", "optional": false })));
        assert_eq!(dependency_offences(&package("newcomer", json!([])), &OURS).len(), 1);
    }

    #[test]
    fn dependencies_that_do_not() {
        let fine =
            |name, dependency| dependency_offences(&package(name, json!([dependency])), &OURS).is_empty();
        assert!(fine("tokentoll-core", on("rust_decimal")));
        assert!(fine("tokentoll-core", json!({ "name": "proptest", "kind": "dev", "optional": false })));
        assert!(fine("tokentoll-book", json!({ "name": "schemars", "kind": null, "optional": true })));
        assert!(fine("tokentoll-cli", on("clap")));
        assert!(fine("xtask", on("tokentoll-book")));
    }

    #[test]
    fn sources_that_offend() {
        let offends = |name, text| source_offences(name, text).len() == 1;
        assert!(offends("crates/core/src/rate.rs", "fn f(x: f64) {}"));
        assert!(offends("crates/book/src/read.rs", "let x = 1_f32 as f32;"));
        assert!(offends("crates/book/src/book.rs", "use std::fs;"));
        assert!(offends("crates/usage/src/lib.rs", "File::open(path)"));
        assert!(offends("crates/tokentoll/src/lib.rs", "jiff::Zoned::now()"));
        assert!(offends("crates/cli/src/args.rs", "Timestamp::now()"));
        assert!(offends("crates/tokentoll/build.rs", "std::fs::write(a, b)"));
        let after_tests = "#[cfg(test)]\nmod tests {\n    fn f(x: f64) {}\n}\nfn g() -> f64 {}";
        assert_eq!(source_offences("crates/core/src/a.rs", after_tests).len(), 1);
    }

    #[test]
    fn sources_that_do_not() {
        let fine = |name, text| source_offences(name, text).is_empty();
        assert!(fine("crates/cli/src/main.rs", "let today = Zoned::now();"));
        assert!(fine("crates/cli/src/input.rs", "use std::fs;"));
        assert!(fine("crates/xtask/src/main.rs", "use std::fs; let start = Instant::now();"));
        assert!(fine("crates/core/src/rate.rs", "/// never an f64\nlet a = 1; // nor f32"));
        assert!(fine("crates/core/src/rate.rs", "let buf64 = 1; let f64s = 2;"));
        assert!(fine("crates/core/src/rate.rs", "#[cfg(test)]\nmod tests {\n    fn f(x: f64) {}\n}\n"));
        assert!(fine("crates/book/tests/data.rs", "use std::fs;"));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    x\n}\nlet x: f64;\n";
        assert_eq!(
            source_offences("crates/core/src/a.rs", text),
            ["crates/core/src/a.rs:6: f64: money is decimal"]
        );
    }
}
