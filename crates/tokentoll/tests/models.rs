//! What the price book and the token counts say of the same model agrees.
#![cfg(feature = "tokens")]

use tokentoll::PriceBook;
use tokentoll::tokens::Models;

#[test]
fn caches_thinking_and_tool_prompts_are_the_same_in_both() {
    let book = PriceBook::embedded();
    let (mut prompts, mut compared) = (0, 0);
    for model in book.seller("anthropic").expect("the seller of Claude").models() {
        let id = model.id();
        let facts = Models::embedded().find(id).unwrap_or_else(|| panic!("{id} has no facts"));
        let listed = model.listings().rev().find_map(|(_, listing)| listing);
        let Some(priced) = listed.map(|listing| listing.facts()) else { continue };
        compared += 1;
        assert_eq!(facts.min_cacheable, priced.min_cacheable.map(u64::from), "{id}");
        if let Some(kept) = priced.thinking_kept {
            assert_eq!(facts.keeps_thinking, kept, "{id}");
        }
        // Counted are the constants of recorded requests: what is documented, and what wraps the definitions. For
        // older models the two disagree, and the recording holds.
        let documented = facts.source.iter().any(|source| source == "tools-2026-07");
        if let Some((counted, told)) = facts.tools.zip(priced.tool_prompt).filter(|_| documented) {
            assert!(counted.auto.abs_diff(told.auto) <= 20, "{id}: {counted:?}, {told:?}");
            assert!(counted.forced.abs_diff(told.any) <= 20, "{id}: {counted:?}, {told:?}");
            prompts += 1;
        }
    }
    assert!(compared > 25 && prompts > 10, "{compared} {prompts}");
}
