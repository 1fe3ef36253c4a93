//! The state of the page and the one way to change it: no browser, no clock, every change an [`Action`].

use crate::message::Message;
use crate::models::{self, Choice};
use crate::number::{self, Count};
use crate::plan::{Place, Planned, Priced};
use crate::text::{Lang, Text};
use crate::told::{Piece, Told};
use crate::{share, view};
use rust_decimal::Decimal;
use std::rc::Rc;
use tokentoll::book::{DEFAULT_SELLER, Model};
use tokentoll::core::plain_decimal;
use tokentoll::{Amount, Answer, Day, Endpoint, InferenceGeo, PriceBook, ServiceTier, Speed, Terms};

/// Everything the page shows follows from this.
#[derive(Clone, Debug)]
pub struct State {
    /// The language.
    pub lang: Lang,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// The day the page was opened.
    pub today: Day,
    /// The prices in use.
    pub prices: Prices,
    /// The number fields, by [`Slot`].
    pub fields: [Field; 5],
    /// The last counts that fit together; `None` while no input is typed.
    pub planned: Option<Planned>,
    /// Whether the cached parts are more than the input.
    pub split_too_large: bool,
    /// Where, when and how.
    pub place: Place,
    /// The day as it is typed.
    pub day_text: String,
    /// Exchange rate to the other currency, as it is typed, and as it is.
    pub exchange: (String, Option<Decimal>),
    /// The day of a link that was opened on another day.
    pub linked: Option<Day>,
    /// What stood before the last change that can be taken back.
    pub before: Option<Box<Before>>,
    /// What could not be read, of a link, a pasted usage object or a price file.
    pub notice: Option<Notice>,
    /// The texts and files that were counted.
    pub sent: Sent,
    /// How far the page is sealed.
    pub seal: Seal,
    /// Whether the chart shows the whole window.
    pub whole_window: bool,
    /// Whether the screen is too narrow for labels inside the chart.
    pub narrow: bool,
    /// Members of a link that this version does not know.
    pub unknown: String,
    /// Whether a newer version of the page is ready.
    pub newer: bool,
    /// The search among the models, while it is open.
    pub search: Option<Search>,
    /// The link that was copied last.
    pub copied: String,
}

/// A search among the models.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Search {
    /// What was typed.
    pub query: String,
    /// Which of those found is marked.
    pub at: usize,
}

/// The number fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// All of the input.
    Input,
    /// What the model writes.
    Output,
    /// Of the input, read from a cache.
    Read,
    /// Of the input, written to a five-minute cache.
    Write5m,
    /// Of the input, written to a one-hour cache.
    Write1h,
}

impl Slot {
    /// All of them.
    pub const ALL: [Slot; 5] = [Slot::Input, Slot::Output, Slot::Read, Slot::Write5m, Slot::Write1h];
}

/// A number field.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Field {
    /// What stands in it.
    pub text: String,
    /// The last count that could be read; `None` for an empty field.
    pub count: Option<Count>,
    /// What is wrong with the text.
    pub problem: Option<Text>,
}

impl Field {
    /// A field that holds a count.
    pub fn of(count: Count) -> Field {
        let grouped = tokentoll::core::Grouped(count.tokens.into()).to_string();
        Field { text: grouped, count: Some(count), problem: None }
    }
}

/// What a change took away, to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The number fields.
    pub fields: [Field; 5],
    /// The place with its day as typed, and the day of a link; `None` where only the input was trimmed.
    pub place: Option<(Place, String, Option<Day>)>,
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The theme of a name; that of the system where there is none.
    pub fn of(name: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// The one spelling, in storage and in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// The prices in use.
#[derive(Clone, Debug)]
pub struct Prices {
    /// Those that come with the page.
    pub listed: &'static PriceBook,
    /// The reader's own, laid over them.
    pub own: Option<Own>,
}

/// A price file of the reader's own.
#[derive(Clone, Debug)]
pub struct Own {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: Rc<str>,
    /// The listed prices with it on top.
    pub book: Rc<PriceBook>,
}

impl Prices {
    /// The book.
    pub fn book(&self) -> &PriceBook {
        self.own.as_ref().map_or(self.listed, |own| &own.book)
    }
}

impl PartialEq for Prices {
    fn eq(&self, other: &Prices) -> bool {
        std::ptr::eq(self.book(), other.book())
    }
}

/// Something that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it was.
    pub what: Text,
    /// Why, in the words of the reader that refused it.
    pub why: String,
}

