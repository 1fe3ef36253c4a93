//! Anthropic's [Messages API](https://platform.claude.com/docs/en/api/messages): `input_tokens` leaves the
//! cache out, so the counts are disjoint already.

use crate::cache_write::Lifetimes;
use crate::fields::{Fields, GATEWAY_PRICES, fit};
use crate::iterations::{self, Attempts};
use crate::output::no_output_count;
use crate::report::{Note, Report, ReportFormat, ReportedTerms, UsageError};
use crate::terms;
use tokentoll_core::{Meter, MeterSet, Usage};

/// Reads `usage` of a message.
pub(crate) fn read(mut fields: Fields<'_>) -> Result<Report, UsageError> {
    let mut notes = Vec::new();
    let usage = tokens(&mut fields, &mut notes)?;
    thinking_is_within(&mut fields, &usage)?;
    total_agrees(&mut fields, &usage, &mut notes)?;
    let usage = usage.web_search(server_tools(&mut fields, &mut notes)?);
    let service_tier =
        terms::anthropic_tier(fields.optional_text("service_tier")?, &fields.path_of("service_tier"))?;
    let speed = terms::anthropic_speed(fields.optional_text("speed")?, &fields.path_of("speed"))?;
    let geo = terms::anthropic_geo(fields.optional_text("inference_geo")?, &fields.path_of("inference_geo"))?;
    if fields.value("fallback_credit").is_some() {
        let message =
            "the report tells of a fallback credit; it is taken off the bill later and not part of this";
        notes.push(Note::new("fallback_credit", message));
    }
    let attempts = Attempts::read(&mut fields)?;
    fields.silent(&["input_tokens_details", "cached_tokens"])?;
    fields.known_but_unused(GATEWAY_PRICES);
    fields.known_but_unused(&["cost"]);
    fields.finish()?;
    let parts = iterations::parts(usage, attempts, &mut notes)?;
    let terms = ReportedTerms { service_tier, speed, inference_geo: geo };
    Ok(Report { format: ReportFormat::Anthropic, model: None, parts, terms, notes })
}

/// The token counts that `usage` and each of its `iterations` have.
pub(crate) fn tokens(fields: &mut Fields<'_>, notes: &mut Vec<Note>) -> Result<Usage, UsageError> {
    let input = fields.count("input_tokens")?;
    let read = fields.optional_count("cache_read_input_tokens")?;
    let written = fields.optional_count("cache_creation_input_tokens")?;
    let lifetimes = Lifetimes::read(fields.optional_object("cache_creation")?)?;
    let path = fields.path_of("cache_creation_input_tokens");
    let (five_minutes, one_hour) = lifetimes.split(written, &path, notes)?;
    let output = fields.optional_count("output_tokens")?;
    if output.is_none() {
        notes.push(no_output_count(&fields.path_of("output_tokens")));
    }
    Ok(Usage::new()
        .input(input)
        .cache_read(read.unwrap_or(0))
        .cache_write_5m(five_minutes)
        .cache_write_1h(one_hour)
        .output(output.unwrap_or(0)))
}

/// `output_tokens` "remains the inclusive, authoritative total used for billing".
fn thinking_is_within(fields: &mut Fields<'_>, usage: &Usage) -> Result<(), UsageError> {
    let Some(mut details) = fields.optional_object("output_tokens_details")? else { return Ok(()) };
    let output = usage.of(Meter::Output);
    for key in ["thinking_tokens", "reasoning_tokens"] {
        if let Some(thinking) = details.optional_count(key)?
            && thinking > output
        {
            let message =
                format!("met {thinking}, expected at most the {output} output_tokens it is part of");
            return Err(UsageError::bad_usage(details.path_of(key), message));
        }
    }
    details.finish()
}

/// Some gateways add a total. It may count the cache or not.
fn total_agrees(fields: &mut Fields<'_>, usage: &Usage, notes: &mut Vec<Note>) -> Result<(), UsageError> {
    let Some(total) = fields.optional_count("total_tokens")? else { return Ok(()) };
    let without_cache = u64::from(usage.of(Meter::Input)) + u64::from(usage.of(Meter::Output));
    let whole = usage.sum(MeterSet::PROMPT) + u64::from(usage.of(Meter::Output));
    if u64::from(total) != whole && u64::from(total) != without_cache {
        let message = format!("total_tokens is {total}; the counts sum to {whole}, which is used");
        notes.push(Note::new("total_differs", message));
    }
    Ok(())
}

/// Searches are billed each; fetches are free; other server tools are billed elsewhere or not at all.
/// [Web search pricing](https://platform.claude.com/docs/en/about-claude/pricing#web-search-tool)
fn server_tools(fields: &mut Fields<'_>, notes: &mut Vec<Note>) -> Result<u32, UsageError> {
    let Some(mut tools) = fields.optional_object("server_tool_use")? else { return Ok(0) };
    let searches = tools.optional_count("web_search_requests")?.unwrap_or(0);
    tools.optional_count("web_fetch_requests")?;
    for key in ["code_execution_requests", "tool_search_requests"] {
        if let Some(calls @ 1..) = tools.optional_count(key)? {
            let message = format!("{} is {calls}: not billed by the call", tools.path_of(key));
            notes.push(Note::new("not_billed_by_call", message));
        }
    }
    tools.finish()?;
    Ok(searches)
}

