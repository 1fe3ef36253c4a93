use super::{NEGOTIATED, Ran, file, run, run_in, run_with};
use serde_json::{Value, json};

const SONNET: &str = "quote claude-sonnet-4-5 --on 2026-02-20";

#[test]
fn a_quote_is_itemised_to_the_last_digit() {
    let ran =
        run_in("quote claude-sonnet-4-5 --input 500k --output 2k --on 2026-02-20", &[("COLUMNS", "80")], "");
    let expected = "\
anthropic · claude-sonnet-4-5-20250929 · Claude Sonnet 4.5 · 2026-02-20
long_context: prompt 500,000 > 200,000, whole request

meter     count  list rate  adjustments             rate  amount
input   500,000     3/Mtok  ×2 long_context       6/Mtok   3
output    2,000    15/Mtok  ×1.5 long_context  22.5/Mtok   0.045
─────────────────────────────────────────────────────────────────────
total                                                      3.045  USD

verdict  priced
price    anthropic/claude-sonnet-4-5-20250929@2025-09-29, checked 2026-";
    assert!(ran.exits(0).out.starts_with(expected), "{}", ran.out);
    assert!(ran.out.contains("\nwarning[needs_header]: a prompt over "), "{}", ran.out);
    assert!(ran.out.contains("\n\n[1]  Anthropic pricing page of 2026-02-20"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80 && line.trim_end() == line), "{}", ran.out);
    assert_eq!(ran.err, "");
}

#[test]
fn adjustments_stack_where_the_screen_is_narrow() {
    let ask = "quote claude-sonnet-4-5 --input 100k --cache-write-5m 60k --cache-write-1h 50,000 --output 2000 --web-search 1 \
               --on 2026-02-20 --batch --convert CNY=7.1";
    let narrow = run_in(ask, &[("COLUMNS", "80")], "");
    let expected = "
meter             count  list rate  adjustments              rate   amount
input           100,000     3/Mtok  ×2 long_context        3/Mtok  0.3
                                    ×0.5 batch
cache_write_5m   60,000  3.75/Mtok  ×2 long_context     3.75/Mtok  0.225
                                    ×0.5 batch
cache_write_1h   50,000     6/Mtok  ×2 long_context        6/Mtok  0.3
                                    ×0.5 batch
output            2,000    15/Mtok  ×1.5 long_context  11.25/Mtok  0.0225
                                    ×0.5 batch
web_search            1   10/Kcall                       10/Kcall  0.01
───────────────────────────────────────────────────────────────────────────────
total                                                              0.8575   USD
at 7.1                                                             6.08825  CNY

verdict  priced
";
    assert!(narrow.exits(0).out.contains(expected), "{}", narrow.out);
    let wide = run_in(ask, &[("COLUMNS", "120")], "");
    assert!(
        wide.out.contains("3.75/Mtok  ×2 long_context  ×0.5 batch     3.75/Mtok  0.225\n"),
        "{}",
        wide.out
    );
}

#[test]
fn graduated_lines_show_their_stretch_of_the_prompt() {
    let ran = run("quote claude-sonnet-4-5 --seller zenmux --input 500k --output 2k --on 2026-11-20");
    let expected = "
long_context: prompt 500,000 > 200,000, only the excess, and all output

meter     count  of the prompt       list rate  adjustments             rate  amount
input   200,000  0 to 200,000           3/Mtok                        3/Mtok   0.6
input   300,000  200,000 to 500,000     3/Mtok  ×2 long_context       6/Mtok   1.8
output    2,000                        15/Mtok  ×1.5 long_context  22.5/Mtok   0.045
─────────────────────────────────────────────────────────────────────────────────────────
total                                                                          2.445  USD
";
    assert!(ran.exits(0).out.contains(expected), "{}", ran.out);
    assert!(ran.out.contains("low confidence"), "{}", ran.out);
}

#[test]
fn published_examples_come_out_exactly() {
    let examples = [
        ("quote claude-sonnet-4-5 --input 500k --output 2k --on 2026-02-20", "3.045"),
        ("quote claude-sonnet-4-5 --input 500k --output 2k --on 2026-02-20 --batch", "1.5225"),
        ("quote claude-sonnet-4-5 --input 200000 --output 1k --on 2026-02-20", "0.615"),
        ("quote claude-sonnet-4-5 --input 200001 --output 1k --on 2026-02-20", "1.222506"),
        ("quote claude-opus-4-6 --input 500k --output 2k --on 2026-03-12", "5.075"),
        ("quote claude-opus-4-6 --input 500k --output 2k --on 2026-03-13", "2.55"),
    ];
    for (ask, total) in examples {
        assert_eq!(run(&format!("{ask} --json")).exits(0).total(), total, "{ask}");
    }
}

