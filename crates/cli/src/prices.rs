//! `tokentoll prices check`: the first fault of each price file.

use crate::args::CheckArgs;
use crate::files;
use crate::outcome::Page;
use crate::style::{BAD, DIM, GOOD, NAME, clean, paint, paragraph, plural};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use tokentoll::PriceBook;

/// What was found in one file.
#[derive(Serialize)]
struct Checked {
    file: String,
    seller: Option<String>,
    models: usize,
    entries: usize,
    /// Where in the file, and what was met and expected.
    errors: Vec<String>,
}

/// Checks every file that the paths mean.
pub(crate) fn check(args: &CheckArgs) -> Page {
    let mut all = Vec::new();
    for path in &args.paths {
        match files::price_files(path) {
            Ok(files) => {
                // One directory is laid over the book as a whole, so it may hold one file a seller.
                let mut sellers = BTreeMap::new();
                all.extend(files.iter().map(|file| checked(file, &mut sellers)));
            }
            Err(why) => all.push(Checked { errors: vec![why], ..Checked::of(path) }),
        }
    }
    let good = all.iter().all(|file| file.errors.is_empty());
    if args.json {
        let text = serde_json::to_string_pretty(&all).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        return Page::raw(text + "\n", good);
    }
    let mut out = String::new();
    for file in &all {
        let name = clean(&file.file);
        if file.errors.is_empty() {
            let told = format!(
                "{}: {}, {}",
                file.seller.as_deref().unwrap_or_default(),
                plural(file.models, "model"),
                plural(file.entries, "price entry")
            );
            let _ = writeln!(out, "{}  {name}  {}", paint(GOOD, "ok "), paint(DIM, clean(&told)));
        } else {
            let _ = writeln!(out, "{}  {}", paint(BAD, "bad"), paint(NAME, name));
            file.errors.iter().for_each(|error| paragraph(&mut out, "     ", 5, error, None));
        }
    }
    let bad = all.iter().filter(|file| !file.errors.is_empty()).count();
    let _ = match bad {
        0 => writeln!(out, "{}: all good, and all lie over the embedded prices", plural(all.len(), "file")),
        bad => writeln!(out, "{}: {bad} bad", plural(all.len(), "file")),
    };
    Page::styled(out, good)
}

impl Checked {
    fn of(path: &Path) -> Checked {
        Checked { file: path.display().to_string(), seller: None, models: 0, entries: 0, errors: Vec::new() }
    }
}

fn checked(path: &Path, sellers: &mut BTreeMap<String, String>) -> Checked {
    let mut checked = Checked::of(path);
    let text = match files::text(path) {
        Ok(text) => text,
        Err(why) => return Checked { errors: vec![why], ..checked },
    };
    let book = match PriceBook::read([("", &*text)]) {
        Ok(book) => book,
        Err(e) if e.path.is_empty() => return Checked { errors: vec![e.message], ..checked },
        Err(e) => return Checked { errors: vec![format!("{}: {}", e.path, e.message)], ..checked },
    };
    for seller in book.sellers() {
        checked.seller = Some(seller.id().to_owned());
        checked.models = seller.models().len();
        checked.entries =
            seller.file().map_or(0, |file| file.models.iter().map(|model| model.prices.len()).sum());
        if let Some(stem) = other_stem(path, seller.id()) {
            checked.errors.push(format!(
                "the file of the seller `{0}` is named {0}.json: met {stem}.json",
                seller.id()
            ));
        }
        if let Some(first) = sellers.insert(seller.id().to_owned(), checked.file.clone()) {
            checked
                .errors
                .push(format!("a second file for the seller `{}`: the first is {first}", seller.id()));
        }
    }
    if let Err(e) = PriceBook::embedded().overlaid_by(&book) {
        checked.errors.push(format!("does not lie over the embedded prices: {e}"));
    }
    checked
}

/// The name of a `*.json` file without its ending, where that is not the seller.
fn other_stem(path: &Path, seller: &str) -> Option<String> {
    let named = path.extension().is_some_and(|ending| ending == "json");
    let stem = path.file_stem()?.to_string_lossy();
    (named && stem != seller).then(|| stem.into_owned())
}
