//! Gemini's [`usageMetadata`](https://ai.google.dev/api/generate-content#UsageMetadata), also of Vertex AI
//! and the Live API: `promptTokenCount` includes the cache; the tokens of tool results, of the answer and of
//! the thoughts are counted each by themselves.

use crate::fields::{Fields, agreed, fit};
use crate::json::{Json, Number, met};
use crate::output::no_output_count;
use crate::prompt::Prompt;
use crate::report::{Note, Part, PartKind, Report, ReportFormat, ReportedTerms, UsageError};
use crate::terms;
use tokentoll_core::{Meter, Usage};

/// Reads a `usageMetadata`.
pub(crate) fn read(mut fields: Fields<'_>) -> Result<Report, UsageError> {
    let mut notes = Vec::new();
    let counts = Counts::read(&mut fields)?;
    let prompt = prompt(&mut fields, &counts, &mut notes)?;
    let usage = output(&mut fields, &counts, prompt.disjoint(&mut notes)?, &mut notes)?;
    total_agrees(&mut fields, &counts, &mut notes)?;
    let tier = terms::gemini_tier(fields.optional_text("serviceTier")?, &fields.path_of("serviceTier"))?;
    let traffic = fields.value("trafficType");
    let traffic = terms::vertex_traffic(traffic, &fields.path_of("trafficType"), &mut notes)?;
    if let (Some(tier), Some(traffic)) = (tier, traffic)
        && tier != traffic
    {
        let message = format!("met {traffic}, expected {tier} as in serviceTier");
        return Err(UsageError::bad_usage(fields.path_of("trafficType"), message));
    }
    fields.known_but_unused(&["pydantic_ai_gateway", "cost"]);
    fields.finish()?;
    let parts = vec![Part { kind: PartKind::Request, model: None, usage, refused: false }];
    let terms = ReportedTerms { service_tier: tier.or(traffic), ..ReportedTerms::default() };
    Ok(Report { format: ReportFormat::Gemini, model: None, parts, terms, notes })
}

struct Counts {
    prompt: u32,
    cached: u32,
    tools: u32,
    answer: u32,
    thoughts: u32,
}

impl Counts {
    fn read(fields: &mut Fields<'_>) -> Result<Self, UsageError> {
        let answer = [fields.claim("candidatesTokenCount")?, fields.claim("responseTokenCount")?];
        Ok(Counts {
            prompt: fields.count("promptTokenCount")?,
            cached: fields.optional_count("cachedContentTokenCount")?.unwrap_or(0),
            tools: fields.optional_count("toolUsePromptTokenCount")?.unwrap_or(0),
            answer: agreed(&answer)?.unwrap_or(0),
            thoughts: fields.optional_count("thoughtsTokenCount")?.unwrap_or(0),
        })
    }
}

fn prompt(fields: &mut Fields<'_>, counts: &Counts, notes: &mut Vec<Note>) -> Result<Prompt, UsageError> {
    let path = fields.path_of("promptTokenCount");
    let of_prompt = either(fields, ["promptTokensDetails", "promptTokenDetails"])?;
    let of_tools = either(fields, ["toolUsePromptTokensDetails", "toolUsePromptTokenDetails"])?;
    let of_cache = either(fields, ["cacheTokensDetails", "cacheTokenDetails"])?;
    let mut audio = 0;
    for (details, whole) in [(&of_prompt, counts.prompt), (&of_tools, counts.tools)] {
        audio += details.as_ref().map_or(0, |details| details.fitting(whole, notes).audio);
    }
    let cached_audio = match &of_cache {
        Some(details) => Some(details.fitting(counts.cached, notes).audio),
        None => (counts.cached == 0).then_some(0),
    };
    let whole = u64::from(counts.prompt) + u64::from(counts.tools);
    let outside = whole.saturating_sub(u64::from(counts.cached));
    // Audio cannot exceed the prompt; its split from the cached audio must leave no negative count.
    let consistent =
        audio <= whole && cached_audio.is_none_or(|cached| cached <= audio && audio - cached <= outside);
    if !consistent {
        notes.push(modalities_differ(&format!(
            "{path} with {audio} tokens of audio, {} cached",
            cached_audio.unwrap_or(0)
        )));
        audio = 0;
    }
    let cached_audio = if consistent { cached_audio } else { Some(0) };
    if counts.cached > counts.prompt {
        let message = format!(
            "met {}, expected at most the promptTokenCount {}, which includes it",
            counts.cached, counts.prompt
        );
        return Err(UsageError::bad_usage(fields.path_of("cachedContentTokenCount"), message));
    }
    Ok(Prompt {
        whole: fit(whole, &path)?,
        read: counts.cached,
        audio: fit(audio, &path)?,
        cached_audio: cached_audio.map(|cached| fit(cached, &path)).transpose()?,
        path,
        ..Prompt::default()
    })
}

