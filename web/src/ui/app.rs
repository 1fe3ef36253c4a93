//! The whole page, and what it keeps in step with the browser.

use super::markup::on;
use super::{Page, between, bill, browser, chart, cost, header, place, send};
use crate::state::{Action, Notice, Own, Prices, Seal, Slot, State, Theme};
use crate::text::{Lang, Text};
use crate::told::Told;
use crate::view::View;
use crate::{share, speech};
use std::rc::Rc;
use tokentoll::{Day, PriceBook};
use wasm_bindgen::prelude::Closure;
use yew::{Callback, Component, Context, Html, Properties};

/// What the page is given.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The day the page was opened.
    pub today: Day,
    /// The prices that come with the page.
    pub listed: Listed,
}

/// Prices that last as long as the page.
#[derive(Clone, Copy)]
pub struct Listed(pub &'static PriceBook);

impl PartialEq for Listed {
    fn eq(&self, other: &Listed) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The whole page.
pub struct App {
    state: State,
    view: Option<View>,
    act: Callback<Action>,
    drawn: Drawn,
    told: Option<Shown>,
    said: String,
}

/// What the page is told by itself.
pub enum Message {
    /// A change of the state.
    Act(Action),
    /// What is drawn so far was painted.
    Painted,
}

/// How much of the page is drawn: a slow phone takes long for all of it, and somebody may already type.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Drawn {
    /// Nothing.
    Nothing,
    /// The head of the page, unseen: the static form still stands.
    Head,
    /// What the reader sends, and the bar with the cost.
    Sent,
    /// Where and when, and the cost.
    Cost,
    /// The bill.
    Bill,
    /// The chart.
    Chart,
    /// The same as a table: all of it.
    All,
}

/// What the browser and the planning regions were told of last.
#[derive(PartialEq)]
struct Shown {
    fragment: String,
    lang: Lang,
    theme: Theme,
    exchange: String,
    model: String,
    prices: Prices,
    can_undo: bool,
}

/// One of those things, as a text.
type Part = fn(&Shown) -> &str;

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(context: &Context<App>) -> App {
        let AppProps { today, listed } = *context.props();
        let state = opened(today, listed.0);
        let act = context.link().callback(Message::Act);
        App { view: state.view(), state, act, drawn: Drawn::Nothing, told: None, said: String::new() }
    }

    fn update(&mut self, _: &Context<App>, message: Message) -> bool {
        match message {
            Message::Act(action) => {
                self.state.change(action);
                self.view = self.state.view();
            }
            Message::Painted => {
                self.drawn = match self.drawn {
                    Drawn::Nothing => Drawn::Head,
                    Drawn::Head => {
                        take_typed(&mut self.state);
                        self.view = self.state.view();
                        Drawn::Sent
                    }
                    Drawn::Sent => Drawn::Cost,
                    Drawn::Cost => Drawn::Bill,
                    Drawn::Bill => Drawn::Chart,
                    Drawn::Chart => Drawn::All,
                    Drawn::All => {
                        if self.told.is_none() {
                            self.tell();
                            listen(&self.act);
                        }
                        return false;
                    }
                };
            }
        }
        true
    }

    fn view(&self, _: &Context<App>) -> Html {
        if self.drawn == Drawn::Nothing {
            return Html::default();
        }
        let page = Page { state: &self.state, act: &self.act };
        let view = self.view.as_ref();
        let since = |drawn: Drawn| self.drawn >= drawn;
        let of_view = |drawn: Drawn, region: fn(Page<'_>, &View) -> Html| {
            view.filter(|_| since(drawn)).map(|view| region(page, view)).into()
        };
        page.markup(
            r##"<a class="skip" href="#cost" onclick={}>{}</a>
            {}
            <main class="page">
                <div class="lede"><h1>{}</h1>{}</div>
                {}
                <div class="columns">
                    <div class="given">{}{}</div>
                    <div class="told">{}{}{}</div>
                </div>
            </main>
            {}"##,
            [
                // The link would replace the state in the address: it moves the focus instead.
                on(|event| {
                    event.prevent_default();
                    browser::focus("cost");
                }),
                Text::SkipToCost.into(),
                header::header(page).into(),
                Text::Question.into(),
                header::promise(page).into(),
                header::notices(page).into(),
                since(Drawn::Sent).then(|| send::region(page)).into(),
                since(Drawn::Cost).then(|| place::region(page)).into(),
                of_view(Drawn::Cost, cost::region),
                of_view(Drawn::Bill, bill::region),
                view.filter(|_| since(Drawn::Chart))
                    .map(|view| chart::region(page, view, since(Drawn::All)))
                    .into(),
                of_view(Drawn::Sent, cost::bar),
            ],
        )
    }

    fn rendered(&mut self, context: &Context<App>, _: bool) {
        if self.drawn == Drawn::Sent {
            browser::take_over();
        }
        if self.told.is_some() {
            self.tell();
        } else {
            let link = context.link().clone();
            browser::after_paint(&Closure::once_into_js(move || link.send_message(Message::Painted)));
        }
    }
}

