use crate::Day;
use std::fmt;

/// What held when: a first entry and later ones, each from its first day until the next one's.
///
/// Gaps and overlaps cannot be written, nor an entry without a first day.
///
/// ```
/// use tokentoll_book::{Dated, Day, History};
/// let at = |day: &str, value| Dated { from: day.parse::<Day>().unwrap(), value };
/// let price = History::new(vec![at("2026-02-05", 10), at("2026-03-13", 5)])?;
/// assert_eq!(price.on("2026-03-12".parse().unwrap()).map(|p| p.value), Some(10));
/// assert_eq!(price.on("2026-02-04".parse().unwrap()), None);
/// # Ok::<(), tokentoll_book::HistoryError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<T> {
    first: Dated<T>,
    later: Vec<Dated<T>>,
}

/// Something and the day from which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The first day.
    pub from: Day,
    /// What holds.
    pub value: T,
}

impl<T> History<T> {
    /// A history of at least one entry, by rising first day.
    ///
    /// # Errors
    /// [`HistoryError`] for no entry, and for first days that do not rise.
    pub fn new(entries: Vec<Dated<T>>) -> Result<Self, HistoryError> {
        if let Some(pair) = entries.windows(2).find(|pair| pair[0].from >= pair[1].from) {
            return Err(HistoryError::NotRising { before: pair[0].from, after: pair[1].from });
        }
        let mut entries = entries.into_iter();
        let first = entries.next().ok_or(HistoryError::Empty)?;
        Ok(History { first, later: entries.collect() })
    }

    /// What held on a day; `None` before the first.
    pub fn on(&self, day: Day) -> Option<&Dated<T>> {
        self.iter().take_while(|entry| entry.from <= day).last()
    }

    /// The first entry.
    pub const fn first(&self) -> &Dated<T> {
        &self.first
    }

    /// Every entry, from the first day on.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Dated<T>> {
        std::iter::once(&self.first).chain(&self.later)
    }
}

/// Why entries are no history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryError {
    /// There is no entry.
    Empty,
    /// An entry does not start after the one before.
    NotRising {
        /// First day of the one.
        before: Day,
        /// First day of the next.
        after: Day,
    },
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HistoryError::Empty => f.write_str("expected at least one entry"),
            HistoryError::NotRising { before, after } => {
                write!(f, "an entry from {after} follows one from {before}: expected rising first days")
            }
        }
    }
}

impl std::error::Error for HistoryError {}