fn output(
    fields: &mut Fields<'_>,
    counts: &Counts,
    usage: Usage,
    notes: &mut Vec<Note>,
) -> Result<Usage, UsageError> {
    let path = fields.path_of("candidatesTokenCount");
    if ["candidatesTokenCount", "responseTokenCount", "thoughtsTokenCount"]
        .iter()
        .all(|key| fields.value(key).is_none())
    {
        notes.push(no_output_count(&path));
    }
    let of_answer = [
        either(fields, ["candidatesTokensDetails", "candidatesTokenDetails"])?,
        either(fields, ["responseTokensDetails", "responseTokenDetails"])?,
    ];
    let answer = of_answer.iter().flatten().next();
    let Modalities { audio, image, .. } =
        answer.map(|details| details.fitting(counts.answer, notes)).unwrap_or_default();
    // fitting() keeps audio and image within the answer.
    let text = (u64::from(counts.answer) + u64::from(counts.thoughts)).saturating_sub(audio + image);
    Ok(usage
        .output(fit(text, &path)?)
        .with(Meter::OutputAudio, fit(audio, &path)?)
        .with(Meter::OutputImage, fit(image, &path)?))
}

/// The total counts everything; the Live API documents one without thoughts, AI Studio one without tool
/// results. The single counts are billed in each case.
fn total_agrees(fields: &mut Fields<'_>, counts: &Counts, notes: &mut Vec<Note>) -> Result<(), UsageError> {
    let Some(total) = fields.optional_count("totalTokenCount")? else { return Ok(()) };
    let [plain, tools, thoughts] =
        [u64::from(counts.prompt) + u64::from(counts.answer), counts.tools.into(), counts.thoughts.into()];
    let total = u64::from(total);
    let left_out = match total {
        _ if total == plain + tools + thoughts => return Ok(()),
        _ if total == plain + tools => "the thoughts",
        _ if total == plain + thoughts => "the tool results",
        _ if total == plain => "the thoughts and the tool results",
        _ => {
            let message = format!(
                "totalTokenCount is {total}; the counts sum to {}, which is used",
                plain + tools + thoughts
            );
            notes.push(Note::new("total_differs", message));
            return Ok(());
        }
    };
    let message = format!("totalTokenCount {total} leaves out {left_out}, which are billed");
    notes.push(Note::new("total_leaves_out", message));
    Ok(())
}

/// Tokens by modality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Modalities {
    audio: u64,
    image: u64,
    sum: u64,
}

impl Modalities {
    /// Reads a list of `{modality, tokenCount}`. A count of 0 is left out by the provider.
    fn read(entries: Vec<Fields<'_>>) -> Result<Self, UsageError> {
        let mut modalities = Modalities::default();
        for mut entry in entries {
            let count = u64::from(entry.optional_count("tokenCount")?.unwrap_or(0));
            let modality = entry.value("modality");
            match name_of(modality) {
                Some("AUDIO") => modalities.audio += count,
                Some("IMAGE") => modalities.image += count,
                Some(_) => {}
                None => {
                    let met = modality.map_or("no modality".into(), met);
                    let message = format!("met {met}, expected one of TEXT, IMAGE, VIDEO, AUDIO, DOCUMENT");
                    return Err(UsageError::bad_usage(entry.path_of("modality"), message));
                }
            }
            modalities.sum += count;
            entry.finish()?;
        }
        Ok(modalities)
    }

    /// Itself, or nothing and a note where it sums to more than the count it splits.
    fn fitting(&self, whole: u32, notes: &mut Vec<Note>) -> Modalities {
        if self.sum <= u64::from(whole) {
            return *self;
        }
        notes.push(modalities_differ(&format!("modalities that sum to {} of {whole} tokens", self.sum)));
        Modalities::default()
    }
}

/// The names of [`Modality`](https://ai.google.dev/api/generate-content#Modality); libraries on protocol
/// buffers write the number.
fn name_of(modality: Option<&Json>) -> Option<&'static str> {
    const NAMES: [&str; 6] = ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT"];
    match modality {
        None => Some("MODALITY_UNSPECIFIED"),
        Some(Json::Number(Number::Whole(n))) => NAMES.get(usize::try_from(*n).ok()?).copied(),
        Some(Json::Text(text)) => NAMES.into_iter().find(|name| name.eq_ignore_ascii_case(text)),
        Some(_) => None,
    }
}

/// The list under either of two spellings.
fn either(fields: &mut Fields<'_>, keys: [&'static str; 2]) -> Result<Option<Modalities>, UsageError> {
    let mut found = None;
    for key in keys {
        if let Some(entries) = fields.objects(key)? {
            found = Some(Modalities::read(entries)?);
        }
    }
    Ok(found)
}

