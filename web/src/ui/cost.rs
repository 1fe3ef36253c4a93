//! The cost: the big figure, its range, the verdict, the meter; and the bar that keeps them in sight.

use super::{Page, browser};
use crate::show::{count, figure, money, short};
use crate::speech::{self, Mood};
use crate::state::{Action, Slot};
use crate::text::Text;
use crate::view::{Cost, LifeOn, Verdict, View};
use rust_decimal::Decimal;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>, view: Option<&View>) -> Html {
    let Some(view) = view else { return Html::default() };
    html! {
        <section class="cost-region" aria-labelledby="cost-title">
            <h2 id="cost-title">{ page.say(Text::OneRequestCosts) }</h2>
            <output id="cost" tabindex="-1" data-testid="cost" class={classes!("cost", cost_class(view))}
                for="in out cr c5 c1 model date">{ big(page, view) }</output>
            { beside(page, view) }
            { verdict(page, view) }
            { meter(page, view) }
        </section>
    }
}

fn cost_class(view: &View) -> &'static str {
    match &view.cost {
        Cost::Empty => "empty",
        Cost::Between { .. } => "range",
        Cost::Rejected(_) | Cost::Unknown(_) => "none",
        Cost::Exact(_) => "exact",
    }
}

fn big(page: Page<'_>, view: &View) -> Html {
    match &view.cost {
        Cost::Empty => html! { <span class="ask">{ page.say(Text::TypeTokens) }</span> },
        Cost::Between { low, high, .. } => html! {
            <>{ figure(*low, view.currency) }<span class="to">{ " – " }</span>{ figure(*high, view.currency) }</>
        },
        Cost::Rejected(Some(amount)) => html! { <s>{ figure(*amount, view.currency) }</s> },
        _ => html! { { speech::cost(view).unwrap_or_default() } },
    }
}

/// What stands beside the figure: model, likeliest cost, other currency, life of the model.
fn beside(page: Page<'_>, view: &View) -> Html {
    let state = page.state;
    let lang = page.lang();
    let likely = match &view.cost {
        Cost::Between { likely, .. } => {
            Some(page.fill(Text::Likely, &[("cost", &money(*likely, view.currency))]))
        }
        Cost::Rejected(_) => Some(page.say(Text::NotAccepted).to_owned()),
        Cost::Unknown(None) => Some(page.say(Text::PriceUnknown).to_owned()),
        Cost::Unknown(Some(least)) => {
            Some(page.fill(Text::AtLeast, &[("cost", &money(*least, view.currency))]))
        }
        _ => None,
    };
    let range = state.planned.filter(|p| !p.input.is_exact()).map(|planned| {
        let slots = [("lo", &*count(planned.input.low)), ("hi", &count(planned.input.high))];
        page.fill(Text::Estimate, &slots)
    });
    let converted = speech::converted(view, state.exchange.1, lang);
    let life = match view.life {
        LifeOn::Current => None,
        LifeOn::NotYet(day) => Some(page.fill(Text::NotYet, &[("date", &day.to_string())])),
        LifeOn::Retired(day) => Some(page.fill(Text::Retired, &[("date", &day.to_string())])),
        LifeOn::Deprecated(Some(day)) => Some(page.fill(Text::Deprecated, &[("date", &day.to_string())])),
        LifeOn::Deprecated(None) => Some(page.say(Text::DeprecatedOpen).to_owned()),
    };
    html! {
        <div class="beside">
            <p class="where">{ format!("{} · {} · {}", view.model, view.seller, state.place.day) }</p>
            { for [likely, range, converted].into_iter().flatten().map(|text| html! { <p>{ text }</p> }) }
            if let Some(life) = life {
                <p class="life" data-testid="life">{ life }</p>
            }
        </div>
    }
}

fn verdict(page: Page<'_>, view: &View) -> Html {
    let lang = page.lang();
    let Some(verdict) = &view.verdict else {
        return examples(page);
    };
    if view.cost == Cost::Empty {
        return html! { <>{ sentence(page, view, verdict) }{ examples(page) }</> };
    }
    let trim = speech::trim(view, page.state.planned, lang);
    let to = match verdict {
        Verdict::Over(over) => over.trim.map(|trim| trim.to),
        _ => None,
    };
    html! {
        <>
            { sentence(page, view, verdict) }
            if let Some(trim) = trim {
                <p class="trim">
                    { trim }
                    if let Some(to) = to {
                        <button type="button" data-testid="trim" onclick={page.on(move || Action::Trim(to))}>
                            { page.fill(Text::TrimNow, &[("n", &short(to, lang))]) }
                        </button>
                    }
                </p>
            }
            { undo(page) }
        </>
    }
}

