//! Scores by generation and group.

use std::collections::BTreeMap;

use tokentoll_tokens::TokenCount;

#[derive(Clone, Copy)]
pub(crate) struct Score {
    pub(crate) error: f64,
    pub(crate) held: bool,
    pub(crate) width: f64,
}

impl Score {
    pub(crate) fn new(estimate: TokenCount, truth: u64) -> Self {
        let size = truth.max(1) as f64;
        Self {
            error: (estimate.tokens as f64 - truth as f64).abs() / size,
            held: (estimate.low()..=estimate.high()).contains(&truth),
            width: (estimate.high() - estimate.low()) as f64 / size,
        }
    }
}

/// What is said of many scores, in percent.
#[derive(Clone, Copy, Default)]
pub(crate) struct Summary {
    pub(crate) rows: usize,
    pub(crate) median: f64,
    pub(crate) p95: f64,
    pub(crate) held: f64,
    pub(crate) width: f64,
}

impl Summary {
    pub(crate) fn of(scores: &[Score]) -> Self {
        let errors = || scores.iter().map(|score| score.error).collect::<Vec<_>>();
        Self {
            rows: scores.len(),
            median: 100.0 * quantile(errors(), 0.5),
            p95: 100.0 * quantile(errors(), 0.95),
            held: 100.0 * scores.iter().filter(|score| score.held).count() as f64
                / scores.len().max(1) as f64,
            width: 100.0 * quantile(scores.iter().map(|score| score.width).collect(), 0.5),
        }
    }

    pub(crate) fn cells(&self) -> String {
        let Self { median, p95, held, width, .. } = self;
        format!("{median:.1} | {p95:.1} | {held:.0} | {width:.0}")
    }
}

type Key = (String, String, String);

#[derive(Default)]
pub(crate) struct Scores {
    by_key: BTreeMap<Key, Vec<Score>>,
    compared: BTreeMap<Key, Vec<f64>>,
    /// Rows by source, for each generation and group.
    sources: BTreeMap<(String, String), BTreeMap<String, usize>>,
}

/// Of how many sources the rows of a group are, and how many rows the largest of them has.
#[derive(Clone, Copy)]
pub(crate) struct Sources {
    pub(crate) number: usize,
    pub(crate) largest: usize,
}

impl Scores {
    pub(crate) fn add(&mut self, generation: &str, group: &str, method: &str, score: Score) {
        self.by_key.entry(key(generation, group, method)).or_default().push(score);
    }

    pub(crate) fn add_source(&mut self, generation: &str, group: &str, source: &str) {
        let group = self.sources.entry((generation.to_owned(), group.to_owned())).or_default();
        *group.entry(source.to_owned()).or_default() += 1;
    }

    /// Nothing for documents, whose sources are languages and clusters of programs.
    pub(crate) fn sources(&self, generation: &str, group: &str) -> Option<Sources> {
        let rows = self.sources.get(&(generation.to_owned(), group.to_owned()))?;
        Some(Sources { number: rows.len(), largest: rows.values().copied().max()? })
    }

    pub(crate) fn compare(&mut self, generation: &str, group: &str, rule: &str, tokens: f64, truth: u64) {
        let error = tokens / truth.max(1) as f64 - 1.0;
        self.compared.entry(key(generation, group, rule)).or_default().push(error);
    }

    pub(crate) fn summary(&self, generation: &str, group: &str, method: &str) -> Summary {
        Summary::of(self.by_key.get(&key(generation, group, method)).map_or(&[], Vec::as_slice))
    }

    /// The median error of a rule of thumb and whether it tends to lie above or below, in percent.
    pub(crate) fn rule(&self, generation: &str, group: &str, rule: &str) -> Option<(f64, f64)> {
        let errors = self.compared.get(&key(generation, group, rule))?;
        let absolute = errors.iter().map(|error| error.abs()).collect();
        Some((100.0 * quantile(absolute, 0.5), 100.0 * quantile(errors.clone(), 0.5)))
    }

    /// All groups, in order.
    pub(crate) fn groups(&self, generation: &str) -> Vec<String> {
        let mut groups: Vec<String> =
            self.by_key.keys().filter(|key| key.0 == generation).map(|key| key.1.clone()).collect();
        groups.dedup();
        groups
    }
}

fn key(generation: &str, group: &str, name: &str) -> Key {
    (generation.to_owned(), group.to_owned(), name.to_owned())
}

pub(crate) fn quantile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len().saturating_sub(1)) as f64 * part).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}
