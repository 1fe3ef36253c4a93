//! What must hold for every input.

use crate::json::{Limits, parse};
use crate::{ReportFormat, read, read_text};
use proptest::prelude::*;
use tokentoll_core::{Meter, MeterSet};

/// Words that readers ask for, so that arbitrary trees reach their inner branches.
const KEYS: &[&str] = &[
    "usage",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "prompt_tokens",
    "completion_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
    "input_tokens_details",
    "cached_tokens",
    "cache_write_tokens",
    "audio_tokens",
    "image_tokens",
    "reasoning_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation",
    "ephemeral_5m_input_tokens",
    "ephemeral_1h_input_tokens",
    "iterations",
    "type",
    "model",
    "service_tier",
    "promptTokenCount",
    "candidatesTokenCount",
    "cachedContentTokenCount",
    "promptTokensDetails",
    "cacheTokensDetails",
    "modality",
    "tokenCount",
    "inputTokens",
    "outputTokens",
    "cacheWriteInputTokens",
    "cacheDetails",
    "ttl",
    "x",
];

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0u32..200).prop_map(|n| n.to_string()),
        1 => any::<u32>().prop_map(|n| n.to_string()),
        1 => Just(u32::MAX.to_string()),
        1 => any::<u64>().prop_map(|n| n.to_string()),
        1 => any::<i64>().prop_map(|n| n.to_string()),
        1 => any::<f32>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| format!("{x:?}")),
    ]
}

