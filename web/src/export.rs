//! The bill for spreadsheets and for programs.

use crate::number::Count;
use crate::share;
use crate::state::State;
use crate::view::View;
use tokentoll::core::Rate;

/// The bill as CSV: UTF-8 with its mark, so that spreadsheets read Chinese; plain numbers; what could be taken
/// for a formula made plain.
pub fn csv(state: &State, view: &View) -> String {
    let mut rows = vec![row(&["item", "tokens", "list_rate", "factors", "rate", "amount", "currency"])];
    for bill in &view.bills {
        for line in &bill.rows {
            let factors = line.factors.iter().map(|(name, factor)| {
                factor.map_or(name.name().to_owned(), |factor| {
                    format!("{} x{}", name.name(), factor.normalize())
                })
            });
            let factors = factors.collect::<Vec<_>>().join("; ");
            let price = |rate: Rate| rate.price().to_string();
            let cells = [
                line.meter.name(),
                &line.count.to_string(),
                &price(line.list_rate),
                &factors,
                &price(line.rate),
                &line.amount.to_string(),
                view.currency.name(),
            ];
            rows.push(row(&cells));
        }
        for (meter, count) in &bill.unknown {
            rows.push(row(&[meter.name(), &count.to_string(), "", "", "", "", view.currency.name()]));
        }
        let total = if bill.unknown.is_empty() { bill.total.to_string() } else { String::new() };
        rows.push(row(&["total", &bill.tokens.to_string(), "", "", "", &total, view.currency.name()]));
    }
    if view.bills.is_empty() {
        rows.push(row(&["total", "", "", "", "", "", view.currency.name()]));
    }
    let (seller, model) = (&*state.place.seller, &*state.place.model);
    rows.push(row(&["model", &format!("{seller}/{model}"), "", "", "", "", ""]));
    rows.push(row(&["on", &state.place.day.to_string(), "", "", "", "", ""]));
    for piece in state.sent.pieces.iter() {
        let tokens = piece.tokens.map_or_else(String::new, |tokens| tokens.to_string());
        rows.push(row(&[&piece.name, &tokens, "", piece.skipped.as_deref().unwrap_or_default(), "", "", ""]));
    }
    format!("\u{feff}{}", rows.concat())
}

/// Everything as JSON, in the wire form, with the state that gives it again. Amounts are strings.
pub fn json(state: &State) -> String {
    let at = |pick: fn(Count) -> u32| {
        let planned = state.planned?;
        let usage = planned.usage_at(pick(planned.input), pick(planned.output));
        Some(state.place.ask(usage).price(state.prices.book()).to_json())
    };
    let or_null = |json: Option<String>| json.unwrap_or_else(|| "null".to_owned());
    let estimate = state.planned.filter(|p| !p.input.is_exact() || !p.output.is_exact()).map(|planned| {
        let range = |Count { tokens, low, high }| {
            format!("{{ \"tokens\": {tokens}, \"low\": {low}, \"high\": {high} }}")
        };
        format!(
            "{{\n    \"input\": {},\n    \"output\": {},\n    \"low\": {},\n    \"high\": {}\n  }}",
            range(planned.input),
            range(planned.output),
            or_null(at(|count| count.low)),
            or_null(at(|count| count.high)),
        )
    });
    format!(
        "{{\n  \"tokentoll\": 1,\n  \"state\": {},\n  \"prices\": {},\n  \"answer\": {},\n  \"estimate\": {}\n}}\n",
        quoted(&share::fragment(state)),
        quoted(&state.prices.book().version()),
        or_null(state.answer().map(|answer| answer.to_json())),
        or_null(estimate),
    )
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|e| unreachable!("a text is JSON: {e}"))
}

/// One line of RFC 4180.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| self::cell(cell)).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Action;
    use crate::told::{Piece, Told};
    use serde_json::Value;
    use tokentoll::PriceBook;

    fn state(link: &str) -> State {
        State::new("2026-11-25".parse().unwrap(), PriceBook::embedded()).after(Action::Link(link.to_owned()))
    }

    #[test]
    fn a_bill_for_spreadsheets() {
        let mut state = state("m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000");
        let piece = Piece {
            id: 1,
            name: "=cmd,\"x\".txt".into(),
            bytes: 9,
            tokens: Some(5),
            skipped: None,
            encoding: None,
            preview: String::new(),
        };
        let told = Told::Counted {
            last: true,
            pieces: vec![piece],
            tokens: 212_400,
            low: 212_400,
            high: 212_400,
            method: String::new(),
        };
        state = state.after(Action::Told(told));
        let csv = csv(&state, &state.view().unwrap());
        assert!(csv.starts_with("\u{feff}item,tokens,"));
        assert!(csv.contains("\r\ninput,212400,3,long_context x2,6,1.2744,USD\r\n"), "{csv}");
        assert!(csv.contains("\r\ntotal,212400,,,,1.3194,USD\r\n"));
        assert!(csv.contains("\r\n\"'=cmd,\"\"x\"\".txt\",5,"), "{csv}");
    }

    #[test]
    fn without_a_price_the_cell_is_empty() {
        let state = state("m=claude-sonnet-4-6&d=2025-01-01&in=5&out=5");
        assert!(csv(&state, &state.view().unwrap()).contains("\r\ntotal,,,,,,USD\r\n"));
    }

    #[test]
    fn a_part_without_a_price_leaves_its_cell_and_the_total_empty() {
        let state = self::state("m=claude-2.1&d=2024-01-01&in=100000&cr=50000&out=1000");
        let csv = csv(&state, &state.view().unwrap());
        let lines = ["input,50000,8,,8,0.4,USD", "cache_read,50000,,,,,USD", "total,100000,,,,,USD"];
        assert!(lines.iter().all(|line| csv.contains(&format!("\r\n{line}\r\n"))), "{csv}");
    }

    #[test]
    fn lines_sum_to_the_total_as_decimal_texts() {
        let state = state("m=claude-sonnet-4-5&d=2026-02-20&in=212400&lo=199656&hi=225144&out=2000&cr=1000");
        let value: Value = serde_json::from_str(&json(&state)).unwrap();
        for answer in [&value["answer"], &value["estimate"]["low"], &value["estimate"]["high"]] {
            let decimal = |value: &Value| value.as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
            let sum: rust_decimal::Decimal =
                answer["lines"].as_array().unwrap().iter().map(|l| decimal(&l["amount"])).sum();
            assert_eq!(sum, decimal(&answer["total"]));
        }
        assert!(!value.to_string().contains("\"total\":1"));
    }
}
