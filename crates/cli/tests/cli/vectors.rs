//! Every published vector through the binary, as one stream.

use super::run_with;

#[test]
fn every_vector_through_the_command_line() {
    let mut vectors = conformance::vectors();
    // One ask is one line; `jsonl.rs` tests what does not fit on one.
    vectors.retain(|vector| !vector.ask_bytes().contains(&b'\n'));
    assert!(vectors.len() > 300, "met {}", vectors.len());
    let asks: Vec<u8> = vectors.iter().flat_map(|v| [v.ask_bytes(), b"\n".to_vec()].concat()).collect();
    let ran = run_with("quote --jsonl", asks);
    let answers: Vec<_> = ran.exits(1).out.lines().collect();
    assert_eq!(answers.len(), vectors.len(), "one answer for each line");
    let wrong: Vec<_> =
        vectors.iter().zip(answers).filter_map(|(v, a)| conformance::check(v, a).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
