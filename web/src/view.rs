//! What the page says about a plan: the cost, on which side of the step it lies, the bill.

use crate::plan::{Place, Planned, Priced, Step};
use rust_decimal::Decimal;
use tokentoll::book::{Found, Listing, LookupError};
use tokentoll::core::{AdjustmentName, LineItem, Quote, Rate, Span, TierScope, Unpriced};
use tokentoll::{Amount, Currency, Day, Meter, PriceBook, Usage};

/// What the page says.
#[derive(Clone, Debug)]
pub struct View {
    /// The model's name, for people.
    pub model: String,
    /// The seller's name, for people.
    pub seller: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The big figure.
    pub cost: Cost,
    /// On which side of the step the request lies.
    pub verdict: Option<Verdict>,
    /// One bill, or two where the estimate straddles a step.
    pub bills: Vec<Bill>,
    /// The longest prompt that is accepted.
    pub window: Option<u32>,
    /// What refuses the high end of an estimate whose likeliest count is accepted.
    pub limit: Option<Unpriced>,
    /// The steps of this model, on these terms, that day.
    pub steps: Vec<Step>,
    /// Whether only the tokens above a step are dearer.
    pub only_excess: bool,
    /// When the model can be used, seen from the day of the request.
    pub life: LifeOn,
    /// The model to use instead, by id and name, where its end has come or is near.
    pub successor: Option<(String, String)>,
    /// The day of the request.
    pub day: Day,
}

/// The big figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Cost {
    /// Nothing was asked yet.
    Empty,
    /// Known.
    Exact(Amount),
    /// As uncertain as the counts are.
    Between {
        /// For the fewest tokens.
        low: Amount,
        /// For the likeliest count.
        likely: Amount,
        /// For the most tokens.
        high: Amount,
    },
    /// The seller would refuse the request; what it would cost otherwise, where that can be said.
    Rejected(Option<Amount>),
    /// No price is known; the sum of the parts that have one, where only a part has none.
    Unknown(Option<Amount>),
}

/// On which side of a step a request lies, or why there is no price.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// No step that day; the last day on which there was one.
    NoStep(Option<Day>),
    /// Below the step by so many tokens.
    Below(Step, u32),
    /// Exactly at it; what one more token adds.
    At(Step, Amount),
    /// Over it.
    Over(Over),
    /// The estimate lies on both sides.
    Straddles(Straddle),
    /// The seller would refuse it, or has no price for a part of it.
    Unpriced(Unpriced),
    /// No price is known that day; why, where it had one before.
    NotPriced(String),
    /// No price is known before this day.
    NotYetPriced(Day),
}

/// A request over a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// The highest step it is over.
    pub step: Step,
    /// By how many tokens.
    pub by: u32,
    /// What input and output rates are multiplied by, where exact factors exist.
    pub factors: Option<(Decimal, Decimal)>,
    /// What trimming to the step would save, where the request would be accepted then.
    pub trim: Option<Trim>,
}

/// What trimming to a step would save.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trim {
    /// The longest input below the step.
    pub to: u32,
    /// How many tokens must go.
    pub by: u32,
    /// What it then costs.
    pub cost: Amount,
    /// How much less that is.
    pub saves: Amount,
}

/// An estimate on both sides of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Straddle {
    /// The step.
    pub step: Step,
    /// The cost where the count is the least.
    pub low: Amount,
    /// The cost where it is the most.
    pub high: Amount,
    /// How many tokens must go so that even the most stays below.
    pub safe_trim: u32,
}

/// One bill.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    /// The length of the prompt it is for.
    pub tokens: u32,
    /// One row for each meter, or for each stretch of a meter.
    pub rows: Vec<Row>,
    /// How much there is of what has no rate.
    pub unknown: Vec<(Meter, u32)>,
    /// The sum of the rows: the least it may be, where something has no rate.
    pub total: Amount,
}

/// One row of a bill.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is billed.
    pub meter: Meter,
    /// How much of it.
    pub count: u32,
    /// The list rate.
    pub list_rate: Rate,
    /// What changes it: by a factor, or to a rate of which there is none.
    pub factors: Vec<(AdjustmentName, Option<Decimal>)>,
    /// The rate that is billed.
    pub rate: Rate,
    /// Count times rate.
    pub amount: Amount,
    /// Which tokens of the prompt, where only the excess is dearer.
    pub span: Option<Span>,
}

/// When a model can be used, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeOn {
    /// It can.
    Current,
    /// Not before this day.
    NotYet(Day),
    /// It can, but its end is near: the day of its retirement, where that is known.
    Deprecated(Option<Day>),
    /// No longer since this day.
    Retired(Day),
}

