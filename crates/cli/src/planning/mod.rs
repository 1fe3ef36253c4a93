//! Questions about cost: arguments become an ask in the wire form, its answer becomes a page.

mod advise;
mod args;
mod compare;
mod estimate;
mod limits;
mod plot;
mod simulate;
mod values;

use crate::outcome::{Page, Stop, hint_of_code, hint_of_day};
use crate::show::Heading;
use crate::style::{self, WARN, paint, thousands};
use args::PlaceArgs;
use serde_json::{Map, Value, json};
use tokentoll::plan::{TimeUnit, spoken};
use tokentoll::planning::{At, Counts, Money, PlanAnswer};
use tokentoll::{Day, Failure, PriceBook, Usage};

pub(crate) use advise::advise;
pub(crate) use args::{AdviseArgs, CompareArgs, EstimateArgs, LimitsArgs, SimulateArgs};
pub(crate) use compare::compare;
pub(crate) use estimate::estimate;
pub(crate) use limits::limits;
pub(crate) use simulate::simulate;

/// What a question is asked with.
struct Asker<'a> {
    book: &'a PriceBook,
    place: &'a PlaceArgs,
    on: Day,
    width: Option<usize>,
}

impl<'a> Asker<'a> {
    fn new(book: &'a PriceBook, place: &'a PlaceArgs, today: Day, width: Option<usize>) -> Asker<'a> {
        Asker { book, place, on: place.how.on.unwrap_or(today), width }
    }

    /// The answer to a question with these members.
    fn ask(&self, question: &str, members: Value) -> PlanAnswer {
        let mut ask = Map::new();
        ask.insert("question".to_owned(), question.into());
        ask.insert("model".to_owned(), self.place.model.as_str().into());
        ask.insert("on".to_owned(), self.on.to_string().into());
        if let Some(seller) = &self.place.how.seller {
            ask.insert("seller".to_owned(), seller.as_str().into());
        }
        ask.insert("terms".to_owned(), self.place.terms());
        let members = match members {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        ask.extend(members.into_iter().filter(|(_, value)| !value.is_null()));
        tokentoll::plan(self.book, Value::Object(ask).to_string().as_bytes())
    }

    /// One line of JSON.
    fn json(&self, answer: &PlanAnswer) -> Page {
        Page::raw(answer.to_json() + "\n", answer.code().is_none())
    }

    /// Why there is no answer, and what would work.
    fn stop(&self, answer: PlanAnswer) -> Stop {
        let PlanAnswer::Error(answer) = answer else { unreachable!("an answer to another question") };
        let error = answer.error;
        let (seller, model) = (self.place.how.seller.as_deref(), &self.place.model);
        if let Err(lookup) = self.book.find(seller, model).and_then(|found| found.on(self.on)) {
            return Stop::lookup(lookup, hint_of_day(self.book, seller, model, self.on));
        }
        let hint = hint_of_code(error.code, model);
        let failure =
            Failure { code: error.code, message: error.message, field: error.field.unwrap_or_default() };
        Stop::Failed { failure, short: None, hint }
    }

    /// `anthropic · claude-opus-4-6 · 2026-03-12 · batch`.
    fn header(&self, out: &mut String, at: &At) {
        let heading = Heading {
            seller: &at.seller,
            model: &at.model,
            name: None,
            on: &at.on,
            today: self.place.how.on.is_none(),
            terms: &at.terms,
        };
        heading.write(out, self.width);
    }

    fn say(&self, out: &mut String, text: &str) {
        style::paragraph(out, "", 0, text, self.width);
    }

    /// What a reader should know.
    fn warnings(&self, out: &mut String, at: &At) {
        for warning in &at.warnings {
            let label = format!("warning[{}]: ", warning.code);
            style::paragraph(out, &paint(WARN, label), 9, &warning.message, self.width);
        }
    }
}

/// Counts as the wire has them.
fn counts(usage: &Usage) -> Value {
    Value::Object(usage.iter().map(|(meter, count)| (meter.name().to_owned(), json!(count))).collect())
}

fn given(counts: &crate::args::Counts, command: &str, model: &str) -> Result<Value, Stop> {
    match &counts.given {
        Some(usage) => Ok(self::counts(usage)),
        None => {
            let example =
                format!("say what a request uses: `tokentoll {command} {model} --input 100k --output 2k`");
            Err(Stop::wrong("expected a count, such as --input").hint(example))
        }
    }
}

/// The length of a prompt.
fn prompt(counts: &Counts) -> u64 {
    counts.0.iter().filter(|(meter, _)| meter.is_prompt()).map(|(_, count)| count).sum()
}

/// A difference with its sign: `+0.5`, `-0.6894`, `0`.
fn signed(difference: Money) -> String {
    if difference.0.is_sign_positive() && !difference.0.is_zero() {
        format!("+{difference}")
    } else {
        difference.to_string()
    }
}

/// A part of a whole in percent with one place, cut off; none of nothing.
fn percent(part: Money, whole: Money) -> String {
    if whole.0.is_zero() {
        return String::new();
    }
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let percent = part.0.checked_mul(hundred).and_then(|p| p.checked_div(whole.0));
    percent.map_or_else(String::new, |percent| signed(Money(percent.trunc_with_scale(1))) + " %")
}

/// `90 s`, `2 h 5 min`, `3 d 4 h`.
fn duration(seconds: u64) -> String {
    let part = |(count, unit)| {
        let unit = match unit {
            TimeUnit::Second => "s",
            TimeUnit::Minute => "min",
            TimeUnit::Hour => "h",
            TimeUnit::Day => "d",
        };
        format!("{} {unit}", thousands(count))
    };
    spoken(seconds).into_iter().map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        let money = |text: &str| Money(text.parse().unwrap());
        assert_eq!(["0.50", "-0.6894", "0"].map(|t| signed(money(t))), ["+0.5", "-0.6894", "0"]);
        assert_eq!(percent(money("-0.6894"), money("1.3194")), "-52.2 %");
        assert_eq!(percent(money("1"), money("0")), "");
        assert_eq!(
            [5, 119, 120, 125, 3_600, 7_500, 86_400, 90_000].map(duration),
            ["5 s", "119 s", "2 min", "2 min 5 s", "1 h", "2 h 5 min", "1 d", "1 d 1 h"]
        );
    }
}
