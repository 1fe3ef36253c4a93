//! Every format, on data of our own.

use super::*;
use tokentoll_core::{Meter, ServiceTier};

/// Everything that stands in a text of a format that is told by its looks.
fn read(text: &str) -> Vec<Entry<'static>> {
    read_bytes(text.as_bytes())
}

fn read_bytes(text: &[u8]) -> Vec<Entry<'static>> {
    let format = detect(text).unwrap_or_else(|| panic!("no format: {}", String::from_utf8_lossy(text)));
    read_as(format, text)
}

fn read_as(format: &dyn LogFormat, text: &[u8]) -> Vec<Entry<'static>> {
    let mut entries = Vec::new();
    let mut reader = format.reader();
    for piece in pieces(format.framing(), text) {
        reader.read(piece, &mut |entry| entries.push(entry.into_owned()));
    }
    reader.end(&mut |entry| entries.push(entry));
    entries
}

fn pieces(framing: Framing, text: &[u8]) -> Vec<&[u8]> {
    match framing {
        Framing::Lines => text.split(|byte| *byte == b'\n').collect(),
        Framing::Values => {
            let (mut values, mut from, mut found) = (Values::default(), 0, Vec::new());
            while let Some(end) = values.end_in(&text[from..]) {
                found.push(Values::trim(&text[from..from + end]));
                from += end;
            }
            found.push(Values::trim(&text[from..]));
            found
        }
    }
}

fn records(text: &str) -> Vec<Record<'static>> {
    let only = |entry| match entry {
        Entry::Record(record) => record,
        other => panic!("{other:?}"),
    };
    read(text).into_iter().map(only).collect()
}

fn one(text: &str) -> Record<'static> {
    let mut records = records(text);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0)
}

fn fault(text: &str) -> Fault {
    match read(text).as_slice() {
        [Entry::Fault(fault)] => fault.clone(),
        other => panic!("{other:?}"),
    }
}

fn of(record: &Record<'_>, meter: Meter) -> u64 {
    match &record.used {
        Used::Request(usage) => usage.of(meter).into(),
        Used::Parts(parts) => parts.iter().map(|part| u64::from(part.usage.of(meter))).sum(),
        Used::Aggregate(sum) => sum.of(meter),
    }
}

/// Input, cache reads, writes for five minutes and for an hour, output.
fn counts(record: &Record<'_>) -> [u64; 5] {
    [Meter::Input, Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h, Meter::Output]
        .map(|m| of(record, m))
}

fn assistant(message: &str, rest: &str) -> String {
    format!(
        r#"{{"parentUuid":null,"sessionId":"s1","cwd":"/home/a/b","timestamp":"2026-02-20T10:00:00.000Z","message":{{{message}}},"type":"assistant"{rest}}}"#
    )
}

const USAGE: &str = r#""usage":{"input_tokens":3,"cache_read_input_tokens":10,"cache_creation_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":15},"output_tokens":7}"#;

#[test]
fn a_line_of_claude_code() {
    let line = assistant(
        &format!(
            r#""id":"msg_1","model":"claude-opus-5","content":[{{"type":"text","text":"\"usage\" {{"}}],"stop_reason":"end_turn",{USAGE}"#
        ),
        r#","requestId":"req_1","isSidechain":true,"agentId":"a1","gitBranch":"main","costUSD":0.25"#,
    );
    let record = one(&line);
    assert_eq!(counts(&record), [3, 10, 5, 15, 7]);
    assert_eq!(record.at.unwrap().to_string(), "2026-02-20T10:00:00Z");
    assert_eq!((record.session.as_deref(), record.project.as_deref()), (Some("s1"), Some("/home/a/b")));
    let identity = record.identity.unwrap();
    assert_eq!((&*identity.id, identity.request.as_deref()), ("msg_1", Some("req_1")));
    assert!(record.complete && record.sidechain);
    assert_eq!(record.labels, [("agent".into(), "a1".into()), ("branch".into(), "main".into())]);
    assert_eq!(record.claimed.as_deref(), Some("0.25"));
}

