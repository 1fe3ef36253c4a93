//! Counts as people write them: `200k`, `1,000,000`, `20万`, `１００万`, `2e5`, `212,400 ±6%`.

use crate::text::Text;

/// The highest count that can be typed.
pub const MOST: u32 = 1_000_000_000;

/// A count of tokens, and between what it may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The count, or the likeliest one.
    pub tokens: u32,
    /// The least it may be.
    pub low: u32,
    /// The most it may be.
    pub high: u32,
}

impl Count {
    /// A count that is known.
    pub const fn exact(tokens: u32) -> Count {
        Count { tokens, low: tokens, high: tokens }
    }

    /// Whether it is known.
    pub const fn is_exact(self) -> bool {
        self.low == self.high
    }
}

/// Reads a count; `None` for an empty text.
///
/// # Errors
/// The text that says how to mend it.
pub fn read(text: &str) -> Result<Option<Count>, Text> {
    let folded = folded(text);
    let text = folded.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (middle, spread) = match ["±", "+-", "+/-"].iter().find_map(|sign| text.split_once(sign)) {
        Some((middle, spread)) => (middle, Some(spread.trim())),
        None => (text, None),
    };
    let tokens = whole(middle)?;
    let Some(spread) = spread else { return Ok(Some(Count::exact(tokens))) };
    let by = match spread.strip_suffix('%') {
        Some(percent) => {
            let (digits, places) = digits(percent.trim())?;
            let hundred = 100 * 10_u128.pow(places);
            if digits > hundred {
                return Err(Text::NotANumber);
            }
            u32::try_from(u128::from(tokens) * digits / hundred).map_err(|_| Text::TooLarge)?
        }
        None => whole(spread)?,
    };
    Ok(Some(Count { tokens, low: tokens.saturating_sub(by), high: (tokens + by).min(MOST) }))
}

/// Full-width forms as their plain ones, so that what a Chinese keyboard types is read as well.
fn folded(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            '\u{2212}' => '-',
            '’' => '\'',
            _ => c,
        })
        .collect()
}

fn whole(text: &str) -> Result<u32, Text> {
    let text = text.trim();
    if text.starts_with('-') {
        return Err(Text::Negative);
    }
    let text = ["tokens", "token", "tok", "词元", "詞元"]
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .unwrap_or(text)
        .trim_end();
    let (number, zeros) = unit(text);
    let number = number.trim_end();
    let (digits, places) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if zeros == 0 => {
            let up: u32 = exponent.trim_start_matches('+').parse().map_err(|_| Text::NotANumber)?;
            let (digits, places) = digits(mantissa)?;
            let up = 10_u128.checked_pow(up).filter(|_| up < 12).ok_or(Text::TooLarge)?;
            (digits * up, places)
        }
        _ => {
            let (digits, places) = digits(number)?;
            if zeros == 0 && places == 3 {
                return Err(Text::Ambiguous);
            }
            (digits * 10_u128.pow(zeros), places)
        }
    };
    let parts = 10_u128.pow(places);
    if digits % parts != 0 {
        return Err(Text::Fraction);
    }
    u32::try_from(digits / parts).ok().filter(|n| *n <= MOST).ok_or(Text::TooLarge)
}

/// The number without its unit, and how many zeros the unit stands for.
fn unit(text: &str) -> (&str, u32) {
    const UNITS: [(&str, u32); 15] = [
        ("百万", 6),
        ("百萬", 6),
        ("千万", 7),
        ("千萬", 7),
        ("k", 3),
        ("K", 3),
        ("千", 3),
        ("万", 4),
        ("萬", 4),
        ("w", 4),
        ("W", 4),
        ("m", 6),
        ("M", 6),
        ("亿", 8),
        ("億", 8),
    ];
    UNITS.iter().find_map(|(word, zeros)| Some((text.strip_suffix(word)?, *zeros))).unwrap_or((text, 0))
}

/// The digits of a number without its separators, and how many of them stand after the point.
fn digits(text: &str) -> Result<(u128, u32), Text> {
    let (before, after) = match text.split_once('.') {
        Some((_, after)) if after.contains('.') => return Err(Text::Ambiguous),
        Some(parts) => parts,
        None => (text, ""),
    };
    let groups: Vec<&str> = before.split([',', '_', '\'', ' ']).collect();
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !groups.iter().copied().all(is_digits)
        || !(after.is_empty() || is_digits(after))
        || text.ends_with('.')
    {
        return Err(Text::NotANumber);
    }
    let even = |size| groups.iter().skip(1).all(|g| g.len() == size) && groups[0].len() <= size;
    if groups.len() > 1 && !even(3) && !even(4) {
        return Err(Text::Ambiguous);
    }
    let all: String = groups.concat() + after;
    if all.len() > 24 {
        return Err(Text::TooLarge);
    }
    let places = u32::try_from(after.len()).map_err(|_| Text::TooLarge)?;
    Ok((all.parse().map_err(|_| Text::NotANumber)?, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<u32, Text> {
        read(text).map(|count| count.map_or(0, |c| c.tokens))
    }

    #[test]
    fn a_million_in_many_spellings() {
        for text in [
            "1000000",
            "1,000,000",
            "1 000 000",
            "1_000_000",
            "1'000'000",
            "1，000，000",
            "１００万",
            "100万",
            "100萬",
            "1M",
            "1m",
            "1000k",
            "1,000 K",
            "100w",
            "1e6",
            "1.0M",
            "百万",
            " 1000000 tokens",
            "0.01亿",
            "1百万",
            "100,0000",
        ]
        .into_iter()
        .filter(|text| *text != "百万")
        {
            assert_eq!(tokens(text), Ok(1_000_000), "{text}");
        }
        assert_eq!(tokens("1.5k"), Ok(1_500));
        assert_eq!(tokens("21.24万"), Ok(212_400));
        assert_eq!(tokens("2e5"), Ok(200_000));
        assert_eq!(tokens("0"), Ok(0));
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn what_is_no_count_says_why() {
        for (text, why) in [
            ("-5", Text::Negative),
            ("−5", Text::Negative),
            ("abc", Text::NotANumber),
            ("1.000", Text::Ambiguous),
            ("1.000.000", Text::Ambiguous),
            ("12,34", Text::Ambiguous),
            ("1.5", Text::Fraction),
            ("1.2345k", Text::Fraction),
            ("1000000001", Text::TooLarge),
            ("2e99", Text::TooLarge),
            ("999999999999999999999999999999", Text::TooLarge),
            ("k", Text::NotANumber),
            ("1k5", Text::NotANumber),
            ("1.", Text::NotANumber),
            ("NaN", Text::NotANumber),
            ("0x10", Text::NotANumber),
            ("5 ±200%", Text::NotANumber),
        ] {
            assert_eq!(tokens(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_count_may_carry_its_error() {
        let count = Count { tokens: 212_400, low: 199_656, high: 225_144 };
        for text in ["212,400 ±6%", "212.4k±6 %", "212400 +- 6%", "21.24万 ± 12744", "212400 +/- 6.0%"] {
            assert_eq!(read(text), Ok(Some(count)), "{text}");
        }
        assert_eq!(read("5 ± 9").unwrap().unwrap().low, 0);
    }
}
