use super::*;
use tokentoll_plan::Rules;

const GOOD: &str = include_str!("../../data/anthropic.json");

fn read(text: &str) -> Result<Rules, String> {
    Rules::read([("file", text)]).map_err(|e| e.to_string())
}

#[test]
fn every_model_that_a_rule_names_is_in_the_price_book() {
    let rules = Rules::embedded().of("anthropic").unwrap();
    let seller = book().seller("anthropic").unwrap();
    for model in rules.models() {
        assert!(seller.models().iter().any(|m| m.id() == model), "{model}");
    }
    assert_eq!(rules.seller(), "anthropic");
}

#[test]
fn every_model_says_what_happens_at_the_end_of_its_window() {
    let rules = Rules::embedded().of("anthropic").unwrap();
    for model in book().seller("anthropic").unwrap().models() {
        let released = model.life().released.unwrap();
        assert!(rules.overflow(model.id(), released.max(day("2026-11-20"))).is_some(), "{}", model.id());
    }
}

#[test]
fn every_model_of_a_limited_class_has_limits_while_it_lives() {
    let rules = Rules::embedded().of("anthropic").unwrap();
    let seller = book().seller("anthropic").unwrap();
    for on in ["2026-02-20", "2026-03-13", "2026-05-01", "2026-06-26", "2026-11-20"].map(day) {
        let limits = rules.limits(on).unwrap();
        for model in seller.models() {
            let life = model.life();
            let lives = life.released.is_some_and(|d| d <= on) && life.retired.is_none_or(|d| d > on);
            // Mythos is not for everybody, and its limits are not published.
            if lives && !model.id().contains("mythos") && !model.id().contains("fable") {
                assert!(limits.rule.class(model.id()).is_some(), "{} on {on}", model.id());
            }
        }
    }
}

#[test]
fn files_are_read_strictly() {
    assert!(read(GOOD).is_ok());
    for (old, new, why) in [
        ("\"format\": 1", "\"format\": 2", "expected 1"),
        ("\"requests\": 50,", "\"requests\": 50, \"colour\": 1,", "unknown field"),
        ("\"then\": \"error\"", "\"then\": \"explodes\"", "unknown variant"),
        ("\"2026-02-19\"", "\"2026-02-30\"", "not a day"),
        ("\"2026-02-19\"", "\"2026-03-13\"", "rising"),
        ("[\"rate-limits-2026-02\"]", "[\"hearsay\"]", "no source"),
        ("\"confidence\": \"medium\"", "\"confidence\": \"sure\"", "confidence"),
        ("\"claude-haiku-4-5-20251001\"]", "\"claude-sonnet-4-6\"]", "two classes"),
        ("\"input\": 30000", "\"input\": 0", "limit of 0"),
        ("\"input\": 30000", "\"input\": -1", "invalid value"),
        ("\"tiers\": [\"1\", \"2\", \"3\", \"4\"]", "\"tiers\": [\"1\", \"2\", \"3\"]", "expected"),
        ("\"low\": \"1\"", "\"low\": \"1.4\"", "rise"),
        ("\"seller\": \"anthropic\",", "\"seller\": \"anthropic\", \"seller\": \"other\",", "duplicate"),
        ("\"service_tier\": \"batch\"", "\"service_tier\": \"bach\"", "service tier"),
        ("\"1\": { \"requests\": 50, \"input\": 30000, \"output\": 8000 },", "", "expected"),
    ] {
        assert!(GOOD.contains(old), "{old}");
        let error = read(&GOOD.replacen(old, new, 1)).err();
        assert!(error.as_ref().is_some_and(|e| e.contains(why)), "{new}: {error:?}");
    }
    assert!(Rules::read([("a", GOOD), ("b", GOOD)]).is_err());
}

#[test]
fn ratios_between_families_run_both_ways() {
    let on = day("2026-11-20");
    let likely = |from, to| {
        Rules::embedded()
            .ratios(Some(from), on)
            .between(Some(from), Some(to))
            .map(|r| r.range(1_300).unwrap().likely())
    };
    assert_eq!(likely("claude-v3", "claude-v4.8"), Some(1_690));
    assert_eq!(likely("claude-v4.8", "claude-v3"), Some(1_000));
    assert_eq!(likely("claude-v4.7", "claude-v4.8"), Some(1_300));
    assert_eq!(likely("claude-v3", "o200k"), None);
    assert!(
        Rules::embedded()
            .ratios(Some("claude-v3"), day("2026-04-15"))
            .between(Some("claude-v3"), Some("claude-v4.8"))
            .is_none()
    );
}
