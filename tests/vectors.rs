//! The vector files keep to their schema and to their own rules.

#![allow(clippy::disallowed_methods, reason = "tests read the repository")]

use conformance::{Vector, files, vectors};
use std::collections::BTreeSet;

#[test]
fn the_files_match_the_schema() {
    let read = |path: &std::path::Path| -> serde_json::Value {
        let text = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let schema = read(&conformance::root().join("tests/vectors/schema.json"));
    let validator = jsonschema::validator_for(&schema).expect("schema.json is a JSON Schema");
    assert!(!validator.is_valid(&serde_json::json!({ "wire": 1 })), "the schema refuses nothing");
    for (path, _) in files() {
        let file = read(&path);
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
    }
}

#[test]
fn ids_are_unique_and_begin_with_their_file() {
    let mut ids = BTreeSet::new();
    for (path, file) in files() {
        let rule = path.file_stem().and_then(|s| s.to_str()).expect("a vector file has a name").to_owned();
        for vector in file.vectors {
            assert!(vector.id.starts_with(&format!("{rule}/")), "{}: not in {rule}.json", vector.id);
            assert!(ids.insert(vector.id.clone()), "{} stands twice", vector.id);
        }
    }
    assert!(ids.len() >= 150, "{} vectors", ids.len());
}

#[test]
fn every_flag_is_declared_and_used() {
    for (path, file) in files() {
        let declared: BTreeSet<&String> = file.flags.keys().collect();
        let used: BTreeSet<&String> = file.vectors.iter().flat_map(|v| &v.flags).collect();
        assert_eq!(declared, used, "{}", path.display());
    }
}

#[test]
fn a_flag_means_the_same_everywhere_and_stands_in_the_readme() {
    let readme = conformance::root().join("tests/vectors/README.md");
    let readme = std::fs::read_to_string(&readme).expect("tests/vectors/README.md");
    let files = files();
    for (name, flag) in files.iter().flat_map(|(_, file)| &file.flags) {
        assert!(readme.contains(&format!("| `{name}` | {} | {} |", flag.mistake, flag.effect)), "{name}");
        let other = files.iter().filter_map(|(_, file)| file.flags.get(name));
        assert!(other.into_iter().all(|o| o.mistake == flag.mistake && o.effect == flag.effect), "{name}");
    }
}

#[test]
fn every_amount_is_a_plain_decimal_and_every_total_the_sum_of_its_lines() {
    for vector in vectors() {
        let Some(total) = &vector.expect.total else {
            assert!(vector.expect.error.is_some() && vector.expect.lines.is_none(), "{}", vector.id);
            continue;
        };
        assert!(is_plain(total) && vector.expect.error.is_none(), "{}: {total}", vector.id);
        let Some(lines) = &vector.expect.lines else { continue };
        let sum: i128 = lines.iter().map(|(.., amount)| units(&vector, amount)).sum();
        assert_eq!(sum, units(&vector, total), "{}", vector.id);
    }
}

#[test]
fn every_ask_is_written_in_one_way_on_one_line() {
    for vector in vectors() {
        assert!(!vector.ask_bytes().contains(&b'\n'), "{}", vector.id);
        assert!(
            !vector.arithmetic.is_empty() && !vector.source.is_empty() && !vector.title.is_empty(),
            "{}",
            vector.id
        );
    }
}

/// Digits, and a point with digits behind it that do not end in zero.
fn is_plain(decimal: &str) -> bool {
    let (whole, places) = decimal.split_once('.').unwrap_or((decimal, "1"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(places) && !places.ends_with('0') && (whole == "0" || !whole.starts_with('0'))
}

/// In units of `10^-18`.
fn units(vector: &Vector, decimal: &str) -> i128 {
    assert!(is_plain(decimal), "{}: {decimal}", vector.id);
    let (whole, places) = decimal.split_once('.').unwrap_or((decimal, ""));
    format!("{whole}{places:0<18}").parse().expect("a decimal of at most 18 places")
}

#[test]
fn plain_decimals() {
    for good in ["0", "12.15", "107374.182375", "0.0000001"] {
        assert!(is_plain(good), "{good}");
    }
    for bad in ["", ".5", "5.", "0.50", "1.0", "1e3", "-1", "+1", "01", "1,5", "NaN"] {
        assert!(!is_plain(bad), "{bad}");
    }
}