impl View {
    /// What to say about a plan at a place, without a plan where nothing was typed yet; `None` where the book does
    /// not know the seller or the model.
    pub fn of(book: &PriceBook, place: &Place, planned: Option<Planned>) -> Option<View> {
        let found = place.find(book)?;
        let mut view = View {
            model: found.model.name().to_owned(),
            seller: found.seller.name().to_owned(),
            currency: found.seller.currency(),
            cost: Cost::Empty,
            verdict: None,
            bills: Vec::new(),
            window: None,
            limit: None,
            steps: Vec::new(),
            only_excess: false,
            life: life(&found, place.day),
            successor: found
                .successor(place.day)
                .map(|new| (new.model.id().to_owned(), new.model.name().to_owned())),
            day: place.day,
        };
        let listing = match found.on(place.day) {
            Ok(listing) => listing,
            Err(LookupError::NotPricedOn { because, .. }) => {
                view.cost = if planned.is_some() { Cost::Unknown(None) } else { Cost::Empty };
                let first = found.model.listings().next().map(|(from, _)| from);
                view.verdict = Some(match first.filter(|from| place.day < *from) {
                    Some(from) => Verdict::NotYetPriced(from),
                    None => Verdict::NotPriced(because),
                });
                return Some(view);
            }
            Err(_) => return None,
        };
        let nothing = Planned { input: ZERO, output: ZERO, read: 0, write_5m: 0, write_1h: 0 };
        let priced = Priced { listing, terms: place.terms, planned: planned.unwrap_or(nothing) };
        view.window = priced.window();
        view.steps = priced.steps();
        view.only_excess = listing.card().tiers().is_some_and(|t| t.scope() != TierScope::Volume);
        if planned.is_some() {
            view.price(&priced, &found);
        } else if view.steps.is_empty() {
            view.verdict = Some(Verdict::NoStep(last_step(&found, place.day).map(|(until, _)| until)));
        }
        Some(view)
    }

    fn price(&mut self, priced: &Priced<'_>, found: &Found<'_>) {
        let Planned { input, output, .. } = priced.planned;
        let at = |tokens, output| priced.with(tokens, output);
        let (low, likely) = (at(input.low, output.low), at(input.tokens, output.tokens));
        let likely = match likely {
            Ok(quote) => quote,
            Err(unpriced) => return self.refused(priced, unpriced),
        };
        let total = likely.total();
        let (longest, high) = self.accepted(priced);
        let (Ok(low), Some(high)) = (low, high) else {
            // The likeliest count has a price and an end of the estimate has none.
            self.cost = Cost::Exact(total);
            self.bills = vec![bill(input.tokens, &likely)];
            self.verdict = Some(self.side(priced, found, &likely));
            return;
        };
        let (least, most) = (low.total(), high.total());
        self.cost = if least == most {
            Cost::Exact(total)
        } else {
            Cost::Between { low: least, likely: total, high: most }
        };
        let crossed = self.steps.iter().rev().find(|s| input.low <= s.last && s.last < longest);
        if let Some(step) = crossed.copied() {
            self.bills = vec![bill(input.low, &low), bill(longest, &high)];
            let safe_trim = input.high - step.last;
            self.verdict = Some(Verdict::Straddles(Straddle { step, low: least, high: most, safe_trim }));
        } else {
            self.verdict = Some(self.side(priced, found, &likely));
            self.bills = vec![bill(input.tokens, &likely)];
        }
    }

    /// How much of an estimate is accepted, what that costs, and what refuses the rest.
    fn accepted(&mut self, priced: &Priced<'_>) -> (u32, Option<Quote>) {
        let Planned { input, output, .. } = priced.planned;
        let mut longest = input.high;
        loop {
            let why = match priced.with(longest, output.high) {
                Ok(quote) => return (longest, Some(quote)),
                Err(why) => why,
            };
            let shorter = match &why {
                Unpriced::OverWindow { window, .. } => *window,
                // A tier begins above its threshold or at it.
                Unpriced::NotInTier { above, .. } => (*above).min(longest.saturating_sub(1)),
                _ => 0,
            };
            self.limit = Some(why);
            if shorter < input.tokens || shorter >= longest {
                return (longest, None);
            }
            longest = shorter;
        }
    }

