//! How a command ends.

use crate::style::{self, BAD, GOOD};
use tokentoll::book::LookupError;
use tokentoll::wire::Answer;
use tokentoll::{Code, Day, Failure, PriceBook};

/// What a command has to show.
#[derive(Debug)]
pub(crate) struct Page {
    /// For standard output.
    pub(crate) text: String,
    /// Whether it carries colours, to be taken out where nobody sees them; JSON goes out as it is.
    pub(crate) styled: bool,
    /// Whether everything has its answer: exit code 0, else 1.
    pub(crate) good: bool,
    /// An exit code that says more.
    exit: Option<u8>,
    /// For standard error: what a table for programs has no room for.
    pub(crate) note: String,
}

impl Page {
    /// Text with colours.
    pub(crate) const fn styled(text: String, good: bool) -> Page {
        Page { text, styled: true, good, exit: None, note: String::new() }
    }

    /// Text to be written as it is.
    pub(crate) const fn raw(text: String, good: bool) -> Page {
        Page { text, styled: false, good, exit: None, note: String::new() }
    }
}

impl Page {
    /// The same page with an exit code that says more than whether everything has its answer.
    pub(crate) fn exiting(self, code: u8) -> Page {
        Page { exit: Some(code), ..self }
    }

    /// The same page with something to say beside it.
    pub(crate) fn noting(mut self, note: &str) -> Page {
        self.note.push_str(note);
        self
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> u8 {
        self.exit.unwrap_or(u8::from(!self.good))
    }
}

/// Why a command has nothing to show.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Arguments that make no sense, or a file that cannot be read: exit code 2.
    Wrong {
        /// What was met and what was expected.
        message: String,
        /// What would work.
        hint: Option<String>,
    },
    /// No answer: exit code 1.
    Failed {
        /// Why.
        failure: Failure,
        /// Its message without what the hint says again.
        short: Option<String>,
        /// What would work.
        hint: Option<String>,
    },
    /// Nothing was found: exit code 1.
    Nothing {
        /// What was looked for.
        message: String,
        /// What would work.
        hint: Option<String>,
    },
    /// Standard input or output failed.
    Broken(std::io::Error),
}

impl Stop {
    /// Arguments that make no sense, or a file that cannot be read.
    pub(crate) fn wrong(message: impl Into<String>) -> Stop {
        Stop::Wrong { message: message.into(), hint: None }
    }

    /// Nothing was found.
    pub(crate) fn nothing(message: impl Into<String>) -> Stop {
        Stop::Nothing { message: message.into(), hint: None }
    }

    /// The same with what would work.
    pub(crate) fn hint(self, text: impl Into<String>) -> Stop {
        let hint = Some(text.into());
        match self {
            Stop::Wrong { message, .. } => Stop::Wrong { message, hint },
            Stop::Nothing { message, .. } => Stop::Nothing { message, hint },
            Stop::Failed { failure, short, .. } => Stop::Failed { failure, short, hint },
            Stop::Broken(error) => Stop::Broken(error),
        }
    }

    /// A name or a day that the book does not have.
    pub(crate) fn lookup(error: LookupError, hint: Option<String>) -> Stop {
        let hint = hint.or_else(|| hint_of(&error));
        Stop::Failed { short: short(&error), failure: error.into(), hint }
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Stop::Wrong { .. } => 2,
            Stop::Failed { .. } | Stop::Nothing { .. } => 1,
            // As a shell reports a program that the closed pipe ended.
            Stop::Broken(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 141,
            Stop::Broken(_) => 2,
        }
    }

    /// The wire's error, where there is a code for it.
    pub(crate) fn to_json(&self) -> Option<String> {
        match self {
            Stop::Failed { failure, .. } => Some(Answer::error(None, failure.clone()).to_json()),
            _ => None,
        }
    }

    /// `error: …` and `hint: …`, for people.
    pub(crate) fn to_text(&self, width: Option<usize>) -> String {
        match self {
            Stop::Wrong { message, hint } | Stop::Nothing { message, hint } => {
                complaint(message, hint.as_deref(), width)
            }
            Stop::Failed { failure, short, hint } => {
                complaint(short.as_ref().unwrap_or(&failure.message), hint.as_deref(), width)
            }
            Stop::Broken(error) => complaint(&error.to_string(), None, width),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop::Broken(error)
    }
}

/// `error: …` and `hint: …`.
fn complaint(message: &str, hint: Option<&str>, width: Option<usize>) -> String {
    let mut text = String::new();
    style::paragraph(&mut text, &style::paint(BAD, "error: "), 7, message, width);
    if let Some(hint) = hint {
        text.push_str(&hint_line(hint, width));
    }
    text
}

/// `hint: …`.
pub(crate) fn hint_line(hint: &str, width: Option<usize>) -> String {
    let mut text = String::new();
    style::paragraph(&mut text, &style::paint(GOOD, "hint: "), 6, hint, width);
    text
}

/// What was met, without what the hint says again.
fn short(error: &LookupError) -> Option<String> {
    match error {
        LookupError::UnknownModel { met, seller: Some(seller), .. } => {
            Some(format!("no model `{met}` at {seller}"))
        }
        LookupError::UnknownModel { met, seller: None, .. } => Some(format!("no seller has a model `{met}`")),
        LookupError::UnknownSeller { met, .. } => Some(format!("no seller `{met}`")),
        LookupError::NotPricedOn { .. } => None,
    }
}

fn hint_of(error: &LookupError) -> Option<String> {
    match error {
        LookupError::UnknownSeller { known, .. } => Some(format!("the sellers are {}", known.join(", "))),
        LookupError::UnknownModel { elsewhere, .. } if !elsewhere.is_empty() => {
            let flags: Vec<_> = elsewhere.iter().map(|seller| format!("--seller {seller}")).collect();
            Some(format!("another seller has it: add {}", flags.join(" or ")))
        }
        LookupError::UnknownModel { nearest, .. } if nearest.is_empty() => {
            Some("`tokentoll models` lists what there is".to_owned())
        }
        LookupError::UnknownModel { nearest, .. } => Some(format!("the nearest are {}", nearest.join(", "))),
        LookupError::NotPricedOn { .. } => None,
    }
}

/// The days on which a model has a price, for one asked about on a day when it has none.
pub(crate) fn hint_of_day(book: &PriceBook, seller: Option<&str>, model: &str, day: Day) -> Option<String> {
    let found = book.find(seller, model).ok()?;
    let (first, _) = found.model.listings().find(|(_, listing)| listing.is_some())?;
    if day < first {
        return Some(format!("--on {first} is its first day with a price"));
    }
    // The stretch that has no price starts the day after the last one that has.
    let (ended, _) = found.model.listings().rfind(|(from, listing)| *from <= day && listing.is_none())?;
    Some(format!("--on {} is its last day with a price", ended.before()))
}

/// What would work, for an ask that was read and has no total.
pub(crate) fn hint_of_code(code: Code, model: &str) -> Option<String> {
    match code {
        Code::Unpriced => Some(format!("`tokentoll rates {model}` shows which meters have a rate")),
        Code::BadJson => Some("--report expects one JSON object: a response, or its usage object".to_owned()),
        _ => None,
    }
}
