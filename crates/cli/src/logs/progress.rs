//! What is going on while logs are looked for and read, where somebody sees it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// After how many files it is told again that more are looked for.
pub(crate) const MANY: usize = 10_000;

/// How many files were found so far; hidden where standard error is no terminal.
pub(crate) fn looking() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    bar.set_style(
        ProgressStyle::with_template("{pos} files found")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar
}

/// A bar over so many bytes; hidden where standard error is no terminal, and for little to read.
pub(crate) fn bar(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() || bytes < 16 << 20 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr_with_hz(10));
    let style = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
