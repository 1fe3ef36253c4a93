//! Questions in the wire form: what is said can be asked for, and what is wrong is told where it stands.
#![cfg(feature = "plan")]

use proptest::prelude::*;
use serde_json::{Value, json};
use tokentoll::{Code, PriceBook, answer, plan};

fn ask(ask: Value) -> Value {
    let answer = plan(PriceBook::embedded(), ask.to_string().as_bytes());
    serde_json::from_str(&answer.to_json()).unwrap()
}

#[track_caller]
fn refused(members: Value) -> (String, String) {
    let mut whole =
        json!({ "question": "cliff", "model": "claude-opus-5-5", "on": "2026-11-20", "usage": {} });
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::String(gone) if gone == "GONE" => drop(whole.as_object_mut().unwrap().remove(name)),
            value => whole[name] = value.clone(),
        }
    }
    let error = ask(whole);
    let text = |member: &str| error["error"][member].as_str().unwrap_or_default().to_owned();
    assert!(Code::ALL.iter().any(|code| code.name() == text("code")), "{error}");
    (text("code"), text("field"))
}

fn total(place: &Value, usage: &Value) -> rust_decimal::Decimal {
    let ask = json!({ "seller": place["seller"], "model": place["model"], "on": place["on"], "terms": place["terms"], "usage": usage });
    answer(PriceBook::embedded(), ask.to_string().as_bytes()).total().unwrap().decimal()
}

