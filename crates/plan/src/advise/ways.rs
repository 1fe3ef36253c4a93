//! Every combination of queue, speed, place, cache and size.

use super::{Change, Way, Wish};
use crate::compare::{Candidate, Counted, counted};
use crate::conversation::Caching;
use crate::setting::{Setting, plus};
use crate::{PlanError, Ratios, Spent};
use tokentoll_core::{
    Amount, Compiled, InferenceGeo, Meter, MeterSet, Offer, ServiceTier, Speed, TermOption, Terms, Usage,
};

/// Every way in the setting of the request.
pub(super) fn here<'b>(at: &Setting<'b>, wish: &Wish) -> Result<Vec<Way<'b>>, PlanError> {
    let mut ways = Vec::new();
    for (terms, changes, alone) in queues(at) {
        let at = at.on_terms(terms);
        let Ok(card) = at.compiled() else { continue };
        for layout in layouts(&at, &card, wish)? {
            let changes: Vec<_> = changes.iter().copied().chain(layout.changes.iter().copied()).collect();
            if changes.is_empty() || alone && !layout.changes.is_empty() {
                continue;
            }
            if let Some((requests, total)) = layout.spent(&card)? {
                ways.push(way(at, changes, requests, total, Counted::Same));
            }
        }
    }
    Ok(ways)
}

/// The plain request with a candidate, and the cheapest combination there.
pub(super) fn there<'b>(
    now: &Setting<'b>,
    wish: &Wish,
    candidate: &Candidate<'b>,
    ratios: &Ratios,
) -> Result<Vec<Way<'b>>, PlanError> {
    let (usages, from) = counted(now, &wish.usage, candidate, ratios)?;
    let wishes = match from {
        Counted::Scaled(ratio) => {
            let (prefix, shared) = (ratio.range(wish.prefix)?, ratio.range(wish.shared)?);
            [
                Wish { usage: usages[0], prefix: prefix.low(), shared: shared.low(), ..*wish },
                Wish { usage: usages[1], prefix: prefix.likely(), shared: shared.likely(), ..*wish },
                Wish { usage: usages[2], prefix: prefix.high(), shared: shared.high(), ..*wish },
            ]
        }
        _ => usages.map(|usage| Wish { usage, ..*wish }),
    };
    let moved = moves(now, candidate);
    let mut best: [Option<Way<'b>>; 2] = [None, None];
    for (terms, changes, alone) in queues(&candidate.at) {
        let at = candidate.at.on_terms(terms);
        let Ok(card) = at.compiled() else { continue };
        for layout in layouts(&at, &card, &wishes[1])? {
            if alone && !layout.changes.is_empty() {
                continue;
            }
            let Some((requests, total)) = layout.spent(&card)? else { continue };
            let plain = changes.is_empty() && layout.changes.is_empty();
            let kept = &mut best[usize::from(!plain)];
            if kept.as_ref().is_none_or(|way| total < way.total) {
                let changes = [&moved[..], &changes, &layout.changes].concat();
                *kept = Some(way(at, changes, requests, total, from));
            }
        }
    }
    // A combination that saves nothing beside the plain request is no advice.
    if let [Some(plain), Some(other)] = &best
        && other.total >= plain.total
    {
        best[1] = None;
    }
    for way in best.iter_mut().flatten() {
        if matches!(from, Counted::Scaled(_)) {
            let card = way.at.compiled()?;
            let end = |wish: &Wish| same_changes(&way.at, &card, wish, &way.changes);
            way.ends = Some([end(&wishes[0])?, end(&wishes[2])?]);
        }
    }
    Ok(best.into_iter().flatten().collect())
}

