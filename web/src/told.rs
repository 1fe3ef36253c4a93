//! What the counting worker tells, as JSON.

use serde_json::Value;

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
        let json: Value = serde_json::from_str(text).ok()?;
        let number = |key: &str| json[key].as_u64();
        let words = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        Some(match json["kind"].as_str()? {
            "started" => Told::Started,
            "cancelled" => Told::Cancelled,
            "nothing" => Told::Nothing,
            "newer" => Told::Newer,
            "progress" => Told::Progress { done: number("done")?, total: number("total")? },
            "failed" => Told::Failed { message: words("message") },
            "counted" => Told::Counted {
                last: json["last"].as_bool()?,
                pieces: json["pieces"].as_array()?.iter().map(piece).collect::<Option<_>>()?,
                tokens: number("tokens")?,
                low: number("low")?,
                high: number("high")?,
                method: words("method"),
            },
            _ => return None,
        })
    }
}

fn piece(json: &Value) -> Option<Piece> {
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    Some(Piece {
        id: u32::try_from(json["id"].as_u64()?).ok()?,
        name: text("name")?,
        bytes: json["bytes"].as_u64()?,
        tokens: json["tokens"].as_u64(),
        skipped: text("skipped"),
        encoding: text("encoding"),
        preview: text("preview").unwrap_or_default(),
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