/// The texts and files that were given to be counted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sent {
    /// How far it is.
    pub progress: Progress,
    /// What was counted.
    pub pieces: Rc<[Piece]>,
    /// The tokens of all of it.
    pub count: Option<Count>,
    /// How it was counted.
    pub method: String,
}

/// How far a count is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Progress {
    /// Nothing runs.
    #[default]
    Idle,
    /// Bytes read so far, of all.
    Running {
        /// So far.
        done: u64,
        /// Of all.
        total: u64,
    },
    /// Stopped by the reader.
    Cancelled,
    /// Stopped by an error.
    Failed(String),
}

/// How far the page is sealed against sending anything.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Seal {
    /// What counting needs is still being loaded.
    #[default]
    Loading,
    /// Nothing can be sent any more; since when, and how many requests were made since.
    Sealed {
        /// Hours and minutes.
        since: String,
        /// Requests since then.
        requests: u32,
    },
    /// Counting cannot be had, and why. Numbers can still be typed.
    Failed(String),
}

impl Seal {
    /// Reads what the browser tells of it.
    pub fn read(text: &str) -> Seal {
        let told = Message::read(text);
        match (told.text("since"), told.number("requests")) {
            (since, Some(requests)) if !since.is_empty() => Seal::Sealed { since, requests },
            _ => Seal::Failed(told.text("failed")),
        }
    }
}

/// A change.
#[derive(Clone, Debug)]
pub enum Action {
    /// Typing into a number field.
    Type(Slot, String),
    /// Leaving a number field: what stands in it is written out.
    Leave(Slot),
    /// A count set by a button or the slider.
    Set(Slot, u32),
    /// The counts of a usage object that was pasted, by [`Slot`].
    Fill([u32; 5]),
    /// A model of a seller.
    Choose {
        /// The seller's id.
        seller: String,
        /// The model's id.
        model: String,
    },
    /// Typing into the search among the models, which opens it.
    Search(String),
    /// Marking another of the models found: on by so many, with the last and the first next to each other.
    Mark(isize),
    /// Choosing the model marked.
    Pick,
    /// Leaving the search: the very name of a model that was typed chooses it.
    LeaveSearch,
    /// Closing the search.
    CloseSearch,
    /// This link was copied.
    Copied(String),
    /// Typing or choosing a day.
    Day(String),
    /// A queue, or back to the standard one.
    Queue(ServiceTier),
    /// A speed.
    Speed(Speed),
    /// Where inference may run.
    Geo(InferenceGeo),
    /// The kind of endpoint.
    Endpoint(Endpoint),
    /// Trim the input to this length, in proportion.
    Trim(u32),
    /// A whole request, as a fragment, that can be taken back.
    Apply(String),
    /// Members of the address that other parts of the page keep there.
    Also(String),
    /// Take the last trim back, or what was applied.
    Undo,
    /// Today's prices instead of those of the link.
    Reprice,
    /// An exchange rate.
    Exchange(String),
    /// A language.
    Lang(Lang),
    /// A theme.
    Theme(Theme),
    /// The whole window in the chart, or only what matters.
    WholeWindow(bool),
    /// A narrow or a wide screen.
    Narrow(bool),
    /// The fragment of an address.
    Link(String),
    /// A price file of the reader's own, or none any more.
    Prices(Option<Own>),
    /// Something could not be read.
    Notice(Notice),
    /// What the counting worker tells.
    Told(Told),
    /// Use the counted tokens as input again.
    UseCount,
    /// The seal changed.
    Seal(Seal),
    /// Take the notice away.
    Dismiss,
}

impl Action {
    /// Whether it says where, when or how the request is sent.
    const fn is_of_place(&self) -> bool {
        use Action::{Choose, Day, Endpoint, Geo, Queue, Reprice, Speed};
        matches!(self, Choose { .. } | Day(_) | Queue(_) | Speed(_) | Geo(_) | Endpoint(_) | Reprice)
    }
}

