//! What of a request a cache would hold, and on which meter each token would be billed.
//!
//! The rules are those of <https://platform.claude.com/docs/en/build-with-claude/prompt-caching>: a prefix is
//! tools, then system, then messages up to a breakpoint; one shorter than the model's minimum is not cached, and
//! nothing is said; with *A* the tokens of the longest prefix that is cached already, *B* those up to the last
//! breakpoint of an hour behind it and *C* those up to the last breakpoint, *A* are read, *B* − *A* written for
//! an hour, *C* − *B* for five minutes, and the rest is input.

use crate::whole::Sum;
use crate::{Breakpoint, CacheTtl, Counter, ModelFacts, Overhead, Place, Request, TokenCount};

/// What would be billed of a request's prompt, by meter. The likeliest counts sum to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Billed {
    /// Tokens that meet no cache.
    pub input: TokenCount,
    /// Tokens written for five minutes.
    pub cache_write_5m: TokenCount,
    /// Tokens written for an hour.
    pub cache_write_1h: TokenCount,
    /// Tokens read.
    pub cache_read: TokenCount,
}

impl Billed {
    /// Each meter with its name in the wire form.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Request};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// let count = Counter::of_model("claude-opus-5")?.request(&Request::read(&body)?)?;
    /// let sum: u64 = count.cache.cold.meters().iter().map(|(_, count)| count.tokens).sum();
    /// assert_eq!(sum, count.total.tokens);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn meters(&self) -> [(&'static str, TokenCount); 4] {
        [
            ("input", self.input),
            ("cache_write_5m", self.cache_write_5m),
            ("cache_write_1h", self.cache_write_1h),
            ("cache_read", self.cache_read),
        ]
    }

    fn map(self, other: Self, join: impl Fn(TokenCount, TokenCount) -> TokenCount) -> Self {
        Self {
            input: join(self.input, other.input),
            cache_write_5m: join(self.cache_write_5m, other.cache_write_5m),
            cache_write_1h: join(self.cache_write_1h, other.cache_write_1h),
            cache_read: join(self.cache_read, other.cache_read),
        }
    }
}

/// Whether a prefix is long enough to be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cached {
    /// It is, even at the least it may have.
    Yes,
    /// Within its interval it may be and may not be; the likeliest count decides what is shown.
    Perhaps,
    /// It is not, even at the most it may have.
    No,
}

/// A breakpoint and the prefix that ends there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakpointCount {
    /// Where it stands.
    pub place: Place,
    /// How long it is kept, and who put it there.
    pub breakpoint: Breakpoint,
    /// The tokens up to it.
    pub prefix: TokenCount,
    /// Whether they are enough.
    pub cached: Cached,
}

/// What of a request a cache would hold.
///
/// ```
/// use tokentoll_tokens::{Cached, Counter, Request};
/// let text = "All human beings are born free and equal in dignity and rights. ".repeat(200);
/// let body = serde_json::json!({
///     "system": [{"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
///     "messages": [{"role": "user", "content": "Who is free?"}]});
/// let count = Counter::of_model("claude-sonnet-4-5")?.request(&Request::read(&body)?)?;
/// assert_eq!(count.cache.breakpoints[0].cached, Cached::Yes);
/// assert!(count.cache.cold.cache_write_1h.tokens > 2_000 && count.cache.cold.input.tokens < 20);
/// assert_eq!(count.cache.warm.cache_read.tokens, count.cache.cold.cache_write_1h.tokens);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheSplit {
    /// On a call that finds nothing in the cache.
    pub cold: Billed,
    /// On a call that finds in the cache what this request would have written.
    pub warm: Billed,
    /// Its breakpoints, in order.
    pub breakpoints: Vec<BreakpointCount>,
    /// The shortest prefix that the model caches; nothing where it caches none.
    pub min_cacheable: Option<u64>,
}

impl CacheSplit {
    /// That of a request that asks for no cache.
    pub(crate) fn none(total: TokenCount) -> Self {
        let nothing = total.ranged(0, 0, 0);
        let all =
            Billed { input: total, cache_write_5m: nothing, cache_write_1h: nothing, cache_read: nothing };
        Self { cold: all, warm: all, breakpoints: Vec::new(), min_cacheable: None }
    }

    /// A sentence for each breakpoint that writes nothing, or may write nothing.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Request};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": [
    ///     {"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]}]});
    /// let count = Counter::of_model("claude-haiku-4-5")?.request(&Request::read(&body)?)?;
    /// assert_eq!(count.cache.notes(), ["messages[0]: a cache breakpoint after 5 tokens writes nothing; this model caches 4096 and more"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn notes(&self) -> Vec<String> {
        let least = match self.min_cacheable {
            Some(least) => format!("this model caches {least} and more"),
            None => "this model caches nothing".to_owned(),
        };
        let note = |count: &BreakpointCount| {
            let says = match count.cached {
                Cached::Yes => return None,
                Cached::Perhaps => "may write nothing",
                Cached::No => "writes nothing",
            };
            let (place, tokens) = (count.place, count.prefix.tokens);
            Some(format!("{place}: a cache breakpoint after {tokens} tokens {says}; {least}"))
        };
        self.breakpoints.iter().filter_map(note).collect()
    }
}

