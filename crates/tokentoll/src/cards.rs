//! Many requests, few prices: each card is compiled once.
//!
//! ```
//! use tokentoll::cards::Cards;
//! use tokentoll::{PriceBook, TermsAsked, Usage};
//! let mut cards = Cards::of_bills();
//! let model = PriceBook::embedded().find(None, "claude-sonnet-4-5")?;
//! let card = cards.card(&model, "2026-02-20".parse()?, TermsAsked::default())?;
//! assert_eq!(cards[card].total(&Usage::new().input(250_000))?.to_string(), "1.5");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::{Failure, TermsAsked};
use std::collections::HashMap;
use std::ops::Index;
use tokentoll_book::{Day, Found};
use tokentoll_core::{Amount, Compiled, Currency, RateCard, Terms, Unpriced, Usage};

/// Compiled cards, each once for the days on which nothing changes and for one set of terms.
#[derive(Debug)]
pub struct Cards<'b> {
    compile: fn(&'b RateCard, &Terms) -> Result<Compiled<'b>, Unpriced>,
    cards: Vec<Card<'b>>,
    /// By the address of the listing, which the book keeps in its place.
    index: HashMap<(usize, Terms), Result<CardNumber, Failure>>,
}

/// Names a card of [`Cards`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CardNumber(usize);

impl<'b> Cards<'b> {
    /// For planned requests: the digits and errors of [`RateCard::quote`].
    pub fn of_quotes() -> Cards<'b> {
        Cards { compile: RateCard::compile_quotes, cards: Vec::new(), index: HashMap::new() }
    }

    /// For requests that were served: the digits and errors of [`RateCard::bill`].
    pub fn of_bills() -> Cards<'b> {
        Cards { compile: RateCard::compile_bills, cards: Vec::new(), index: HashMap::new() }
    }

    /// The card of a model on a day, on terms of which the model's id and the defaults settle what is left open.
    ///
    /// # Errors
    /// A [`Failure`] where the model has no price on that day, or not on those terms.
    pub fn card(&mut self, found: &Found<'b>, on: Day, terms: TermsAsked) -> Result<CardNumber, Failure> {
        let listing = found.on(on)?;
        let terms = terms.settled(found);
        let key = (std::ptr::from_ref(listing).addr(), terms);
        let (cards, compile) = (&mut self.cards, self.compile);
        let made = self.index.entry(key).or_insert_with(|| {
            let compiled = compile(listing.card(), &terms).map_err(Failure::of_unpriced)?;
            cards.push(Card { compiled, currency: found.seller.currency() });
            Ok(CardNumber(cards.len() - 1))
        });
        made.clone()
    }
}

impl<'b> Index<CardNumber> for Cards<'b> {
    type Output = Card<'b>;

    fn index(&self, number: CardNumber) -> &Card<'b> {
        &self.cards[number.0]
    }
}

/// A compiled card and its currency.
#[derive(Debug)]
pub struct Card<'b> {
    compiled: Compiled<'b>,
    currency: Currency,
}

impl Card<'_> {
    /// The currency of its amounts.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The number of places on which [`Card::units`] stands.
    pub const fn places(&self) -> u32 {
        self.compiled.places()
    }

    /// The total of one request as a whole number of `10^-places` of the currency.
    ///
    /// # Errors
    /// A [`Failure`] for a meter without a rate, and for planned requests over the window.
    #[inline]
    pub fn units(&self, usage: &Usage) -> Result<i128, Failure> {
        self.compiled.units(usage).map_err(Failure::of_unpriced)
    }

    /// The total of one request.
    ///
    /// # Errors
    /// As [`Card::units`].
    pub fn total(&self, usage: &Usage) -> Result<Amount, Failure> {
        self.compiled.total(usage).map_err(Failure::of_unpriced)
    }
}
