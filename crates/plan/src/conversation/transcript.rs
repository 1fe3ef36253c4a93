//! A conversation that did happen, as other strategies would have billed it.

use super::{Conversation, Run, Simulation, Strategy, Turn, simulate, sum};
use crate::PlanError;
use crate::setting::Setting;
use tokentoll_core::{Amount, Meter, Usage};

/// One request of a conversation that did happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// What it used.
    pub usage: Usage,
    /// Seconds since the one before.
    pub after_s: u32,
}

/// What a conversation did cost, and what it would have cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The total of each request's bill, as it happened.
    pub bills: Vec<Amount>,
    /// Their sum.
    pub total: Amount,
    /// The same prompts and outputs under each strategy.
    pub simulation: Simulation,
}

impl Recorded {
    /// The cheapest run that costs less than what happened.
    pub fn better(&self) -> Option<&Run> {
        self.simulation.best().filter(|run| run.total < self.total)
    }
}

/// Prices a recorded conversation under each strategy.
///
/// Of each request the length of its prompt and its output are taken. A prompt at least as long as the one
/// before is read as its continuation, so that the cache could hold the whole of the one before; a shorter
/// one (compacted, edited, started anew) as a prompt of which nothing was cached. Audio, images, calls and
/// hours are billed as they happened and take no part in the strategies.
///
/// # Errors
/// As [`simulate`]; [`PlanError::Unpriced`] where a request has no price at all.
pub fn recorded(
    at: &Setting<'_>,
    requests: &[RecordedRequest],
    strategies: &[Strategy],
) -> Result<Recorded, PlanError> {
    let bill = |request: &RecordedRequest| Ok(at.card().bill(&request.usage, &at.terms)?.total());
    let bills = requests.iter().map(bill).collect::<Result<Vec<_>, PlanError>>()?;
    let total = sum(bills.iter().copied())?;
    let simulation = simulate(at, &conversation(requests)?, strategies, Some(false))?;
    Ok(Recorded { bills, total, simulation })
}

/// The turns that have the recorded prompts: what a prompt grows by is what the turn adds, and its output is
/// part of that growth, so that nothing of it is added again.
fn conversation(requests: &[RecordedRequest]) -> Result<Conversation, PlanError> {
    let mut before = 0;
    let mut turns = Vec::with_capacity(requests.len());
    for request in requests {
        let prompt = u32::try_from(request.usage.prompt_tokens()).map_err(|_| PlanError::TooMany)?;
        let forgets = prompt < before;
        turns.push(Turn {
            user: if forgets { prompt } else { prompt - before },
            thinking: request.usage.of(Meter::Output),
            after_s: request.after_s,
            forgets,
            ..Turn::default()
        });
        before = prompt;
    }
    Ok(Conversation { system: 0, start: 0, turns })
}
