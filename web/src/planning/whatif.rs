//! What else could be done with the request: one row for each way, every amount a quote or a sum of quotes.

use super::{Planning, Slot};
use crate::plan::Planned;
use crate::share;
use crate::state::{self, State};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use tokentoll::core::{Unpriced, plain_decimal};
use tokentoll::plan::advise::{self, Advice, BreakEven, Change, Way, Wish};
use tokentoll::plan::compare::{self, Candidate, Counted, Exchange};
use tokentoll::plan::conversation::Caching;
use tokentoll::plan::{PlanError, Rules, Setting};
use tokentoll::{Amount, Currency, Meter, PriceBook, Usage};

/// The request and its alternatives.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The currency of the request.
    pub currency: Currency,
    /// How many requests the amounts are for.
    pub times: u32,
    /// The request as it is.
    pub now: Row,
    /// Every way, ordered as asked for.
    pub rows: Vec<Row>,
    /// From how many requests on each cache pays.
    pub break_even: Vec<BreakEven>,
    /// The tokens that caches hold.
    pub prefix: u32,
}

/// One way.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is done differently; nothing for the request as it is.
    pub changes: Vec<Change>,
    /// Whether it is a call of a cache that was written before: the second one, and each after it.
    pub later_call: bool,
    /// The model's name where it is another one.
    pub model: Option<String>,
    /// The seller's name where it is another one.
    pub seller: Option<String>,
    /// The tokens of the prompt: of the longest, where there are several kinds of requests.
    pub tokens: Tokens,
    /// How many requests are sent.
    pub requests: u64,
    /// Where it lies.
    pub step: Side,
    /// The longest prompt that is accepted; `None` where nobody knows.
    pub window: Option<u32>,
    /// What all of them cost, in the currency of the request.
    pub cost: Option<Amount>,
    /// The same in the seller's currency, where that is another one.
    pub own: Option<(Amount, Currency)>,
    /// What they cost with the fewest and the most tokens, where the counts are uncertain.
    pub ends: Option<[Option<Amount>; 2]>,
    /// What that is more than the request as it is, or less.
    pub difference: Option<Decimal>,
    /// The cheapest combination there.
    pub best: Option<(Vec<Change>, Amount)>,
    /// Why it has no price.
    pub refused: Option<Unpriced>,
    /// The request as the page shows it once this is applied, as a fragment.
    pub apply: Option<String>,
}

/// The length of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The likely one.
    pub likely: u64,
    /// The least and the most it may be.
    pub ends: Option<(u64, u64)>,
    /// Where the counts are from.
    pub counted: Counted,
}

/// Where a prompt lies beside a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// There is none.
    None,
    /// At or below it.
    Below(u32),
    /// Over it.
    Over(u32),
}

/// A column that rows can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What is done.
    Change,
    /// The length of the prompt.
    Tokens,
    /// What it costs, and so what it saves.
    Cost,
}

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By which column.
    pub column: Column,
    /// From the least to the most.
    pub ascending: bool,
}

impl Default for Order {
    fn default() -> Order {
        Order { column: Column::Cost, ascending: true }
    }
}

impl Order {
    pub(super) fn by(self, column: Column) -> Order {
        Order { column, ascending: column != self.column || !self.ascending }
    }
}

impl WhatIf {
    /// The alternatives of a state; `None` while nothing was asked, or where no price is known.
    ///
    /// # Errors
    /// [`PlanError`] for counts and amounts out of range.
    pub fn of(planning: &Planning) -> Result<Option<WhatIf>, PlanError> {
        let (Some(at), Some(planned)) = (planning.setting(), planning.page.planned) else { return Ok(None) };
        let usage = planned.usage_at(planned.input.tokens, planned.output.tokens);
        let wish = Wish {
            usage,
            times: planning.number(Slot::Times),
            every_s: planning.number(Slot::Every).saturating_mul(60),
            prefix: planning.number(Slot::Prefix).min(planned.input.tokens),
            shared: planning.number(Slot::Shared),
        };
        let book = planning.page.prices.book();
        let candidates = candidates(book, &at, &usage, planning.every_seller);
        let ratios = Rules::embedded().ratios(at.found.model.tokenizer(), at.on);
        let exchange = exchange(&planning.page, at.card().currency());
        let advice = advise::advise(&at, &wish, &candidates, &ratios, &exchange)?;
        let compared = compare::compare(&at, &usage, &candidates, &ratios, &exchange)?;
        let shower = Shower { planning, at, wish, planned };
        let mut rows = shower.here(&advice);
        rows.extend(compared.rows.iter().map(|row| shower.there(&advice, row)));
        sort(&mut rows, planning.order);
        Ok(Some(WhatIf {
            currency: at.card().currency(),
            times: wish.times,
            now: shower.now(&advice),
            rows,
            break_even: advice.break_even,
            prefix: wish.prefix,
        }))
    }
}

