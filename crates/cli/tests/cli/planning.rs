use super::{Ran, file, run, run_in, run_with};
use serde_json::{Value, json};

fn narrow(arguments: &str) -> Ran {
    run_in(arguments, &[("COLUMNS", "80")], "")
}

/// What a command says as JSON is what the wire answers to the same question.
#[track_caller]
fn answers(arguments: &str, ask: Value) -> Value {
    let expected = tokentoll::plan(tokentoll::PriceBook::embedded(), ask.to_string().as_bytes()).to_json();
    let said = run(&format!("{arguments} --json"));
    assert_eq!(said.exits(0).out, expected + "\n");
    said.json()
}

#[test]
fn every_command_fits_80_columns_and_colours_are_for_terminals() {
    for arguments in [
        "estimate claude-sonnet-4-5 --input 212.4k±6% --output 2k --on 2026-02-20",
        "estimate claude-haiku-4-5 --input 190k..195k..250k --output 20k --on 2026-11-20",
        "estimate claude-opus-4-1 --input 190k --output 20k --on 2026-05-01",
        "compare claude-sonnet-4-6 --input 212.4k --output 2k --on 2026-11-20",
        "advise claude-sonnet-4-6 --input 212.4k --output 2k --times 10 --prefix 200k --on 2026-03-01",
        "advise claude-sonnet-4-6 --input 212.4k --output 2k --times 10 --prefix 200k --on 2026-03-01 --all",
        "simulate claude-sonnet-4-5 --start 150k --user 3k --output 1k --turns 20 --compact 180k --restart 180k --each --on 2026-02-20",
        "simulate claude-opus-5-5 --start 50k --user 300 --output 1k --turns 500 --every 6m --on 2026-11-20",
        "limits claude-opus-4-6 --input 250k --output 1k --requests 5000 --latency 30s --per-minute 2 --batch --on 2026-03-12",
    ] {
        let ran = narrow(arguments);
        ran.exits(0);
        assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
        let wide = ran.out.lines().filter(|line| line.chars().count() > 80).collect::<Vec<_>>();
        assert!(wide.is_empty(), "{arguments}: {wide:#?}");
        let blank = ran.out.lines().filter(|line| line.trim_end() != *line).collect::<Vec<_>>();
        assert!(blank.is_empty(), "{arguments}: {blank:#?}");
        let coloured = run_in(arguments, &[("COLUMNS", "80"), ("CLICOLOR_FORCE", "1")], "").out;
        assert!(coloured.contains('\u{1b}') && !coloured.contains("\\u{1b}"), "{coloured}");
    }
}

#[test]
fn an_estimate_says_how_it_stands_to_the_step() {
    let said = |input: &str| {
        narrow(&format!("estimate claude-sonnet-4-5 --input {input} --output 2k --on 2026-02-20")).out
    };
    assert!(said("176600").contains("\n23,400 tokens below the step at 200,000.\n"), "{}", said("176600"));
    let over = said("212400");
    assert!(
        over.contains(
            "12,400 tokens over the step at 200,000: without them it costs 0.63 USD, 0.6894\nless.\n"
        ),
        "{over}"
    );
    assert!(over.contains("one token more than 200,000 costs 0.615006: from 0.63 to 1.245006"), "{over}");
    let close = said("199656..212400..225144");
    assert!(close.contains("Too close to call: at most 0.63 USD below the step at 200,000 tokens, from\n1.245006 USD beyond it; 98.6 % of the range lies beyond.\n"), "{close}");
    let today = narrow("estimate claude-opus-5-5 --input 212400 --on 2026-11-20").out;
    assert!(today.contains("No long-context step for this model on this day."), "{today}");
    let header = "header   anthropic-beta: context-1m-2025-08-07, opens a window of 1,000,000\n         tokens\nneeds    usage tier 4 or custom limits\n";
    assert!(over.contains(header), "{over}");
}

#[test]
fn an_estimate_over_the_window_is_rejected() {
    let ran = narrow("estimate claude-haiku-4-5 --input 250k --output 1k --on 2026-11-20");
    assert!(ran.exits(1).out.contains("\nrejected: the prompt has 250,000 tokens"), "{}", ran.out);
    assert!(ran.out.contains("window   200,000: the prompt is 50,000 tokens too long"), "{}", ran.out);
    let stops = narrow("estimate claude-haiku-4-5 --input 190k --output 20k --on 2026-11-20").out;
    assert!(stops.contains("pass the window by 10,000 tokens: the answer stops"), "{stops}");
    let json = run("estimate claude-haiku-4-5 --input 190k --output 20k --on 2026-11-20 --json");
    let json = json.exits(0).json();
    assert_eq!(json["access"]["overflow"]["then"], "stops");
    assert_eq!(json["forecast"]["likely"]["cost"], "0.29");
    assert_eq!(json["cliff"]["steps"], json!([]));
}