/// The total of the same changes with other counts.
fn same_changes(
    at: &Setting<'_>,
    card: &Compiled<'_>,
    wish: &Wish,
    changes: &[Change],
) -> Result<Option<Amount>, PlanError> {
    let is = |layout: &Layout| {
        let kind = |changes: &[Change]| -> Vec<&'static str> {
            changes.iter().filter(|c| c.is_layout()).map(|c| c.name()).collect()
        };
        kind(&layout.changes) == kind(changes)
    };
    // With fewer tokens there may be nothing to trim or split: the request as it is stands for it.
    let layouts = layouts(at, card, wish)?;
    let layout = layouts.iter().find(|layout| is(layout)).or(layouts.first());
    Ok(layout.map(|layout| layout.spent(card)).transpose()?.flatten().map(|(_, total)| total))
}

impl Change {
    const fn is_layout(self) -> bool {
        matches!(self, Change::Cache(_) | Change::Trim { .. } | Change::Split { .. })
    }
}

fn way<'b>(
    at: Setting<'b>,
    changes: Vec<Change>,
    requests: Vec<Spent>,
    total: Amount,
    counted: Counted,
) -> Way<'b> {
    Way { at, changes, requests, total, compared: None, difference: None, ends: None, counted }
}

fn moves(now: &Setting<'_>, candidate: &Candidate<'_>) -> Vec<Change> {
    let at = &candidate.at;
    let differs = [
        (now.seller() != at.seller(), Change::Seller),
        (!now.is_model(at), Change::Model),
        (now.on != at.on, Change::Day),
    ];
    let mut moved: Vec<_> = differs.into_iter().filter(|(differs, _)| *differs).map(|(_, c)| c).collect();
    moved.extend(term_changes(now.terms, at.terms));
    moved
}

fn term_changes(now: Terms, then: Terms) -> Vec<Change> {
    let mut changes = Vec::new();
    match then.service_tier {
        tier if tier == now.service_tier => {}
        ServiceTier::Batch => changes.push(Change::Batch),
        _ => changes.push(Change::StandardQueue),
    }
    match (now.speed, then.speed) {
        (Speed::Standard, Speed::Fast) => changes.push(Change::Fast),
        (Speed::Fast, Speed::Standard) => changes.push(Change::StandardSpeed),
        _ => {}
    }
    match (now.inference_geo, then.inference_geo) {
        (InferenceGeo::Global, InferenceGeo::Us) => changes.push(Change::UsOnly),
        (InferenceGeo::Us, InferenceGeo::Global) => changes.push(Change::Anywhere),
        _ => {}
    }
    changes
}

/// The terms to look at, what they change, and whether they stand by themselves.
fn queues(at: &Setting<'_>) -> Vec<(Terms, Vec<Change>, bool)> {
    let now = at.terms;
    let offered = |option| matches!(at.card().offer(option), Offer::Offered(_));
    let standard = Terms { speed: Speed::Standard, ..now };
    let mut queues = vec![(now, false)];
    let mut cheaper = vec![now];
    if now.speed == Speed::Fast {
        cheaper.push(standard);
    }
    if matches!(now.service_tier, ServiceTier::Priority | ServiceTier::Batch | ServiceTier::Flex) {
        cheaper.push(Terms { service_tier: ServiceTier::Standard, ..now });
    }
    if offered(TermOption::Batch) {
        cheaper.push(Terms { service_tier: ServiceTier::Batch, ..standard });
    }
    if now.inference_geo == InferenceGeo::Us {
        let anywhere = |terms: &Terms| Terms { inference_geo: InferenceGeo::Global, ..*terms };
        cheaper.extend(cheaper.iter().map(anywhere).collect::<Vec<_>>());
    }
    queues.extend(cheaper.into_iter().map(|terms| (terms, false)));
    if offered(TermOption::Fast) {
        queues.push((Terms { speed: Speed::Fast, service_tier: ServiceTier::Standard, ..now }, true));
    }
    if offered(TermOption::UsOnly) {
        queues.push((Terms { inference_geo: InferenceGeo::Us, ..now }, true));
    }
    let mut seen: Vec<Terms> = Vec::new();
    queues.retain(|(terms, _)| {
        !seen.contains(terms) && {
            seen.push(*terms);
            true
        }
    });
    queues.into_iter().map(|(terms, alone)| (terms, term_changes(now, terms), alone)).collect()
}

