//! The model: a search over every seller's models, by keyboard and by pointer.

use super::value;
use crate::models::{Choice, search};
use crate::plan::Place;
use crate::show::short;
use crate::state::{Action, Prices};
use crate::text::{Lang, Text};
use yew::prelude::*;

/// So many are listed; the rest are a matter of typing on.
const LISTED: usize = 40;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ModelBoxProps {
    pub(crate) place: Place,
    pub(crate) prices: Prices,
    pub(crate) lang: Lang,
    pub(crate) act: Callback<Action>,
}

/// A combobox as the ARIA Authoring Practices describe it: the focus stays in the field.
#[component]
pub(crate) fn ModelBox(props: &ModelBoxProps) -> Html {
    let ModelBoxProps { place, prices, lang, act } = props;
    let query = use_state(|| None::<String>);
    let active = use_state(|| 0_usize);
    let book = prices.book();
    let shown = place.find(book).map_or_else(|| place.model.clone(), |found| found.model.name().to_owned());
    let mut found = match &*query {
        Some(query) => search(book, query, &place.seller, place.day),
        None => Vec::new(),
    };
    let more = found.len().saturating_sub(LISTED);
    found.truncate(LISTED);
    let is_open = query.is_some();
    let at = (*active).min(found.len().saturating_sub(1));

    let choose = {
        let (query, act) = (query.clone(), act.clone());
        move |choice: &Choice| {
            query.set(None);
            act.emit(Action::Choose { seller: choice.seller.clone(), model: choice.model.clone() });
        }
    };
    let oninput = {
        let (query, active) = (query.clone(), active.clone());
        Callback::from(move |event: InputEvent| {
            query.set(Some(value(&event)));
            active.set(0);
        })
    };
    let open = {
        let (query, active) = (query.clone(), active.clone());
        move || {
            query.set(Some(String::new()));
            active.set(0);
        }
    };
    let onkeydown = {
        let (found, choose, open) = (found.clone(), choose.clone(), open.clone());
        let (query, active) = (query.clone(), active.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = found.len().saturating_sub(1);
            match &*event.key() {
                "ArrowDown" if query.is_none() => open(),
                "ArrowDown" => active.set(if at >= last { 0 } else { at + 1 }),
                "ArrowUp" if query.is_some() => active.set(if at == 0 { last } else { at - 1 }),
                "Home" if query.is_some() => active.set(0),
                "End" if query.is_some() => active.set(last),
                "Enter" => match found.get(at) {
                    Some(choice) => choose(choice),
                    None => return,
                },
                "Escape" if query.is_some() => query.set(None),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onfocus = Callback::from(|event: FocusEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.select();
    });
    let onblur = {
        // An exact name that was typed counts as chosen.
        let (found, choose, query) = (found.clone(), choose.clone(), query.clone());
        Callback::from(move |_: FocusEvent| {
            let typed = query.as_deref().unwrap_or_default().trim().to_lowercase();
            let exact = |choice: &&Choice| choice.model == typed || choice.name.to_lowercase() == typed;
            match found.first().filter(exact) {
                Some(choice) => choose(choice),
                None => query.set(None),
            }
        })
    };
    let onclick = {
        let query = query.clone();
        Callback::from(move |_: MouseEvent| {
            if query.is_none() {
                open();
            }
        })
    };
    html! {
        <div class="field combo">
            <label for="model">{ Text::Model.of(*lang) }</label>
            <input
                id="model" data-testid="model" type="text" role="combobox" autocomplete="off" spellcheck="false"
                aria-expanded={is_open.to_string()} aria-controls="models" aria-autocomplete="list"
                aria-activedescendant={(is_open && !found.is_empty()).then(|| format!("model-{at}"))}
                aria-describedby="model-hint" placeholder={shown.clone()}
                value={(*query).clone().unwrap_or_else(|| shown.clone())}
                {oninput} {onkeydown} {onfocus} {onblur} {onclick}
            />
            <p class="hint" id="model-hint">{ Text::ModelHint.of(*lang) }</p>
            <ul id="models" role="listbox" aria-label={Text::Model.of(*lang)} hidden={!is_open}>
                { for found.iter().enumerate().map(|(i, choice)| {
                    let (taken, choose) = (choice.clone(), choose.clone());
                    // Before the field loses the focus.
                    let onmousedown = Callback::from(move |event: MouseEvent| {
                        event.prevent_default();
                        choose(&taken);
                    });
                    let selected = choice.seller == place.seller && choice.model == place.model;
                    html! {
                        <li
                            key={format!("{}/{}", choice.seller, choice.model)} id={format!("model-{i}")} role="option"
                            aria-selected={selected.to_string()} class={classes!((i == at).then_some("active"))}
                            {onmousedown}
                        >
                            <span class="name">{ &choice.name }</span>
                            <span class="facts">{ facts(choice, *lang) }</span>
                        </li>
                    }
                }) }
                if found.is_empty() {
                    <li class="none" role="option" aria-disabled="true" aria-selected="false">{ Text::NoModel.of(*lang) }</li>
                } else if more > 0 {
                    <li class="none" role="option" aria-disabled="true" aria-selected="false">{ Text::MoreModels.fill(*lang, &[("n", &more.to_string())]) }</li>
                }
            </ul>
        </div>
    }
}

fn facts(choice: &Choice, lang: Lang) -> String {
    let mut facts = vec![choice.seller_name.clone()];
    facts.extend(choice.window.map(|n| Text::WindowShort.fill(lang, &[("n", &short(n, lang))])));
    facts.extend(choice.step.map(|n| Text::StepShort.fill(lang, &[("n", &short(n, lang))])));
    facts.extend(choice.retired.map(|day| Text::RetiredShort.fill(lang, &[("date", &day.to_string())])));
    facts.join(" · ")
}
