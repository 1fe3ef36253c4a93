//! The schema of the asks, from the types that read them.

use super::asks::{
    AccessAsk, AdviseAsk, CliffAsk, CompareAsk, ConversationAsk, ForecastAsk, LimitsAsk, Place,
};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

/// One object a question: the members of its place and its own.
pub(crate) fn plan_ask(id: &Value) -> Value {
    let questions = [
        of::<ForecastAsk>("forecast", id),
        of::<AccessAsk>("access", id),
        of::<CliffAsk>("cliff", id),
        of::<CompareAsk>("compare", id),
        of::<AdviseAsk>("advise", id),
        of::<ConversationAsk>("conversation", id),
        of::<LimitsAsk>("limits", id),
    ];
    let mut defs = Map::new();
    let mut asks = Vec::new();
    for mut question in questions {
        if let Some(Value::Object(own)) = question.remove("$defs") {
            defs.extend(own);
        }
        asks.push(Value::Object(question));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "PlanAsk",
        "description": "A question about cost.",
        "oneOf": asks,
        "$defs": defs,
    })
}

fn of<T: JsonSchema>(question: &str, id: &Value) -> Map<String, Value> {
    let (mut schema, place) = (root::<T>(), root::<Place>());
    let mut properties = Map::new();
    properties.insert("id".to_owned(), id.clone());
    properties.insert("question".to_owned(), json!({ "const": question }));
    let mut required = vec![json!("question")];
    let mut defs = Map::new();
    for part in [&place, &schema] {
        let member = |name: &str| part.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        properties.extend(member("properties"));
        defs.extend(member("$defs"));
        required.extend(part.get("required").and_then(Value::as_array).cloned().unwrap_or_default());
    }
    schema.remove("$schema");
    schema.insert("properties".to_owned(), properties.into());
    schema.insert("required".to_owned(), required.into());
    schema.insert("$defs".to_owned(), defs.into());
    schema
}

fn root<T: JsonSchema>() -> Map<String, Value> {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_deserialize();
    let schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    without_null(schema).as_object().cloned().unwrap_or_default()
}

/// A member that is there has a value: where the types say that a member may be left out, `null` is none.
fn without_null(schema: Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: Map<_, _> =
                members.into_iter().map(|(name, value)| (name, without_null(value))).collect();
            if let Some(Value::Array(kinds)) = members.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [one] = &kinds[..] {
                    let one = one.clone();
                    members.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(any)) = members.get_mut("anyOf") {
                any.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
                if let [Value::Object(one)] = &any[..] {
                    let one = one.clone();
                    members.remove("anyOf");
                    for (name, value) in one {
                        members.entry(name).or_insert(value);
                    }
                }
            }
            if let Some(Value::Array(words)) = members.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            members.into()
        }
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        other => other,
    }
}
