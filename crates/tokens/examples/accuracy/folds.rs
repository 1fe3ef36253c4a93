//! Calibrations that each leave some sources out.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use tokentoll_tokens::Calibration;

/// The calibrations, and which rows each of them has not seen.
#[derive(Default)]
pub(crate) struct Folds {
    calibrations: Vec<Calibration>,
    by_id: HashMap<String, usize>,
}

impl Folds {
    pub(crate) fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut folds = Self::default();
        while let Ok(text) =
            std::fs::read_to_string(folder.join(format!("{}.json", folds.calibrations.len())))
        {
            let fold = folds.calibrations.len();
            let held = std::fs::read_to_string(folder.join(format!("{fold}.held.json")))?;
            let held: Vec<String> = serde_json::from_str(&held)?;
            folds.by_id.extend(held.into_iter().map(|id| (id, fold)));
            folds.calibrations.push(Calibration::read(&text)?);
        }
        if folds.calibrations.is_empty() {
            return Err(
                format!("{}: no calibration there, expected 0.json and so on", folder.display()).into()
            );
        }
        Ok(folds)
    }

    pub(crate) fn of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn calibration(&self, fold: usize) -> &Calibration {
        &self.calibrations[fold]
    }

    pub(crate) fn len(&self) -> usize {
        self.calibrations.len()
    }
}
