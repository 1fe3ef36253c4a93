//! Whether a request fits, and what must be sent and held to be allowed.

use crate::rules::{Overflow, Rules};
use crate::setting::Setting;
use tokentoll_core::{Meter, ServiceTier, Unpriced, Usage};

/// What a request needs to be accepted, and how it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The length of the prompt.
    pub prompt_tokens: u64,
    /// The most output that is asked for (`max_tokens`).
    pub max_tokens: u32,
    /// How the prompt fits the window.
    pub window: Fit,
    /// Whether the model writes as much.
    pub output: OutputFit,
    /// Where prompt and asked output together pass the window: what happens, where that is known.
    pub overflow: Option<Overflowing>,
    /// The beta headers to send.
    pub headers: Vec<Header>,
    /// What else is needed, in the words of the price entry: a usage tier, for one.
    pub needs: Vec<String>,
    /// How long to wait for the answer, and whether to stream it.
    pub patience: Patience,
    /// Why the seller would refuse the request on that day; `None` where it has a price.
    pub refused: Option<Unpriced>,
}

/// How a prompt fits the window of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It fits, with so many tokens to spare.
    Fits {
        /// The window.
        window: u32,
        /// What is left of it.
        left: u32,
    },
    /// It fits the longer window, which needs a header.
    WithHeader {
        /// The longer window.
        window: u32,
        /// What is left of it.
        left: u32,
        /// The window without the header.
        standard: u32,
    },
    /// It is longer than any window of that day.
    Over {
        /// The longest window.
        window: u32,
        /// By how much.
        by: u64,
    },
    /// The window is not known.
    Unknown,
}

/// Whether a model writes as much as is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFit {
    /// It does.
    Fits {
        /// The most it writes.
        most: u32,
    },
    /// With a header, on these terms.
    WithHeader {
        /// The most it writes with the header.
        most: u32,
        /// The most without.
        standard: u32,
    },
    /// It does not.
    Over {
        /// The most it writes on these terms.
        most: u32,
    },
    /// The most is not known.
    Unknown,
}

/// Prompt and asked output together pass the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overflowing {
    /// By how many tokens.
    pub by: u64,
    /// What happens; `None` where no rule is known of the model.
    pub then: Option<Overflow>,
    /// The most output that leaves the sum within the window.
    pub room: u32,
    /// Where the rule is from.
    pub entry: Option<String>,
}

/// A beta header, and what it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its value, under `anthropic-beta`.
    pub value: String,
    /// What it is for.
    pub opens: String,
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Seconds to wait at least before giving up.
    pub timeout_s: u32,
    /// Whether the answer should be streamed, or sent as a batch.
    pub stream: bool,
}

impl Patience {
    /// The rule: an hour for 128,000 tokens of asked output, as the vendor's SDKs expect of a request that is
    /// not streamed; never less than 3 minutes and one more for each 100,000 tokens of prompt, as resellers
    /// recommend, nor than the SDKs' 10 minutes. Over ten minutes of output the SDKs refuse not to stream.
    pub fn of(prompt_tokens: u64, max_tokens: u32) -> Patience {
        let writing = (u64::from(max_tokens) * 3_600).div_ceil(128_000);
        let reading = prompt_tokens.div_ceil(100_000) * 60 + 180;
        let seconds = writing.max(reading).max(TEN_MINUTES);
        Patience { timeout_s: u32::try_from(seconds).unwrap_or(u32::MAX), stream: writing > TEN_MINUTES }
    }
}

const TEN_MINUTES: u64 = 600;

