//! Cache breakpoints: where they stand, and what the vendor would say to them.
//!
//! The rules are those of <https://platform.claude.com/docs/en/build-with-claude/prompt-caching>.

use super::node::Node;
use super::{Breakpoint, CacheTtl, Part, PartKind, RequestError};

/// Breakpoints that one request may have.
pub(super) const MOST: usize = 4;

/// The breakpoint that an object asks for.
pub(super) fn read(node: &Node<'_>) -> Result<Option<Breakpoint>, RequestError> {
    let Some(control) = node.member("cache_control") else { return Ok(None) };
    match control.kind()? {
        Some("ephemeral") => {}
        Some(other) => return Err(control.unknown_word(other, "type `ephemeral`")),
        None => return Err(control.missing("type", "`ephemeral`")),
    }
    let ttl = match control.optional_text("ttl")? {
        None | Some("5m") => CacheTtl::FiveMinutes,
        Some("1h") => CacheTtl::OneHour,
        Some(other) => return Err(control.unknown_word(other, "ttl `5m` or `1h`")),
    };
    Ok(Some(Breakpoint { ttl, automatic: false }))
}

/// Puts the breakpoint of the whole request on the last part that can bear one, and lists what would be refused.
pub(super) fn settle(parts: &mut [Part], whole: Option<Breakpoint>) -> Vec<String> {
    let mut refused = Vec::new();
    if let Some(whole) = whole {
        let marked = parts.iter().filter(|part| part.breakpoint.is_some()).count();
        match parts.iter_mut().rev().find(|part| can_bear(part)) {
            None => {}
            Some(Part { breakpoint: Some(own), place, .. }) if own.ttl != whole.ttl => refused.push(format!(
                "{place}: a cache breakpoint of {}, where that of the request is of {}",
                own.ttl.name(),
                whole.ttl.name()
            )),
            Some(Part { breakpoint: Some(_), .. }) => {}
            Some(_) if marked >= MOST => {
                refused.push(format!("{marked} cache breakpoints, and that of the request beside them"));
            }
            Some(last) => last.breakpoint = Some(Breakpoint { automatic: true, ..whole }),
        }
    }
    let marked = || parts.iter().filter_map(|part| part.breakpoint.map(|breakpoint| (part, breakpoint)));
    if marked().count() > MOST {
        refused.push(format!("{} cache breakpoints, expected {MOST} at most", marked().count()));
    }
    for (part, _) in marked().filter(|(part, _)| !can_bear(part)) {
        refused.push(format!("{}: a cache breakpoint on thinking or on an empty text", part.place));
    }
    let mut short = None;
    for (part, breakpoint) in marked() {
        match (breakpoint.ttl, short) {
            (CacheTtl::FiveMinutes, None) => short = Some(part.place),
            (CacheTtl::OneHour, Some(earlier)) => {
                refused
                    .push(format!("{}: a cache breakpoint of 1h behind one of 5m at {earlier}", part.place));
                break;
            }
            _ => {}
        }
    }
    refused
}

/// Whether a cache may be written behind it: not behind thinking, an empty text, or what is no block.
fn can_bear(part: &Part) -> bool {
    match part.kind {
        PartKind::Frame | PartKind::ToolPrompt | PartKind::OutputFormat | PartKind::Thinking => false,
        PartKind::Text => part.texts.iter().any(|text| !text.is_empty()),
        _ => true,
    }
}
