//! A conversation as it grows: five ways to keep it cheap, and the turns of one of them.

use super::geometry::Drawing;
use super::{Planning, Slot};
use tokentoll::plan::conversation::{
    AtLimit, Caching, Conversation, Run, Strategy, Turn, simulate, strategies,
};
use tokentoll::plan::{PlanError, Setting};
use tokentoll::{Amount, Currency, Meter};

/// How a conversation is kept cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Everything is sent fresh.
    NoCache,
    /// A cache of five minutes.
    Minutes5,
    /// A cache of an hour.
    Hour1,
    /// Summarised at a length, with the cache that is cheapest then.
    Compact,
    /// Started anew at a length, with the cache that is cheapest then.
    Restart,
}

impl Keeping {
    /// All of them.
    pub const ALL: [Keeping; 5] =
        [Keeping::NoCache, Keeping::Minutes5, Keeping::Hour1, Keeping::Compact, Keeping::Restart];

    /// The one spelling, in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Keeping::NoCache => "none",
            Keeping::Minutes5 => "5m",
            Keeping::Hour1 => "1h",
            Keeping::Compact => "compact",
            Keeping::Restart => "restart",
        }
    }

    fn is(self, strategy: &Strategy) -> bool {
        match (self, strategy.limit) {
            (Keeping::NoCache, AtLimit::Grow) => strategy.cache == Caching::None,
            (Keeping::Minutes5, AtLimit::Grow) => strategy.cache == Caching::Minutes5,
            (Keeping::Hour1, AtLimit::Grow) => strategy.cache == Caching::Hour1,
            (Keeping::Compact, AtLimit::Compact { .. }) | (Keeping::Restart, AtLimit::Restart { .. }) => true,
            _ => false,
        }
    }
}

/// A conversation under every strategy.
#[derive(Clone, Debug)]
pub struct Talk {
    /// The currency of all amounts.
    pub currency: Currency,
    /// How many turns were asked for.
    pub turns: u32,
    /// The length at which it is cut.
    pub limit: u32,
    /// Whether thinking of earlier turns stays in the prompt.
    pub thinking_kept: bool,
    /// One row for each strategy that the model has rates for.
    pub rows: Vec<Kept>,
    /// The one that is drawn, among the rows.
    pub shown: usize,
    /// The cheapest that reaches the last turn, among the rows.
    pub cheapest: Option<usize>,
    /// The step, where there is one.
    pub step: Option<u32>,
    /// The window.
    pub window: Option<u32>,
    /// What each turn of the drawn one is billed.
    pub billed: Vec<Billed>,
    /// Its drawing.
    pub drawing: Drawing,
}

/// A conversation under one strategy.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which.
    pub keeping: Keeping,
    /// Turn by turn.
    pub run: Run,
}

/// What a turn is billed, its summary included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Billed {
    /// The turn.
    pub turn: u32,
    /// The prompt, in tokens.
    pub context: u64,
    /// Tokens by part.
    pub tokens: [u64; 4],
    /// Amounts by part.
    pub parts: [Amount; 4],
    /// The cost of the turn: the sum of its parts.
    pub cost: Amount,
    /// All turns up to this one.
    pub so_far: Amount,
    /// Whether it is billed beyond the step.
    pub over: bool,
    /// Whether the conversation was summarised or started anew before it.
    pub cut: bool,
}

/// The parts of a turn's bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Sent fresh.
    Fresh,
    /// Written to a cache.
    Write,
    /// Read from a cache.
    Read,
    /// Written by the model.
    Output,
}

impl Part {
    /// All of them, as they are stacked.
    pub const ALL: [Part; 4] = [Part::Fresh, Part::Write, Part::Read, Part::Output];

    const fn of(meter: Meter) -> Part {
        match meter {
            Meter::CacheRead => Part::Read,
            Meter::CacheWrite5m | Meter::CacheWrite1h => Part::Write,
            meter if meter.is_prompt() => Part::Fresh,
            _ => Part::Output,
        }
    }

