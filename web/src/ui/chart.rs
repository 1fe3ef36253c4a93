//! The step chart: presentation attributes and classes only, because the policy forbids styles in attributes.

use super::{Page, value};
use crate::chart::{Chart, Jump, Point, Stretch, You};
use crate::show::{count, money, percent, short};
use crate::speech;
use crate::state::{Action, Slot};
use crate::text::Text;
use crate::view::{Verdict, View, less};
use tokentoll::Amount;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>, view: Option<&View>) -> Html {
    let (Some(view), Some(chart)) = (view, Chart::of(page.state)) else { return Html::default() };
    let toggle = page.state.whole_window;
    html! {
        <section class="chart-region" aria-labelledby="chart-title">
            <div class="heading">
                <h2 id="chart-title">{ page.say(Text::TheStep) }</h2>
                <p class="axis">{ page.say(Text::ChartTitle) }</p>
            </div>
            { drawing(page, view, &chart) }
            { slider(page, view, &chart) }
            { caption(page, view, &chart) }
            <p class="under">
                <label class="toggle">
                    <input type="checkbox" checked={toggle} onchange={page.on(move || Action::WholeWindow(!toggle))} />
                    { page.say(Text::WholeWindow) }
                </label>
            </p>
            { table(page, view, &chart) }
        </section>
    }
}

fn drawing(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let frame = chart.frame;
    let (left, right, top, bottom) = (frame.left, frame.right, frame.top, frame.bottom);
    let lang = page.lang();
    let height = (bottom - top).to_string();
    html! {
        <svg
            class="chart" data-testid="step-chart" role="img" aria-labelledby="chart-name chart-about"
            viewBox={format!("0 0 {} {}", frame.width, frame.height)}
        >
            <title id="chart-name">{ page.say(Text::ChartTitle) }</title>
            <desc id="chart-about">{ summary(page, view, chart) }</desc>
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <line class="hatch" x1="0" y1="0" x2="0" y2="7" />
                </pattern>
            </defs>
            { for chart.bands.iter().map(|band| html! {
                <rect
                    class={format!("band band-{}", band.strength)} x={band.x.to_string()} y={top.to_string()}
                    width={band.width.to_string()} height={height.clone()}
                />
            }) }
            { for chart.costs.iter().map(|tick| {
                let y = tick.at.to_string();
                html! {
                    <g class="tick">
                        <line x1={left.to_string()} x2={right.to_string()} y1={y.clone()} y2={y} />
                        <text x={(left - 8).to_string()} y={tick.at.plus(4).to_string()} text-anchor="end">
                            { money(tick.value, view.currency) }
                        </text>
                    </g>
                }
            }) }
            { for chart.tokens.iter().map(|tick| html! {
                <text class="tick" x={tick.at.to_string()} y={(bottom + 20).to_string()} text-anchor="middle">
                    { short(tick.value, lang) }
                </text>
            }) }
            if let Some(jump) = chart.jumps.first() {
                { gap(chart, jump) }
            }
            if let Some(stretch) = &chart.without {
                { line("without", stretch) }
            }
            if let Some((_, stretches, jump)) = &chart.ghost {
                { for stretches.iter().map(|stretch| line("ghost", stretch)) }
                { riser("ghost", jump) }
            }
            { for chart.curve.iter().map(|stretch| line(if stretch.level == 0 { "curve" } else { "curve over" }, stretch)) }
            { for chart.jumps.iter().map(|jump| html! {
                <g class="jump" data-testid="jump">
                    { riser("riser", jump) }
                    <circle class="closed" cx={jump.below.x.to_string()} cy={jump.below.y.to_string()} r="4.5" />
                    <circle class="open" cx={jump.above.x.to_string()} cy={jump.above.y.to_string()} r="4.5" />
                    <text class="step" x={jump.below.x.to_string()} y={(top + 2).to_string()} dy="8" dx="-8" text-anchor="end">
                        { short(jump.step.last, lang) }
                    </text>
                </g>
            }) }
            if let Some(you) = &chart.you {
                { reader(page, view, chart, you) }
            }
        </svg>
    }
}

fn line(class: &'static str, stretch: &Stretch) -> Html {
    let Stretch { from, to, .. } = stretch;
    html! {
        <line {class} x1={from.x.to_string()} y1={from.y.to_string()} x2={to.x.to_string()} y2={to.y.to_string()} />
    }
}

fn riser(class: &'static str, jump: &Jump) -> Html {
    let x = jump.below.x.to_string();
    html! { <line {class} x1={x.clone()} x2={x} y1={jump.below.y.to_string()} y2={jump.above.y.to_string()} /> }
}