    fn side(&self, priced: &Priced<'_>, found: &Found<'_>, quote: &Quote) -> Verdict {
        let tokens = priced.planned.input.tokens;
        if let Some(step) = self.steps.iter().rev().find(|step| tokens > step.last).copied() {
            let trim = priced.total(step.last).and_then(|cost| {
                let saves = less(quote.total(), cost)?;
                Some(Trim { to: step.last, by: tokens - step.last, cost, saves })
            });
            return Verdict::Over(Over {
                step,
                by: tokens - step.last,
                factors: factors(priced, tokens),
                trim,
            });
        }
        match self.steps.iter().find(|step| tokens <= step.last).copied() {
            Some(step) if tokens == step.last => {
                let more = priced.total(tokens + 1).and_then(|next| less(next, quote.total()));
                more.map_or(Verdict::Below(step, 0), |adds| Verdict::At(step, adds))
            }
            Some(step) => Verdict::Below(step, step.last - tokens),
            None => Verdict::NoStep(last_step(found, self.day).map(|(until, _)| until)),
        }
    }

    fn refused(&mut self, priced: &Priced<'_>, unpriced: Unpriced) {
        let Planned { input, output, .. } = priced.planned;
        let usage = priced.planned.usage_at(input.tokens, output.tokens);
        self.cost = match unpriced {
            Unpriced::NoRate { .. } => {
                self.bills.extend(known_part(priced, input.tokens, usage));
                Cost::Unknown(self.bills.first().map(|known| known.total))
            }
            Unpriced::OverWindow { .. } => {
                let would = priced.listing.card().bill(&usage, &priced.terms);
                Cost::Rejected(would.ok().map(|bill| bill.total()))
            }
            _ => Cost::Rejected(None),
        };
        self.verdict = Some(Verdict::Unpriced(unpriced));
    }
}

const ZERO: crate::number::Count = crate::number::Count::exact(0);

/// The last listing before a day that had a step where there is none that day, and its last day.
pub fn last_step<'b>(found: &Found<'b>, day: Day) -> Option<(Day, &'b Listing)> {
    let listings: Vec<_> = found.model.listings().filter(|(from, _)| *from <= day).collect();
    let at = listings.iter().rposition(|(_, l)| l.is_some_and(|l| l.card().tiers().is_some()))?;
    let until = listings.get(at + 1)?.0.before();
    Some((until, listings[at].1?))
}

/// The bill of the meters that have a rate.
fn known_part(priced: &Priced<'_>, tokens: u32, mut usage: Usage) -> Option<Bill> {
    let mut unknown = Vec::new();
    for _ in Meter::ALL {
        match priced.listing.card().quote(&usage, &priced.terms) {
            Ok(quote) => return Some(Bill { unknown, ..bill(tokens, &quote) }),
            Err(Unpriced::NoRate { meter }) => {
                unknown.push((meter, usage.of(meter)));
                usage = usage.with(meter, 0);
            }
            Err(_) => return None,
        }
    }
    None
}

fn bill(tokens: u32, quote: &Quote) -> Bill {
    let rows = quote.lines().iter().map(row).collect();
    Bill { tokens, rows, unknown: Vec::new(), total: quote.total() }
}

fn row(line: &LineItem) -> Row {
    Row {
        meter: line.meter(),
        count: line.count(),
        list_rate: line.list_rate(),
        factors: line.adjustments().map(|a| (a.name, a.factor())).collect(),
        rate: line.rate(),
        amount: line.amount(),
        span: line.span(),
    }
}

/// What the step multiplies input and output by: read off a quote that has both.
fn factors(priced: &Priced<'_>, tokens: u32) -> Option<(Decimal, Decimal)> {
    let quote = priced.with(tokens, priced.planned.output.tokens.max(1)).ok()?;
    let of = |is_output: bool| {
        let mut lines =
            quote.lines().iter().filter(|line| (line.meter() == Meter::Output) == is_output).rev();
        lines.find_map(|line| {
            line.adjustments().find(|a| a.name == AdjustmentName::LongContext).and_then(|a| a.factor())
        })
    };
    Some((of(false)?, of(true).unwrap_or(Decimal::ONE)))
}

fn life(found: &Found<'_>, day: Day) -> LifeOn {
    let life = found.model.life();
    match (life.released, life.deprecated, life.retired) {
        (Some(released), ..) if day < released => LifeOn::NotYet(released),
        (.., Some(retired)) if day >= retired => LifeOn::Retired(retired),
        (_, Some(deprecated), retired) if day >= deprecated => LifeOn::Deprecated(retired),
        _ => LifeOn::Current,
    }
}

/// The difference of two amounts, where the first is not the smaller one.
pub fn less(from: Amount, amount: Amount) -> Option<Amount> {
    from.minus(amount)?.to_string().parse().ok()
}

#[cfg(test)]
mod tests;
