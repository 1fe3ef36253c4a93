//! `tokentoll usage`, on logs of our own.
#![allow(clippy::disallowed_methods, reason = "tests write and read logs")]

use crate::{Ran, command, directory, run, run_with};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// An assistant's line of 1,000 and 100 tokens: 0.0045 on Sonnet 4.5.
pub(crate) fn line(id: &str) -> String {
    format!(
        r#"{{"type":"assistant","sessionId":"s","timestamp":"2026-02-20T10:00:00.000Z","requestId":"req_{id}","message":{{"id":"msg_{id}","model":"claude-sonnet-4-5","content":[],"stop_reason":"end_turn","usage":{{"input_tokens":1000,"output_tokens":100}}}}}}"#
    ) + "\n"
}

pub(crate) fn lines(ids: std::ops::Range<u32>) -> String {
    ids.map(|id| line(&id.to_string())).collect()
}

pub(crate) fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = directory(name);
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

pub(crate) fn usage(folder: &Path, more: &str) -> Ran {
    run(&format!("usage {} {more}", folder.display()))
}

#[track_caller]
fn amount(ran: &Ran) -> String {
    match &ran.json()["total"]["amounts"] {
        Value::Array(amounts) if amounts.is_empty() => "0".to_owned(),
        amounts => amounts[0]["amount"].as_str().unwrap().to_owned(),
    }
}

#[track_caller]
fn fault(ran: &Ran, code: &str) -> Value {
    let json = ran.json();
    let faults = json["read"]["faults"].as_array().unwrap();
    faults.iter().find(|fault| fault["code"] == code).unwrap_or_else(|| panic!("{faults:?}")).clone()
}

#[test]
fn folders_and_what_has_no_price() {
    let other = line("9").replace("claude-sonnet-4-5", "claude-opus-99");
    let text = lines(0..3) + &other;
    let folder = folder(
        "usage_folders",
        &[
            ("a/b/x.jsonl", text.as_bytes()),
            ("y.jsonl", lines(2..5).as_bytes()),
            ("z.png", b"x"),
            ("n.json", b"{}"),
        ],
    );
    let ran = usage(&folder, "--by model --json");
    ran.exits(1);
    assert_eq!(amount(&ran), "0.0225", "five requests of which one stands twice");
    let json = ran.json();
    assert_eq!(json["not_priced"][0]["code"], "unknown_model");
    assert_eq!(json["not_priced"][0]["requests"], 1);
    assert_eq!((&json["read"]["repeats"], &json["read"]["other_files"]), (&1.into(), &1.into()));
    let text = usage(&folder, "");
    text.exits(1);
    assert!(text.out.contains("not priced: 1 request of 1,100 tokens"), "{}", text.out);
    let priced = usage(&folder.join("y.jsonl"), "");
    priced.exits(0);
    assert!(priced.out.contains("not priced: nothing"), "{}", priced.out);
}

#[test]
fn compressed_and_standard_input() {
    let text = lines(0..50);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, text.as_bytes()).unwrap();
    let zst = zstd::encode_all(lines(50..100).as_bytes(), 1).unwrap();
    let folder = folder("usage_compressed", &[("a.jsonl.gz", &gz.finish().unwrap()), ("b.jsonl.zst", &zst)]);
    assert_eq!(amount(usage(&folder, "--json").exits(0)), "0.45");
    assert_eq!(amount(run_with("usage - --json", text).exits(0)), "0.225");
    let cut = &zst[..zst.len() / 2];
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut gz, lines(0..50).as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let folder = self::folder("usage_cut", &[("b.jsonl.zst", cut), ("c.jsonl.gz", &gz[..gz.len() - 20])]);
    let ran = usage(&folder, "--json");
    ran.exits(1);
    fault(&ran, "unreadable");
    let ran = usage(&folder.join("c.jsonl.gz"), "--json");
    ran.exits(1);
    fault(&ran, "unreadable");
    assert_eq!(amount(&ran), "0.2205", "49 lines were whole");
}