impl State {
    /// The page as it opens on a day, with the prices that come with it.
    pub fn new(today: Day, listed: &'static PriceBook) -> State {
        let (seller, model) = opening_model(listed, today);
        let prices = Prices { listed, own: None };
        let mut fields: [Field; 5] = Default::default();
        fields[Slot::Output as usize] = Field::of(Count::exact(2_000));
        State {
            lang: Lang::default(),
            theme: Theme::default(),
            today,
            prices,
            fields,
            planned: None,
            split_too_large: false,
            place: Place { seller, model, day: today, terms: Terms::default() },
            day_text: today.to_string(),
            exchange: (String::new(), None),
            linked: None,
            before: None,
            notice: None,
            sent: Sent::default(),
            seal: Seal::default(),
            whole_window: false,
            narrow: false,
            unknown: String::new(),
            newer: false,
            search: None,
            copied: String::new(),
        }
    }

    /// The state after a change.
    #[must_use]
    pub fn after(&self, action: Action) -> State {
        let mut next = self.clone();
        next.change(action);
        next
    }

    /// A number field.
    pub const fn field(&self, slot: Slot) -> &Field {
        &self.fields[slot as usize]
    }

    /// Makes a change.
    pub fn change(&mut self, action: Action) {
        if action.is_of_place() {
            self.keep_place();
        }
        match action {
            Action::Type(slot, text) => self.typed(slot, text),
            Action::Leave(slot) => {
                let field = &mut self.fields[slot as usize];
                if let (None, Some(count)) = (field.problem, field.count)
                    && count.is_exact()
                {
                    *field = Field::of(count);
                }
            }
            Action::Set(slot, tokens) => {
                self.before = None;
                self.fields[slot as usize] = Field::of(Count::exact(tokens.min(number::MOST)));
                self.replan();
            }
            Action::Fill(counts) => {
                for (slot, tokens) in Slot::ALL.into_iter().zip(counts) {
                    self.fields[slot as usize] = Field::of(Count::exact(tokens));
                }
                self.notice = None;
                self.before = None;
                self.replan();
            }
            Action::Choose { seller, model } => self.choose(seller, model),
            Action::Search(query) => self.search = Some(Search { query, at: 0 }),
            Action::Mark(by) => {
                let last = self.found().0.len().saturating_sub(1);
                if let Some(search) = &mut self.search {
                    search.at = match by {
                        1 if search.at >= last => 0,
                        -1 if search.at == 0 => last,
                        by => search.at.saturating_add_signed(by).min(last),
                    };
                }
            }
            Action::Pick => self.pick(|_| true),
            Action::LeaveSearch => {
                let typed = self
                    .search
                    .as_ref()
                    .map_or_else(String::new, |search| search.query.trim().to_ascii_lowercase());
                self.pick(|choice| choice.model == typed || choice.name.to_ascii_lowercase() == typed);
                self.search = None;
            }
            Action::CloseSearch => self.search = None,
            Action::Copied(link) => self.copied = link,
            Action::Day(text) => {
                if let Ok(day) = text.parse() {
                    self.place.day = day;
                    self.linked = None;
                }
                self.day_text = text;
            }
            Action::Queue(queue) => self.place.terms.service_tier = queue,
            Action::Speed(speed) => self.place.terms.speed = speed,
            Action::Geo(geo) => self.place.terms.inference_geo = geo,
            Action::Endpoint(endpoint) => self.place.terms.endpoint = endpoint,
            Action::Trim(to) => self.trim(to),
            Action::Apply(fragment) => {
                let place = (self.place.clone(), self.day_text.clone(), self.linked);
                let before = Before { fields: self.fields.clone(), place: Some(place) };
                share::open(self, &fragment);
                self.before = Some(Box::new(before));
            }
            Action::Also(members) => self.unknown = members,
            Action::Undo => {
                if let Some(before) = self.before.take() {
                    self.fields = before.fields;
                    if let Some(place) = before.place {
                        (self.place, self.day_text, self.linked) = place;
                    }
                    self.replan();
                }
            }
            Action::Reprice => {
                self.place.day = self.today;
                self.day_text = self.today.to_string();
                self.linked = None;
            }
            Action::Exchange(text) => {
                let rate = plain_decimal(text.trim()).ok().filter(|rate| !rate.is_zero());
                self.exchange = (text, rate);
            }
            Action::Lang(lang) => self.lang = lang,
            Action::Theme(theme) => self.theme = theme,
            Action::WholeWindow(whole) => self.whole_window = whole,
            Action::Narrow(narrow) => self.narrow = narrow,
            Action::Link(fragment) => share::open(self, &fragment),
            Action::Prices(own) => {
                self.prices.own = own;
                self.notice = None;
                if self.place.find(self.prices.book()).is_none() {
                    (self.place.seller, self.place.model) = opening_model(self.prices.book(), self.today);
                }
            }
            Action::Notice(notice) => self.notice = Some(notice),
            Action::Told(told) => self.told(told),
            Action::UseCount => self.use_count(),
            Action::Seal(seal) => self.seal = seal,
            Action::Dismiss => self.notice = None,
        }
    }

