//! `claude --output-format stream-json`: a session told line by line, with its sums on the last line.
//!
//! The lines of the assistant never carry the true output, and calls that Claude Code makes for itself (titles,
//! checks) have no line at all; `result.modelUsage` has everything, by model. So the sums are taken where they
//! are told, and the lines only where a session ended without them.

use super::record::{Aggregate, Aside, Entry, Fault, Identity, Record, Used};
use super::{LogFormat, LogReader, claude_code, first_line, has_key, tree};
use crate::json::{Json, Object};
use std::borrow::Cow;
use std::collections::BTreeMap;
use tokentoll_core::Meter;

/// The format `claude-stream-json`.
#[derive(Clone, Copy, Debug)]
pub struct ClaudeStream;

impl LogFormat for ClaudeStream {
    fn name(&self) -> &'static str {
        "claude-stream-json"
    }

    fn is(&self, head: &[u8]) -> bool {
        let first = first_line(head);
        has_key(first, "session_id") && has_key(first, "subtype") && has_key(first, "type")
    }

    fn reader(&self) -> Box<dyn LogReader> {
        Box::new(Reader::default())
    }
}

#[derive(Default)]
struct Reader {
    /// Requests of the session that is being told, by the id of the answer: the last line of each.
    requests: BTreeMap<String, Record<'static>>,
    model: Option<String>,
}

impl LogReader for Reader {
    fn read<'t>(&mut self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let Some(object) = tree::opened(line, found) else { return };
        match object.text_at(&["type"]).as_deref() {
            Some("system") => {
                self.model = object.text_at(&["model"]).map(Cow::into_owned).or(self.model.take())
            }
            Some("result") => match sums(&object, self.model.as_deref()) {
                Ok(records) if records.is_empty() => {}
                Ok(records) => {
                    for _ in std::mem::take(&mut self.requests) {
                        found(Entry::Aside(Aside::Repeat));
                    }
                    records.into_iter().for_each(|record| found(Entry::Record(record)));
                }
                Err(fault) => found(Entry::Fault(fault)),
            },
            _ => match claude_code::entry(line) {
                Ok(None) => {}
                Ok(Some(Entry::Record(mut record))) => {
                    record.session = object.text_at(&["session_id"]).or(record.session);
                    let id =
                        record.identity.as_ref().map_or_else(String::new, |identity| identity.id.to_string());
                    self.requests.insert(id, record.into_owned());
                }
                Ok(Some(other)) => found(other),
                Err(fault) => found(Entry::Fault(fault)),
            },
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(Entry<'static>)) {
        let left = std::mem::take(&mut self.requests);
        if !left.is_empty() {
            let message =
                "the session ended without its result line: the output of its requests is not known";
            found(Entry::Fault(Fault::new("unfinished", message)));
        }
        left.into_values().for_each(|record| found(Entry::Record(record)));
    }
}

/// What a result line sums up, by model.
fn sums(result: &Object, model: Option<&str>) -> Result<Vec<Record<'static>>, Fault> {
    let session = result.text_at(&["session_id"]);
    let at = result.time_at(&["timestamp"])?;
    let record = |model: &str, sum: Aggregate, claimed| {
        // A session may be told twice, by copies of its stream; and go on, with larger sums.
        let id = session.as_deref().map(|session| {
            let uuid = result.text_at(&["uuid"]).unwrap_or_default();
            Identity::of(format!("result:{session}:{uuid}:{model}"))
        });
        Record {
            at,
            model: Some(Cow::Owned(model.to_owned())),
            identity: id,
            session: session.clone(),
            claimed,
            ..Record::new(Used::Aggregate(sum))
        }
    };
    if let Some(Json::Object(models)) = result.at(&["modelUsage"]) {
        let mut records = Vec::new();
        for (name, usage) in models.iter() {
            let Some(usage) = usage.as_object() else { continue };
            let sum = [
                (Meter::Input, "inputTokens"),
                (Meter::Output, "outputTokens"),
                (Meter::CacheRead, "cacheReadInputTokens"),
                (Meter::CacheWrite5m, "cacheCreationInputTokens"),
                (Meter::WebSearch, "webSearchRequests"),
            ]
            .into_iter()
            .try_fold(Aggregate::new(), |sum, (meter, key)| {
                Ok::<_, Fault>(sum.with(meter, usage.sum_at(&[key])?.unwrap_or(0)))
            })?;
            let sum = lifetimes(sum, result, models.len())?;
            // Long ids carry the window that was asked for: `claude-sonnet-4-5[1m]`.
            let name = name.split('[').next().unwrap_or(name);
            records.push(record(name, sum, usage.word_at(&["costUSD"])));
        }
        return Ok(records);
    }
    let Some(Json::Object(usage)) = result.at(&["usage"]) else { return Ok(Vec::new()) };
    let mut sum = Aggregate::new();
    for (meter, key) in [
        (Meter::Input, "input_tokens"),
        (Meter::Output, "output_tokens"),
        (Meter::CacheRead, "cache_read_input_tokens"),
        (Meter::CacheWrite5m, "cache_creation_input_tokens"),
    ] {
        sum = sum.with(meter, usage.sum_at(&[key])?.unwrap_or(0));
    }
    let sum = lifetimes(sum, result, 1)?;
    let sum =
        sum.with(Meter::WebSearch, usage.sum_at(&["server_tool_use", "web_search_requests"])?.unwrap_or(0));
    let Some(model) = model else {
        return Err(Fault::new("no_model", "a result line whose session named no model"));
    };
    Ok(vec![record(model, sum, result.word_at(&["total_cost_usd"]))])
}

/// Writes for an hour, which only the sum over all models tells apart.
fn lifetimes(sum: Aggregate, result: &Object, models: usize) -> Result<Aggregate, Fault> {
    let hour = result.sum_at(&["usage", "cache_creation", "ephemeral_1h_input_tokens"])?.unwrap_or(0);
    let all = result.sum_at(&["usage", "cache_creation_input_tokens"])?.unwrap_or(0);
    let written = sum.of(Meter::CacheWrite5m);
    Ok(match hour {
        0 => sum,
        hour if hour == all || models == 1 && hour <= written => {
            let hour = if hour == all { written } else { hour };
            sum.with(Meter::CacheWrite5m, written - hour).with(Meter::CacheWrite1h, hour)
        }
        // A mix whose share of this model is not told stays at five minutes.
        _ => sum,
    })
}