/// What has a price first, then what has none, then what is refused; the request's own ways before other models.
fn sort(rows: &mut [Row], order: Order) {
    let rank = |row: &Row| match (&row.cost, &row.own, &row.refused) {
        (Some(_), ..) => 0,
        (None, Some(_), _) => 1,
        (None, None, Some(Unpriced::OverWindow { .. })) => 3,
        (None, None, _) => 2,
    };
    let name = |row: &Row| {
        let changes = row.changes.iter().map(|change| change.name()).collect::<Vec<_>>().join(" ");
        format!(
            "{}{}{changes}",
            row.model.as_deref().unwrap_or_default(),
            row.seller.as_deref().unwrap_or_default()
        )
    };
    let by = |a: &Row, b: &Row| match order.column {
        Column::Change => name(a).cmp(&name(b)),
        Column::Tokens => a.tokens.likely.cmp(&b.tokens.likely),
        Column::Cost => a.cost.cmp(&b.cost),
    };
    rows.sort_by(|a, b| {
        let ranked = rank(a).cmp(&rank(b));
        let by = if order.ascending { by(a, b) } else { by(b, a) };
        ranked.then(if rank(a) == 0 || order.column != Column::Cost { by } else { Ordering::Equal })
    });
}

/// The other models of the seller, and the same model elsewhere; or every model of every seller.
fn candidates<'b>(
    book: &'b PriceBook,
    at: &Setting<'b>,
    usage: &Usage,
    every_seller: bool,
) -> Vec<Candidate<'b>> {
    let mut candidates = Vec::new();
    for seller in book.sellers() {
        let is_home = seller.id() == at.seller();
        let same = (!is_home).then(|| seller.find(at.model())).flatten().map(|found| found.model.id());
        for model in seller.models() {
            let life = model.life();
            let lives =
                life.released.is_none_or(|day| day <= at.on) && life.retired.is_none_or(|day| day > at.on);
            let is_wanted =
                if is_home { model.id() != at.model() } else { every_seller || same == Some(model.id()) };
            if !lives || !is_wanted {
                continue;
            }
            let found = tokentoll::book::Found { seller, model, endpoint: None };
            let Ok(listing) = found.on(at.on) else { continue };
            // The words of an endpoint belong to a seller.
            let endpoint = if is_home { at.terms.endpoint } else { tokentoll::Endpoint::default() };
            let terms = tokentoll::Terms { endpoint, ..at.terms };
            // The same model counts the same, whatever it is called there.
            let usage = (same == Some(model.id())).then_some(*usage);
            candidates.push(Candidate { at: Setting { found, listing, on: at.on, terms }, usage });
        }
    }
    candidates
}

/// The reader's own rate, in the direction that is needed.
fn exchange(page: &State, currency: Currency) -> Exchange {
    let Some(per_dollar) = page.exchange.1 else { return Exchange::default() };
    if currency == Currency::Cny {
        return Exchange::default().with(Currency::Usd, per_dollar);
    }
    // One divided by the rate seldom ends: six places are as exact as a rate is.
    let per_yuan = Decimal::ONE.checked_div(per_dollar).map(|rate| rate.round_dp(6).normalize());
    let per_yuan = per_yuan.and_then(|rate| plain_decimal(&rate.to_string()).ok());
    per_yuan.map_or_else(Exchange::default, |rate| Exchange::default().with(Currency::Cny, rate))
}

/// What rows are made from.
struct Shower<'p> {
    planning: &'p Planning,
    at: Setting<'p>,
    wish: Wish,
    planned: Planned,
}

impl<'p> Shower<'p> {
    fn now(&self, advice: &Advice<'_>) -> Row {
        let input = self.planned.input;
        let exact = Tokens { likely: input.tokens.into(), ends: None, counted: Counted::Same };
        let ends = (!input.is_exact()).then(|| {
            let of = |tokens, output| {
                let usage = self.planned.usage_at(tokens, output);
                let each = self.at.quote(&usage).ok()?.total();
                each.times(self.wish.times.into())
            };
            let output = self.planned.output;
            [of(input.low, output.low), of(input.high, output.high)]
        });
        Row {
            tokens: Tokens {
                ends: (!input.is_exact()).then_some((input.low.into(), input.high.into())),
                ..exact
            },
            cost: advice.total,
            ends,
            refused: advice.now.cost.clone().err(),
            ..self.row(&self.at, &self.wish.usage)
        }
    }

