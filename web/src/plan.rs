//! What the reader plans to send, where and when, and what it costs there: every number is a quote.

use crate::number::Count;
use tokentoll::book::{Found, Listing};
use tokentoll::core::{Quote, Tiers, Unpriced};
use tokentoll::{Amount, Ask, Day, PriceBook, Terms, Usage};

/// The counts of one request: the cached parts are parts of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// All of the prompt.
    pub input: Count,
    /// What the model writes.
    pub output: Count,
    /// Of the input, read from a cache.
    pub read: u32,
    /// Of the input, written to a five-minute cache.
    pub write_5m: u32,
    /// Of the input, written to a one-hour cache.
    pub write_1h: u32,
}

impl Planned {
    /// The counts where the cached parts fit into the input.
    pub fn new(input: Count, output: Count, read: u32, write_5m: u32, write_1h: u32) -> Option<Planned> {
        let cached = u64::from(read) + u64::from(write_5m) + u64::from(write_1h);
        (cached <= u64::from(input.tokens)).then_some(Planned { input, output, read, write_5m, write_1h })
    }

    /// The part of the input that meets no cache.
    pub const fn fresh(&self) -> u32 {
        self.input.tokens - self.read - self.write_5m - self.write_1h
    }

    /// The cached parts of an input of another length, in the same proportions.
    pub fn cached_at(&self, tokens: u32) -> [u32; 3] {
        let share = |part: u32| match self.input.tokens {
            0 => 0,
            whole => {
                u32::try_from(u64::from(part) * u64::from(tokens) / u64::from(whole)).unwrap_or(u32::MAX)
            }
        };
        [self.read, self.write_5m, self.write_1h].map(share)
    }

    /// The usage with an input of another length.
    pub fn usage_at(&self, tokens: u32, output: u32) -> Usage {
        let [read, write_5m, write_1h] = self.cached_at(tokens);
        let fresh = tokens - read - write_5m - write_1h;
        Usage::new()
            .input(fresh)
            .cache_read(read)
            .cache_write_5m(write_5m)
            .cache_write_1h(write_1h)
            .output(output)
    }
}

/// Where, when and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The seller's id.
    pub seller: String,
    /// The model's id.
    pub model: String,
    /// The day of the request.
    pub day: Day,
    /// How it is run.
    pub terms: Terms,
}

impl Place {
    /// The model in a book, where that knows it.
    pub fn find<'b>(&self, book: &'b PriceBook) -> Option<Found<'b>> {
        book.look_up(Some(&self.seller), &self.model)
    }

    /// The question in the wire form.
    pub fn ask(&self, usage: Usage) -> Ask {
        Ask::new(&*self.model, self.day).seller(&*self.seller).usage(usage).terms(self.terms)
    }
}

/// A plan at a place where a price is known.
#[derive(Clone, Copy, Debug)]
pub struct Priced<'b> {
    /// What is asked for it there.
    pub listing: &'b Listing,
    /// How it is run.
    pub terms: Terms,
    /// What is sent.
    pub planned: Planned,
}

/// A length at which the price steps up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The longest input below the step.
    pub last: u32,
    /// The threshold as the seller writes it.
    pub threshold: u32,
}

impl<'b> Priced<'b> {
    /// The quote for an input of some length with the planned output.
    ///
    /// # Errors
    /// [`Unpriced`] where the seller would refuse it or has no rate.
    pub fn at(&self, tokens: u32) -> Result<Quote, Unpriced> {
        self.with(tokens, self.planned.output.tokens)
    }

    /// The quote for an input and an output of some length.
    ///
    /// # Errors
    /// As [`Priced::at`].
    pub fn with(&self, tokens: u32, output: u32) -> Result<Quote, Unpriced> {
        self.listing.card().quote(&self.planned.usage_at(tokens, output), &self.terms)
    }

    /// The total of [`Priced::at`], where there is one.
    pub fn total(&self, tokens: u32) -> Option<Amount> {
        self.at(tokens).ok().map(|quote| quote.total())
    }

    /// The longest prompt that is accepted.
    pub fn window(&self) -> Option<u32> {
        self.listing.card().window().map(|window| window.tokens)
    }

    /// The steps that hold on these terms, by rising length.
    pub fn steps(&self) -> Vec<Step> {
        let tiers = self.listing.card().tiers();
        let tiers = tiers.map(Tiers::tiers).unwrap_or_default().iter();
        tiers.filter_map(|tier| self.step(tier.threshold())).collect()
    }

    /// The step at a threshold: the counted part of the prompt may be less than all of it, so it is searched.
    fn step(&self, threshold: u32) -> Option<Step> {
        let most = self.window().unwrap_or(crate::number::MOST);
        let is_above = |tokens| self.tier(tokens).is_some_and(|reached| reached >= threshold);
        if !is_above(most) {
            return None;
        }
        let (mut below, mut above) = (0, most);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if is_above(middle) { above = middle } else { below = middle }
        }
        Some(Step { last: below, threshold })
    }

    /// The threshold of the tier that an input of some length reaches.
    fn tier(&self, tokens: u32) -> Option<u32> {
        match self.at(tokens) {
            Ok(quote) => quote.tier().map(|tier| tier.threshold),
            Err(Unpriced::NotInTier { above, .. }) => Some(above),
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokentoll::Meter;

    fn place(model: &str, day: &str) -> Place {
        Place {
            seller: "anthropic".into(),
            model: model.into(),
            day: day.parse().unwrap(),
            terms: Terms::default(),
        }
    }

    fn planned(input: u32, output: u32) -> Planned {
        Planned::new(Count::exact(input), Count::exact(output), 0, 0, 0).unwrap()
    }

    fn priced(place: &Place, planned: Planned) -> Priced<'static> {
        let listing = place.find(PriceBook::embedded()).unwrap().on(place.day).unwrap();
        Priced { listing, terms: place.terms, planned }
    }

    #[test]
    fn the_step_is_found_where_the_whole_prompt_counts() {
        let there = place("claude-sonnet-4-6", "2026-02-20");
        let priced = priced(&there, planned(500_000, 2_000));
        assert_eq!(priced.steps(), [Step { last: 200_000, threshold: 200_000 }]);
        assert_eq!(priced.total(500_000).unwrap().to_string(), "3.045");
        assert_eq!(priced.total(150_000).unwrap().to_string(), "0.48");
    }

    #[test]
    fn no_step_once_the_price_is_flat() {
        let there = place("claude-sonnet-4-6", "2026-11-20");
        assert!(priced(&there, planned(1, 1)).steps().is_empty());
    }

    #[test]
    fn cached_parts_keep_their_share() {
        let planned = Planned::new(Count::exact(200_001), Count::exact(0), 190_000, 5_000, 0).unwrap();
        assert_eq!(planned.fresh(), 5_001);
        let usage = planned.usage_at(200_001, 0);
        assert_eq!((usage.of(Meter::CacheRead), usage.of(Meter::Input)), (190_000, 5_001));
        let half = planned.usage_at(100_000, 0);
        assert_eq!((half.of(Meter::CacheRead), half.prompt_tokens()), (94_999, 100_000));
        assert_eq!(Planned::new(Count::exact(10), Count::exact(0), 6, 5, 0), None);
    }
}
