//! `tokentoll count`: how many tokens files, folders and requests have, and what sending them once would cost.
//!
//! ```text
//! paths ─► walk ─► work, on every core: read ─► tree, facts, fit ─► show or JSON
//! ```

pub(crate) mod args;
mod facts;
mod fit;
mod json;
mod read;
mod request;
mod show;
mod tree;
mod walk;
mod work;

pub(crate) use request::stream;

use crate::files;
use crate::outcome::{Page, Stop, hint_of_day};
use args::{CountArgs, DEFAULT_MODEL};
use facts::Market;
use read::Counted;
use std::io::IsTerminal;
use std::path::Path;
use tokentoll::tokens::{Counter, Observation, Tally, TokenCount, Vocabulary};
use tokentoll::{Code, Day, Failure, PriceBook};
use walk::{File, Rules, Skipped};

/// Everything that was counted, and for whom.
pub(crate) struct Count<'b> {
    /// The model as it is shown.
    model: String,
    /// The day, and whether it is the default.
    on: Day,
    today: bool,
    /// Its prices, where it has some.
    market: Option<Market<'b>>,
    /// How it was counted.
    counter: Counter<'static>,
    /// The files that were.
    files: Vec<(File, Counted)>,
    /// Those that were not.
    skipped: Vec<Skipped>,
    /// What stands around one message.
    frame: Tally,
    /// All of it, frame included.
    total: TokenCount,
    /// What to leave out.
    fit: Option<fit::Fit>,
}

/// Counts what the arguments ask for.
///
/// # Errors
/// [`Stop`] for a model that is not known, and for paths of which nothing can be read.
pub(crate) fn count(
    args: &CountArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    if let Some(path) = &args.request {
        return request::request(args, path, book, today, width);
    }
    let name = args.model.as_deref().unwrap_or(DEFAULT_MODEL);
    let on = args.on.unwrap_or(today);
    let (market, counter) = for_whom(args, name, book, on)?;
    let rules = Rules { hidden: args.hidden, ignored: args.no_ignore, follow: args.follow };
    let found = walk::files(&args.files, rules);
    let watched = std::io::stderr().is_terminal();
    let (files, unread) = work::count(found.files, &counter, watched);
    let mut skipped = found.skipped;
    skipped.extend(unread);
    skipped.sort();
    if files.is_empty() && skipped.len() == args.files.len() && found.missing == args.files.len() {
        let told: Vec<String> = skipped.iter().map(|one| format!("{}: {}", one.path, one.why)).collect();
        return Err(Stop::wrong(told.join("; ")));
    }
    let frame = counter.framing();
    let sum = |counter: &Counter<'_>| {
        let all = files.iter().map(|(_, counted)| counted.tally.clone()).sum::<Tally>();
        counter.tallied(&[all, frame.clone()].into_iter().sum())
    };
    let counter = observed(args, &counter, sum(&counter));
    let total = sum(&counter);
    let fit = args.fit.map(|limit| fit::fit(&files, &frame, limit, &counter));
    let model = market.map_or_else(|| name.to_owned(), |market| market.found.model.id().to_owned());
    let today = args.on.is_none();
    let good = found.missing == 0;
    let count = Count { model, on, today, market, counter, files, skipped, frame, total, fit };
    Ok(if args.json {
        Page::raw(json::document(&count).to_string() + "\n", good)
    } else {
        Page::styled(show::page(&count, args, width), good)
    })
}

/// The prices and the counter of a model.
fn for_whom<'b>(
    args: &CountArgs,
    name: &str,
    book: &'b PriceBook,
    on: Day,
) -> Result<(Option<Market<'b>>, Counter<'static>), Stop> {
    let seller = args.seller.as_deref();
    let vocabulary = args.vocabulary.as_deref().map(vocabulary).transpose()?;
    let counter = |name: &str| {
        Counter::of_model(name).map(|counter| match (vocabulary, args.method) {
            (Some(vocabulary), _) => counter.by_vocabulary(vocabulary),
            (None, Some(method)) => counter.by(method),
            (None, None) => counter,
        })
    };
    match book.find(seller, name) {
        Ok(found) => {
            let listing =
                found.on(on).map_err(|error| Stop::lookup(error, hint_of_day(book, seller, name, on)))?;
            let counter = counter(found.model.id()).or_else(|_| counter(name)).map_err(|error| {
                let message = error.to_string();
                let failure = Failure { code: Code::UnknownModel, message, field: "model".to_owned() };
                Stop::Failed { failure, short: None, hint: None }
            })?;
            Ok((Some(Market { book, found, listing, on }), counter))
        }
        // A model without a price here can be counted all the same where its encoding is public.
        Err(lookup) => match counter(name) {
            Ok(counter) if counter.family().encoding().is_some() && seller.is_none() => Ok((None, counter)),
            _ => Err(Stop::lookup(lookup, None)),
        },
    }
}

/// A vocabulary of the caller's, which lives as long as the program.
fn vocabulary(path: &Path) -> Result<&'static Vocabulary, Stop> {
    let wrong = |why: &dyn std::fmt::Display| Stop::wrong(format!("{}: {why}", path.display()));
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let read = Vocabulary::read(&name, &files::bytes(path)?).map_err(|error| wrong(&error))?;
    Ok(Box::leak(Box::new(read)))
}

/// The counter with the scale of one true count.
fn observed(args: &CountArgs, counter: &Counter<'static>, total: TokenCount) -> Counter<'static> {
    match args.observed {
        Some(seen) => counter.rescaled(Observation { estimated: total.tokens, true_tokens: u64::from(seen) }),
        None => counter.clone(),
    }
}
