//! The arguments of `tokentoll count`.

use crate::args::Overlays;
use crate::counts;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;
use tokentoll::Day;
use tokentoll::tokens::Method;

/// Whose tokens are counted where no model is named.
pub(crate) const DEFAULT_MODEL: &str = "claude-sonnet-5-5";

pub(crate) const EXAMPLES: &str = "\
Examples:
  tokentoll count src README.md
  tokentoll count . --model claude-sonnet-4-5 --on 2026-02-20 --fit 200k
  git diff | tokentoll count -
  tokentoll count --request request.json
  tokentoll count --jsonl < texts.jsonl > counts.jsonl

Left out are hidden files, what .gitignore and .ignore name, and symbolic links inside of folders; whatever cannot be
counted is listed with its reason. A path that is named is counted, whatever its name.";

/// What to count.
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// Files and folders; `-` reads standard input
    #[arg(value_name = "PATH", required_unless_present_any = ["request", "jsonl"])]
    pub(crate) files: Vec<PathBuf>,
    /// Count a request instead, by part: the JSON body of a Messages API or chat completions request; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "fit", "depth", "hidden", "no_ignore", "follow"])]
    pub(crate) request: Option<PathBuf>,
    /// Read one ask for a count as JSON per line from standard input, write one answer per line, in order
    #[arg(long, conflicts_with_all = NOT_WITH_JSONL)]
    pub(crate) jsonl: bool,
    /// A model id, an alias or a gateway's spelling [default: claude-sonnet-5-5, or the one that the request names]
    #[arg(long, value_name = "M", help_heading = FOR)]
    pub(crate) model: Option<String>,
    /// The day of the request, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", help_heading = FOR)]
    pub(crate) on: Option<Day>,
    /// The seller [default: anthropic, or the one that knows the model]
    #[arg(long, help_heading = FOR)]
    pub(crate) seller: Option<String>,
    /// How to estimate, where the vocabulary is not public [default: o200k+features]
    #[arg(long, value_name = "M", value_parser = methods(), help_heading = FOR)]
    pub(crate) method: Option<Method>,
    /// Count by a vocabulary of your own: tiktoken ranks, a tokenizer.json, or a list of pieces
    #[arg(long, value_name = "FILE", conflicts_with = "method", help_heading = FOR)]
    pub(crate) vocabulary: Option<PathBuf>,
    /// The true count of what is counted here, as the vendor reported it: the estimate takes its scale from it
    #[arg(long, value_name = "N", value_parser = counts::count, help_heading = FOR)]
    pub(crate) observed: Option<u32>,
    /// Propose which files to leave out so that the rest stays within this many tokens, largest first
    #[arg(long, value_name = "N", value_parser = counts::count)]
    pub(crate) fit: Option<u32>,
    /// Show at most so many files and folders, the largest
    #[arg(long, value_name = "N", default_value_t = 25, help_heading = SHOWN)]
    pub(crate) top: usize,
    /// Show at most so many levels of folders
    #[arg(long, value_name = "N", help_heading = SHOWN)]
    pub(crate) depth: Option<usize>,
    /// Answer as one JSON object
    #[arg(long, help_heading = SHOWN)]
    pub(crate) json: bool,
    /// Count hidden files, too
    #[arg(long, help_heading = WHICH)]
    pub(crate) hidden: bool,
    /// Count what .gitignore and .ignore name, too
    #[arg(long, help_heading = WHICH)]
    pub(crate) no_ignore: bool,
    /// Follow symbolic links
    #[arg(long, help_heading = WHICH)]
    pub(crate) follow: bool,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

const FOR: &str = "For whom";
const SHOWN: &str = "What is shown";
const WHICH: &str = "Which files";
const NOT_WITH_JSONL: [&str; 12] = [
    "files",
    "request",
    "model",
    "on",
    "seller",
    "method",
    "vocabulary",
    "observed",
    "fit",
    "depth",
    "hidden",
    "no_ignore",
];

fn methods() -> impl TypedValueParser<Value = Method> {
    let values = Method::ALL.map(|method| match method {
        Method::Features => PossibleValue::new(method.name()).alias("fast").help("No vocabulary, at once"),
        _ => {
            PossibleValue::new(method.name()).alias("close").help("Looks at a public encoding's tokens, too")
        }
    });
    PossibleValuesParser::new(values).map(|word| {
        let known = |method: &Method| {
            method.name() == word || word == if *method == Method::Features { "fast" } else { "close" }
        };
        Method::ALL.into_iter().find(known).unwrap_or_default()
    })
}
