//! How many tokens a text or a request has, and how sure that is.
//!
//! ```text
//! text ──┬─► exact    a public vocabulary cuts it ─────────────────────────┐
//!        └─► features ─┬─► coefficients ─────────────────────┐             ├─► TokenCount
//!            (one pass)└─► + tokens of a public vocabulary ──┴─► interval ─┘   tokens, basis
//! request ─► parts ─► each text as above + what stands in no text (frame, tools, images) ─► cold and warm, by meter
//! ```
//!
//! Where a vocabulary is public the count is exact. Where it is not (Claude since version 3) the count is an
//! estimate: a regression on recorded true counts, with an interval that holds the truth in four of five cases.
//! An estimate never passes for exact, and nothing is counted as zero in silence.
//!
//! ```
//! use tokentoll_tokens::{Basis, Counter, Family};
//! let text = "All human beings are born free and equal in dignity and rights.";
//!
//! let exact = Counter::new(Family::O200kBase).text(text);
//! assert_eq!(exact.tokens, 13);
//!
//! let estimate = Counter::of_model("claude-opus-4-8")?.message(text);
//! let Basis::Estimated { low, high, method } = estimate.basis else { panic!("no public vocabulary") };
//! assert!(low <= estimate.tokens && estimate.tokens <= high);
//! assert_eq!(method, "o200k+features");
//! # Ok::<(), tokentoll_tokens::CountError>(())
//! ```
//!
//! This crate knows no price, no clock and no file. Its coefficients are data (`data/calibration.json`); the
//! script that fits them stands beside (`fit/`), and `docs/accuracy.md` holds what they are worth on sources that
//! were kept aside. What is documented of each model is data of its own (`data/models.json`), with its sources.

mod cache;
mod calibration;
mod chat;
mod count;
mod counter;
mod encoding;
#[cfg(feature = "exact")]
mod exact;
mod family;
mod features;
#[cfg(feature = "files")]
pub mod files;
#[cfg(feature = "cl100k")]
#[doc(hidden)]
pub mod fitting;
mod image;
mod kind;
mod masks;
mod models;
#[cfg(feature = "exact")]
mod neighbours;
#[cfg(feature = "exact")]
mod pieces;
#[cfg(test)]
mod random;
mod request;
mod script;
#[cfg(feature = "exact")]
mod shape;
mod slices;
mod stand_in;
mod stream;
mod tally;
#[cfg(feature = "vocabulary")]
mod vocabulary;
mod whole;

pub use cache::{Billed, BreakpointCount, CacheSplit, Cached};
pub use calibration::{Calibration, CalibrationError};
pub use chat::{ChatFacts, ChatImageRule, ChatModels, ChatModelsError, Detail};
pub use count::{Basis, CountError, TokenCount, VocabularyId};
pub use counter::{Counter, Method, Observation};
pub use encoding::Encoding;
#[cfg(feature = "exact")]
pub use exact::Engine;
pub use family::Family;
pub use features::{Features, name as feature_name};
pub use image::ImageRule;
pub use kind::TextKind;
pub use models::{ModelFacts, Models, ModelsError, ServedTool, ToolPrompts};
pub use request::{
    Breakpoint, CacheTtl, Overhead, Part, PartKind, Pixels, Place, Request, RequestError, Shape,
};
pub use stream::Stream;
pub use tally::Tally;
#[cfg(feature = "vocabulary")]
pub use vocabulary::{MAX_VOCABULARY_BYTES, Pattern, Vocabulary, VocabularyError};
pub use whole::{PartCount, RequestCount};
