//! The way in: a usage object, or the whole response it stands in.

use crate::detect::{EXPECTED, format_of, has_counts, members};
use crate::fields::{Fields, join};
use crate::iterations::refused_before_output;
use crate::json::{Json, JsonError, Limits, Object, met, parse};
use crate::report::{ErrorCode, Note, PartKind, Report, ReportFormat, UsageError};
use crate::{anthropic, bedrock, foreign, gemini, openai_chat, openai_responses, terms};
use tokentoll_core::{Meter, ServiceTier};

/// Reads a provider's usage object, or a whole response that holds one as `usage` or `usageMetadata`.
///
/// The format is told from the members where `format` is `None`. Of a whole response the model and the
/// service tier are taken too, and, from Anthropic, whether the model refused.
///
/// # Errors
/// [`ErrorCode::BadUsage`] for what is no usage object, contradicts itself, or could be of two formats that
/// bill differently; [`ErrorCode::BadNumber`] for what should be a count and is none;
/// [`ErrorCode::UnknownField`] for a member that the format does not have; [`ErrorCode::TooLarge`] for sums
/// above 2^32 - 1.
///
/// ```
/// use tokentoll_usage::{ReportFormat, json};
/// let text = br#"{"model": "claude-sonnet-4-5", "usage": {"input_tokens": 12, "output_tokens": 30}}"#;
/// let response = json::parse(text, json::Limits::default())?;
/// let report = tokentoll_usage::read(&response, None)?;
/// assert_eq!(report.format, ReportFormat::Anthropic);
/// assert_eq!(report.model.as_deref(), Some("claude-sonnet-4-5"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(report: &Json, format: Option<ReportFormat>) -> Result<Report, UsageError> {
    let Json::Object(object) = report else {
        return Err(UsageError::bad_usage("", format!("met {}; {EXPECTED}", met(report))));
    };
    if has_counts(object) {
        return read_usage(object, "", format);
    }
    let inside: Vec<(&'static str, &Json)> =
        MEMBERS.into_iter().filter_map(|key| object.field(key).map(|json| (key, json))).collect();
    match inside.as_slice() {
        [] if is_response(object) => Err(UsageError::bad_usage(
            "usage",
            format!("met {} without a usage object; {EXPECTED}", members(object)),
        )),
        [] => read_usage(object, "", format),
        [(key, Json::Object(usage))] => read_response(object, usage, key, format),
        [(key, other)] => Err(UsageError::bad_usage(*key, format!("met {}, expected an object", met(other)))),
        _ => Err(UsageError::bad_usage(
            "",
            format!("met both {}, expected one of them", MEMBERS.join(" and ")),
        )),
    }
}

/// Reads the text of a usage object or a response, of at most 1 MiB.
///
/// # Errors
/// As [`read`]; besides, [`ErrorCode::BadJson`] for what is no JSON or repeats a key, and
/// [`ErrorCode::TooLarge`] for what is longer or nested deeper than [`Limits::default`].
///
/// ```
/// let error = tokentoll_usage::read_text(br#"{"input_tokens": 5.0}"#, None).unwrap_err();
/// assert_eq!((error.code.name(), error.field.as_str()), ("bad_number", "input_tokens"));
/// ```
pub fn read_text(text: &[u8], format: Option<ReportFormat>) -> Result<Report, UsageError> {
    let json = parse(text, Limits::default()).map_err(|error| {
        let code = match error {
            JsonError::TooLarge { .. } | JsonError::TooDeep { .. } => ErrorCode::TooLarge,
            JsonError::NumberTooLarge { .. } => ErrorCode::BadNumber,
            _ => ErrorCode::BadJson,
        };
        UsageError::new(code, "", error.to_string())
    })?;
    read(&json, format)
}

/// Where a response keeps its usage.
const MEMBERS: [&str; 2] = ["usage", "usageMetadata"];

/// Members by which a response without usage is known.
const RESPONSE: &[&str] =
    &["choices", "content", "candidates", "output", "stop_reason", "stopReason", "modelVersion"];

/// Whether an object without usage is at least a response. `output` is also what libraries call a count.
fn is_response(object: &Object) -> bool {
    RESPONSE.iter().any(|key| object.field(key).is_some_and(|json| json.as_number().is_none()))
}

fn read_usage(object: &Object, path: &str, format: Option<ReportFormat>) -> Result<Report, UsageError> {
    if let Some(reason) = foreign::reason(object) {
        return Err(UsageError::bad_usage(path, format!("met {}: {reason}; {EXPECTED}", members(object))));
    }
    let format = match format {
        Some(format) => format,
        None => format_of(object, path)?,
    };
    let fields = Fields::new(object, path);
    match format {
        ReportFormat::Anthropic => anthropic::read(fields),
        ReportFormat::OpenaiChat => openai_chat::read(fields),
        ReportFormat::OpenaiResponses => openai_responses::read(fields),
        ReportFormat::Gemini => gemini::read(fields),
        ReportFormat::BedrockConverse => bedrock::read(fields),
    }
}

