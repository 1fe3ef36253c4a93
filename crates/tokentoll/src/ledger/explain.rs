//! The bill of one request, line by line.

use super::pricing::Pricing;
use super::row::{Extra, Row};
use super::{Field, Ledger, Query, Source, key};
use crate::ask::Ask;
use crate::wire::Answer;
use crate::{Code, Failure};
use tokentoll_book::PriceBook;
use tokentoll_usage::{Part, PartKind, Report, ReportFormat};

/// One request and its bill.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Where it stands.
    pub source: String,
    /// The conversation it belongs to.
    pub session: String,
    /// Where it was made.
    pub project: String,
    /// Its bill, or why it has none.
    pub answer: Answer,
}

impl Ledger {
    /// The bills of the requests with an id: of the answer, or of the HTTP request.
    pub fn explain(&self, id: &str, query: &Query, book: &PriceBook) -> Vec<Explained> {
        let wanted = key(&[id.as_bytes()]);
        let request = wanted[0] as u32 | 1;
        let Ok(mut pricing) = Pricing::new(self, query, book) else { return Vec::new() };
        let rows = self.rows.iter().filter(|row| row.key == wanted || row.request == request);
        rows.map(|row| {
            let local = pricing.local(row);
            Explained {
                source: self.name_of(Source(row.source_number())),
                session: pricing.value(&Field::Session, row, local),
                project: pricing.value(&Field::Project, row, local),
                answer: self.bill(row, &pricing, book),
            }
        })
        .collect()
    }

    fn bill(&self, row: &Row, pricing: &Pricing<'_, '_>, book: &PriceBook) -> Answer {
        let Some(who) = self.names.who(row.who) else { unreachable!("rows name names that are there") };
        let Some(day) = pricing.day(row) else {
            return Answer::error(None, Failure::new(Code::BadDate, "on", "the log tells no time"));
        };
        let parts = match self.extra_of(row) {
            None => vec![whole(row.usage())],
            Some(Extra::Request(usage)) => vec![whole(*usage)],
            Some(Extra::Parts(parts)) => parts.clone(),
            Some(Extra::Aggregate(_)) => {
                let message = "it is a sum of several requests, which has no bill of its own";
                return Answer::error(None, Failure::new(Code::BadUsage, "", message));
            }
        };
        let report = Report {
            format: ReportFormat::Anthropic,
            model: None,
            parts,
            terms: who.terms,
            notes: Vec::new(),
        };
        let mut ask = Ask::new(who.model.unwrap_or_default(), day).report(report);
        ask.seller = who.seller.or(pricing.seller()).map(str::to_owned);
        ask.price(book)
    }
}

fn whole(usage: tokentoll_core::Usage) -> Part {
    Part { kind: PartKind::Request, model: None, usage, refused: false }
}
