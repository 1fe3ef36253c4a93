//! The bill: count, list rate, each factor, rate, amount.

use super::Page;
use crate::show::{count, money, two_places};
use crate::speech;
use crate::text::Text;
use crate::view::{Bill, Row, View};
use tokentoll::core::Grouped;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>, view: Option<&View>) -> Html {
    let Some(view) = view else { return Html::default() };
    let several = view.bills.len() > 1;
    html! {
        <section class="bill-region" aria-labelledby="bill-title">
            <h2 id="bill-title" tabindex="-1">{ page.say(Text::Bill) }</h2>
            <div data-testid="bill" class="bills">
                if view.bills.is_empty() {
                    <p class="hint">{ page.say(Text::BillEmpty) }</p>
                }
                { for view.bills.iter().map(|bill| table(page, view, bill, several)) }
            </div>
        </section>
    }
}

fn table(page: Page<'_>, view: &View, bill: &Bill, several: bool) -> Html {
    let caption = page.fill(Text::BillFor, &[("n", &count(bill.tokens))]);
    html! {
        <table class="bill">
            <caption class={classes!((!several).then_some("hidden"))}>{ caption }</caption>
            <thead>
                <tr>
                    <th scope="col">{ page.say(Text::ColItem) }</th>
                    <th scope="col" class="number">{ page.say(Text::ColTokens) }</th>
                    <th scope="col" class="number">{ page.say(Text::ColRate) }</th>
                    <th scope="col" class="number">{ page.say(Text::ColAmount) }</th>
                </tr>
            </thead>
            <tbody>{ for bill.rows.iter().map(|line| row(page, view, line)) }</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="3">{ page.say(Text::Total) }</th>
                    <td class="number" data-testid="total">{ money(bill.total, view.currency) }</td>
                </tr>
            </tfoot>
        </table>
    }
}

fn row(page: Page<'_>, view: &View, row: &Row) -> Html {
    let span = row.span.map(|span| {
        let (from, to) = (Grouped(span.after + 1).to_string(), Grouped(span.upto).to_string());
        page.fill(Text::Span, &[("from", &from), ("to", &to)])
    });
    html! {
        <tr data-meter={row.meter.name()}>
            <th scope="row">
                { page.say(speech::meter(row.meter)) }
                if let Some(span) = span {
                    <span class="detail">{ span }</span>
                }
            </th>
            <td class="number">{ count(row.count) }</td>
            <td class="number rate">{ rate(page, row) }</td>
            <td class="number amount">{ money(row.amount, view.currency) }</td>
        </tr>
    }
}

/// `3.00 × 2 long context = 6.00`
fn rate(page: Page<'_>, row: &Row) -> Html {
    let list = two_places(row.list_rate.price());
    if row.factors.is_empty() {
        return html! { { list } };
    }
    html! {
        <>
            { list }
            { for row.factors.iter().map(|(name, factor)| {
                let name = page.say(speech::factor(*name));
                let factor = factor.map_or("→".to_owned(), |factor| format!("× {}", factor.normalize()));
                html! { <span class="factor"><b>{ format!(" {factor} ") }</b><i>{ name }</i></span> }
            }) }
            <span class="result">{ format!(" = {}", two_places(row.rate.price())) }</span>
        </>
    }
}
