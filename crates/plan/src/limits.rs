//! How many such requests can be sent in a minute, and what that means for many of them.

use crate::PlanError;
use crate::access::is_batch;
use crate::rules::{BatchLimit, BatchSize, Class, Rules, Sourced};
use crate::setting::Setting;
use tokentoll_core::{Meter, Usage};

/// How a kind of request fits the limits of a usage tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throughput {
    /// The usage tier.
    pub tier: String,
    /// The class of models that shares the limits.
    pub class: String,
    /// Whether the prompt is served from the pool of long prompts.
    pub long_context: bool,
    /// Tokens of one request that count towards the input of a minute.
    pub counted_input: u32,
    /// The limits and how many requests each allows, requests first.
    pub allows: Vec<Allowed>,
    /// The rate that can be held: the least of them.
    pub rate: Rate,
    /// Which limit binds.
    pub binding: LimitOf,
    /// The limits that one request alone exceeds: it can be sent only where the seller lets a bucket overdraw.
    pub exceeded_by_one: Vec<LimitOf>,
}

/// How many requests a limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The limit.
    pub limit: LimitOf,
    /// What it allows in a minute.
    pub per_minute: u32,
    /// What one request takes of it.
    pub each: u32,
}

impl Allowed {
    /// The requests of a minute.
    pub const fn rate(&self) -> Rate {
        Rate { limit: self.per_minute, each: self.each }
    }
}

/// A rate of requests: `limit / each` a minute, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    limit: u32,
    each: u32,
}

impl Rate {
    /// Whether it is below another.
    fn is_below(self, other: Rate) -> bool {
        u64::from(self.limit) * u64::from(other.each) < u64::from(other.limit) * u64::from(self.each)
    }

    /// Thousandths of a request a minute, rounded down.
    pub fn thousandths(self) -> u64 {
        u64::from(self.limit) * 1_000 / u64::from(self.each.max(1))
    }

    /// Seconds until so many requests are through, rounded up, at this rate from the first one on.
    ///
    /// The bucket that is full at the start is not counted in: this is the time that can be relied on.
    pub fn seconds(self, requests: u32) -> u64 {
        (u64::from(requests) * 60 * u64::from(self.each)).div_ceil(u64::from(self.limit.max(1)))
    }

    /// How many requests are under way at once where each takes so long: by Little's law, rounded up.
    pub fn concurrency(self, latency_ms: u32) -> u64 {
        let under_way = u128::from(self.limit) * u128::from(latency_ms);
        u64::try_from(under_way.div_ceil(u128::from(self.each.max(1)) * 60_000)).unwrap_or(u64::MAX)
    }

    /// Whether it holds so many requests a minute.
    pub fn holds(self, per_minute: u32) -> bool {
        u64::from(per_minute) * u64::from(self.each) <= u64::from(self.limit)
    }
}

impl std::fmt::Display for Rate {
    /// Requests a minute with at most three places, rounded down.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}.{:03}", self.thousandths() / 1_000, self.thousandths() % 1_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitOf {
    /// Requests a minute (RPM).
    Requests,
    /// Input tokens a minute (ITPM).
    Input,
    /// Output tokens a minute (OTPM).
    Output,
}

impl LimitOf {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            LimitOf::Requests => "requests",
            LimitOf::Input => "input",
            LimitOf::Output => "output",
        }
    }
}

/// The limits of every usage tier for a kind of request.
#[derive(Clone, Debug)]
pub struct Limits<'r> {
    /// By usage tier, the smallest first; a tier that cannot send such a request is left out.
    pub tiers: Vec<Throughput>,
    /// Tiers that cannot send such a request.
    pub closed: Vec<String>,
    /// Batches, for requests with the batch service tier.
    pub batch: Option<Batches<'r>>,
    /// Where the limits are from.
    pub origin: Origin,
}

/// Where limits are from, and how sure they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The id of the entry.
    pub entry: String,
    /// Its sources.
    pub source: String,
    /// The day on which it was last compared with them.
    pub checked: tokentoll_book::Day,
    /// How sure it is.
    pub confidence: tokentoll_book::Confidence,
    /// What a reader should know.
    pub note: Option<String>,
}

impl<T> From<&Sourced<T>> for Origin {
    fn from(rule: &Sourced<T>) -> Origin {
        Origin {
            entry: rule.entry.clone(),
            source: rule.source.clone(),
            checked: rule.checked,
            confidence: rule.confidence,
            note: rule.note.clone(),
        }
    }
}

/// How batches are limited.
#[derive(Clone, Debug)]
pub struct Batches<'r> {
    /// By usage tier, the smallest first.
    pub tiers: Vec<(&'r str, BatchLimit)>,
    /// How large one may be.
    pub size: Option<BatchSize>,
}

impl Batches<'_> {
    /// In how many batches so many requests are sent.
    pub fn batches(&self, requests: u32) -> Option<u32> {
        self.size.map(|size| requests.div_ceil(size.most_requests.max(1)))
    }

    /// In how many waves, each of at most a full queue, a tier gets so many requests through; each may take
    /// as long as a batch.
    pub fn waves(&self, tier: &str, requests: u32) -> Option<u32> {
        let (_, limit) = self.tiers.iter().find(|(name, _)| *name == tier)?;
        Some(requests.div_ceil(limit.queue.max(1)))
    }
}

