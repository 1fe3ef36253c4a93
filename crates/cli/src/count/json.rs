//! A count as one JSON object.

use super::Count;
use super::facts::Market;
use super::read::Kind;
use serde_json::{Value, json};
use tokentoll::tokens::{Basis, TokenCount};
use tokentoll::wire::Answer;

/// The document that `--json` writes.
pub(super) fn document(count: &Count<'_>) -> Value {
    let files: Vec<Value> = count
        .files
        .iter()
        .map(|(file, counted)| {
            let mut entry = interval(count.counter.tallied(&counted.tally));
            entry["path"] = file.shown().into();
            entry["bytes"] = counted.bytes.into();
            match counted.kind {
                Kind::Text(encoding) => {
                    entry["kind"] = "text".into();
                    entry["encoding"] = encoding.name().into();
                }
                Kind::Image(pixels) => {
                    entry["kind"] = "image".into();
                    entry["pixels"] =
                        pixels.map_or(Value::Null, |pixels| json!([pixels.width, pixels.height]));
                }
                Kind::Pdf(pages) => {
                    entry["kind"] = "pdf".into();
                    entry["pages"] = pages.into();
                }
            }
            if !counted.notes.is_empty() {
                entry["notes"] = json!(counted.notes);
            }
            entry
        })
        .collect();
    let skipped: Vec<Value> =
        count.skipped.iter().map(|one| json!({ "path": one.path, "why": one.why })).collect();
    let (basis, method) = match count.total.basis {
        Basis::Exact { encoding } => ("exact", encoding.name().to_owned()),
        Basis::Estimated { method, .. } => ("estimated", method.to_owned()),
        Basis::Vocabulary { id, .. } => ("vocabulary", id.to_string()),
    };
    let mut document = json!({
        "model": count.model,
        "on": count.on.to_string(),
        "basis": basis,
        "method": method,
        "total": interval(count.total),
        "frame": count.counter.tallied(&count.frame).tokens,
        "files": files,
        "skipped": skipped,
    });
    if let Some(market) = &count.market {
        document["seller"] = market.found.seller.id().into();
        add_facts(&mut document, count.total, market);
    }
    if let Some(fit) = &count.fit {
        let out: Vec<Value> = fit.out.iter().map(|(at, _)| count.files[*at].0.shown().into()).collect();
        document["fit"] =
            json!({ "limit": fit.limit, "fits": fit.fits(), "leave_out": out, "left": interval(fit.left) });
    }
    document
}

/// Window, steps and cost.
pub(super) fn add_facts(document: &mut Value, total: TokenCount, market: &Market<'_>) {
    document["window"] = market.window().map_or(Value::Null, |window| {
        let mut facts = json!({ "tokens": window.tokens });
        if let Some((header, without)) = window.header {
            facts["header"] = header.into();
            facts["without"] = without.into();
        }
        facts
    });
    let steps = market.steps();
    let steps: Vec<Value> = steps
        .iter()
        .map(|step| {
            let name = if step.at_least { "at_least" } else { "above" };
            let signed = |tokens: u64| i128::from(step.longest()) - i128::from(tokens);
            let left = |tokens: u64| i64::try_from(signed(tokens)).unwrap_or(i64::MIN);
            json!({ name: step.threshold, "left": left(total.tokens), "left_at_least": left(total.high()) })
        })
        .collect();
    document["steps"] = steps.into();
    let cost = market.cost(total);
    let [low, likely, high] = &cost.answers;
    let amount = |answer: &Answer| answer.total().map(|amount| amount.to_string());
    let currency = likely.quote().map(|quote| quote.currency.clone());
    document["cost"] = json!({
        "currency": currency,
        "low": amount(low),
        "likely": amount(likely),
        "high": amount(high),
        "ask": {
            "seller": market.found.seller.id(),
            "model": market.found.model.id(),
            "on": market.on.to_string(),
            "usage": { "input": total.tokens },
        },
    });
}

/// `tokens`, `low` and `high`.
pub(super) fn interval(count: TokenCount) -> Value {
    json!({ "tokens": count.tokens, "low": count.low(), "high": count.high() })
}