    /// A row of one request, without a cost.
    fn row(&self, at: &Setting<'_>, usage: &Usage) -> Row {
        let elsewhere = at.seller() != self.at.seller();
        Row {
            changes: Vec::new(),
            later_call: false,
            model: None,
            seller: elsewhere.then(|| at.found.seller.name().to_owned()),
            tokens: Tokens { likely: usage.prompt_tokens(), ends: None, counted: Counted::Same },
            requests: self.wish.times.into(),
            step: side(at, usage),
            window: at.card().window().map(|window| window.tokens),
            cost: None,
            own: None,
            ends: None,
            difference: None,
            best: None,
            refused: None,
            apply: None,
        }
    }

    /// The ways with this model.
    fn here(&self, advice: &Advice<'_>) -> Vec<Row> {
        let ways = advice.ways.iter().filter(|way| way.at.is_place(&self.at));
        // A single call of a cache only writes it: what counts is the next one, below.
        let once = self.wish.times == 1;
        let writes = |change: &Change| matches!(change, Change::Cache(Caching::Minutes5 | Caching::Hour1));
        let mut rows: Vec<Row> =
            ways.filter(|way| !(once && way.changes.iter().any(writes))).map(|way| self.way(way)).collect();
        if once {
            rows.extend(advice.break_even.iter().filter_map(|even| self.later_call(advice, even)));
        }
        rows
    }

    fn way(&self, way: &Way<'_>) -> Row {
        let longest = way.requests.iter().map(|spent| spent.usage).max_by_key(Usage::prompt_tokens);
        let usage = longest.unwrap_or(self.wish.usage);
        let is_same = self.at.card().currency() == way.at.card().currency();
        Row {
            changes: way.changes.clone(),
            requests: way.requests.iter().map(|spent| u64::from(spent.times)).sum(),
            cost: way.compared,
            own: (!is_same).then_some((way.total, way.at.card().currency())),
            ends: way.ends,
            difference: way.difference,
            apply: self.applied(way),
            ..self.row(&way.at, &usage)
        }
    }

    /// The second call of a cache and each after it.
    fn later_call(&self, advice: &Advice<'_>, even: &BreakEven) -> Option<Row> {
        let read = Usage::new().cache_read(self.wish.prefix);
        let fresh = self.planned.input.tokens.checked_sub(self.wish.prefix)?;
        let usage = read.input(fresh).output(self.planned.output.tokens);
        if usage == self.wish.usage {
            return None;
        }
        let difference = advice.total.and_then(|now| even.read.minus(now));
        let set = |slot, tokens| state::Action::Set(slot, tokens);
        let mut page =
            self.planning.page.after(set(state::Slot::Write5m, 0)).after(set(state::Slot::Write1h, 0));
        page = page.after(set(state::Slot::Read, self.wish.prefix));
        Some(Row {
            changes: vec![Change::Cache(even.cache)],
            later_call: true,
            cost: Some(even.read),
            difference,
            apply: Some(share::fragment(&page)),
            ..self.row(&self.at, &usage)
        })
    }

    /// Another model or seller: the plain request, and the cheapest combination.
    fn there(&self, advice: &Advice<'_>, compared: &compare::Row<'_>) -> Row {
        let at = &compared.at;
        let is_move = |change: &Change| matches!(change, Change::Model | Change::Seller | Change::Day);
        let ways = || advice.ways.iter().filter(|way| way.at.is_place(at));
        let plain = ways().find(|way| way.at.terms == at.terms && way.changes.iter().all(is_move));
        let best = ways().find(|way| !way.changes.iter().all(is_move));
        let is_same = at.card().currency() == self.at.card().currency();
        let prompt = |outcome: &tokentoll::plan::Outcome| outcome.usage.prompt_tokens();
        let is_same_model = compared.counted == Counted::Given;
        let changes = [
            (!is_same_model).then_some(Change::Model),
            (at.seller() != self.at.seller()).then_some(Change::Seller),
        ];
        let page = state::Action::Choose { seller: at.seller().to_owned(), model: at.model().to_owned() };
        Row {
            changes: changes.into_iter().flatten().collect(),
            model: (!is_same_model).then(|| at.found.model.name().to_owned()),
            tokens: Tokens {
                likely: prompt(&compared.likely),
                ends: compared.ends.as_ref().map(|[low, high]| (prompt(low), prompt(high))),
                counted: compared.counted,
            },
            cost: plain.and_then(|way| way.compared),
            own: plain.filter(|_| !is_same).map(|way| (way.total, at.card().currency())),
            ends: plain.and_then(|way| way.ends),
            difference: plain.and_then(|way| way.difference),
            best: best.and_then(|way| {
                let changes = way.changes.iter().copied().filter(|change| !is_move(change)).collect();
                Some((changes, way.compared?))
            }),
            refused: compared.likely.cost.clone().err(),
            apply: Some(share::fragment(&self.planning.page.after(page))),
            ..self.row(at, &compared.likely.usage)
        }
    }

