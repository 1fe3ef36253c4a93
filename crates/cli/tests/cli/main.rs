//! The real binary, run as a user runs it.

mod bills;
mod count;
mod errors;
mod jsonl;
mod lists;
mod planning;
mod prices;
mod quote;
mod usage;
mod vectors;
mod vocabulary;

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What a run left behind.
#[derive(Debug)]
struct Ran {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    #[track_caller]
    fn exits(&self, code: i32) -> &Ran {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    #[track_caller]
    fn total(&self) -> String {
        self.json()["total"].as_str().unwrap_or_else(|| panic!("no total: {self:?}")).to_owned()
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokentoll"));
    command.args(arguments).env_remove("COLUMNS").env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

/// Runs with arguments that hold no blanks.
fn run(arguments: &str) -> Ran {
    run_in(arguments, &[], "")
}

/// Runs with a standard input.
fn run_with(arguments: &str, input: impl AsRef<[u8]>) -> Ran {
    run_in(arguments, &[], input)
}

/// Runs with environment variables and a standard input.
fn run_in(arguments: &str, variables: &[(&str, &str)], input: impl AsRef<[u8]>) -> Ran {
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let mut command = command(&arguments);
    command.envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.as_ref().to_vec();
    // Beside reading, or both sides wait for each other once the pipes are full.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(stdout), err: text(stderr), code: status.code() }
}

/// A fresh directory for a test.
fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_dir_all(&path));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A file in a fresh directory of its own.
fn file(directory_name: &str, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = directory(directory_name).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Prices that a company has agreed on.
const NEGOTIATED: &str = r#"{
  "format": 1, "seller": "anthropic", "name": "Claude API, our contract", "currency": "USD",
  "sources": { "contract": "Contract of 2026-10-01" },
  "models": [ {
    "id": "claude-opus-5-5",
    "prices": [ { "from": "2026-10-01", "source": ["contract"], "checked": "2026-10-01",
      "rates": { "input": "3.2/Mtok", "cache_read": "0.16/Mtok", "cache_write_5m": "4/Mtok", "output": "16/Mtok" } } ]
  } ]
}"#;
