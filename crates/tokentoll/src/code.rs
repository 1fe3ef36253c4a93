use std::fmt;
use tokentoll_book::LookupError;
use tokentoll_core::Unpriced;
use tokentoll_usage::{ErrorCode, UsageError};

/// Why there is no total. Few, permanent, documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Not the JSON that was expected: syntax, encoding, duplicate keys, a member missing or of the wrong type.
    BadJson,
    /// Longer than a mebibyte, or nested deeper than 64 levels.
    TooLarge,
    /// A member that the wire form does not have.
    UnknownField,
    /// A count that is not a whole number from 0 to 4294967295, or an exchange rate that is no plain decimal.
    BadNumber,
    /// Not a real day written YYYY-MM-DD.
    BadDate,
    /// A usage that contradicts itself, or that is none.
    BadUsage,
    /// No such seller.
    UnknownSeller,
    /// No such model; the message names the nearest.
    UnknownModel,
    /// The model exists and had no price on that day.
    NotPricedOn,
    /// A meter has a count and no rate.
    Unpriced,
    /// The seller does not offer these terms, or not together.
    NotOffered,
    /// The prompt is longer than the context window.
    OverWindow,
    /// No limits or other rules are known of the model on that day.
    NoRule,
}

impl Code {
    /// Every code.
    pub const ALL: [Code; 13] = [
        Code::BadJson,
        Code::TooLarge,
        Code::UnknownField,
        Code::BadNumber,
        Code::BadDate,
        Code::BadUsage,
        Code::UnknownSeller,
        Code::UnknownModel,
        Code::NotPricedOn,
        Code::Unpriced,
        Code::NotOffered,
        Code::OverWindow,
        Code::NoRule,
    ];

    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Code::BadJson => "bad_json",
            Code::TooLarge => "too_large",
            Code::UnknownField => "unknown_field",
            Code::BadNumber => "bad_number",
            Code::BadDate => "bad_date",
            Code::BadUsage => "bad_usage",
            Code::UnknownSeller => "unknown_seller",
            Code::UnknownModel => "unknown_model",
            Code::NotPricedOn => "not_priced_on",
            Code::Unpriced => "unpriced",
            Code::NotOffered => "not_offered",
            Code::OverWindow => "over_window",
            Code::NoRule => "no_rule",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why an ask has no answer: what was met, what was expected, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its code.
    pub code: Code,
    /// What was met and what was expected.
    pub message: String,
    /// The member of the ask, as a dotted path; empty for the ask as a whole.
    pub field: String,
}

impl Failure {
    pub(crate) fn new(code: Code, field: impl Into<String>, message: impl fmt::Display) -> Self {
        Failure { code, message: message.to_string(), field: field.into() }
    }

    /// Why a card has no price for a request.
    pub(crate) fn of_unpriced(unpriced: Unpriced) -> Self {
        let field = match &unpriced {
            Unpriced::NoRate { meter } => format!("usage.{}", meter.name()),
            _ => String::new(),
        };
        Failure::new(code_of(&unpriced), field, unpriced)
    }

    pub(crate) fn of_report(error: UsageError) -> Self {
        let code = match error.code {
            ErrorCode::BadNumber => Code::BadNumber,
            ErrorCode::BadJson => Code::BadJson,
            ErrorCode::UnknownField => Code::UnknownField,
            ErrorCode::TooLarge => Code::TooLarge,
            _ => Code::BadUsage,
        };
        let field =
            if error.field.is_empty() { "report".to_owned() } else { format!("report.{}", error.field) };
        Failure { code, message: error.message, field }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Failure {}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        let (code, field) = match error {
            LookupError::UnknownSeller { .. } => (Code::UnknownSeller, "seller"),
            LookupError::UnknownModel { .. } => (Code::UnknownModel, "model"),
            LookupError::NotPricedOn { .. } => (Code::NotPricedOn, "on"),
        };
        Failure::new(code, field, error)
    }
}

/// The code of what a seller refuses or does not price.
pub(crate) fn code_of(unpriced: &Unpriced) -> Code {
    match unpriced {
        Unpriced::NoRate { .. } => Code::Unpriced,
        Unpriced::OverWindow { .. } => Code::OverWindow,
        _ => Code::NotOffered,
    }
}