#[test]
fn grouped_filtered_repriced() {
    let late =
        line("2").replace("T10:00:00", "T23:30:00").replace("\"sessionId\":\"s\"", "\"sessionId\":\"t\"");
    let folder = folder("usage_grouped", &[("x.jsonl", (line("1") + &late).as_bytes())]);
    let keys = |more: &str| -> Vec<String> {
        let json = usage(&folder, &format!("{more} --json")).json();
        let groups = json["groups"].as_array().unwrap().iter();
        groups
            .map(|g| {
                g["key"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect::<Vec<_>>().join("|")
            })
            .collect()
    };
    assert_eq!(keys("--by day,session"), ["2026-02-20|s", "2026-02-20|t"]);
    assert_eq!(keys("--by day --timezone Asia/Shanghai"), ["2026-02-20", "2026-02-21"]);
    assert_eq!(keys("--by week,month,seller,tier"), ["2026-02-16|2026-02|anthropic|standard"]);
    assert_eq!(keys("--by session --since 2026-02-21 --timezone Asia/Shanghai"), ["t"]);
    assert_eq!(keys("--by session --until 2026-02-19"), Vec::<String>::new());
    let csv = usage(&folder, "--by session --csv --what-if batch");
    assert_eq!(
        csv.out,
        "session,requests,not_priced,long_context,input,output,amount,currency,what_if\ns,1,0,0,1000,100,0.0045,USD,0.00225\nt,1,0,0,1000,100,0.0045,USD,0.00225\n"
    );
    assert_eq!(amount(&usage(&folder, "--json --reprice-on 2025-10-01")), "0.009");
    usage(&folder, "--timezone Nowhere/City").exits(2);
}

#[test]
fn budgets_have_an_exit_code() {
    let folder = folder("usage_budget", &[("x.jsonl", lines(0..10).as_bytes())]);
    usage(&folder, "--budget 0.045").exits(0);
    let ran = usage(&folder, "--budget day=0.0449 --json");
    ran.exits(3);
    assert_eq!(ran.json()["over_budget"][0]["key"], "2026-02-20");
    assert!(
        usage(&folder, "--budget 0.01").out.contains("over budget: all cost 0.045 USD, its budget is 0.01")
    );
    usage(&folder, "--budget day=ten").exits(2);
}

#[test]
fn tables_for_programs_say_beside_them_what_is_missing() {
    let other = line("9").replace("claude-sonnet-4-5", "claude-opus-99");
    let folder = folder(
        "usage_beside",
        &[("x.jsonl", (line("1") + &other + "{\"type\":\"assistant\",\"usage\"").as_bytes())],
    );
    for form in ["--csv", "--focus"] {
        let ran = usage(&folder, form);
        ran.exits(1);
        for said in
            ["not priced: 1 request of 1,100 tokens", "unknown_model", "not read: 1 place", "x.jsonl:3"]
        {
            assert!(ran.err.contains(said) && !ran.out.contains(said), "{said}: {}", ran.err);
        }
    }
    let ran = usage(&folder, "--csv --budget 0.001");
    ran.exits(3);
    assert!(ran.err.contains("over budget: all cost 0.0045 USD"), "{}", ran.err);
}

#[test]
fn what_cannot_be_meant_is_told() {
    let folder = folder(
        "usage_meant",
        &[("x.jsonl", line("1").replace("\"s\"", "\"s\",\"gitBranch\":\"main\"").as_bytes())],
    );
    for wrong in [
        "--since 2026-03-01 --until 2026-02-01",
        "--by day,",
        "--budget =1",
        "--focus --by day",
        "--explain msg_1 --by day",
    ] {
        usage(&folder, wrong).exits(2);
    }
    assert_eq!(usage(&folder, "--by branch").exits(0).err, "");
    for (typo, label) in [("--by modle", "modle"), ("--budget taem=1", "taem")] {
        let ran = usage(&folder, typo);
        let said = format!("met `{label}`, which no request has");
        assert!(ran.exits(0).err.contains(&said) && ran.err.contains("of these logs: branch"), "{}", ran.err);
    }
}

#[test]
fn one_request_is_explained() {
    let folder = folder("usage_explain", &[("x.jsonl", line("1").replace("1000", "200001").as_bytes())]);
    for id in ["msg_1", "req_1"] {
        let ran = usage(&folder, &format!("--explain {id}"));
        ran.exits(0);
        assert!(
            ran.out.contains("long_context: prompt 200,001 > 200,000") && ran.out.contains("x.jsonl"),
            "{}",
            ran.out
        );
    }
    usage(&folder, "--explain msg_2").exits(1);
    assert_eq!(usage(&folder, "--explain msg_1 --json").json()["total"], "1.202256");
}

#[test]
fn a_mapping_reads_a_table() {
    let csv = "when,model,tokens in,of which cached,tokens out,team\n2026-02-20,claude-sonnet-4-5,1000,0,100,\"a, b\"\n2026-02-21,claude-sonnet-4-5,x,0,1,c\n";
    let mapping = r#"{"format":"csv","time":"when","model":"model","seller":"=anthropic","meters":{"input":"tokens in","cache_read":"of which cached","output":"tokens out"},"input_includes":["cache_read"],"labels":{"team":"team"}}"#;
    let folder = folder("usage_mapping", &[("x.csv", csv.as_bytes()), ("columns", mapping.as_bytes())]);
    let ran = usage(
        &folder.join("x.csv"),
        &format!("--mapping {} --by team --json", folder.join("columns").display()),
    );
    ran.exits(1);
    assert_eq!((amount(&ran), fault(&ran, "bad_number")["line"].as_u64()), ("0.0045".to_owned(), Some(3)));
    assert_eq!(ran.json()["groups"][0]["key"][0], "a, b");
    usage(&folder.join("x.csv"), &format!("--mapping {}", folder.join("x.csv").display())).exits(2);
}

#[test]
fn hostile_a_truncated_last_line() {
    let text = lines(0..3);
    let folder = folder("hostile_truncated", &[("x.jsonl", &text.as_bytes()[..text.len() - 30])]);
    let ran = usage(&folder, "--json");
    ran.exits(1);
    assert_eq!((amount(&ran), fault(&ran, "bad_json")["line"].as_u64()), ("0.009".to_owned(), Some(3)));
}

#[test]
fn hostile_a_line_of_100_megabytes() {
    let mut text = line("1").into_bytes();
    text.extend_from_slice(br#"{"type":"user","sessionId":"s","message":{"content":""#);
    text.resize(text.len() + 100_000_000, b'x');
    text.extend_from_slice(b"\"}}\n");
    text.extend_from_slice(line("2").as_bytes());
    let folder = folder("hostile_long", &[("x.jsonl", &text)]);
    assert_eq!(
        amount(usage(&folder, "--json").exits(0)),
        "0.009",
        "a line that tells of no request is no loss"
    );
    let at = text.len() / 2;
    text[at..at + 7].copy_from_slice(b"\"usage\"");
    std::fs::write(folder.join("x.jsonl"), &text).unwrap();
    let ran = usage(&folder, "--json");
    ran.exits(1);
    assert_eq!((amount(&ran), fault(&ran, "too_large")["line"].as_u64()), ("0.009".to_owned(), Some(2)));
    std::fs::remove_file(folder.join("x.jsonl")).unwrap();
}

#[test]
fn hostile_bytes_clocks_keys_and_depth() {
    let good = line("1");
    let mut bad_bytes = line("2").into_bytes();
    let at = line("2").find("msg_2").unwrap();
    bad_bytes[at] = 0xff;
    let clock = |time: &str| line(time).replace("2026-02-20T10:00:00.000Z", time);
    let twice = line("5").replace("\"output_tokens\":100", "\"output_tokens\":100,\"output_tokens\":1");
    let deep = line("6")
        .replace("\"content\":[]", &format!("\"content\":{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    let mut text = good.clone().into_bytes();
    text.extend_from_slice(&bad_bytes);
    for more in [
        clock("1969-12-31T23:59:59Z"),
        clock("2099-12-31T23:59:59Z"),
        clock("2026-02-30T00:00:00Z"),
        twice,
        deep,
        "\0\0\0\0\n".to_owned(),
        good,
    ] {
        text.extend_from_slice(more.as_bytes());
    }
    let folder = folder("hostile_all", &[("x.jsonl", &text)]);
    let ran = usage(&folder, "--json");
    ran.exits(1);
    let json = ran.json();
    assert_eq!(json["total"]["requests"], 3, "{json}");
    assert_eq!(json["not_priced"][0]["code"], "not_priced_on");
    for (code, count) in [("bad_json", 3), ("bad_time", 1), ("too_large", 1)] {
        assert_eq!(fault(&ran, code)["count"], count, "{code}");
    }
    // One in the far future has the last price that is known; the one of 1969 has none.
    assert_eq!(amount(&ran), "0.009");
}

#[test]
fn hostile_other_encodings() {
    let marked = "\u{feff}".to_owned() + &lines(0..2);
    let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = folder("hostile_wide", &[("a.jsonl", marked.as_bytes())]);
    assert_eq!(
        amount(usage(&folder, "--json").exits(0)),
        "0.009",
        "a mark before UTF-8 is none of its bytes"
    );
    std::fs::write(folder.join("b.jsonl"), wide).unwrap();
    let ran = usage(&folder, "--json");
    ran.exits(1);
    assert_eq!(fault(&ran, "unreadable")["message"], "met UTF-16, expected UTF-8");
    let state = format!("--json --state {}", folder.join("state").display());
    for more in ["", &line("2")] {
        std::fs::write(folder.join("a.jsonl"), marked.clone() + more).unwrap();
        let ran = usage(&folder, &state);
        assert_eq!(ran.json()["total"]["requests"], 2 + u64::from(!more.is_empty()), "{more}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder("hostile_names", &[]);
    for (name, id) in [(&b"x\xff.jsonl"[..], "1"), (b"x\xfe.jsonl", "2")] {
        std::fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), line(id)).unwrap();
    }
    let ran = usage(&folder, "--by file --json");
    let keys = ran.exits(0).json()["groups"].to_string();
    assert!(keys.contains(r"x\\xfe.jsonl") && keys.contains(r"x\\xff.jsonl"), "{keys}");
    assert_eq!(amount(&ran), "0.009");
}

#[cfg(unix)]
#[test]
fn hostile_permission_denied() {
    use std::os::unix::fs::PermissionsExt;
    let folder =
        folder("hostile_denied", &[("a.jsonl", lines(0..2).as_bytes()), ("b.jsonl", lines(2..4).as_bytes())]);
    let closed = folder.join("b.jsonl");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&closed).is_ok() {
        // Nothing is closed to root: a link to nowhere cannot be read by anybody.
        std::fs::remove_file(&closed).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", &closed).unwrap();
    }
    let ran = usage(&folder, "--json");
    ran.exits(1);
    assert_eq!(amount(&ran), "0.009");
    assert!(fault(&ran, "unreadable")["source"].as_str().unwrap().ends_with("b.jsonl"));
}

#[test]
fn hostile_very_many_files() {
    let folder = directory("hostile_many");
    for i in 0..5_000u32 {
        let place = folder.join((i % 50).to_string());
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join(format!("{i}.jsonl")), line(&(i / 2).to_string())).unwrap();
    }
    let ran = usage(&folder, "--json");
    ran.exits(0);
    assert_eq!((amount(&ran), ran.json()["read"]["files"].as_u64()), ("11.25".to_owned(), Some(5_000)));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn hostile_a_file_that_grows_while_it_is_read() {
    let text = lines(0..4);
    let (first, rest) = text.split_at(text.len() * 5 / 8);
    let folder = folder("hostile_growing", &[("x.jsonl", first.as_bytes())]);
    let state = format!("--json --state {}", folder.join("state").display());
    let ran = usage(&folder, &state);
    assert_eq!(amount(ran.exits(0)), "0.009", "half a line waits");
    std::fs::write(folder.join("x.jsonl"), first.to_owned() + rest).unwrap();
    assert_eq!(amount(usage(&folder, &state).exits(0)), "0.018");
    assert_eq!(amount(usage(&folder, &state).exits(0)), "0.018", "nothing new");
    // The file is replaced by another of the same name: what was used before was used.
    std::fs::write(folder.join("x.jsonl"), lines(10..12)).unwrap();
    assert_eq!(amount(usage(&folder, &state).exits(0)), "0.027");
}

#[test]
fn rows_without_an_id_are_counted_once_and_none_is_lost() {
    let mapping =
        r#"{"format":"csv","time":"t","model":"=claude-sonnet-4-5","meters":{"input":"in","output":"out"}}"#;
    let folder = folder(
        "usage_rows",
        &[
            ("columns", mapping.as_bytes()),
            ("x.csv", b"t,in,out\n2026-02-20,1000,100\n2026-02-20,1000,100\n"),
        ],
    );
    let file = folder.join("x.csv");
    let arguments = format!(
        "--mapping {} --json --state {}",
        folder.join("columns").display(),
        folder.join("state").display()
    );
    assert_eq!(amount(usage(&file, &arguments).exits(0)), "0.009");
    assert_eq!(amount(usage(&file, &arguments).exits(0)), "0.009");
    std::fs::write(&file, "t,in,out\n2026-02-20,1000,100\n2026-02-20,1000,100\n2026-02-21,1000,100\n")
        .unwrap();
    // The first bytes of so small a file are all of it: a longer one is known by as many.
    assert_eq!(amount(usage(&file, &arguments).exits(0)), "0.0135");
    // Another file of the same name: its rows are other requests, though they stand at the same places.
    std::fs::write(&file, "t,in,out\n2026-02-22,1000,100\n").unwrap();
    assert_eq!(amount(usage(&file, &arguments).exits(0)), "0.018");
    let twice = format!(
        "usage {0} {1}/../usage_rows/x.csv --mapping {1}/columns --json",
        file.display(),
        folder.display()
    );
    assert_eq!(amount(run(&twice).exits(0)), "0.0045", "one file by two names");
    run_with(&format!("usage - {arguments}"), "t,in,out\n").exits(2);
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let folder = directory("usage_killed");
    let logs = folder.join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    for file in 0..8u32 {
        let mut text = String::new();
        for i in 0..4_000u32 {
            // Streaming repeats, and copies of lines of the file before.
            let id = format!("{}", (file * 3_500 + i) / 2);
            let _ = write!(
                text,
                "{}",
                line(&id).replace("\"output_tokens\":100", &format!("\"output_tokens\":{}", 50 + i % 2 * 50))
            );
        }
        std::fs::write(logs.join(format!("{file}.jsonl")), text).unwrap();
    }
    let whole = usage(&logs, "--by session --json --threads 1");
    whole.exits(0);
    let state = folder.join("state");
    let arguments =
        format!("usage {} --by session --json --state {} --checkpoint 100k", logs.display(), state.display());
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let mut seed = 7u64;
    let mut killed = 0;
    for _ in 0..12 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut child = command(&arguments).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(2_000 + (seed >> 33) % 60_000));
        killed += u32::from(child.try_wait().unwrap().is_none());
        drop(child.kill());
        child.wait().unwrap();
    }
    let ran = run(&arguments.join(" "));
    ran.exits(0);
    let (a, b) = (ran.json(), whole.json());
    assert_eq!((&a["total"], &a["groups"]), (&b["total"], &b["groups"]));
    assert_eq!(a["read"]["records"], b["read"]["records"]);
    assert!(killed > 0, "no run was killed before its end");
    // A state that was cut off is refused, and says what to do.
    let bytes = std::fs::read(&state).unwrap();
    std::fs::write(&state, &bytes[..bytes.len() / 2]).unwrap();
    let ran = run(&arguments.join(" "));
    ran.exits(2);
    assert!(ran.err.contains("remove the file"), "{}", ran.err);
}

#[test]
fn a_live_session_is_watched() {
    use std::io::BufRead;
    let folder = folder("usage_watch", &[("x.jsonl", lines(0..2).as_bytes())]);
    let arguments = format!("usage {} --watch 1 --times 4", folder.display());
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let mut child = command(&arguments).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut shown = std::io::BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(shown.any(|line| line.contains("0.009")), "the first page");
    std::fs::write(folder.join("x.jsonl"), lines(0..5)).unwrap();
    assert!(shown.any(|line| line.contains("0.0225")), "a page with what was added");
    shown.for_each(drop);
    assert!(child.wait().unwrap().success());
}

#[test]
fn files_of_no_known_format() {
    let folder = folder("usage_unknown", &[("x.txt", b"hello"), ("empty.jsonl", b"")]);
    usage(&folder, "--json").exits(0);
    let ran = usage(&folder.join("x.txt"), "--json");
    ran.exits(1);
    fault(&ran, "unknown_format");
    usage(&folder.join("nothing"), "").exits(2);
}

#[test]
fn the_table_fits_the_screen() {
    let text = lines(0..3).replace(
        "\"input_tokens\":1000",
        "\"input_tokens\":1000,\"cache_read_input_tokens\":123456789,\"cache_creation_input_tokens\":12345",
    );
    let folder = folder("usage_narrow", &[("x.jsonl", text.as_bytes())]);
    for columns in ["40", "60", "200"] {
        let arguments = format!("usage {} --by day,model", folder.display());
        let ran = crate::run_in(&arguments, &[("COLUMNS", columns)], "");
        let most = ran.out.lines().take(4).map(|line| line.chars().count()).max().unwrap();
        assert!(most <= columns.parse().unwrap() || columns == "40", "{}", ran.out);
        assert!(ran.out.contains("cost"), "{}", ran.out);
    }
}
