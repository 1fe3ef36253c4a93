//! What else could be done: a table of ways, the request as it is on top.

use super::field::field;
use super::{Plan, name};
use crate::planning::whatif::{Row, Side, WhatIf};
use crate::planning::{Action, Column, Slot};
use crate::show::{count, money, percent, short, sign, two_places};
use crate::speech;
use crate::text::PlanText;
use crate::ui::between;
use rust_decimal::Decimal;
use tokentoll::core::{Grouped, Unpriced};
use tokentoll::plan::PlanError;
use tokentoll::plan::advise::Change;
use tokentoll::plan::compare::Counted;
use tokentoll::plan::conversation::Caching;
use tokentoll::{Amount, Currency};
use yew::prelude::*;

/// Other models that are shown unasked.
const SHOWN: usize = 8;

/// The region.
pub(super) fn region(plan: Plan<'_>, whatif: &Result<Option<WhatIf>, PlanError>) -> Html {
    let inside = super::answered(plan, whatif, PlanText::WhatIfEmpty, |whatif| asked(plan, whatif));
    html! {
        <section class="whatif" aria-labelledby="whatif-title" data-testid="whatif">
            <h2 id="whatif-title">{ plan.say(PlanText::WhatIf) }</h2>
            { inside }
        </section>
    }
}

/// What is read out after a change: the first way.
pub(super) fn said(plan: Plan<'_>, whatif: &Result<Option<WhatIf>, PlanError>) -> String {
    let Ok(Some(whatif)) = whatif else { return String::new() };
    let first = whatif
        .rows
        .first()
        .and_then(|row| Some(format!("{} {}", way_name(plan, row), money(row.cost?, whatif.currency))));
    first.unwrap_or_default()
}

fn asked(plan: Plan<'_>, whatif: &WhatIf) -> Html {
    let every = plan.planning.every_seller;
    let intro = match whatif.times {
        1 => plan.say(PlanText::ForOne).to_owned(),
        n => plan.fill(PlanText::ForMany, &[("n", &count(n))]),
    };
    html! {
        <>
            <p class="intro">{ intro }</p>
            <div class="asks">
                { field(plan, Slot::Times, "times", PlanText::Times) }
                { field(plan, Slot::Every, "every", PlanText::Every) }
                { field(plan, Slot::Prefix, "prefix", PlanText::Prefix) }
                { field(plan, Slot::Shared, "shared", PlanText::Shared) }
            </div>
            <label class="toggle">
                <input type="checkbox" data-testid="every-seller" checked={every} onchange={plan.on(move || Action::EverySeller(!every))} />
                { plan.say(PlanText::EverySeller) }
            </label>
            { table(plan, whatif) }
            { for whatif.break_even.iter().map(|even| {
                let money = |amount| money(amount, whatif.currency);
                let n = even.from.map(count).unwrap_or_default();
                let (plain, write, read) = (money(even.plain), money(even.write), money(even.read));
                let slots = [("cache", plan.say(cache(even.cache))), ("n", &n), ("plain", &plain), ("write", &write), ("read", &read)];
                let text = if even.from.is_some() { PlanText::BreakEven } else { PlanText::BreakNever };
                html! { <p class="hint" data-testid="break-even">{ plan.fill(text, &slots) }</p> }
            }) }
            { notes(plan, whatif) }
        </>
    }
}

fn table(plan: Plan<'_>, whatif: &WhatIf) -> Html {
    let all = plan.planning.all;
    let mut others = 0;
    let shown = whatif.rows.iter().filter(|row| {
        let is_other = row.model.is_some() || row.seller.is_some();
        others += usize::from(is_other);
        all || !is_other || others <= SHOWN
    });
    let shown: Vec<&Row> = shown.collect();
    let hidden = whatif.rows.len() - shown.len();
    html! {
        <>
            if plan.planning.can_undo {
                <p class="trim">
                    { plan.say(PlanText::Taken) }
                    <button type="button" data-testid="undo-way" onclick={Callback::from(|_: MouseEvent| between::tell("undo", ""))}>
                        { plan.page.say(crate::text::Text::Undo) }
                    </button>
                </p>
            }
            <table class="ways">
                <caption class="hidden">{ plan.say(PlanText::WhatIf) }</caption>
                <thead>
                    <tr>
                        { header(plan, Column::Change, PlanText::ColChange, "") }
                        { header(plan, Column::Tokens, PlanText::ColPrompt, "number") }
                        <th scope="col">{ plan.say(PlanText::ColStep) }</th>
                        <th scope="col">{ plan.say(PlanText::ColFits) }</th>
                        { header(plan, Column::Cost, PlanText::ColCost, "number") }
                        <th scope="col" class="number">{ plan.say(PlanText::ColDifference) }</th>
                        <td><span class="hidden">{ plan.say(PlanText::ColUse) }</span></td>
                    </tr>
                </thead>
                <tbody>
                    { row(plan, whatif, &whatif.now, true) }
                    { for shown.into_iter().map(|way| row(plan, whatif, way, false)) }
                </tbody>
            </table>
            if hidden > 0 || all {
                <p>
                    <button type="button" data-testid="all-ways" aria-expanded={all.to_string()} onclick={plan.on(move || Action::All(!all))}>
                        { if all {
                            plan.say(PlanText::ShowFewer).to_owned()
                        } else {
                            plan.fill(PlanText::ShowAll, &[("n", &whatif.rows.len().to_string())])
                        } }
                    </button>
                </p>
            }
        </>
    }
}

