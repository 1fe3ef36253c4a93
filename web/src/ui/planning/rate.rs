//! Throughput: how many requests a minute, what binds, how long many take, and where the limits are from.

use super::field::field;
use super::{Plan, method::linked};
use crate::planning::rate::{OWN, Rated};
use crate::planning::{Action, Slot};
use crate::show::count;
use crate::text::PlanText;
use crate::ui::value;
use tokentoll::core::Grouped;
use tokentoll::plan::limits::{Allowed, LimitOf, Limits, Rate, Throughput};
use tokentoll::plan::{PlanError, TimeUnit, spoken};
use yew::prelude::*;

/// The region.
pub(super) fn region(plan: Plan<'_>, rated: &Result<Option<Rated>, PlanError>) -> Html {
    let inside = super::answered(plan, rated, PlanText::RateEmpty, |rated| asked(plan, rated));
    html! {
        <section class="throughput" aria-labelledby="rate-title" data-testid="rate">
            <h2 id="rate-title">{ plan.say(PlanText::Rate) }</h2>
            <p class="intro">{ plan.say(PlanText::RateIntro) }</p>
            { inside }
        </section>
    }
}

/// What is read out after a change.
pub(super) fn said(plan: Plan<'_>, rated: &Result<Option<Rated>, PlanError>) -> String {
    let chosen = rated.as_ref().ok().and_then(Option::as_ref).and_then(|rated| rated.chosen.as_ref());
    chosen
        .map_or_else(String::new, |chosen| plan.fill(PlanText::PerMinute, &[("n", &per_minute(chosen.rate))]))
}

fn asked(plan: Plan<'_>, rated: &Rated) -> Html {
    let tiers = rated.known.as_ref().map(|limits| &*limits.tiers).unwrap_or_default();
    let chosen = rated.chosen.as_ref().map(|chosen| chosen.tier.clone()).unwrap_or_default();
    let is_own = rated.is_own() || rated.known.is_err();
    html! {
        <div class="sides">
            <div class="side-given">
                <div class="asks">
                    { field(plan, Slot::Requests, "requests", PlanText::Requests) }
                    { field(plan, Slot::Cached, "cached", PlanText::CachedShare) }
                    if !tiers.is_empty() {
                        <div class="field">
                            <label for="tier">{ plan.say(PlanText::Tier) }</label>
                            <select id="tier" data-testid="tier" onchange={plan.act.reform(|event: Event| Action::Tier(value(&event)))}>
                                { for tiers.iter().map(|tier| html! {
                                    <option value={tier.tier.clone()} selected={tier.tier == chosen}>
                                        { plan.fill(PlanText::TierName, &[("tier", &tier.tier)]) }
                                    </option>
                                }) }
                                <option value={OWN} selected={is_own}>{ plan.say(PlanText::OwnLimits) }</option>
                            </select>
                        </div>
                    }
                    if is_own {
                        { field(plan, Slot::OwnRequests, "rpm", PlanText::OwnRequests) }
                        { field(plan, Slot::OwnInput, "itpm", PlanText::OwnInput) }
                        { field(plan, Slot::OwnOutput, "otpm", PlanText::OwnOutput) }
                    }
                </div>
            </div>
            <div class="side-told">
                if let Err(unknown) = &rated.known {
                    <p data-testid="no-limits">
                        { plan.say(PlanText::NoLimits) }{ " " }{ plan.say(PlanText::NoLimitsOwn) }
                        <span lang="en" class="detail">{ unknown.to_string() }</span>
                    </p>
                }
                if let Some(chosen) = &rated.chosen {
                    { through(plan, rated, chosen) }
                }
                if let Ok(limits) = &rated.known {
                    { every_tier(plan, rated, limits) }
                    { origin(plan, limits) }
                }
            </div>
        </div>
    }
}

fn through(plan: Plan<'_>, rated: &Rated, chosen: &Throughput) -> Html {
    let batches = rated.known.as_ref().ok().and_then(|limits| limits.batch.as_ref()).and_then(|batch| {
        let (size, batches) = (batch.size?, batch.batches(rated.requests)?);
        let (n, b) = (count(rated.requests), count(batches));
        let (most, h) = (count(size.most_requests), size.hours.to_string());
        Some(plan.fill(PlanText::BatchLimits, &[("n", &n), ("b", &b), ("most", &most), ("h", &h)]))
    });
    let takes = [("n", &*count(rated.requests)), ("time", &time(plan, chosen.rate.seconds(rated.requests)))];
    let binds = match chosen.binding {
        LimitOf::Requests => PlanText::ByRequests,
        LimitOf::Input => PlanText::ByInput,
        LimitOf::Output => PlanText::ByOutput,
    };
    html! {
        <>
            if rated.refused {
                <p class="exceeded" data-testid="rate-refused">{ plan.say(PlanText::RateRefused) }</p>
            }
            if let Some(batches) = batches {
                <p data-testid="batches">{ batches }</p>
            }
            <p class="headline" data-testid="per-minute">{ plan.fill(PlanText::PerMinute, &[("n", &per_minute(chosen.rate))]) }</p>
            <p class="crossing" data-testid="binds">
                { plan.say(binds) }{ " · " }<span data-testid="takes">{ plan.fill(PlanText::Takes, &takes) }</span>
            </p>
            { for chosen.exceeded_by_one.iter().map(|limit| exceeded(plan, chosen, *limit)) }
            if chosen.long_context {
                <p class="hint">{ plan.say(PlanText::LongPool) }</p>
            }
            <table class="limits">
                <caption>{ if rated.is_own() {
                    plan.say(PlanText::OwnLimits).to_owned()
                } else {
                    let tier = plan.fill(PlanText::TierName, &[("tier", &chosen.tier)]);
                    format!("{} · {tier}", plan.fill(PlanText::Class, &[("class", &chosen.class)]))
                } }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ plan.say(PlanText::ColLimit) }</th>
                        <th scope="col" class="number">{ plan.say(PlanText::ColMinute) }</th>
                        <th scope="col" class="number">{ plan.say(PlanText::ColEach) }</th>
                        <th scope="col" class="number">{ plan.say(PlanText::ColAllows) }</th>
                    </tr>
                </thead>
                <tbody>{ for chosen.allows.iter().map(|allowed| limit(plan, chosen, allowed)) }</tbody>
            </table>
        </>
    }
}

