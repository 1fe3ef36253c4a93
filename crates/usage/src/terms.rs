//! The words providers use for the terms of a request.

use crate::json::Json;
use crate::report::{Note, UsageError};
use tokentoll_core::{InferenceGeo, ServiceTier, Speed};

/// Anthropic's [`usage.service_tier`](https://platform.claude.com/docs/en/api/service-tiers).
pub(crate) fn anthropic_tier(word: Option<&str>, path: &str) -> Result<Option<ServiceTier>, UsageError> {
    match word {
        None => Ok(None),
        // `default` is what some logs and gateways write.
        Some("standard" | "default") => Ok(Some(ServiceTier::Standard)),
        Some("batch") => Ok(Some(ServiceTier::Batch)),
        Some("priority") => Ok(Some(ServiceTier::Priority)),
        Some(other) => Err(unknown(other, path, "standard, batch, priority")),
    }
}

/// Anthropic's [`usage.speed`](https://platform.claude.com/docs/en/build-with-claude/fast-mode).
pub(crate) fn anthropic_speed(word: Option<&str>, path: &str) -> Result<Option<Speed>, UsageError> {
    match word {
        None => Ok(None),
        Some("standard") => Ok(Some(Speed::Standard)),
        Some("fast") => Ok(Some(Speed::Fast)),
        Some(other) => Err(unknown(other, path, "standard, fast")),
    }
}

/// Anthropic's [`usage.inference_geo`](https://platform.claude.com/docs/en/build-with-claude/data-residency).
pub(crate) fn anthropic_geo(word: Option<&str>, path: &str) -> Result<Option<InferenceGeo>, UsageError> {
    match word {
        None | Some("" | "not_available") => Ok(None),
        Some("global") => Ok(Some(InferenceGeo::Global)),
        Some("us") => Ok(Some(InferenceGeo::Us)),
        Some(other) => Err(unknown(other, path, "global, us, not_available")),
    }
}

/// OpenAI's [`service_tier`](https://platform.openai.com/docs/api-reference/responses/object) and the words
/// that servers of the same shape use.
pub(crate) fn openai_tier(
    word: Option<&str>,
    path: &str,
    notes: &mut Vec<Note>,
) -> Result<Option<ServiceTier>, UsageError> {
    match word {
        None | Some("") => Ok(None),
        Some("default" | "standard" | "on_demand") => Ok(Some(ServiceTier::Standard)),
        Some("flex") => Ok(Some(ServiceTier::Flex)),
        // OpenAI calls priority processing `fast` since 2026-07-30.
        Some("priority" | "fast") => Ok(Some(ServiceTier::Priority)),
        Some("batch") => Ok(Some(ServiceTier::Batch)),
        Some(word @ ("auto" | "scale" | "performance")) => {
            notes.push(untold(word, path));
            Ok(None)
        }
        Some(other) => Err(unknown(other, path, "default, standard, flex, priority, batch, auto, scale")),
    }
}

/// Bedrock's [`serviceTier.type`](https://docs.aws.amazon.com/bedrock/latest/userguide/service-tiers-inference.html).
pub(crate) fn bedrock_tier(
    word: Option<&str>,
    path: &str,
    notes: &mut Vec<Note>,
) -> Result<Option<ServiceTier>, UsageError> {
    match word {
        None => Ok(None),
        Some("default" | "standard") => Ok(Some(ServiceTier::Standard)),
        Some("flex") => Ok(Some(ServiceTier::Flex)),
        Some("priority") => Ok(Some(ServiceTier::Priority)),
        Some(word @ "reserved") => {
            notes.push(untold(word, path));
            Ok(None)
        }
        Some(other) => Err(unknown(other, path, "default, flex, priority, reserved")),
    }
}