fn header(plan: Plan<'_>, column: Column, text: PlanText, class: &'static str) -> Html {
    let order = plan.planning.order;
    let sorted = (order.column == column).then_some(if order.ascending { "ascending" } else { "descending" });
    let sign = match sorted {
        Some("ascending") => " ▲",
        Some(_) => " ▼",
        None => "",
    };
    html! {
        <th scope="col" {class} aria-sort={sorted}>
            <button type="button" class="sort" onclick={plan.on(move || Action::Sort(column))}>
                { plan.say(text) }<span aria-hidden="true">{ sign }</span>
            </button>
        </th>
    }
}

fn row(plan: Plan<'_>, whatif: &WhatIf, row: &Row, is_now: bool) -> Html {
    let lang = plan.page.lang();
    let way = if is_now { plan.say(PlanText::Now).to_owned() } else { way_name(plan, row) };
    let is_over = row.window.is_some_and(|window| row.tokens.likely > u64::from(window));
    let used = row.apply.clone().map(|fragment| {
        let onclick = Callback::from(move |_: MouseEvent| between::tell("apply", &fragment));
        let label = plan.fill(PlanText::UseWay, &[("way", &way)]);
        html! { <button type="button" class="use" aria-label={label} {onclick}>{ plan.say(PlanText::Use) }</button> }
    });
    let saves = row.difference.is_some_and(|difference| difference < Decimal::ZERO);
    let key = if is_now { "now".to_owned() } else { key(row) };
    html! {
        <tr
            key={key.clone()} data-testid="way" data-way={key} aria-current={is_now.then_some("true")}
            class={classes!(is_now.then_some("now"), is_over.then_some("out"))}
        >
            <th scope="row">
                <span class="way">{ way }</span>
                { for brief(plan, row).map(|brief| html! { <span class="detail">{ brief }</span> }) }
                { best(plan, whatif, row) }
            </th>
            <td class="number tokens" data-label={plan.say(PlanText::ColPrompt)}>{ tokens(plan, row) }</td>
            <td class="side">{ match row.step {
                Side::None => html! { <span class="none">{ plan.say(PlanText::NoneWord) }</span> },
                Side::Below(step) => html! { { plan.fill(PlanText::BelowStep, &[("step", &short(step, lang))]) } },
                Side::Over(step) => html! { <span class="over">{ "↑ " }{ plan.fill(PlanText::OverStep, &[("step", &short(step, lang))]) }</span> },
            } }</td>
            <td class={classes!("fits", row.window.map(|_| if is_over { "no" } else { "yes" }))}>{ match row.window {
                None => html! { "—" },
                Some(window) => html! {
                    <>
                        <span class="hidden">{ plan.say(if is_over { PlanText::FitsNot } else { PlanText::Fits }) }{ " " }</span>
                        { short(window, lang) }
                    </>
                },
            } }</td>
            <td class="number cost-cell" data-testid="way-cost">{ cost(plan, whatif, row) }</td>
            <td class={classes!("number", "difference", saves.then_some("saves"))} data-testid="way-difference">
                if !is_now {
                    { difference(whatif, row) }
                }
            </td>
            <td class="act">{ for used }</td>
        </tr>
    }
}

/// A name that stays the same while amounts change.
fn key(row: &Row) -> String {
    let changes = row.changes.iter().map(|change| change.name());
    let parts = changes.map(str::to_owned).chain(row.model.clone()).chain(row.seller.clone());
    let later = row.later_call.then(|| "later".to_owned());
    parts.chain(later).collect::<Vec<_>>().join("+").replace(' ', "-").to_lowercase()
}

/// `Batch + Trim 12,400 tokens`, `Claude Haiku 4.5`, `Claude Sonnet 4.5 at Amazon Bedrock`.
fn way_name(plan: Plan<'_>, row: &Row) -> String {
    let mut parts: Vec<String> = row.model.iter().cloned().collect();
    if let Some(seller) = &row.seller {
        match parts.last_mut() {
            Some(model) => *model = format!("{model} · {seller}"),
            None => parts.push(plan.fill(PlanText::AtSeller, &[("seller", seller)])),
        }
    }
    parts.extend(row.changes.iter().filter_map(|change| name::change(plan, *change)));
    let joined = parts.join(" + ");
    if row.later_call { name::comma(plan, &joined, plan.say(PlanText::LaterCall)) } else { joined }
}

