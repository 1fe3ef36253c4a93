//! Scores by generation and group, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use tokentoll_tokens::TokenCount;

#[derive(Clone, Copy)]
pub(crate) struct Score {
    pub(crate) estimate: TokenCount,
    pub(crate) truth: u64,
}

impl Score {
    fn error(self) -> f64 {
        (self.estimate.tokens as f64 - self.truth as f64).abs() / self.truth.max(1) as f64
    }

    fn held(self) -> bool {
        (self.estimate.low()..=self.estimate.high()).contains(&self.truth)
    }

    fn width(self) -> f64 {
        (self.estimate.high() - self.estimate.low()) as f64 / self.truth.max(1) as f64
    }
}

type Key = (String, String);

#[derive(Default)]
pub(crate) struct Table {
    scores: BTreeMap<Key, BTreeMap<&'static str, Vec<Score>>>,
    others: BTreeMap<Key, BTreeMap<&'static str, Vec<f64>>>,
}

impl Table {
    pub(crate) fn add(&mut self, generation: &str, group: &str, method: &'static str, score: Score) {
        let key = (generation.to_owned(), group.to_owned());
        self.scores.entry(key).or_default().entry(method).or_default().push(score);
    }

    pub(crate) fn compare(&mut self, generation: &str, group: &str, name: &'static str, error: f64) {
        let key = (generation.to_owned(), group.to_owned());
        self.others.entry(key).or_default().entry(name).or_default().push(error);
    }

    pub(crate) fn markdown(&self, aside: bool, date: &str) -> String {
        let mut page = format!(
            "# Accuracy of estimated counts\n\nCalibration of {date}. Errors are absolute, in percent of the true count. "
        );
        page += if aside {
            "**On sources kept aside**: every row was estimated by a calibration, bands included, that saw nothing of the row's source (a repository, a language, a kind of program).\n\n"
        } else {
            "**On the rows the calibration was fitted on**: errors on unseen sources are larger; see `fit/README.md` for folds.\n\n"
        };
        page += "`held` is the share of true counts within the 80 % interval, `width` the median width of the interval. The last three columns are the median errors of rules of thumb. Small groups (n < 5) are left out. Programs are grouped by a guess at their language.\n";
        let mut before = "";
        for ((generation, group), methods) in &self.scores {
            let count = methods.values().map(Vec::len).max().unwrap_or(0);
            if count < 5 && group != "languages: English" {
                continue;
            }
            if before != generation {
                let _ = write!(
                    page,
                    "\n## {generation}\n\n| group | n | o200k+features: median | p95 | held | width | features: median | p95 | held | width | chars/4 | chars/3.5 | o200k × 1 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
                );
                before = generation;
            }
            let _ = write!(page, "| {group} | {count} |");
            for method in ["o200k+features", "features"] {
                page += &cells(methods.get(method).map_or(&[], Vec::as_slice));
            }
            let others = self.others.get(&(generation.clone(), group.clone()));
            for name in ["chars/4", "chars/3.5", "o200k × 1"] {
                let errors = others.and_then(|others| others.get(name)).map_or(&[] as &[f64], Vec::as_slice);
                let _ = write!(page, " {:.1} |", 100.0 * quantile(errors.to_vec(), 0.5));
            }
            page.push('\n');
        }
        page
    }
}

fn cells(scores: &[Score]) -> String {
    let errors = |part: f64| 100.0 * quantile(scores.iter().map(|score| score.error()).collect(), part);
    let held = scores.iter().filter(|score| score.held()).count() as f64 / scores.len().max(1) as f64;
    let width = quantile(scores.iter().map(|score| score.width()).collect(), 0.5);
    format!(
        " **{:.1}** | {:.1} | {:.0} % | {:.0} % |",
        errors(0.5),
        errors(0.95),
        100.0 * held,
        100.0 * width
    )
}

fn quantile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len().saturating_sub(1)) as f64 * part).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}