    /// The page once a way of this model is taken; `None` where one request cannot show it.
    fn applied(&self, way: &Way<'_>) -> Option<String> {
        let mut page = self.planning.page.clone();
        page.place.terms = way.at.terms;
        for change in &way.changes {
            match change {
                Change::Split { .. } => return None,
                Change::Trim { .. } => {
                    let usage = way.requests.last()?.usage;
                    page = page.after(state::Action::Trim(u32::try_from(usage.prompt_tokens()).ok()?));
                }
                _ => {}
            }
        }
        let caches = way.changes.iter().any(|change| matches!(change, Change::Cache(_)));
        if caches {
            // The last kind of requests is the one that is sent most.
            let usage = way.requests.iter().rfind(|spent| spent.times > 0)?.usage;
            let set = |slot, meter| state::Action::Set(slot, usage.of(meter));
            for (slot, meter) in [
                (state::Slot::Read, Meter::CacheRead),
                (state::Slot::Write5m, Meter::CacheWrite5m),
                (state::Slot::Write1h, Meter::CacheWrite1h),
            ] {
                page = page.after(set(slot, meter));
            }
        }
        Some(share::fragment(&page))
    }
}

fn side(at: &Setting<'_>, usage: &Usage) -> Side {
    // Some terms waive the steps, so they are asked for on these.
    let Ok(card) = at.card().compile_quotes(&at.terms) else { return Side::None };
    if let Some(tier) = card.tier(usage) {
        return Side::Over(tier.threshold());
    }
    let first = at.card().tiers().and_then(|tiers| tiers.tiers().first());
    let holds = card.tier(&Usage::new().input(u32::MAX)).is_some();
    first.filter(|_| holds).map_or(Side::None, |tier| Side::Below(tier.threshold()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::Action;
    use crate::planning::tests::opened;

    const SONNET: &str = "m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000";

    fn asked(fragment: &str, fields: &[(Slot, &str)]) -> (Planning, WhatIf) {
        let planning = fields.iter().fold(opened(fragment), |planning, (slot, text)| {
            planning.after(Action::Type(*slot, (*text).to_owned()))
        });
        let whatif = WhatIf::of(&planning).unwrap().unwrap();
        (planning, whatif)
    }

    fn named<'w>(whatif: &'w WhatIf, names: &[&str]) -> &'w Row {
        let is = |row: &&Row| row.changes.iter().map(|change| change.name()).eq(names.iter().copied());
        whatif.rows.iter().find(is).unwrap_or_else(|| panic!("no {names:?}"))
    }

    fn cost(row: &Row) -> String {
        row.cost.unwrap().to_string()
    }

    #[test]
    fn the_ways_of_one_request() {
        let (_, whatif) = asked(SONNET, &[]);
        assert_eq!(cost(&whatif.now), "1.3194");
        assert_eq!(cost(named(&whatif, &["trim"])), "0.63");
        assert_eq!(cost(named(&whatif, &["batch"])), "0.6597");
        assert_eq!(cost(named(&whatif, &["batch", "trim"])), "0.315");
        let split = named(&whatif, &["split"]);
        assert_eq!((cost(split), split.tokens.likely, split.requests), ("0.7032".to_owned(), 107_200, 2));
        // 212,400 x 0.6 and 2,000 x 22.5 for a million.
        let read = whatif.rows.iter().find(|row| row.later_call).unwrap();
        assert_eq!((cost(read), whatif.prefix), ("0.17244".to_owned(), 212_400));
        assert_eq!(whatif.break_even[0].from, Some(2));
    }

    #[test]
    fn ten_requests_as_the_command_line_tells_them() {
        let fields = [(Slot::Times, "10"), (Slot::Prefix, "200k"), (Slot::Shared, "1k")];
        let (_, whatif) = asked(SONNET, &fields);
        assert_eq!(cost(&whatif.now), "13.194");
        assert_eq!(cost(named(&whatif, &["batch", "trim", "cache_1h"])), "1.02");
        assert_eq!(cost(named(&whatif, &["trim", "cache_5m"])), "1.59");
        assert_eq!(cost(named(&whatif, &["split"])), "7.032");
        assert!(whatif.rows.iter().all(|row| !row.later_call));
        let haiku = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Haiku 4.5")).unwrap();
        assert_eq!(haiku.best.as_ref().map(|(_, cost)| cost.to_string()), Some("0.34".to_owned()));
    }

    #[test]
    fn every_difference_is_row_minus_now_and_prices_come_before_none() {
        for fragment in [SONNET, "m=claude-sonnet-4-6&d=2026-11-20&in=900000&out=2000"] {
            let (_, whatif) = asked(fragment, &[]);
            let now = whatif.now.cost.unwrap();
            for row in &whatif.rows {
                assert_eq!(row.difference, row.cost.and_then(|cost| cost.minus(now)), "{row:?}");
            }
            let costs: Vec<_> = whatif.rows.iter().filter_map(|row| row.cost).collect();
            assert!(costs.is_sorted() && costs.len() > 5, "{costs:?}");
            let first_without = whatif.rows.iter().position(|row| row.cost.is_none()).unwrap_or(costs.len());
            assert_eq!(first_without, costs.len());
        }
    }

    #[test]
    fn what_breaks_its_window_is_listed_last() {
        let (_, whatif) = asked("m=claude-sonnet-4-6&d=2026-11-20&in=212400&out=2000", &[]);
        let last = whatif.rows.last().unwrap();
        assert!(matches!(last.refused, Some(Unpriced::OverWindow { .. })) && last.cost.is_none());
        let newer = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Sonnet 5.5")).unwrap();
        assert_eq!((newer.tokens.likely, newer.step), (276_120, Side::None));
        assert!(newer.tokens.ends.unwrap().0 < 276_120);
        let haiku = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Haiku 5.5")).unwrap();
        assert_eq!(haiku.step, Side::Over(100_000));
    }

    #[test]
    fn what_is_applied_costs_what_its_row_says() {
        let (planning, whatif) = asked(SONNET, &[(Slot::Prefix, "200k")]);
        let applied: Vec<_> = whatif.rows.iter().filter_map(|row| Some((row, row.apply.as_ref()?))).collect();
        assert!(applied.len() > 10);
        for (row, fragment) in applied {
            // Other tokenizers count otherwise: the page keeps the reader's own count.
            if row.cost.is_none() || !matches!(row.tokens.counted, Counted::Same) || row.own.is_some() {
                continue;
            }
            let page = planning.page.after(state::Action::Apply(fragment.clone()));
            let view = page.view().unwrap();
            assert_eq!(view.bills[0].total.to_string(), cost(row), "{:?} {fragment}", row.changes);
        }
    }

    #[test]
    fn another_currency_is_compared_once_there_is_a_rate() {
        let page = "m=claude-sonnet-4-6&d=2026-11-20&in=100000&out=2000";
        let own = |whatif: &WhatIf| -> Vec<(Option<Amount>, Amount)> {
            whatif.rows.iter().filter_map(|row| Some((row.cost, row.own?.0))).collect()
        };
        let every =
            |fragment: &str| WhatIf::of(&opened(fragment).after(Action::EverySeller(true))).unwrap().unwrap();
        let without = own(&every(page));
        assert!(!without.is_empty() && without.iter().all(|(cost, _)| cost.is_none()));
        for (cost, yuan) in own(&every(&format!("{page}&x=8"))) {
            // 1 / 8 is 0.125, to the last place.
            assert_eq!(cost.unwrap().decimal(), yuan.decimal() * Decimal::new(125, 3));
        }
    }

    #[test]
    fn a_header_turns_its_own_order_round() {
        let by = |planning: &Planning, column| planning.after(Action::Sort(column));
        let first = by(&opened(SONNET), Column::Tokens);
        assert_eq!(first.order, Order { column: Column::Tokens, ascending: true });
        let second = by(&first, Column::Tokens);
        let whatif = WhatIf::of(&second).unwrap().unwrap();
        let ranked = whatif.rows.iter().filter(|row| row.cost.is_some());
        let tokens: Vec<_> = ranked.map(|row| row.tokens.likely).collect();
        assert!(tokens.iter().rev().is_sorted(), "{tokens:?}");
        assert_eq!(by(&second, Column::Cost).order, Order::default());
    }
}
