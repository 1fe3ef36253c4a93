use crate::Day;
use std::fmt;

/// A price file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookError {
    /// The seller or the file.
    pub seller: String,
    /// Where in the file: `models/claude-opus-4-6/prices/2026-03-13/rates`.
    pub path: String,
    /// What was met and what was expected.
    pub message: String,
}

impl BookError {
    pub(crate) fn new(seller: &str, path: impl Into<String>, message: impl fmt::Display) -> Self {
        BookError { seller: seller.to_owned(), path: path.into(), message: message.to_string() }
    }
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.seller)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for BookError {}

/// Why there is no price for a seller, a model and a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// No seller of that name.
    UnknownSeller {
        /// What was asked for.
        met: String,
        /// Every seller of the book.
        known: Vec<String>,
    },
    /// No model of that name.
    UnknownModel {
        /// What was asked for.
        met: String,
        /// Where it was looked for; everywhere, where no seller was named.
        seller: Option<String>,
        /// The nearest names there.
        nearest: Vec<String>,
        /// Other sellers that know the name.
        elsewhere: Vec<String>,
    },
    /// The model had no price on that day.
    NotPricedOn {
        /// The model, as `seller/id`.
        model: String,
        /// The day.
        day: Day,
        /// Since when, or until when, it has one.
        because: String,
    },
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LookupError::UnknownSeller { met, known } => {
                write!(f, "no seller `{met}`: expected one of {}", known.join(", "))
            }
            LookupError::UnknownModel { met, seller, nearest, elsewhere } => {
                match seller {
                    Some(seller) => write!(f, "no model `{met}` at {seller}")?,
                    None => write!(f, "no seller has a model `{met}`")?,
                }
                if !elsewhere.is_empty() {
                    write!(f, "; it is known at {}: name that seller", elsewhere.join(", "))
                } else if nearest.is_empty() {
                    f.write_str("; `tokentoll models` lists those it knows")
                } else {
                    write!(f, "; the nearest are {}", nearest.join(", "))
                }
            }
            LookupError::NotPricedOn { model, day, because } => {
                write!(f, "{model} has no price on {day}: {because}")
            }
        }
    }
}

impl std::error::Error for LookupError {}
