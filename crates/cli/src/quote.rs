//! `tokentoll quote`: one request.

use crate::args::QuoteArgs;
use crate::files;
use crate::outcome::{Page, Stop, hint_of_code, hint_of_day};
use crate::show::{self, Shown};
use tokentoll::usage::{ReportFormat, UsageError};
use tokentoll::wire::Answer;
use tokentoll::{Ask, Code, Day, Failure, PriceBook, ServiceTier, TermsAsked, Used};

/// Prices what the arguments ask for.
///
/// # Errors
/// [`Stop`] for arguments that make no sense, and, unless JSON was asked for, for an ask without an answer.
pub(crate) fn quote(
    args: &QuoteArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let model = args.model.clone().unwrap_or_default();
    let used = match used(args, &model) {
        Ok(used) => used,
        Err(stop @ Stop::Failed { .. }) if args.json => return Ok(refusal(&stop)),
        Err(stop) => return Err(stop),
    };
    let (how, terms) = (&args.how, args.how.terms());
    let on = how.on.unwrap_or(today);
    let ask = Ask { id: None, seller: how.seller.clone(), model, on, used, terms, convert: args.convert };
    let answer = ask.price(book);
    if args.json {
        return Ok(Page::raw(answer.to_json() + "\n", answer.total().is_some()));
    }
    match answer {
        Answer::Quote(quote) => {
            let shown = Shown {
                quote: &quote,
                name: name_of(book, &quote.seller, &quote.model),
                today: how.on.is_none(),
                hint: if quote.total.is_none() { hint_of_terms(book, &ask) } else { None },
            };
            Ok(Page::styled(show::quote(&shown, width), quote.total.is_some()))
        }
        Answer::Error(answer) => Err(why(book, &ask, answer.error)),
    }
}

fn refusal(stop: &Stop) -> Page {
    Page::raw(stop.to_json().unwrap_or_default() + "\n", false)
}

/// Counts or a report.
fn used(args: &QuoteArgs, model: &str) -> Result<Used, Stop> {
    match (&args.report, args.counts.given) {
        (Some(path), _) => {
            let text = files::bytes(path)?;
            let read = |format| tokentoll::usage::read_text(&text, format);
            read(args.report_format).map(Used::Reported).map_err(|error| {
                // Where the format was told, reading in it fails in the same way.
                let told = args.report_format.is_some()
                    || ReportFormat::ALL.into_iter().any(|format| read(Some(format)).as_ref() == Err(&error));
                unreadable(error, told)
            })
        }
        (None, Some(usage)) => Ok(Used::Planned(usage)),
        (None, None) => {
            let example = format!(
                "say what is used: `tokentoll quote {model} --input 100k --output 2k`, or `--report FILE`"
            );
            Err(Stop::wrong("expected a count, such as --input, or a --report").hint(example))
        }
    }
}

fn unreadable(error: UsageError, told: bool) -> Stop {
    let code = Code::ALL.into_iter().find(|code| code.name() == error.code.name()).unwrap_or(Code::BadUsage);
    let field = if error.field.is_empty() { "report".to_owned() } else { format!("report.{}", error.field) };
    let message = format!("{field}: {}", error.message);
    let hint = match code {
        Code::BadUsage if told => None,
        Code::BadUsage => {
            Some("--report-format names the format where its shape does not tell it".to_owned())
        }
        _ => hint_of_code(code, ""),
    };
    Stop::Failed { failure: Failure { code, message, field }, short: None, hint }
}

/// The same failure with what would work.
fn why(book: &PriceBook, ask: &Ask, error: tokentoll::wire::Error) -> Stop {
    let seller = ask.seller.as_deref();
    let looked_up = book.find(seller, &ask.model).and_then(|found| found.on(ask.on));
    if let Err(lookup) = looked_up {
        return Stop::lookup(lookup, hint_of_day(book, seller, &ask.model, ask.on));
    }
    let hint = hint_of_code(error.code, &ask.model);
    let failure =
        Failure { code: error.code, message: error.message, field: error.field.unwrap_or_default() };
    Stop::Failed { failure, short: None, hint }
}

/// Of several flags, those without which the request would be priced.
fn hint_of_terms(book: &PriceBook, ask: &Ask) -> Option<String> {
    let terms = ask.terms;
    let tier = match terms.service_tier {
        Some(ServiceTier::Batch) => "--batch",
        Some(ServiceTier::Priority) => "--priority",
        _ => "--flex",
    };
    let without = [
        (tier, TermsAsked { service_tier: None, ..terms }),
        ("--fast", TermsAsked { speed: None, ..terms }),
        ("--geo", TermsAsked { inference_geo: None, ..terms }),
        ("--endpoint", TermsAsked { endpoint: None, ..terms }),
    ];
    let given: Vec<_> = without.into_iter().filter(|(_, others)| *others != terms).collect();
    if given.len() < 2 {
        return None;
    }
    let priced = |others| Ask { terms: others, ..ask.clone() }.price(book).total().is_some();
    let flags: Vec<_> = given.into_iter().filter(|(_, t)| priced(*t)).map(|(flag, _)| flag).collect();
    (!flags.is_empty()).then(|| format!("leave out {}", flags.join(" or ")))
}

fn name_of<'b>(book: &'b PriceBook, seller: &str, model: &str) -> Option<&'b str> {
    let found = book.find(Some(seller), model).ok()?;
    Some(found.model.name()).filter(|name| *name != found.model.id())
}
