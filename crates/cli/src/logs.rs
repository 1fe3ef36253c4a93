//! `tokentoll usage` and `tokentoll reconcile`: logs, from files to their prices.
//!
//! ```text
//! walk (files) ─► open (gz, zst) ─► pieces (lines, values) ─► a reader of the format ─► Ledger ─► show, JSON, CSV
//!                    a long file is shared by all cores (share)                         (each request once)
//! ```

pub(crate) mod args;
mod budget;
mod csv;
mod file;
mod gather;
mod open;
mod pieces;
mod progress;
mod reconcile;
mod share;
mod show;
mod state;
#[cfg(test)]
mod tests;
mod told;
mod usage;
mod walk;

pub(crate) use reconcile::reconcile;
pub(crate) use usage::{usage, watch};
