//! Bedrock's [Converse API](https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html):
//! `inputTokens` leaves the cache out, so the counts are disjoint already.

use crate::cache_write::Lifetimes;
use crate::fields::{Fields, agreed, fit};
use crate::output::no_output_count;
use crate::report::{Note, Part, PartKind, Report, ReportFormat, ReportedTerms, UsageError};
use tokentoll_core::{Meter, MeterSet, Usage};

/// Reads `usage` of a Converse response.
pub(crate) fn read(mut fields: Fields<'_>) -> Result<Report, UsageError> {
    let mut notes = Vec::new();
    let input = fields.count("inputTokens")?;
    let output = fields.optional_count("outputTokens")?;
    if output.is_none() {
        notes.push(no_output_count(&fields.path_of("outputTokens")));
    }
    // Each cache count stands twice, under an old name and a new one.
    let read = agreed(&[fields.claim("cacheReadInputTokens")?, fields.claim("cacheReadInputTokenCount")?])?;
    let written =
        agreed(&[fields.claim("cacheWriteInputTokens")?, fields.claim("cacheWriteInputTokenCount")?])?;
    let path = fields.path_of("cacheWriteInputTokens");
    let (five_minutes, one_hour) = lifetimes(&mut fields)?.split(written, &path, &mut notes)?;
    let usage = Usage::new()
        .input(input)
        .cache_read(read.unwrap_or(0))
        .cache_write_5m(five_minutes)
        .cache_write_1h(one_hour)
        .output(output.unwrap_or(0));
    total_agrees(&mut fields, &usage, &mut notes)?;
    let usage = usage.web_search(server_tools(&mut fields)?);
    fields.known_but_unused(&["pydantic_ai_gateway", "cost"]);
    fields.finish()?;
    let parts = vec![Part { kind: PartKind::Request, model: None, usage, refused: false }];
    let terms = ReportedTerms::default();
    Ok(Report { format: ReportFormat::BedrockConverse, model: None, parts, terms, notes })
}

/// [`cacheDetails`](https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CacheDetail.html):
/// the writes by lifetime.
fn lifetimes(fields: &mut Fields<'_>) -> Result<Lifetimes, UsageError> {
    let path = fields.path_of("cacheDetails");
    let mut lifetimes = Lifetimes::default();
    for mut entry in fields.objects("cacheDetails")?.unwrap_or_default() {
        let tokens = entry.count("inputTokens")?;
        let sum = match entry.optional_text("ttl")? {
            Some("5m") => &mut lifetimes.five_minutes,
            Some("1h") => &mut lifetimes.one_hour,
            other => {
                let met =
                    other.map_or("no ttl".into(), |ttl| format!("the string {:?}", crate::json::short(ttl)));
                return Err(UsageError::bad_usage(
                    entry.path_of("ttl"),
                    format!("met {met}, expected 5m or 1h"),
                ));
            }
        };
        *sum = Some(fit(u64::from(sum.unwrap_or(0)) + u64::from(tokens), &path)?);
        entry.finish()?;
    }
    Ok(lifetimes)
}

fn total_agrees(fields: &mut Fields<'_>, usage: &Usage, notes: &mut Vec<Note>) -> Result<(), UsageError> {
    let Some(total) = fields.optional_count("totalTokens")? else { return Ok(()) };
    let sum = usage.sum(MeterSet::PROMPT) + u64::from(usage.of(Meter::Output));
    if u64::from(total) != sum {
        let message = format!("totalTokens is {total}; the counts sum to {sum}, which is used");
        notes.push(Note::new("total_differs", message));
    }
    Ok(())
}

fn server_tools(fields: &mut Fields<'_>) -> Result<u32, UsageError> {
    let Some(mut tools) = fields.optional_object("serverToolUsage")? else { return Ok(0) };
    let searches = tools.optional_count("webSearchRequests")?.unwrap_or(0);
    tools.finish()?;
    Ok(searches)
}

#[cfg(test)]
mod tests {
    use crate::{ErrorCode, Report, UsageError, read_text};

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), None)
    }

    fn counts(report: &Report) -> Vec<(&'static str, u32)> {
        report.parts[0].usage.iter().map(|(meter, count)| (meter.name(), count)).collect()
    }

    #[test]
    fn counts_are_disjoint_as_they_stand() {
        let report = read(
            r#"{"inputTokens":3,"outputTokens":20,"cacheReadInputTokens":100,"cacheReadInputTokenCount":100,
                "cacheWriteInputTokens":50,"cacheWriteInputTokenCount":50,"totalTokens":173,
                "cacheDetails":[{"inputTokens":30,"ttl":"5m"},{"inputTokens":20,"ttl":"1h"}],
                "serverToolUsage":{"webSearchRequests":2}}"#,
        )
        .unwrap();
        assert_eq!(
            counts(&report),
            [
                ("input", 3),
                ("cache_read", 100),
                ("cache_write_5m", 30),
                ("cache_write_1h", 20),
                ("output", 20),
                ("web_search", 2)
            ]
        );
        assert!(report.notes.is_empty());
    }

    #[test]
    fn reservations() {
        let report = read(r#"{"inputTokens":3,"cacheWriteInputTokens":50,"totalTokens":60}"#).unwrap();
        let codes: Vec<_> = report.notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["no_output_count", "cache_write_ttl_assumed", "total_differs"]);
    }

    #[test]
    fn contradictions_are_errors() {
        for (text, field) in [
            (
                r#"{"inputTokens":3,"cacheReadInputTokens":1,"cacheReadInputTokenCount":2}"#,
                "cacheReadInputTokenCount",
            ),
            (
                r#"{"inputTokens":3,"cacheWriteInputTokens":1,"cacheDetails":[{"inputTokens":2,"ttl":"1h"}]}"#,
                "cacheWriteInputTokens",
            ),
            (r#"{"inputTokens":3,"cacheDetails":[{"inputTokens":2,"ttl":"1d"}]}"#, "cacheDetails.0.ttl"),
            (r#"{"outputTokens":3}"#, "inputTokens"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.code, error.field.as_str()), (ErrorCode::BadUsage, field));
        }
    }
}
