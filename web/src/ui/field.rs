//! A field for a count: label, hint, problem, echo.

use super::markup::on;
use super::{Page, between};
use crate::show::{count, short};
use crate::state::{Action, Slot};
use crate::text::Text;
use wasm_bindgen::JsCast;
use yew::Html;

/// A field for a count.
pub(crate) fn counted(page: Page<'_>, slot: Slot, id: &'static str, label: Text, hint: Option<Text>) -> Html {
    let field = page.state.field(slot);
    let split = slot != Slot::Output && slot != Slot::Input && page.state.split_too_large;
    let under =
        |class: &'static str, text: Option<Text>| {
            let text = text?;
            Some(page.markup(
                "<p class={} id={}>{}</p>",
                [class.into(), format!("{id}-{class}").into(), text.into()],
            ))
        };
    let mut described = String::new();
    let mut describe = |is_there: bool, id: &str, part: &str| {
        if is_there {
            described.push_str(&format!("{id}-{part} "));
        }
    };
    describe(hint.is_some(), id, "hint");
    describe(field.problem.is_some(), id, "problem");
    describe(split, "split", "problem");
    let described = Some(described.trim_end().to_owned()).filter(|ids| !ids.is_empty());
    let bad = field.problem.is_some() || split;
    page.markup(
        r#"<div class="field">
            <label for={}>{}</label>
            <div class="entry">
                <input
                    id={} data-testid={} type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                    value={} aria-invalid={} aria-describedby={} oninput={} onblur={} onpaste={}
                />
                {}
            </div>
            {}{}
        </div>"#,
        [
            id.into(),
            label.into(),
            id.into(),
            id.into(),
            field.text.clone().into(),
            bad.then_some("true").into(),
            described.into(),
            page.send_text(move |text| Action::Type(slot, text)),
            page.send(Action::Leave(slot)),
            on(|event| pasted(&event)),
            echo(page, slot).into(),
            under("hint", hint).into(),
            under("problem", field.problem).into(),
        ],
    )
}

/// A usage object fills every field; anything else is typed as usual.
fn pasted(event: &web_sys::Event) {
    let event: &web_sys::ClipboardEvent = event.unchecked_ref();
    let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
    if text.trim_start().starts_with('{') {
        event.prevent_default();
        between::ask("usage", "", &text);
    }
}

/// What the text was understood as, where it is not plain.
fn echo(page: Page<'_>, slot: Slot) -> Option<Html> {
    let field = page.state.field(slot);
    let read = field.count.filter(|_| field.problem.is_none())?;
    let echo = if !read.is_exact() {
        format!("{}–{}", count(read.low), count(read.high))
    } else if field.text.trim() == count(read.tokens) || field.text.trim() == read.tokens.to_string() {
        return None;
    } else {
        format!("= {}", count(read.tokens))
    };
    Some(page.markup(r#"<span class="echo" aria-hidden="true">{}</span>"#, [echo.into()]))
}

/// Buttons for common lengths.
pub(crate) fn presets(page: Page<'_>) -> Html {
    const LENGTHS: [u32; 4] = [100_000, 200_000, 500_000, 1_000_000];
    let now = page.state.field(Slot::Input).count;
    let buttons = LENGTHS.map(|tokens| {
        let pressed = now.is_some_and(|c| c.is_exact() && c.tokens == tokens);
        page.markup(
            r#"<button type="button" aria-pressed={} onclick={}>{}</button>"#,
            [
                (if pressed { "true" } else { "false" }).into(),
                page.send(Action::Set(Slot::Input, tokens)),
                short(tokens, page.lang()).into(),
            ],
        )
    });
    page.markup(
        r#"<div class="presets" role="group" aria-label={}>{}</div>"#,
        [Text::Presets.into(), buttons.to_vec().into()],
    )
}
