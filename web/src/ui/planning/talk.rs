//! A conversation: its fields, what each strategy costs, the drawing of one, and its turns.

use super::field::field;
use super::{Plan, name, whatif::cache};
use crate::chart::Coordinate;
use crate::planning::geometry::Drawing;
use crate::planning::talk::{Billed, Kept, Part, Talk};
use crate::planning::{Action, Keeping, Slot};
use crate::show::{at_axis, count, money, percent, short, sign, two_places};
use crate::speech;
use crate::text::PlanText;
use rust_decimal::Decimal;
use tokentoll::Currency;
use tokentoll::core::Grouped;
use tokentoll::plan::PlanError;
use tokentoll::plan::conversation::{AtLimit, Caching};
use yew::prelude::*;

/// Turns that are listed unasked.
const LISTED: usize = 100;

/// The region.
pub(super) fn region(plan: Plan<'_>, talk: &Result<Option<Talk>, PlanError>) -> Html {
    let told = super::answered(plan, talk, PlanText::WhatIfUnpriced, |talk| told(plan, talk));
    let strategies = talk.as_ref().ok().and_then(Option::as_ref).map(|talk| strategies(plan, talk));
    html! {
        <section class="convo" aria-labelledby="convo-title" data-testid="convo">
            <h2 id="convo-title">{ plan.say(PlanText::Convo) }</h2>
            <p class="intro">{ plan.say(PlanText::ConvoIntro) }</p>
            <div class="sides">
                <div class="side-given">
                    <div class="asks">
                        { field(plan, Slot::Start, "start", PlanText::Start) }
                        { field(plan, Slot::User, "user", PlanText::User) }
                        { field(plan, Slot::Answer, "answer", PlanText::Answer) }
                        { field(plan, Slot::Thinking, "thinking", PlanText::Thinking) }
                        { field(plan, Slot::Turns, "turns", PlanText::Turns) }
                        { field(plan, Slot::Pause, "pause", PlanText::Pause) }
                        { field(plan, Slot::Limit, "limit", PlanText::Limit) }
                        { field(plan, Slot::Summary, "summary", PlanText::Summary) }
                    </div>
                    { for strategies }
                </div>
                <div class="side-told">{ told }</div>
            </div>
        </section>
    }
}

/// What is read out after a change.
pub(super) fn said(plan: Plan<'_>, talk: &Result<Option<Talk>, PlanError>) -> String {
    let Ok(Some(talk)) = talk else { return String::new() };
    format!("{} {}", total(plan, talk), crossing(plan, talk))
}

/// A table whose rows are the choices of what is drawn.
fn strategies(plan: Plan<'_>, talk: &Talk) -> Html {
    let first =
        talk.rows.first().filter(|kept| kept.run.ended.is_none()).map(|kept| kept.run.total.decimal());
    html! {
        <table class="strategies">
            <caption class="hidden">{ plan.say(PlanText::Strategy) }</caption>
            <thead>
                <tr>
                    <th scope="col">{ plan.say(PlanText::Strategy) }</th>
                    <th scope="col" class="number">{ plan.say(PlanText::ColTotal) }</th>
                    <th scope="col" class="number">{ plan.say(PlanText::ColPerTurn) }</th>
                    <th scope="col">{ plan.say(PlanText::ColCrosses) }</th>
                </tr>
            </thead>
            <tbody>{ for talk.rows.iter().enumerate().map(|(i, kept)| strategy(plan, talk, i, kept, first)) }</tbody>
        </table>
    }
}

fn strategy(plan: Plan<'_>, talk: &Talk, i: usize, kept: &Kept, first: Option<Decimal>) -> Html {
    let keeping = kept.keeping;
    let run = &kept.run;
    let crosses = match (run.crosses, &run.ended) {
        (_, Some((turn, _))) => plan.fill(PlanText::RefusedAt, &[("t", &turn.to_string())]),
        (Some(turn), None) => plan.fill(PlanText::TurnShort, &[("t", &turn.to_string())]),
        (None, None) => plan.say(PlanText::Never).to_owned(),
    };
    let turns = u32::try_from(run.turns.len()).unwrap_or(u32::MAX);
    let share = first.filter(|first| i > 0 && !first.is_zero() && run.ended.is_none()).and_then(|first| {
        let less = first.checked_sub(run.total.decimal())?;
        let before = if less > Decimal::ZERO { "−" } else { "+" };
        Some(format!("{before}{} %", percent(less.abs(), first)))
    });
    html! {
        <tr data-testid="strategy" data-strategy={keeping.name()} class={classes!((i == talk.shown).then_some("chosen"))}>
            <th scope="row">
                <label class="choice">
                    <input
                        type="radio" name="strategy" value={keeping.name()} checked={i == talk.shown}
                        onchange={plan.on(move || Action::Keep(keeping))}
                    />
                    <span>
                        { strategy_name(plan, talk, kept) }
                        if talk.cheapest == Some(i) {
                            <span class="badge">{ plan.say(PlanText::Cheapest) }</span>
                        }
                    </span>
                </label>
            </th>
            <td class="number" data-testid="strategy-total">
                if turns > 0 {
                    { money(run.total, talk.currency) }
                } else {
                    { "—" }
                }
                if let Some(share) = share {
                    <span class="detail">{ share }</span>
                }
            </td>
            <td class="number">{ per_turn(run.total.decimal(), turns, talk.currency) }</td>
            <td>{ crosses }</td>
        </tr>
    }
}

