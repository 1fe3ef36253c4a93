//! The whole page, and what it keeps in step with the browser.

use super::{Page, between, bill, browser, chart, cost, header, place, send};
use crate::state::{Action, Prices, Seal, Slot, State, Theme};
use crate::text::{Lang, Text};
use crate::told::Told;
use crate::{share, speech};
use std::rc::Rc;
use tokentoll::Day;
use wasm_bindgen::prelude::Closure;
use yew::prelude::*;

/// What the page is given.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The day the page was opened.
    pub today: Day,
}

/// The state as Yew keeps it.
struct Store(State);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Store(self.0.after(action)))
    }
}

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let today = props.today;
    let store = use_reducer(|| Store(opened(today)));
    let act = {
        let dispatcher = store.dispatcher();
        use_memo((), move |()| Callback::from(move |action: Action| dispatcher.dispatch(action)))
    };
    let state = &store.0;
    let view = state.view();
    {
        let act = act.clone();
        use_effect_with((), move |()| listen(&act));
    }
    use_effect_with(share::fragment(state), |fragment| browser::write_fragment(fragment));
    let shown = (share::fragment(state), state.lang, state.prices.clone(), state.before.is_some());
    use_effect_with(shown, move |(fragment, lang, prices, can_undo)| {
        let (name, text) = match prices {
            Prices::Listed => ("", ""),
            Prices::Own { name, text, .. } => (&**name, &**text),
        };
        between::show(fragment, lang.tag(), &today.to_string(), name, text, *can_undo);
    });
    use_effect_with((state.lang, state.theme), |(lang, theme)| {
        browser::dress(lang.tag(), theme.name(), &format!("Tokentoll · {}", Text::Title.of(*lang)));
        browser::keep("lang", lang.tag());
        browser::keep("theme", theme.name());
    });
    use_effect_with(state.exchange.0.clone(), |rate| browser::keep("exchange", rate));
    use_effect_with(state.place.model.clone(), |model| browser::count_for(model));
    let live = view.as_ref().map_or_else(String::new, |view| speech::live(view, state.lang));
    use_effect_with(live, |live| browser::say(live));
    let page = Page { state, act: &act };
    let view = view.as_ref();
    html! {
        <>
            <a class="skip" href="#cost" onclick={skip()}>{ page.say(Text::SkipToCost) }</a>
            { header::header(page, view) }
            <main class="page">
                <div class="lede">
                    <h1>{ page.say(Text::Question) }</h1>
                    { header::promise(page) }
                </div>
                { header::notices(page) }
                <div class="columns">
                    <div class="given">
                        { send::region(page) }
                        { place::region(page) }
                    </div>
                    <div class="told">
                        { cost::region(page, view) }
                        { bill::region(page, view) }
                        { chart::region(page, view) }
                    </div>
                </div>
            </main>
            { cost::bar(page, view) }
        </>
    }
}

/// The link would replace the state in the address: it moves the focus instead.
fn skip() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        browser::focus("cost");
    })
}

/// The state that the address, this machine and the static form tell of.
fn opened(today: Day) -> State {
    let mut state = State::new(today);
    let lang = browser::kept("lang");
    let lang = if lang.is_empty() { browser::languages() } else { lang };
    state = state.after(Action::Lang(Lang::of_tag(lang.split(',').next().unwrap_or_default())));
    let theme = browser::kept("theme");
    if let Some(theme) = Theme::ALL.into_iter().find(|t| t.name() == theme) {
        state = state.after(Action::Theme(theme));
    }
    state = state.after(Action::Exchange(browser::kept("exchange")));
    state = state.after(Action::Link(browser::fragment()));
    for (slot, name) in [(Slot::Input, "in"), (Slot::Output, "out")] {
        let typed = browser::typed(name);
        if !typed.is_empty() && state.field(slot).count.is_none() {
            state = state.after(Action::Type(slot, typed));
        }
    }
    state
}

/// Once the page stands: follows the address and the width, and says that it is ready.
fn listen(act: &Callback<Action>) {
    let link = act.reform(Action::Link);
    let narrow = act.reform(Action::Narrow);
    let link = Closure::<dyn Fn(String)>::new(move |fragment| link.emit(fragment));
    let narrow = Closure::<dyn Fn(bool)>::new(move |is_narrow| narrow.emit(is_narrow));
    browser::on_fragment(&link);
    browser::on_narrow(&narrow);
    // They live as long as the page.
    link.forget();
    narrow.forget();
    let told = act.reform(|(kind, text): (String, String)| match &*kind {
        "apply" => Action::Apply(text),
        "also" => Action::Also(text),
        _ => Action::Undo,
    });
    let told = Closure::<dyn Fn(String, String)>::new(move |kind, text| told.emit((kind, text)));
    between::on_told(&told);
    told.forget();
    browser::ready();
    let seal = act.reform(|told: String| Action::Seal(Seal::read(&told)));
    let act = act.clone();
    let seal = Closure::<dyn Fn(String)>::new(move |told| seal.emit(told));
    let count = Closure::<dyn Fn(String)>::new(move |told: String| {
        if let Some(told) = Told::read(&told) {
            act.emit(Action::Told(told));
        }
    });
    browser::seal(&seal, &count);
    seal.forget();
    count.forget();
}
