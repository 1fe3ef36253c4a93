//! What a conversation costs as it grows: each turn sends the whole history again.
//!
//! A turn is one request. Its prompt is the system prompt, the first prompt, all that was said since, and
//! what the turn adds. What stays of thinking is the model's rule: kept, and then input of every later turn,
//! or stripped once the user speaks again (a tool result does not strip it).
//!
//! Caching follows a clock: the cache holds the prompt of the last request, a pause shorter than its
//! lifetime keeps it, each use starts the lifetime anew, a pause as long as the lifetime loses it. Prompts
//! shorter than the model's minimum are not cached. Breakpoints are assumed after the system prompt, after
//! the first prompt and at the end of each request.

mod run;
mod transcript;

use crate::PlanError;
use crate::setting::{Setting, plus};
use run::Engine;
use tokentoll_core::{Amount, Meter, Unpriced, Usage};

pub use transcript::{Recorded, RecordedRequest, recorded};

/// A conversation to simulate.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Conversation {
    /// Tokens of the system prompt and the tools: never compacted, kept by a restart.
    pub system: u32,
    /// Tokens of the first prompt, such as documents: compacted, kept by a restart.
    pub start: u32,
    /// The turns, in order.
    pub turns: Vec<Turn>,
}

/// One request of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Turn {
    /// Tokens the user adds.
    pub user: u32,
    /// Tokens of tool results: a turn of nothing else continues the loop of the turn before.
    pub tool_results: u32,
    /// Tokens the model thinks: billed as output.
    pub thinking: u32,
    /// Tokens the model writes besides: billed as output, and input of every later turn.
    pub output: u32,
    /// Seconds since the turn before.
    pub after_s: u32,
    /// Whether nothing of what was said before is part of the prompt.
    pub forgets: bool,
}

impl Turn {
    /// Whether it only brings tool results, so that the thinking of the loop stays.
    pub const fn continues(&self) -> bool {
        self.user == 0 && self.tool_results > 0
    }
}

impl Conversation {
    /// A conversation of equal turns.
    pub fn regular(system: u32, start: u32, turn: Turn, turns: u32) -> Conversation {
        Conversation { system, start, turns: vec![turn; turns as usize] }
    }
}

/// How a conversation is kept cheap: what is cached, and what happens once it is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strategy {
    /// The cache.
    pub cache: Caching,
    /// What happens at a length.
    pub limit: AtLimit,
}

/// Which cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caching {
    /// None: every token of the prompt is fresh input.
    None,
    /// Five minutes, or the seller's standard lifetime.
    Minutes5,
    /// An hour, or the seller's extended lifetime.
    Hour1,
}

impl Caching {
    /// Every one.
    pub const ALL: [Caching; 3] = [Caching::None, Caching::Minutes5, Caching::Hour1];

    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Caching::None => "no_cache",
            Caching::Minutes5 => "cache_5m",
            Caching::Hour1 => "cache_1h",
        }
    }

    /// How long an entry lives unused, in seconds.
    pub const fn lifetime_s(self) -> u32 {
        match self {
            Caching::None => 0,
            Caching::Minutes5 => 300,
            Caching::Hour1 => 3_600,
        }
    }

    /// The meter that its writes are billed on; cards without one bill them as fresh input (caching that the
    /// seller does by itself). `None` where the card has no such cache.
    pub fn writes(self, card: &tokentoll_core::RateCard) -> Option<Meter> {
        let has = |meter| card.rates().of(meter).is_some();
        match self {
            Caching::None => None,
            _ if !has(Meter::CacheRead) => None,
            Caching::Minutes5 if has(Meter::CacheWrite5m) => Some(Meter::CacheWrite5m),
            Caching::Minutes5 => Some(Meter::Input),
            Caching::Hour1 => Some(Meter::CacheWrite1h).filter(|meter| has(*meter)),
        }
    }
}

impl std::str::FromStr for Caching {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Caching::ALL.into_iter().find(|caching| caching.name() == s).ok_or(())
    }
}

/// What happens to a conversation that has grown long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AtLimit {
    /// Nothing.
    Grow,
    /// A prompt longer than `at` is summarised first, in a request of its own that writes `summary` tokens;
    /// the summary stands for all but the system prompt and what the turn adds.
    Compact {
        /// The longest prompt that is sent as it is.
        at: u32,
        /// Tokens of the summary.
        summary: u32,
    },
    /// A turn of the user that would send more than `at` starts a new conversation, with the system prompt
    /// and the first prompt.
    Restart {
        /// The longest prompt that is sent as it is.
        at: u32,
    },
}

impl AtLimit {
    /// The one spelling: `grow`, `compact`, `restart`.
    pub const fn name(self) -> &'static str {
        match self {
            AtLimit::Grow => "grow",
            AtLimit::Compact { .. } => "compact",
            AtLimit::Restart { .. } => "restart",
        }
    }
}

/// A conversation under one strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The strategy.
    pub strategy: Strategy,
    /// Every turn that was accepted.
    pub turns: Vec<TurnCost>,
    /// The sum of all their quotes, summaries included.
    pub total: Amount,
    /// The first turn that reached a long-context tier, counted from 1.
    pub crosses: Option<u32>,
    /// The first turn whose prompt needed more than the window without a header.
    pub needs_header: Option<u32>,
    /// The turn that the seller would have refused, and why; the run ends before it.
    pub ended: Option<(u32, Unpriced)>,
}

