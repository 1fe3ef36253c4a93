use crate::exact;
use crate::graduated::pieces;
use crate::line::MAX_ADJUSTMENTS;
use crate::offer::UnderTier;
use crate::{
    Adjustment, AdjustmentName, Amount, Change, Comparison, Currency, Factor, LineItem, Meter, Offer,
    OptionTerms, Rate, RateCard, TermOption, Terms, TierScope, Unpriced, Usage,
};
use alloc::boxed::Box;
use alloc::vec::Vec;
use rust_decimal::Decimal;

impl RateCard {
    /// What a request would cost, before it is sent.
    ///
    /// # Errors
    /// [`Unpriced`] where the seller would refuse such a request, or has no rate for a meter it uses.
    pub fn quote(&self, usage: &Usage, terms: &Terms) -> Result<Quote, Unpriced> {
        price(self, usage, terms, Strictness::Planned)
    }

    /// What a request cost that was served: what the seller would refuse to plan is priced with the nearest
    /// terms that stood, and reported by [`Quote::tolerated`].
    ///
    /// # Errors
    /// [`Unpriced`] where there is no rate at all: a meter without one, an option that was never offered, two
    /// options that were never offered together.
    pub fn bill(&self, usage: &Usage, terms: &Terms) -> Result<Quote, Unpriced> {
        price(self, usage, terms, Strictness::Served)
    }
}

/// An itemised price. Its total is the sum of its lines; both are computed, never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    currency: Currency,
    places: u32,
    prompt_tokens: u64,
    lines: Vec<LineItem>,
    tier: Option<TierReached>,
    ignored: Vec<(TermOption, Box<str>)>,
    tolerated: Vec<Unpriced>,
}

impl Quote {
    /// The currency of every amount.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The exact sum of the lines.
    pub fn total(&self) -> Amount {
        let units: i128 = self.lines.iter().map(|line| line.units(self.places)).sum();
        Amount::of(exact::proven(units, self.places))
    }

    /// The lines: one for each meter that was used, two or more where graduated tiers split one.
    pub fn lines(&self) -> &[LineItem] {
        &self.lines
    }

    /// The length of the prompt: input, cache reads and cache writes.
    pub const fn prompt_tokens(&self) -> u64 {
        self.prompt_tokens
    }

    /// The long-context tier that was reached, if any.
    pub const fn tier(&self) -> Option<TierReached> {
        self.tier
    }

    /// Whether every option had its effect.
    pub fn verdict(&self) -> Verdict {
        if self.ignored.is_empty() { Verdict::Priced } else { Verdict::OptionIgnored }
    }

    /// The options that the seller accepts and bills as if they had not been asked for, with the reason.
    pub fn ignored(&self) -> impl Iterator<Item = (TermOption, &str)> {
        self.ignored.iter().map(|(option, because)| (*option, &**because))
    }

    /// The same quote of a request that the seller does not charge, such as one that was refused before any
    /// output: every line keeps its count and is multiplied by zero.
    #[must_use]
    pub fn not_billed(mut self) -> Quote {
        let change = Change::Times(Factor::ZERO);
        for line in &mut self.lines {
            let last = Adjustment { name: AdjustmentName::NotBilled, change, before: line.rate };
            line.adjustments[MAX_ADJUSTMENTS - 1] = Some(last);
            line.rate = Rate::computed(Decimal::ZERO, line.rate.unit());
        }
        self
    }

    /// What the seller would have refused to plan ([`RateCard::bill`] only).
    pub fn tolerated(&self) -> &[Unpriced] {
        &self.tolerated
    }
}

/// What became of the terms asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Priced as asked.
    Priced,
    /// Priced, and at least one option has no effect.
    OptionIgnored,
}

impl Verdict {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Priced => "priced",
            Verdict::OptionIgnored => "option_ignored",
        }
    }
}

/// The highest tier that a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierReached {
    /// Its threshold, in tokens.
    pub threshold: u32,
    /// Whether the threshold itself belongs to it.
    pub comparison: Comparison,
    /// What moved.
    pub scope: TierScope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    Planned,
    Served,
}

