//! From an ask to its answer: conversations.

use super::Asked;
use super::answer::unpriced;
use super::answers::{self, Counts, Ended, Money, PlanAnswer, Recorded, Spent, TurnCost, Why};
use super::asks::{ConversationAsk, RecordedAsk, TurnAsk};
use super::words::Count;
use crate::code::{Code, Failure};
use tokentoll_core::Meter;
use tokentoll_plan::PlanError;
use tokentoll_plan::conversation::{
    AtLimit, Caching, Conversation, MAX_TURNS, RecordedRequest, Run, Simulation, Strategy, Turn, recorded,
    simulate,
};

impl Asked<'_> {
    pub(super) fn conversation(&self) -> Result<PlanAnswer, Failure> {
        let ask: ConversationAsk = self.read()?;
        let strategies = strategies(&ask);
        let (simulation, recorded) = match &ask.transcript {
            Some(transcript) => {
                no_others(&ask)?;
                let requests = requests(transcript, or(ask.every_s, 60))?;
                let recorded = recorded(&self.at, &requests, &strategies)?;
                let saves = recorded
                    .simulation
                    .best()
                    .map(|run| recorded.total.minus(run.total).ok_or(PlanError::TooLong).map(Money));
                let said = Recorded {
                    bills: recorded.bills.iter().map(|bill| (*bill).into()).collect(),
                    total: recorded.total.into(),
                    saves: saves.transpose()?,
                };
                (recorded.simulation, Some(said))
            }
            None => (simulate(&self.at, &conversation(&ask)?, &strategies, ask.thinking_kept)?, None),
        };
        let why = simulation.best().zip(simulation.runs.first()).map(|(best, first)| why(best, first));
        Ok(PlanAnswer::Conversation(Box::new(answers::Conversation {
            question: "conversation",
            at: self.header(),
            thinking_kept: simulation.thinking_kept,
            runs: simulation.runs.iter().map(run).collect(),
            cheapest: simulation.cheapest,
            why,
            unavailable: simulation.unavailable.iter().map(|s| strategy(*s)).collect(),
            recorded,
        })))
    }
}

fn or(count: Option<Count>, otherwise: u32) -> u32 {
    count.map_or(otherwise, |count| count.0)
}

/// A transcript says all there is to say of the turns.
fn no_others(ask: &ConversationAsk) -> Result<(), Failure> {
    let counts = [
        ("system", ask.system),
        ("start", ask.start),
        ("turns", ask.turns),
        ("user", ask.user),
        ("tool_results", ask.tool_results),
        ("thinking", ask.thinking),
        ("output", ask.output),
    ];
    let mut others = counts.into_iter().filter(|(_, count)| count.is_some()).map(|(name, _)| name);
    let listed = ask.exchanges.is_some().then_some("exchanges");
    let kept = ask.thinking_kept.is_some().then_some("thinking_kept");
    match others.next().or(listed).or(kept) {
        None => Ok(()),
        Some(name) => {
            Err(Failure::new(Code::BadUsage, name, "it cannot stand beside a transcript, which says it all"))
        }
    }
}

fn strategies(ask: &ConversationAsk) -> Vec<Strategy> {
    let caches = match &ask.caches {
        Some(caches) => caches.iter().map(|word| word.0).collect(),
        None => Caching::ALL.to_vec(),
    };
    let mut limits = vec![AtLimit::Grow];
    limits.extend(ask.compact.as_ref().map(|c| AtLimit::Compact { at: c.at.0, summary: c.summary.0 }));
    limits.extend(ask.restart.as_ref().map(|r| AtLimit::Restart { at: r.at.0 }));
    let mut strategies = Vec::new();
    for limit in limits {
        for cache in &caches {
            let strategy = Strategy { cache: *cache, limit };
            if !strategies.contains(&strategy) {
                strategies.push(strategy);
            }
        }
    }
    strategies
}

