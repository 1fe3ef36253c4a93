//! The models that can be chosen, and the search among them.

use tokentoll::book::{Model, Seller};
use tokentoll::{Day, PriceBook};

/// A model as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The seller's id.
    pub seller: String,
    /// The seller's name.
    pub seller_name: String,
    /// The model's id.
    pub model: String,
    /// The model's name.
    pub name: String,
    /// The longest prompt on that day, where a price is known.
    pub window: Option<u32>,
    /// The first step on that day.
    pub step: Option<u32>,
    /// The day of its retirement, where that is past.
    pub retired: Option<Day>,
}

/// The models that a search finds, best first: those of the preferred seller before others, retired ones last.
pub fn search(book: &PriceBook, query: &str, preferred: &str, day: Day) -> Vec<Choice> {
    let query = query.trim().to_ascii_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let (mut keys, mut found) = (Vec::new(), Vec::new());
    for seller in book.sellers() {
        for (index, model) in seller.models().iter().enumerate() {
            let Some(rank) = rank(seller, model, &query, &words) else { continue };
            let choice = choice(seller, model, day);
            let newest_first = std::cmp::Reverse((model.life().released, index));
            let key = (rank, seller.id() != preferred, choice.retired.is_some(), newest_first);
            let at = keys.partition_point(|known| *known <= key);
            keys.insert(at, key);
            found.insert(at, choice);
        }
    }
    found
}

/// How well a model fits: 0 for its very name, 2 for no query at all; `None` where it does not fit.
fn rank(seller: &Seller, model: &Model, query: &str, words: &[&str]) -> Option<u8> {
    let names = || {
        let ids = std::iter::once(model.id()).chain(model.aliases().iter().map(String::as_str));
        ids.chain([model.name()]).map(str::to_ascii_lowercase)
    };
    if names().any(|name| name == query) {
        return Some(0);
    }
    let all = names()
        .chain([seller.name().to_ascii_lowercase(), seller.id().to_ascii_lowercase()])
        .collect::<Vec<_>>()
        .join(" ");
    let fits = words.iter().all(|word| holds(&all, word));
    let begins = || names().any(|name| name.starts_with(query));
    fits.then(|| if !query.is_empty() && begins() { 1 } else { 2 })
}

/// Whether a text holds a word; the search of the standard library is made for long texts, and is loaded by nothing else.
fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part == word.as_bytes())
}

fn choice(seller: &Seller, model: &Model, day: Day) -> Choice {
    let listing =
        model.listings().take_while(|(from, _)| *from <= day).last().and_then(|(_, listing)| listing);
    let card = listing.map(|listing| listing.card());
    Choice {
        seller: seller.id().to_owned(),
        seller_name: seller.name().to_owned(),
        model: model.id().to_owned(),
        name: model.name().to_owned(),
        window: card.and_then(|card| card.window()).map(|window| window.tokens),
        step: card.and_then(|card| card.tiers()?.tiers().first().map(|tier| tier.threshold())),
        retired: model.life().retired.filter(|retired| *retired <= day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<Choice> {
        search(PriceBook::embedded(), query, "anthropic", "2026-11-25".parse().unwrap())
    }

    #[test]
    fn the_very_name_comes_first() {
        for query in ["claude-sonnet-4-6", "Claude Sonnet 4.6", " claude sonnet 4.6 "] {
            let first = &found(query)[0];
            assert_eq!((&*first.seller, &*first.model), ("anthropic", "claude-sonnet-4-6"), "{query}");
        }
        assert_eq!(found("claude-sonnet-4-5")[0].model, "claude-sonnet-4-5-20250929");
    }

    #[test]
    fn words_may_name_the_seller() {
        assert!(found("bedrock haiku 5.5")[0].seller == "bedrock");
        assert!(found("no such model").is_empty());
        let all = found("");
        assert!(all.len() > 100 && all[0].seller == "anthropic" && all[0].retired.is_none());
    }

    #[test]
    fn a_choice_tells_its_step() {
        let haiku = &found("claude-haiku-5-5")[0];
        assert_eq!((haiku.step, haiku.window), (Some(100_000), Some(1_000_000)));
    }
}
