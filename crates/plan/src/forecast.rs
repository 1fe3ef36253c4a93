//! What a request will cost while its counts are ranges: each end is quoted by itself, through the step.

use crate::setting::Setting;
use crate::{Outcome, PlanError, Range};
use std::fmt;
use tokentoll_core::{Meter, MeterSet, Unpriced, Usage};

/// A request whose fresh input and output are not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What is known: cache reads and writes, calls. Its `input` and `output` are those of the ranges.
    pub known: Usage,
    /// Prompt tokens that meet no cache.
    pub input: Range,
    /// Tokens that the model will write.
    pub output: Range,
}

impl Expected {
    fn usage(&self, input: u32, output: u32) -> Usage {
        self.known.input(input).output(output)
    }
}

/// A forecast: both ends and the likely case, and the range cut where the price jumps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The least of everything.
    pub low: Outcome,
    /// The likely counts.
    pub likely: Outcome,
    /// The most of everything.
    pub high: Outcome,
    /// The stretches of the input range between thresholds and up to the window, by rising input; one where
    /// nothing changes on the way.
    pub branches: Vec<Branch>,
}

/// A stretch of the input range in which one price list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its least input with the least output.
    pub from: Outcome,
    /// Its most input with the most output.
    pub to: Outcome,
    /// How much of the range it is.
    pub share: Share,
}

impl Branch {
    /// The threshold that it lies beyond.
    pub const fn tier(&self) -> Option<u32> {
        self.from.tier
    }

    /// Why it has no price: over the window, for one.
    pub fn rejected(&self) -> Option<&Unpriced> {
        self.from.cost.as_ref().err()
    }
}

/// A part of a range, as counts: `38 of 100`. It is a share of the range, not a probability, unless every
/// count is as likely as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many counts lie in the part.
    pub counts: u64,
    /// How many there are.
    pub of: u64,
}

impl fmt::Display for Share {
    /// Percent with one place, cut off: `38.2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = u128::from(self.counts) * 1_000 / u128::from(self.of.max(1));
        write!(f, "{}.{}", thousandths / 10, thousandths % 10)
    }
}

impl Forecast {
    /// The share of the range that lies beyond the first threshold.
    pub fn crossing(&self) -> Share {
        let of = self.branches.first().map_or(1, |b| b.share.of);
        Share {
            counts: self.branches.iter().filter(|b| b.tier().is_some()).map(|b| b.share.counts).sum(),
            of,
        }
    }

    /// Whether the range lies on both sides of a threshold or of the window.
    pub fn straddles(&self) -> bool {
        self.branches.len() > 1
    }
}

/// Forecasts a request.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::{Terms, Usage};
/// use tokentoll_plan::{Range, Setting, forecast::{Expected, forecast}};
/// let at = Setting::find(PriceBook::embedded(), None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
/// // 212,400 tokens, give or take 6 %, and 2,000 of output.
/// let expected = Expected { known: Usage::new(), input: Range::new(199_656, 212_400, 225_144)?, output: Range::exact(2_000) };
/// let forecast = forecast(&at, &expected)?;
/// assert_eq!(forecast.low.cost.unwrap().to_string(), "0.628968"); // below the step
/// assert_eq!(forecast.high.cost.unwrap().to_string(), "1.395864"); // above it: never a scaled 0.628968
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`PlanError::Unpriced`] where the terms themselves cannot be had.
pub fn forecast(at: &Setting<'_>, expected: &Expected) -> Result<Forecast, PlanError> {
    let card = at.compiled()?;
    let (input, output) = (expected.input, expected.output);
    let outcome = |input, output| Outcome::of(&card, expected.usage(input, output));
    let mut branches: Vec<Branch> = Vec::new();
    let mut from = input.low();
    for to in edges(at, expected) {
        let counts = u64::from(to - from) + 1;
        let share = Share { counts, of: input.counts() };
        let branch = Branch { from: outcome(from, output.low()), to: outcome(to, output.high()), share };
        match branches.last_mut() {
            Some(last)
                if last.tier() == branch.tier()
                    && last.rejected().is_none() == branch.rejected().is_none() =>
            {
                last.to = branch.to;
                last.share.counts += counts;
            }
            _ => branches.push(branch),
        }
        from = to.saturating_add(1);
    }
    Ok(Forecast {
        low: outcome(input.low(), output.low()),
        likely: outcome(input.likely(), output.likely()),
        high: outcome(input.high(), output.high()),
        branches,
    })
}

/// The last inputs of each stretch: below each threshold, at the window, at the end.
fn edges(at: &Setting<'_>, expected: &Expected) -> Vec<u32> {
    let beside = |meters: MeterSet| expected.usage(0, 0).sum(meters);
    let tiers = at.card().tiers().filter(|tiers| tiers.counted().contains(Meter::Input));
    let thresholds = tiers.into_iter().flat_map(|tiers| {
        tiers.tiers().iter().map(|tier| tiers.last_below(tier).checked_sub(beside(tiers.counted())))
    });
    let window = at.card().window().map(|w| u64::from(w.tokens).checked_sub(beside(MeterSet::PROMPT)));
    let inside = |edge: u64| {
        u32::try_from(edge).ok().filter(|e| *e >= expected.input.low() && *e < expected.input.high())
    };
    let mut edges: Vec<u32> = thresholds.chain(window).flatten().filter_map(inside).collect();
    edges.push(expected.input.high());
    edges.sort_unstable();
    edges.dedup();
    edges
}
