use crate::PlanError;
use rust_decimal::Decimal;
use tokentoll_book::{Day, Found, Listing, LookupError, PriceBook};
use tokentoll_core::{Amount, Compiled, Quote, RateCard, Terms, Unpriced, Usage};

/// Where, when and how a request is sent: a model at a seller, on a day, on terms.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'b> {
    /// The seller and the model.
    pub found: Found<'b>,
    /// What the seller asks for it on the day.
    pub listing: &'b Listing,
    /// The day.
    pub on: Day,
    /// The terms.
    pub terms: Terms,
}

impl<'b> Setting<'b> {
    /// Finds a model on a day.
    ///
    /// # Errors
    /// As [`PriceBook::find`] and [`Found::on`].
    pub fn find(
        book: &'b PriceBook,
        seller: Option<&str>,
        model: &str,
        on: Day,
        terms: Terms,
    ) -> Result<Setting<'b>, LookupError> {
        let found = book.find(seller, model)?;
        Ok(Setting { found, listing: found.on(on)?, on, terms })
    }

    /// The rate card.
    pub fn card(&self) -> &'b RateCard {
        self.listing.card()
    }

    /// The id of the model.
    pub fn model(&self) -> &'b str {
        self.found.model.id()
    }

    /// The id of the seller.
    pub fn seller(&self) -> &'b str {
        self.found.seller.id()
    }

    /// The same on other terms.
    #[must_use]
    pub const fn on_terms(self, terms: Terms) -> Setting<'b> {
        Setting { terms, ..self }
    }

    /// Whether it is the same model, seller, day and terms.
    pub fn is(&self, other: &Setting<'_>) -> bool {
        self.is_place(other) && self.terms == other.terms
    }

    /// Whether it is the same model, seller and day.
    pub fn is_place(&self, other: &Setting<'_>) -> bool {
        (self.seller(), self.model(), self.on) == (other.seller(), other.model(), other.on)
    }

    /// Whether it is the same model, whatever id each seller gives it.
    pub fn is_model(&self, other: &Setting<'_>) -> bool {
        let knows = |at: &Setting<'_>, id, it| at.found.seller.find(id).is_some_and(|f| f.model.id() == it);
        let (ours, theirs) = (self.model(), other.model());
        ours == theirs || knows(other, ours, theirs) || knows(self, theirs, ours)
    }

    /// The quote that every number of an answer can be checked against.
    ///
    /// # Errors
    /// As [`RateCard::quote`].
    pub fn quote(&self, usage: &Usage) -> Result<Quote, Unpriced> {
        self.card().quote(usage, &self.terms)
    }

    /// The card on these terms as integers: the same digits, for many quotes.
    pub(crate) fn compiled(&self) -> Result<Compiled<'b>, Unpriced> {
        self.listing.card().compile_quotes(&self.terms)
    }
}

/// A usage and what it costs, or why it has no price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The usage.
    pub usage: Usage,
    /// The total of its quote.
    pub cost: Result<Amount, Unpriced>,
    /// The threshold of the long-context tier that it reaches.
    pub tier: Option<u32>,
}

impl Outcome {
    pub(crate) fn of(card: &Compiled<'_>, usage: Usage) -> Outcome {
        let tier = card.tier(&usage).map(|tier| tier.threshold());
        Outcome { usage, cost: card.total(&usage), tier }
    }
}

/// Some equal requests: what each uses and costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// What each uses.
    pub usage: Usage,
    /// How many there are.
    pub times: u32,
    /// The total of the quote of one.
    pub each: Amount,
}

impl Spent {
    /// What all of them cost.
    pub(crate) fn total(&self) -> Result<Amount, PlanError> {
        times(self.each, self.times)
    }
}

pub(crate) fn times(amount: Amount, count: u32) -> Result<Amount, PlanError> {
    amount.times(Decimal::from(count)).ok_or(PlanError::TooLong)
}

pub(crate) fn plus(a: Amount, b: Amount) -> Result<Amount, PlanError> {
    a.plus(b).ok_or(PlanError::TooLong)
}

pub(crate) fn minus(a: Amount, b: Amount) -> Result<Decimal, PlanError> {
    a.minus(b).ok_or(PlanError::TooLong)
}