#[test]
fn counts_accept_every_notation() {
    for count in ["1000000", "1M", "1000k", "1_000_000", "1,000,000", "100万", "100萬", "0.001B"] {
        let ran = run(&format!("quote claude-opus-5 --on 2026-11-20 --json --input {count}"));
        assert_eq!(ran.exits(0).total(), "5", "{count}");
    }
    assert_eq!(
        run("quote claude-opus-5 --on 2026-11-20 --json --output 1.5k").json()["lines"][0]["count"],
        1500
    );
    for (count, why) in [
        ("1.5", "a fraction needs a unit"),
        ("1.0001k", "finer than a whole token"),
        ("-1", "whole number from 0"),
        ("5B", "at most 4,294,967,295"),
        ("1e6", "such as 200000"),
    ] {
        let ran = run(&format!("quote claude-opus-5 --input {count}"));
        assert!(ran.exits(2).err.contains(why), "{count}: {}", ran.err);
    }
}

#[test]
fn every_meter_has_a_flag() {
    let help = run("quote --help").out;
    for meter in tokentoll::Meter::ALL {
        assert!(help.contains(&format!("--{} <N>", meter.name().replace('_', "-"))), "{meter}");
    }
    let ran = run(
        "quote claude-opus-5 --on 2026-11-20 --json --input 1k --cache-read 2k --cache-write-5m 3k --cache-write-1h 4k \
                   --output 5k --web-search 6 --code-execution-ms 300000 --session-ms 3600000",
    );
    let meters: Vec<_> = ran.json()["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["meter"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "input",
        "cache_read",
        "cache_write_5m",
        "cache_write_1h",
        "output",
        "web_search",
        "code_execution_ms",
        "session_ms",
    ];
    assert_eq!(meters, expected);
}

#[test]
fn terms_reach_the_quote() {
    let terms = |flags: &str| run(&format!("{SONNET} --json --input 1 {flags}")).json()["terms"].clone();
    let default = json!({"service_tier": "standard", "speed": "standard", "inference_geo": "global", "endpoint": "global"});
    assert_eq!(terms(""), default);
    for (flags, field, word) in [
        ("--batch", "service_tier", "batch"),
        ("--priority", "service_tier", "priority"),
        ("--flex", "service_tier", "flex"),
        ("--fast", "speed", "fast"),
        ("--geo us", "inference_geo", "us"),
        ("--endpoint multi_region", "endpoint", "multi_region"),
    ] {
        assert_eq!(terms(flags)[field], word);
    }
    let shown = run("quote claude-opus-4-6 --input 1 --geo us --batch --on 2026-04-01").out;
    assert!(shown.contains(" · 2026-04-01 · batch · geo us\n"), "{shown}");
}

#[test]
fn the_day_used_is_always_shown() {
    assert!(run("quote claude-opus-5 --input 1").out.lines().next().unwrap().ends_with(" (today)"));
    assert!(
        run("quote claude-opus-5 --input 1 --on 2026-11-20")
            .out
            .lines()
            .next()
            .unwrap()
            .ends_with(" · 2026-11-20")
    );
    let on = run("quote claude-opus-5 --input 1 --json").json()["on"].as_str().unwrap().to_owned();
    assert!(on.parse::<tokentoll::Day>().unwrap() >= "2026-11-20".parse().unwrap());
}

/// The ask that a quote answers.
fn ask_of(quote: &Value) -> Value {
    let mut usage = serde_json::Map::new();
    for line in quote["lines"].as_array().unwrap() {
        let count = usage.entry(line["meter"].as_str().unwrap()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap() + line["count"].as_u64().unwrap());
    }
    json!({ "seller": quote["seller"], "model": quote["model"], "on": quote["on"], "usage": usage, "terms": quote["terms"] })
}

#[test]
fn what_json_says_prices_the_same_when_fed_back() {
    for ask in [
        "quote claude-sonnet-4-5 --input 500k --output 2k --on 2026-02-20 --batch",
        "quote claude-sonnet-4-5 --seller zenmux --cache-read 199k --input 2k --output 7777 --on 2026-11-20",
        "quote claude-opus-4-6 --input 1 --fast --on 2026-11-20",
        "quote claude-haiku-5-5 --input 100,001 --cache-write-1h 17 --web-search 3 --on 2026-11-20 --geo us",
        "quote claude-haiku-4-5 --code-execution-ms 1234 --on 2026-11-20",
    ] {
        let quote = run(&format!("{ask} --json")).exits(0).json();
        let again = run_with("quote --jsonl", ask_of(&quote).to_string());
        assert_eq!(again.exits(0).json(), quote, "{ask}");
    }
}

const REPORT: &str = r#"{ "input_tokens": 250000, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 500 }"#;

#[test]
fn a_report_is_read_from_a_file_and_from_standard_input() {
    let path = file("report", "response.json", REPORT);
    let from_file = run(&format!("{SONNET} --json --report {path}"));
    let from_stdin = run_with(&format!("{SONNET} --json --report -"), REPORT);
    assert_eq!(from_file.exits(0).total(), "1.51125");
    assert_eq!(from_file.out, from_stdin.exits(0).out);
    let named = run_with(&format!("{SONNET} --json --report - --report-format anthropic"), REPORT);
    assert_eq!(named.out, from_file.out);
}

