//! No text makes counting panic or hang. That time grows with the text and no faster is measured, not tested: at
//! three sizes, by `cargo xtask bench tokens`.

use tokentoll_tokens::{Counter, Encoding, Family, Features, Method};

/// Letters, digits and marks that repeat after no short distance.
fn noise(length: usize, seed: u64, alphabet: &[u8]) -> String {
    let mut state = 0x2545_F491_4F6C_DD1D_u64 ^ seed << 40;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        alphabet[(state >> 33) as usize % alphabet.len()] as char
    };
    (0..length).map(|_| next()).collect()
}

fn hostile(length: usize, seed: u64) -> Vec<(&'static str, String)> {
    let bytes: Vec<u8> = noise(length, seed, &(0..=127).collect::<Vec<u8>>())
        .bytes()
        .map(|byte| byte.wrapping_mul(151))
        .collect();
    let repeated = |unit: &str| unit.repeat(length / unit.len());
    vec![
        ("equal letters", repeated("a")),
        ("spaces", repeated(" ")),
        ("newlines", repeated("\n")),
        ("tabs and newlines", repeated("\t\n")),
        ("combining marks", format!("e{}", repeated("\u{301}"))),
        ("Chinese without spaces", repeated("人权宣言永不忘记")),
        ("random letters", noise(length, seed, b"abcdefghijklmnopqrstuvwxyz")),
        (
            "base64 on one line",
            noise(length, seed, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        ),
        ("digits", noise(length, seed, b"0123456789")),
        ("marks", noise(length, seed, b"!#$%&()*+,-./:;<=>?@[]^_{|}~")),
        ("random bytes", String::from_utf8_lossy(&bytes).into_owned()),
        ("emoji", repeated("👩‍👧")),
    ]
}

#[test]
fn a_million_of_anything_is_counted() {
    for (name, text) in hostile(1_000_000, 0) {
        for encoding in [Encoding::O200kBase, Encoding::Cl100kBase] {
            let count = encoding.count(&text);
            assert!((1..=text.len() as u64).contains(&count), "{name}");
        }
        for method in [Method::Features, Method::PublicTokens] {
            let count = Counter::new(Family::ClaudeV48).by(method).text(&text);
            assert!(count.low() <= count.tokens && count.tokens <= count.high(), "{name}");
            assert!((1..=text.len() as u64).contains(&count.tokens), "{name}");
        }
    }
}

#[test]
fn one_long_line_is_counted() {
    let length = if cfg!(debug_assertions) { 1_000_000 } else { 10_000_000 };
    let line = noise(length, 0, b"abcdefghijklmnop qrstuvwxyz ABC 0123 (){};=");
    assert!(Encoding::O200kBase.count(&line) > length as u64 / 10);
    assert!(Counter::new(Family::ClaudeV3).text(&line).tokens > length as u64 / 10);
}

#[test]
fn the_scanner_s_work_grows_with_the_text() {
    for size in [10_000, 100_000, 1_000_000] {
        for (name, text) in hostile(size, 0) {
            let steps = Features::of(&text).steps();
            assert!(steps <= 3 * text.len() as u64 + 3, "{name}: {steps} steps for {} bytes", text.len());
        }
    }
}
