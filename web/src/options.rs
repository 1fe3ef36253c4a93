//! The options of a request: what is chosen, what can be chosen, and why not.

use crate::plan::Place;
use tokentoll::PriceBook;
use tokentoll::core::{Offer, TermOption};

/// An option and what the seller does with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosable {
    /// Which.
    pub option: TermOption,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it can be had.
    pub standing: Standing,
}

/// Whether an option can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Offered,
    /// It is accepted and changes nothing.
    NoEffect,
    /// It cannot; why, where the seller says so.
    NotOffered(String),
    /// The seller never had it.
    Never,
}

/// The options of a model on a day. Batch and fast are always told of; others where they ever stood or are chosen.
pub fn of(book: &PriceBook, place: &Place) -> Vec<Choosable> {
    let listing = place.find(book).and_then(|found| found.on(place.day).ok());
    let chosen: Vec<TermOption> = place.terms.options().collect();
    let all = TermOption::ALL.into_iter().map(|option| {
        let standing = match listing.map(|listing| listing.card().offer(option)) {
            Some(Offer::Offered(_)) => Standing::Offered,
            Some(Offer::Ignored { .. }) => Standing::NoEffect,
            Some(Offer::Refused { because, .. }) => Standing::NotOffered(because.to_string()),
            Some(Offer::Never) | None => Standing::Never,
        };
        Choosable { option, chosen: chosen.contains(&option), standing }
    });
    let always = [TermOption::Batch, TermOption::Fast];
    all.filter(|o| o.chosen || always.contains(&o.option) || o.standing != Standing::Never).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokentoll::Terms;

    fn standing(model: &str, day: &str, option: TermOption) -> Option<Standing> {
        let place = Place {
            seller: "anthropic".into(),
            model: model.into(),
            day: day.parse().unwrap(),
            terms: Terms::default(),
        };
        of(PriceBook::embedded(), &place).into_iter().find(|o| o.option == option).map(|o| o.standing)
    }

    #[test]
    fn every_standing_has_its_day() {
        assert_eq!(standing("claude-opus-4-6", "2026-11-20", TermOption::Batch), Some(Standing::Offered));
        assert_eq!(standing("claude-sonnet-4-6", "2026-11-20", TermOption::Fast), Some(Standing::Never));
        assert_eq!(standing("claude-opus-4-6", "2026-11-20", TermOption::Fast), Some(Standing::NoEffect));
        assert!(matches!(
            standing("claude-haiku-4-5", "2026-11-20", TermOption::UsOnly),
            Some(Standing::NotOffered(_))
        ));
        assert_eq!(standing("claude-haiku-4-5", "2026-11-20", TermOption::Regional), None);
    }
}
