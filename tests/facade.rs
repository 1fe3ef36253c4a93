//! Every vector through the Rust facade.

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