fn decimal(value: &Value) -> rust_decimal::Decimal {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn every_way_can_be_asked_for() {
    let advice = ask(json!({
        "question": "advise", "id": 7, "model": "claude-sonnet-4-5", "on": "2026-02-20",
        "usage": { "input": 212400, "output": 2000 }, "times": 10, "prefix": 200000, "shared": 1000,
    }));
    assert_eq!(
        (&advice["id"], &advice["total"], &advice["now"]["cost"]),
        (&json!(7), &json!("13.194"), &json!("1.3194"))
    );
    let ways = advice["ways"].as_array().unwrap();
    assert!(ways.len() > 20, "{}", ways.len());
    let now = decimal(&advice["total"]);
    for way in ways {
        let mut sum = rust_decimal::Decimal::ZERO;
        for requests in way["requests"].as_array().unwrap() {
            assert_eq!(total(way, &requests["usage"]), decimal(&requests["each"]));
            sum +=
                decimal(&requests["each"]) * rust_decimal::Decimal::from(requests["times"].as_u64().unwrap());
        }
        assert_eq!(sum, decimal(&way["total"]));
        assert_eq!(decimal(&way["difference"]), sum - now);
        assert_eq!(way["saves"], json!(sum < now));
    }
}

#[test]
fn a_model_is_the_same_whatever_a_seller_calls_it() {
    let with = ["bedrock", "vertex"].map(|seller| json!({ "seller": seller, "model": "claude-sonnet-4-6" }));
    let other = json!({ "model": "claude-opus-4-8" });
    let advice = ask(json!({
        "question": "advise", "model": "claude-sonnet-4-6", "on": "2026-11-20",
        "usage": { "input": 100000, "output": 1000 }, "with": [with[0], with[1], other],
    }));
    for (seller, id, expected) in [
        ("bedrock", "anthropic.claude-sonnet-4-6", "seller"),
        ("vertex", "claude-sonnet-4-6", "seller"),
        ("anthropic", "claude-opus-4-8", "model"),
    ] {
        let ways = advice["ways"].as_array().unwrap();
        let there: Vec<_> = ways.iter().filter(|w| w["seller"] == seller && w["model"] == id).collect();
        assert!(!there.is_empty(), "{seller}: {advice}");
        for way in there {
            let changes: Vec<_> = way["changes"].as_array().unwrap().iter().map(|c| &c["change"]).collect();
            let moves = changes.iter().filter(|c| ["seller", "model"].contains(&c.as_str().unwrap()));
            assert_eq!(moves.collect::<Vec<_>>(), [&&json!(expected)], "{way}");
            assert_eq!(way["counts"] == "same", expected == "seller", "{way}");
        }
    }
}

#[test]
fn every_turn_can_be_asked_for() {
    let talk = ask(json!({
        "question": "conversation", "model": "claude-sonnet-4-5", "on": "2026-02-20",
        "start": 150000, "user": 3000, "output": 1000, "turns": 20, "compact": { "at": 180000, "summary": 4000 },
        "restart": { "at": 180000 },
    }));
    let runs = talk["runs"].as_array().unwrap();
    assert_eq!((runs.len(), &runs[0]["crosses"], &runs[0]["total"]), (9, &json!(13), &json!("16.98")));
    for run in runs {
        let mut sum = rust_decimal::Decimal::ZERO;
        for turn in run["turns"].as_array().unwrap() {
            assert_eq!(total(&talk, &turn["usage"]), decimal(&turn["cost"]));
            sum += decimal(&turn["cost"]);
            if let Some(summary) = turn.get("compaction") {
                assert_eq!(total(&talk, &summary["usage"]), decimal(&summary["each"]));
                sum += decimal(&summary["each"]);
            }
        }
        assert_eq!(sum, decimal(&run["total"]));
    }
}

#[test]
fn a_transcript_of_reports_is_read() {
    let report = |input: u32| json!({ "input_tokens": input, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 500 });
    let talk = ask(json!({
        "question": "conversation", "model": "claude-opus-5-5", "on": "2026-11-20", "every_s": 30,
        "transcript": [{ "report": report(50000) }, { "report": report(52000) }, { "usage": { "input": 54000, "output": 500 } }],
    }));
    // (50,000 + 52,000 + 54,000) × 4 + 1,500 × 20
    assert_eq!(talk["recorded"]["total"], json!("0.654"));
    // 50,000 + 2,000 + 2,000 written at 5, 50,000 + 52,000 read at 0.2, and the outputs.
    assert_eq!(talk["runs"][1]["total"], json!("0.3204"));
    assert_eq!(talk["recorded"]["saves"], json!("0.3336"));
    let both = json!({ "question": "conversation", "transcript": [{}], "usage": "GONE" });
    assert_eq!(refused(both), ("bad_usage".to_owned(), "transcript.0".to_owned()));
    let beside = json!({ "question": "conversation", "transcript": [], "turns": 3, "usage": "GONE" });
    assert_eq!(refused(beside), ("bad_usage".to_owned(), "turns".to_owned()));
    let bad = json!({ "question": "conversation", "usage": "GONE",
        "transcript": [{ "report": { "input_tokens": -1, "output_tokens": 1 } }] });
    assert_eq!(refused(bad), ("bad_number".to_owned(), "transcript.0.report.input_tokens".to_owned()));
}

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    for (members, code, field) in [
        (json!({ "question": "GONE" }), "bad_json", "question"),
        (json!({ "question": "why" }), "bad_json", "question"),
        (json!({ "model": "GONE" }), "bad_json", "model"),
        (json!({ "model": "claude-9" }), "unknown_model", "model"),
        (json!({ "seller": "acme" }), "unknown_seller", "seller"),
        (json!({ "on": "2026-02-30" }), "bad_date", "on"),
        (json!({ "on": 5 }), "bad_number", "on"),
        (json!({ "on": "2020-01-01" }), "not_priced_on", "on"),
        (json!({ "colour": 1 }), "unknown_field", "colour"),
        (json!({ "usage": "GONE" }), "bad_json", "usage"),
        (json!({ "usage": null }), "bad_json", "usage"),
        (json!({ "usage": { "imput": 1 } }), "unknown_field", "usage.imput"),
        (json!({ "usage": { "input": -1 } }), "bad_number", "usage.input"),
        (json!({ "usage": { "input": 1.5 } }), "bad_number", "usage.input"),
        (json!({ "usage": { "input": 4294967296u64 } }), "bad_number", "usage.input"),
        (json!({ "usage": { "input": "1" } }), "bad_json", "usage.input"),
        (json!({ "samples": 5000 }), "bad_number", "samples"),
        (json!({ "terms": { "speed": "slow" } }), "bad_json", "terms.speed"),
        (json!({ "terms": { "sped": "fast" } }), "unknown_field", "terms.sped"),
        (json!({ "terms": { "service_tier": "flex" } }), "not_offered", ""),
        (json!({ "usage": { "output_audio": 1 } }), "unpriced", ""),
        (
            json!({ "question": "forecast", "usage": "GONE", "input": { "low": 2, "likely": 1, "high": 3 }, "output": 1 }),
            "bad_number",
            "input",
        ),
        (
            json!({ "question": "forecast", "usage": "GONE", "input": { "low": 2, "likely": 2 }, "output": 1 }),
            "bad_json",
            "input.high",
        ),
        (
            json!({ "question": "forecast", "usage": { "input": 1 }, "input": 1, "output": 1 }),
            "bad_usage",
            "usage.input",
        ),
        (
            json!({ "question": "compare", "with": [{}, { "model": "claude-9" }] }),
            "unknown_model",
            "with.1.model",
        ),
        (json!({ "question": "compare", "with": [{ "on": "2026-13-01" }] }), "bad_date", "with.0.on"),
        (json!({ "question": "compare", "with": vec![json!({}); 1001] }), "too_large", "with"),
        (json!({ "question": "compare", "exchange": { "EUR": "1" } }), "unknown_field", "exchange.EUR"),
        (json!({ "question": "compare", "exchange": { "CNY": "0" } }), "bad_number", "exchange.CNY"),
        (json!({ "question": "compare", "ratios": { "x": "-1" } }), "bad_number", "ratios.x"),
        (
            json!({ "question": "compare", "ratios": { "x": { "low": "2", "likely": "1", "high": "3" } } }),
            "bad_number",
            "ratios.x",
        ),
        (json!({ "question": "advise", "times": 0 }), "bad_number", "times"),
        (json!({ "question": "conversation", "usage": "GONE", "turns": 0 }), "bad_number", "turns"),
        (json!({ "question": "conversation", "usage": "GONE", "turns": 10001 }), "bad_number", "turns"),
        (json!({ "question": "conversation", "usage": "GONE" }), "bad_usage", "turns"),
        (
            json!({ "question": "conversation", "usage": "GONE", "turns": 2, "exchanges": [] }),
            "bad_usage",
            "turns",
        ),
        (json!({ "question": "limits", "model": "gpt-5.4" }), "no_rule", ""),
        (
            json!({ "question": "limits", "own": { "requests": 0, "input": 1, "output": 1 } }),
            "bad_number",
            "limits",
        ),
    ] {
        let shown = members.to_string();
        assert_eq!(refused(members), (code.to_owned(), field.to_owned()), "{shown}");
    }
    let twice =
        br#"{ "question": "cliff", "question": "cliff", "model": "m", "on": "2026-11-20", "usage": {} }"#;
    assert_eq!(plan(PriceBook::embedded(), twice).code(), Some(Code::BadJson));
}

