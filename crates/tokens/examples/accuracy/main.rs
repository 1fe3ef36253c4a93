//! How far estimates are off, on recorded counts: `accuracy DATA_DIR --folds DIR > docs/accuracy.md`.
//!
//! The folds are written by `fit/fit.py`: every row is estimated by a calibration that saw nothing of the row's
//! source. `cargo xtask accuracy --data DATA_DIR` does both.
#![allow(clippy::disallowed_methods, reason = "an example that reads files")]

mod coverage;
mod folds;
mod language;
mod page;
mod parts;
mod rescaled;
mod rows;
mod score;

use std::error::Error;
use std::path::{Path, PathBuf};

use tokentoll_tokens::{Calibration, Counter, Encoding, Method, RequestCount, TokenCount};

use folds::Folds;
use rows::{Content, Row};
use score::{Score, Scores};

/// A row with its estimates by either method.
pub(crate) struct Estimated {
    pub(crate) row: Row,
    pub(crate) counts: Vec<(&'static str, TokenCount)>,
    /// The parts of a request, by the method that looks at public tokens.
    pub(crate) request: Option<RequestCount>,
    /// Which calibration made them.
    pub(crate) fold: Option<usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: accuracy DATA_DIR --folds DIR";
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let folds = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--folds"), Some(folds)) => Folds::read(Path::new(&folds))?,
        _ => return Err(usage.into()),
    };
    let mut estimated = Vec::new();
    for row in rows::read(&folder)? {
        let fold = folds.of(&row.id).ok_or_else(|| format!("{}: kept aside by no fold", row.id))?;
        estimated.extend(estimate(row, folds.calibration(fold), fold)?);
    }
    let mut scores = Scores::default();
    for each in &estimated {
        for (method, count) in &each.counts {
            for group in &each.row.groups {
                scores.add(&each.row.generation, group, method, Score::new(*count, each.row.truth));
            }
        }
        for group in each.row.groups.iter().filter(|_| !each.row.source.is_empty()) {
            scores.add_source(&each.row.generation, group, &each.row.source);
        }
        for (name, tokens) in rules_of_thumb(&each.row) {
            for group in &each.row.groups {
                scores.compare(&each.row.generation, group, name, tokens, each.row.truth);
            }
        }
    }
    print!("{}", page::written(&scores, &estimated, &folds));
    Ok(())
}

/// A row's estimates, or nothing where part of it is known to be uncountable.
fn estimate(row: Row, calibration: &Calibration, fold: usize) -> Result<Option<Estimated>, Box<dyn Error>> {
    let counter = |method| -> Result<_, Box<dyn Error>> {
        Ok(Counter::of_model(&row.model)?.calibrated(calibration).by(method))
    };
    let (mut counts, mut whole) = (Vec::new(), None);
    for method in [Method::PublicTokens, Method::Features] {
        let count = match &row.content {
            Content::Message(text) => counter(method)?.message(text),
            Content::Request(request) => {
                let count = counter(method)?.request(request)?;
                if count.notes.iter().any(|note| note.starts_with("not counted")) {
                    return Ok(None);
                }
                let total = count.total;
                whole = whole.or(Some(count));
                total
            }
        };
        counts.push((method.name(), count));
    }
    Ok(Some(Estimated { row, counts, request: whole, fold: Some(fold) }))
}

/// What people reckon by hand, and a public encoding as it is.
fn rules_of_thumb(row: &Row) -> [(&'static str, f64); 5] {
    let texts = row.texts();
    let chars = texts.iter().map(|text| text.chars().count()).sum::<usize>() as f64;
    let bytes = texts.iter().map(|text| text.len()).sum::<usize>() as f64;
    let o200k = texts.iter().map(|text| Encoding::O200kBase.count(text)).sum::<u64>() as f64;
    [
        ("characters / 4", chars / 4.0),
        ("characters / 3.5", chars / 3.5),
        ("characters / 1.5", chars / 1.5),
        ("bytes / 4", bytes / 4.0),
        ("o200k", o200k),
    ]
}
