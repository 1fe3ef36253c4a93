use crate::{Meter, MeterSet, Rates};
use alloc::vec::Vec;
use core::fmt;

/// The long-context tiers of a card: which tokens are counted, when a tier is reached, what then moves.
///
/// *Volume*: the whole request is priced at the tier it reached. *Graduated*: only the tokens above each
/// threshold. The names are those of the billing field
/// (<https://docs.stripe.com/products-prices/pricing-models#tiered-pricing>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    comparison: Comparison,
    counted: MeterSet,
    scope: TierScope,
    tiers: Vec<Tier>,
}

/// One step: its threshold in tokens, and the rates above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    pub(crate) threshold: u32,
    pub(crate) rates: Rates,
}

/// Whether the threshold itself already belongs to the tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>`: 200,000 is below, 200,001 is in the tier.
    Above,
    /// `>=`: 200,000 is in the tier.
    AtLeast,
}

/// What moves when a threshold is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierScope {
    /// Every token of the request.
    Volume,
    /// Only the prompt tokens above the threshold, in the order of a prompt: cache reads, cache writes of
    /// five minutes, of an hour, fresh input, audio input. What happens to output is the seller's choice.
    Graduated(OutputRule),
}

/// What happens to output in graduated scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputRule {
    /// All output moves to the highest tier reached.
    Whole,
    /// All output stays at the base rate.
    Standard,
    /// Output is split as the prompt is: of `n` output tokens, `floor(n * p / prompt)` belong to the first
    /// `p` prompt tokens.
    Proportional,
}

impl Tier {
    /// A tier that starts at `threshold` tokens.
    pub const fn new(threshold: u32, rates: Rates) -> Self {
        Tier { threshold, rates }
    }

    /// The threshold, in tokens.
    pub const fn threshold(&self) -> u32 {
        self.threshold
    }

    /// The rates of the tier.
    pub const fn rates(&self) -> &Rates {
        &self.rates
    }
}

impl Tiers {
    /// Tiers that re-price the whole request.
    ///
    /// # Errors
    /// [`TierError`] for no tier at all, thresholds that do not rise, or counted meters outside the prompt.
    pub fn volume(comparison: Comparison, counted: MeterSet, tiers: Vec<Tier>) -> Result<Self, TierError> {
        Self::new(comparison, counted, TierScope::Volume, tiers)
    }

    /// Tiers that re-price only the excess.
    ///
    /// # Errors
    /// As [`Tiers::volume`].
    pub fn graduated(
        comparison: Comparison,
        counted: MeterSet,
        output: OutputRule,
        tiers: Vec<Tier>,
    ) -> Result<Self, TierError> {
        Self::new(comparison, counted, TierScope::Graduated(output), tiers)
    }

    fn new(
        comparison: Comparison,
        counted: MeterSet,
        scope: TierScope,
        tiers: Vec<Tier>,
    ) -> Result<Self, TierError> {
        if tiers.is_empty() {
            return Err(TierError::NoTier);
        }
        if tiers.first().is_some_and(|t| t.threshold == 0)
            || !tiers.is_sorted_by(|a, b| a.threshold < b.threshold)
        {
            return Err(TierError::NotRising);
        }
        if counted == MeterSet::NONE || !counted.is_within(MeterSet::PROMPT) {
            return Err(TierError::NotPrompt);
        }
        Ok(Tiers { comparison, counted, scope, tiers })
    }

    /// Whether the threshold itself belongs to the tier.
    pub const fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// The meters whose sum is compared with the thresholds.
    pub const fn counted(&self) -> MeterSet {
        self.counted
    }

    /// What moves when a threshold is crossed.
    pub const fn scope(&self) -> TierScope {
        self.scope
    }

    /// The tiers, by rising threshold.
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// How many tiers a sum of counted tokens has reached.
    pub(crate) fn reached(&self, counted: u64) -> usize {
        self.tiers.partition_point(|tier| counted > self.last_below(tier))
    }

    /// The most counted tokens that still lie below a tier.
    pub fn last_below(&self, tier: &Tier) -> u64 {
        match self.comparison {
            Comparison::Above => u64::from(tier.threshold),
            Comparison::AtLeast => u64::from(tier.threshold) - 1,
        }
    }
}

/// The order in which a prompt fills the tiers in graduated scope.
pub(crate) const PROMPT_ORDER: [Meter; 5] =
    [Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h, Meter::Input, Meter::InputAudio];

/// Why tiers cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierError {
    /// There is no tier.
    NoTier,
    /// The thresholds do not rise, or one is zero.
    NotRising,
    /// The counted meters are none, or not all of the prompt.
    NotPrompt,
}

impl fmt::Display for TierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TierError::NoTier => "expected at least one tier",
            TierError::NotRising => "expected thresholds above zero that rise",
            TierError::NotPrompt => "expected the counted meters to be meters of the prompt, at least one",
        })
    }
}

impl core::error::Error for TierError {}
