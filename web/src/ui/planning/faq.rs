//! 'Is only the excess charged?' answered with both sums.

use super::Plan;
use crate::faq::{Answers, INPUT, OUTPUT, Sum};
use crate::share;
use crate::show::{money, short};
use crate::state::{Action, Slot};
use crate::text::PlanText;
use yew::prelude::*;

/// The region.
pub(crate) fn region(plan: Plan<'_>, answers: Option<&Answers>) -> Html {
    let Some(answers) = answers else { return Html::default() };
    let lang = plan.page.lang();
    let (step, day) = (short(answers.step, lang), answers.day.to_string());
    let slots = [
        ("seller", &*answers.whole.seller),
        ("step", &step),
        ("in", &short(INPUT, lang)),
        ("out", &short(OUTPUT, lang)),
        ("model", &answers.model),
        ("day", &day),
    ];
    let whole = plan.fill(PlanText::FaqAnswer, &slots);
    let excess = plan.fill(PlanText::FaqOther, &[("seller", &answers.excess.seller), ("step", &step)]);
    html! {
        <section class="faq" aria-labelledby="faq-title" data-testid="faq">
            <h2 id="faq-title">{ plan.say(PlanText::FaqQuestion) }</h2>
            { answer(plan, &whole, &answers.whole) }
            { answer(plan, &excess, &answers.excess) }
        </section>
    }
}

fn answer(plan: Plan<'_>, text: &str, sum: &Sum) -> Html {
    let mut state = plan.page.state.clone();
    state.place = sum.place.clone();
    state.fields = Default::default();
    state = state.after(Action::Set(Slot::Input, INPUT)).after(Action::Set(Slot::Output, OUTPUT));
    let link = share::fragment(&state);
    html! {
        <p>
            { text }{ " " }<b>{ money(sum.total, sum.currency) }</b>{ if plan.page.lang() == crate::text::Lang::En { ". " } else { "。" } }
            <button type="button" onclick={plan.page.on(move || Action::Link(link.clone()))}>
                { plan.fill(PlanText::FaqUse, &[("seller", &sum.seller)]) }
            </button>
        </p>
    }
}
