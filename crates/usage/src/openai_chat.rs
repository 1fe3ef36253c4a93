//! OpenAI's [Chat Completions](https://platform.openai.com/docs/api-reference/chat/object) and the servers
//! and gateways that speak it: `prompt_tokens` includes the cache, `completion_tokens` the reasoning.
//!
//! What single servers add is known by name: DeepSeek's
//! [`prompt_cache_hit_tokens`](https://api-docs.deepseek.com/guides/kv_cache), Moonshot's `cached_tokens`,
//! [Perplexity](https://docs.perplexity.ai/api-reference/chat-completions-post)'s searches, timings of Groq,
//! prices of [OpenRouter](https://openrouter.ai/docs/use-cases/usage-accounting), and the cache counts that
//! gateways to Claude carry at the top level.

use crate::cache_write::Lifetimes;
use crate::chat_extras;
use crate::fields::{Claim, Fields, agreed, fit};
use crate::openai_responses::standard_lifetime;
use crate::output::Output;
use crate::prompt::Prompt;
use crate::report::{Note, Part, PartKind, Report, ReportFormat, ReportedTerms, UsageError};
use crate::terms;

/// Reads `usage` of a chat completion, an embedding or a moderation.
pub(crate) fn read(mut fields: Fields<'_>) -> Result<Report, UsageError> {
    let mut notes = Vec::new();
    let told = fields.count("prompt_tokens")?;
    let completion = fields.optional_count("completion_tokens")?;
    let total = fields.optional_count("total_tokens")?;
    let mut inside = Inside::read(&mut fields)?;
    let output = output(&mut fields, completion, total)?;
    let cache = Cache::read(&mut fields, &mut inside, told, &mut notes)?;
    let added =
        match cache.is_outside(told, completion.unwrap_or(0), total, &fields.path_of("prompt_tokens"))? {
            true => u64::from(cache.read) + u64::from(cache.written) + u64::from(cache.written_1h),
            false => 0,
        };
    let path = fields.path_of("prompt_tokens");
    let prompt = Prompt {
        whole: fit(u64::from(told) + added, &path)?,
        read: cache.read,
        written: cache.written,
        written_1h: cache.written_1h,
        audio: inside.audio,
        cached_audio: None,
        path,
    };
    twins_agree(&mut fields, &prompt, completion)?;
    let output = Output { prompt: prompt.whole.into(), ..output };
    let usage = output.add_to(prompt.disjoint(&mut notes)?, &mut notes)?;
    let usage = usage.web_search(chat_extras::read(&mut fields, &mut notes)?);
    let tier = fields.optional_text("service_tier")?;
    let service_tier = terms::openai_tier(tier, &fields.path_of("service_tier"), &mut notes)?;
    fields.finish()?;
    let parts = vec![Part { kind: PartKind::Request, model: None, usage, refused: false }];
    let terms = ReportedTerms { service_tier, ..ReportedTerms::default() };
    Ok(Report { format: ReportFormat::OpenaiChat, model: None, parts, terms, notes })
}

/// What `prompt_tokens` includes by documentation.
#[derive(Default)]
struct Inside {
    read: Vec<Claim>,
    written: Vec<Claim>,
    lifetimes: Lifetimes,
    audio: u32,
}

impl Inside {
    fn read(fields: &mut Fields<'_>) -> Result<Self, UsageError> {
        let mut inside = Inside::default();
        let mut audio = vec![fields.claim("audio_prompt_tokens")?];
        // Some servers and old libraries write the singular.
        for key in ["prompt_tokens_details", "prompt_token_details"] {
            let Some(mut details) = fields.optional_object(key)? else { continue };
            inside.read.push(details.claim("cached_tokens")?);
            for key in ["cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"] {
                inside.written.push(details.claim(key)?);
            }
            for key in ["cache_creation", "cache_creation_token_details"] {
                if let Some(lifetimes) = details.optional_object(key)? {
                    inside.lifetimes = Lifetimes::read(Some(lifetimes))?;
                }
            }
            audio.push(details.claim("audio_tokens")?);
            // Text, images and video of a prompt are billed as input.
            for key in ["text_tokens", "image_tokens", "video_tokens"] {
                details.optional_count(key)?;
            }
            details.known_but_unused(&["cache_type"]);
            details.finish()?;
        }
        inside.audio = agreed(&audio)?.unwrap_or(0);
        for key in ["cached_tokens", "num_cached_tokens"] {
            inside.read.push(fields.claim(key)?);
        }
        let hit = fields.claim("prompt_cache_hit_tokens")?;
        if let (Some(hit), Some(miss)) = (hit.1, fields.optional_count("prompt_cache_miss_tokens")?) {
            let prompt = fields.count("prompt_tokens")?;
            if u64::from(hit) + u64::from(miss) != u64::from(prompt) {
                let message =
                    format!("met {miss}, expected {prompt} prompt_tokens less {hit} prompt_cache_hit_tokens");
                return Err(UsageError::bad_usage(fields.path_of("prompt_cache_miss_tokens"), message));
            }
        }
        inside.read.push(hit);
        Ok(inside)
    }
}

