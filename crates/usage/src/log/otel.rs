//! Spans with the attributes of OpenTelemetry's
//! [conventions for generative AI](https://opentelemetry.io/docs/specs/semconv/gen-ai/): as OTLP JSON, or one
//! span a line with its attributes as an object.
//!
//! `gen_ai.usage.input_tokens` should include what was read from and written to a cache. Spans of agents and
//! tools sum up the spans below them and are left out.

use super::record::{Aside, Entry, Fault, Identity, Record, Used};
use super::{EachByItself, tree, words};
use crate::json::{Json, Number, Object, met};
use crate::terms;
use std::borrow::Cow;
use tokentoll_core::Usage;

#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenTelemetry;

impl EachByItself for OpenTelemetry {
    fn name(&self) -> &'static str {
        "otel"
    }

    fn is(&self, head: &[u8]) -> bool {
        [&b"\"gen_ai."[..], b"\"resourceSpans\"", b"\"resource_spans\""]
            .iter()
            .any(|mark| memchr::memmem::find(head, mark).is_some())
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let Some(object) = tree::opened(piece, found) else { return };
        let mut any = false;
        for resource in either(&object, "resourceSpans", "resource_spans") {
            any = true;
            if let Err(fault) = resource.and_then(|resource| self::resource(resource, found)) {
                found(Entry::Fault(fault));
            }
        }
        if !any && let Err(fault) = alone(&object, found) {
            found(Entry::Fault(fault));
        }
    }
}

type Found<'f, 't> = &'f mut dyn FnMut(Entry<'t>);

/// The spans of one service.
fn resource(resource: &Object, found: Found<'_, '_>) -> Result<(), Fault> {
    let service = attributes(resource.at(&["resource", "attributes"]))?;
    for scope in either(resource, "scopeSpans", "scope_spans") {
        let spans = scope.map(|scope| scope.objects_at("spans"));
        let read = |one: Result<&Object, Fault>| one.and_then(|one| span(one, &service));
        match spans {
            Ok(spans) => spans.filter_map(|one| read(one).transpose()).for_each(|one| hand_on(one, found)),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
    Ok(())
}

/// One span a piece.
fn alone(one: &Object, found: Found<'_, '_>) -> Result<(), Fault> {
    let service = attributes(one.at(&["resource", "attributes"]))?;
    span(one, &service).transpose().into_iter().for_each(|one| hand_on(one, found));
    Ok(())
}

fn hand_on(one: Result<Entry<'static>, Fault>, found: Found<'_, '_>) {
    found(one.unwrap_or_else(Entry::Fault));
}

/// What stands under either spelling.
fn either<'o>(
    object: &'o Object,
    camel: &'static str,
    snake: &'static str,
) -> impl Iterator<Item = Result<&'o Object, Fault>> {
    object.objects_at(camel).chain(object.objects_at(snake))
}

