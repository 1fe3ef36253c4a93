//! From advice and comparison to rows.

use super::{Row, Side, Tokens};
use crate::plan::Planned;
use crate::planning::Planning;
use crate::share;
use crate::state;
use tokentoll::plan::Setting;
use tokentoll::plan::advise::{Advice, BreakEven, Change, Way, Wish};
use tokentoll::plan::compare::{self, Counted};
use tokentoll::plan::conversation::Caching;
use tokentoll::{Meter, Usage};

/// What rows are made from.
pub(super) struct Shower<'p> {
    pub(super) planning: &'p Planning,
    pub(super) at: Setting<'p>,
    pub(super) wish: Wish,
    pub(super) planned: Planned,
}

impl<'p> Shower<'p> {
    pub(super) fn now(&self, advice: &Advice<'_>) -> Row {
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
    pub(super) fn here(&self, advice: &Advice<'_>) -> Vec<Row> {
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
    pub(super) fn there(&self, advice: &Advice<'_>, compared: &compare::Row<'_>) -> Row {
        let at = &compared.at;
        let is_move = |change: &Change| matches!(change, Change::Model | Change::Seller | Change::Day);
        let ways = || advice.ways.iter().filter(|way| way.at.is_place(at));
        let plain = ways().find(|way| way.at.terms == at.terms && way.changes.iter().all(is_move));
        let best = ways().find(|way| !way.changes.iter().all(is_move));
        let is_same = at.card().currency() == self.at.card().currency();
        let prompt = |outcome: &tokentoll::plan::Outcome| outcome.usage.prompt_tokens();
        let is_same_model = at.is_model(&self.at);
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
