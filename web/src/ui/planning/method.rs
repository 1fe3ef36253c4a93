//! Method and sources: how it is computed, what this price rests on, and what it was before.

use super::Plan;
use crate::history::Period;
use crate::show::{short, two_places};
use crate::text::PlanText;
use crate::view::View;
use yew::prelude::*;

/// The region.
pub(crate) fn region(plan: Plan<'_>, view: Option<&View>, periods: &[Period]) -> Html {
    let Some(view) = view else { return Html::default() };
    let answer = plan.page.state.answer();
    let quote = answer.as_ref().and_then(|answer| answer.quote());
    let warnings = quote.map(|quote| &*quote.warnings).unwrap_or_default();
    let sources = quote.map(|quote| std::iter::once(&quote.price).chain(&quote.also)).into_iter().flatten();
    html! {
        <section class="method" aria-labelledby="method-title">
            <h2 id="method-title">{ plan.say(PlanText::MethodAndSources) }</h2>
            <p>{ plan.say(PlanText::Formula) }</p>
            <p data-testid="not-included">{ plan.say(PlanText::NotIncluded) }</p>
            if !warnings.is_empty() {
                <h3>{ plan.say(PlanText::Notes) }</h3>
                <ul lang="en">
                    { for warnings.iter().map(|warning| html! { <li data-code={warning.code}>{ &warning.message }</li> }) }
                </ul>
            }
            { for sources.map(|source| html! {
                <p class="source">
                    <b>{ plan.say(PlanText::Source) }{ " " }</b>
                    <span lang="en">{ linked(&source.source) }</span>
                    <span class="detail">
                        { plan.fill(PlanText::Checked, &[("date", &source.checked)]) }
                        if source.confidence != "high" {
                            { " · " }{ plan.fill(PlanText::Confidence, &[("level", source.confidence)]) }
                        }
                    </span>
                </p>
            }) }
            { past(plan, view, periods) }
        </section>
    }
}

/// A source with its addresses as links.
pub(super) fn linked(text: &str) -> Html {
    let words = text.split(' ').map(|word| {
        let bare = word.trim_end_matches([',', ';', ')']);
        if bare.starts_with("https://") {
            let rest = &word[bare.len()..];
            html! { <><a href={bare.to_owned()} rel="noreferrer">{ bare }</a>{ rest }{ " " }</> }
        } else {
            html! { { format!("{word} ") } }
        }
    });
    words.collect()
}

fn past(plan: Plan<'_>, view: &View, periods: &[Period]) -> Html {
    if periods.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h3>{ plan.fill(PlanText::History, &[("model", &view.model)]) }</h3>
            <div class="scroll" tabindex="0" role="region" aria-label={plan.fill(PlanText::History, &[("model", &view.model)])}>
                <table class="history">
                    <thead>
                        <tr>
                            <th scope="col">{ plan.say(PlanText::ColFrom) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColInput) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColOutput) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColStep) }</th>
                            <th scope="col" class="number">{ plan.say(PlanText::ColWindow) }</th>
                            <th scope="col">{ plan.say(PlanText::Source) }</th>
                        </tr>
                    </thead>
                    <tbody>{ for periods.iter().map(|period| row(plan, period)) }</tbody>
                </table>
            </div>
        </>
    }
}

fn row(plan: Plan<'_>, period: &Period) -> Html {
    let lang = plan.page.lang();
    let mark = match (period.in_force, period.announced) {
        (true, _) => Some(PlanText::InForce),
        (_, true) => Some(PlanText::Announced),
        _ => None,
    };
    let asked = period.asked.as_ref();
    let rate = |rate: Option<tokentoll::Rate>| rate.map_or("—".to_owned(), |rate| two_places(rate.price()));
    let steps = asked.map_or_else(
        || "—".to_owned(),
        |asked| match &*asked.steps {
            [] => plan.say(PlanText::NoneWord).to_owned(),
            steps => steps.iter().map(|step| short(*step, lang)).collect::<Vec<_>>().join(" · "),
        },
    );
    html! {
        <tr class={classes!(period.in_force.then_some("in-force"))}>
            <th scope="row">
                { period.from.to_string() }
                if let Some(mark) = mark {
                    <span class="detail">{ plan.say(mark) }</span>
                }
            </th>
            <td class="number">{ rate(asked.and_then(|a| a.input)) }</td>
            <td class="number">{ rate(asked.and_then(|a| a.output)) }</td>
            <td class="number">{ steps }</td>
            <td class="number">{ asked.and_then(|a| a.window).map_or("—".to_owned(), |n| short(n, lang)) }</td>
            <td class="from" lang="en">
                if let Some(asked) = asked {
                    { linked(&asked.source) }
                }
            </td>
        </tr>
    }
}