#[test]
fn json_is_the_wire_form() {
    let place =
        json!({ "model": "claude-sonnet-4-5", "on": "2026-02-20", "terms": { "service_tier": "batch" } });
    let with = |members: Value| {
        let mut ask = place.clone();
        ask.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        ask
    };
    let flags = "claude-sonnet-4-5 --on 2026-02-20 --batch";
    let usage = json!({ "input": 212_400, "output": 2_000 });
    let counts = "--input 212.4k --output 2k";
    answers(&format!("compare {flags} {counts}"), with(json!({ "question": "compare", "usage": usage })));
    answers(
        &format!(
            "compare {flags} {counts} --with openai:gpt-5.4@2026-11-20 --with @2026-03-01 --ratio o200k=0.9..1..1.1 --exchange cny=0.14"
        ),
        with(json!({ "question": "compare", "usage": usage, "exchange": { "CNY": "0.14" },
            "with": [{ "seller": "openai", "model": "gpt-5.4", "on": "2026-11-20" }, { "on": "2026-03-01" }],
            "ratios": { "o200k": { "low": "0.9", "likely": "1", "high": "1.1" } } })),
    );
    answers(
        &format!("advise {flags} {counts} --times 10 --every 5m --prefix 200k --shared 1k"),
        with(
            json!({ "question": "advise", "usage": usage, "times": 10, "every_s": 300, "prefix": 200_000, "shared": 1_000 }),
        ),
    );
    let talk = answers(
        &format!(
            "simulate {flags} --start 150k --user 3k --output 1k --turns 20 --compact 180k --summary 5k --restart 170k"
        ),
        with(
            json!({ "question": "conversation", "start": 150_000, "user": 3_000, "output": 1_000, "turns": 20, "every_s": 60,
            "compact": { "at": 180_000, "summary": 5_000 }, "restart": { "at": 170_000 } }),
        ),
    );
    assert_eq!(talk["runs"][0]["total"], "8.49"); // half of 16.98
    answers(
        &format!("limits {flags} {counts} --requests 9 --latency 1500ms --per-minute 3"),
        with(
            json!({ "question": "limits", "usage": usage, "requests": 9, "latency_ms": 1_500, "per_minute": 3 }),
        ),
    );
}

#[test]
fn advice_shows_what_each_way_asks() {
    let ran = narrow(
        "advise claude-sonnet-4-5 --input 212.4k --output 2k --times 10 --prefix 200k --shared 1k --on 2026-02-20",
    );
    let out = &ran.exits(0).out;
    assert!(out.contains("\nNow: 10 requests of 1.3194 USD, together 13.194 USD.\n"), "{out}");
    assert!(out.contains("\nbatch, trim 12,400, cache 1h "), "{out}");
    assert!(out.contains("\nbatch: the answer may take up to 24 hours; "), "{out}");
    assert!(
        out.contains("\ncache 5m pays from 2 requests on: 1.3194 fresh, 1.6194 to write, 0.2394 to read.\n"),
        "{out}"
    );
    let none =
        narrow("advise claude-haiku-5-5 --input 10 --on 2026-11-20 --with claude-opus-5-5 --batch").out;
    assert!(none.contains("No way was found that costs less."), "{none}");
}

#[test]
fn a_transcript_is_an_array_or_lines() {
    let usage = |input: u32| json!({ "input_tokens": input, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 500 });
    let lines = [50_000, 52_000, 54_000].map(|n| usage(n).to_string()).join("\n");
    let array = json!([{ "usage": { "input": 50_000, "output": 500 } }, { "report": usage(52_000) }, { "usage": usage(54_000) }]).to_string();
    let ask = "simulate claude-opus-5-5 --on 2026-11-20 --every 30s --json --transcript";
    let path = file("transcript", "talk.jsonl", &lines);
    let from_lines = run(&format!("{ask} {path}"));
    assert_eq!(from_lines.exits(0).json()["recorded"]["total"], "0.654");
    assert_eq!(run_with(&format!("{ask} -"), &lines).out, from_lines.out);
    assert_eq!(run_with(&format!("{ask} -"), &array).out, from_lines.out);
    let shown = run_with("simulate claude-opus-5-5 --on 2026-11-20 --every 30s --transcript -", &lines).out;
    assert!(shown.contains("Recorded: 3 requests, 0.654 USD. Cheapest: cache 5m, 0.3204 USD."), "{shown}");
    let broken = run_with(&format!("{ask} -"), format!("{lines}\n{{"));
    assert!(broken.exits(2).err.contains("-: line 4: "), "{}", broken.err);
    let wrong = run_with(
        "simulate claude-opus-5-5 --on 2026-11-20 --transcript -",
        r#"[{"input_tokens":-1,"output_tokens":1}]"#,
    );
    assert!(wrong.exits(1).err.contains("-1"), "{}", wrong.err);
}

