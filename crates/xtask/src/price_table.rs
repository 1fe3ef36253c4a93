//! The prices as a plain table, for readers whose browser runs no scripts or no WASM.

use anyhow::{Context, Result};
use std::fmt::Write;
use tokentoll::{Day, Meter, PriceBook, Rate};

/// Every model that has a price and is not retired on the day the prices were last checked, seller by seller.
///
/// # Errors
/// Where the book has no entry at all.
pub(crate) fn html() -> Result<String> {
    let book = PriceBook::embedded();
    let version = book.version();
    let day: Day =
        version.split('+').next().and_then(|day| day.parse().ok()).context("an empty price book")?;
    let mut rows = String::new();
    for seller in book.sellers() {
        let mut of_seller = String::new();
        for model in seller.models() {
            if model.life().retired.is_some_and(|retired| retired <= day) {
                continue;
            }
            let Some(listing) =
                model.listings().take_while(|(from, _)| *from <= day).last().and_then(|(_, l)| l)
            else {
                continue;
            };
            let rate = |meter| {
                listing.card().rates().of(meter).map_or("–".to_owned(), |r: Rate| r.price().to_string())
            };
            let step = listing.card().tiers().map_or("–".to_owned(), |tiers| {
                let thresholds =
                    tiers.tiers().iter().map(|t| tokentoll::core::Grouped(t.threshold().into()).to_string());
                thresholds.collect::<Vec<_>>().join(", ")
            });
            let (input, output) = (rate(Meter::Input), rate(Meter::Output));
            let name = escaped(model.name());
            write!(of_seller, "<tr><th scope=row>{name}<td>{input}<td>{output}<td>{step}")?;
        }
        if !of_seller.is_empty() {
            let (name, currency) = (escaped(seller.name()), seller.currency());
            write!(
                rows,
                "<tbody><tr><th scope=rowgroup colspan=4>{name} ({currency})</tr>{of_seller}</tbody>"
            )?;
        }
    }
    Ok(format!(
        "<table><caption>Prices per million tokens on {day}, without options</caption><thead><tr><th scope=col>Model\
<th scope=col>Input<th scope=col>Output<th scope=col>Dearer above</thead>{rows}</table>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_a_step_and_both_currencies() {
        let html = html().unwrap();
        assert!(html.contains("<tr><th scope=row>Claude Haiku 5.5<td>0.1<td>"), "{html}");
        assert!(html.contains("<td>100,000"));
        assert!(html.contains("(CNY)") && html.contains("(USD)"));
        assert!(!html.contains("Claude 1<"), "retired");
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
    }
}
