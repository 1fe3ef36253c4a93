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
