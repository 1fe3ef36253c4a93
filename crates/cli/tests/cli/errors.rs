use super::{file, run, run_in, run_with};

#[test]
fn errors_say_what_was_met_and_what_would_work() {
    let cases = [
        (
            "quote claude-opus-46 --input 1",
            1,
            "error: no seller has a model `claude-opus-46`\nhint: the nearest are ",
        ),
        (
            "quote claude-opus-46 --seller anthropic --input 1",
            1,
            "error: no model `claude-opus-46` at anthropic\nhint: the nearest are claude-opus-4-6",
        ),
        (
            "quote zzz --input 1",
            1,
            "error: no seller has a model `zzz`\nhint: `tokentoll models` lists what there is\n",
        ),
        (
            "quote gpt-5.4 --seller anthropic --input 1",
            1,
            "hint: another seller has it: add --seller openai\n",
        ),
        (
            "quote claude-opus-5 --seller acme --input 1",
            1,
            "error: no seller `acme`\nhint: the sellers are alibaba, anthropic, ",
        ),
        (
            "quote claude-opus-4-6 --input 1 --on 2026-02-04",
            1,
            "hint: --on 2026-02-05 is its first day with a price\n",
        ),
        (
            "quote claude-sonnet-4-5 --seller apiyi --input 1 --on 2026-11-20",
            1,
            "hint: --on 2026-04-29 is its last day with a price\n",
        ),
        (
            "quote claude-opus-5 --output-audio 1",
            1,
            "hint: `tokentoll rates claude-opus-5` shows which meters have a rate\n",
        ),
        (
            "quote claude-opus-5",
            2,
            "hint: say what is used: `tokentoll quote claude-opus-5 --input 100k --output 2k`, or `--report FILE`\n",
        ),
        ("quote claude-opus-5 --input 1 --on 2026-02-30", 2, "`2026-02-30` is not a day"),
        ("quote claude-opus-5 --input 1 --geo eu", 2, "[possible values: global, us]"),
        ("quote claude-opus-5 --input 1 --convert EUR=1", 2, "no currency `EUR`: USD, CNY"),
        ("quote claude-opus-5 --input 1 --convert cny=0", 2, "a rate above zero"),
        ("quote claude-opus-5 --input 1 --convert CNY=0", 2, "a rate above zero"),
        ("quote claude-opus-5 --input 1 --convert CNY=1e3", 2, "plain decimal"),
        ("quote claude-opus-5 --batch --flex --input 1", 2, "cannot be used with"),
        ("quote claude-opus-5 --input 1 --report x.json", 2, "cannot be used with"),
        ("quote claude-opus-5 --input 1 --report-format gemini", 2, "cannot be used with"),
        ("quote claude-opus-5 --report-format gemini", 2, "--report <FILE>"),
        ("quote --jsonl --on 2026-01-01", 2, "cannot be used with"),
        ("quote --jsonl --input 1", 2, "cannot be used with"),
        ("quote claude-opus-5 --report /no/such/file", 2, "error: /no/such/file: No such file"),
        ("quote claude-opus-5 --input 1 --prices /no/such/dir", 2, "error: /no/such/dir: No such file"),
        ("quote", 2, "<MODEL>"),
        ("", 2, "Usage: tokentoll <COMMAND>"),
        ("rates", 2, "<MODEL>"),
        ("rates claude-opus-46", 1, "hint: the nearest are "),
        ("models zzz", 1, "hint: `tokentoll models` lists those of today"),
        ("models claude-2.1 --seller anthropic", 1, "hint: --all also lists those retired"),
        (
            "models --seller apiyi --on 2026-11-20",
            1,
            "error: apiyi has no price on 2026-11-20\nhint: --all lists its models\n",
        ),
        ("models --on 1990-01-01", 1, "error: no seller has a current model on 1990-01-01\nhint: --all also"),
        ("models --seller acme", 1, "error: no seller `acme`"),
    ];
    for (arguments, code, expected) in cases {
        let ran = run(arguments);
        assert!(ran.exits(code).err.contains(expected), "{arguments}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments}");
    }
}

#[test]
fn with_json_an_error_is_the_wire_s() {
    for (arguments, code, field) in [
        ("quote claude-opus-46 --input 1 --json", "unknown_model", "model"),
        ("quote claude-opus-5 --seller acme --input 1 --json", "unknown_seller", "seller"),
        ("quote claude-opus-4-6 --input 1 --on 2020-01-01 --json", "not_priced_on", "on"),
        ("quote claude-opus-5 --output-audio 1 --json", "unpriced", "usage.output_audio"),
        ("rates claude-opus-46 --json", "unknown_model", "model"),
        ("models --seller acme --json", "unknown_seller", "seller"),
    ] {
        let ran = run(arguments);
        let error = &ran.exits(1).json()["error"];
        assert_eq!((&error["code"], &error["field"]), (&code.into(), &field.into()), "{arguments}");
        assert!(!error["message"].as_str().unwrap().is_empty());
        assert_eq!(ran.err, "", "{arguments}");
    }
}

#[test]
fn reports_that_are_none_are_refused_with_their_code() {
    for (report, code) in [
        (&b""[..], "bad_json"),
        (b"{", "bad_json"),
        (b"\xff", "bad_json"),
        (b"{}", "bad_usage"),
        (br#"{"input_tokens":-1,"output_tokens":1}"#, "bad_number"),
        (br#"{"input_tokens":1,"input_tokens":1,"output_tokens":1}"#, "bad_json"),
        (br#"{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens":1,"total_tokens":2}"#, "bad_usage"),
    ] {
        let ran = run_with("quote claude-opus-5 --json --report -", report);
        assert_eq!(ran.exits(1).json()["error"]["code"], code, "{}", String::from_utf8_lossy(report));
        let text = run_with("quote claude-opus-5 --report -", report);
        assert!(text.exits(1).err.starts_with("error: report"), "{}", text.err);
    }
    for (report, hinted) in [
        (&b"{}"[..], true),
        (br#"{"input_tokens":5,"promptTokenCount":4}"#, true),
        (br#"{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":0}}"#, false),
        (b"[]", false),
    ] {
        let text = run_with("quote claude-opus-5 --report -", report).exits(1).err.clone();
        assert_eq!(text.contains("hint: --report-format names the format"), hinted, "{text}");
    }
    let named = run_with("quote claude-opus-5 --report - --report-format gemini", "{}").exits(1).err.clone();
    assert!(!named.contains("--report-format"), "{named}");
    let nested = "[".repeat(100_000);
    assert_eq!(
        run_with("quote claude-opus-5 --json --report -", nested).exits(1).json()["error"]["code"],
        "too_large"
    );
}

#[test]
fn nothing_that_was_read_steers_the_terminal() {
    let arguments = ["quote", "claude\u{1b}[31m-9\u{7}", "--input", "1"];
    let output = super::command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("claude\\u{1b}[31m-9\\u{7}"), "{err:?}");
    let prices = super::NEGOTIATED.replace("Contract of 2026-10-01", "Contract\\u001b[31m\\nof \\u009b31m");
    let path = file("steer", "contract.json", prices);
    let ran = run_in(&format!("quote claude-opus-5-5 --input 1 --on 2026-10-02 --prices {path}"), &[], "");
    assert!(ran.exits(0).out.contains("Contract\\u{1b}[31m\\nof \\u{9b}31m"), "{}", ran.out);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = super::command(&["models", "--all"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 141)), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}
