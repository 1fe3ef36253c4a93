//! OpenAI's [Responses](https://platform.openai.com/docs/api-reference/responses/object), Images and
//! Realtime APIs, and servers that speak them: `input_tokens` includes the cache, `output_tokens` the
//! reasoning.

use crate::fields::{Fields, GATEWAY_PRICES, agreed};
use crate::output::Output;
use crate::prompt::Prompt;
use crate::report::{Note, Part, PartKind, Report, ReportFormat, ReportedTerms, UsageError};
use crate::terms;

/// Reads `usage` of a response.
pub(crate) fn read(mut fields: Fields<'_>) -> Result<Report, UsageError> {
    let mut notes = Vec::new();
    let mut prompt = Prompt {
        whole: fields.count("input_tokens")?,
        path: fields.path_of("input_tokens"),
        ..Prompt::default()
    };
    let mut output = Output {
        whole: fields.optional_count("output_tokens")?,
        prompt: prompt.whole.into(),
        total: fields.optional_count("total_tokens")?,
        path: fields.path_of("output_tokens"),
        ..Output::default()
    };
    for key in ["input_tokens_details", "input_token_details"] {
        if let Some(details) = fields.optional_object(key)? {
            input_details(details, &mut prompt, &mut notes)?;
        }
    }
    for key in ["output_tokens_details", "output_token_details"] {
        if let Some(details) = fields.optional_object(key)? {
            output_details(details, &mut output)?;
        }
    }
    // Transcriptions say how they are billed; those billed by the second have no counts at all.
    if let Some(kind) = fields.optional_text("type")?.filter(|kind| *kind != "tokens") {
        let message = format!("met the string {:?}, expected tokens", crate::json::short(kind));
        return Err(UsageError::bad_usage(fields.path_of("type"), message));
    }
    let usage = output.add_to(prompt.disjoint(&mut notes)?, &mut notes)?;
    let usage = usage.web_search(server_tools(&mut fields, &mut notes)?);
    let tier = fields.optional_text("service_tier")?;
    let service_tier = terms::openai_tier(tier, &fields.path_of("service_tier"), &mut notes)?;
    fields.silent(&[
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "cache_creation",
        "server_tool_use",
    ])?;
    fields.known_but_unused(GATEWAY_PRICES);
    fields.known_but_unused(UNUSED);
    fields.finish()?;
    let parts = vec![Part { kind: PartKind::Request, model: None, usage, refused: false }];
    let terms = ReportedTerms { service_tier, ..ReportedTerms::default() };
    Ok(Report { format: ReportFormat::OpenaiResponses, model: None, parts, terms, notes })
}

/// Prices and sizes that gateways and xAI add.
const UNUSED: &[&str] = &["cost", "cost_in_usd_ticks", "context_details"];

fn input_details(
    mut details: Fields<'_>,
    prompt: &mut Prompt,
    notes: &mut Vec<Note>,
) -> Result<(), UsageError> {
    prompt.read = details.optional_count("cached_tokens")?.unwrap_or(prompt.read);
    if let Some(written @ 1..) = details.optional_count("cache_write_tokens")? {
        prompt.written = written;
        notes.push(standard_lifetime(&details.path_of("cache_write_tokens"), written));
    }
    prompt.audio = details.optional_count("audio_tokens")?.unwrap_or(prompt.audio);
    if let Some(images @ 1..) = details.optional_count("image_tokens")? {
        let message = format!(
            "{} is {images}: read as input, which image models price apart",
            details.path_of("image_tokens")
        );
        notes.push(Note::new("image_input", message));
    }
    details.optional_count("text_tokens")?;
    if let Some(mut cached) = details.optional_object("cached_tokens_details")? {
        prompt.cached_audio = cached.optional_count("audio_tokens")?;
        cached.known_but_unused(&["text_tokens", "image_tokens"]);
        cached.finish()?;
    }
    details.finish()
}

fn output_details(mut details: Fields<'_>, output: &mut Output) -> Result<(), UsageError> {
    output.reasoning = details.optional_count("reasoning_tokens")?.unwrap_or(output.reasoning);
    output.audio = details.optional_count("audio_tokens")?.unwrap_or(output.audio);
    output.image = details.optional_count("image_tokens")?.unwrap_or(output.image);
    details.optional_count("text_tokens")?;
    details.finish()
}