    /// The models that the open search finds, and how many more there are.
    pub fn found(&self) -> (Vec<Choice>, usize) {
        /// So many are listed; the rest are a matter of typing on.
        const LISTED: usize = 40;
        let Some(search) = &self.search else { return (Vec::new(), 0) };
        let mut found = models::search(self.prices.book(), &search.query, &self.place.seller, self.place.day);
        let more = found.len().saturating_sub(LISTED);
        found.truncate(LISTED);
        (found, more)
    }

    /// Chooses the model marked, where it is the right one.
    fn pick(&mut self, is_right: impl Fn(&Choice) -> bool) {
        let at = self.search.as_ref().map_or(0, |search| search.at);
        let (found, _) = self.found();
        if let Some(choice) = found.into_iter().nth(at).filter(is_right) {
            self.search = None;
            self.choose(choice.seller, choice.model);
        }
    }

    fn choose(&mut self, seller: String, model: String) {
        self.keep_place();
        // The words of an endpoint belong to a seller; everything else that was chosen stays.
        if seller != self.place.seller {
            self.place.terms.endpoint = Endpoint::default();
        }
        (self.place.seller, self.place.model) = (seller, model);
    }

    /// To take a whole request back would take back where it is sent as well.
    fn keep_place(&mut self) {
        self.before = self.before.take().filter(|before| before.place.is_none());
    }

    fn typed(&mut self, slot: Slot, text: String) {
        self.before = None;
        let field = &mut self.fields[slot as usize];
        match number::read(&text) {
            Ok(count) => *field = Field { text, count, problem: None },
            Err(problem) => (field.text, field.problem) = (text, Some(problem)),
        }
        self.replan();
    }

    /// Puts the counts of the fields together; where they do not fit, the last ones that did stay.
    pub(crate) fn replan(&mut self) {
        self.split_too_large = false;
        let Some(input) = self.field(Slot::Input).count else {
            if self.field(Slot::Input).problem.is_none() {
                self.planned = None;
            }
            return;
        };
        let count = |slot| self.field(slot).count.unwrap_or(Count::exact(0));
        let part = |slot| count(slot).tokens;
        let planned = Planned::new(
            input,
            count(Slot::Output),
            part(Slot::Read),
            part(Slot::Write5m),
            part(Slot::Write1h),
        );
        match planned {
            Some(planned) => self.planned = Some(planned),
            None => self.split_too_large = true,
        }
    }

    fn trim(&mut self, to: u32) {
        let Some(planned) = self.planned else { return };
        let before = self.fields.clone();
        let cached = planned.cached_at(to);
        self.fields[Slot::Input as usize] = Field::of(Count::exact(to));
        for (slot, tokens) in [Slot::Read, Slot::Write5m, Slot::Write1h].into_iter().zip(cached) {
            if self.field(slot).count.is_some() {
                self.fields[slot as usize] = Field::of(Count::exact(tokens));
            }
        }
        self.replan();
        self.before = Some(Box::new(Before { fields: before, place: None }));
    }

    fn told(&mut self, told: Told) {
        match told {
            Told::Started => self.sent.progress = Progress::Running { done: 0, total: 0 },
            Told::Cancelled => self.sent.progress = Progress::Cancelled,
            Told::Nothing => self.sent = Sent::default(),
            Told::Newer => self.newer = true,
            Told::Progress { done, total } => self.sent.progress = Progress::Running { done, total },
            Told::Failed { message } => self.sent.progress = Progress::Failed(message),
            Told::Counted { last, pieces, tokens, low, high, method } => {
                let most = |n: u64| u32::try_from(n).unwrap_or(number::MOST).min(number::MOST);
                self.sent.pieces = pieces.into();
                self.sent.count = Some(Count { tokens: most(tokens), low: most(low), high: most(high) });
                self.sent.method = method;
                if last {
                    self.sent.progress = Progress::Idle;
                }
                self.use_count();
            }
        }
    }

    fn use_count(&mut self) {
        if let Some(count) = self.sent.count {
            self.before = None;
            self.fields[Slot::Input as usize] = Field::of(count);
            self.replan();
        }
    }
}

