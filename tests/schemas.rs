//! The JSON Schemas that editors and other implementations use, held against what they describe.

#![allow(clippy::disallowed_methods, reason = "tests read the repository")]

use conformance::{root, vectors};
use jsonschema::Validator;
use serde_json::{Value, json};
use tokentoll::PriceBook;

fn schema(path: &str) -> Validator {
    let text = std::fs::read_to_string(root().join(path)).expect(path);
    let schema = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|e| panic!("{path}: {e}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[track_caller]
fn holds(schema: &Validator, name: &str, value: &Value) {
    let faults: Vec<_> = schema.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
}

#[test]
fn every_price_file_is_what_its_schema_says() {
    let schema = schema("crates/book/schema/seller.schema.json");
    let mut files = 0;
    for entry in std::fs::read_dir(root().join("crates/book/data")).expect("price files").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("a price file");
        holds(&schema, &entry.path().display().to_string(), &serde_json::from_str(&text).expect("JSON"));
        files += 1;
    }
    assert_eq!(files, PriceBook::embedded().sellers().count());
}

#[test]
fn every_rule_file_is_what_its_schema_says_and_no_other_is() {
    let schema = schema("crates/plan/schema/rules.schema.json");
    let text = std::fs::read_to_string(root().join("crates/plan/data/anthropic.json")).expect("a rule file");
    let good: Value = serde_json::from_str(&text).expect("JSON");
    holds(&schema, "anthropic", &good);
    let read = |file: &Value| tokentoll::plan::Rules::read([("rules", &*file.to_string())]);
    assert!(read(&good).is_ok());
    for (place, wrong) in [
        ("/limits/0/from", json!("19.02.2026")),
        ("/limits/0/source", json!([])),
        ("/limits/0/confidence", json!("sure")),
        ("/limits/0/classes/0/cache_reads_count", json!("no")),
        ("/limits/0/classes/0/per_minute/1/requests", json!("50")),
        ("/limits/0/batch/1/queue", json!(-1)),
        ("/batch/0/hours", json!(24.5)),
        ("/overflow/0/then", json!("explodes")),
        ("/longer_output/0/service_tier", json!("slow")),
        ("/tokenizers/0/likely", json!(1.3)),
        ("/sources", json!({ "colour": 1 })),
    ] {
        let mut file = good.clone();
        let (parent, member) = place.rsplit_once('/').expect(place);
        file.pointer_mut(parent).expect(place)[member] = wrong;
        assert!(!schema.is_valid(&file), "{place}");
        assert!(read(&file).is_err(), "{place}");
    }
    let mut more = good.clone();
    more["limits"][0]["colour"] = json!(1);
    assert!(!schema.is_valid(&more) && read(&more).is_err());
}

#[test]
fn the_seller_schema_refuses_what_the_reader_refuses() {
    let schema = schema("crates/book/schema/seller.schema.json");
    let file = |price: Value| {
        json!({ "format": 1, "seller": "s", "name": "S", "currency": "USD", "sources": { "a": "A" },
                "models": [{ "id": "m", "prices": [price] }] })
    };
    let price = json!({ "from": "2026-01-01", "source": ["a"], "checked": "2026-01-01", "rates": { "input": "3/Mtok" } });
    holds(&schema, "a good file", &file(price.clone()));
    for (member, wrong) in [
        ("from", json!("01.01.2026")),
        ("rates", json!({ "input": "3" })),
        ("rates", json!({ "imput": "3/Mtok" })),
        ("rates", json!({ "input": 3 })),
        ("confidence", json!("sure")),
        ("colour", json!(1)),
    ] {
        let mut price = price.clone();
        price[member] = wrong;
        let file = file(price);
        assert!(!schema.is_valid(&file), "{member}");
        assert!(PriceBook::read([("s", &*file.to_string())]).is_err(), "{member}");
    }
}

#[test]
fn every_vector_that_is_priced_is_a_valid_ask_and_every_answer_a_valid_answer() {
    let (asks, answers) = (schema("tests/schema/ask.schema.json"), schema("tests/schema/answer.schema.json"));
    for vector in vectors() {
        let ask = vector.ask_bytes();
        let answer = tokentoll::answer(PriceBook::embedded(), &ask);
        let written = serde_json::from_str(&answer.to_json()).expect("JSON");
        holds(&answers, &vector.id, &written);
        if answer.quote().is_some() {
            holds(&asks, &vector.id, &serde_json::from_slice(&ask).expect("JSON"));
        }
    }
}

#[test]
fn counts_and_their_asks_are_what_their_schemas_say() {
    let asks = schema("tests/schema/count_ask.schema.json");
    let answers = schema("tests/schema/count_answer.schema.json");
    let body = json!({ "messages": [{ "role": "user", "content": [{ "type": "text", "text": "Hello" }, { "type": "riddle" }] }] });
    for ask in [
        json!({ "id": 1, "model": "claude-opus-5", "on": "2026-11-20", "text": "Hello", "method": "features" }),
        json!({ "model": "claude-sonnet-4-5", "request": body }),
        json!({ "model": "gpt-5.4", "text": "Hello" }),
    ] {
        holds(&asks, "an ask", &ask);
        let answer = tokentoll::count(ask.to_string().as_bytes());
        assert!(answer.count().is_some(), "{}", answer.to_json());
        holds(&answers, &ask.to_string(), &serde_json::from_str(&answer.to_json()).expect("JSON"));
    }
    for ask in
        [json!({ "model": "claude-opus-5" }), json!({ "model": "claude-opus-5", "text": "a", "colour": 1 })]
    {
        assert!(!asks.is_valid(&ask), "{ask}");
        let answer = tokentoll::count(ask.to_string().as_bytes());
        assert!(answer.code().is_some(), "{ask}");
        holds(&answers, &ask.to_string(), &serde_json::from_str(&answer.to_json()).expect("JSON"));
    }
}

#[test]
fn lists_of_models_and_their_histories_are_what_their_schemas_say() {
    let schema = |name: &str| schema(&format!("tests/schema/{name}.schema.json"));
    let [models, model, histories, history] = ["models_ask", "models", "rates_ask", "rates"].map(schema);
    let ask = json!({ "on": "2026-11-20", "all": true });
    holds(&models, "an ask", &ask);
    let asked = tokentoll::ModelsAsk::read(ask.to_string().as_bytes()).expect("an ask");
    let listed = asked.answer(PriceBook::embedded()).expect("an answer");
    holds(&model, "models", &serde_json::to_value(&listed).expect("JSON"));
    assert!(listed.len() > 100, "{}", listed.len());
    for of in listed {
        let ask = json!({ "model": of.model, "seller": of.seller });
        holds(&histories, "an ask", &ask);
        let asked = tokentoll::RatesAsk::read(ask.to_string().as_bytes()).expect("an ask");
        let answer = asked.answer(PriceBook::embedded()).expect("an answer");
        holds(&history, of.model, &serde_json::to_value(&answer).expect("JSON"));
    }
}

#[test]
fn lists_refuse_what_their_schemas_refuse() {
    let schema = |name: &str| schema(&format!("tests/schema/{name}.schema.json"));
    let (models, rates) = (schema("models_ask"), schema("rates_ask"));
    for ask in [
        json!({}),
        json!({ "on": "today" }),
        json!({ "on": "2026-11-20", "all": 1 }),
        json!({ "on": "2026-11-20", "seller": 1 }),
        json!({ "on": "2026-11-20", "sellers": "anthropic" }),
        json!([]),
    ] {
        assert!(!models.is_valid(&ask), "{ask}");
        assert!(tokentoll::ModelsAsk::read(ask.to_string().as_bytes()).is_err(), "{ask}");
    }
    for ask in [json!({}), json!({ "model": 1 }), json!({ "model": "a", "on": "2026-11-20" }), json!(null)] {
        assert!(!rates.is_valid(&ask), "{ask}");
        assert!(tokentoll::RatesAsk::read(ask.to_string().as_bytes()).is_err(), "{ask}");
    }
}

#[test]
fn questions_about_cost_and_their_answers_are_what_their_schemas_say() {
    let asks = schema("tests/schema/plan_ask.schema.json");
    let answers = schema("tests/schema/plan_answer.schema.json");
    let at = |question: &str, members: Value| {
        let mut ask = json!({ "id": "a", "question": question, "model": "claude-haiku-5-5", "on": "2026-11-20",
            "seller": "anthropic", "terms": { "inference_geo": "us" } });
        ask.as_object_mut().expect("an object").extend(members.as_object().cloned().unwrap_or_default());
        ask
    };
    let usage = json!({ "input": 212_400, "output": 2_000 });
    let long = json!({ "input": 2_000_000, "output": 200_000 });
    let range = json!({ "low": 90_000, "likely": 100_000, "high": 1_200_000 });
    let ratio = json!({ "low": "1", "likely": "1.2", "high": "1.5" });
    let elsewhere =
        json!([{ "seller": "openai", "model": "gpt-5.4", "on": "2026-10-01", "terms": {}, "usage": usage }]);
    let report = json!({ "input_tokens": 9, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 1 });
    for ask in [
        at("forecast", json!({ "usage": { "cache_read": 5 }, "input": range, "output": 9 })),
        at("access", json!({ "usage": usage, "max_tokens": 900_000 })),
        at("access", json!({ "usage": long, "terms": { "service_tier": "batch" } })),
        at("cliff", json!({ "usage": usage, "samples": 5 })),
        at("compare", json!({ "usage": usage })),
        at(
            "compare",
            json!({ "usage": long, "with": elsewhere, "ratios": { "o200k": ratio }, "exchange": { "CNY": "0.14" } }),
        ),
        at(
            "advise",
            json!({ "usage": usage, "times": 10, "every_s": 10, "prefix": 200_000, "shared": 9, "with": elsewhere, "ratios": { "o200k": "0.9" } }),
        ),
        at(
            "conversation",
            json!({ "system": 5, "start": 150_000, "turns": 20, "user": 3_000, "tool_results": 1, "thinking": 9, "output": 1_000,
            "every_s": 9, "thinking_kept": true, "caches": ["cache_5m"], "compact": { "at": 160_000, "summary": 900 }, "restart": { "at": 160_000 } }),
        ),
        at(
            "conversation",
            json!({ "exchanges": [{ "user": 999_990, "output": 9 }, { "tool_results": 10, "after_s": 1 }] }),
        ),
        at("conversation", json!({ "transcript": [{ "usage": usage }, { "report": report, "after_s": 1 }] })),
        at(
            "limits",
            json!({ "usage": usage, "requests": 9, "latency_ms": 9, "per_minute": 9, "own": { "requests": 1, "input": 1, "output": 1, "cache_reads_count": true } }),
        ),
        at(
            "limits",
            json!({ "usage": usage, "per_minute": 4_000_000, "terms": { "service_tier": "batch" } }),
        ),
    ] {
        holds(&asks, "an ask", &ask);
        let answer = tokentoll::plan(PriceBook::embedded(), ask.to_string().as_bytes());
        assert_eq!(answer.code(), None, "{ask}: {}", answer.to_json());
        let written: Value = serde_json::from_str(&answer.to_json()).expect("JSON");
        assert_eq!((&written["question"], &written["id"]), (&ask["question"], &ask["id"]));
        holds(&answers, &ask.to_string(), &written);
        for (member, _) in ask.as_object().expect("an object") {
            // Without a member that must stand, and with one that must not, both refuse.
            let mut less = ask.clone();
            less.as_object_mut().expect("an object").remove(member);
            let read = tokentoll::plan(PriceBook::embedded(), less.to_string().as_bytes());
            let missing = matches!(read.code().map(tokentoll::Code::name), Some("bad_json"));
            assert_eq!(asks.is_valid(&less), !missing, "{less}: {}", read.to_json());
            let mut null = ask.clone();
            null[member] = Value::Null;
            assert!(!asks.is_valid(&null), "{null}");
            assert!(
                tokentoll::plan(PriceBook::embedded(), null.to_string().as_bytes()).code().is_some(),
                "{null}"
            );
        }
        let mut more = ask.clone();
        more["colour"] = json!(1);
        assert!(!asks.is_valid(&more), "{more}");
        let refused = tokentoll::plan(PriceBook::embedded(), more.to_string().as_bytes());
        assert_eq!(refused.code(), Some(tokentoll::Code::UnknownField));
        holds(&answers, "a refusal", &serde_json::from_str(&refused.to_json()).expect("JSON"));
    }
}
