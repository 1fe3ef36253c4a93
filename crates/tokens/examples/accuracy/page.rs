//! The page: goals first, short tables, then long ones.

use std::fmt::Write;

use tokentoll_tokens::Calibration;

use crate::folds::Folds;
use crate::score::{Scores, Summary};
use crate::{Estimated, coverage, parts, rescaled};

pub(crate) const GENERATIONS: [&str; 3] = ["v3", "v4.7", "v4.8+"];
pub(crate) const METHODS: [&str; 2] = ["o200k+features", "features"];

/// Goals on the median and on the 95th percentile of the error, in percent.
const GOALS: [(&str, &str, f64, Option<f64>); 8] = [
    ("v3", "requests: all", 2.0, Some(6.0)),
    ("v4.8+", "requests: all", 4.0, None),
    ("v3", "languages: English", 3.0, None),
    ("v4.8+", "languages: English", 3.0, None),
    ("v3", "code: all", 3.0, None),
    ("v4.8+", "code: all", 3.0, None),
    ("v3", "languages: hundred most spoken", 6.0, None),
    ("v4.8+", "languages: hundred most spoken", 6.0, None),
];

/// Rules of thumb from guides on long contexts: the rule, what it is said of, the group it is held against.
const RULES: [(&str, &str, &str); 4] = [
    ("characters / 4", "English, 4 characters a token", "languages: English"),
    ("characters / 1.5", "Chinese, 1.5 characters a token", "script: Hans"),
    ("characters / 3.5", "Python, 3.5 characters a token", "code: Python"),
    ("bytes / 4", "a page of 10 KB is about 2,500 tokens", "languages: all"),
];

pub(crate) fn written(scores: &Scores, estimated: &[Estimated], folds: &Folds) -> String {
    let mut page = introduction(estimated, folds);
    page += "\n## Goals\n\n| generation | group | goal: median | measured | goal: p95 | measured | met |\n|---|---|--:|--:|--:|--:|---|\n";
    let mut missed = Vec::new();
    for (generation, group, median, p95) in GOALS {
        let found = scores.summary(generation, group, METHODS[0]);
        let met = found.median <= median && p95.is_none_or(|p95| found.p95 <= p95);
        if !met {
            missed.push(format!("{group} of {generation}"));
        }
        let goal = p95.map_or("–".to_owned(), |p95| format!("{p95}"));
        let _ = writeln!(
            page,
            "| {generation} | {group} ({} rows) | {median} | {:.1} | {goal} | {:.1} | {} |",
            found.rows,
            found.median,
            found.p95,
            if met { "yes" } else { "**no**" }
        );
    }
    page += &verdict(&missed);
    page += &coverage::table(scores);
    for method in METHODS {
        let _ = write!(page, "\n## {method}: in short\n\n{HEAD}");
        for generation in GENERATIONS {
            for group in SHORT {
                line(&mut page, scores, generation, group, method, 1);
            }
        }
    }
    page += &thumb(scores);
    let _ = write!(
        page,
        "\n## One observation\n\n{OBSERVATION}\n\n| requests of at least | pairs | | median | p95 | held | width |\n|--:|--:|---|--:|--:|--:|--:|\n"
    );
    for least in [100, 1_000] {
        let (before, after) = rescaled::compared(estimated, folds, least);
        for (name, summary) in [("as it is", before), ("rescaled", after)] {
            let _ = writeln!(page, "| {least} tokens | {} | {name} | {} |", summary.rows, summary.cells());
        }
    }
    let _ = write!(
        page,
        "\n## Images and PDFs\n\nRequests with one image and no tools, and with one PDF.\n\n{}",
        parts::media(estimated)
    );
    let _ = write!(page, "\n## Tool prompts\n\n{TOOLS}\n\n{}", parts::tool_prompts(estimated));
    page += "\n## All groups\n\nGroups of fewer than five rows are left out. Programs are grouped by a guess at their language.\n";
    for method in METHODS {
        for generation in GENERATIONS {
            let _ = write!(page, "\n### {generation}, {method}\n\n{HEAD}");
            for group in scores.groups(generation) {
                line(&mut page, scores, generation, &group, method, 5);
            }
        }
    }
    page
}

const HEAD: &str =
    "| generation | group | rows | median | p95 | held | width |\n|---|---|--:|--:|--:|--:|--:|\n";

/// Not a kind of request: those of all kinds that are long enough for one token not to matter.
pub(crate) const LONGER: &str = "requests: 100 tokens and more";

/// The groups that tell most.
pub(crate) const SHORT: [&str; 10] = [
    "requests: all",
    LONGER,
    "requests: one turn",
    "requests: several turns",
    "requests: tools",
    "requests: tool round trips",
    "requests: images and PDFs",
    "requests: text documents, output formats",
    "code: all",
    "languages: hundred most spoken",
];

