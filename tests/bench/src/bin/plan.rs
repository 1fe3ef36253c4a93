//! Times the questions about cost: milliseconds of CPU per answer, as one JSON object.
//!
//! ```text
//! tokentoll-bench-plan SECONDS
//! ```

#[path = "../cpu.rs"]
mod cpu;

use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use tokentoll::plan::advise::{Wish, advise};
use tokentoll::plan::compare::{Candidate, Exchange};
use tokentoll::plan::conversation::{AtLimit, Conversation, Turn, simulate, strategies};
use tokentoll::plan::{Rules, Setting, cliff::cliff};
use tokentoll::{Day, PriceBook, Terms, Usage};

/// The other models that advice looks at.
const MODELS: usize = 40;
/// The turns of the conversation.
const TURNS: u32 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let seconds: f64 = std::env::args().nth(1).ok_or("usage: tokentoll-bench-plan SECONDS")?.parse()?;
    let book = PriceBook::embedded();
    let at = |model: &str, on: &str| -> Result<Setting<'static>, Box<dyn Error>> {
        Ok(Setting::find(book, None, model, on.parse()?, Terms::default())?)
    };

    let asker = at("claude-haiku-5-5", "2026-11-20")?;
    let others = candidates(book, asker.on);
    let ratios = Rules::embedded().ratios(asker.found.model.tokenizer(), asker.on);
    let usage = Usage::new().input(212_400).output(2_000);
    let wish = Wish { times: 10, prefix: 200_000, shared: 1_000, ..Wish::once(usage) };
    let advice = || advise(&asker, &wish, &others, &ratios, &Exchange::default());
    let ways = advice()?.ways.len();

    let speaker = at("claude-sonnet-4-6", "2026-11-20")?;
    let turn = Turn { user: 600, output: 200, thinking: 100, after_s: 90, ..Turn::default() };
    let conversation = Conversation::regular(2_000, 20_000, turn, TURNS);
    let limits = [AtLimit::Compact { at: 180_000, summary: 4_000 }, AtLimit::Restart { at: 180_000 }];
    let all = strategies(&limits);
    let runs = simulate(&speaker, &conversation, &all, None)?.runs;
    if others.len() != MODELS || runs.iter().any(|run| run.turns.len() != TURNS as usize) {
        return Err(format!("{} models, {} runs: not what is to be timed", others.len(), runs.len()).into());
    }

    let asked = json!({ "question": "advise", "model": "claude-haiku-5-5", "on": "2026-11-20", "times": 10,
        "usage": { "input": 212_400, "output": 2_000 }, "prefix": 200_000, "shared": 1_000, "with": others.iter().map(place).collect::<Vec<_>>() });
    let talked = json!({ "question": "conversation", "model": "claude-sonnet-4-6", "on": "2026-11-20", "system": 2_000, "start": 20_000,
        "turns": TURNS, "user": 600, "output": 200, "thinking": 100, "every_s": 90,
        "compact": { "at": 180_000, "summary": 4_000 }, "restart": { "at": 180_000 } });
    let wire = |ask: &Value| tokentoll::plan(book, ask.to_string().as_bytes()).to_json();
    let ms = json!({
        "advise": per_call(seconds, advice),
        "advise_wire": per_call(seconds, || wire(&asked)),
        "cliff": per_call(seconds, || cliff(&asker, &usage, 100)),
        "simulate_one": per_call(seconds, || simulate(&speaker, &conversation, &all[1..2], None)),
        "simulate_all": per_call(seconds, || simulate(&speaker, &conversation, &all, None)),
        "simulate_all_wire": per_call(seconds, || wire(&talked)),
    });
    println!(
        "{}",
        json!({ "models": MODELS, "ways": ways, "turns": TURNS, "strategies": runs.len(), "ms": ms })
    );
    Ok(())
}

fn candidates(book: &'static PriceBook, on: Day) -> Vec<Candidate<'static>> {
    let models = book.sellers().flat_map(|seller| seller.models().iter().map(move |model| (seller, model)));
    let settings = models.filter_map(|(seller, model)| {
        Setting::find(book, Some(seller.id()), model.id(), on, Terms::default()).ok()
    });
    settings
        .filter(|at| at.model() != "claude-haiku-5-5")
        .map(|at| Candidate { at, usage: None })
        .take(MODELS)
        .collect()
}

fn place(candidate: &Candidate<'_>) -> Value {
    json!({ "seller": candidate.at.seller(), "model": candidate.at.model() })
}

/// Milliseconds of CPU per call, over as many calls as together take at least `seconds`; the shorter runs
/// before that one are the warm-up.
fn per_call<R>(seconds: f64, call: impl Fn() -> R) -> f64 {
    let mut calls = 1_u32;
    loop {
        let started = cpu::nanoseconds();
        for _ in 0..calls {
            black_box(call());
        }
        let taken = cpu::nanoseconds() - started;
        if taken >= seconds * 1e9 {
            return taken / 1e6 / f64::from(calls);
        }
        calls *= 2;
    }
}
