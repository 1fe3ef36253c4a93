//! The page of figures.

use crate::bench::{FLOATS, TOTALS};
use std::fmt::{self, Write as _};

/// What was measured.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) rows: u64,
    pub(crate) one: Vec<(&'static str, Timed)>,
    pub(crate) clusters: Vec<(usize, Timed)>,
    pub(crate) totals: Vec<Total>,
}

#[derive(Clone, Copy)]
pub(crate) struct Timed {
    pub(crate) wall: f64,
    /// Of this process.
    pub(crate) cpu: f64,
}

impl fmt::Display for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s, {:.2} CPU-s", self.wall, self.cpu)
    }
}

/// Requests of one currency, or without a price for one reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) currency: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) requests: i64,
    pub(crate) amount: Option<String>,
}

/// User and system time of this process, in seconds.
pub(crate) fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold anything, in hundredths of a second.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Figures as Markdown; everything that does not come from them stands in the page that is there.
pub(crate) fn page(figures: &Figures) -> String {
    let mut page = String::new();
    let rows = figures.rows as f64;
    let floats = figures.one.iter().find(|(name, _)| *name == "floats").map_or(1.0, |(_, timed)| timed.cpu);
    let _ = write!(page, "{HEAD}");
    let _ = writeln!(
        page,
        "\n| one process, one partition | wall s | CPU s | rows a second and core | CPU beside floats |"
    );
    let _ = writeln!(page, "|---|---|---|---|---|");
    for (name, Timed { wall, cpu }) in &figures.one {
        let _ = writeln!(
            page,
            "| {name} | {wall:.2} | {cpu:.2} | {:.1} M | {:.2} |",
            rows / cpu / 1e6,
            cpu / floats
        );
    }
    let _ = writeln!(page, "\n| cluster, one task an executor | wall s |\n|---|---|");
    for (executors, timed) in &figures.clusters {
        let _ = writeln!(
            page,
            "| {executors} executor{} | {:.2} |",
            if *executors == 1 { "" } else { "s" },
            timed.wall
        );
    }
    let _ = writeln!(page, "\n| currency | why no price | requests | amount |\n|---|---|---|---|");
    for total in &figures.totals {
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        let amount = total.amount.as_deref().map_or("–", |amount| amount.trim_end_matches('0'));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {amount} |",
            shown(&total.currency),
            shown(&total.code),
            total.requests
        );
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let _ = writeln!(
        page,
        "\n{} rows, best of the runs, page cache warm; {}, {cores} cores, load {load} at the end.",
        figures.rows,
        std::env::consts::ARCH
    );
    let _ = write!(
        page,
        "\nThe totals are of\n\n```sql\n{TOTALS}\n```\n\nand the floats\n\n```sql\n{FLOATS}\n```\n"
    );
    page
}

const HEAD: &str = include_str!("page.md");
