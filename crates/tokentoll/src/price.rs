//! From an ask to its answer: look up, price, and say everything a reader of the bill should know.

use crate::ask::{Ask, Id, TermsAsked, Used};
use crate::code::{Code, Failure, code_of};
use crate::warnings::Warnings;
use crate::wire::{self, Answer};
use tokentoll_book::{Found, Listing, Origin, PriceBook};
use tokentoll_core::{
    Amount, Comparison, Currency, LineItem, Offer, OutputRule, Quote, TermOption, Terms, TierReached,
    TierScope, Unpriced, Usage,
};
use tokentoll_usage::{PartKind, Report};

impl Ask {
    /// The answer from a price book: a quote, a rejection or an error.
    pub fn price(&self, book: &PriceBook) -> Answer {
        match self.quote(book) {
            Ok(quote) => Answer::Quote(Box::new(quote)),
            Err(failure) => Answer::error(self.id.clone(), failure),
        }
    }

    fn quote(&self, book: &PriceBook) -> Result<wire::Quote, Failure> {
        let found = book.find(self.seller.as_deref(), &self.model)?;
        let listing = found.on(self.on)?;
        let mut warnings = Warnings::default();
        let terms = self.effective_terms(&found, &mut warnings);
        let bill = match &self.used {
            Used::Planned(usage) => match listing.card().quote(usage, &terms) {
                Ok(quote) => {
                    warnings.of_plan(usage, listing, &terms);
                    vec![Priced { kind: PartKind::Request, found, listing, quote, free: None }]
                }
                Err(unpriced @ Unpriced::NoRate { .. }) => return Err(Failure::of_unpriced(unpriced)),
                Err(unpriced) => return Ok(self.rejected(&found, listing, terms, usage, &unpriced, warnings)),
            },
            Used::Reported(report) => self.bill(book, &found, report, &terms, &mut warnings)?,
        };
        self.answer(bill, terms, warnings)
    }

    /// The terms: what the ask says, else what the report says, else what an id implies, else the default.
    fn effective_terms(&self, found: &Found<'_>, warnings: &mut Warnings) -> Terms {
        let (reported, named) = match &self.used {
            Used::Reported(report) => (report.terms, report.model.as_deref()),
            Used::Planned(_) => Default::default(),
        };
        let named = named.and_then(|model| found.seller.find(model));
        let implied = named.and_then(|n| n.endpoint).or(found.endpoint);
        let asked = self.terms;
        warnings.of_terms("terms_differ", "the report", asked.service_tier, reported.service_tier);
        warnings.of_terms("terms_differ", "the report", asked.speed, reported.speed);
        warnings.of_terms("terms_differ", "the report", asked.inference_geo, reported.inference_geo);
        warnings.of_terms("endpoint_differs", "the model's id", asked.endpoint, implied);
        let endpoint = asked.endpoint.or(implied);
        if endpoint.is_none() && found.seller.tells_endpoints() && found.is_dearer_in_a_region(self.on) {
            let message = format!(
                "`{}` names no endpoint: priced as global, an endpoint in a region costs more",
                self.model
            );
            warnings.push("endpoint_assumed", message);
        }
        let terms = TermsAsked {
            service_tier: asked.service_tier.or(reported.service_tier),
            speed: asked.speed.or(reported.speed),
            inference_geo: asked.inference_geo.or(reported.inference_geo),
            endpoint,
        };
        terms.settled(found)
    }

