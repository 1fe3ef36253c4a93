//! A list of pieces, tiled over a marked text at the least cost. `docs/pieces.md` describes the format.

use std::collections::VecDeque;

use unicode_normalization::UnicodeNormalization;

use super::marks::{Marker, Symbol, WRITTEN};
use super::merge::Form;
use super::{MAX_TOKENS, VocabularyError, short};

/// What a list begins with.
pub(super) const MAGIC: &str = "tokentoll-pieces 1";

/// The longest piece, in symbols.
const LONGEST: usize = 128;

/// A power of two beyond it: how far back costs and symbols are kept.
const KEPT: usize = 256;

/// The most a piece may cost.
const DEAREST: u32 = 1000;

#[derive(Debug)]
pub(super) struct Pieces {
    form: Form,
    words: bool,
    case: bool,
    /// What each byte costs of a character that no piece holds.
    byte: u32,
    tree: Tree,
    count: usize,
}

pub(super) fn read(text: &str) -> Result<Pieces, VocabularyError> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let magic = lines.next().map_or("", |(_, line)| line);
    if magic != MAGIC {
        return Err(VocabularyError(format!("line 1: met `{}`, expected `{MAGIC}`", short(magic))));
    }
    let mut list =
        Pieces { form: Form::Nfc, words: true, case: true, byte: 1, tree: Tree::default(), count: 0 };
    let mut said = Vec::new();
    for (number, line) in lines.by_ref().take_while(|(_, line)| !line.is_empty()) {
        let (option, value) = line.split_once(' ').unwrap_or((line, ""));
        if said.contains(&option) {
            return Err(VocabularyError(format!("line {number}: `{option}` comes twice")));
        }
        said.push(option);
        list.option(option, value).map_err(|expected| {
            VocabularyError(format!("line {number}: met `{}`, expected {expected}", short(line)))
        })?;
    }
    if !list.words {
        if list.case && said.contains(&"case") {
            let why = "met `case marked` and `words plain`: capitals are marked at words";
            return Err(VocabularyError(why.to_owned()));
        }
        list.case = false;
    }
    let mut pieces: Vec<(Vec<Symbol>, u32, usize)> = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let (symbols, cost) =
            piece(line).map_err(|what| VocabularyError(format!("line {number}: {what}")))?;
        pieces.push((symbols, cost, number));
        if pieces.len() > MAX_TOKENS {
            return Err(VocabularyError(format!("met more than {MAX_TOKENS} pieces, expected fewer")));
        }
    }
    if pieces.is_empty() {
        return Err(VocabularyError("met no piece behind the empty line, expected one at least".to_owned()));
    }
    pieces.sort_unstable();
    if let Some(twice) = pieces.windows(2).find(|two| two[0].0 == two[1].0) {
        let (first, second) = (twice[0].2.min(twice[1].2), twice[0].2.max(twice[1].2));
        return Err(VocabularyError(format!("line {second}: its piece stands on line {first} already")));
    }
    list.count = pieces.len();
    list.tree = Tree::new(&pieces);
    Ok(list)
}

/// A piece in quotes, as JSON writes a text, and what it costs where that is not 1. Its symbols from the last.
fn piece(line: &str) -> Result<(Vec<Symbol>, u32), String> {
    let wrong = || format!("met `{}`, expected a text in quotes, and a cost where it is not 1", short(line));
    let (quoted, rest) = line.split_at(line.rfind('"').ok_or_else(wrong)? + 1);
    let text: String = serde_json::from_str(quoted).map_err(|_| wrong())?;
    let cost = match rest.trim_start_matches(' ') {
        "" => 1,
        number => cost(number).ok_or_else(wrong)?,
    };
    let mut symbols = Vec::new();
    let mut left = text.as_str();
    while let Some(letter) = left.chars().next() {
        match WRITTEN.iter().find(|(written, _)| left.starts_with(written)) {
            Some((written, mark)) => {
                symbols.push(*mark);
                left = &left[written.len()..];
            }
            None => {
                symbols.push(letter.into());
                left = &left[letter.len_utf8()..];
            }
        }
    }
    if symbols.is_empty() || symbols.len() > LONGEST {
        return Err(format!("met a piece of {} characters, expected 1 to {LONGEST}", symbols.len()));
    }
    symbols.reverse();
    Ok((symbols, cost))
}

fn cost(number: &str) -> Option<u32> {
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|cost| plain && (1..=DEAREST).contains(cost))
}