/// The mean of the turns, rounded where it does not end.
fn per_turn(total: Decimal, turns: u32, currency: Currency) -> String {
    let Some(mean) = total.checked_div(Decimal::from(turns)) else { return "—".to_owned() };
    let rounded = mean.round_dp(4);
    let about = if rounded == mean { "" } else { "≈" };
    format!("{about}{}{}", sign(currency), two_places(rounded))
}

fn strategy_name(plan: Plan<'_>, talk: &Talk, kept: &Kept) -> String {
    let limit = short(talk.limit, plan.page.lang());
    let what = match kept.keeping {
        Keeping::NoCache | Keeping::Minutes5 | Keeping::Hour1 => {
            return plan.say(cache(kept.run.strategy.cache)).to_owned();
        }
        Keeping::Compact => plan.fill(PlanText::Compact, &[("n", &limit)]),
        Keeping::Restart => plan.fill(PlanText::Restart, &[("n", &limit)]),
    };
    match kept.run.strategy.cache {
        Caching::None => what,
        with => name::comma(plan, &what, plan.say(cache(with))),
    }
}

fn told(plan: Plan<'_>, talk: &Talk) -> Html {
    let kept = talk.drawn();
    let run = &kept.run;
    let total_for = total(plan, talk);
    let has_thinking = plan.planning.number(Slot::Thinking) > 0;
    if talk.billed.is_empty() {
        return html! { <p class="ended">{ ended(plan, talk) }</p> };
    }
    html! {
        <>
            <p class="headline" data-testid="convo-total">{ total_for.clone() }</p>
            <p class="crossing" data-testid="crossing">{ crossing(plan, talk) }</p>
            if run.ended.is_some() {
                <p class="ended">{ ended(plan, talk) }</p>
            }
            if let Some(turn) = run.needs_header {
                <p class="hint">{ plan.fill(PlanText::NeedsHeader, &[("t", &turn.to_string())]) }</p>
            }
            if has_thinking {
                <p class="hint">{ plan.say(if talk.thinking_kept { PlanText::ThinkingKept } else { PlanText::ThinkingGone }) }</p>
            }
            { legend(plan, talk) }
            { drawing(plan, talk, &total_for) }
            { every_turn(plan, talk) }
        </>
    }
}

/// Where the seller would refuse a turn, and why.
fn ended(plan: Plan<'_>, talk: &Talk) -> Html {
    let run = &talk.drawn().run;
    let Some((turn, why)) = &run.ended else { return Html::default() };
    let turn = turn.to_string();
    let told = match talk.billed.last() {
        None => plan.fill(PlanText::EndedAtOnce, &[("t", &turn)]),
        Some(_) => plan.fill(PlanText::Ended, &[("t", &turn), ("cost", &money(run.total, talk.currency))]),
    };
    html! { <>{ told }<span class="detail">{ speech::unpriced(why, plan.page.lang()) }</span></> }
}

fn total(plan: Plan<'_>, talk: &Talk) -> String {
    let run = &talk.drawn().run;
    let cost = money(run.total, talk.currency);
    match u32::try_from(run.turns.len()).unwrap_or(u32::MAX) {
        1 => plan.fill(PlanText::TotalForOne, &[("cost", &cost)]),
        turns => plan.fill(PlanText::TotalFor, &[("n", &count(turns)), ("cost", &cost)]),
    }
}

fn crossing(plan: Plan<'_>, talk: &Talk) -> String {
    let Some(step) = talk.step else { return plan.page.say(crate::text::Text::NoStep).to_owned() };
    let step = short(step, plan.page.lang());
    let run = &talk.drawn().run;
    match run.crosses {
        Some(turn) => {
            let crosses = crosses(plan, turn, &step);
            let later = run.turns_in_tier().to_string();
            plan.fill(PlanText::CrossesLater, &[("crosses", &crosses), ("n", &later)])
        }
        None => plan.fill(PlanText::CrossesNever, &[("step", &step)]),
    }
}

