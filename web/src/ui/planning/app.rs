//! The regions, and how they keep in step with the calculator.

use super::{Plan, faq, method, rate, talk, whatif};
use crate::faq::answers as faq_answers;
use crate::planning::rate::Rated;
use crate::planning::talk::Talk;
use crate::planning::whatif::WhatIf;
use crate::planning::{Action, Planning, Region, Shown, link, service};
use crate::state::{self, Prices};
use crate::text::{Lang, PlanText};
use crate::ui::{Page, between};
use crate::{export, history, share};
use std::cell::RefCell;
use std::rc::Rc;
use tokentoll::PriceBook;
use tokentoll::book::BadDay;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use yew::prelude::*;

/// Waits until the calculator tells what it shows, and puts the regions into an element.
pub fn start(root: web_sys::Element) {
    let tell: RefCell<Option<Callback<Shown>>> = RefCell::new(None);
    let shown = Closure::<dyn Fn(String, String, String, String, String, bool)>::new(
        move |fragment, lang: String, today: String, name, prices, can_undo| {
            // The calculator's own day is a real one.
            let Ok(today) = today.parse() else { return };
            let lang = Lang::of_tag(&lang);
            let shown = Shown { fragment, lang, today, prices: (name, prices), can_undo };
            let told = tell.borrow().clone();
            match told {
                Some(tell) => tell.emit(shown),
                None => {
                    let props = AppProps { first: shown, link: Link::default() };
                    *tell.borrow_mut() = Some(props.link.callback());
                    yew::Renderer::<App>::with_root_and_props(root.clone(), props).render();
                }
            }
        },
    );
    between::on_shown(&shown);
    shown.forget();
    let answer =
        Closure::<between::Answer>::new(|what: String, today, fragment, name, prices, counted: String| {
            answer(&what, today, fragment, (name, prices), &counted).map_err(|why| JsValue::from_str(&why))
        });
    between::on_asked(&answer);
    answer.forget();
}

/// What the calculator asks for: `prices` of a file, the counts of a `usage` object, the page as `json` or `csv`.
fn answer(
    what: &str,
    today: String,
    fragment: String,
    (name, text): (String, String),
    counted: &str,
) -> Result<JsValue, String> {
    let listed = PriceBook::embedded();
    match what {
        "prices" => {
            let book = service::own(listed, name, text)?.book;
            return Ok(js_sys::Uint8Array::from(&*book.pack_cards()).into());
        }
        "usage" => return Ok(service::usage(&text)?.map(|count| count.to_string()).join(" ").into()),
        _ => {}
    }
    let own = (!text.is_empty()).then(|| service::own(listed, name, text)).transpose()?;
    let today = today.parse().map_err(|error: BadDay| error.to_string())?;
    let state = service::state(today, Prices { listed, own }, fragment, counted);
    Ok(if what == "json" { export::json(&state) } else { service::csv(&state) }.into())
}

/// Where the application listens, once it stands.
#[derive(Clone, Default)]
struct Link(Rc<RefCell<Option<Callback<Shown>>>>);

impl Link {
    fn callback(&self) -> Callback<Shown> {
        let link = self.clone();
        Callback::from(move |shown| {
            let listens = link.0.borrow().clone();
            if let Some(listens) = listens {
                listens.emit(shown);
            }
        })
    }
}

impl PartialEq for Link {
    fn eq(&self, other: &Link) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AppProps {
    first: Shown,
    link: Link,
}

/// The state as Yew keeps it.
struct Store(Planning);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Store(self.0.after(action)))
    }
}

#[component]
fn App(props: &AppProps) -> Html {
    let first = props.first.clone();
    let store = use_reducer(move || Store(Planning::new(first)));
    {
        let dispatcher = store.dispatcher();
        use_effect_with(props.link.clone(), move |link| {
            *link.0.borrow_mut() =
                Some(Callback::from(move |shown| dispatcher.dispatch(Action::Page(shown))));
        });
    }
    let act = {
        let dispatcher = store.dispatcher();
        use_memo((), move |()| Callback::from(move |action: Action| dispatcher.dispatch(action)))
    };
    {
        let act = act.clone();
        use_effect_with((), move |()| {
            let narrow = act.reform(Action::Narrow);
            let narrow = Closure::<dyn Fn(bool)>::new(move |is_narrow| narrow.emit(is_narrow));
            between::on_narrow(&narrow);
            // It lives as long as the page.
            narrow.forget();
        });
    }
    let planning = &store.0;
    let state = &planning.page;
    // Changes of the request are the calculator's: it is asked for the whole request after the change.
    let now = use_mut_ref(|| state.clone());
    *now.borrow_mut() = state.clone();
    let change = use_memo((), move |()| {
        Callback::from(move |action: state::Action| {
            let next = now.borrow().after(action);
            between::tell("apply", &share::fragment(&next));
        })
    });
    let members = link::members(planning);
    let is_new = members != state.unknown;
    use_effect_with((members, is_new), |(members, is_new)| {
        if *is_new {
            between::tell("also", members);
        }
    });
    // What changes only with the model, the day and the prices.
    let answers = use_memo((state.prices.clone(), state.place.model.clone()), |(prices, model)| {
        faq_answers(prices.book(), model)
    });
    let today = state.today;
    let periods = use_memo((state.prices.clone(), state.place.clone()), |(prices, place)| {
        history::of(prices.book(), place, today)
    });
    let view = state.view();
    let (ways, conversation, rated) = (WhatIf::of(planning), Talk::of(planning), Rated::of(planning));
    let plan = Plan { page: Page { state, act: &change }, planning, act: &act };
    let said = planning.touched.map_or_else(String::new, |region| match region {
        Region::WhatIf => whatif::said(plan, &ways),
        Region::Talk => talk::said(plan, &conversation),
        Region::Rate => rate::said(plan, &rated),
    });
    use_effect_with(said, |said| {
        if !said.is_empty() {
            between::say(said);
        }
    });
    html! {
        <section class="page plans" aria-label={plan.say(PlanText::Planning)}>
            { whatif::region(plan, &ways) }
            { talk::region(plan, &conversation) }
            { rate::region(plan, &rated) }
            { method::region(plan, view.as_ref(), &periods) }
            { faq::region(plan, answers.as_ref().as_ref()) }
        </section>
    }
}
