//! The step chart: presentation attributes and classes only, because the policy forbids styles in attributes.

use super::Page;
use super::markup::on;
use crate::chart::{Chart, Coordinate, Jump, Point, Stretch, You};
use crate::show::{at_axis, count, money, percent, short};
use crate::speech;
use crate::state::{Action, Slot};
use crate::text::Text;
use crate::view::{Verdict, View, less};
use tokentoll::Amount;
use wasm_bindgen::JsCast;
use yew::Html;

/// The region; its table is empty until it has `rows`.
pub(crate) fn region(page: Page<'_>, view: &View, rows: bool) -> Html {
    let Some(chart) = Chart::of(page.state) else { return Html::default() };
    let toggle = page.state.whole_window;
    page.markup(
        r#"<section class="chart-region" aria-labelledby="chart-title">
            <div class="heading"><h2 id="chart-title">{}</h2><p class="axis">{}</p></div>
            {}{}{}
            <p class="under"><label class="toggle"><input type="checkbox" checked={} onchange={} />{}</label></p>
            {}
        </section>"#,
        [
            Text::TheStep.into(),
            Text::ChartTitle.into(),
            drawing(page, view, &chart).into(),
            slider(page, view, &chart).into(),
            caption(page, view, &chart).into(),
            toggle.into(),
            page.send(Action::WholeWindow(!toggle)),
            Text::WholeWindow.into(),
            table(page, view, &chart, rows).into(),
        ],
    )
}

