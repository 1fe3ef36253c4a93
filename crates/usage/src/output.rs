//! An output count and its parts: what reasoning adds, what audio and images take out.

use crate::fields::fit;
use crate::report::{Note, UsageError};
use tokentoll_core::{Meter, Usage};

/// The overlapping counts of an output, with what a total can be checked against.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    /// Tokens written; `None` where the provider said nothing.
    pub(crate) whole: Option<u32>,
    /// Tokens of reasoning: part of the whole, except where the total says otherwise.
    pub(crate) reasoning: u32,
    /// Of the whole, audio.
    pub(crate) audio: u32,
    /// Of the whole, images.
    pub(crate) image: u32,
    /// The prompt as the total counts it.
    pub(crate) prompt: u64,
    /// What the provider gives as the sum of prompt and output.
    pub(crate) total: Option<u32>,
    /// Where the whole stands.
    pub(crate) path: String,
}

impl Output {
    /// Adds the output meters to a usage.
    ///
    /// Reasoning is part of the whole in OpenAI's
    /// [documentation](https://platform.openai.com/docs/guides/reasoning); xAI's chat endpoint leaves it
    /// out of `completion_tokens`, which only the total shows.
    ///
    /// # Errors
    /// A part above its whole.
    pub(crate) fn add_to(&self, usage: Usage, notes: &mut Vec<Note>) -> Result<Usage, UsageError> {
        if self.whole.is_none() {
            notes.push(no_output_count(&self.path));
        }
        let whole = self.with_reasoning(notes)?;
        let apart = u64::from(self.audio) + u64::from(self.image);
        let text = whole.checked_sub(apart).ok_or_else(|| {
            let message = format!(
                "met {whole}, expected at least its {} tokens of audio and {} of images",
                self.audio, self.image
            );
            UsageError::bad_usage(&self.path, message)
        })?;
        Ok(usage
            .output(fit(text, &self.path)?)
            .with(Meter::OutputAudio, self.audio)
            .with(Meter::OutputImage, self.image))
    }

    fn with_reasoning(&self, notes: &mut Vec<Note>) -> Result<u64, UsageError> {
        let (whole, reasoning) = (u64::from(self.whole.unwrap_or(0)), u64::from(self.reasoning));
        let (plain, added) = (self.prompt + whole, self.prompt + whole + reasoning);
        match self.total.map(u64::from) {
            Some(total) if total == plain => {
                if reasoning > whole {
                    let message = format!(
                        "{} is {whole} with {reasoning} of reasoning inside; the total agrees with {whole}, which is used",
                        self.path
                    );
                    notes.push(Note::new("reasoning_above_output", message));
                }
                return Ok(whole);
            }
            Some(total) if total == added => {
                let message = format!(
                    "the total {total} counts {reasoning} tokens of reasoning beside {} = {whole}; both are output",
                    self.path
                );
                notes.push(Note::new("reasoning_added", message));
                return Ok(whole + reasoning);
            }
            Some(total) => notes.push(Note::new(
                "total_differs",
                format!(
                    "the total is given as {total}; prompt {} and output {whole} are {plain}, which is used",
                    self.prompt
                ),
            )),
            None => {}
        }
        if reasoning > whole {
            let message = format!("met {whole}, expected at least its {reasoning} tokens of reasoning");
            return Err(UsageError::bad_usage(&self.path, message));
        }
        Ok(whole)
    }
}

/// The note for a report that tells no output: embeddings, token counts, refused prompts.
pub(crate) fn no_output_count(path: &str) -> Note {
    Note::new("no_output_count", format!("met no {path}; read as no output"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(output: Output) -> (Option<[u32; 3]>, Vec<&'static str>) {
        let mut notes = Vec::new();
        let usage = output.add_to(Usage::new(), &mut notes).ok();
        let counts = usage.map(|u| [u.of(Meter::Output), u.of(Meter::OutputAudio), u.of(Meter::OutputImage)]);
        (counts, notes.into_iter().map(|n| n.code).collect())
    }

    #[test]
    fn the_total_decides_where_reasoning_is() {
        let output = Output { whole: Some(80), reasoning: 300, prompt: 400, ..Output::default() };
        assert_eq!(
            read(Output { total: Some(780), ..output.clone() }),
            (Some([380, 0, 0]), vec!["reasoning_added"])
        );
        assert_eq!(
            read(Output { total: Some(480), ..output.clone() }),
            (Some([80, 0, 0]), vec!["reasoning_above_output"])
        );
        assert_eq!(read(output), (None, vec![]));
        let inside = Output { whole: Some(80), reasoning: 30, prompt: 400, ..Output::default() };
        assert_eq!(read(Output { total: Some(480), ..inside.clone() }), (Some([80, 0, 0]), vec![]));
        assert_eq!(
            read(Output { total: Some(999), ..inside.clone() }),
            (Some([80, 0, 0]), vec!["total_differs"])
        );
        assert_eq!(read(inside), (Some([80, 0, 0]), vec![]));
    }

    #[test]
    fn audio_and_images_are_taken_out() {
        let output = Output { whole: Some(100), audio: 60, image: 30, ..Output::default() };
        assert_eq!(read(output.clone()), (Some([10, 60, 30]), vec![]));
        assert_eq!(read(Output { image: 41, ..output }), (None, vec![]));
    }

    #[test]
    fn no_output() {
        assert_eq!(
            read(Output { prompt: 5, total: Some(5), ..Output::default() }),
            (Some([0, 0, 0]), vec!["no_output_count"])
        );
        let huge = Output { whole: Some(u32::MAX), reasoning: 7, total: Some(u32::MAX), ..Output::default() };
        assert_eq!(read(huge), (Some([u32::MAX, 0, 0]), vec![]));
    }
}
