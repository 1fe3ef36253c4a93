//! Texts that stand line by line in one text.

use super::Lang;
use std::sync::OnceLock;

/// The lines of each language.
pub(super) struct Lines {
    texts: [&'static str; Lang::ALL.len()],
    lines: [OnceLock<Box<[&'static str]>>; Lang::ALL.len()],
}

impl Lines {
    pub(super) const fn new(texts: [&'static str; Lang::ALL.len()]) -> Lines {
        Lines { texts, lines: [const { OnceLock::new() }; Lang::ALL.len()] }
    }

    /// A line of a language, by its number.
    pub(super) fn line(&self, lang: Lang, number: usize) -> &'static str {
        let lines = self.lines[lang as usize].get_or_init(|| self.texts[lang as usize].lines().collect());
        lines.get(number).copied().unwrap_or_default()
    }
}
