//! How the price of a request runs on with its prompt: steps, gaps, and what the next token costs.

use crate::setting::{Setting, minus};
use crate::{Outcome, PlanError};
use rust_decimal::Decimal;
use tokentoll_core::{Amount, Compiled, Meter, MeterSet, Usage};

/// The price of a request over the length of its prompt; output and cached shares are those of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cliff {
    /// The request as it is.
    pub now: Outcome,
    /// The length up to which the curve runs: twice the last step or a quarter beyond the request, whichever
    /// is more, and never beyond the window.
    pub upto: u32,
    /// Both sides of every step, the request, the ends and the samples asked for, by rising length.
    pub curve: Vec<Outcome>,
    /// The steps, by rising threshold; none where the price is one line.
    pub steps: Vec<Step>,
    /// How many more tokens stay below the next threshold; `None` above the last one.
    pub room: Option<u32>,
    /// What one more token costs; `None` where it would not be accepted.
    pub next_token: Option<Decimal>,
}

/// One step of the price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The threshold, in counted tokens.
    pub threshold: u32,
    /// The longest prompt below it.
    pub below: Outcome,
    /// The shortest prompt beyond it: one token more.
    pub beyond: Outcome,
    /// What that one token costs. No request of this shape can cost between the two.
    pub jump: Decimal,
    /// Where each token beyond the threshold really costs a multiple of a token below it.
    pub bands: Vec<Band>,
    /// With a step down: the lengths below the threshold that cost more than the first one beyond it, so that
    /// more tokens would be cheaper.
    pub dearer_below: Option<(u32, u32)>,
    /// For a request beyond the step: what leaving tokens out would save.
    pub trim: Option<Trim>,
}

/// From the threshold up to a length, each token beyond the threshold costs at least `tenths / 10` times a
/// token below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The multiple, in tenths.
    pub tenths: u32,
    /// The longest prompt of which it is true.
    pub upto: u32,
}

/// Tokens to leave out, and what that saves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trim {
    /// How many tokens.
    pub tokens: u32,
    /// What the request then uses.
    pub usage: Usage,
    /// What it then costs.
    pub cost: Amount,
    /// What that saves; below zero where the tokens beyond are cheaper.
    pub saves: Decimal,
}

/// The multiples that mark the bands: ten times, four and a half times, three times the price below.
pub const BANDS: [u32; 3] = [100, 45, 30];

/// The curve of a request, with `samples` evenly spaced lengths besides the marked ones.
///
/// # Errors
/// [`PlanError::Unpriced`] where the terms cannot be had, or a meter of the request has no rate.
pub fn cliff(at: &Setting<'_>, usage: &Usage, samples: u32) -> Result<Cliff, PlanError> {
    let card = at.compiled()?;
    let line = Line::new(at, card, usage)?;
    let steps = line.steps()?;
    let last = steps.last().map_or(0, |step| line.prompt(&step.below));
    let wanted = u64::from(last) * 2;
    let upto = wanted.max(u64::from(line.now) * 5 / 4).max(1_000).min(u64::from(line.window)) as u32;
    let mut lengths = vec![0, upto, line.now];
    lengths.extend(steps.iter().flat_map(|step| [line.prompt(&step.below), line.prompt(&step.beyond)]));
    let even = |i: u32| (u64::from(upto) * u64::from(i) / u64::from(samples.max(1))) as u32;
    lengths.extend((1..samples.min(MAX_SAMPLES)).map(even));
    lengths.sort_unstable();
    lengths.dedup();
    let now = line.at(line.now);
    let next_token = match (&now.cost, line.now.checked_add(1).map(|n| line.at(n).cost)) {
        (Ok(cost), Some(Ok(next))) => Some(minus(next, *cost)?),
        _ => None,
    };
    let below = steps.iter().map(|step| line.prompt(&step.below)).find(|edge| line.now <= *edge);
    Ok(Cliff {
        upto,
        curve: lengths.into_iter().map(|n| line.at(n)).collect(),
        room: below.map(|edge| edge - line.now),
        next_token,
        now,
        steps,
    })
}

/// The most samples of a curve.
pub const MAX_SAMPLES: u32 = 4_096;

/// The same request with a prompt of `tokens`: cached shares are kept, rounded down; the rest is fresh input,
/// or what the request has most of where it has no fresh input.
///
/// ```
/// use tokentoll_core::Usage;
/// use tokentoll_plan::cliff::stretched;
/// let usage = Usage::new().input(25_000).cache_read(75_000).output(500);
/// assert_eq!(stretched(&usage, 200_002), Usage::new().input(50_001).cache_read(150_001).output(500));
/// assert_eq!(stretched(&usage, 100_000), usage);
/// ```
pub fn stretched(usage: &Usage, tokens: u32) -> Usage {
    let prompt = usage.prompt_tokens();
    let rest = if prompt == 0 || usage.of(Meter::Input) > 0 {
        Meter::Input
    } else {
        MeterSet::PROMPT.iter().max_by_key(|m| usage.of(*m)).unwrap_or(Meter::Input)
    };
    let mut left = tokens;
    let mut scaled = *usage;
    for meter in MeterSet::PROMPT.iter().filter(|m| *m != rest) {
        let share = u128::from(usage.of(meter)) * u128::from(tokens) / u128::from(prompt.max(1));
        let share = share as u32; // a part of `tokens`
        scaled = scaled.with(meter, share);
        left -= share;
    }
    scaled.with(rest, left)
}

