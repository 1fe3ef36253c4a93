//! The arguments of the commands that read logs.

use crate::args::Overlays;
use crate::counts;
use crate::outcome::Stop;
use clap::Args;
use jiff::tz::TimeZone;
use std::path::PathBuf;
use std::str::FromStr;
use tokentoll::Day;
use tokentoll::core::{Amount, plain_decimal};
use tokentoll::ledger::{Field, Query, WhatIf};

pub(crate) const USAGE_EXAMPLES: &str = "\
Examples:
  tokentoll usage                                   what Claude Code and Codex used on this machine, by day
  tokentoll usage ~/.claude/projects --by month,model
  tokentoll usage logs/ --since 2026-11-01 --by project --json
  tokentoll usage spend.csv.gz --mapping columns.json --by team
  tokentoll usage logs/ --what-if batch --budget month=200
  tokentoll usage logs/ --explain msg_01XFDUDYJgAACzvnptvVoYEL

Exit codes: 0 everything is priced, 1 something is not, 2 wrong arguments, 3 a budget is exceeded.";

/// Which logs to read, and how.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// Files, folders, or `-` for standard input; also .gz and .zst [default: the logs of Claude Code and Codex]
    #[arg(id = "logs", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read every file in this format, whatever it looks like
    #[arg(long, value_name = "F", value_parser = clap::builder::PossibleValuesParser::new(formats()), conflicts_with = "mapping", help_heading = READ)]
    pub(crate) log_format: Option<String>,
    /// Read CSV or JSON lines of your own, by a file that says which column is which meter
    #[arg(long, value_name = "FILE", help_heading = READ)]
    pub(crate) mapping: Option<PathBuf>,
    /// Keep what was read in this file: the next run reads only what is new, and a killed run goes on
    #[arg(long, value_name = "FILE", help_heading = READ)]
    pub(crate) state: Option<PathBuf>,
    /// With --state: how much to read between two times of writing it
    #[arg(long, value_name = "BYTES", default_value = "256M", value_parser = counts::count, requires = "state", help_heading = READ)]
    pub(crate) checkpoint: u32,
    /// On how many cores to read [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), help_heading = READ)]
    pub(crate) threads: Option<u16>,
}

fn formats() -> Vec<&'static str> {
    tokentoll::usage::log::FORMATS.iter().map(|format| format.name()).collect()
}

const READ: &str = "What is read";
const WHICH: &str = "Which requests";
const PRICE: &str = "At which price";
const SHOWN: &str = "How it is shown";

/// Which requests, at which prices.
#[derive(Debug, Args)]
pub(crate) struct WhichArgs {
    /// Only from this day on, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = WHICH)]
    pub(crate) since: Option<Day>,
    /// Only up to this day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = WHICH)]
    pub(crate) until: Option<Day>,
    /// Where days begin: a name such as Asia/Shanghai, or `local`; prices are those of the day in UTC
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone, help_heading = WHICH)]
    pub(crate) timezone: TimeZone,
    /// The day of requests whose log tells no time, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = PRICE)]
    pub(crate) on: Option<Day>,
    /// The seller of requests whose log names none [default: anthropic, or the one that knows the model]
    #[arg(long, help_heading = PRICE)]
    pub(crate) seller: Option<String>,
    /// Price everything as on this day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", help_heading = PRICE)]
    pub(crate) reprice_on: Option<Day>,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

impl WhichArgs {
    /// Whether they can mean anything.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        match (self.since, self.until) {
            (Some(since), Some(until)) if since > until => {
                Err(Stop::wrong(format!("--since {since} is after --until {until}: no day is both")))
            }
            _ => Ok(()),
        }
    }

    /// The query for these, grouped by fields.
    pub(crate) fn query(&self, by: Vec<Field>, what_if: Option<WhatIf>) -> Query {
        Query {
            since: self.since,
            until: self.until,
            zone: self.timezone.clone(),
            reprice_on: self.reprice_on,
            undated: self.on,
            seller: self.seller.clone(),
            what_if,
            ..Query::by(by)
        }
    }
}

