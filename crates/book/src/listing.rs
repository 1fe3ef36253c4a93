use crate::Day;
use crate::data::{ExtendedWindow, ToolPrompt};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use tokentoll_core::{Meter, RateCard, TermOption};

/// What a seller asks for a model on a day: the rate card, what else is known, and where it is from.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    pub(crate) card: RateCard,
    pub(crate) price: Arc<Origin>,
    pub(crate) facts: Arc<Facts>,
    pub(crate) tiers_note: Option<(Confidence, String)>,
    pub(crate) options: Vec<(TermOption, Arc<Origin>)>,
    pub(crate) fees: Vec<(Meter, Arc<Origin>)>,
    pub(crate) free_refusals: Option<Arc<Origin>>,
}

impl Listing {
    /// The rate card.
    pub const fn card(&self) -> &RateCard {
        &self.card
    }

    /// Where the rates are from.
    pub fn price(&self) -> &Origin {
        &self.price
    }

    /// What else is known of the model on that day.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What is inferred or disputed about the long-context tiers.
    pub fn tiers_note(&self) -> Option<&str> {
        self.tiers_note.as_ref().map(|(_, note)| &**note)
    }

    /// Where the terms of an option are from, where the book says anything of it by that day.
    pub fn option(&self, option: TermOption) -> Option<&Origin> {
        self.options.iter().find(|(o, _)| *o == option).map(|(_, origin)| &**origin)
    }

    /// The entry that says that a request refused before any output is not billed, where one says so.
    pub fn free_refusals(&self) -> Option<&Origin> {
        self.free_refusals.as_deref()
    }

    /// Where a fee is from.
    pub fn fee(&self, meter: Meter) -> Option<&Origin> {
        self.fees.iter().find(|(m, _)| *m == meter).map(|(_, origin)| &**origin)
    }
}

/// Where a price is from, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The id of the entry: `anthropic/claude-opus-4-6@2026-03-13`.
    pub entry: String,
    /// Its sources, joined by semicolons.
    pub source: String,
    /// The day on which it was last compared with them.
    pub checked: Day,
    /// How sure it is.
    pub confidence: Confidence,
    /// What a reader of a bill should know.
    pub note: Option<String>,
    /// The beta header that an option needs.
    pub header: Option<String>,
}

impl Origin {
    /// The note, where the entry is less than sure: every quote must show it.
    pub fn caveat(&self) -> Option<&str> {
        if self.confidence == Confidence::High { None } else { self.note.as_deref() }
    }
}

/// How sure an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Confidence {
    /// The vendor says so, or several independent lists agree.
    #[default]
    High,
    /// Inferred in part, or from one good list.
    Medium,
    /// One weak source, or sources that disagree.
    Low,
}

impl Confidence {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Confidence {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        [Confidence::High, Confidence::Medium, Confidence::Low].into_iter().find(|c| c.name() == s).ok_or(())
    }
}

/// What is known of a model on a day, besides its price.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Facts {
    /// The longest prompt without any header, in tokens.
    pub context_window: Option<u32>,
    /// A longer window that needs a header.
    pub extended_window: Option<ExtendedWindow>,
    /// The most tokens it writes.
    pub max_output: Option<u32>,
    /// The shortest prefix that is cached, in tokens.
    pub min_cacheable: Option<u32>,
    /// Whether thinking of earlier turns stays in the prompt.
    pub thinking_kept: Option<bool>,
    /// Tokens of the system prompt that tools add.
    pub tool_prompt: Option<ToolPrompt>,
}