impl Limits<'_> {
    /// A usage tier.
    pub fn tier(&self, name: &str) -> Option<&Throughput> {
        self.tiers.iter().find(|t| t.tier == name)
    }

    /// The smallest usage tier that holds so many requests a minute.
    pub fn needed(&self, per_minute: u32) -> Option<&Throughput> {
        self.tiers.iter().find(|t| t.rate.holds(per_minute))
    }
}

/// The limits that hold for a request on its day.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::{Terms, Usage};
/// use tokentoll_plan::{Rules, Setting, limits::limits};
/// let at = Setting::find(PriceBook::embedded(), None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
/// let limits = limits(&at, &Usage::new().input(20_000).cache_read(80_000).output(1_000), Rules::embedded())?;
/// let four = limits.tier("4").unwrap();
/// assert_eq!(four.rate.to_string(), "100"); // 2,000,000 / 20,000: cache reads do not count
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`PlanError::NoRule`] where no limits are known of the seller, the model or the day.
pub fn limits<'r>(at: &Setting<'_>, usage: &Usage, rules: &'r Rules) -> Result<Limits<'r>, PlanError> {
    let unknown = |because: String| PlanError::NoRule {
        what: "limits",
        model: format!("{}/{}", at.seller(), at.model()),
        on: at.on,
        because,
    };
    let rules =
        rules.of(at.seller()).ok_or_else(|| unknown("none of this seller were recorded".to_owned()))?;
    let entry =
        rules.limits(at.on).map_err(|first| unknown(format!("the first recorded are from {first}")))?;
    let class = entry.rule.class(at.model());
    let class = class.ok_or_else(|| unknown(format!("{} names no class for it", entry.entry)))?;
    let mut limits = Limits { tiers: Vec::new(), closed: Vec::new(), batch: None, origin: entry.into() };
    for tier in &entry.rule.tiers {
        match throughput(class, tier, usage)? {
            Some(throughput) => limits.tiers.push(throughput),
            None => limits.closed.push(tier.clone()),
        }
    }
    if is_batch(at) {
        let of = |tier| entry.rule.batch.of(tier).map(|limit| (tier, *limit));
        let tiers = entry.rule.tiers.iter().filter_map(|tier| of(tier.as_str())).collect();
        limits.batch = Some(Batches { tiers, size: rules.batch(at.on).map(|size| size.rule) });
    }
    Ok(limits)
}

/// The throughput of limits that the caller has agreed on with the seller.
///
/// # Errors
/// [`PlanError::Bad`] for a limit of 0, [`PlanError::TooMany`] for counts out of range.
pub fn of_own(
    per_minute: crate::rules::PerMinute,
    cache_reads_count: bool,
    usage: &Usage,
) -> Result<Throughput, PlanError> {
    if per_minute.requests == 0 || per_minute.input == 0 || per_minute.output == 0 {
        return Err(PlanError::Bad {
            what: "limits",
            message: "met 0, expected limits above zero".to_owned(),
        });
    }
    let counted = counted_input(usage, cache_reads_count)?;
    Ok(bound("own", "own", false, counted, output(usage)?, per_minute))
}

fn throughput(class: &Class, tier: &str, usage: &Usage) -> Result<Option<Throughput>, PlanError> {
    let Some(mut per_minute) = class.per_minute.of(tier).copied() else { return Ok(None) };
    let pool = class.long_context.as_ref().filter(|pool| usage.prompt_tokens() > u64::from(pool.above));
    if let Some(pool) = pool {
        let Some(long) = pool.per_minute.of(tier) else { return Ok(None) };
        (per_minute.input, per_minute.output) = (long.input, long.output);
    }
    let counted = counted_input(usage, class.cache_reads_count)?;
    Ok(Some(bound(tier, &class.name, pool.is_some(), counted, output(usage)?, per_minute)))
}

fn bound(
    tier: &str,
    class: &str,
    long_context: bool,
    counted_input: u32,
    output: u32,
    per_minute: crate::rules::PerMinute,
) -> Throughput {
    let of = |limit, per_minute, each| Allowed { limit, per_minute, each };
    let mut allows = vec![of(LimitOf::Requests, per_minute.requests, 1)];
    // What takes nothing of a limit is not bound by it.
    if counted_input > 0 {
        allows.push(of(LimitOf::Input, per_minute.input, counted_input));
    }
    if output > 0 {
        allows.push(of(LimitOf::Output, per_minute.output, output));
    }
    let least = allows.iter().copied().reduce(|a, b| if b.rate().is_below(a.rate()) { b } else { a });
    let least = least.unwrap_or(of(LimitOf::Requests, per_minute.requests, 1));
    let exceeded = allows.iter().filter(|a| a.each > a.per_minute).map(|a| a.limit).collect();
    Throughput {
        tier: tier.to_owned(),
        class: class.to_owned(),
        long_context,
        counted_input,
        rate: least.rate(),
        binding: least.limit,
        exceeded_by_one: exceeded,
        allows,
    }
}

fn counted_input(usage: &Usage, cache_reads_count: bool) -> Result<u32, PlanError> {
    let reads = if cache_reads_count { 0 } else { u64::from(usage.of(Meter::CacheRead)) };
    u32::try_from(usage.prompt_tokens() - reads).map_err(|_| PlanError::TooMany)
}

fn output(usage: &Usage) -> Result<u32, PlanError> {
    let written = [Meter::Output, Meter::OutputAudio, Meter::OutputImage].map(|m| u64::from(usage.of(m)));
    u32::try_from(written.iter().sum::<u64>()).map_err(|_| PlanError::TooMany)
}