fn modalities_differ(met: &str) -> Note {
    Note::new("modalities_differ", format!("met {met}; audio and images are not told apart here"))
}

#[cfg(test)]
mod tests {
    use crate::{Report, UsageError, read_text};
    use tokentoll_core::ServiceTier;

    fn read(text: &str) -> Result<Report, UsageError> {
        read_text(text.as_bytes(), None)
    }

    fn counts(text: &str) -> Vec<(&'static str, u32)> {
        read(text).unwrap().parts[0].usage.iter().map(|(meter, count)| (meter.name(), count)).collect()
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text).unwrap().notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn cache_tools_and_thoughts() {
        let text = r#"{"promptTokenCount":100,"cachedContentTokenCount":60,"toolUsePromptTokenCount":30,
            "candidatesTokenCount":10,"thoughtsTokenCount":5,"totalTokenCount":145,"serviceTier":"flex"}"#;
        assert_eq!(counts(text), [("input", 70), ("cache_read", 60), ("output", 15)]);
        assert!(codes(text).is_empty());
        assert_eq!(read(text).unwrap().terms.service_tier, Some(ServiceTier::Flex));
    }

    #[test]
    fn totals_that_leave_something_out() {
        let with = |total: u32| {
            format!(
                r#"{{"promptTokenCount":100,"toolUsePromptTokenCount":30,"candidatesTokenCount":10,"thoughtsTokenCount":5,
                    "totalTokenCount":{total}}}"#
            )
        };
        for (total, expected) in [
            (145, None),
            (140, Some("total_leaves_out")),
            (115, Some("total_leaves_out")),
            (110, Some("total_leaves_out")),
            (999, Some("total_differs")),
        ] {
            assert_eq!(codes(&with(total)).first().copied(), expected);
            assert_eq!(counts(&with(total)), [("input", 130), ("output", 15)]);
        }
    }

    #[test]
    fn audio_less_its_cached_part() {
        let text = r#"{"promptTokenCount":100,"cachedContentTokenCount":50,"candidatesTokenCount":9,
            "promptTokensDetails":[{"modality":"AUDIO","tokenCount":40},{"modality":1,"tokenCount":60}],
            "cacheTokensDetails":[{"modality":4,"tokenCount":25},{"modality":"TEXT","tokenCount":25}],
            "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":4},{"modality":"AUDIO","tokenCount":3},{"modality":"TEXT"}]}"#;
        assert_eq!(
            counts(text),
            [
                ("input", 35),
                ("input_audio", 15),
                ("cache_read", 50),
                ("output", 2),
                ("output_audio", 3),
                ("output_image", 4)
            ]
        );
    }

    #[test]
    fn details_that_do_not_fit_are_left_aside() {
        let text = r#"{"promptTokenCount":50,"responseTokenCount":50,
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":500},{"modality":"AUDIO","tokenCount":50}],
            "responseTokensDetails":[{"modality":"AUDIO","tokenCount":50}]}"#;
        assert_eq!(counts(text), [("input", 50), ("output_audio", 50)]);
        assert_eq!(codes(text), ["modalities_differ"]);
        let text = r#"{"promptTokenCount":50,"cachedContentTokenCount":20,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":5}],
            "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":15}]}"#;
        assert_eq!(counts(text), [("input", 30), ("cache_read", 20)]);
        assert_eq!(codes(text), ["modalities_differ", "no_output_count"]);
        assert!(
            read(r#"{"promptTokenCount":50,"promptTokensDetails":[{"modality":"SMELL","tokenCount":5}]}"#)
                .is_err()
        );
    }

    #[test]
    fn no_prompt_or_a_cache_above_it_is_an_error() {
        assert_eq!(
            read(r#"{"candidatesTokenCount":50,"totalTokenCount":70}"#).unwrap_err().field,
            "promptTokenCount"
        );
        assert_eq!(
            read(r#"{"promptTokenCount":5,"cachedContentTokenCount":7}"#).unwrap_err().field,
            "cachedContentTokenCount"
        );
    }

    #[test]
    fn traffic() {
        let with = |traffic: &str| {
            read(&format!(r#"{{"promptTokenCount":5,"candidatesTokenCount":1,"trafficType":{traffic}}}"#))
                .unwrap()
        };
        assert!(with("1").notes.is_empty());
        assert_eq!(with("\"PROVISIONED_THROUGHPUT\"").notes[0].code, "provisioned_throughput");
        assert_eq!(with("\"ON_DEMAND_PRIORITY\"").terms.service_tier, Some(ServiceTier::Priority));
    }
}
