//! Tokentoll for JavaScript: text in the wire form goes in and comes out, and the facade does the rest.
//!
//! What stands here is the inside of the npm package `tokentoll`: its own few lines of JavaScript turn objects
//! into text and errors into `Error`. Text, because the one strict reader of asks then sees every member.

#[cfg(feature = "pricing")]
pub mod pricing;
mod refused;
#[cfg(feature = "tokens")]
pub mod tokens;

pub use refused::Refused;
