/// A unit in which people tell how long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

/// A time as people tell it: seconds below two minutes, else the largest unit and the rest in the next one.
///
/// ```
/// use tokentoll_plan::{TimeUnit, spoken};
/// assert_eq!(spoken(119), [(119, TimeUnit::Second)]);
/// assert_eq!(spoken(7_500), [(2, TimeUnit::Hour), (5, TimeUnit::Minute)]);
/// assert_eq!(spoken(86_400), [(1, TimeUnit::Day)]);
/// ```
pub fn spoken(seconds: u64) -> Vec<(u64, TimeUnit)> {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let parts = match (days, hours, minutes) {
        (0, 0, 0..=1) => return vec![(seconds, TimeUnit::Second)],
        (0, 0, _) => [(minutes, TimeUnit::Minute), (seconds % 60, TimeUnit::Second)],
        (0, ..) => [(hours, TimeUnit::Hour), (minutes, TimeUnit::Minute)],
        _ => [(days, TimeUnit::Day), (hours, TimeUnit::Hour)],
    };
    parts.into_iter().filter(|(count, _)| *count > 0).collect()
}
