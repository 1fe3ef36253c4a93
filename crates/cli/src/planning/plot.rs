//! Pictures of columns, drawn with characters.

use crate::style::{DIM, WARN, paint};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::fmt::Write as _;

/// A picture: one column a value, from 0 up.
pub(super) struct Plot {
    /// The values, none where there is nothing to draw.
    pub(super) values: Vec<Option<Decimal>>,
    /// Whether a column stands out.
    pub(super) marked: Vec<bool>,
    /// A value to draw a line at.
    pub(super) line: Option<Decimal>,
    /// The text of a value on the axis.
    pub(super) label: fn(Decimal) -> String,
}

const HEIGHT: usize = 8;
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Plot {
    /// Draws, the axis at the left, as wide as the labels and the columns.
    pub(super) fn write(&self, out: &mut String) {
        let top = self.values.iter().flatten().chain(&self.line).max().copied().unwrap_or_default();
        if top.is_zero() {
            return;
        }
        let eighths =
            |value: Decimal| (value * Decimal::from(HEIGHT * 8) / top).round().to_usize().unwrap_or(0);
        let line = self.line.map(|line| (eighths(line).max(1) - 1) / 8);
        let mut labels: Vec<Option<String>> = vec![None; HEIGHT];
        labels[HEIGHT - 1] = Some((self.label)(top));
        if let (Some(at), Some(value)) = (line, self.line) {
            // Near the top the highest value is told; the step has its own mark below.
            labels[at].get_or_insert_with(|| (self.label)(value));
        }
        let room = labels.iter().flatten().map(|l| l.chars().count()).max().unwrap_or(0);
        for row in (0..HEIGHT).rev() {
            let label = labels[row].as_deref().unwrap_or_default();
            let _ = write!(
                out,
                "{} ",
                paint(DIM, format!("{label:>room$} {}", if label.is_empty() { '│' } else { '┤' }))
            );
            let mut text = String::new();
            for (value, marked) in self.values.iter().zip(&self.marked) {
                let filled = value.map_or(0, eighths).saturating_sub(row * 8).min(8);
                let glyph = match EIGHTHS[filled] {
                    ' ' if line == Some(row) => '┄',
                    glyph => glyph,
                };
                if *marked { text.push_str(&paint(WARN, glyph)) } else { text.push(glyph) }
            }
            let plain = anstream::adapter::strip_str(&text).to_string();
            // Lines end without blanks, also where a blank was painted.
            let shown = plain.trim_end().chars().count();
            let text = if self.marked.contains(&true) && shown == plain.chars().count() {
                text
            } else {
                plain.trim_end().to_owned()
            };
            out.push_str(&text);
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('\n');
        }
    }

    /// How wide the axis is.
    pub(super) fn margin(&self) -> usize {
        let top = self.values.iter().flatten().chain(&self.line).max().copied().unwrap_or_default();
        let widths = [Some(top), self.line].into_iter().flatten().map(|v| (self.label)(v).chars().count());
        widths.max().unwrap_or(0) + 3
    }
}

/// Texts under the columns, each as near to its column as there is room.
pub(super) fn axis(out: &mut String, margin: usize, ticks: &[(usize, String)]) {
    let mut text = " ".repeat(margin);
    let mut used = margin;
    for (column, label) in ticks {
        let at = (margin + column).max(if used > margin { used + 1 } else { used });
        text.extend(std::iter::repeat_n(' ', at - used));
        text.push_str(label);
        used = at + label.chars().count();
    }
    out.push_str(&paint(DIM, text.trim_end()));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_reach_up_to_their_value() {
        let values = [0u32, 1, 4, 8, 16].map(|n| Some(Decimal::from(n))).to_vec();
        let plot = Plot { marked: vec![false; 5], values, line: Some(8.into()), label: |d| d.to_string() };
        let mut out = String::new();
        plot.write(&mut out);
        axis(&mut out, plot.margin(), &[(0, "0".to_owned()), (4, "16".to_owned())]);
        let plain = anstream::adapter::strip_str(&out).to_string();
        let expected = "16 ┤     █\n   │     █\n   │     █\n   │     █\n 8 ┤ ┄┄┄██\n   │    ██\n   │   ███\n   │  ▄███\n     0   16\n";
        assert_eq!(plain, expected);
    }
}
