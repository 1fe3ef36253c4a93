//! The times of logs.

use super::record::Fault;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// A time as text: RFC 3339, the same with a blank and without a zone (then UTC), or a day.
pub(crate) fn of_text(text: &str) -> Result<Timestamp, Fault> {
    let text = text.trim();
    let utc = |time: DateTime| Offset::UTC.to_timestamp(time).ok();
    let time = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.trim_end_matches(" UTC").parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|day| utc(day.at(0, 0, 0, 0))));
    time.or_else(|| text.parse::<i64>().ok().and_then(of_epoch)).ok_or_else(|| {
        let met = crate::json::short(text);
        Fault::new("bad_time", format!("met the time {met:?}, expected one such as 2026-02-20T10:00:00Z"))
    })
}

/// A time since 1970: seconds, or milliseconds, microseconds or nanoseconds, as its size tells.
pub(crate) fn of_epoch(count: i64) -> Option<Timestamp> {
    match count.unsigned_abs() {
        ..100_000_000_000 => Timestamp::from_second(count).ok(),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(count).ok(),
        100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(count).ok(),
        _ => Timestamp::from_nanosecond(count.into()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling() {
        let shown = |text: &str| of_text(text).unwrap().to_string();
        for text in [
            "2026-02-20T10:00:00Z",
            "2026-02-20T10:00:00.000Z",
            "2026-02-20T11:00:00+01:00",
            "2026-02-20 10:00:00",
            "2026-02-20 10:00:00 UTC",
            "2026-02-20T10:00:00",
            "1771581600",
            "1771581600000",
            "1771581600000000000",
        ] {
            assert_eq!(shown(text), "2026-02-20T10:00:00Z", "{text}");
        }
        assert_eq!(shown("2026-02-20"), "2026-02-20T00:00:00Z");
        for text in ["", "yesterday", "2026-13-01", "20:00"] {
            assert_eq!(of_text(text).unwrap_err().code, "bad_time", "{text}");
        }
    }
}