fn span(span: &Object, service: &Object) -> Result<Option<Entry<'static>>, Fault> {
    let flat = attributes(span.at(&["attributes"]).or(Some(&Json::Object(span.clone()))))?;
    let text = |keys: &[&str]| keys.iter().find_map(|key| flat.text_at(&[key]));
    let count = |keys: &[&str]| -> Result<Option<u32>, Fault> {
        for key in keys {
            if let Some(count) = flat.count_at(&[key])? {
                return Ok(Some(count));
            }
        }
        Ok(None)
    };
    let input = count(&["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"])?;
    let output = count(&["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"])?;
    if input.is_none() && output.is_none() {
        return Ok(None);
    }
    let operation = text(&["gen_ai.operation.name"]);
    if matches!(
        operation.as_deref(),
        Some("invoke_agent" | "create_agent" | "execute_tool" | "invoke_workflow")
    ) {
        return Ok(Some(Entry::Aside(Aside::Summary)));
    }
    let read = count(&[
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.input_tokens.cached",
    ])?;
    let written = count(&[
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_input_tokens",
        "gen_ai.usage.input_tokens.cache_write",
    ])?;
    let (input, read, written) = (input.unwrap_or(0), read.unwrap_or(0), written.unwrap_or(0));
    // An instrumentation that reports beside the input what should be part of it is known by its sums.
    let cache = u64::from(read) + u64::from(written);
    let fresh = u64::from(input).checked_sub(cache).map_or(input, |fresh| fresh as u32);
    let usage =
        Usage::new().input(fresh).cache_read(read).cache_write_5m(written).output(output.unwrap_or(0));
    let at = first_time(
        span,
        &[
            "endTimeUnixNano",
            "end_time_unix_nano",
            "end_time",
            "endTime",
            "timestamp",
            "startTimeUnixNano",
            "start_time",
        ],
    )?;
    let id = text(&["gen_ai.response.id"]).or_else(|| {
        let id = |keys: &[&[&str]]| keys.iter().find_map(|path| span.text_at(path));
        let trace = id(&[&["traceId"], &["trace_id"], &["context", "trace_id"]])?;
        let own = id(&[&["spanId"], &["span_id"], &["context", "span_id"]])?;
        Some(Cow::Owned(format!("{trace}/{own}")))
    });
    let mut notes = Vec::new();
    let tier = text(&["openai.response.service_tier", "gen_ai.openai.response.service_tier"]);
    let mut record = Record {
        at,
        seller: text(&["gen_ai.provider.name", "gen_ai.system"]).map(provider),
        model: text(&["gen_ai.response.model", "gen_ai.request.model"]),
        identity: id.map(Identity::of),
        project: service.text_at(&["service.name"]),
        session: text(&["gen_ai.conversation.id", "session.id"]),
        labels: text(&["gen_ai.agent.name"])
            .map(|agent| (Cow::Borrowed("agent"), agent))
            .into_iter()
            .collect(),
        ..Record::new(Used::Request(usage))
    };
    record.terms.service_tier =
        terms::openai_tier(tier.as_deref(), "openai.response.service_tier", &mut notes)?;
    Ok(Some(Entry::Record(record)))
}

/// `aws.bedrock`, `gcp.vertex_ai`, `gcp.gemini`, `x_ai`, and plain names.
fn provider(word: Cow<'static, str>) -> Cow<'static, str> {
    words::seller(word)
}

/// Attributes as an object, from an object or from OTLP's list of keys and values.
fn attributes(json: Option<&Json>) -> Result<Object, Fault> {
    let mut flat = Object::default();
    match json {
        Some(Json::Object(object)) => return Ok(object.clone()),
        Some(Json::List(list)) => {
            for entry in list {
                let pair = entry.as_object().and_then(|entry| Some((entry.text_at(&["key"])?, entry)));
                let Some((key, entry)) = pair else {
                    let message = format!("attributes: met {}, expected a key and its value", met(entry));
                    return Err(Fault::new("bad_usage", message));
                };
                // An attribute without a value, or of another kind, is none that counts.
                let Some(Json::Object(value)) = entry.at(&["value"]) else { continue };
                for kind in ["stringValue", "intValue", "doubleValue", "boolValue"] {
                    if let Some(value) = value.at(&[kind]) {
                        flat.set(&key, number(kind, value));
                    }
                }
            }
        }
        _ => {}
    }
    Ok(flat)
}

/// OTLP writes whole numbers of 64 bits as text.
fn number(kind: &str, value: &Json) -> Json {
    match value {
        Json::Text(digits) if kind == "intValue" => match digits.parse() {
            Ok(n) => Json::Number(Number::Whole(n)),
            Err(_) => value.clone(),
        },
        _ => value.clone(),
    }
}

fn first_time(span: &Object, keys: &[&str]) -> Result<Option<jiff::Timestamp>, Fault> {
    for key in keys {
        if let Some(time) = span.time_at(&[key])? {
            return Ok(Some(time));
        }
    }
    Ok(None)
}