/// Gemini's [`serviceTier`](https://ai.google.dev/api/generate-content#UsageMetadata).
pub(crate) fn gemini_tier(word: Option<&str>, path: &str) -> Result<Option<ServiceTier>, UsageError> {
    let Some(word) = word else { return Ok(None) };
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    match () {
        () if is("") || is("unspecified") => Ok(None),
        () if is("standard") => Ok(Some(ServiceTier::Standard)),
        () if is("flex") => Ok(Some(ServiceTier::Flex)),
        () if is("priority") => Ok(Some(ServiceTier::Priority)),
        () if is("batch") => Ok(Some(ServiceTier::Batch)),
        () => Err(unknown(word, path, "standard, flex, priority, batch")),
    }
}

/// Vertex AI's [`trafficType`](https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse#TrafficType),
/// as a name or as the number of the enum.
pub(crate) fn vertex_traffic(
    traffic: Option<&Json>,
    path: &str,
    notes: &mut Vec<Note>,
) -> Result<Option<ServiceTier>, UsageError> {
    use crate::json::Number::Whole;
    match traffic {
        None | Some(Json::Number(Whole(0 | 1))) => Ok(None),
        Some(Json::Text(word)) if word == "ON_DEMAND" || word == "TRAFFIC_TYPE_UNSPECIFIED" => Ok(None),
        Some(Json::Text(word)) if word == "ON_DEMAND_PRIORITY" => Ok(Some(ServiceTier::Priority)),
        Some(Json::Text(word)) if word == "ON_DEMAND_FLEX" => Ok(Some(ServiceTier::Flex)),
        Some(json) if *json == Json::Number(Whole(2)) || json.as_text() == Some("PROVISIONED_THROUGHPUT") => {
            let message = format!("{path} is PROVISIONED_THROUGHPUT: paid by commitment, not by the token");
            notes.push(Note::new("provisioned_throughput", message));
            Ok(None)
        }
        Some(other) => Err(UsageError::bad_usage(
            path,
            format!(
                "met {}, expected one of ON_DEMAND, ON_DEMAND_PRIORITY, ON_DEMAND_FLEX, PROVISIONED_THROUGHPUT",
                crate::json::met(other)
            ),
        )),
    }
}

fn untold(word: &str, path: &str) -> Note {
    Note::new(
        "service_tier_untold",
        format!("{path} is {word:?}, which names no tier with a price per token"),
    )
}

fn unknown(word: &str, path: &str, known: &str) -> UsageError {
    let word = crate::json::short(word);
    UsageError::bad_usage(path, format!("met the string {word:?}, expected one of {known}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(anthropic_tier(Some("batch"), ""), Ok(Some(ServiceTier::Batch)));
        assert!(anthropic_tier(Some("flex"), "").unwrap_err().message.contains("standard, batch, priority"));
        assert_eq!(anthropic_geo(Some("not_available"), ""), Ok(None));
        assert_eq!(anthropic_geo(Some("us"), ""), Ok(Some(InferenceGeo::Us)));
        assert!(anthropic_geo(Some("mars"), "").is_err());
        assert_eq!(anthropic_speed(Some("fast"), ""), Ok(Some(Speed::Fast)));
        assert_eq!(gemini_tier(Some("FLEX"), ""), Ok(Some(ServiceTier::Flex)));
        assert!(gemini_tier(Some("gold"), "").is_err());
    }

    #[test]
    fn words_that_name_no_price_leave_a_note() {
        let mut notes = Vec::new();
        assert_eq!(openai_tier(Some("default"), "", &mut notes), Ok(Some(ServiceTier::Standard)));
        assert_eq!(openai_tier(Some("scale"), "", &mut notes), Ok(None));
        assert_eq!(bedrock_tier(Some("reserved"), "", &mut notes), Ok(None));
        let provisioned = Json::Text("PROVISIONED_THROUGHPUT".into());
        assert_eq!(vertex_traffic(Some(&provisioned), "", &mut notes), Ok(None));
        assert_eq!(notes.len(), 3);
        assert!(openai_tier(Some("turbo"), "", &mut notes).is_err());
        assert!(vertex_traffic(Some(&Json::Bool(true)), "", &mut notes).is_err());
    }
}
