//! The data of the exact counts is what its sources give.
#![allow(clippy::disallowed_methods, reason = "a test that reads files")]

#[path = "../examples/pack/packing.rs"]
mod packing;
#[path = "../examples/pack/sources.rs"]
mod sources;

fn assert_packed(name: &str, packed: &[u8]) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let found = std::fs::read(&path).expect("the data is there");
    assert!(found == packed, "{name} is not what `--example pack` writes");
}

#[test]
fn o200k() {
    assert_packed("o200k.bin", &packing::vocabulary(&sources::o200k()));
}

#[test]
fn cl100k() {
    assert_packed("cl100k.bin", &packing::vocabulary(&sources::cl100k()));
}

#[test]
fn classes() {
    assert_packed("classes.bin", &packing::classes());
}
