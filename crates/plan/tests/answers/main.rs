//! Every answer, derived again from plain quotes.

mod access;
mod advise;
mod cliff;
mod compare;
mod conversation;
mod forecast;
mod limits;
mod rules;

use proptest::prelude::*;
use tokentoll_book::{Day, PriceBook};
use tokentoll_core::{Amount, Terms, Usage};
use tokentoll_plan::Setting;

fn book() -> &'static PriceBook {
    PriceBook::embedded()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(model: &str, on: &str) -> Setting<'static> {
    Setting::find(book(), None, model, day(on), Terms::default()).unwrap()
}

/// The total of a quote that the reader can ask for.
fn total(at: &Setting<'_>, usage: Usage) -> Amount {
    at.card().quote(&usage, &at.terms).unwrap().total()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// Settings of every shape: flat, one step, three steps, inclusive, graduated, a waiving option, none cached.
fn any_setting() -> impl Strategy<Value = Setting<'static>> {
    let places = [
        ("anthropic", "claude-sonnet-4-5", "2026-02-20"),
        ("anthropic", "claude-opus-4-6", "2026-03-12"),
        ("anthropic", "claude-opus-4-6", "2026-03-13"),
        ("anthropic", "claude-haiku-5-5", "2026-11-20"),
        ("anthropic", "claude-opus-5-5", "2026-11-20"),
        ("anthropic", "claude-3-haiku-20240307", "2026-02-20"),
        ("zenmux", "claude-sonnet-4-5", "2026-11-20"),
        ("openai", "gpt-5.4", "2026-11-20"),
        ("google", "gemini-2.5-pro", "2026-11-20"),
        ("xai", "grok-4.6", "2026-11-20"),
        ("alibaba", "qwen3-coder-plus", "2026-11-20"),
    ];
    let settings = places.map(|(seller, model, on)| {
        Setting::find(book(), Some(seller), model, day(on), Terms::default()).unwrap()
    });
    proptest::sample::select(settings.to_vec())
}