const OBSERVATION: &str = "A user who knows the true count of one request may rescale estimates by it. Here each request is rescaled by \
    another one of the same source, generation and kind, of half to twice its size and with other texts; requests that have such a \
    neighbour are not the hardest, and their error before it is smaller than that of all.";

const TOOLS: &str = "What a model reads before it may use tools: documented, or recorded where the documents say nothing or something \
    else. *Recorded counts leave* is the median of true tokens less everything else that is estimated.";

fn introduction(estimated: &[Estimated], folds: &Folds) -> String {
    let requests = estimated.iter().filter(|each| each.request.is_some()).count();
    let messages = estimated.len() - requests;
    format!(
        "# Accuracy of estimated counts\n\n\
        Written by `cargo xtask accuracy --data DIR` with the calibration of {}. The repository holds no recorded data: `DIR` has \
        two files, `documents.jsonl` and `requests.jsonl`, as `crates/tokens/fit/README.md` describes them.\n\n\
        - **Documents**: {messages} counts of whole texts sent as one message: the Universal Declaration of Human Rights in about \
        300 languages, and programs from Rosetta Code, each counted for three models by the vendor's token counting.\n\
        - **Requests**: {requests} Messages API requests recorded in the test fixtures of open-source projects, with the usage the vendor \
        reported. The truth is input plus cache writes plus cache reads.\n\n\
        Every row is estimated by a calibration that saw **nothing of the row's source**: no request of the same repository, no text of the \
        same language, no program of a like kind. There are {} such calibrations; coefficients, overheads and intervals are all fitted \
        without the source. The calibration that ships has seen them all. A script of which a calibration has \
        seen nothing is of the kind *rare script* to it, with the wide interval of that kind. Intervals of scripts with few languages lie between \
        what a language kept aside needs and what a recorded one needs.\n\n\
        Errors are absolute, in percent of the true count: the median and the 95th percentile (*p95*). *Held* is the share of true counts within \
        the 80 % interval, in percent, and *width* the median width of the interval, in percent of the true count. The method \
        `o200k+features` looks at the tokens of a public vocabulary; `features` needs none.\n\n\
        Many recorded requests are tiny. With ten tokens, being off by one is 10 %.\n\n\
        Not all is free of what it is held against: the cost of tool prompts per model (`data/models.json`) is documented or was \
        recorded in these requests, and how far short texts are drawn to the public count, and how much below the mean the median \
        of a count lies, are two numbers that were chosen by the errors on rows kept aside.\n",
        Calibration::embedded().date(),
        folds.len()
    )
}

/// In words, which goals are met.
fn verdict(missed: &[String]) -> String {
    let (met, all) = (GOALS.len() - missed.len(), GOALS.len());
    match missed {
        [] => format!("\nAll {all} goals on errors are met.\n"),
        _ => format!("\n{met} of {all} goals on errors are met; not met: {}.\n", missed.join(", ")),
    }
}

fn line(page: &mut String, scores: &Scores, generation: &str, group: &str, method: &str, fewest: usize) {
    let summary: Summary = scores.summary(generation, group, method);
    if summary.rows >= fewest || (group == "languages: English" && summary.rows > 0) {
        let _ = writeln!(page, "| {generation} | {group} | {} | {} |", summary.rows, summary.cells());
    }
}

/// Rules of thumb beside the estimate. A minus says that the rule counts too few.
fn thumb(scores: &Scores) -> String {
    let mut page = "\n## Rules of thumb\n\nShown for comparison, not used anywhere. The error of a rule has a sign: a minus says that it counts too few tokens.\n\n\
        | rule | held against | generation | rule off by | this estimate: median error |\n|---|---|---|--:|--:|\n"
        .to_owned();
    for (rule, said, group) in RULES {
        for generation in ["v3", "v4.8+"] {
            let Some((_, bias)) = scores.rule(generation, group, rule) else { continue };
            let own = scores.summary(generation, group, METHODS[0]).median;
            let _ = writeln!(page, "| {said} | {group} | {generation} | {bias:+.1} | {own:.1} |");
        }
    }
    page += "\nA PDF of 500 KB is said to have 125,000 tokens, a quarter of its bytes; its tokens come from its pages and their text, see the table of PDFs below.\n\n\
        | | generation | characters / 4 | characters / 3.5 | o200k as it is | this estimate |\n|---|---|--:|--:|--:|--:|\n";
    for group in ["requests: all", "code: all", "languages: hundred most spoken"] {
        for generation in ["v3", "v4.8+"] {
            let error = |rule: &str| scores.rule(generation, group, rule).map_or(f64::NAN, |found| found.0);
            let own = scores.summary(generation, group, METHODS[0]).median;
            let _ = writeln!(
                page,
                "| {group} | {generation} | {:.1} | {:.1} | {:.1} | {own:.1} |",
                error("characters / 4"),
                error("characters / 3.5"),
                error("o200k")
            );
        }
    }
    page + "\nMedian errors in percent; for requests the rules see the texts alone.\n"
}
