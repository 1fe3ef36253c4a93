//! From an ask to its answer: compare and advise.

use super::answer::{outcome, terms};
use super::answers::{
    Advice, BreakEven, Change, Comparison, Counted, Money, Place, PlanAnswer, Row, Spent, Way,
};
use super::asks::{AdviseAsk, CandidateAsk, CompareAsk};
use super::words::{AskedRatios, Rates};
use super::{Asked, effective};
use crate::code::{Code, Failure};
use tokentoll_core::{Meter, Usage};
use tokentoll_plan::advise::{self, Wish};
use tokentoll_plan::compare::{self, Candidate, Exchange};
use tokentoll_plan::{Ratios, Setting as At};

/// The most settings that are compared.
const MAX_CANDIDATES: usize = 1_000;

impl<'a> Asked<'a> {
    pub(super) fn compare(&self) -> Result<PlanAnswer, Failure> {
        let ask: CompareAsk = self.read()?;
        let candidates = self.candidates(ask.with.as_deref())?;
        let (ratios, exchange) = (self.ratios(ask.ratios), exchange(ask.exchange));
        let compared = compare::compare(&self.at, &ask.usage.0, &candidates, &ratios, &exchange)?;
        let rows = compared.rows.iter().map(|row| {
            let [low, high] = match &row.ends {
                Some([low, high]) => [Some(outcome(low)), Some(outcome(high))],
                None => [None, None],
            };
            Row {
                at: setting(&row.at),
                likely: outcome(&row.likely),
                low,
                high,
                counted: counted(row.counted),
                window: row.at.card().window().map(|w| w.tokens),
                compared: row.compared.map(Money::from),
                difference: row.difference.map(Money),
            }
        });
        let rows = rows.collect();
        Ok(PlanAnswer::Compare(Box::new(Comparison {
            question: "compare",
            at: self.header(),
            now: outcome(&compared.now),
            rows,
        })))
    }

    pub(super) fn advise(&self) -> Result<PlanAnswer, Failure> {
        let ask: AdviseAsk = self.read()?;
        let usage = ask.usage.0;
        let or = |count: Option<super::words::Count>, otherwise| count.map_or(otherwise, |c| c.0);
        let wish = Wish {
            usage,
            times: or(ask.times, 1),
            every_s: or(ask.every_s, 60),
            prefix: or(ask.prefix, cached(&usage)),
            shared: or(ask.shared, 0),
        };
        let candidates = self.candidates(ask.with.as_deref())?;
        let (ratios, exchange) = (self.ratios(ask.ratios), exchange(ask.exchange));
        let advice = advise::advise(&self.at, &wish, &candidates, &ratios, &exchange)?;
        let break_even = advice.break_even.iter().map(|even| BreakEven {
            cache: even.cache.name(),
            plain: even.plain.into(),
            write: even.write.into(),
            read: even.read.into(),
            from: even.from,
        });
        Ok(PlanAnswer::Advise(Box::new(Advice {
            question: "advise",
            at: self.header(),
            now: outcome(&advice.now),
            times: wish.times,
            total: advice.total.map(Money::from),
            ways: advice.ways.iter().map(|w| way(w, advice.is_saving(w))).collect(),
            break_even: break_even.collect(),
        })))
    }

