//! Anthropic's [usage report](https://docs.claude.com/en/api/admin-api/usage-cost/get-messages-usage-report)
//! and its report on Claude Code: sums by bucket, page after page.
//!
//! `uncached_input_tokens` leaves the cache out. `context_window` tells whether the requests of a sum reached
//! the long-context tier. A page that is fetched twice tells the same sums, which count once.

use super::record::{Aggregate, Entry, Fault, Identity, Record, Used};
use super::{EachByItself, has_key, tree};
use crate::json::{Json, Object};
use crate::terms;
use std::borrow::Cow;
use tokentoll_core::Meter;

#[derive(Clone, Copy, Debug)]
pub(crate) struct AdminUsage;

impl EachByItself for AdminUsage {
    fn name(&self) -> &'static str {
        "anthropic-admin"
    }

    fn is(&self, head: &[u8]) -> bool {
        has_key(head, "uncached_input_tokens")
            || has_key(head, "model_breakdown")
            || has_key(head, "starting_at") && has_key(head, "results") && !has_key(head, "amount")
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let Some(page) = tree::opened(piece, found) else { return };
        match page.at(&["data"]) {
            None => bucket(&page, found),
            Some(_) => page.objects_at("data").for_each(|one| match one {
                Ok(one) => bucket(one, found),
                Err(fault) => found(Entry::Fault(fault)),
            }),
        }
    }
}

fn bucket<'t>(bucket: &Object, found: &mut dyn FnMut(Entry<'t>)) {
    let (results, models) = ("results", "model_breakdown");
    if bucket.at(&[results]).or(bucket.at(&[models])).is_none() {
        let message = "met a bucket without results: expected one of a usage report";
        found(Entry::Fault(Fault::new("no_usage", message)));
    }
    for one in bucket.objects_at(results) {
        found(one.and_then(|one| result(bucket, one)).into());
    }
    for one in bucket.objects_at(models) {
        found(one.and_then(|one| claude_code(bucket, one)).into());
    }
}

/// What a result may be grouped by; each is null where it was not.
const DIMENSIONS: [(&str, &str); 4] = [
    ("workspace_id", "workspace"),
    ("api_key_id", "api_key"),
    ("account_id", "account"),
    ("service_account_id", "service_account"),
];

const KNOWN: [&str; 9] = [
    "uncached_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
    "output_tokens",
    "server_tool_use",
    "context_window",
    "model",
    "service_tier",
    "inference_geo",
];

fn result(bucket: &Object, result: &Object) -> Result<Record<'static>, Fault> {
    let is_known =
        |key: &str| KNOWN.contains(&key) || key == "speed" || DIMENSIONS.iter().any(|(name, _)| *name == key);
    if let Some(unknown) = result.keys().find(|key| !is_known(key)) {
        let message = format!("met the unknown member {:?} in a usage report", crate::json::short(unknown));
        return Err(Fault::new("unknown_field", message));
    }
    let sum = |path: &[&str]| Ok::<_, Fault>(result.sum_at(path)?.unwrap_or(0));
    let counts = Aggregate::new()
        .with(Meter::Input, sum(&["uncached_input_tokens"])?)
        .with(Meter::CacheRead, sum(&["cache_read_input_tokens"])?)
        .with(Meter::CacheWrite5m, sum(&["cache_creation", "ephemeral_5m_input_tokens"])?)
        .with(Meter::CacheWrite1h, sum(&["cache_creation", "ephemeral_1h_input_tokens"])?)
        .with(Meter::Output, sum(&["output_tokens"])?)
        .with(Meter::WebSearch, sum(&["server_tool_use", "web_search_requests"])?);
    let long_context = match result.text_at(&["context_window"]).as_deref() {
        None => None,
        Some("0-200k") => Some(false),
        Some("200k-1M") => Some(true),
        Some(other) => {
            let message = format!("met the context_window {other:?}, expected 0-200k or 200k-1M");
            return Err(Fault::new("bad_usage", message));
        }
    };
    let word = |key: &'static str| result.text_at(&[key]);
    let mut record = Record {
        at: bucket.time_at(&["starting_at"])?,
        seller: Some(Cow::Borrowed("anthropic")),
        model: word("model"),
        identity: Some(Identity::of(identity(bucket, result))),
        labels: labels(result),
        ..Record::new(Used::Aggregate(Aggregate { long_context, ..counts }))
    };
    record.terms.service_tier = terms::anthropic_tier(word("service_tier").as_deref(), "service_tier")?;
    record.terms.speed = terms::anthropic_speed(word("speed").as_deref(), "speed")?;
    record.terms.inference_geo = terms::anthropic_geo(word("inference_geo").as_deref(), "inference_geo")?;
    Ok(record)
}

fn labels(result: &Object) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    let label = |(key, name): (&str, &'static str)| Some((Cow::Borrowed(name), result.text_at(&[key])?));
    DIMENSIONS.into_iter().filter_map(label).collect()
}

/// The bucket and everything it was grouped by.
fn identity(bucket: &Object, result: &Object) -> String {
    let mut identity = String::from("usage_report");
    for key in ["starting_at", "ending_at"] {
        identity.push('|');
        identity.push_str(&bucket.text_at(&[key]).unwrap_or_default());
    }
    let groups = ["model", "service_tier", "inference_geo", "speed", "context_window"];
    for key in groups.into_iter().chain(DIMENSIONS.map(|(key, _)| key)) {
        identity.push('|');
        identity.push_str(&result.text_at(&[key]).unwrap_or_default());
    }
    identity
}

/// One model of one person's day with Claude Code.
fn claude_code(day: &Object, model: &Object) -> Result<Record<'static>, Fault> {
    let sum = |key: &str| Ok::<_, Fault>(model.sum_at(&["tokens", key])?.unwrap_or(0));
    let counts = Aggregate::new()
        .with(Meter::Input, sum("input")?)
        .with(Meter::Output, sum("output")?)
        .with(Meter::CacheRead, sum("cache_read")?)
        .with(Meter::CacheWrite5m, sum("cache_creation")?);
    let actor = day.text_at(&["actor", "email_address"]).or_else(|| day.text_at(&["actor", "api_key_name"]));
    let name = model.text_at(&["model"]);
    let terminal = day.text_at(&["terminal_type"]).unwrap_or_default();
    let date = day.text_at(&["date"]).unwrap_or_default();
    let id = format!(
        "claude_code|{date}|{}|{terminal}|{}",
        actor.as_deref().unwrap_or_default(),
        name.as_deref().unwrap_or_default()
    );
    Ok(Record {
        at: day.time_at(&["date"])?,
        seller: Some(Cow::Borrowed("anthropic")),
        model: name,
        identity: Some(Identity::of(id)),
        labels: actor.map(|actor| (Cow::Borrowed("user"), actor)).into_iter().collect(),
        claimed: model.at(&["estimated_cost", "amount"]).and_then(Json::as_number).and_then(cents),
        ..Record::new(Used::Aggregate(counts))
    })
}

/// Whole cents as a decimal.
fn cents(number: crate::json::Number) -> Option<Cow<'static, str>> {
    match number {
        crate::json::Number::Whole(cents) => Some(Cow::Owned(format!("{}.{:02}", cents / 100, cents % 100))),
        _ => None,
    }
}
