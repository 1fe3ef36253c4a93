//! What was fitted on recorded counts: coefficients, overheads, bands. All of it is data.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use crate::kind::Scripts;
use crate::{Family, Features, TextKind, features};
#[cfg(feature = "exact")]
use crate::{neighbours, pieces};

/// Coefficients and bands of every Claude family.
///
/// ```
/// use tokentoll_tokens::Calibration;
/// assert!(Calibration::embedded().date().starts_with("202"));
/// assert!(Calibration::read("{}").is_err());
/// ```
#[derive(Debug, Default)]
pub struct Calibration {
    date: String,
    unseen: Scripts,
    families: BTreeMap<Family, FamilyFit>,
}

/// One family's part.
#[derive(Debug, Default)]
pub(crate) struct FamilyFit {
    pub(crate) overheads: BTreeMap<String, f64>,
    pub(crate) by_features: MethodFit,
    #[cfg(feature = "exact")]
    pub(crate) by_tokens: MethodFit,
}

/// One method's part.
#[derive(Debug, Default)]
pub(crate) struct MethodFit {
    pub(crate) text: Vec<f64>,
    #[cfg(feature = "exact")]
    tokens: Vec<f64>,
    #[cfg(feature = "exact")]
    pub(crate) shape: Vec<f64>,
    #[cfg(feature = "exact")]
    pub(crate) neighbours: Vec<f64>,
    /// By how much the median count lies below what coefficients come to.
    pub(crate) skew: f64,
    /// At how many public tokens a text's estimate lies halfway to their count; none where it does not at all.
    #[cfg(feature = "exact")]
    pub(crate) short: f64,
    pub(crate) bands: BTreeMap<String, Band>,
    pub(crate) rescale: Rescale,
    #[cfg(feature = "exact")]
    weights: OnceLock<Vec<Worth>>,
}

/// What a token of the public encoding is worth, whether it is Latin, and what kind of neighbour it is.
#[cfg(feature = "exact")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worth {
    pub(crate) tokens: f32,
    pub(crate) latin: bool,
    pub(crate) class: u8,
}

/// The band around an estimate of `n` tokens: `low` and `high` times the root of a + c n + (r n)².
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Band {
    pub(crate) a: f64,
    pub(crate) c: f64,
    pub(crate) r: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// What one observation is worth.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rescale {
    pub(crate) trust: f64,
    pub(crate) half: f64,
    pub(crate) shrink: f64,
}

impl Calibration {
    /// The one compiled in.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Calibration> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(include_str!("../data/calibration.json")).unwrap_or_default())
    }

    /// Reads one, as the fitting script writes it.
    pub fn read(text: &str) -> Result<Self, CalibrationError> {
        let json: Value = serde_json::from_str(text).map_err(|error| CalibrationError(error.to_string()))?;
        let layout = [
            ("text", features::LENGTH),
            #[cfg(feature = "exact")]
            ("tokens", pieces::LENGTH),
            #[cfg(feature = "exact")]
            ("shape", crate::shape::LENGTH),
            #[cfg(feature = "exact")]
            ("neighbours", neighbours::LENGTH),
        ];
        for (name, expected) in layout {
            if json["layout"][name] != expected {
                let met = &json["layout"][name];
                return Err(CalibrationError(format!("layout.{name}: met {met}, expected {expected}")));
            }
        }
        let mut families = BTreeMap::new();
        for family in [Family::ClaudeV3, Family::ClaudeV47, Family::ClaudeV48] {
            families.insert(family, read_family(&json["families"], family)?);
        }
        let unseen = json["unseen"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(Self {
            date: json["date"].as_str().unwrap_or_default().to_owned(),
            unseen: Scripts::named(unseen),
            families,
        })
    }

    /// The day it was fitted.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The kind of a text: one in a script it was not fitted on is of a rare kind, whatever others know of it.
    pub(crate) fn kind_of(&self, features: &Features) -> TextKind {
        TextKind::known(features, self.unseen)
    }

    /// The part of a family; Claude 1 and 2 borrow that of Claude 3.
    pub(crate) fn family(&self, family: Family) -> Option<&FamilyFit> {
        self.families.get(&if family == Family::ClaudeV1 { Family::ClaudeV3 } else { family })
    }
}

