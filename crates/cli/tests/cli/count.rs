use super::{Ran, command, directory, file, run, run_in, run_with};
use serde_json::{Value, json};
use std::path::Path;

const PROSE: &str = "All human beings are born free and equal in dignity and rights. ";
const ON: &str = "--on 2026-11-20 --method fast";

/// A folder with one of each.
fn folder(name: &str) -> String {
    let root = directory(name);
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let (gbk, utf16) =
        (b"\xc8\xcb\xc8\xcb\xc9\xfa\xb6\xf8\xd7\xd4\xd3\xc9\xa3\xac\xd4\xda\xd7\xf0\xd1\xcf".repeat(20), {
            let units = format!("\u{feff}{PROSE}");
            units.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()
        });
    write("src/main.rs", "fn main() { println!(\"{}\", 1 + 1); }\n".repeat(50).as_bytes());
    write("src/deep/er/lib.rs", b"pub fn two() -> u8 { 2 }\n");
    write("docs/prose.md", PROSE.repeat(300).as_bytes());
    write("docs/gbk.txt", &gbk);
    write("docs/utf16.txt", &utf16);
    write("images/red.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\xe8\0\0\x03\xe8\x08\x06\0\0\0");
    write("images/broken.png", b"\x89PNG\r\n\x1a\n\0\0\0\r");
    write("empty", b"");
    write("data.bin", &[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 90]].concat());
    write("ignored.log", PROSE.as_bytes());
    write(".gitignore", b"*.log\n");
    write(".hidden", PROSE.as_bytes());
    write(".git/config", PROSE.as_bytes());
    write("broken.pdf", b"%PDF-1.7\nnothing else");
    write("two.pdf", &pdf(2, None));
    root.display().to_string()
}

/// A PDF with so many pages, each with the same words in a font that every reader has.
fn pdf(pages: usize, encrypt: Option<&str>) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for n in 0..pages {
        let text = "BT /F1 12 Tf 72 720 Td (Everyone has the right to life,) Tj 0 -14 Td (liberty and security.) Tj ET";
        objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", 5 + 2 * n));
        objects.push(format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()));
    }
    let mut text = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    offsets.iter().for_each(|at| text.push_str(&format!("{at:010} 00000 n \n")));
    let encrypt = encrypt.map_or(String::new(), |dictionary| format!("/Encrypt {dictionary} /ID [<00><00>]"));
    text.push_str(&format!(
        "trailer << /Root 1 0 R /Size {} {encrypt} >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    text.into_bytes()
}

#[track_caller]
fn entry<'j>(document: &'j Value, name: &str) -> &'j Value {
    let files = document["files"].as_array().unwrap();
    let found = files.iter().find(|entry| entry["path"].as_str().unwrap().ends_with(name));
    found.unwrap_or_else(|| panic!("{name}: {document}"))
}

