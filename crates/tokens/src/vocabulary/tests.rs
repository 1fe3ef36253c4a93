use std::fmt::Write as _;

use base64::Engine as _;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn refusal(file: &str) -> String {
    Vocabulary::read("file", file.as_bytes()).expect_err("no vocabulary").to_string()
}

/// All bytes, and then these tokens.
fn ranks(tokens: &[&str]) -> String {
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let single = (0..=255_u8).map(|byte| encode(&[byte]));
    let mut file = String::new();
    for (rank, token) in single.chain(tokens.iter().map(|token| encode(token.as_bytes()))).enumerate() {
        let _ = writeln!(file, "{token} {rank}");
    }
    file
}

/// A `tokenizer.json` with all bytes, these merges, and these members changed.
fn tokenizer(merges: &[&str], change: impl Fn(&mut serde_json::Value)) -> String {
    let mut vocab = serde_json::Map::new();
    for letter in bytes::alphabet() {
        vocab.insert(letter.to_string(), vocab.len().into());
    }
    for merge in merges {
        vocab.insert(merge.replace(' ', ""), vocab.len().into());
    }
    let mut file = json!({"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
        "added_tokens": [], "post_processor": null, "decoder": {"type": "ByteLevel"},
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "vocab": vocab, "merges": merges}});
    change(&mut file);
    file.to_string()
}

fn list(pieces: &[&str]) -> String {
    format!(
        "{}\n\n{}\n",
        pieces::MAGIC,
        pieces.iter().map(|piece| format!("\"{piece}\"")).collect::<Vec<_>>().join("\n")
    )
}

fn count(file: &str, text: &str) -> u64 {
    Vocabulary::read("file", file.as_bytes()).expect("a vocabulary").count(text)
}

#[test]
fn ranks_merge_the_lowest_first() {
    let file = ranks(&["ab", "bc", "abc", " d"]);
    for (text, tokens) in
        [("", 0), ("a", 1), ("abc", 1), ("abcabc", 2), ("bcbc", 2), ("cab d", 3), ("é", 2), ("a\u{0}", 2)]
    {
        assert_eq!(count(&file, text), tokens, "{text:?}");
    }
    let vocabulary = Vocabulary::read("a file", file.as_bytes()).expect("a vocabulary");
    assert_eq!(vocabulary.tokens(), 260);
    assert_eq!(vocabulary.id().name(), "a file");
}

#[cfg(feature = "exact")]
#[test]
fn the_ranks_of_a_public_encoding_count_as_it_does() {
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    for (encoding, pattern) in
        [(crate::Encoding::Cl100kBase, Pattern::Cl100kBase), (crate::Encoding::O200kBase, Pattern::O200kBase)]
    {
        let engine = encoding.engine();
        let ranks = (0..engine.tokens()).filter_map(|rank| Some((rank, engine.piece(rank)?)));
        let file: String = ranks
            .filter(|(_, piece)| !piece.starts_with(b"<|"))
            .map(|(rank, piece)| format!("{} {rank}\n", encode(piece)))
            .collect();
        let vocabulary = Vocabulary::ranks("public", file.as_bytes(), pattern).expect("ranks");
        for text in [
            "All human beings are born free; it's 12345 o'clock.\r\n\r\n\tfn main() { x += 1; }  // done   \n\n\n   y",
            "人人生而自由，在尊严和权利上一律平等。 Все люди рождаются свободными. सभी मनुष्यों को",
            "IT'LL be HTTPResponse2xx\u{301} ǅ 👩‍👧 \u{a0}\u{3000}x",
            "    \n    \n",
        ] {
            assert_eq!(vocabulary.count(text), encoding.count(text), "{text}");
        }
    }
}

