//! The cost: the big figure, its range, the verdict, the meter; and the bar that keeps them in sight.

use super::markup::{Hole, on};
use super::{Page, browser};
use crate::show::{count, figure, money, short};
use crate::speech::{self, Mood};
use crate::state::{Action, Slot};
use crate::text::Text;
use crate::view::{Cost, LifeOn, Verdict, View};
use rust_decimal::Decimal;
use tokentoll::core::Unpriced;
use yew::Html;

/// The region.
pub(crate) fn region(page: Page<'_>, view: &View) -> Html {
    page.markup(
        r#"<section class="cost-region" aria-labelledby="cost-title">
            <h2 id="cost-title">{}</h2>
            <output id="cost" tabindex="-1" aria-live="off" data-testid="cost" class={} for="in out cr c5 c1 model date">{}</output>
            {}{}{}
        </section>"#,
        [
            Text::OneRequestCosts.into(),
            cost_class(view).into(),
            big(page, view).into(),
            beside(page, view).into(),
            verdict(page, view).into(),
            meter(page, view).into(),
        ],
    )
}

fn cost_class(view: &View) -> &'static str {
    match &view.cost {
        Cost::Empty => "cost empty",
        Cost::Between { .. } => "cost range",
        Cost::Rejected(_) | Cost::Unknown(_) => "cost none",
        Cost::Exact(_) => "cost exact",
    }
}

