//! A prompt whose count includes its parts, made disjoint. OpenAI and Gemini count so.

use crate::fields::fit;
use crate::report::{Note, UsageError};
use tokentoll_core::{Meter, Usage};

/// The overlapping counts of a prompt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prompt {
    /// Every token of the prompt.
    pub(crate) whole: u32,
    /// Of these, read from a cache.
    pub(crate) read: u32,
    /// Of these, written to a cache for the standard time.
    pub(crate) written: u32,
    /// Of these, written to a cache for the extended time.
    pub(crate) written_1h: u32,
    /// Of these, audio.
    pub(crate) audio: u32,
    /// Of the audio, what was cached, if that is told.
    pub(crate) cached_audio: Option<u32>,
    /// Where the whole stands.
    pub(crate) path: String,
}

impl Prompt {
    /// Each token on one meter; the meters sum to the whole.
    ///
    /// # Errors
    /// A part above its whole.
    pub(crate) fn disjoint(&self, notes: &mut Vec<Note>) -> Result<Usage, UsageError> {
        let cached = u64::from(self.read) + u64::from(self.written) + u64::from(self.written_1h);
        let rest = u64::from(self.whole).checked_sub(cached).ok_or_else(|| {
            UsageError::bad_usage(
                &self.path,
                format!(
                    "met {}, expected at least {cached}: it includes {} read from a cache and {} written to one",
                    self.whole,
                    self.read,
                    u64::from(self.written) + u64::from(self.written_1h)
                ),
            )
        })?;
        let audio = u64::from(self.audio_outside_the_cache(rest, notes)?);
        let text = rest.checked_sub(audio).ok_or_else(|| {
            let message = format!(
                "met {}, expected at least {}: {cached} cached and {audio} of audio outside the cache",
                self.whole,
                cached + audio
            );
            UsageError::bad_usage(&self.path, message)
        })?;
        Ok(Usage::new()
            .input(fit(text, &self.path)?)
            .with(Meter::InputAudio, fit(audio, &self.path)?)
            .cache_read(self.read)
            .cache_write_5m(self.written)
            .cache_write_1h(self.written_1h))
    }

    fn audio_outside_the_cache(&self, rest: u64, notes: &mut Vec<Note>) -> Result<u32, UsageError> {
        if self.audio > self.whole {
            let message = format!("met {}, expected at least its {} tokens of audio", self.whole, self.audio);
            return Err(UsageError::bad_usage(&self.path, message));
        }
        match self.cached_audio {
            Some(cached) if cached > self.read => {
                let message =
                    format!("met {} cached tokens, expected at least the {cached} of audio", self.read);
                Err(UsageError::bad_usage(&self.path, message))
            }
            Some(cached) => self.audio.checked_sub(cached).ok_or_else(|| {
                let message =
                    format!("met {} tokens of audio, expected at least the {cached} cached ones", self.audio);
                UsageError::bad_usage(&self.path, message)
            }),
            None if self.audio == 0 || rest == u64::from(self.whole) => Ok(self.audio),
            None => {
                let outside = self.audio.min(u32::try_from(rest).unwrap_or(u32::MAX));
                let message = format!(
                    "{} has {} tokens of audio and a cache, and does not say how much of the audio was cached; \
                     {outside} are read as audio outside the cache",
                    self.path, self.audio
                );
                notes.push(Note::new("audio_cached_untold", message));
                Ok(outside)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disjoint(prompt: &Prompt) -> Result<Usage, UsageError> {
        disjoint_with(prompt, &mut Vec::new())
    }

    fn disjoint_with(prompt: &Prompt, notes: &mut Vec<Note>) -> Result<Usage, UsageError> {
        prompt.disjoint(notes)
    }

    #[test]
    fn each_token_once() {
        let prompt = Prompt {
            whole: 100,
            read: 40,
            written: 10,
            written_1h: 5,
            audio: 20,
            cached_audio: Some(8),
            ..Prompt::default()
        };
        let usage = disjoint(&prompt).unwrap();
        assert_eq!(usage.prompt_tokens(), 100);
        assert_eq!(usage.of(Meter::Input), 33);
        assert_eq!(usage.of(Meter::InputAudio), 12);
    }

    #[test]
    fn a_part_above_its_whole_is_an_error() {
        for prompt in [
            Prompt { whole: 10, read: 11, ..Prompt::default() },
            Prompt { whole: 10, read: 6, written: 6, ..Prompt::default() },
            Prompt { whole: 10, audio: 11, ..Prompt::default() },
            Prompt { whole: 10, read: 6, audio: 6, cached_audio: Some(0), ..Prompt::default() },
            Prompt { whole: 10, read: 5, audio: 2, cached_audio: Some(3), ..Prompt::default() },
            Prompt { whole: 10, read: 2, audio: 5, cached_audio: Some(3), ..Prompt::default() },
            Prompt { whole: 10, read: u32::MAX, written: u32::MAX, ..Prompt::default() },
        ] {
            assert!(disjoint(&prompt).is_err(), "{prompt:?}");
        }
    }

    #[test]
    fn cached_audio_that_is_not_told_leaves_a_note() {
        let mut notes = Vec::new();
        let prompt = Prompt { whole: 10, read: 6, audio: 6, ..Prompt::default() };
        let usage = disjoint_with(&prompt, &mut notes).unwrap();
        assert_eq!((usage.of(Meter::InputAudio), usage.prompt_tokens()), (4, 10));
        assert_eq!(notes.first().map(|n| n.code), Some("audio_cached_untold"));
    }
}
