//! What kind of text this is, as far as the error of an estimate depends on it.

use crate::Features;
use crate::features::{MARK, MARKS, SCRIPT_CHARS, letters};
use crate::script::{self, Script, Script as S};

/// What kind of text an estimate is made for: its error differs by it.
///
/// ```
/// use tokentoll_tokens::{Features, TextKind};
/// assert_eq!(TextKind::of(&Features::of("All human beings are born free.")), TextKind::Prose);
/// assert_eq!(TextKind::of(&Features::of("fn f(x: &[u8]) -> u8 { x[0] }")), TextKind::Code);
/// assert_eq!(TextKind::of(&Features::of("人人生而自由")), TextKind::WideScript);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextKind {
    /// Running text in Latin letters with hardly an accent.
    Prose,
    /// Running text in Latin letters with accents.
    Accented,
    /// Programs, markup and data.
    Code,
    /// Mostly Cyrillic, Greek, Arabic, Hebrew, Devanagari, Thai and other scripts with recorded counts.
    OtherScript,
    /// Mostly Chinese, Japanese or Korean.
    WideScript,
    /// Mostly a script with few or no recorded counts.
    RareScript,
}

impl TextKind {
    /// All of them.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::TextKind::ALL.len(), 6);
    /// ```
    pub const ALL: [Self; 6] =
        [Self::Prose, Self::Accented, Self::Code, Self::OtherScript, Self::WideScript, Self::RareScript];

    /// Its one spelling, also in the calibration.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::TextKind::WideScript.name(), "wide_script");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::Accented => "accented",
            Self::Code => "code",
            Self::OtherScript => "other_script",
            Self::WideScript => "wide_script",
            Self::RareScript => "rare_script",
        }
    }

    /// The kind of a text with these features.
    pub fn of(features: &Features) -> Self {
        Self::known(features, Scripts::default())
    }

    /// The kind for a calibration that has not seen these scripts either.
    pub(crate) fn known(features: &Features, unseen: Scripts) -> Self {
        let counts = features.counts();
        let (mut rare, mut wide, mut other, mut accents) = (0, 0, 0, 0);
        for (class, count) in counts[SCRIPT_CHARS..SCRIPT_CHARS + script::COUNT].iter().enumerate() {
            match class {
                _ if is_rare(class) || unseen.has(class) => rare += count,
                _ if (S::Hangul as usize..=S::Fullwidth as usize).contains(&class) => wide += count,
                _ if (S::Greek as usize..S::Hangul as usize).contains(&class) => other += count,
                _ if is_accent(class) => accents += count,
                _ => {}
            }
        }
        let beyond = rare + wide + other;
        if beyond * 2 > letters(counts) + beyond {
            return match () {
                () if rare * 3 > beyond => Self::RareScript,
                () if wide >= other => Self::WideScript,
                () => Self::OtherScript,
            };
        }
        let code: u64 = MARKS
            .iter()
            .zip(&counts[MARK..])
            .filter(|(mark, _)| is_code(**mark))
            .map(|(_, count)| count)
            .sum();
        if code * 40 > features.chars() {
            Self::Code
        } else if accents * 100 > letters(counts) {
            Self::Accented
        } else {
            Self::Prose
        }
    }
}

/// A set of classes of characters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scripts(u128);

const _: () = assert!(script::COUNT <= 128);

impl Scripts {
    /// Those of these names.
    pub(crate) fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let class = |name| script::LABELS.iter().position(|label| *label == name);
        Self(names.into_iter().filter_map(class).fold(0, |set, class| set | 1 << class))
    }

    fn has(self, class: usize) -> bool {
        self.0 & 1 << class != 0
    }
}

fn is_code(mark: u8) -> bool {
    !matches!(mark, b'.' | b',' | b'\'' | b'"' | b'?' | b'!' | b':' | b'-' | b'*' | b'`')
}

fn is_accent(class: usize) -> bool {
    class == S::Latin1Letter as usize || (S::LatinA as usize..=S::Combining as usize).contains(&class)
}

/// Scripts for which no count was recorded, or hardly any.
fn is_rare(class: usize) -> bool {
    const RARE: [Script; 14] = [
        S::Armenian,
        S::Syriac,
        S::Thaana,
        S::Gurmukhi,
        S::Gujarati,
        S::Oriya,
        S::Telugu,
        S::Kannada,
        S::Malayalam,
        S::Khmer,
        S::Rare,
        S::RareAstral,
        S::GreekExtended,
        S::HanRare,
    ];
    RARE.iter().any(|rare| *rare as usize == class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_everyday_texts() {
        let kind = |text: &str| TextKind::of(&Features::of(text));
        assert_eq!(kind(""), TextKind::Prose);
        assert_eq!(kind("Les êtres humains naissent libres et égaux"), TextKind::Accented);
        assert_eq!(kind("Все люди рождаются свободными"), TextKind::OtherScript);
        assert_eq!(kind("ᎣᏏᏲ ᎣᏏᏲ"), TextKind::RareScript);
        assert_eq!(kind("{\"a\": [1, 2], \"b\": {}}"), TextKind::Code);
        assert_eq!(kind("すべての人間は"), TextKind::WideScript);
    }

    #[test]
    fn a_script_that_a_calibration_has_not_seen_is_rare_to_it() {
        let features = Features::of("Все люди рождаются свободными");
        assert_eq!(TextKind::known(&features, Scripts::named(["thai"])), TextKind::OtherScript);
        assert_eq!(TextKind::known(&features, Scripts::named(["thai", "cyrillic"])), TextKind::RareScript);
    }
}
