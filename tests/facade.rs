//! Every vector through the Rust facade.
#![allow(clippy::disallowed_methods, reason = "a test reads the README")]

use conformance::{check, vectors};
use tokentoll::PriceBook;

#[test]
fn every_vector_through_the_facade() {
    let book = PriceBook::embedded();
    let vectors = vectors();
    let wrong: Vec<String> = vectors
        .iter()
        .filter_map(|vector| check(vector, &tokentoll::answer(book, &vector.ask_bytes()).to_json()).err())
        .collect();
    assert!(wrong.is_empty(), "{} of {} vectors differ:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn an_answer_is_the_same_when_asked_again() {
    let book = PriceBook::embedded();
    for vector in vectors() {
        let ask = vector.ask_bytes();
        let [first, again] = [(); 2].map(|()| tokentoll::answer(book, &ask).to_json());
        assert_eq!(first, again, "{}", vector.id);
        assert!(!first.contains('\n'), "{}: an answer is one line", vector.id);
    }
}

#[test]
fn the_json_blocks_of_the_readme_are_an_ask_and_what_its_answer_holds() {
    let readme = std::fs::read_to_string(conformance::root().join("README.md")).expect("README.md");
    let blocks: Vec<&str> =
        readme.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [ask, shown] = blocks[..] else {
        panic!("expected an ask and an answer, met {} blocks", blocks.len())
    };
    let answer = tokentoll::answer(PriceBook::embedded(), ask.as_bytes()).to_json();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let (answer, shown) = (read(&answer), read(shown));
    for (member, value) in shown.as_object().expect("an object") {
        assert_eq!(&answer[member], value, "{member}");
    }
}
