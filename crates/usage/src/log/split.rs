/// Cuts a text into JSON values: one a line, pretty-printed over many, in one array, or one after the other.
///
/// A value that never ends does not swallow what follows: a line that starts with a brace starts a value.
///
/// ```
/// use tokentoll_usage::log::Values;
/// let text = b"[{\"a\":\n [1]}, {\"b\": 2}]\n";
/// let mut values = Values::default();
/// let first = values.end_in(text).unwrap();
/// assert_eq!(Values::trim(&text[..first]), b"{\"a\":\n [1]}");
/// let second = first + values.end_in(&text[first..]).unwrap();
/// assert_eq!(Values::trim(&text[first..second]), b"{\"b\": 2}");
/// assert_eq!(values.end_in(&text[second..]), None);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Values {
    depth: u32,
    quoted: bool,
    escaped: bool,
    /// Something that is neither blank nor a bracket stands at the outermost level.
    loose: bool,
    line_start: bool,
    seen: usize,
}

impl Values {
    /// Where the next value of `text` ends; `None` where that is not in sight yet. `text` starts after the end
    /// found last, and must be given again, longer, where there was none.
    pub fn end_in(&mut self, text: &[u8]) -> Option<usize> {
        let from = self.seen;
        for (i, byte) in text.iter().enumerate().skip(from) {
            let starts_line = core::mem::replace(&mut self.line_start, *byte == b'\n');
            if self.depth > 0 && (self.quoted && *byte == b'\n' || starts_line && *byte == b'{') {
                // Cut off: what follows is another value.
                return Some(self.ended(if *byte == b'\n' { i + 1 } else { i }));
            }
            if self.quoted {
                match (self.escaped, byte) {
                    (true, _) => self.escaped = false,
                    (false, b'\\') => self.escaped = true,
                    (false, b'"') => self.quoted = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if self.depth > 0 => self.quoted = true,
                b'{' => self.depth += 1,
                // Brackets around or between values.
                b'[' | b']' if self.depth == 0 => {}
                b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 1 => return Some(self.ended(i + 1)),
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'\n' if self.loose => return Some(self.ended(i + 1)),
                b',' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ if self.depth == 0 => self.loose = true,
                _ => {}
            }
        }
        self.seen = text.len();
        None
    }

    /// A value without what stands between it and the one before.
    pub fn trim(piece: &[u8]) -> &[u8] {
        let is_between = |byte: &u8| matches!(byte, b',' | b'[' | b']' | b' ' | b'\t' | b'\r' | b'\n');
        let from = piece.iter().position(|byte| !is_between(byte)).unwrap_or(piece.len());
        piece.get(from..).unwrap_or_default().trim_ascii_end()
    }

    fn ended(&mut self, at: usize) -> usize {
        *self = Values { line_start: self.line_start, ..Values::default() };
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut values = Values::default();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(end) = values.end_in(&text.as_bytes()[from..]) {
            found.push(&text[from..from + end]);
            from += end;
        }
        found.push(&text[from..]);
        let trimmed =
            found.into_iter().map(|piece| std::str::from_utf8(Values::trim(piece.as_bytes())).unwrap());
        trimmed.filter(|piece| !piece.is_empty()).collect()
    }

    #[test]
    fn every_layout() {
        let wanted = ["{\"a\":\"]}{\"}", "{\"b\":[[1],{}]}"];
        for text in [
            "{\"a\":\"]}{\"}\n{\"b\":[[1],{}]}\n",
            "{\"a\":\"]}{\"}{\"b\":[[1],{}]}",
            "[{\"a\":\"]}{\"},{\"b\":[[1],{}]}]",
            " [\n{\"a\":\"]}{\"},\n{\"b\":[[1],{}]}\n]\n",
        ] {
            assert_eq!(pieces(text), wanted, "{text}");
        }
        assert_eq!(pieces("{\n  \"a\": {\n  }\n}\n"), ["{\n  \"a\": {\n  }\n}"]);
    }

    #[test]
    fn a_cut_value_does_not_swallow_the_next() {
        assert_eq!(pieces("{\"a\":[1\n{\"b\":2}\n"), ["{\"a\":[1", "{\"b\":2}"]);
        assert_eq!(pieces("{\"a\":\"x\n{\"b\":2}\n"), ["{\"a\":\"x", "{\"b\":2}"]);
        assert_eq!(pieces("junk\n{\"b\":2}"), ["junk", "{\"b\":2}"]);
        assert_eq!(pieces("{\"b\":2}\n{\"a\":"), ["{\"b\":2}", "{\"a\":"]);
    }

    #[test]
    fn growing_texts_give_the_same_pieces() {
        let text = b"[{\"a\":\"\\\"}\"},{\"b\":{}}]";
        let mut values = Values::default();
        let (mut from, mut found) = (0, 0);
        for end in 0..=text.len() {
            while let Some(at) = values.end_in(&text[from..end]) {
                from += at;
                found += 1;
            }
        }
        assert_eq!(found, 2);
    }
}
