//! A text in slices has the count of the whole, wherever it was cut.

use proptest::prelude::*;
use tokentoll_tokens::{CountError, Counter, Family, Method};

/// What texts are made of: whatever stands beside a cut somewhere.
const BITS: [&str; 28] = [
    "word",
    " Another",
    "HTTPServer",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "/",
    ".",
    ",",
    "'s",
    "'",
    "12345",
    "=>",
    "é",
    "e\u{301}",
    "汉字",
    "，",
    "。",
    "\u{3000}",
    "カナ",
    "한국어",
    "русский",
    "🙂",
    "\u{a0}",
    " {",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![4 => (0..BITS.len()).prop_map(|i| BITS[i].to_owned()), 1 => ".{0,3}"],
        0..60,
    )
    .prop_map(|bits| bits.concat())
}

fn counters() -> Vec<Counter<'static>> {
    let all = Family::ALL.into_iter().map(Counter::new);
    all.flat_map(|counter| [counter.clone().by(Method::Features), counter.by(Method::default())]).collect()
}

proptest! {
    #[test]
    fn slices_count_as_the_whole(text in text(), sizes in proptest::collection::vec(1usize..20, 1..5)) {
        for counter in counters() {
            let mut stream = counter.stream();
            let mut message = counter.message_stream();
            let (mut rest, mut sizes) = (text.as_bytes(), sizes.iter().cycle());
            while !rest.is_empty() {
                let (slice, behind) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
                prop_assert!(stream.push(slice).is_ok() && message.push(slice).is_ok());
                prop_assert!(stream.bytes_read() <= (text.len() - behind.len()) as u64);
                rest = behind;
            }
            prop_assert_eq!(stream.finish().unwrap(), counter.text(&text));
            prop_assert_eq!(message.finish().unwrap(), counter.message(&text));
        }
    }

    #[test]
    fn any_bytes_get_a_count_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200), size in 1usize..50) {
        let mut stream = Counter::new(Family::ClaudeV48).stream();
        let pushed: Result<Vec<()>, _> = bytes.chunks(size).map(|slice| stream.push(slice)).collect();
        let counted = pushed.and_then(|_| stream.finish());
        match std::str::from_utf8(&bytes) {
            Ok(text) => prop_assert_eq!(counted, Ok(Counter::new(Family::ClaudeV48).text(text))),
            Err(error) => prop_assert_eq!(counted, Err(CountError::NotUtf8 { at: error.valid_up_to() as u64 })),
        }
    }
}

#[test]
fn the_count_so_far_grows_with_the_text() {
    let line = "One line of text, as long as lines are. 一行中文，也有标点。\n";
    for counter in counters() {
        let mut stream = counter.stream();
        let mut last = 0;
        for _ in 0..20 {
            stream.push(line.repeat(50).as_bytes()).unwrap();
            assert!(stream.so_far().tokens > last);
            last = stream.so_far().tokens;
        }
        assert!(stream.bytes_read() as usize > line.len() * 50 * 19);
    }
}