/// The requests of a way.
struct Layout {
    changes: Vec<Change>,
    requests: Vec<(Usage, u32)>,
}

impl Layout {
    /// The quotes of its requests and their sum; `None` where one has no price.
    fn spent(&self, card: &Compiled<'_>) -> Result<Option<(Vec<Spent>, Amount)>, PlanError> {
        let mut spent = Vec::with_capacity(self.requests.len());
        let mut total = Amount::ZERO;
        for (usage, times) in self.requests.iter().filter(|(_, times)| *times > 0) {
            let Ok(each) = card.total(usage) else { return Ok(None) };
            let requests = Spent { usage: *usage, times: *times, each };
            total = plus(total, requests.total()?)?;
            spent.push(requests);
        }
        Ok(Some((spent, total)))
    }
}

/// The request as it is, then every cache and every size; sizes that change nothing are left out.
fn layouts(at: &Setting<'_>, card: &Compiled<'_>, wish: &Wish) -> Result<Vec<Layout>, PlanError> {
    let mut layouts = vec![Layout { changes: Vec::new(), requests: vec![(wish.usage, wish.times)] }];
    let usage = &wish.usage;
    let is_cached =
        usage.prompt_tokens() > u64::from(usage.of(Meter::Input)) + u64::from(usage.of(Meter::InputAudio));
    if is_cached {
        let requests = vec![(fresh(usage)?, wish.times)];
        layouts.push(Layout { changes: vec![Change::Cache(Caching::None)], requests });
    }
    // In a batch the order of requests is not ours, and five minutes may pass: an hour is what is recommended.
    let batch = at.terms.service_tier == ServiceTier::Batch;
    let caches = [Caching::Minutes5, Caching::Hour1].into_iter().filter(|c| !batch || *c == Caching::Hour1);
    let caches: Vec<_> = caches.collect();
    for cache in &caches {
        layouts.extend(with_cache(at, wish, usage, *cache, batch, None));
    }
    for edge in edges(at, card, wish)? {
        let Some((tokens, trimmed)) = trimmed(usage, edge) else { continue };
        let trim = Change::Trim { tokens };
        layouts.push(Layout { changes: vec![trim], requests: vec![(trimmed, wish.times)] });
        for cache in &caches {
            layouts.extend(with_cache(at, wish, &trimmed, *cache, batch, Some(trim)));
        }
    }
    for edge in edges(at, card, wish)? {
        layouts.extend(split(at, wish, edge, &caches, batch)?);
    }
    Ok(layouts)
}

/// The longest prompts below each threshold that the request has reached, and the window where it is over it.
fn edges(at: &Setting<'_>, card: &Compiled<'_>, wish: &Wish) -> Result<Vec<u32>, PlanError> {
    let prompt = wish.usage.prompt_tokens();
    let mut edges = Vec::new();
    if let (Some(tiers), Some(reached)) = (at.card().tiers(), card.tier(&wish.usage)) {
        // Counted tokens are compared with thresholds; the others of the prompt come on top.
        let others = prompt - wish.usage.sum(tiers.counted());
        let tiers_below = tiers.tiers().iter().filter(|tier| tier.threshold() <= reached.threshold());
        edges.extend(tiers_below.map(|tier| tiers.last_below(tier) + others));
    }
    edges.extend(at.card().window().map(|w| u64::from(w.tokens)).filter(|window| prompt > *window));
    edges.sort_unstable();
    edges.dedup();
    edges.into_iter().map(|edge| u32::try_from(edge).map_err(|_| PlanError::TooMany)).collect()
}

/// The usage with a shorter prompt: fresh tokens are left out first, then cache writes, then reads.
fn trimmed(usage: &Usage, to: u32) -> Option<(u32, Usage)> {
    let mut left =
        u32::try_from(usage.prompt_tokens().checked_sub(u64::from(to))?).ok().filter(|left| *left > 0)?;
    let tokens = left;
    let mut usage = *usage;
    let order = [Meter::Input, Meter::InputAudio, Meter::CacheWrite5m, Meter::CacheWrite1h, Meter::CacheRead];
    for meter in order {
        let taken = usage.of(meter).min(left);
        usage = usage.with(meter, usage.of(meter) - taken);
        left -= taken;
    }
    Some((tokens, usage))
}

