//! 'Is only the excess charged?' answered with both sums.

use super::Page;
use crate::faq::{Answers, INPUT, OUTPUT, Sum};
use crate::share;
use crate::show::{money, short};
use crate::state::{Action, Slot};
use crate::text::Text;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>, answers: Option<&Answers>) -> Html {
    let Some(answers) = answers else { return Html::default() };
    let lang = page.lang();
    let (step, day) = (short(answers.step, lang), answers.day.to_string());
    let slots = [
        ("seller", &*answers.whole.seller),
        ("step", &step),
        ("in", &short(INPUT, lang)),
        ("out", &short(OUTPUT, lang)),
        ("model", &answers.model),
        ("day", &day),
    ];
    let whole = page.fill(Text::FaqAnswer, &slots);
    let excess = page.fill(Text::FaqOther, &[("seller", &answers.excess.seller), ("step", &step)]);
    html! {
        <section class="faq" aria-labelledby="faq-title" data-testid="faq">
            <h2 id="faq-title">{ page.say(Text::FaqQuestion) }</h2>
            { answer(page, &whole, &answers.whole) }
            { answer(page, &excess, &answers.excess) }
        </section>
    }
}

fn answer(page: Page<'_>, text: &str, sum: &Sum) -> Html {
    let mut state = page.state.clone();
    state.place = sum.place.clone();
    state.fields = Default::default();
    state = state.after(Action::Set(Slot::Input, INPUT)).after(Action::Set(Slot::Output, OUTPUT));
    let link = share::fragment(&state);
    html! {
        <p>
            { text }{ " " }<b>{ money(sum.total, sum.currency) }</b>{ if page.lang() == crate::text::Lang::En { ". " } else { "。" } }
            <button type="button" onclick={page.on(move || Action::Link(link.clone()))}>
                { page.fill(Text::FaqUse, &[("seller", &sum.seller)]) }
            </button>
        </p>
    }
}