fn exceeded(plan: Plan<'_>, chosen: &Throughput, limit: LimitOf) -> Html {
    let text = match limit {
        LimitOf::Input => PlanText::ExceedsInput,
        LimitOf::Output => PlanText::ExceedsOutput,
        LimitOf::Requests => PlanText::ExceedsRequests,
    };
    let of = chosen.allows.iter().find(|allowed| allowed.limit == limit);
    let (each, most) = of.map_or_else(Default::default, |of| (count(of.each), count(of.per_minute)));
    html! { <p class="exceeded" data-testid="exceeded"><span aria-hidden="true">{ "⚠ " }</span>{ plan.fill(text, &[("each", &each), ("limit", &most)]) }</p> }
}

const fn limit_name(limit: LimitOf) -> PlanText {
    match limit {
        LimitOf::Requests => PlanText::LimitRequests,
        LimitOf::Input => PlanText::LimitInput,
        LimitOf::Output => PlanText::LimitOutput,
    }
}

fn limit(plan: Plan<'_>, chosen: &Throughput, allowed: &Allowed) -> Html {
    let binds = allowed.limit == chosen.binding;
    html! {
        <tr class={classes!(binds.then_some("chosen"))} data-limit={allowed.limit.name()}>
            <th scope="row">
                { plan.say(limit_name(allowed.limit)) }
                if binds {
                    <span class="badge">{ plan.say(PlanText::Binds) }</span>
                }
            </th>
            <td class="number">{ count(allowed.per_minute) }</td>
            <td class="number">{ count(allowed.each) }</td>
            <td class="number">{ per_minute(allowed.rate()) }</td>
        </tr>
    }
}

fn every_tier(plan: Plan<'_>, rated: &Rated, limits: &Limits<'_>) -> Html {
    let chosen = rated.chosen.as_ref().map(|chosen| &*chosen.tier);
    let closed = limits.closed.join(", ");
    html! {
        <>
            <table class="tiers">
                <caption>{ plan.say(PlanText::EveryTier) }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ plan.say(PlanText::ColTier) }</th>
                        <th scope="col" class="number">{ plan.say(PlanText::ColAllows) }</th>
                        <th scope="col">{ plan.say(PlanText::ColBound) }</th>
                        <th scope="col" class="number">{ plan.fill(PlanText::ColTime, &[("n", &count(rated.requests))]) }</th>
                    </tr>
                </thead>
                <tbody>
                    { for limits.tiers.iter().map(|tier| html! {
                        <tr class={classes!((chosen == Some(&*tier.tier)).then_some("chosen"))} data-tier={tier.tier.clone()}>
                            <th scope="row">{ tier.tier.clone() }</th>
                            <td class="number">{ per_minute(tier.rate) }</td>
                            <td>{ plan.say(limit_name(tier.binding)) }</td>
                            <td class="number">{ time(plan, tier.rate.seconds(rated.requests)) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
            if !limits.closed.is_empty() {
                <p class="hint">{ plan.fill(PlanText::Closed, &[("tiers", &closed)]) }</p>
            }
        </>
    }
}

/// Where the limits are from: one entry tells those of every tier.
fn origin(plan: Plan<'_>, limits: &Limits<'_>) -> Html {
    let origin = &limits.origin;
    let from = origin.entry.rsplit('@').next().unwrap_or_default();
    html! {
        <p class="source" data-testid="limits-source">
            <b>{ plan.say(PlanText::Source) }{ " " }</b>
            <span lang="en">{ linked(&origin.source) }</span>
            <span class="detail">
                { plan.say(PlanText::ColFrom) }{ format!(" {from} · ") }{ plan.fill(PlanText::Checked, &[("date", &origin.checked.to_string())]) }
                if origin.confidence.name() != "high" {
                    { " · " }{ plan.fill(PlanText::Confidence, &[("level", origin.confidence.name())]) }
                }
            </span>
            if let Some(note) = &origin.note {
                <span class="detail" lang="en">{ note.clone() }</span>
            }
        </p>
    }
}

/// Requests a minute, with separators.
fn per_minute(rate: Rate) -> String {
    let text = rate.to_string();
    let (whole, places) = text.split_once('.').map_or((&*text, String::new()), |(w, p)| (w, format!(".{p}")));
    whole.parse().map_or(text.clone(), |whole| format!("{}{places}", Grouped(whole)))
}

/// A time in the reader's language.
fn time(plan: Plan<'_>, seconds: u64) -> String {
    let part = |(count, unit): (u64, TimeUnit)| {
        let unit = match unit {
            TimeUnit::Second => PlanText::Seconds,
            TimeUnit::Minute => PlanText::Minutes,
            TimeUnit::Hour => PlanText::Hours,
            TimeUnit::Day => PlanText::Days,
        };
        format!("{} {}", Grouped(count), plan.say(unit))
    };
    spoken(seconds).into_iter().map(part).collect::<Vec<_>>().join(" ")
}
