//! Tables as CSV.

use tokentoll::Meter;
use tokentoll::ledger::{COLUMNS, FocusRow, Money, Summary};

/// Groups: their key, requests, counts, amounts. A group of two currencies has two rows.
pub(crate) fn summary(summary: &Summary) -> String {
    let meters: Vec<Meter> =
        Meter::ALL.into_iter().filter(|meter| summary.total.counts.contains_key(meter)).collect();
    let with_what_if = !summary.total.what_if.is_empty();
    let mut rows = Vec::new();
    let mut titles = summary.by.clone();
    titles.extend(["requests", "not_priced", "long_context"].map(str::to_owned));
    titles.extend(meters.iter().map(|meter| meter.name().to_owned()));
    titles.extend(["amount", "currency"].map(str::to_owned));
    titles.extend(with_what_if.then(|| "what_if".to_owned()));
    rows.push(titles);
    for group in &summary.groups {
        let none = [None];
        let several: Vec<Option<&Money>> = group.amounts.iter().map(Some).collect();
        let amounts = if several.is_empty() { &none[..] } else { &several };
        for (i, money) in amounts.iter().enumerate() {
            let mut row = group.key.clone();
            // Counts stand once, so that a column can be summed.
            let once = |count: u64| if i == 0 { count.to_string() } else { String::new() };
            row.extend([group.requests, group.not_priced, group.long_context].map(once));
            row.extend(meters.iter().map(|meter| once(group.counts.get(meter).copied().unwrap_or(0))));
            row.push(money.map_or_else(String::new, |money| money.amount.to_string()));
            row.push(money.map_or_else(String::new, |money| money.currency.name().to_owned()));
            if with_what_if {
                let other =
                    money.and_then(|money| group.what_if.iter().find(|o| o.currency == money.currency));
                row.push(other.map_or_else(String::new, |other| other.amount.to_string()));
            }
            rows.push(row);
        }
    }
    written(rows.iter().map(|row| row.iter().map(String::as_str).collect()))
}

/// Rows of FOCUS under their titles.
pub(crate) fn focus(rows: &[FocusRow]) -> String {
    let titles = std::iter::once(COLUMNS.to_vec());
    written(titles.chain(rows.iter().map(|row| row.0.iter().map(String::as_str).collect())))
}

/// Rows by [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), with line feeds only.
fn written<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut text = String::new();
    for row in rows {
        for (i, cell) in row.into_iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must() {
        assert_eq!(written([vec!["a", "b,c", "d\"e", ""]].into_iter()), "a,\"b,c\",\"d\"\"e\",\n");
    }
}
