//! Anthropic's [cost report](https://docs.claude.com/en/api/admin-api/usage-cost/get-cost-report): what was
//! billed, by day. Amounts are decimal texts **in cents**.

use super::record::Fault;
use super::split::Values;
use super::tree;
use crate::json::{Json, Object};
use jiff::Timestamp;
use tokentoll_core::plain_decimal;

/// One line of a cost report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// The start of its day, UTC.
    pub from: Timestamp,
    /// The amount in cents, a plain decimal.
    pub cents: String,
    /// The currency.
    pub currency: String,
    /// `tokens`, `web_search`, `code_execution`, `session_usage`; null where the report was not grouped.
    pub cost_type: Option<String>,
    /// Which tokens.
    pub token_type: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// `standard` or `batch`.
    pub service_tier: Option<String>,
    /// What stands on the bill.
    pub description: Option<String>,
    /// The workspace; null is the default one.
    pub workspace: Option<String>,
}

/// Reads pages of a cost report, one after the other. A line that stands on two pages counts once. Where no page is
/// the last one, what is there is no whole bill.
///
/// # Errors
/// The first [`Fault`]: a bill that cannot be read whole cannot be compared.
///
/// ```
/// let page = br#"{"data":[{"starting_at":"2026-02-20T00:00:00Z","ending_at":"2026-02-21T00:00:00Z","results":[
///   {"amount":"123.5","currency":"USD","cost_type":"tokens","model":"claude-opus-5","token_type":"output_tokens"}]}]}"#;
/// let lines = tokentoll_usage::log::cost_report(page).unwrap();
/// assert_eq!((lines[0].cents.as_str(), lines[0].model.as_deref()), ("123.5", Some("claude-opus-5")));
/// ```
pub fn cost_report(text: &[u8]) -> Result<Vec<CostLine>, Fault> {
    let mut lines: Vec<(Option<String>, CostLine)> = Vec::new();
    let mut values = Values::default();
    let mut from = 0;
    // Whether there are more than one page says, and whether another is the last.
    let (mut more, mut last) = (false, false);
    loop {
        let rest = text.get(from..).unwrap_or_default();
        let end = values.end_in(rest);
        let piece = Values::trim(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default());
        if let Some(page) = tree::object(piece)? {
            read_page(&page, &mut lines)?;
            match page.at(&["has_more"]) {
                Some(Json::Bool(true)) => more = true,
                _ => last = true,
            }
        }
        match end {
            Some(end) => from += end,
            None => break,
        }
    }
    if more && !last {
        let message = "met only pages that say has_more, expected the last one, too: next_page asks for it";
        return Err(Fault::new("bad_usage", message));
    }
    let mut unique: Vec<CostLine> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (key, line) in lines {
        if key.is_none_or(|key| seen.insert(key)) {
            unique.push(line);
        }
    }
    Ok(unique)
}

fn read_page(page: &Object, lines: &mut Vec<(Option<String>, CostLine)>) -> Result<(), Fault> {
    let Some(Json::List(_)) = page.at(&["data"]) else {
        return Err(Fault::new("bad_usage", "met no data, expected the pages of a cost report"));
    };
    for bucket in page.objects_at("data") {
        let bucket = bucket?;
        let Some(from) = bucket.time_at(&["starting_at"])? else {
            return Err(Fault::new("bad_time", "met a bucket without starting_at"));
        };
        for result in bucket.objects_at("results") {
            let result = result?;
            let line = line(from, result)?;
            // The whole line tells it apart: one that is told twice was paged twice.
            let key = format!("{from}|{}", Json::Object(result.clone()));
            lines.push((Some(key), line));
        }
    }
    Ok(())
}

fn line(from: Timestamp, result: &Object) -> Result<CostLine, Fault> {
    let text = |key: &str| result.text_at(&[key]).map(|text| text.into_owned());
    let cents = match result.at(&["amount"]) {
        // What is taken back stands on a bill, too.
        Some(Json::Text(text)) if plain_decimal(text.strip_prefix('-').unwrap_or(text)).is_ok() => {
            text.clone()
        }
        Some(Json::Text(text)) => {
            let text = crate::json::short(text);
            return Err(Fault::new(
                "bad_number",
                format!("amount: met `{text}`, expected a decimal in cents"),
            ));
        }
        met => {
            let met = met.map_or_else(|| "nothing".to_owned(), crate::json::met);
            return Err(Fault::new(
                "bad_number",
                format!("amount: met {met}, expected a decimal in cents, as text"),
            ));
        }
    };
    Ok(CostLine {
        from,
        cents,
        currency: text("currency").unwrap_or_else(|| "USD".to_owned()),
        cost_type: text("cost_type"),
        token_type: text("token_type"),
        model: text("model"),
        service_tier: text("service_tier"),
        description: text("description"),
        workspace: text("workspace_id"),
    })
}
