use super::*;
use proptest::strategy::Strategy as _;
use tokentoll_core::Meter;
use tokentoll_plan::conversation::*;

const PLAIN: Strat = Strat { cache: Caching::None, limit: AtLimit::Grow };
use tokentoll_plan::conversation::Strategy as Strat;

fn with(cache: Caching) -> Strat {
    Strat { cache, limit: AtLimit::Grow }
}

fn one(at: &Setting<'_>, conversation: &Conversation, strategy: Strat) -> Run {
    simulate(at, conversation, &[strategy], None).unwrap().runs.remove(0)
}

fn turn(user: u32, output: u32, after_s: u32) -> Turn {
    Turn { user, output, after_s, ..Turn::default() }
}

/// What every run must hold, derived again from plain quotes.
fn holds(at: &Setting<'_>, run: &Run) {
    let mut sum = Amount::ZERO;
    for cost in &run.turns {
        let quote = at.quote(&cost.usage).unwrap();
        assert_eq!((quote.total(), quote.tier().map(|t| t.threshold)), (cost.cost, cost.tier));
        sum = sum.plus(quote.total()).unwrap();
        if let Some((usage, amount)) = cost.compaction {
            assert_eq!(total(at, usage), amount);
            sum = sum.plus(amount).unwrap();
        }
    }
    assert_eq!(sum, run.total);
}

#[test]
fn turn_13_crosses_the_step() {
    let conversation = Conversation::regular(0, 150_000, turn(3_000, 1_000, 60), 20);
    let at = at("claude-sonnet-4-5", "2026-02-20");
    let run = one(&at, &conversation, PLAIN);
    let prompts: Vec<_> = run.turns.iter().map(|t| t.usage.prompt_tokens()).collect();
    assert_eq!((prompts[0], prompts[11], prompts[12], prompts[19]), (153_000, 197_000, 201_000, 229_000));
    assert_eq!((run.crosses, run.needs_header, run.turns_in_tier()), (Some(13), Some(13), 8));
    // Turns 1 to 12 sum to 2,100,000 tokens at 3, turns 13 to 20 to 1,720,000 at 6; outputs at 15 and 22.5.
    assert_eq!(run.total, amount("16.98"));
    holds(&at, &run);
}

#[test]
fn thinking_stays_or_goes_by_model() {
    let turns = [
        Turn { user: 1_000, thinking: 5_000, output: 100, ..Turn::default() },
        Turn { tool_results: 2_000, thinking: 700, output: 100, ..Turn::default() },
        Turn { user: 1_000, output: 100, ..Turn::default() },
    ];
    let conversation = Conversation { system: 0, start: 10_000, turns: turns.to_vec() };
    let prompts = |model| -> Vec<u64> {
        let run = one(&at(model, "2026-11-20"), &conversation, PLAIN);
        run.turns.iter().map(|t| t.usage.prompt_tokens()).collect()
    };
    assert_eq!(prompts("claude-opus-5-5"), [11_000, 18_100, 19_900]); // 11,000 + 5,100 + 2,000; + 800 + 1,000
    assert_eq!(prompts("claude-haiku-4-5"), [11_000, 18_100, 14_200]); // without the 5,700 of thinking
    let run = one(&at("claude-haiku-4-5", "2026-11-20"), &conversation, with(Caching::Minutes5));
    // The prompt of the loop's first request is the last prefix that is still the same.
    let read: Vec<_> = run.turns.iter().map(|t| t.usage.of(Meter::CacheRead)).collect();
    assert_eq!(read, [0, 11_000, 11_000]);
    assert_eq!(run.turns[0].usage.of(Meter::Output), 5_100);
}

#[test]
fn a_pause_as_long_as_the_lifetime_loses_the_cache() {
    let at = at("claude-opus-5-5", "2026-11-20");
    let pauses = [0, 299, 299, 300, 10, 3_599, 3_600];
    let turns: Vec<_> = pauses.map(|s| turn(1_000, 0, s)).to_vec();
    let conversation = Conversation { system: 0, start: 9_000, turns };
    let read = |cache| -> Vec<u32> {
        let run = one(&at, &conversation, with(cache));
        holds(&at, &run);
        run.turns.iter().map(|t| t.usage.of(Meter::CacheRead)).collect()
    };
    assert_eq!(read(Caching::Minutes5), [0, 10_000, 11_000, 0, 13_000, 0, 0]);
    assert_eq!(read(Caching::Hour1), [0, 10_000, 11_000, 12_000, 13_000, 14_000, 0]);
}

#[test]
fn prompts_below_the_minimum_are_not_cached() {
    let at = at("claude-opus-4-6", "2026-11-20"); // 4,096
    let conversation = Conversation::regular(0, 0, turn(2_000, 48, 1), 4);
    let run = one(&at, &conversation, with(Caching::Minutes5));
    let of = |meter| run.turns.iter().map(|t| t.usage.of(meter)).collect::<Vec<_>>();
    assert_eq!(of(Meter::Input), [2_000, 4_048, 0, 0]);
    assert_eq!(of(Meter::CacheWrite5m), [0, 0, 6_096, 2_048]);
    assert_eq!(of(Meter::CacheRead), [0, 0, 0, 6_096]);
}