/// The text of an arbitrary tree; keys may repeat.
fn tree() -> impl Strategy<Value = String> {
    const WORDS: &[&str] =
        &["message", "fallback_message", "compaction", "AUDIO", "IMAGE", "5m", "1h", "batch", "é\u{1}"];
    let leaf = prop_oneof![
        6 => number(),
        1 => Just("null".to_string()),
        1 => Just("true".to_string()),
        2 => proptest::sample::select(WORDS).prop_map(|word| serde_json::to_string(word).unwrap()),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        let key = proptest::sample::select(KEYS);
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..5).prop_map(|list| format!("[{}]", list.join(","))),
            4 => proptest::collection::btree_map(key, inner, 0..8).prop_map(|fields| {
                let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}

fn any_format() -> impl Strategy<Value = Option<ReportFormat>> {
    proptest::option::of(proptest::sample::select(&ReportFormat::ALL[..]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), format in any_format()) {
        let _ = read_text(&bytes, format);
    }

    #[test]
    fn no_tree_panics_and_every_report_has_a_part(text in tree(), format in any_format()) {
        if let Ok(report) = read_text(text.as_bytes(), format) {
            prop_assert!(!report.parts.is_empty());
            prop_assert!(format.is_none_or(|format| format == report.format));
        }
    }

    #[test]
    fn written_text_reads_back(text in tree()) {
        if let Ok(json) = parse(text.as_bytes(), Limits::default()) {
            let again = parse(json.to_string().as_bytes(), Limits::default());
            prop_assert_eq!(again, Ok(json));
        }
    }

    #[test]
    fn reading_twice_is_reading_once(text in tree()) {
        if let Ok(json) = parse(text.as_bytes(), Limits::default()) {
            prop_assert_eq!(read(&json, None), read(&json, None));
        }
    }

    #[test]
    fn chat_prompt_meters_sum_to_the_prompt(
        parts in proptest::array::uniform3(0u32..1000), text in 0u32..1000, output in 0u32..1000, audio_out in 0u32..1000,
    ) {
        let [cached, written, audio] = parts;
        let prompt = cached + written + audio + text;
        let body = format!(
            r#"{{"prompt_tokens":{prompt},"completion_tokens":{},"prompt_tokens_details":{{"cached_tokens":{cached},
                "cache_write_tokens":{written},"audio_tokens":{audio}}},"completion_tokens_details":{{"audio_tokens":{audio_out}}}}}"#,
            output + audio_out
        );
        let usage = read_text(body.as_bytes(), None).unwrap().parts[0].usage;
        prop_assert_eq!(usage.prompt_tokens(), u64::from(prompt));
        prop_assert_eq!(usage.of(Meter::CacheRead), cached);
        prop_assert_eq!((usage.of(Meter::Output), usage.of(Meter::OutputAudio)), (output, audio_out));
    }

    #[test]
    fn any_chat_shape_that_reads_sums_to_its_prompt(prompt in 0u32..300, parts in proptest::array::uniform3(0u32..200)) {
        let [cached, written, audio] = parts;
        let body = format!(
            r#"{{"prompt_tokens":{prompt},"prompt_tokens_details":{{"cached_tokens":{cached},"cache_write_tokens":{written},"audio_tokens":{audio}}}}}"#
        );
        let read = read_text(body.as_bytes(), None);
        prop_assert_eq!(read.is_ok(), cached + written <= prompt && audio <= prompt);
        if let Ok(report) = read {
            prop_assert_eq!(report.parts[0].usage.prompt_tokens(), u64::from(prompt));
        }
    }

    #[test]
    fn responses_prompt_meters_sum_to_the_input(input in 0u32..300, cached in 0u32..300, output in 0u32..300) {
        let body = format!(
            r#"{{"input_tokens":{input},"input_tokens_details":{{"cached_tokens":{cached}}},"output_tokens":{output},"total_tokens":{}}}"#,
            input + output
        );
        let read = read_text(body.as_bytes(), None);
        prop_assert_eq!(read.is_ok(), cached <= input);
        if let Ok(report) = read {
            prop_assert_eq!(report.parts[0].usage.prompt_tokens(), u64::from(input));
            prop_assert!(report.notes.is_empty());
        }
    }

    #[test]
    fn gemini_meters_sum_to_its_counts(
        prompt in 0u32..400, cached in 0u32..400, tools in 0u32..100, answer in 0u32..300, thoughts in 0u32..100,
        audio in 0u32..400, cached_audio in 0u32..400, audio_out in 0u32..300,
    ) {
        let body = format!(
            r#"{{"promptTokenCount":{prompt},"cachedContentTokenCount":{cached},"toolUsePromptTokenCount":{tools},
                "candidatesTokenCount":{answer},"thoughtsTokenCount":{thoughts},"totalTokenCount":{},
                "promptTokensDetails":[{{"modality":"AUDIO","tokenCount":{audio}}}],
                "cacheTokensDetails":[{{"modality":"AUDIO","tokenCount":{cached_audio}}}],
                "candidatesTokensDetails":[{{"modality":"AUDIO","tokenCount":{audio_out}}}]}}"#,
            prompt + tools + answer + thoughts
        );
        let read = read_text(body.as_bytes(), None);
        prop_assert_eq!(read.is_ok(), cached <= prompt, "{:?}", read);
        if let Ok(report) = read {
            let usage = report.parts[0].usage;
            let output: MeterSet = [Meter::Output, Meter::OutputAudio, Meter::OutputImage].into_iter().collect();
            prop_assert_eq!(usage.prompt_tokens(), u64::from(prompt + tools));
            prop_assert_eq!(usage.sum(output), u64::from(answer + thoughts));
            prop_assert_eq!(usage.of(Meter::CacheRead), cached);
        }
    }

    #[test]
    fn anthropic_counts_stand_as_they_are(counts in proptest::array::uniform4(0u32..=u32::MAX / 2), output: u32) {
        let [input, read_tokens, five, hour] = counts;
        let body = format!(
            r#"{{"input_tokens":{input},"cache_read_input_tokens":{read_tokens},"cache_creation_input_tokens":{},
                "cache_creation":{{"ephemeral_5m_input_tokens":{five},"ephemeral_1h_input_tokens":{hour}}},"output_tokens":{output}}}"#,
            five + hour
        );
        let report = read_text(body.as_bytes(), None).unwrap();
        let sum: u64 = counts.into_iter().map(u64::from).sum();
        prop_assert_eq!(report.parts[0].usage.prompt_tokens(), sum);
        prop_assert!(report.notes.is_empty());
    }
}
