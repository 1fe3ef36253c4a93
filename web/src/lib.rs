//! The browser calculator: a pure state, what it says, and components that only show it.
//!
//! ```text
//! Action ─► State ─► View, Chart, History ─► components
//! ```

pub mod chart;
pub mod export;
pub mod faq;
pub mod history;
pub mod models;
pub mod number;
pub mod options;
pub mod plan;
pub mod share;
pub mod show;
pub mod speech;
pub mod state;
pub mod text;
pub mod told;
pub mod ui;

pub mod view;