    /// Every part of a report, each on its own model.
    fn bill<'b>(
        &self,
        book: &'b PriceBook,
        asked: &Found<'b>,
        report: &Report,
        terms: &Terms,
        warnings: &mut Warnings,
    ) -> Result<Vec<Priced<'b>>, Failure> {
        for note in &report.notes {
            warnings.push(note.code, note.message.clone());
        }
        if let Some(named) = &report.model
            && asked.seller.find(named).is_none_or(|f| f.model.id() != asked.model.id())
        {
            let message = format!("the report names {named}; priced as {}, as asked", asked.model.id());
            warnings.push("model_differs", message);
        }
        let mut bill = Vec::new();
        for part in &report.parts {
            let found = match &part.model {
                Some(model) => book
                    .find(Some(asked.seller.id()), model)
                    .map_err(|e| Failure { field: "report.iterations".to_owned(), ..e.into() })?,
                None => *asked,
            };
            let listing = found.on(self.on)?;
            let terms =
                if part.model.is_some() { known_terms(&found, listing, *terms, warnings) } else { *terms };
            let mut quote = listing.card().bill(&part.usage, &terms).map_err(|unpriced| match &unpriced {
                Unpriced::NoRate { .. } => Failure::of_unpriced(unpriced),
                _ => Failure::new(code_of(&unpriced), "report", &unpriced),
            })?;
            let free = listing.free_refusals().filter(|_| part.refused);
            if let Some(origin) = free {
                quote = quote.not_billed();
                let message =
                    format!("{}: {}", found.model.id(), origin.note.as_deref().unwrap_or("not billed"));
                warnings.push("refused_before_output", message);
            }
            bill.push(Priced { kind: part.kind, found, listing, quote, free });
        }
        Ok(bill)
    }

    fn rejected(
        &self,
        found: &Found<'_>,
        listing: &Listing,
        terms: Terms,
        usage: &Usage,
        unpriced: &Unpriced,
        mut warnings: Warnings,
    ) -> wire::Quote {
        warnings.of_life(found, self.on);
        let options = terms.options().filter_map(|option| listing.option(option));
        warnings.of_origins(std::iter::once(listing.price()).chain(options));
        let reason = unpriced.to_string();
        let error = wire::Error { code: code_of(unpriced), message: reason.clone(), field: None };
        wire::Quote {
            total: None,
            prompt_tokens: usage.prompt_tokens(),
            verdict: "rejected",
            reason: Some(reason),
            error: Some(error),
            warnings: warnings.list,
            ..self.frame(found, listing, terms)
        }
    }

    fn answer(
        &self,
        bill: Vec<Priced<'_>>,
        terms: Terms,
        mut warnings: Warnings,
    ) -> Result<wire::Quote, Failure> {
        let total = bill.iter().try_fold(Amount::ZERO, |sum, part| sum.plus(part.quote.total()));
        let total = total.ok_or_else(|| {
            Failure::new(Code::BadNumber, "", "the total has more digits than a decimal holds")
        })?;
        let Some(first) = bill.first() else {
            return Err(Failure::new(Code::BadUsage, "report", "it holds no usage"));
        };
        let several = bill.len() > 1;
        let mut also = Vec::new();
        let mut lines = Vec::new();
        for (i, part) in bill.iter().enumerate() {
            warnings.of_part(part, self.on);
            for touched in part.touched().map(source) {
                if !also.contains(&touched) {
                    also.push(touched);
                }
            }
            lines.extend(part.quote.lines().iter().map(|l| line(l, several.then_some(i))));
        }
        let ignored = bill.iter().any(|part| part.quote.ignored().next().is_some());
        Ok(wire::Quote {
            total: Some(total),
            prompt_tokens: first.quote.prompt_tokens(),
            tier: first.quote.tier().map(tier),
            lines,
            also,
            verdict: if ignored { "option_ignored" } else { "priced" },
            warnings: warnings.list,
            parts: if several { bill.iter().map(part).collect() } else { Vec::new() },
            converted: self.converted(total, first.found.seller.currency())?,
            ..self.frame(&first.found, first.listing, terms)
        })
    }

    fn converted(&self, total: Amount, currency: Currency) -> Result<Option<wire::Converted>, Failure> {
        let Some(to) = self.convert else { return Ok(None) };
        if to.currency == currency {
            let message = format!("the quote is in {currency} already: expected another currency");
            return Err(Failure::new(Code::BadNumber, "convert.currency", message));
        }
        let too_long = || {
            Failure::new(Code::BadNumber, "convert.rate", "the product has more digits than a decimal holds")
        };
        let total = total.times(to.rate).ok_or_else(too_long)?;
        Ok(Some(wire::Converted {
            currency: to.currency.name(),
            rate: to.rate.normalize().to_string(),
            total,
        }))
    }

    /// A quote without amounts.
    fn frame(&self, found: &Found<'_>, listing: &Listing, terms: Terms) -> wire::Quote {
        wire::Quote {
            id: self.id.clone(),
            seller: found.seller.id().to_owned(),
            model: found.model.id().to_owned(),
            on: self.on.to_string(),
            currency: found.seller.currency().name().to_owned(),
            total: None,
            prompt_tokens: 0,
            tier: None,
            lines: Vec::new(),
            terms: wire::Terms {
                service_tier: terms.service_tier.name(),
                speed: terms.speed.name(),
                inference_geo: terms.inference_geo.name(),
                endpoint: terms.endpoint.name(),
            },
            price: source(listing.price()),
            also: Vec::new(),
            verdict: "priced",
            reason: None,
            error: None,
            warnings: Vec::new(),
            parts: Vec::new(),
            converted: None,
        }
    }
}

