//! Counting by a vocabulary of one's own, in each format: lists so small that a count can be made by hand.

use super::{file, run, run_with};
use base64::Engine as _;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Ten letters and a space, ten times.
const TEXT: &str = "hello world";
const ON: &str = "--on 2026-11-20 --json";

/// All bytes, and then these tokens, each with its rank.
fn ranks() -> String {
    let mut lines = String::new();
    let longer = ["he", "ll", "hell", "hello", " w", "or", "ld", "orld", " world"]
        .map(|token| token.as_bytes().to_vec());
    for (rank, token) in (0..=255_u8).map(|byte| vec![byte]).chain(longer).enumerate() {
        let _ = writeln!(lines, "{} {rank}", base64::engine::general_purpose::STANDARD.encode(token));
    }
    lines
}

/// The same merges as a `tokenizer.json`, with its alphabet of visible bytes.
fn tokenizer() -> String {
    let visible = |byte: &u8| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    let mut hidden = (0..=255_u8).filter(|byte| !visible(byte)).zip(256..).collect::<Vec<_>>().into_iter();
    let letter = |byte: u8| match visible(&byte) {
        true => char::from(byte),
        false => char::from_u32(hidden.next().unwrap().1).unwrap(),
    };
    let alphabet: Vec<char> = (0..=255_u8).map(letter).collect();
    let mut vocab: serde_json::Map<String, Value> =
        alphabet.iter().enumerate().map(|(id, letter)| (letter.to_string(), id.into())).collect();
    let merges = ["h e", "l l", "he ll", "hell o", "Ġ w", "o r", "l d", "or ld", "Ġw orld"];
    for merge in merges {
        vocab.insert(merge.replace(' ', ""), vocab.len().into());
    }
    json!({ "version": "1.0", "truncation": null, "padding": null, "normalizer": null, "added_tokens": [],
        "post_processor": null, "decoder": { "type": "ByteLevel" },
        "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true },
        "model": { "type": "BPE", "dropout": null, "unk_token": null, "vocab": vocab, "merges": merges } })
    .to_string()
}

fn pieces() -> String {
    "tokentoll-pieces 1\n\n\"⟨bow⟩hello⟨eow⟩\"\n\"⟨bow⟩w\"\n\"orld⟨eow⟩\"\n".to_owned()
}

fn digest(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[test]
fn each_format_counts_as_by_hand_and_names_file_and_digest() {
    for (name, list, tokens) in
        [("mine.tiktoken", ranks(), 2), ("tokenizer.json", tokenizer(), 2), ("mine.pieces", pieces(), 3)]
    {
        let path = file("count-vocabulary", name, &list);
        let document = run_with(&format!("count - {ON} --vocabulary {path}"), TEXT).exits(0).json();
        assert_eq!(document["basis"], "vocabulary", "{name}");
        assert_eq!(document["files"][0]["tokens"], tokens, "{name}");
        assert_eq!(document["total"]["tokens"], tokens + 6, "{name}: with the frame of a message");
        let method = document["method"].as_str().unwrap();
        assert!(method.contains(name) && method.contains(&digest(&list)[..12]), "{method}");
        let text = run_with(&format!("count - --on 2026-11-20 --vocabulary {path}"), TEXT);
        assert!(text.exits(0).out.contains(&format!("by your vocabulary, {name}")), "{}", text.out);
    }
}

#[test]
fn a_request_by_a_vocabulary_keeps_its_frame() {
    let path = file("count-vocabulary-request", "mine.pieces", pieces());
    let body =
        json!({ "model": "claude-opus-5", "messages": [{ "role": "user", "content": TEXT }] }).to_string();
    let document = run_with(&format!("count --request - {ON} --vocabulary {path}"), body).exits(0).json();
    assert_eq!(document["tokens"], 3 + 6, "{document}");
}

#[test]
fn a_file_that_is_no_vocabulary_is_told() {
    let path = file("count-vocabulary-bad", "diary.txt", "Dear diary,\n");
    for (arguments, code, expected) in [
        (format!("count - {ON} --vocabulary {path}"), 2, "line 1: met `Dear diary,`"),
        (format!("count - {ON} --vocabulary {path}-gone"), 2, "diary.txt-gone"),
    ] {
        let ran = run(&arguments);
        assert!(ran.exits(code).err.contains(expected), "{arguments}: {}", ran.err);
    }
}
