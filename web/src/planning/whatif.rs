//! What else could be done with the request: one row for each way, every amount a quote or a sum of quotes.

mod candidates;
mod shower;
#[cfg(test)]
mod tests;

use super::{Planning, Slot};
use candidates::{candidates, exchange};
use rust_decimal::Decimal;
use shower::Shower;
use std::cmp::Ordering;
use tokentoll::core::Unpriced;
use tokentoll::plan::advise::{self, BreakEven, Change, Wish};
use tokentoll::plan::compare::{self, Counted};
use tokentoll::plan::{PlanError, Rules};
use tokentoll::{Amount, Currency};

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
        let candidates = candidates(book, &at, planning.every_seller);
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
