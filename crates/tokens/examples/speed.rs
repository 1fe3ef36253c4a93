//! Megabytes a second of every way to count, on a file: `speed FILE…`. Wall clock of one thread.
#![allow(clippy::disallowed_methods, reason = "an example that reads a file and a clock")]

use std::error::Error;
use std::time::Instant;

use tokentoll_tokens::{Counter, Encoding, Family, Features, Method};

fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    Encoding::O200kBase.count("ready");
    println!("o200k_base ready after {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
    let started = Instant::now();
    Counter::new(Family::ClaudeV48).text("ready");
    println!("claude-v4.8 weights ready after {:.0} ms", started.elapsed().as_secs_f64() * 1e3);
    let tiktoken = tiktoken_rs::o200k_base()?;
    for path in std::env::args().skip(1) {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        println!("{path}: {} bytes", text.len());
        let time = |name: &str, count: &dyn Fn(&str) -> u64| {
            let started = Instant::now();
            let first = count(&text);
            let unseen = started.elapsed().as_secs_f64();
            let started = Instant::now();
            count(&text);
            let warm = started.elapsed().as_secs_f64();
            let rate = |seconds: f64| text.len() as f64 / seconds / 1e6;
            println!("  {name:28} {first:>9} {:7.1} MB/s, again {:7.1} MB/s", rate(unseen), rate(warm));
        };
        time("o200k_base", &|text| Encoding::O200kBase.count(text));
        time("o200k_base (tiktoken-rs)", &|text| tiktoken.encode_ordinary(text).len() as u64);
        time("features alone", &|text| Features::of(text).bytes());
        time("claude-v4.8 features", &|text| {
            Counter::new(Family::ClaudeV48).by(Method::Features).text(text).tokens
        });
        time("claude-v4.8 o200k+features", &|text| Counter::new(Family::ClaudeV48).text(text).tokens);
        time("characters / 4", &|text| text.chars().count() as u64 / 4);
    }
    Ok(())
}