/// The model the page opens with: the newest of the default seller that has a step that day, or just the newest.
fn opening_model(book: &PriceBook, day: Day) -> (String, String) {
    let sellers = || book.sellers().filter(|s| s.id() == DEFAULT_SELLER).chain(book.sellers());
    let models = || sellers().flat_map(|seller| seller.models().iter().map(move |model| (seller, model)));
    let listed = |model: &Model| {
        let last = model.listings().take_while(|(from, _)| *from <= day).last();
        last.and_then(|(_, listing)| listing).map(|listing| listing.card().tiers().is_some())
    };
    let current = |model: &Model| model.life().retired.is_none_or(|retired| day < retired);
    let home = || models().filter(|(seller, _)| seller.id() == DEFAULT_SELLER);
    let newest = |wanted: &dyn Fn(&Model) -> bool| {
        home().filter(|(_, m)| current(m) && wanted(m)).max_by_key(|(_, m)| m.life().released)
    };
    let found = newest(&|m| listed(m) == Some(true)).or_else(|| newest(&|m| listed(m).is_some()));
    found
        .or_else(|| models().next())
        .map_or_else(Default::default, |(seller, model)| (seller.id().to_owned(), model.id().to_owned()))
}

impl State {
    /// What the page says; `None` where the prices do not know the model.
    pub fn view(&self) -> Option<view::View> {
        view::View::of(self.prices.book(), &self.place, self.planned)
    }

    /// The answer in the wire form, for notes, sources and exports; `None` where nothing was asked yet.
    pub fn answer(&self) -> Option<Answer> {
        let planned = self.planned?;
        let usage = planned.usage_at(planned.input.tokens, planned.output.tokens);
        Some(self.place.ask(usage).price(self.prices.book()))
    }

