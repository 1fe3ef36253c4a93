//! Counts as people write them, exactly: no float is involved.

/// What each unit multiplies by, as a power of ten.
const UNITS: [(&str, u32); 11] = [
    ("k", 3),
    ("K", 3),
    ("m", 6),
    ("M", 6),
    ("b", 9),
    ("B", 9),
    ("千", 3),
    ("万", 4),
    ("萬", 4),
    ("亿", 8),
    ("億", 8),
];

/// Reads `200000`, `200k`, `1.5M`, `1_000_000`, `1,000,000`, `100万`.
///
/// # Errors
/// What was met and what was expected, in words.
pub(crate) fn count(text: &str) -> Result<u32, String> {
    let unit = UNITS.iter().find_map(|(unit, power)| Some((text.strip_suffix(unit)?, *unit, *power)));
    let (number, unit, power) = unit.unwrap_or((text, "", 0));
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let (Some(whole), true) = (ungrouped(whole), fraction.is_none_or(is_digits)) else {
        return Err(not_a_count(number));
    };
    let fraction = match fraction {
        Some(fraction) if unit.is_empty() => {
            return Err(format!(
                "a fraction needs a unit: write {whole}.{fraction}k or {whole}.{fraction}M, and thousands as 200,000 or 200k"
            ));
        }
        Some(fraction) => fraction.trim_end_matches('0'),
        None => "",
    };
    let places = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    let Some(zeros) = power.checked_sub(places) else {
        return Err(format!(
            "finer than a whole token: `{unit}` leaves room for {power} places, met {places}"
        ));
    };
    // Leading zeros say nothing; anything longer than a u128 holds is out of range anyway.
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let number = if digits.is_empty() { Some(0) } else { digits.parse::<u128>().ok() };
    let exact = number.and_then(|n| n.checked_mul(10u128.checked_pow(zeros)?));
    exact.and_then(|n| u32::try_from(n).ok()).ok_or_else(|| "expected at most 4,294,967,295".to_owned())
}

/// The digits without their separators: underscores between digits, or commas before groups of three.
fn ungrouped(text: &str) -> Option<String> {
    if text.contains(',') {
        let (first, rest) = text.split_once(',')?;
        let groups =
            is_digits(first) && first.len() <= 3 && rest.split(',').all(|g| g.len() == 3 && is_digits(g));
        return groups.then(|| text.replace(',', ""));
    }
    text.split('_').all(is_digits).then(|| text.replace('_', ""))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn not_a_count(number: &str) -> String {
    if number.starts_with('-') {
        return "expected a whole number from 0 to 4,294,967,295".to_owned();
    }
    if number.contains(',') {
        return "a comma stands before each group of three digits, and a point before a fraction: 1,000,000 or 1.5M".to_owned();
    }
    "expected a whole number such as 200000, 200k, 1.5M, 1_000_000, 1,000,000 or 100万".to_owned()
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn every_notation() {
        let good = [
            ("0", 0),
            ("007", 7),
            ("200k", 200_000),
            ("200K", 200_000),
            ("1M", 1_000_000),
            ("1.5M", 1_500_000),
            ("1.50M", 1_500_000),
            ("0.000001M", 1),
            ("1_000_000", 1_000_000),
            ("1,000,000", 1_000_000),
            ("1,000.5k", 1_000_500),
            ("100万", 1_000_000),
            ("20萬", 200_000),
            ("1.2345万", 12_345),
            ("3亿", 300_000_000),
            ("4.294967295B", u32::MAX),
            ("4294967295", u32::MAX),
            ("0000000000000000000000000000000000000000000000001", 1),
        ];
        for (text, expected) in good {
            assert_eq!(count(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_count_says_why() {
        let bad = [
            ("", "expected a whole number such as"),
            ("k", "expected a whole number such as"),
            ("-5", "from 0"),
            ("1.5", "a fraction needs a unit"),
            ("200.000", "a fraction needs a unit"),
            ("1,5M", "group of three"),
            ("1,00", "group"),
            ("1.0001k", "finer than a whole token"),
            ("1e6", "expected a whole number such as"),
            ("1__0", "expected a whole number such as"),
            ("１００", "expected a whole number such as"),
            (".5M", "expected a whole number such as"),
            ("5.M", "expected a whole number such as"),
            ("4294967296", "at most 4,294,967,295"),
            ("4.3B", "at most"),
            ("99999999999999999999999999999999999999999999999999", "at most"),
            ("NaN", "expected a whole number such as"),
        ];
        for (text, expected) in bad {
            let message = count(text).unwrap_err();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