    /// The settings asked for, or every model of the seller that can be used on the day.
    fn candidates(&self, with: Option<&[CandidateAsk]>) -> Result<Vec<Candidate<'a>>, Failure> {
        match with {
            Some(with) if with.len() > MAX_CANDIDATES => {
                let message = format!("met {} settings, expected at most {MAX_CANDIDATES}", with.len());
                Err(Failure::new(Code::TooLarge, "with", message))
            }
            Some(with) => (0..).zip(with).map(|(i, ask)| self.candidate(i, ask)).collect(),
            None => Ok(self.all_models()),
        }
    }

    fn candidate(&self, i: usize, ask: &CandidateAsk) -> Result<Candidate<'a>, Failure> {
        let within = |failure: Failure| Failure { field: format!("with.{i}.{}", failure.field), ..failure };
        let seller = ask.seller.as_deref().or(ask.model.is_none().then(|| self.at.seller()));
        let model = ask.model.as_deref().unwrap_or(self.at.model());
        let on = ask.on.map_or(self.at.on, |on| on.0);
        let found = self.book.find(seller, model).map_err(|e| within(e.into()))?;
        let listing = found.on(on).map_err(|e| within(e.into()))?;
        let terms = match &ask.terms {
            Some(asked) => effective(Some(asked), found.endpoint),
            None => tokentoll_core::Terms {
                endpoint: found.endpoint.unwrap_or(self.at.terms.endpoint),
                ..self.at.terms
            },
        };
        Ok(Candidate { at: At { found, listing, on, terms }, usage: ask.usage.map(|counts| counts.0) })
    }

    fn all_models(&self) -> Vec<Candidate<'a>> {
        let at = self.at;
        let seller = at.found.seller;
        let models = seller.models().iter();
        let models = models.filter(|model| model.life().includes(at.on) && model.id() != at.model());
        let candidate = |model| {
            let found = tokentoll_book::Found { seller, model, endpoint: None };
            Some(Candidate { at: At { found, listing: found.on(at.on).ok()?, ..at }, usage: None })
        };
        models.filter_map(candidate).collect()
    }

    /// What vendors say, and what the caller knows better.
    fn ratios(&self, asked: Option<AskedRatios>) -> Ratios {
        let known = self.rules.ratios(self.at.found.model.tokenizer(), self.at.on);
        asked
            .unwrap_or_default()
            .into_iter()
            .fold(known, |ratios, (family, ratio)| ratios.with(family, ratio.0))
    }
}

fn exchange(rates: Option<Rates>) -> Exchange {
    rates
        .unwrap_or_default()
        .0
        .into_iter()
        .fold(Exchange::default(), |e, (currency, rate)| e.with(currency, rate))
}

fn cached(usage: &Usage) -> u32 {
    let cached = [Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h].map(|m| u64::from(usage.of(m)));
    u32::try_from(cached.iter().sum::<u64>()).unwrap_or(u32::MAX)
}

fn setting(at: &At<'_>) -> Place {
    Place {
        seller: at.seller().to_owned(),
        model: at.model().to_owned(),
        on: at.on.to_string(),
        currency: at.card().currency().name().to_owned(),
        terms: terms(at.terms),
    }
}

fn counted(counted: compare::Counted) -> Counted {
    let (counts, ratio) = match counted {
        compare::Counted::Same => ("same", None),
        compare::Counted::Scaled(ratio) => ("scaled", Some(ratio.likely().to_string())),
        compare::Counted::Given => ("given", None),
        compare::Counted::Assumed => ("assumed", None),
    };
    Counted { counts, ratio }
}

fn way(way: &advise::Way<'_>, saves: bool) -> Way {
    let change = |change: &advise::Change| Change {
        change: change.name(),
        tokens: match change {
            advise::Change::Trim { tokens } => Some(*tokens),
            _ => None,
        },
        into: match change {
            advise::Change::Split { into } => Some(*into),
            _ => None,
        },
        asks: change.price(),
    };
    let [low, high] = way.ends.unwrap_or_default();
    let requests =
        way.requests.iter().map(|s| Spent { usage: (&s.usage).into(), times: s.times, each: s.each.into() });
    Way {
        at: setting(&way.at),
        changes: way.changes.iter().map(change).collect(),
        requests: requests.collect(),
        total: way.total.into(),
        compared: way.compared.map(Money::from),
        difference: way.difference.map(Money),
        saves,
        low: low.map(Money::from),
        high: high.map(Money::from),
        counted: counted(way.counted),
    }
}
