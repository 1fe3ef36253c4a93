//! The arguments: what can be asked on the command line.

use crate::counts;
use crate::planning::{AdviseArgs, CompareArgs, EstimateArgs, LimitsArgs, SimulateArgs};
use clap::builder::{PossibleValuesParser, Styles, TypedValueParser};
use clap::{Arg, ArgGroup, ArgMatches, Args, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use std::str::FromStr;
use tokentoll::book::import::Source;
use tokentoll::core::plain_decimal;
use tokentoll::usage::ReportFormat;
use tokentoll::{
    Conversion, Currency, Day, Endpoint, InferenceGeo, Meter, ServiceTier, Speed, TermsAsked, Usage,
};

/// What an LLM request costs, before and after it is sent, to the last digit.
///
/// Exit codes: 0 everything has its answer, 1 something has not, 2 wrong arguments.
#[derive(Debug, Parser)]
#[command(name = "tokentoll", version, max_term_width = 110, styles = STYLES)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(crate::style::HEAD)
    .usage(crate::style::HEAD)
    .literal(crate::style::NAME)
    .error(crate::style::BAD)
    .valid(crate::style::GOOD)
    .invalid(crate::style::WARN);

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Price one request, or a stream of them
    #[command(after_help = QUOTE_EXAMPLES)]
    Quote(Box<QuoteArgs>),
    /// Count the tokens of files, folders and requests, and price sending them
    #[command(after_help = crate::count::args::EXAMPLES)]
    Count(Box<crate::count::args::CountArgs>),
    /// List models with their windows, prices on a day and retirement
    Models(ModelsArgs),
    /// Show the whole price history of a model
    Rates(RatesArgs),
    /// Forecast a request whose counts are ranges: cost, window, headers, the step
    #[command(after_help = ESTIMATE_EXAMPLES)]
    Estimate(Box<EstimateArgs>),
    /// Price the same request with other models, at other sellers, on other days
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Box<CompareArgs>),
    /// Find ways to send requests for less, and what each asks
    #[command(after_help = ADVISE_EXAMPLES)]
    Advise(Box<AdviseArgs>),
    /// Simulate a growing conversation under caching strategies
    #[command(after_help = SIMULATE_EXAMPLES)]
    Simulate(Box<SimulateArgs>),
    /// Tell how many such requests each usage tier lets through
    #[command(after_help = LIMITS_EXAMPLES)]
    Limits(Box<LimitsArgs>),
    /// Check price files of your own, import those of others
    #[command(subcommand)]
    Prices(PricesCommand),
    /// What logs used, each request once, and what it cost
    #[command(after_help = crate::logs::args::USAGE_EXAMPLES)]
    Usage(Box<crate::logs::args::UsageArgs>),
    /// Compare what logs used with a vendor's bill
    Reconcile(Box<crate::logs::args::ReconcileArgs>),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const ESTIMATE_EXAMPLES: &str = "\
Examples:
  tokentoll estimate claude-sonnet-4-5 --input 212.4k±6% --output 2k --on 2026-02-20
  tokentoll estimate claude-opus-5-5 --input 100k..300k --output 1k..2k..8k";

const COMPARE_EXAMPLES: &str = "\
Examples:
  tokentoll compare claude-sonnet-4-6 --input 200k --output 2k
  tokentoll compare claude-opus-4-6 --input 500k --on 2026-03-12 --with @2026-03-13 --with openai:gpt-5.4";

const ADVISE_EXAMPLES: &str = "\
Examples:
  tokentoll advise claude-sonnet-4-6 --input 212.4k --output 2k --times 10 --prefix 200k
  tokentoll advise claude-haiku-5-5 --input 150k --output 1k --shared 2k --all";

const SIMULATE_EXAMPLES: &str = "\
Examples:
  tokentoll simulate claude-opus-5-5 --start 150k --user 3k --output 1k --turns 20 --every 2m
  tokentoll simulate claude-opus-5-5 --transcript responses.jsonl";

const LIMITS_EXAMPLES: &str = "\
Examples:
  tokentoll limits claude-opus-5-5 --input 20k --cache-read 80k --output 1k --requests 5000 --latency 30s
  tokentoll limits claude-opus-5-5 --input 20k --output 1k --per-minute 200 --batch";

