//! Folders and files with what they come to, and which of them to show.

use super::read::Counted;
use super::walk::File;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use tokentoll::tokens::{Basis, Counter, Tally, TokenCount};

/// A folder or a file.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its name; of folders that hold nothing but one folder, all of them.
    pub(crate) name: String,
    /// What it comes to.
    pub(crate) count: TokenCount,
    /// How many files it holds, itself included.
    pub(crate) files: usize,
    /// Which of the files it is; none for a folder.
    pub(crate) file: Option<usize>,
    /// What it holds, the largest first.
    pub(crate) below: Vec<Node>,
}

/// One line of a tree.
#[derive(Debug)]
pub(crate) enum Row<'t> {
    /// A folder or a file, and how deep it stands.
    Node(&'t Node, usize),
    /// So many more files that are not shown, what they come to, and how deep they stand.
    More(usize, TokenCount, usize),
}

/// What is built up while files are sorted in.
#[derive(Default)]
struct Growing {
    tally: Tally,
    files: usize,
    file: Option<usize>,
    below: BTreeMap<String, Growing>,
}

/// The roots of the tree: the paths that were asked for.
pub(crate) fn tree(files: &[(File, Counted)], counter: &Counter<'_>) -> Vec<Node> {
    let mut root = Growing::default();
    for (at, (file, counted)) in files.iter().enumerate() {
        let mut node = &mut root;
        for name in &file.names {
            node = node.below.entry(name.clone()).or_default();
            node.tally += &counted.tally;
            node.files += 1;
        }
        node.file = Some(at);
    }
    grown(root.below, counter)
}

fn grown(nodes: BTreeMap<String, Growing>, counter: &Counter<'_>) -> Vec<Node> {
    let mut grown: Vec<Node> = nodes.into_iter().map(|(name, node)| node_of(name, node, counter)).collect();
    grown.sort_by(|a, b| b.count.tokens.cmp(&a.count.tokens).then_with(|| a.name.cmp(&b.name)));
    grown
}

fn node_of(mut name: String, mut node: Growing, counter: &Counter<'_>) -> Node {
    // A folder that holds nothing but a folder is shown with it, in one line.
    while node.below.len() == 1 && node.file.is_none() {
        let Some((inner, only)) = node.below.pop_first() else { break };
        if !name.ends_with('/') {
            name.push('/');
        }
        name.push_str(&inner);
        node = only;
    }
    if node.file.is_none() && !name.ends_with('/') {
        name.push('/');
    }
    let below = grown(node.below, counter);
    Node { name, count: counter.tallied(&node.tally), files: node.files, file: node.file, below }
}

/// The lines to show: the `top` largest files and folders, at most `depth` levels of them. A folder is as large
/// as all that it holds, so whatever is shown hangs below what is shown.
pub(crate) fn rows(roots: &[Node], top: usize, depth: usize) -> Vec<Row<'_>> {
    let mut chosen: HashSet<*const Node> = HashSet::new();
    let mut waiting = Waiting::default();
    waiting.offer(roots, 0);
    while chosen.len() < top {
        let Some((node, level)) = waiting.largest() else { break };
        chosen.insert(std::ptr::from_ref(node));
        if level < depth {
            waiting.offer(&node.below, level + 1);
        }
    }
    let mut rows = Vec::new();
    lay_out(roots, 0, &chosen, &mut rows);
    rows
}

fn lay_out<'t>(nodes: &'t [Node], level: usize, chosen: &HashSet<*const Node>, rows: &mut Vec<Row<'t>>) {
    let is_shown = |node: &&Node| chosen.contains(&std::ptr::from_ref(*node));
    let shown: Vec<&Node> = nodes.iter().filter(is_shown).collect();
    for node in &shown {
        rows.push(Row::Node(node, level));
        lay_out(&node.below, level + 1, chosen, rows);
    }
    let hidden: Vec<&Node> = nodes.iter().filter(|node| !is_shown(node)).collect();
    if !hidden.is_empty() && (!shown.is_empty() || level == 0) {
        let files = hidden.iter().map(|node| node.files).sum();
        rows.push(Row::More(files, sum(&hidden), level));
    }
}

/// What several nodes come to: their intervals add up, as within a folder.
fn sum(nodes: &[&Node]) -> TokenCount {
    let mut total = TokenCount { tokens: 0, basis: nodes[0].count.basis };
    let (mut low, mut high) = (0, 0);
    for node in nodes {
        total.tokens += node.count.tokens;
        low += node.count.low();
        high += node.count.high();
    }
    if let Basis::Estimated { low: under, high: over, .. }
    | Basis::Vocabulary { low: under, high: over, .. } = &mut total.basis
    {
        (*under, *over) = (low, high);
    }
    total
}

/// Nodes that may be shown, the largest first, of equal ones that which was met first.
#[derive(Default)]
struct Waiting<'t> {
    met: Vec<(&'t Node, usize)>,
    heap: BinaryHeap<(u64, Reverse<usize>)>,
}

impl<'t> Waiting<'t> {
    fn offer(&mut self, nodes: &'t [Node], level: usize) {
        for node in nodes {
            self.heap.push((node.count.tokens, Reverse(self.met.len())));
            self.met.push((node, level));
        }
    }

    fn largest(&mut self) -> Option<(&'t Node, usize)> {
        self.heap.pop().map(|(_, Reverse(at))| self.met[at])
    }
}