#[test]
fn each_question_has_its_answer() {
    let usage = json!({ "input": 150000, "output": 2000 });
    let of = |question: &str, members: Value| {
        let mut whole = json!({ "question": question, "model": "claude-haiku-5-5", "on": "2026-11-20" });
        for (name, value) in members.as_object().unwrap() {
            whole[name] = value.clone();
        }
        ask(whole)
    };
    let forecast =
        of("forecast", json!({ "input": { "low": 90001, "likely": 95000, "high": 110000 }, "output": 1000 }));
    assert_eq!(
        (&forecast["crossing"]["percent"], &forecast["likely"]["cost"]),
        (&json!("50.0"), &json!("0.01"))
    );
    let access = of("access", json!({ "usage": usage, "max_tokens": 128001 }));
    assert_eq!((&access["accepted"], &access["output"]["fit"]), (&json!(true), &json!("over")));
    let cliff = of("cliff", json!({ "usage": usage, "samples": 10 }));
    assert_eq!(cliff["steps"][0]["trim"]["tokens"], json!(50000));
    let compared = of(
        "compare",
        json!({ "usage": usage, "with": [{ "model": "claude-sonnet-4-6" }, { "seller": "openai", "model": "gpt-5.4" }] }),
    );
    assert_eq!(
        (&compared["rows"][1]["counts"], &compared["rows"][0]["ratio"]),
        (&json!("assumed"), &json!("0.769"))
    );
    let limits = of(
        "limits",
        json!({ "usage": usage, "requests": 1000, "latency_ms": 30000, "per_minute": 20, "terms": { "service_tier": "batch" } }),
    );
    assert_eq!(
        (&limits["needed"], &limits["tiers"][0]["per_minute"], &limits["tiers"][0]["seconds"]),
        (&json!("build"), &json!("13.333"), &json!(4500))
    );
    assert_eq!((&limits["tiers"][0]["concurrency"], &limits["batch"]["batches"]), (&json!(7), &json!(1)));
}

proptest! {
    #[test]
    fn any_bytes_get_one_line_of_json(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let line = plan(PriceBook::embedded(), &bytes).to_json();
        prop_assert!(!line.contains('\n'));
        prop_assert!(serde_json::from_str::<Value>(&line).is_ok());
    }

    #[test]
    fn any_value_as_any_member_gets_an_answer(
        question in 0usize..7, member in 0usize..18,
        value in prop_oneof!["\\PC{0,20}".prop_map(Value::from), any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from),
            Just(Value::Null), Just(json!([])), Just(json!({})), Just(json!([[{}]])), Just(json!({ "input": 4294967295u32, "cache_read": 4294967295u32 }))],
    ) {
        let question = tokentoll::planning::QUESTIONS[question];
        let name = ["usage", "input", "output", "samples", "with", "ratios", "exchange", "times", "prefix", "shared", "turns",
            "exchanges", "transcript", "compact", "own", "terms", "on", "system"][member];
        let mut whole = json!({ "question": question, "model": "claude-opus-5-5", "on": "2026-11-20" });
        if !matches!(question, "forecast" | "conversation") {
            whole["usage"] = json!({ "input": 1 });
        }
        whole[name] = value;
        let answer = plan(PriceBook::embedded(), whole.to_string().as_bytes());
        prop_assert!(serde_json::from_str::<Value>(&answer.to_json()).is_ok());
    }
}