/// What a turn used and cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnCost {
    /// The turn, counted from 1.
    pub turn: u32,
    /// Its usage; the length of its prompt is the context.
    pub usage: Usage,
    /// The total of its quote.
    pub cost: Amount,
    /// The threshold of the tier that it reached.
    pub tier: Option<u32>,
    /// The summary made before it, and what that cost.
    pub compaction: Option<(Usage, Amount)>,
    /// Whether the conversation was started anew with it.
    pub restarted: bool,
}

impl Run {
    /// The sum of a meter over all requests of the run.
    pub fn tokens(&self, meter: Meter) -> u64 {
        let compaction = |t: &TurnCost| t.compaction.map_or(0, |(usage, _)| u64::from(usage.of(meter)));
        self.turns.iter().map(|t| u64::from(t.usage.of(meter)) + compaction(t)).sum()
    }

    /// How many turns were billed in a long-context tier.
    pub fn turns_in_tier(&self) -> usize {
        self.turns.iter().filter(|t| t.tier.is_some()).count()
    }

    /// How many summaries were made, or new conversations started.
    pub fn cuts(&self) -> usize {
        self.turns.iter().filter(|t| t.compaction.is_some() || t.restarted).count()
    }
}

/// A conversation under several strategies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// The runs, in the order of the strategies.
    pub runs: Vec<Run>,
    /// Which of them is the cheapest of those that reach the last turn.
    pub cheapest: Option<usize>,
    /// Strategies that the card has no rates for.
    pub unavailable: Vec<Strategy>,
    /// Whether thinking of earlier turns stays in the prompt.
    pub thinking_kept: bool,
}

impl Simulation {
    /// The cheapest run.
    pub fn best(&self) -> Option<&Run> {
        self.runs.get(self.cheapest?)
    }

    /// Why a run costs what it does beside another, in counts: what is read instead of sent, and how many
    /// turns are billed in a long-context tier.
    pub fn why(run: &Run, beside: &Run) -> Why {
        let of = |meter| run.tokens(meter) as i64 - beside.tokens(meter) as i64;
        Why {
            input: of(Meter::Input),
            cache_read: of(Meter::CacheRead),
            cache_write: of(Meter::CacheWrite5m) + of(Meter::CacheWrite1h),
            output: of(Meter::Output),
            turns_in_tier: run.turns_in_tier() as i64 - beside.turns_in_tier() as i64,
        }
    }
}

/// What a run uses more than another, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    /// Fresh input tokens.
    pub input: i64,
    /// Cache reads.
    pub cache_read: i64,
    /// Cache writes of either lifetime.
    pub cache_write: i64,
    /// Output tokens.
    pub output: i64,
    /// Turns billed in a long-context tier.
    pub turns_in_tier: i64,
}

/// The most turns of a simulation.
pub const MAX_TURNS: usize = 10_000;

/// Simulates a conversation under each strategy; `thinking_kept` is the model's own rule where it is `None`,
/// and stripped where nobody knows.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::Terms;
/// use tokentoll_plan::{Setting, conversation::*};
/// let at = Setting::find(PriceBook::embedded(), None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
/// let turn = Turn { user: 3_000, output: 1_000, after_s: 60, ..Turn::default() };
/// let conversation = Conversation::regular(0, 150_000, turn, 20);
/// let plain = Strategy { cache: Caching::None, limit: AtLimit::Grow };
/// let simulation = simulate(&at, &conversation, &[plain], None)?;
/// assert_eq!(simulation.runs[0].crosses, Some(13)); // 150,000 + 13 × 3,000 + 12 × 1,000 = 201,000
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`PlanError::Unpriced`] where the terms or a meter have no price at all, [`PlanError::TooMany`] for counts
/// out of range, [`PlanError::Bad`] for no turn, and for more than [`MAX_TURNS`].
pub fn simulate(
    at: &Setting<'_>,
    conversation: &Conversation,
    strategies: &[Strategy],
    thinking_kept: Option<bool>,
) -> Result<Simulation, PlanError> {
    if conversation.turns.is_empty() || conversation.turns.len() > MAX_TURNS {
        let message = format!("met {}, expected 1 to {MAX_TURNS}", conversation.turns.len());
        return Err(PlanError::Bad { what: "turns", message });
    }
    let thinking_kept = thinking_kept.or(at.listing.facts().thinking_kept).unwrap_or(false);
    let card = at.compiled()?;
    let mut simulation =
        Simulation { runs: Vec::new(), cheapest: None, unavailable: Vec::new(), thinking_kept };
    for strategy in strategies {
        if strategy.cache != Caching::None && strategy.cache.writes(at.card()).is_none() {
            simulation.unavailable.push(*strategy);
            continue;
        }
        simulation.runs.push(Engine::new(at, &card, conversation, *strategy, thinking_kept).run()?);
    }
    let whole = simulation.runs.iter().enumerate().filter(|(_, run)| run.ended.is_none());
    simulation.cheapest = whole.min_by_key(|(_, run)| run.total).map(|(i, _)| i);
    Ok(simulation)
}

/// No cache, five minutes and an hour, each with every way to meet the limit.
pub fn strategies(limits: &[AtLimit]) -> Vec<Strategy> {
    let limits = [&[AtLimit::Grow], limits].concat();
    limits.iter().flat_map(|limit| Caching::ALL.map(|cache| Strategy { cache, limit: *limit })).collect()
}

pub(crate) fn sum(amounts: impl IntoIterator<Item = Amount>) -> Result<Amount, PlanError> {
    amounts.into_iter().try_fold(Amount::ZERO, plus)
}