/// The cache counts, from wherever they stand.
struct Cache {
    read: u32,
    written: u32,
    written_1h: u32,
    /// Whether any count stands only at the top level, where gateways to Claude put it with no rule about
    /// what `prompt_tokens` includes.
    top_level: bool,
}

impl Cache {
    fn read(
        fields: &mut Fields<'_>,
        inside: &mut Inside,
        prompt: u32,
        notes: &mut Vec<Note>,
    ) -> Result<Self, UsageError> {
        let (top_read, top_written) =
            (fields.claim("cache_read_input_tokens")?, fields.claim("cache_creation_input_tokens")?);
        let lifetimes = match fields.optional_object("cache_creation")? {
            Some(lifetimes) => Lifetimes::read(Some(lifetimes))?,
            None => inside.lifetimes,
        };
        let top_level = [&top_read, &top_written].iter().any(|(_, count)| count.unwrap_or(0) > 0);
        inside.read.push(top_read);
        inside.written.push(top_written);
        let read = agreed(&inside.read)?.unwrap_or(0);
        let whole = agreed(&inside.written)?;
        let path = inside.written.iter().find(|(_, count)| count.is_some()).map_or("", |(path, _)| path);
        let (written, written_1h) = if lifetimes == Lifetimes::default() {
            if let Some(written @ 1..) = whole {
                notes.push(standard_lifetime(path, written));
            }
            (whole.unwrap_or(0), 0)
        } else {
            lifetimes.split(whole, path, notes)?
        };
        let cached = u64::from(read) + u64::from(written) + u64::from(written_1h);
        if !top_level && read > 0 && read == written && cached > u64::from(prompt) && read <= prompt {
            let message = format!(
                "met {prompt}, expected at least {cached}: the same {read} tokens seem told as read from the cache and as \
                 written to it; a token is billed once"
            );
            return Err(UsageError::bad_usage(fields.path_of("prompt_tokens"), message));
        }
        Ok(Cache { read, written, written_1h, top_level })
    }

    /// Whether `prompt_tokens` leaves the cache out, which only the total can tell.
    fn is_outside(
        &self,
        prompt: u32,
        completion: u32,
        total: Option<u32>,
        path: &str,
    ) -> Result<bool, UsageError> {
        let cached = u64::from(self.read) + u64::from(self.written) + u64::from(self.written_1h);
        if !self.top_level || cached == 0 {
            return Ok(false);
        }
        let plain = u64::from(prompt) + u64::from(completion);
        let holds = u64::from(prompt) >= cached;
        match total.map(u64::from) {
            Some(total) if total == plain && holds => Ok(false),
            Some(total) if total == plain + cached => Ok(true),
            total => {
                let total = total.map_or("no total_tokens".into(), |total| format!("total_tokens {total}"));
                let message = format!(
                    "met {prompt} beside {cached} cached tokens and {total}, and cannot tell whether the prompt is {prompt} \
                     (cache included, total {plain}) or {} (cache beside it, total {})",
                    u64::from(prompt) + cached,
                    plain + cached
                );
                Err(UsageError::bad_usage(path, message))
            }
        }
    }
}

fn output(fields: &mut Fields<'_>, whole: Option<u32>, total: Option<u32>) -> Result<Output, UsageError> {
    let mut output = Output { whole, total, path: fields.path_of("completion_tokens"), ..Output::default() };
    let mut reasoning = Vec::new();
    for key in ["completion_tokens_details", "completion_token_details"] {
        let Some(mut details) = fields.optional_object(key)? else { continue };
        reasoning.push(details.claim("reasoning_tokens")?);
        output.audio = details.optional_count("audio_tokens")?.unwrap_or(output.audio);
        output.image = details.optional_count("image_tokens")?.unwrap_or(output.image);
        // Parts of the completion that are billed as output.
        for key in ["text_tokens", "video_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens"]
        {
            details.optional_count(key)?;
        }
        details.finish()?;
    }
    let (path, beside) = fields.claim("reasoning_tokens")?;
    // A zero here only means that the details tell it.
    reasoning.push((path, beside.filter(|count| *count > 0)));
    output.reasoning = agreed(&reasoning)?.unwrap_or(0);
    Ok(output)
}

