//! What servers of the chat shape add to the token counts: searches, fees, timings, prices.

use crate::fields::{Fields, GATEWAY_PRICES, agreed, is_silent};
use crate::json::{Json, met};
use crate::report::{Note, UsageError};

/// Reads the additions and gives the number of web searches billed by the call.
///
/// # Errors
/// Audio billed by the second: there is no meter for it, and its tokens are not told.
pub(crate) fn read(fields: &mut Fields<'_>, notes: &mut Vec<Note>) -> Result<u32, UsageError> {
    if let Some(seconds) = fields.value("prompt_audio_seconds")
        && !is_silent(seconds)
    {
        let seconds = seconds.as_number().map_or_else(|| met(seconds), |number| format!("{number} seconds"));
        let message =
            format!("met {seconds} of audio, which is billed by the second; expected audio in tokens");
        return Err(UsageError::bad_usage(fields.path_of("prompt_audio_seconds"), message));
    }
    let mut unmetered = Vec::new();
    for key in ["num_search_queries", "citation_tokens", "num_sources_used", "total_characters"] {
        if let Some(count @ 1..) = fields.optional_count(key)? {
            unmetered.push(format!("{} {count}", fields.path_of(key)));
        }
    }
    if let Some(size) = fields.optional_text("search_context_size")? {
        let size = crate::json::short(size);
        unmetered.push(format!("a fee per request for {} {size}", fields.path_of("search_context_size")));
    }
    if let Some(Json::Object(cost)) = fields.value("cost")
        && let Some(fee) = cost.field("request_cost").filter(|fee| !is_silent(fee)).and_then(Json::as_number)
    {
        unmetered.push(format!("{}.request_cost {fee}", fields.path_of("cost")));
    }
    let searches = searches(fields, &mut unmetered)?;
    notes.extend(Note::not_metered(&unmetered));
    fields.known_but_unused(GATEWAY_PRICES);
    fields.known_but_unused(UNUSED);
    Ok(searches)
}

/// OpenRouter's and LiteLLM's counts of searches; those of Xiaomi are billed by rules of their own.
fn searches(fields: &mut Fields<'_>, unmetered: &mut Vec<String>) -> Result<u32, UsageError> {
    let mut claims = Vec::new();
    for key in ["server_tool_use", "server_tool_use_details"] {
        let Some(mut tools) = fields.optional_object(key)? else { continue };
        claims.push(tools.claim("web_search_requests")?);
        if let Some(calls @ 1..) = tools.optional_count("tool_calls_executed")? {
            unmetered.push(format!("{} {calls}", tools.path_of("tool_calls_executed")));
        }
        tools.known_but_unused(&["tool_calls_requested", "web_fetch_requests"]);
        tools.finish()?;
    }
    if let Some(mut searches) = fields.optional_object("web_search_usage")? {
        for key in ["tool_usage", "page_usage"] {
            if let Some(count @ 1..) = searches.optional_count(key)? {
                unmetered.push(format!("{} {count}", searches.path_of(key)));
            }
        }
        searches.finish()?;
    }
    Ok(agreed(&claims)?.unwrap_or(0))
}

/// Prices, timings and speeds.
const UNUSED: &[&str] = &[
    "cost_in_usd_ticks",
    // Mistral
    "request_count",
    // Vertex AI
    "extra_properties",
    // SambaNova
    "start_time",
    "end_time",
    "time_to_first_token",
    "total_latency",
    "is_last_response",
    "acceptance_rate",
    "stop_reason",
    "completion_tokens_per_sec",
    "total_tokens_per_sec",
    "completion_tokens_after_first_per_sec",
    "completion_tokens_after_first_per_sec_first_ten",
    // Groq, and servers that measure themselves
    "queue_time",
    "prompt_time",
    "completion_time",
    "total_time",
    "latency_checkpoint",
    "avg_compl_tok_per_sec",
    "avg_prompt_tok_per_sec",
    "avg_tok_per_sec",
    "total_completion_time_sec",
    "total_prompt_time_sec",
    "total_time_sec",
    "draft_tokens",
    "draft_tokens_acceptance",
    "prompt_tokens_per_second",
    "tokens_per_second",
    "time_per_output_token_ms",
    "time_to_first_token_ms",
];

#[cfg(test)]
mod tests {
    use crate::{Report, UsageError, read_text};
    use tokentoll_core::Meter;

    fn read(extra: &str) -> Result<Report, UsageError> {
        read_text(format!(r#"{{"prompt_tokens":5,"completion_tokens":2,{extra}}}"#).as_bytes(), None)
    }

    #[test]
    fn fees_without_a_meter_leave_one_note() {
        let report = read(
            r#""num_search_queries":3,"search_context_size":"low","cost":{"request_cost":0.005},
               "web_search_usage":{"tool_usage":2,"page_usage":9}"#,
        )
        .unwrap();
        assert_eq!(report.notes.len(), 1);
        assert_eq!(report.notes[0].code, "not_metered");
        for word in ["num_search_queries 3", "low", "request_cost 0.005", "page_usage 9"] {
            assert!(report.notes[0].message.contains(word), "{word}");
        }
        assert!(read(r#""num_sources_used":0,"cost":0.3,"queue_time":0.25"#).unwrap().notes.is_empty());
    }

    #[test]
    fn searches_have_a_meter() {
        let report = read(r#""server_tool_use_details":{"web_search_requests":3}"#).unwrap();
        assert_eq!(report.parts[0].usage.of(Meter::WebSearch), 3);
    }

    #[test]
    fn seconds_of_audio_are_refused() {
        assert_eq!(read(r#""prompt_audio_seconds":12"#).unwrap_err().field, "prompt_audio_seconds");
        assert!(read(r#""prompt_audio_seconds":0"#).is_ok());
        assert!(read(r#""prompt_audio_seconds":null"#).is_ok());
    }
}