#[test]
fn limits_name_what_binds_and_the_tier_that_is_needed() {
    let ran = narrow(
        "limits claude-opus-5-5 --input 20k --cache-read 80k --output 1k --requests 5000 --latency 30s --per-minute 200 --on 2026-11-20",
    );
    let expected = "
usage tier  requests/min  bound by      of a minute  5,000 take  at once
start                100  input tokens    2,000,000      50 min       50
build                250  input tokens    5,000,000      20 min      125
scale                500  input tokens   10,000,000      10 min      250
Usage tier build holds 200 requests a minute.
";
    assert!(ran.exits(0).out.contains(expected), "{}", ran.out);
    let before = narrow("limits claude-opus-4-6 --input 250k --output 1k --on 2026-03-12").out;
    assert!(
        before.contains("served from the pool of")
            && before.contains("Usage tier 1 cannot send such a prompt."),
        "{before}"
    );
    let own = narrow(
        "limits claude-opus-5-5 --input 20k --cache-read 80k --output 1k --rpm 60 --itpm 5M --otpm 1M --cache-reads-count --on 2026-11-20",
    );
    assert!(
        own.exits(0).out.contains("\nown                   50  input tokens    5,000,000\n"),
        "{}",
        own.out
    );
    // Agreed limits answer also where none are published, and say so.
    let alone = run("limits gpt-5.4 --input 1k --output 10k --rpm 60 --itpm 5M --otpm 9k --on 2026-11-20");
    let alone = &alone.exits(0).out;
    assert!(alone.contains("\nown                  0.9  output tokens        9,000\n"), "{alone}");
    assert!(alone.contains("exceeds the output tokens of a minute that you gave."), "{alone}");
    assert!(alone.contains("no limits known of openai/gpt-5.4"), "{alone}");
    assert!(run("limits gpt-5.4 --input 1k --rpm 60").exits(2).err.contains("--itpm"));
    let unknown = run("limits gpt-5.4 --input 1k --on 2026-11-20");
    assert!(unknown.exits(1).err.contains("no limits known of openai/gpt-5.4"), "{}", unknown.err);
}

#[test]
fn what_cannot_be_asked_says_why() {
    for (arguments, code, why) in [
        ("compare claude-opus-5-5", 2, "expected a count"),
        ("advise claude-opus-5-5 --input 1 --times 0", 1, "at least 1"),
        ("estimate claude-opus-5-5 --input 5..1", 2, "rise"),
        ("estimate claude-opus-5-5 --input x", 2, "expected a whole number"),
        ("estimate claude-opus-9 --input 1", 1, "no seller has a model"),
        ("estimate claude-opus-4-6 --input 1 --on 2025-01-01", 1, "--on 2026-02-05 is its first day"),
        ("simulate claude-opus-5-5", 2, "--turns"),
        ("simulate claude-opus-5-5 --turns 20000", 1, "10000"),
        ("simulate claude-opus-5-5 --turns 2 --every 1.5h", 2, "duration"),
        ("compare claude-opus-5-5 --input 1 --with claude-9", 1, "claude-9"),
        ("compare claude-opus-5-5 --input 1 --ratio x", 2, "FAMILY=RATIO"),
        ("compare claude-opus-5-5 --input 1 --exchange EUR=1", 1, "EUR"),
        ("limits claude-opus-5-5 --input 1 --latency soon", 2, "duration"),
    ] {
        let ran = run(arguments);
        assert!(ran.exits(code).err.contains(why), "{arguments}: {}", ran.err);
    }
    let refused = run("advise claude-sonnet-4-5 --input 1 --fast --on 2026-11-20");
    assert!(
        refused.exits(1).out.contains("Now it would be refused: `speed: fast` is not offered"),
        "{}",
        refused.out
    );
    assert_eq!(run("compare claude-9 --input 1 --json").exits(1).json()["error"]["code"], "unknown_model");
}
