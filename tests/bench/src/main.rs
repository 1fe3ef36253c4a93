//! Times tokentoll on a mix of asks: nanoseconds of CPU per call, as one JSON object.
//!
//! ```text
//! tokentoll-bench SECONDS < target/bench/mix.json
//! ```
//!
//! `tests/bench/run.py` writes the mix, runs this beside other calculators and checks the totals. Every way
//! of asking must give the same totals, else there are no figures.

mod cpu;

use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use tokentoll::book::Listing;
use tokentoll::core::Compiled;
use tokentoll::{Amount, Ask, Meter, PriceBook, Terms, Usage, answer};

/// One request of the mix.
#[derive(serde::Deserialize)]
struct Case {
    seller: String,
    model: String,
    on: String,
    usage: serde_json::Map<String, Value>,
    /// The same usage as the provider reports it.
    report: Value,
}

fn main() -> Result<(), Box<dyn Error>> {
    let seconds: f64 = std::env::args().nth(1).ok_or("usage: tokentoll-bench SECONDS < MIX")?.parse()?;
    let mix: Vec<Case> = serde_json::from_reader(std::io::stdin().lock())?;
    let book = PriceBook::embedded();
    let terms = Terms::default();

    let asks = mix.iter().map(Case::ask).collect::<Result<Vec<_>, _>>()?;
    let planned: Vec<_> = mix.iter().map(|case| case.json("usage", json!(case.usage))).collect();
    let reported: Vec<_> = mix.iter().map(|case| case.json("report", case.report.clone())).collect();
    let requests = mix.iter().map(|case| case.resolved(book)).collect::<Result<Vec<_>, _>>()?;
    let cards = distinct(requests.iter().map(|(listing, _)| *listing));
    let compiled: Vec<_> = cards.iter().map(|l| l.card().compile_bills(&terms)).collect::<Result<_, _>>()?;
    let compiled_requests: Vec<_> = requests.iter().map(|(l, u)| (at(&cards, l, &compiled), *u)).collect();

    let totals: Vec<_> = asks.iter().map(|ask| ask.price(book).total()).collect();
    for (i, total) in totals.iter().enumerate() {
        let (listing, usage) = requests[i];
        let others = [
            listing.card().bill(&usage, &terms).ok().map(|quote| quote.total()),
            compiled_requests[i].0.total(&usage).ok(),
            answer(book, planned[i].as_bytes()).total(),
            answer(book, reported[i].as_bytes()).total(),
        ];
        if total.is_none() || others.iter().any(|other| other != total) {
            return Err(format!("{}: {total:?} differs from {others:?}", planned[i]).into());
        }
    }

    let ns = json!({
        "compiled_units": per_call(seconds, &compiled_requests, |(card, usage)| card.units(usage)),
        "compiled_total": per_call(seconds, &compiled_requests, |(card, usage)| card.total(usage)),
        "bill": per_call(seconds, &requests, |(listing, usage)| bill(listing, usage, &terms)),
        "price": per_call(seconds, &asks, |ask| ask.price(book)),
        "answer_usage": per_call(seconds, &planned, |text| answer(book, text.as_bytes()).to_json()),
        "answer_report": per_call(seconds, &reported, |text| answer(book, text.as_bytes()).to_json()),
    });
    let totals: Vec<_> = totals.iter().flatten().map(Amount::to_string).collect();
    println!(
        "{}",
        json!({ "version": env!("CARGO_PKG_VERSION"), "prices": book.version(), "ns": ns, "totals": totals })
    );
    Ok(())
}

/// A bill with its lines, and its total.
fn bill(listing: &Listing, usage: &Usage, terms: &Terms) -> Option<(tokentoll::core::Quote, Amount)> {
    let quote = listing.card().bill(usage, terms).ok()?;
    let total = quote.total();
    Some((quote, total))
}

/// Nanoseconds of CPU per call, over whole passes through the mix that together take at least `seconds`;
/// the shorter runs before that one are the warm-up.
fn per_call<T, R>(seconds: f64, mix: &[T], call: impl Fn(&T) -> R) -> f64 {
    let wanted = seconds * 1e9;
    let mut passes = 1.0_f64;
    loop {
        let started = cpu::nanoseconds();
        for _ in 0..passes as u64 {
            for item in mix {
                black_box(call(black_box(item)));
            }
        }
        let taken = cpu::nanoseconds() - started;
        if taken >= wanted {
            return taken / passes / mix.len() as f64;
        }
        passes = (passes * (1.1 * wanted / taken.max(1.0)).clamp(2.0, 16.0)).ceil();
    }
}

fn distinct<'b>(listings: impl Iterator<Item = &'b Listing>) -> Vec<&'b Listing> {
    let mut seen: Vec<&Listing> = Vec::new();
    for listing in listings {
        if !seen.iter().any(|l| std::ptr::eq(*l, listing)) {
            seen.push(listing);
        }
    }
    seen
}

fn at<'c>(cards: &[&Listing], listing: &Listing, compiled: &'c [Compiled<'c>]) -> &'c Compiled<'c> {
    let index = cards.iter().position(|l| std::ptr::eq(*l, listing));
    &compiled[index.unwrap_or_default()]
}

impl Case {
    fn usage(&self) -> Result<Usage, Box<dyn Error>> {
        self.usage.iter().try_fold(Usage::new(), |usage, (name, count)| {
            let meter: Meter = name.parse().map_err(|()| format!("no meter {name}"))?;
            Ok(usage.with(meter, serde_json::from_value(count.clone())?))
        })
    }

    fn ask(&self) -> Result<Ask, Box<dyn Error>> {
        Ok(Ask::new(&*self.model, self.on.parse()?).seller(&*self.seller).usage(self.usage()?))
    }

    fn resolved<'b>(&self, book: &'b PriceBook) -> Result<(&'b Listing, Usage), Box<dyn Error>> {
        Ok((book.find(Some(&self.seller), &self.model)?.on(self.on.parse()?)?, self.usage()?))
    }

    fn json(&self, member: &str, used: Value) -> String {
        json!({ "seller": self.seller, "model": self.model, "on": self.on, member: used }).to_string()
    }
}
