use super::{Ran, command, run_with};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

fn ask(id: u64, input: u64) -> String {
    json!({ "id": id, "model": "claude-opus-5", "on": "2026-11-20", "usage": { "input": input } }).to_string()
}

fn answers(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_come_one_for_one_and_in_order() {
    let text: String = (0..20_000).map(|id| ask(id, id) + "\n").collect();
    let ran = run_with("quote --jsonl", text);
    let answers = answers(ran.exits(0));
    assert_eq!(answers.len(), 20_000);
    for (i, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], i, "{answer}");
    }
    assert_eq!(answers[19_999]["total"], "0.099995");
}

#[test]
fn every_line_is_answered_whatever_it_holds() {
    let long = vec![b'1'; 10 << 20];
    let valid = ask(7, 1_000_000);
    let lines: [(&[u8], &str); 9] = [
        (valid.as_bytes(), ""),
        (b"", "bad_json"),
        (b"\xff\xfe", "bad_json"),
        (&long, "too_large"),
        (b"   ", "bad_json"),
        (b"null", "bad_json"),
        (b"{\"model\":\"claude-9\",\"on\":\"2026-11-20\",\"usage\":{}}\r", "unknown_model"),
        (
            b"{\"model\":\"claude-opus-5\",\"on\":\"2026-11-20\",\"usage\":{\"input\":4294967296}}",
            "bad_number",
        ),
        (valid.as_bytes(), ""),
    ];
    let text = lines.map(|(line, _)| line).join(&b"\n"[..]);
    let ran = run_with("quote --jsonl", text);
    let answers = answers(ran.exits(1));
    assert_eq!(answers.len(), lines.len());
    for ((line, code), answer) in lines.iter().zip(&answers) {
        let met = answer["error"]["code"].as_str().unwrap_or_default();
        assert_eq!(met, *code, "{}: {answer}", String::from_utf8_lossy(&line[..line.len().min(80)]));
    }
    assert_eq!(answers[8]["total"], "5", "the last line has no end");
}

#[test]
fn exit_codes_count_rejections_and_nothing_is_all_good() {
    assert_eq!(run_with("quote --jsonl", "").exits(0).out, "");
    run_with("quote --jsonl --json", ask(1, 1)).exits(0);
    run_with("quote --jsonl", ask(1, 1) + "\n").exits(0);
    let rejected = run_with("quote --jsonl", ask(1, 3_000_000));
    assert_eq!(rejected.exits(1).json()["verdict"], "rejected");
}

#[test]
fn a_co_process_gets_each_answer_before_it_asks_again() {
    let mut child =
        command(&["quote", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut answer = String::new();
    let mut read = || {
        answer.clear();
        stdout.read_line(&mut answer).unwrap();
        serde_json::from_str::<Value>(&answer).unwrap()["id"].clone()
    };
    for id in 0..5 {
        stdin.write_all((ask(id, 1) + "\n").as_bytes()).unwrap();
        assert_eq!(read(), id);
    }
    // Half of the next ask does not hold back the answer to the one before.
    let (next, half) = (ask(6, 1), 20);
    stdin.write_all(format!("{}\n{}", ask(5, 1), &next[..half]).as_bytes()).unwrap();
    assert_eq!(read(), 5);
    stdin.write_all(&next.as_bytes()[half..]).unwrap();
    drop(stdin);
    assert_eq!(read(), 6);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = command(&["quote", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let line = ask(1, 1) + "\n";
    while stdin.write_all(line.as_bytes()).is_ok() {}
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert!(output.stderr.is_empty(), "{output:?}");
}