/// Between the last cost below and the first above there is no request.
fn gap(chart: &Chart, jump: &Jump) -> Html {
    html! {
        <rect
            class="gap" x={chart.frame.left.to_string()} y={jump.above.y.to_string()} fill="url(#hatch)"
            width={(chart.frame.right - chart.frame.left).to_string()}
            height={jump.above.y.to(jump.below.y).to_string()}
        />
    }
}

fn reader(page: Page<'_>, view: &View, chart: &Chart, you: &You) -> Html {
    let bottom = chart.frame.bottom.to_string();
    let middle = (chart.frame.left + chart.frame.right) / 2;
    let label = match &*you.points {
        [point] if !page.state.narrow => {
            let (n, c) = (count(point.tokens), money(point.cost, view.currency));
            let before = point.x > chart.frame.at(middle);
            let anchor = if before { "end" } else { "start" };
            let x = point.x.plus(if before { -14 } else { 14 });
            let text = page.fill(Text::You, &[("n", &n), ("c", &c)]);
            html! { <text class="you" x={x.to_string()} y={point.y.plus(-10).to_string()} text-anchor={anchor}>{ text }</text> }
        }
        _ => Html::default(),
    };
    html! {
        <g class="reader">
            { for you.whiskers.iter().map(|stretch| line("whisker", stretch)) }
            { for you.points.iter().map(|point| {
                let (x, y) = (point.x.to_string(), point.y.to_string());
                html! {
                    <>
                        <line class="drop" x1={x.clone()} x2={x} y1={y} y2={bottom.clone()} />
                        { diamond(point) }
                    </>
                }
            }) }
            { label }
        </g>
    }
}

fn diamond(point: &Point) -> Html {
    let (x, y) = (point.x, point.y);
    let corners = format!("{x},{} {},{y} {x},{} {},{y}", y.plus(-8), x.plus(8), y.plus(8), x.plus(-8));
    html! { <polygon class="diamond" data-testid="you" data-x={x.to_string()} data-y={y.to_string()} points={corners} /> }
}

/// The reader's length on a slider as long as the plot: the keyboard moves it by a thousand.
fn slider(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let now = page.state.planned.map_or(0, |planned| planned.input.tokens);
    let side = match &view.verdict {
        Some(Verdict::Over(_)) => Some(Text::SliderOver),
        Some(Verdict::Below(..) | Verdict::At(..)) => Some(Text::SliderBelow),
        _ => None,
    };
    let cost = speech::cost(view).unwrap_or_default();
    let parts =
        [Some(count(now)), Some(cost).filter(|c| !c.is_empty()), side.map(|side| page.say(side).to_owned())];
    let spoken = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let act = page.act.clone();
    let most = chart.most;
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let by: i64 = match &*event.key() {
            "PageUp" => 10_000,
            "PageDown" => -10_000,
            "ArrowRight" | "ArrowUp" => 1_000,
            "ArrowLeft" | "ArrowDown" => -1_000,
            _ => return,
        };
        event.prevent_default();
        let next = (i64::from(now) + by).clamp(0, i64::from(most));
        act.emit(Action::Set(Slot::Input, u32::try_from(next).unwrap_or(0)));
    });
    let oninput =
        page.act.reform(|event: InputEvent| Action::Set(Slot::Input, value(&event).parse().unwrap_or(0)));
    html! {
        <div class="slider">
            <label class="hidden" for="slide">{ page.say(Text::SliderLabel) }</label>
            <input
                id="slide" data-testid="slide" type="range" min="0" max={most.to_string()} step="1000"
                value={now.min(most).to_string()} aria-valuetext={spoken} {oninput} {onkeydown}
            />
        </div>
    }
}

/// Everything that would not fit into the drawing, in words.
fn caption(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let lang = page.lang();
    let dead = chart.bands.iter().any(|band| band.strength == 3);
    let gap = chart.jumps.first().filter(|_| !view.only_excess).map(|jump| {
        let (lo, hi) = (money(jump.below.cost, view.currency), money(jump.above.cost, view.currency));
        page.fill(Text::Gap, &[("lo", &lo), ("hi", &hi)])
    });
    let ghost =
        chart.ghost.as_ref().map(|(until, ..)| page.fill(Text::Ghost, &[("date", &until.to_string())]));
    let you = chart.you.as_ref().and_then(|you| you_text(page, view, you));
    html! {
        <div class="caption">
            if let Some(you) = you {
                <p class="you">{ you }</p>
            }
            if dead {
                <p><span class="key dark" aria-hidden="true" />{ page.say(Text::DeadZone) }</p>
            }
            if let Some(gap) = gap {
                <p><span class="key hatched" aria-hidden="true" />{ gap }</p>
            }
            if chart.without.is_some() {
                <p><span class="key dashed" aria-hidden="true" />{ page.say(Text::GhostRate) }</p>
            }
            if let Some(ghost) = ghost {
                <p><span class="key dashed" aria-hidden="true" />{ ghost }</p>
            }
            { for chart.jumps.iter().filter_map(|jump| trim_button(page, view, jump, lang)) }
            { super::cost::undo(page) }
        </div>
    }
}