/// The sum of usages that were one request to the provider's meter.
pub(crate) fn sum(usages: &[Usage], path: &str) -> Result<Usage, UsageError> {
    usages.iter().try_fold(Usage::new(), |sum, usage| {
        usage.iter().try_fold(sum, |sum, (meter, count)| {
            Ok(sum.with(meter, fit(u64::from(sum.of(meter)) + u64::from(count), path)?))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{ErrorCode, Report, UsageError, read_text};
    use tokentoll_core::{InferenceGeo, Meter, ServiceTier, Speed};

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), None)
    }

    fn codes(report: &Report) -> Vec<&str> {
        report.notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn counts_are_disjoint_as_they_stand() {
        let report = read(
            r#"{"input_tokens":7,"cache_creation_input_tokens":30,"cache_read_input_tokens":400,
                "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":50,
                "output_tokens_details":{"thinking_tokens":50},"service_tier":"batch","speed":"fast",
                "inference_geo":"us","server_tool_use":{"web_search_requests":3,"web_fetch_requests":9},"cost":0.5}"#,
        )
        .unwrap();
        let usage = report.parts[0].usage;
        assert_eq!(usage.prompt_tokens(), 437);
        assert_eq!(usage.of(Meter::CacheWrite1h), 20);
        assert_eq!(usage.of(Meter::WebSearch), 3);
        assert_eq!(report.terms.service_tier, Some(ServiceTier::Batch));
        assert_eq!(report.terms.speed, Some(Speed::Fast));
        assert_eq!(report.terms.inference_geo, Some(InferenceGeo::Us));
        assert!(report.notes.is_empty(), "{:?}", report.notes);
    }

    #[test]
    fn a_split_below_the_sum_leaves_a_note_and_above_it_is_an_error() {
        let with = |five: u32| {
            read(&format!(
                r#"{{"input_tokens":1,"cache_creation_input_tokens":100,"output_tokens":1,
                    "cache_creation":{{"ephemeral_5m_input_tokens":{five},"ephemeral_1h_input_tokens":60}}}}"#
            ))
        };
        let report = with(10).unwrap();
        assert_eq!(report.parts[0].usage.of(Meter::CacheWrite5m), 40);
        assert_eq!(codes(&report), ["cache_write_split"]);
        let error = with(60).unwrap_err();
        assert_eq!((error.code, error.field.as_str()), (ErrorCode::BadUsage, "cache_creation_input_tokens"));
    }

    #[test]
    fn missing_and_misspelt_members() {
        let error = read(r#"{"output_tokens":5,"cache_read_input_tokens":3}"#).unwrap_err();
        assert_eq!((error.code, error.field.as_str()), (ErrorCode::BadUsage, "input_tokens"));
        let error = read(r#"{"input_tokens":5,"output_tokens":5,"cache_read_input_token":3}"#).unwrap_err();
        assert_eq!(error.code, ErrorCode::UnknownField);
        assert!(error.message.contains("cache_read_input_tokens"), "{error}");
        assert_eq!(codes(&read(r#"{"input_tokens":5}"#).unwrap()), ["no_output_count"]);
        assert!(read(r#"{"input_tokens":-5,"output_tokens":1}"#).is_err());
        assert!(read(r#"{"input_tokens":5,"output_tokens":1.0}"#).is_err());
    }

    #[test]
    fn thinking_above_output_and_unknown_words_are_errors() {
        let thinking =
            r#"{"input_tokens":5,"output_tokens":1,"output_tokens_details":{"thinking_tokens":2}}"#;
        assert_eq!(read(thinking).unwrap_err().field, "output_tokens_details.thinking_tokens");
        let geo = r#"{"input_tokens":5,"output_tokens":1,"inference_geo":"moon"}"#;
        assert_eq!(read(geo).unwrap_err().field, "inference_geo");
        let tier = r#"{"input_tokens":5,"output_tokens":1,"speed":"fast","service_tier":"gold"}"#;
        assert_eq!(read(tier).unwrap_err().field, "service_tier");
    }

    #[test]
    fn calls_that_are_not_billed_leave_a_note() {
        let text = r#"{"input_tokens":5,"output_tokens":1,"server_tool_use":{"code_execution_requests":2}}"#;
        assert_eq!(codes(&read(text).unwrap()), ["not_billed_by_call"]);
        let text = r#"{"input_tokens":5,"output_tokens":1,"server_tool_use":{"teleport_requests":2}}"#;
        assert_eq!(read(text).unwrap_err().code, ErrorCode::UnknownField);
    }
}