    /// The one spelling, in classes.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Fresh => "fresh",
            Part::Write => "write",
            Part::Read => "read",
            Part::Output => "output",
        }
    }
}

impl Talk {
    /// The conversation of a state; `None` where no price is known.
    ///
    /// # Errors
    /// [`PlanError`] where a turn has no price, or counts are out of range.
    pub fn of(planning: &Planning) -> Result<Option<Talk>, PlanError> {
        let Some(at) = planning.setting() else { return Ok(None) };
        let number = |slot| planning.number(slot);
        let turn = Turn {
            user: number(Slot::User),
            output: number(Slot::Answer),
            thinking: number(Slot::Thinking),
            after_s: number(Slot::Pause).saturating_mul(60),
            ..Turn::default()
        };
        let turns = number(Slot::Turns);
        let conversation = Conversation::regular(0, number(Slot::Start), turn, turns);
        let limit = number(Slot::Limit);
        let limits =
            [AtLimit::Compact { at: limit, summary: number(Slot::Summary) }, AtLimit::Restart { at: limit }];
        let simulation = simulate(&at, &conversation, &strategies(&limits), None)?;
        let rows = rows(simulation.runs);
        let shown = rows.iter().position(|kept| kept.keeping == planning.keeping).unwrap_or(0);
        let Some(kept) = rows.get(shown) else { return Ok(None) };
        let whole = rows.iter().enumerate().filter(|(_, kept)| kept.run.ended.is_none());
        let cheapest = whole.min_by_key(|(_, kept)| kept.run.total).map(|(i, _)| i);
        let step = at.card().tiers().and_then(|tiers| tiers.tiers().first()).map(|tier| tier.threshold());
        let window = at.card().window().map(|window| window.tokens);
        let billed = billed(&at, &kept.run)?;
        let crosses = kept.run.crosses;
        let drawing = Drawing::of(planning.page.narrow, turns, &billed, step, window, crosses);
        Ok(Some(Talk {
            currency: at.card().currency(),
            turns,
            limit,
            thinking_kept: simulation.thinking_kept,
            shown,
            cheapest,
            step,
            window,
            billed,
            drawing,
            rows,
        }))
    }

    /// The strategy that is drawn.
    pub fn drawn(&self) -> &Kept {
        &self.rows[self.shown]
    }
}

/// One run for each way; where a cut goes with several caches, the cheapest, and one that reaches the last turn.
fn rows(runs: Vec<Run>) -> Vec<Kept> {
    let best = |keeping: Keeping| {
        let of = runs.iter().filter(|run| keeping.is(&run.strategy));
        let run = of.min_by_key(|run| (run.ended.is_some(), run.total))?;
        Some(Kept { keeping, run: run.clone() })
    };
    Keeping::ALL.into_iter().filter_map(best).collect()
}

