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

/// Every code point, alone in a row of its like and between letters. A debug build looks at the first planes in
/// full and at some of the rest.
#[test]
fn every_code_point() {
    let step = if cfg!(debug_assertions) { 37 } else { 1 };
    let points: Vec<char> =
        (0..0x3000_u32).chain((0x3000..0x11_0000).step_by(step)).filter_map(char::from_u32).collect();
    for chunk in points.chunks(2_000) {
        assert_equal(&chunk.iter().collect::<String>());
        assert_equal(
            &chunk.iter().map(|point| format!("a{point}B{point} {point}c1{point}")).collect::<String>(),
        );
    }
}

#[test]
fn contractions_in_every_case_and_place() {
    for end in ["s", "t", "re", "ve", "m", "ll", "d", "r", "l", "v", "x", "ſ", "é", ""] {
        for end in [end.to_owned(), end.to_uppercase(), end.chars().rev().collect()] {
            for before in
                ["it", "IT", "It", "中", "e\u{301}", "1", " ", "\n", ".", "", "''", "\u{301}", "ǅ", "ʰ"]
            {
                for after in ["", "s", " a", "A", "'s", "1", "\u{301}"] {
                    assert_equal(&format!("{before}'{end}{after}"));
                }
            }
        }
    }
}

/// Characters of every class, and those that the patterns name.
fn classes() -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec![
        'a',
        'B',
        's',
        'é',
        'É',
        'ǅ',
        'ʰ',
        '中',
        'ª',
        'ſ',
        'ß',
        '\u{301}',
        '\u{20dd}',
        '\u{903}',
        '1',
        '²',
        'Ⅷ',
        '٣',
        '\'',
        '/',
        '.',
        '(',
        '$',
        '’',
        '😀',
        '\u{200d}',
        '\u{0}',
        '\u{378}',
        ' ',
        '\t',
        '\n',
        '\r',
        '\u{b}',
        '\u{85}',
        '\u{a0}',
        '\u{2028}',
        '\u{3000}',
        'д',
        'Д',
        'क',
        'ا',
        '한',
        '\u{e000}',
        '\u{10ffff}',
    ]);
    prop::collection::vec((character, 1_usize..4), 0..40)
        .prop_map(|runs| runs.into_iter().map(|(c, length)| String::from_iter(vec![c; length])).collect())
}

/// Runs of ASCII of any kind, and of white space.
fn ascii() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\\n\\t]{0,200}",
        "[a-zA-Z]{0,200}",
        "[ \\t\\r\\n]{0,60}",
        "([a-zA-Z']{1,9}[ \\r\\n]{0,3}){0,30}",
        "([0-9]{1,9}[.,/ ]){0,20}",
        "([(){}\\[\\]<>=;/]{1,9}[ \\n/]{0,2}){0,20}",
    ]
}

/// Real text from anywhere to anywhere.
fn slices() -> impl Strategy<Value = String> {
    let sources = [
        include_str!("exact.rs"),
        include_str!("../fit/README.md"),
        include_str!("../src/exact/engine.rs"),
        include_str!("../data/calibration.json"),
    ];
    let texts = sources.map(|text| text.chars().take(20_000).collect::<Vec<char>>());
    (0..texts.len(), 0_usize..20_000, 0_usize..2_000)
        .prop_map(move |(which, start, length)| texts[which].iter().skip(start).take(length).collect())
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
    fn any_classes(text in classes()) {
        assert_equal(&text);
    }

    #[test]
    fn any_ascii(text in ascii()) {
        assert_equal(&text);
    }

    #[test]
    fn any_slice_of_files(text in slices()) {
        assert_equal(&text);
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