/// Servers that write both shapes must mean the same by both.
fn twins_agree(fields: &mut Fields<'_>, prompt: &Prompt, completion: Option<u32>) -> Result<(), UsageError> {
    let cached = u64::from(prompt.read) + u64::from(prompt.written) + u64::from(prompt.written_1h);
    let whole = u64::from(prompt.whole);
    if let Some(input) = fields.optional_count("input_tokens")?
        && u64::from(input) != whole
        && u64::from(input) + cached != whole
    {
        let message = format!(
            "met {input} beside a prompt of {whole}: could be anthropic or openai_chat, which differ here; expected one of the two"
        );
        return Err(UsageError::bad_usage(fields.path_of("input_tokens"), message));
    }
    agreed(&[(fields.path_of("completion_tokens"), completion), fields.claim("output_tokens")?]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use crate::{ErrorCode, Report, UsageError, read_text};

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), None)
    }

    fn counts(text: &str) -> Vec<(&'static str, u32)> {
        let report = read(text).unwrap();
        report.parts[0].usage.iter().map(|(meter, count)| (meter.name(), count)).collect()
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text).unwrap().notes.iter().map(|note| note.code).collect()
    }

    fn field(text: &str) -> String {
        let error = read(text).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadUsage, "{error}");
        error.field
    }

    #[test]
    fn the_cache_is_taken_out_once() {
        let text = r#"{"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,
            "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},"cached_tokens":60,
            "prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40}"#;
        assert_eq!(counts(text), [("input", 30), ("cache_read", 60), ("cache_write_5m", 10), ("output", 7)]);
        assert_eq!(codes(text), ["cache_write_ttl_assumed"]);
    }

    #[test]
    fn parts_above_the_prompt_and_claims_that_differ_are_errors() {
        assert_eq!(
            field(
                r#"{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":11}}"#
            ),
            "prompt_tokens"
        );
        assert_eq!(
            field(
                r#"{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9,"cache_write_tokens":9}}"#
            ),
            "prompt_tokens"
        );
        assert_eq!(
            field(r#"{"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":5},"cached_tokens":4}"#),
            "cached_tokens"
        );
        assert_eq!(
            field(r#"{"prompt_tokens":10,"prompt_cache_hit_tokens":5,"prompt_cache_miss_tokens":4}"#),
            "prompt_cache_miss_tokens"
        );
        assert_eq!(
            field(r#"{"prompt_tokens":10,"prompt_tokens_details":{"audio_tokens":11}}"#),
            "prompt_tokens"
        );
        assert_eq!(field(r#"{"completion_tokens":10}"#), "prompt_tokens");
    }

    #[test]
    fn cache_counts_beside_the_prompt_are_placed_by_the_total() {
        let with = |prompt: u32, total: &str| {
            format!(
                r#"{{"prompt_tokens":{prompt},"completion_tokens":5{total},"cache_read_input_tokens":80,
                    "cache_creation_input_tokens":10,"cache_creation":{{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":10}}}}"#
            )
        };
        let rest = [("cache_read", 80), ("cache_write_1h", 10), ("output", 5)];
        let expected = |input: u32| [("input", input)].into_iter().chain(rest).collect::<Vec<_>>();
        assert_eq!(counts(&with(100, r#","total_tokens":105"#)), expected(10));
        assert_eq!(counts(&with(100, r#","total_tokens":195"#)), expected(100));
        assert_eq!(field(&with(100, "")), "prompt_tokens");
        assert_eq!(field(&with(20, r#","total_tokens":25"#)), "prompt_tokens");
        assert_eq!(field(&with(100, r#","total_tokens":150"#)), "prompt_tokens");
    }

    #[test]
    fn reasoning_audio_and_images() {
        let text = r#"{"prompt_tokens":50,"completion_tokens":30,"total_tokens":80,"prompt_tokens_details":{"audio_tokens":20},
            "completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":10,"image_tokens":4,"rejected_prediction_tokens":1}}"#;
        assert_eq!(
            counts(text),
            [("input", 30), ("input_audio", 20), ("output", 16), ("output_audio", 10), ("output_image", 4)]
        );
        let beside = r#"{"prompt_tokens":50,"completion_tokens":30,"total_tokens":180,"completion_tokens_details":{"reasoning_tokens":100}}"#;
        assert_eq!(counts(beside), [("input", 50), ("output", 130)]);
        assert_eq!(codes(beside), ["reasoning_added"]);
        assert_eq!(
            field(r#"{"prompt_tokens":5,"completion_tokens":3,"reasoning_tokens":9}"#),
            "completion_tokens"
        );
    }

    #[test]
    fn embeddings_have_no_output() {
        let text = r#"{"prompt_tokens":8,"total_tokens":8}"#;
        assert_eq!(counts(text), [("input", 8)]);
        assert_eq!(codes(text), ["no_output_count"]);
    }

    #[test]
    fn two_shapes_in_one_object_must_mean_the_same() {
        let with = |input: u32| {
            format!(
                r#"{{"prompt_tokens":10,"completion_tokens":2,"input_tokens":{input},"output_tokens":2,
                "prompt_tokens_details":{{"cached_tokens":4}}}}"#
            )
        };
        for input in [10, 6] {
            assert_eq!(counts(&with(input)), [("input", 6), ("cache_read", 4), ("output", 2)]);
        }
        assert_eq!(field(&with(9)), "input_tokens");
    }

    #[test]
    fn the_same_tokens_read_and_written_are_refused_with_that_reason() {
        let text = r#"{"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":9,"cache_write_tokens":9}}"#;
        assert!(read(text).unwrap_err().message.contains("billed once"));
    }
}