#[cfg(feature = "exact")]
impl MethodFit {
    /// What each token of the public encoding is worth, worked out at the first call.
    pub(crate) fn weights(&self, engine: &dyn crate::Engine) -> &[Worth] {
        self.weights.get_or_init(|| {
            let coefficient = |index: usize| self.tokens.get(index).copied().unwrap_or(0.0);
            let worth = |token| {
                let piece = engine.piece(token).unwrap_or_default();
                let features = pieces::features_of(token, piece);
                let tokens = features.map(coefficient).iter().sum::<f64>() as f32;
                Worth { tokens, latin: pieces::is_latin(features), class: neighbours::class_of(piece) }
            };
            (0..engine.tokens()).map(worth).collect()
        })
    }
}

fn read_family(families: &Value, family: Family) -> Result<FamilyFit, CalibrationError> {
    let json = &families[family.name()];
    let overheads = json["overheads"].as_object().into_iter().flatten();
    let method = |name: &str| -> Result<MethodFit, CalibrationError> {
        let own = &json["methods"][name];
        let later = &families[Family::ClaudeV48.name()]["methods"][name];
        let coefficients = |key: &str| {
            let list = own[key].as_array().or_else(|| later[key].as_array());
            list.into_iter().flatten().map(|value| number(value) / 10_000.0).collect::<Vec<f64>>()
        };
        let one = |key: &str| number(own.get(key).unwrap_or(&later[key]));
        let bands = own["bands"].as_object().into_iter().flatten();
        let fit = MethodFit {
            text: coefficients("text"),
            #[cfg(feature = "exact")]
            tokens: coefficients("tokens"),
            #[cfg(feature = "exact")]
            shape: coefficients("shape"),
            #[cfg(feature = "exact")]
            neighbours: {
                let mut list = coefficients("neighbours");
                list.resize(neighbours::LENGTH, 0.0);
                list
            },
            skew: one("skew"),
            #[cfg(feature = "exact")]
            short: one("short"),
            bands: bands.map(|(kind, band)| (kind.clone(), read_band(band))).collect(),
            rescale: Rescale {
                trust: number(&own["rescale"]["trust"]),
                half: number(&own["rescale"]["half"]),
                shrink: number(&own["rescale"]["shrink"]),
            },
            #[cfg(feature = "exact")]
            weights: OnceLock::new(),
        };
        if fit.text.len() != features::LENGTH || !fit.bands.contains_key("any") {
            return Err(CalibrationError(format!("{}: method {name} is incomplete", family.name())));
        }
        Ok(fit)
    };
    Ok(FamilyFit {
        overheads: overheads.map(|(name, value)| (name.clone(), number(value))).collect(),
        by_features: method("features")?,
        #[cfg(feature = "exact")]
        by_tokens: method("o200k+features")?,
    })
}

fn read_band(json: &Value) -> Band {
    Band {
        a: number(&json["a"]),
        c: number(&json["c"]),
        r: number(&json["r"]),
        low: number(&json["low"]),
        high: number(&json["high"]),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

/// Why a calibration cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalibrationError(String);

impl fmt::Display for CalibrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a calibration: {}", self.0)
    }
}

impl std::error::Error for CalibrationError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_one_is_whole() {
        let calibration = Calibration::read(include_str!("../data/calibration.json")).expect("readable");
        assert_eq!(calibration.families.len(), 3);
    }

    #[test]
    fn frames_are_those_recorded() {
        let frame = |family| {
            let overheads = &Calibration::embedded().family(family).expect("fitted").overheads;
            overheads["frame"] + overheads["turn"]
        };
        assert_eq!([Family::ClaudeV3, Family::ClaudeV47, Family::ClaudeV48].map(frame), [7.0, 11.0, 6.0]);
    }
}
