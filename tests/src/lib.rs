//! Conformance: the vectors of `tests/vectors` as types, and what it means to agree with one.
//!
//! ```
//! for vector in conformance::vectors() {
//!     let ask: Vec<u8> = vector.ask_bytes();
//!     // hand `ask` to an implementation, then: conformance::check(&vector, &its_answer)
//! #   assert!(!vector.id.is_empty() && ask.len() < 1 << 24);
//! }
//! ```

#![allow(clippy::disallowed_methods, reason = "a test library reads its own files")]

mod check;
pub mod frozen;
mod vector;

pub use check::check;
pub use vector::{Ask, Expect, File, Flag, Repeat, Vector, files, vectors};

use std::path::PathBuf;

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The Rust blocks of the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// So are those of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide.md")]
pub struct Guide;

/// And of the claims.
#[cfg(doctest)]
#[doc = include_str!("../../docs/claims.md")]
pub struct Claims;

/// And of the conversations.
#[cfg(doctest)]
#[doc = include_str!("../../docs/conversations.md")]
pub struct Conversations;