#[test]
fn a_report_says_its_terms_and_flags_overrule_them() {
    let report = r#"{ "input_tokens": 1000, "output_tokens": 1, "service_tier": "batch" }"#;
    let tier = |ran: Ran| ran.exits(0).json()["terms"]["service_tier"].clone();
    assert_eq!(tier(run_with(&format!("{SONNET} --json --report -"), report)), "batch");
    assert_eq!(tier(run_with(&format!("{SONNET} --json --report - --priority"), report)), "priority");
}

#[test]
fn parts_of_a_report_are_shown_apart() {
    let report = r#"{ "input_tokens": 100, "output_tokens": 50, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0,
      "iterations": [
        { "type": "compaction", "input_tokens": 210000, "output_tokens": 5, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0 },
        { "type": "message", "input_tokens": 100, "output_tokens": 50, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0 } ] }"#;
    let ran = run_with(&format!("{SONNET} --report -"), report);
    let heading = "2 compaction · claude-sonnet-4-5-20250929 · 1.2601125 USD\n  long_context: prompt 210,000 > 200,000, whole request\n";
    assert!(ran.exits(0).out.contains(heading), "{}", ran.out);
    assert!(ran.out.contains("1.2611625  USD"), "{}", ran.out);
}

#[test]
fn a_rejection_says_why_first() {
    let ran = run("quote claude-opus-4-6 --input 3M --on 2026-11-20");
    assert!(ran.exits(1).out.starts_with("rejected: the prompt has 3"), "{}", ran.out);
    assert!(!ran.out.contains("total"), "{}", ran.out);
    let json = run("quote claude-opus-4-6 --input 3M --on 2026-11-20 --json");
    assert_eq!(json.exits(1).json()["error"]["code"], "over_window");
    assert_eq!(json.json()["total"], Value::Null);
    let both = run("quote claude-opus-4-6 --fast --batch --input 1k --on 2026-04-01");
    assert!(
        both.exits(1).out.contains("\nhint: leave out --batch or --fast\n\nanthropic · "),
        "{}",
        both.out
    );
    let never = run("quote claude-sonnet-4-5 --fast --batch --input 1k --on 2026-11-20");
    assert!(never.exits(1).out.contains("\nhint: leave out --fast\n\nanthropic · "), "{}", never.out);
    let neither = run("quote claude-sonnet-4-5 --fast --flex --input 1k --on 2026-11-20");
    assert!(!neither.exits(1).out.contains("hint"), "{}", neither.out);
}

#[test]
fn an_option_without_effect_is_said() {
    let ran = run("quote claude-opus-4-6 --fast --input 1M --on 2026-11-20");
    assert!(
        ran.exits(0).out.contains("\nverdict  option_ignored: priced, but an option has no effect\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nwarning[option_ignored]: `speed: fast` has no effect"), "{}", ran.out);
}

#[test]
fn own_prices_lie_over_the_embedded_ones() {
    let path = file("overlay", "contract.json", NEGOTIATED);
    let ask = "quote claude-opus-5-5 --json --input 1M --on";
    assert_eq!(run(&format!("{ask} 2026-10-01")).total(), "4");
    let over = run(&format!("{ask} 2026-10-01 --prices {path}"));
    assert_eq!(over.exits(0).total(), "3.2");
    assert_eq!(over.json()["price"]["source"], "Contract of 2026-10-01");
    assert_eq!(run(&format!("{ask} 2026-09-30 --prices {path}")).total(), "4", "before its first day");
    let directory = path.strip_suffix("/contract.json").unwrap();
    assert_eq!(run(&format!("{ask} 2026-10-01 --prices {directory}")).total(), "3.2");
    let line = r#"{"model":"claude-opus-5-5","on":"2026-10-01","usage":{"input":1000000}}"#;
    assert_eq!(run_with(&format!("quote --jsonl --prices {path}"), line).total(), "3.2");
    // A second overlay lies over the first.
    let later = file(
        "overlay2",
        "later.json",
        NEGOTIATED.replace("3.2/Mtok", "3/Mtok").replace("\"contract\"", "\"later\""),
    );
    assert_eq!(run(&format!("{ask} 2026-10-01 --prices {path} --prices {later}")).total(), "3");
}

#[test]
fn colours_are_for_terminals() {
    let ask = "quote claude-sonnet-4-5 --input 500k --on 2026-02-20";
    assert!(!run(ask).out.contains('\u{1b}'));
    let forced = run_in(ask, &[("CLICOLOR_FORCE", "1")], "").out;
    assert!(forced.contains("\u{1b}[32mpriced"), "{forced}");
    assert!(!run_in(&format!("{ask} --json"), &[("CLICOLOR_FORCE", "1")], "").out.contains('\u{1b}'));
    assert!(!run_in(ask, &[("NO_COLOR", "1")], "").out.contains('\u{1b}'));
}
