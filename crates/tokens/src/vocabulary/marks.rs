//! Text as a list of pieces sees it: words between marks, capitals as marks before small letters.

/// A character, or one of the marks, which lie beyond all characters.
pub(super) type Symbol = u32;

pub(super) const WORD_BEGINS: Symbol = 0x11_0000;
pub(super) const WORD_ENDS: Symbol = 0x11_0001;
pub(super) const SHIFT: Symbol = 0x11_0002;
pub(super) const CAPS: Symbol = 0x11_0003;

/// Each mark as it is written in a list.
pub(super) const WRITTEN: [(&str, Symbol); 4] =
    [("⟨bow⟩", WORD_BEGINS), ("⟨eow⟩", WORD_ENDS), ("⟨shift⟩", SHIFT), ("⟨caps⟩", CAPS)];

/// A word longer than this keeps its capitals: whether they are all capitals need not be known.
const LONG: usize = 256;

/// What stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Word,
    Blank,
    Other,
}

/// Takes characters and gives symbols.
pub(super) struct Marker<E: FnMut(Symbol)> {
    each: E,
    case: bool,
    word: Vec<char>,
    /// Whether the word at hand is so long that it is written letter by letter.
    long: bool,
    /// Whether a single space waits for what follows it.
    space: bool,
    last: Last,
}

impl<E: FnMut(Symbol)> Marker<E> {
    pub(super) fn new(case: bool, each: E) -> Self {
        Self { each, case, word: Vec::new(), long: false, space: false, last: Last::Nothing }
    }

    pub(super) fn push(&mut self, letter: char) {
        if letter.is_alphabetic() {
            if self.space {
                self.bridge(true);
            }
            match self.long {
                true => (self.each)(letter.into()),
                false => self.word.push(letter),
            }
            if self.word.len() > LONG {
                (self.each)(WORD_BEGINS);
                self.word.drain(..).map(Symbol::from).for_each(&mut self.each);
                self.long = true;
            }
            return;
        }
        self.end_word();
        let blank = letter.is_whitespace();
        if letter == ' ' && !self.space && matches!(self.last, Last::Word | Last::Other) {
            self.space = true;
            return;
        }
        if self.space && blank {
            self.space = false;
            (self.each)(' '.into());
        } else if self.space {
            self.bridge(false);
        }
        (self.each)(letter.into());
        self.last = if blank { Last::Blank } else { Last::Other };
    }

    pub(super) fn finish(&mut self) {
        self.end_word();
        if self.space {
            (self.each)(' '.into());
        }
    }

    /// A single space between two things that are no blanks: a word has its marks already, others get them.
    fn bridge(&mut self, to_word: bool) {
        self.space = false;
        if self.last == Last::Other {
            (self.each)(WORD_ENDS);
        }
        if !to_word {
            (self.each)(WORD_BEGINS);
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() && !self.long {
            return;
        }
        if !self.long {
            (self.each)(WORD_BEGINS);
            if let Some(mark) = self.case.then(|| lower(&mut self.word)).flatten() {
                (self.each)(mark);
            }
            self.word.drain(..).map(Symbol::from).for_each(&mut self.each);
        }
        (self.each)(WORD_ENDS);
        self.long = false;
        self.last = Last::Word;
    }
}

/// Small letters instead of capitals, where a mark can say so and the capitals can be had back.
fn lower(word: &mut [char]) -> Option<Symbol> {
    let small = |letter: char| {
        let mut lower = letter.to_lowercase();
        let one = lower.next().filter(|_| lower.next().is_none())?;
        one.to_uppercase().eq([letter]).then_some(one)
    };
    let capitals = word.iter().filter(|letter| letter.is_uppercase()).count();
    if word.len() > 1 && capitals == word.len() {
        let lowered: Vec<char> = word.iter().map(|letter| small(*letter)).collect::<Option<_>>()?;
        word.copy_from_slice(&lowered);
        return Some(CAPS);
    }
    let first = word.first_mut()?;
    if capitals == 1 && first.is_uppercase() {
        *first = small(*first)?;
        return Some(SHIFT);
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(in super::super) fn marked(text: &str) -> String {
        let mut stream = String::new();
        let mut marker = Marker::new(true, |symbol| match WRITTEN.iter().find(|(_, mark)| *mark == symbol) {
            Some((written, _)) => stream.push_str(written),
            None => stream.push(char::from_u32(symbol).expect("a character")),
        });
        text.chars().for_each(|letter| marker.push(letter));
        marker.finish();
        drop(marker);
        stream
    }

    #[test]
    fn words_and_capitals_are_marked() {
        for (text, stream) in [
            ("", ""),
            ("hello, world", "⟨bow⟩hello⟨eow⟩,⟨eow⟩⟨bow⟩world⟨eow⟩"),
            ("hello,world", "⟨bow⟩hello⟨eow⟩,⟨bow⟩world⟨eow⟩"),
            ("a + b", "⟨bow⟩a⟨eow⟩⟨bow⟩+⟨eow⟩⟨bow⟩b⟨eow⟩"),
            ("1 2", "1⟨eow⟩⟨bow⟩2"),
            (" a  b ", " ⟨bow⟩a⟨eow⟩  ⟨bow⟩b⟨eow⟩ "),
            ("a \n", "⟨bow⟩a⟨eow⟩ \n"),
            ("NASA Likes iOS", "⟨bow⟩⟨caps⟩nasa⟨eow⟩⟨bow⟩⟨shift⟩likes⟨eow⟩⟨bow⟩iOS⟨eow⟩"),
            ("A Ω中", "⟨bow⟩⟨shift⟩a⟨eow⟩⟨bow⟩⟨shift⟩ω中⟨eow⟩"),
            ("STRAßE", "⟨bow⟩STRAßE⟨eow⟩"),
        ] {
            assert_eq!(marked(text), stream, "{text}");
        }
    }

    #[test]
    fn a_word_without_end_is_written_as_it_comes() {
        let long = "A".repeat(LONG + 10);
        assert_eq!(marked(&long), format!("⟨bow⟩{long}⟨eow⟩"));
        assert_eq!(marked(&"A".repeat(LONG)), format!("⟨bow⟩⟨caps⟩{}⟨eow⟩", "a".repeat(LONG)));
    }

    proptest! {
        #[test]
        fn different_texts_have_different_marks(a in "[aB ,\n1]{0,8}", b in "[aB ,\n1]{0,8}") {
            prop_assert_eq!(marked(&a) == marked(&b), a == b);
        }
    }
}