impl Answer {
    /// The id of the ask, where it had one.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Answer::Quote(quote) => quote.id.as_ref(),
            Answer::Error(answer) => answer.id.as_ref(),
        }
    }
}

/// One part of a bill with all that it came from.
pub(crate) struct Priced<'b> {
    kind: PartKind,
    pub(crate) found: Found<'b>,
    pub(crate) listing: &'b Listing,
    pub(crate) quote: Quote,
    /// The entry that says that it is not billed.
    free: Option<&'b Origin>,
}

impl Priced<'_> {
    /// The entries of options and fees that touched a line.
    pub(crate) fn touched(&self) -> impl Iterator<Item = &Origin> {
        let lines = self.quote.lines();
        let options = TermOption::ALL.into_iter().filter(move |option| {
            let name = tokentoll_core::AdjustmentName::Option(*option);
            lines.iter().flat_map(LineItem::adjustments).any(|a| a.name == name)
        });
        let fees = lines.iter().filter_map(|l| self.listing.fee(l.meter()));
        options.filter_map(|o| self.listing.option(o)).chain(fees).chain(self.free)
    }
}

/// The terms of a part on a model of its own, which may never have had an option of the request's.
fn known_terms(found: &Found<'_>, listing: &Listing, terms: Terms, warnings: &mut Warnings) -> Terms {
    let never = terms.options().filter(|option| *listing.card().offer(*option) == Offer::Never);
    never.fold(terms, |known, option| {
        let message =
            format!("{} never had `{}`: its part is priced without", found.model.id(), option.as_term());
        warnings.push("not_offered", message);
        known.without(option)
    })
}

pub(crate) fn source(origin: &Origin) -> wire::Source {
    wire::Source {
        entry: origin.entry.clone(),
        source: origin.source.clone(),
        checked: origin.checked.to_string(),
        confidence: origin.confidence.name(),
    }
}

fn tier(reached: TierReached) -> wire::Tier {
    let (above, at_least) = match reached.comparison {
        Comparison::Above => (Some(reached.threshold), None),
        Comparison::AtLeast => (None, Some(reached.threshold)),
    };
    let (scope, output) = match reached.scope {
        TierScope::Volume => ("volume", None),
        TierScope::Graduated(OutputRule::Whole) => ("graduated", Some("whole")),
        TierScope::Graduated(OutputRule::Standard) => ("graduated", Some("standard")),
        TierScope::Graduated(OutputRule::Proportional) => ("graduated", Some("proportional")),
    };
    wire::Tier { name: "long_context", above, at_least, scope, output }
}

fn line(line: &LineItem, part: Option<usize>) -> wire::Line {
    let adjustments = line.adjustments().map(|a| {
        let factor = a.factor().map(|f| f.to_string());
        let rate = match (&factor, a.change) {
            (None, tokentoll_core::Change::Becomes(rate)) => Some(rate.to_string()),
            _ => None,
        };
        wire::Adjustment { name: a.name.name(), factor, rate }
    });
    wire::Line {
        meter: line.meter().name(),
        count: line.count(),
        billed: Some(line.billed()).filter(|billed| *billed != line.count()),
        list_rate: line.list_rate().to_string(),
        adjustments: adjustments.collect(),
        rate: line.rate().to_string(),
        amount: line.amount(),
        rounded: line.is_rounded(),
        span: line.span().map(|s| wire::Span { after: s.after, upto: s.upto }),
        part,
    }
}

fn part(part: &Priced<'_>) -> wire::Part {
    wire::Part {
        kind: part.kind.name(),
        model: part.found.model.id().to_owned(),
        prompt_tokens: part.quote.prompt_tokens(),
        tier: part.quote.tier().map(tier),
        total: part.quote.total(),
        price: source(part.listing.price()),
    }
}
