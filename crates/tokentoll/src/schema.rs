//! JSON Schemas of the wire form, generated from the types that write and read it.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use tokentoll_core::{Currency, Endpoint, InferenceGeo, Meter, ServiceTier, Speed};

/// Every schema, by file name: what is asked and what is answered, and the `seller` and `rules` files.
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("ask", ask()),
        ("answer", titled::<crate::Answer>("Answer")),
        ("count_ask", count_ask()),
        ("count_answer", titled::<crate::CountAnswer>("CountAnswer")),
        ("models_ask", models_ask()),
        ("models", titled::<Vec<crate::models::ModelOn<'_>>>("Models")),
        ("rates_ask", rates_ask()),
        ("rates", titled::<crate::rates::ModelHistory<'_>>("ModelHistory")),
        ("plan_ask", crate::planning::plan_ask(&id())),
        ("plan_answer", titled::<crate::PlanAnswer>("PlanAnswer")),
        ("seller", seller()),
        ("rules", tokentoll_plan::rules::schema()),
    ]
}

/// The ask is read by hand, so that each error names what was met: its schema is written from the same
/// lists of words, and a test feeds every member of it to the reader.
fn ask() -> Value {
    let count = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    let meters: Map<_, _> = Meter::ALL.into_iter().map(|m| (m.name().to_owned(), count.clone())).collect();
    json!({
        "$schema": DRAFT,
        "title": "Ask",
        "description": "What does this usage cost, at this seller, on this model, on this day?",
        "type": "object",
        "additionalProperties": false,
        "required": ["model", "on"],
        "oneOf": [{ "required": ["usage"] }, { "required": ["report"] }],
        "dependentRequired": { "report_format": ["report"] },
        "properties": {
            "id": id(),
            "seller": { "description": "Default: anthropic, or the one seller that knows the model.", "type": "string" },
            "model": { "description": "An id, an alias or a gateway's spelling.", "type": "string" },
            "on": day("The day of the request."),
            "usage": {
                "title": "Usage",
                "description": "Counts of a planned request, by meter. Meters are disjoint.",
                "type": "object", "additionalProperties": false, "properties": meters,
            },
            "report": { "description": "A provider's own usage object of a request that did happen.", "type": "object" },
            "report_format": { "enum": tokentoll_usage::ReportFormat::ALL.map(tokentoll_usage::ReportFormat::name) },
            "terms": {
                "title": "TermsAsked",
                "description": "What is left out is that of the report, else what the id implies, else the default.",
                "type": "object", "additionalProperties": false,
                "properties": {
                    "service_tier": { "enum": ServiceTier::ALL.map(ServiceTier::name) },
                    "speed": { "enum": Speed::ALL.map(Speed::name) },
                    "inference_geo": { "enum": InferenceGeo::ALL.map(InferenceGeo::name) },
                    "endpoint": { "enum": Endpoint::ALL.map(Endpoint::name) },
                },
            },
            "convert": {
                "title": "Conversion",
                "description": "Another currency to show the total in, at the caller's rate.",
                "type": "object", "additionalProperties": false, "required": ["currency", "rate"],
                "properties": {
                    "currency": { "enum": Currency::ALL.map(Currency::name) },
                    "rate": { "type": "string", "pattern": "^\\d+(\\.\\d+)?$" },
                },
            },
        },
    })
}

/// As [`ask`]. Of the methods all are named; one that needs a vocabulary is refused where none is compiled in.
fn count_ask() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "CountAsk",
        "description": "How many tokens has this, for that model?",
        "type": "object",
        "additionalProperties": false,
        "required": ["model"],
        "oneOf": [{ "required": ["text"] }, { "required": ["request"] }],
        "properties": {
            "id": id(),
            "model": { "description": "An id, an alias or a gateway's spelling.", "type": "string" },
            "on": day("The day of the request, where it is known. Echoed."),
            "method": {
                "description": "How to estimate. Default: the closest that is compiled in.",
                "enum": ["features", "o200k+features"],
            },
            "text": { "description": "A text, counted as the only message of a user.", "type": "string" },
            "request": {
                "description": "The body of a Messages API or chat completions request, as it would be sent.",
                "type": "object",
            },
        },
    })
}

/// As [`ask`].
fn models_ask() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "ModelsAsk",
        "description": "Which models are there on a day?",
        "type": "object",
        "additionalProperties": false,
        "required": ["on"],
        "properties": {
            "on": day("The day."),
            "seller": { "description": "Of this seller. Default: of all.", "type": "string" },
            "all": {
                "description": "Those retired, not yet released or without a price on that day, too.",
                "type": "boolean",
            },
        },
    })
}

/// As [`ask`].
fn rates_ask() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "RatesAsk",
        "description": "What did this model cost, from its first day on?",
        "type": "object",
        "additionalProperties": false,
        "required": ["model"],
        "properties": {
            "seller": { "description": "Default: anthropic, or the one seller that knows the model.", "type": "string" },
            "model": { "description": "An id, an alias or a gateway's spelling.", "type": "string" },
        },
    })
}

fn id() -> Value {
    json!({ "description": "Echoed.", "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 0 }] })
}

fn day(description: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })
}

fn seller() -> Value {
    tokentoll_book::schema()
}

fn titled<T: JsonSchema>(title: &str) -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), title.into());
    }
    schema
}

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
