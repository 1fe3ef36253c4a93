//! Messages of the page's scripts: `key=value&key=value`, as `URLSearchParams` writes them.

/// A message that was read: its members in order.
#[derive(Clone, Debug, Default)]
pub struct Message(Vec<(String, String)>);

impl Message {
    /// Reads a message; what is none has no members.
    pub fn read(text: &str) -> Message {
        let member = |pair: &str| {
            let (key, value) = pair.split_once('=')?;
            Some((key.to_owned(), unescaped(value, true)?))
        };
        Message(text.split('&').filter_map(member).collect())
    }

    /// A text; empty where there is none.
    pub fn text(&self, key: &str) -> String {
        self.member(key).unwrap_or_default().to_owned()
    }

    /// A text that may be missing.
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.member(key).map(str::to_owned)
    }

    /// A whole number.
    pub fn number(&self, key: &str) -> Option<u32> {
        self.member(key)?.parse().ok()
    }

    /// The messages within this one, each begun by this key.
    pub fn parts(&self, key: &'static str) -> impl Iterator<Item = Message> {
        let starts = move |(name, _): &(String, String)| name == key;
        let mut rest = &self.0[self.0.iter().position(starts).unwrap_or(self.0.len())..];
        std::iter::from_fn(move || {
            let tail = rest.get(1..)?;
            let next = tail.iter().position(starts).map_or(rest.len(), |at| at + 1);
            let (part, others) = rest.split_at(next);
            rest = others;
            Some(Message(part.to_vec()))
        })
    }

    fn member(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| &**value)
    }
}

/// A text whose bytes may be written as `%41`, and blanks as `+` in forms; `None` for what is no text.
pub fn unescaped(text: &str, is_form: bool) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(match byte {
            b'%' => u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?,
            b'+' if is_form => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_parts() {
        let told = Message::read("kind=counted&tokens=5&id=1&name=a%26b+%E6%96%87&id=2&name=");
        assert_eq!((told.text("kind"), told.number("tokens")), ("counted".to_owned(), Some(5)));
        assert_eq!((told.maybe("x"), told.number("kind"), told.text("x")), (None, None, String::new()));
        let names: Vec<_> = told.parts("id").map(|part| (part.number("id"), part.text("name"))).collect();
        assert_eq!(names, [(Some(1), "a&b 文".to_owned()), (Some(2), String::new())]);
        assert_eq!(Message::read("").parts("id").count(), 0);
        assert_eq!(Message::read("x=%&y=%ff&z=%G0").0, []);
    }
}