fn crosses(plan: Plan<'_>, turn: u32, step: &str) -> String {
    plan.fill(PlanText::Crosses, &[("t", &turn.to_string()), ("step", step)])
}

fn part_name(part: Part) -> PlanText {
    match part {
        Part::Fresh => PlanText::PartFresh,
        Part::Write => PlanText::PartWrite,
        Part::Read => PlanText::PartRead,
        Part::Output => PlanText::PartOutput,
    }
}

fn legend(plan: Plan<'_>, talk: &Talk) -> Html {
    let used = Part::ALL.into_iter().filter(|part| !talk.drawing.bars[*part as usize].is_empty());
    html! {
        <ul class="legend">
            { for used.map(|part| html! {
                <li>
                    <svg width="22" height="14" aria-hidden="true">
                        <rect class={format!("part {}", part.name())} x="1" y="1" width="20" height="12" fill={format!("url(#part-{})", part.name())} />
                    </svg>
                    { plan.say(part_name(part)) }
                </li>
            }) }
        </ul>
    }
}

fn drawing(plan: Plan<'_>, talk: &Talk, total: &str) -> Html {
    let lang = plan.page.lang();
    let chart = &talk.drawing;
    let panels = chart.panels;
    let (left, right) = (panels.left.to_string(), panels.right.to_string());
    let above = |y: u32| (y - 9).to_string();
    html! {
        <svg
            class="chart talk" data-testid="convo-chart" role="img" aria-labelledby="talk-name talk-about"
            viewBox={format!("0 0 {} {}", panels.width, panels.height)}
        >
            <title id="talk-name">{ plan.say(PlanText::ConvoChart) }</title>
            <desc id="talk-about">{ format!("{} {}", crossing(plan, talk), total) }</desc>
            { patterns() }
            <text class="panel" x={left.clone()} y={above(panels.context.0)}>{ plan.say(PlanText::PanelContext) }</text>
            { for chart.tokens.iter().map(|mark| tick(panels.left, panels.right, mark.at.to_string(), mark.at.plus(4).to_string(), &short(mark.value, lang))) }
            if let Some(window) = chart.window {
                { limit_line(chart, "window", window.at, &plan.fill(PlanText::WindowLine, &[("n", &short(window.value, lang))])) }
            }
            if let Some(step) = chart.step {
                { limit_line(chart, "step", step.at, &plan.fill(PlanText::StepLine, &[("n", &short(step.value, lang))])) }
            }
            <path class="stairs" d={chart.context.clone()} />
            <path class="stairs over" d={chart.over.clone()} />
            <text class="panel" x={left.clone()} y={above(panels.cost.0)}>{ plan.say(PlanText::PanelCost) }</text>
            <text class="sum" x={right} y={above(panels.cost.0)} text-anchor="end">{ total.to_owned() }</text>
            { for chart.costs.iter().map(|mark| tick(panels.left, panels.right, mark.at.to_string(), mark.at.plus(4).to_string(), &at_axis(mark.value, talk.currency))) }
            { for Part::ALL.into_iter().map(|part| html! {
                <path class={format!("part {}", part.name())} data-part={part.name()} d={chart.bars[part as usize].clone()} fill={format!("url(#part-{})", part.name())} />
            }) }
            if let (Some(crossing), Some(step)) = (chart.crosses, talk.step) {
                { marker(plan, chart, crossing.at, &crosses(plan, crossing.value, &short(step, lang))) }
            }
            { for chart.turns.iter().map(|mark| html! {
                <text x={mark.at.to_string()} y={(panels.cost.1 + 18).to_string()} text-anchor="middle">{ mark.value }</text>
            }) }
            <text x={left} y={(panels.cost.1 + 18).to_string()} dx="-10" text-anchor="end">{ plan.say(PlanText::AxisTurns) }</text>
        </svg>
    }
}

fn tick(left: u32, right: u32, y: String, text_y: String, text: &str) -> Html {
    html! {
        <g class="tick">
            <line x1={left.to_string()} x2={right.to_string()} y1={y.clone()} y2={y} />
            <text x={(left - 8).to_string()} y={text_y} text-anchor="end">{ text.to_owned() }</text>
        </g>
    }
}

