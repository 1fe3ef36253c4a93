use super::{NEGOTIATED, file, run, run_in};
use serde_json::Value;

#[test]
fn models_of_a_day_as_a_table() {
    let ran = run_in("models sonnet-4 --seller anthropic --on 2026-04-01", &[("COLUMNS", "120")], "");
    let lines: Vec<_> = ran.exits(0).out.lines().collect();
    assert_eq!(lines[0], "Prices on 2026-04-01 per million tokens");
    assert_eq!(lines[2], "anthropic · Claude API · USD");
    let sonnet = lines.iter().find(|line| line.starts_with("claude-sonnet-4-5-20250929")).unwrap();
    let cells: Vec<_> = sonnet.split_whitespace().skip(1).collect();
    assert!(
        cells.starts_with(&["200k", "(1M)", "64k", "3", "15", "0.3", "3.75", "6", ">", "200k"]),
        "{sonnet}"
    );
    assert!(lines.iter().all(|line| line.chars().count() <= 120), "{}", ran.out);
}

#[test]
fn columns_give_way_on_a_narrow_screen_and_are_named() {
    let ran = run_in("models --seller anthropic --on 2026-11-20", &[("COLUMNS", "80")], "");
    assert!(ran.exits(0).out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    assert!(ran.out.contains("\nno room for name, released"), "{}", ran.out);
    let piped = run("models --seller anthropic --on 2026-11-20").out;
    assert!(piped.contains("Claude Opus 5.5") && !piped.contains("no room"), "{piped}");
}

#[test]
fn the_retired_and_the_unreleased_come_with_all() {
    let ids = |arguments: &str| -> Vec<String> {
        let json = run(&format!("models --seller anthropic --json {arguments}")).exits(0).json();
        json.as_array().unwrap().iter().map(|m| m["model"].as_str().unwrap().to_owned()).collect()
    };
    let then = ids("--on 2024-12-01");
    assert!(
        then.contains(&"claude-3-opus-20240229".to_owned()) && !then.contains(&"claude-opus-4-6".to_owned()),
        "{then:?}"
    );
    assert!(!then.contains(&"claude-1".to_owned()), "retired on 2024-11-06");
    let all = ids("--on 2024-12-01 --all");
    assert!(all.contains(&"claude-1".to_owned()) && all.contains(&"claude-opus-4-6".to_owned()), "{all:?}");
    assert!(
        run("models --seller anthropic --on 2024-12-01 --all").out.contains('–'),
        "no price is not a zero"
    );
}

#[test]
fn what_is_retired_names_what_to_use_instead() {
    let one = |day: &str| run(&format!("models claude-opus-4-1 --all --json --seller anthropic --on {day}"));
    assert_eq!(one("2026-11-26").exits(0).json()[0]["replacement"], "claude-opus-4-8");
    assert!(one("2026-01-01").exits(0).json()[0]["replacement"].is_null(), "its end was not announced yet");
    let rates = run("rates claude-opus-4-1");
    assert!(rates.exits(0).out.contains("\ninstead     claude-opus-4-8\n"), "{}", rates.out);
    let vendor = run("quote claude-3-opus-20240229 --seller bedrock --on 2026-11-26 --input 1000 --json");
    let expected =
        "retired on 2026-01-05; its last price is shown; recommended instead: anthropic.claude-opus-4-8";
    assert!(vendor.exits(0).out.contains(expected), "{}", vendor.out);
}

#[test]
fn a_filter_meets_ids_names_and_aliases() {
    for filter in ["opus-4-6", "OPUS-4-6"] {
        assert_eq!(
            run(&format!("models {filter} --seller anthropic --on 2026-11-20 --json"))
                .json()
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    let by_alias = run("models claude-haiku-4-5 --seller anthropic --on 2026-11-20 --json").json();
    assert_eq!(by_alias[0]["model"], "claude-haiku-4-5-20251001");
    assert_eq!(by_alias[0]["rates"]["cache_read"], "0.1/Mtok");
    assert_eq!(run("models zzz --json").exits(1).json(), Value::Array(Vec::new()));
    let path = file("models", "contract.json", NEGOTIATED);
    let over =
        run(&format!("models opus-5-5 --seller anthropic --on 2026-11-20 --json --prices {path}")).json();
    assert_eq!(over[0]["rates"]["output"], "16/Mtok");
}

#[test]
fn rates_show_the_whole_history() {
    let ran = run_in("rates claude-opus-4-6", &[("COLUMNS", "80")], "");
    let expected = "
Prices in USD per million tokens
from        until       prompt     input  read  write 5m  write 1h  output
2026-02-05  2026-03-12                 5   0.5      6.25        10    25
                        > 200,000     10   1       12.5         20    37.5
2026-03-13                             5   0.5      6.25        10    25

2026-02-05  window 200,000, 1,000,000 with header context-1m-2025-08-07 and
";
    assert!(ran.exits(0).out.contains(expected), "{}", ran.out);
    for part in [
        "\nOptions\nbatch\n2024-10-08  offered, ×0.5\n",
        "\nfast\n2026-02-07  until 2026-02-19: offered, ×6",
        "\nFees\n",
        "\nSources\n[1]  ",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80 && line.trim_end() == line), "{}", ran.out);
}

#[test]
fn rates_as_json_write_sources_out() {
    let json = run("rates claude-opus-4-6 --json").exits(0).json();
    let first = &json["prices"][0];
    assert_eq!((&first["from"], &first["until"]), (&"2026-02-05".into(), &"2026-03-12".into()));
    assert_eq!(json["prices"][1]["until"], Value::Null);
    assert_eq!(first["long_context"]["tiers"][0]["rates"]["output"], "37.5/Mtok");
    assert!(first["sources"][0].as_str().unwrap().starts_with("Anthropic pricing page"));
    assert_eq!(json["options"]["fast"][0]["factor"], "6");
    assert_eq!(json["fees"]["web_search"][0]["rate"], "10/Kcall");
}

#[test]
fn every_model_has_a_history_that_can_be_shown() {
    let book = tokentoll::PriceBook::embedded();
    // One a seller, newest last: each shape of file is met once.
    for seller in book.sellers() {
        for model in [seller.models().first().unwrap(), seller.models().last().unwrap()] {
            let ran = run(&format!("rates {} --seller {}", model.id(), seller.id()));
            assert!(ran.exits(0).out.contains("\nPrices in "), "{}", model.id());
        }
    }
}

#[test]
fn version_and_completions() {
    let version = run("--version");
    let expected = format!(
        "tokentoll {} (prices {})\n",
        env!("CARGO_PKG_VERSION"),
        tokentoll::PriceBook::embedded().version()
    );
    assert_eq!(version.exits(0).out, expected);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&format!("completions {shell}"));
        assert!(ran.exits(0).out.contains("cache-write-5m"), "{shell}");
    }
    run("completions tcsh").exits(2);
    assert!(run("--help").exits(0).out.contains("Exit codes: 0"), "help says them");
}
