//! Exact counts equal a second implementation's, on all kinds of text.

use proptest::prelude::*;
use tiktoken_rs::CoreBPE;
use tokentoll_tokens::Encoding;

fn oracle(encoding: Encoding) -> &'static CoreBPE {
    match encoding {
        Encoding::Cl100kBase => tiktoken_rs::cl100k_base_singleton(),
        _ => tiktoken_rs::o200k_base_singleton(),
    }
}

/// Tokens, not only their number: equal sequences cannot agree by chance.
fn assert_equal(text: &str) {
    for encoding in [Encoding::O200kBase, Encoding::Cl100kBase] {
        let mut ours = Vec::new();
        encoding.engine().encode(text, &mut ours);
        let theirs: Vec<u32> = oracle(encoding).encode_ordinary(text);
        assert_eq!(ours, theirs, "{} on {text:?}", encoding.name());
        assert_eq!(encoding.count(text), theirs.len() as u64);
    }
}

#[test]
fn everyday_texts() {
    for text in [
        "",
        " ",
        "\n\n  \n",
        "Hello, world! It's 12345.678 o'clock -- isn't it?",
        "fn main() {\n    let x: Vec<u8> = vec![0; 1_000];\r\n\tprintln!(\"{x:?}\"); // ok\n}\n",
        "{\"id\": 17, \"tags\": [\"a\", \"b\"], \"price\": -1.5e-3, \"ok\": true}\n",
        "人人生而自由，在尊严和权利上一律平等。「こんにちは」カタカナ 안녕하세요",
        "Все люди рождаются свободными. Όλοι οι άνθρωποι. كل الناس. כל בני האדם. सभी मनुष्य",
        "e\u{301}\u{300}\u{0}\u{feff}\u{200d}👩‍👩‍👧‍👦🇩🇪\u{e000}\u{10ffff}",
        "<|endoftext|><|fim_prefix|>",
        "camelCaseWORDAndHTTPServer2 snake_case_word don'T I'LL we'Ve",
        "line\n/path//\n//comment\n\u{a0}\u{a0}\u{2028}\u{85}x",
    ] {
        assert_equal(text);
    }
}

#[test]
fn runs_of_every_length_up_to_three_hundred() {
    for unit in ["a", " ", "\n", "\t", "\r\n", "=", "7", "é", "字", "\u{301}", "😀", "'s"] {
        for length in (1..40).chain([64, 127, 128, 129, 255, 256, 300]) {
            assert_equal(&unit.repeat(length));
        }
    }
}

fn english() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "the",
        "Rights",
        "of",
        "human",
        "beings",
        "and",
        "it's",
        "we'll",
        "extraordinarily",
        "I",
        "A",
        "in",
        "1948",
        "U.N.",
        "well-known",
        "—",
        "“quoted”",
        "(see",
        "below)",
        "e.g.",
        "50%",
        "naïve",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", ", ", ". ", "\n", "\n\n", "  "]);
    prop::collection::vec((word, gap), 0..80)
        .prop_map(|pairs| pairs.into_iter().map(|(a, b)| format!("{a}{b}")).collect())
}

fn code() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "fn ",
        "def ",
        "return",
        "self.",
        "x",
        "value_1",
        "HTTPServer",
        "(",
        ")",
        "{",
        "}",
        "[",
        "];",
        "\n",
        "\n    ",
        "\n\t\t",
        "        ",
        " = ",
        "==",
        "!=",
        "->",
        "::",
        "//",
        "/* */",
        "#!",
        "\"str\\n\"",
        "'c'",
        "0x1F",
        "1e-9",
        "12345678",
        "&&",
        "||",
        "...",
        "\r\n",
        ";",
        ",",
        "$",
        "@",
        "`",
    ]);
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn chinese() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => (0x4E00_u32..0x9FA5).prop_map(|point| char::from_u32(point).unwrap_or('字')),
        1 => prop::sample::select(vec!['，', '。', '「', '」', '、', '\n', ' ', 'A', '1', 'の', 'ア', '한']),
    ];
    prop::collection::vec(character, 0..200).prop_map(String::from_iter)
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        "[a-zA-Z0-9 _/:.-]{0,30}".prop_map(serde_json::Value::from),
    ];
    let value = leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::btree_map("[a-z_]{1,12}", inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    });
    (value, any::<bool>())
        .prop_map(|(value, pretty)| if pretty { format!("{value:#}") } else { value.to_string() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_unicode(text in any::<String>()) {
        assert_equal(&text);
    }

    #[test]
    fn any_characters_of_the_basic_plane(text in prop::collection::vec(0_u32..0x3000, 0..120)) {
        assert_equal(&text.into_iter().filter_map(char::from_u32).collect::<String>());
    }

    #[test]
    fn any_bytes_read_loosely(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        assert_equal(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn generated_english(text in english()) {
        assert_equal(&text);
    }

    #[test]
    fn generated_code(text in code()) {
        assert_equal(&text);
    }

    #[test]
    fn generated_chinese(text in chinese()) {
        assert_equal(&text);
    }

    #[test]
    fn generated_json(text in json()) {
        assert_equal(&text);
    }
}
