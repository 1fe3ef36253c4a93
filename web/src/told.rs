//! What the counting worker tells, as JSON.

use tokentoll::usage::json::{self, Json, Limits, Number, Object};

/// A message of the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A count begins.
    Started,
    /// It was stopped.
    Cancelled,
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
        let json = object(text)?;
        let number = |key: &str| whole(&json, key);
        let words = |key: &str| words(&json, key).unwrap_or_default();
        Some(match &*words("kind") {
            "started" => Told::Started,
            "cancelled" => Told::Cancelled,
            "nothing" => Told::Nothing,
            "newer" => Told::Newer,
            "progress" => Told::Progress { done: number("done")?, total: number("total")? },
            "failed" => Told::Failed { message: words("message") },
            "counted" => Told::Counted {
                last: matches!(json.field("last")?, Json::Bool(true)),
                pieces: match json.field("pieces")? {
                    Json::List(pieces) => pieces.iter().map(piece).collect::<Option<_>>()?,
                    _ => return None,
                },
                tokens: number("tokens")?,
                low: number("low")?,
                high: number("high")?,
                method: words("method"),
            },
            _ => return None,
        })
    }
}

/// A JSON object as the browser writes it.
pub(crate) fn object(text: &str) -> Option<Object> {
    let limits = Limits { bytes: 64 << 20, depth: 8 };
    match json::parse(text.as_bytes(), limits) {
        Ok(Json::Object(object)) => Some(object),
        _ => None,
    }
}

/// A member that is a whole number.
pub(crate) fn whole(object: &Object, key: &str) -> Option<u64> {
    match object.field(key)? {
        Json::Number(Number::Whole(number)) => Some(*number),
        _ => None,
    }
}

/// A member that is a text.
pub(crate) fn words(object: &Object, key: &str) -> Option<String> {
    match object.field(key)? {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn piece(json: &Json) -> Option<Piece> {
    let Json::Object(json) = json else { return None };
    Some(Piece {
        id: u32::try_from(whole(json, "id")?).ok()?,
        name: words(json, "name")?,
        bytes: whole(json, "bytes")?,
        tokens: whole(json, "tokens"),
        skipped: words(json, "skipped"),
        encoding: words(json, "encoding"),
        preview: words(json, "preview").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_others_refused() {
        let counted = r#"{"kind":"counted","last":true,"tokens":5,"low":4,"high":6,"method":"features",
            "pieces":[{"id":1,"name":"a.txt","bytes":9,"tokens":5,"preview":"x"},{"id":2,"name":"b","bytes":1,"skipped":"binary"}]}"#;
        let Some(Told::Counted { last: true, pieces, tokens: 5, .. }) = Told::read(counted) else { panic!() };
        assert_eq!((pieces[0].tokens, pieces[1].skipped.as_deref()), (Some(5), Some("binary")));
        let progress = Told::read(r#"{"kind":"progress","done":2,"total":9}"#);
        assert_eq!(progress, Some(Told::Progress { done: 2, total: 9 }));
        for bad in ["", "{}", r#"{"kind":"progress","done":-1,"total":1}"#, r#"{"kind":"x"}"#] {
            assert_eq!(Told::read(bad), None, "{bad}");
        }
    }
}
