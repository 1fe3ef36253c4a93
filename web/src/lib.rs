//! The browser calculator: a pure state, what it says, and components that only show it.
//!
//! ```text
//! Action ─► State ─► View, Chart ─► components           the calculator, what is loaded first
//!             │ as the fragment of its address
//!             ▼
//! Action ─► Planning ─► rows, charts ─► components        the regions below it: a module of its own
//! ```

pub mod chart;
pub mod export;
pub mod faq;
pub mod history;
pub mod message;
pub mod models;
pub mod number;
pub mod options;
pub mod plan;
pub mod planning;
pub mod share;
pub mod show;
pub mod speech;
pub mod state;
pub mod text;
pub mod told;
pub mod ui;

pub mod view;
