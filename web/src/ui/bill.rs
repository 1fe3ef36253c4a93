//! The bill: count, list rate, each factor, rate, amount.

use super::Page;
use super::markup::Hole;
use crate::show::{count, money, two_places};
use crate::speech;
use crate::text::Text;
use crate::view::{Bill, Row, View};
use tokentoll::Meter;
use tokentoll::core::Grouped;
use yew::Html;

/// The region.
pub(crate) fn region(page: Page<'_>, view: &View) -> Html {
    let empty =
        view.bills.is_empty().then(|| page.markup(r#"<p class="hint">{}</p>"#, [Text::BillEmpty.into()]));
    let several = view.bills.len() > 1;
    let tables: Vec<_> = view.bills.iter().map(|bill| table(page, view, bill, several)).collect();
    page.markup(
        r#"<section class="bill-region" aria-labelledby="bill-title">
            <h2 id="bill-title" tabindex="-1">{}</h2>
            <div data-testid="bill" class="bills">{}{}</div>
        </section>"#,
        [Text::Bill.into(), empty.into(), tables.into()],
    )
}

fn table(page: Page<'_>, view: &View, bill: &Bill, several: bool) -> Html {
    let mut rows: Vec<_> = bill.rows.iter().map(|line| row(page, view, line)).collect();
    let nothing = || Hole::from("—");
    rows.extend(bill.unknown.iter().map(|(meter, n)| line(page, *meter, None, *n, [nothing(), nothing()])));
    let total = money(bill.total, view.currency);
    let total = if bill.unknown.is_empty() { total } else { page.fill(Text::AtLeast, &[("cost", &total)]) };
    page.markup(
        r#"<table class="bill">
            <caption class={}>{}</caption>
            <thead><tr>
                <th scope="col">{}</th>
                <th scope="col" class="number">{}</th>
                <th scope="col" class="number">{}</th>
                <th scope="col" class="number">{}</th>
            </tr></thead>
            <tbody>{}</tbody>
            <tfoot><tr>
                <th scope="row" colspan="3">{}</th>
                <td class="number" data-testid="total">{}</td>
            </tr></tfoot>
        </table>"#,
        [
            (!several).then_some("hidden").into(),
            page.fill(Text::BillFor, &[("n", &count(bill.tokens))]).into(),
            Text::ColItem.into(),
            Text::ColTokens.into(),
            Text::ColRate.into(),
            Text::ColAmount.into(),
            rows.into(),
            Text::Total.into(),
            total.into(),
        ],
    )
}

fn row(page: Page<'_>, view: &View, row: &Row) -> Html {
    let span = row.span.map(|span| {
        let (from, to) = (Grouped(span.after + 1).to_string(), Grouped(span.upto).to_string());
        let span = page.fill(Text::Span, &[("from", &from), ("to", &to)]);
        page.markup(r#"<span class="detail">{}</span>"#, [span.into()])
    });
    let amounts = [rate(page, row).into(), money(row.amount, view.currency).into()];
    line(page, row.meter, span, row.count, amounts)
}

fn line(page: Page<'_>, meter: Meter, span: Option<Html>, tokens: u32, [rate, amount]: [Hole; 2]) -> Html {
    page.markup(
        r#"<tr data-meter={}>
            <th scope="row">{}{}</th>
            <td class="number">{}</td>
            <td class="number rate">{}</td>
            <td class="number amount">{}</td>
        </tr>"#,
        [meter.name().into(), speech::meter(meter).into(), span.into(), count(tokens).into(), rate, amount],
    )
}

/// `3.00 × 2 long context = 6.00`
fn rate(page: Page<'_>, row: &Row) -> Html {
    let list = two_places(row.list_rate.price());
    if row.factors.is_empty() {
        return page.markup("{}", [list.into()]);
    }
    let factors = row.factors.iter().map(|(name, factor)| {
        let factor = factor.map_or("→".to_owned(), |factor| format!("× {}", factor.normalize()));
        let holes = [format!(" {factor} ").into(), speech::factor(*name).into()];
        page.markup(r#"<span class="factor"><b>{}</b><i>{}</i></span>"#, holes)
    });
    let factors: Vec<_> = factors.collect();
    let rate = two_places(row.rate.price());
    page.markup(r#"{}{}<span class="result"> = {}</span>"#, [list.into(), factors.into(), rate.into()])
}
