//! The quirks of logs, one by one, on lines of our own; and sums that equal bills.

use super::*;
use crate::{Ask, PriceBook, Used as AskUsed};
use proptest::prelude::*;
use tokentoll_core::{Meter, Usage};
use tokentoll_usage::log::{self, Aside, Entry, Framing, Values};
use tokentoll_usage::{Part, PartKind, Report, ReportFormat, ReportedTerms};

/// What several texts hold: the ledger, what was left out by design, and faults.
fn read(texts: &[&str]) -> (Ledger, Vec<Aside>, Vec<&'static str>) {
    let mut ledger = Ledger::new();
    let (mut asides, mut faults) = (Vec::new(), Vec::new());
    for (number, text) in texts.iter().enumerate() {
        let source = ledger.source(&format!("{number}.jsonl"));
        let format = log::detect(text.as_bytes()).unwrap_or(&log::ClaudeCode);
        let mut reader = format.reader();
        let mut place = 0;
        let mut take = |place: u64, entry: Entry<'_>| match entry {
            Entry::Record(record) => ledger.add(source, place, &record),
            Entry::Aside(aside) => asides.push(aside),
            Entry::Fault(fault) => faults.push(fault.code),
        };
        match format.framing() {
            Framing::Lines => text.lines().for_each(|line| {
                place += 1;
                reader.read(line.as_bytes(), &mut |entry| take(place, entry));
            }),
            Framing::Values => {
                let (mut values, mut from) = (Values::default(), 0);
                while let Some(end) = values.end_in(&text.as_bytes()[from..]) {
                    place += 1;
                    let piece = Values::trim(&text.as_bytes()[from..from + end]);
                    reader.read(piece, &mut |entry| take(place, entry));
                    from += end;
                }
            }
        }
        reader.end(&mut |entry| take(place + 1, entry));
    }
    (ledger, asides, faults)
}

fn ask(ledger: &Ledger, by: impl IntoIterator<Item = Field>) -> Summary {
    ledger.ask(&Query::by(by), PriceBook::embedded()).unwrap()
}

/// The one amount, or nothing.
fn amount(summary: &Summary) -> String {
    match summary.total.amounts.as_slice() {
        [] => String::new(),
        [money] => money.amount.to_string(),
        several => panic!("{several:?}"),
    }
}

fn total(texts: &[&str]) -> String {
    let (ledger, ..) = read(texts);
    let summary = ask(&ledger, []);
    assert!(summary.not_priced.is_empty(), "{:?}", summary.not_priced);
    amount(&summary)
}

/// An assistant's line.
struct Line {
    id: &'static str,
    request: &'static str,
    model: &'static str,
    usage: String,
    stop: bool,
    more: &'static str,
}