fn reasons(document: &Value) -> Vec<(String, String)> {
    let name =
        |path: &Value| Path::new(path.as_str().unwrap()).file_name().unwrap().to_string_lossy().into_owned();
    let skipped = document["skipped"].as_array().unwrap();
    skipped.iter().map(|one| (name(&one["path"]), one["why"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn every_file_is_counted_as_what_it_is_and_what_is_not_counted_is_named() {
    let root = folder("count-all");
    let ran = run(&format!("count {root} --model claude-opus-5 {ON} --json"));
    let document = ran.exits(0).json();
    let encoding = |name| entry(&document, name)["encoding"].as_str().unwrap();
    assert_eq!(
        ["prose.md", "gbk.txt", "utf16.txt", "empty"].map(encoding),
        ["UTF-8", "GBK", "UTF-16LE", "UTF-8"]
    );
    assert_eq!(entry(&document, "empty")["tokens"], 0);
    let (plain, wide) = (entry(&document, "utf16.txt"), entry(&document, "prose.md"));
    assert!(plain["tokens"].as_u64() < wide["tokens"].as_u64());
    assert!((20 * 8..20 * 20).contains(&entry(&document, "gbk.txt")["tokens"].as_u64().unwrap()));
    let red = entry(&document, "red.png");
    assert_eq!((&red["kind"], &red["pixels"]), (&json!("image"), &json!([1000, 1000])));
    assert!((1296..1305).contains(&red["tokens"].as_u64().unwrap()), "{red}");
    let broken = entry(&document, "broken.png");
    assert!(broken["notes"][0].as_str().unwrap().contains("at the most it can be"));
    assert!(broken["low"].as_u64().unwrap() < 10);
    let two = entry(&document, "two.pdf");
    assert_eq!((&two["kind"], &two["pages"]), (&json!("pdf"), &json!(2)));
    let tokens = two["tokens"].as_u64().unwrap();
    assert!((2 * 1560 + 2 * 10..2 * 1600 + 2 * 25).contains(&tokens), "pages and their text: {two}");
    let reasons = reasons(&document);
    let why =
        |name: &str| &reasons.iter().find(|(path, _)| path == name).unwrap_or_else(|| panic!("{name}")).1;
    assert_eq!(why("data.bin"), "binary: application/x-executable");
    assert!(why("broken.pdf").starts_with("a broken PDF"));
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    for left_out in ["ignored.log", ".hidden", "config", ".gitignore"] {
        assert!(!ran.out.contains(left_out), "{left_out}");
    }
    let sum: u64 =
        document["files"].as_array().unwrap().iter().map(|file| file["tokens"].as_u64().unwrap()).sum();
    let total = document["total"]["tokens"].as_u64().unwrap();
    assert!(total.abs_diff(sum + document["frame"].as_u64().unwrap()) <= 12, "{total} {sum}");
}

#[test]
fn all_files_can_be_asked_for() {
    let root = folder("count-hidden");
    let paths = |flags: &str| {
        let document = run(&format!("count {root} {ON} --json {flags}")).exits(0).json();
        document["files"].as_array().unwrap().len()
    };
    let usual = paths("");
    assert_eq!(paths("--no-ignore"), usual + 1, "ignored.log");
    assert_eq!(paths("--hidden"), usual + 2, ".hidden and .gitignore, and nothing of .git");
    // What is named is counted, and once.
    let named = format!("count {root}/ignored.log {root}/ignored.log {root} {ON} --json");
    assert_eq!(run(&named).exits(0).json()["files"].as_array().unwrap().len(), usual + 1);
}

#[test]
fn the_tree_is_sorted_cut_and_fits_the_screen() {
    let root = folder("count-tree");
    std::fs::write(Path::new(&root).join("一个名字特别特别特别特别特别特别长的文件.txt"), "人人生而自由")
        .unwrap();
    for columns in ["80", "120"] {
        let arguments = format!("count {root} --model claude-opus-5 {ON}");
        let ran = run_in(&arguments, &[("COLUMNS", columns)], "");
        let width: usize = columns.parse().unwrap();
        for line in ran.exits(0).out.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{line}");
        }
        let at = |name: &str| ran.out.find(name).unwrap_or_else(|| panic!("{name}: {}", ran.out));
        assert!(at("docs/") < at("two.pdf") && at("two.pdf") < at("src/"), "{}", ran.out);
        assert!(ran.out.contains("deep/er/lib.rs") && ran.out.contains("1000 × 1000"), "{}", ran.out);
        assert!(ran.out.contains("2 files not counted:") && ran.out.contains("application/x-executable"));
    }
    let small = run(&format!("count {root} {ON} --top 3"));
    assert!(small.exits(0).out.contains(" more file"), "{}", small.out);
    let flat = run(&format!("count {root} {ON} --depth 1"));
    assert!(flat.exits(0).out.contains("docs/") && !flat.out.contains("prose.md"), "{}", flat.out);
}

#[test]
fn the_window_the_step_and_the_cost_are_those_of_the_day() {
    let text = PROSE.repeat(15_000);
    let path = file("count-facts", "long.txt", &text);
    let of = |arguments: &str| run(&format!("count {path} {arguments} --json")).exits(0).json();
    let stepped = of("--model claude-sonnet-4-5 --on 2026-02-20 --method fast");
    let tokens = stepped["total"]["tokens"].as_u64().unwrap();
    assert!((200_001..250_000).contains(&tokens), "{tokens}");
    assert_eq!(stepped["steps"][0]["above"], 200_000);
    assert_eq!(stepped["steps"][0]["left"].as_i64().unwrap(), 200_000 - i64::try_from(tokens).unwrap());
    let cost = stepped["cost"]["likely"].as_str().unwrap().parse::<f64>().unwrap();
    assert!((cost - tokens as f64 * 6e-6).abs() < 1e-9, "the whole of it at twice the price");
    assert_eq!(of("--model claude-opus-4-6 --on 2026-03-13 --method fast")["steps"], json!([]));
    let refused = of("--model claude-sonnet-4-5 --on 2026-11-20 --method fast");
    assert_eq!(refused["cost"]["likely"], Value::Null);
    let text = run(&format!("count {path} --model claude-sonnet-4-5 --on 2026-11-20 --method fast"));
    assert!(text.exits(0).out.contains("refused: the prompt has"), "{}", text.out);
    let text = run(&format!("count {path} --model claude-opus-4-6 --on 2026-03-13 --method fast"));
    assert!(text.exits(0).out.contains("no step on this day"), "{}", text.out);
    let text = run(&format!("count {path} --model claude-sonnet-4-5 --on 2026-02-20 --method fast"));
    assert!(text.exits(0).out.contains("step     above 200k: over it by"), "{}", text.out);
}

#[test]
fn the_cost_is_what_the_ask_in_the_answer_costs() {
    let root = folder("count-ask");
    let document =
        run(&format!("count {root} --model claude-sonnet-4-5 --on 2026-02-20 --method fast --json"))
            .exits(0)
            .json();
    let quote = run_with("quote --jsonl", document["cost"]["ask"].to_string());
    assert_eq!(quote.exits(0).json()["total"], document["cost"]["likely"]);
}

#[test]
fn fitting_leaves_out_the_largest_until_the_upper_end_is_within() {
    let root = folder("count-fit");
    let of =
        |limit: &str| run(&format!("count {root} {ON} --json --fit {limit}")).exits(0).json()["fit"].clone();
    let fit = of("5k");
    assert_eq!(fit["fits"], true);
    assert!(fit["left"]["high"].as_u64().unwrap() <= 5_000, "{fit}");
    let out = fit["leave_out"].as_array().unwrap();
    assert!(out[0].as_str().unwrap().ends_with("prose.md"), "the largest first: {fit}");
    assert_eq!(of("1M")["leave_out"], json!([]));
    assert_eq!(of("1")["fits"], false);
    let text = run(&format!("count {root} {ON} --fit 5k"));
    assert!(text.exits(0).out.contains("the upper end within 5,000"), "{}", text.out);
    assert!(run(&format!("count {root} {ON} --fit 1M")).exits(0).out.contains("fits: "));
    assert!(run(&format!("count {root} {ON} --fit 1")).exits(0).out.contains("does not fit"));
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let document = run_with(&format!("count - --model gpt-5.4 {ON} --json"), PROSE).exits(0).json();
    assert_eq!((&document["basis"], &document["method"]), (&json!("exact"), &json!("o200k_base")));
    assert_eq!(document["files"][0]["path"], "-");
    assert_eq!(document["total"]["low"], document["total"]["high"]);
    let binary = run_with(&format!("count - {ON} --json"), b"\0\x01\x02\0").exits(0).json();
    assert_eq!(reasons(&binary), [("-".to_owned(), "binary: a NUL in its first 8 KB".to_owned())]);
    let free = run_with("count - --model gpt-4o-mini", PROSE);
    assert!(free.exits(0).out.contains("no price of this model is known here"), "{}", free.out);
}

#[test]
fn an_observation_moves_the_estimate_to_the_truth() {
    let path = file("count-observed", "a.txt", PROSE.repeat(2_000));
    let of = |flags: &str| {
        let method = if flags.contains("--method") { "" } else { "--method fast" };
        run(&format!("count {path} --on 2026-11-20 --json {flags} {method}")).exits(0).json()["total"].clone()
    };
    let plain = of("");
    let seen = plain["tokens"].as_u64().unwrap() * 11 / 10;
    let scaled = of(&format!("--observed {seen}"));
    let far = |total: &Value| total["tokens"].as_u64().unwrap().abs_diff(seen);
    assert!(far(&scaled) * 2 < far(&plain), "{plain} {scaled} {seen}");
    assert_ne!(of("--method close"), plain);
}

#[test]
fn what_cannot_be_opened_is_told_and_does_not_stop_the_rest() {
    let root = folder("count-odd");
    let missing = run(&format!("count {root}/nowhere {ON}"));
    assert!(missing.exits(2).err.contains("nowhere"), "{}", missing.err);
    let some = run(&format!("count {root} {root}/nowhere {ON}"));
    assert!(some.exits(1).out.contains("nowhere"), "{}", some.out);
    for (arguments, code, expected) in [
        ("count", 2, "<PATH>"),
        ("count . --model claude-opus-46", 1, "hint: the nearest are"),
        ("count . --model gemini-2.5-pro", 1, "gemini-2.5-pro"),
        ("count . --model claude-opus-4-6 --on 2020-01-01", 1, "hint: --on 2026-02-05 is its first day"),
        ("count . --request a.json", 2, "cannot be used with"),
        ("count --jsonl --model claude-opus-5", 2, "cannot be used with"),
        ("count . --method guess", 2, "possible values"),
        ("count . --fit lots", 2, "--fit"),
        ("count --request /no/such/file", 2, "/no/such/file"),
    ] {
        let ran = run(arguments);
        assert!(ran.exits(code).err.contains(expected), "{arguments}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn loops_pipes_links_and_odd_names_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let root = folder("count-links");
    let at = |name: &str| Path::new(&root).join(name);
    std::os::unix::fs::symlink(&root, at("src/loop")).unwrap();
    std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
    std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
    let odd = Path::new(&root).join(std::ffi::OsStr::from_bytes(b"odd\xff\x1b[31m.txt"));
    std::fs::write(&odd, PROSE).unwrap();
    let plain = run(&format!("count {root} {ON} --json")).exits(0).json();
    let why = reasons(&plain);
    assert!(why.contains(&("loop".to_owned(), "a symbolic link".to_owned())), "{why:?}");
    assert!(why.contains(&("pipe".to_owned(), "no regular file".to_owned())), "{why:?}");
    let followed = run(&format!("count {root} {ON} --json --follow")).exits(0).json();
    let why = reasons(&followed);
    assert!(why.iter().any(|(path, why)| path == "loop" && why.starts_with("a loop")), "{why:?}");
    assert!(why.iter().any(|(path, _)| path == "dangling"), "{why:?}");
    let arguments = ["count", &root, "--on", "2026-11-20"];
    let output = command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("odd\u{fffd}\\u{1b}[31m.txt"), "{text:?}");
}

#[test]
fn a_request_is_counted_by_part_with_its_cache() {
    let body = json!({ "model": "claude-sonnet-4-5", "system": [
            { "type": "text", "text": PROSE.repeat(300), "cache_control": { "type": "ephemeral" } }],
        "messages": [{ "role": "user", "content": "Who is free?" }, { "role": "assistant", "content": "All." },
            { "role": "user", "content": [{ "type": "text", "text": "Why?" }, { "type": "riddle" }] }] });
    let path = file("count-request", "request.json", body.to_string());
    let ran =
        run_in(&format!("count --request {path} --on 2026-02-20 --method fast"), &[("COLUMNS", "80")], "");
    let text = &ran.exits(0).out;
    assert!(text.starts_with("anthropic · claude-sonnet-4-5-20250929 · "), "{text}");
    for expected in
        ["system[0]", "cache breakpoint", "cold     cache_write_5m", "warm     cache_read", "riddle"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let document =
        run(&format!("count --request {path} --on 2026-02-20 --method fast --json")).exits(0).json();
    let usage = |call: &str| document["cache"][call]["usage"].clone();
    assert_eq!(usage("cold")["cache_write_5m"], usage("warm")["cache_read"]);
    let ask = json!({ "model": document["model"], "on": "2026-02-20", "usage": usage("cold") });
    let quote: Ran = run_with("quote --jsonl", ask.to_string());
    let total = quote.exits(0).total();
    assert!(text.contains(&format!(": {total} USD")), "{total}: {text}");
    let from_stdin =
        run_with("count --request - --model claude-opus-5 --on 2026-11-20 --json", body.to_string());
    assert_eq!(from_stdin.exits(0).json()["model"], "claude-opus-5");
    for (body, expected) in [("[]", "an array"), ("{", "no JSON"), ("{}", "messages")] {
        let ran = run_with("count --request - --on 2026-11-20", body);
        assert!(ran.exits(1).err.contains(expected), "{body}: {}", ran.err);
    }
}

#[test]
fn a_stream_of_counts_is_answered_one_for_one() {
    let ask = |id: u64, text: &str| {
        json!({ "id": id, "model": "claude-opus-5", "text": text, "method": "features" }).to_string()
    };
    let lines: String = (0..500).map(|id| ask(id, &PROSE.repeat(id as usize % 7)) + "\n").collect();
    let ran = run_with("count --jsonl", lines);
    let answers: Vec<Value> =
        ran.exits(0).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 500);
    for (id, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], id, "{answer}");
        assert!(answer["low"].as_u64() <= answer["tokens"].as_u64(), "{answer}");
    }
    let mixed = format!("{}\n\n{{}}\n{}", ask(1, "a"), ask(2, &PROSE.repeat(40_000)));
    let ran = run_with("count --jsonl", mixed);
    let codes: Vec<Value> = ran
        .exits(1)
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["error"]["code"].clone())
        .collect();
    assert_eq!(codes, [Value::Null, json!("bad_json"), json!("bad_json"), Value::Null]);
    run_with("count --jsonl", "").exits(0);
}
