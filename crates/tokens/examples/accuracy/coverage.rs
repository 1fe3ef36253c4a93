//! Whether intervals hold what they promise, and what chance alone would do.

use std::fmt::Write;

use crate::page::{GENERATIONS, LONGER, METHODS, SHORT};
use crate::score::{Scores, Sources};

/// The share of truths that an interval should hold, in percent.
const WANTED: std::ops::RangeInclusive<f64> = 75.0..=85.0;

/// With fewer rows a share says little by itself.
const FEW: usize = 20;

const RULE: &str = "An 80 % interval should hold 75 to 85 % of the truths. What a few rows hold is chance as well: of 40 rows, an interval \
    that holds 80 % of all holds anything from 65 to 90 %. So each share stands with its own 95 % interval (Wilson). A kind of 20 rows or more \
    is *within* where its share is 75 to 85 %. Where it is not, it is *by chance* if its own interval still reaches into 75 to 85 %, and \
    **outside** otherwise. A kind with fewer rows is judged by its own interval alone. That interval takes rows to err by themselves; rows of \
    one source err alike, so where most are of one *source*, a repository, chance does more than it says. Requests of v4.7 are 17: their intervals are those \
    of v4.8+, made half as wide again.";

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Within,
    Chance,
    Outside,
}

struct Held<'a> {
    generation: &'a str,
    method: &'a str,
    group: String,
    rows: usize,
    share: f64,
    least: f64,
    most: f64,
    sources: Option<Sources>,
}

impl Held<'_> {
    fn verdict(&self) -> Verdict {
        match () {
            () if WANTED.contains(&self.share.round()) && self.rows >= FEW => Verdict::Within,
            () if self.least <= *WANTED.end() && *WANTED.start() <= self.most => Verdict::Chance,
            () => Verdict::Outside,
        }
    }

    fn line(&self, page: &mut String) {
        let Self { generation, method, group, rows, share, least, most, sources } = self;
        let verdict = match self.verdict() {
            Verdict::Within => "within",
            Verdict::Chance if self.rows < FEW => "few rows",
            Verdict::Chance => "by chance",
            Verdict::Outside => "**outside**",
        };
        let sources = sources.map_or_else(|| "–".to_owned(), |sources| sources.number.to_string());
        let _ = writeln!(
            page,
            "| {generation} | {method} | {group} | {rows} | {sources} | {share:.0} | {least:.0} to {most:.0} | {verdict} |"
        );
    }

    /// Why no calibration helps: those that have not seen a source have seen next to nothing of the kind.
    fn reason(&self, page: &mut String) {
        let Self { generation, method, group, rows, share, sources, .. } = self;
        let Some(Sources { number, largest }) = sources else { return };
        let _ = writeln!(
            page,
            "- {generation}, {method}, {group}: {share:.0} % of {rows} rows. Sources: {number}; rows of the largest: {largest}; rows of the kind \
            that a calibration without it has seen: {}.",
            rows - largest
        );
    }
}

const PROGRAMS: &str = "\nPrograms of all languages share one band, which holds four of five of them all. By `features` alone it is wider than the \
    languages nearest to the others need, and narrower than those furthest from them: a language is guessed from the text for this page \
    alone, and nothing tells an estimate how far it is from what was fitted.\n";

const HEAD: &str = "| generation | method | group | rows | sources | held | chance | verdict |\n|---|---|---|--:|--:|--:|--:|---|\n";

/// Whether the goal is about such texts and requests; other groups cut these in another way, or finer.
fn is_kind(group: &str) -> bool {
    SHORT.contains(&group) && group != LONGER
}

/// The kinds one by one, and of all other groups those whose share no chance explains.
pub(crate) fn table(scores: &Scores) -> String {
    let all: Vec<Held<'_>> = all(scores);
    let (kinds, others): (Vec<&Held<'_>>, Vec<&Held<'_>>) = all.iter().partition(|held| is_kind(&held.group));
    let count = |list: &[&Held<'_>], few: bool, verdict: Verdict| {
        list.iter().filter(|held| (held.rows < FEW) == few && held.verdict() == verdict).count()
    };
    let mut page = format!("\n## Intervals\n\n{RULE}\n\n");
    let _ = writeln!(
        page,
        "Of kinds with {FEW} rows or more, **{} are within, {} by chance and {} outside**; of those with fewer, {} may be within and {} are outside.\n",
        count(&kinds, false, Verdict::Within),
        count(&kinds, false, Verdict::Chance),
        count(&kinds, false, Verdict::Outside),
        count(&kinds, true, Verdict::Chance),
        count(&kinds, true, Verdict::Outside),
    );
    page += HEAD;
    kinds.iter().for_each(|held| held.line(&mut page));
    page += "\nThe kinds that are outside have too few sources for a band of their own:\n\n";
    kinds.iter().filter(|held| held.verdict() == Verdict::Outside).for_each(|held| held.reason(&mut page));
    let outside = others.iter().filter(|held| held.rows >= FEW && held.verdict() == Verdict::Outside);
    let _ = writeln!(
        page,
        "\nOther groups of {FEW} rows or more cut these finer or in another way: {} are within, {} by chance, and these are outside:\n",
        count(&others, false, Verdict::Within),
        count(&others, false, Verdict::Chance),
    );
    page += HEAD;
    outside.for_each(|held| held.line(&mut page));
    page + PROGRAMS
}

fn all(scores: &Scores) -> Vec<Held<'static>> {
    let mut all = Vec::new();
    for generation in GENERATIONS {
        for method in METHODS {
            for group in scores.groups(generation) {
                let summary = scores.summary(generation, &group, method);
                let (least, most) = wilson(summary.held / 100.0, summary.rows as f64);
                let (rows, share, sources) = (summary.rows, summary.held, scores.sources(generation, &group));
                all.push(Held { generation, method, group, rows, share, least, most, sources });
            }
        }
    }
    all
}

/// The 95 % interval of a share of so many rows, in percent.
fn wilson(share: f64, rows: f64) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (square, under) = (Z * Z / rows, 1.0 + Z * Z / rows);
    let middle = share + square / 2.0;
    let around = Z * (share * (1.0 - share) / rows + square / (4.0 * rows)).sqrt();
    (100.0 * (middle - around) / under, 100.0 * (middle + around) / under)
}