fn line(id: &'static str, request: &'static str, input: u32, output: u32) -> Line {
    let usage = format!(r#"{{"input_tokens":{input},"output_tokens":{output}}}"#);
    Line { id, request, model: "claude-sonnet-4-5", usage, stop: true, more: "" }
}

impl Line {
    fn text(&self) -> String {
        let stop = if self.stop { "\"end_turn\"" } else { "null" };
        let Line { id, request, model, usage, more, .. } = self;
        format!(
            r#"{{"type":"assistant","sessionId":"s","timestamp":"2026-02-20T10:00:00.000Z","requestId":"{request}","message":{{"id":"{id}","model":"{model}","content":[],"stop_reason":{stop},"usage":{usage}}}{more}}}"#
        )
    }
}

#[test]
fn quirk_01_a_message_on_several_lines_counts_once() {
    let text = line("m1", "r1", 1_000, 100).text();
    assert_eq!(total(&[&[&*text, &text, &text].join("\n")]), "0.0045");
    let other = line("m2", "r2", 1_000, 100).text();
    assert_eq!(total(&[&[text, other].join("\n")]), "0.009");
}

#[test]
fn quirk_02_the_last_line_of_a_message_has_the_true_output() {
    let early = |output| Line { stop: false, ..line("m1", "r1", 1_000, output) }.text();
    let last = line("m1", "r1", 1_000, 1_587).text();
    let expected = "0.026805"; // 1,000 × 3 + 1,587 × 15, a million
    assert_eq!(total(&[&[early(4), early(23), last.clone()].join("\n")]), expected);
    assert_eq!(total(&[&[last.clone(), early(23), early(4)].join("\n")]), expected, "in any order");
    // The start of a request that summed up its context told a larger prompt than its end.
    assert_eq!(
        total(&[&[Line { stop: false, ..line("m1", "r1", 60_000, 5) }.text(), last].join("\n")]),
        expected
    );
    // Where no line says that it is the last, the largest is.
    assert_eq!(total(&[&[early(4), early(1_587), early(23)].join("\n")]), expected);
}

#[test]
fn quirk_02_a_stream_json_session_is_priced_by_its_result() {
    let start = r#"{"type":"system","subtype":"init","session_id":"s","model":"claude-sonnet-4-5"}"#;
    let lines = [4, 23, 1].map(|output| Line { stop: false, ..line("m1", "r1", 10, output) }.text());
    let result = r#"{"type":"result","subtype":"success","session_id":"s","timestamp":"2026-02-20T10:00:00Z","usage":{"input_tokens":10,"output_tokens":1587},"modelUsage":{"claude-sonnet-4-5":{"inputTokens":10,"outputTokens":1587,"cacheReadInputTokens":0,"cacheCreationInputTokens":0}}}"#;
    assert_eq!(total(&[&[start, &lines.join("\n"), result].join("\n")]), "0.023835");
}

#[test]
fn quirk_03_a_sidechain_that_repeats_a_message_does_not_count() {
    let main = line("m1", "r1", 1_000, 100).text();
    let replay = Line {
        usage: r#"{"input_tokens":2,"cache_read_input_tokens":90000,"output_tokens":100}"#.to_owned(),
        more: r#","isSidechain":true"#,
        ..line("m1", "r_other", 0, 0)
    }
    .text();
    for texts in [[main.clone(), replay.clone()], [replay, main.clone()]] {
        assert_eq!(total(&[&texts.join("\n")]), "0.0045");
        assert_eq!(total(&[&texts[0], &texts[1]]), "0.0045", "in files of their own");
    }
    let own = Line { more: r#","isSidechain":true"#, ..line("m2", "r2", 1_000, 100) }.text();
    assert_eq!(
        total(&[&[main.clone(), own].join("\n")]),
        "0.009",
        "a side conversation's own messages count"
    );
    let second = line("m1", "r9", 1_000, 100).text();
    assert_eq!(total(&[&[main, second].join("\n")]), "0.009", "two requests of the main conversation");
}

#[test]
fn quirk_04_resumed_and_forked_sessions_copy_lines_into_new_files() {
    let old = [line("m1", "r1", 1_000, 100).text(), line("m2", "r2", 1_000, 100).text()].join("\n");
    let resumed = [
        &*old.replace(r#""sessionId":"s""#, r#""sessionId":"t""#),
        &line("m3", "r3", 1_000, 100).text().replace(r#""sessionId":"s""#, r#""sessionId":"t""#),
    ]
    .join("\n");
    assert_eq!(total(&[&old, &resumed]), "0.0135");
    // The file that was named first keeps what both tell.
    let (ledger, ..) = read(&[&old, &resumed]);
    let by: Vec<_> =
        ask(&ledger, [Field::Session]).groups.into_iter().map(|g| (g.key[0].clone(), g.requests)).collect();
    assert_eq!(by, [("s".to_owned(), 2), ("t".to_owned(), 1)]);
    assert_eq!(ledger.repeats(), 2);
}

#[test]
fn quirk_05_synthetic_and_error_lines_cost_nothing() {
    let synthetic = Line { model: "<synthetic>", ..line("m1", "r1", 0, 0) }.text();
    let error = Line { more: r#","isApiErrorMessage":true"#, ..line("m2", "r2", 5, 5) }.text();
    let (ledger, asides, faults) = read(&[&[synthetic, error].join("\n")]);
    assert_eq!((ledger.len(), asides, faults), (0, vec![Aside::Synthetic, Aside::Synthetic], vec![]));
}

#[test]
fn quirk_06_a_cost_that_the_log_claims_is_not_the_price() {
    let text = Line { more: r#","costUSD":0.99"#, ..line("m1", "r1", 1_000, 100) }.text();
    assert_eq!(total(&[&text]), "0.0045");
}

#[test]
fn quirk_07_writes_for_an_hour_are_priced_as_such_and_untold_ones_as_five_minutes() {
    let with = |writes: &str| {
        let usage =
            format!(r#"{{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":44182{writes}}}"#);
        total(&[&Line { model: "claude-sonnet-4-6", usage, ..line("m1", "r1", 0, 0) }.text()])
    };
    let hour = r#","cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":44182}"#;
    assert_eq!(with(hour), "0.265092"); // 44,182 × 6, a million
    assert_eq!(with(""), "0.1656825"); // 44,182 × 3.75, a million
}

#[test]
fn quirk_08_iterations_are_priced_on_their_own_model() {
    let usage = r#"{"input_tokens":612,"output_tokens":10,"iterations":[
        {"type":"compaction","input_tokens":60385,"output_tokens":522},
        {"type":"message","input_tokens":612,"output_tokens":10},
        {"type":"advisor_message","model":"claude-opus-4-6","input_tokens":1000,"output_tokens":100}]}"#;
    let usage = usage.replace('\n', " ");
    // Sonnet 4.5: (612 + 60,385) × 3 + (10 + 522) × 15; Opus 4.6: 1,000 × 5 + 100 × 25.
    assert_eq!(total(&[&Line { usage, ..line("m1", "r1", 0, 0) }.text()]), "0.198471");
    let same = r#"{"input_tokens":612,"output_tokens":10,"iterations":[{"type":"message","input_tokens":612,"output_tokens":10}]}"#;
    assert_eq!(
        total(&[&Line { usage: same.to_owned(), ..line("m1", "r1", 0, 0) }.text()]),
        total(&[&line("m1", "r1", 612, 10).text()])
    );
}

#[test]
fn quirk_09_speed_is_priced_as_it_was_served() {
    let with = |speed: &str| {
        let usage = format!(r#"{{"input_tokens":1000,"output_tokens":100,"speed":{speed}}}"#);
        total(&[&Line { model: "claude-opus-4-6", usage, ..line("m1", "r1", 0, 0) }.text()])
    };
    assert_eq!(with("null"), "0.0075");
    assert_eq!(with("\"standard\""), "0.0075");
    assert_eq!(with("\"fast\""), "0.045"); // six times, in February 2026
}

#[test]
fn quirk_10_hidden_calls_stand_only_in_the_result() {
    let start = r#"{"type":"system","subtype":"init","session_id":"s","model":"claude-sonnet-4-5"}"#;
    let result = r#"{"type":"result","session_id":"s","timestamp":"2026-02-20T10:00:00Z","modelUsage":{"claude-sonnet-4-5":{"inputTokens":1000,"outputTokens":100},"claude-haiku-4-5":{"inputTokens":1000,"outputTokens":100}}}"#;
    let (ledger, ..) = read(&[&[start, &line("m1", "r1", 1_000, 4).text(), result].join("\n")]);
    let by: Vec<_> =
        ask(&ledger, [Field::Model]).groups.into_iter().map(|g| g.amounts[0].amount.to_string()).collect();
    assert_eq!(by, ["0.0015", "0.0045"]);
    // Beside a transcript, sums are left aside: their requests stand on lines of their own.
    let (ledger, asides, _) =
        read(&[&[&line("m1", "r1", 1_000, 4).text(), &result.replace("modelUsage", "usage")]
            .map(String::as_str)
            .join("\n")]);
    assert_eq!((ledger.len(), asides), (1, vec![Aside::Summary]));
}

#[test]
fn quirk_11_ids_show_the_seller() {
    let by = |id, request| {
        let (ledger, ..) = read(&[&line(id, request, 1_000, 100).text()]);
        ask(&ledger, [Field::Seller]).groups[0].key[0].clone()
    };
    assert_eq!(by("msg_01abc", "req_01abc"), "anthropic");
    assert_eq!(by("msg_bdrk_01abc", "req_01abc"), "bedrock");
    assert_eq!(by("msg_vrtx_01abc", ""), "vertex");
    assert_eq!(by("msg_01abc", "req_vrtx_01abc"), "vertex");
}

#[test]
fn quirk_12_progress_lines_wrap_the_message_of_an_agent() {
    let inner = line("m1", "r1", 1_000, 100).text();
    let wrapped = format!(
        r#"{{"type":"progress","sessionId":"s","uuid":"u","data":{{"type":"agent_progress","message":{inner}}}}}"#
    );
    assert_eq!(total(&[&wrapped]), "0.0045");
    assert_eq!(total(&[&wrapped, &inner]), "0.0045", "the agent's own transcript tells the same");
}

#[test]
fn quirk_13_a_status_line_is_no_request() {
    let text = r#"{"session_id":"s","transcript_path":"/x","cost":{"total_cost_usd":0.05},"context_window":{"total_input_tokens":42500},"exceeds_200k_tokens":false}"#;
    let (ledger, asides, faults) = read(&[text]);
    assert_eq!((ledger.len(), asides, faults), (0, vec![Aside::Summary], vec![]));
}

#[test]
fn every_request_is_priced_by_its_own_tier_and_its_own_day() {
    let long = line("m1", "r1", 200_001, 1_000).text();
    let short = line("m2", "r2", 200_000, 1_000).text();
    assert_eq!(total(&[&long]), "1.222506");
    assert_eq!(total(&[&[&*long, &short].join("\n")]), "1.837506");
    let later = long.replace("2026-02-20", "2026-03-01").replace("claude-sonnet-4-5", "claude-opus-4-6");
    let march = later.replace("2026-03-01", "2026-04-01");
    assert_eq!(total(&[&later]), "2.03751"); // 200,001 × 10 + 1,000 × 37.5
    assert_eq!(total(&[&march]), "1.025005"); // 200,001 × 5 + 1,000 × 25
}

#[test]
fn what_has_no_price_is_told_with_its_reason() {
    let unknown = Line { model: "claude-opus-99", ..line("m1", "r1", 10, 5) }.text();
    let early = line("m2", "r2", 10, 5).text().replace("2026-02-20", "2019-02-20");
    let undated = line("m3", "r3", 10, 5).text().replace(r#""timestamp":"2026-02-20T10:00:00.000Z","#, "");
    let priced = line("m4", "r4", 1_000, 100).text();
    let (ledger, ..) = read(&[&[unknown, early, undated.clone(), priced].join("\n")]);
    let summary = ask(&ledger, [Field::Model]);
    let codes: Vec<_> =
        summary.not_priced.iter().map(|reason| (reason.code, reason.requests, reason.tokens)).collect();
    assert_eq!(codes.len(), 3);
    for code in ["unknown_model", "not_priced_on", "no_time"] {
        assert!(codes.contains(&(code, 1, 15)), "{codes:?}");
    }
    assert_eq!(
        (summary.total.requests, summary.total.not_priced, amount(&summary)),
        (4, 3, "0.0045".to_owned())
    );
    let (ledger, ..) = read(&[&undated]);
    let query = Query { undated: "2026-02-20".parse().ok(), ..Query::by([]) };
    assert_eq!(amount(&ledger.ask(&query, PriceBook::embedded()).unwrap()), "0.000105");
}

#[test]
fn days_are_those_of_the_time_zone_and_prices_those_of_utc() {
    let (ledger, ..) = read(&[&line("m1", "r1", 1_000, 100).text().replace("T10:00:00", "T23:30:00")]);
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let query = Query { zone, ..Query::by([Field::Day, Field::Week, Field::Month]) };
    let summary = ledger.ask(&query, PriceBook::embedded()).unwrap();
    assert_eq!(summary.groups[0].key, ["2026-02-21", "2026-02-16", "2026-02"]);
    let since = Query { since: "2026-02-21".parse().ok(), ..query.clone() };
    assert_eq!(ledger.ask(&since, PriceBook::embedded()).unwrap().total.requests, 1);
    let until = Query { until: "2026-02-20".parse().ok(), ..query };
    assert_eq!(ledger.ask(&until, PriceBook::embedded()).unwrap().total.requests, 0);
}

#[test]
fn another_way_of_buying_is_priced_beside() {
    let usage = r#"{"input_tokens":1000,"cache_read_input_tokens":9000,"output_tokens":100}"#.to_owned();
    let (ledger, ..) = read(&[&Line { usage, ..line("m1", "r1", 0, 0) }.text()]);
    let other = |what_if| {
        let query = Query { what_if: Some(what_if), ..Query::by([]) };
        let summary = ledger.ask(&query, PriceBook::embedded()).unwrap();
        (amount(&summary), summary.total.what_if[0].amount.to_string())
    };
    assert_eq!(other(WhatIf::Batch), ("0.0072".to_owned(), "0.0036".to_owned()));
    assert_eq!(other(WhatIf::NoCache), ("0.0072".to_owned(), "0.0315".to_owned()));
    assert_eq!(other(WhatIf::Model("claude-opus-4-5".to_owned())).1, "0.012"); // 1,000 × 5 + 9,000 × 0.5 + 100 × 25
    // A model that had no price on that day leaves the price that was paid as it is.
    let query = Query { what_if: Some(WhatIf::Model("claude-opus-5".to_owned())), ..Query::by([]) };
    let summary = ledger.ask(&query, PriceBook::embedded()).unwrap();
    assert_eq!((amount(&summary), summary.total.what_if_missing), ("0.0072".to_owned(), 1));
    let query = Query { what_if: Some(WhatIf::Model("claude-9".to_owned())), ..Query::by([]) };
    assert!(ledger.ask(&query, PriceBook::embedded()).is_err());
    let today = Query { reprice_on: "2026-01-10".parse().ok(), ..Query::by([]) };
    assert_eq!(amount(&ledger.ask(&today, PriceBook::embedded()).unwrap()), "0.0072");
}

#[test]
fn sums_are_priced_by_the_tier_they_tell() {
    let page = |window: &str, input: u64| {
        format!(
            r#"{{"data":[{{"starting_at":"2026-02-20T00:00:00Z","ending_at":"2026-02-21T00:00:00Z","results":[{{"model":"claude-sonnet-4-5","uncached_input_tokens":{input},"output_tokens":1000,"context_window":"{window}","service_tier":"batch","server_tool_use":{{"web_search_requests":3}}}}]}}]}}"#
        )
    };
    // Five thousand million tokens, far above every threshold together and each request below it.
    assert_eq!(total(&[&page("0-200k", 5_000_000_000)]), "7500.0375"); // (5e9 × 3 + 1,000 × 15) / 2e6 + 0.03
    assert_eq!(total(&[&page("200k-1M", 1_000_000)]), "3.04125"); // (1e6 × 6 + 1,000 × 22.5) / 2e6 + 0.03
    assert_eq!(total(&[&page("0-200k", 1_000), &page("0-200k", 1_000)]), total(&[&page("0-200k", 1_000)]));
}

#[test]
fn one_request_is_explained_by_its_bill() {
    let (ledger, ..) = read(&[&line("msg_1", "req_1", 200_001, 1_000).text()]);
    for id in ["msg_1", "req_1"] {
        let explained = ledger.explain(id, &Query::by([]), PriceBook::embedded());
        assert_eq!(explained.len(), 1);
        assert_eq!(explained[0].answer.total().unwrap().to_string(), "1.222506");
        assert_eq!((&*explained[0].source, &*explained[0].session), ("0.jsonl", "s"));
    }
    assert!(ledger.explain("msg_2", &Query::by([]), PriceBook::embedded()).is_empty());
}

#[test]
fn a_ledger_goes_on_from_its_bytes() {
    let advisor = r#"{"input_tokens":5,"output_tokens":1,"iterations":[{"type":"message","input_tokens":5,"output_tokens":1},{"type":"advisor_message","model":"claude-opus-4-6","input_tokens":1000,"output_tokens":100}]}"#;
    let texts = [
        line("m1", "r1", 1_000, 100).text(),
        Line { usage: advisor.to_owned(), ..line("m2", "r2", 0, 0) }.text(),
    ];
    let (ledger, ..) = read(&[&texts.join("\n")]);
    let bytes = ledger.to_bytes();
    let mut back = Ledger::from_bytes(&bytes).unwrap();
    assert_eq!(ask(&back, [Field::Model]), ask(&ledger, [Field::Model]));
    let source = back.source("1.jsonl");
    log::ClaudeCode.reader_line(&texts[0], |record| back.add(source, 1, record));
    assert_eq!((back.len(), back.repeats()), (2, 1), "what was known is known still");
    for end in [0, 7, bytes.len() / 2, bytes.len() - 1] {
        assert!(Ledger::from_bytes(&bytes[..end]).is_err());
    }
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    assert!(Ledger::from_bytes(&changed).is_err());
}

/// Hands on the record of one line.
trait ReaderLine {
    fn reader_line(&self, line: &str, take: impl FnMut(&Record<'_>));
}

impl<T: log::LogFormat> ReaderLine for T {
    fn reader_line(&self, line: &str, mut take: impl FnMut(&Record<'_>)) {
        self.reader().read(line.as_bytes(), &mut |entry| {
            if let Entry::Record(record) = entry {
                take(&record);
            }
        });
    }
}

#[test]
fn bills_are_compared_with_their_likely_reason() {
    let (ledger, ..) = read(&[&[
        line("m1", "r1", 1_000_000, 100_000).text().replace("1000000", "100000"),
        line("m2", "r2", 100_000, 10_000).text().replace("2026-02-20", "2026-02-21"),
        line("m3", "r3", 100_000, 10_000).text().replace("2026-02-20", "2026-02-22"),
    ]
    .join("\n")]);
    let bill = |day: &str, model: &str, cents: &str| {
        format!(
            r#"{{"starting_at":"{day}T00:00:00Z","ending_at":"x","results":[{{"amount":"{cents}","currency":"USD","cost_type":"tokens","model":"{model}"}}]}}"#
        )
    };
    // Ours: 100,000 × 3 + 100,000 × 15 = 1.8, then 0.45 and 0.45.
    let page = format!(
        r#"{{"data":[{},{},{},{}]}}"#,
        bill("2026-02-20", "claude-sonnet-4-5", "180.4"),
        bill("2026-02-21", "claude-sonnet-4-5", "22.5"),
        bill("2026-02-22", "claude-sonnet-4-5", "49.5"),
        bill("2026-02-22", "claude-haiku-4-5", "70")
    );
    let lines = log::cost_report(page.as_bytes()).unwrap();
    let found =
        reconcile(&ledger, &Query::by([]), PriceBook::embedded(), &lines, Tolerance::default()).unwrap();
    let brief: Vec<_> =
        found.lines.iter().map(|line| (&line.day[8..], line.agrees, line.reason.unwrap_or("-"))).collect();
    assert_eq!(
        brief,
        [("20", true, "-"), ("21", false, "batch"), ("22", false, "not_in_logs"), ("22", false, "us_only")]
    );
    assert_eq!(
        (&*found.ours, &*found.theirs, &*found.difference, found.differing),
        ("2.7", "3.224", "0.524", 3)
    );
}

#[test]
fn focus_rows_sum_to_the_total() {
    let usage = r#"{"input_tokens":210000,"output_tokens":1000,"service_tier":"batch","server_tool_use":{"web_search_requests":2}}"#.to_owned();
    let texts = [
        Line { usage, more: r#","cwd":"/p""#, ..line("m1", "r1", 0, 0) }.text(),
        line("m2", "r2", 1_000, 100).text(),
        line("m3", "r3", 1_000, 100).text(),
    ];
    let (ledger, ..) = read(&[&texts.join("\n")]);
    let (rows, not_priced) = focus(&ledger, &Query::by([]), PriceBook::embedded(), "acct").unwrap();
    assert_eq!((rows.len(), not_priced), (5, 0));
    let at = |row: &FocusRow, column: &str| row.0[COLUMNS.iter().position(|c| *c == column).unwrap()].clone();
    let decimal = |text: String| text.parse::<rust_decimal::Decimal>().unwrap();
    let sum: rust_decimal::Decimal = rows.iter().map(|row| decimal(at(row, "BilledCost"))).sum();
    assert_eq!(sum.normalize().to_string(), amount(&ask(&ledger, [])));
    for row in &rows {
        assert_eq!(
            decimal(at(row, "ListUnitPrice")) * decimal(at(row, "PricingQuantity")),
            decimal(at(row, "ListCost")),
            "{row:?}"
        );
    }
}

prop_compose! {
    fn usages()(input in 0u32..400_000, read in 0u32..400_000, five in 0u32..50_000, hour in 0u32..50_000, output in 0u32..5_000, searches in 0u32..3) -> Usage {
        Usage::new().input(input).cache_read(read).cache_write_5m(five).cache_write_1h(hour).output(output).web_search(searches)
    }
}

proptest! {
    #[test]
    fn sums_are_those_of_the_bills(
        requests in proptest::collection::vec((usages(), 0usize..6, 0i64..400, proptest::option::of(usages()), any::<bool>()), 1..30),
        terms in 0usize..4,
    ) {
        let models = ["claude-sonnet-4-5", "claude-opus-4-6", "claude-haiku-4-5", "claude-opus-5", "gpt-5", "no-such-model"];
        let tiers = [None, Some("batch"), Some("priority"), Some("standard")];
        let terms = ReportedTerms { service_tier: tiers[terms].map(|tier| tier.parse().unwrap()), ..ReportedTerms::default() };
        let mut ledger = Ledger::new();
        let source = ledger.source("x");
        let mut expected = std::collections::BTreeMap::new();
        let mut unpriced = 0;
        for (i, (usage, model, day, second, refused)) in requests.into_iter().enumerate() {
            let at: jiff::Timestamp = "2025-11-01T12:00:00Z".parse().unwrap();
            let at = at + jiff::SignedDuration::from_hours(24 * day);
            let mut parts = vec![Part { kind: PartKind::Request, model: None, usage, refused: false }];
            if let Some(usage) = second {
                let usage = if refused { usage.output(0) } else { usage };
                parts.push(Part { kind: PartKind::Advisor, model: Some("claude-opus-4-6".to_owned()), usage, refused });
            }
            let record = Record { at: Some(at), model: Some(models[model].into()), terms, ..Record::new(log::Used::of(parts.clone())) };
            ledger.add(source, i as u64, &record);
            let report = Report { format: ReportFormat::Anthropic, model: None, parts, terms, notes: vec![] };
            let on = at.strftime("%Y-%m-%d").to_string().parse().unwrap();
            let ask = Ask { used: AskUsed::Reported(report), ..Ask::new(models[model], on) };
            let answer = ask.price(PriceBook::embedded());
            match (answer.total(), answer.quote()) {
                (Some(total), Some(quote)) => {
                    let sum = expected.entry(quote.currency.clone()).or_insert(crate::Amount::ZERO);
                    *sum = sum.plus(total).unwrap();
                }
                _ => unpriced += 1,
            }
        }
        let summary = ask(&ledger, [Field::Day, Field::Model]);
        let found: std::collections::BTreeMap<_, _> = summary.total.amounts.iter().map(|money| (money.currency.name().to_owned(), money.amount)).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(summary.total.not_priced, unpriced);
        let told: u64 = summary.not_priced.iter().map(|reason| reason.requests).sum();
        prop_assert_eq!(told, unpriced);
    }

    #[test]
    fn the_order_of_lines_and_files_changes_no_sum(order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(), cut in 0usize..12) {
        let mut lines = Vec::new();
        for (id, request) in [("m1", "r1"), ("m2", "r2"), ("m1", "r9")] {
            for output in [4, 400, 40] {
                lines.push(Line { stop: output == 400, ..line(id, request, 1_000, output) }.text());
            }
            lines.push(Line { more: r#","isSidechain":true"#, ..line(id, "r_side", 1_000, 100) }.text());
        }
        let shuffled: Vec<&str> = order.iter().map(|i| &*lines[*i]).collect();
        let (first, second) = shuffled.split_at(cut);
        prop_assert_eq!(total(&[&first.join("\n"), &second.join("\n")]), "0.027");
    }
}

#[test]
fn meters_of_a_total_are_all_there() {
    let (ledger, ..) = read(&[&line("m1", "r1", 5, 7).text()]);
    let counts = ask(&ledger, []).total.counts;
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Meter::Input, 5), (Meter::Output, 7)]);
}