/// What a request needs; `max_tokens` is the output of the usage where nothing else is asked for.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::{Terms, Usage};
/// use tokentoll_plan::{Rules, Setting, access::{Fit, access}};
/// let at = Setting::find(PriceBook::embedded(), None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
/// let access = access(&at, &Usage::new().input(500_000).output(2_000), None, Rules::embedded());
/// assert_eq!(access.window, Fit::WithHeader { window: 1_000_000, left: 500_000, standard: 200_000 });
/// assert_eq!(access.headers[0].value, "context-1m-2025-08-07");
/// assert_eq!(access.needs, ["usage tier 4 or custom limits"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn access(at: &Setting<'_>, usage: &Usage, max_tokens: Option<u32>, rules: &Rules) -> Access {
    let prompt_tokens = usage.prompt_tokens();
    let max_tokens = max_tokens.unwrap_or(usage.of(Meter::Output));
    let rules = rules.of(at.seller());
    let window = fit(at, prompt_tokens);
    let mut headers = Vec::new();
    let mut needs = Vec::new();
    if let (Fit::WithHeader { window, .. }, Some(longer)) = (window, &at.listing.facts().extended_window) {
        let opens = format!("a window of {} tokens", tokentoll_core::Grouped(window.into()));
        headers.push(Header { value: longer.header.clone(), opens });
        needs.extend(longer.needs.clone());
    }
    for option in at.terms.options() {
        if let Some(header) = at.listing.option(option).and_then(|origin| origin.header.clone()) {
            headers.push(Header { value: header, opens: format!("`{}`", option.as_term()) });
        }
    }
    let longer = rules.and_then(|r| r.longer_output(at.model(), at.terms.service_tier, at.on));
    let output = match at.listing.facts().max_output {
        None => OutputFit::Unknown,
        Some(most) if max_tokens <= most => OutputFit::Fits { most },
        Some(standard) => match longer.map(|longer| &longer.rule) {
            Some(longer) if max_tokens <= longer.tokens => {
                let opens = format!("outputs of {} tokens", tokentoll_core::Grouped(longer.tokens.into()));
                headers.push(Header { value: longer.header.clone(), opens });
                OutputFit::WithHeader { most: longer.tokens, standard }
            }
            longer => OutputFit::Over { most: longer.map_or(standard, |longer| longer.tokens) },
        },
    };
    let most = at.card().window().map(|w| u64::from(w.tokens)).filter(|w| prompt_tokens <= *w);
    let overflow = most.and_then(|window| {
        let by = (prompt_tokens + u64::from(max_tokens)).checked_sub(window).filter(|by| *by > 0)?;
        let rule = rules.and_then(|r| r.overflow(at.model(), at.on));
        let room = u32::try_from(window - prompt_tokens).unwrap_or(u32::MAX);
        Some(Overflowing { by, then: rule.map(|r| r.rule.then), room, entry: rule.map(|r| r.entry.clone()) })
    });
    Access {
        prompt_tokens,
        max_tokens,
        window,
        output,
        overflow,
        headers,
        needs,
        patience: Patience::of(prompt_tokens, max_tokens),
        refused: at.quote(usage).err(),
    }
}

fn fit(at: &Setting<'_>, prompt_tokens: u64) -> Fit {
    let facts = at.listing.facts();
    let left =
        |window: u32| u64::from(window).checked_sub(prompt_tokens).and_then(|left| u32::try_from(left).ok());
    let longer = facts.extended_window.as_ref().map(|w| w.tokens);
    match (facts.context_window, longer) {
        (None, None) => Fit::Unknown,
        (Some(window), _) if left(window).is_some() => Fit::Fits { window, left: left(window).unwrap_or(0) },
        (standard, Some(window)) if left(window).is_some() => {
            Fit::WithHeader { window, left: left(window).unwrap_or(0), standard: standard.unwrap_or(0) }
        }
        (standard, longer) => {
            let window = longer.or(standard).unwrap_or(0);
            Fit::Over { window, by: prompt_tokens.saturating_sub(window.into()) }
        }
    }
}

/// Whether a batch may hold the requests, and in how many it must be sent.
pub(crate) fn is_batch(at: &Setting<'_>) -> bool {
    at.terms.service_tier == ServiceTier::Batch
}