const QUOTE_EXAMPLES: &str = "\
Examples:
  tokentoll quote claude-sonnet-4-5 --input 500k --output 2k --on 2026-02-20
  tokentoll quote claude-opus-4-6 --cache-read 900k --output 900 --geo us --json
  tokentoll quote claude-sonnet-4-5 --report response.json
  tokentoll quote --jsonl < asks.jsonl > quotes.jsonl

Counts: 200000, 200k, 1.5M, 1_000_000, 1,000,000, 100万";

/// One request, or a stream of them.
#[derive(Debug, Args)]
pub(crate) struct QuoteArgs {
    /// A model id, an alias or a gateway's spelling
    #[arg(required_unless_present = "jsonl")]
    pub(crate) model: Option<String>,
    /// Counts by meter.
    #[command(flatten)]
    pub(crate) counts: Counts,
    /// A provider's response or usage object, as JSON, instead of counts; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "counts", help_heading = USED)]
    pub(crate) report: Option<PathBuf>,
    /// Its format, where its shape does not tell
    #[arg(long, value_name = "F", requires = "report", conflicts_with = "counts", value_parser = words(&ReportFormat::ALL.map(ReportFormat::name)).map(word::<ReportFormat>), help_heading = USED)]
    pub(crate) report_format: Option<ReportFormat>,
    /// Read one ask as JSON per line from standard input, write one answer per line, in order
    #[arg(long, conflicts_with_all = NOT_WITH_JSONL, help_heading = USED)]
    pub(crate) jsonl: bool,
    /// When, where and how.
    #[command(flatten)]
    pub(crate) how: HowArgs,
    /// Show the total in another currency, too: how much of it one unit of the quote's currency is
    #[arg(long, value_name = "CNY=7.1", value_parser = conversion)]
    pub(crate) convert: Option<Conversion>,
    /// Answer in the wire form, as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

pub(crate) const USED: &str = "What is used";
const TERMS: &str = "When, where and how";
const NOT_WITH_JSONL: [&str; 13] = [
    "model",
    "counts",
    "report",
    "on",
    "seller",
    "batch",
    "priority",
    "flex",
    "fast",
    "geo",
    "endpoint",
    "convert",
    "report_format",
];

/// When, where and how a request is sent.
#[derive(Debug, Args)]
pub(crate) struct HowArgs {
    /// The day of the request, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = TERMS)]
    pub(crate) on: Option<Day>,
    /// The seller [default: anthropic, or the one that knows the model]
    #[arg(long, help_heading = TERMS)]
    pub(crate) seller: Option<String>,
    /// Which queue.
    #[command(flatten)]
    pub(crate) tier: TierArgs,
    /// Fast mode
    #[arg(long, help_heading = TERMS)]
    pub(crate) fast: bool,
    /// Where inference may run
    #[arg(long, value_parser = words(&InferenceGeo::ALL.map(InferenceGeo::name)).map(word::<InferenceGeo>), help_heading = TERMS)]
    pub(crate) geo: Option<InferenceGeo>,
    /// The kind of endpoint
    #[arg(long, value_parser = words(&Endpoint::ALL.map(Endpoint::name)).map(word::<Endpoint>), help_heading = TERMS)]
    pub(crate) endpoint: Option<Endpoint>,
}

impl HowArgs {
    /// The terms that were chosen.
    pub(crate) fn terms(&self) -> TermsAsked {
        TermsAsked {
            service_tier: self.tier.chosen(),
            speed: self.fast.then_some(Speed::Fast),
            inference_geo: self.geo,
            endpoint: self.endpoint,
        }
    }
}

/// At most one queue.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct TierArgs {
    /// Batch: served within a day
    #[arg(long, help_heading = TERMS)]
    batch: bool,
    /// Served before others
    #[arg(long, help_heading = TERMS)]
    priority: bool,
    /// Served when there is room
    #[arg(long, help_heading = TERMS)]
    flex: bool,
}

impl TierArgs {
    /// The queue that was chosen.
    pub(crate) fn chosen(&self) -> Option<ServiceTier> {
        match (self.batch, self.priority, self.flex) {
            (true, ..) => Some(ServiceTier::Batch),
            (_, true, _) => Some(ServiceTier::Priority),
            (.., true) => Some(ServiceTier::Flex),
            _ => None,
        }
    }
}

