use super::*;
use tokentoll_core::ServiceTier;
use tokentoll_plan::Rules;
use tokentoll_plan::access::{Access, Fit, OutputFit, Patience, access};
use tokentoll_plan::rules::Overflow;

fn ask(model: &str, on: &str, input: u32, max_tokens: u32) -> Access {
    access(&at(model, on), &Usage::new().input(input).output(1_000), Some(max_tokens), Rules::embedded())
}

#[test]
fn the_window_of_each_day() {
    let header = Fit::WithHeader { window: 1_000_000, left: 499_000, standard: 200_000 };
    assert_eq!(ask("claude-opus-4-6", "2026-03-12", 501_000, 1_000).window, header);
    let today = ask("claude-opus-4-6", "2026-03-13", 501_000, 1_000);
    assert_eq!(today.window, Fit::Fits { window: 1_000_000, left: 499_000 });
    assert!(today.headers.is_empty() && today.needs.is_empty() && today.refused.is_none());
    let retired = ask("claude-sonnet-4-5", "2026-04-30", 200_001, 1_000);
    assert_eq!(retired.window, Fit::Over { window: 200_000, by: 1 });
    assert!(retired.refused.is_some());
}

#[test]
fn at_exactly_the_standard_window_no_header_is_needed() {
    assert!(ask("claude-sonnet-4-5", "2026-02-20", 200_000, 1).headers.is_empty());
    let beyond = ask("claude-sonnet-4-5", "2026-02-20", 200_001, 1);
    assert_eq!(beyond.headers[0].value, "context-1m-2025-08-07");
    assert_eq!(beyond.needs, ["usage tier 4 or custom limits"]);
}

#[test]
fn prompt_and_output_over_the_window_by_generation() {
    let of = |model: &str, on: &str, input| ask(model, on, input, 20_000).overflow;
    assert_eq!(of("claude-haiku-4-5", "2026-11-20", 180_000), None, "exactly the window");
    let newer = of("claude-haiku-4-5", "2026-11-20", 180_001).unwrap();
    assert_eq!((newer.by, newer.then, newer.room), (1, Some(Overflow::Stops), 19_999));
    assert_eq!(of("claude-opus-4-1", "2026-05-01", 190_000).unwrap().then, Some(Overflow::Error));
    assert_eq!(of("claude-3-opus-20240229", "2025-05-01", 190_000).unwrap().then, Some(Overflow::Truncates));
}

#[test]
fn more_output_than_the_model_writes() {
    let output = |on: &str, tier, max_tokens| {
        let at = at("claude-opus-4-6", on);
        let at = at.on_terms(Terms { service_tier: tier, ..Terms::default() });
        let access = access(&at, &Usage::new().input(10), Some(max_tokens), Rules::embedded());
        (access.output, access.headers.len())
    };
    let (most, standard) = (300_000, 128_000);
    assert_eq!(output("2026-11-20", ServiceTier::Standard, 128_000), (OutputFit::Fits { most: standard }, 0));
    assert_eq!(output("2026-11-20", ServiceTier::Standard, 128_001), (OutputFit::Over { most: standard }, 0));
    assert_eq!(
        output("2026-11-20", ServiceTier::Batch, 128_001),
        (OutputFit::WithHeader { most, standard }, 1)
    );
    assert_eq!(output("2026-11-20", ServiceTier::Batch, 300_001), (OutputFit::Over { most }, 0));
    assert_eq!(output("2026-03-29", ServiceTier::Batch, 128_001), (OutputFit::Over { most: standard }, 0));
}

#[test]
fn patience_follows_its_rule() {
    // 21,333 × 3,600 / 128,000 = 599.99 seconds; one token more passes ten minutes.
    assert_eq!(Patience::of(1_000, 21_333), Patience { timeout_s: 600, stream: false });
    assert_eq!(Patience::of(1_000, 21_334), Patience { timeout_s: 601, stream: true });
    assert_eq!(Patience::of(1_000, 128_000), Patience { timeout_s: 3_600, stream: true });
    assert_eq!(Patience::of(700_000, 1), Patience { timeout_s: 600, stream: false });
    assert_eq!(Patience::of(700_001, 1), Patience { timeout_s: 660, stream: false });
}

#[test]
fn options_bring_their_headers() {
    let fast = Terms { speed: tokentoll_core::Speed::Fast, ..Terms::default() };
    let at = at("claude-opus-5-5", "2026-11-20").on_terms(fast);
    let access = access(&at, &Usage::new().input(10), None, Rules::embedded());
    assert!(access.headers.iter().all(|h| h.opens == "`speed: fast`"), "{access:?}");
}