fn you_text(page: Page<'_>, view: &View, you: &You) -> Option<String> {
    let shown = |point: &Point| (count(point.tokens), money(point.cost, view.currency));
    match &*you.points {
        [point] => {
            let (n, c) = shown(point);
            Some(page.fill(Text::You, &[("n", &n), ("c", &c)]))
        }
        [low, high] => {
            let ((lo, c), (hi, d)) = (shown(low), shown(high));
            Some(page.fill(Text::YouRange, &[("lo", &lo), ("hi", &hi), ("c", &c), ("d", &d)]))
        }
        _ => None,
    }
}

/// A button for each step the reader is over.
fn trim_button(page: Page<'_>, view: &View, jump: &Jump, lang: crate::text::Lang) -> Option<Html> {
    let planned = page.state.planned.filter(|planned| planned.input.tokens > jump.step.last)?;
    let now = view.bills.last()?.total;
    let now: Amount =
        if planned.input.is_exact() { now } else { page.state.total_at(planned.input.tokens)? };
    let saves = less(now, jump.below.cost)?;
    let slots = [
        ("step", &*short(jump.step.last, lang)),
        ("c", &money(jump.below.cost, view.currency)),
        ("s", &money(saves, view.currency)),
        ("p", &percent(saves.decimal(), now.decimal())),
    ];
    let text = page.fill(Text::TrimTo, &slots);
    let to = jump.step.last;
    Some(html! {
        <button type="button" class="trim-to" data-testid="trim-to" onclick={page.on(move || Action::Trim(to))}>
            <span aria-hidden="true">{ "✕ " }</span>{ text }
        </button>
    })
}

fn summary(page: Page<'_>, view: &View, chart: &Chart) -> String {
    let lang = page.lang();
    let cost = |amount: Amount| money(amount, view.currency);
    let jumps = chart.jumps.iter().map(|jump| {
        let step = short(jump.step.last, lang);
        if view.only_excess {
            return page.fill(Text::ChartKink, &[("step", &step)]);
        }
        let slots = [("step", &*step), ("lo", &cost(jump.below.cost)), ("hi", &cost(jump.above.cost))];
        page.fill(Text::ChartJump, &slots)
    });
    let mut parts: Vec<String> = jumps.collect();
    if let (true, Some(last)) = (parts.is_empty(), chart.curve.last()) {
        let slots = [("cost", &*cost(last.to.cost)), ("n", &short(last.to.tokens, lang))];
        parts.push(page.fill(Text::ChartFlat, &slots));
    }
    parts.extend(chart.you.as_ref().and_then(|you| you_text(page, view, you)));
    parts.join(" ")
}

/// The same as a table, for readers who do not see the drawing.
fn table(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let you = page.state.planned.map(|planned| planned.input.tokens);
    html! {
        <details class="as-table">
            <summary>{ page.say(Text::AsTable) }</summary>
            <table>
                <caption class="hidden">{ page.say(Text::ChartTitle) }</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">{ page.say(Text::AxisTokens) }</th>
                        <th scope="col" class="number">{ page.say(Text::ColCost) }</th>
                    </tr>
                </thead>
                <tbody>
                    { for chart.rows.iter().map(|(tokens, cost)| {
                        let is_step = chart.jumps.iter().any(|jump| jump.step.last == *tokens);
                        let mark = match (is_step, you == Some(*tokens)) {
                            (_, true) => Some(Text::RowYou),
                            (true, _) => Some(Text::RowStep),
                            _ => None,
                        };
                        html! {
                            <tr>
                                <th scope="row" class="number">
                                    { count(*tokens) }
                                    if let Some(mark) = mark {
                                        <span class="detail">{ page.say(mark) }</span>
                                    }
                                </th>
                                <td class="number">{ cost.map_or("—".to_owned(), |cost| money(cost, view.currency)) }</td>
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
        </details>
    }
}
