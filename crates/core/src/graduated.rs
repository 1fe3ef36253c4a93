//! Graduated scope: the prompt is laid out in the order of a prompt and cut at every threshold.

use crate::tier::PROMPT_ORDER;
use crate::{Meter, OutputRule, TierScope, Tiers, Usage};
use alloc::vec::Vec;

/// A stretch of the prompt, in tokens from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Tokens of the prompt that come before it.
    pub after: u64,
    /// Tokens of the prompt up to its end.
    pub upto: u64,
}

/// A stretch of one meter that lies in one tier.
pub(crate) struct Piece {
    pub(crate) meter: Meter,
    /// 0 is below every tier.
    pub(crate) level: usize,
    pub(crate) count: u32,
    pub(crate) span: Option<Span>,
}

/// Cuts a usage whose highest tier is `level` into pieces: counted prompt meters in prompt order, then the
/// other meters in billing order.
pub(crate) fn pieces(tiers: &Tiers, level: usize, usage: &Usage) -> impl Iterator<Item = Piece> {
    let counted = tiers.counted();
    let total = usage.sum(counted);
    let mut pieces = Vec::with_capacity(8);
    let mut at = 0;
    for meter in PROMPT_ORDER.into_iter().filter(|m| counted.contains(*m)) {
        let upto = at + u64::from(usage.of(meter));
        for (level, span) in cut(tiers, Span { after: at, upto }) {
            let count = (span.upto - span.after) as u32; // a part of a u32
            pieces.push(Piece { meter, level, count, span: Some(span) });
        }
        at = upto;
    }
    for (meter, count) in usage.iter().filter(|(m, _)| !counted.contains(*m)) {
        let is_output = meter.is_tokens() && !meter.is_prompt();
        match tiers.scope() {
            TierScope::Graduated(OutputRule::Whole) if is_output => {
                pieces.push(Piece { meter, level, count, span: None });
            }
            TierScope::Graduated(OutputRule::Proportional) if is_output => {
                // total > 0: a tier was reached.
                let upto = |p: u64| u128::from(count) * u128::from(p) / u128::from(total);
                for (level, span) in cut(tiers, Span { after: 0, upto: total }) {
                    let count = (upto(span.upto) - upto(span.after)) as u32; // a part of a u32
                    pieces.push(Piece { meter, level, count, span: None });
                }
            }
            _ => pieces.push(Piece { meter, level: 0, count, span: None }),
        }
    }
    pieces.into_iter().filter(|p| p.count > 0)
}

/// The parts of a span by tier level.
fn cut(tiers: &Tiers, whole: Span) -> impl Iterator<Item = (usize, Span)> {
    let edges = tiers.tiers().iter().map(|t| tiers.last_below(t)).chain([u64::MAX]);
    edges.enumerate().scan(whole.after, move |at, (level, edge)| {
        let span = Span { after: *at, upto: whole.upto.min(edge).max(*at) };
        *at = span.upto;
        Some((level, span))
    })
}