/// The turns with the parts of their bills, each from the quote of the turn.
fn billed(at: &Setting<'_>, run: &Run) -> Result<Vec<Billed>, PlanError> {
    let mut so_far = Amount::ZERO;
    let mut all = Vec::with_capacity(run.turns.len());
    for turn in &run.turns {
        let mut billed = Billed {
            turn: turn.turn,
            context: turn.usage.prompt_tokens(),
            tokens: [0; 4],
            parts: [Amount::ZERO; 4],
            cost: turn.cost,
            so_far,
            over: turn.tier.is_some(),
            cut: turn.compaction.is_some() || turn.restarted,
        };
        let summary = turn.compaction.map(|(usage, _)| usage);
        for usage in summary.into_iter().chain([turn.usage]) {
            for line in at.quote(&usage)?.lines() {
                let part = Part::of(line.meter()) as usize;
                billed.tokens[part] += u64::from(line.count());
                billed.parts[part] = billed.parts[part].plus(line.amount()).ok_or(PlanError::TooLong)?;
            }
        }
        if let Some((_, cost)) = turn.compaction {
            billed.cost = billed.cost.plus(cost).ok_or(PlanError::TooLong)?;
        }
        so_far = so_far.plus(billed.cost).ok_or(PlanError::TooLong)?;
        billed.so_far = so_far;
        all.push(billed);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::Action;
    use crate::planning::tests::opened;

    fn talk(fragment: &str, fields: &[(Slot, &str)], keeping: Keeping) -> Talk {
        let planning = fields.iter().fold(opened(fragment), |planning, (slot, text)| {
            planning.after(Action::Type(*slot, (*text).to_owned()))
        });
        Talk::of(&planning.after(Action::Keep(keeping))).unwrap().unwrap()
    }

    const SONNET: &str = "m=claude-sonnet-4-5&d=2026-02-20&out=2000";
    const FIELDS: [(Slot, &str); 4] =
        [(Slot::Start, "150k"), (Slot::User, "3k"), (Slot::Answer, "1k"), (Slot::Turns, "20")];

    #[test]
    fn turn_thirteen_crosses() {
        let talk = talk(SONNET, &FIELDS, Keeping::NoCache);
        assert_eq!((talk.drawn().run.crosses, talk.step), (Some(13), Some(200_000)));
        assert_eq!(talk.billed.len(), 20);
        // Turn n sends 150,000 + 3,000 n + 1,000 (n − 1): twelve turns at 3 and 15, eight at 6 and 22.5.
        let (mut total, million) = (0_u64, 1_000_000);
        for turn in 1..=20_u64 {
            let prompt = 150_000 + 3_000 * turn + 1_000 * (turn - 1);
            let (input, output) = if prompt > 200_000 { (60, 225) } else { (30, 150) };
            total += prompt * input + 1_000 * output;
        }
        let total =
            rust_decimal::Decimal::new(total.try_into().unwrap(), 1) / rust_decimal::Decimal::from(million);
        assert_eq!(talk.drawn().run.total.decimal(), total);
        assert_eq!(talk.billed.last().unwrap().so_far, talk.drawn().run.total);
    }

    #[test]
    fn the_parts_are_the_turn() {
        for keeping in Keeping::ALL {
            let talk = talk(SONNET, &FIELDS, keeping);
            for billed in &talk.billed {
                let sum = billed.parts.iter().try_fold(Amount::ZERO, |sum, part| sum.plus(*part)).unwrap();
                assert_eq!(sum, billed.cost, "{keeping:?} {}", billed.turn);
                assert!(billed.tokens[0] + billed.tokens[1] + billed.tokens[2] >= billed.context);
            }
            assert_eq!(talk.billed.last().unwrap().so_far, talk.drawn().run.total, "{keeping:?}");
        }
    }

    #[test]
    fn five_rows_and_the_cheapest_of_them() {
        let talk = talk(SONNET, &FIELDS, Keeping::Restart);
        let shown: Vec<_> = talk.rows.iter().map(|kept| (kept.keeping, kept.run.total.to_string())).collect();
        // As `tokentoll simulate` prints them.
        let expected = [
            (Keeping::NoCache, "16.98"),
            (Keeping::Minutes5, "2.92245"),
            (Keeping::Hour1, "3.5097"),
            (Keeping::Compact, "1.6929"),
            (Keeping::Restart, "2.06955"),
        ];
        assert_eq!(shown, expected.map(|(keeping, total)| (keeping, total.to_owned())));
        assert_eq!((talk.cheapest, talk.drawn().keeping), (Some(3), Keeping::Restart));
    }

    #[test]
    fn a_pause_loses_the_cache_and_the_window_ends_the_talk() {
        let paused: Vec<_> = FIELDS.into_iter().chain([(Slot::Pause, "6")]).collect();
        let talk = talk(SONNET, &paused, Keeping::Minutes5);
        assert!(talk.billed.iter().all(|billed| billed.tokens[Part::Read as usize] == 0));
        let now = self::talk("m=claude-sonnet-4-5&d=2026-11-20", &FIELDS, Keeping::NoCache);
        assert_eq!(now.drawn().run.ended.as_ref().map(|(turn, _)| *turn), Some(13));
        assert_eq!((now.billed.len(), now.step), (12, None));
    }
}