#[test]
fn spaces_and_escapes_lose_no_line() {
    let line = assistant(&format!(r#""id":"msg_1","model":"m",{USAGE}"#), "");
    let spaced = line.replace(':', " : ").replace("10 : 00 : 00", "10:00:00").replace(',', " ,\t");
    assert_eq!(counts(&one(&spaced)), [3, 10, 5, 15, 7]);
    for escaped in [r#""\u0075sage""#, r#""usag\u0065""#, r#""us\u0061ge""#] {
        assert_eq!(counts(&one(&line.replace(r#""usage""#, escaped))), [3, 10, 5, 15, 7], "{escaped}");
    }
}

#[test]
fn lines_without_requests_say_nothing() {
    for line in [
        r#"{"type":"user","sessionId":"s","message":{"role":"user","content":"the \"usage\" is"}}"#,
        r#"{"type":"user","sessionId":"s","toolUseResult":{"usage":{"input_tokens":5,"output_tokens":5}},"message":{"role":"user"}}"#,
        r#"{"type":"summary","summary":"x","leafUuid":"u"}"#,
        r#"{"sessionId":"s","type":"assistant","message":{"model":"m","usage":null}}"#,
    ] {
        assert_eq!(read(line), [], "{line}");
    }
}

#[test]
fn lines_that_are_broken_are_faults() {
    let whole = assistant(&format!(r#""id":"msg_1","model":"m",{USAGE}"#), "");
    for end in 1..whole.len() {
        let cut = read_as(&ClaudeCode, &whole.as_bytes()[..end]);
        assert!(
            matches!(cut.as_slice(), [Entry::Fault(fault)] if fault.code == "bad_json") || end < 2,
            "{}: {cut:?}",
            &whole[..end]
        );
    }
    let code = |text: &str| match read_as(&ClaudeCode, text.as_bytes()).as_slice() {
        [Entry::Fault(fault)] => fault.code,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(code(&whole.replace(r#""output_tokens":7"#, r#""output_tokens":-7"#)), "bad_number");
    assert_eq!(
        code(&whole.replace(r#""output_tokens":7"#, r#""output_tokens":7,"output_tokens":8"#)),
        "bad_json"
    );
    assert_eq!(
        code(&whole.replace(r#""output_tokens":7"#, r#""output_tokens":7,"tokens":8"#)),
        "unknown_field"
    );
    assert_eq!(code(&whole.replace("2026-02-20T", "2026-02-30T")), "bad_time");
    assert_eq!(code(&whole.replace(r#""type":"assistant""#, r#""sessionId":"s2""#)), "bad_json");
    assert_eq!(code(&format!("{whole}{whole}")), "bad_json");
    assert_eq!(
        code(
            &whole
                .replace(r#""parentUuid":null"#, &format!(r#""a":{}1{}"#, "[".repeat(200), "]".repeat(200)))
        ),
        "too_large"
    );
    let mut bytes = whole.clone().into_bytes();
    let at = whole.find("msg_1").unwrap();
    bytes[at] = 0xff;
    assert!(
        matches!(read_as(&ClaudeCode, &bytes).as_slice(), [Entry::Fault(fault)] if fault.code == "bad_json")
    );
}

#[test]
fn a_stream_of_claude_code_is_priced_by_its_result() {
    let start = r#"{"type":"system","subtype":"init","session_id":"s","model":"claude-sonnet-4-6"}"#;
    let line = |id: &str| {
        format!(
            r#"{{"type":"assistant","session_id":"s","message":{{"id":"{id}","model":"claude-sonnet-4-6","usage":{{"input_tokens":5,"output_tokens":4}}}}}}"#
        )
    };
    let result = r#"{"type":"result","subtype":"success","session_id":"s","uuid":"u","usage":{"input_tokens":10,"cache_creation_input_tokens":40,"cache_creation":{"ephemeral_1h_input_tokens":40,"ephemeral_5m_input_tokens":0},"output_tokens":900},"modelUsage":{"claude-sonnet-4-6":{"inputTokens":10,"outputTokens":900,"cacheReadInputTokens":1,"cacheCreationInputTokens":40,"webSearchRequests":2,"costUSD":0.5},"claude-haiku-4-5[1m]":{"inputTokens":7,"outputTokens":3,"cacheReadInputTokens":0,"cacheCreationInputTokens":0}}}"#;
    let entries = read(&[start, &line("a"), &line("a"), &line("b"), result].join("\n"));
    let records: Vec<_> =
        entries.iter().filter_map(|e| if let Entry::Record(r) = e { Some(r) } else { None }).collect();
    assert_eq!(entries.iter().filter(|e| **e == Entry::Aside(Aside::Repeat)).count(), 2);
    assert_eq!(records.len(), 2);
    assert_eq!(counts(records[0]), [10, 1, 0, 40, 900]);
    assert_eq!((records[1].model.as_deref(), of(records[1], Meter::Output)), (Some("claude-haiku-4-5"), 3));
    let cut = read(&[start, &line("a")].join("\n"));
    assert!(
        matches!(cut.as_slice(), [Entry::Fault(fault), Entry::Record(_)] if fault.code == "unfinished"),
        "{cut:?}"
    );
}

#[test]
fn flat_lines() {
    let text = r#"{"type":"user","uuid":"u1","timestamp":"2026-02-20T10:00:00Z","message":{"content":"x"}}
{"type":"assistant","uuid":"u2","timestamp":"2026-02-20T10:00:00Z","message":{"model":"claude-opus-5"},"costUSD":0.05,"cacheCreationInputTokens":100,"cacheReadInputTokens":50,"inputTokens":200,"outputTokens":7}"#;
    let record = one(text);
    assert_eq!(counts(&record), [200, 50, 100, 0, 7]);
    assert_eq!((record.model.as_deref(), record.claimed.as_deref()), (Some("claude-opus-5"), Some("0.05")));
}

#[test]
fn a_status_line_is_no_request() {
    let text = "{\n \"session_id\": \"s\",\n \"transcript_path\": \"/x\",\n \"cost\": {\"total_cost_usd\": 0.05},\n \"context_window\": {\"total_input_tokens\": 42500},\n \"exceeds_200k_tokens\": false\n}\n";
    assert_eq!(read(text), [Entry::Aside(Aside::Summary)]);
}

const START: &str = r#"{"type":"message_start","message":{"model":"claude-opus-5","id":"msg_1","usage":{"input_tokens":8,"cache_creation_input_tokens":9,"cache_read_input_tokens":24,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":9},"output_tokens":2,"service_tier":"batch"}}}"#;
const DELTA: &str =
    r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":48}}"#;

#[test]
fn a_stream_of_anthropic_ends_with_its_usage() {
    let body = format!(
        "event: message_start\ndata: {START}\n\nevent: ping\ndata: {{\"type\": \"ping\"}}\n\ndata: {DELTA}\n\ndata: {{\"type\":\"message_stop\"}}\n\n"
    );
    for body in [body.clone(), body.replace('\n', "\r\n"), format!("{START}\n{DELTA}\n")] {
        let record = one(&body);
        assert_eq!(counts(&record), [8, 24, 0, 9, 48]);
        assert_eq!(record.terms.service_tier, Some(ServiceTier::Batch));
        assert_eq!(record.model.as_deref(), Some("claude-opus-5"));
    }
    assert_eq!(records(&format!("{body}{}", body.replace("msg_1", "msg_2"))).len(), 2);
}

#[test]
fn a_stream_that_stopped_says_so() {
    let entries = read(&format!("data: {START}\n\n"));
    assert!(
        matches!(entries.as_slice(), [Entry::Record(record), Entry::Fault(fault)]
        if !record.complete && of(record, Meter::Input) == 8 && fault.code == "unfinished"),
        "{entries:?}"
    );
    assert_eq!(fault("event: ping\ndata: {\"type\":\"ping\"}\n").code, "no_usage");
    assert_eq!(fault("data: {\"type\":\"mess\n").code, "bad_json");
}

#[test]
fn streams_of_openai_and_gemini() {
    let chat = r#"data: {"id":"c","object":"chat.completion.chunk","created":1771581600,"model":"gpt-5","choices":[{}],"usage":null}

data: {"id":"c","object":"chat.completion.chunk","created":1771581600,"model":"gpt-5","choices":[],"usage":{"prompt_tokens":50,"completion_tokens":7,"total_tokens":57,"prompt_tokens_details":{"cached_tokens":20}}}

data: [DONE]
"#;
    let record = one(chat);
    assert_eq!(counts(&record), [30, 20, 0, 0, 7]);
    assert_eq!(record.at.unwrap().to_string(), "2026-02-20T10:00:00Z");
    assert_eq!(fault(chat.split("\n\n").next().unwrap()).code, "no_usage");
    let responses = r#"event: response.created
data: {"type":"response.created","response":{"id":"r","model":"gpt-5","usage":null}}

event: response.completed
data: {"type":"response.completed","response":{"id":"r","model":"gpt-5","service_tier":"flex","usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":1,"total_tokens":10}}}
"#;
    let record = one(responses);
    assert_eq!(counts(&record), [5, 4, 0, 0, 1]);
    assert_eq!(record.terms.service_tier, Some(ServiceTier::Flex));
    let gemini = "data: {\"responseId\":\"g\",\"modelVersion\":\"gemini-2.5-pro\",\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":1}}\n\ndata: {\"responseId\":\"g\",\"modelVersion\":\"gemini-2.5-pro\",\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":5}}\n";
    assert_eq!(counts(&one(gemini)), [9, 0, 0, 0, 5]);
}

#[test]
fn sessions_of_codex() {
    let event = |at: &str, last: &str, total: &str| {
        format!(
            r#"{{"timestamp":"{at}","type":"event_msg","payload":{{"type":"token_count","info":{{{last}"total_token_usage":{total}}}}}}}"#
        )
    };
    let counts_of = |input: u32, cached: u32, output: u32| {
        format!(
            r#"{{"input_tokens":{input},"cached_input_tokens":{cached},"output_tokens":{output},"reasoning_output_tokens":1,"total_tokens":{}}}"#,
            input + output
        )
    };
    let meta = r#"{"timestamp":"2026-05-13T09:00:00Z","type":"session_meta","payload":{"id":"s","cwd":"/w","git":{"branch":"b"},"model_provider":"openai"}}"#;
    let turn = r#"{"timestamp":"2026-05-13T09:00:01Z","type":"turn_context","payload":{"model":"gpt-5"}}"#;
    let first = event(
        "2026-05-13T09:01:00Z",
        &format!(r#""last_token_usage":{},"#, counts_of(100, 25, 10)),
        &counts_of(100, 25, 10),
    );
    let again = event(
        "2026-05-13T09:01:05Z",
        &format!(r#""last_token_usage":{},"#, counts_of(100, 25, 10)),
        &counts_of(100, 25, 10),
    );
    let second = event("2026-05-13T09:02:00Z", "", &counts_of(300, 125, 15));
    let text = [meta, turn, &first, &again, &second].join("\n");
    let entries = read(&text);
    let [Entry::Record(a), Entry::Aside(Aside::Repeat), Entry::Record(b)] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    assert_eq!((counts(a), counts(b)), ([75, 25, 0, 0, 10], [100, 100, 0, 0, 5]));
    assert_eq!(
        (a.model.as_deref(), a.session.as_deref(), a.seller.as_deref()),
        (Some("gpt-5"), Some("s"), Some("openai"))
    );
    // A session that another one spawned repeats that one's events within a second.
    let spawned = meta.replace(r#""id":"s""#, r#""id":"t","source":{"subagent":{"thread_spawn":{}}}"#);
    let replay = |total: &str| event("2026-05-13T10:00:00Z", "", total);
    let own = event(
        "2026-05-13T10:05:00Z",
        &format!(r#""last_token_usage":{},"#, counts_of(7, 0, 2)),
        &counts_of(307, 125, 17),
    );
    let text = [&*spawned, turn, &replay(&counts_of(100, 25, 10)), &replay(&counts_of(300, 125, 15)), &own]
        .join("\n");
    let asides = read(&text).into_iter().filter(|entry| matches!(entry, Entry::Aside(_))).count();
    let kept: Vec<_> = read(&text)
        .into_iter()
        .filter_map(|e| if let Entry::Record(r) = e { Some(counts(&r)) } else { None })
        .collect();
    assert_eq!((asides, kept), (2, vec![[7, 0, 0, 0, 2]]));
}

#[test]
fn spend_logs_of_litellm() {
    let row = r#"{"request_id":"r1","call_type":"acompletion","api_key":"k","spend":0.0123,"prompt_tokens":100,"completion_tokens":7,"total_tokens":107,"startTime":"2026-02-20 09:59:00","endTime":"2026-02-20T10:00:00.5","model":"anthropic/claude-sonnet-4-5","custom_llm_provider":"anthropic","team_id":"t","cache_hit":"False","metadata":"{\"usage_object\":{\"prompt_tokens\":100,\"completion_tokens\":7,\"total_tokens\":107,\"cache_read_input_tokens\":60,\"cache_creation_input_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":60}}}"}"#;
    let record = one(row);
    assert_eq!(counts(&record), [30, 60, 10, 0, 7]);
    assert_eq!(
        (record.seller.as_deref(), record.model.as_deref()),
        (Some("anthropic"), Some("claude-sonnet-4-5"))
    );
    assert_eq!(record.claimed.as_deref(), Some("0.0123"));
    assert_eq!(record.labels[0], ("team".into(), "t".into()));
    let plain = row.replace(r#","metadata":"#, r#","other":"#);
    assert_eq!(counts(&one(&plain)), [100, 0, 0, 0, 7]);
    assert_eq!(read(&row.replace(r#""False""#, r#""True""#)), [Entry::Aside(Aside::GatewayCache)]);
    assert_eq!(records(&format!("[{row},\n{row}]")).len(), 2);
}

#[test]
fn metadata_of_litellm_that_cannot_be_read_is_a_fault() {
    let row = |metadata: &str| {
        format!(
            r#"{{"request_id":"r1","call_type":"acompletion","spend":0.1,"prompt_tokens":100,"completion_tokens":7,"model":"a","metadata":{metadata}}}"#
        )
    };
    for nothing in ["null", r#""""#, r#"" ""#, r#""null""#, "{}", r#""{}""#] {
        assert_eq!(counts(&one(&row(nothing))), [100, 0, 0, 0, 7], "{nothing}");
    }
    for (broken, code) in [
        (r#""{\"usage_object\":{\"prompt""#, "bad_json"),
        (r#""a note""#, "bad_json"),
        (r#""[1]""#, "bad_usage"),
        ("5", "bad_usage"),
        (r#"{"usage_object":"{}"}"#, "bad_usage"),
        (r#"{"additional_usage_values":[1]}"#, "bad_usage"),
    ] {
        assert_eq!(fault(&row(broken)).code, code, "{broken}");
    }
}

/// How many records, and the codes of faults.
fn told(text: &str) -> (usize, Vec<&'static str>) {
    let entries = read(text);
    let faults = entries.iter().filter_map(|entry| match entry {
        Entry::Fault(fault) => Some(fault.code),
        _ => None,
    });
    (entries.iter().filter(|entry| matches!(entry, Entry::Record(_))).count(), faults.collect())
}

#[test]
fn what_stands_among_objects_and_is_none_is_a_fault() {
    let generation = r#"{"id":"g","model":"a/b","created_at":"2026-02-20T10:00:00Z","native_tokens_prompt":5,"native_tokens_completion":1}"#;
    let sums = r#"{"uncached_input_tokens":5,"output_tokens":1,"model":"m"}"#;
    let bucket = format!(r#"{{"starting_at":"2026-02-20T00:00:00Z","results":[null,{sums},"x"]}}"#);
    let span = r#"{"attributes":{"gen_ai.usage.input_tokens":5,"gen_ai.usage.output_tokens":1}}"#;
    for (text, records, faults) in [
        (format!(r#"{{"data":[{generation},5,null,[{generation}]]}}"#), 1, 3),
        (format!(r#"{{"data":5,"native_tokens_prompt":1,"more":{generation}}}"#), 0, 1),
        (format!(r#"{{"data":[{bucket},7]}}"#), 1, 3),
        (format!(r#"{{"data":[{{"starting_at":"2026-02-20T00:00:00Z"}},{bucket}]}}"#), 1, 3),
        (format!(r#"{{"resourceSpans":[1,{{"scopeSpans":[2,{{"spans":[3,{span}]}}]}}]}}"#), 1, 3),
        (format!(r#"{{"resourceSpans":{{"scopeSpans":{{"spans":{span}}}}}}}"#), 1, 0),
        (r#"{"attributes":[5,{"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}}]}"#.into(), 0, 1),
    ] {
        let (read, codes) = told(&text);
        assert_eq!((read, codes.len()), (records, faults), "{text}: {codes:?}");
    }
}

#[test]
fn generations_of_openrouter() {
    let row = r#"{"id":"gen-1","model":"anthropic/claude-sonnet-4.5","created_at":"2026-02-20T10:00:00Z","provider_name":"Amazon Bedrock","tokens_prompt":90,"tokens_completion":20,"native_tokens_prompt":100,"native_tokens_completion":25,"native_tokens_cached":40,"total_cost":0.0015}"#;
    for text in [row.to_owned(), format!(r#"{{"data":{row}}}"#), format!(r#"{{"data":[{row}]}}"#)] {
        let record = one(&text);
        assert_eq!(counts(&record), [60, 40, 0, 0, 25]);
        assert_eq!(
            (record.seller.as_deref(), record.model.as_deref()),
            (Some("bedrock"), Some("claude-sonnet-4.5"))
        );
    }
    let day = r#"{"data":[{"date":"2026-02-20","model":"openai/gpt-5","model_permaslug":"openai/gpt-5","provider_name":"OpenAI","usage":0.1,"requests":5,"prompt_tokens":5000,"completion_tokens":300,"reasoning_tokens":10}]}"#;
    assert!(matches!(one(day).used, Used::Aggregate(sum) if sum.of(Meter::Input) == 5000));
    assert_eq!(fault(&row.replace(":40,", ":400,")).code, "bad_usage");
}

#[test]
fn spans_of_opentelemetry() {
    let attributes = [
        ("gen_ai.provider.name", "\"aws.bedrock\""),
        ("gen_ai.request.model", "\"a\""),
        ("gen_ai.response.model", "\"claude-sonnet-4-5\""),
        ("gen_ai.operation.name", "\"chat\""),
        ("gen_ai.usage.input_tokens", "100"),
        ("gen_ai.usage.output_tokens", "7"),
        ("gen_ai.usage.cache_read.input_tokens", "60"),
        ("gen_ai.usage.cache_creation.input_tokens", "10"),
    ];
    let flat: Vec<_> = attributes.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    let line = format!(
        r#"{{"name":"chat","context":{{"trace_id":"t","span_id":"1"}},"start_time":"2026-02-20T09:00:00Z","end_time":"2026-02-20T10:00:00Z","attributes":{{{}}}}}"#,
        flat.join(",")
    );
    let listed: Vec<_> = attributes
        .iter()
        .map(|(key, value)| {
            if value.starts_with('"') {
                format!(r#"{{"key":"{key}","value":{{"stringValue":{value}}}}}"#)
            } else {
                format!(r#"{{"key":"{key}","value":{{"intValue":"{value}"}}}}"#)
            }
        })
        .collect();
    let otlp = format!(
        r#"{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"svc"}}}}]}},"scopeSpans":[{{"spans":[{{"traceId":"t","spanId":"1","endTimeUnixNano":"1771581600000000000","attributes":[{}]}},{{"traceId":"t","spanId":"2","attributes":[]}}]}}]}}]}}"#,
        listed.join(",")
    );
    for text in [&line, &otlp] {
        let record = one(text);
        assert_eq!(counts(&record), [30, 60, 10, 0, 7]);
        assert_eq!(
            (record.seller.as_deref(), record.model.as_deref()),
            (Some("bedrock"), Some("claude-sonnet-4-5"))
        );
        assert_eq!(record.at.unwrap().to_string(), "2026-02-20T10:00:00Z");
    }
    assert_eq!(one(&otlp).project.as_deref(), Some("svc"));
    assert_eq!(
        read(&line.replace("\"chat\",\"gen", "\"invoke_agent\",\"gen")),
        [Entry::Aside(Aside::Summary)]
    );
    assert_eq!(counts(&one(&line.replace("tokens\":100", "tokens\":30"))), [30, 60, 10, 0, 7]);
}

#[test]
fn usage_reports_of_anthropic() {
    let result = r#"{"account_id":null,"api_key_id":"k","cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},"cache_read_input_tokens":200,"context_window":"200k-1M","inference_geo":"us","model":"claude-sonnet-4-5","output_tokens":5000000000,"server_tool_use":{"web_search_requests":10},"service_tier":"batch","uncached_input_tokens":1500,"workspace_id":"w"}"#;
    let page = format!(
        r#"{{"data":[{{"starting_at":"2026-02-20T00:00:00Z","ending_at":"2026-02-21T00:00:00Z","results":[{result}]}},{{"starting_at":"2026-02-21T00:00:00Z","ending_at":"2026-02-22T00:00:00Z","results":[]}}],"has_more":true,"next_page":"p"}}"#
    );
    let record = one(&page);
    assert_eq!(counts(&record), [1500, 200, 500, 1000, 5_000_000_000]);
    assert!(
        matches!(record.used, Used::Aggregate(sum) if sum.long_context == Some(true) && sum.of(Meter::WebSearch) == 10)
    );
    assert_eq!(record.terms.service_tier, Some(ServiceTier::Batch));
    let pages = records(&format!("{page}\n{page}"));
    assert_eq!(pages[0].identity, pages[1].identity);
    assert_eq!(fault(&page.replace("\"workspace_id\"", "\"moon_id\"")).code, "unknown_field");
    assert_eq!(fault(&page.replace("200k-1M", "1M-2M")).code, "bad_usage");
    let analytics = r#"{"data":[{"date":"2026-02-20T00:00:00Z","actor":{"type":"user_actor","email_address":"a@b.c"},"terminal_type":"x","model_breakdown":[{"model":"claude-opus-5","tokens":{"input":100,"output":35,"cache_read":10,"cache_creation":5},"estimated_cost":{"currency":"USD","amount":113}}]}]}"#;
    let record = one(analytics);
    assert_eq!((counts(&record), record.claimed.as_deref()), ([100, 10, 5, 0, 35], Some("1.13")));
}

#[test]
fn responses_one_after_the_other() {
    let text = "{\n \"id\": \"msg_bdrk_1\", \"model\": \"claude-sonnet-4-5\",\n \"usage\": {\"input_tokens\": 5, \"output_tokens\": 6}\n}\n{\"prompt_tokens\": 5, \"completion_tokens\": 6}\n";
    let both = records(text);
    assert_eq!((counts(&both[0]), both[0].seller.as_deref()), ([5, 0, 0, 0, 6], Some("bedrock")));
    assert_eq!(counts(&both[1]), [5, 0, 0, 0, 6]);
}

#[test]
fn tables_by_a_mapping() {
    let mapping = Mapping::read(br#"{"format":"csv","delimiter":";","time":"when","model":"m","seller":"=openai","id":"id","meters":{"input":"in","cache_read":"cached","output":"out"},"input_includes":["cache_read"],"labels":{"team":"t"}}"#).unwrap();
    let read = |text: &str| read_as(&Mapped(mapping.clone()), text.as_bytes());
    let text = "\u{feff}when;m;id;in;cached;out;t\n2026-02-20;gpt-5;1;100;40;7;\"a;\nb\"\n2026-02-20;gpt-5;2;x;0;7;\n2026-02-20;gpt-5;3\n";
    let entries = read(text);
    let [Entry::Record(record), Entry::Fault(number), Entry::Fault(short)] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    assert_eq!((counts(record), &*record.labels[0].1), ([60, 40, 0, 0, 7], "a;\nb"));
    assert_eq!((number.code, short.code), ("bad_number", "bad_usage"));
    assert!(
        matches!(read("a;b\n1;2\n3;4\n").as_slice(), [Entry::Fault(fault)] if fault.message.contains("when"))
    );
    let mapping =
        Mapping::read(br#"{"format":"jsonl","time":"ts","model":"req.model","usage":"res.usage"}"#).unwrap();
    let line = r#"{"ts":1771581600,"req":{"model":"claude-opus-5"},"res":{"usage":{"input_tokens":5,"output_tokens":6,"cache_read_input_tokens":1}}}"#;
    let entries = read_as(&Mapped(mapping), line.as_bytes());
    assert!(
        matches!(entries.as_slice(), [Entry::Record(record)] if counts(record) == [5, 1, 0, 0, 6]),
        "{entries:?}"
    );
}

#[test]
fn every_format_has_a_name_of_its_own() {
    let mut names: Vec<_> = FORMATS.iter().map(|format| format.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FORMATS.len());
    assert!(names.iter().all(|name| format(name).is_some_and(|format| format.name() == *name)));
    assert!(detect(b"plain text").is_none());
    assert!(detect(b"").is_none());
}