/// A line with its name at the end, on the side that the staircase leaves free.
fn limit_line(chart: &Drawing, class: &'static str, y: Coordinate, text: &str) -> Html {
    let (left, right) = (chart.panels.left, chart.panels.right);
    let text_y = y.plus(if chart.end.is_some_and(|end| end < y) { 16 } else { -6 }).to_string();
    let y = y.to_string();
    html! {
        <g class={class}>
            <line x1={left.to_string()} x2={right.to_string()} y1={y.clone()} y2={y} />
            <text x={(right - 4).to_string()} y={text_y} text-anchor="end">{ text.to_owned() }</text>
        </g>
    }
}

/// Where the step is crossed, through both panels.
fn marker(plan: Plan<'_>, chart: &Drawing, x: Coordinate, text: &str) -> Html {
    let panels = chart.panels;
    let is_right = x > Coordinate::whole((panels.left + panels.right) / 2);
    let (anchor, dx) = if is_right { ("end", "-6") } else { ("start", "6") };
    let label = (!plan.page.state.narrow).then(|| {
        html! { <text x={x.to_string()} y={(panels.context.1 - 8).to_string()} {dx} text-anchor={anchor}>{ text.to_owned() }</text> }
    });
    html! {
        <g class="crosses">
            <line x1={x.to_string()} x2={x.to_string()} y1={panels.context.0.to_string()} y2={panels.cost.1.to_string()} />
            { for label }
        </g>
    }
}

/// What tells the parts apart without colour.
fn patterns() -> Html {
    html! {
        <defs>
            <pattern id="part-fresh" width="6" height="6" patternUnits="userSpaceOnUse">
                <rect class="ground" width="6" height="6" />
            </pattern>
            <pattern id="part-write" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="paper" width="6" height="6" /><rect class="ink" width="3" height="6" />
            </pattern>
            <pattern id="part-read" width="5" height="5" patternUnits="userSpaceOnUse">
                <rect class="paper" width="5" height="5" /><circle class="ink" cx="2.5" cy="2.5" r="1.1" />
            </pattern>
            <pattern id="part-output" width="6" height="6" patternUnits="userSpaceOnUse">
                <rect class="soft" width="6" height="6" />
            </pattern>
        </defs>
    }
}

fn every_turn(plan: Plan<'_>, talk: &Talk) -> Html {
    let all = plan.planning.all_turns || talk.billed.len() <= LISTED;
    let shown = if all { &talk.billed[..] } else { &talk.billed[..LISTED] };
    let parts: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| talk.billed.iter().any(|turn| turn.tokens[*part as usize] > 0))
        .collect();
    html! {
        <details class="as-table">
            <summary>{ plan.say(PlanText::EveryTurn) }</summary>
            <div class="scroll" tabindex="0" role="region" aria-label={plan.say(PlanText::EveryTurn)}>
                <table class="turns" data-testid="turn-table">
                    <thead>
                        <tr>
                            <th scope="col" class="number">{ plan.say(PlanText::ColTurn) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColContext) }</th>
                            { for parts.iter().map(|part| html! { <th scope="col" class="number">{ plan.say(part_name(*part)) }</th> }) }
                            <th scope="col" class="number">{ plan.say(PlanText::ColCost) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColSoFar) }</th>
                        </tr>
                    </thead>
                    <tbody>{ for shown.iter().map(|turn| turn_row(plan, talk, turn, &parts)) }</tbody>
                </table>
            </div>
            if !all {
                <button type="button" onclick={plan.on(|| Action::AllTurns(true))}>
                    { plan.fill(PlanText::AllTurns, &[("n", &talk.billed.len().to_string())]) }
                </button>
            }
        </details>
    }
}

fn turn_row(plan: Plan<'_>, talk: &Talk, turn: &Billed, parts: &[Part]) -> Html {
    let cut = turn.cut.then(|| match talk.drawn().run.strategy.limit {
        AtLimit::Restart { .. } => {
            plan.fill(PlanText::Restart, &[("n", &short(talk.limit, plan.page.lang()))])
        }
        _ => plan.say(PlanText::Cut).to_owned(),
    });
    html! {
        <tr class={classes!(turn.over.then_some("over"))}>
            <th scope="row" class="number">{ turn.turn }{ for cut.map(|cut| html! { <span class="detail">{ cut }</span> }) }</th>
            <td class="number">
                if turn.over {
                    <span class="over" aria-hidden="true">{ "↑ " }</span>
                }
                { Grouped(turn.context).to_string() }
            </td>
            { for parts.iter().map(|part| html! { <td class="number">{ Grouped(turn.tokens[*part as usize]).to_string() }</td> }) }
            <td class="number" data-testid="turn-cost">{ money(turn.cost, talk.currency) }</td>
            <td class="number">{ money(turn.so_far, talk.currency) }</td>
        </tr>
    }
}