/// What logs used, and what it cost.
#[derive(Debug, Args)]
pub(crate) struct UsageArgs {
    /// Which logs.
    #[command(flatten)]
    pub(crate) logs: LogArgs,
    /// Which requests.
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Group by day, week, month, model, seller, project, session, tier, file, or a label of the log such as agent, branch, user, team
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_value = "day", value_parser = field, help_heading = SHOWN)]
    pub(crate) by: Vec<Field>,
    /// Price everything a second time: as batch, without cache (`cache`), or on another model
    #[arg(long, value_name = "batch|cache|MODEL", value_parser = what_if, help_heading = PRICE)]
    pub(crate) what_if: Option<WhatIf>,
    /// Warn, with exit code 3, where more was spent: an amount for all, or FIELD=AMOUNT for each, such as day=20
    #[arg(long, value_name = "AMOUNT", value_parser = budget, help_heading = SHOWN)]
    pub(crate) budget: Vec<Budget>,
    /// Show the bill of one request, by the id of its answer or of the HTTP request
    #[arg(long, value_name = "ID", conflicts_with_all = ["by", "what_if", "budget", "csv", "focus", "watch"], help_heading = SHOWN)]
    pub(crate) explain: Option<String>,
    /// Read again every so many seconds what was added, and show it anew
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["json", "csv", "focus"], help_heading = SHOWN)]
    pub(crate) watch: Option<u64>,
    /// How often to show anew; without end otherwise
    #[arg(long, value_name = "N", requires = "watch", hide = true)]
    pub(crate) times: Option<u64>,
    /// Answer as a JSON object
    #[arg(long, conflicts_with_all = ["csv", "focus"], help_heading = SHOWN)]
    pub(crate) json: bool,
    /// Answer as CSV
    #[arg(long, conflicts_with = "focus", help_heading = SHOWN)]
    pub(crate) csv: bool,
    /// Write rows of FOCUS 1.4, the FinOps cost and usage specification, as CSV
    #[arg(long, conflicts_with_all = ["by", "what_if", "budget"], help_heading = SHOWN)]
    pub(crate) focus: bool,
    /// The billing account of the rows
    #[arg(long, value_name = "ID", requires = "focus", default_value = "unknown", help_heading = SHOWN)]
    pub(crate) billing_account: String,
}

/// Logs beside a vendor's bill.
#[derive(Debug, Args)]
pub(crate) struct ReconcileArgs {
    /// Which logs.
    #[command(flatten)]
    pub(crate) logs: LogArgs,
    /// Which requests.
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// The bill: pages of Anthropic's cost report as JSON; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) bill: PathBuf,
    /// How far amounts may be apart: in the currency
    #[arg(long, value_name = "AMOUNT", default_value = "0.01", value_parser = decimal)]
    pub(crate) tolerance: Amount,
    /// How far amounts may be apart: in percent of the bill
    #[arg(long, value_name = "PERCENT", default_value = "0.1", value_parser = decimal)]
    pub(crate) tolerance_percent: Amount,
    /// Answer as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Most that may be spent: by each value of a field, or by all.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    pub(crate) by: Option<Field>,
    pub(crate) most: Amount,
}

fn budget(text: &str) -> Result<Budget, String> {
    let (by, most) = match text.split_once('=') {
        None => (None, text),
        Some((by, most)) => (Some(field(by)?), most),
    };
    Ok(Budget { by, most: decimal(most)? })
}

fn field(text: &str) -> Result<Field, String> {
    if text.is_empty() {
        return Err(format!("met nothing, expected one of {}, or a label of the log", fields()));
    }
    Field::from_str(text).map_err(|never| match never {})
}

/// The names of the fields that every log has.
pub(crate) fn fields() -> String {
    Field::NAMED.map(|field| field.name().to_owned()).join(", ")
}

fn decimal(text: &str) -> Result<Amount, String> {
    plain_decimal(text).map_err(|e| e.to_string())?;
    text.parse().map_err(|_| format!("met `{text}`, expected a decimal"))
}

fn what_if(text: &str) -> Result<WhatIf, String> {
    Ok(match text {
        "batch" => WhatIf::Batch,
        "cache" | "no-cache" => WhatIf::NoCache,
        model => WhatIf::Model(model.to_owned()),
    })
}

fn zone(text: &str) -> Result<TimeZone, String> {
    match text {
        "UTC" | "utc" => Ok(TimeZone::UTC),
        "local" => TimeZone::try_system().map_err(|e| e.to_string()),
        name => TimeZone::get(name).map_err(|e| e.to_string()),
    }
}
