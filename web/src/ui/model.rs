//! The model: a search over every seller's models, by keyboard and by pointer.

use super::Page;
use super::markup::on;
use crate::models::Choice;
use crate::show::short;
use crate::state::Action;
use crate::text::Text;
use wasm_bindgen::JsCast;
use yew::{Callback, Html};

/// A combobox as the ARIA Authoring Practices describe it: the focus stays in the field.
pub(crate) fn combobox(page: Page<'_>) -> Html {
    let state = page.state;
    let place = &state.place;
    let shown = place
        .find(state.prices.book())
        .map_or_else(|| place.model.clone(), |found| found.model.name().to_owned());
    let (found, more) = state.found();
    let search = state.search.as_ref();
    let at = search.map_or(0, |search| search.at);
    let is_open = search.is_some();
    let (act, opens) = (page.act.clone(), page.act.clone());
    let none = if found.is_empty() {
        Some(page.say(Text::NoModel).to_owned())
    } else {
        (more > 0).then(|| page.fill(Text::MoreModels, &[("n", &more.to_string())]))
    };
    let none = none.map(|text| {
        let markup = r#"<li class="none" role="option" aria-disabled="true" aria-selected="false">{}</li>"#;
        page.markup(markup, [text.into()])
    });
    let choices = found.iter().enumerate().map(|(i, choice)| option(page, choice, i, i == at));
    let choices: Vec<_> = choices.collect();
    page.markup(
        r#"<div class="field combo">
            <label for="model">{}</label>
            <input
                id="model" data-testid="model" type="text" role="combobox" autocomplete="off" spellcheck="false"
                aria-expanded={} aria-controls="models" aria-autocomplete="list" aria-activedescendant={}
                aria-describedby="model-hint" placeholder={} value={}
                oninput={} onkeydown={} onfocus={} onblur={} onclick={}
            />
            <p class="hint" id="model-hint">{}</p>
            <ul id="models" role="listbox" aria-label={} hidden={}>{}{}</ul>
        </div>"#,
        [
            Text::Model.into(),
            (if is_open { "true" } else { "false" }).into(),
            (!choices.is_empty()).then(|| format!("model-{at}")).into(),
            shown.clone().into(),
            search.map_or(shown, |search| search.query.clone()).into(),
            page.send_text(Action::Search),
            on(move |event| pressed(&act, &event.unchecked_into(), is_open)),
            on(|event| {
                if let Some(input) = event.target() {
                    input.unchecked_into::<web_sys::HtmlInputElement>().select();
                }
            }),
            page.send(Action::LeaveSearch),
            on(move |_| {
                if !is_open {
                    opens.emit(Action::Search(String::new()));
                }
            }),
            Text::ModelHint.into(),
            Text::Model.into(),
            (!is_open).into(),
            choices.into(),
            none.into(),
        ],
    )
}

fn pressed(act: &Callback<Action>, event: &web_sys::KeyboardEvent, is_open: bool) {
    act.emit(match (&*event.key(), is_open) {
        ("ArrowDown", false) => Action::Search(String::new()),
        ("ArrowDown", true) => Action::Mark(1),
        ("ArrowUp", true) => Action::Mark(-1),
        ("Home", true) => Action::Mark(isize::MIN),
        ("End", true) => Action::Mark(isize::MAX),
        ("Enter", true) => Action::Pick,
        ("Escape", true) => Action::CloseSearch,
        _ => return,
    });
    event.prevent_default();
}

fn option(page: Page<'_>, choice: &Choice, i: usize, is_marked: bool) -> Html {
    let (seller, model) = (choice.seller.clone(), choice.model.clone());
    let selected = seller == page.state.place.seller && model == page.state.place.model;
    let act = page.act.clone();
    page.markup(
        r#"<li id={} role="option" aria-selected={} class={} onmousedown={}>
            <span class="name">{}</span><span class="facts">{}</span>
        </li>"#,
        [
            format!("model-{i}").into(),
            (if selected { "true" } else { "false" }).into(),
            is_marked.then_some("active").into(),
            // Before the field loses the focus.
            on(move |event| {
                event.prevent_default();
                act.emit(Action::Choose { seller: seller.clone(), model: model.clone() });
                act.emit(Action::CloseSearch);
            }),
            choice.name.clone().into(),
            facts(page, choice).into(),
        ],
    )
}

fn facts(page: Page<'_>, choice: &Choice) -> String {
    let mut facts = choice.seller_name.clone();
    let short = |n| short(n, page.lang());
    let known = [
        (Text::WindowShort, "n", choice.window.map(short)),
        (Text::StepShort, "n", choice.step.map(short)),
        (Text::RetiredShort, "date", choice.retired.map(|day| day.to_string())),
    ];
    for (text, slot, value) in known {
        if let Some(value) = value {
            facts.push_str(" · ");
            facts.push_str(&page.fill(text, &[(slot, &value)]));
        }
    }
    facts
}
