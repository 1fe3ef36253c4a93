//! What a count means for a request of that day: the window, the step, the cost. All of it is asked of the book;
//! no rule stands here.

use tokentoll::book::{Found, Listing};
use tokentoll::core::Comparison;
use tokentoll::tokens::TokenCount;
use tokentoll::wire::Answer;
use tokentoll::{Ask, Code, Day, Failure, Meter, PriceBook, Usage};

/// A price book, a model and a day.
#[derive(Clone, Copy)]
pub(crate) struct Market<'b> {
    /// The prices.
    pub(crate) book: &'b PriceBook,
    /// The model, where the book has it.
    pub(crate) found: Found<'b>,
    /// What the seller asks on that day.
    pub(crate) listing: &'b Listing,
    /// The day.
    pub(crate) on: Day,
}

/// The context window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The longest prompt.
    pub(crate) tokens: u32,
    /// The header without which it is the shorter one.
    pub(crate) header: Option<(String, Option<u32>)>,
}

/// A step of the price by the length of the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The threshold.
    pub(crate) threshold: u32,
    /// Whether the threshold itself is beyond it.
    pub(crate) at_least: bool,
}

impl Step {
    /// The longest prompt below it.
    pub(crate) fn longest(self) -> u64 {
        u64::from(self.threshold) - u64::from(self.at_least)
    }
}

/// What it costs to send something once, as input, by how long it is.
#[derive(Clone, Debug)]
pub(crate) struct Cost {
    /// At the lower end, the likeliest count and the upper end.
    pub(crate) answers: [Answer; 3],
}

impl Market<'_> {
    /// The context window of that day.
    pub(crate) fn window(&self) -> Option<Window> {
        let facts = self.listing.facts();
        match &facts.extended_window {
            Some(longer) => Some(Window {
                tokens: longer.tokens,
                header: Some((longer.header.clone(), facts.context_window)),
            }),
            None => Some(Window { tokens: facts.context_window?, header: None }),
        }
    }

    /// The steps of that day, the lowest first.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let Some(tiers) = self.listing.card().tiers() else { return Vec::new() };
        let at_least = tiers.comparison() == Comparison::AtLeast;
        tiers.tiers().iter().map(|tier| Step { threshold: tier.threshold(), at_least }).collect()
    }

    /// The cost of a count: each end is priced by itself, through every step between them.
    pub(crate) fn cost(&self, count: TokenCount) -> Cost {
        let ends = [count.low(), count.tokens, count.high()];
        Cost { answers: ends.map(|tokens| self.price(&[("input", tokens)])) }
    }

    /// The price of so many tokens on each meter.
    pub(crate) fn price(&self, meters: &[(&str, u64)]) -> Answer {
        let mut usage = Usage::new();
        for (name, tokens) in meters {
            let count = u32::try_from(*tokens).ok();
            let Some((meter, count)) = name.parse::<Meter>().ok().zip(count) else {
                let message = format!("{tokens} tokens, expected at most {}", u32::MAX);
                let field = format!("usage.{name}");
                return Answer::error(None, Failure { code: Code::BadNumber, message, field });
            };
            usage = usage.with(meter, count);
        }
        let ask = Ask::new(self.found.model.id(), self.on).seller(self.found.seller.id());
        ask.usage(usage).price(self.book)
    }
}
