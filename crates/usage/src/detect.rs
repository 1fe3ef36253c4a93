//! Which format an object has, told by its members.
//!
//! `{"input_tokens", "output_tokens"}` alone is how both Anthropic and OpenAI's Responses API would write a
//! request without a cache. Such an object is not ambiguous: both readings give the same meters. An object
//! is ambiguous only if its readings would bill differently; then the error names the candidates.

use crate::fields::is_silent;
use crate::json::{Json, Number, Object, short};
use crate::report::{ReportFormat, UsageError};

/// Members that only one format has. `input_tokens` and `output_tokens` are in two and stand in neither.
const CHAT: &[&str] = &["prompt_tokens", "completion_tokens"];
const GEMINI: &[&str] =
    &["promptTokenCount", "candidatesTokenCount", "responseTokenCount", "thoughtsTokenCount"];
const BEDROCK: &[&str] = &["inputTokens", "outputTokens"];
const PLAIN: &[&str] = &["input_tokens", "output_tokens"];

/// Members that tell Anthropic's `input_tokens` from OpenAI's.
const ANTHROPIC_MARKS: &[&str] = &[
    "cache_creation",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "server_tool_use",
    "iterations",
    "inference_geo",
    "speed",
    "fallback_credit",
];
const RESPONSES_MARKS: &[&str] = &[
    "input_tokens_details",
    "input_token_details",
    "output_token_details",
    "server_side_tool_usage_details",
    "num_server_side_tools_used",
];

/// Tells the format of a usage object.
///
/// # Errors
/// `bad_usage`, with a reason: not a usage object, or one that could be of two formats.
pub(crate) fn format_of(object: &Object, path: &str) -> Result<ReportFormat, UsageError> {
    let families: Vec<(ReportFormat, &[&str])> = [
        (ReportFormat::OpenaiChat, CHAT),
        (ReportFormat::Gemini, GEMINI),
        (ReportFormat::BedrockConverse, BEDROCK),
        (ReportFormat::Anthropic, PLAIN),
    ]
    .into_iter()
    .filter(|(_, keys)| has(object, keys))
    .collect();
    match families.as_slice() {
        [] => Err(UsageError::bad_usage(path, format!("met {}; {EXPECTED}", members(object)))),
        [(ReportFormat::Anthropic, _)] => anthropic_or_responses(object, path),
        [(format, _)] => Ok(*format),
        // The reader of the chat shape checks that both tell the same.
        [(ReportFormat::OpenaiChat, _), (ReportFormat::Anthropic, _)] => Ok(ReportFormat::OpenaiChat),
        several => {
            let names: Vec<&str> = several.iter().map(|(format, _)| format.name()).collect();
            Err(ambiguous(path, &names.join(", "), object))
        }
    }
}

/// Whether any of a format's own counts stands in the object.
pub(crate) fn has_counts(object: &Object) -> bool {
    [CHAT, GEMINI, BEDROCK, PLAIN].iter().any(|keys| has(object, keys))
}

/// The members of an object for a message, at most ten.
pub(crate) fn members(object: &Object) -> String {
    if object.is_empty() {
        return "an empty object".into();
    }
    let shown: Vec<String> = object.keys().take(10).map(short).collect();
    let more = if object.len() > 10 { ", …" } else { "" };
    format!("an object with {}{more}", shown.join(", "))
}

/// What every reader could have taken.
pub(crate) const EXPECTED: &str = "expected a usage object of anthropic (input_tokens), openai_chat (prompt_tokens), \
     openai_responses (input_tokens, input_tokens_details), gemini (promptTokenCount) or bedrock_converse (inputTokens)";

fn anthropic_or_responses(object: &Object, path: &str) -> Result<ReportFormat, UsageError> {
    let details = |key: &str| {
        let details = object.field("output_tokens_details").and_then(Json::as_object);
        details.and_then(|details| details.field(key)).is_some()
    };
    let anthropic = says(object, ANTHROPIC_MARKS) || details("thinking_tokens");
    let responses = says(object, RESPONSES_MARKS);
    match (anthropic, responses) {
        (true, true) => Err(ambiguous(path, "anthropic, openai_responses", object)),
        (true, false) => match total_includes_cache(object) {
            Some(false) => Err(ambiguous(path, "anthropic, openai_responses", object)),
            _ => Ok(ReportFormat::Anthropic),
        },
        (false, true) => Ok(ReportFormat::OpenaiResponses),
        // Nothing is cached by either reading: the meters are the same, the members decide who knows them.
        (false, false)
            if has(object, RESPONSES_MARKS)
                || has(object, &["total_tokens"])
                || details("reasoning_tokens")
                || details("image_tokens") =>
        {
            Ok(ReportFormat::OpenaiResponses)
        }
        (false, false) => Ok(ReportFormat::Anthropic),
    }
}

