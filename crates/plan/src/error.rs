use std::fmt;
use tokentoll_book::Day;
use tokentoll_core::Unpriced;

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// The request itself has no price, and the answer would be about nothing else.
    Unpriced(Unpriced),
    /// A sum would have more digits than a decimal holds.
    TooLong,
    /// A count would pass 4,294,967,295 tokens.
    TooMany,
    /// An argument that makes no sense: which, and what was expected.
    Bad {
        /// The argument.
        what: &'static str,
        /// What was met and what was expected.
        message: String,
    },
    /// No rule is known for the model or the day.
    NoRule {
        /// Which rule.
        what: &'static str,
        /// The model.
        model: String,
        /// The day.
        on: Day,
        /// What is known.
        because: String,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Unpriced(unpriced) => unpriced.fmt(f),
            PlanError::TooLong => f.write_str("the total has more digits than a decimal holds"),
            PlanError::TooMany => f.write_str("a count passes 4,294,967,295 tokens"),
            PlanError::Bad { what, message } => write!(f, "`{what}`: {message}"),
            PlanError::NoRule { what, model, on, because } => {
                write!(f, "no {what} known of {model} on {on}: {because}")
            }
        }
    }
}

impl std::error::Error for PlanError {}

impl From<Unpriced> for PlanError {
    fn from(unpriced: Unpriced) -> Self {
        PlanError::Unpriced(unpriced)
    }
}