#[test]
fn a_summary_is_billed_and_shortens_what_follows() {
    let at = at("claude-opus-5-5", "2026-11-20");
    let conversation = Conversation::regular(2_000, 150_000, turn(3_000, 1_000, 60), 12);
    let compact = Strat { cache: Caching::None, limit: AtLimit::Compact { at: 180_000, summary: 4_000 } };
    let run = one(&at, &conversation, compact);
    // 155,000 + 4,000 a turn: the 8th would send 183,000.
    let cut = &run.turns[7];
    assert_eq!(cut.compaction.unwrap().0, Usage::new().input(183_000).output(4_000));
    assert_eq!(cut.usage.prompt_tokens(), 9_000); // 2,000 + 4,000 + 3,000
    assert_eq!(run.cuts(), 1);
    holds(&at, &run);
    let restart = Strat { cache: Caching::Minutes5, limit: AtLimit::Restart { at: 180_000 } };
    let run = one(&at, &conversation, restart);
    assert_eq!((run.turns[7].usage.prompt_tokens(), run.turns[7].restarted), (155_000, true));
    assert_eq!(run.turns[7].usage.of(Meter::CacheRead), 152_000, "the first prompt is still cached");
    holds(&at, &run);
}

#[test]
fn a_run_ends_where_the_window_does() {
    let at = at("claude-haiku-4-5", "2026-11-20");
    let conversation = Conversation::regular(0, 150_000, turn(3_000, 1_000, 60), 20);
    let simulation =
        simulate(&at, &conversation, &strategies(&[AtLimit::Compact { at: 180_000, summary: 4_000 }]), None)
            .unwrap();
    let grown = &simulation.runs[0];
    assert_eq!((grown.ended.as_ref().unwrap().0, grown.turns.len()), (13, 12));
    let best = simulation.best().unwrap();
    assert!(best.ended.is_none() && matches!(best.strategy.limit, AtLimit::Compact { .. }));
}

#[test]
fn what_a_card_does_not_have_is_unavailable() {
    let at = at("claude-3-sonnet-20240229", "2025-05-01");
    let conversation = Conversation::regular(0, 0, turn(10, 10, 1), 2);
    let simulation = simulate(&at, &conversation, &strategies(&[]), None).unwrap();
    assert_eq!((simulation.runs.len(), simulation.unavailable.len()), (1, 2));
    assert!(simulate(&at, &Conversation::default(), &strategies(&[]), None).is_err());
}

#[test]
fn a_transcript_is_priced_as_it_was_and_as_it_could_have_been() {
    let at = at("claude-opus-5-5", "2026-11-20");
    let fresh = |input, after_s| RecordedRequest { usage: Usage::new().input(input).output(500), after_s };
    let requests = [fresh(50_000, 0), fresh(52_000, 30), fresh(54_000, 30), fresh(20_000, 30)];
    let recorded = recorded(&at, &requests, &strategies(&[])).unwrap();
    assert_eq!(recorded.total, amount("0.744")); // 176,000 × 4 + 2,000 × 20
    assert_eq!(recorded.simulation.runs[0].total, recorded.total, "nothing was cached");
    let cached = &recorded.simulation.runs[1];
    let reads: Vec<_> = cached.turns.iter().map(|t| t.usage.of(Meter::CacheRead)).collect();
    assert_eq!(reads, [0, 50_000, 52_000, 0], "the last prompt is another one");
    assert_eq!(recorded.better().unwrap().strategy.cache, Caching::Minutes5);
    holds(&at, cached);
}

fn any_turn() -> impl proptest::strategy::Strategy<Value = Turn> {
    (0u32..9_000, 0u32..9_000, 0u32..3_000, 0u32..3_000, 0u32..5_000).prop_map(
        |(user, tool_results, thinking, output, after_s)| Turn {
            user: if user % 3 == 0 { 0 } else { user },
            tool_results: if tool_results % 2 == 0 { 0 } else { tool_results },
            thinking,
            output,
            after_s,
            forgets: false,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_run_is_the_sum_of_its_quotes(
        at in any_setting(),
        turns in proptest::collection::vec(any_turn(), 1..30),
        system in 0u32..5_000, start in 0u32..250_000, kept in any::<bool>(),
    ) {
        let conversation = Conversation { system, start, turns };
        let limits = [AtLimit::Compact { at: 190_000, summary: 3_000 }, AtLimit::Restart { at: 190_000 }];
        let simulation = simulate(&at, &conversation, &strategies(&limits), Some(kept)).unwrap();
        for run in &simulation.runs {
            holds(&at, run);
            prop_assert_eq!(run.turns.len() == conversation.turns.len(), run.ended.is_none());
        }
        // The same prompts and outputs under every cache: only the meters differ.
        let grown: Vec<_> = simulation.runs.iter().filter(|r| r.strategy.limit == AtLimit::Grow).collect();
        for run in &grown {
            for (a, b) in run.turns.iter().zip(&grown[0].turns) {
                prop_assert_eq!(a.usage.prompt_tokens(), b.usage.prompt_tokens());
                prop_assert_eq!(a.usage.of(Meter::Output), b.usage.of(Meter::Output));
            }
        }
        if let Some(best) = simulation.best() {
            prop_assert!(simulation.runs.iter().filter(|r| r.ended.is_none()).all(|r| r.total >= best.total));
        }
    }
}