impl App {
    /// Keeps the address, the document, what is kept on this machine and the planning regions in step.
    fn tell(&mut self) {
        let state = &self.state;
        let shown = Shown {
            fragment: share::fragment(state),
            lang: state.lang,
            theme: state.theme,
            exchange: state.exchange.0.clone(),
            model: state.place.model.clone(),
            prices: state.prices.clone(),
            can_undo: state.before.is_some(),
        };
        let live = self.view.as_ref().map_or_else(String::new, |view| speech::live(view, state.lang));
        if live != self.said {
            between::say(&live);
            self.said = live;
        }
        let before = self.told.as_ref();
        if before == Some(&shown) {
            return;
        }
        let is_new = |part: Part| before.is_none_or(|before| part(before) != part(&shown));
        browser::write_fragment(&shown.fragment);
        let own = shown.prices.own.as_ref();
        let (name, prices) = own.map_or(("", ""), |own| (&*own.name, &*own.text));
        between::show(
            &shown.fragment,
            shown.lang.tag(),
            &state.today.to_string(),
            name,
            prices,
            shown.can_undo,
        );
        // Storage and title are slow, and most changes are of a count.
        let kept: [(&str, Part); 3] = [
            ("lang", |shown| shown.lang.tag()),
            ("theme", |shown| shown.theme.name()),
            ("exchange", |shown| &shown.exchange),
        ];
        for (key, part) in kept {
            if is_new(part) {
                browser::keep(key, part(&shown));
            }
        }
        if is_new(|shown| shown.lang.tag()) || is_new(|shown| shown.theme.name()) {
            let title = format!("Tokentoll · {}", Text::Title.of(shown.lang));
            browser::dress(shown.lang.tag(), shown.theme.name(), &title);
        }
        if is_new(|shown| &shown.model) {
            browser::counter("countFor", &shown.model.as_str().into());
        }
        self.told = Some(shown);
    }
}

/// The state that the address and this machine tell of.
fn opened(today: Day, listed: &'static PriceBook) -> State {
    let mut state = State::new(today, listed);
    let lang = browser::kept("lang");
    let lang = if lang.is_empty() { browser::languages() } else { lang };
    state.change(Action::Lang(Lang::of_tag(lang.split(',').next().unwrap_or_default())));
    state.change(Action::Narrow(!browser::is_narrow().is_empty()));
    state.change(Action::Theme(Theme::of(&browser::kept("theme"))));
    state.change(Action::Exchange(browser::kept("exchange")));
    state.change(Action::Link(browser::fragment()));
    state
}

/// What was typed into the static form until now.
fn take_typed(state: &mut State) {
    for (slot, name) in [(Slot::Input, "in"), (Slot::Output, "out")] {
        let typed = browser::typed(name);
        if !typed.is_empty() {
            state.change(Action::Type(slot, typed));
        }
    }
}

/// Once the page stands: listens to the browser, and says that it is ready.
fn listen(act: &Callback<Action>) {
    let act = act.clone();
    let told = Closure::<dyn Fn(String, String)>::new(move |kind: String, text: String| {
        act.emit(match &*kind {
            "link" => Action::Link(text),
            "narrow" => Action::Narrow(!text.is_empty()),
            "apply" => Action::Apply(text),
            "also" => Action::Also(text),
            "undo" => Action::Undo,
            "seal" => Action::Seal(Seal::read(&text)),
            "copied" => Action::Copied(text),
            "usage" => Action::Fill(numbers(&text)),
            "prices" => match PriceBook::unpack_cards(&between::taken()) {
                Ok(book) => {
                    let (name, text) = text.split_once('\n').unwrap_or_default();
                    Action::Prices(Some(Own {
                        name: name.to_owned(),
                        text: text.into(),
                        book: Rc::new(book),
                    }))
                }
                Err(error) => refused("prices", error.to_string()),
            },
            "refused" => {
                let (what, why) = text.split_once(' ').unwrap_or_default();
                refused(what, why.to_owned())
            }
            _ => match Told::read(&text) {
                Some(told) => Action::Told(told),
                None => return,
            },
        });
    });
    browser::listen(&told);
    between::on_told(&told);
    browser::ready();
    browser::seal(&told);
    // It lives as long as the page.
    told.forget();
}

/// What could not be read, and why.
fn refused(what: &str, why: String) -> Action {
    let what = match what {
        "usage" => Text::UsageNotRead,
        "prices" => Text::PricesNotRead,
        _ => Text::NotExported,
    };
    Action::Notice(Notice { what, why })
}

/// Counts, by [`Slot`].
fn numbers(text: &str) -> [u32; 5] {
    let mut numbers = text.split(' ').map(|number| number.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}
