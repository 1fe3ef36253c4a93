//! Cutting text into pieces by a pattern, one after the other, in time that grows with the text.
//!
//! The patterns of byte-pair vocabularies end in `\s+(?!\S)|\s+`: a run of blanks without its last, where a word
//! follows. An automaton cannot look ahead, so that end is taken off and done by hand.

use std::sync::Mutex;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use super::{VocabularyError, short};

/// The end of a pattern that is done by hand.
const TAIL: &str = r"|\s+(?!\S)|\s+";

/// How far behind the last end of a piece a later end is looked for, in bytes: patterns in use need one or two.
const AHEAD: usize = 256;

#[derive(Debug)]
pub(super) struct Split {
    automaton: DFA,
    /// Whether a run of blanks leaves its last to what follows.
    blanks: bool,
    caches: Mutex<Vec<Cache>>,
}

impl Split {
    pub(super) fn new(pattern: &str) -> Result<Self, VocabularyError> {
        let wrong = |what: String| VocabularyError(format!("the pattern `{}`: {what}", short(pattern)));
        if let Some(possessive) = possessive(pattern) {
            return Err(wrong(format!("met the possessive `{possessive}`, which is not read")));
        }
        let (main, blanks) = match pattern.strip_suffix(TAIL) {
            Some(main) => (main, true),
            None => (pattern, false),
        };
        let patterns = if blanks { vec![main, r"\s+"] } else { vec![main] };
        let config = DFA::config().cache_capacity(16 << 20);
        let automaton = DFA::builder()
            .configure(config)
            .syntax(syntax::Config::new().nest_limit(50))
            .thompson(regex_automata::nfa::thompson::Config::new().nfa_size_limit(Some(16 << 20)))
            .build_many(&patterns)
            .map_err(|error| wrong(format!("met what is not read: {}", reason(&error))))?;
        Ok(Self { automaton, blanks, caches: Mutex::default() })
    }

    /// Calls `each` with every piece; what the pattern does not cover is a piece of its own.
    pub(super) fn pieces<'t>(&self, text: &'t str, each: &mut dyn FnMut(&'t str)) {
        let kept = self.caches.lock().ok().and_then(|mut caches| caches.pop());
        let mut cache = kept.unwrap_or_else(|| self.automaton.create_cache());
        let (mut at, mut uncovered) = (0, 0);
        while at < text.len() {
            let end = self.end(&mut cache, text, at);
            if end == at {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            if uncovered < at {
                each(&text[uncovered..at]);
            }
            each(&text[at..end]);
            (at, uncovered) = (end, end);
        }
        if uncovered < text.len() {
            each(&text[uncovered..]);
        }
        if let Ok(mut caches) = self.caches.lock() {
            caches.push(cache);
        }
    }

    /// Where the piece that begins here ends; here, where none begins.
    fn end(&self, cache: &mut Cache, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        let input = Input::new(bytes).anchored(Anchored::Yes).range(at..);
        let Ok(mut state) = self.automaton.start_state_forward(cache, &input) else { return at };
        let mut found = (at, 0);
        for position in at..=bytes.len() {
            let next = match bytes.get(position) {
                Some(byte) => self.automaton.next_state(cache, state, *byte),
                None => self.automaton.next_eoi_state(cache, state),
            };
            let Ok(next) = next else { break };
            state = next;
            if state.is_match() {
                // The automaton tells of a match one byte late.
                found = (position, self.automaton.match_pattern(cache, state, 0).as_usize());
            } else if state.is_dead() || state.is_quit() || position - found.0 > AHEAD {
                break;
            }
        }
        let (end, which) = found;
        if !text.is_char_boundary(end) {
            return at;
        }
        if self.blanks && which == 1 && end < text.len() {
            let last = text[at..end].chars().next_back().map_or(0, char::len_utf8);
            if at + last < end {
                return end - last;
            }
        }
        end
    }
}

/// The first quantifier that gives nothing back.
fn possessive(pattern: &str) -> Option<&str> {
    let (mut class, mut escaped, mut quantified) = (false, false, false);
    // The braces of `{1,3}` quantify, those of `\p{L}` name.
    let (mut behind_escape, mut naming) = (false, false);
    for (at, letter) in pattern.char_indices() {
        let plain = !escaped && !class;
        if plain && quantified && letter == '+' {
            return pattern.get(at - 1..=at);
        }
        naming = if plain && letter == '{' { behind_escape } else { naming };
        quantified = plain && (matches!(letter, '?' | '*' | '+') || letter == '}' && !naming);
        class = match letter {
            '[' if plain => true,
            ']' if !escaped => false,
            _ => class,
        };
        behind_escape = escaped;
        escaped = letter == '\\' && !escaped;
    }
    None
}

fn reason(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text = last.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
        let mut pieces = Vec::new();
        Split::new(pattern).expect("a pattern").pieces(text, &mut |piece| pieces.push(piece));
        pieces
    }

    #[test]
    fn blanks_leave_their_last_to_the_word() {
        let pattern = r" ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
        assert_eq!(
            pieces(pattern, "Hi  there, 12!\n\n x "),
            ["Hi", " ", " there", ",", " 12", "!", "\n\n", " x", " "]
        );
        assert_eq!(pieces(pattern, "   "), ["   "]);
        assert_eq!(pieces(pattern, "\n1"), ["\n", "1"]);
        assert_eq!(pieces(pattern, ""), Vec::<&str>::new());
    }

    #[test]
    fn what_is_not_covered_is_a_piece_of_its_own() {
        assert_eq!(pieces(r"\p{N}", "ab12c"), ["ab", "1", "2", "c"]);
    }

    #[test]
    fn a_pattern_that_looks_far_ahead_ends() {
        let text = "ab".repeat(50_000);
        assert_eq!(pieces(r"[^x]*x|.", &text).len(), text.len());
    }

    #[test]
    fn what_is_not_read_is_named() {
        let error = |pattern| Split::new(pattern).expect_err("not read").to_string();
        assert!(error(r"a(?=b)").contains("look-around"), "{}", error(r"a(?=b)"));
        assert!(error(r"\p{L}++").contains("`++`"));
        assert!(error(r"(").contains("the pattern `(`"));
        assert!(error(r"(\w{1000}){1000}").contains("the pattern"));
        assert!(Split::new(r"\++|[?+]+").is_ok());
    }
}
