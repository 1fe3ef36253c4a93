//! How far estimates are off, on recorded counts: `accuracy DATA_DIR [--folds DIR] > accuracy.md`.
//!
//! With `--folds` (written by `fit/fit.py`) every row is estimated by a calibration that saw nothing of the
//! row's source. Without it the calibration compiled in is used, which was fitted on the same rows.
#![allow(clippy::disallowed_methods, reason = "an example that reads files")]

mod language;
mod rows;
mod table;

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use tokentoll_tokens::{Calibration, Counter, Encoding, Method, TokenCount};

use rows::{Content, Row};
use table::{Score, Table};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: accuracy DATA_DIR [--folds DIR]")?);
    let folds = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--folds"), Some(folds)) => Folds::read(Path::new(&folds))?,
        _ => Folds::default(),
    };
    let rows = rows::read(&folder)?;
    let mut table = Table::default();
    for row in &rows {
        let calibration = folds.without(&row.id);
        for method in [Method::PublicTokens, Method::Features] {
            let Some(count) = count(row, calibration, method)? else { continue };
            let score = Score { estimate: count, truth: row.truth };
            for group in &row.groups {
                table.add(&row.generation, group, method.name(), score);
            }
        }
        let texts = row.texts();
        let chars: usize = texts.iter().map(|text| text.chars().count()).sum();
        let o200k: u64 = texts.iter().map(|text| Encoding::O200kBase.count(text)).sum();
        for (name, tokens) in
            [("chars/4", chars as f64 / 4.0), ("chars/3.5", chars as f64 / 3.5), ("o200k × 1", o200k as f64)]
        {
            for group in &row.groups {
                table.compare(
                    &row.generation,
                    group,
                    name,
                    (tokens - row.truth as f64).abs() / row.truth as f64,
                );
            }
        }
    }
    print!("{}", table.markdown(!folds.by_id.is_empty(), Calibration::embedded().date()));
    Ok(())
}

/// The estimate of a row, or nothing where part of it is known to be uncountable.
fn count(row: &Row, calibration: &Calibration, method: Method) -> Result<Option<TokenCount>, Box<dyn Error>> {
    let counter = Counter::of_model(&row.model)?.calibrated(calibration).by(method);
    Ok(match &row.content {
        Content::Message(text) => Some(counter.message(text)),
        Content::Request(request) => {
            let count = counter.request(request)?;
            let known = |note: &String| !note.starts_with("not counted");
            count.notes.iter().all(known).then_some(count.total)
        }
    })
}

/// Calibrations that each leave some sources out, and which rows those are.
#[derive(Default)]
struct Folds {
    calibrations: Vec<Calibration>,
    by_id: HashMap<String, usize>,
}

impl Folds {
    fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut folds = Self::default();
        while let Ok(text) =
            std::fs::read_to_string(folder.join(format!("{}.json", folds.calibrations.len())))
        {
            let fold = folds.calibrations.len();
            let held = std::fs::read_to_string(folder.join(format!("{fold}.held.json")))?;
            let held: Vec<String> = serde_json::from_str::<serde_json::Value>(&held)?
                .as_array()
                .into_iter()
                .flatten()
                .map(|id| id.as_str().unwrap_or_default().to_owned())
                .collect();
            folds.by_id.extend(held.into_iter().map(|id| (id, fold)));
            folds.calibrations.push(Calibration::read(&text)?);
        }
        Ok(folds)
    }

    fn without(&self, id: &str) -> &Calibration {
        self.by_id.get(id).map_or(Calibration::embedded(), |fold| &self.calibrations[*fold])
    }
}