/// Reads the usage and what the response around it says. The rest of the response is not looked at.
fn read_response(
    response: &Object,
    usage: &Object,
    key: &str,
    format: Option<ReportFormat>,
) -> Result<Report, UsageError> {
    let mut report = read_usage(usage, key, format)?;
    let mut around = Fields::new(response, "");
    let model = match report.format {
        ReportFormat::Gemini => around.optional_text("modelVersion")?,
        _ => around.optional_text("model")?,
    };
    report.model = model.map(String::from);
    let tier = match report.format {
        ReportFormat::OpenaiChat | ReportFormat::OpenaiResponses => {
            terms::openai_tier(around.optional_text("service_tier")?, "service_tier", &mut report.notes)?
        }
        ReportFormat::BedrockConverse => bedrock_terms(&mut around, &mut report.notes)?,
        ReportFormat::Anthropic | ReportFormat::Gemini => None,
    };
    if let (Some(inside), Some(outside)) = (report.terms.service_tier, tier)
        && inside != outside
    {
        let message = format!("met {outside}, expected {inside} as in {}", join(key, "service_tier"));
        return Err(UsageError::bad_usage("service_tier", message));
    }
    report.terms.service_tier = report.terms.service_tier.or(tier);
    if report.format == ReportFormat::Anthropic
        && around.value("stop_reason").and_then(Json::as_text) == Some("refusal")
    {
        mark_refusal(&mut report);
    }
    Ok(report)
}

/// Converse tells the tier and the latency beside the usage.
fn bedrock_terms(around: &mut Fields<'_>, notes: &mut Vec<Note>) -> Result<Option<ServiceTier>, UsageError> {
    if let Some(mut performance) = around.optional_object("performanceConfig")?
        && performance.optional_text("latency")? == Some("optimized")
    {
        let message =
            "performanceConfig.latency is optimized, which is priced apart and not part of the terms here";
        notes.push(Note::new("latency_optimized", message));
    }
    match around.optional_object("serviceTier")? {
        Some(mut tier) => terms::bedrock_tier(tier.optional_text("type")?, "serviceTier.type", notes),
        None => Ok(None),
    }
}

/// The answer itself is a refusal: the last attempt wrote nothing.
fn mark_refusal(report: &mut Report) {
    let last =
        report.parts.iter_mut().rfind(|part| matches!(part.kind, PartKind::Request | PartKind::Fallback));
    if let Some(part) = last
        && part.usage.of(Meter::Output) == 0
    {
        part.refused = true;
        let model = part.model.clone().or(report.model.clone()).unwrap_or("the asked model".into());
        report.notes.push(refused_before_output(&model));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), None)
    }

    #[test]
    fn responses_of_each_kind() {
        let openai = r#"{"id":"r","object":"response","model":"gpt-5","service_tier":"flex","output":[],
            "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":1,"total_tokens":10}}"#;
        let report = read(openai).unwrap();
        assert_eq!(
            (report.format, report.terms.service_tier),
            (ReportFormat::OpenaiResponses, Some(ServiceTier::Flex))
        );
        assert_eq!(report.model.as_deref(), Some("gpt-5"));
        let gemini = r#"{"candidates":[],"modelVersion":"gemini-x","usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}}"#;
        assert_eq!(read(gemini).unwrap().model.as_deref(), Some("gemini-x"));
        let bedrock = r#"{"output":{},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":1},
            "serviceTier":{"type":"priority"},"performanceConfig":{"latency":"optimized"}}"#;
        let report = read(bedrock).unwrap();
        assert_eq!(report.terms.service_tier, Some(ServiceTier::Priority));
        assert_eq!(report.notes[0].code, "latency_optimized");
    }

    #[test]
    fn errors_inside_a_response_say_where() {
        let error = read(r#"{"model":"m","usage":{"input_tokens":1,"output_tokens":-1}}"#).unwrap_err();
        assert_eq!(error.field, "usage.output_tokens");
        assert_eq!(read(r#"{"choices":[]}"#).unwrap_err().field, "usage");
        assert_eq!(
            read(r#"{"model":"m","usage":null}"#).unwrap_err().message,
            "met null, expected an object"
        );
        assert!(read(r#"{"usage":{},"usageMetadata":{}}"#).unwrap_err().message.starts_with("met both"));
        assert_eq!(
            read(r#"{"usage":{"input_tokens":1,"output_tokens":1},"input_tokens":1}"#).unwrap_err().field,
            "usage"
        );
        let tiers = r#"{"service_tier":"flex","usage":{"prompt_tokens":1,"service_tier":"standard"}}"#;
        assert_eq!(read(tiers).unwrap_err().field, "service_tier");
    }

    #[test]
    fn a_refusal_before_any_output_is_marked() {
        let with = |output: u32| {
            read(&format!(
                r#"{{"model":"m","stop_reason":"refusal","usage":{{"input_tokens":9,"output_tokens":{output}}}}}"#
            ))
            .unwrap()
        };
        assert!(with(0).parts[0].refused);
        assert_eq!(with(0).notes[0].code, "refused_before_output");
        assert!(!with(1).parts[0].refused);
    }

    #[test]
    fn what_is_no_object() {
        assert_eq!(read("[]").unwrap_err().code, ErrorCode::BadUsage);
        assert_eq!(read("").unwrap_err().code, ErrorCode::BadJson);
        assert_eq!(read(&"[".repeat(1_000)).unwrap_err().code, ErrorCode::TooLarge);
        assert_eq!(read(r#"{"input_tokens":1,"input_tokens":1}"#).unwrap_err().code, ErrorCode::BadJson);
    }

    #[test]
    fn a_named_format_is_used() {
        let text = br#"{"input_tokens":9,"output_tokens":1,"cache_read_input_tokens":5,"total_tokens":10}"#;
        assert!(read_text(text, None).is_err());
        assert_eq!(
            read_text(text, Some(ReportFormat::Anthropic)).unwrap().parts[0].usage.prompt_tokens(),
            14
        );
        assert_eq!(read_text(text, Some(ReportFormat::Gemini)).unwrap_err().field, "promptTokenCount");
    }
}
