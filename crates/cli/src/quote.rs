//! `tokentoll quote`: one request.

use crate::args::QuoteArgs;
use crate::files;
use crate::outcome::{Page, Stop, hint_of_code, hint_of_day};
use crate::show::{self, Shown};
use tokentoll::usage::UsageError;
use tokentoll::wire::Answer;
use tokentoll::{Ask, Code, Day, Failure, PriceBook, ServiceTier, Speed, TermsAsked, Used};

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
    let terms = TermsAsked {
        service_tier: args.tier.chosen(),
        speed: args.fast.then_some(Speed::Fast),
        inference_geo: args.geo,
        endpoint: args.endpoint,
    };
    let on = args.on.unwrap_or(today);
    let ask = Ask { id: None, seller: args.seller.clone(), model, on, used, terms, convert: args.convert };
    let answer = ask.price(book);
    if args.json {
        return Ok(Page::raw(answer.to_json() + "\n", answer.total().is_some()));
    }
    match answer {
        Answer::Quote(quote) => {
            let shown = Shown {
                quote: &quote,
                name: name_of(book, &quote.seller, &quote.model),
                today: args.on.is_none(),
                hint: if quote.total.is_none() { hint_of_terms(&ask.terms) } else { None },
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
            let report = tokentoll::usage::read_text(&files::bytes(path)?, args.report_format);
            Ok(Used::Reported(report.map_err(unreadable)?))
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

fn unreadable(error: UsageError) -> Stop {
    let code = Code::ALL.into_iter().find(|code| code.name() == error.code.name()).unwrap_or(Code::BadUsage);
    let field = if error.field.is_empty() { "report".to_owned() } else { format!("report.{}", error.field) };
    let message = format!("{field}: {}", error.message);
    Stop::Failed { failure: Failure { code, message, field }, short: None, hint: hint_of_code(code, "") }
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

fn hint_of_terms(terms: &TermsAsked) -> Option<&'static str> {
    let fast = terms.speed == Some(Speed::Fast);
    match terms.service_tier {
        Some(ServiceTier::Batch) if fast => Some("leave out --batch or --fast"),
        Some(ServiceTier::Priority) if fast => Some("leave out --priority or --fast"),
        Some(ServiceTier::Flex) if fast => Some("leave out --flex or --fast"),
        _ => None,
    }
}

fn name_of<'b>(book: &'b PriceBook, seller: &str, model: &str) -> Option<&'b str> {
    let found = book.find(Some(seller), model).ok()?;
    Some(found.model.name()).filter(|name| *name != found.model.id())
}
