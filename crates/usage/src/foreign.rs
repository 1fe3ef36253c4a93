//! Objects that look like token usage and are not one of the supported shapes, each with its reason.

use crate::detect::has_counts;
use crate::json::{Json, Object};

/// Why an object is none of the supported shapes, if it is plainly something else.
pub(crate) fn reason(object: &Object) -> Option<&'static str> {
    let has = |key: &str| object.field(key).is_some_and(|json| !json.is_null());
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    if any(&["total_input_tokens", "total_output_tokens", "input_tokens_by_modality"]) {
        return Some("this is the usage of Gemini's Interactions API, which is not read here");
    }
    if any(&["billed_units"]) {
        return Some("this is Cohere's meta, whose billed units differ from its tokens");
    }
    if any(&LIBRARY) || object.keys().any(|key| key.starts_with("gen_ai.")) {
        return Some("this is a client library's own summary, not the provider's usage object");
    }
    let details = |key: &str| object.field(key).and_then(Json::as_object);
    if let Some(details) = details("input_token_details")
        && ["audio", "cache_read", "cache_creation"].iter().any(|key| details.field(key).is_some())
    {
        return Some("this is LangChain's summary, not the provider's usage object");
    }
    if any(&["promptTokens", "completionTokens", "cachedInputTokens", "inputTokenDetails"]) {
        return Some("this is the AI SDK's summary, not the provider's usage object");
    }
    if any(&["prompt_token_count", "candidates_token_count"]) {
        return Some(
            "this is usage_metadata in the spelling of a Python library; expected Gemini's own camelCase members",
        );
    }
    if has_counts(object) {
        return None;
    }
    if any(&["inputTokenCount", "outputTokenCount"]) {
        return Some("these are Bedrock's invocation metrics, not the usage of the Converse API");
    }
    if any(&["totalTokenCount"]) {
        return Some(
            "this has a total but no promptTokenCount: the size of a cached content or the answer of countTokens",
        );
    }
    if any(&["total_tokens"]) {
        return Some("this has a total but no count of the prompt");
    }
    if any(&["readUnits", "writeUnits", "read_units", "write_units"]) {
        return Some("these are the read and write units of a vector database, not tokens");
    }
    if any(&["contentPolicyUnits", "topicPolicyUnits", "wordPolicyUnits", "sensitiveInformationPolicyUnits"])
    {
        return Some("these are the units of a Bedrock guardrail, not tokens");
    }
    if any(&["seconds", "duration", "prompt_audio_seconds"]) {
        return Some("this is audio billed by the second, not tokens");
    }
    if any(&["prompt_eval_count", "eval_count"]) {
        return Some("this is Ollama's own answer, which no seller bills");
    }
    if any(&["characters", "character_count", "images"]) {
        return Some("this counts characters or images, not tokens");
    }
    if any(&["cost", "cost_in_usd_ticks", "total_cost"]) {
        return Some("this tells a price and no tokens");
    }
    None
}

/// Members that no provider writes and summaries of libraries have.
const LIBRARY: [&str; 20] = [
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "cache_audio_read_tokens",
    "cache_text_read_tokens",
    "cache_image_read_tokens",
    "cache_video_read_tokens",
    "input_text_tokens",
    "input_audio_tokens",
    "input_image_tokens",
    "input_video_tokens",
    "input_tool_tokens",
    "output_text_tokens",
    "output_audio_tokens",
    "output_image_tokens",
    "output_reasoning_tokens",
    "cache_write_tokens",
    "web_searches",
    "cacheRead",
    "cacheWrite",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorCode, read_text};

    #[test]
    fn each_has_its_reason() {
        for (text, word) in [
            (r#"{"total_input_tokens":1,"total_tokens":2}"#, "Interactions"),
            (r#"{"billed_units":{"input_tokens":1}}"#, "Cohere"),
            (r#"{"input_tokens":9,"output_tokens":1,"cache_read_tokens":3}"#, "library"),
            (r#"{"gen_ai.usage.input_tokens":9}"#, "library"),
            (r#"{"input":9,"output":1,"cacheRead":3}"#, "library"),
            (r#"{"input_tokens":9,"input_token_details":{"cache_read":0}}"#, "LangChain"),
            (r#"{"inputTokens":9,"outputTokens":1,"cachedInputTokens":3}"#, "AI SDK"),
            (r#"{"prompt_token_count":9}"#, "camelCase"),
            (r#"{"inputTokenCount":9}"#, "invocation metrics"),
            (r#"{"totalTokenCount":9}"#, "cached content"),
            (r#"{"total_tokens":9}"#, "no count of the prompt"),
            (r#"{"readUnits":9}"#, "vector database"),
            (r#"{"topicPolicyUnits":1}"#, "guardrail"),
            (r#"{"seconds":6,"cost":0.1}"#, "second"),
            (r#"{"prompt_eval_count":6}"#, "Ollama"),
            (r#"{"characters":6}"#, "characters"),
            (r#"{"cost_in_usd_ticks":6}"#, "price"),
        ] {
            let error = read_text(text.as_bytes(), None).unwrap_err();
            assert_eq!(error.code, ErrorCode::BadUsage, "{text}");
            assert!(error.message.contains(word), "{text}: {error}");
        }
    }

    #[test]
    fn supported_shapes_are_not_foreign() {
        let json = crate::json::parse(br#"{"prompt_tokens":1,"cost":1}"#, Default::default()).unwrap();
        assert_eq!(json.as_object().and_then(reason), None);
    }
}