/// The same usage with all of the prompt fresh, audio apart.
pub(super) fn fresh(usage: &Usage) -> Result<Usage, PlanError> {
    let audio = usage.of(Meter::InputAudio);
    let input = u32::try_from(usage.prompt_tokens() - u64::from(audio)).map_err(|_| PlanError::TooMany)?;
    let none = MeterSet::PROMPT.iter().fold(*usage, |usage, meter| usage.with(meter, 0));
    Ok(none.input(input).with(Meter::InputAudio, audio))
}

/// The first request with a cached prefix, which writes it, and each further one, which reads it; `None`
/// where the card has no such cache, or the prefix is shorter than the least that is cached.
pub(super) fn cached(at: &Setting<'_>, usage: &Usage, prefix: u32, cache: Caching) -> Option<[Usage; 2]> {
    let writes = cache.writes(at.card())?;
    let fresh = fresh(usage).ok()?;
    let prefix = prefix.min(fresh.of(Meter::Input));
    if prefix == 0 || prefix < at.listing.facts().min_cacheable.unwrap_or(0) {
        return None;
    }
    let rest = fresh.input(fresh.of(Meter::Input) - prefix);
    Some([rest.with(writes, rest.of(writes) + prefix), rest.cache_read(prefix)])
}

fn with_cache(
    at: &Setting<'_>,
    wish: &Wish,
    usage: &Usage,
    cache: Caching,
    batch: bool,
    size: Option<Change>,
) -> Option<Layout> {
    let [first, later] = cached(at, usage, wish.prefix, cache)?;
    let alive = batch || wish.every_s < cache.lifetime_s();
    let writes = if alive { 1 } else { wish.times };
    Some(Layout {
        changes: size.into_iter().chain([Change::Cache(cache)]).collect(),
        requests: vec![(first, writes), (later, wish.times - writes)],
    })
}

/// The prompt in as few equal parts as lie below an edge, each with the shared tokens, each answered in full.
fn split(
    at: &Setting<'_>,
    wish: &Wish,
    edge: u32,
    caches: &[Caching],
    batch: bool,
) -> Result<Vec<Layout>, PlanError> {
    let whole = fresh(&wish.usage)?;
    let prompt = whole.of(Meter::Input);
    let room = edge.checked_sub(wish.shared).filter(|room| *room > 0 && whole.of(Meter::InputAudio) == 0);
    let Some(into) = room.map(|room| prompt.div_ceil(room)).filter(|into| (2..=MAX_PARTS).contains(into))
    else {
        return Ok(Vec::new());
    };
    // Parts differ by at most one token.
    let (small, larger) = (prompt / into, prompt % into);
    let sent = |parts: u32| parts.checked_mul(wish.times).ok_or(PlanError::TooMany);
    let sized = |part: u32| part.checked_add(wish.shared).ok_or(PlanError::TooMany);
    let (long, short) = (whole.input(sized(small + 1)?), whole.input(sized(small)?));
    let (longs, shorts) = (sent(larger)?, sent(into - larger)?);
    let change = Change::Split { into };
    let mut layouts = vec![Layout { changes: vec![change], requests: vec![(long, longs), (short, shorts)] }];
    for cache in caches {
        let (Some([_, long_read]), Some([write, short_read])) =
            (cached(at, &long, wish.shared, *cache), cached(at, &short, wish.shared, *cache))
        else {
            continue;
        };
        // The parts follow each other at once; the cache must last from one prompt to the next.
        let writes = if batch || wish.every_s < cache.lifetime_s() { 1 } else { wish.times };
        layouts.push(Layout {
            changes: vec![change, Change::Cache(*cache)],
            requests: vec![(write, writes), (long_read, longs), (short_read, shorts - writes)],
        });
    }
    Ok(layouts)
}

/// The most parts that a prompt is split into.
const MAX_PARTS: u32 = 100;
