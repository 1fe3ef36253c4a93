//! Every console block of the documents is run, and must print what is shown.
//!
//! `TRYCMD=overwrite cargo test -p tokentoll-cli --test readme` writes down what is printed now.

#[test]
fn console_blocks_print_what_they_show() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    std::env::set_current_dir(root).unwrap();
    let documents = ["README.md", "docs/guide.md", "docs/usage.md"];
    let cases = trycmd::TestCases::new();
    documents.iter().fold(cases.env("COLUMNS", "80"), |cases, document| cases.case(document)).run();
}