/// How many tokens of a frame may stand on either side of a breakpoint, by what recorded cache writes show.
const SEAM: u64 = 3;

impl Counter<'_> {
    /// What a cache would hold, from the sums of a request's parts.
    pub(crate) fn cache(
        &self,
        request: &Request,
        sums: &[Sum],
        model: Option<&ModelFacts>,
        total: TokenCount,
        kind: &str,
    ) -> CacheSplit {
        let least = model.and_then(|model| model.min_cacheable);
        let pieces = in_order(request, sums, model);
        let between = |from: usize, to: usize| {
            let mut sum = Sum::default();
            pieces[from..to].iter().for_each(|piece| sum.add(piece));
            self.sum(&sum, kind)
        };
        // Part `k` is piece `k + 1`: what stands before the tools comes first.
        let marked = request
            .parts()
            .iter()
            .enumerate()
            .filter_map(|(k, part)| Some((k + 2, part.place, part.breakpoint?)));
        let breakpoints: Vec<(usize, BreakpointCount)> = marked
            .map(|(end, place, breakpoint)| {
                let prefix = between(0, end);
                let cached = match least {
                    Some(least) if prefix.low() >= least => Cached::Yes,
                    Some(least) if prefix.high() >= least => Cached::Perhaps,
                    _ => Cached::No,
                };
                (end, BreakpointCount { place, breakpoint, prefix, cached })
            })
            .collect();
        let split = |enough: &dyn Fn(TokenCount) -> u64, warm: bool| {
            let long = |count: &BreakpointCount| least.is_some_and(|least| enough(count.prefix) >= least);
            let written = || breakpoints.iter().filter(|(_, count)| long(count));
            let last = written().map(|(end, _)| *end).max().unwrap_or(0);
            let hour = written().filter(|(_, count)| count.breakpoint.ttl == CacheTtl::OneHour);
            let hour = hour.map(|(end, _)| *end).max().unwrap_or(0);
            let [read, hour] = if warm { [last, last] } else { [0, hour] };
            let upto = |end: usize| if end == 0 { 0 } else { between(0, end).tokens.min(total.tokens) };
            let span = |from: usize, to: usize, tokens: u64| {
                if from == to {
                    return total.ranged(0, 0, 0);
                }
                let around = between(from, to);
                total.ranged(
                    tokens,
                    around.low().saturating_sub(SEAM),
                    (around.high() + SEAM).min(total.high()),
                )
            };
            Billed {
                cache_read: span(0, read, upto(read)),
                cache_write_1h: span(read, hour, upto(hour) - upto(read)),
                cache_write_5m: span(hour, last, upto(last) - upto(hour)),
                input: match last {
                    0 => total,
                    _ => span(last, pieces.len(), total.tokens - upto(last)),
                },
            }
        };
        // Where a prefix may or may not be long enough, a meter's interval covers both.
        let covering = |warm: bool| {
            let likely = split(&|prefix| prefix.tokens, warm);
            let least = split(&|prefix| prefix.low(), warm);
            let most = split(&|prefix| prefix.high(), warm);
            let join = |count: TokenCount, other: TokenCount| {
                total.ranged(count.tokens, count.low().min(other.low()), count.high().max(other.high()))
            };
            likely.map(least, join).map(most, join)
        };
        CacheSplit {
            cold: covering(false),
            warm: covering(true),
            breakpoints: breakpoints.iter().map(|(_, count)| *count).collect(),
            min_cacheable: least,
        }
    }
}

/// The sums as they stand in the prompt: the prompt of the tools begins before the definitions and ends behind the
/// system prompt, by what recorded cache writes show. Where it is cut is known for some models only.
fn in_order(request: &Request, sums: &[Sum], model: Option<&ModelFacts>) -> Vec<Sum> {
    let (mut head, mut rest) = (Sum::default(), sums.to_vec());
    let is_prompt = |overhead: &Overhead| *overhead == Overhead::ToolPrompt || overhead.forces();
    if let Some(at) = request.parts().iter().position(|part| part.overheads.iter().any(is_prompt)) {
        let whole = rest[at].beside;
        let before = model.and_then(|model| model.tools).and_then(|tools| tools.before);
        head.beside = before.map_or(whole / 2.0, f64::from).min(whole);
        rest[at].beside -= head.beside;
        let open = if before.is_some() { 0.0 } else { head.beside };
        for piece in [&mut head, &mut rest[at]] {
            piece.under += open;
            piece.over += open;
        }
    }
    std::iter::once(head).chain(rest).collect()
}
