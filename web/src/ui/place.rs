//! Where and when: model, day, options, the reader's own prices.

use super::model::ModelBox;
use super::{Page, between, browser, refused, value};
use crate::options::{self, Standing};
use crate::speech;
use crate::state::{Action, Own};
use crate::text::Text;
use std::rc::Rc;
use tokentoll::core::TermOption;
use tokentoll::{Endpoint, InferenceGeo, PriceBook, ServiceTier, Speed};
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// The region.
pub(crate) fn region(page: Page<'_>) -> Html {
    let state = page.state;
    let place = &state.place;
    let bad_day = state.day_text != place.day.to_string();
    let book = state.prices.book();
    let sellers = book.sellers().map(|seller| {
        html! { <option value={seller.id().to_owned()} selected={seller.id() == place.seller}>{ seller.name() }</option> }
    });
    html! {
        <section class="panel" aria-labelledby="place-title">
            <h2 id="place-title">{ page.say(Text::WhereAndWhen) }</h2>
            <ModelBox
                place={place.clone()} prices={state.prices.clone()} lang={state.lang} act={page.act.clone()}
            />
            <div class="pair">
                <div class="field">
                    <label for="seller">{ page.say(Text::Seller) }</label>
                    <select id="seller" data-testid="seller" onchange={change_seller(page)}>{ for sellers }</select>
                </div>
                <div class="field">
                    <label for="date">{ page.say(Text::PriceDate) }</label>
                    <input
                        id="date" data-testid="date" type="date" value={state.day_text.clone()}
                        aria-invalid={bad_day.then_some("true")} aria-describedby={bad_day.then_some("date-problem")}
                        oninput={page.on_text(Action::Day)}
                    />
                    if bad_day {
                        <p class="problem" id="date-problem">{ page.say(Text::BadDay) }</p>
                    }
                </div>
            </div>
            { toggles(page) }
            { own_prices(page) }
            { exchange(page) }
        </section>
    }
}

/// Another seller, with the same model where it has it.
fn change_seller(page: Page<'_>) -> Callback<Event> {
    let (prices, place) = (page.state.prices.clone(), page.state.place.clone());
    page.act.reform(move |event: Event| {
        let seller = value(&event);
        let book = prices.book();
        let known = book.seller(&seller).ok();
        let same = known.and_then(|s| s.find(&place.model)).map(|found| found.model.id().to_owned());
        let first = || {
            let all = crate::models::search(book, "", &seller, place.day);
            all.into_iter().find(|choice| choice.seller == seller).map(|choice| choice.model)
        };
        let model = same.or_else(first).unwrap_or_default();
        Action::Choose { seller, model }
    })
}

fn toggles(page: Page<'_>) -> Html {
    let place = &page.state.place;
    let all = options::of(page.state.prices.book(), place);
    let endpoints = [TermOption::Regional, TermOption::MultiRegion, TermOption::Govcloud];
    let (endpoints, toggles): (Vec<_>, Vec<_>) = all.into_iter().partition(|o| endpoints.contains(&o.option));
    html! {
        <fieldset class="toggles">
            <legend>{ page.say(Text::Options) }</legend>
            { for toggles.into_iter().map(|o| {
                let id = match o.option {
                    TermOption::Batch => "batch",
                    TermOption::Fast => "fast",
                    other => other.name(),
                };
                let why = why(page, &o.standing);
                let reason_id = format!("{id}-why");
                // What is chosen can always be taken back.
                let disabled = !o.chosen && matches!(o.standing, Standing::NotOffered(_) | Standing::Never);
                let option = o.option;
                html! {
                    <div class="toggle">
                        <input
                            type="checkbox" {id} data-testid={id} checked={o.chosen} {disabled}
                            aria-describedby={why.is_some().then(|| reason_id.clone())}
                            onchange={page.on(move || toggled(option, !o.chosen))}
                        />
                        <label for={id}>{ page.say(speech::option(option)) }</label>
                        if let Some(why) = why {
                            <p class="hint" id={reason_id}>{ why }</p>
                        }
                    </div>
                }
            }) }
            if !endpoints.is_empty() {
                <div class="field">
                    <label for="endpoint">{ page.say(Text::EndpointKind) }</label>
                    <select id="endpoint" data-testid="endpoint" onchange={page.act.reform(|event: Event| {
                        Action::Endpoint(value(&event).parse().unwrap_or_default())
                    })}>
                        <option value="global" selected={place.terms.endpoint == Endpoint::Global}>
                            { page.say(Text::EndpointGlobal) }
                        </option>
                        { for endpoints.iter().map(|o| {
                            let disabled = !o.chosen && matches!(o.standing, Standing::NotOffered(_) | Standing::Never);
                            let name = page.say(speech::option(o.option));
                            html! { <option value={o.option.name()} selected={o.chosen} {disabled}>{ name }</option> }
                        }) }
                    </select>
                </div>
            }
        </fieldset>
    }
}

