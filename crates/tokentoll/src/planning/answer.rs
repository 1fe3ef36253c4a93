//! From an ask to its answer: forecast, access, cliff, limits.

use super::Asked;
use super::answers::{
    Access, Allowed, At, Band, BatchTier, Batches, Branch, Cliff, Fit, Forecast, Header, Limits, Money,
    Outcome, Overflow, PlanAnswer, Share, Step, Throughput, Trim, as_error,
};
use super::asks::{AccessAsk, CliffAsk, ForecastAsk, LimitsAsk};
use crate::code::{Failure, code_of};
use crate::price::source;
use crate::warnings::Warnings;
use crate::wire;
use tokentoll_core::{Terms, Unpriced};
use tokentoll_plan::access::{self, OutputFit};
use tokentoll_plan::rules::{BatchLimit, PerMinute};
use tokentoll_plan::{PlanError, cliff, forecast, limits};

impl Asked<'_> {
    pub(super) fn forecast(&self) -> Result<PlanAnswer, Failure> {
        let ask: ForecastAsk = self.read()?;
        let known = ask.usage.unwrap_or_default().0;
        for meter in [tokentoll_core::Meter::Input, tokentoll_core::Meter::Output] {
            if known.of(meter) > 0 {
                let message = format!("`{meter}` stands beside `usage`, as a count or a range");
                return Err(Failure::new(crate::Code::BadUsage, format!("usage.{meter}"), message));
            }
        }
        let expected = forecast::Expected { known, input: ask.input.0, output: ask.output.0 };
        let forecast = forecast::forecast(&self.at, &expected)?;
        let branches = forecast.branches.iter().map(|branch| Branch {
            from: outcome(&branch.from),
            to: outcome(&branch.to),
            share: share(branch.share),
        });
        Ok(PlanAnswer::Forecast(Box::new(Forecast {
            question: "forecast",
            at: self.header(),
            low: outcome(&forecast.low),
            likely: outcome(&forecast.likely),
            high: outcome(&forecast.high),
            branches: branches.collect(),
            crossing: share(forecast.crossing()),
        })))
    }

    pub(super) fn access(&self) -> Result<PlanAnswer, Failure> {
        let ask: AccessAsk = self.read()?;
        let usage = ask.usage.0;
        let access = access::access(&self.at, &usage, ask.max_tokens.map(|c| c.0), self.rules);
        let limits = limits::limits(&self.at, &usage, self.rules);
        let limits = limits.map(|limits| limits.tiers.iter().map(|t| throughput(t, None, None)).collect());
        let headers = access.headers.into_iter().map(|h| Header { value: h.value, opens: h.opens });
        let overflow = access.overflow.map(|over| Overflow {
            by: over.by,
            then: over.then.map(tokentoll_plan::rules::Overflow::name),
            room: over.room,
            entry: over.entry,
        });
        Ok(PlanAnswer::Access(Box::new(Access {
            question: "access",
            at: self.header(),
            prompt_tokens: access.prompt_tokens,
            max_tokens: access.max_tokens,
            accepted: access.refused.is_none(),
            error: access.refused.as_ref().map(unpriced),
            window: window(access.window),
            output: output(access.output, access.max_tokens),
            overflow,
            headers: headers.collect(),
            needs: access.needs,
            timeout_s: access.patience.timeout_s,
            stream: access.patience.stream,
            limits: limits.unwrap_or_default(),
        })))
    }

    pub(super) fn cliff(&self) -> Result<PlanAnswer, Failure> {
        let ask: CliffAsk = self.read()?;
        let samples = ask.samples.unwrap_or_default().0;
        if samples > cliff::MAX_SAMPLES {
            let message = format!("met {samples}, expected at most {}", cliff::MAX_SAMPLES);
            return Err(PlanError::Bad { what: "samples", message }.into());
        }
        let cliff = cliff::cliff(&self.at, &ask.usage.0, samples)?;
        Ok(PlanAnswer::Cliff(Box::new(Cliff {
            question: "cliff",
            at: self.header(),
            now: outcome(&cliff.now),
            upto: cliff.upto,
            curve: cliff.curve.iter().map(outcome).collect(),
            steps: cliff.steps.iter().map(step).collect(),
            room: cliff.room,
            next_token: cliff.next_token.map(Money),
        })))
    }

    pub(super) fn limits(&self) -> Result<PlanAnswer, Failure> {
        let ask: LimitsAsk = self.read()?;
        let usage = ask.usage.0;
        let (requests, latency) = (ask.requests.map(|c| c.0), ask.latency_ms.map(|c| c.0));
        let own = match &ask.own {
            Some(own) => {
                let per_minute =
                    PerMinute { requests: own.requests.0, input: own.input.0, output: own.output.0 };
                let counts = own.cache_reads_count.unwrap_or(false);
                Some(throughput(&limits::of_own(per_minute, counts, &usage)?, requests, latency))
            }
            None => None,
        };
        let mut answer = Limits {
            question: "limits",
            at: self.header(),
            tiers: Vec::new(),
            closed: Vec::new(),
            needed: None,
            batch: None,
            own,
            limits: None,
            note: None,
        };
        match limits::limits(&self.at, &usage, self.rules) {
            Ok(limits) => {
                let origin = &limits.origin;
                answer.tiers = limits.tiers.iter().map(|t| throughput(t, requests, latency)).collect();
                answer.closed.clone_from(&limits.closed);
                answer.needed = ask.per_minute.map(|rate| limits.needed(rate.0).map(|t| t.tier.clone()));
                answer.batch = limits.batch.as_ref().map(|batch| batches(batch, requests));
                answer.limits = Some(wire::Source {
                    entry: origin.entry.clone(),
                    source: origin.source.clone(),
                    checked: origin.checked.to_string(),
                    confidence: origin.confidence.name(),
                });
                answer.note.clone_from(&origin.note);
            }
            // Limits that were agreed on answer by themselves; that none are published is said beside.
            Err(unknown @ PlanError::NoRule { .. }) if answer.own.is_some() => {
                answer.note = Some(unknown.to_string());
            }
            Err(error) => return Err(error.into()),
        }
        Ok(PlanAnswer::Limits(Box::new(answer)))
    }

    /// What every answer begins with.
    pub(super) fn header(&self) -> At {
        let at = &self.at;
        let mut warnings = Warnings::default();
        warnings.of_life(&at.found, at.on);
        let options = at.terms.options().filter_map(|option| at.listing.option(option));
        warnings.of_origins(std::iter::once(at.listing.price()).chain(options));
        if let Some(note) = at.listing.tiers_note() {
            warnings.push("confidence", format!("{}, long-context tier: {note}", at.listing.price().entry));
        }
        At {
            id: self.id.clone(),
            seller: at.seller().to_owned(),
            model: at.model().to_owned(),
            on: at.on.to_string(),
            currency: at.card().currency().name().to_owned(),
            terms: terms(at.terms),
            price: source(at.listing.price()),
            warnings: warnings.list,
        }
    }
}