fn big(page: Page<'_>, view: &View) -> Html {
    let figure = |amount| figure(amount, view.currency).into();
    match &view.cost {
        Cost::Empty => page.markup(r#"<span class="ask">{}</span>"#, [Text::TypeTokens.into()]),
        Cost::Between { low, high, .. } => {
            page.markup(r#"{}<span class="to"> – </span>{}"#, [figure(*low), figure(*high)])
        }
        Cost::Rejected(Some(amount)) => page.markup("<s>{}</s>", [figure(*amount)]),
        _ => page.markup("{}", [speech::cost(view).unwrap_or_default().into()]),
    }
}

/// What stands beside the figure: model, likeliest cost, other currency, life of the model.
fn beside(page: Page<'_>, view: &View) -> Html {
    let state = page.state;
    let money = |amount| money(amount, view.currency);
    let likely = match &view.cost {
        Cost::Between { likely, .. } => Some(page.fill(Text::Likely, &[("cost", &money(*likely))])),
        Cost::Rejected(_) => Some(page.say(Text::NotAccepted).to_owned()),
        Cost::Unknown(Some(least)) => Some(page.fill(Text::AtLeast, &[("cost", &money(*least))])),
        _ => None,
    };
    let range = state.planned.filter(|p| !p.input.is_exact()).map(|planned| {
        let slots = [("lo", &*count(planned.input.low)), ("hi", &count(planned.input.high))];
        page.fill(Text::Estimate, &slots)
    });
    let converted = speech::converted(view, state.exchange.1, page.lang());
    let (life, day) = match view.life {
        LifeOn::Current => (None, None),
        LifeOn::NotYet(day) => (Some(Text::NotYet), Some(day)),
        LifeOn::Retired(day) => (Some(Text::Retired), Some(day)),
        LifeOn::Deprecated(Some(day)) => (Some(Text::Deprecated), Some(day)),
        LifeOn::Deprecated(None) => (Some(Text::DeprecatedOpen), None),
    };
    let life = life.map(|life| {
        let life = page.fill(life, &[("date", &day.map_or_else(String::new, |day| day.to_string()))]);
        let instead = view.successor.as_ref().map(|(model, name)| {
            let choose = Action::Choose { seller: state.place.seller.clone(), model: model.clone() };
            page.markup(
                r#"<button type="button" data-testid="instead" onclick={}>{}</button>"#,
                [page.send(choose), page.fill(Text::UseInstead, &[("model", name)]).into()],
            )
        });
        page.markup(r#"<p class="life" data-testid="life">{}{}</p>"#, [life.into(), instead.into()])
    });
    let facts = [likely, range, converted].into_iter().flatten();
    let facts: Vec<_> = facts.map(|text| page.markup("<p>{}</p>", [text.into()])).collect();
    let place = format!("{} · {} · ", view.model, view.seller);
    page.markup(
        r#"<div class="beside"><p>{}<span class="day">{}</span></p>{}{}</div>"#,
        [place.into(), state.place.day.to_string().into(), facts.into(), life.into()],
    )
}

fn verdict(page: Page<'_>, view: &View) -> Html {
    let Some(verdict) = &view.verdict else {
        return examples(page);
    };
    if view.cost == Cost::Empty {
        return page.markup("{}{}", [sentence(page, view, verdict).into(), examples(page).into()]);
    }
    let trim = speech::trim(view, page.state.planned, page.lang()).map(|trim| {
        let to = match verdict {
            Verdict::Over(over) => over.trim.map(|trim| trim.to),
            _ => None,
        };
        let button = to.map(|to| {
            let text = page.fill(Text::TrimNow, &[("n", &short(to, page.lang()))]);
            page.markup(
                r#"<button type="button" data-testid="trim" onclick={}>{}</button>"#,
                [page.send(Action::Trim(to)), text.into()],
            )
        });
        page.markup(r#"<p class="trim">{}{}</p>"#, [trim.into(), button.into()])
    });
    page.markup("{}{}{}", [sentence(page, view, verdict).into(), trim.into(), undo(page).into()])
}

fn sentence(page: Page<'_>, view: &View, verdict: &Verdict) -> Html {
    let mood = speech::mood(view);
    let sign = match mood {
        Mood::Below => "✓",
        Mood::Close => "≈",
        Mood::Over => "↑",
        Mood::Stopped => "✕",
    };
    // As the price list says it.
    let why = match verdict {
        Verdict::Unpriced(Unpriced::NotOffered { because, .. }) => Some(because.to_string()),
        Verdict::NotPriced(why) => Some(why.clone()),
        _ => None,
    };
    let why = why.map(|why| page.markup(r#"<span lang="en" class="detail">{}</span>"#, [why.into()]));
    page.markup(
        r#"<p class="verdict" data-testid="verdict" data-mood={}>
            <span class="sign" aria-hidden="true">{}</span><span>{}{}</span>
        </p>"#,
        [mood.name().into(), sign.into(), speech::verdict(view, page.lang()).into(), why.into()],
    )
}

/// Takes the last trim back, or what was applied.
pub(crate) fn undo(page: Page<'_>) -> Option<Html> {
    let (planned, before) = (page.state.planned?, page.state.before.as_ref()?);
    let told: Hole = match before.place {
        Some(_) => Text::Applied.into(),
        None => page.fill(Text::Trimmed, &[("n", &count(planned.input.tokens))]).into(),
    };
    Some(page.markup(
        r#"<p class="trim">{}<button type="button" data-testid="untrim" onclick={}>{}</button></p>"#,
        [told, page.send(Action::Undo), Text::Undo.into()],
    ))
}

fn examples(page: Page<'_>) -> Html {
    const EXAMPLES: [(Text, u32); 3] =
        [(Text::ExampleContract, 50_000), (Text::ExampleRepo, 212_000), (Text::ExampleBooks, 800_000)];
    let buttons = EXAMPLES.map(|(text, tokens)| {
        let holes = [page.send(Action::Set(Slot::Input, tokens)), text.into()];
        page.markup(r#"<button type="button" onclick={}>{}</button>"#, holes)
    });
    page.markup(
        r#"<div class="examples"><span>{}</span>{}</div>"#,
        [Text::Examples.into(), buttons.to_vec().into()],
    )
}

/// From nothing to the window: what is cached, what is fresh, where the step is.
fn meter(page: Page<'_>, view: &View) -> Option<Html> {
    let planned = page.state.planned?;
    let end = view.window.or(view.steps.last().map(|step| step.last))?.max(planned.input.high).max(1);
    // In hundredths of the bar, which is as wide as there is room.
    let at = |tokens: u32| (Decimal::from(tokens) * Decimal::ONE_HUNDRED / Decimal::from(end)).round_dp(2);
    let percent = |share: Decimal| format!("{}%", share.normalize());
    let parts =
        [("read", planned.read), ("write", planned.write_5m + planned.write_1h), ("fresh", planned.fresh())];
    let mut from = 0;
    let bars = parts.into_iter().filter(|(_, tokens)| *tokens > 0).map(|(class, tokens)| {
        let start = at(from);
        from += tokens;
        let holes = [class.into(), percent(start).into(), percent(at(from) - start).into()];
        page.markup(r#"<rect class={} x={} y="8" width={} height="10" />"#, holes)
    });
    let bars: Vec<Html> = bars.collect();
    let lang = page.lang();
    // Under its tick, and never beyond the ends of the bar; the window after its own, out of the way of a step.
    let anchor = |share: Decimal, text: Text| match share {
        share if share < Decimal::TEN || text == Text::WindowShort && share < Decimal::from(70) => "start",
        share if share > Decimal::ONE_HUNDRED - Decimal::TEN => "end",
        _ => "middle",
    };
    // The window is the end of the bar, or a mark on it where the input is longer.
    let window = view.window.map(|window| (window, Text::WindowShort));
    let passed = window.filter(|(window, _)| *window < end);
    let steps = view.steps.iter().map(|step| (step.last, Text::StepShort)).chain(passed);
    let steps = steps.map(|(tokens, text)| {
        let x = percent(at(tokens));
        page.markup(
            r#"<line class="step" x1={} x2={} y1="2" y2="24" /><text class="step" x={} y="38" text-anchor={}>{}</text>"#,
            [
                x.clone().into(),
                x.clone().into(),
                x.into(),
                anchor(at(tokens), text).into(),
                page.fill(text, &[("n", &short(tokens, lang))]).into(),
            ],
        )
    });
    let steps: Vec<Html> = steps.collect();
    let window = window.filter(|_| passed.is_none()).map(|(window, text)| {
        let window = page.fill(text, &[("n", &short(window, lang))]);
        page.markup("<span>{}</span>", [window.into()])
    });
    let fresh = planned.fresh();
    Some(page.markup(
        r#"<figure class="meter">
            <svg height={} role="img" aria-label={}>
                <rect class="track" x="0" y="8" width="100%" height="10" />
                {}{}
            </svg>
            <figcaption><span>{}</span><span>{}</span>{}</figcaption>
        </figure>"#,
        [
            (if steps.is_empty() { "26" } else { "42" }).into(),
            Text::Meter.into(),
            bars.into(),
            steps.into(),
            page.fill(Text::CachedShort, &[("n", &count(planned.input.tokens - fresh))]).into(),
            page.fill(Text::Fresh, &[("n", &count(fresh))]).into(),
            window.into(),
        ],
    ))
}

/// Cost and verdict at the bottom of small screens.
pub(crate) fn bar(page: Page<'_>, view: &View) -> Html {
    let mood = speech::mood(view);
    page.markup(
        r#"<aside class="bar" data-testid="bar" data-mood={} aria-label={}>
            <span class="amount">{}</span>
            <span class="why">{}</span>
            <button type="button" onclick={}>{}</button>
        </aside>"#,
        [
            mood.name().into(),
            Text::OneRequestCosts.into(),
            speech::cost(view).unwrap_or_else(|| "…".to_owned()).into(),
            speech::verdict(view, page.lang()).into(),
            on(|_| browser::focus("bill-title")),
            Text::Bill.into(),
        ],
    )
}
