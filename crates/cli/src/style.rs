//! Colours and the width of the screen. Text is always written with colours; `anstream` takes them out
//! again where the output is no terminal or `NO_COLOR` is set.

use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Titles.
pub(crate) const HEAD: Style = Style::new().bold();
/// Names that can be typed.
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
/// What is there for completeness.
pub(crate) const DIM: Style = Style::new().dimmed();
/// All is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Something to know.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// Something is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Nothing special.
pub(crate) const PLAIN: Style = Style::new();

/// Paragraphs are no wider than this where the screen has no width.
const PAGE: usize = 110;

/// The text in a style.
pub(crate) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The text without control characters: what a file or an argument says must not steer the terminal.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { clean.extend(c.escape_default()) } else { clean.push(c) }
    }
    Cow::Owned(clean)
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(count: impl Into<u64>) -> String {
    let digits = count.into().to_string();
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

/// `1 model`, `2,000 models`, `0 entries`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let number = thousands(count as u64);
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

/// A count as short as it can be said exactly, in a notation that arguments accept: `1M`, `200k`, `65,536`.
pub(crate) fn short(count: u32) -> String {
    match count {
        n if n >= 1_000_000 && n % 10_000 == 0 => {
            let text = format!("{}.{:02}", n / 1_000_000, n / 10_000 % 100);
            format!("{}M", text.trim_end_matches('0').trim_end_matches('.'))
        }
        n if n >= 1_000 && n % 1_000 == 0 => format!("{}k", thousands(n / 1_000)),
        n => thousands(n),
    }
}

/// Writes a paragraph: a label that is already painted, then the text, wrapped, its further lines at `indent`.
pub(crate) fn paragraph(out: &mut String, label: &str, indent: usize, text: &str, width: Option<usize>) {
    let room = width.unwrap_or(PAGE).min(PAGE);
    let mut column = anstream::adapter::strip_str(label).to_string().width();
    out.push_str(label);
    let mut first = true;
    for word in clean(text).split_whitespace() {
        if !first && column + 1 + word.width() > room.max(indent + 20) {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if !first {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.width();
        first = false;
    }
    out.push('\n');
}

/// A paragraph under a label of the same column as others.
pub(crate) fn labelled(out: &mut String, label: &str, column: usize, text: &str, width: Option<usize>) {
    let pad = " ".repeat(column.saturating_sub(label.width()));
    paragraph(out, &format!("{}{pad}", paint(DIM, label)), column, text, width);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!([0u32, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        let counts = [512, 1_000, 65_536, 200_000, 1_000_000, 1_048_576, 1_500_000, 1_050_000, 0];
        assert_eq!(
            counts.map(short),
            ["512", "1k", "65,536", "200k", "1M", "1,048,576", "1.5M", "1.05M", "0"]
        );
        for n in counts {
            assert_eq!(crate::counts::count(&short(n)), Ok(n));
        }
    }

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 2_000].map(|n| plural(n, "seller")), ["0 sellers", "1 seller", "2,000 sellers"]);
        assert_eq!([1, 2].map(|n| plural(n, "price entry")), ["1 price entry", "2 price entries"]);
    }

    #[test]
    fn paragraphs_hang_and_carry_no_control_characters() {
        let mut out = String::new();
        paragraph(&mut out, "note ", 5, "one two three four five six \u{1b}[31m", Some(25));
        assert_eq!(out, "note one two three four\n     five six \\u{1b}[31m\n");
    }
}
