use std::fmt;

/// A count that is not known yet: the least, the likely and the most it may be.
///
/// ```
/// use tokentoll_plan::Range;
/// let tokens = Range::new(199_656, 212_400, 225_144)?;
/// assert_eq!(tokens.counts(), 25_489);
/// assert!(Range::new(2, 1, 3).is_err());
/// # Ok::<(), tokentoll_plan::NotRising>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    low: u32,
    likely: u32,
    high: u32,
}

impl Range {
    /// A range.
    ///
    /// # Errors
    /// [`NotRising`] where the three do not rise (two or all may be equal).
    pub const fn new(low: u32, likely: u32, high: u32) -> Result<Range, NotRising> {
        if low <= likely && likely <= high {
            Ok(Range { low, likely, high })
        } else {
            Err(NotRising { low, likely, high })
        }
    }

    /// A count that is known.
    pub const fn exact(count: u32) -> Range {
        Range { low: count, likely: count, high: count }
    }

    /// The least.
    pub const fn low(self) -> u32 {
        self.low
    }

    /// The likely one.
    pub const fn likely(self) -> u32 {
        self.likely
    }

    /// The most.
    pub const fn high(self) -> u32 {
        self.high
    }

    /// How many counts it holds, both ends included.
    pub const fn counts(self) -> u64 {
        (self.high - self.low) as u64 + 1
    }
}

/// Three counts that do not rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRising {
    /// The least.
    pub low: u32,
    /// The likely one.
    pub likely: u32,
    /// The most.
    pub high: u32,
}

impl fmt::Display for NotRising {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotRising { low, likely, high } = self;
        write!(f, "met low {low}, likely {likely}, high {high}: expected three counts that rise")
    }
}

impl std::error::Error for NotRising {}