fn drawing(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let frame = chart.frame;
    let (left, right, top, bottom) = (frame.left, frame.right, frame.top, frame.bottom);
    let lang = page.lang();
    let mut parts = Vec::new();
    for band in &chart.bands {
        let class = ["band band-1", "band band-2", "band band-3"][usize::from(band.strength.clamp(1, 3)) - 1];
        let height = Coordinate::from(bottom - top);
        parts.push(rectangle(page, class, [band.x, top.into(), band.width, height]));
    }
    for tick in &chart.costs {
        let line = line(page, "", [left.into(), tick.at, right.into(), tick.at]);
        let at = [Coordinate::from(left - 8), tick.at.plus(4)];
        let words = words(page, "", at, "end", at_axis(tick.value, view.currency));
        parts.push(page.markup(r#"<g class="tick">{}{}</g>"#, [line.into(), words.into()]));
    }
    for tick in &chart.tokens {
        parts.push(words(
            page,
            "tick",
            [tick.at, Coordinate::from(bottom + 20)],
            "middle",
            short(tick.value, lang),
        ));
    }
    if let Some(jump) = chart.jumps.first() {
        // Between the last cost below and the first above there is no request.
        let width = Coordinate::from(right - left);
        let height = jump.above.y.to(jump.below.y);
        let place = [left.into(), jump.above.y, width, height].map(|at: Coordinate| at.to_string().into());
        let [x, y, width, height] = place;
        parts.push(page.markup(
            r##"<rect class="gap" fill="url(#hatch)" x={} y={} width={} height={} />"##,
            [x, y, width, height],
        ));
    }
    if let Some(to) = &chart.without {
        parts.push(stretch(page, "without", to));
    }
    if let Some((_, stretches, jump)) = &chart.ghost {
        parts.extend(stretches.iter().map(|to| stretch(page, "ghost", to)));
        parts.push(riser(page, "ghost", jump));
    }
    for to in &chart.curve {
        parts.push(stretch(page, if to.level == 0 { "curve" } else { "curve over" }, to));
    }
    for jump in &chart.jumps {
        let dot = |class: &'static str, at: &Point| {
            let holes = [class.into(), at.x.to_string().into(), at.y.to_string().into()];
            page.markup(r#"<circle class={} cx={} cy={} r="4.5" />"#, holes)
        };
        let at = [jump.below.x.plus(-8), Coordinate::from(top + 10)];
        let holes = [
            riser(page, "riser", jump).into(),
            dot("closed", &jump.below).into(),
            dot("open", &jump.above).into(),
            words(page, "step", at, "end", short(jump.step.last, lang)).into(),
        ];
        parts.push(page.markup(r#"<g class="jump" data-testid="jump">{}{}{}{}</g>"#, holes));
    }
    parts.extend(chart.you.as_ref().map(|you| reader(page, view, chart, you)));
    page.markup(
        r##"<svg class="chart" data-testid="step-chart" role="img" aria-labelledby="chart-name chart-about" viewBox={}>
            <title id="chart-name">{}</title>
            <desc id="chart-about">{}</desc>
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <line class="hatch" x1="0" y1="0" x2="0" y2="7" />
                </pattern>
            </defs>
            {}
        </svg>"##,
        [
            format!("0 0 {} {}", frame.width, frame.height).into(),
            Text::ChartTitle.into(),
            summary(page, view, chart).into(),
            parts.into(),
        ],
    )
}

fn rectangle(page: Page<'_>, class: &'static str, [x, y, width, height]: [Coordinate; 4]) -> Html {
    let [x, y, width, height] = [x, y, width, height].map(|at| at.to_string().into());
    page.markup("<rect class={} x={} y={} width={} height={} />", [class.into(), x, y, width, height])
}

fn line(page: Page<'_>, class: &'static str, ends: [Coordinate; 4]) -> Html {
    let [x1, y1, x2, y2] = ends.map(|at| at.to_string().into());
    page.markup("<line class={} x1={} y1={} x2={} y2={} />", [class.into(), x1, y1, x2, y2])
}

fn words(
    page: Page<'_>,
    class: &'static str,
    at: [Coordinate; 2],
    anchor: &'static str,
    words: String,
) -> Html {
    let [x, y] = at.map(|at| at.to_string().into());
    let holes = [class.into(), x, y, anchor.into(), words.into()];
    page.markup("<text class={} x={} y={} text-anchor={}>{}</text>", holes)
}

fn stretch(page: Page<'_>, class: &'static str, Stretch { from, to, .. }: &Stretch) -> Html {
    line(page, class, [from.x, from.y, to.x, to.y])
}

fn riser(page: Page<'_>, class: &'static str, jump: &Jump) -> Html {
    line(page, class, [jump.below.x, jump.below.y, jump.below.x, jump.above.y])
}

fn reader(page: Page<'_>, view: &View, chart: &Chart, you: &You) -> Html {
    let mut parts: Vec<_> = you.whiskers.iter().map(|to| stretch(page, "whisker", to)).collect();
    for point in &you.points {
        parts.push(line(page, "drop", [point.x, point.y, point.x, chart.frame.bottom.into()]));
        parts.push(diamond(page, point));
    }
    if let ([point], false) = (&*you.points, page.state.narrow) {
        // Where the rising curve is not: before and above it, or else after and below it.
        let (frame, [right, down]) = (chart.frame, [190, 26]);
        let (by, anchor) = match () {
            () if point.x > Coordinate::from(frame.left + right) => ([-14, -10], "end"),
            () if point.y < Coordinate::from(frame.bottom - down) => ([14, 18], "start"),
            () => ([14, -10], "start"),
        };
        let text = you_text(page, view, you).unwrap_or_default();
        parts.push(words(page, "you", [point.x.plus(by[0]), point.y.plus(by[1])], anchor, text));
    }
    page.markup(r#"<g class="reader">{}</g>"#, [parts.into()])
}

fn diamond(page: Page<'_>, point: &Point) -> Html {
    let (x, y) = (point.x, point.y);
    let corners = format!("{x},{} {},{y} {x},{} {},{y}", y.plus(-8), x.plus(8), y.plus(8), x.plus(-8));
    page.markup(
        r#"<polygon class="diamond" data-testid="you" data-x={} data-y={} points={} />"#,
        [x.to_string().into(), y.to_string().into(), corners.into()],
    )
}

/// The reader's length on a slider as long as the plot: the keyboard moves it by a thousand.
fn slider(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let now = page.state.planned.map_or(0, |planned| planned.input.tokens);
    let side = match &view.verdict {
        Some(Verdict::Over(_)) => Some(Text::SliderOver),
        Some(Verdict::Below(..) | Verdict::At(..)) => Some(Text::SliderBelow),
        _ => None,
    };
    let mut spoken = count(now);
    let side = side.map(|side| page.say(side).to_owned());
    for part in [speech::cost(view).filter(|cost| !cost.is_empty()), side].into_iter().flatten() {
        spoken.push_str(", ");
        spoken.push_str(&part);
    }
    let act = page.act.clone();
    let most = chart.most;
    let moved = on(move |event| {
        let event: web_sys::KeyboardEvent = event.unchecked_into();
        let by = match &*event.key() {
            "PageUp" => 10_000,
            "PageDown" => -10_000,
            "ArrowRight" | "ArrowUp" => 1_000,
            "ArrowLeft" | "ArrowDown" => -1_000,
            _ => return,
        };
        event.prevent_default();
        act.emit(Action::Set(Slot::Input, now.saturating_add_signed(by).min(most)));
    });
    page.markup(
        r#"<div class="slider">
            <label class="hidden" for="slide">{}</label>
            <input id="slide" data-testid="slide" type="range" min="0" max={} step="1000" value={} aria-valuetext={} oninput={} onkeydown={} />
        </div>"#,
        [
            Text::SliderLabel.into(),
            most.to_string().into(),
            now.min(most).to_string().into(),
            spoken.into(),
            page.send_text(|text| Action::Set(Slot::Input, text.parse().unwrap_or(0))),
            moved,
        ],
    )
}

/// Everything that would not fit into the drawing, in words.
fn caption(page: Page<'_>, view: &View, chart: &Chart) -> Html {
    let money = |amount| money(amount, view.currency);
    let you = chart.you.as_ref().and_then(|you| you_text(page, view, you));
    let mut parts: Vec<_> =
        you.map(|you| page.markup(r#"<p class="you">{}</p>"#, [you.into()])).into_iter().collect();
    let mut explain = |class: &'static str, text: String| {
        let holes = [class.into(), text.into()];
        parts.push(page.markup(r#"<p><span class={} aria-hidden="true"></span>{}</p>"#, holes));
    };
    if chart.bands.iter().any(|band| band.strength == 3) {
        explain("key dark", page.say(Text::DeadZone).to_owned());
    }
    if let Some(jump) = chart.jumps.first().filter(|_| !view.only_excess) {
        let (lo, hi) = (money(jump.below.cost), money(jump.above.cost));
        explain("key hatched", page.fill(Text::Gap, &[("lo", &lo), ("hi", &hi)]));
    }
    if chart.without.is_some() {
        explain("key dashed", page.say(Text::GhostRate).to_owned());
    }
    if let Some((until, ..)) = &chart.ghost {
        explain("key dashed", page.fill(Text::Ghost, &[("date", &until.to_string())]));
    }
    parts.extend(chart.jumps.iter().filter_map(|jump| trim_button(page, view, jump)));
    parts.extend(super::cost::undo(page));
    page.markup(r#"<div class="caption">{}</div>"#, [parts.into()])
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
fn trim_button(page: Page<'_>, view: &View, jump: &Jump) -> Option<Html> {
    let planned = page.state.planned.filter(|planned| planned.input.tokens > jump.step.last)?;
    let now = view.bills.last()?.total;
    let now: Amount =
        if planned.input.is_exact() { now } else { page.state.total_at(planned.input.tokens)? };
    let saves = less(now, jump.below.cost)?;
    let slots = [
        ("step", &*short(jump.step.last, page.lang())),
        ("c", &money(jump.below.cost, view.currency)),
        ("s", &money(saves, view.currency)),
        ("p", &percent(saves.decimal(), now.decimal())),
    ];
    let text = page.fill(Text::TrimTo, &slots);
    Some(page.markup(
        r#"<button type="button" class="trim-to" data-testid="trim-to" onclick={}><span aria-hidden="true">✕ </span>{}</button>"#,
        [page.send(Action::Trim(jump.step.last)), text.into()],
    ))
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
fn table(page: Page<'_>, view: &View, chart: &Chart, has_rows: bool) -> Html {
    let you = page.state.planned.map(|planned| planned.input.tokens);
    let rows = chart.rows.iter().filter(|_| has_rows).map(|(tokens, cost)| {
        let is_step = chart.jumps.iter().any(|jump| jump.step.last == *tokens);
        let mark = match (is_step, you == Some(*tokens)) {
            (_, true) => Some(Text::RowYou),
            (true, _) => Some(Text::RowStep),
            _ => None,
        };
        let mark = mark.map(|mark| page.markup(r#"<span class="detail">{}</span>"#, [mark.into()]));
        let cost = cost.map_or("—".to_owned(), |cost| money(cost, view.currency));
        page.markup(
            r#"<tr><th scope="row" class="number">{}{}</th><td class="number">{}</td></tr>"#,
            [count(*tokens).into(), mark.into(), cost.into()],
        )
    });
    let rows: Vec<_> = rows.collect();
    page.markup(
        r#"<details class="as-table">
            <summary>{}</summary>
            <table>
                <caption class="hidden">{}</caption>
                <thead><tr><th scope="col" class="number">{}</th><th scope="col" class="number">{}</th></tr></thead>
                <tbody>{}</tbody>
            </table>
        </details>"#,
        [
            Text::AsTable.into(),
            Text::ChartTitle.into(),
            Text::AxisTokens.into(),
            Text::ColCost.into(),
            rows.into(),
        ],
    )
}
