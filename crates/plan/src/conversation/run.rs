//! One conversation under one strategy, turn by turn.

use super::{AtLimit, Conversation, Run, Strategy, Turn, TurnCost, sum};
use crate::PlanError;
use crate::setting::Setting;
use tokentoll_core::{Amount, Compiled, Meter, Unpriced, Usage};

pub(super) struct Engine<'e, 'b> {
    at: &'e Setting<'b>,
    card: &'e Compiled<'b>,
    conversation: &'e Conversation,
    strategy: Strategy,
    thinking_kept: bool,
    /// The meter of cache writes; `None` without a cache.
    writes: Option<Meter>,
    least_cached: u64,
    /// Everything said so far that stays, the system prompt and the first prompt included.
    context: u64,
    /// Thinking of the loop under way that will be stripped.
    passing: u64,
    /// The prompt of the first request of the loop: what stays the same once its thinking is stripped.
    stable: u64,
    /// The prefix that the cache holds.
    cached: u64,
}

impl<'e, 'b> Engine<'e, 'b> {
    pub(super) fn new(
        at: &'e Setting<'b>,
        card: &'e Compiled<'b>,
        conversation: &'e Conversation,
        strategy: Strategy,
        thinking_kept: bool,
    ) -> Self {
        Engine {
            at,
            card,
            conversation,
            strategy,
            thinking_kept,
            writes: strategy.cache.writes(at.card()),
            least_cached: at.listing.facts().min_cacheable.map_or(0, u64::from),
            context: u64::from(conversation.system) + u64::from(conversation.start),
            passing: 0,
            stable: 0,
            cached: 0,
        }
    }

    pub(super) fn run(mut self) -> Result<Run, PlanError> {
        let mut run = Run {
            strategy: self.strategy,
            turns: Vec::with_capacity(self.conversation.turns.len()),
            total: Amount::ZERO,
            crosses: None,
            needs_header: None,
            ended: None,
        };
        let window = self.at.listing.facts().context_window.map_or(u64::MAX, u64::from);
        for (number, turn) in (1..).zip(&self.conversation.turns) {
            let cost = match self.turn(number, turn) {
                Ok(cost) => cost,
                Err(PlanError::Unpriced(over @ Unpriced::OverWindow { .. })) => {
                    run.ended = Some((number, over));
                    break;
                }
                Err(PlanError::Unpriced(not @ Unpriced::NotInTier { .. })) => {
                    run.ended = Some((number, not));
                    break;
                }
                Err(other) => return Err(other),
            };
            let tier = cost.tier.is_some()
                || cost.compaction.is_some_and(|(usage, _)| self.card.tier(&usage).is_some());
            run.crosses = run.crosses.or(Some(number).filter(|_| tier));
            let longest = cost.compaction.map_or(0, |(usage, _)| usage.prompt_tokens());
            let beyond = cost.usage.prompt_tokens().max(longest) > window;
            run.needs_header = run.needs_header.or(Some(number).filter(|_| beyond));
            run.total = sum([run.total, cost.cost].into_iter().chain(cost.compaction.map(|(_, cost)| cost)))?;
            run.turns.push(cost);
        }
        Ok(run)
    }

    fn turn(&mut self, number: u32, turn: &Turn) -> Result<TurnCost, PlanError> {
        let added = u64::from(turn.user) + u64::from(turn.tool_results);
        if number > 1 && turn.after_s >= self.strategy.cache.lifetime_s() {
            self.cached = 0;
        }
        if turn.forgets {
            (self.context, self.passing, self.cached) = (0, 0, 0);
        }
        if !turn.continues() {
            if self.passing > 0 {
                self.cached = self.cached.min(self.stable);
            }
            self.passing = 0;
        }
        let (compaction, restarted) = self.cut(turn, added)?;
        let prompt = self.context + self.passing + added;
        let usage = self.usage(prompt, u64::from(turn.thinking) + u64::from(turn.output))?;
        let cost = self.card.total(&usage)?;
        if !turn.continues() || compaction.is_some() {
            self.stable = prompt;
        }
        if self.writes.is_some() && prompt >= self.least_cached {
            self.cached = prompt;
        }
        self.context += added + u64::from(turn.output);
        let thinking = u64::from(turn.thinking);
        if self.thinking_kept {
            self.context += thinking
        } else {
            self.passing += thinking
        }
        let tier = self.card.tier(&usage).map(|tier| tier.threshold());
        Ok(TurnCost { turn: number, usage, cost, tier, compaction, restarted })
    }

    /// Meets the limit, where the turn would pass it.
    fn cut(&mut self, turn: &Turn, added: u64) -> Result<(Option<(Usage, Amount)>, bool), PlanError> {
        let prompt = self.context + self.passing + added;
        let system = u64::from(self.conversation.system);
        match self.strategy.limit {
            AtLimit::Compact { at, summary } if prompt > u64::from(at) => {
                // Shorter afterwards, or there is nothing to gain.
                if system + u64::from(summary) >= self.context + self.passing {
                    return Ok((None, false));
                }
                let read = self.readable(prompt);
                let fresh = count(prompt - read)?;
                let usage = Usage::new().input(fresh).cache_read(count(read)?).output(summary);
                let cost = self.card.total(&usage)?;
                self.context = system + u64::from(summary);
                self.passing = 0;
                self.cached = self.cached.min(system);
                Ok((Some((usage, cost)), false))
            }
            AtLimit::Restart { at } if prompt > u64::from(at) && !turn.continues() => {
                let first = system + u64::from(self.conversation.start);
                if self.context <= first {
                    return Ok((None, false));
                }
                self.context = first;
                self.cached = self.cached.min(first);
                Ok((None, true))
            }
            _ => Ok((None, false)),
        }
    }

    /// The prefix that can be read from the cache.
    fn readable(&self, prompt: u64) -> u64 {
        let held = self.cached.min(prompt);
        if self.writes.is_none() || held < self.least_cached { 0 } else { held }
    }

    fn usage(&self, prompt: u64, output: u64) -> Result<Usage, PlanError> {
        let usage = Usage::new().output(count(output)?);
        let read = self.readable(prompt);
        match self.writes {
            Some(writes) if prompt >= self.least_cached => {
                Ok(usage.cache_read(count(read)?).with(writes, count(prompt - read)?))
            }
            _ => Ok(usage.input(count(prompt)?)),
        }
    }
}

fn count(tokens: u64) -> Result<u32, PlanError> {
    u32::try_from(tokens).map_err(|_| PlanError::TooMany)
}