fn conversation(ask: &ConversationAsk) -> Result<Conversation, Failure> {
    let (system, start) = (or(ask.system, 0), or(ask.start, 0));
    let every = Turn {
        user: or(ask.user, 0),
        tool_results: or(ask.tool_results, 0),
        thinking: or(ask.thinking, 0),
        output: or(ask.output, 0),
        after_s: or(ask.every_s, 60),
        forgets: false,
    };
    match (ask.turns, &ask.exchanges) {
        (Some(Count(turns)), None) if turns as usize <= MAX_TURNS => {
            Ok(Conversation::regular(system, start, every, turns))
        }
        (Some(Count(turns)), None) => {
            let message = format!("met {turns}, expected 1 to {MAX_TURNS}");
            Err(PlanError::Bad { what: "turns", message }.into())
        }
        (None, Some(exchanges)) => {
            let turn = |ask: &TurnAsk| Turn {
                user: or(ask.user, every.user),
                tool_results: or(ask.tool_results, every.tool_results),
                thinking: or(ask.thinking, every.thinking),
                output: or(ask.output, every.output),
                after_s: or(ask.after_s, every.after_s),
                forgets: false,
            };
            Ok(Conversation { system, start, turns: exchanges.iter().map(turn).collect() })
        }
        (met, _) => {
            let met = if met.is_some() { "both" } else { "none" };
            let message = format!("met {met}, expected one of `turns`, `exchanges` and `transcript`");
            Err(Failure::new(Code::BadUsage, "turns", message))
        }
    }
}

fn requests(transcript: &[RecordedAsk], every_s: u32) -> Result<Vec<RecordedRequest>, Failure> {
    let mut requests = Vec::with_capacity(transcript.len());
    for (i, ask) in transcript.iter().enumerate() {
        let after_s = or(ask.after_s, every_s);
        match (&ask.usage, &ask.report) {
            (Some(counts), None) => requests.push(RecordedRequest { usage: counts.0, after_s }),
            (None, Some(report)) => {
                let text = serde_json::Value::from(report.clone()).to_string();
                let report = tokentoll_usage::read_text(text.as_bytes(), None).map_err(|e| {
                    let failure = Failure::of_report(e);
                    Failure { field: format!("transcript.{i}.{}", failure.field), ..failure }
                })?;
                // Several samplings follow each other at once.
                let parts = report.parts.iter().enumerate();
                requests.extend(parts.map(|(part, of)| RecordedRequest {
                    usage: of.usage,
                    after_s: if part == 0 { after_s } else { 0 },
                }));
            }
            (met, _) => {
                let met = if met.is_some() { "both" } else { "neither" };
                let message = format!("met {met} of `usage` and `report`, expected exactly one");
                return Err(Failure::new(Code::BadUsage, format!("transcript.{i}"), message));
            }
        }
    }
    Ok(requests)
}

fn strategy(strategy: Strategy) -> answers::Strategy {
    let (at, summary) = match strategy.limit {
        AtLimit::Grow => (None, None),
        AtLimit::Compact { at, summary } => (Some(at), Some(summary)),
        AtLimit::Restart { at } => (Some(at), None),
    };
    answers::Strategy { cache: strategy.cache.name(), limit: strategy.limit.name(), at, summary }
}

fn run(run: &Run) -> answers::Run {
    let tokens = Meter::ALL.into_iter().map(|meter| (meter, run.tokens(meter))).filter(|(_, n)| *n > 0);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let turns = run.turns.iter().map(|turn| TurnCost {
        turn: turn.turn,
        prompt_tokens: turn.usage.prompt_tokens(),
        usage: (&turn.usage).into(),
        cost: turn.cost.into(),
        tier: turn.tier,
        compaction: turn.compaction.map(|(usage, cost)| Spent {
            usage: (&usage).into(),
            times: 1,
            each: cost.into(),
        }),
        restarted: turn.restarted,
    });
    answers::Run {
        strategy: strategy(run.strategy),
        total: run.total.into(),
        tokens: Counts(tokens.collect()),
        crosses: run.crosses,
        turns_in_tier: count(run.turns_in_tier()),
        needs_header: run.needs_header,
        ended: run.ended.as_ref().map(|(turn, why)| Ended { turn: *turn, error: unpriced(why) }),
        cuts: count(run.cuts()),
        turns: turns.collect(),
    }
}

fn why(best: &Run, first: &Run) -> Why {
    let why = Simulation::why(best, first);
    Why {
        input: why.input,
        cache_read: why.cache_read,
        cache_write: why.cache_write,
        output: why.output,
        turns_in_tier: why.turns_in_tier,
    }
}
