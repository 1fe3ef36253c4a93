//! Times one tokenizer on texts: `tokentoll-bench-tokens TOKENIZER RANKS FILE…`, one JSON object on a line for each.
//!
//! Each text is cut in two. The first half warms; the second is timed when it is seen first and again. With `--once`
//! before the files a text is timed as a whole, once. RANKS is a file of `o200k_base` in tiktoken's form, for those
//! that bring none. CPU time of the process.

use std::error::Error;
use std::hint::black_box;

use tokentoll_tokens::{Counter, Encoding, Family, Method};

type Count = Box<dyn Fn(&str) -> u64>;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, ranks, files @ ..] = &args[..] else { return Err("expected: TOKENIZER RANKS FILE…".into()) };
    let (once, files) = files.split_first().filter(|(flag, _)| *flag == "--once").map_or((false, files), |(_, files)| (true, files));
    let (before, started) = (resident()?, now());
    let count = tokenizer(name, ranks)?;
    count("ready");
    let init = now() - started;
    println!("{{\"init_ms\": {:.1}, \"resident_mb\": {:.0}}}", init * 1e3, resident()? - before);
    for file in files {
        let text = std::fs::read_to_string(file)?;
        if once {
            let (tokens, seconds) = time(&count, &text);
            println!("{{\"tokens\": {tokens}, \"seconds\": {seconds}}}");
            continue;
        }
        let (warming, timed) = text.split_at(text.floor_char_boundary(text.len() / 2));
        black_box(count(warming));
        let (tokens, unseen) = time(&count, timed);
        let again = (0..3).map(|_| time(&count, timed).1).fold(f64::MAX, f64::min);
        let rate = |seconds: f64| timed.len() as f64 / seconds / 1e6;
        println!("{{\"tokens\": {tokens}, \"unseen\": {:.1}, \"again\": {:.1}, \"seconds\": {unseen}}}", rate(unseen), rate(again));
    }
    Ok(())
}

fn tokenizer(name: &str, ranks: &str) -> Result<Count, Box<dyn Error>> {
    Ok(match name {
        "tokentoll" => Box::new(|text| Encoding::O200kBase.count(text)),
        "estimate" => {
            let counter = Counter::new(Family::ClaudeV48).by(Method::Features);
            Box::new(move |text| counter.text(text).tokens)
        }
        "characters/4" => Box::new(|text| text.chars().count() as u64 / 4),
        "tiktoken-rs" => {
            let encoding = tiktoken_rs::o200k_base()?;
            Box::new(move |text| encoding.encode_ordinary(text).len() as u64)
        }
        "toktok-rs" => {
            let encoding = toktok::Tokenizer::builtin("o200k_base").map_err(|e| format!("{e:?}"))?;
            Box::new(move |text| {
                let mut tokens = Vec::new();
                encoding.encode_into(text.as_bytes(), &mut tokens);
                tokens.len() as u64
            })
        }
        "fastokens" => {
            let config = fastokens::TiktokenConfig::o200k_base();
            let encoding = fastokens::Tokenizer::from_tiktoken_file(ranks.as_ref(), config)?;
            Box::new(move |text| encoding.encode(text).map_or(0, |tokens| tokens.len() as u64))
        }
        _ => return Err(format!("no tokenizer `{name}`").into()),
    })
}

fn time(count: &Count, text: &str) -> (u64, f64) {
    let started = now();
    let tokens = black_box(count(black_box(text)));
    (tokens, now() - started)
}

/// Seconds of CPU that this process has used.
fn now() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

/// Megabytes of memory in use, where the system tells.
fn resident() -> Result<f64, Box<dyn Error>> {
    let Ok(pages) = std::fs::read_to_string("/proc/self/statm") else { return Ok(0.0) };
    let pages: f64 = pages.split(' ').nth(1).unwrap_or("0").parse()?;
    Ok(pages * 4096.0 / 1e6)
}
