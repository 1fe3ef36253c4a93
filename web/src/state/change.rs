//! What each action does.

use super::prices::opening_model;
use super::{Action, Before, Field, Progress, Search, Sent, Slot, State};
use crate::models::{self, Choice};
use crate::number::{self, Count};
use crate::plan::Planned;
use crate::share;
use crate::told::Told;
use tokentoll::Endpoint;
use tokentoll::core::plain_decimal;

impl State {
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
            Told::Cancelled { given } => self.sent.end(given, Progress::Cancelled),
            Told::Nothing => self.sent = Sent::default(),
            Told::Newer => self.newer = true,
            Told::Progress { done, total } => self.sent.progress = Progress::Running { done, total },
            Told::Failed { message, given } => self.sent.end(given, Progress::Failed(message)),
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
