//! What the counting worker tells.

use crate::message::Message;

/// A message of the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A count begins.
    Started,
    /// It was stopped.
    Cancelled {
        /// All that was to be counted.
        given: Vec<Piece>,
    },
    /// There is nothing to count any more.
    Nothing,
    /// A newer version of the page is ready.
    Newer,
    /// Bytes read so far.
    Progress {
        /// So far.
        done: u64,
        /// Of all.
        total: u64,
    },
    /// A count: a first estimate, or the last word.
    Counted {
        /// Whether nothing better will follow.
        last: bool,
        /// File by file.
        pieces: Vec<Piece>,
        /// The tokens of all of them.
        tokens: u64,
        /// The least it may be.
        low: u64,
        /// The most it may be.
        high: u64,
        /// How it was counted.
        method: String,
    },
    /// There is none.
    Failed {
        /// Why.
        message: String,
        /// All that was to be counted.
        given: Vec<Piece>,
    },
}

/// A text or a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its number; 0 is the text area's.
    pub id: u32,
    /// The file's path; empty for pasted text.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its tokens, where it was counted.
    pub tokens: Option<u64>,
    /// Why it was not: `binary`, `ignored`, `unreadable`.
    pub skipped: Option<String>,
    /// The encoding it was read in, where that is not UTF-8.
    pub encoding: Option<String>,
    /// Its first lines.
    pub preview: String,
}

impl Told {
    /// Reads a message; `None` for what is none.
    pub fn read(text: &str) -> Option<Told> {
        let told = Message::read(text);
        let number = |key: &str| told.text(key).parse().ok();
        let pieces = || told.parts("id").map(|part| piece(&part)).collect::<Option<_>>();
        Some(match &*told.text("kind") {
            "started" => Told::Started,
            "cancelled" => Told::Cancelled { given: pieces()? },
            "nothing" => Told::Nothing,
            "newer" => Told::Newer,
            "progress" => Told::Progress { done: number("done")?, total: number("total")? },
            "failed" => Told::Failed { message: told.text("message"), given: pieces()? },
            "counted" => Told::Counted {
                last: told.text("last") == "true",
                tokens: number("tokens")?,
                low: number("low")?,
                high: number("high")?,
                method: told.text("method"),
                pieces: pieces()?,
            },
            _ => return None,
        })
    }
}

fn piece(told: &Message) -> Option<Piece> {
    Some(Piece {
        id: told.number("id")?,
        name: told.maybe("name")?,
        bytes: told.text("bytes").parse().ok()?,
        tokens: told.maybe("tokens").and_then(|tokens| tokens.parse().ok()),
        skipped: told.maybe("skipped"),
        encoding: told.maybe("encoding"),
        preview: told.text("preview"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_others_refused() {
        let counted = "kind=counted&last=true&tokens=5&low=4&high=6&method=features\
            &id=1&name=a.txt&bytes=9&tokens=5&preview=x&id=2&name=b&bytes=1&skipped=binary";
        let Some(Told::Counted { last: true, pieces, tokens: 5, .. }) = Told::read(counted) else { panic!() };
        assert_eq!((pieces[0].tokens, pieces[1].skipped.as_deref()), (Some(5), Some("binary")));
        let Some(Told::Cancelled { given }) = Told::read("kind=cancelled&id=1&name=a.txt&bytes=9") else {
            panic!()
        };
        assert_eq!((given[0].bytes, given[0].tokens), (9, None));
        let progress = Told::read("kind=progress&done=2&total=9");
        assert_eq!(progress, Some(Told::Progress { done: 2, total: 9 }));
        for bad in
            ["", "{}", "kind=progress&done=-1&total=1", "kind=x", "kind=counted&tokens=1&low=1&high=1&id=x"]
        {
            assert_eq!(Told::read(bad), None, "{bad}");
        }
    }
}
