//! Where and when: model, day, options, the reader's own prices.

use super::markup::{Hole, on};
use super::{Page, between, model};
use crate::options::{self, Choosable, Standing};
use crate::speech;
use crate::state::{Action, Own};
use crate::text::Text;
use tokentoll::core::TermOption;
use tokentoll::{Endpoint, InferenceGeo, ServiceTier, Speed};
use yew::Html;

/// The region.
pub(crate) fn region(page: Page<'_>) -> Html {
    let state = page.state;
    let bad_day = state.day_text != state.place.day.to_string();
    let sellers = state.prices.book().sellers().map(|seller| {
        let is_chosen = seller.id() == state.place.seller;
        let holes = [seller.id().to_owned().into(), is_chosen.into(), seller.name().to_owned().into()];
        page.markup("<option value={} selected={}>{}</option>", holes)
    });
    let sellers: Vec<_> = sellers.collect();
    let problem =
        bad_day.then(|| page.markup(r#"<p class="problem" id="date-problem">{}</p>"#, [Text::BadDay.into()]));
    page.markup(
        r#"<section class="panel" aria-labelledby="place-title">
            <h2 id="place-title">{}</h2>
            {}
            <div class="pair">
                <div class="field">
                    <label for="seller">{}</label>
                    <select id="seller" data-testid="seller" onchange={}>{}</select>
                </div>
                <div class="field">
                    <label for="date">{}</label>
                    <input
                        id="date" data-testid="date" type="date" value={} aria-invalid={} aria-describedby={} oninput={}
                    />
                    {}
                </div>
            </div>
            {}{}{}
        </section>"#,
        [
            Text::WhereAndWhen.into(),
            model::combobox(page).into(),
            Text::Seller.into(),
            change_seller(page),
            sellers.into(),
            Text::PriceDate.into(),
            state.day_text.clone().into(),
            bad_day.then_some("true").into(),
            bad_day.then_some("date-problem").into(),
            page.send_text(Action::Day),
            problem.into(),
            toggles(page).into(),
            own_prices(page).into(),
            exchange(page).into(),
        ],
    )
}

/// Another seller, with the same model where it has it.
fn change_seller(page: Page<'_>) -> Hole {
    let (prices, place) = (page.state.prices.clone(), page.state.place.clone());
    page.send_text(move |seller| {
        let book = prices.book();
        let same = book.look_up(Some(&seller), &place.model).map(|found| found.model.id().to_owned());
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
    let is_endpoint =
        |o: &TermOption| matches!(o, TermOption::Regional | TermOption::MultiRegion | TermOption::Govcloud);
    let (endpoints, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|o| is_endpoint(&o.option));
    let toggles: Vec<_> = others.iter().map(|choosable| toggle(page, choosable)).collect();
    let endpoint = (!endpoints.is_empty()).then(|| {
        let option = |name: &'static str, text: Text, is_chosen: bool, disabled: bool| {
            let holes = [name.into(), is_chosen.into(), disabled.into(), text.into()];
            page.markup("<option value={} selected={} disabled={}>{}</option>", holes)
        };
        let global = place.terms.endpoint == Endpoint::Global;
        let mut options = vec![option("global", Text::EndpointGlobal, global, false)];
        options.extend(
            endpoints.iter().map(|o| option(o.option.name(), speech::option(o.option), o.chosen, is_barred(o))),
        );
        page.markup(
            r#"<div class="field"><label for="endpoint">{}</label><select id="endpoint" data-testid="endpoint" onchange={}>{}</select></div>"#,
            [
                Text::EndpointKind.into(),
                page.send_text(|name| Action::Endpoint(name.parse().unwrap_or_default())),
                options.into(),
            ],
        )
    });
    page.markup(
        r#"<fieldset class="toggles"><legend>{}</legend>{}{}</fieldset>"#,
        [Text::Options.into(), toggles.into(), endpoint.into()],
    )
}

fn toggle(page: Page<'_>, choosable: &Choosable) -> Html {
    let option = choosable.option;
    let id = option.name();
    let (why, because) = match &choosable.standing {
        Standing::Offered => (None, None),
        Standing::NoEffect => (Some(Text::NoEffect), None),
        Standing::Never => (Some(Text::NotOffered), None),
        Standing::NotOffered(because) => (Some(Text::NotOffered), Some(because.clone())),
    };
    let reason = format!("{id}-why");
    let described = why.is_some().then(|| reason.clone());
    let because =
        because.map(|because| page.markup(r#"<span lang="en" class="detail">{}</span>"#, [because.into()]));
    let why = why.map(|why| {
        page.markup(r#"<p class="hint" id={}>{}{}</p>"#, [reason.into(), why.into(), because.into()])
    });
    page.markup(
        r#"<div class="toggle">
            <input type="checkbox" id={} data-testid={} checked={} disabled={} aria-describedby={} onchange={} />
            <label for={}>{}</label>{}
        </div>"#,
        [
            id.into(),
            id.into(),
            choosable.chosen.into(),
            is_barred(choosable).into(),
            described.into(),
            page.send(toggled(option, !choosable.chosen)),
            id.into(),
            speech::option(option).into(),
            why.into(),
        ],
    )
}

/// What is chosen can always be taken back.
fn is_barred(choosable: &Choosable) -> bool {
    !choosable.chosen && matches!(choosable.standing, Standing::NotOffered(_) | Standing::Never)
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

fn own_prices(page: Page<'_>) -> Html {
    let inside = if let Some(Own { name, .. }) = &page.state.prices.own {
        page.markup(
            r#"<p class="hint">{}</p><button type="button" class="plain" onclick={}>{}</button>"#,
            [
                page.fill(Text::OwnPricesLoaded, &[("name", name)]).into(),
                page.send(Action::Prices(None)),
                Text::OwnPricesRemove.into(),
            ],
        )
    } else {
        page.markup(
            r#"<label for="prices" class="plain button">{}</label>
            <input id="prices" data-testid="prices" class="hidden" type="file" accept=".json,application/json" aria-describedby="prices-hint" onchange={} />
            <p class="hint" id="prices-hint">{}</p>"#,
            [Text::OwnPrices.into(), on(|event| {
                if let Some(field) = event.target() {
                    between::choose_prices(&field);
                }
            }), Text::OwnPricesHint.into()],
        )
    };
    page.markup(r#"<div class="own">{}</div>"#, [inside.into()])
}

fn exchange(page: Page<'_>) -> Html {
    let (text, rate) = &page.state.exchange;
    let bad = rate.is_none() && !text.trim().is_empty();
    page.markup(
        r#"<div class="field rate">
            <label for="cur">{}</label>
            <input
                id="cur" data-testid="cur" type="text" inputmode="decimal" autocomplete="off" spellcheck="false"
                value={} oninput={} aria-invalid={} aria-describedby="cur-hint"
            />
            <p class={} id="cur-hint">{}</p>
        </div>"#,
        [
            Text::Exchange.into(),
            text.clone().into(),
            page.send_text(Action::Exchange),
            bad.then_some("true").into(),
            (if bad { "problem" } else { "hint" }).into(),
            if bad { Text::BadExchange } else { Text::ExchangeHint }.into(),
        ],
    )
}
