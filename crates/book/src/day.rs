use std::fmt;
use std::str::FromStr;

/// A calendar day, written `2026-03-13` and in no other way.
///
/// ```
/// use tokentoll_book::Day;
/// let day: Day = "2026-03-13".parse()?;
/// assert_eq!(day.before().to_string(), "2026-03-12");
/// assert!("2026-02-30".parse::<Day>().is_err());
/// # Ok::<(), tokentoll_book::BadDay>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day before; the first day of all is its own.
    #[must_use]
    pub fn before(self) -> Day {
        Day(self.0.yesterday().unwrap_or(self.0))
    }

    /// The day so many days after 1970-01-01, where there is such a day.
    ///
    /// ```
    /// assert_eq!(tokentoll_book::Day::since_1970(20_454).unwrap().to_string(), "2026-01-01");
    /// ```
    pub fn since_1970(days: i32) -> Option<Day> {
        let span = jiff::Span::new().try_days(days).ok()?;
        jiff::civil::Date::constant(1970, 1, 1).checked_add(span).ok().map(Day)
    }

    /// A day from its parts, where there is such a day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        jiff::civil::Date::new(year, month, day).ok().map(Day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(s: &str) -> Result<Self, BadDay> {
        let bad = || BadDay { met: s.chars().take(40).collect() };
        let digits =
            |from: usize, to: usize| s.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let day = || {
            let plain = s.len() == 10 && s.get(4..5) == Some("-") && s.get(7..8) == Some("-");
            let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
            Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).filter(|_| plain)
        };
        day().ok_or_else(bad)
    }
}

/// The text is not a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDay {
    met: String,
}

impl fmt::Display for BadDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a day: expected a real one written YYYY-MM-DD, such as 2026-03-13", self.met)
    }
}

impl std::error::Error for BadDay {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_only() {
        for bad in [
            "",
            "20260313",
            "2026-3-13",
            "2026-03-13T00:00",
            "2026-13-01",
            "2025-02-29",
            "+026-03-13",
            "２026-03-1",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        assert_eq!("2024-02-29".parse::<Day>().unwrap().to_string(), "2024-02-29");
    }
}
