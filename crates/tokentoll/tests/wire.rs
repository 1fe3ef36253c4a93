//! The wire form: what the schemas say is what the reader reads and the writer writes.
#![cfg(feature = "schema")]

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokentoll::{Ask, Code, PriceBook, answer};

fn schema(name: &str) -> Value {
    tokentoll::schemas().into_iter().find(|(n, _)| *n == name).unwrap().1
}

/// A value that a member's schema allows.
fn example(name: &str, schema: &Value) -> Value {
    if let Some(words) = schema.get("enum") {
        return words[0].clone();
    }
    match (name, schema["type"].as_str()) {
        ("on", _) => json!("2026-03-13"),
        ("rate", _) => json!("7.1"),
        ("report", _) => json!({ "input_tokens": 1, "output_tokens": 1 }),
        ("model", _) => json!("claude-opus-4-6"),
        ("seller", _) => json!("anthropic"),
        ("id", _) => json!("a"),
        (_, Some("integer")) => json!(1),
        (_, Some("object")) => {
            let members = schema["properties"].as_object().unwrap();
            Value::Object(
                members.iter().map(|(name, schema)| (name.clone(), example(name, schema))).collect(),
            )
        }
        other => panic!("no example for {other:?}"),
    }
}

fn read(ask: &Value) -> Result<Ask, Code> {
    Ask::read(ask.to_string().as_bytes()).map_err(|(_, failure)| failure.code)
}

#[test]
fn every_member_of_the_ask_schema_is_read_and_no_other() {
    let schema = schema("ask");
    let members = schema["properties"].as_object().unwrap();
    let full: Map<_, _> =
        members.iter().map(|(name, schema)| (name.clone(), example(name, schema))).collect();
    for leave_out in [["usage", ""], ["report", "report_format"]] {
        let mut ask = full.clone();
        leave_out.iter().for_each(|name| drop(ask.remove(*name)));
        assert!(
            read(&Value::Object(ask.clone())).is_ok(),
            "{ask:?}: {:?}",
            read(&Value::Object(ask.clone()))
        );
        ask.insert("colour".to_owned(), json!(1));
        assert_eq!(read(&Value::Object(ask)).err(), Some(Code::UnknownField));
    }
    for required in schema["required"].as_array().unwrap() {
        let mut ask = full.clone();
        ask.remove("report");
        ask.remove("report_format");
        ask.remove(required.as_str().unwrap());
        assert_eq!(read(&Value::Object(ask)).err(), Some(Code::BadJson), "{required}");
    }
}

#[test]
fn an_answer_has_a_total_or_an_error() {
    let book = PriceBook::embedded();
    let on = "2026-05-01";
    for (ask, code) in [
        (json!({ "model": "claude-opus-4-6", "on": on, "usage": { "input": 1 } }), None),
        (
            json!({ "model": "claude-sonnet-4-5", "on": on, "usage": { "input": 200001 } }),
            Some(Code::OverWindow),
        ),
        (
            json!({ "model": "claude-sonnet-4-5", "on": on, "report": { "input_tokens": 200001, "output_tokens": 0 } }),
            None,
        ),
        (json!({ "model": "claude-9", "on": on, "usage": {} }), Some(Code::UnknownModel)),
        (json!({ "model": "gpt-5.4", "on": on, "usage": { "output_audio": 1 } }), Some(Code::Unpriced)),
    ] {
        let answer = answer(book, ask.to_string().as_bytes());
        assert_eq!(answer.code(), code, "{}", answer.to_json());
        assert_eq!(answer.total().is_none(), code.is_some());
        let written: Value = serde_json::from_str(&answer.to_json()).unwrap();
        assert_eq!(written.get("error").is_some(), code.is_some());
    }
}

#[test]
fn the_id_is_echoed_whatever_happens_after_it_was_read() {
    for (ask, id) in [
        (r#"{"id":"a","model":5}"#, json!("a")),
        (r#"{"id":7,"nope":1}"#, json!(7)),
        (r#"{"nope":1}"#, Value::Null),
        (r#"{"id":"#, Value::Null),
    ] {
        let written: Value =
            serde_json::from_str(&answer(PriceBook::embedded(), ask.as_bytes()).to_json()).unwrap();
        assert_eq!(written.get("id").cloned().unwrap_or_default(), id, "{ask}");
    }
}

proptest! {
    #[test]
    fn any_bytes_get_one_line_of_json(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let line = answer(PriceBook::embedded(), &bytes).to_json();
        prop_assert!(!line.contains('\n'));
        prop_assert!(serde_json::from_str::<Value>(&line).is_ok());
    }

    #[test]
    fn any_text_as_any_member_gets_an_answer(text in "\\PC{0,40}", member in 0usize..7) {
        let name = ["id", "seller", "model", "on", "usage", "terms", "convert"][member];
        let mut ask = json!({ "model": "claude-opus-4-6", "on": "2026-05-01", "usage": { "input": 1 } });
        ask[name] = json!(text);
        let answer = answer(PriceBook::embedded(), ask.to_string().as_bytes());
        prop_assert_eq!(answer.total().is_some(), answer.code().is_none());
    }
}

#[test]
fn every_member_of_the_count_ask_schema_is_read_and_no_other() {
    let schema = schema("count_ask");
    for counted in [json!({ "text": "Hello" }), json!({ "request": { "messages": [] } })] {
        let mut ask = json!({ "id": 1, "model": "claude-opus-5", "on": "2026-11-20", "method": "features" });
        ask.as_object_mut().unwrap().extend(counted.as_object().unwrap().clone());
        for member in ask.as_object().unwrap().keys() {
            assert!(schema["properties"].get(member).is_some(), "{member}");
        }
        assert!(tokentoll::CountAsk::read(ask.to_string().as_bytes()).is_ok(), "{ask}");
    }
    assert_eq!(schema["properties"].as_object().unwrap().len(), 6);
    let methods = schema["properties"]["method"]["enum"].as_array().unwrap();
    assert!(tokentoll::tokens::Method::ALL.iter().all(|method| methods.contains(&json!(method.name()))));
    assert!(!cfg!(feature = "vocabularies") || methods.len() == tokentoll::tokens::Method::ALL.len());
}