pub(super) fn terms(terms: Terms) -> wire::Terms {
    wire::Terms {
        service_tier: terms.service_tier.name(),
        speed: terms.speed.name(),
        inference_geo: terms.inference_geo.name(),
        endpoint: terms.endpoint.name(),
    }
}

pub(super) fn unpriced(unpriced: &Unpriced) -> wire::Error {
    as_error(Failure::new(code_of(unpriced), "", unpriced))
}

pub(super) fn outcome(outcome: &tokentoll_plan::Outcome) -> Outcome {
    Outcome {
        usage: (&outcome.usage).into(),
        prompt_tokens: outcome.usage.prompt_tokens(),
        cost: outcome.cost.as_ref().ok().map(|cost| (*cost).into()),
        tier: outcome.tier,
        error: outcome.cost.as_ref().err().map(unpriced),
    }
}

fn share(share: forecast::Share) -> Share {
    Share { counts: share.counts, of: share.of, percent: share.to_string() }
}

fn fit(fit: &'static str) -> Fit {
    Fit { fit, limit: None, standard: None, left: None, over_by: None }
}

fn window(of: access::Fit) -> Fit {
    match of {
        access::Fit::Fits { window, left } => Fit { limit: Some(window), left: Some(left), ..fit("fits") },
        access::Fit::WithHeader { window, left, standard } => {
            Fit { limit: Some(window), left: Some(left), standard: Some(standard), ..fit("with_header") }
        }
        access::Fit::Over { window, by } => Fit { limit: Some(window), over_by: Some(by), ..fit("over") },
        access::Fit::Unknown => fit("unknown"),
    }
}

fn output(of: OutputFit, asked: u32) -> Fit {
    match of {
        OutputFit::Fits { most } => Fit { limit: Some(most), left: Some(most - asked), ..fit("fits") },
        OutputFit::WithHeader { most, standard } => {
            let left = Some(most - asked);
            Fit { limit: Some(most), left, standard: Some(standard), ..fit("with_header") }
        }
        OutputFit::Over { most } => {
            Fit { limit: Some(most), over_by: Some((asked - most).into()), ..fit("over") }
        }
        OutputFit::Unknown => fit("unknown"),
    }
}

fn step(step: &cliff::Step) -> Step {
    let times = |tenths: u32| rust_decimal::Decimal::new(tenths.into(), 1).normalize().to_string();
    Step {
        threshold: step.threshold,
        below: outcome(&step.below),
        beyond: outcome(&step.beyond),
        jump: Money(step.jump),
        bands: step.bands.iter().map(|band| Band { times: times(band.tenths), upto: band.upto }).collect(),
        dearer_below: step.dearer_below.map(|(from, to)| [from, to]),
        trim: step.trim.as_ref().map(|trim| Trim {
            tokens: trim.tokens,
            usage: (&trim.usage).into(),
            cost: trim.cost.into(),
            saves: Money(trim.saves),
        }),
    }
}

fn batches(of: &limits::Batches<'_>, requests: Option<u32>) -> Batches {
    let tier = |(tier, limit): &(&str, BatchLimit)| BatchTier {
        tier: (*tier).to_owned(),
        calls_per_minute: limit.requests,
        queue: limit.queue,
        waves: requests.and_then(|n| of.waves(tier, n)),
    };
    Batches {
        tiers: of.tiers.iter().map(tier).collect(),
        most_requests: of.size.map(|size| size.most_requests),
        most_megabytes: of.size.map(|size| size.most_megabytes),
        hours: of.size.map(|size| size.hours),
        batches: requests.and_then(|n| of.batches(n)),
    }
}

fn throughput(of: &limits::Throughput, requests: Option<u32>, latency_ms: Option<u32>) -> Throughput {
    let allowed = |allowed: &limits::Allowed| Allowed {
        limit: allowed.limit.name(),
        per_minute: allowed.per_minute,
        each: allowed.each,
        requests: allowed.rate().to_string(),
    };
    Throughput {
        tier: of.tier.clone(),
        class: of.class.clone(),
        long_context: of.long_context,
        counted_input: of.counted_input,
        allows: of.allows.iter().map(allowed).collect(),
        per_minute: of.rate.to_string(),
        binding: of.binding.name(),
        exceeded_by_one: of.exceeded_by_one.iter().map(|limit| limit.name()).collect(),
        seconds: requests.map(|n| of.rate.seconds(n)),
        concurrency: latency_ms.map(|ms| of.rate.concurrency(ms)),
    }
}
