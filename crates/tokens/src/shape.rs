//! The shape of a text: what its features say together and none says alone.
//!
//! A public vocabulary and one that is not public differ most where words are rare. How long the public tokens of
//! a text are, and how many marks stand among them, tells prose of everyday words from programs; a coefficient for
//! each makes the worth of a token depend on the text it stands in.

use crate::Features;
use crate::features::shape_counts;

/// How many numbers a shape has.
pub(crate) const LENGTH: usize = 6;

/// The shape of one text with that many Latin tokens: what stands in it once, and its tokens by marks, by length,
/// by both, and by the square of either. It is no sum over slices: it belongs to a text as a whole.
pub(crate) fn of(features: &Features, latin: u64) -> [f64; LENGTH] {
    if features.bytes() == 0 {
        return [0.0; LENGTH];
    }
    let (letters, words, marks, digits) = shape_counts(features.counts());
    let characters = (letters + words + marks + digits) as f64;
    let tokens = latin as f64;
    let marked = (10.0 * marks as f64 / characters.max(1.0)).min(5.0);
    let long = (characters / tokens.max(1.0) / 4.0).min(2.0);
    [
        1.0,
        tokens * marked,
        tokens * long,
        tokens * marked * long,
        tokens * marked * marked,
        tokens * long * long,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_longer_tokens_and_fewer_marks_than_code() {
        let per_token = |text: &str| {
            let latin = crate::fitting::latin_tokens(text);
            of(&Features::of(text), latin).map(|value| value / latin as f64)
        };
        let (prose, code) =
            (per_token("All of them were born free."), per_token("if (a[i] != b[j]) { x(); }"));
        assert!(prose[1] < code[1] && prose[2] > code[2], "{prose:?} {code:?}");
    }

    #[test]
    fn a_text_without_latin_letters_stands_once_and_has_no_more_shape() {
        assert_eq!(of(&Features::of("人人生而自由"), 0), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(of(&Features::default(), 0), [0.0; LENGTH]);
    }
}
