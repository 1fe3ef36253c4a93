//! The functions inside the engine, against the library.
#![allow(clippy::disallowed_methods, reason = "tests open files and take time")]

#[cfg(feature = "cluster")]
mod cluster;
mod one_process;
mod requests;
