//! The command line: arguments, then the facade, then text or JSON. The only place that asks the clock.
//!
//! ```text
//! args ─► files (price overlays, reports) ─► tokentoll ─► Page: show, table (text) or the wire form (JSON)
//! ```
//!
//! Exit codes: 0 everything has its answer; 1 something has not; 2 wrong arguments, or a file that cannot
//! be read.

mod args;
mod count;
mod counts;
mod files;
mod footnotes;
mod import;
mod jsonl;
mod logs;
mod models;
mod outcome;
mod planning;
mod prices;
mod quote;
mod rates;
mod show;
mod style;
mod table;

use args::{Arguments, Command, PricesCommand};
use clap::{CommandFactory, Parser};
use outcome::{Page, Stop};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tokentoll::{Day, PriceBook};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayVersion => {
            return ended(print(&version()));
        }
        Err(error) => error.exit(),
    };
    let json = wants_json(&arguments.command);
    let stop = match run(&arguments.command) {
        Ok(page) => match print(&page) {
            Ok(()) => return ExitCode::from(page.exit()),
            Err(stop) => stop,
        },
        Err(stop) => stop,
    };
    match stop.to_json() {
        Some(error) if json => {
            let written = print(&Page::raw(error + "\n", false));
            if written.is_err() { ended(written) } else { ExitCode::from(stop.exit()) }
        }
        _ => ended(Err(stop)),
    }
}

fn run(command: &Command) -> Result<Page, Stop> {
    match command {
        Command::Quote(args) if args.jsonl => {
            let book = files::book(&args.prices.paths)?;
            let output = std::io::stdout().lock();
            let by_line = output.is_terminal();
            let good = jsonl::quote_all(&book, std::io::stdin().lock(), output, by_line)?;
            Ok(Page::raw(String::new(), good))
        }
        Command::Quote(args) => quote::quote(args, &*files::book(&args.prices.paths)?, today(), width()),
        Command::Count(args) if args.jsonl => {
            let output = std::io::stdout().lock();
            let by_line = output.is_terminal();
            Ok(Page::raw(String::new(), count::stream(std::io::stdin().lock(), output, by_line)?))
        }
        Command::Count(args) => count::count(args, &*files::book(&args.prices.paths)?, today(), width()),
        Command::Models(args) => models::models(args, &*files::book(&args.prices.paths)?, today(), width()),
        Command::Rates(args) => rates::rates(args, &*files::book(&args.prices.paths)?, width()),
        Command::Estimate(args) => {
            planning::estimate(args, &*files::book(&args.place.prices.paths)?, today(), width())
        }
        Command::Compare(args) => {
            planning::compare(args, &*files::book(&args.place.prices.paths)?, today(), width())
        }
        Command::Advise(args) => {
            planning::advise(args, &*files::book(&args.place.prices.paths)?, today(), width())
        }
        Command::Simulate(args) => {
            planning::simulate(args, &*files::book(&args.place.prices.paths)?, today(), width())
        }
        Command::Limits(args) => {
            planning::limits(args, &*files::book(&args.place.prices.paths)?, today(), width())
        }
        Command::Prices(PricesCommand::Check(args)) => Ok(prices::check(args)),
        Command::Prices(PricesCommand::Import(args)) => import::import(args, today()),
        Command::Usage(args) => match args.watch {
            None => logs::usage(args, width()),
            Some(seconds) => {
                let exit = logs::watch(args, seconds, width(), |page| {
                    if std::io::stdout().is_terminal() {
                        // To the top of an empty screen.
                        print(&Page::raw("\x1b[2J\x1b[H".to_owned(), true))?;
                    }
                    print(page)
                })?;
                Ok(Page::raw(String::new(), exit == 0).exiting(exit))
            }
        },
        Command::Reconcile(args) => logs::reconcile(args, width()),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "tokentoll", &mut text);
            Ok(Page::raw(String::from_utf8_lossy(&text).into_owned(), true))
        }
    }
}

const fn wants_json(command: &Command) -> bool {
    match command {
        Command::Quote(args) => args.json,
        Command::Count(args) => args.json,
        Command::Models(args) => args.json,
        Command::Rates(args) => args.json,
        Command::Estimate(args) => args.place.json,
        Command::Compare(args) => args.place.json,
        Command::Advise(args) => args.place.json,
        Command::Simulate(args) => args.place.json,
        Command::Limits(args) => args.place.json,
        Command::Prices(PricesCommand::Check(args)) => args.json,
        Command::Prices(PricesCommand::Import(args)) => args.json,
        Command::Usage(args) => args.json,
        Command::Reconcile(args) => args.json,
        Command::Completions { .. } => false,
    }
}

fn version() -> Page {
    let book = PriceBook::embedded().version();
    Page::raw(format!("tokentoll {} (prices {book})\n", env!("CARGO_PKG_VERSION")), true)
}

/// The day it is, UTC.
fn today() -> Day {
    let date = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    Day::new(date.year(), date.month(), date.day()).unwrap_or_else(|| unreachable!("{date} is a day"))
}

/// Columns of the screen: `COLUMNS`, else those of the terminal; none for a file or a pipe.
fn width() -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal =
        || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    asked.filter(|columns| *columns > 0).or_else(terminal)
}

fn print(page: &Page) -> Result<(), Stop> {
    let mut output = std::io::stdout().lock();
    if page.styled {
        anstream::AutoStream::auto(&mut output).write_all(page.text.as_bytes())?;
    } else {
        output.write_all(page.text.as_bytes())?;
    }
    output.flush()?;
    if !page.note.is_empty() {
        anstream::AutoStream::auto(std::io::stderr().lock()).write_all(page.note.as_bytes())?;
    }
    Ok(())
}

fn ended(result: Result<(), Stop>) -> ExitCode {
    let Err(stop) = result else { return ExitCode::SUCCESS };
    let exit = stop.exit();
    if exit != 141 {
        // Nobody is left to tell where standard error is closed, too.
        let _ = write!(anstream::AutoStream::auto(std::io::stderr().lock()), "{}", stop.to_text(width()));
    }
    ExitCode::from(exit)
}