/// A request along the length of its prompt.
struct Line<'b> {
    at: Setting<'b>,
    card: Compiled<'b>,
    usage: Usage,
    now: u32,
    window: u32,
}

impl<'b> Line<'b> {
    fn new(at: &Setting<'b>, card: Compiled<'b>, usage: &Usage) -> Result<Line<'b>, PlanError> {
        let now = u32::try_from(usage.prompt_tokens()).map_err(|_| PlanError::TooMany)?;
        let window = at.card().window().map_or(u32::MAX, |w| w.tokens);
        // What has no rate has no curve.
        card.total(&stretched(usage, now.min(window)))?;
        Ok(Line { at: *at, card, usage: *usage, now, window })
    }

    fn at(&self, tokens: u32) -> Outcome {
        Outcome::of(&self.card, stretched(&self.usage, tokens))
    }

    fn prompt(&self, outcome: &Outcome) -> u32 {
        outcome.usage.prompt_tokens() as u32 // made from a u32
    }

    fn cost(&self, tokens: u32) -> Result<Amount, PlanError> {
        Ok(self.card.total(&stretched(&self.usage, tokens))?)
    }

    fn units(&self, tokens: u32) -> Result<i128, PlanError> {
        Ok(self.card.units(&stretched(&self.usage, tokens))?)
    }

    /// The longest prompt that has not reached a threshold.
    fn last_below(&self, threshold: u32) -> u32 {
        let beyond = |tokens: u32| {
            self.card.tier(&stretched(&self.usage, tokens)).is_some_and(|t| t.threshold() >= threshold)
        };
        last(0, self.window, |n| !beyond(n))
    }

    fn steps(&self) -> Result<Vec<Step>, PlanError> {
        let tiers = self.at.card().tiers().map_or(&[][..], |tiers| tiers.tiers());
        let mut steps = Vec::new();
        let mut before = 0;
        for tier in tiers {
            let edge = self.last_below(tier.threshold());
            // Waived by an option, beyond the window, or of meters that the request has none of.
            if edge >= self.window || self.at(edge + 1).cost.is_err() {
                break;
            }
            steps.push(self.step(tier.threshold(), before, edge)?);
            before = edge + 1;
        }
        Ok(steps)
    }

    fn step(&self, threshold: u32, before: u32, edge: u32) -> Result<Step, PlanError> {
        let (low, high) = (self.cost(edge)?, self.cost(edge + 1)?);
        let jump = minus(high, low)?;
        let trim = if self.now > edge && self.now <= self.window {
            let saves = minus(self.cost(self.now)?, low)?;
            Some(Trim { tokens: self.now - edge, usage: stretched(&self.usage, edge), cost: low, saves })
        } else {
            None
        };
        let dearer_below = if jump.is_sign_negative() {
            let cheaper = last(before, edge, |n| self.cost(n).is_ok_and(|cost| cost <= high));
            Some((cheaper + 1, edge)).filter(|(from, to)| from <= to)
        } else {
            None
        };
        Ok(Step {
            threshold,
            below: self.at(edge),
            beyond: self.at(edge + 1),
            jump,
            bands: self.bands(before, edge)?,
            dearer_below,
            trim,
        })
    }

    /// Where (C(n) − C(edge)) / (n − edge) is at least a multiple of (C(edge) − C(before)) / (edge − before).
    fn bands(&self, before: u32, edge: u32) -> Result<Vec<Band>, PlanError> {
        let (base, start) = (self.units(edge)?, self.units(before)?);
        let slope = base - start;
        let reaches = |n: u32, tenths: u32| {
            let beyond = self.units(n).ok()?.checked_sub(base)?;
            let left = beyond.checked_mul(i128::from(edge - before))?.checked_mul(10)?;
            let right = slope.checked_mul(i128::from(n - edge))?.checked_mul(i128::from(tenths))?;
            Some(left >= right)
        };
        if edge == before || slope <= 0 {
            return Ok(Vec::new());
        }
        let mut bands = Vec::new();
        for tenths in BANDS {
            let upto = last(edge, self.window, |n| n == edge || reaches(n, tenths) == Some(true));
            if upto > edge {
                bands.push(Band { tenths, upto });
            }
        }
        Ok(bands)
    }
}

/// The last number from `low` to `high` of which `holds` is true; it is true up to some number and then false.
fn last(low: u32, high: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if holds(middle) { low = middle } else { high = middle - 1 }
    }
    low
}
