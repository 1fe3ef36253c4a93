//! Spend logs of the [LiteLLM](https://docs.litellm.ai/docs/proxy/cost_tracking) proxy, and its standard logging
//! payload: rows with `prompt_tokens`, which include the cache, and a `usage_object` that splits them.

use super::record::{Aside, Entry, Fault, Identity, Record};
use super::{EachByItself, has_key, tree, words};
use crate::json::{Json, Limits, Number, Object, parse};
use crate::report::ReportFormat;
use std::borrow::Cow;

#[derive(Clone, Copy, Debug)]
pub(crate) struct LiteLlm;

impl EachByItself for LiteLlm {
    fn name(&self) -> &'static str {
        "litellm"
    }

    fn is(&self, head: &[u8]) -> bool {
        has_key(head, "call_type")
            && (has_key(head, "spend") || has_key(head, "response_cost") || has_key(head, "prompt_tokens"))
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        match tree::object(piece).and_then(|row| row.as_ref().map(self::row).transpose()) {
            Ok(None) => {}
            Ok(Some(entry)) => found(entry),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

fn row(row: &Object) -> Result<Entry<'static>, Fault> {
    let hit = row.word_at(&["cache_hit"]);
    if hit.is_some_and(|hit| hit.eq_ignore_ascii_case("true")) {
        return Ok(Entry::Aside(Aside::GatewayCache));
    }
    let metadata = metadata(row)?;
    let usage = usage(row, &metadata)?;
    let report = crate::read(&Json::Object(usage), Some(ReportFormat::OpenaiChat))?;
    let id = row.text_at(&["request_id"]).or_else(|| row.text_at(&["id"]));
    let at = match row.time_at(&["endTime"])? {
        Some(at) => Some(at),
        None => row.time_at(&["startTime"])?,
    };
    let label = |name: &'static str, value: Option<Cow<'static, str>>| Some((Cow::Borrowed(name), value?));
    let labels = [
        label("team", row.text_at(&["team_id"]).or_else(|| metadata.text_at(&["user_api_key_team_id"]))),
        label("user", row.text_at(&["end_user"]).or_else(|| row.text_at(&["user"]))),
        label("api_key", row.text_at(&["api_key"])),
        label("call", row.text_at(&["call_type"])),
    ];
    let provider = row.text_at(&["custom_llm_provider"]);
    Ok(Entry::Record(Record {
        at,
        seller: provider.map(words::seller),
        model: row.text_at(&["model"]).map(bare),
        identity: id.map(Identity::of),
        session: row.text_at(&["session_id"]),
        labels: labels.into_iter().flatten().collect(),
        claimed: row.word_at(&["spend"]).or_else(|| row.word_at(&["response_cost"])),
        ..Record::of_report(report)
    }))
}

/// The metadata, which may split the usage: what cannot be read could hold a cache.
fn metadata(row: &Object) -> Result<Object, Fault> {
    let parsed = match row.at(&["metadata"]) {
        // The database's own export holds it as text.
        Some(Json::Text(text)) if !text.trim().is_empty() => parse(text.as_bytes(), Limits::default())
            .map_err(|error| Fault::new("bad_json", format!("metadata: {error}")))?,
        None | Some(Json::Text(_)) => Json::Null,
        Some(other) => other.clone(),
    };
    match parsed {
        Json::Object(metadata) => Ok(metadata),
        Json::Null => Ok(Object::default()),
        other => Err(no_object("metadata", &other)),
    }
}

fn no_object(key: &str, met: &Json) -> Fault {
    Fault::new("bad_usage", format!("{key}: met {}, expected an object", crate::json::met(met)))
}

/// The usage that the row tells in most detail.
fn usage(row: &Object, metadata: &Object) -> Result<Object, Fault> {
    let told = metadata.at(&["usage_object"]).or_else(|| row.at(&["usage_object"]));
    match told {
        Some(Json::Object(usage)) if usage.at(&["prompt_tokens"]).is_some() => return Ok(usage.clone()),
        None | Some(Json::Object(_)) => {}
        Some(other) => return Err(no_object("usage_object", other)),
    }
    let mut usage = Object::default();
    for key in ["prompt_tokens", "completion_tokens", "total_tokens"] {
        if let Some(count) = row.count_at(&[key])? {
            usage.set(key, Json::Number(Number::Whole(count.into())));
        }
    }
    if let Some(more) = metadata.at(&["additional_usage_values"]) {
        let more = more.as_object().ok_or_else(|| no_object("additional_usage_values", more))?;
        for key in [
            "prompt_tokens_details",
            "completion_tokens_details",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
        ] {
            if let Some(value) = more.at(&[key]) {
                usage.set(key, value.clone());
            }
        }
    }
    Ok(usage)
}

/// A model without the provider before it: `anthropic/claude-sonnet-4-5`.
fn bare(model: Cow<'static, str>) -> Cow<'static, str> {
    match model.split_once('/') {
        Some((_, rest)) if !rest.contains('/') => Cow::Owned(rest.to_owned()),
        _ => model,
    }
}
