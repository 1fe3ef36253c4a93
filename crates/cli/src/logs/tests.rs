//! Every format, read in one piece by one thread and in many by several: the same ledger, byte for byte.

use super::args::LogArgs;
use super::gather::{Gather, Gathered};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tokentoll::usage::log::{self, FORMATS, LogFormat, Mapped, Mapping};

const USAGE: &str = r#""usage":{"input_tokens":3,"cache_read_input_tokens":10,"cache_creation_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":15},"output_tokens":"#;

/// One entry of a format; most have no id, so that their place counts.
fn entry(format: &str, n: u32) -> String {
    let (at, many) =
        (format!("2026-02-20T10:{:02}:{:02}Z", n / 60 % 60, n % 60), "é中".repeat(n as usize % 9));
    match format {
        "claude-code" => format!(
            r#"{{"sessionId":"{many}","timestamp":"{at}","type":"assistant","requestId":"r{n}","message":{{"id":"m{}","model":"claude-opus-5","content":"{many}",{USAGE}{n}}}}}}}"#,
            n / 2
        ),
        "claude-stream-json" => format!(
            r#"{{"type":"result","subtype":"success","session_id":"s{n}","uuid":"u{n}","total_cost_usd":0.1,{USAGE}{n}}},"modelUsage":{{"claude-opus-5":{{"inputTokens":3,"outputTokens":{n},"cacheReadInputTokens":10,"cacheCreationInputTokens":20,"webSearchRequests":0,"costUSD":0.1}}}}}}"#
        ),
        "claude-flat" => format!(
            r#"{{"uuid":"","message":{{"model":"claude-opus-5","content":"{many}"}},"timestamp":"{at}","inputTokens":5,"outputTokens":{n}}}"#
        ),
        "claude-status-line" => {
            format!(r#"{{"transcript_path":"{many}","context_window":{{"n":{n}}},"session_id":"s"}}"#)
        }
        "sse" => format!(
            "event: message_start\ndata: {{\"type\":\"message_start\",\"message\":{{\"model\":\"claude-opus-5\",\"id\":\"m{n}\",{USAGE}1}}}}}}\n\ndata: {{\"type\":\"content_block_delta\",\"delta\":{{\"text\":\"{many}\"}}}}\n\ndata: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\"}},\"usage\":{{\"output_tokens\":{n}}}}}\n\ndata: {{\"type\":\"message_stop\"}}\n"
        ),
        "codex" => {
            let counts = |n: u32| {
                format!(
                    r#"{{"input_tokens":{},"cached_input_tokens":{n},"output_tokens":{n},"total_tokens":{}}}"#,
                    n * 2,
                    n * 3
                )
            };
            let start = r#"{"timestamp":"2026-02-20T09:00:00Z","type":"session_meta","payload":{"id":"s","cwd":"/w","model_provider":"openai"}}
{"timestamp":"2026-02-20T09:00:01Z","type":"turn_context","payload":{"model":"gpt-5"}}
"#;
            let start = if n == 1 { start } else { "" };
            format!(
                r#"{start}{{"timestamp":"{at}","type":"event_msg","payload":{{"type":"token_count","note":"{many}","info":{{"total_token_usage":{}}}}}}}"#,
                counts(n * n)
            )
        }
        "anthropic-admin" => format!(
            r#"{{"data":[{{"starting_at":"{at}","ending_at":"{many}","results":[{{"uncached_input_tokens":{n},"output_tokens":1,"model":"claude-opus-5"}}]}}]}}"#
        ),
        "litellm" => format!(
            r#"{{"call_type":"{many}","spend":0.1,"prompt_tokens":{n},"completion_tokens":7,"total_tokens":{},"model":"gpt-5","custom_llm_provider":"openai","endTime":"{at}"}}"#,
            n + 7
        ),
        "openrouter" => format!(
            r#"{{"data":[{{"model":"openai/gpt-5","created_at":"{at}","external_user":"{many}","native_tokens_prompt":{n},"native_tokens_completion":2}}]}}"#
        ),
        "otel" => format!(
            r#"{{"end_time":"{at}","attributes":{{"gen_ai.request.model":"gpt-5","gen_ai.agent.name":"{many}","gen_ai.usage.input_tokens":{n},"gen_ai.usage.output_tokens":1}}}}"#
        ),
        "responses" => format!(
            r#"{{"model":"gpt-5","created_at":"{at}","object":"{many}","usage":{{"prompt_tokens":{n},"completion_tokens":1,"total_tokens":{}}}}}"#,
            n + 1
        ),
        "csv" if n == 1 => "when,model,in,team".to_owned(),
        "csv" => format!("{at},claude-opus-5,{n},\"{many}\n\"\"x\"\"\""),
        "json" => format!(r#"{{"when":"{at}","model":"claude-opus-5","in":{n},"team":"{many}"}}"#),
        other => panic!("no sample of {other}"),
    }
}

/// Many entries, with both ends of lines, blank lines, and some that are broken.
fn text(format: &str) -> String {
    let mut text = String::new();
    for n in 1..=120 {
        let entry = entry(format, n);
        let end = ["\n", "\r\n", "\n\n", "\r\n\r\n"][n as usize % 4];
        match n % 17 {
            // Cut off inside a character's line, without what follows.
            16 if format != "csv" => {
                let at = (0..entry.len() * 2 / 3).rev().find(|at| entry.is_char_boundary(*at)).unwrap_or(0);
                let _ = write!(text, "{}{end}", &entry[..at]);
            }
            _ => {
                let _ = write!(text, "{entry}{end}");
            }
        }
    }
    text.push_str(&entry(format, 121));
    text
}

fn read(path: &Path, format: Option<&dyn LogFormat>, threads: u16, block: usize) -> Gathered {
    let args = LogArgs {
        paths: vec![path.to_owned()],
        log_format: None,
        mapping: None,
        state: None,
        checkpoint: 1,
        threads: Some(threads),
    };
    let gather = Gather { block, ..Gather::new(&args, format, false) };
    gather.read(Gathered::default()).unwrap_or_else(|_| panic!("{}", path.display()))
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tokentoll-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn same_however_it_is_cut(path: &Path, format: Option<&dyn LogFormat>) -> Gathered {
    let whole = read(path, format, 1, super::pieces::BLOCK);
    for (threads, block) in [(1, 1), (4, 1), (3, 7), (4, 64), (2, 1000), (4, 4096), (4, 1 << 20)] {
        let cut = read(path, format, threads, block);
        let place = format!("{}, {threads} threads, blocks of {block}", path.display());
        assert!(cut.ledger().to_bytes() == whole.ledger().to_bytes(), "{place}");
        assert_eq!(cut.told, whole.told, "{place}");
    }
    whole
}

#[test]
fn every_format_is_read_the_same_however_it_is_cut() {
    let folder = folder("cut");
    for format in FORMATS {
        let (name, text) = (format.name(), text(format.name()));
        assert_eq!(log::detect(text.as_bytes()).map(LogFormat::name), Some(name));
        let path = folder.join(format!("{name}.log"));
        std::fs::write(&path, &text).unwrap();
        let whole = same_however_it_is_cut(&path, None);
        let told = &whole.told[0];
        let asides: u64 = told.asides().map(|(_, count)| count).sum();
        assert!(told.records + asides > 100, "{name}: {told:?}");
        assert!(!told.faults().is_empty(), "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn tables_are_read_the_same_however_they_are_cut() {
    let folder = folder("tables");
    for (name, records) in [("csv", 120), ("json", 114)] {
        let mapping = format!(
            r#"{{"format":"{}","time":"when","model":"model","meters":{{"input":"in"}},"labels":{{"team":"team"}}}}"#,
            if name == "csv" { "csv" } else { "jsonl" }
        );
        let format = Mapped(Mapping::read(mapping.as_bytes()).unwrap());
        let path = folder.join(name);
        std::fs::write(&path, text(name)).unwrap();
        assert_eq!(same_however_it_is_cut(&path, Some(&format)).told[0].records, records, "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn compressed_logs_are_read_the_same_however_they_are_cut() {
    use std::io::Write as _;
    let folder = folder("packed");
    let text = text("claude-code").repeat(20);
    let plain = folder.join("a.jsonl");
    std::fs::write(&plain, &text).unwrap();
    let whole = read(&plain, None, 1, super::pieces::BLOCK);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    let zst = zstd::bulk::compress(text.as_bytes(), 1).unwrap();
    for (ending, bytes) in [("gz", gz.finish().unwrap()), ("zst", zst)] {
        let path = folder.join(format!("a.jsonl.{ending}"));
        std::fs::write(&path, bytes).unwrap();
        let packed = same_however_it_is_cut(&path, None);
        assert_eq!(packed.ledger().len(), whole.ledger().len());
        assert_eq!(packed.told[0].records, whole.told[0].records);
        assert_eq!(packed.told[0].faults().len(), whole.told[0].faults().len());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Of several files the long one is shared once the others are read, and every line counts once.
#[test]
fn long_and_short_files_are_read_together() {
    let folder = folder("mixed");
    std::fs::write(folder.join("long.jsonl"), text("claude-flat").repeat(50)).unwrap();
    for n in 0..20 {
        std::fs::write(folder.join(format!("{n}.jsonl")), text("claude-flat")).unwrap();
    }
    let told = |threads, block| {
        let gathered = read(&folder, None, threads, block);
        (gathered.ledger().len(), gathered.told)
    };
    let whole = told(1, super::pieces::BLOCK);
    for (threads, block) in [(2, 100), (4, 1000), (8, 100)] {
        assert_eq!(told(threads, block), whole, "{threads} threads, blocks of {block}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