/// The terms that apply, after the seller's offers were asked.
pub(crate) struct Chosen<'c> {
    strictness: Strictness,
    options: [Option<(TermOption, &'c OptionTerms)>; 4],
    ignored: Vec<(TermOption, Box<str>)>,
    tolerated: Vec<Unpriced>,
}

impl<'c> Chosen<'c> {
    pub(crate) fn new(card: &'c RateCard, terms: &Terms, strictness: Strictness) -> Result<Self, Unpriced> {
        let mut chosen =
            Chosen { strictness, options: [None; 4], ignored: Vec::new(), tolerated: Vec::new() };
        let mut len = 0;
        for option in terms.options() {
            let not_offered = |because: &str| Unpriced::NotOffered { option, because: because.into() };
            let taken = match card.offer(option) {
                Offer::Offered(terms) => terms,
                Offer::Ignored { because } => {
                    chosen.ignored.push((option, because.clone()));
                    continue;
                }
                Offer::Refused { because, nearest: Some(terms) } => {
                    chosen.tolerate(not_offered(because))?;
                    terms
                }
                Offer::Refused { because, nearest: None } => return Err(not_offered(because)),
                Offer::Never => return Err(not_offered("this model never had it; leave it out")),
            };
            chosen.options[len] = Some((option, taken));
            len += 1;
        }
        // To plan, an option that is ignored still cannot stand beside one that excludes it; what was served, was.
        for (first, taken) in chosen.iter() {
            let billed = |other: &TermOption| chosen.iter().any(|(option, _)| option == *other);
            let excluded = |other: &TermOption| taken.not_with.contains(other);
            let stands = |other: &TermOption| strictness == Strictness::Planned || billed(other);
            if let Some(second) = terms.options().find(|other| excluded(other) && stands(other)) {
                return Err(Unpriced::NotTogether { first, second });
            }
        }
        Ok(chosen)
    }

    /// A request that was served is priced all the same; a planned one is refused.
    fn tolerate(&mut self, unpriced: Unpriced) -> Result<(), Unpriced> {
        if self.strictness == Strictness::Planned {
            return Err(unpriced);
        }
        self.tolerated.push(unpriced);
        Ok(())
    }

    fn iter(&self) -> impl Iterator<Item = (TermOption, &'c OptionTerms)> + '_ {
        self.options.into_iter().flatten()
    }

    pub(crate) fn waives_tiers(&self) -> bool {
        self.iter().any(|(_, terms)| terms.under_tier == UnderTier::Waived)
    }

    pub(crate) fn not_in_tier(&self) -> Option<TermOption> {
        self.iter().find(|(_, terms)| terms.under_tier == UnderTier::NotOffered).map(|(option, _)| option)
    }

    /// The line of a meter at a tier level (0: below every tier).
    pub(crate) fn line(
        &self,
        card: &RateCard,
        meter: Meter,
        level: usize,
        count: u32,
    ) -> Result<LineItem, Unpriced> {
        let list_rate = card.base.of(meter).ok_or(Unpriced::NoRate { meter })?;
        let mut rate = list_rate;
        let mut adjustments = [None; MAX_ADJUSTMENTS];
        let mut len = 0;
        let mut note = |name, change, before| {
            adjustments[len] = Some(Adjustment { name, change, before });
            len += 1;
        };
        if meter.is_tokens() {
            let tier = level.checked_sub(1).and_then(|i| card.tiers.as_ref()?.tiers().get(i));
            if let Some(tier_rate) = tier.and_then(|t| t.rates.of(meter)) {
                note(AdjustmentName::LongContext, Change::Becomes(tier_rate), rate);
                rate = tier_rate;
            }
            for (i, (option, terms)) in self.iter().enumerate() {
                let published = if level == 0 && i == 0 { terms.rate_of(meter) } else { None };
                let factor = terms.factor_of(meter);
                let change = published.map_or(Change::Times(factor), Change::Becomes);
                if published.is_none() && factor.decimal() == Decimal::ONE {
                    continue;
                }
                note(AdjustmentName::Option(option), change, rate);
                rate = match change {
                    Change::Becomes(rate) => rate,
                    Change::Times(factor) => Rate::computed(rate.price() * factor.decimal(), rate.unit()),
                };
            }
        }
        let billed = count.max(card.minimum(meter));
        Ok(LineItem { meter, count, billed, list_rate, adjustments, rate, span: None })
    }
}

fn price(card: &RateCard, usage: &Usage, terms: &Terms, strictness: Strictness) -> Result<Quote, Unpriced> {
    let mut chosen = Chosen::new(card, terms, strictness)?;
    let prompt_tokens = usage.prompt_tokens();
    if let Some(over) = over_window(card, prompt_tokens) {
        chosen.tolerate(over)?;
    }
    let tiers = card.tiers.as_ref().filter(|_| !chosen.waives_tiers());
    let level = tiers.map_or(0, |t| t.reached(usage.sum(t.counted())));
    let reached = tiers.and_then(|t| Some((t, t.tiers().get(level.checked_sub(1)?)?)));
    if let (Some((_, tier)), Some(option)) = (reached, chosen.not_in_tier()) {
        chosen.tolerate(Unpriced::NotInTier { option, above: tier.threshold })?;
    }
    let lines = match reached {
        Some((tiers, _)) if tiers.scope() != TierScope::Volume => pieces(tiers, level, usage)
            .map(|p| Ok(LineItem { span: p.span, ..chosen.line(card, p.meter, p.level, p.count)? }))
            .collect::<Result<_, _>>()?,
        _ => usage.iter().map(|(m, n)| chosen.line(card, m, level, n)).collect::<Result<_, _>>()?,
    };
    Ok(Quote {
        currency: card.currency,
        places: card.places,
        prompt_tokens,
        lines,
        tier: reached.map(|(tiers, tier)| TierReached {
            threshold: tier.threshold,
            comparison: tiers.comparison(),
            scope: tiers.scope(),
        }),
        ignored: chosen.ignored,
        tolerated: chosen.tolerated,
    })
}

pub(crate) fn over_window(card: &RateCard, prompt_tokens: u64) -> Option<Unpriced> {
    let window = card.window.as_ref().filter(|w| prompt_tokens > u64::from(w.tokens))?;
    Some(Unpriced::OverWindow { prompt_tokens, window: window.tokens, because: window.beyond.clone() })
}