fn toggled(option: TermOption, on: bool) -> Action {
    let queue = |queue| Action::Queue(if on { queue } else { ServiceTier::Standard });
    match option {
        TermOption::Fast => Action::Speed(if on { Speed::Fast } else { Speed::Standard }),
        TermOption::Priority => queue(ServiceTier::Priority),
        TermOption::Flex => queue(ServiceTier::Flex),
        TermOption::Batch => queue(ServiceTier::Batch),
        _ => Action::Geo(if on { InferenceGeo::Us } else { InferenceGeo::Global }),
    }
}

fn why(page: Page<'_>, standing: &Standing) -> Option<Html> {
    match standing {
        Standing::Offered => None,
        Standing::NoEffect => Some(html! { { page.say(Text::NoEffect) } }),
        Standing::Never => Some(html! { { page.say(Text::NotOffered) } }),
        Standing::NotOffered(because) => Some(html! {
            <>{ page.say(Text::NotOffered) }<span lang="en" class="detail">{ because.clone() }</span></>
        }),
    }
}

fn own_prices(page: Page<'_>) -> Html {
    let act = page.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        input.set_value("");
        let act = act.clone();
        yew::platform::spawn_local(async move {
            let name = file.name();
            let read = async {
                let text = browser::text_of(&file).await?.as_string().unwrap_or_default();
                let packed = between::ask("prices", "", &name, &text).await?;
                let book = PriceBook::unpack(&js_sys::Uint8Array::from(packed).to_vec());
                let book = book.map_err(|error| JsValue::from_str(&error.to_string()))?;
                Ok(Own { name: name.clone(), text: text.into(), book: Rc::new(book) })
            };
            act.emit(match read.await {
                Ok(own) => Action::Prices(Some(own)),
                Err(why) => refused(Text::PricesNotRead, &why),
            });
        });
    });
    html! {
        <div class="own">
            if let Some(Own { name, .. }) = &page.state.prices.own {
                <p class="hint">{ page.fill(Text::OwnPricesLoaded, &[("name", name)]) }</p>
                <button type="button" class="plain" onclick={page.on(|| Action::Prices(None))}>
                    { page.say(Text::OwnPricesRemove) }
                </button>
            } else {
                <label for="prices" class="plain button">{ page.say(Text::OwnPrices) }</label>
                <input
                    id="prices" data-testid="prices" class="hidden" type="file" accept=".json,application/json"
                    aria-describedby="prices-hint" {onchange}
                />
                <p class="hint" id="prices-hint">{ page.say(Text::OwnPricesHint) }</p>
            }
        </div>
    }
}

fn exchange(page: Page<'_>) -> Html {
    let (text, rate) = &page.state.exchange;
    let bad = rate.is_none() && !text.trim().is_empty();
    html! {
        <div class="field rate">
            <label for="cur">{ page.say(Text::Exchange) }</label>
            <input
                id="cur" data-testid="cur" type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                value={text.clone()} oninput={page.on_text(Action::Exchange)}
                aria-invalid={bad.then_some("true")} aria-describedby="cur-hint"
            />
            <p class={if bad { "problem" } else { "hint" }} id="cur-hint">
                { page.say(if bad { Text::BadExchange } else { Text::ExchangeHint }) }
            </p>
        </div>
    }
}