/// What it asks of latency, quality or work, in a few words.
fn brief<'p>(plan: Plan<'p>, row: &'p Row) -> impl Iterator<Item = String> {
    let words: Vec<&str> =
        row.changes.iter().filter_map(|change| name::brief(*change)).map(|text| plan.say(text)).collect();
    (!words.is_empty()).then(|| words.join(" · ")).into_iter()
}

fn best(plan: Plan<'_>, whatif: &WhatIf, row: &Row) -> Html {
    let Some((changes, amount)) = &row.best else { return Html::default() };
    let ways: Vec<String> = changes.iter().filter_map(|change| name::elsewhere(plan, *change)).collect();
    let slots = [("ways", &*ways.join(" + ")), ("cost", &money(*amount, whatif.currency))];
    html! { <span class="detail best">{ plan.fill(PlanText::BestThere, &slots) }</span> }
}

fn tokens(plan: Plan<'_>, row: &Row) -> Html {
    let is_split = row.changes.iter().any(|change| matches!(change, Change::Split { .. }));
    let likely = Grouped(row.tokens.likely).to_string();
    let badge = match row.tokens.counted {
        Counted::Scaled(ratio) => Some(plan.fill(PlanText::Ratio, &[("n", &ratio.likely().to_string())])),
        Counted::Assumed => Some(plan.say(PlanText::Assumed).to_owned()),
        _ => None,
    };
    html! {
        <>
            { likely }
            if is_split {
                { format!(" × {}", Grouped(row.requests)) }
            }
            if let Some((low, high)) = row.tokens.ends {
                <span class="detail">{ format!("{}–{}", Grouped(low), Grouped(high)) }</span>
            }
            if let Some(badge) = badge {
                <span class="badge">{ badge }</span>
            }
        </>
    }
}

fn cost(plan: Plan<'_>, whatif: &WhatIf, row: &Row) -> Html {
    let own = row.own.map(|(amount, currency)| money(amount, currency));
    match (row.cost, own, &row.refused) {
        (Some(cost), own, _) => html! {
            <>
                { money(cost, whatif.currency) }
                if let Some(own) = own {
                    <span class="detail">{ format!("≈ {own}") }</span>
                }
                if let Some([Some(low), Some(high)]) = row.ends.filter(|[low, high]| low != high) {
                    <span class="detail">{ range(low, high, row.own.map_or(whatif.currency, |(_, own)| own)) }</span>
                }
            </>
        },
        (None, Some(own), _) => html! { { own } },
        (None, None, Some(Unpriced::OverWindow { .. })) => {
            html! { <span class="none">{ plan.page.say(crate::text::Text::NotAccepted) }</span> }
        }
        (None, None, Some(why)) => {
            html! { <>{ "— " }<span class="none">{ speech::unpriced(why, plan.page.lang()) }</span></> }
        }
        (None, None, None) => {
            html! { <>{ "— " }<span class="none">{ plan.page.say(crate::text::Text::PriceUnknown) }</span></> }
        }
    }
}

fn range(low: Amount, high: Amount, currency: Currency) -> String {
    format!("{}–{}", money(low, currency), money(high, currency))
}

/// `−$0.6894` and `−52 %`.
fn difference(whatif: &WhatIf, row: &Row) -> Html {
    let Some(difference) = row.difference else { return html! { "—" } };
    let before = match difference {
        nothing if nothing.is_zero() => "±",
        less if less < Decimal::ZERO => "−",
        _ => "+",
    };
    let size = difference.abs();
    let now = whatif.now.cost.map(|now| now.decimal()).filter(|now| !now.is_zero());
    html! {
        <>
            { format!("{before}{}{}", sign(whatif.currency), two_places(size)) }
            if let (Some(now), false) = (now, size.is_zero()) {
                <span class="share">{ format!("{before}{} %", percent(size, now)) }</span>
            }
        </>
    }
}

/// What the rows could not say in full.
fn notes(plan: Plan<'_>, whatif: &WhatIf) -> Html {
    let mut texts: Vec<PlanText> = Vec::new();
    let mut add = |text: PlanText| {
        if !texts.contains(&text) {
            texts.push(text);
        }
    };
    for row in &whatif.rows {
        row.changes.iter().filter_map(|change| name::asks(*change)).for_each(&mut add);
        match row.tokens.counted {
            Counted::Scaled(_) => add(PlanText::AskTokens),
            Counted::Assumed => add(PlanText::AskAssumed),
            _ => {}
        }
        if row.own.is_some() && row.cost.is_none() {
            add(PlanText::AskExchange);
        }
    }
    html! {
        <details class="as-table">
            <summary>{ plan.say(PlanText::Asks) }</summary>
            <ul>{ for texts.into_iter().map(|text| html! { <li>{ plan.say(text) }</li> }) }</ul>
        </details>
    }
}

/// The name of a cache.
pub(super) const fn cache(cache: Caching) -> PlanText {
    match cache {
        Caching::None => PlanText::CacheNone,
        Caching::Minutes5 => PlanText::Cache5m,
        Caching::Hour1 => PlanText::Cache1h,
    }
}