impl Pieces {
    /// Takes an option of the head; what was expected instead, where it is none.
    fn option(&mut self, option: &str, value: &str) -> Result<(), &'static str> {
        match (option, value) {
            ("normalize", "none") => self.form = Form::AsIs,
            ("normalize", "nfc") => self.form = Form::Nfc,
            ("normalize", "nfkc") => self.form = Form::Nfkc,
            ("normalize", _) => return Err("`none`, `nfc` or `nfkc`"),
            ("words", "marked" | "plain") => self.words = value == "marked",
            ("case", "marked" | "plain") => self.case = value == "marked",
            ("words" | "case", _) => return Err("`marked` or `plain`"),
            ("byte", _) => self.byte = cost(value).ok_or("a cost from 1 to 1000")?,
            _ => return Err("`normalize`, `words`, `case` or `byte`, or an empty line before the pieces"),
        }
        Ok(())
    }

    pub(super) fn tokens(&self) -> usize {
        self.count
    }

    pub(super) fn count(&self, text: &str) -> u64 {
        let mut tiling = Tiling::new(self);
        let mut marker = Marker::new(self.case, |symbol| tiling.push(symbol));
        let words = self.words;
        let mut raw = Tiling::new(self);
        let mut push = |letter: char| if words { marker.push(letter) } else { raw.push(letter.into()) };
        match self.form {
            _ if text.is_ascii() => text.chars().for_each(&mut push),
            Form::AsIs => text.chars().for_each(&mut push),
            Form::Nfc => text.nfc().for_each(&mut push),
            Form::Nfkc => text.nfkc().for_each(&mut push),
        }
        marker.finish();
        drop(marker);
        if words { tiling.cost() } else { raw.cost() }
    }

    /// What a symbol costs that no piece holds.
    fn alone(&self, symbol: Symbol) -> u64 {
        let bytes = char::from_u32(symbol).map_or(1, char::len_utf8);
        u64::from(self.byte) * bytes as u64
    }
}

/// The least cost of the symbols so far. A piece reaches back so many symbols at most, and no more are kept.
struct Tiling<'a> {
    pieces: &'a Pieces,
    symbols: [Symbol; KEPT],
    costs: [u64; KEPT],
    length: usize,
}

impl<'a> Tiling<'a> {
    fn new(pieces: &'a Pieces) -> Self {
        Self { pieces, symbols: [0; KEPT], costs: [0; KEPT], length: 0 }
    }

    fn push(&mut self, symbol: Symbol) {
        let before = self.length;
        self.symbols[before % KEPT] = symbol;
        let mut least = self.costs[before % KEPT] + self.pieces.alone(symbol);
        let tree = &self.pieces.tree;
        let mut node = 0;
        for back in 0..=before.min(LONGEST - 1) {
            let Some(next) = tree.child(node, self.symbols[(before - back) % KEPT]) else { break };
            node = next;
            if let Some(cost) = tree.cost(node) {
                least = least.min(self.costs[(before - back) % KEPT] + u64::from(cost));
            }
        }
        self.length += 1;
        self.costs[self.length % KEPT] = least;
    }

    fn cost(&self) -> u64 {
        self.costs[self.length % KEPT]
    }
}

/// Pieces by their last symbol, then the one before it, and so on.
#[derive(Debug, Default)]
struct Tree {
    /// Where the children of each node begin among all; those of the next are where they end.
    first: Vec<u32>,
    /// The symbol that leads to each child; child `k` is node `k + 1`.
    symbols: Vec<Symbol>,
    /// What the piece costs that ends at each node; 0 where none does.
    costs: Vec<u32>,
}

impl Tree {
    /// Built breadth first from sorted pieces, so that the children of a node stand together.
    fn new(pieces: &[(Vec<Symbol>, u32, usize)]) -> Self {
        let mut tree = Self { first: Vec::new(), symbols: Vec::new(), costs: vec![0] };
        let mut nodes = VecDeque::from([(pieces, 0)]);
        while let Some((mut under, depth)) = nodes.pop_front() {
            tree.first.push(tree.symbols.len() as u32);
            if let Some((_, rest)) = under.split_first().filter(|((symbols, ..), _)| symbols.len() == depth) {
                under = rest;
            }
            while let Some(symbol) = under.first().map(|(symbols, ..)| symbols[depth]) {
                let same = under.iter().take_while(|(symbols, ..)| symbols[depth] == symbol).count();
                let (group, rest) = under.split_at(same);
                let (symbols, cost, _) = &group[0];
                tree.symbols.push(symbol);
                tree.costs.push(if symbols.len() == depth + 1 { *cost } else { 0 });
                nodes.push_back((group, depth + 1));
                under = rest;
            }
        }
        tree.first.push(tree.symbols.len() as u32);
        tree
    }

    fn child(&self, node: usize, symbol: Symbol) -> Option<usize> {
        let (from, to) = (self.first[node] as usize, self.first[node + 1] as usize);
        let at = match to - from {
            0..=8 => self.symbols[from..to].iter().position(|known| *known == symbol)?,
            _ => self.symbols[from..to].binary_search(&symbol).ok()?,
        };
        Some(from + at + 1)
    }

    fn cost(&self, node: usize) -> Option<u32> {
        Some(self.costs[node]).filter(|cost| *cost > 0)
    }
}
