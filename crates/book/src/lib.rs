//! Dated prices: which rate card held for which seller, model and day.
//!
//! ```
//! use tokentoll_book::{Day, PriceBook};

//! let book = PriceBook::embedded();
//! let found = book.find(None, "claude-opus-4-6")?;
//! let before = found.on("2026-03-12".parse::<Day>()?)?;
//! let after = found.on("2026-03-13".parse::<Day>()?)?;
//! assert!(before.card().tiers().is_some(), "twice the price above 200,000 tokens");
//! assert!(after.card().tiers().is_none(), "one price over the whole window");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A price has a first day and no end: the next entry ends it. Entries are appended, never overwritten.
//! Each names its source and the day it was checked. The files stand under `data/`, one a seller.

mod book;
pub mod data;
mod day;
mod error;
mod history;
pub mod import;
mod listing;
mod offering;
mod overlay;
mod packed;
mod read;
#[cfg(feature = "schema")]
mod schema;
mod seller;
mod spelling;
mod successor;
mod unique;

pub use book::{DEFAULT_SELLER, PriceBook};
pub use day::{BadDay, Day};
pub use error::{BookError, LookupError};
pub use history::{Dated, History, HistoryError};
pub use listing::{Confidence, Facts, Listing, Origin};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use seller::{Found, Life, Model, Seller};
pub use unique::UniqueMap;
