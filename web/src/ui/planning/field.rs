//! A number field of the regions: what stands for it while it is empty is shown in it.

use super::Plan;
use crate::planning::{Action, Problem, Slot};
use crate::show::count;
use crate::text::PlanText;
use crate::ui::value;
use yew::prelude::*;

/// A field with its label and what is wrong with it.
pub(super) fn field(plan: Plan<'_>, slot: Slot, id: &'static str, label: PlanText) -> Html {
    let entry = plan.planning.fields.of(slot);
    let suggested = count(plan.planning.number(slot));
    let problem_id = format!("{id}-problem");
    let act = plan.act.clone();
    let oninput = act.reform(move |event: InputEvent| Action::Type(slot, value(&event)));
    let onblur = act.reform(move |_: FocusEvent| Action::Leave(slot));
    let echo = entry.number.filter(|_| entry.problem.is_none()).filter(|number| {
        let text = entry.text.trim();
        text != count(*number) && text != number.to_string()
    });
    html! {
        <div class="field">
            <label for={id}>{ plan.say(label) }</label>
            <div class="entry">
                <input
                    {id} data-testid={id} type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                    value={entry.text.clone()} placeholder={suggested} {oninput} {onblur}
                    aria-invalid={entry.problem.is_some().then_some("true")}
                    aria-describedby={entry.problem.is_some().then(|| problem_id.clone())}
                />
                if let Some(number) = echo {
                    <span class="echo" aria-hidden="true">{ format!("= {}", count(number)) }</span>
                }
            </div>
            if let Some(problem) = entry.problem {
                <p class="problem" id={problem_id}>{ match problem {
                    Problem::Unread(text) => plan.page.say(text).to_owned(),
                    Problem::Outside(least, most) => {
                        plan.fill(PlanText::Outside, &[("least", &count(least)), ("most", &count(most))])
                    }
                } }</p>
            }
        </div>
    }
}
