//! What one observation is worth: a request of the same source and kind, of like size, whose true count is known.

use std::collections::BTreeMap;

use tokentoll_tokens::{Counter, Method, Observation};

use crate::Estimated;
use crate::folds::Folds;
use crate::rows::{Content, Row};
use crate::score::{Score, Summary};

/// Summaries before and after, for requests with so many tokens at the least.
pub(crate) fn compared(estimated: &[Estimated], folds: &Folds, least: u64) -> (Summary, Summary) {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<&Estimated>> = BTreeMap::new();
    for each in estimated.iter().filter(|each| each.request.is_some() && each.row.truth >= least) {
        let key = (each.row.source.as_str(), each.row.generation.as_str(), each.row.groups[0].as_str());
        alike.entry(key).or_default().push(each);
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for group in alike.values() {
        for (at, each) in group.iter().enumerate() {
            let others = group.iter().cycle().skip(at + 1).take(group.len() - 1);
            let like = |other: &&&Estimated| {
                let ratio = other.row.truth as f64 / each.row.truth as f64;
                (0.5..=2.0).contains(&ratio) && other.row.texts() != each.row.texts()
            };
            let (Some(seen), Some(fold)) = (others.clone().find(like), each.fold) else { continue };
            let observed = Observation { estimated: seen.counts[0].1.tokens, true_tokens: seen.row.truth };
            let Some(count) = rescaled(&each.row, folds, fold, observed) else { continue };
            before.push(Score::new(each.counts[0].1, each.row.truth));
            after.push(Score::new(count, each.row.truth));
        }
    }
    (Summary::of(&before), Summary::of(&after))
}

fn rescaled(
    row: &Row,
    folds: &Folds,
    fold: usize,
    observed: Observation,
) -> Option<tokentoll_tokens::TokenCount> {
    let Content::Request(request) = &row.content else { return None };
    let counter =
        Counter::of_model(&row.model).ok()?.calibrated(folds.calibration(fold)).by(Method::PublicTokens);
    Some(counter.rescaled(observed).request(request).ok()?.total)
}
