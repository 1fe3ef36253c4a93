//! A field for a count: label, hint, problem, echo.

use super::{Page, between, refused};
use crate::show::{count, short};
use crate::state::{Action, Slot};
use crate::text::Text;
use yew::prelude::*;

/// A field for a count.
pub(crate) fn counted(page: Page<'_>, slot: Slot, id: &'static str, label: Text, hint: Option<Text>) -> Html {
    let field = page.state.field(slot);
    let (hint_id, problem_id) = (format!("{id}-hint"), format!("{id}-problem"));
    let split = slot != Slot::Output && slot != Slot::Input && page.state.split_too_large;
    let described =
        [hint.map(|_| &*hint_id), field.problem.map(|_| &*problem_id), split.then_some("split-problem")];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let act = page.act.clone();
    let onpaste = Callback::from(move |event: Event| {
        let event: &web_sys::ClipboardEvent = wasm_bindgen::JsCast::unchecked_ref(&event);
        let text =
            event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        // A usage object fills every field; anything else is typed as usual.
        if text.trim_start().starts_with('{') {
            event.prevent_default();
            let act = act.clone();
            yew::platform::spawn_local(async move {
                let counts = match between::ask("usage", "", "", &text).await {
                    Ok(counts) => js_sys::Uint32Array::from(counts).to_vec(),
                    Err(why) => return act.emit(refused(Text::UsageNotRead, &why)),
                };
                if let Ok(counts) = counts.try_into() {
                    act.emit(Action::Fill(counts));
                }
            });
        }
    });
    html! {
        <div class="field">
            <label for={id}>{ page.say(label) }</label>
            <div class="entry">
                <input
                    id={id} data-testid={id} type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                    value={field.text.clone()}
                    aria-invalid={(field.problem.is_some() || split).then_some("true")}
                    aria-describedby={(!described.is_empty()).then_some(described)}
                    oninput={page.on_text(move |text| Action::Type(slot, text))}
                    onblur={page.on(move || Action::Leave(slot))}
                    {onpaste}
                />
                { echo(page, slot) }
            </div>
            if let Some(hint) = hint {
                <p class="hint" id={hint_id}>{ page.say(hint) }</p>
            }
            if let Some(problem) = field.problem {
                <p class="problem" id={problem_id}>{ page.say(problem) }</p>
            }
        </div>
    }
}

/// What the text was understood as, where it is not plain.
fn echo(page: Page<'_>, slot: Slot) -> Html {
    let field = page.state.field(slot);
    let Some(read) = field.count.filter(|_| field.problem.is_none()) else { return Html::default() };
    let echo = if !read.is_exact() {
        format!("{}–{}", count(read.low), count(read.high))
    } else if field.text.trim() == count(read.tokens) || field.text.trim() == read.tokens.to_string() {
        return Html::default();
    } else {
        format!("= {}", count(read.tokens))
    };
    html! { <span class="echo" aria-hidden="true">{ echo }</span> }
}

/// Buttons for common lengths.
pub(crate) fn presets(page: Page<'_>) -> Html {
    const LENGTHS: [u32; 4] = [100_000, 200_000, 500_000, 1_000_000];
    let now = page.state.field(Slot::Input).count;
    html! {
        <div class="presets" role="group" aria-label={page.say(Text::Presets)}>
            { for LENGTHS.into_iter().map(|tokens| {
                let pressed = now.is_some_and(|c| c.is_exact() && c.tokens == tokens);
                html! {
                    <button
                        type="button" aria-pressed={pressed.to_string()}
                        onclick={page.on(move || Action::Set(Slot::Input, tokens))}
                    >{ short(tokens, page.lang()) }</button>
                }
            }) }
        </div>
    }
}