#[test]
fn a_tokenizer_json_merges_in_its_order() {
    let merges = ["a b", "b c", "ab c", "Ġ d"];
    let plain = tokenizer(&merges, |_| ());
    for (text, tokens) in [("abc", 1), ("bcbc", 2), ("cab d", 3), ("é", 2), ("xabcx", 3)] {
        assert_eq!(count(&plain, text), tokens, "{text}");
    }
    let pairs = tokenizer(&merges, |file| {
        file["model"]["merges"] = json!([["a", "b"], ["b", "c"], ["ab", "c"], ["Ġ", "d"]])
    });
    assert_eq!(count(&pairs, "cab d"), 3);
    let whole = |file: &mut serde_json::Value| {
        file["model"]["ignore_merges"] = json!(true);
        file["model"]["vocab"]["xyz"] = json!(9999);
    };
    assert_eq!([count(&tokenizer(&merges, whole), "xyz"), count(&plain, "xyz")], [1, 3]);
    let nfc = tokenizer(&merges, |file| file["normalizer"] = json!({"type": "NFC"}));
    assert_eq!([count(&nfc, "e\u{301}"), count(&plain, "e\u{301}")], [2, 3]);
    let added = tokenizer(&merges, |file| {
        file["added_tokens"] = json!([{"id": 900, "content": "<call>", "special": false}, {"id": 901, "content": "<eos>", "special": true}]);
    });
    assert_eq!([count(&added, "a<call>b"), count(&added, "<eos>")], [3, 5], "a special one is ordinary text");
    let digits = tokenizer(&merges, |file| {
        file["pre_tokenizer"] = json!({"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": "[abc]"}, "behavior": "Isolated", "invert": false},
            {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]});
    });
    assert_eq!(count(&digits, "abc"), 3, "cut before anything merges");
}

