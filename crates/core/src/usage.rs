use crate::{Meter, MeterSet};

/// How much of each meter **one request** used.
///
/// Counts are `u32`: negative, fractional and overflowing counts cannot be written. Two usages cannot be
/// added, because a seller chooses the tier of each request by itself; add the quotes in a
/// [`Statement`](crate::Statement) instead.
///
/// ```
/// use tokentoll_core::{Meter, Usage};
/// let usage = Usage::new().input(12_000).cache_read(48_000).output(900);
/// assert_eq!(usage.prompt_tokens(), 60_000);
/// assert_eq!(usage.of(Meter::Output), 900);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Usage {
    counts: [u32; Meter::COUNT],
}

impl Usage {
    /// Nothing used.
    pub const fn new() -> Self {
        Usage { counts: [0; Meter::COUNT] }
    }

    /// The count of one meter.
    pub const fn of(&self, meter: Meter) -> u32 {
        self.counts[meter.index()]
    }

    /// The same usage with another count on one meter.
    #[must_use]
    pub const fn with(mut self, meter: Meter, count: u32) -> Self {
        self.counts[meter.index()] = count;
        self
    }

    /// Prompt tokens that met no cache.
    #[must_use]
    pub const fn input(self, tokens: u32) -> Self {
        self.with(Meter::Input, tokens)
    }

    /// Prompt tokens read from a cache.
    #[must_use]
    pub const fn cache_read(self, tokens: u32) -> Self {
        self.with(Meter::CacheRead, tokens)
    }

    /// Prompt tokens written to a five-minute cache.
    #[must_use]
    pub const fn cache_write_5m(self, tokens: u32) -> Self {
        self.with(Meter::CacheWrite5m, tokens)
    }

    /// Prompt tokens written to a one-hour cache.
    #[must_use]
    pub const fn cache_write_1h(self, tokens: u32) -> Self {
        self.with(Meter::CacheWrite1h, tokens)
    }

    /// Tokens written by the model.
    #[must_use]
    pub const fn output(self, tokens: u32) -> Self {
        self.with(Meter::Output, tokens)
    }

    /// Web searches made.
    #[must_use]
    pub const fn web_search(self, calls: u32) -> Self {
        self.with(Meter::WebSearch, calls)
    }

    /// Input + cache reads + cache writes: the length of the prompt.
    pub const fn prompt_tokens(&self) -> u64 {
        self.sum(MeterSet::PROMPT)
    }

    /// The sum of the counts of a set of meters.
    pub const fn sum(&self, meters: MeterSet) -> u64 {
        let mut sum = 0;
        let mut i = 0;
        while i < Meter::COUNT {
            if meters.contains(Meter::ALL[i]) {
                sum += self.counts[i] as u64;
            }
            i += 1;
        }
        sum
    }

    /// Every meter with a count above zero, in billing order.
    pub fn iter(&self) -> impl Iterator<Item = (Meter, u32)> + '_ {
        Meter::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    pub(crate) const fn counts(&self) -> &[u32; Meter::COUNT] {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompt_tokens_do_not_overflow_and_leave_output_out() {
        let most = Meter::ALL.into_iter().fold(Usage::new(), |u, m| u.with(m, u32::MAX));
        assert_eq!(most.prompt_tokens(), 5 * u64::from(u32::MAX));
        assert_eq!(Usage::new().output(5).web_search(1).prompt_tokens(), 0);
    }
}