/// Price files laid over the embedded book.
#[derive(Debug, Args)]
pub(crate) struct Overlays {
    /// Lay a price file, or a directory of them, over the embedded prices; the later on top
    #[arg(long = "prices", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// Which models to list.
#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    /// Part of an id, a name or an alias
    pub(crate) filter: Option<String>,
    /// Only this seller
    #[arg(long)]
    pub(crate) seller: Option<String>,
    /// The day whose prices are shown, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Day>,
    /// Also those retired, not yet released or without a price on that day
    #[arg(long)]
    pub(crate) all: bool,
    /// Answer as a JSON array
    #[arg(long)]
    pub(crate) json: bool,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

/// Whose history to show.
#[derive(Debug, Args)]
pub(crate) struct RatesArgs {
    /// A model id, an alias or a gateway's spelling
    pub(crate) model: String,
    /// The seller [default: anthropic, or the one that knows the model]
    #[arg(long)]
    pub(crate) seller: Option<String>,
    /// Answer as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

/// What to do with price files.
#[derive(Debug, Subcommand)]
pub(crate) enum PricesCommand {
    /// Read price files and tell the first fault of each
    Check(CheckArgs),
    /// Read a price list of another project into price files
    Import(ImportArgs),
}

/// Which price files to check.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Price files, or directories of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Answer as a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to import.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Whose list it is
    #[arg(long, value_name = "LIST", value_parser = words(&Source::ALL.map(Source::name)).map(word::<Source>))]
    pub(crate) from: Source,
    /// The list: LiteLLM's model_prices_and_context_window.json, genai-prices' data.json, models.dev's api.json; `-` reads standard input
    pub(crate) file: PathBuf,
    /// Only this seller; may be given several times
    #[arg(long)]
    pub(crate) seller: Vec<String>,
    /// The first day of prices that the list does not date, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Day>,
    /// Write one file a seller here [default: one JSON array to standard output]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// List every model that was refused or read in part
    #[arg(long)]
    pub(crate) verbose: bool,
    /// Give the summary as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A count for each meter, from a flag for each meter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// The counts, where at least one was given.
    pub(crate) given: Option<Usage>,
}

impl FromArgMatches for Counts {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let counts = Meter::ALL.into_iter().filter_map(|m| Some((m, *matches.get_one::<u32>(m.name())?)));
        let given = counts.fold(None, |usage: Option<Usage>, (meter, count)| {
            Some(usage.unwrap_or_default().with(meter, count))
        });
        Ok(Counts { given })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Counts::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Counts {
    fn augment_args(command: clap::Command) -> clap::Command {
        let flag = |meter: Meter| {
            Arg::new(meter.name())
                .long(meter.name().replace('_', "-"))
                .value_name("N")
                .value_parser(counts::count)
                .allow_negative_numbers(true)
                .help(help(meter))
                .help_heading(USED)
        };
        let group = ArgGroup::new("counts").args(Meter::ALL.map(Meter::name)).multiple(true);
        command.args(Meter::ALL.map(flag)).group(group)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Counts::augment_args(command)
    }
}

const fn help(meter: Meter) -> &'static str {
    match meter {
        Meter::Input => "Prompt tokens neither read from nor written to a cache",
        Meter::InputAudio => "Audio tokens of the prompt",
        Meter::CacheRead => "Prompt tokens read from a cache",
        Meter::CacheWrite5m => "Prompt tokens written to a cache of five minutes",
        Meter::CacheWrite1h => "Prompt tokens written to a cache of an hour",
        Meter::Output => "Tokens written by the model, thinking included",
        Meter::OutputAudio => "Audio tokens written by the model",
        Meter::OutputImage => "Image tokens written by the model",
        Meter::WebSearch => "Web searches",
        Meter::CodeExecutionMs => "Milliseconds of code execution",
        Meter::SessionMs => "Milliseconds of an agent session",
        _ => "Count of this meter",
    }
}

pub(crate) fn words(words: &[&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(words.to_vec())
}

/// One of the words that [`words`] let through.
pub(crate) fn word<T: FromStr>(text: String) -> T {
    text.parse().unwrap_or_else(|_| unreachable!("`{text}` is one of the possible values"))
}

fn conversion(text: &str) -> Result<Conversion, String> {
    let expected = "expected a currency and a rate above zero, such as CNY=7.1";
    let (currency, rate) = text.split_once('=').ok_or(expected)?;
    let currency: Currency = currency.to_uppercase().parse().map_err(|()| {
        format!("no currency `{currency}`: {}", Currency::ALL.map(Currency::name).join(", "))
    })?;
    let rate = plain_decimal(rate).map_err(|e| e.to_string())?;
    if rate.is_zero() { Err(expected.to_owned()) } else { Ok(Conversion { currency, rate }) }
}