    /// The cost of an input of another length, where there is one.
    pub fn total_at(&self, tokens: u32) -> Option<Amount> {
        let listing = self.place.find(self.prices.book())?.on(self.place.day).ok()?;
        Priced { listing, terms: self.place.terms, planned: self.planned? }.total(tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State::new("2026-11-25".parse().unwrap(), PriceBook::embedded())
    }

    fn typed(state: &State, slot: Slot, text: &str) -> State {
        state.after(Action::Type(slot, text.to_owned()))
    }

    #[test]
    fn a_bad_text_keeps_the_last_cost() {
        let good = typed(&state(), Slot::Input, "100k");
        for bad in ["-5", "abc", "1.000"] {
            let kept = typed(&good, Slot::Input, bad);
            assert!(kept.field(Slot::Input).problem.is_some(), "{bad}");
            assert_eq!((kept.planned, &*kept.field(Slot::Input).text), (good.planned, bad));
        }
        assert_eq!(typed(&good, Slot::Input, "").planned, None);
    }

    #[test]
    fn leaving_a_field_writes_the_count_out() {
        let left = typed(&state(), Slot::Input, "21.24万").after(Action::Leave(Slot::Input));
        assert_eq!(left.field(Slot::Input).text, "212,400");
        let spread = typed(&state(), Slot::Input, "212k ±6%").after(Action::Leave(Slot::Input));
        assert_eq!(spread.field(Slot::Input).text, "212k ±6%");
    }

    #[test]
    fn a_split_that_does_not_fit_is_told_and_the_last_one_kept() {
        let good = typed(&typed(&state(), Slot::Input, "100"), Slot::Read, "60");
        let bad = typed(&good, Slot::Write5m, "41");
        assert!(bad.split_too_large && !good.split_too_large);
        assert_eq!(bad.planned, good.planned);
    }

    #[test]
    fn trimming_keeps_proportions_and_can_be_taken_back() {
        let link = "m=claude-sonnet-4-5&d=2026-02-20&in=400000&cr=200000&out=2000";
        let over = state().after(Action::Link(link.to_owned()));
        let trimmed = over.after(Action::Trim(200_000));
        let planned = trimmed.planned.unwrap();
        assert_eq!((planned.input.tokens, planned.read), (200_000, 100_000));
        assert_eq!(trimmed.after(Action::Undo).planned, over.planned);
        assert!(typed(&trimmed, Slot::Output, "1").before.is_none());
    }

    #[test]
    fn a_whole_request_is_applied_and_taken_back() {
        let link = "m=claude-sonnet-4-5&d=2026-02-20&in=400000&cr=200000&out=2000";
        let now = state().after(Action::Link(link.to_owned()));
        let apply = "m=claude-haiku-4-5&d=2026-02-20&in=200000&out=2000&b=1".to_owned();
        let applied = now.after(Action::Apply(apply));
        assert_eq!((&*applied.place.model, applied.planned.unwrap().read), ("claude-haiku-4-5-20251001", 0));
        let back = applied.after(Action::Undo);
        assert_eq!((&back.place, back.planned, &back.before), (&now.place, now.planned, &None));
        assert!(applied.after(Action::Queue(ServiceTier::Standard)).before.is_none());
    }

    #[test]
    fn counts_fill_every_field() {
        let filled = state().after(Action::Fill([125, 7, 90, 10, 20]));
        let planned = filled.planned.unwrap();
        assert_eq!((planned.input.tokens, planned.output.tokens), (125, 7));
        assert_eq!((planned.read, planned.write_5m, planned.write_1h, planned.fresh()), (90, 10, 20, 5));
    }

    #[test]
    fn a_count_becomes_the_input_with_its_error() {
        let counted = |last| Told::Counted {
            last,
            pieces: Vec::new(),
            tokens: 212_400,
            low: 199_656,
            high: 225_144,
            method: "features".to_owned(),
        };
        let running = state().after(Action::Told(Told::Started)).after(Action::Told(counted(false)));
        assert_eq!(running.planned.unwrap().input, Count { tokens: 212_400, low: 199_656, high: 225_144 });
        assert!(matches!(running.sent.progress, Progress::Running { .. }));
        let cancelled = running.after(Action::Told(Told::Cancelled));
        assert_eq!((cancelled.planned, cancelled.sent.progress), (running.planned, Progress::Cancelled));
        assert_eq!(running.after(Action::Told(counted(true))).sent.progress, Progress::Idle);
        let edited = typed(&running, Slot::Input, "5");
        assert_eq!(edited.after(Action::UseCount).planned, running.planned);
    }

    #[test]
    fn changing_the_model_keeps_what_was_typed() {
        let before = typed(&state(), Slot::Input, "5k").after(Action::Queue(ServiceTier::Batch));
        let to = Action::Choose { seller: "openai".to_owned(), model: "gpt-5.4".to_owned() };
        let after = before.after(to);
        assert_eq!((after.planned, after.place.terms.service_tier), (before.planned, ServiceTier::Batch));
    }

    #[test]
    fn a_search_is_moved_through_and_ends_in_a_choice() {
        let open = state().after(Action::Search("claude haiku".to_owned()));
        let (found, more) = open.found();
        assert!(found.len() > 2 && more == 0);
        let at = |state: &State| state.search.as_ref().unwrap().at;
        let last = found.len() - 1;
        assert_eq!((at(&open.after(Action::Mark(1))), at(&open.after(Action::Mark(-1)))), (1, last));
        let end = open.after(Action::Mark(isize::MAX));
        assert_eq!(
            (at(&end), at(&end.after(Action::Mark(1))), at(&end.after(Action::Mark(isize::MIN)))),
            (last, 0, 0)
        );
        let picked = open.after(Action::Mark(1)).after(Action::Pick);
        assert_eq!((&picked.place.model, &picked.search), (&found[1].model, &None));
        // Leaving chooses a very name only, and without a search nothing.
        assert_eq!(open.after(Action::LeaveSearch).place, open.place);
        let named = state().after(Action::Search(" Claude Haiku 5.5 ".to_owned())).after(Action::LeaveSearch);
        assert_eq!((&*named.place.model, &named.search), ("claude-haiku-5-5", &None));
        let applied = state().after(Action::Apply("m=claude-haiku-4-5&in=5".to_owned()));
        assert!(
            applied.after(Action::LeaveSearch).before.is_some()
                && applied.after(Action::Pick).before.is_some()
        );
    }

    #[test]
    fn the_page_opens_with_a_model_that_has_a_step() {
        let view = state().view().unwrap();
        assert_eq!((view.steps.len(), &*view.seller), (1, "Claude API"));
    }

    #[test]
    fn what_the_browser_tells_of_the_seal() {
        let sealed = Seal::Sealed { since: "09:30".to_owned(), requests: 0 };
        assert_eq!(Seal::read("since=09%3A30&requests=0"), sealed);
        assert_eq!(Seal::read("failed=404+Not+Found"), Seal::Failed("404 Not Found".to_owned()));
        assert_eq!(Seal::read("x"), Seal::Failed(String::new()));
    }
}
