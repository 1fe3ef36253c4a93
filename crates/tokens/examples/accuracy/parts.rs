//! Images, PDFs and tool prompts: what recorded counts leave for each.

use std::collections::BTreeMap;
use std::fmt::Write;

use tokentoll_tokens::{Models, Overhead, PartKind, Pixels};

use crate::Estimated;
use crate::rows::{Content, Row};
use crate::score::quantile;

/// Images by size, and PDFs by pages: truth, estimate, and what bytes / 4 would say of a PDF.
pub(crate) fn media(estimated: &[Estimated]) -> String {
    let mut sizes: BTreeMap<(String, String), Vec<(u64, u64)>> = BTreeMap::new();
    let mut pdfs = String::new();
    for each in estimated {
        let Content::Request(request) = &each.row.content else { continue };
        let generation = each.row.generation.clone();
        let count = each.counts[0].1.tokens;
        let images: Vec<Pixels> = request.parts().iter().filter_map(|part| part.pixels).collect();
        let tools = request.parts().iter().any(|part| part.kind == PartKind::ToolDefinition);
        if let ([Pixels { width, height }], false) = (&images[..], tools) {
            sizes
                .entry((format!("{width} × {height}"), generation))
                .or_default()
                .push((each.row.truth, count));
        } else if let [(pages, bytes)] = each.row.pdfs[..] {
            let _ = writeln!(
                pdfs,
                "| {} | {pages} | {bytes} | {} | {count} | {:+} | {} |",
                each.row.generation,
                each.row.truth,
                count as i64 - each.row.truth as i64,
                bytes / 4
            );
        }
    }
    let mut page =
        "| pixels | generation | requests | true tokens | off by, at the most |\n|---|---|--:|--:|--:|\n"
            .to_owned();
    for ((size, generation), counts) in sizes {
        let most =
            counts.iter().map(|(truth, count)| *count as i64 - *truth as i64).max_by_key(|off| off.abs());
        let (least, largest) = (counts.iter().map(|c| c.0).min(), counts.iter().map(|c| c.0).max());
        let (least, largest) = (least.unwrap_or(0), largest.unwrap_or(0));
        let truths = if least == largest { least.to_string() } else { format!("{least} to {largest}") };
        let _ = writeln!(
            page,
            "| {size} | {generation} | {} | {truths} | {:+} |",
            counts.len(),
            most.unwrap_or(0)
        );
    }
    page += "\n| generation | pages | bytes | true tokens | estimate | off by | bytes / 4 |\n|---|--:|--:|--:|--:|--:|--:|\n";
    page + &pdfs
}

/// The tool prompt of each model: what is held for true, and what recorded counts leave.
pub(crate) fn tool_prompts(estimated: &[Estimated]) -> String {
    let mut left: BTreeMap<(String, bool), Vec<f64>> = BTreeMap::new();
    for each in estimated {
        let (Content::Request(request), Some(count)) = (&each.row.content, &each.request) else { continue };
        let brings = |wanted: Overhead| request.parts().iter().any(|part| part.overheads.contains(&wanted));
        if brings(Overhead::SingleToolPrompt) {
            continue;
        }
        let forced = brings(Overhead::ForcedToolPrompt);
        let calls =
            request.parts().iter().any(|part| matches!(part.kind, PartKind::ToolUse | PartKind::ToolResult));
        if !(forced || brings(Overhead::ToolPrompt))
            || calls
            || brings(Overhead::ServerTool)
            || brings(Overhead::OutputFormat)
        {
            continue;
        }
        let Some(model) = model(&each.row) else { continue };
        let Some(tools) = model.tools else { continue };
        let prompt = f64::from(if forced { tools.forced } else { tools.auto });
        let off = each.row.truth as f64 - count.total.tokens as f64;
        left.entry((model.prefix.clone(), forced)).or_default().push(prompt + off);
    }
    let mut page = "| model | may use tools: used here | recorded counts leave | requests | must use one: used here | recorded counts leave | requests |\n|---|--:|--:|--:|--:|--:|--:|\n".to_owned();
    for model in Models::embedded().all() {
        let Some(tools) = model.tools else { continue };
        let cells = |forced: bool| match left.get(&(model.prefix.clone(), forced)) {
            Some(values) => format!("{:.0} | {}", quantile(values.clone(), 0.5), values.len()),
            None => "– | 0".to_owned(),
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            model.prefix,
            tools.auto,
            cells(false),
            tools.forced,
            cells(true)
        );
    }
    page
}

fn model(row: &Row) -> Option<&'static tokentoll_tokens::ModelFacts> {
    Models::embedded().find(&row.model)
}
