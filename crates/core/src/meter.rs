use crate::Unit;
use core::fmt;
use core::str::FromStr;

/// One thing that is billed on its own. Its [`name`](Meter::name) is its only spelling: in JSON, in
/// command-line flags, in vectors, in JavaScript.
///
/// Meters are disjoint: a token stands on exactly one of them. Thinking tokens are `Output`, because
/// every seller bills them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Meter {
    /// Prompt tokens that were neither read from nor written to a cache (tokens).
    Input,
    /// Audio tokens of the prompt, where a seller prices them apart (tokens).
    InputAudio,
    /// Prompt tokens read from a prompt cache (tokens).
    CacheRead,
    /// Prompt tokens written to a cache that lives five minutes, or the seller's standard time (tokens).
    CacheWrite5m,
    /// Prompt tokens written to a cache that lives an hour, or the seller's extended time (tokens).
    CacheWrite1h,
    /// Tokens the model wrote, thinking included (tokens).
    Output,
    /// Audio tokens the model produced, where a seller prices them apart (tokens).
    OutputAudio,
    /// Image tokens the model produced, where a seller prices them apart (tokens).
    OutputImage,
    /// Web searches made for the request (calls).
    WebSearch,
    /// Time a code-execution container ran (milliseconds, priced by the hour).
    CodeExecutionMs,
    /// Time a managed agent session ran (milliseconds, priced by the hour).
    SessionMs,
}

impl Meter {
    /// Every meter, in the order in which bills list them.
    pub const ALL: [Meter; 11] = [
        Meter::Input,
        Meter::InputAudio,
        Meter::CacheRead,
        Meter::CacheWrite5m,
        Meter::CacheWrite1h,
        Meter::Output,
        Meter::OutputAudio,
        Meter::OutputImage,
        Meter::WebSearch,
        Meter::CodeExecutionMs,
        Meter::SessionMs,
    ];

    /// How many meters there are.
    pub const COUNT: usize = Meter::ALL.len();

    /// The one spelling.
    ///
    /// ```
    /// # use tokentoll_core::Meter;
    /// assert_eq!(Meter::CacheWrite1h.name(), "cache_write_1h");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Meter::Input => "input",
            Meter::InputAudio => "input_audio",
            Meter::CacheRead => "cache_read",
            Meter::CacheWrite5m => "cache_write_5m",
            Meter::CacheWrite1h => "cache_write_1h",
            Meter::Output => "output",
            Meter::OutputAudio => "output_audio",
            Meter::OutputImage => "output_image",
            Meter::WebSearch => "web_search",
            Meter::CodeExecutionMs => "code_execution_ms",
            Meter::SessionMs => "session_ms",
        }
    }

    /// The unit its rates carry.
    pub const fn unit(self) -> Unit {
        match self {
            Meter::WebSearch => Unit::Kcall,
            Meter::CodeExecutionMs | Meter::SessionMs => Unit::Hour,
            _ => Unit::Mtok,
        }
    }

    /// Whether it counts tokens.
    pub const fn is_tokens(self) -> bool {
        matches!(self.unit(), Unit::Mtok)
    }

    /// Whether it is part of the prompt: what long-context thresholds are compared with.
    pub const fn is_prompt(self) -> bool {
        MeterSet::PROMPT.contains(self)
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Meter {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Meter::ALL.into_iter().find(|m| m.name() == s).ok_or(())
    }
}

/// A set of meters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MeterSet(u16);

impl MeterSet {
    /// No meter.
    pub const NONE: MeterSet = MeterSet(0);

    /// The meters of a prompt: `input`, `input_audio`, `cache_read`, `cache_write_5m`, `cache_write_1h`.
    pub const PROMPT: MeterSet = MeterSet::NONE
        .and(Meter::Input)
        .and(Meter::InputAudio)
        .and(Meter::CacheRead)
        .and(Meter::CacheWrite5m)
        .and(Meter::CacheWrite1h);

    /// The set with one meter more.
    #[must_use]
    pub const fn and(self, meter: Meter) -> Self {
        MeterSet(self.0 | 1 << meter as u16)
    }

    /// Whether the meter is in the set.
    pub const fn contains(self, meter: Meter) -> bool {
        self.0 & (1 << meter as u16) != 0
    }

    /// Whether every meter of `self` is in `other`.
    pub const fn is_within(self, other: MeterSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Its meters, in billing order.
    pub fn iter(self) -> impl Iterator<Item = Meter> {
        Meter::ALL.into_iter().filter(move |m| self.contains(*m))
    }
}

impl FromIterator<Meter> for MeterSet {
    fn from_iter<I: IntoIterator<Item = Meter>>(meters: I) -> Self {
        meters.into_iter().fold(MeterSet::NONE, MeterSet::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_in_order_and_names_read_back() {
        for (i, meter) in Meter::ALL.into_iter().enumerate() {
            assert_eq!(meter.index(), i);
            assert_eq!(meter.name().parse(), Ok(meter));
        }
        assert_eq!("Input".parse::<Meter>(), Err(()));
    }

    #[test]
    fn sets() {
        let set: MeterSet = [Meter::Output, Meter::Input].into_iter().collect();
        assert!(set.iter().eq([Meter::Input, Meter::Output]));
        assert!(!set.is_within(MeterSet::PROMPT));
        assert!(MeterSet::NONE.and(Meter::CacheRead).is_within(MeterSet::PROMPT));
    }
}
