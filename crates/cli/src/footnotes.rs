//! Sources, each written out once and cited by number.

use crate::style::{DIM, paint, paragraph};

/// The sources cited so far.
#[derive(Default)]
pub(crate) struct Footnotes {
    texts: Vec<String>,
}

impl Footnotes {
    /// Cites sources: `[1,3]`.
    pub(crate) fn cite<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> String {
        let mut cited = Vec::new();
        for text in texts {
            let known = self.texts.iter().position(|known| known == text);
            let at = known.unwrap_or_else(|| {
                self.texts.push(text.to_owned());
                self.texts.len() - 1
            });
            cited.push((at + 1).to_string());
        }
        format!("[{}]", cited.join(","))
    }

    /// Writes them out, one a paragraph.
    pub(crate) fn write(&self, out: &mut String, width: Option<usize>) {
        for (i, text) in self.texts.iter().enumerate() {
            let label = format!("[{}]", i + 1);
            paragraph(
                out,
                &format!("{}{}", paint(DIM, &label), " ".repeat(5_usize.saturating_sub(label.len()))),
                5,
                text,
                width,
            );
        }
    }
}