#[test]
fn what_is_not_read_of_a_tokenizer_json_is_named() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| refusal(&tokenizer(&["a b"], change));
    for (message, part) in [
        (with(&|file| file["model"]["type"] = json!("Unigram")), "model.type: met `Unigram`, expected `BPE`"),
        (with(&|file| file["model"]["byte_fallback"] = json!(true)), "model.byte_fallback"),
        (with(&|file| file["model"]["dropout"] = json!(0.5)), "model.dropout"),
        (with(&|file| file["normalizer"] = json!({"type": "Lowercase"})), "normalizer: met `Lowercase`"),
        (
            with(&|file| file["pre_tokenizer"] = json!({"type": "Metaspace"})),
            "pre_tokenizer[0]: met `Metaspace`",
        ),
        (with(&|file| file["pre_tokenizer"] = json!(null)), "pre_tokenizer: met none"),
        (with(&|file| file["pre_tokenizer"]["add_prefix_space"] = json!(true)), "add_prefix_space: met true"),
        (with(&|file| file["truncation"] = json!({"max_length": 5})), "truncation"),
        (with(&|file| file["model"]["merges"] = json!(["a bb"])), "the token `bb` is not in the vocabulary"),
        (with(&|file| file["model"]["merges"] = json!(["ab"])), "met `ab`, expected two tokens"),
        (
            with(&|file| drop(file["model"]["vocab"].as_object_mut().expect("an object").remove("Ā"))),
            "the byte 0x00 has no token",
        ),
        (with(&|file| file["model"]["wand"] = json!(1)), "wand"),
        (
            with(&|file| file["added_tokens"] = json!([{"id": 1, "content": "x", "lstrip": true}])),
            "added_tokens[0]",
        ),
        (refusal("{"), "not a tokenizer.json"),
        (
            refusal(r#"{"model": {"type": "BPE", "vocab": {"a": 1, "a": 2}, "merges": []}}"#),
            "the token `a` comes twice",
        ),
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn pieces_tile_at_the_least_cost() {
    let file = list(&[
        "⟨bow⟩",
        "⟨eow⟩",
        "⟨shift⟩",
        "⟨bow⟩the⟨eow⟩",
        "⟨bow⟩⟨shift⟩the⟨eow⟩",
        "th",
        "e",
        "re⟨eow⟩",
        "⟨bow⟩the",
        "t",
        "h",
        ", ",
    ]);
    for (text, tokens) in [
        ("", 0),
        ("the", 1),
        ("the the", 2),
        ("The", 1),
        // ⟨bow⟩the + re⟨eow⟩, not ⟨bow⟩the⟨eow⟩ with what is left.
        ("there", 2),
        // Three bytes that no piece holds, each by itself, between two marks.
        ("中", 5),
        ("THE", 5),
    ] {
        assert_eq!(count(&file, text), tokens, "{text}");
    }
    let dear = format!("{}\nwords plain\nbyte 7\n\n\"ab\" 3\n\"a\"\n\"b\"\n\"abc\"\n", pieces::MAGIC);
    for (text, cost) in [("ab", 2), ("abc", 1), ("x", 7), ("xé", 21)] {
        assert_eq!(count(&dear, text), cost, "{text}");
    }
}

#[test]
fn a_list_that_is_not_understood_is_an_error() {
    let with = |rest: &str| refusal(&format!("{}\n{rest}", pieces::MAGIC));
    for (message, expected) in [
        (
            with("colour red\n\n\"a\"\n"),
            "line 2: met `colour red`, expected `normalize`, `words`, `case` or `byte`, or an empty line before the pieces",
        ),
        (with("normalize nfd\n\n\"a\"\n"), "line 2: met `normalize nfd`, expected `none`, `nfc` or `nfkc`"),
        (with("byte 1\nbyte 2\n\n\"a\"\n"), "line 3: `byte` comes twice"),
        (with("byte 0\n\n\"a\"\n"), "line 2: met `byte 0`, expected a cost from 1 to 1000"),
        (
            with("words plain\ncase marked\n\n\"a\"\n"),
            "met `case marked` and `words plain`: capitals are marked at words",
        ),
        (with("\na\n"), "line 3: met `a`, expected a text in quotes, and a cost where it is not 1"),
        (
            with("\n\"a\" -1\n"),
            "line 3: met `\"a\" -1`, expected a text in quotes, and a cost where it is not 1",
        ),
        (with("\n\"\"\n"), "line 3: met a piece of 0 characters, expected 1 to 128"),
        (with("\n\"a\"\n\"b\"\n\"a\" 2\n"), "line 5: its piece stands on line 3 already"),
        (with("\n"), "met no piece behind the empty line, expected one at least"),
        (
            with(&format!("\n\"{}\"\n", "a".repeat(129))),
            "line 3: met a piece of 129 characters, expected 1 to 128",
        ),
    ] {
        assert_eq!(message, expected);
    }
    assert_eq!(
        Vocabulary::read("x", b"\xff\xfe").expect_err("no text").to_string(),
        "met bytes that are not UTF-8 at offset 0"
    );
    assert!(refusal("YQ== 0\nYQ== 1\n").contains("line 2"));
    assert!(refusal("YQ== 0\nYg== 0\n").contains("the rank 0 stands on line 1 already"));
    assert!(refusal("YQ== 99999999999\n").contains("line 1"));
}

#[test]
fn a_count_names_the_file_and_never_passes_for_exact() {
    let file = list(&["⟨bow⟩hello⟨eow⟩"]);
    let vocabulary = Vocabulary::read("my/list.txt", file.as_bytes()).expect("a list");
    let counter = crate::Counter::new(crate::Family::ClaudeV48).by_vocabulary(&vocabulary);
    let count = counter.text("hello hello");
    assert_eq!((count.tokens, count.low(), count.high()), (2, 2, 2));
    assert!(matches!(count.basis, crate::Basis::Vocabulary { id, .. } if id == vocabulary.id()));
    let mut stream = counter.stream();
    for slice in "hello hello".as_bytes().chunks(3) {
        stream.push(slice).expect("text");
    }
    assert_eq!(stream.finish().expect("text"), count);
    let body = json!({"messages": [{"role": "user", "content": "hello"}],
        "tools": [{"name": "hello", "input_schema": {}}]});
    let request = counter.request(&crate::Request::read(&body).expect("a request")).expect("a Claude");
    assert!(matches!(request.total.basis, crate::Basis::Vocabulary { .. }));
    let sum: u64 = request.cache.cold.meters().iter().map(|(_, count)| count.tokens).sum();
    assert_eq!(sum, request.total.tokens);
}

/// A million of anything, in each of the three.
#[test]
fn hostile_texts_are_counted() {
    let size = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let files =
        [ranks(&["aa", "aaaa", "  "]), tokenizer(&["a a", "aa aa"], |_| ()), list(&["a", "aa", "⟨bow⟩"])];
    for file in files {
        let vocabulary = Vocabulary::read("file", file.as_bytes()).expect("a vocabulary");
        for unit in ["a", " ", "\n", "中", "\u{301}", "A ", "\t\n"] {
            let text = unit.repeat(size / unit.len());
            let count = vocabulary.count(&text);
            assert!((1..=3 * text.len() as u64).contains(&count), "{unit:?}");
        }
    }
}

#[test]
fn a_stretch_of_megabytes_is_cut_and_says_so() {
    let vocabulary = Vocabulary::read("file", ranks(&["aa", "aaaa"]).as_bytes()).expect("a vocabulary");
    let counter = crate::Counter::new(crate::Family::O200kBase).by_vocabulary(&vocabulary);
    let exact = counter.text(&"a".repeat(1 << 20));
    assert_eq!((exact.tokens, exact.low(), exact.high()), (1 << 18, 1 << 18, 1 << 18));
    let long = counter.text(&"a".repeat((1 << 20) + 3));
    assert!(long.low() < long.tokens && long.tokens < long.high(), "{long:?}");
}

/// The least cost by trying everything.
fn tried(text: &[char], pieces: &[(Vec<char>, u64)]) -> u64 {
    let mut costs = vec![u64::MAX; text.len() + 1];
    costs[0] = 0;
    for at in 0..text.len() {
        costs[at + 1] = costs[at + 1].min(costs[at] + text[at].len_utf8() as u64);
        for (piece, cost) in pieces.iter().filter(|(piece, _)| text[at..].starts_with(piece)) {
            costs[at + piece.len()] = costs[at + piece.len()].min(costs[at] + cost);
        }
    }
    costs[text.len()]
}

/// Pairs merged one by one, the lowest rank first, the leftmost of equals first.
fn merged(text: &str, tokens: &[&str]) -> usize {
    let mut parts: Vec<&str> = text.split("").filter(|part| !part.is_empty()).collect();
    loop {
        let starts: Vec<usize> = parts
            .iter()
            .scan(0, |at, part| {
                let start = *at;
                *at += part.len();
                Some(start)
            })
            .collect();
        let rank = |at: usize| {
            tokens.iter().position(|token| {
                *token == &text[starts[at]..starts[at] + parts[at].len() + parts[at + 1].len()]
            })
        };
        let Some((_, at)) = (0..parts.len().saturating_sub(1)).filter_map(|at| Some((rank(at)?, at))).min()
        else {
            return parts.len();
        };
        parts[at] = &text[starts[at]..starts[at] + parts[at].len() + parts[at + 1].len()];
        parts.remove(at + 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tiling_finds_what_trying_everything_finds(text in "[abcé]{0,40}", pieces in proptest::collection::btree_map("[abcé]{1,5}", 1_u64..4, 1..12)) {
        let mut file = format!("{}\nwords plain\n\n", pieces::MAGIC);
        for (piece, cost) in &pieces {
            let _ = writeln!(file, "\"{piece}\" {cost}");
        }
        let pieces: Vec<_> = pieces.into_iter().map(|(piece, cost)| (piece.chars().collect::<Vec<_>>(), cost)).collect();
        let expected = tried(&text.chars().collect::<Vec<_>>(), &pieces);
        prop_assert_eq!(count(&file, &text), expected);
    }

    #[test]
    fn merging_by_a_queue_is_merging_one_by_one(text in "[abc]{1,60}", tokens in proptest::collection::btree_set("[abc]{2,4}", 0..12)) {
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let direct = if tokens.contains(&text.as_str()) { 1 } else { merged(&text, &tokens) };
        prop_assert_eq!(count(&ranks(&tokens), &text), direct as u64);
    }

    #[test]
    fn no_file_makes_reading_panic(text in any::<String>(), start in 0_usize..4) {
        let start = [pieces::MAGIC, "{\"model\": ", "YQ== 0\n", ""][start];
        let _ = Vocabulary::read("file", format!("{start}\n\n{text}").as_bytes());
    }

    #[test]
    fn no_text_makes_counting_panic(text in any::<String>()) {
        for file in [ranks(&["ab"]), tokenizer(&["a b"], |file| file["normalizer"] = json!({"type": "NFKC"})), list(&["ab"])] {
            let count = count(&file, &text);
            prop_assert_eq!(count == 0, text.is_empty());
        }
    }
}