/// xAI's [server-side tools](https://docs.x.ai/docs/guides/tools/overview): searches of the web have a
/// meter, the other calls are billed but have none.
fn server_tools(fields: &mut Fields<'_>, notes: &mut Vec<Note>) -> Result<u32, UsageError> {
    let mut unmetered = Vec::new();
    let mut told = 0;
    let mut searches = None;
    if let Some(mut tools) = fields.optional_object("server_side_tool_usage_details")? {
        searches = tools.optional_count("web_search_calls")?;
        told += u64::from(searches.unwrap_or(0));
        for key in [
            "x_search_calls",
            "code_interpreter_calls",
            "file_search_calls",
            "mcp_calls",
            "document_search_calls",
            "image_generation_calls",
        ] {
            if let Some(calls @ 1..) = tools.optional_count(key)? {
                told += u64::from(calls);
                unmetered.push(format!("{} {calls}", tools.path_of(key)));
            }
        }
        tools.finish()?;
    }
    let used = fields.optional_count("num_server_side_tools_used")?.unwrap_or(0);
    if u64::from(used) > told {
        unmetered.push(format!(
            "{} {used}, of which {told} are told by kind",
            fields.path_of("num_server_side_tools_used")
        ));
    }
    for key in ["num_sources_used"] {
        if let Some(sources @ 1..) = fields.optional_count(key)? {
            unmetered.push(format!("{} {sources}", fields.path_of(key)));
        }
    }
    let mut claims = vec![("server_side_tool_usage_details.web_search_calls".into(), searches)];
    if let Some(mut details) = fields.optional_object("server_tool_use_details")? {
        claims.push(details.claim("web_search_requests")?);
        if let Some(calls @ 1..) = details.optional_count("tool_calls_executed")? {
            unmetered.push(format!("{} {calls}", details.path_of("tool_calls_executed")));
        }
        details.known_but_unused(&["tool_calls_requested"]);
        details.finish()?;
    }
    notes.extend(Note::not_metered(&unmetered));
    Ok(agreed(&claims)?.unwrap_or(0))
}

/// The note for cache writes in a shape that has no room for their lifetime.
pub(crate) fn standard_lifetime(path: &str, written: u32) -> Note {
    let message = format!("{path} is {written} without a lifetime; read as the seller's standard one");
    Note::new("cache_write_ttl_assumed", message)
}

#[cfg(test)]
mod tests {
    use crate::{Report, ReportFormat, UsageError, read_text};
    use tokentoll_core::Meter;

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), Some(ReportFormat::OpenaiResponses))
    }

    fn counts(report: &Report) -> Vec<(&'static str, u32)> {
        report.parts[0].usage.iter().map(|(meter, count)| (meter.name(), count)).collect()
    }

    #[test]
    fn the_cache_is_taken_out_once() {
        let report = read(
            r#"{"input_tokens":2600,"input_tokens_details":{"cached_tokens":2000,"cache_write_tokens":400},
                "output_tokens":300,"output_tokens_details":{"reasoning_tokens":100},"total_tokens":2900}"#,
        )
        .unwrap();
        assert_eq!(
            counts(&report),
            [("input", 200), ("cache_read", 2000), ("cache_write_5m", 400), ("output", 300)]
        );
        assert_eq!(report.notes[0].code, "cache_write_ttl_assumed");
        assert!(
            read(r#"{"input_tokens":5,"input_tokens_details":{"cached_tokens":6},"output_tokens":1}"#)
                .is_err()
        );
    }

    #[test]
    fn searches_are_metered_and_other_calls_noted() {
        let report = read(
            r#"{"input_tokens":9,"output_tokens":1,"total_tokens":10,"num_server_side_tools_used":5,
                "server_side_tool_usage_details":{"web_search_calls":2,"x_search_calls":1,"mcp_calls":0}}"#,
        )
        .unwrap();
        assert_eq!(report.parts[0].usage.of(Meter::WebSearch), 2);
        assert_eq!(report.notes.len(), 1);
        assert!(report.notes[0].message.contains("x_search_calls 1"), "{:?}", report.notes);
        assert!(report.notes[0].message.contains("of which 3"), "{:?}", report.notes);
    }

    #[test]
    fn images_and_realtime() {
        let report = read(
            r#"{"input_tokens":50,"input_tokens_details":{"image_tokens":40,"text_tokens":10},
                "output_tokens":100,"output_tokens_details":{"image_tokens":90,"text_tokens":10},"total_tokens":150}"#,
        )
        .unwrap();
        assert_eq!(counts(&report), [("input", 50), ("output", 10), ("output_image", 90)]);
        assert_eq!(report.notes[0].code, "image_input");
        let report = read(
            r#"{"total_tokens":130,"input_tokens":100,"output_tokens":30,
                "input_token_details":{"text_tokens":60,"audio_tokens":40,"image_tokens":0,"cached_tokens":50,
                  "cached_tokens_details":{"text_tokens":40,"audio_tokens":10,"image_tokens":0}},
                "output_token_details":{"text_tokens":10,"audio_tokens":20}}"#,
        )
        .unwrap();
        assert_eq!(
            counts(&report),
            [("input", 20), ("input_audio", 30), ("cache_read", 50), ("output", 10), ("output_audio", 20)]
        );
        assert!(report.notes.is_empty());
    }

    #[test]
    fn transcriptions() {
        let text = r#"{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},
            "output_tokens":45,"total_tokens":59}"#;
        assert_eq!(counts(&read(text).unwrap()), [("input_audio", 14), ("output", 45)]);
        assert_eq!(read(&text.replace("\"tokens\"", "\"duration\"")).unwrap_err().field, "type");
    }

    #[test]
    fn members_of_other_formats_may_only_be_silent() {
        assert!(read(r#"{"input_tokens":5,"output_tokens":1,"cache_read_input_tokens":0}"#).is_ok());
        let error = read(r#"{"input_tokens":5,"output_tokens":1,"cache_read_input_tokens":4}"#).unwrap_err();
        assert_eq!(error.field, "cache_read_input_tokens");
    }
}