/// Whether `total_tokens` beside Anthropic's members counts the cache; `None` where there is no total or no
/// cache. A total without the cache could mean that `input_tokens` includes it.
fn total_includes_cache(object: &Object) -> Option<bool> {
    let count = |key: &str| match object.field(key) {
        Some(Json::Number(Number::Whole(n))) => Some(u128::from(*n)),
        _ => None,
    };
    let cache =
        count("cache_read_input_tokens").unwrap_or(0) + count("cache_creation_input_tokens").unwrap_or(0);
    let total = count("total_tokens").filter(|_| cache > 0)?;
    let plain = count("input_tokens")? + count("output_tokens").unwrap_or(0);
    // The cache cannot be part of an input smaller than itself.
    Some(total != plain || count("input_tokens")? < cache)
}

fn has(object: &Object, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.field(key).is_some_and(|json| !json.is_null()))
}

/// Whether any of the members says more than 0 or nothing.
fn says(object: &Object, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.field(key).is_some_and(|json| !is_silent(json)))
}

fn ambiguous(path: &str, candidates: &str, object: &Object) -> UsageError {
    let message = format!(
        "met {}, which could be of several formats that count differently: {candidates}; expected the format to be named",
        members(object)
    );
    UsageError::bad_usage(path, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Limits, parse};

    fn format(text: &str) -> Result<ReportFormat, UsageError> {
        let json = parse(text.as_bytes(), Limits::default()).unwrap();
        format_of(json.as_object().unwrap(), "")
    }

    #[test]
    fn members_tell_the_format() {
        for (text, expected) in [
            (r#"{"input_tokens":1,"output_tokens":1}"#, ReportFormat::Anthropic),
            (r#"{"input_tokens":1,"cache_read_input_tokens":0}"#, ReportFormat::Anthropic),
            (r#"{"input_tokens":1,"output_tokens_details":{"thinking_tokens":0}}"#, ReportFormat::Anthropic),
            (r#"{"input_tokens":1,"output_tokens":1,"total_tokens":2}"#, ReportFormat::OpenaiResponses),
            (
                r#"{"input_tokens":1,"output_tokens_details":{"reasoning_tokens":0}}"#,
                ReportFormat::OpenaiResponses,
            ),
            (
                r#"{"input_tokens":1,"input_tokens_details":{"cached_tokens":0}}"#,
                ReportFormat::OpenaiResponses,
            ),
            (
                r#"{"input_tokens":1,"input_tokens_details":{"cached_tokens":1},"cache_read_input_tokens":0}"#,
                ReportFormat::OpenaiResponses,
            ),
            (
                r#"{"input_tokens":1,"input_tokens_details":{"cached_tokens":0},"cache_read_input_tokens":9}"#,
                ReportFormat::Anthropic,
            ),
            (r#"{"prompt_tokens":1}"#, ReportFormat::OpenaiChat),
            (r#"{"prompt_tokens":1,"input_tokens":1}"#, ReportFormat::OpenaiChat),
            (r#"{"promptTokenCount":1}"#, ReportFormat::Gemini),
            (r#"{"inputTokens":1}"#, ReportFormat::BedrockConverse),
        ] {
            assert_eq!(format(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn only_readings_that_bill_differently_are_ambiguous() {
        for text in [
            r#"{"input_tokens":9,"input_tokens_details":{"cached_tokens":5},"cache_read_input_tokens":5}"#,
            r#"{"input_tokens":9,"output_tokens":1,"cache_read_input_tokens":5,"total_tokens":10}"#,
            r#"{"prompt_tokens":9,"inputTokens":9}"#,
        ] {
            assert!(format(text).unwrap_err().message.contains("could be of several formats"), "{text}");
        }
        let beside = r#"{"input_tokens":9,"output_tokens":1,"cache_read_input_tokens":5,"total_tokens":15}"#;
        assert_eq!(format(beside), Ok(ReportFormat::Anthropic));
    }

    #[test]
    fn other_objects() {
        assert!(format("{}").unwrap_err().message.starts_with("met an empty object"));
        assert!(format(r#"{"a":1}"#).unwrap_err().message.contains("an object with a; expected"));
    }
}
