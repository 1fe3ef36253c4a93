//! 'Is only the excess charged?' with both sums, from two sellers of one model who say different things.

use crate::number::Count;
use crate::plan::{Place, Planned};
use tokentoll::book::{DEFAULT_SELLER, Found};
use tokentoll::core::TierScope;
use tokentoll::{Amount, Currency, Day, PriceBook, Terms};

/// The request of the example.
pub const INPUT: u32 = 500_000;
/// Its output.
pub const OUTPUT: u32 = 2_000;

/// What one seller asks for the example.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The seller's name.
    pub seller: String,
    /// Where to compute it.
    pub place: Place,
    /// The total.
    pub total: Amount,
    /// Its currency.
    pub currency: Currency,
}

/// Both answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The model's name.
    pub model: String,
    /// The day on which both stood.
    pub day: Day,
    /// The threshold.
    pub step: u32,
    /// Where the whole request moves.
    pub whole: Sum,
    /// Where only the excess does.
    pub excess: Sum,
}

/// The first model that the default seller re-prices as a whole and another seller only above the step, on the
/// first day on which both said so; that of the preferred model where there is one.
pub fn answers(book: &PriceBook, preferred: &str) -> Option<Answers> {
    let mut found = Vec::new();
    for seller in book.sellers() {
        for model in seller.models() {
            let excess = model.listings().find_map(|(from, listing)| {
                let tiers = listing?.card().tiers()?;
                (tiers.scope() != TierScope::Volume).then_some(from)
            });
            let Some(day) = excess else { continue };
            let Some(home) = book.look_up(Some(DEFAULT_SELLER), model.id()) else { continue };
            let step = home.on(day).ok().and_then(|l| {
                let tiers = l.card().tiers()?;
                (tiers.scope() == TierScope::Volume).then(|| tiers.tiers().first().map(|t| t.threshold()))?
            });
            let other = Found { seller, model, endpoint: None };
            if let (Some(step), Some(whole), Some(excess)) =
                (step, sum(book, &home, day), sum(book, &other, day))
            {
                let is_preferred = home.model.id() == preferred;
                found.push((
                    is_preferred,
                    Answers { model: home.model.name().to_owned(), day, step, whole, excess },
                ));
            }
        }
    }
    let at = found.iter().position(|(is_preferred, _)| *is_preferred).unwrap_or(0);
    (at < found.len()).then(|| found.swap_remove(at).1)
}

fn sum(book: &PriceBook, found: &Found<'_>, day: Day) -> Option<Sum> {
    let (seller, model) = (found.seller.id().to_owned(), found.model.id().to_owned());
    let place = Place { seller, model, day, terms: Terms::default() };
    let planned = Planned::new(Count::exact(INPUT), Count::exact(OUTPUT), 0, 0, 0)?;
    let total = place.ask(planned.usage_at(INPUT, OUTPUT)).price(book).total()?;
    Some(Sum { seller: found.seller.name().to_owned(), place, total, currency: found.seller.currency() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sellers_two_sums() {
        let answers = answers(PriceBook::embedded(), "claude-sonnet-4-5-20250929").unwrap();
        assert_eq!((&*answers.model, answers.step), ("Claude Sonnet 4.5", 200_000));
        // 500,000 x 6 + 2,000 x 22.5, and 200,000 x 3 + 300,000 x 6 + 2,000 x 22.5, per million.
        assert_eq!(
            (answers.whole.total.to_string(), answers.excess.total.to_string()),
            ("3.045".into(), "2.445".into())
        );
        assert_eq!((&*answers.whole.place.seller, &*answers.excess.place.seller), ("anthropic", "zenmux"));
    }
}
