//! Published price entries are frozen: `frozen.json` holds the digest of each.

use conformance::frozen::{DATA, Differences, all_digests, frozen_digests};

#[test]
fn published_entries_have_not_changed() -> Result<(), String> {
    let root = conformance::root();
    let now = all_digests(&root, &DATA)?;
    let frozen = frozen_digests(&root.join("tests/frozen.json"))?;
    let differences = Differences::between(&frozen, &now);
    let forbidden = differences.forbidden();
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
    assert!(
        differences.missing.is_empty(),
        "not frozen yet, run `cargo xtask freeze`:\n{}",
        differences.missing.join("\n")
    );
    assert!(now.len() > 100, "the price files hold {} entries", now.len());
    Ok(())
}
