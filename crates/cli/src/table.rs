//! Tables without lines: columns aligned left, right or on the decimal point, each cell in its style.
//!
//! Our own because the tables here need what `comfy-table` and `tabled` do not do: alignment on the point
//! (amounts are exact and so of different length), and columns that give way on a narrow screen whole
//! instead of being wrapped letter by letter.

use crate::style::{self, DIM, HEAD, PLAIN};
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// At the left.
    Left,
    /// At the right.
    Right,
    /// With its decimal points below each other.
    Point,
}

/// One column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    title: String,
    align: Align,
    /// Which columns give way first on a narrow screen: the highest; 0 never.
    gives_way: u8,
}

/// One cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

#[derive(Clone, Debug)]
enum Row {
    Cells(Vec<Cell>),
    /// A line of its own, already painted.
    Heading(String),
    Rule,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

const GAP: usize = 2;

impl Column {
    /// A column that stays.
    pub(crate) fn new(title: impl Into<String>, align: Align) -> Column {
        Column { title: title.into(), align, gives_way: 0 }
    }

    /// The column may be left out on a narrow screen; the highest rank goes first.
    pub(crate) fn gives_way(mut self, rank: u8) -> Column {
        self.gives_way = rank;
        self
    }
}

impl Cell {
    /// A cell in a style.
    pub(crate) fn styled(style: Style, text: impl AsRef<str>) -> Cell {
        Cell { text: style::clean(text.as_ref()).into_owned(), style }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::styled(PLAIN, text)
    }
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(columns: Vec<Column>) -> Table {
        Table { columns, rows: Vec::new() }
    }

    /// Adds a row; cells that are missing are empty.
    pub(crate) fn row(&mut self, mut cells: Vec<Cell>) {
        cells.resize_with(self.columns.len(), || Cell::from(""));
        self.rows.push(Row::Cells(cells));
    }

    /// Adds a line over the whole width.
    pub(crate) fn heading(&mut self, painted: impl Into<String>) {
        self.rows.push(Row::Heading(painted.into()));
    }

    /// Adds a rule.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    /// The table without columns that are empty, and narrow enough for the screen where columns may give
    /// way; the titles of those that did.
    pub(crate) fn fitted(mut self, screen: Option<usize>) -> (Table, Vec<String>) {
        for i in (0..self.columns.len()).rev() {
            if self.cells(i).all(|cell| cell.text.is_empty()) {
                self.remove(i);
            }
        }
        let mut gone = Vec::new();
        while screen.is_some_and(|screen| self.width() > screen) {
            let first = (0..self.columns.len()).max_by_key(|i| self.columns[*i].gives_way);
            match first.filter(|i| self.columns[*i].gives_way > 0) {
                Some(i) => gone.push(self.remove(i).title),
                None => break,
            }
        }
        (self, gone)
    }

    /// How wide it is.
    pub(crate) fn width(&self) -> usize {
        let widths = self.extents().into_iter().map(|(before, after)| before + after);
        widths.sum::<usize>() + GAP * self.columns.len().saturating_sub(1)
    }

    /// Writes the table.
    pub(crate) fn write(&self, out: &mut String) {
        let extents = self.extents();
        if self.columns.iter().any(|c| !c.title.is_empty()) {
            let titles = self.columns.iter().map(|c| Cell::styled(DIM, &c.title)).collect::<Vec<_>>();
            self.write_row(out, &extents, &titles, true);
        }
        for row in &self.rows {
            match row {
                Row::Cells(cells) => self.write_row(out, &extents, cells, false),
                Row::Heading(text) => {
                    out.push_str(text);
                    out.push('\n');
                }
                Row::Rule => {
                    out.push_str(&style::paint(DIM, "─".repeat(self.width())));
                    out.push('\n');
                }
            }
        }
    }

    fn write_row(&self, out: &mut String, extents: &[(usize, usize)], cells: &[Cell], titles: bool) {
        let mut blanks = 0;
        for (i, ((column, cell), (before, after))) in self.columns.iter().zip(cells).zip(extents).enumerate()
        {
            let (width, total) = (cell.text.width(), before + after);
            let left = match column.align {
                Align::Left => 0,
                Align::Point if !titles => before - split(&cell.text).0,
                Align::Right | Align::Point => total - width,
            };
            blanks += left + if i > 0 { GAP } else { 0 };
            if !cell.text.is_empty() {
                out.extend(std::iter::repeat_n(' ', blanks));
                out.push_str(&style::paint(cell.style, &cell.text));
                blanks = 0;
            } else {
                blanks += width;
            }
            blanks += total - left - width;
        }
        out.push('\n');
    }

    /// For each column, the room before the alignment point and after it.
    fn extents(&self) -> Vec<(usize, usize)> {
        let extent = |i: usize| {
            let column = &self.columns[i];
            let sides = |text: &str| match column.align {
                Align::Point => split(text),
                Align::Left | Align::Right => (text.width(), 0),
            };
            let widest = |(a, b): (usize, usize), (c, d)| (a.max(c), b.max(d));
            let (before, after) = self.cells(i).map(|cell| sides(&cell.text)).fold((0, 0), widest);
            (before.max(column.title.width().saturating_sub(after)), after)
        };
        (0..self.columns.len()).map(extent).collect()
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(move |row| match row {
            Row::Cells(cells) => cells.get(column),
            _ => None,
        })
    }

    fn remove(&mut self, column: usize) -> Column {
        for row in &mut self.rows {
            if let Row::Cells(cells) = row {
                cells.remove(column);
            }
        }
        self.columns.remove(column)
    }
}

/// Width before the decimal point, and from the point on.
fn split(number: &str) -> (usize, usize) {
    let point = number.find('.').unwrap_or(number.len());
    (number[..point].width(), number[point..].width())
}

/// A heading line.
pub(crate) fn title(text: impl std::fmt::Display) -> String {
    style::paint(HEAD, text)
}

/// What to say where columns gave way.
pub(crate) fn no_room(titles: &[String]) -> String {
    let named: Vec<_> = titles.iter().map(String::as_str).filter(|title| !title.is_empty()).collect();
    format!("no room for {}: widen the terminal, or ask for --json", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(table: &Table) -> String {
        let mut out = String::new();
        table.write(&mut out);
        anstream::adapter::strip_str(&out).to_string()
    }

    #[test]
    fn points_stand_below_each_other_and_lines_end_without_blanks() {
        let mut table = Table::new(vec![
            Column::new("name", Align::Left),
            Column::new("n", Align::Right),
            Column::new("amount", Align::Point),
            Column::new("", Align::Left),
        ]);
        table.row(vec!["a".into(), "1,000".into(), "0.005".into()]);
        table.row(vec!["文字".into(), "1".into(), "12".into(), "USD".into()]);
        table.rule();
        let expected =
            "name      n  amount\na     1,000   0.005\n文字      1  12      USD\n────────────────────────\n";
        assert_eq!(plain(&table), expected);
    }

    #[test]
    fn columns_give_way_and_empty_ones_go() {
        let mut table = Table::new(vec![
            Column::new("a", Align::Left),
            Column::new("b", Align::Left).gives_way(1),
            Column::new("c", Align::Left).gives_way(2),
            Column::new("empty", Align::Left),
        ]);
        table.row(vec!["aaaa".into(), "bbbb".into(), "cccc".into()]);
        let (table, gone) = table.fitted(Some(10));
        assert_eq!((plain(&table), gone), ("a     b\naaaa  bbbb\n".to_owned(), vec!["c".to_owned()]));
    }
}