fn sentence(page: Page<'_>, view: &View, verdict: &Verdict) -> Html {
    let lang = page.lang();
    let (mood, sign) = match speech::mood(verdict) {
        Mood::Below => ("below", "✓"),
        Mood::Close => ("close", "≈"),
        Mood::Over => ("over", "↑"),
        Mood::Stopped => ("stopped", "✕"),
    };
    let why = match verdict {
        Verdict::Refused(why) | Verdict::Unpriced(why) => Some(why.clone()),
        _ => None,
    };
    html! {
        <p class="verdict" data-testid="verdict" data-mood={mood}>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <span>
                { speech::verdict(view, lang) }
                if let Some(why) = why {
                    <span lang="en" class="detail">{ why }</span>
                }
            </span>
        </p>
    }
}

/// Takes the last trim back, or what was applied.
pub(crate) fn undo(page: Page<'_>) -> Html {
    let (Some(planned), Some(before)) = (page.state.planned, &page.state.before) else {
        return Html::default();
    };
    let told = match before.place {
        Some(_) => page.say(Text::Applied).to_owned(),
        None => page.fill(Text::Trimmed, &[("n", &count(planned.input.tokens))]),
    };
    html! {
        <p class="trim">
            { told }
            <button type="button" data-testid="untrim" onclick={page.on(|| Action::Undo)}>{ page.say(Text::Undo) }</button>
        </p>
    }
}

fn examples(page: Page<'_>) -> Html {
    const EXAMPLES: [(Text, u32); 3] =
        [(Text::ExampleContract, 50_000), (Text::ExampleRepo, 212_000), (Text::ExampleBooks, 800_000)];
    html! {
        <div class="examples">
            <span>{ page.say(Text::Examples) }</span>
            { for EXAMPLES.into_iter().map(|(text, tokens)| html! {
                <button type="button" onclick={page.on(move || Action::Set(Slot::Input, tokens))}>{ page.say(text) }</button>
            }) }
        </div>
    }
}

/// From nothing to the window: what is cached, what is fresh, where the step is.
fn meter(page: Page<'_>, view: &View) -> Html {
    let Some(planned) = page.state.planned else { return Html::default() };
    let last_step = view.steps.last().map_or(0, |step| step.last);
    let end = view.window.unwrap_or(0).max(last_step).max(planned.input.high).max(1);
    // In hundredths of the bar, which is as wide as there is room.
    let at = |tokens: u32| (Decimal::from(tokens) * Decimal::ONE_HUNDRED / Decimal::from(end)).round_dp(2);
    let percent = |share: Decimal| format!("{}%", share.normalize());
    let parts =
        [("read", planned.read), ("write", planned.write_5m + planned.write_1h), ("fresh", planned.fresh())];
    let mut from = 0;
    let bars = parts.into_iter().filter(|(_, tokens)| *tokens > 0).map(|(class, tokens)| {
        let start = from;
        from += tokens;
        html! { <rect {class} x={percent(at(start))} y="8" width={percent(at(from) - at(start))} height="10" /> }
    });
    let bars: Vec<Html> = bars.collect();
    let lang = page.lang();
    // Under its tick, and never beyond the ends of the bar.
    let anchor = |share: Decimal| match share {
        share if share < Decimal::TEN => "start",
        share if share > Decimal::ONE_HUNDRED - Decimal::TEN => "end",
        _ => "middle",
    };
    html! {
        <figure class="meter">
            <svg height={if view.steps.is_empty() { "26" } else { "42" }} role="img" aria-label={page.say(Text::Meter)}>
                <rect class="track" x="0" y="8" width="100%" height="10" />
                { for bars }
                { for view.steps.iter().map(|step| {
                    let x = percent(at(step.last));
                    html! { <>
                        <line class="step" x1={x.clone()} x2={x.clone()} y1="2" y2="24" />
                        <text class="step" {x} y="38" text-anchor={anchor(at(step.last))}>
                            { page.fill(Text::StepShort, &[("n", &short(step.last, lang))]) }
                        </text>
                    </> }
                }) }
            </svg>
            <figcaption>
                <span>{ page.fill(Text::CachedShort, &[("n", &count(planned.input.tokens - planned.fresh()))]) }</span>
                <span>{ page.fill(Text::Fresh, &[("n", &count(planned.fresh()))]) }</span>
                if let Some(window) = view.window {
                    <span>{ page.fill(Text::WindowShort, &[("n", &short(window, lang))]) }</span>
                }
            </figcaption>
        </figure>
    }
}

/// Cost and verdict at the bottom of small screens.
pub(crate) fn bar(page: Page<'_>, view: Option<&View>) -> Html {
    let Some(view) = view else { return Html::default() };
    let cost = speech::cost(view).unwrap_or_else(|| "…".to_owned());
    let mood = view.verdict.as_ref().map(speech::mood);
    let mood = match mood {
        Some(Mood::Over) => "over",
        Some(Mood::Close) => "close",
        Some(Mood::Stopped) => "stopped",
        _ => "below",
    };
    html! {
        <aside class="bar" data-testid="bar" data-mood={mood} aria-label={page.say(Text::OneRequestCosts)}>
            <span class="amount">{ cost }</span>
            <span class="why">{ speech::verdict(view, page.lang()) }</span>
            <button type="button" onclick={Callback::from(|_: MouseEvent| browser::focus("bill-title"))}>
                { page.say(Text::Bill) }
            </button>
        </aside>
    }
}
